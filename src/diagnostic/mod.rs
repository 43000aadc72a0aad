//! What is wrong, where it stands, and how to mend it. Collected, never thrown at the first fault.
//!
//! A [`Diagnostic`] is an author's mistake; the environment's faults are errors of the module that met them.
//! Printers turn a list of them into text for people, JSON lines, SARIF or GitHub annotations.
//! Deliberately absent: any reading of files. A printer is given the text the spans point into.

pub mod code;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;
pub mod source;

pub use code::{Code, Level};

use std::collections::BTreeMap;
use std::sync::Arc;

/// A half-open range of bytes in one file's text, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets beyond 4 GiB are clamped.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The same span as a range of `usize`.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A span in a named file; ordered by path, then position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path relative to the casebook's root, with `/`.
    pub path: Arc<str>,
    /// Bytes concerned.
    pub span: Span,
}

/// One problem: a code, a place, a phrase and a hint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where the fault stands.
    pub location: Location,
    /// Which rule found it; `casebook explain CODE` tells more.
    pub code: Code,
    /// One phrase, lower case, no full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Other places that matter, each with a phrase.
    pub related: Vec<(Location, String)>,
}

impl Diagnostic {
    /// A problem at one place.
    pub fn new(code: Code, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        let location = Location { path: Arc::clone(path), span };
        Self { location, code, message: message.into(), help: None, related: Vec::new() }
    }

    /// Whether it stands in a file, or points there.
    pub fn concerns(&self, path: &str) -> bool {
        *self.location.path == *path || self.related.iter().any(|(location, _)| *location.path == *path)
    }

    /// The same with a hint.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn related(mut self, path: &Arc<str>, span: Span, note: impl Into<String>) -> Self {
        self.related.push((Location { path: Arc::clone(path), span }, note.into()));
        self
    }
}

/// What the site sets for each lint; absent codes keep their default. Codes that are `always` deny ignore it.
pub type Levels = BTreeMap<Code, Level>;

/// All problems of one run.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    items: Vec<Diagnostic>,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds many.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Diagnostic>) {
        self.items.extend(more);
    }

    /// Path order, then position; exact repeats removed, allowed codes dropped.
    #[must_use]
    pub fn finish(mut self, levels: &Levels) -> Vec<(Level, Diagnostic)> {
        self.items.sort_unstable();
        self.items.dedup();
        let level = |d: &Diagnostic| d.code.level(levels);
        self.items.into_iter().map(|d| (level(&d), d)).filter(|(level, _)| *level != Level::Allow).collect()
    }

    /// Whether any problem stops a build at these levels.
    pub fn denies(&self, levels: &Levels) -> bool {
        self.items.iter().any(|d| d.code.level(levels) == Level::Deny)
    }

    /// Keeps the problems of places for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&Location) -> bool) {
        self.items.retain(|diagnostic| keep(&diagnostic.location));
    }

    /// The problems found so far, unsorted.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }
}

impl IntoIterator for Problems {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
