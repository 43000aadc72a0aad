//! What the prose of a brief says, as bytes that a later run reads instead of the prose.
//!
//! Of prose in which nothing is wrong. Positions of briefs are as good as names: what is learnt is found again only while
//! names mean the same, which fixes every brief's position.

use super::bodies::{Body, Version, Written};
use super::memory::Prose;
use super::{Backlink, Graph, How};
use crate::learnt::Learnt;
use crate::markup::{Heading, Manner};
use crate::model::BriefIx;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Remembered<'a> {
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
    sources: Cow<'a, [(BriefIx, u32)]>,
}

#[derive(Serialize, Deserialize)]
struct Mention<'a> {
    target: BriefIx,
    manner: Manner,
    sentence: &'a str,
    part: Option<u16>,
    version: u8,
}

/// What an earlier run learnt of a brief's prose, else what `find` finds, which is learnt then.
pub(super) fn recall(learnt: &Learnt, graph: &Graph, ix: BriefIx, find: impl FnOnce() -> Prose) -> Prose {
    if !learnt.is_on() {
        return find();
    }
    let from = graph.prose_basis(ix);
    let remembered = learnt.get(&from).and_then(|bytes| postcard::from_bytes::<Remembered<'_>>(bytes).ok());
    remembered.map(|remembered| remembered.prose(ix)).unwrap_or_else(|| {
        let found = find();
        // Plain structs always serialise.
        learnt.learn(from, || Remembered::of(&found).and_then(|remembered| postcard::to_stdvec(&remembered).ok()));
        found
    })
}

impl<'a> Remembered<'a> {
    /// None where something is wrong with the prose: whoever mends it is told again.
    fn of(prose: &'a Prose) -> Option<Self> {
        let Written { body, backlinks, unresolved, problems, pictures, site_links } = &prose.written;
        let is_clean = unresolved.is_empty() && problems.is_empty() && site_links.is_empty();
        let mentions: Option<Vec<Mention<'_>>> = backlinks.iter().map(Mention::of).collect();
        let translations = body.translations.iter().map(|(lang, version)| (Cow::Borrowed(&**lang), Seen::of(version))).collect();
        is_clean.then_some(Self {
            original: Seen::of(&body.original),
            translations,
            mentions: mentions?,
            pictures: pictures.as_slice().into(),
            entry: prose.entry.as_deref().map(Cow::Borrowed),
        })
    }

    fn prose(self, from: BriefIx) -> Prose {
        let translations = self.translations.into_iter().map(|(lang, seen)| (lang.into(), seen.version())).collect();
        let body = Body { original: self.original.version(), translations };
        let written = Written {
            body: Arc::new(body),
            backlinks: self.mentions.into_iter().map(|mention| mention.backlink(from)).collect(),
            pictures: self.pictures.into_owned(),
            ..Written::default()
        };
        Prose { written, entry: self.entry.map(Into::into) }
    }
}

impl<'a> Seen<'a> {
    fn of(version: &'a Version) -> Self {
        Self { headings: version.headings.as_slice().into(), sources: version.numbering.sources().into() }
    }

    fn version(self) -> Version {
        Version::of(self.headings.into_owned(), self.sources.into_owned().into())
    }
}

impl<'a> Mention<'a> {
    /// None for a mention in a field, of which prose makes none.
    fn of((target, backlink): &'a (BriefIx, Backlink)) -> Option<Self> {
        let How::Prose(manner) = backlink.how else { return None };
        let Backlink { sentence, part, version, .. } = backlink;
        Some(Self { target: *target, manner, sentence, part: *part, version: *version })
    }

    fn backlink(self, from: BriefIx) -> (BriefIx, Backlink) {
        let Self { target, manner, sentence, part, version } = self;
        (target, Backlink { from, how: How::Prose(manner), sentence: sentence.into(), part, version })
    }
}
