//! The other end of every reference: what refers to a brief, and how.

use super::fields::{Field, Seen, visit};
use super::{Graph, Unresolved};
use crate::markup::Manner;
use crate::model::{Brief, BriefIx, Kind, Kinds, Target};
use crate::text::edtf::Day;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a brief is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// In prose.
    Prose(Manner),
    /// In a field of front matter.
    Field(Field),
}

/// One mention of a brief in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backlink {
    /// The brief that mentions.
    pub from: BriefIx,
    /// How.
    pub how: How,
    /// The sentence, or the words beside the field's reference; plain text, may be empty.
    pub sentence: Arc<str>,
    /// The claim or judgement of this brief that is meant, by position.
    pub part: Option<u16>,
    /// Which version of the brief the sentence stands in: 0 its own language, else its translations from 1, in order.
    pub version: u8,
}

/// A claim's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimAt {
    /// The event.
    pub event: BriefIx,
    /// Position in its claims.
    pub claim: u16,
}

/// Lists by brief.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inverse {
    pub events: Vec<Vec<BriefIx>>,
    pub addressed: Vec<Vec<BriefIx>>,
    pub resting: Vec<Vec<BriefIx>>,
    pub about: Vec<Vec<BriefIx>>,
    pub claims_by: Vec<Vec<ClaimAt>>,
    pub claims_about: Vec<Vec<ClaimAt>>,
}

/// What one brief refers to, found in parallel.
#[derive(Clone, Debug, Default)]
pub(super) struct Outgoing {
    pub backlinks: Vec<(BriefIx, Backlink)>,
    pub unresolved: Vec<Unresolved>,
    /// What an event, its claims, its figures and its participants are sourced with, each once.
    pub sources: Vec<BriefIx>,
    /// Whether it refers to anything by a title.
    pub has_titles: bool,
}

/// Fields that say what an event is sourced with.
const SOURCED: &[Field] = &["sources", "claims.sources", "figures.sources", "participants.sources"];

/// Fields whose other end has a section of its own, so that a backlink would say it twice.
const SHOWN_ELSEWHERE: &[Field] = &["participants", "relations", "addressees", "based_on", "names", "claims.by", "claims.value"];

/// Everything that front matter of one brief refers to.
pub(super) fn outgoing(graph: &Graph, from: BriefIx) -> Outgoing {
    let mut out = Outgoing::default();
    let brief = &graph[from];
    let (mut sources, mut has_titles) = (Vec::new(), false);
    let mut resolved = |seen: &Seen<'_>| {
        has_titles = has_titles || graph.resolver.may_be_title(&seen.reference.text);
        graph.resolver.resolve(graph, &seen.reference.text, seen.kinds)
    };
    visit(brief, &mut |seen| match resolved(&seen).inspect(|target| note_source(brief, &seen, *target, &mut sources)) {
        Ok(target) if target.brief != from && !SHOWN_ELSEWHERE.contains(&seen.field) => {
            let backlink = Backlink { from, how: How::Field(seen.field), sentence: seen.text.into(), part: target.part, version: 0 };
            out.backlinks.push((target.brief, backlink));
        }
        Ok(_) => {}
        Err(miss) => out.unresolved.push(Unresolved {
            path: brief.path.clone(),
            span: seen.reference.span,
            text: seen.reference.text.clone(),
            kinds: seen.kinds,
            if_withheld: seen.reference.if_withheld,
            or_word: seen.or_word,
            miss,
        }),
    });
    sources.sort_unstable();
    sources.dedup();
    out.sources = sources;
    out.has_titles = has_titles;
    for claim in brief.event().iter().flat_map(|event| &event.claims) {
        out.has_titles = out.has_titles || claim.responds_to.iter().any(|reference| graph.resolver.may_be_title(&reference.text));
        for reference in claim.responds_to.iter().filter(|reference| graph.answered(from, reference).is_none()) {
            let miss = graph.resolver.resolve(graph, &reference.text, Kinds::EVENT).err();
            out.unresolved.extend(miss.map(|miss| Unresolved {
                path: brief.path.clone(),
                span: reference.span,
                text: reference.text.clone(),
                kinds: Kinds::EVENT,
                if_withheld: reference.if_withheld,
                or_word: false,
                miss,
            }));
        }
    }
    out
}

/// Turns every brief's references round.
pub(super) fn invert(graph: &Graph) -> Inverse {
    let mut inverse = inverted(graph, graph.all());
    for list in &mut inverse.events {
        list.sort_by_cached_key(|ix| when(graph, *ix));
    }
    for list in &mut inverse.addressed {
        list.sort_by_cached_key(|ix| issued(graph, *ix));
    }
    inverse
}

impl Inverse {
    /// With the references of these briefs as they are `now`, where `before` knows what they were. As if all were inverted.
    pub fn amend(&mut self, before: &Graph, now: &Graph, changed: &[BriefIx]) {
        let (gone, come) = (inverted(before, changed.iter().copied()), inverted(now, changed.iter().copied()));
        let is_changed = |ix: BriefIx| changed.contains(&ix);
        amend(&mut self.events, &gone.events, &come.events, is_changed, |ix| when(now, ix));
        amend(&mut self.addressed, &gone.addressed, &come.addressed, is_changed, |ix| issued(now, ix));
        amend(&mut self.resting, &gone.resting, &come.resting, is_changed, |ix| ix);
        amend(&mut self.about, &gone.about, &come.about, is_changed, |ix| ix);
        let is_changed = |claim: ClaimAt| changed.contains(&claim.event);
        amend(&mut self.claims_by, &gone.claims_by, &come.claims_by, is_changed, |claim| claim);
        amend(&mut self.claims_about, &gone.claims_about, &come.claims_about, is_changed, |claim| claim);
    }
}

