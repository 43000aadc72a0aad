//! What the prose of a brief says, as bytes that a later run reads instead of the prose.
//!
//! Of prose in which nothing is wrong. It is found again by the text and the site; what the text asked of other briefs is
//! asked again, and where an answer is another, or the text may hold a name that is new, the prose is read again.

use super::asked::{Asked, Question, digest, number};
use super::bodies::{Body, Version, Written};
use super::memory::{Memory, Prose};
use super::spoken::Spoken;
use super::{Backlink, Graph, How, basis};
use crate::learnt::Learnt;
use crate::markup::{Heading, Manner};
use crate::model::{BriefIx, Kind};
use blake3::{Hash, Hasher};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Remembered<'a> {
    /// What everything is called, and what of that links by itself, each as one number: where it is the same, nothing need be
    /// asked again.
    called: u128,
    spoken: u128,
    asked_in_prose: Cow<'a, [Question]>,
    asked_in_fields: Cow<'a, [Question]>,
    /// Briefs that it mentions or cites, by name.
    #[serde(borrow)]
    briefs: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    original: Seen<'a>,
    translations: BTreeMap<Cow<'a, str>, Seen<'a>>,
    mentions: Vec<Mention<'a>>,
    pictures: Cow<'a, [String]>,
    entry: Option<Cow<'a, str>>,
}

/// A version of the text.
#[derive(Serialize, Deserialize)]
struct Seen<'a> {
    headings: Cow<'a, [Heading]>,
    /// Sources by position in the list of briefs, with their uses.
    sources: Vec<(usize, u32)>,
}

#[derive(Serialize, Deserialize)]
struct Mention<'a> {
    /// Position in the list of briefs.
    target: usize,
    manner: Manner,
    sentence: &'a str,
    part: Option<u16>,
    version: u8,
}

/// What an earlier run learnt of prose.
pub(super) struct Recalled<'l> {
    learnt: &'l Learnt,
    called: u128,
    spoken: u128,
    /// The names that linked by themselves in the earlier run, as a number, and what is called anew since, if that is little.
    before: Option<(u128, Vec<Box<str>>)>,
}

impl<'l> Recalled<'l> {
    pub fn of<'s>(learnt: &'l Learnt, graph: &Graph, spoken: impl FnOnce() -> Cow<'s, Spoken>) -> Self {
        if !learnt.is_on() {
            return Self { learnt, called: 0, spoken: 0, before: None };
        }
        let spoken = spoken();
        let before = spoken.recall(learnt).and_then(|before| Some((before.number(), spoken.anew_since(&before)?)));
        Self { learnt, called: called(graph), spoken: spoken.number(), before }
    }

    /// What an earlier run learnt of a brief's prose, else what `find` finds, which is learnt then.
    pub fn prose(&self, graph: &Graph, ix: BriefIx, find: impl FnOnce() -> Prose) -> Prose {
        let (prose, from) = self.recall_or(graph, ix, find);
        from.into_iter().for_each(|from| self.learn(graph, from, &prose));
        prose
    }

    /// The same, and what it is to be known by where it was not.
    pub fn recall_or(&self, graph: &Graph, ix: BriefIx, find: impl FnOnce() -> Prose) -> (Prose, Option<Hash>) {
        if !self.learnt.is_on() {
            return (find(), None);
        }
        let from = source(graph, ix);
        let known = self.learnt.get(&from).and_then(|bytes| postcard::from_bytes::<Remembered<'_>>(bytes).ok());
        let prose = known.and_then(|known| {
            let (called, spoken) = (known.called, known.spoken);
            let prose = known.prose(graph, ix)?;
            let is_current = called == self.called && spoken == self.spoken;
            let before = || self.before.as_ref().filter(|(before, _)| *before == spoken);
            let stands = is_current || before().is_some_and(|(_, anew)| prose.written.asked.stands(graph, ix, anew));
            stands.then_some((prose, is_current))
        });
        let prose = match prose {
            Some((prose, true)) => return (prose, None),
            prose => prose.map(|(prose, _)| prose),
        };
        self.learnt.renounce(&from);
        (prose.unwrap_or_else(find), Some(from))
    }

    fn learn(&self, graph: &Graph, from: Hash, prose: &Prose) {
        // Plain structs always serialise.
        self.learnt.learn(from, || postcard::to_stdvec(&Remembered::of(graph, prose, self)?).ok());
    }
}

/// Learns what `memory` knows of the prose of a casebook.
pub fn learn(graph: &Graph, memory: &Memory, learnt: &Learnt) {
    let now = Recalled { learnt, called: called(graph), spoken: memory.spoken.number(), before: None };
    let all: Vec<BriefIx> = graph.all().collect();
    all.into_par_iter().for_each(|ix| {
        let from = source(graph, ix);
        let linked = memory.linked(&graph[ix]).filter(|_| !learnt.was_of_use(&from));
        linked.iter().for_each(|linked| now.learn(graph, from, &linked.prose));
    });
}

