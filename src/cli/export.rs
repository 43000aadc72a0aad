//! `export NAME`: one export of what may be published, to standard output or into a file.

use super::clock;
use super::session::{Publication, Session, exit_of, say_problems};
use super::{Exit, Failure, Setting};
use crate::disk::{Cache, fresh};
use crate::release::Reach;
use crate::text::near;
use crate::views::exports;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  casebook export --list\n  casebook export events.csv --output events.csv\n  casebook export graph.json --ceiling GREEN"
)]
pub struct Args {
    /// The export's name, which is its file's
    #[arg(required_unless_present = "list")]
    name: Option<String>,
    /// The file to write, in place of one that stands; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// List every export with its media type
    #[arg(long, conflicts_with_all = ["name", "output"])]
    list: bool,
    #[command(flatten)]
    publication: Publication,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let Some(name) = &args.name else { return list(setting) };
    if !exports::list().iter().any(|export| export.name == name) {
        return Err(unknown(name));
    }
    let session = Session::open(&args.publication, setting)?;
    let snapshot = session.survey.read()?;
    let compiled = session.compile(&snapshot, Reach::Readers);
    let items = compiled.report();
    let exit = exit_of(&compiled, &items);
    say_problems(&items, &snapshot, setting);
    let bytes = compiled.graph.as_ref().filter(|_| exit == Exit::Done).and_then(|graph| exports::write(name, graph));
    let Some(bytes) = bytes else { return Ok(exit) };
    clock::check(&Cache::of(&session.root), &session, &compiled)?;
    if let Some(path) = &args.output {
        fresh::replace(path, &bytes)?;
        return Ok(Exit::Done);
    }
    let mut out = setting.terminal.results();
    out.write_all(&bytes)?;
    out.flush()?;
    Ok(Exit::Done)
}

fn list(setting: &Setting) -> Result<Exit, Failure> {
    let mut out = setting.terminal.results();
    let width = exports::list().iter().map(|export| export.name.len()).max().unwrap_or(0);
    for export in exports::list() {
        writeln!(out, "{:width$}  {}", export.name, export.media_type)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn unknown(name: &str) -> Failure {
    let names = exports::list().iter().map(|export| export.name);
    let help = near::did_you_mean(name, names).unwrap_or_else(|| "`casebook export --list` lists them".into());
    Failure::usage(format!("there is no export `{name}`")).help(help)
}
