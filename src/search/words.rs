//! Text → its folded words, in order. `static/search.js` folds queries the same way.
//!
//! Most words of most texts are plain ASCII and short, and those are read eight letters at a time into a number. Others
//! are folded piece by piece: no piece reaches across an ASCII separator, because nothing composes across one.

use crate::text::fold;
use unicode_normalization::UnicodeNormalization;

/// Longest word kept, in characters; longer ones are data, not words.
const LONGEST: usize = 40;
/// The lowest and the highest bit of each byte of eight.
const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A folded word. Never empty, never with U+0000 inside.
#[derive(Clone, Copy, Debug)]
pub(super) enum Word<'w> {
    /// Of at most sixteen bytes of UTF-8: the first on top, zeros after the last, so that numbers sort as words do.
    Short(u128),
    /// Of more.
    Long(&'w str),
}

impl<'w> From<&'w str> for Word<'w> {
    fn from(word: &'w str) -> Self {
        let mut bytes = [0; 16];
        match bytes.get_mut(..word.len()) {
            Some(start) => {
                start.copy_from_slice(word.as_bytes());
                Self::Short(u128::from_be_bytes(bytes))
            }
            None => Self::Long(word),
        }
    }
}

/// A word to keep, which sorts as its text does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) struct Term {
    /// As [`Word::Short`], or the first sixteen bytes.
    start: u128,
    rest: Box<[u8]>,
}

impl Term {
    /// Its first character.
    pub fn letter(&self) -> char {
        let bytes = self.start.to_be_bytes();
        // No character takes more than four bytes; the next may be cut.
        let start = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        start.chars().next().unwrap_or_default()
    }
}

impl From<Word<'_>> for Term {
    fn from(word: Word<'_>) -> Self {
        match word {
            Word::Short(start) => Self { start, rest: Box::default() },
            Word::Long(word) => {
                let (start, rest) = word.as_bytes().split_first_chunk().unwrap_or((&[0; 16], &[]));
                Self { start: u128::from_be_bytes(*start), rest: rest.into() }
            }
        }
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        let mut bytes = Vec::with_capacity(16 + term.rest.len());
        bytes.extend_from_slice(&term.start.to_be_bytes());
        bytes.truncate(16 - term.start.trailing_zeros() as usize / 8);
        bytes.extend_from_slice(&term.rest);
        // It was made of a word, and so is UTF-8.
        Self::from_utf8(bytes).unwrap_or_default()
    }
}

/// Folded words of a text. Scripts without spaces between words give one term a character.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    each(text, &mut |word| found.push(Term::from(word).into()));
    found.into_iter()
}

/// Calls with each folded word of a text, in order.
pub(super) fn each(text: &str, found: &mut impl FnMut(Word<'_>)) {
    let mut word = String::new();
    let mut rest = text.as_bytes();
    loop {
        while let [byte, others @ ..] = rest
            && is_separator(*byte)
        {
            rest = others;
        }
        let (number, length) = start(rest);
        let Some(after) = rest.get(length) else {
            if length > 0 {
                found(Word::Short(number));
            }
            return;
        };
        if length < 16 && is_separator(*after) {
            if length > 0 {
                found(Word::Short(number));
            }
            rest = rest.get(length + 1..).unwrap_or_default();
            continue;
        }
        let end = length + rest.iter().skip(length).position(|byte| is_separator(*byte)).unwrap_or(rest.len() - length);
        let (piece, others) = rest.split_at(end);
        // Separators are ASCII, so that a piece is always whole characters.
        each_of_piece(std::str::from_utf8(piece).unwrap_or_default(), &mut word, found);
        rest = others;
    }
}

/// Whether a byte ends a word and folding reaches no further than it.
fn is_separator(byte: u8) -> bool {
    const SEPARATORS: [bool; 256] = {
        let mut separators = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            separators[byte as usize] = !byte.is_ascii_alphanumeric() && !matches!(byte, b'\'' | b'`');
            byte += 1;
        }
        separators
    };
    SEPARATORS[usize::from(byte)]
}

/// The ASCII letters and digits that a text starts with, up to sixteen, folded as [`Word::Short`]; and how many they are.
fn start(text: &[u8]) -> (u128, usize) {
    let (first, length) = start_of_eight(text);
    if length < 8 {
        return (u128::from(first) << 64, length);
    }
    let (second, more) = start_of_eight(text.get(8..).unwrap_or_default());
    (u128::from(first) << 64 | u128::from(second), length + more)
}

