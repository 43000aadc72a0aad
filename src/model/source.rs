//! What was published where, when, and how far it is trusted. Field names are CSL-JSON's.

use super::Spanned;
use super::terms::Reliability;
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// CSL 1.0.2 item types.
pub const TYPES: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// The facts of a source; the title is shared front matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    /// One of [`TYPES`].
    pub source_type: Spanned<Box<str>>,
    /// Who wrote it.
    pub author: Vec<Person>,
    /// Who published it.
    pub publisher: Option<Spanned<Box<str>>>,
    /// The newspaper, journal or book it is in.
    pub container_title: Option<Spanned<Box<str>>>,
    /// When it was published.
    pub issued: Option<Spanned<Edtf>>,
    /// http or https.
    pub url: Option<Spanned<Box<str>>>,
    /// A lasting copy.
    pub archive: Option<Archive>,
    /// When the desk read it.
    pub accessed: Option<Spanned<Edtf>>,
    /// Who reported first; wire copies share one. Without it, the source is its own origin.
    pub origin: Option<Spanned<Box<str>>>,
    /// NATO AJP-2.1.
    pub reliability: Option<Spanned<Reliability>>,
    /// Volume, issue, page, edition, doi and the like: CSL variable and its value.
    pub variables: Vec<(Box<str>, Spanned<Box<str>>)>,
}

/// Further CSL variables a source may carry, as written in YAML.
pub const VARIABLES: &[&str] = &["volume", "issue", "page", "edition", "doi", "isbn", "issn", "publisher-place", "number", "note"];

/// A person or an organisation as CSL names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The whole item.
    pub span: Span,
    /// Family name, or the whole name of an organisation (`literal`).
    pub family: Box<str>,
    /// Given names.
    pub given: Option<Box<str>>,
}

/// A lasting copy of a source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Archive {
    /// The whole block.
    pub span: Span,
    /// Where the copy is.
    pub url: Spanned<Box<str>>,
    /// When it was made.
    pub date: Option<Spanned<Edtf>>,
    /// SHA-256 of the copy, 64 hexadecimal digits.
    pub sha256: Option<Spanned<Box<str>>>,
}
