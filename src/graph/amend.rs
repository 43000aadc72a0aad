//! A casebook of which prose alone changed: the graph of before, with what that prose says in the place of what it said.
//!
//! What front matter decides stands: names and what they mean, relations, orders, what is contested. So it costs what the
//! changed briefs and those they mention cost, not what a casebook does.

use super::link::is_uncorroborated;
use super::memory::{Linked, Memory, Prose};
use super::{Backlink, Graph, bodies, inverse};
use crate::diagnostic::code;
use crate::model::{Brief, BriefIx, Kind};
use crate::release::Released;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A graph, and the briefs of which it says something else than the graph of before: those that changed, those they
/// mention and those they mentioned.
pub struct Amended {
    /// The graph.
    pub graph: Graph,
    /// The briefs, in order.
    pub briefs: BTreeSet<BriefIx>,
}

/// The graph with these briefs in the place of those of the same name, whose front matter is the same. None where more
/// than prose has to be looked at: pictures come or go, or something about the brief is not known.
pub fn amended(graph: &Graph, changed: Vec<(BriefIx, Released<Arc<Brief>>)>, memory: &mut Memory) -> Option<Amended> {
    let mut next = graph.clone();
    next.bases = Arc::default();
    let mut briefs = BTreeSet::new();
    for (ix, brief) in changed {
        let before = memory.recall(&graph[ix])?;
        *next.briefs.get_mut(ix.index())? = brief;
        let written = bodies::write(&next, ix);
        // A picture that is not published yet is not known here.
        let is_missed = written.problems.iter().any(|problem| problem.code == code::UNRESOLVED_REFERENCE);
        if is_missed || written.pictures != before.prose.written.pictures {
            return None;
        }
        let outgoing = inverse::outgoing(&next, ix);
        let mentioned = before.prose.written.backlinks.iter().chain(&written.backlinks).map(|(target, _)| *target);
        let mentioned: BTreeSet<BriefIx> = mentioned.collect();
        for target in &mentioned {
            let of_fields = outgoing.backlinks.iter().chain(&written.backlinks);
            let now = of_fields.filter(|(to, _)| to == target).map(|(_, link)| link.clone()).collect();
            let links = next.backlinks.get_mut(target.index())?;
            *links = mention(links, ix, now);
        }
        let brief = &next.briefs.get(ix.index())?;
        let is_own = |path: &Arc<str>| *path == brief.path || brief.translations.values().any(|translation| translation.path == *path);
        next.faults.retain(|fault| !is_own(&fault.location.path));
        next.unresolved.retain(|reference| !is_own(&reference.path));
        next.site_links.retain(|link| !is_own(&link.path));
        next.faults.extend(written.problems.iter().cloned());
        next.unresolved.extend(outgoing.unresolved.iter().chain(&written.unresolved).cloned());
        next.site_links.extend(written.site_links.iter().cloned());
        *next.bodies.get_mut(ix.index())? = Arc::clone(&written.body);
        let single = graph[ix].kind == Kind::Event && is_uncorroborated(&next, &outgoing.sources, &written.body);
        *next.uncorroborated.get_mut(ix.index())? = single;
        let entry = before.prose.entry.clone();
        memory.keep(&next[ix], Arc::new(Linked { outgoing, prose: Prose { written, entry } }));
        briefs.extend(mentioned.into_iter().chain([ix]));
    }
    Some(Amended { graph: next, briefs })
}

/// Mentions in the order of those who mention, with these in the place of those from the same brief.
fn mention(links: &[Backlink], from: BriefIx, mut now: Vec<Backlink>) -> Arc<[Backlink]> {
    inverse::once(&mut now);
    let (start, end) = (links.partition_point(|link| link.from < from), links.partition_point(|link| link.from <= from));
    let (before, after) = (links.get(..start).unwrap_or_default(), links.get(end..).unwrap_or_default());
    before.iter().cloned().chain(now).chain(after.iter().cloned()).collect()
}
