//! Who acts.

use super::terms::NameUse;
use super::{Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// Built-in actor types; a site adds its own under `vocabulary.actor_types`.
pub const TYPES: &[&str] = &[
    "state",
    "government-body",
    "subnational-authority",
    "armed-force",
    "intelligence-service",
    "armed-group",
    "political-movement",
    "international-organisation",
    "company",
    "media",
    "civil-society",
    "population",
    "person",
    "other",
];

/// The facts of an actor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// One of [`TYPES`] or the site's.
    pub actor_type: Spanned<Box<str>>,
    /// Names by language and use.
    pub names: Vec<Name>,
    /// When it existed or was in office.
    pub active: Option<Spanned<Edtf>>,
    /// ISO 3166-1 alpha-2.
    pub countries: Vec<Spanned<Box<str>>>,
}

/// One name of an actor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Name {
    /// The whole item.
    pub span: Span,
    /// The name.
    pub text: Spanned<Box<str>>,
    /// BCP 47, a script subtag where romanised (`fa-Latn`).
    pub lang: Option<Spanned<Box<str>>>,
    /// How it is used; default variant.
    pub name_use: NameUse,
    /// Who uses it.
    pub used_by: Vec<Reference>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}
