//! A value together with the place it was written at.

use crate::diagnostic::Span;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// A value and its bytes in the brief's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands; a quoted scalar's span begins at its quote.
    pub span: Span,
}

/// Inline Markdown inside front matter: may hold references, citations and emphasis.
pub type Prose = Spanned<Box<str>>;

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl Spanned<Box<str>> {
    /// Where a part of the text stands in its file, given as bytes of the text.
    ///
    /// Quotes, escapes and folded lines make the text differ from the file, so the part is found again by its words:
    /// the third `[[iran]]` of the text is the third of the file's. Failing that, the whole text's place.
    pub fn locate(&self, file: &str, part: std::ops::Range<usize>) -> Span {
        let (Some(written), Some(words), Some(before)) =
            (file.get(self.span.range()), self.value.get(part.clone()), self.value.get(..part.start))
        else {
            return self.span;
        };
        let nth = before.matches(words).count();
        let Some((at, _)) = written.match_indices(words).nth(nth) else {
            return self.span;
        };
        let start = self.span.start as usize + at;
        Span::new(start, start + words.len())
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
