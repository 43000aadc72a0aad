//! What is learnt of documents, so that the next index reads only those that differ, and makes only the shards of letters
//! that do.
//!
//! Documents are remembered in portions: a portion's terms are taken over while all of its documents are the same, and read
//! back letter by letter, where a letter's shards are made. The index is the same whatever is remembered.

use super::Document;
use super::terms::{self, Terms};
use crate::learnt::Learnt;
use blake3::Hash;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The fewest documents that are remembered together, and the most portions.
const LEAST: usize = 128;
const MOST: usize = 128;

/// The terms of some documents that begin with one letter.
#[derive(Debug, Default)]
pub(super) struct Letter<'l> {
    parts: Vec<Part<'l>>,
    /// Of each portion that has such a term, in the order of portions; of none where nobody learns.
    pub digests: Vec<[u8; 32]>,
}

#[derive(Debug)]
enum Part<'l> {
    /// As they were remembered.
    Known(&'l [u8]),
    Read(Terms),
}

/// The terms of all documents, by letter. A portion's are merged with those before it as soon as they are read, so that no
/// more of a common term is held than its best.
pub(super) fn letters<'l>(documents: &[Document<'_>], numbers: &[u32], learnt: &'l Learnt) -> BTreeMap<char, Letter<'l>> {
    // Few enough that one edit costs little, enough that there is little to merge; the same while a casebook grows a little.
    let size = documents.len().div_ceil(MOST).next_power_of_two().max(LEAST);
    let portions = documents.par_chunks(size).zip(numbers.par_chunks(size));
    let all = portions.map(|(documents, numbers)| Portions::of(documents, numbers, learnt)).reduce(Portions::default, Portions::and);
    all.letters()
}

impl Letter<'_> {
    /// Terms with the best of their postings, or a few more. None where what was remembered cannot be read.
    pub fn terms(self) -> Option<Terms> {
        let parts = self.parts.into_iter().map(|part| match part {
            Part::Known(bytes) => postcard::from_bytes(bytes).ok(),
            Part::Read(terms) => Some(terms),
        });
        parts.reduce(|one, other| Some(terms::merged(one?, other?))).unwrap_or_else(|| Some(Terms::new()))
    }
}

/// Portions one after the other.
#[derive(Default)]
struct Portions<'l> {
    portions: Vec<Portion<'l>>,
    /// Of their letters, as of [`Letter`].
    digests: Vec<(char, [u8; 32])>,
}

enum Portion<'l> {
    Known(Vec<Entry<'l>>),
    Read(Terms),
}

/// A letter, a hash of its terms in a portion, and these as bytes.
type Entry<'l> = (char, [u8; 32], &'l [u8]);

impl<'l> Portions<'l> {
    fn of(documents: &[Document<'_>], numbers: &[u32], learnt: &'l Learnt) -> Self {
        let from = digest(documents, numbers);
        let known: Option<Vec<Entry<'l>>> = learnt.get(&from).and_then(|bytes| postcard::from_bytes(bytes).ok());
        if let Some(entries) = known {
            let digests = entries.iter().map(|(letter, digest, _)| (*letter, *digest)).collect();
            return Self { portions: vec![Portion::Known(entries)], digests };
        }
        let terms = terms::postings(documents, numbers);
        let mut digests = Vec::new();
        if learnt.is_on() {
            let of_letters = terms.chunk_by(|(one, _), (other, _)| one.letter() == other.letter());
            // Plain lists of numbers and bytes always serialise.
            let bytes = of_letters.filter_map(|terms| Some((terms.first()?.0.letter(), postcard::to_stdvec(terms).ok()?)));
            let bytes: Vec<(char, Vec<u8>)> = bytes.collect();
            digests.extend(bytes.iter().map(|(letter, bytes)| (*letter, *blake3::hash(bytes).as_bytes())));
            let entries = || bytes.iter().zip(&digests).map(|((letter, bytes), (_, digest))| (*letter, *digest, bytes.as_slice()));
            learnt.learn(from, || postcard::to_stdvec(&entries().collect::<Vec<Entry<'_>>>()).ok());
        }
        Self { portions: vec![Portion::Read(terms)], digests }
    }

    fn and(mut self, other: Self) -> Self {
        self.digests.extend(other.digests);
        for next in other.portions {
            match (self.portions.pop(), next) {
                (Some(Portion::Read(one)), Portion::Read(other)) => self.portions.push(Portion::Read(terms::merged(one, other))),
                (last, next) => self.portions.extend(last.into_iter().chain([next])),
            }
        }
        self
    }

    fn letters(self) -> BTreeMap<char, Letter<'l>> {
        let mut letters: BTreeMap<char, Letter<'l>> = BTreeMap::new();
        for portion in self.portions {
            match portion {
                Portion::Known(entries) => {
                    entries.into_iter().for_each(|(letter, _, bytes)| letters.entry(letter).or_default().parts.push(Part::Known(bytes)));
                }
                Portion::Read(mut terms) => {
                    while let Some(letter) = terms.last().map(|(term, _)| term.letter()) {
                        let of_letter = terms.split_off(terms.partition_point(|(term, _)| term.letter() < letter));
                        letters.entry(letter).or_default().parts.push(Part::Read(of_letter));
                    }
                }
            }
        }
        for (letter, digest) in self.digests {
            letters.entry(letter).or_default().digests.push(digest);
        }
        letters
    }
}

/// All that the terms of some documents depend on.
fn digest(documents: &[Document<'_>], numbers: &[u32]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"terms of documents");
    for (document, number) in documents.iter().zip(numbers) {
        hasher.update(&number.to_le_bytes()).update(&document.digest);
    }
    hasher.finalize()
}
