//! Problems for people: where, what, the lines concerned with a caret, and how to mend it.
//!
//! The first line is `path:line:col: error[code]: phrase`, which editors and terminals turn into a link. The code
//! frame is drawn by `annotate-snippets` from lines that this module has cut and made safe, so a line of a
//! megabyte costs no more than a short one. Deliberately absent: any decision about whether colour is wanted.

use super::source::{Place, Source, Sources, TextOf};
use super::{Diagnostic, Level, Location, Span};
use crate::text::escape::{is_deceptive, visible};
use annotate_snippets::renderer::{
    DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE,
};
use annotate_snippets::{AnnotationKind, Group, Renderer, Snippet};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

/// Whether escape codes for colour are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// ANSI colours.
    Colour,
}

/// Characters shown before the fault on a line that is cut.
const BEFORE: usize = 50;
/// Characters shown on a line that is cut.
const WINDOW: usize = 120;
/// A span over more lines than this is shown by its first line.
const MOST_LINES: usize = 40;
/// Columns a tab is shown as.
const TAB: &str = "    ";

/// Writes every problem, each followed by an empty line.
///
/// # Errors
/// When `out` cannot be written.
pub fn print(items: &[(Level, Diagnostic)], text_of: TextOf<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut sources = Sources::new(text_of);
    for (level, diagnostic) in items {
        print_one(*level, diagnostic, &mut sources, style, out)?;
    }
    Ok(())
}

/// Warnings that are shown where `check` shows all.
const MOST_WARNINGS: usize = 20;

/// Writes every error and some warnings, with a line that counts them all; nothing where there is nothing.
///
/// # Errors
/// When `out` cannot be written.
pub fn print_most(items: &[(Level, Diagnostic)], text_of: TextOf<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(summary) = summary(items) else { return Ok(()) };
    let mut warnings = 0;
    let is_shown = |(level, _): &&(Level, Diagnostic)| {
        warnings += usize::from(*level != Level::Deny);
        *level == Level::Deny || warnings <= MOST_WARNINGS
    };
    let shown: Vec<(Level, Diagnostic)> = items.iter().filter(is_shown).cloned().collect();
    print(&shown, text_of, style, out)?;
    let rest = if shown.len() < items.len() { "; `casebook check` shows them all" } else { "" };
    writeln!(out, "{summary}{rest}")
}

/// What was found in one line: `3 errors, 1 warning in 2 files`; `None` when nothing was.
pub fn summary(items: &[(Level, Diagnostic)]) -> Option<String> {
    let count = |wanted: Level| items.iter().filter(|(level, _)| *level == wanted).count();
    let noun = |n: usize, word: &str| (n > 0).then(|| format!("{n} {word}{}", if n == 1 { "" } else { "s" }));
    let counts: Vec<String> = [noun(count(Level::Deny), "error"), noun(count(Level::Warn), "warning")].into_iter().flatten().collect();
    let files: BTreeSet<&str> = items.iter().map(|(_, diagnostic)| &*diagnostic.location.path).collect();
    (!counts.is_empty()).then(|| format!("{} in {}", counts.join(", "), noun(files.len(), "file").unwrap_or_default()))
}

fn print_one(level: Level, problem: &Diagnostic, sources: &mut Sources<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (word, colour) = match level {
        Level::Deny => ("error", DEFAULT_ERROR_STYLE),
        Level::Warn | Level::Allow => ("warning", DEFAULT_WARNING_STYLE),
    };
    let (place, _) = sources.places(&problem.location);
    let label = paint(style, colour, &format!("{word}[{}]", problem.code));
    let message = paint(style, DEFAULT_EMPHASIS_STYLE, &visible(&problem.message));
    writeln!(out, "{}: {label}: {message}", origin(&problem.location, place))?;
    frame(level, &problem.location, sources, style, out)?;
    for (location, note) in &problem.related {
        let (place, _) = sources.places(location);
        writeln!(out, "{}: {}: {}", paint(style, DEFAULT_NOTE_STYLE, "note"), origin(location, place), visible(note))?;
        frame(Level::Allow, location, sources, style, out)?;
    }
    if let Some(help) = &problem.help {
        writeln!(out, "{}: {}", paint(style, DEFAULT_HELP_STYLE, "help"), visible_lines(help))?;
    }
    writeln!(out)
}

