//! `check`: every problem, nothing written.
//!
//! Where briefs are withheld, the casebook is compiled twice: as its readers would get it, and as the desk has it, so that
//! drafts, embargoed and withheld briefs are checked too.

use super::session::{Publication, Session, exit_of, text_of};
use super::{Exit, Failure, Setting, external};
use crate::diagnostic::sarif::RuleText;
use crate::diagnostic::{Code, Diagnostic, Level, github, human, json, sarif};
use crate::lints::explain;
use crate::release::Reach;
use std::io::Write;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casebook check\n  casebook check --external\n  casebook check --format sarif > casebook.sarif")]
pub struct Args {
    /// How problems are written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Ask the web whether the addresses of published sources still answer
    #[arg(long)]
    external: bool,
    #[command(flatten)]
    publication: Publication,
}

/// A form of report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with the lines concerned
    #[default]
    Human,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Workflow commands, which a pull request shows beside the line
    Github,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let session = Session::open(&args.publication, setting)?;
    let progress = super::progress::Progress::start(setting.terminal, "reading");
    let snapshot = session.survey.read()?;
    progress.phase("checking");
    let mut compiled = session.compile(&snapshot, Reach::Readers);
    if compiled.withholds {
        compiled.problems.extend(session.compile(&snapshot, Reach::Desk).problems);
    }
    if let Some(graph) = compiled.graph.as_ref().filter(|_| args.external) {
        compiled.problems.extend(external::check(graph, external::Manners::POLITE, &progress));
    }
    drop(progress);
    let items = compiled.report();
    let mut out = setting.terminal.results();
    let text = text_of(&snapshot);
    match args.format {
        Format::Human => human::print(&items, &text, setting.terminal.result_style(), &mut out),
        Format::Json => json::print(&items, &text, &mut out),
        Format::Sarif => sarif::print(&items, &text, &rule_text, &mut out),
        Format::Github => github::print(&items, &text, &mut out),
    }?;
    out.flush()?;
    setting.terminal.say(&closing(&items, session.survey.len()));
    Ok(exit_of(&compiled, &items))
}

fn closing(items: &[(Level, Diagnostic)], files: usize) -> String {
    human::summary(items)
        .unwrap_or_else(|| format!("no problems in {} {}", super::closing::count(files), if files == 1 { "file" } else { "files" }))
}

fn rule_text(code: Code) -> RuleText {
    let page = explain::page(code);
    let markdown = page.map(|page| page.markdown.to_owned()).unwrap_or_default();
    RuleText { short: page.map(explain::Page::meaning).unwrap_or_default(), markdown }
}
