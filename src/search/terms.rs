//! Text → folded terms with weights. `static/search.js` folds queries the same way.

use super::Document;
use crate::text::fold;
use std::collections::BTreeMap;

/// Longest term kept, in characters; longer ones are data, not words.
const LONGEST: usize = 40;
/// BM25's constants, and the length a text is measured against, in words.
const K1: f64 = 1.2;
const B: f64 = 0.75;
const LENGTH: f64 = 250.0;

/// Folded words of a text. Scripts without spaces between words give one term a character.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    let folded = fold::fold(text);
    let mut found = Vec::new();
    let mut word = String::new();
    for c in folded.chars() {
        if is_ideograph(c) {
            take(&mut word, &mut found);
            found.push(c.to_string());
        } else if c.is_alphanumeric() || is_mark(c) {
            word.push(c);
        } else if c != '\'' {
            take(&mut word, &mut found);
        }
    }
    take(&mut word, &mut found);
    found.into_iter()
}

fn take(word: &mut String, found: &mut Vec<String>) {
    let word = std::mem::take(word);
    if !word.is_empty() && word.chars().count() <= LONGEST {
        found.push(word);
    }
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

/// Terms of a document with weights 1 to 15: BM25 over fields, and more for words of its names.
pub(super) fn weights(document: &Document) -> Vec<(String, u8)> {
    let mut counts: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    let mut add = |text: &str, weight: f64, bonus: f64| {
        for term in tokens(text) {
            let (count, most) = counts.entry(term).or_default();
            *count += weight;
            *most = most.max(bonus);
        }
    };
    for (at, name) in document.names.iter().enumerate() {
        add(name, if at == 0 { 8.0 } else { 6.0 }, if at == 0 { 6.0 } else { 5.0 });
    }
    document.facets.iter().filter(|(family, _)| *family == "tag").for_each(|(_, tag)| add(tag, 4.0, 1.0));
    add(&document.summary, 3.0, 0.0);
    document.headings.iter().for_each(|heading| add(heading, 3.0, 0.0));
    add(&document.body, 1.0, 0.0);
    #[expect(clippy::cast_precision_loss, reason = "a length in words is far below 2^52")]
    let length = document.body.split_whitespace().count() as f64;
    let norm = K1 * (1.0 - B + B * length / LENGTH);
    let packed = |(count, bonus): (f64, f64)| {
        let score = count * (K1 + 1.0) / (count + norm) / (K1 + 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value lies between 1 and 15")]
        let weight = (score * 9.0 + bonus).round().clamp(1.0, 15.0) as u8;
        weight
    };
    counts.into_iter().map(|(term, found)| (term, packed(found))).collect()
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
    }

    #[test]
    fn a_name_weighs_more_than_a_mention() {
        let document = Document { names: vec!["Jaish".into()], body: "kerman kerman jaish".into(), ..Document::default() };
        let weights: BTreeMap<String, u8> = weights(&document).into_iter().collect();
        assert!(weights["jaish"] > weights["kerman"] && weights["kerman"] >= 1);
    }
}
