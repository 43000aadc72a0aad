//! What the terminal wants: colour, progress, and where messages and results go.
//!
//! Results go to standard output, messages to standard error. Colour is written where `--color` or a terminal asks
//! for it and `NO_COLOR` does not forbid it; a pipe gets plain lines.

use super::exit::Failure;
use crate::diagnostic::human::Style;
use crate::text::escape::visible;
use annotate_snippets::renderer::{DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE};
use std::io::{self, IsTerminal, Write};

/// When colour is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorWhen {
    /// The same for clap's own help and errors.
    pub fn for_clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }
}

/// How the two streams are written to.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    out: Style,
    err: Style,
    live: bool,
}

impl Terminal {
    /// Asks the process's own streams and the terminal's variables.
    pub fn new(color: ColorWhen) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let no_color = set("NO_COLOR");
        let style = |terminal: bool| decide(color, terminal && !dumb, no_color);
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        Self { out: style(out), err: style(err), live: err && !dumb }
    }

    /// Whether results are coloured.
    pub fn result_style(self) -> Style {
        self.out
    }

    /// Whether messages are coloured.
    pub fn message_style(self) -> Style {
        self.err
    }

    /// Whether progress may be drawn over and over.
    pub fn is_live(self) -> bool {
        self.live
    }

    /// Standard output, buffered.
    pub fn results(self) -> impl Write {
        io::BufWriter::new(anstream::AutoStream::new(io::stdout(), choice(self.out)))
    }

    /// Standard error.
    pub fn messages(self) -> impl Write {
        anstream::AutoStream::new(io::stderr(), choice(self.err))
    }

    /// A line for the person, which may already be gone.
    pub fn say(self, line: &str) {
        let _ = writeln!(self.messages(), "{line}");
    }

    /// Says why a command failed and what to do.
    pub fn fail(self, failure: &Failure) {
        if failure.message.is_empty() {
            return;
        }
        let label = paint(self.err, DEFAULT_ERROR_STYLE, "error");
        let lines: Vec<_> = failure.message.lines().map(visible).collect();
        self.say(&format!("{label}: {}", lines.join("\n")));
        if let Some(help) = &failure.help {
            self.say(&format!("{}: {help}", paint(self.err, DEFAULT_HELP_STYLE, "help")));
        }
    }

    /// A heading in results.
    pub fn heading(self, text: &str) -> String {
        paint(self.out, DEFAULT_EMPHASIS_STYLE, text)
    }
}

fn decide(when: ColorWhen, terminal: bool, no_color: bool) -> Style {
    match when {
        ColorWhen::Always => Style::Colour,
        ColorWhen::Never => Style::Plain,
        ColorWhen::Auto if terminal && !no_color => Style::Colour,
        ColorWhen::Auto => Style::Plain,
    }
}

/// Plain text passes as it is: stripping it would change the bytes of an export.
fn choice(style: Style) -> anstream::ColorChoice {
    match style {
        Style::Colour => anstream::ColorChoice::Always,
        Style::Plain => anstream::ColorChoice::AlwaysAnsi,
    }
}

fn paint(style: Style, colour: impl std::fmt::Display + Copy, text: &str) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Colour => format!("{colour}{text}{colour:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_beats_the_terminal_and_no_color_beats_the_terminal_alone() {
        assert_eq!(decide(ColorWhen::Auto, true, false), Style::Colour);
        assert_eq!(decide(ColorWhen::Auto, true, true), Style::Plain);
        assert_eq!(decide(ColorWhen::Auto, false, false), Style::Plain);
        assert_eq!(decide(ColorWhen::Always, false, true), Style::Colour);
        assert_eq!(decide(ColorWhen::Never, true, false), Style::Plain);
    }
}
