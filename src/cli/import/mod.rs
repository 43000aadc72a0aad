//! `import FORMAT FILE`: briefs from existing data, never over a file that stands. One file a format.
//!
//! A format turns text into files and notes; this file writes them, all or none. What the data does not say is not
//! made up: the notes say what is left to add, and `casebook check` finds it.

mod bib;
mod csl;
mod csv_events;
mod names;
mod stix;
mod yaml;

use super::{Exit, Failure, Setting};
use crate::disk::fresh;
use names::Names;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  casebook import bib references.bib\n  casebook import csl-json references.json\n  casebook import csv events.csv\n  casebook import stix bundle.json"
)]
pub struct Args {
    /// What the file holds
    #[arg(value_enum)]
    format: Format,
    /// The file to read
    file: PathBuf,
}

/// A format that is read.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// BibLaTeX or BibTeX → a library of sources
    Bib,
    /// CSL-JSON of a reference manager → a library of sources
    CslJson,
    /// Events in rows; columns are named like the fields of an event
    Csv,
    /// A STIX 2.1 bundle → actors, events, recommendations and sources
    Stix,
}

/// What a format made of a file.
#[derive(Debug, Default)]
struct Imported {
    /// Path below the root, and text.
    files: BTreeMap<String, String>,
    /// What the person should know.
    notes: Vec<String>,
    /// Words that casebook.yaml must know before the files build.
    vocabulary: Vocabulary,
}

/// Words outside the built-in vocabularies.
#[derive(Debug, Default)]
struct Vocabulary {
    actor_types: BTreeSet<String>,
    event_types: BTreeSet<String>,
    relation_types: BTreeMap<String, String>,
}

impl Imported {
    fn add(&mut self, path: String, text: String) {
        self.files.insert(path, text);
    }

    fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let root = setting.root()?;
    let bytes = fresh::read(&args.file)?;
    let wrong = |reason: String| Failure::new(Exit::Problems, format!("{} cannot be imported: {reason}", args.file.display()));
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text".into()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let imported = match args.format {
        Format::Bib => bib::import(text, &library_name(&args.file)),
        Format::CslJson => csl::import(text, &library_name(&args.file)),
        Format::Csv => csv_events::import(text),
        Format::Stix => stix::import(text, &library_name(&args.file)),
    };
    let imported = imported.map_err(wrong)?;
    write(&root, &imported.files)?;
    report(&imported, setting)
}

/// All or none: a file that stands stops the import before the first is written.
fn write(root: &Path, files: &BTreeMap<String, String>) -> Result<(), Failure> {
    let standing: Vec<&String> = files.keys().filter(|path| fresh::stands(&root.join(path))).collect();
    if let Some(first) = standing.first() {
        let others = if standing.len() > 1 { format!(" and {} others stand", standing.len() - 1) } else { " stands".into() };
        let failure = Failure::new(Exit::Refused, format!("{first}{others} already; nothing was written"));
        return Err(failure.help("move it away, or import into a new casebook"));
    }
    for (path, text) in files {
        fresh::create(&root.join(path), text.as_bytes())?;
    }
    Ok(())
}

fn report(imported: &Imported, setting: &Setting) -> Result<Exit, Failure> {
    let mut out = setting.terminal.results();
    for path in imported.files.keys() {
        writeln!(out, "{path}")?;
    }
    out.flush()?;
    for note in &imported.notes {
        setting.terminal.say(note);
    }
    if let Some(lines) = imported.vocabulary.lines() {
        setting.terminal.say(&format!("add these words to casebook.yaml, or change them in the briefs:\n{lines}"));
    }
    Ok(Exit::Done)
}

impl Vocabulary {
    /// As casebook.yaml writes them.
    fn lines(&self) -> Option<String> {
        let list = |words: &BTreeSet<String>| words.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let pairs: Vec<String> = self.relation_types.iter().map(|(name, inverse)| format!("{name}: {inverse}")).collect();
        let lines = [
            (!self.actor_types.is_empty()).then(|| format!("  actor_types: [{}]", list(&self.actor_types))),
            (!self.event_types.is_empty()).then(|| format!("  event_types: [{}]", list(&self.event_types))),
            (!pairs.is_empty()).then(|| format!("  relation_types: {{{}}}", pairs.join(", "))),
        ];
        let lines: Vec<String> = lines.into_iter().flatten().collect();
        (!lines.is_empty()).then(|| format!("vocabulary:\n{}", lines.join("\n")))
    }
}

/// The library's name, from the file's: an id, so that it can stand anywhere.
fn library_name(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Names::default().give(&stem, "imported")
}

/// A scalar as text; nothing for lists and maps.
fn text_of(json: &Json) -> String {
    match json {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Bool(flag) => flag.to_string(),
        Json::Null | Json::Array(_) | Json::Object(_) => String::new(),
    }
}

/// The day, month or year that a date or instant begins with.
fn leading_date(text: &str) -> Option<String> {
    let shape = |length: usize| {
        let part = text.get(..length)?;
        let fits = part.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
        let ends = text.as_bytes().get(length).is_none_or(|byte| !byte.is_ascii_alphanumeric() || *byte == b'T');
        (fits && ends).then(|| part.to_owned())
    };
    [10, 7, 4].into_iter().find_map(shape)
}

/// Text of other hands as Markdown that shows it: no HTML, no references of ours.
fn as_markdown(text: &str) -> String {
    text.replace('<', "\\<").replace("[[", "\\[\\[").replace("[@", "\\[@")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_cut_to_what_they_say() {
        assert_eq!(leading_date("2024-01-16T10:00:00Z").unwrap(), "2024-01-16");
        assert_eq!(leading_date("2024-01").unwrap(), "2024-01");
        assert_eq!(leading_date("2024").unwrap(), "2024");
        assert_eq!(leading_date("20240116"), None);
        assert_eq!(leading_date("January 2024"), None);
    }

    #[test]
    fn foreign_text_holds_neither_html_nor_references() {
        assert_eq!(as_markdown("<code>x</code> [[y]] [@z]"), "\\<code>x\\</code> \\[\\[y]] \\[@z]");
    }
}
