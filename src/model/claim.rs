//! Who says what: claims and figures, each with a speaker and a source.

use super::terms::{Matter, Reliability, Stance};
use super::{Prose, Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;

/// One speaker's statement on one matter of an event.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The whole item.
    pub span: Span,
    /// Unique within the brief; `event#c1` refers to it.
    pub id: Spanned<Box<str>>,
    /// The speaker: an actor, or a source that speaks for itself.
    pub by: Option<Reference>,
    /// What the speaker does with the proposition.
    pub stance: Spanned<Stance>,
    /// The matter.
    pub about: Spanned<Matter>,
    /// The answer given: a reference or a word, so that rival answers can be compared.
    pub value: Option<Reference>,
    /// When it was said.
    pub date: Option<Spanned<Edtf>>,
    /// The statement in the desk's words or as quoted.
    pub text: Prose,
    /// The words as spoken, with their language.
    pub original: Option<Original>,
    /// Claims of the same event (`c0`) or of another (`event#c1`) that it answers.
    pub responds_to: Vec<Reference>,
    /// Source briefs.
    pub sources: Vec<Reference>,
    /// The desk's rating; beats the source's own reliability.
    pub rating: Option<Rating>,
}

/// A statement in its own language.
#[derive(Clone, Debug)]
pub struct Original {
    /// The words.
    pub text: Spanned<Box<str>>,
    /// BCP 47 tag of the words.
    pub lang: Spanned<Box<str>>,
}

/// NATO AJP-2.1 (Admiralty) rating.
#[derive(Clone, Debug)]
pub struct Rating {
    /// A–F, of the source.
    pub reliability: Option<Spanned<Reliability>>,
    /// 1–6, of the content: 1 confirmed by others … 5 improbable, 6 cannot be judged.
    pub credibility: Option<Spanned<u8>>,
}

/// One speaker's number. Several stand side by side and are never merged.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The whole item.
    pub span: Span,
    /// What is counted: killed, injured, missiles …
    pub measure: Spanned<Box<str>>,
    /// Lower bound.
    pub low: Option<Spanned<f64>>,
    /// Best estimate.
    pub best: Option<Spanned<f64>>,
    /// Upper bound.
    pub high: Option<Spanned<f64>>,
    /// The group counted: children, women …
    pub of: Option<Spanned<Box<str>>>,
    /// The speaker: an actor or a source.
    pub by: Option<Reference>,
    /// The day the number was given.
    pub as_of: Option<Spanned<Edtf>>,
    /// Markdown.
    pub note: Option<Prose>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}

impl Figure {
    /// The bounds, each from what is given: (low, high).
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let given = |f: &Option<Spanned<f64>>| f.as_ref().map(|s| s.value);
        let low = given(&self.low).or(given(&self.best)).or(given(&self.high))?;
        let high = given(&self.high).or(given(&self.best)).or(given(&self.low))?;
        Some((low, high))
    }
}
