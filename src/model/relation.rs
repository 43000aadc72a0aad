//! Typed links between briefs, their inverses, and which of them need a speaker.

use super::{Prose, Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// A typed link to another brief, as written on one side.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Relation {
    /// The whole item.
    pub span: Span,
    /// Name of the type, one of [`RelationType`]'s or the site's; either direction.
    pub relation: Spanned<Box<str>>,
    /// The other brief.
    pub to: Reference,
    /// When it held.
    pub valid: Option<Spanned<Edtf>>,
    /// The office or position, for `holds-office-in`.
    pub title: Option<Spanned<Box<str>>>,
    /// Markdown that becomes the row's text.
    pub note: Option<Prose>,
    /// Source briefs.
    pub sources: Vec<Reference>,
    /// Who says so: actors or sources.
    pub according_to: Vec<Reference>,
    /// Who says it is not so.
    pub disputed_by: Vec<Reference>,
}

/// One type of relation and its inverse; symmetric when both names are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationType {
    /// The name in the canonical direction.
    pub name: Box<str>,
    /// The name seen from the other end.
    pub inverse: Box<str>,
    /// Whether it is an allegation that needs `according_to`.
    pub allegation: bool,
}

/// Built-in types: name, inverse, whether it is an allegation (control, proxy, hosting).
pub const BUILT_IN: &[(&str, &str, bool)] = &[
    ("member-of", "has-member", false),
    ("part-of", "has-part", false),
    ("controls", "controlled-by", true),
    ("proxy-of", "has-proxy", true),
    ("hosts", "hosted-by", true),
    ("ally-of", "ally-of", false),
    ("partner-of", "partner-of", false),
    ("adversary-of", "adversary-of", false),
    ("successor-of", "predecessor-of", false),
    ("splinter-of", "split-into", false),
    ("leads", "led-by", false),
    ("holds-office-in", "office-holder", false),
    ("designates", "designated-by", false),
    ("retaliates-for", "retaliated-by", false),
    ("triggered-by", "triggers", false),
    ("follows", "precedes", false),
    ("responds-to", "answered-by", false),
    ("de-escalates", "de-escalated-by", false),
    ("implements", "implemented-by", false),
];

/// Types whose subject is the effect and whose object is the cause: the cause may not be later.
pub const EFFECT_OF_CAUSE: &[&str] = &["retaliates-for", "triggered-by", "follows", "responds-to", "de-escalates"];
