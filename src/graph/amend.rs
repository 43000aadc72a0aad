//! A casebook of which a few briefs changed: the graph of before, with what they say in the place of what they said.
//!
//! Where words alone changed, all that front matter decides stands: names and what they mean, relations, orders, what is
//! contested. So it costs what the changed briefs and those they mention cost, not what a casebook does. Where another field
//! changed but no name, what fields decide is found again; what names mean stands, and so does all other prose.

use super::fields::differ_in_words_alone;
use super::inverse::Inverse;
use super::link::{chronology, is_uncorroborated, matters, newest};
use super::memory::{Linked, Memory, Prose, names};
use super::{Backlink, Graph, bibliography, bodies, inverse, relations};
use crate::diagnostic::code;
use crate::model::{Brief, BriefIx, Kind};
use crate::release::Released;
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
    /// Any field but a name.
    Fields,
}

/// A graph, and the briefs of which it says something else than the graph of before: those that changed, those they
/// mention and those they mentioned.
pub struct Amended {
    /// The graph.
    pub graph: Graph,
    /// The briefs, in order.
    pub briefs: BTreeSet<BriefIx>,
    /// How much of them changed.
    pub extent: Extent,
}

/// The graph with changed briefs in it. None where more has to be looked at: a name changes, pictures come or go, a source
/// has another origin, or something about a brief is not known.
pub fn amended(graph: &Graph, changes: Vec<Change>, memory: &mut Memory) -> Option<Amended> {
    let mut next = graph.clone();
    next.bases = Arc::default();
    let mut briefs = BTreeSet::new();
    let mut extent = Extent::Prose;
    let changed: Vec<BriefIx> = changes.iter().filter(|change| !change.is_prose_alone).map(|change| change.ix).collect();
    for Change { ix, brief, is_prose_alone } in changes {
        extent = extent.max(extent_of(&graph[ix], &brief, is_prose_alone)?);
        briefs.extend(put(&mut next, ix, brief, is_prose_alone, memory)?);
    }
    if extent == Extent::Fields {
        put_fields(graph, &mut next, &changed);
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

/// How much of a brief is another; none where a name is.
fn extent_of(before: &Brief, now: &Brief, is_prose_alone: bool) -> Option<Extent> {
    if is_prose_alone {
        return Some(Extent::Prose);
    }
    let extent = if differ_in_words_alone(before, now) { Extent::Words } else { Extent::Fields };
    is_named_alike(before, now).then_some(extent)
}

/// Whether whatever other briefs take from a brief by its name is the same.
fn is_named_alike(before: &Brief, now: &Brief) -> bool {
    let said = |brief: &Brief| {
        let mut bytes = Vec::new();
        names(brief, &mut bytes);
        let origin = brief.source().and_then(|source| source.origin.as_ref()).map(|origin| origin.value.clone());
        (bytes, origin, brief.common.image.as_ref().map(|image| image.src.value.clone()))
    };
    said(before) == said(now)
}

/// Puts a brief in the place of the one before it: the briefs it mentions or mentioned, and itself.
fn put(
    graph: &mut Graph,
    ix: BriefIx,
    brief: Released<Arc<Brief>>,
    is_prose_alone: bool,
    memory: &mut Memory,
) -> Option<BTreeSet<BriefIx>> {
    let Linked { outgoing: fields, prose: Prose { written: said, entry } } = &*memory.recall(&graph[ix])?;
    *graph.briefs.get_mut(ix.index())? = brief;
    let written = bodies::write(graph, ix);
    // A picture that is not published yet is not known here.
    let is_missed = written.problems.iter().any(|problem| problem.code == code::UNRESOLVED_REFERENCE);
    if is_missed || written.pictures != said.pictures {
        return None;
    }
    let outgoing = inverse::outgoing(graph, ix);
    let of_fields = [&fields.backlinks, &outgoing.backlinks].into_iter().flatten().filter(|_| !is_prose_alone);
    let mentioned = said.backlinks.iter().chain(&written.backlinks).chain(of_fields);
    let mut briefs: BTreeSet<BriefIx> = mentioned.map(|(target, _)| *target).collect();
    for target in &briefs {
        let now = outgoing.backlinks.iter().chain(&written.backlinks).filter(|(to, _)| to == target);
        let links = graph.backlinks.get_mut(target.index())?;
        *links = mention(links, ix, now.map(|(_, link)| link.clone()).collect());
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
    let mut entry = entry.clone();
    if brief.kind == Kind::Source && !is_prose_alone {
        entry = bibliography::Engine::of(graph).and_then(|styles| styles.entry(graph, ix));
        let entries = Arc::make_mut(&mut graph.entries);
        entries.remove(&ix);
        entries.extend(entry.clone().map(|entry| (ix, entry)));
    }
    memory.keep(&brief, Arc::new(Linked { outgoing, prose: Prose { written, entry } }));
    briefs.insert(ix);
    Some(briefs)
}

/// Mentions in the order of those who mention, with these in the place of those from the same brief.
fn mention(links: &[Backlink], from: BriefIx, mut now: Vec<Backlink>) -> Arc<[Backlink]> {
    inverse::once(&mut now);
    let (start, end) = (links.partition_point(|link| link.from < from), links.partition_point(|link| link.from <= from));
    let (before, after) = (links.get(..start).unwrap_or_default(), links.get(end..).unwrap_or_default());
    before.iter().cloned().chain(now).chain(after.iter().cloned()).collect()
}
