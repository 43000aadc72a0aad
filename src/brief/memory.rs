//! What reading each file gave, for the next time: in this process by the very same bytes, else by their digest.

use super::fields::Words;
use super::{Outcome, Translated, gather, read, words};
use crate::content::{Bytes, Input, Snapshot, Text};
use crate::diagnostic::Problems;
use crate::learnt::Learnt;
use crate::model::{Brief, Config, Kind, Translation};
use blake3::Hash;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The same, of files that `memory` has read before as they were read then. Nothing is learnt before [`learn`].
pub fn parse_again(snapshot: &Snapshot, config: &Config, learnt: &Learnt, problems: &mut Problems, memory: &mut Memory) -> Vec<Arc<Brief>> {
    let settings = snapshot.get("casebook.yaml");
    if memory.settings.as_deref() != settings.map(|bytes| &**bytes) {
        *memory = Memory { settings: settings.cloned(), files: FxHashMap::default() };
    }
    let reader = Reader::new(snapshot, config, learnt);
    let inputs: Vec<Input> = snapshot.below("content/").collect();
    let count = inputs.len();
    let fresh: Vec<(Arc<str>, Known)> = inputs
        .into_par_iter()
        .filter(|input| !memory.files.get(&input.path).is_some_and(|known| known.bytes.is_same(&input.bytes)))
        .map(|input| (Arc::clone(&input.path), Known { outcome: reader.recall_or_read(&input).0, bytes: input.bytes }))
        .collect();
    memory.files.extend(fresh);
    if memory.files.len() > count {
        memory.files.retain(|path, _| snapshot.get(path).is_some());
    }
    gather(snapshot, problems, |input| memory.files.get(&input.path).map(|known| known.outcome.clone()).unwrap_or_default())
}

/// A brief, or its version in another language, as its file reads now.
pub struct Rewritten {
    /// The brief's kind.
    pub kind: Kind,
    /// The brief's id.
    pub id: Box<str>,
    version: Version,
}

enum Version {
    Original(Arc<Brief>),
    Translation(Box<Translation>),
}

/// What files of one brief each say now, of which nothing is wrong that was not wrong before. None where a file holds
/// something else than it held, or more.
pub fn reread(snapshot: &Snapshot, config: &Config, paths: &[Arc<str>], memory: &mut Memory) -> Option<Vec<Rewritten>> {
    let nothing = Learnt::none();
    let reader = Reader::new(snapshot, config, &nothing);
    let one = |path: &Arc<str>| {
        let input = Input { path: Arc::clone(path), bytes: snapshot.get(path)?.clone() };
        let known = memory.files.get_mut(path)?;
        let before = std::mem::replace(known, Known { outcome: reader.read(&input), bytes: input.bytes });
        let now = &known.outcome;
        let is_alike = before.outcome.problems == now.problems && before.outcome.briefs.len() == now.briefs.len();
        match (now.briefs.as_slice(), now.translation.as_deref()) {
            ([brief], None) if is_alike => {
                Some(Rewritten { kind: brief.kind, id: brief.id.clone(), version: Version::Original(Arc::clone(brief)) })
            }
            ([], Some(Translated { kind, id, translation })) if is_alike => {
                Some(Rewritten { kind: *kind, id: id.clone(), version: Version::Translation(Box::new(translation.clone())) })
            }
            _ => None,
        }
    };
    paths.iter().map(one).collect()
}

impl Rewritten {
    /// The brief with this in it, and whether nothing but its prose is another.
    pub fn within(self, before: &Brief) -> Option<(Brief, bool)> {
        match self.version {
            Version::Original(now) => {
                let is_same = fields(&now) == fields(before);
                let own = now.path == before.path;
                own.then(|| (Brief { translations: before.translations.clone(), ..Arc::unwrap_or_clone(now) }, is_same))
            }
            Version::Translation(now) => {
                let mut brief = before.clone();
                let version = brief.translations.get_mut(&now.lang)?;
                let (own, is_same) = (now.path == version.path, spoken(&now) == spoken(version));
                *version = *now;
                own.then_some((brief, is_same))
            }
        }
    }
}

/// All that front matter says, and where.
fn fields(brief: &Brief) -> Option<Vec<u8>> {
    postcard::to_stdvec(&(brief.kind, &brief.id, &brief.common, &brief.facts)).ok()
}

fn spoken(version: &Translation) -> Option<Vec<u8>> {
    postcard::to_stdvec(&(&version.lang, &version.title, &version.summary, &version.aliases, &version.claims)).ok()
}

/// What reading each file gave, for whoever reads a casebook again and again.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The site's settings, which say what words mean.
    settings: Option<Bytes>,
    files: FxHashMap<Arc<str>, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    bytes: Bytes,
    outcome: Outcome,
}

