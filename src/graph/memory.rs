//! What linking a casebook learnt of each brief, for the next time: its prose rendered, its references resolved.
//!
//! Both are pure functions of the brief's own text and of what names mean. Names mean the same while the same briefs bear
//! the same ids, titles, aliases and claims, and the site's settings, words and files are the same; then whatever was
//! learnt of a brief whose text is the very same is taken over. Otherwise all of it is forgotten.

use super::bodies::Written;
use super::inverse::Outgoing;
use crate::content::{Snapshot, Text};
use crate::model::{Brief, Kind};
use crate::release::Released;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Kept by whoever links a casebook again and again.
#[derive(Debug, Default)]
pub struct Memory {
    meaning: Option<blake3::Hash>,
    briefs: FxHashMap<(Kind, Box<str>), Known>,
}

#[derive(Debug)]
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

impl Memory {
    /// Forgets everything unless names mean what they meant.
    pub(super) fn prepare(&mut self, meaning: blake3::Hash) {
        let meaning = Some(meaning);
        if self.meaning != meaning {
            *self = Self { meaning, briefs: FxHashMap::default() };
        }
    }

    /// What is known of a brief with this very text.
    pub(super) fn recall(&self, brief: &Brief) -> Option<Arc<Linked>> {
        let known = self.briefs.get(&(brief.kind, brief.id.clone()))?;
        let is_same = known.texts.len() == texts(brief).count() && known.texts.iter().zip(texts(brief)).all(|(a, b)| a.is_same(b));
        is_same.then(|| Arc::clone(&known.linked))
    }

    /// Replaces what is known of one brief. Where a brief comes or goes, names mean something else, and all is forgotten.
    pub(super) fn keep(&mut self, brief: &Brief, linked: Arc<Linked>) {
        self.briefs.insert((brief.kind, brief.id.clone()), Known { texts: texts(brief).cloned().collect(), linked });
    }
}

/// The files a brief is written in.
fn texts(brief: &Brief) -> impl Iterator<Item = &Text> {
    std::iter::once(&brief.text).chain(brief.translations.values().map(|translation| &translation.text))
}

/// All that the text of one brief can ask of the others, of the site and of its files.
pub(super) fn meaning(briefs: &[Released<Arc<Brief>>], snapshot: &Snapshot) -> blake3::Hash {
    let mut bytes = Vec::with_capacity(256 * briefs.len());
    briefs.iter().for_each(|brief| names(brief, &mut bytes));
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

/// What others may call a brief and its parts.
pub(super) fn names(brief: &Brief, bytes: &mut Vec<u8>) {
    let common = &brief.common;
    let autolink = common.autolink.map_or("", |links| if links { "yes" } else { "no" });
    let lang = common.lang.as_ref().map_or("", |lang| lang);
    let claims = brief.event().into_iter().flat_map(|event| &event.claims).map(|claim| &*claim.id.value);
    let judgements = brief.analysis().into_iter().flat_map(|analysis| &analysis.judgements).map(|judgement| &*judgement.id.value);
    let translated = brief.translations.values().flat_map(|translation| {
        let aliases = translation.aliases.iter().map(|alias| &*alias.value);
        [&*translation.lang, &*translation.title.value].into_iter().chain(aliases).chain([""])
    });
    let own = [brief.kind.as_str(), &brief.id, &brief.path, autolink, lang, &common.title.value];
    let aliases = common.aliases.iter().map(|alias| &*alias.value);
    let parts = own.into_iter().chain(aliases).chain([""]).chain(translated).chain([""]).chain(claims).chain([""]).chain(judgements);
    parts.for_each(|part| add(bytes, part));
    add(bytes, "");
}

fn add(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&text.len().to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
