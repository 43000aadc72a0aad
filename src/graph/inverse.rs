//! The other end of every reference: what refers to a brief, and how.

use super::fields::{Field, visit};
use super::{Graph, Unresolved};
use crate::markup::Manner;
use crate::model::{BriefIx, Kinds};
use crate::text::edtf::Day;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
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
#[derive(Debug, Default)]
pub(crate) struct Inverse {
    pub backlinks: Vec<Vec<Backlink>>,
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
}

/// Fields whose other end has a section of its own, so that a backlink would say it twice.
const SHOWN_ELSEWHERE: &[Field] = &["participants", "relations", "addressees", "based_on", "names", "claims.by", "claims.value"];

/// Everything that front matter of one brief refers to.
pub(super) fn outgoing(graph: &Graph, from: BriefIx) -> Outgoing {
    let mut out = Outgoing::default();
    let brief = &graph[from];
    visit(brief, &mut |seen| match graph.resolver.resolve(graph, &seen.reference.text, seen.kinds) {
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
    for claim in brief.event().iter().flat_map(|event| &event.claims) {
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
pub(super) fn invert(graph: &Graph, outgoing: Vec<Vec<(BriefIx, Backlink)>>) -> Inverse {
    let count = graph.briefs.len();
    let mut inverse = Inverse {
        backlinks: vec![Vec::new(); count],
        events: vec![Vec::new(); count],
        addressed: vec![Vec::new(); count],
        resting: vec![Vec::new(); count],
        about: vec![Vec::new(); count],
        claims_by: vec![Vec::new(); count],
        claims_about: vec![Vec::new(); count],
    };
    for (target, backlink) in outgoing.into_iter().flatten() {
        add(&mut inverse.backlinks, target, backlink);
    }
    for from in graph.all() {
        invert_facts(graph, from, &mut inverse);
    }
    inverse.backlinks.par_iter_mut().for_each(once);
    for list in &mut inverse.events {
        list.sort_by_cached_key(|ix| when(graph, *ix));
    }
    for list in &mut inverse.addressed {
        list.sort_by_cached_key(|ix| {
            std::cmp::Reverse(graph[*ix].recommendation().and_then(|r| r.issued.as_ref()).map(|date| date.earliest()))
        });
    }
    inverse
}

/// The same sentence may cite a source twice; a reader needs it once. What one brief says stands together, and most say
/// it once.
fn once(list: &mut Vec<Backlink>) {
    let mut is_new = Vec::with_capacity(list.len());
    for links in list.chunk_by(|a, b| a.from == b.from) {
        if links.len() == 1 {
            is_new.push(true);
        } else {
            let mut seen = FxHashSet::default();
            is_new.extend(links.iter().map(|link| seen.insert((&*link.sentence, matches!(link.how, How::Field(_))))));
        }
    }
    let mut is_new = is_new.into_iter();
    list.retain(|_| is_new.next().unwrap_or(true));
    list.shrink_to_fit();
}

/// Orders events: earliest day, then latest, undated last, then position.
pub(super) fn when(graph: &Graph, ix: BriefIx) -> (Day, Day, BriefIx) {
    let date = graph[ix].event().and_then(|event| event.date.as_ref());
    date.map_or((Day::MAX, Day::MAX, ix), |date| (date.earliest(), date.latest(), ix))
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