/// Learns what `memory` knows of these files.
pub fn learn(snapshot: &Snapshot, memory: &Memory, learnt: &Learnt) {
    let settings = settings(snapshot);
    memory.files.par_iter().for_each(|(path, Known { bytes, outcome })| {
        let input = Input { path: Arc::clone(path), bytes: bytes.clone() };
        let from = source(&settings, &input, &digest(&input));
        if !learnt.was_of_use(&from) {
            outcome.learn(&input, from, learnt);
        }
    });
}

/// Forgets what was learnt of files that nobody may read again.
pub fn forget<'f>(snapshot: &Snapshot, learnt: &Learnt, files: impl Iterator<Item = &'f Arc<str>>) {
    let settings = settings(snapshot);
    let inputs = files.filter_map(|path| Some(Input { path: Arc::clone(path), bytes: snapshot.get(path)?.clone() }));
    inputs.for_each(|input| learnt.forget(&source(&settings, &input, &digest(&input))));
}

/// Reads files, or recalls what reading them gave.
pub(super) struct Reader<'a> {
    config: &'a Config,
    words: Words<'a>,
    settings: Hash,
    learnt: &'a Learnt,
}

impl<'a> Reader<'a> {
    pub fn new(snapshot: &Snapshot, config: &'a Config, learnt: &'a Learnt) -> Self {
        Self { config, words: words(config), settings: settings(snapshot), learnt }
    }

    /// What one file gives, and learns it.
    pub fn read(&self, input: &Input) -> Outcome {
        let (outcome, from) = self.recall_or_read(input);
        from.into_iter().for_each(|from| outcome.learn(input, from, self.learnt));
        outcome
    }

    /// What one file gives, and what it is to be known by where it was not.
    fn recall_or_read(&self, input: &Input) -> (Outcome, Option<Hash>) {
        if matches!(input.bytes, Bytes::Raw(_)) {
            return (read(input, self.config, &self.words), None);
        }
        let digest = digest(input);
        let from = source(&self.settings, input, &digest);
        let known = self.learnt.get(&from).and_then(|bytes| recall(bytes, input));
        let is_new = known.is_none();
        let outcome = known.unwrap_or_else(|| read(input, self.config, &self.words)).at(digest).beside(input);
        (outcome, is_new.then_some(from))
    }
}

fn digest(input: &Input) -> Hash {
    blake3::hash(&input.bytes)
}

fn settings(snapshot: &Snapshot) -> Hash {
    snapshot.get("casebook.yaml").map_or(Hash::from_bytes([0; 32]), |bytes| blake3::hash(bytes))
}

/// All that reading a file depends on.
fn source(settings: &Hash, input: &Input, digest: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"a file as read").update(settings.as_bytes()).update(digest.as_bytes()).update(input.path.as_bytes());
    hasher.finalize()
}

/// What reading a file gave, from its memory.
fn recall(bytes: &[u8], input: &Input) -> Option<Outcome> {
    let mut outcome: Outcome = postcard::from_bytes(bytes).ok()?;
    let text = match input.bytes.waiting() {
        Some(text) => Text::from(text.clone()),
        None => Text::from(input.bytes.text().ok()?),
    };
    let translation = outcome.translation.iter_mut().map(|translated| &mut translated.translation);
    translation.for_each(|translation| (translation.path, translation.text) = (Arc::clone(&input.path), text.clone()));
    for brief in outcome.briefs.iter_mut().map(Arc::make_mut) {
        (brief.path, brief.text) = (Arc::clone(&input.path), text.clone());
    }
    Some(outcome)
}

impl Outcome {
    /// Has it known by that where nothing is wrong with the file: those who mend it wait for nothing else. A file that says
    /// what becomes of its references to withheld briefs names them.
    fn learn(&self, input: &Input, from: Hash, learnt: &Learnt) {
        let names_withheld = || memchr::memmem::find(&input.bytes, b"if_withheld").is_some();
        if self.problems.is_empty() && !matches!(input.bytes, Bytes::Raw(_)) && !names_withheld() {
            // Plain structs always serialise.
            learnt.learn(from, || postcard::to_stdvec(self).ok());
        }
    }

    /// The same, with a text that waits where that of the file waits.
    fn beside(mut self, input: &Input) -> Self {
        let Some(text) = input.bytes.waiting() else { return self };
        self.briefs.iter_mut().map(Arc::make_mut).for_each(|brief| brief.text = text.clone().into());
        self.translation.iter_mut().for_each(|translated| translated.translation.text = text.clone().into());
        self
    }

    /// The same, with the digest of the file.
    fn at(mut self, digest: Hash) -> Self {
        self.briefs.iter_mut().map(Arc::make_mut).for_each(|brief| brief.digest = *digest.as_bytes());
        self.translation.iter_mut().for_each(|translated| translated.translation.digest = *digest.as_bytes());
        self
    }
}
