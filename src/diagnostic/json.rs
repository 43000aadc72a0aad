//! Problems as JSON lines: one object a line, in path order, for scripts and editors.
//!
//! Lines and columns count from 1, in characters, as for people; `start` and `end` are bytes of the file.
//! Text is given as it is: JSON's own escapes keep it inert, and a reader of data wants the data.

use super::source::{Sources, TextOf};
use super::{Diagnostic, Level, Location};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'a> {
    level: &'static str,
    code: &'static str,
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
}

/// Writes one line of JSON a problem.
///
/// # Errors
/// When `out` cannot be written.
pub fn print(items: &[(Level, Diagnostic)], text_of: TextOf<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut sources = Sources::new(text_of);
    for (level, problem) in items {
        let line = Line {
            level: word(*level),
            code: problem.code.name(),
            at: at(&problem.location, &mut sources),
            message: &problem.message,
            help: problem.help.as_deref(),
            related: problem.related.iter().map(|(place, message)| Related { at: at(place, &mut sources), message }).collect(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

fn at<'a>(location: &'a Location, sources: &mut Sources<'_>) -> At<'a> {
    let (from, to) = sources.places(location);
    At {
        path: &location.path,
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        start: location.span.start,
        end: location.span.end,
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn | Level::Allow => "warning",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Span, code};
    use super::*;

    #[test]
    fn each_problem_is_one_line_that_parses() {
        let path = "content/a.md".into();
        let first =
            Diagnostic::new(code::BAD_VALUE, &path, Span::new(2, 5), "two\nlines").help("mend").related(&path, Span::new(0, 1), "here");
        let second = Diagnostic::new(code::NO_ARCHIVE, &path, Span::new(0, 0), "none");
        let mut out = Vec::new();
        print(&[(Level::Deny, first), (Level::Warn, second)], &|_| Some("é\nxyz".into()), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["column"], 2);
        assert_eq!((&lines[0]["end_line"], &lines[0]["end_column"]), (&2.into(), &3.into()));
        assert_eq!(lines[0]["related"][0]["message"], "here");
        assert_eq!(lines[1]["level"], "warning");
        assert!(lines[1].get("help").is_none());
    }
}
