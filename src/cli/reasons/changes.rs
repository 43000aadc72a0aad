//! What became different between two builds, and which of it a page shows.
//!
//! A page shows a brief when it links to it: every reference of a page is a link. So the page's own bytes say what it
//! shows, the old ones what it showed, and no list of dependencies is kept anywhere.

use super::memory::{Memory, Remembered};
use crate::plan::Key;
use aho_corasick::AhoCorasick;
use std::collections::{BTreeMap, BTreeSet};

/// Two builds compared.
pub struct Changes {
    /// Of the pages made from templates, why every one is made again.
    pub everywhere: Vec<String>,
    /// Why any page may be made again, where nothing else tells.
    pub perhaps: Vec<String>,
    /// Briefs that differ, by the address of their page.
    pub briefs: BTreeMap<String, Change>,
    /// Finds links to these briefs, in the same order.
    links: Option<AhoCorasick>,
    order: Vec<String>,
}

/// What became of one brief.
pub struct Change {
    /// Its file.
    pub path: String,
    /// What differs.
    pub what: What,
}

/// What differs.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// It is published for the first time.
    New,
    /// It stood in another file, which is gone.
    Moved(String),
    /// It is published no more.
    Gone,
    /// Parts of it, in the words of a message.
    Parts(Vec<&'static str>),
}

impl Changes {
    /// Compares what was remembered with what is.
    pub fn between(before: &Memory, now: &Memory) -> Self {
        let (mut everywhere, mut perhaps) = (Vec::new(), Vec::new());
        if before.program != now.program {
            everywhere.push("the program changed".to_owned());
        }
        let templates = differing(&before.templates, &now.templates);
        if !templates.is_empty() {
            let noun = if templates.len() == 1 { "the template" } else { "the templates" };
            everywhere.push(format!("{noun} {} changed", list(templates)));
        }
        if before.ceiling != now.ceiling {
            perhaps.push(format!("the ceiling changed: {}", now.ceiling));
        }
        let settings = differing(&before.settings, &now.settings);
        if !settings.is_empty() {
            let of = if before.frame == now.frame { &mut perhaps } else { &mut everywhere };
            of.push(format!("configuration changed: {}", list(settings)));
        }
        if before.today != now.today {
            perhaps.push("the day changed".to_owned());
        }
        let briefs = briefs(before, now);
        let order: Vec<String> = briefs.keys().cloned().collect();
        let patterns = order.iter().map(|address| stem(address).trim_start_matches('/'));
        let links = (!order.is_empty()).then(|| AhoCorasick::new(patterns).ok()).flatten();
        Self { everywhere, perhaps, briefs, links, order }
    }

    /// The brief that a page is about: `/actors/iran.html` of `/actors/iran~2024.html` and `/actors/iran.json`.
    pub fn own<'a>(&'a self, address: &'a str) -> Option<(&'a str, &'a Change)> {
        let (folder, name) = address.rsplit_once('/')?;
        let end = name.find(['~', '.']).unwrap_or(name.len());
        let page = format!("{folder}/{}.html", name.get(..end)?);
        self.briefs.get_key_value(&page).map(|(address, change)| (address.as_str(), change))
    }

    /// The changed briefs that bytes of a page link to, by address.
    pub fn shown(&self, bytes: &[u8]) -> Vec<&str> {
        let Some(links) = &self.links else { return Vec::new() };
        let is_whole = |start: usize, end: usize| {
            let before = start.checked_sub(1).and_then(|at| bytes.get(at));
            matches!(before, Some(b'/' | b'"')) && matches!(bytes.get(end), Some(b'.' | b'~'))
        };
        let found = links.find_overlapping_iter(bytes).filter(|found| is_whole(found.start(), found.end()));
        found.filter_map(|found| self.order.get(found.pattern().as_usize())).map(String::as_str).collect()
    }
}

impl Change {
    /// The end of a sentence that began with the brief: `whose title changed`.
    pub fn told(&self) -> String {
        match &self.what {
            What::New => "which is new".to_owned(),
            What::Moved(from) => format!("which was {from}"),
            What::Gone => "which is gone".to_owned(),
            What::Parts(parts) => format!("whose {} changed", parts.join(" and ")),
        }
    }
}

fn stem(address: &str) -> &str {
    address.strip_suffix(".html").unwrap_or(address)
}

/// Names that only one side has, or whose hashes differ.
fn differing<'a>(before: &'a BTreeMap<String, u32>, now: &'a BTreeMap<String, u32>) -> Vec<&'a str> {
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    names.into_iter().filter(|name| before.get(*name) != now.get(*name)).map(String::as_str).collect()
}

/// `a.html, b.html, c.html and 3 more`.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str, IntoIter: ExactSizeIterator>) -> String {
    const SHOWN: usize = 3;
    let names = names.into_iter();
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.take(SHOWN).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

fn briefs(before: &Memory, now: &Memory) -> BTreeMap<String, Change> {
    let gone: BTreeMap<&String, &Remembered> = before.briefs.iter().filter(|(address, _)| !now.briefs.contains_key(*address)).collect();
    // A brief that is gone may be withheld now: only the address that was public is told.
    let told = |address: &&String| ((*address).clone(), Change { path: (*address).clone(), what: What::Gone });
    let mut changes: BTreeMap<String, Change> = gone.keys().map(told).collect();
    for (address, brief) in &now.briefs {
        let path = brief.path(address);
        match before.briefs.get(address) {
            Some(old) => {
                changes.extend(parts(old, brief).map(|parts| (address.clone(), Change { path, what: What::Parts(parts) })));
            }
            None => match moved(brief, &gone) {
                Some(from) => {
                    // Who linked to the old address shows the same brief.
                    let change = || Change { path: path.clone(), what: What::Moved(from.clone()) };
                    changes.extend([(from.clone(), change()), (address.clone(), change())]);
                }
                None => drop(changes.insert(address.clone(), Change { path, what: What::New })),
            },
        }
    }
    changes
}

/// What differs; the title and the summary stand among the fields.
fn parts(old: &Remembered, new: &Remembered) -> Option<Vec<&'static str>> {
    let (title, summary) = (old.title != new.title, old.summary != new.summary);
    let fields = old.fields != new.fields && !title && !summary;
    let parts = [(title, "title"), (summary, "summary"), (fields, "front matter"), (old.text != new.text, "text")];
    let parts: Vec<_> = parts.into_iter().filter_map(|(differs, name)| differs.then_some(name)).collect();
    (!parts.is_empty()).then_some(parts)
}

/// The address that a brief had before, where one with the same title and text is gone.
fn moved(brief: &Remembered, gone: &BTreeMap<&String, &Remembered>) -> Option<String> {
    let is_same = |(_, old): &(&&String, &&Remembered)| (old.title, old.text) == (brief.title, brief.text);
    gone.iter().find(is_same).map(|(address, _)| (*address).clone())
}

/// A key as it was remembered, against the one of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stood {
    /// Nothing is remembered of the page.
    Never,
    /// It would be the same, but its file is gone or not as it was written.
    Lost,
    /// It was made from something else.
    Otherwise,
}

impl Stood {
    /// What is known of a page whose key is now another, or whose file does not stand.
    pub fn of(remembered: Option<Key>, now: Key) -> Self {
        match remembered {
            None => Self::Never,
            Some(key) if key == now => Self::Lost,
            Some(_) => Self::Otherwise,
        }
    }
}
