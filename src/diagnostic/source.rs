//! Places in a text as people count them: spans are bytes, people count lines and characters from 1.
//!
//! A span may come from anywhere and is moved to characters that exist; nothing here fails.

use super::{Location, Span};
use std::sync::Arc;

/// Gives the text that a path's spans point into; `None` when it cannot be shown.
pub type TextOf<'a> = &'a dyn Fn(&str) -> Option<Arc<str>>;

/// A place as people count: line and column from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The first character of a file: where a fault of the whole file is reported.
    pub const FIRST: Self = Self { line: 1, column: 1 };
}

/// A file's text with the start of each line.
#[derive(Clone, Debug)]
pub struct Source {
    text: Arc<str>,
    starts: Vec<usize>,
}

impl Source {
    /// Indexes a text.
    pub fn new(text: Arc<str>) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { text, starts }
    }

    /// The place of a byte; offsets inside a character or past the end are moved back to one that exists.
    pub fn place(&self, offset: usize) -> Place {
        let offset = self.floor(offset);
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        Place { line: line + 1, column: column + 1 }
    }

    /// First and last line of a span, as indices from 0; a span that ends with a line break ends on its line.
    pub fn lines_of(&self, span: Span) -> (usize, usize) {
        let range = self.range(span);
        let last = if range.is_empty() { range.start } else { range.end - 1 };
        (self.line_of(range.start), self.line_of(self.floor(last)))
    }

    /// A line's bytes without its line break, by index from 0.
    pub fn line(&self, index: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or_default();
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    /// The span as bytes that exist in this text and end on characters.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.floor(span.start as usize);
        start..self.floor(span.end as usize).max(start)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

/// The sources of one run, indexed when first asked for. Problems come in path order, so one is kept.
pub struct Sources<'a> {
    text_of: TextOf<'a>,
    last: Option<(Arc<str>, Option<Source>)>,
}

impl<'a> Sources<'a> {
    /// Sources that come from a function.
    pub fn new(text_of: TextOf<'a>) -> Self {
        Self { text_of, last: None }
    }

    /// The source of a path, where its text can be shown.
    pub fn get(&mut self, path: &Arc<str>) -> Option<&Source> {
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            let source = (self.text_of)(path).map(Source::new);
            self.last = Some((Arc::clone(path), source));
        }
        self.last.as_ref().and_then(|(_, source)| source.as_ref())
    }

    /// Start and end of a location; the file's first character where the text cannot be shown.
    pub fn places(&mut self, location: &Location) -> (Place, Place) {
        self.get(&location.path).map_or((Place::FIRST, Place::FIRST), |source| {
            let range = source.range(location.span);
            (source.place(range.start), source.place(range.end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new(text.into())
    }

    #[test]
    fn places_count_characters_from_one() {
        let text = source("جيش: x\r\nü: y\n");
        assert_eq!(text.place(0), Place { line: 1, column: 1 });
        assert_eq!(text.place("جيش: ".len()), Place { line: 1, column: 6 });
        let second = text.text().find('y').unwrap();
        assert_eq!(text.place(second), Place { line: 2, column: 4 });
        assert_eq!(text.place(text.text().len()), Place { line: 3, column: 1 });
    }

    #[test]
    fn offsets_that_do_not_exist_are_moved_back() {
        let text = source("é");
        assert_eq!(text.place(1), Place { line: 1, column: 1 });
        assert_eq!(text.place(99), Place { line: 1, column: 2 });
    }

    #[test]
    fn lines_lose_their_break_and_no_more() {
        let text = source("a\r\nb\n\nc");
        let lines: Vec<&str> = (0..4).map(|i| &text.text()[text.line(i)]).collect();
        assert_eq!(lines, ["a", "b", "", "c"]);
        assert_eq!(text.lines_of(Span::new(0, 3)), (0, 0));
        assert_eq!(text.lines_of(Span::new(0, 4)), (0, 1));
    }
}
