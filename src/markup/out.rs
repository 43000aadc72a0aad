//! The HTML being written: where a line has just ended, which words of it are text, and what is a picture's `alt`.
//!
//! The same HTML as the Markdown crate's own writer makes, which cannot be told of our links, notes, tables and headings.

use super::citation::{Cited, push_group};
use super::{Resolve, Shown};
use crate::text::digits::known_digits;
use crate::text::escape;
use std::fmt::Write;
use std::ops::Range;

/// HTML, written from front to back.
#[derive(Default)]
pub(super) struct Out {
    html: String,
    /// Where the text begins that was written last, while nothing else follows it.
    text: Option<usize>,
    /// Where the last group of citations stands, and what it cites.
    cited: Option<(Range<usize>, Vec<Cited>)>,
    /// Digits of the language; nothing while no number was written.
    digits: Option<String>,
    /// Pictures that are open: what stands in them is the text of an attribute.
    pictures: usize,
}

impl Out {
    /// With room for a text of so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes), ..Self::default() }
    }

    /// Finished HTML.
    pub(super) fn raw(&mut self, html: &str) {
        if self.pictures == 0 {
            self.html.push_str(html);
            self.text = None;
        }
    }

    /// Finished HTML that begins a line.
    pub(super) fn line(&mut self, html: &str) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.raw("\n");
        }
        self.raw(html);
    }

    /// A number.
    pub(super) fn number(&mut self, number: impl std::fmt::Display) {
        if self.pictures == 0 {
            // Writing to a String cannot fail.
            let _ = write!(self.html, "{number}");
            self.text = None;
        }
    }

    /// The value of a quoted attribute.
    pub(super) fn value(&mut self, text: &str) {
        if self.pictures == 0 {
            escape::html(text, &mut self.html);
            self.text = None;
        }
    }

    /// Words.
    pub(super) fn text(&mut self, text: &str) {
        if self.pictures > 0 {
            escape::html(text, &mut self.html);
        } else {
            self.text = Some(self.html.len());
            escape::body(text, &mut self.html);
        }
    }

    /// Takes the blanks away that the last words end with.
    pub(super) fn trim_text(&mut self) {
        if let Some(words) = self.text.and_then(|from| self.html.get(from..)) {
            let blanks = words.len() - words.trim_end_matches(' ').len();
            self.html.truncate(self.html.len() - blanks);
        }
    }

    /// The line of a hard break; in a picture's words, a blank.
    pub(super) fn line_break(&mut self) {
        if self.pictures > 0 {
            self.html.push(' ');
        }
        self.raw("<br />\n");
    }

    /// A group of citations; one that touches the group before joins it.
    pub(super) fn citations(&mut self, mut group: Vec<Cited>, resolve: &dyn Resolve) {
        if self.pictures > 0 {
            return;
        }
        let mut from = self.html.len();
        if let Some((before, cited)) = self.cited.take().filter(|(before, _)| before.end == from) {
            from = before.start;
            self.html.truncate(from);
            group.splice(0..0, cited);
        }
        let digits = self.digits.get_or_insert_with(|| known_digits(&resolve.word("digits")).to_owned());
        push_group(&mut self.html, &mut group, digits);
        self.text = None;
        self.cited = Some((from..self.html.len(), group));
    }

    /// Begins a picture: what follows are its words.
    pub(super) fn open_picture(&mut self, shown: &Shown) {
        self.raw("<img src=\"");
        // Writing to a String cannot fail.
        if self.pictures == 0 {
            let _ = pulldown_cmark_escape::escape_href(&mut self.html, &shown.address);
        }
        if let Some((width, height)) = shown.size {
            let _ = write!(self.html, "\" width=\"{width}\" height=\"{height}");
        }
        self.raw("\" loading=\"lazy\" alt=\"");
        self.pictures += 1;
    }

    /// Ends a picture.
    pub(super) fn close_picture(&mut self, title: &str) {
        self.pictures -= 1;
        if !title.is_empty() {
            self.raw("\" title=\"");
            self.value(title);
        }
        self.raw("\" />");
    }

    /// How much is written.
    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    /// Puts finished HTML before what was written from `at` on.
    pub(super) fn insert(&mut self, at: usize, html: &str) {
        self.html.insert_str(at, html);
        self.text = None;
    }

    /// The whole.
    pub(super) fn into_html(self) -> String {
        self.html
    }
}
