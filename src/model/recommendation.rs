//! Who should do what, why, and what came of it.

use super::terms::{Horizon, Origin, Position, Priority, Progress};
use super::{Prose, Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// The facts of a recommendation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recommendation {
    /// One imperative sentence.
    pub action: Spanned<Box<str>>,
    /// Actors who can act; none is the lint `missing-addressee`.
    pub addressees: Vec<Reference>,
    /// When it was made.
    pub issued: Option<Spanned<Edtf>>,
    /// Who made it.
    pub origin: Spanned<Origin>,
    /// The source or actor it comes from, for third-party.
    pub by: Option<Reference>,
    /// MoSCoW.
    pub priority: Option<Spanned<Priority>>,
    /// By when.
    pub timeframe: Option<Timeframe>,
    /// Events, claims and other briefs it rests on.
    pub based_on: Vec<Reference>,
    /// What the addressees said.
    pub response: Vec<Response>,
    /// What came of it; equals the last log entry where there is a log.
    pub progress: Spanned<Progress>,
    /// What happened, oldest first as written.
    pub log: Vec<LogEntry>,
    /// How one would know.
    pub indicator: Option<Measure>,
    /// What could go wrong.
    pub risks: Vec<Prose>,
    /// Recommendations that must come first.
    pub depends_on: Vec<Reference>,
    /// Recommendations it replaces.
    pub supersedes: Vec<Reference>,
}

/// By when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Timeframe {
    /// The whole block.
    pub span: Span,
    /// The horizon.
    pub horizon: Option<Spanned<Horizon>>,
    /// The last day.
    pub due: Option<Spanned<Edtf>>,
}

/// An addressee's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Response {
    /// The whole item.
    pub span: Span,
    /// The actor.
    pub by: Reference,
    /// Its position.
    pub position: Spanned<Position>,
    /// When it said so.
    pub date: Option<Spanned<Edtf>>,
    /// Markdown.
    pub note: Option<Prose>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}

/// One entry of the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogEntry {
    /// The whole item.
    pub span: Span,
    /// When.
    pub date: Spanned<Edtf>,
    /// Where it stood then.
    pub progress: Spanned<Progress>,
    /// Markdown.
    pub note: Option<Prose>,
    /// Events or other briefs that show it.
    pub evidence: Vec<Reference>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}

/// What would be measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measure {
    /// The whole block.
    pub span: Span,
    /// What is counted.
    pub measure: Spanned<Box<str>>,
    /// Where it started.
    pub baseline: Option<Spanned<Box<str>>>,
    /// Where it should end.
    pub target: Option<Spanned<Box<str>>>,
}
