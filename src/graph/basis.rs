//! What pages rest on, told cheaply: one hash for each brief over everything that its own pages may show, and one over
//! everything that lists of briefs may show. Where it is the same, the page is the same, and nobody need make it to know.
//!
//! A page shows of its own brief everything, with what its text was answered ([`super::asked`]); of others their front
//! matter and the sentences that mention it. What is shown of another brief may in turn say something of those its front
//! matter names. Coarser than what the page really shows: a page made again in
//! vain has the same bytes, and they are not written.

use super::Graph;
use super::fields::visit;
use crate::model::{Brief, BriefIx, Kind};
use blake3::{Hash, Hasher};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Hashes by brief, and of all together.
#[derive(Debug)]
pub(crate) struct Bases {
    briefs: Vec<Hash>,
    lists: Hash,
}

impl Graph {
    /// What the pages of one brief rest on.
    pub fn basis(&self, ix: BriefIx) -> Hash {
        self.bases().briefs.get(ix.index()).copied().unwrap_or(self.site)
    }

    /// What the prose of one brief rests on, in every language: what it says, and what it is answered.
    pub fn prose_basis(&self, ix: BriefIx) -> Hash {
        let mut hasher = Hasher::new();
        own(self, ix, &mut hasher);
        asked(self, ix).iter().for_each(|hash| _ = hasher.update(hash.as_bytes()));
        hasher.finalize()
    }

    /// What pages rest on that list briefs.
    pub fn basis_of_lists(&self) -> Hash {
        self.bases().lists
    }

    fn bases(&self) -> &Bases {
        self.bases.get_or_init(|| Bases::of(self))
    }
}

impl Bases {
    fn of(graph: &Graph) -> Self {
        let all: Vec<BriefIx> = graph.all().collect();
        let libraries = libraries(graph);
        let facts: Vec<Hash> = all.par_iter().map(|ix| facts(graph, *ix, &libraries)).collect();
        let lists = of_all([graph.site].iter().chain(&facts));
        let sources = of_all(graph.of_kind(Kind::Source).filter_map(|ix| facts.get(ix.index())));
        let outgoing: Vec<Vec<BriefIx>> = all.par_iter().map(|ix| outgoing(graph, *ix)).collect();
        let shown: Vec<Hash> = facts
            .par_iter()
            .zip(&outgoing)
            .map(|(own, named)| of_all([own].into_iter().chain(named.iter().filter_map(|ix| facts.get(ix.index())))))
            .collect();
        let brief = |(ix, named): (&BriefIx, &Vec<BriefIx>)| {
            let mut hasher = Hasher::new();
            hasher.update(graph.site.as_bytes());
            texts(&graph[*ix], &mut hasher);
            asked(graph, *ix).iter().for_each(|hash| _ = hasher.update(hash.as_bytes()));
            hasher.update(facts.get(ix.index()).unwrap_or(&graph.site).as_bytes());
            match graph[*ix].kind {
                // An analysis draws in what became of all it is about; a source names those of the same origin.
                Kind::Analysis => hasher.update(lists.as_bytes()),
                Kind::Source => hasher.update(sources.as_bytes()),
                _ => &mut hasher,
            };
            hasher.update(&around(graph, *ix, named, &shown));
            hasher.finalize()
        };
        Self { briefs: all.par_iter().zip(&outgoing).map(brief).collect(), lists }
    }
}

fn of_all<'h>(hashes: impl IntoIterator<Item = &'h Hash>) -> Hash {
    let mut bytes = Vec::new();
    hashes.into_iter().for_each(|hash| bytes.extend_from_slice(hash.as_bytes()));
    blake3::hash(&bytes)
}

/// Libraries whose entries take something from elsewhere in the file.
fn libraries(graph: &Graph) -> BTreeMap<Arc<str>, Hash> {
    let mut libraries = BTreeMap::new();
    for brief in graph.of_kind(Kind::Source).map(|ix| &graph[ix]).filter(|brief| brief.path.ends_with(".bib")) {
        libraries.entry(Arc::clone(&brief.path)).or_insert_with(|| blake3::hash(brief.text.whole().as_bytes()));
    }
    libraries
}

/// The site and the text of one brief, wherever it stands: all that its prose depends on but for what it asks.
pub(super) fn own(graph: &Graph, ix: BriefIx, hasher: &mut Hasher) {
    let brief = &graph[ix];
    hasher.update(graph.site.as_bytes()).update(&brief.digest);
    brief.translations.values().for_each(|translation| _ = hasher.update(&translation.digest));
    // A library is the text of many, and pictures are named from where the file is.
    for part in [brief.kind.as_str(), &brief.id, &brief.path] {
        add(hasher, part);
    }
}

