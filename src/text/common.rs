//! Common English words: alone they name nothing.

use std::collections::BTreeSet;

/// Packed by `build.rs`: a byte of 128 and how many bytes a word shares with the one before, then the rest of it.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/common_words"));

/// Those of some words, in lower case, that are common.
pub fn among(words: &BTreeSet<String>) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut wanted = words.iter().peekable();
    let mut word = Vec::new();
    for piece in PACKED.chunk_by(|_, next| next.is_ascii()) {
        let Some((shared, rest)) = piece.split_first() else { continue };
        word.truncate(usize::from(shared & 127));
        word.extend_from_slice(rest);
        while wanted.next_if(|wanted| wanted.as_bytes() < word.as_slice()).is_some() {}
        found.extend(wanted.next_if(|wanted| wanted.as_bytes() == word).map(String::as_str));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_common_and_no_other() {
        let list = include_str!("common_words.txt");
        let words: BTreeSet<String> = list.lines().map(str::to_owned).collect();
        assert_eq!(among(&words), list.lines().collect());
        let others: BTreeSet<String> = ["", "a\u{300}", "iran", "zzz", "\u{645}"].map(str::to_owned).into();
        assert!(among(&others).is_empty());
        let mixed: BTreeSet<String> = others.into_iter().chain(["manhole".to_owned()]).collect();
        assert_eq!(among(&mixed), BTreeSet::from(["manhole"]));
    }
}
