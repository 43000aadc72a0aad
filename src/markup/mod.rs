//! Markdown and resolved references → an HTML fragment, in one pass, with what the graph wants to know of it.
//!
//! CommonMark with tables, footnotes, strikethrough, task lists and alerts (GFM), wikilinks, and citations `[@id, p. 4]`.
//! Raw HTML is never passed through: it is a fault, and shown as text. Links are root-absolute (`/actors/iran.html`);
//! the last pass of `render` makes them relative. Deliberately absent: knowledge of briefs; a [`Resolve`] answers.

mod autolink;
mod block;
mod citation;
mod inline;
mod links;
mod out;
#[cfg(test)]
mod second_net;
mod structure;
mod table;
#[cfg(test)]
mod tests;
mod writer;

pub use crate::text::url::{Destination, destination};
pub use autolink::Names;
pub use citation::{Cite, Cited, Numbering, Use, push_group};
pub use inline::inline;
pub use writer::render;

use crate::model::{BriefIx, Target};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Answers what names mean.
pub trait Resolve {
    /// A reference in prose, `[[…]]`; `None` when it leads nowhere.
    fn reference(&self, text: &str) -> Option<Found<'_>>;
    /// A citation's id, among sources; `None` when it leads nowhere.
    fn source(&self, text: &str) -> Option<Found<'_>>;
    /// A picture beside the brief, where the file exists.
    fn picture(&self, src: &str) -> Option<Shown>;
    /// The brief another brief's file stands for: `../actors/iran.md`.
    fn file(&self, path: &str) -> Option<Found<'_>>;
    /// Names in a text that link by themselves, left to right; none where they should not.
    fn named(&self, text: &str) -> Vec<(Range<usize>, BriefIx)>;
    /// Where a brief is shown, for names that link by themselves.
    fn address(&self, brief: BriefIx) -> String;
    /// The brief this text belongs to: never linked to itself.
    fn own(&self) -> BriefIx;
    /// A word of the interface in the reader's language: names of regions, what a note is.
    fn word(&self, key: &'static str) -> String;
}

/// What stands between double brackets in Markdown without words of its own, references or not.
pub fn bracketed(markdown: &str) -> impl Iterator<Item = &str> {
    let mut starts = memmem::find_iter(markdown.as_bytes(), "[[").map(|at| at + 2).peekable();
    let openings = std::iter::from_fn(move || Some((starts.next()?, starts.peek().map_or(markdown.len(), |next| next - 2))));
    let inside = openings.filter_map(|(start, end)| Some(markdown.get(start..end)?.split_once("]]")?.0));
    inside.filter(|name| !name.contains(['|', '\n']))
}

/// A picture that a text shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Root-absolute.
    pub address: String,
    /// Width and height in pixels, where its bytes say.
    pub size: Option<(u32, u32)>,
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'r> {
    /// The brief or claim.
    pub target: Target,
    /// Root-absolute address, with a fragment for a claim.
    pub href: String,
    /// The text shown when the author gave none.
    pub title: Cow<'r, str>,
}

/// How a brief was mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Manner {
    /// `[[…]]`
    Link,
    /// A name that linked by itself.
    Name,
    /// `[@…]`
    Citation,
}

/// One mention and the sentence it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What is mentioned.
    pub target: Target,
    /// How.
    pub manner: Manner,
    /// The sentence, plain text, at most 300 characters.
    pub sentence: Arc<str>,
    /// Bytes in the Markdown.
    pub range: Range<usize>,
}

/// A heading, for contents lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// The element's id.
    pub id: Box<str>,
    /// Plain text.
    pub text: Box<str>,
}

/// Something wrong in the Markdown, at bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Bytes in the Markdown.
    pub range: Range<usize>,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A reference that leads nowhere.
    Reference(String),
    /// A citation that leads nowhere, or not to a source.
    Citation(String),
    /// HTML.
    RawHtml,
    /// A link that is not safe to publish, with its reason.
    UnsafeUrl(String),
    /// A link to a place of this site that may not exist: root-absolute address.
    SiteLink(String),
    /// A picture whose file is not there.
    Picture(String),
    /// A picture without words for it.
    MissingAlt,
    /// A first-level heading, or a level skipped: (level before, level now).
    HeadingOrder(u8, u8),
    /// A footnote without its definition.
    Footnote(String),
}

/// A rendered fragment and what was met on the way.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// Well-formed HTML.
    pub html: String,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Mentions in order.
    pub mentions: Vec<Mention>,
    /// Faults in order.
    pub faults: Vec<Fault>,
    /// Addresses of pictures shown.
    pub pictures: Vec<String>,
    /// Plain text, blocks separated by newlines.
    pub plain: String,
    /// How many blocks and spans stand inside one another at most, and the first place where so many do.
    pub deepest: (usize, Range<usize>),
}
