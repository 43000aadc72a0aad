//! Where the front matter of a file begins and ends.

use crate::diagnostic::{Diagnostic, Span, code};
use std::ops::Range;
use std::sync::Arc;

/// The two parts of a brief's file, as bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The first fence.
    pub fence: Span,
    /// Between the fences.
    pub yaml: Range<usize>,
    /// Below them.
    pub body: Range<usize>,
}

/// The line that begins and ends the front matter.
const FENCE: &str = "---";

const FORM: &str = "begin the file with a line `---`, the fields, and another line `---`";

/// Divides a file. A byte-order mark before the first fence is passed over.
///
/// # Errors
/// The one problem that makes the whole file unreadable.
pub fn divide(text: &str, path: &Arc<str>) -> Result<Parts, Box<Diagnostic>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = lines(text, start);
    let first = lines.next().unwrap_or(start..start);
    if !is_fence(&text[first.clone()]) {
        return Err(Box::new(no_front_matter(text, first, path)));
    }
    let fence = Span::new(first.start, first.start + FENCE.len());
    let Some(closing) = lines.find(|line| is_fence(&text[line.clone()])) else {
        let problem = Diagnostic::new(code::UNCLOSED_FRONT_MATTER, path, fence, "the front matter is not closed");
        return Err(Box::new(problem.help("end it with a line of three hyphens, `---`")));
    };
    Ok(Parts { fence, yaml: first.end..closing.start, body: closing.end..text.len() })
}

/// Each line with its end, as bytes of the text.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let breaks = memchr::memchr_iter(b'\n', &text.as_bytes()[start..]).map(move |at| start + at + 1);
    let ends = breaks.chain((!text.ends_with('\n') && text.len() > start).then_some(text.len()));
    ends.scan(start, |from, end| Some(std::mem::replace(from, end)..end))
}

fn is_fence(line: &str) -> bool {
    line.strip_prefix(FENCE).is_some_and(|rest| rest.trim_end().is_empty())
}

fn no_front_matter(text: &str, first: Range<usize>, path: &Arc<str>) -> Diagnostic {
    let span = Span::new(first.start, first.start + text[first.clone()].trim_end().len());
    let rest = &text[first.start..];
    let (message, help) = if rest.trim().is_empty() {
        ("the file is empty", FORM)
    } else if rest.trim_start().starts_with(FENCE) {
        ("something stands before the front matter", "the first line must be `---`, without space before it")
    } else if rest.starts_with("+++") {
        ("front matter in TOML", "write it as YAML between lines `---`")
    } else {
        ("no front matter", FORM)
    };
    Diagnostic::new(code::MISSING_FIELD, path, span, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let divided = divide(text, &Arc::from("x.md")).map(|parts| (text[parts.yaml].to_owned(), text[parts.body].to_owned()));
        divided.unwrap_or_else(|problem| {
            (problem.code.to_string(), format!("{}..{} {}", problem.location.span.start, problem.location.span.end, problem.message))
        })
    }

    #[track_caller]
    fn assert(text: &str, yaml: &str, body: &str) {
        assert_eq!(parts(text), (yaml.to_owned(), body.to_owned()));
    }

    #[test]
    fn fences_divide_a_file() {
        assert("---\na: 1\n---\nbody\n", "a: 1\n", "body\n");
        assert("---\n---\n", "", "");
        assert("---\na: 1\n---", "a: 1\n", "");
        assert("---  \r\na: 1\r\n---\t\r\nbody", "a: 1\r\n", "body");
        assert("\u{feff}---\na: 1\n---\nbody", "a: 1\n", "body");
        assert("---\na: |\n  ---\n---\nb\n---\n", "a: |\n  ---\n", "b\n---\n");
    }

    #[test]
    fn what_has_no_front_matter_is_told() {
        assert("", "missing-field", "0..0 the file is empty");
        assert("\u{feff}", "missing-field", "3..3 the file is empty");
        assert(" \n\n", "missing-field", "0..0 the file is empty");
        assert("# Title\n", "missing-field", "0..7 no front matter");
        assert("\n---\na: 1\n---\n", "missing-field", "0..0 something stands before the front matter");
        assert("---a: 1\n---\n", "missing-field", "0..7 something stands before the front matter");
        assert("---\na: 1\n", "unclosed-front-matter", "0..3 the front matter is not closed");
        assert("---", "unclosed-front-matter", "0..3 the front matter is not closed");
        assert("\u{feff}---\na: 1\n", "unclosed-front-matter", "3..6 the front matter is not closed");
        assert("----\na: 1\n----\n", "missing-field", "0..4 something stands before the front matter");
    }
}
