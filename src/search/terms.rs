//! Documents → their terms with weights. A term is a folded word.

use super::table::Table;
use super::words::{self, Term, Word};
use super::{BEST, Document};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

/// BM25's constants, and the length a text is measured against, in words.
const K1: f64 = 1.2;
const B: f64 = 0.75;
const LENGTH: f64 = 250.0;

/// A document's number, its kind and the term's weight in it, as one number that sorts by the document's: 24, 4, 4 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) struct Posting(u32);

impl Posting {
    fn new(number: u32, kind: u8, weight: u8) -> Self {
        Self(number << 8 | u32::from(kind << 4 | weight))
    }

    /// The document's.
    pub fn number(self) -> u32 {
        self.0 >> 8
    }

    /// Kind and weight, as the script reads them.
    pub fn packed(self) -> u8 {
        self.0.to_le_bytes()[0]
    }
}

/// The postings of a term.
pub(super) type Postings = Vec<Posting>;

/// Terms with their postings, in the order of terms.
pub(super) type Terms = Vec<(Term, Postings)>;

/// Leaves the postings of most weight, in the order of numbers, where there are more than a term keeps.
pub(super) fn drop_beyond_best(list: &mut Postings) {
    if list.len() > BEST {
        list.select_nth_unstable_by_key(BEST, |posting| (Reverse(posting.packed() & 15), posting.number()));
        list.truncate(BEST);
        list.sort_unstable();
    }
}

/// The terms of two parts of the documents with their postings, the first part's first.
pub(super) fn merged(one: Terms, other: Terms) -> Terms {
    let mut all = Terms::with_capacity(one.len().max(other.len()));
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    loop {
        let order = match (one.peek(), other.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return all,
        };
        let before = if order.is_le() { one.next() } else { None };
        let after = if order.is_ge() { other.next() } else { None };
        match (before, after) {
            (Some((term, mut list)), Some((_, mut more))) => {
                list.append(&mut more);
                // What is not among the best of some is not among the best of all.
                if list.len() > 2 * BEST {
                    drop_beyond_best(&mut list);
                }
                all.push((term, list));
            }
            (before, after) => all.extend(before.or(after)),
        }
    }
}

