//! A brief as written: one Markdown file, or one entry of a source library.

use super::{Actor, Analysis, Common, Event, Recommendation, Source, Spanned};
use crate::content::Text;
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

terms! {
    /// What a brief stands for. The order is that of registers and navigation.
    Kind { Actor = "actor", Event = "event", Recommendation = "recommendation", Analysis = "analysis", Source = "source" }
}

impl Kind {
    /// The folder below `content/` and the first segment of the address.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Actor => "actors",
            Self::Event => "events",
            Self::Recommendation => "recommendations",
            Self::Analysis => "analyses",
            Self::Source => "sources",
        }
    }

    /// The kind whose folder has that name.
    pub fn of_folder(folder: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.folder() == folder)
    }
}

/// A set of kinds that a field accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Any kind.
    pub const ANY: Self = Self(0b1_1111);
    /// Actors only.
    pub const ACTOR: Self = Self::of(&[Kind::Actor]);
    /// Events only.
    pub const EVENT: Self = Self::of(&[Kind::Event]);
    /// Recommendations only.
    pub const RECOMMENDATION: Self = Self::of(&[Kind::Recommendation]);
    /// Sources only.
    pub const SOURCE: Self = Self::of(&[Kind::Source]);
    /// A speaker: an actor, or a source that speaks for itself.
    pub const SPEAKER: Self = Self::of(&[Kind::Actor, Kind::Source]);

    /// The set of these kinds.
    pub const fn of(kinds: &[Kind]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < kinds.len() {
            bits |= 1 << kinds[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Whether the kind is in the set.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }
}

/// One brief, with everything its file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Brief {
    /// What it stands for.
    pub kind: Kind,
    /// File stem, or the library entry's `id`: lower-case letters, digits and hyphens, NFC.
    pub id: Box<str>,
    /// The file it stands in, relative to the root.
    #[serde(skip)]
    pub path: Arc<str>,
    /// The whole file, decoded; spans point into it. Shared by the entries of a library.
    #[serde(skip)]
    pub text: Text,
    /// BLAKE3 of `text`.
    #[serde(skip)]
    pub digest: [u8; 32],
    /// The bytes of `text` that are this brief's: all of a file of its own, its item of a library.
    pub extent: Span,
    /// The Markdown below the front matter, as bytes of `text`; empty for library entries.
    pub body: Range<usize>,
    /// Shared fields.
    pub common: Common,
    /// The kind's own fields.
    pub facts: Facts,
    /// By language: other-language versions of this brief.
    pub translations: BTreeMap<Box<str>, Translation>,
}

/// The kind's own fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a variant is its kind")]
pub enum Facts {
    Actor(Box<Actor>),
    Event(Box<Event>),
    Recommendation(Box<Recommendation>),
    Analysis(Box<Analysis>),
    Source(Box<Source>),
}

/// `ID.LANG.md`: the same brief in another language. All it does not hold is the original's, the label included.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Translation {
    /// BCP 47, one of the site's `languages`.
    pub lang: Box<str>,
    /// Its own file.
    #[serde(skip)]
    pub path: Arc<str>,
    /// The whole file, decoded.
    #[serde(skip)]
    pub text: Text,
    /// BLAKE3 of `text`.
    #[serde(skip)]
    pub digest: [u8; 32],
    /// The Markdown below the front matter, as bytes of `text`.
    pub body: Range<usize>,
    /// Title.
    pub title: Spanned<Box<str>>,
    /// Summary.
    pub summary: Spanned<Box<str>>,
    /// Further names that resolve to the brief.
    pub aliases: Vec<Spanned<Box<str>>>,
    /// Texts by claim, judgement, assumption or indicator id.
    pub claims: BTreeMap<Box<str>, Spanned<Box<str>>>,
}

impl Brief {
    /// The Markdown below the front matter.
    pub fn markdown(&self) -> Cow<'_, str> {
        self.text.get(self.body.clone()).unwrap_or_default()
    }

    /// `kind/id`: unique in a casebook.
    pub fn name(&self) -> String {
        format!("{}/{}", self.kind.folder(), self.id)
    }

    /// What it is called: titles and aliases, in its own language and in translation.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        let own = std::iter::once(&self.common.title).chain(&self.common.aliases);
        let translated = self.translations.values().flat_map(|t| std::iter::once(&t.title).chain(&t.aliases));
        own.chain(translated).map(|title| &*title.value)
    }

    /// The day it last changed in substance: its latest correction, `updated`, `published` or `created`.
    pub fn last_update(&self) -> Option<&Edtf> {
        let corrections = self.common.corrections.iter().map(|correction| &correction.date);
        let published = self.analysis().map(|analysis| &analysis.published);
        let dates = self.common.updated.iter().chain(&self.common.created).chain(published).chain(corrections);
        dates.max_by_key(|date| date.latest()).map(|date| &date.value)
    }

    /// The actor's facts, for an actor.
    pub fn actor(&self) -> Option<&Actor> {
        if let Facts::Actor(facts) = &self.facts { Some(facts) } else { None }
    }

    /// The event's facts, for an event.
    pub fn event(&self) -> Option<&Event> {
        if let Facts::Event(facts) = &self.facts { Some(facts) } else { None }
    }

    /// The recommendation's facts, for a recommendation.
    pub fn recommendation(&self) -> Option<&Recommendation> {
        if let Facts::Recommendation(facts) = &self.facts { Some(facts) } else { None }
    }

    /// The analysis's facts, for an analysis.
    pub fn analysis(&self) -> Option<&Analysis> {
        if let Facts::Analysis(facts) = &self.facts { Some(facts) } else { None }
    }

    /// The source's facts, for a source.
    pub fn source(&self) -> Option<&Source> {
        if let Facts::Source(facts) = &self.facts { Some(facts) } else { None }
    }
}

impl Translation {
    /// The Markdown below the front matter.
    pub fn markdown(&self) -> Cow<'_, str> {
        self.text.get(self.body.clone()).unwrap_or_default()
    }
}