/// One number for what every brief is called.
fn called(graph: &Graph) -> u128 {
    let bytes: Vec<u8> = graph.called.iter().flat_map(|called| called.to_le_bytes()).collect();
    number(&blake3::hash(&bytes))
}

/// All that reading the prose of a brief depends on, but for what it asks of others.
fn source(graph: &Graph, ix: BriefIx) -> Hash {
    let mut hasher = Hasher::new();
    hasher.update(b"prose as read");
    basis::own(graph, ix, &mut hasher);
    hasher.finalize()
}

impl<'a> Remembered<'a> {
    /// None where something is wrong with the prose: whoever mends it is told again.
    fn of(graph: &'a Graph, prose: &'a Prose, now: &Recalled<'_>) -> Option<Self> {
        let Written { body, asked, backlinks, unresolved, problems, pictures, site_links } = &prose.written;
        let is_clean = unresolved.is_empty() && problems.is_empty() && site_links.is_empty() && asked.is_met();
        let mut briefs = Table { graph, known: BTreeMap::new(), names: Vec::new() };
        let mentions: Option<Vec<Mention<'_>>> = backlinks.iter().map(|mention| Mention::of(mention, &mut briefs)).collect();
        let original = Seen::of(&body.original, &mut briefs);
        let translations = body.translations.iter();
        let translations = translations.map(|(lang, version)| (Cow::Borrowed(&**lang), Seen::of(version, &mut briefs))).collect();
        is_clean.then_some(Self {
            called: now.called,
            spoken: now.spoken,
            asked_in_prose: asked.prose.as_slice().into(),
            asked_in_fields: asked.fields.as_slice().into(),
            briefs: briefs.names,
            original,
            translations,
            mentions: mentions?,
            pictures: pictures.as_slice().into(),
            entry: prose.entry.as_deref().map(Cow::Borrowed),
        })
    }

    /// None where it speaks of a brief that is not there.
    fn prose(self, graph: &Graph, from: BriefIx) -> Option<Prose> {
        let asked = Asked { prose: self.asked_in_prose.into_owned(), fields: self.asked_in_fields.into_owned() };
        let briefs = self.briefs.iter().map(|name| named(graph, name)).collect::<Option<Vec<BriefIx>>>()?;
        let translations = self.translations.into_iter().map(|(lang, seen)| Some((lang.into(), seen.version(&briefs)?)));
        let body = Body {
            original: self.original.version(&briefs)?,
            translations: translations.collect::<Option<_>>()?,
            asked: Some([digest(&asked.prose), digest(&asked.fields)]),
        };
        let backlinks = self.mentions.into_iter().map(|mention| mention.backlink(from, &briefs));
        let written = Written {
            body: Arc::new(body),
            asked: Arc::new(asked),
            backlinks: backlinks.collect::<Option<_>>()?,
            pictures: self.pictures.into_owned(),
            ..Written::default()
        };
        Some(Prose { written, entry: self.entry.map(Into::into) })
    }
}

/// Briefs by the order in which they are met.
struct Table<'a> {
    graph: &'a Graph,
    known: BTreeMap<BriefIx, usize>,
    names: Vec<Cow<'a, str>>,
}

impl Table<'_> {
    fn position(&mut self, brief: BriefIx) -> usize {
        let next = self.names.len();
        let at = *self.known.entry(brief).or_insert(next);
        if at == next {
            self.names.push(self.graph[brief].name().into());
        }
        at
    }
}

fn named(graph: &Graph, name: &str) -> Option<BriefIx> {
    let (folder, id) = name.split_once('/')?;
    graph.resolver().named(Kind::of_folder(folder)?, id)
}

impl<'a> Seen<'a> {
    fn of(version: &'a Version, briefs: &mut Table<'_>) -> Self {
        let sources = version.numbering.sources().iter().map(|(source, uses)| (briefs.position(*source), *uses));
        Self { headings: version.headings.as_slice().into(), sources: sources.collect() }
    }

    fn version(self, briefs: &[BriefIx]) -> Option<Version> {
        let sources = self.sources.into_iter().map(|(at, uses)| Some((*briefs.get(at)?, uses))).collect::<Option<Vec<_>>>()?;
        Some(Version::of(self.headings.into_owned(), sources.into()))
    }
}

impl<'a> Mention<'a> {
    /// None for a mention in a field, of which prose makes none.
    fn of((target, backlink): &'a (BriefIx, Backlink), briefs: &mut Table<'_>) -> Option<Self> {
        let How::Prose(manner) = backlink.how else { return None };
        let Backlink { sentence, part, version, .. } = backlink;
        Some(Self { target: briefs.position(*target), manner, sentence, part: *part, version: *version })
    }

    fn backlink(self, from: BriefIx, briefs: &[BriefIx]) -> Option<(BriefIx, Backlink)> {
        let Self { target, manner, sentence, part, version } = self;
        Some((*briefs.get(target)?, Backlink { from, how: How::Prose(manner), sentence: sentence.into(), part, version }))
    }
}
