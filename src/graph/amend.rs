//! A casebook of which a few briefs changed: the graph of before, with what they say in the place of what they said.
//!
//! Where words alone changed, all that front matter decides stands: names and what they mean, relations, orders, what is
//! contested. So it costs what the changed briefs and those they mention cost, not what a casebook does. Where another field
//! changed, what fields decide is found again; where a title did, those who may mean another brief by it, or show it, are
//! linked again too.

use super::fields::differ_in_words_alone;
use super::inverse::Inverse;
use super::link::{chronology, is_uncorroborated, matters, newest};
use super::memory::{Linked, Memory, Prose, add_identity, add_titles};
use super::renamed::Renamed;
use super::{Backlink, Graph, bibliography, bodies, inverse, relations};
use crate::diagnostic::code;
use crate::model::{Brief, BriefIx, Kind};
use crate::release::Released;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A brief in the place of another of its name.
pub struct Change {
    /// Where it stands.
    pub ix: BriefIx,
    /// The brief as it is now.
    pub brief: Released<Arc<Brief>>,
    /// Whether its front matter says what it said.
    pub is_prose_alone: bool,
}

/// How much of briefs changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// What stands below the front matter.
    Prose,
    /// That, and words of the front matter that are shown and decide nothing: summaries and notes.
    Words,
    /// Any field but those by which others know the brief.
    Fields,
    /// Titles and aliases too.
    Titles,
}

/// A graph, and the briefs of which it says something else than the graph of before: those that changed, those that speak
/// of them by another title, those that both mention and those they mentioned.
pub struct Amended {
    /// The graph.
    pub graph: Graph,
    /// The briefs, in order.
    pub briefs: BTreeSet<BriefIx>,
    /// How much of them changed.
    pub extent: Extent,
}

/// A brief to link again, and what linking it found before.
struct Again {
    ix: BriefIx,
    was: Arc<Linked>,
    /// Whether its fields, or what they refer to, are others.
    has_other_fields: bool,
}

/// With more briefs to link again than so many, all are linked: their mentions are put in one list after the other here, which
/// for a hub's would take the square of them.
const MOST: usize = 256;

/// The graph with changed briefs in it. None where more has to be looked at: an id, a claim's or a language changes, pictures
/// come or go, a source has another origin, something about a brief is not known, or a title that many speak of changes.
pub fn amended(graph: &Graph, changes: Vec<Change>, memory: &mut Memory) -> Option<Amended> {
    let mut next = graph.clone();
    next.bases = Arc::default();
    let mut extent = Extent::Prose;
    let mut again = Vec::with_capacity(changes.len());
    for Change { ix, brief, is_prose_alone } in changes {
        extent = extent.max(extent_of(&graph[ix], &brief, is_prose_alone)?);
        again.push(Again { ix, was: memory.recall(&graph[ix])?, has_other_fields: !is_prose_alone });
        *next.briefs.get_mut(ix.index())? = brief;
    }
    let changed: Vec<BriefIx> = again.iter().filter(|again| again.has_other_fields).map(|again| again.ix).collect();
    let renamed = if extent == Extent::Titles { Some(Renamed::of(graph, &mut next, &changed, memory)?) } else { None };
    if renamed.iter().any(|renamed| renamed.texts.len() + renamed.fields.len() > MOST) {
        return None;
    }
    for ix in renamed.iter().flat_map(|renamed| renamed.texts.union(&renamed.fields)) {
        // Entries of a library share their file.
        let was = memory.recall(&graph[*ix]).filter(|_| graph[*ix].body.start > 0)?;
        let has_other_fields = renamed.as_ref().is_some_and(|renamed| renamed.fields.contains(ix));
        match again.iter_mut().find(|again| again.ix == *ix) {
            Some(again) => again.has_other_fields |= has_other_fields,
            None => again.push(Again { ix: *ix, was, has_other_fields }),
        }
    }
    let linked: Vec<Option<Linked>> = again.par_iter().map(|again| link(&next, again, &changed)).collect();
    let mut briefs = BTreeSet::new();
    for (again, linked) in again.iter().zip(linked) {
        briefs.extend(put(&mut next, again, linked?, memory)?);
    }
    if extent >= Extent::Fields {
        let others: Vec<BriefIx> = again.iter().filter(|again| again.has_other_fields).map(|again| again.ix).collect();
        put_fields(graph, &mut next, &others);
    }
    if let Some(renamed) = renamed {
        renamed.remember(&next, memory);
    }
    Some(Amended { graph: next, briefs, extent })
}

/// What fields of these briefs decide, in the place of what they decided.
fn put_fields(before: &Graph, graph: &mut Graph, changed: &[BriefIx]) {
    let mut inverse = Inverse::clone(&before.inverse);
    inverse.amend(before, graph, changed);
    graph.inverse = Arc::new(inverse);
    if !relations::are_alike(before, graph, changed) {
        graph.relations = Arc::new(relations::collect(graph, &graph.resolver));
    }
    let mut contested = BTreeMap::clone(&before.contested);
    contested.retain(|ix, _| !changed.contains(ix));
    contested.extend(changed.iter().filter_map(|ix| matters(graph, *ix)));
    graph.contested = Arc::new(contested);
    graph.chronology = chronology(graph).into();
    graph.newest = newest(graph);
}

