//! Bytes to [`Brief`]s: front matter as a spanned tree, read field by field, so that every fault of a file is found at
//! once. Never fails: gives what it could read, and the problems.
//!
//! A file is read by a pure function of its path, its bytes and the site's vocabulary, so files are read in parallel and
//! the result does not depend on the order. Front matter that cannot be read at all gives no brief. References stay the
//! author's words; `graph` gives them meaning. Deliberately absent: Markdown, which is read where links are known.

mod actor;
mod analysis;
mod bibliography;
mod claim;
mod common;
mod event;
pub mod fields;
mod file;
mod front;
mod library;
mod memory;
pub mod place;
mod recommendation;
mod relation;
mod release;
mod site;
mod source;
pub mod table;
mod translation;
pub mod tree;
mod unique;
mod value;

pub use memory::{Memory, Rewritten, forget, learn, parse_again, reread};
pub use site::read_config;
pub use table::fields_reference;
pub use unique::unique;

use crate::content::{Input, Snapshot};
use crate::diagnostic::{Diagnostic, Problems, Span, code};
use crate::learnt::Learnt;
use crate::model::relation::BUILT_IN;
use crate::model::{Brief, Config, Kind, Translation};
use crate::text::escape::visible;
use fields::{Cx, Words};
use memory::Reader;
use place::Place;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// Every brief of the casebook, in path order. Names may stand twice: see [`unique()`]. What `learnt` knows of a file is
/// not found out again.
pub fn parse(snapshot: &Snapshot, config: &Config, learnt: &Learnt, problems: &mut Problems) -> Vec<Arc<Brief>> {
    let reader = Reader::new(snapshot, config, learnt);
    gather(snapshot, problems, |input| reader.read(input))
}

fn gather(snapshot: &Snapshot, problems: &mut Problems, read: impl Fn(&Input) -> Outcome + Sync) -> Vec<Arc<Brief>> {
    let inputs: Vec<Input> = snapshot.below("content/").collect();
    let mut briefs = Vec::with_capacity(inputs.len());
    let mut translations = Vec::new();
    // Portions keep what waits to be gathered small.
    for portion in inputs.chunks(PORTION) {
        // A clone holds the text no longer than it is read.
        let outcomes: Vec<Outcome> = portion.par_iter().with_min_len(16).map(|input| read(&input.clone())).collect();
        for outcome in outcomes {
            problems.extend(outcome.problems);
            briefs.extend(outcome.briefs);
            translations.extend(outcome.translation.map(|translated| *translated));
        }
    }
    translate(&mut briefs, translations, problems);
    briefs
}

/// Files read before their briefs are gathered.
const PORTION: usize = 4096;

/// What one file gives.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Outcome {
    briefs: Vec<Arc<Brief>>,
    translation: Option<Box<Translated>>,
    #[serde(skip)]
    problems: Vec<Diagnostic>,
}

/// A translation and the brief it belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Translated {
    kind: Kind,
    id: Box<str>,
    translation: Translation,
}

fn read(input: &Input, config: &Config, words: &Words<'_>) -> Outcome {
    let mut cx = Cx { path: &input.path, words, problems: Vec::new(), key: "" };
    let place = match place::of(&input.path, config) {
        Ok(Place::Elsewhere) => return Outcome::default(),
        Ok(place) => place,
        Err(problem) => return Outcome { problems: vec![*problem], ..Outcome::default() },
    };
    if let Some(problem) = too_large(input, &place, words) {
        return Outcome { problems: vec![problem], ..Outcome::default() };
    }
    let text = match input.bytes.text() {
        Ok(text) => text,
        Err(error) => return Outcome { problems: vec![not_text(&input.path, error)], ..Outcome::default() },
    };
    let (mut briefs, mut translation) = (Vec::new(), None);
    match place {
        // Not by way of a list of briefs, whose room would be kept.
        Place::Brief { kind, id } => briefs.extend(file::read(kind, &id, &text, &mut cx).map(Arc::new)),
        Place::Library => briefs.extend(library::read(&text, &mut cx).into_iter().map(Arc::new)),
        Place::Bibliography => briefs.extend(bibliography::read(&text, &mut cx).into_iter().map(Arc::new)),
        Place::Translation { kind, id, lang } => {
            let read = translation::read(&lang, &text, &mut cx);
            translation = read.map(|translation| Translated { kind, id, translation }.into());
        }
        Place::Elsewhere => {}
    }
    briefs.shrink_to_fit();
    Outcome { briefs, translation, problems: bounded(cx.problems) }
}