fn start_of_eight(text: &[u8]) -> (u64, usize) {
    let eight = text.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; 8];
        padded.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        padded
    });
    let read = u64::from_be_bytes(eight);
    // Sums of seven bits leave each byte's answer in its highest bit and never reach the next byte.
    let ascii = read & !HIGH;
    let within =
        |bytes: u64, first: u8, last: u8| (bytes + LOW * u64::from(0x80 - first)) & !(bytes + LOW * u64::from(0x7f - last)) & HIGH & !read;
    let letters = within(ascii | (LOW * 0x20), b'a', b'z');
    let ends = HIGH & !(letters | within(ascii, b'0', b'9'));
    let bits = ends.leading_zeros() & !7;
    let kept = !u64::MAX.checked_shr(bits).unwrap_or(0);
    // The highest bit, moved by two, is the bit that tells a small letter from a capital.
    ((ascii | letters >> 2) & kept, bits as usize / 8)
}

fn each_of_piece(piece: &str, word: &mut String, found: &mut impl FnMut(Word<'_>)) {
    if !piece.is_ascii() {
        return each_folded(&joined(fold::fold(piece)), word, found);
    }
    // One word, with apostrophes in it or uncommonly long.
    word.extend(piece.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    take(word, found);
}

/// Without apostrophes. What they kept apart may compose then.
fn joined(folded: String) -> String {
    if folded.contains('\'') { folded.replace('\'', "").nfc().collect() } else { folded }
}

fn each_folded(folded: &str, word: &mut String, found: &mut impl FnMut(Word<'_>)) {
    for c in folded.chars() {
        if is_ideograph(c) {
            take(word, found);
            found(Word::from(&*c.encode_utf8(&mut [0; 4])));
        } else if c.is_alphanumeric() || is_mark(c) {
            word.push(c);
        } else {
            take(word, found);
        }
    }
    take(word, found);
}

fn take(word: &mut String, found: &mut impl FnMut(Word<'_>)) {
    if !word.is_empty() && (word.len() <= LONGEST || word.chars().count() <= LONGEST) {
        found(Word::from(word.as_str()));
    }
    word.clear();
}

/// Han, kana: written without spaces.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Vowel signs of Indic and other scripts, which belong to their word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{a01}'..='\u{a4d}' | '\u{abc}'..='\u{acd}'
        | '\u{b01}'..='\u{b4d}' | '\u{bbe}'..='\u{bcd}' | '\u{c00}'..='\u{c4d}' | '\u{c81}'..='\u{ccd}' | '\u{d00}'..='\u{d4d}' | '\u{dca}'..='\u{ddf}'
        | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ecd}' | '\u{f35}'..='\u{fbc}' | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{109d}' | '\u{17b4}'..='\u{17d3}'
        | '\u{3099}' | '\u{309a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> Vec<String> {
        tokens(text).collect()
    }

    #[test]
    fn words_are_folded_and_cut_at_punctuation() {
        assert_eq!(made("Jaish ul-Adl’s “Army”, 2024."), ["jaish", "ul", "adls", "army", "2024"]);
        assert_eq!(made("جيش العدل"), ["جیش", "العدل"]);
        assert_eq!(made("北京 talks"), ["北", "京", "talks"]);
        assert_eq!(made("It's O'Brien\u{a0}& Co"), ["its", "obrien", "co"]);
    }

    #[test]
    fn what_an_apostrophe_kept_apart_is_composed() {
        assert_eq!(made("か'\u{3099}"), ["が"]);
        assert_eq!(made("क'\u{94d}ष"), ["क\u{94d}ष"]);
        // Two marks in their order, as a text without the mark between them has them.
        assert_eq!(made("\u{a3c}`\u{16ff0}"), made("\u{a3c}\u{16ff0}"));
    }

    #[test]
    fn words_of_every_length_are_read_whole() {
        for length in 1..=LONGEST {
            let word = "0aBcDeFgHiJkLmNoPqRsTuVwXyZ9876543210zzz".get(..length).unwrap();
            for text in [word.to_owned(), format!("{word} "), format!("x {word}"), format!("«{word}»"), format!("'{word}'")] {
                assert_eq!(made(&text).last(), Some(&word.to_ascii_lowercase()), "{text}");
            }
        }
        assert_eq!(made(&"x".repeat(LONGEST + 1)), [""; 0]);
    }

    #[test]
    fn each_byte_of_ascii_is_a_letter_an_apostrophe_or_a_separator() {
        for c in (0..128).map(char::from) {
            let expected = match c {
                '\'' | '`' => vec!["ab".to_owned()],
                _ if c.is_ascii_alphanumeric() => vec![format!("a{}b", c.to_ascii_lowercase())],
                _ => vec!["a".to_owned(), "b".to_owned()],
            };
            assert_eq!(made(&format!("a{c}b")), expected, "{c:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_has_the_words_of_its_folded_text(text in "[a-zA-Z0-9 .'’–é\u{301}\u{3099}がكيـΣß한ा]{0,60}") {
            let mut expected: Vec<String> = Vec::new();
            each_folded(&joined(fold::fold(&text)), &mut String::new(), &mut |word| expected.push(Term::from(word).into()));
            proptest::prop_assert_eq!(made(&text), expected);
        }
    }
}
