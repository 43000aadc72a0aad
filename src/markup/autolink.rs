//! Names in prose that link by themselves: exact case, whole words, at least four letters, longest first,
//! never an ambiguous name and never a single common word.

use crate::model::BriefIx;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// Every name that links by itself, ready to be looked for.
pub struct Names {
    finder: AhoCorasick,
    briefs: Vec<BriefIx>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Names({})", self.briefs.len())
    }
}

impl Names {
    /// From names and the briefs that bear them. A name that several briefs bear is left out.
    pub fn new<'a>(names: impl Iterator<Item = (&'a str, BriefIx)>) -> Option<Self> {
        let common: HashSet<&str> = include_str!("../text/common_words.txt").lines().collect();
        let mut bearers: BTreeMap<&str, Option<BriefIx>> = BTreeMap::new();
        for (name, brief) in names.filter(|(name, _)| is_telling(name, &common)) {
            bearers.entry(name).and_modify(|held| *held = held.filter(|one| *one == brief)).or_insert(Some(brief));
        }
        let (texts, briefs): (Vec<&str>, Vec<BriefIx>) = bearers.into_iter().filter_map(|(name, brief)| Some((name, brief?))).unzip();
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).ok()?;
        (!briefs.is_empty()).then_some(Self { finder, briefs })
    }

    /// Whole-word names in a text, left to right, the longest where several begin or overlap.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, BriefIx)> {
        let mut matches: Vec<(Range<usize>, BriefIx)> = Vec::new();
        for found in self.finder.find_overlapping_iter(text) {
            let range = found.start()..found.end();
            if is_whole(text, &range) {
                matches.extend(self.briefs.get(found.pattern().as_usize()).map(|brief| (range, *brief)));
            }
        }
        if matches.len() < 2 {
            return matches;
        }
        matches.sort_by(|(a, _), (b, _)| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        let mut end = 0;
        matches.retain(|(range, _)| {
            let free = range.start >= end;
            if free {
                end = range.end;
            }
            free
        });
        matches
    }
}

fn is_telling(name: &str, common: &HashSet<&str>) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let single_common = !name.contains(char::is_whitespace) && common.contains(name.to_lowercase().as_str());
    letters >= 4 && !single_common && name.chars().any(char::is_alphabetic)
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    let joined = |c: Option<char>| c.is_some_and(|c| is_word(c) || c == '-' || c == '\u{200c}');
    !joined(before) && !joined(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[(&str, u32)], text: &str) -> Vec<(String, u32)> {
        let names = Names::new(names.iter().map(|(name, ix)| (*name, BriefIx(*ix))));
        let found = names.map(|names| names.find(text)).unwrap_or_default();
        found.into_iter().map(|(range, brief)| (text[range].to_owned(), brief.0)).collect()
    }

    #[test]
    fn the_longest_whole_name_wins() {
        let names = [("Iran", 1), ("Iran Air", 2)];
        assert_eq!(found(&names, "Iran Air flew; Iran Airport did not; Iranians wait."), [("Iran Air".into(), 2), ("Iran".into(), 1)]);
    }

    #[test]
    fn ambiguous_short_and_common_names_never_link() {
        assert!(found(&[("Cobra", 1), ("Cobra", 2), ("BLA", 3), ("Play", 4), ("Expand", 5)], "Cobra, BLA, Play, Expand").is_empty());
    }

    #[test]
    fn case_matters_and_hyphens_join() {
        assert!(found(&[("Mossad", 1)], "mossad, Mossad-linked, xMossad").is_empty());
        assert_eq!(found(&[("جيش العدل", 7)], "قال جيش العدل إن"), [("جيش العدل".into(), 7)]);
    }
}