/// A brief is for readers; a library of sources may be as large as any file.
fn too_large(input: &Input, place: &Place, words: &Words<'_>) -> Option<Diagnostic> {
    let (length, most) = (input.bytes.len(), words.limits.brief);
    let is_one = matches!(place, Place::Brief { .. } | Place::Translation { .. });
    let message = format!("the file has {length} bytes, more than {most}");
    let problem = || Diagnostic::new(code::LIMIT, &input.path, Span::default(), message);
    let help = "divide it into several briefs; a site raises `limits: {brief: …}` in casebook.yaml";
    (is_one && length > most).then(problem).map(|problem| problem.help(help))
}

/// Problems of one file that are told; whoever mends these finds the rest.
const MOST_PROBLEMS: usize = 1000;

fn bounded(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Some(next) = problems.get(MOST_PROBLEMS) else { return problems };
    let message = format!("more than {MOST_PROBLEMS} problems in this file");
    let last = Diagnostic::new(code::LIMIT, &next.location.path, next.location.span, message).help("mend the first; the rest is told then");
    problems.truncate(MOST_PROBLEMS);
    problems.push(last);
    problems
}

fn not_text(path: &Arc<str>, error: std::str::Utf8Error) -> Diagnostic {
    let start = error.valid_up_to();
    let span = Span::new(start, start + error.error_len().unwrap_or(1));
    Diagnostic::new(code::INVALID_UTF8, path, span, "not UTF-8 from here on").help("save the file as UTF-8")
}

/// The vocabularies of a site.
pub fn words(config: &Config) -> Words<'_> {
    let own = &config.vocabulary.relation_types;
    let built_in = BUILT_IN.iter().flat_map(|(name, inverse, _)| [*name, *inverse]);
    Words {
        actor_types: config.actor_types().collect(),
        event_types: config.event_types().collect(),
        relation_types: built_in.chain(own.iter().flat_map(|(name, inverse)| [name.as_str(), inverse.as_str()])).collect(),
        likelihoods: config.likelihood_scale.steps().iter().map(|step| step.term).collect(),
        limits: config.limits,
    }
}

/// Gives each translation to the brief it stands beside; of several with its id, to no other.
fn translate(briefs: &mut [Arc<Brief>], translations: Vec<Translated>, problems: &mut Problems) {
    if translations.is_empty() {
        return;
    }
    let mut bearers: HashMap<(Kind, &str), Vec<usize>> = HashMap::new();
    for (at, brief) in briefs.iter().enumerate() {
        bearers.entry((brief.kind, &brief.id)).or_default().push(at);
    }
    let original = |translated: &Translated| {
        let bearers = bearers.get(&(translated.kind, &*translated.id))?;
        let is_beside = |at: &&usize| briefs.get(**at).is_some_and(|brief| folder(&brief.path) == folder(&translated.translation.path));
        bearers.iter().find(is_beside).or_else(|| bearers.first().filter(|_| bearers.len() == 1)).copied()
    };
    let originals: Vec<Option<usize>> = translations.iter().map(original).collect();
    for (Translated { kind, id, translation }, original) in translations.into_iter().zip(originals) {
        match original.and_then(|at| briefs.get_mut(at)) {
            Some(brief) => attach(Arc::make_mut(brief), translation, problems),
            None => problems.push(no_original(kind, &id, &translation)),
        }
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn attach(brief: &mut Brief, translation: Translation, problems: &mut Problems) {
    let path = &translation.path;
    if let Some(first) = brief.translations.get(&translation.lang) {
        let message = format!("a second version of `{}` in `{}`", brief.id, translation.lang);
        let problem = Diagnostic::new(code::DUPLICATE_ID, path, translation.title.span, message).help("keep one of the two");
        problems.push(problem.related(&first.path, first.title.span, "the first"));
        return;
    }
    if brief.common.lang.as_ref().is_some_and(|lang| lang.value == translation.lang) {
        let message = format!("`{}` is already in `{}`", brief.id, translation.lang);
        problems.push(
            Diagnostic::new(code::BAD_VALUE, path, translation.title.span, message)
                .help("correct the original's `lang` or this file's name"),
        );
    }
    brief.translations.insert(translation.lang.clone(), translation);
}

fn no_original(kind: Kind, id: &str, translation: &Translation) -> Diagnostic {
    let message = format!("there is no {kind} `{}` for this version in `{}`", visible(id), translation.lang);
    let help = format!("write the original first, as {id}.md below content/{}/", kind.folder());
    Diagnostic::new(code::UNRESOLVED_REFERENCE, &translation.path, translation.title.span, message).help(help)
}

#[cfg(test)]
mod tests;
