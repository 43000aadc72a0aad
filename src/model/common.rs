//! The fields that every kind shares.

use super::terms::{CorrectionType, Status, Tlp};
use super::{Prose, Reference, Relation, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Shared front matter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Common {
    /// The title; the id where the brief lacks one (a problem then).
    pub title: Spanned<Box<str>>,
    /// One or two plain sentences; empty only for sources.
    pub summary: Spanned<Box<str>>,
    /// Other names that resolve to this brief.
    pub aliases: Vec<Spanned<Box<str>>>,
    /// Overrides the site's `autolink:` for this brief.
    pub autolink: Option<bool>,
    /// Free tags.
    pub tags: Vec<Spanned<Box<str>>>,
    /// BCP 47; the site's where absent.
    pub lang: Option<Spanned<Box<str>>>,
    /// Keys of `authors:` in casebook.yaml, or names.
    pub authors: Vec<Spanned<Box<str>>>,
    /// First published.
    pub created: Option<Spanned<Edtf>>,
    /// Last changed in substance.
    pub updated: Option<Spanned<Edtf>>,
    /// Stale after this day.
    pub review_by: Option<Spanned<Edtf>>,
    /// What decides whether it may be published.
    pub release: Release,
    /// Typed links to any brief.
    pub relations: Vec<Relation>,
    /// Old addresses that lead here, root-absolute.
    pub redirect_from: Vec<Spanned<Box<str>>>,
    /// Source briefs for the whole.
    pub sources: Vec<Reference>,
    /// What was wrong and is mended, newest last as written.
    pub corrections: Vec<Correction>,
    /// External identifiers: wikidata, iso3166, isni, lei, opensanctions, stix, ucdp, acled …
    pub ids: Vec<Identifier>,
    /// A picture beside the brief.
    pub image: Option<Image>,
    /// Free data for templates.
    #[serde(with = "as_json")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// A register's name and the identifier there.
pub type Identifier = (Spanned<Box<str>>, Spanned<Box<str>>);

/// The release block: FIRST TLP 2.0, a status and an embargo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Release {
    /// The handling label; without one the site's default, without that withheld.
    pub tlp: Option<Spanned<Tlp>>,
    /// Default published.
    pub status: Option<Spanned<Status>>,
    /// RFC 3339 instant before which nothing goes out.
    pub embargo_until: Option<Spanned<jiff::Timestamp>>,
    /// SPDX licence expression.
    pub licence: Option<Spanned<Box<str>>>,
    /// True when any part of the block could not be read: such a brief is never published.
    pub unreadable: bool,
}

/// One correction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Correction {
    /// The whole item.
    pub span: Span,
    /// When.
    pub date: Spanned<Edtf>,
    /// What kind; default correction.
    pub correction_type: CorrectionType,
    /// What was wrong and what is right.
    pub text: Prose,
}

/// A picture beside the brief.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Image {
    /// The whole block.
    pub span: Span,
    /// Path relative to the brief's folder.
    pub src: Spanned<Box<str>>,
    /// What the picture shows.
    pub alt: Option<Spanned<Box<str>>>,
    /// Who made it.
    pub credit: Option<Spanned<Box<str>>>,
}

/// Values of any shape in a format that must be told every shape: as one string of JSON.
mod as_json {
    use serde::de::{Deserializer, Error};
    use serde::ser::{Error as _, Serializer};
    use serde::{Deserialize, Serialize};
    use serde_json::Value;
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    type Extra = BTreeMap<String, Value>;

    pub fn serialize<S: Serializer>(extra: &Extra, serializer: S) -> Result<S::Ok, S::Error> {
        let text = if extra.is_empty() { String::new() } else { serde_json::to_string(extra).map_err(S::Error::custom)? };
        text.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Extra, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        if text.is_empty() { Ok(Extra::new()) } else { serde_json::from_str(&text).map_err(D::Error::custom) }
    }
}
