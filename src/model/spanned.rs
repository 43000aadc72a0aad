//! A value together with the place it was written at.

use crate::diagnostic::Span;
use std::ops::Deref;

/// A value and its bytes in the brief's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