/// How much of a brief is another; none where others know it by another id, language, part or origin.
fn extent_of(before: &Brief, now: &Brief, is_prose_alone: bool) -> Option<Extent> {
    if is_prose_alone {
        return Some(Extent::Prose);
    }
    let written = |brief: &Brief, add: fn(&Brief, &mut Vec<u8>)| {
        let mut bytes = Vec::new();
        add(brief, &mut bytes);
        bytes
    };
    let origin = |brief: &Brief| brief.source().and_then(|source| source.origin.as_ref()).map(|origin| origin.value.clone());
    let image = |brief: &Brief| brief.common.image.as_ref().map(|image| image.src.value.clone());
    let is_same =
        written(before, add_identity) == written(now, add_identity) && origin(before) == origin(now) && image(before) == image(now);
    let extent = if written(before, add_titles) != written(now, add_titles) {
        Extent::Titles
    } else if differ_in_words_alone(before, now) {
        Extent::Words
    } else {
        Extent::Fields
    };
    is_same.then_some(extent)
}

/// Links a brief as it stands in the graph. None where a picture may be missed, which is not known here unless it is
/// published already.
fn link(graph: &Graph, again: &Again, changed: &[BriefIx]) -> Option<Linked> {
    let Again { ix, was, .. } = again;
    let written = bodies::write(graph, *ix);
    let is_missed = written.problems.iter().any(|problem| problem.code == code::UNRESOLVED_REFERENCE);
    if is_missed || written.pictures != was.prose.written.pictures {
        return None;
    }
    let has_other_entry = graph[*ix].kind == Kind::Source && changed.contains(ix);
    let entry =
        if has_other_entry { bibliography::Engine::of(graph).and_then(|styles| styles.entry(graph, *ix)) } else { was.prose.entry.clone() };
    Some(Linked { outgoing: inverse::outgoing(graph, *ix), prose: Prose { written, entry } })
}

/// Puts what a brief says in the place of what it said: the briefs it mentions or mentioned, and itself.
fn put(graph: &mut Graph, again: &Again, linked: Linked, memory: &mut Memory) -> Option<BTreeSet<BriefIx>> {
    let Again { ix, was, has_other_fields } = again;
    let Linked { outgoing, prose: Prose { written, entry } } = &linked;
    let of_fields = [&was.outgoing.backlinks, &outgoing.backlinks].into_iter().flatten().filter(|_| *has_other_fields);
    let mentioned = was.prose.written.backlinks.iter().chain(&written.backlinks).chain(of_fields);
    let mut briefs: BTreeSet<BriefIx> = mentioned.map(|(target, _)| *target).collect();
    for target in &briefs {
        let now = outgoing.backlinks.iter().chain(&written.backlinks).filter(|(to, _)| to == target);
        let links = graph.backlinks.get_mut(target.index())?;
        *links = mention(links, *ix, now.map(|(_, link)| link.clone()).collect());
    }
    let brief = graph.briefs.get(ix.index()).map(|brief| Arc::clone(brief))?;
    let is_own = |path: &Arc<str>| *path == brief.path || brief.translations.values().any(|translation| translation.path == *path);
    graph.faults.retain(|fault| !is_own(&fault.location.path));
    graph.unresolved.retain(|reference| !is_own(&reference.path));
    graph.site_links.retain(|link| !is_own(&link.path));
    graph.faults.extend(written.problems.iter().cloned());
    graph.unresolved.extend(outgoing.unresolved.iter().chain(&written.unresolved).cloned());
    graph.site_links.extend(written.site_links.iter().cloned());
    *graph.bodies.get_mut(ix.index())? = Arc::clone(&written.body);
    let single = brief.kind == Kind::Event && is_uncorroborated(graph, &outgoing.sources, &written.body);
    *graph.uncorroborated.get_mut(ix.index())? = single;
    if *entry != was.prose.entry {
        let entries = Arc::make_mut(&mut graph.entries);
        entries.remove(ix);
        entries.extend(entry.clone().map(|entry| (*ix, entry)));
    }
    memory.keep(&brief, Arc::new(linked));
    briefs.insert(*ix);
    Some(briefs)
}

/// Mentions in the order of those who mention, with these in the place of those from the same brief.
fn mention(links: &[Backlink], from: BriefIx, mut now: Vec<Backlink>) -> Arc<[Backlink]> {
    inverse::once(&mut now);
    let (start, end) = (links.partition_point(|link| link.from < from), links.partition_point(|link| link.from <= from));
    let (before, after) = (links.get(..start).unwrap_or_default(), links.get(end..).unwrap_or_default());
    before.iter().cloned().chain(now).chain(after.iter().cloned()).collect()
}
