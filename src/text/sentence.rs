//! Where a sentence begins and ends in plain text, for backlinks that quote the sentence of a mention.
//!
//! Good for prose, not for every abbreviation of every language: a wrong guess quotes a little too much or too little.

use std::ops::Range;

/// Words before a full stop that do not end a sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gen", "lt", "col", "maj", "capt", "cpt", "sgt", "brig", "adm", "cmdr", "gov", "sen",
    "rep", "amb", "pres", "st", "no", "nos", "vs", "v", "e.g", "i.e", "eg", "ie", "etc", "approx", "ca", "c", "cf", "al", "ed", "eds",
    "vol", "p", "pp", "para", "paras", "ch", "sec", "art", "fig", "inc", "ltd", "co", "corp", "dept", "est", "jan", "feb", "mar", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "u.s", "u.k", "u.n", "u.a.e", "a.m", "p.m", "jr", "sr",
];

/// Characters after a full stop among which the next word's first letter is looked for.
const NEAR: usize = 64;

/// The sentences of one text, for many places in it.
#[derive(Debug)]
pub struct Sentences<'t> {
    text: &'t str,
    boundaries: Vec<usize>,
}

impl<'t> Sentences<'t> {
    /// Finds where each begins.
    pub fn new(text: &'t str) -> Self {
        Self { text, boundaries: boundaries(text).collect() }
    }

    /// The sentence around a byte offset, without white space at its ends. Offsets beyond the text mean its end.
    pub fn at(&self, offset: usize) -> Range<usize> {
        let next = self.boundaries.partition_point(|boundary| *boundary <= offset.min(self.text.len()));
        let start = next.checked_sub(1).and_then(|before| self.boundaries.get(before)).copied().unwrap_or(0);
        trim(self.text, start..self.boundaries.get(next).copied().unwrap_or(self.text.len()))
    }
}

/// Offsets at which a new sentence begins, in order, without 0.
pub fn boundaries(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some((at, c)) = next_mark(text, from) {
            from = at + c.len_utf8();
            if c == '\n' {
                if text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
                    return Some(at + 1);
                }
                continue;
            }
            let after_marks = at + run(&text[at..], |c| is_terminator(c) || is_closing(c));
            if ends_sentence(text, at, c, after_marks) {
                from = after_marks;
                return Some(after_marks);
            }
        }
        None
    })
}

/// The next line end or mark that may end a sentence. Letters of ASCII are passed over without being read as such, many at a
/// time.
fn next_mark(text: &str, from: usize) -> Option<(usize, char)> {
    let may_be = |byte: u8| matches!(byte, b'.' | b'!' | b'?' | b'\n' | 0xc0..);
    let mut chunks = text.as_bytes().get(from..)?.chunks(32).zip((from..).step_by(32));
    chunks.find_map(|(bytes, start)| {
        if !bytes.iter().fold(false, |seen, byte| seen | may_be(*byte)) {
            return None;
        }
        let places = bytes.iter().zip(start..).filter(|(byte, _)| may_be(**byte)).map(|(_, at)| at);
        places.filter_map(|at| Some((at, text.get(at..)?.chars().next()?))).find(|(_, c)| *c == '\n' || is_terminator(*c))
    })
}

fn ends_sentence(text: &str, at: usize, terminator: char, after_marks: usize) -> bool {
    let rest = &text[after_marks..];
    if rest.trim_start().is_empty() {
        return false;
    }
    if matches!(terminator, '。' | '！' | '？' | '｡') {
        return true;
    }
    let gap = run(rest, char::is_whitespace);
    if gap == 0 {
        return false;
    }
    // A word begins soon or not at all; looking on would cost the length of the text at every full stop.
    let next = rest[gap..].chars().take(NEAR).find(|c| c.is_alphanumeric());
    if next.is_some_and(char::is_lowercase) && matches!(terminator, '.' | '…') {
        return false;
    }
    terminator != '.' || after_marks > at + 1 || !is_abbreviation(&text[..at])
}

/// Whether the word before a full stop is an abbreviation or an initial.
fn is_abbreviation(before: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '—' | '–')).next().unwrap_or_default();
    let mut chars = word.chars();
    let initial = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    initial || word.is_ascii() && ABBREVIATIONS.contains(&word.to_ascii_lowercase().as_str())
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '۔' | '؟' | '。' | '！' | '？' | '｡' | '।' | '॥' | '։' | '።')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）' | '›')
}

fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|c| !of(c)).unwrap_or(text.len())
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let sentence = &text[range.clone()];
    let start = range.start + run(sentence, char::is_whitespace);
    start..start + text[start..range.end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence_at(text: &str, offset: usize) -> Range<usize> {
        Sentences::new(text).at(offset)
    }

    fn sentences(text: &str) -> Vec<&str> {
        let starts = std::iter::once(0).chain(boundaries(text));
        starts.map(|start| &text[sentence_at(text, start)]).filter(|sentence| !sentence.is_empty()).collect()
    }

    #[test]
    fn plain_sentences_end_at_their_marks() {
        assert_eq!(sentences("One struck. Two denied it! Why? Nobody knows."), ["One struck.", "Two denied it!", "Why?", "Nobody knows."]);
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end_one() {
        let text = "Gen. A. B. Khan met Dr. Lee at 3.5 km, i.e. nearby, on 5 Jan. 2024. The U.S. envoy left.";
        assert_eq!(sentences(text), ["Gen. A. B. Khan met Dr. Lee at 3.5 km, i.e. nearby, on 5 Jan. 2024.", "The U.S. envoy left."]);
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        assert_eq!(
            sentences("He said “we struck.” Then he left. (So it was.) End."),
            ["He said “we struck.”", "Then he left.", "(So it was.)", "End."]
        );
    }

    #[test]
    fn other_scripts_have_their_own_marks() {
        assert_eq!(sentences("یہ ایک ہے۔ یہ دو ہے۔"), ["یہ ایک ہے۔", "یہ دو ہے۔"]);
        assert_eq!(sentences("هل وقع الهجوم؟ نعم وقع."), ["هل وقع الهجوم؟", "نعم وقع."]);
        assert_eq!(sentences("攻撃した。否定した。"), ["攻撃した。", "否定した。"]);
        assert_eq!(sentences("यह एक है। यह दो है।"), ["यह एक है।", "यह दो है।"]);
    }

    #[test]
    fn the_sentence_around_an_offset_is_found() {
        let text = "First here. The second one is longer. Third.";
        let at = text.find("second").unwrap_or_default();
        assert_eq!(&text[sentence_at(text, at)], "The second one is longer.");
        assert_eq!(&text[sentence_at(text, 9999)], "Third.");
    }

    proptest::proptest! {
        #[test]
        fn any_offset_gives_a_range_of_the_text(text in "\\PC{0,80}", offset in 0_usize..100) {
            let range = sentence_at(&text, offset);
            proptest::prop_assert!(text.get(range).is_some());
        }
    }
}
