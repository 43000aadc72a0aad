//! Names become positions: the graph is built in the order its parts need each other.

use super::memory::{Linked, Memory, Prose};
use super::spoken::Spoken;
use super::{Body, Graph, Resolver, bibliography, bodies, contested, inverse, learnt, media, relations};
use crate::content::Snapshot;
use crate::diagnostic::Problems;
use crate::learnt::Learnt;
use crate::markup::Names;
use crate::model::{Brief, BriefIx, Config, Kind, Words};
use crate::release::Released;
use crate::text::edtf::{Day, Edtf};
use crate::text::fold;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What a casebook says of itself, and the day.
pub struct Site {
    /// Its settings.
    pub config: Config,
    /// The words of its interface, which prose needs too.
    pub words: Words,
    /// The day taken as today.
    pub today: Day,
}

/// Links released briefs. Problems of prose go to `problems`; references that lead nowhere stay in the graph for the lints.
pub fn link(
    mut briefs: Vec<Released<Arc<Brief>>>,
    snapshot: &Snapshot,
    Site { config, words, today }: Site,
    problems: &mut Problems,
    learnt: &Learnt,
    mut memory: Option<&mut Memory>,
) -> Graph {
    briefs.par_sort_unstable_by(|a, b| (a.kind, &a.id, &a.path).cmp(&(b.kind, &b.id, &b.path)));
    let mut graph = unlinked(briefs, snapshot, config, today);
    graph.words = Arc::new(words);
    if let Some((aside, most)) = learnt.aside() {
        (graph.held, graph.aside) = (held(&graph.briefs, most), Some(Arc::clone(aside)));
    }
    let ((names, called), (relations, site)) = rayon::join(
        || (Names::new(names(&graph)), super::memory::called(&graph.briefs)),
        || (relations::collect(&graph, &graph.resolver), super::memory::site(snapshot)),
    );
    (graph.names, graph.relations) = (names.map(Arc::new), Arc::new(relations));
    (graph.called, graph.site) = (called, site);
    // Whoever links again and again shows a few pages of each state.
    graph.are_texts_late = memory.is_some();
    if let Some(memory) = &mut memory {
        memory.prepare(&graph, spoken(&graph));
    }
    let known = memory.as_deref();
    let now_spoken = || known.map_or_else(|| Cow::Owned(spoken(&graph)), |memory| Cow::Borrowed(&memory.spoken));
    let recalled = learnt::Recalled::of(learnt, &graph, now_spoken);
    // Reading a style takes as long as writing dozens of entries.
    let styles = OnceLock::new();
    let each = graph.all().collect::<Vec<_>>().into_par_iter();
    let linked: Vec<(Arc<Linked>, bool)> = each
        .map(|ix| {
            known.and_then(|memory| memory.recall_in(&graph, ix)).unwrap_or_else(|| {
                let find = || {
                    let is_source = graph[ix].kind == Kind::Source;
                    let styles = is_source.then(|| styles.get_or_init(|| bibliography::Engine::of(&graph))).and_then(Option::as_ref);
                    Prose { written: bodies::write(&graph, ix), entry: styles.and_then(|styles| styles.entry(&graph, ix)) }
                };
                let prose =
                    if known.is_some() { recalled.recall_or(&graph, ix, find).0 } else { recalled.prose(&graph, ix, find).unasked() };
                (Arc::new(Linked { outgoing: inverse::outgoing(&graph, ix), prose }), true)
            })
        })
        .collect();
    if let Some(memory) = memory {
        let fresh = graph.briefs.iter().zip(&linked).filter(|(_, (_, is_fresh))| *is_fresh);
        fresh.for_each(|(brief, (linked, _))| memory.keep(brief, Arc::clone(linked)));
    }
    let (mut pictures, mut entries) = (Vec::new(), BTreeMap::new());
    for (ix, (linked, _)) in graph.all().zip(&linked) {
        let Linked { outgoing: fields, prose: Prose { written: prose, entry } } = &**linked;
        graph.unresolved.extend(fields.unresolved.iter().chain(&prose.unresolved).cloned());
        graph.faults.extend_from_slice(&prose.problems);
        graph.site_links.extend_from_slice(&prose.site_links);
        pictures.extend_from_slice(&prose.pictures);
        graph.bodies.push(Arc::clone(&prose.body));
        entries.extend(entry.iter().map(|entry| (ix, entry.clone())));
    }
    graph.entries = Arc::new(entries);
    let outgoing = linked.iter().flat_map(|(linked, _)| linked.outgoing.backlinks.iter().chain(&linked.prose.written.backlinks));
    let (backlinks, (inverse, chronology)) =
        rayon::join(|| inverse::backlinks(graph.briefs.len(), outgoing), || rayon::join(|| inverse::invert(&graph), || chronology(&graph)));
    (graph.backlinks, graph.inverse) = (backlinks, Arc::new(inverse));
    pictures.extend(graph.all().filter_map(|ix| graph.image(ix)));
    graph.media = Arc::new(media::publish(&graph.media, &pictures.into_iter().collect(), problems));
    graph.contested = Arc::new(contested(&graph));
    graph.uncorroborated = graph
        .all_briefs()
        .par_iter()
        .zip(&graph.bodies)
        .zip(&linked)
        .map(|((brief, body), (linked, _))| brief.kind == Kind::Event && is_uncorroborated(&graph, &linked.outgoing.sources, body))
        .collect();
    graph.chronology = chronology.into();
    graph.newest = newest(&graph);
    graph
}