/// In the lists that changed briefs were or are in, what is there now, in the order of keys.
fn amend<T: Copy, K: Ord>(lists: &mut [Vec<T>], gone: &[Vec<T>], come: &[Vec<T>], is_changed: impl Fn(T) -> bool, key: impl Fn(T) -> K) {
    for ((list, gone), come) in lists.iter_mut().zip(gone).zip(come) {
        if !gone.is_empty() || !come.is_empty() {
            list.retain(|item| !is_changed(*item));
            list.extend(come);
            list.sort_by_cached_key(|item| key(*item));
        }
    }
}

/// What these briefs refer to, turned round, in their order.
fn inverted(graph: &Graph, briefs: impl Iterator<Item = BriefIx>) -> Inverse {
    let count = graph.briefs.len();
    let mut inverse = Inverse {
        events: vec![Vec::new(); count],
        addressed: vec![Vec::new(); count],
        resting: vec![Vec::new(); count],
        about: vec![Vec::new(); count],
        claims_by: vec![Vec::new(); count],
        claims_about: vec![Vec::new(); count],
    };
    briefs.for_each(|from| invert_facts(graph, from, &mut inverse));
    inverse
}

fn note_source(brief: &Brief, seen: &Seen<'_>, target: Target, sources: &mut Vec<BriefIx>) {
    if brief.kind == Kind::Event && SOURCED.contains(&seen.field) {
        sources.push(target.brief);
    }
}

/// Who mentions each brief, from what each mentions, in the order of those who mention.
pub(super) fn backlinks<'l>(count: usize, outgoing: impl Iterator<Item = &'l (BriefIx, Backlink)> + Clone) -> Vec<Arc<[Backlink]>> {
    let mut lengths = vec![0_usize; count];
    outgoing.clone().for_each(|(target, _)| lengths.iter_mut().skip(target.index()).take(1).for_each(|length| *length += 1));
    let mut lists: Vec<Vec<&Backlink>> = lengths.into_iter().map(Vec::with_capacity).collect();
    outgoing.for_each(|(target, backlink)| add(&mut lists, *target, backlink));
    let none: Arc<[Backlink]> = Arc::default();
    let list = |mut list: Vec<&Backlink>| {
        once(&mut list);
        if list.is_empty() { Arc::clone(&none) } else { list.into_iter().cloned().collect() }
    };
    lists.into_par_iter().map(list).collect()
}

/// The same sentence may cite a source twice; a reader needs it once. What one brief says stands together, and most say
/// it once.
pub(super) fn once<L: Borrow<Backlink>>(list: &mut Vec<L>) {
    let mut is_new = Vec::with_capacity(list.len());
    for links in list.chunk_by(|a, b| a.borrow().from == b.borrow().from) {
        if links.len() == 1 {
            is_new.push(true);
        } else {
            let mut seen = FxHashSet::default();
            let said = links.iter().map(Borrow::borrow).map(|link| (&*link.sentence, matches!(link.how, How::Field(_))));
            is_new.extend(said.map(|said| seen.insert(said)));
        }
    }
    let mut is_new = is_new.into_iter();
    list.retain(|_| is_new.next().unwrap_or(true));
}

/// Orders events: earliest day, then latest, undated last, then position.
pub(super) fn when(graph: &Graph, ix: BriefIx) -> (Day, Day, BriefIx) {
    let date = graph[ix].event().and_then(|event| event.date.as_ref());
    date.map_or((Day::MAX, Day::MAX, ix), |date| (date.earliest(), date.latest(), ix))
}

/// Orders recommendations: latest first, undated last, then position.
fn issued(graph: &Graph, ix: BriefIx) -> (Reverse<Option<Day>>, BriefIx) {
    let date = graph[ix].recommendation().and_then(|recommendation| recommendation.issued.as_ref());
    (Reverse(date.map(|date| date.earliest())), ix)
}

fn invert_facts(graph: &Graph, from: BriefIx, inverse: &mut Inverse) {
    let brief = &graph[from];
    if let Some(event) = brief.event() {
        let actors: BTreeSet<BriefIx> = event.participants.iter().filter_map(|p| graph.brief(&p.actor, Kinds::ACTOR)).collect();
        actors.into_iter().for_each(|actor| add(&mut inverse.events, actor, from));
        for (at, claim) in event.claims.iter().enumerate() {
            let at = ClaimAt { event: from, claim: u16::try_from(at).unwrap_or(u16::MAX) };
            let speaker = claim.by.as_ref().and_then(|by| graph.brief(by, Kinds::SPEAKER));
            let value = claim.value.as_ref().and_then(|value| graph.brief(value, Kinds::ANY));
            speaker.into_iter().for_each(|speaker| add(&mut inverse.claims_by, speaker, at));
            let value = value.filter(|value| Some(*value) != speaker);
            value.into_iter().for_each(|value| add(&mut inverse.claims_about, value, at));
        }
    }
    if let Some(recommendation) = brief.recommendation() {
        for actor in unique(graph.briefs_of(&recommendation.addressees, Kinds::ACTOR)) {
            add(&mut inverse.addressed, actor, from);
        }
        for basis in unique(graph.briefs_of(&recommendation.based_on, Kinds::ANY)) {
            add(&mut inverse.resting, basis, from);
        }
    }
    if let Some(analysis) = brief.analysis() {
        for subject in unique(graph.briefs_of(&analysis.about, Kinds::ANY)) {
            add(&mut inverse.about, subject, from);
        }
    }
}

fn unique(list: Vec<BriefIx>) -> BTreeSet<BriefIx> {
    list.into_iter().collect()
}

fn add<T>(lists: &mut [Vec<T>], at: BriefIx, item: T) {
    if let Some(list) = lists.get_mut(at.index()) {
        list.push(item);
    }
}
