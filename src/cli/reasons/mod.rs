//! `build --explain`: why each page was made again, in a sentence.
//!
//! A page's key says that something it is made from may differ, not what. So a build remembers short hashes of its inputs,
//! and this compares them with those of now and tells which of the differences the page shows.

mod changes;
mod memory;

pub use memory::Memory;

use crate::disk::Stage;
use crate::plan::Key;
use changes::{Changes, Stood};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The most briefs that one sentence names.
const NAMED: usize = 2;

/// Why pages were made again, by address; filled from several threads.
pub struct Reasons<'a> {
    stage: &'a Stage,
    /// None where no earlier build is remembered.
    changes: Option<Changes>,
    pages: Mutex<Vec<(String, String)>>,
}

impl<'a> Reasons<'a> {
    /// Compares this build's inputs with those of the build before.
    pub fn new(stage: &'a Stage, before: Option<&Memory>, now: Option<&Memory>) -> Self {
        Self { stage, changes: before.zip(now).map(|(before, now)| Changes::between(before, now)), pages: Mutex::default() }
    }

    /// Finds out why a page is written, before its bytes are handed on. One whose bytes stand already is not written.
    pub fn note(&self, address: &str, key: Key, bytes: &[u8]) {
        let old = self.stage.standing(address);
        if old.as_deref() == Some(bytes) {
            return;
        }
        let reason = self.reason(address, Stood::of(self.stage.remembered(address), key), old.as_deref(), bytes);
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).push((address.to_owned(), reason));
    }

    fn reason(&self, address: &str, stood: Stood, old: Option<&[u8]>, new: &[u8]) -> String {
        let Some(changes) = &self.changes else { return "no earlier build is remembered".to_owned() };
        match stood {
            Stood::Never => new_page(changes, address),
            Stood::Lost => "its file in the output is gone, or not as it was written".to_owned(),
            Stood::Otherwise => {
                let mut reasons = if address.ends_with(".html") { changes.everywhere.clone() } else { Vec::new() };
                reasons.extend(of_content(changes, address, old.unwrap_or_default(), new));
                if reasons.is_empty() {
                    reasons = of_last_resort(changes);
                }
                reasons.join("; ")
            }
        }
    }

    /// A line a page, in the order of addresses.
    pub fn lines(self) -> Vec<String> {
        let mut pages = self.pages.into_inner().unwrap_or_else(PoisonError::into_inner);
        pages.sort_unstable();
        pages.into_iter().map(|(address, reason)| format!("{address}: {reason}")).collect()
    }
}

fn new_page(changes: &Changes, address: &str) -> String {
    match changes.own(address) {
        Some((page, change)) => match &change.what {
            changes::What::Moved(from) if page == address => {
                format!("its address moved: it was {from}, and {} is its file now", change.path)
            }
            changes::What::Moved(_) | changes::What::New => format!("new: {}", change.path),
            _ => format!("new: {} changed", change.path),
        },
        None => "new".to_owned(),
    }
}

/// Its own brief, else the briefs it links to or linked to, else the file it is a copy of.
fn of_content(changes: &Changes, address: &str, old: &[u8], new: &[u8]) -> Option<String> {
    if let Some((_, change)) = changes.own(address) {
        return Some(match &change.what {
            changes::What::Parts(parts) => format!("its brief changed: {} ({})", change.path, parts.join(", ")),
            _ => format!("its brief changed: {}, {}", change.path, change.told()),
        });
    }
    if let Some(name) = address.strip_prefix("/static/") {
        return Some(format!("its file changed: static/{name}"));
    }
    if let Some(name) = address.strip_prefix("/media/") {
        return Some(format!("its file changed: content/{name}"));
    }
    let shown: BTreeSet<&str> = changes.shown(new).into_iter().chain(changes.shown(old)).collect();
    let told = shown.iter().filter_map(|address| changes.briefs.get(*address)).map(|change| format!("{}, {}", change.path, change.told()));
    let told: BTreeSet<String> = told.collect();
    let mut sentence = told.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", and ");
    if told.len() > NAMED {
        sentence.push_str(&format!(", and {} more", told.len() - NAMED));
    }
    (!sentence.is_empty()).then(|| format!("it shows {sentence}"))
}

/// What else became different, where the page does not tell what it shows: counts, data, the index.
fn of_last_resort(changes: &Changes) -> Vec<String> {
    let mut reasons = changes.perhaps.clone();
    let mut briefs = changes.briefs.values();
    match (briefs.next(), briefs.next()) {
        (None, _) if reasons.is_empty() => reasons.push("something it shows changed".to_owned()),
        (None, _) => {}
        (Some(only), None) => reasons.push(format!("it depends on {}, {}", only.path, only.told())),
        _ => {
            let paths: BTreeSet<&str> = changes.briefs.values().map(|change| change.path.as_str()).collect();
            reasons.push(format!("it depends on some of these, which changed: {}", changes::list(paths)));
        }
    }
    reasons
}
