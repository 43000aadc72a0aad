//! What a field is: one table per mapping, beside its reader.
//!
//! The readers find unknown keys with it, `casebook new` comments from it, `casebook schema` and the documentation are
//! made of it. Nothing about a field is written down a second time.

use crate::model::{Kind, Kinds};

/// One field of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key as written.
    pub key: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// Whether a brief without it is an error.
    pub required: bool,
    /// One line, lower case, no full stop.
    pub about: &'static str,
    /// A value as YAML, on one line.
    pub example: &'static str,
}

/// What a field takes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One line of plain text.
    Text,
    /// Inline Markdown with references and citations.
    Prose,
    /// An EDTF date or interval.
    Date,
    /// An RFC 3339 instant with an offset.
    Instant,
    /// `true` or `false`.
    Flag,
    /// A decimal number.
    Number,
    /// A whole number, from and to.
    Whole(u8, u8),
    /// One of these words.
    Word(&'static [&'static str]),
    /// One word of a vocabulary that the site's configuration decides.
    Vocabulary(Vocabulary),
    /// A reference to a brief of these kinds, short or as `{ref: …, if_withheld: drop}`.
    Reference(Kinds),
    /// A name unique in its list: lower-case letters, digits, hyphens.
    Id,
    /// A BCP 47 language tag.
    Language,
    /// An ISO 3166-1 alpha-2 code.
    Country,
    /// An ISO 3166-2 code.
    Region,
    /// An `http` or `https` address.
    Url,
    /// A root-absolute path of this site.
    Address,
    /// A file beside the brief.
    File,
    /// 64 hexadecimal digits.
    Sha256,
    /// Several of them.
    List(&'static Shape),
    /// One, or a list of several.
    OneOrMore(&'static Shape),
    /// A mapping with these keys.
    Map(&'static [Field]),
    /// A mapping whose keys are the author's.
    Pairs(&'static Shape),
    /// Anything.
    Free,
}

/// Vocabularies that depend on the site's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// Types of actors.
    ActorTypes,
    /// Types of events.
    EventTypes,
    /// Types of relations.
    RelationTypes,
    /// Words of the site's likelihood scale.
    Likelihoods,
}

/// The tables of one mapping, shared fields first.
pub type Tables = &'static [&'static [Field]];

/// An optional field.
pub const fn field(key: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Field {
    Field { key, shape, required: false, about, example }
}

/// A field that a brief must have.
pub const fn required(key: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Field {
    Field { key, shape, required: true, about, example }
}

/// Whether one of the tables has the key.
pub fn has(tables: Tables, key: &str) -> bool {
    tables.iter().any(|table| table.iter().any(|field| field.key == key))
}

/// References to sources, as many fields take them.
pub const SOURCES: Shape = Shape::List(&Shape::Reference(Kinds::SOURCE));

/// One reference to any brief.
pub const ANY: Shape = Shape::Reference(Kinds::ANY);

/// The tables of a kind's front matter.
pub const fn tables(kind: Kind) -> Tables {
    use super::{actor, analysis, common, event, recommendation, source};
    match kind {
        Kind::Actor => &[common::TITLE, common::SUMMARY, actor::FIELDS, common::SHARED],
        Kind::Event => &[common::TITLE, common::SUMMARY, event::FIELDS, common::SHARED],
        Kind::Recommendation => &[common::TITLE, common::SUMMARY, recommendation::FIELDS, common::SHARED],
        Kind::Analysis => &[common::TITLE, common::SUMMARY, analysis::FIELDS, common::SHARED],
        Kind::Source => &[common::TITLE, common::OPTIONAL_SUMMARY, source::FIELDS, common::SHARED],
    }
}

/// Every field of a kind's front matter, in the order in which a new brief shows them. Nested mappings hang below their
/// field's [`Shape::Map`].
pub fn fields_reference(kind: Kind) -> impl Iterator<Item = &'static Field> {
    tables(kind).iter().flat_map(|table| table.iter())
}