fn origin(location: &Location, place: Place) -> String {
    format!("{}:{}:{}", visible(&location.path), place.line, place.column)
}

/// Help may have lines of its own, which are kept; all else that is treacherous is shown.
fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n      ")
}

fn paint(style: Style, colour: impl std::fmt::Display + Copy, text: &str) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Colour => format!("{colour}{text}{colour:#}"),
    }
}

fn frame(level: Level, location: &Location, sources: &mut Sources<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(cut) = sources.get(&location.path).map(|source| Cut::of(source, location.span)) else {
        return Ok(());
    };
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    let level = match level {
        Level::Deny => annotate_snippets::Level::ERROR,
        Level::Warn => annotate_snippets::Level::WARNING,
        Level::Allow => annotate_snippets::Level::NOTE,
    };
    let annotation = AnnotationKind::Primary.span(cut.marked);
    let snippet = Snippet::source(cut.text).line_start(cut.first_line).annotation(annotation);
    let drawn = renderer.term_width(2 * WINDOW * 10).render(&[Group::with_level(level).element(snippet)]);
    let lines = drawn.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The lines of a span, made safe and short, with the span's place in them.
struct Cut {
    text: String,
    marked: Range<usize>,
    first_line: usize,
}

impl Cut {
    fn of(source: &Source, span: Span) -> Self {
        let range = source.range(span);
        let (first, last) = source.lines_of(span);
        let last = if last - first >= MOST_LINES { first } else { last };
        let mut cut = Self { text: String::new(), marked: 0..0, first_line: first + 1 };
        for index in first..=last {
            if index > first {
                cut.text.push('\n');
            }
            let line = source.line(index);
            let marked = range.start.clamp(line.start, line.end)..range.end.clamp(line.start, line.end);
            let shown = cut.push_line(source.text(), line, &marked);
            if index == first {
                cut.marked.start = shown.start;
            }
            cut.marked.end = shown.end;
        }
        cut
    }

    /// Appends a line or the window of it that holds the mark, and says where the mark now stands.
    fn push_line(&mut self, text: &str, line: Range<usize>, marked: &Range<usize>) -> Range<usize> {
        let window = window(text, &line, marked.start);
        if window.start > line.start {
            self.text.push('…');
        }
        let (mut start, mut end) = (None, None);
        for (offset, c) in text.get(window.clone()).unwrap_or_default().char_indices() {
            let at = window.start + offset;
            start = start.or((at >= marked.start).then_some(self.text.len()));
            end = end.or((at >= marked.end).then_some(self.text.len()));
            match c {
                '\t' => self.text.push_str(TAB),
                c if is_deceptive(c) => self.text.extend(c.escape_unicode()),
                c => self.text.push(c),
            }
        }
        let here = self.text.len();
        if window.end < line.end {
            self.text.push('…');
        }
        start.unwrap_or(here)..end.unwrap_or(here)
    }
}

/// The part of a line that is shown: all of a short one, else some characters round the mark.
fn window(text: &str, line: &Range<usize>, mark: usize) -> Range<usize> {
    let whole = text.get(line.clone()).unwrap_or_default();
    if whole.len() <= WINDOW || whole.chars().count() <= WINDOW {
        return line.clone();
    }
    let before = text.get(line.start..mark).unwrap_or_default();
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(line.start, |(at, _)| line.start + at);
    let rest = text.get(start..line.end).unwrap_or_default();
    let end = rest.char_indices().nth(WINDOW).map_or(line.end, |(at, _)| start + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::super::code;
    use super::*;
    use std::sync::Arc;

    fn shown(text: &str, marked: &str, style: Style) -> String {
        let start = text.find(marked).unwrap();
        spanned(text, Span::new(start, start + marked.len()), style)
    }

    fn spanned(text: &str, span: Span, style: Style) -> String {
        let path: Arc<str> = "content/a.md".into();
        let problem = Diagnostic::new(code::BAD_VALUE, &path, span, "not a type").help("use `strike`");
        let text: Arc<str> = text.into();
        let mut out = Vec::new();
        print(&[(Level::Deny, problem)], &|_| Some(Arc::clone(&text)), style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_problem_has_place_frame_and_help() {
        insta::assert_snapshot!(shown("---\ntype: strke\n---\n", "strke", Style::Plain), @r"
        content/a.md:2:7: error[bad-value]: not a type
          |
        2 | type: strke
          |       ^^^^^
        help: use `strike`
        ");
    }

    #[test]
    fn tabs_crlf_and_wide_letters_keep_the_caret_below_its_word() {
        insta::assert_snapshot!(shown("a:\tb\r\n\tنام 漢字: strke\r\n", "strke", Style::Plain), @r"
        content/a.md:2:10: error[bad-value]: not a type
          |
        2 |     نام 漢字: strke
          |               ^^^^^
        help: use `strike`
        ");
    }

    #[test]
    fn reordering_characters_are_shown_in_the_frame() {
        insta::assert_snapshot!(shown("title: a\u{202e}b\u{7}\n", "a\u{202e}b\u{7}", Style::Plain), @r"
        content/a.md:1:8: error[bad-value]: not a type
          |
        1 | title: a\u{202e}b\u{7}
          |        ^^^^^^^^^^^^^^^
        help: use `strike`
        ");
    }

    #[test]
    fn a_very_long_line_is_cut_round_the_fault() {
        let text = format!("{} fault {}\n", "x".repeat(100_000), "y".repeat(100_000));
        let out = shown(&text, "fault", Style::Plain);
        assert!(out.len() < 500, "{out}");
        let lines: Vec<&str> = out.lines().collect();
        let caret = lines[3].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[2].chars().skip(caret).take(5).collect::<String>(), "fault");
        assert!(lines[2].contains("…xxx") && lines[2].ends_with('…'), "{out}");
    }

    #[test]
    fn spans_over_lines_are_drawn_over_lines() {
        insta::assert_snapshot!(shown("a: {\n b: 1,\n c: 2\n}\n", "{\n b: 1,\n c: 2\n}", Style::Plain));
    }

    #[test]
    fn spans_at_the_end_and_beyond_are_shown_at_the_end() {
        insta::assert_snapshot!(spanned("a: 1\n", Span::new(5, 5), Style::Plain));
        insta::assert_snapshot!(spanned("a: 1", Span::new(90, 95), Style::Plain));
        insta::assert_snapshot!(spanned("", Span::new(0, 0), Style::Plain));
    }

    #[test]
    fn colour_only_where_wanted() {
        assert!(!shown("a: b\n", "b", Style::Plain).contains('\u{1b}'));
        assert!(shown("a: b\n", "b", Style::Colour).contains("\u{1b}["));
    }

    #[test]
    fn related_places_follow_with_their_frame() {
        let path: Arc<str> = "a.md".into();
        let problem = Diagnostic::new(code::DUPLICATE_ID, &path, Span::new(0, 1), "two").related(&path, Span::new(2, 3), "first here");
        let mut out = Vec::new();
        print(&[(Level::Warn, problem)], &|_| Some("a\nb\n".into()), Style::Plain, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn the_summary_counts_what_there_is() {
        let at = |path: &str| Diagnostic::new(code::BAD_VALUE, &path.into(), Span::default(), "x");
        assert_eq!(summary(&[]), None);
        let items = [(Level::Deny, at("a")), (Level::Deny, at("a")), (Level::Warn, at("b"))];
        assert_eq!(summary(&items).unwrap(), "2 errors, 1 warning in 2 files");
        assert_eq!(summary(&items[2..]).unwrap(), "1 warning in 1 file");
    }

    proptest::proptest! {
        /// Whatever a file holds and wherever a span points, a problem is printed, and nothing in it moves the cursor.
        #[test]
        fn no_text_and_no_span_is_too_odd(text in "(?s)[\\PC\t\r\n\u{0}-\u{1f}\u{202e}\u{fe0f}\u{1f468}\u{200d}]{0,60}", start in 0_usize..80, length in 0_usize..80) {
            let out = spanned(&text, Span::new(start, start + length), Style::Plain);
            let is_safe = |c: char| c == '\n' || !is_deceptive(c);
            proptest::prop_assert!(out.chars().all(is_safe), "{out:?}");
            proptest::prop_assert!(out.starts_with("content/a.md:"));
        }
    }
}
