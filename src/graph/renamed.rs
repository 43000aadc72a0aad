//! Briefs that are called otherwise than before, in a graph that is amended: what names mean then, and who has to be asked
//! again. Everybody else is answered as before, and so says what they said.

use super::asked::FOUND;
use super::fields::visit_references;
use super::memory::{self, Memory};
use super::resolver::TitleKeys;
use super::spoken::{Spoken, may_hold};
use super::{Graph, link};
use crate::markup::Names;
use crate::model::{Brief, BriefIx};
use crate::text::fold;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What comes of other titles and aliases.
pub(super) struct Renamed {
    /// Briefs, but for the renamed ones, whose text may read otherwise now.
    pub texts: BTreeSet<BriefIx>,
    /// Briefs, but for the renamed ones, whose fields may refer to others now.
    pub fields: BTreeSet<BriefIx>,
    /// All names that link by themselves now.
    spoken: Spoken,
}

impl Renamed {
    /// Has a graph that holds these briefs as they are `now` mean them by their names. None where more changes than can be
    /// looked for.
    pub fn of(before: &Graph, now: &mut Graph, changed: &[BriefIx], memory: &Memory) -> Option<Self> {
        let keys = TitleKeys::of(keys(before, changed).chain(keys(now, changed)));
        now.resolver = Arc::new(before.resolver.renamed(before, now, changed));
        now.called = called(before, now, changed);
        now.title_ranks = title_ranks(before, now, changed);
        let (gone, come) = (spoken(before, changed), spoken(now, changed));
        if gone != come {
            now.names = Names::new(link::names(now)).map(Arc::new);
        }
        let spoken = memory.spoken.amended(&gone, &come);
        let anew = spoken.anew_since(&memory.spoken)?;
        let answers = answers(before, now, &keys, changed);
        let is_doubted = |answer: u128| answer & FOUND == 0 || answers.contains(&answer);
        let now = &*now;
        let others: Vec<BriefIx> = now.all().filter(|ix| !changed.contains(ix)).collect();
        let one = |ix: &BriefIx| {
            let brief = &now[*ix];
            let known = memory.linked(brief);
            let asks = known.is_none_or(|known| known.prose.written.asked.is_answered_otherwise(now, is_doubted));
            let has_titles = known.is_none_or(|known| known.outgoing.has_titles);
            (asks || (!anew.is_empty() && holds(brief, &anew)), has_titles && refers(now, brief, &keys))
        };
        let found: Vec<(bool, bool)> = others.par_iter().map(one).collect();
        let (mut texts, mut fields) = (BTreeSet::new(), BTreeSet::new());
        for (ix, (is_text, is_field)) in others.into_iter().zip(found) {
            texts.extend(is_text.then_some(ix));
            fields.extend(is_field.then_some(ix));
        }
        Some(Self { texts, fields, spoken })
    }

    /// Has the memory of what texts asked remember the names of this graph, when it knows what they were answered.
    pub fn remember(self, graph: &Graph, memory: &mut Memory) {
        (memory.called, memory.spoken) = (Arc::clone(&graph.called), self.spoken);
    }
}

/// The keys of all their titles.
fn keys(graph: &Graph, briefs: &[BriefIx]) -> impl Iterator<Item = String> {
    briefs.iter().flat_map(|ix| graph[*ix].titles()).map(fold::title_key)
}

fn called(before: &Graph, now: &Graph, changed: &[BriefIx]) -> Arc<[u128]> {
    let mut called = before.called.to_vec();
    for ix in changed {
        called.iter_mut().skip(ix.index()).take(1).for_each(|called| *called = memory::call(&now[*ix]));
    }
    called.into()
}

/// The places of titles, where these stand elsewhere now.
fn title_ranks(before: &Graph, now: &Graph, changed: &[BriefIx]) -> Arc<[u32]> {
    let mut order: Vec<BriefIx> = before.all().collect();
    order.sort_unstable_by_key(|ix| before.title_rank(*ix));
    order.retain(|ix| !changed.contains(ix));
    let key = |ix: BriefIx| (fold::fold(&now[ix].common.title.value), ix);
    for ix in changed {
        let own = key(*ix);
        order.insert(order.partition_point(|other| key(*other) < own), *ix);
    }
    let mut ranks = vec![0; order.len()];
    for (rank, ix) in (0..).zip(order) {
        ranks.iter_mut().skip(ix.index()).take(1).for_each(|place| *place = rank);
    }
    ranks.into()
}

/// Their names that link by themselves.
fn spoken(graph: &Graph, briefs: &[BriefIx]) -> Spoken {
    Spoken::of(briefs.iter().flat_map(|ix| link::names_of(graph, *ix)).map(|(name, ix)| (name, graph[ix].name())))
}

/// What a text was answered that may be answered otherwise now: what leads to whoever bears or bore one of these titles.
fn answers(before: &Graph, now: &Graph, keys: &TitleKeys, changed: &[BriefIx]) -> FxHashSet<u128> {
    let bearers = |graph: &Graph| keys.iter().flat_map(|key| graph.resolver.titled(key)).map(|(_, ix)| *ix).collect::<Vec<_>>();
    let bearers: BTreeSet<BriefIx> = changed.iter().copied().chain(bearers(before)).chain(bearers(now)).collect();
    bearers.into_iter().flat_map(|ix| before.answers(ix)).collect()
}

/// Whether the text of a brief may hold one of these names.
fn holds(brief: &Brief, names: &[Box<str>]) -> bool {
    let translated = || brief.translations.values().any(|translation| may_hold(&translation.markdown(), names));
    may_hold(&brief.markdown(), names) || translated()
}

/// Whether a field of a brief refers to one of these titles.
fn refers(graph: &Graph, brief: &Brief, keys: &TitleKeys) -> bool {
    let mut found = false;
    visit_references(brief, &mut |reference| found = found || graph.resolver.is_titled(&reference.text, keys));
    found
}