/// What the text of a brief was answered: its prose, then its front matter.
fn asked(graph: &Graph, ix: BriefIx) -> &[Hash] {
    graph.body(ix).and_then(|body| body.asked.as_ref()).map_or(&[], |asked| asked)
}

/// All that other pages may show of a brief: front matter in every language with what it was answered, and what is derived
/// from its prose, from its pictures and from the day.
fn facts(graph: &Graph, ix: BriefIx, libraries: &BTreeMap<Arc<str>, Hash>) -> Hash {
    let brief = &graph[ix];
    let mut hasher = Hasher::new();
    let end = if brief.body.is_empty() { brief.extent.range().end } else { brief.body.start };
    add(&mut hasher, &brief.text.get(brief.extent.range().start..end).unwrap_or_else(|| brief.text.whole()));
    add(&mut hasher, &brief.path);
    asked(graph, ix).iter().skip(1).for_each(|hash| _ = hasher.update(hash.as_bytes()));
    libraries.get(&brief.path).iter().for_each(|library| _ = hasher.update(library.as_bytes()));
    for translation in brief.translations.values() {
        add(&mut hasher, &translation.text.get(0..translation.body.start).unwrap_or_else(|| translation.text.whole()));
    }
    let picture = graph.image(ix).and_then(|address| graph.media.get(&address));
    picture.iter().for_each(|bytes| _ = hasher.update(blake3::hash(bytes).as_bytes()));
    hasher.update(&[u8::from(graph.is_event_uncorroborated(ix))]);
    hasher.update(&passed(graph, brief));
    hasher.finalize()
}

/// Which of a brief's days have passed.
fn passed(graph: &Graph, brief: &Brief) -> Vec<u8> {
    let due = brief.recommendation().and_then(|recommendation| recommendation.timeframe.as_ref()?.due.as_ref());
    let days = brief.common.review_by.iter().chain(due).map(|date| date.latest());
    let ends = brief.common.relations.iter().filter_map(|relation| relation.valid.as_ref()).map(|valid| valid.latest());
    days.chain(ends).map(|day| u8::from(day < graph.today)).collect()
}

/// A brief's prose in every language, told by the files it stands in. An entry of a library has none.
fn texts(brief: &Brief, hasher: &mut Hasher) {
    hasher.update(if brief.body.is_empty() { &[] } else { &brief.digest });
    brief.translations.values().for_each(|translation| _ = hasher.update(&translation.digest));
}

/// The briefs that a brief's front matter names.
fn outgoing(graph: &Graph, ix: BriefIx) -> Vec<BriefIx> {
    let mut named = Vec::new();
    visit(&graph[ix], &mut |seen| named.extend(graph.brief(seen.reference, seen.kinds)));
    let answers = graph[ix].event().into_iter().flat_map(|event| &event.claims).flat_map(|claim| &claim.responds_to);
    named.extend(answers.filter_map(|reference| graph.answered(ix, reference)).map(|target| target.brief));
    named
}

/// What is shown of the briefs that a brief has to do with, on either side, and the sentences that mention it.
fn around(graph: &Graph, ix: BriefIx, named: &[BriefIx], shown: &[Hash]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let cited = graph.body(ix).into_iter().flat_map(|body| [&body.original].into_iter().chain(body.translations.values()));
    let cited = cited.flat_map(|version| version.numbering.sources()).map(|(source, _)| *source);
    let lists = [graph.events_of(ix), graph.addressed_to(ix), graph.resting_on(ix), graph.analyses_about(ix)];
    let claims = graph.claims_by(ix).iter().chain(graph.claims_about(ix)).map(|at| at.event);
    let others = named.iter().copied().chain(cited).chain(lists.into_iter().flatten().copied()).chain(claims);
    let others = others.chain(graph.edges(ix).iter().map(|edge| edge.other)).chain(graph.backlinks(ix).iter().map(|link| link.from));
    for other in others {
        shown.get(other.index()).iter().for_each(|hash| bytes.extend_from_slice(hash.as_bytes()));
    }
    for link in graph.backlinks(ix) {
        bytes.extend_from_slice(format!("{:?}{:?}{}\n", link.how, link.part, link.version).as_bytes());
        bytes.extend_from_slice(link.sentence.as_bytes());
        bytes.push(0);
    }
    bytes
}

fn add(hasher: &mut Hasher, text: &str) {
    hasher.update(&text.len().to_le_bytes());
    hasher.update(text.as_bytes());
}
