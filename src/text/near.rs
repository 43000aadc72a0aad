//! The nearest names to a misspelt one, for hints.

use super::fold::fold;

/// At most `n` candidates that a writer may have meant, nearest first; equally near ones in alphabetical order.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>, n: usize) -> Vec<&'c str> {
    Names::new(candidates).nearest(name, n)
}

/// Candidates made ready once, to be asked for many names.
#[derive(Debug)]
pub struct Names<'c>(Vec<Candidate<'c>>);

#[derive(Debug)]
struct Candidate<'c> {
    written: &'c str,
    folded: String,
    letters: u64,
    chars: usize,
}

impl<'c> Names<'c> {
    /// From names as they should be shown.
    pub fn new(candidates: impl IntoIterator<Item = &'c str>) -> Self {
        let candidate = |written| {
            let folded = fold(written);
            Candidate { written, letters: letters(&folded), chars: folded.chars().count(), folded }
        };
        Self(candidates.into_iter().map(candidate).collect())
    }

    /// At most `n` candidates that a writer may have meant, nearest first; equally near ones in alphabetical order.
    pub fn nearest(&self, name: &str, n: usize) -> Vec<&'c str> {
        let wanted = Word::new(name);
        let mut found: Vec<(usize, &str)> =
            self.0.iter().filter_map(|candidate| Some((wanted.distance(candidate)?, candidate.written))).collect();
        found.sort_unstable();
        found.dedup();
        found.truncate(n);
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }
}

/// A hint that names the nearest candidates, or nothing where none is near.
pub fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    let near = nearest(name, candidates, 3);
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => None,
        [one] => Some(format!("did you mean {one}?")),
        [rest @ .., last] => Some(format!("did you mean {} or {last}?", rest.join(", "))),
    }
}

struct Word {
    folded: String,
    letters: u64,
    chars: usize,
    limit: usize,
}

impl Word {
    fn new(text: &str) -> Self {
        let folded = fold(text);
        let chars = folded.chars().count();
        // Beyond six edits it is another name, however long.
        Self { letters: letters(&folded), limit: (chars / 3).clamp(1, 6), chars, folded }
    }

    /// Edits between the two, where few enough to be a slip; a name that holds the other whole counts as near, but not
    /// a long title that happens to hold a word.
    fn distance(&self, other: &Candidate<'_>) -> Option<usize> {
        let alike = other.chars <= self.chars * 3 && self.chars <= other.chars * 3;
        if alike && (holds(&other.folded, &self.folded) || holds(&self.folded, &other.folded)) {
            return Some(usize::from(other.folded != self.folded));
        }
        // A letter that only one of them has costs at least one edit, so most candidates are never compared.
        let apart = (other.letters ^ self.letters).count_ones() as usize;
        if other.chars.abs_diff(self.chars) > self.limit || apart > 2 * self.limit {
            return None;
        }
        Some(strsim::damerau_levenshtein(&self.folded, &other.folded)).filter(|edits| *edits <= self.limit)
    }
}

/// Whether a text holds another from the beginning of a word on.
fn holds(text: &str, part: &str) -> bool {
    let begins = |at: usize| text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    part.len() >= 3 && text.match_indices(part).any(|(at, _)| begins(at))
}

/// Which letters a text has, as a set of 64.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_nearest_first() {
        let keys = ["title", "tile", "summary", "aliases", "tags"];
        assert_eq!(nearest("titel", keys, 3), ["title"]);
        assert_eq!(nearest("sumary", keys, 3), ["summary"]);
        assert_eq!(nearest("zzzzzz", keys, 3), [""; 0]);
    }

    #[test]
    fn order_does_not_depend_on_the_candidates_order() {
        assert_eq!(nearest("irann", ["irana", "iran", "irani"], 3), nearest("irann", ["irani", "iran", "irana"], 3));
    }

    #[test]
    fn a_part_of_a_name_is_near() {
        assert_eq!(nearest("sarmachar", ["marg-bar-sarmachar", "iran"], 3), ["marg-bar-sarmachar"]);
        assert_eq!(nearest("lat", ["relations"], 3), [""; 0]);
    }

    #[test]
    fn hints_read_as_sentences() {
        assert_eq!(did_you_mean("titel", ["title"]).as_deref(), Some("did you mean `title`?"));
        assert_eq!(did_you_mean("irann", ["iran", "irana"]).as_deref(), Some("did you mean `iran` or `irana`?"));
        assert_eq!(did_you_mean("irann", ["pakistan"]), None);
    }
}
