//! Words that take a side. They may stand inside quotation marks, where somebody else says them.

use super::{Scan, at};
use crate::content::Text;
use crate::diagnostic::{Diagnostic, Span, code};
use crate::graph::visit_prose;
use crate::learnt::Learnt;
use crate::model::{Brief, BriefIx, Config, Kind};
use aho_corasick::{AhoCorasick, MatchKind};
use blake3::Hash;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The built-in list; a site puts its own in `loaded_words:`.
const LOADED: &[&str] =
    &["terrorist", "terrorists", "regime", "regimes", "neutralised", "neutralized", "martyred", "so-called", "admitted"];

/// What was found in each brief, by the name of the brief, while its text is the very same.
#[derive(Debug, Default)]
pub(super) struct Known {
    found: RwLock<FxHashMap<Name, Remembered>>,
    /// What was found since, to be remembered.
    fresh: Mutex<Vec<(Name, Remembered)>>,
}

/// A brief's.
type Name = (Kind, Box<str>);

/// A text, and what was found in it.
type Remembered = (Text, Arc<[Diagnostic]>);

impl Known {
    /// Remembers what was found.
    pub fn settle(&self) {
        let fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        if !fresh.is_empty() {
            self.found.write().unwrap_or_else(PoisonError::into_inner).extend(fresh);
        }
    }

    fn of(&self, brief: &Brief, find: impl FnOnce() -> Vec<Diagnostic>) -> Arc<[Diagnostic]> {
        let name = (brief.kind, brief.id.clone());
        let known = self.found.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = known.get(&name).filter(|(text, _)| text.is_same(&brief.text)) {
            return Arc::clone(found);
        }
        drop(known);
        let found: Arc<[Diagnostic]> = find().into();
        let entry = (name, (brief.text.clone(), Arc::clone(&found)));
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        found
    }
}

/// Finds the words of a list.
pub(super) struct Finder {
    words: AhoCorasick,
    list: Hash,
    /// Whether the site has a list of its own.
    is_own: bool,
}

impl Finder {
    /// Of the site's own list, else of the built-in one.
    pub fn of(config: &Config) -> Option<Self> {
        let own: Option<Vec<&str>> = config.loaded_words.as_ref().map(|words| words.iter().map(String::as_str).collect());
        let (is_own, list) = (own.is_some(), own.unwrap_or_else(|| LOADED.to_vec()));
        let builder = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(&list);
        Some(Self { words: builder.ok()?, list: blake3::hash(list.join("\n").as_bytes()), is_own })
    }
}

pub(super) fn of_brief(scan: &Scan<'_>, ix: BriefIx, found: &mut Vec<Diagnostic>) {
    let brief = &scan.graph[ix];
    let Some(finder) = &scan.loaded else { return };
    // A source's title is the source's own wording.
    if brief.kind == Kind::Source {
        return;
    }
    let find = || in_brief_unless_clean(scan.learnt, finder, brief);
    // Another list of words is another memory: the settings are part of what is remembered.
    match scan.memory.filter(|_| !finder.is_own) {
        Some(memory) => found.extend(memory.words.of(brief, find).iter().cloned()),
        None => found.extend(find()),
    }
}

/// Nothing where an earlier run found nothing by the same list.
fn in_brief_unless_clean(learnt: &Learnt, finder: &Finder, brief: &Brief) -> Vec<Diagnostic> {
    if !learnt.is_on() {
        return in_brief(brief, &finder.words);
    }
    let mut hasher = blake3::Hasher::new();
    let from = hasher.update(b"no loaded word").update(finder.list.as_bytes()).update(&brief.digest).finalize();
    if learnt.get(&from).is_some() {
        return Vec::new();
    }
    let found = in_brief(brief, &finder.words);
    if found.is_empty() {
        learnt.learn(from, || Some(Vec::new()));
    }
    found
}

fn in_brief(brief: &Brief, finder: &AhoCorasick) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |text: &str, place: &dyn Fn(Range<usize>) -> Span| {
        for range in loaded(text, finder) {
            let word = text.get(range.clone()).unwrap_or_default().to_owned();
            let diagnostic = at(brief, code::LOADED_WORD, place(range), format!("{word:?} takes a side"));
            found.push(diagnostic.help("say what happened or who did it, or quote the speaker who uses the word"));
        }
    };
    look(&brief.common.title.value, &|_| brief.common.title.span);
    look(&brief.common.summary.value, &|_| brief.common.summary.span);
    look(&brief.markdown(), &|range| Span::new(brief.body.start + range.start, brief.body.start + range.end));
    visit_prose(brief, &mut |_, prose| look(&prose.value, &|_| prose.span));
    found
}

/// Loaded words of a Markdown text outside quotations, code, links and references.
fn loaded(text: &str, finder: &AhoCorasick) -> Vec<Range<usize>> {
    let matches: Vec<Range<usize>> = finder.find_iter(text).map(|m| m.start()..m.end()).filter(|range| is_whole(text, range)).collect();
    if matches.is_empty() {
        return matches;
    }
    let spared = spared(text);
    matches.into_iter().filter(|range| !spared.iter().any(|s| s.start <= range.start && range.end <= s.end)).collect()
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    !joined(text.get(..range.start).and_then(|t| t.chars().next_back())) && !joined(text.get(range.end..).and_then(|t| t.chars().next()))
}

/// Stretches in which words are not the desk's: quotations, block quotes, code, and the machinery of links.
fn spared(text: &str) -> Vec<Range<usize>> {
    const PAIRS: &[(&str, &str)] =
        &[("“", "”"), ("«", "»"), ("‘", "’"), ("\"", "\""), ("`", "`"), ("[[", "]]"), ("[@", "]"), ("](", ")"), ("<", ">")];
    let mut spared = Vec::new();
    let mut offset = 0;
    for paragraph in text.split_inclusive("\n\n") {
        for (open, close) in PAIRS {
            let mut from = 0;
            while let Some(start) = paragraph.get(from..).and_then(|rest| rest.find(open)).map(|at| from + at) {
                let inside = start + open.len();
                let Some(end) = paragraph.get(inside..).and_then(|rest| rest.find(close)).map(|at| inside + at) else { break };
                spared.push(offset + start..offset + end);
                from = end + close.len();
            }
        }
        let mut at = offset;
        for line in paragraph.split_inclusive('\n') {
            if line.trim_start().starts_with('>') {
                spared.push(at..at + line.len());
            }
            at += line.len();
        }
        offset += paragraph.len();
    }
    spared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(LOADED).unwrap();
        loaded(text, &finder).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_desk_may_quote_but_not_say() {
        assert_eq!(found("The regime said the “terrorist” was \"neutralised\"."), ["regime"]);
        assert_eq!(found("> a terrorist regime\n\nA Terrorist."), ["Terrorist"]);
    }

    #[test]
    fn links_code_and_parts_of_words_are_no_speech() {
        assert!(found("[[regime-change|policy]], `regime`, [x](https://example.org/regime), regimental, anti-regime").is_empty());
    }
}