/// How many briefs, from the first, have at most so many bytes of prose.
fn held(briefs: &[Released<Arc<Brief>>], most: usize) -> u32 {
    let mut length = 0;
    let is_within = |brief: &&Released<Arc<Brief>>| {
        length += brief.body.len();
        length <= most
    };
    u32::try_from(briefs.iter().take_while(is_within).count()).unwrap_or(u32::MAX)
}

fn unlinked(briefs: Vec<Released<Arc<Brief>>>, snapshot: &Snapshot, config: Config, today: Day) -> Graph {
    let mut kinds = BTreeMap::new();
    for kind in Kind::ALL {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let start = briefs.partition_point(|brief| brief.kind < *kind);
        let end = briefs.partition_point(|brief| brief.kind <= *kind);
        kinds.insert(*kind, position(start)..position(end));
    }
    let (resolver, title_ranks) = rayon::join(|| Resolver::new(&briefs), || title_ranks(&briefs));
    let addresses = briefs.iter().map(|brief| format!("/{}/{}.html", brief.kind.folder(), brief.id).into()).collect();
    Graph {
        resolver: Arc::new(resolver),
        relation_types: config.relation_types().into(),
        media: Arc::new(media::all(snapshot)),
        kinds,
        addresses,
        config: Arc::new(config),
        today,
        words: Arc::default(),
        relations: Arc::default(),
        bodies: Vec::new(),
        held: 0,
        aside: None,
        are_texts_late: false,
        inverse: Arc::default(),
        backlinks: Vec::new(),
        contested: Arc::default(),
        faults: Vec::new(),
        uncorroborated: Vec::new(),
        chronology: Arc::default(),
        title_ranks,
        newest: None,
        briefs,
        entries: Arc::default(),
        unresolved: Vec::new(),
        site_links: Vec::new(),
        names: None,
        site: blake3::hash(&[]),
        called: Arc::default(),
        bases: Arc::default(),
    }
}

/// Names that link by themselves, with those who bear them.
pub(super) fn spoken(graph: &Graph) -> Spoken {
    Spoken::of(names(graph).map(|(name, ix)| (name, graph[ix].name())))
}

/// Titles and aliases that link by themselves.
pub(super) fn names(graph: &Graph) -> impl Iterator<Item = (&str, BriefIx)> {
    graph.all().flat_map(|ix| names_of(graph, ix))
}

/// Those of one brief.
pub(super) fn names_of(graph: &Graph, ix: BriefIx) -> impl Iterator<Item = (&str, BriefIx)> {
    let brief = Some(&graph[ix]).filter(|brief| brief.common.autolink.unwrap_or_else(|| graph.config.autolinks(brief.kind)));
    brief.into_iter().flat_map(|brief| brief.titles()).map(move |title| (title, ix))
}

fn contested(graph: &Graph) -> BTreeMap<BriefIx, Vec<contested::Contested>> {
    let events = graph.of_kind(Kind::Event).collect::<Vec<_>>().into_par_iter();
    let contested: Vec<_> = events.filter_map(|ix| matters(graph, ix)).collect();
    contested.into_iter().collect()
}

/// The contested matters of an event; none of what is no event, or where nothing is.
pub(super) fn matters(graph: &Graph, ix: BriefIx) -> Option<(BriefIx, Vec<contested::Contested>)> {
    let found = contested::of_event(graph, graph[ix].event()?);
    (!found.is_empty()).then_some((ix, found))
}

/// Whether all that is cited for an event, in these sources of its fields and in its prose, goes back to one origin.
pub(super) fn is_uncorroborated(graph: &Graph, sources: &[BriefIx], body: &Body) -> bool {
    let cited = body.original.numbering.sources().iter().map(|(source, _)| *source);
    let mut origins = sources.iter().copied().chain(cited).map(|source| {
        let source = &graph[source];
        source.source().and_then(|facts| facts.origin.as_ref()).map_or(&*source.id, |origin| origin)
    });
    origins.next().is_some_and(|first| origins.all(|other| other == first))
}

fn title_ranks(briefs: &[Released<Arc<Brief>>]) -> Arc<[u32]> {
    let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let folded = briefs.par_iter().enumerate().map(|(at, brief)| (fold::fold(&brief.common.title.value), position(at)));
    let mut folded: Vec<(String, u32)> = folded.collect();
    folded.par_sort_unstable();
    let mut ranks: Vec<(u32, u32)> = folded.into_iter().enumerate().map(|(rank, (_, at))| (at, position(rank))).collect();
    ranks.par_sort_unstable();
    ranks.into_iter().map(|(_, rank)| rank).collect()
}

pub(super) fn newest(graph: &Graph) -> Option<Day> {
    graph.all_briefs().iter().filter_map(|brief| brief.last_update()).map(Edtf::last_known).max()
}

pub(super) fn chronology(graph: &Graph) -> Vec<BriefIx> {
    let dated = |ix: &BriefIx| graph[*ix].event().is_some_and(|event| event.date.is_some());
    let mut events: Vec<BriefIx> = graph.of_kind(Kind::Event).filter(dated).collect();
    events.sort_by_cached_key(|ix| inverse::when(graph, *ix));
    events
}
