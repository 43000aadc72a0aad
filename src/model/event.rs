//! What happened, when, where, who took part, who says so.

use super::terms::{Certainty, Precision, Role};
use super::{Claim, Figure, Prose, Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// Built-in event types with their default rung on the escalation ladder; `None` has none.
pub const TYPES: &[(&str, Option<u8>)] = &[
    ("strike", Some(6)),
    ("bombing", Some(5)),
    ("armed-attack", Some(5)),
    ("abduction", Some(5)),
    ("arrest", Some(2)),
    ("mobilisation", Some(4)),
    ("diplomatic-downgrade", Some(3)),
    ("sanction", Some(3)),
    ("threat", Some(2)),
    ("condemnation", Some(1)),
    ("mediation-offer", Some(0)),
    ("call", Some(0)),
    ("meeting", Some(0)),
    ("agreement", Some(0)),
    ("diplomatic-restoration", Some(0)),
    ("ceasefire", Some(0)),
    ("withdrawal", Some(0)),
    ("legal-decision", None),
    ("statement", None),
    ("other", None),
];

/// The escalation ladder, rung 0 to 9.
pub const RUNGS: [&str; 10] = [
    "cooperation",
    "statement",
    "threat",
    "diplomatic or economic",
    "mobilisation",
    "covert or non-state violence",
    "limited cross-border strike",
    "strike on state forces",
    "sustained hostilities",
    "war",
];

/// The facts of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// One of [`TYPES`] or the site's.
    pub event_type: Spanned<Box<str>>,
    /// missile, drone …
    pub means: Vec<Spanned<Box<str>>>,
    /// When it happened; missing is the lint `undated-event`.
    pub date: Option<Spanned<Edtf>>,
    /// When it became known.
    pub reported: Option<Spanned<Edtf>>,
    /// Where.
    pub location: Option<Location>,
    /// Who took part, in which role, how surely.
    pub participants: Vec<Participant>,
    /// Numbers, each with a speaker.
    pub figures: Vec<Figure>,
    /// Who says what.
    pub claims: Vec<Claim>,
    /// Overrides the type's default rung.
    pub rung: Option<Spanned<u8>>,
}

impl Event {
    /// The rung written, or the type's default.
    pub fn rung(&self) -> Option<u8> {
        let default = || TYPES.iter().find(|(name, _)| *name == &*self.event_type.value).and_then(|(_, rung)| *rung);
        self.rung.as_ref().map(|rung| rung.value).or_else(default)
    }
}

/// A place and how well it is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Location {
    /// The whole block.
    pub span: Span,
    /// As the desk names it.
    pub name: Option<Spanned<Box<str>>>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Spanned<Box<str>>>,
    /// ISO 3166-2.
    pub admin1: Option<Spanned<Box<str>>>,
    /// Degrees north, WGS 84, −90 to 90.
    pub lat: Option<Spanned<f64>>,
    /// Degrees east, WGS 84, −180 to 180.
    pub lon: Option<Spanned<f64>>,
    /// Default unknown.
    pub precision: Precision,
}

impl Location {
    /// Latitude, longitude and radius in km, where a point may be drawn.
    pub fn point(&self) -> Option<(f64, f64, f64)> {
        let radius = self.precision.radius_km()?;
        Some((self.lat.as_ref()?.value, self.lon.as_ref()?.value, radius))
    }
}

/// One actor's part in an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Participant {
    /// The whole item.
    pub span: Span,
    /// The actor.
    pub actor: Reference,
    /// Default participant.
    pub role: Role,
    /// Default reported.
    pub certainty: Certainty,
    /// Markdown.
    pub note: Option<Prose>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}
