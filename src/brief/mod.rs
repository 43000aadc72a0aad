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
pub mod place;
mod recommendation;
mod relation;
mod release;
mod site;
mod source;
pub mod table;
mod translation;
pub mod tree;
mod value;

pub use site::read_config;
pub use table::fields_reference;

use crate::content::{Input, Snapshot};
use crate::diagnostic::{Diagnostic, Problems, code};
use crate::model::relation::BUILT_IN;
use crate::model::{Brief, Config, Kind, Translation};
use crate::text::escape::visible;
use crate::text::slug;
use fields::{Cx, Words};
use place::Place;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Every brief of the casebook, in path order; of two with one kind and id, the first.
pub fn parse(snapshot: &Snapshot, config: &Config, problems: &mut Problems) -> Vec<Brief> {
    let words = words(config);
    let inputs: Vec<Input> = snapshot.below("content/").collect();
    let mut gathered = Gathered { briefs: Vec::with_capacity(inputs.len()), ..Gathered::default() };
    // Portions keep what waits to be gathered small.
    for portion in inputs.chunks(PORTION) {
        let outcomes: Vec<Outcome> = portion.par_iter().with_min_len(16).map(|input| read(input, config, &words)).collect();
        for outcome in outcomes {
            problems.extend(outcome.problems);
            for brief in outcome.briefs {
                gathered.add(brief, problems);
            }
            gathered.translations.extend(outcome.translation);
        }
    }
    gathered.finish(problems)
}

/// Files read before their briefs are gathered.
const PORTION: usize = 4096;

/// What one file gives.
#[derive(Default)]
struct Outcome {
    briefs: Vec<Brief>,
    translation: Option<Translated>,
    problems: Vec<Diagnostic>,
}

/// A translation and the brief it belongs to.
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
    let text = match input.bytes.text() {
        Ok(text) => text,
        Err(error) => return Outcome { problems: vec![not_text(&input.path, error)], ..Outcome::default() },
    };
    let (mut briefs, mut translation) = (Vec::new(), None);
    match place {
        Place::Brief { kind, id } => briefs.extend(file::read(kind, &id, &text, &mut cx)),
        Place::Library => briefs = library::read(&text, &mut cx),
        Place::Bibliography => briefs = bibliography::read(&text, &mut cx),
        Place::Translation { kind, id, lang } => {
            translation = translation::read(&lang, &text, &mut cx).map(|translation| Translated { kind, id, translation });
        }
        Place::Elsewhere => {}
    }
    Outcome { briefs, translation, problems: cx.problems }
}

fn not_text(path: &Arc<str>, error: std::str::Utf8Error) -> Diagnostic {
    let start = error.valid_up_to();
    let span = crate::diagnostic::Span::new(start, start + error.error_len().unwrap_or(1));
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
    }
}

/// The briefs of all files, each name once.
#[derive(Default)]
struct Gathered {
    briefs: Vec<Brief>,
    names: HashMap<(Kind, Box<str>), usize>,
    looks: HashMap<(Kind, Box<str>), usize>,
    translations: Vec<Translated>,
}

impl Gathered {
    fn add(&mut self, brief: Brief, problems: &mut Problems) {
        let name = (brief.kind, brief.id.clone());
        if let Some(first) = self.names.get(&name).and_then(|at| self.briefs.get(*at)) {
            problems.push(same_id(&brief, first));
            return;
        }
        if let Some(first) = self.look_alike(&brief).and_then(|at| self.briefs.get(at)) {
            problems.push(same_look(&brief, first));
        }
        self.names.insert(name, self.briefs.len());
        self.briefs.push(brief);
    }

    /// An earlier brief whose id looks the same. Plain ASCII ids are their own skeletons, so only others are kept apart.
    fn look_alike(&mut self, brief: &Brief) -> Option<usize> {
        if brief.id.is_ascii() && self.looks.is_empty() {
            return None;
        }
        let look = (brief.kind, slug::skeleton(&brief.id).into_boxed_str());
        let found = self.looks.get(&look).or_else(|| self.names.get(&look)).copied();
        if !brief.id.is_ascii() && found.is_none() {
            self.looks.insert(look, self.briefs.len());
        }
        found
    }

    fn finish(mut self, problems: &mut Problems) -> Vec<Brief> {
        for Translated { kind, id, translation } in self.translations {
            let original = self.names.get(&(kind, id.clone())).and_then(|at| self.briefs.get_mut(*at));
            match original {
                Some(brief) => attach(brief, translation, problems),
                None => problems.push(no_original(kind, &id, &translation)),
            }
        }
        self.briefs
    }
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

fn same_id(brief: &Brief, first: &Brief) -> Diagnostic {
    let message = format!("a second {} with the id `{}`", brief.kind, visible(&brief.id));
    let problem = Diagnostic::new(code::DUPLICATE_ID, &brief.path, brief.common.title.span, message).help("rename one of the two");
    problem.related(&first.path, first.common.title.span, "the first")
}

fn same_look(brief: &Brief, first: &Brief) -> Diagnostic {
    let (one, other) = (visible(&brief.id), visible(&first.id));
    let message = format!("the ids `{one}` and `{other}` cannot be told apart");
    let help = "they differ only by case, normal form or letters that look alike; rename one";
    let problem = Diagnostic::new(code::PATH_COLLISION, &brief.path, brief.common.title.span, message).help(help);
    problem.related(&first.path, first.common.title.span, "the other")
}

#[cfg(test)]
mod tests;
