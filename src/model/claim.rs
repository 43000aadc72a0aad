//! Who says what: claims and figures, each with a speaker and a source.

use super::terms::{Matter, Reliability, Stance};
use super::{Prose, Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// One speaker's statement on one matter of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Original {
    /// The words.
    pub text: Spanned<Box<str>>,
    /// BCP 47 tag of the words.
    pub lang: Spanned<Box<str>>,
}

/// NATO AJP-2.1 (Admiralty) rating.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rating {
    /// A–F, of the source.
    pub reliability: Option<Spanned<Reliability>>,
    /// 1–6, of the content: 1 confirmed by others … 5 improbable, 6 cannot be judged.
    pub credibility: Option<Spanned<u8>>,
}

/// One speaker's number. Several stand side by side and are never merged.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// The bounds, each from what is given: (low, high). A lower bound alone says "at least" and is open above;
    /// an upper bound alone says "at most" and reaches down to zero.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let given = |f: &Option<Spanned<f64>>| f.as_ref().map(|s| s.value);
        let (low, best, high) = (given(&self.low), given(&self.best), given(&self.high));
        low.or(best).or(high)?;
        Some((low.or(best).unwrap_or(0.0), high.or(best).unwrap_or(f64::INFINITY)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(low: Option<f64>, best: Option<f64>, high: Option<f64>) -> Option<(f64, f64)> {
        let spanned = |number: Option<f64>| number.map(|value| Spanned { value, span: Span::default() });
        let figure = Figure {
            span: Span::default(),
            measure: Spanned { value: "killed".into(), span: Span::default() },
            low: spanned(low),
            best: spanned(best),
            high: spanned(high),
            of: None,
            by: None,
            as_of: None,
            note: None,
            sources: Vec::new(),
        };
        figure.bounds()
    }

    #[test]
    fn a_bound_that_stands_alone_is_open_on_its_other_side() {
        assert_eq!(bounds(Some(84.0), None, None), Some((84.0, f64::INFINITY)));
        assert_eq!(bounds(None, None, Some(6.0)), Some((0.0, 6.0)));
        assert_eq!(bounds(None, Some(9.0), None), Some((9.0, 9.0)));
        assert_eq!(bounds(Some(84.0), Some(91.0), None), Some((84.0, 91.0)));
        assert_eq!(bounds(None, None, None), None);
    }
}
