//! What linking a casebook learnt of each brief, for the next time: its prose rendered, its references resolved.
//!
//! Both are pure functions of the brief's own text, of the site's settings, words and files, and of what the text asks of
//! other briefs. While all that is the same, whatever was learnt of the brief is taken over. Positions of briefs are part
//! of it: where one comes or goes, the others move.

use super::Graph;
use super::asked;
use super::bodies::Written;
use super::inverse::{self, Outgoing};
use super::spoken::Spoken;
use crate::content::{Snapshot, Text};
use crate::model::{Brief, BriefIx, Kind};
use crate::release::Released;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Kept by whoever links a casebook again and again.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    site: Option<blake3::Hash>,
    /// What everything known was found with; `spoken` links by itself.
    pub(super) called: Arc<[u128]>,
    pub(super) spoken: Spoken,
    /// Every brief by position.
    order: Vec<(Kind, Box<str>)>,
    /// Where they stand now, where one came or went.
    moved: Option<Moved>,
    /// What is called anew since all that is known was found, where anything is called otherwise.
    anew: Option<Vec<Box<str>>>,
    briefs: FxHashMap<(Kind, Box<str>), Known>,
}

/// Where briefs stand that stood elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Moved(Vec<Option<BriefIx>>);

impl Moved {
    fn of(before: &[(Kind, Box<str>)], graph: &Graph) -> Self {
        Self(before.iter().map(|(kind, id)| graph.find(*kind, id)).collect())
    }

    /// None where it is gone.
    pub fn to(&self, before: BriefIx) -> Option<BriefIx> {
        *self.0.get(before.index())?
    }
}

#[derive(Clone, Debug)]
struct Known {
    texts: Vec<Text>,
    linked: Arc<Linked>,
}

/// What linking one brief found.
#[derive(Clone, Debug)]
pub(super) struct Linked {
    pub outgoing: Outgoing,
    pub prose: Prose,
}

/// What its prose says, and how it is cited.
#[derive(Clone, Debug)]
pub(super) struct Prose {
    pub written: Written,
    /// The entry of a source, as the citation style writes it.
    pub entry: Option<Box<str>>,
}

impl Prose {
    /// The same where nobody asks again what it asked.
    pub fn unasked(mut self) -> Self {
        self.written.asked = Arc::default();
        self
    }
}

impl Memory {
    /// Forgets everything where the site is another or much is called anew; else sees what is called otherwise, and where
    /// briefs stand now.
    pub(super) fn prepare(&mut self, graph: &Graph, spoken: Spoken) {
        let site = Some(graph.site);
        let anew = spoken.anew_since(&self.spoken).filter(|_| self.site == site);
        if anew.is_none() {
            self.briefs.clear();
        }
        let stand_alike =
            self.order.len() == graph.briefs.len() && graph.briefs.iter().zip(&self.order).all(|(brief, known)| is(brief, known));
        self.moved = (!stand_alike).then(|| Moved::of(&self.order, graph));
        if !stand_alike {
            self.briefs.retain(|(kind, id), _| graph.find(*kind, id).is_some());
            self.order = graph.briefs.iter().map(|brief| (brief.kind, brief.id.clone())).collect();
        }
        self.anew = anew.filter(|_| self.called != graph.called);
        (self.site, self.called, self.spoken) = (site, Arc::clone(&graph.called), spoken);
    }

    /// What is known of a brief with this very text, and whether it has to be kept again.
    pub(super) fn recall_in(&self, graph: &Graph, ix: BriefIx) -> Option<(Arc<Linked>, bool)> {
        let linked = self.recall(&graph[ix])?;
        // Where a brief came or went, something is called otherwise.
        let Some(anew) = &self.anew else { return Some((linked, false)) };
        let Prose { written, entry } = &linked.prose;
        if !written.asked.stands(graph, ix, anew) {
            return None;
        }
        let written = self.moved.as_ref().map_or_else(|| Some(written.clone()), |moved| written.moved(moved))?;
        Some((Arc::new(Linked { outgoing: inverse::outgoing(graph, ix), prose: Prose { written, entry: entry.clone() } }), true))
    }

