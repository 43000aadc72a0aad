//! What a build remembers of its inputs, so that the next one can say what became different: short hashes, never text.
//!
//! Only what may be published is in it. It decides nothing: a build does the same work without it.

use crate::cli::session::Session;
use crate::compile::Compiled;
use crate::content::Snapshot;
use crate::disk::CONFIGURATION;
use crate::graph::Graph;
use crate::model::{Brief, BriefIx, Translation};
use crate::plan::Key;
use crate::views::frame;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The inputs of one build.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The program.
    pub program: Key,
    /// The day taken as today.
    pub today: i64,
    /// What may be published.
    pub ceiling: String,
    /// All that the frame of every page takes from the configuration.
    pub frame: u32,
    /// Entries of casebook.yaml by name.
    pub settings: BTreeMap<String, u32>,
    /// Templates and interface words by name.
    pub templates: BTreeMap<String, u32>,
    /// Briefs and their versions in other languages, by the address of their page.
    pub briefs: BTreeMap<String, Remembered>,
}

/// One brief, or its version in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Its file, where the address does not tell.
    path: Option<Box<str>>,
    /// Of the file's size and times: where they are the same, the rest is.
    stamp: u64,
    /// Of the title.
    pub title: u32,
    /// Of the summary.
    pub summary: u32,
    /// Of the front matter as a whole.
    pub fields: u32,
    /// Of the text below it.
    pub text: u32,
}

impl Remembered {
    /// Its file, which was published at an address.
    pub fn path(&self, address: &str) -> String {
        self.path.as_deref().map_or_else(|| path_of(address), str::to_owned)
    }
}

impl Memory {
    /// What was remembered; nothing, where the bytes are of another version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// As bytes, to be remembered.
    pub fn bytes(&self) -> Vec<u8> {
        // Maps of strings and numbers always serialise.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// What this build is made from; hashes of files that were not touched since are taken from the memory before.
    pub fn of(session: &Session, snapshot: &Snapshot, compiled: &Compiled, program: Key, before: Option<&Self>) -> Option<Self> {
        let graph = compiled.graph.as_ref()?;
        let templates = compiled.theme.templates.iter().map(|(name, bytes)| (name.clone(), short(bytes))).collect();
        let old = |address: &str, stamp: u64| before?.briefs.get(address).filter(|old| old.stamp == stamp);
        let all: Vec<BriefIx> = graph.all().collect();
        let versions = all.par_iter().flat_map_iter(|ix| versions(graph, *ix)).map(|(address, version)| {
            // A file whose stamp is not known is hashed.
            let stamp = session.survey.stamp(version.path()).unwrap_or(0);
            let remembered = old(&address, stamp).filter(|_| stamp != 0).cloned().unwrap_or_else(|| version.hash(&address, stamp, graph));
            (address, remembered)
        });
        Some(Self {
            program,
            today: graph.today.into(),
            ceiling: compiled.ceiling.as_str().to_owned(),
            frame: short(&serde_json::to_vec(&frame::site(&graph.config, Some(graph), compiled.ceiling.as_str())).unwrap_or_default()),
            settings: settings(snapshot),
            templates,
            briefs: versions.collect(),
        })
    }
}

/// A brief in its own language or in another.
enum Version<'g> {
    Original(&'g Brief, BriefIx),
    Translation(&'g Translation),
}

fn versions(graph: &Graph, ix: BriefIx) -> impl Iterator<Item = (String, Version<'_>)> {
    let brief: &Brief = graph.get(ix);
    let own = std::iter::once((graph.address(ix).to_owned(), Version::Original(brief, ix)));
    own.chain(brief.translations.values().map(move |other| (graph.address_in(ix, Some(&other.lang)), Version::Translation(other))))
}

impl Version<'_> {
    fn path(&self) -> &str {
        match self {
            Self::Original(brief, _) => &brief.path,
            Self::Translation(translation) => &translation.path,
        }
    }

    fn hash(&self, address: &str, stamp: u64, graph: &Graph) -> Remembered {
        let (title, summary, text, body) = match self {
            Self::Original(brief, _) => (&brief.common.title, &brief.common.summary, &brief.text, &brief.body),
            Self::Translation(other) => (&other.title, &other.summary, &other.text, &other.body),
        };
        let fields = match self {
            // The entries of a library share its text; what a reader sees of one is its entry in the bibliography.
            Self::Original(brief, ix) if !brief.path.ends_with(".md") => Cow::Borrowed(graph.entry(*ix)),
            _ => text.get(0..body.start).unwrap_or_default(),
        };
        Remembered {
            path: (path_of(address) != self.path()).then(|| self.path().into()),
            stamp,
            title: short(title.value.as_bytes()),
            summary: short(summary.value.as_bytes()),
            fields: short(fields.as_bytes()),
            text: short(text.get(body.clone()).unwrap_or_default().as_bytes()),
        }
    }
}

/// Where the brief of an address usually stands: `content/actors/iran.md` for `/actors/iran.html`.
fn path_of(address: &str) -> String {
    format!("content{}.md", address.strip_suffix(".html").unwrap_or(address))
}

fn settings(snapshot: &Snapshot) -> BTreeMap<String, u32> {
    let text = snapshot.get(CONFIGURATION).and_then(|bytes| bytes.text().ok()).unwrap_or_default();
    // What cannot be read was reported long before.
    let entries: BTreeMap<String, serde_json::Value> = serde_yaml::from_str(&text).unwrap_or_default();
    entries.into_iter().map(|(name, value)| (name, short(value.to_string().as_bytes()))).collect()
}

fn short(bytes: &[u8]) -> u32 {
    let [a, b, c, d, ..] = *blake3::hash(bytes).as_bytes();
    u32::from_le_bytes([a, b, c, d])
}
