//! `new KIND ID`: a brief with every field explained in comments, and exactly three blanks to fill.
//!
//! The comments are the parser's own table of fields, so they cannot differ from what it reads.

use super::fields::{configuration, expects};
use super::{Exit, Failure, Setting};
use crate::brief::fields::Words;
use crate::brief::table::{Field, Shape};
use crate::brief::{fields_reference, words};
use crate::disk::{self, fresh};
use crate::model::Kind;
use crate::text::slug;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::io::Write;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casebook new event some-strike\n  casebook new actor coast-guard")]
pub struct Args {
    /// What the brief stands for
    #[arg(value_parser = kind())]
    kind: Kind,
    /// Its id: lower-case letters, digits and hyphens; also its file's name and its address
    id: String,
}

/// Reads the word for a kind.
pub fn kind() -> impl TypedValueParser<Value = Kind> {
    // The parser has already refused every other word.
    PossibleValuesParser::new(Kind::WORDS).map(|word| Kind::parse(&word).unwrap_or(Kind::Actor))
}

/// What stands where a person is to write.
const BLANK: &str = "# <- fill in";

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let root = setting.root()?;
    slug::is_id(&args.id).map_err(|reason| bad_id(&args.id, reason))?;
    let path = format!("content/{}/{}.md", args.kind.folder(), args.id);
    let name = format!("{}.md", args.id);
    let folder = format!("content/{}/", args.kind.folder());
    let survey = disk::survey(&root)?;
    let same = |standing: &&str| standing.starts_with(&folder) && standing.rsplit('/').next() == Some(name.as_str());
    if let Some(standing) = survey.paths().find(same) {
        return Err(Failure::new(Exit::Refused, format!("{standing} stands already; nothing was written")).help("choose another id"));
    }
    let config = configuration(Some(&root)).ok_or_else(|| Failure::usage("casebook.yaml cannot be read").help("see `casebook check`"))?;
    fresh::create(&root.join(&path), brief(args.kind, &args.id, &words(&config)).as_bytes())?;
    let mut out = setting.terminal.results();
    writeln!(out, "{path}")?;
    out.flush()?;
    let [one, two, three] = blanks(args.kind);
    setting.terminal.say(&format!("fill in {one}, {two} and {three}; then `casebook check`"));
    Ok(Exit::Done)
}

fn bad_id(id: &str, reason: &str) -> Failure {
    let failure = Failure::usage(format!("the id `{id}` {reason}"));
    let nearest = slug::tag_slug(id);
    if slug::is_id(&nearest).is_ok() { failure.help(format!("did you mean `{nearest}`?")) } else { failure }
}

/// The fields that only the author can fill.
fn blanks(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::Actor | Kind::Event => ["title", "summary", "type"],
        Kind::Recommendation => ["summary", "action", "addressees"],
        Kind::Analysis => ["title", "summary", "published"],
        Kind::Source => ["title", "type", "url"],
    }
}

/// Required fields that have a sensible beginning.
fn preset(kind: Kind, key: &str, id: &str) -> Option<String> {
    match (kind, key) {
        (Kind::Recommendation, "title") => Some(spoken(id)),
        (Kind::Recommendation, "origin") => Some("desk".into()),
        (Kind::Recommendation, "progress") => Some("open".into()),
        _ => None,
    }
}

/// The id as a title: its words, the first with a capital.
fn spoken(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn brief(kind: Kind, id: &str, words: &Words<'_>) -> String {
    let [one, two, three] = blanks(kind);
    let mut out = format!("---\n# Three blanks to fill: {one}, {two}, {three}. Every other field is explained below:\n");
    out.push_str("# take away the # before those you need and put your own value; lines with ## explain.\n");
    for field in fields_reference(kind) {
        out.push('\n');
        explain(field, words, &mut out);
        let key = field.key;
        if blanks(kind).contains(&key) {
            out.push_str(&format!("{key}: {BLANK}\n"));
        } else if let Some(value) = preset(kind, key, id) {
            out.push_str(&format!("{key}: {value}\n"));
        } else {
            out.push_str(&format!("# {key}: {}\n", field.example));
        }
    }
    out.push_str("\n## The text follows the line of dashes, in Markdown: [[id]] links to a brief, [@source] cites one.\n---\n");
    out
}

fn explain(field: &Field, words: &Words<'_>, out: &mut String) {
    comment("", &sentence(field, words), out);
    let inner = match field.shape {
        Shape::Map(fields) => fields,
        Shape::List(Shape::Map(fields)) | Shape::OneOrMore(Shape::Map(fields)) => fields,
        _ => return,
    };
    for field in inner {
        let needed = if field.required { " (needed)" } else { "" };
        comment("  ", &format!("{}{needed}: {}", field.key, sentence(field, words)), out);
    }
}

fn sentence(field: &Field, words: &Words<'_>) -> String {
    expects(&field.shape, words).map_or_else(|| field.about.to_owned(), |phrase| format!("{}; {phrase}", field.about))
}

/// A comment, broken between words.
fn comment(indent: &str, text: &str, out: &mut String) {
    let mut line = format!("## {indent}");
    let mut is_empty = true;
    for word in text.split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > 110 {
            out.push_str(line.trim_end());
            line = format!("\n## {indent}  ");
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    out.push_str(&line);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_brief_explains_every_field_and_has_three_blanks() {
        let config = configuration(None).unwrap();
        for kind in Kind::ALL {
            let text = brief(*kind, "some-thing", &words(&config));
            assert_eq!(text.matches(BLANK).count(), 3, "{kind}");
            for field in fields_reference(*kind) {
                let open = text.lines().any(|line| line.starts_with(&format!("{}:", field.key)));
                let shut = text.lines().any(|line| line.starts_with(&format!("# {}:", field.key)));
                assert!(open != shut, "{kind}: {}", field.key);
            }
            assert!(text.lines().all(|line| line.chars().count() <= 160), "{kind}");
        }
    }

    #[test]
    fn the_id_is_spoken_as_a_title() {
        assert_eq!(spoken("share-names-2024"), "Share names 2024");
    }
}