    /// What is known of a brief with this very text.
    pub(super) fn recall(&self, brief: &Brief) -> Option<Arc<Linked>> {
        let known = self.briefs.get(&(brief.kind, brief.id.clone()))?;
        let is_same = known.texts.len() == texts(brief).count() && known.texts.iter().zip(texts(brief)).all(|(a, b)| a.is_same(b));
        is_same.then(|| Arc::clone(&known.linked))
    }

    /// What is known of a brief of this name, whatever its text.
    pub(super) fn linked(&self, brief: &Brief) -> Option<&Linked> {
        self.briefs.get(&(brief.kind, brief.id.clone())).map(|known| &*known.linked)
    }

    /// Replaces what is known of one brief.
    pub(super) fn keep(&mut self, brief: &Brief, linked: Arc<Linked>) {
        self.briefs.insert((brief.kind, brief.id.clone()), Known { texts: texts(brief).cloned().collect(), linked });
    }
}

fn is(brief: &Brief, (kind, id): &(Kind, Box<str>)) -> bool {
    (brief.kind, &brief.id) == (*kind, id)
}

/// The files a brief is written in.
fn texts(brief: &Brief) -> impl Iterator<Item = &Text> {
    std::iter::once(&brief.text).chain(brief.translations.values().map(|translation| &translation.text))
}

/// All that texts can ask of the site and of its files.
pub(super) fn site(snapshot: &Snapshot) -> blake3::Hash {
    let mut bytes = Vec::new();
    for input in ["casebook.yaml", "templates/lang/"].into_iter().flat_map(|folder| snapshot.below(folder)) {
        add(&mut bytes, &input.path);
        bytes.extend_from_slice(&input.bytes);
    }
    for input in snapshot.below("content/").filter(|input| !input.path.ends_with(".md")) {
        add(&mut bytes, &input.path);
        add(&mut bytes, &format!("{:?}", crate::picture::size(&input.bytes)));
    }
    blake3::hash(&bytes)
}

/// By brief: what others may call it and its parts, as a hash.
pub(super) fn called(briefs: &[Released<Arc<Brief>>]) -> Arc<[u128]> {
    briefs.par_iter().map(|brief| call(brief)).collect()
}

/// What others may call a brief and its parts, as a hash.
pub(super) fn call(brief: &Brief) -> u128 {
    let mut bytes = Vec::with_capacity(256);
    names(brief, &mut bytes);
    asked::number(&blake3::hash(&bytes))
}

/// What others may call a brief and its parts.
fn names(brief: &Brief, bytes: &mut Vec<u8>) {
    add_identity(brief, bytes);
    add_titles(brief, bytes);
}

/// What a brief is, whatever its titles: its name and language, those of its parts and of its translations.
pub(super) fn add_identity(brief: &Brief, bytes: &mut Vec<u8>) {
    let lang = brief.common.lang.as_ref().map_or("", |lang| lang);
    let claims = brief.event().into_iter().flat_map(|event| &event.claims).map(|claim| &*claim.id.value);
    let judgements = brief.analysis().into_iter().flat_map(|analysis| &analysis.judgements).map(|judgement| &*judgement.id.value);
    let own = [brief.kind.as_str(), &brief.id, &brief.path, lang];
    let parts =
        own.into_iter().chain(claims).chain([""]).chain(judgements).chain([""]).chain(brief.translations.keys().map(|lang| &**lang));
    parts.for_each(|part| add(bytes, part));
    add(bytes, "");
}

/// Its titles and aliases in every language, and whether they link by themselves.
pub(super) fn add_titles(brief: &Brief, bytes: &mut Vec<u8>) {
    let common = &brief.common;
    let autolink = common.autolink.map_or("", |links| if links { "yes" } else { "no" });
    let translated = brief.translations.values().flat_map(|translation| {
        let aliases = translation.aliases.iter().map(|alias| &*alias.value);
        [&*translation.lang, &*translation.title.value].into_iter().chain(aliases).chain([""])
    });
    let aliases = common.aliases.iter().map(|alias| &*alias.value);
    let parts = [autolink, &*common.title.value].into_iter().chain(aliases).chain([""]).chain(translated);
    parts.for_each(|part| add(bytes, part));
    add(bytes, "");
}

fn add(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&text.len().to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
