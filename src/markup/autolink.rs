//! Names in prose that link by themselves: exact case, whole words, at least four letters, longest first,
//! never an ambiguous name and never a single common word.

use crate::model::BriefIx;
use crate::text::common;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How many bytes every name has at least: it has four letters.
const HEAD: usize = 4;

/// Every name that links by itself, ready to be looked for.
///
/// A name begins where a word does, and most words begin like none: a text is left where two bytes tell that. An
/// automaton over all names reads every byte of it, and misses the cache at most of them.
pub struct Names {
    /// Whether a name begins with a byte.
    firsts: Box<[bool; 256]>,
    /// One bit for every pair of bytes that a name begins with.
    pairs: Box<[u64; 1024]>,
    /// By their first bytes, longest first.
    names: FxHashMap<[u8; HEAD], Vec<(Box<str>, BriefIx)>>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Names({})", self.names.values().map(Vec::len).sum::<usize>())
    }
}

impl Names {
    /// From names and the briefs that bear them. A name that several briefs bear is left out.
    pub fn new<'a>(names: impl Iterator<Item = (&'a str, BriefIx)>) -> Option<Self> {
        let names: Vec<(&str, BriefIx)> = names.filter(|(name, _)| has_letters(name)).collect();
        let single = names.iter().map(|(name, _)| *name).filter(|name| !name.contains(char::is_whitespace));
        let single: BTreeSet<String> = single.map(str::to_lowercase).collect();
        let common = common::among(&single);
        let mut bearers: BTreeMap<&str, Option<BriefIx>> = BTreeMap::new();
        for (name, brief) in names.into_iter().filter(|(name, _)| !common.contains(name.to_lowercase().as_str())) {
            bearers.entry(name).and_modify(|held| *held = held.filter(|one| *one == brief)).or_insert(Some(brief));
        }
        let mut known: Vec<(&str, BriefIx)> = bearers.into_iter().filter_map(|(name, brief)| Some((name, brief?))).collect();
        known.sort_by_key(|(name, _)| Reverse(name.len()));
        let mut all = Self { firsts: Box::new([false; 256]), pairs: Box::new([0; 1024]), names: FxHashMap::default() };
        for (name, brief) in known {
            let Some(head) = name.as_bytes().first_chunk::<HEAD>() else { continue };
            let (word, bit) = place(head[0], head[1]);
            all.pairs.iter_mut().skip(word).take(1).for_each(|bits| *bits |= bit);
            all.firsts.iter_mut().skip(head[0].into()).take(1).for_each(|is_first| *is_first = true);
            all.names.entry(*head).or_default().push((name.into(), brief));
        }
        (!all.names.is_empty()).then_some(all)
    }

    /// The brief that a name links to.
    pub fn bearer(&self, name: &str) -> Option<BriefIx> {
        let names = self.names.get(name.as_bytes().first_chunk::<HEAD>()?)?;
        names.iter().find(|(known, _)| **known == *name).map(|(_, brief)| *brief)
    }

    /// Whole-word names in a text, left to right, the longest where several begin or overlap.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, BriefIx)> {
        let mut found = Vec::new();
        let (bytes, mut at) = (text.as_bytes(), 0);
        while let Some(rest) = bytes.get(at..) {
            let Some(next) = rest.iter().position(|byte| self.firsts.get(usize::from(*byte)) == Some(&true)) else { break };
            at += next;
            let head = rest.get(next..).and_then(|rest| rest.first_chunk()).filter(|head| self.may_begin(*head));
            let name = head.and_then(|head| self.at(text, at, head));
            at += name.as_ref().map_or(1, |(range, _)| range.len());
            found.extend(name);
        }
        found
    }

    /// Whether a name begins with the first two of these bytes.
    fn may_begin(&self, head: &[u8]) -> bool {
        let [first, second, ..] = head else { return false };
        let (word, bit) = place(*first, *second);
        self.pairs.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// The longest name that stands at an offset as a whole word.
    fn at(&self, text: &str, at: usize, head: &[u8; HEAD]) -> Option<(Range<usize>, BriefIx)> {
        let rest = text.get(at..)?;
        let names = self.names.get(head)?;
        let whole = names.iter().find(|(name, _)| rest.starts_with(&**name) && is_whole(text, &(at..at + name.len())))?;
        Some((at..at + whole.0.len(), whole.1))
    }
}

/// The word and the bit of a pair of bytes.
fn place(first: u8, second: u8) -> (usize, u64) {
    let pair = usize::from(u16::from_be_bytes([first, second]));
    (pair / 64, 1 << (pair % 64))
}

fn has_letters(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).nth(HEAD - 1).is_some()
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
    fn names_that_overlap_give_way_to_the_first() {
        let names = [("Port of Gwadar", 1), ("Gwadar Free Zone", 2), ("Gwadar", 3), ("Port of Gwadarabad", 4)];
        assert_eq!(found(&names, "The Port of Gwadar Free Zone"), [("Port of Gwadar".into(), 1)]);
        assert_eq!(found(&names, "Gwadar Free Zone, Gwadar."), [("Gwadar Free Zone".into(), 2), ("Gwadar".into(), 3)]);
    }

    #[test]
    fn case_matters_and_hyphens_join() {
        assert!(found(&[("Mossad", 1)], "mossad, Mossad-linked, xMossad").is_empty());
        assert_eq!(found(&[("جيش العدل", 7)], "قال جيش العدل إن"), [("جيش العدل".into(), 7)]);
    }
}
