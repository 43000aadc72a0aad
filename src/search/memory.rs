//! What an index remembers of the documents it was made from, so that the next one reads only those that differ.
//!
//! Documents are remembered in portions: a portion's terms are taken over while all of its documents are the same. The
//! index is the same with and without a memory, and with one that is damaged.

use super::Document;
use super::terms::{self, Postings};
use super::words::Term;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The fewest documents that are remembered together, and the most portions.
const LEAST: usize = 256;
const MOST: usize = 64;

type Digest = [u8; 32];
type Terms = Vec<(Term, Postings)>;

/// The terms of all documents, in portions, and the bytes to remember; `before` is what was remembered last time.
pub(super) fn postings(documents: &[Document<'_>], numbers: &[u32], before: Option<&[u8]>) -> (Vec<Terms>, Vec<u8>) {
    let size_before = before.map_or(0, <[u8]>::len);
    let before: Vec<(Digest, Terms)> = before.and_then(|bytes| postcard::from_bytes(bytes).ok()).unwrap_or_default();
    let mut known: BTreeMap<Digest, Terms> = before.into_iter().collect();
    // Few enough that one edit costs little, enough that there is little to merge; the same while a casebook grows a little.
    let size = documents.len().div_ceil(MOST).next_power_of_two().max(LEAST);
    let portions = || documents.par_chunks(size).zip(numbers.par_chunks(size));
    let digests: Vec<Digest> = portions().map(|(documents, numbers)| digest(documents, numbers)).collect();
    let taken: Vec<Option<Terms>> = digests.iter().map(|digest| known.remove(digest)).collect();
    let made = portions().zip(taken).map(|((documents, numbers), taken)| taken.unwrap_or_else(|| terms::postings(documents, numbers)));
    let made: Vec<(Digest, Terms)> = digests.into_par_iter().zip(made).collect();
    // Plain lists of numbers and bytes always serialise.
    let memory = postcard::to_extend(&made, Vec::with_capacity(size_before + size_before / 16)).unwrap_or_default();
    (made.into_iter().map(|(_, terms)| terms).collect(), memory)
}

/// All that the terms of some documents depend on.
fn digest(documents: &[Document<'_>], numbers: &[u32]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for (document, number) in documents.iter().zip(numbers) {
        hasher.update(&number.to_le_bytes()).update(&document.digest);
    }
    *hasher.finalize().as_bytes()
}
