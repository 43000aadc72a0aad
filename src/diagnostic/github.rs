//! Problems as GitHub workflow commands, which a pull request shows beside the line.
//!
//! A command is one line: `::error file=…,line=…,col=…,title=…::message`. What an author wrote must not end a
//! command and begin another, so properties and message are escaped as the runner expects. Deliberately absent:
//! a limit on the number; the runner shows the first ten of each level and keeps the rest in its log.

use super::source::{Sources, TextOf};
use super::{Diagnostic, Level};
use crate::text::escape::visible;
use std::io::{self, Write};

/// Writes one command a problem.
///
/// # Errors
/// When `out` cannot be written.
pub fn print(items: &[(Level, Diagnostic)], text_of: TextOf<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut sources = Sources::new(text_of);
    for (level, problem) in items {
        let command = match level {
            Level::Deny => "error",
            Level::Warn | Level::Allow => "warning",
        };
        let (from, to) = sources.places(&problem.location);
        let file = property(&problem.location.path);
        write!(out, "::{command} file={file},line={},endLine={},col={}", from.line, to.line, from.column)?;
        if from.line == to.line {
            write!(out, ",endColumn={}", to.column)?;
        }
        let help = problem.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let message = data(&format!("{}{help}", problem.message));
        writeln!(out, ",title={}::{message}", property(problem.code.name()))?;
    }
    Ok(())
}

/// A message: line breaks stay, as the runner writes them.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// A property: besides, neither colon nor comma may stand.
fn property(text: &str) -> String {
    visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Span, code};
    use super::*;

    #[test]
    fn nothing_written_by_an_author_ends_a_command() {
        let path = "content/a,b:c\n::error::x.md".into();
        let problem = Diagnostic::new(code::BAD_VALUE, &path, Span::new(0, 1), "100% wrong\r\n::set-output name=x::y").help("mend");
        let mut out = Vec::new();
        print(&[(Level::Deny, problem)], &|_| Some("ab".into()), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
