//! What is learnt of documents, so that the next index reads only those that differ.
//!
//! Documents are remembered in portions: a portion's terms are taken over while all of its documents are the same. The
//! index is the same whatever is remembered.

use super::Document;
use super::terms::{self, Terms};
use crate::learnt::Learnt;
use blake3::Hash;
use rayon::prelude::*;

/// The fewest documents that are remembered together, and the most portions.
const LEAST: usize = 256;
const MOST: usize = 64;

/// The terms of all documents. A portion's are merged with those before it as soon as they are known, so that no more of a
/// common term is held than its best.
pub(super) fn postings(documents: &[Document<'_>], numbers: &[u32], learnt: &Learnt) -> Terms {
    // Few enough that one edit costs little, enough that there is little to merge; the same while a casebook grows a little.
    let size = documents.len().div_ceil(MOST).next_power_of_two().max(LEAST);
    let portions = documents.par_chunks(size).zip(numbers.par_chunks(size));
    portions.map(|(documents, numbers)| portion(documents, numbers, learnt)).reduce(Terms::new, terms::merged)
}

fn portion(documents: &[Document<'_>], numbers: &[u32], learnt: &Learnt) -> Terms {
    let from = digest(documents, numbers);
    let known = learnt.get(&from).and_then(|bytes| postcard::from_bytes(bytes).ok());
    known.unwrap_or_else(|| {
        let found = terms::postings(documents, numbers);
        // Plain lists of numbers and bytes always serialise.
        learnt.learn(from, || postcard::to_stdvec(&found).ok());
        found
    })
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
