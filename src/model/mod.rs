//! The vocabulary of a casebook: what a brief may say, one file per kind. No I/O, no HTML.
//!
//! These are briefs *as written*: references are the author's words with their place. `graph` gives them meaning.

#[macro_use]
pub mod terms;

pub mod actor;
pub mod analysis;
pub mod brief;
pub mod claim;
pub mod common;
pub mod config;
pub mod event;
pub mod limits;
pub mod recommendation;
pub mod reference;
pub mod relation;
pub mod scale;
pub mod source;
pub mod spanned;
pub mod words;

pub use actor::Actor;
pub use analysis::Analysis;
pub use brief::{Brief, Facts, Kind, Kinds, Translation};
pub use claim::{Claim, Figure};
pub use common::Common;
pub use config::Config;
pub use event::Event;
pub use limits::Limits;
pub use recommendation::Recommendation;
pub use reference::{BriefIx, Reference, Target};
pub use relation::{Relation, RelationType};
pub use source::Source;
pub use spanned::{Prose, Spanned};
pub use words::Words;