/// Terms of some documents with their postings, in the order of terms. A posting's weight is 1 to 15: BM25 over fields,
/// and more for words of names.
pub(super) fn postings(documents: &[Document<'_>], numbers: &[u32]) -> Terms {
    let mut found = Found::default();
    for (document, number) in documents.iter().zip(numbers) {
        found.document(document, *number);
    }
    found.sorted()
}

/// Terms met so far; a term has a position, so that counting one again costs one look.
#[derive(Default)]
struct Found {
    /// By the number of a short word, or of a long one as given below.
    table: Table,
    /// Numbers from 1, which no short word has, because its first byte is never zero.
    long: HashMap<Box<str>, u128>,
    postings: Vec<Postings>,
    documents: u32,
    /// Words of the present text. To look for them only when all are read lets the processor wait for many at once.
    words: Vec<u128>,
    /// Of the present document; others behind, one for each term there may be, so that counting never asks for room.
    counts: Vec<Count>,
    /// Terms of the present document.
    distinct: u32,
}

/// A term of one document.
#[derive(Clone, Copy, Default)]
struct Count {
    term: u32,
    count: u32,
    bonus: u8,
}

/// What a word of a field counts for.
#[derive(Clone, Copy)]
struct Field {
    weight: u32,
    bonus: u8,
}

const TITLE: Field = Field { weight: 8, bonus: 6 };
const ALIAS: Field = Field { weight: 6, bonus: 5 };
const TAG: Field = Field { weight: 4, bonus: 1 };
const SUMMARY: Field = Field { weight: 3, bonus: 0 };
const HEADING: Field = Field { weight: 3, bonus: 0 };
const BODY: Field = Field { weight: 1, bonus: 0 };

impl Found {
    fn document(&mut self, document: &Document<'_>, number: u32) {
        self.documents += 1;
        for (at, name) in document.names.iter().enumerate() {
            self.text(name, if at == 0 { TITLE } else { ALIAS });
        }
        document.facets.iter().filter(|(family, _)| *family == "tag").for_each(|(_, tag)| _ = self.text(tag, TAG));
        self.text(document.summary, SUMMARY);
        let text = document.text.get();
        text.headings.iter().for_each(|heading| _ = self.text(heading, HEADING));
        let length: u32 = text.body.iter().map(|text| self.text(text, BODY)).sum();
        let norm = K1 * (1.0 - B + B * f64::from(length) / LENGTH);
        self.postings.resize(self.table.len(), Vec::new());
        for count in self.counts.iter().take(self.distinct as usize) {
            let Some(list) = self.postings.get_mut(count.term as usize) else { continue };
            // Others cannot come back among the best, and would take memory until the end.
            if list.len() == 4 * BEST {
                drop_beyond_best(list);
            }
            list.push(Posting::new(number, document.kind, weight(count, norm)));
        }
        self.distinct = 0;
    }

    /// Counts the words of a text; how many there were.
    fn text(&mut self, text: &str, field: Field) -> u32 {
        let mut words = std::mem::take(&mut self.words);
        words::each(text, &mut |word| {
            words.push(match word {
                Word::Short(number) => number,
                Word::Long(word) => number_of(word, &mut self.long),
            });
        });
        let length = words.len() as u32;
        let room = self.table.len() + words.len();
        self.counts.resize(room.max(self.counts.len()), Count::default());
        words.drain(..).for_each(|word| self.count(word, field));
        self.words = words;
        length
    }

    fn count(&mut self, word: u128, field: Field) {
        let Some(met) = self.table.term(word) else { return };
        // Whether a word is new to its document is hard to foresee: choosing values is faster than branching.
        let is_new = met.document != self.documents;
        let at = if is_new { self.distinct } else { met.at };
        (met.document, met.at) = (self.documents, at);
        self.distinct += u32::from(is_new);
        let Some(count) = self.counts.get_mut(at as usize) else { return };
        let before = if is_new { Count::default() } else { *count };
        *count = Count { term: met.term, count: before.count + field.weight, bonus: before.bonus.max(field.bonus) };
    }

    fn sorted(mut self) -> Terms {
        let mut long: Vec<(u128, Box<str>)> = self.long.into_iter().map(|(word, number)| (number, word)).collect();
        long.sort_unstable();
        let mut terms = Vec::with_capacity(self.table.len());
        for (key, term) in self.table.iter() {
            let Some(list) = self.postings.get_mut(term as usize).map(std::mem::take) else { continue };
            let long = key.checked_sub(1).and_then(|at| long.get(usize::try_from(at).ok()?));
            terms.push((Term::from(long.map_or(Word::Short(key), |(_, word)| Word::Long(word))), list));
        }
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        terms
    }
}

fn number_of(word: &str, long: &mut HashMap<Box<str>, u128>) -> u128 {
    long.get(word).copied().unwrap_or_else(|| {
        let number = long.len() as u128 + 1;
        long.insert(word.into(), number);
        number
    })
}

/// BM25 and bonus, 1 to 15.
fn weight(count: &Count, norm: f64) -> u8 {
    let total = f64::from(count.count);
    let score = total * (K1 + 1.0) / (total + norm) / (K1 + 1.0);
    let exact = (score * 9.0 + f64::from(count.bonus)).clamp(1.0, 15.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value lies between 1 and 15")]
    let whole = exact as u8;
    // As f64::round does, which takes a call on processors of the common baseline.
    whole + u8::from(exact - f64::from(whole) >= 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_weighs_more_than_a_mention() {
        let document = Document {
            names: vec!["Jaish"],
            text: crate::search::Later::new(|| crate::search::Text { body: vec!["kerman kerman jaish".into()], ..Default::default() }),
            ..Document::default()
        };
        let found = postings(&[document], &[7]);
        let term = |word: &str| Term::from(Word::from(word));
        let [(jaish, first), (kerman, second)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((jaish, kerman, first[0].number()), (&term("jaish"), &term("kerman"), 7));
        assert!(first[0].packed() > second[0].packed() && second[0].packed() >= 1);
    }
}
