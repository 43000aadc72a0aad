//! Text → folded terms with weights. `static/search.js` folds queries the same way.

use super::Document;
use crate::text::fold;
use std::collections::HashMap;

/// Longest term kept, in characters; longer ones are data, not words.
const LONGEST: usize = 40;
/// BM25's constants, and the length a text is measured against, in words.
const K1: f64 = 1.2;
const B: f64 = 0.75;
const LENGTH: f64 = 250.0;

/// Folded words of a text. Scripts without spaces between words give one term a character.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    each(text, &mut |word| found.push(word.to_owned()));
    found.into_iter()
}

/// Calls with each folded word of a text, in order.
fn each(text: &str, found: &mut impl FnMut(&str)) {
    let mut word = String::new();
    if text.is_ascii() {
        return each_plain(text, &mut word, found);
    }
    // Most words of most texts are plain; no composition reaches across a space.
    for part in text.split_ascii_whitespace() {
        if part.is_ascii() {
            each_plain(part, &mut word, found);
        } else {
            each_folded(&fold::fold(part), &mut word, found);
        }
    }
}

/// The words of ASCII text, which folds letter by letter.
fn each_plain(text: &str, word: &mut String, found: &mut impl FnMut(&str)) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
        } else if !matches!(byte, b'\'' | b'`') {
            take(word, found);
        }
    }
    take(word, found);
}

fn each_folded(folded: &str, word: &mut String, found: &mut impl FnMut(&str)) {
    for c in folded.chars() {
        if is_ideograph(c) {
            take(word, found);
            found(c.encode_utf8(&mut [0; 4]));
        } else if c.is_alphanumeric() || is_mark(c) {
            word.push(c);
        } else if c != '\'' {
            take(word, found);
        }
    }
    take(word, found);
}

fn take(word: &mut String, found: &mut impl FnMut(&str)) {
    if !word.is_empty() && (word.len() <= LONGEST || word.chars().count() <= LONGEST) {
        found(word);
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

/// The postings of a term: documents' numbers, each with its kind and weight packed.
pub(super) type Postings = Vec<(u32, u8)>;

/// Terms of some documents with their postings, in the order of terms. A posting's weight is 1 to 15: BM25 over fields,
/// and more for words of names.
pub(super) fn postings(documents: &[Document<'_>], numbers: &[u32]) -> Vec<(Box<str>, Postings)> {
    let mut found = Found::default();
    for (document, number) in documents.iter().zip(numbers) {
        found.document(document, *number);
    }
    let mut terms: Vec<(Box<str>, Postings)> =
        found.terms.into_iter().map(|(term, at)| (term, std::mem::take(&mut found.postings[at]))).collect();
    terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    terms
}

/// Terms met so far; a term has a position, so that counting one again costs one look.
#[derive(Default)]
struct Found {
    terms: HashMap<Box<str>, usize>,
    postings: Vec<Postings>,
    /// By term: the document it was last met in, counted from 1, and its position among that document's counts.
    last: Vec<(usize, usize)>,
    documents: usize,
    /// Of the present document.
    counts: Vec<Count>,
}

/// A term of one document.
struct Count {
    term: usize,
    count: f64,
    bonus: f64,
}

impl Found {
    fn document(&mut self, document: &Document<'_>, number: u32) {
        self.documents += 1;
        for (at, name) in document.names.iter().enumerate() {
            self.text(name, if at == 0 { 8.0 } else { 6.0 }, if at == 0 { 6.0 } else { 5.0 });
        }
        document.facets.iter().filter(|(family, _)| *family == "tag").for_each(|(_, tag)| _ = self.text(tag, 4.0, 1.0));
        self.text(document.summary, 3.0, 0.0);
        document.headings.iter().for_each(|heading| _ = self.text(heading, 3.0, 0.0));
        let length: usize = document.body.iter().map(|text| self.text(text, 1.0, 0.0)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a length in words is far below 2^52")]
        let norm = K1 * (1.0 - B + B * length as f64 / LENGTH);
        for count in self.counts.drain(..) {
            if let Some(list) = self.postings.get_mut(count.term) {
                list.push((number, document.kind << 4 | packed(&count, norm)));
            }
        }
    }

    /// Counts the words of a text; how many there were.
    fn text(&mut self, text: &str, weight: f64, bonus: f64) -> usize {
        let mut length = 0;
        each(text, &mut |word| {
            length += 1;
            let term = self.term(word);
            let Some((document, at)) = self.last.get_mut(term) else { return };
            if *document != self.documents {
                (*document, *at) = (self.documents, self.counts.len());
                self.counts.push(Count { term, count: 0.0, bonus: 0.0 });
            }
            if let Some(count) = self.counts.get_mut(*at) {
                count.count += weight;
                count.bonus = count.bonus.max(bonus);
            }
        });
        length
    }

    fn term(&mut self, word: &str) -> usize {
        if let Some(at) = self.terms.get(word) {
            return *at;
        }
        let at = self.postings.len();
        self.terms.insert(word.into(), at);
        self.postings.push(Vec::new());
        self.last.push((0, 0));
        at
    }
}

fn packed(count: &Count, norm: f64) -> u8 {
    let score = count.count * (K1 + 1.0) / (count.count + norm) / (K1 + 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value lies between 1 and 15")]
    let weight = (score * 9.0 + count.bonus).round().clamp(1.0, 15.0) as u8;
    weight
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
    fn a_name_weighs_more_than_a_mention() {
        let document = Document { names: vec!["Jaish"], body: vec!["kerman kerman jaish"], ..Document::default() };
        let found = postings(&[document], &[7]);
        let [(jaish, first), (kerman, second)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&**jaish, &**kerman, first[0].0), ("jaish", "kerman", 7));
        assert!(first[0].1 > second[0].1 && second[0].1 >= 1);
    }
}
