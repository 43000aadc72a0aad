//! `explain CODE`: what a lint means, why it matters, a bad and a good example. Alone, it lists every code.

use super::{Exit, Failure, Setting, Terminal};
use crate::diagnostic::{Code, Level};
use crate::lints::explain::{FAMILIES, Page, page};
use crate::text::near;
use std::io::{self, Write};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casebook explain unsourced-claim\n  casebook explain")]
pub struct Args {
    /// The code, as a problem shows it in brackets; without one, every code is listed
    code: Option<String>,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let terminal = setting.terminal;
    let mut out = terminal.results();
    match &args.code {
        None => list(terminal, &mut out)?,
        Some(name) => {
            let found = Code::named(name.trim_matches(['[', ']'])).and_then(page).ok_or_else(|| unknown(name))?;
            write_page(found, terminal, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn unknown(name: &str) -> Failure {
    let names = crate::diagnostic::code::ALL.iter().map(|code| code.name());
    let nearest = near::did_you_mean(name, names).map(|hint| hint + " ").unwrap_or_default();
    let help = nearest + "`casebook explain` lists them all";
    Failure::usage(format!("there is no code `{name}`")).help(help)
}

fn list(terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let codes = || FAMILIES.iter().flat_map(|family| family.pages);
    let width = codes().map(|page| page.code.name().len()).max().unwrap_or(0);
    for family in FAMILIES {
        writeln!(out, "{}", terminal.heading(family.title))?;
        for page in family.pages {
            writeln!(out, "  {:width$}  {:7}  {}", page.code.name(), word(page.code), page.meaning())?;
        }
        writeln!(out)?;
    }
    writeln!(out, "`casebook explain CODE` says why, with a bad and a good example.")?;
    writeln!(out, "Levels are set under `lints:` in casebook.yaml: allow, warn or deny. Codes marked error! cannot be lowered.")
}

/// The page as a terminal shows it: examples indented instead of fenced, headings stressed.
fn write_page(page: &Page, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut in_example = false;
    for line in page.markdown.lines() {
        if line.starts_with("```") {
            in_example = !in_example;
        } else if in_example {
            writeln!(out, "{}", format!("    {line}").trim_end())?;
        } else if let Some(name) = line.strip_prefix("# ") {
            writeln!(out, "{}: {}", terminal.heading(name), level(page.code))?;
        } else if let Some(title) = line.strip_prefix("## ") {
            writeln!(out, "{}", terminal.heading(title))?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn word(code: Code) -> &'static str {
    match (code.default_level(), code.always()) {
        (Level::Deny, true) => "error!",
        (Level::Deny, false) => "error",
        (Level::Warn, _) => "warning",
        (Level::Allow, _) => "allowed",
    }
}

fn level(code: Code) -> String {
    if code.always() {
        return "an error; no setting lowers it".to_owned();
    }
    format!(
        "{} unless casebook.yaml says otherwise, as in `lints: {{{code}: allow}}`",
        match code.default_level() {
            Level::Deny => "an error",
            Level::Warn => "a warning",
            Level::Allow => "allowed",
        }
    )
}
