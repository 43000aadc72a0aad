//! What an earlier run learnt, by a digest of all that it was learnt from: so nothing in it is ever out of date, and
//! what is missing is learnt again. Deliberately absent: what the bytes mean, and where they are kept.
//!
//! Kept in portions, so that a run that learnt one thing anew writes little. What is too much to hold until it is stored
//! waits [`Aside`].

use blake3::Hash;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How many portions.
const PORTIONS: usize = 64;

/// What is known, and what is learnt in this run. Asked and told from several threads.
#[derive(Debug, Default)]
pub struct Learnt {
    portions: Vec<Portion>,
    held: AtomicUsize,
    /// Bytes that are held at most, where there is a place for more.
    most: usize,
    aside: Option<Arc<dyn Aside>>,
}

/// A place outside memory for bytes that are wanted later. What cannot be had again is found out again.
pub trait Aside: std::fmt::Debug + Send + Sync {
    /// Puts bytes there, if it can.
    fn put(&self, bytes: &[u8]) -> Option<Place>;
    /// Gives back what was put there, if it can.
    fn get(&self, place: Place) -> Option<Vec<u8>>;
}

/// Where bytes were put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first byte.
    pub start: u64,
    /// How many.
    pub length: u32,
}

/// Bytes, here or aside.
#[derive(Debug)]
enum Bytes {
    Here(Box<[u8]>),
    Aside(Place),
}

#[derive(Debug, Default)]
struct Portion {
    bytes: Vec<u8>,
    known: FxHashMap<[u8; 32], Known>,
    learnt: Mutex<Vec<(Hash, Bytes)>>,
}

#[derive(Debug)]
struct Known {
    range: Range<usize>,
    is_used: AtomicBool,
}

impl Learnt {
    /// Knows nothing and learns nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Knows what earlier runs stored: `load` gives a portion's bytes by its name, where there are some.
    pub fn recall(load: impl Fn(&str) -> Option<Vec<u8>> + Sync) -> Self {
        let portion = |at| Portion::of(load(&name(at)).unwrap_or_default());
        Self { portions: (0..PORTIONS).into_par_iter().map(portion).collect(), ..Self::default() }
    }

    /// The same, with a place for what is more than `most` bytes.
    #[must_use]
    pub fn beside(self, aside: Option<Arc<dyn Aside>>, most: usize) -> Self {
        Self { aside, most, ..self }
    }

    /// The place for what is too much to hold, and how many bytes may be held.
    pub fn aside(&self) -> Option<(&Arc<dyn Aside>, usize)> {
        self.aside.as_ref().map(|aside| (aside, self.most))
    }

    /// Whether it may know anything, or learn it.
    pub fn is_on(&self) -> bool {
        !self.portions.is_empty()
    }

    /// What was learnt from that.
    pub fn get(&self, from: &Hash) -> Option<&[u8]> {
        let portion = self.portion(from)?;
        let known = portion.known.get(from.as_bytes())?;
        known.is_used.store(true, Ordering::Relaxed);
        portion.bytes.get(known.range.clone())
    }

    /// Learns something, if there is something to learn. Twice is once too often, and does no harm.
    pub fn learn(&self, from: Hash, find: impl FnOnce() -> Option<Vec<u8>>) {
        let Some(portion) = self.portion(&from) else { return };
        let found = find().map(|bytes| (from, self.hold(bytes)));
        portion.learnt.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
    }

    fn hold(&self, bytes: Vec<u8>) -> Bytes {
        let held = self.held.fetch_add(bytes.len(), Ordering::Relaxed);
        let place = self.aside.as_ref().filter(|_| held >= self.most).and_then(|aside| aside.put(&bytes));
        place.map_or_else(|| Bytes::Here(bytes.into_boxed_slice()), Bytes::Aside)
    }

    /// Whether what is known of that was of use.
    pub fn was_of_use(&self, from: &Hash) -> bool {
        let known = self.portion(from).and_then(|portion| portion.known.get(from.as_bytes()));
        known.is_some_and(|known| known.is_used.load(Ordering::Relaxed))
    }

    /// Takes back that what is known of something is of use, so that it is not stored.
    pub fn renounce(&self, from: &Hash) {
        let known = self.portion(from).and_then(|portion| portion.known.get(from.as_bytes()));
        known.iter().for_each(|known| known.is_used.store(false, Ordering::Relaxed));
    }

    /// Forgets something, so that it is not stored.
    pub fn forget(&self, from: &Hash) {
        let Some(portion) = self.portion(from) else { return };
        portion.learnt.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, _)| known != from);
        self.renounce(from);
    }

    /// Whether this run learnt more than it knew, so that it is worth storing even by one that does not ask for all that
    /// another knew.
    pub fn is_mostly_new(&self) -> bool {
        let (learnt, known): (Vec<usize>, Vec<usize>) = self.portions.iter().map(Portion::counts).unzip();
        learnt.into_iter().sum::<usize>() > known.into_iter().sum()
    }

    /// Gives every portion that is not as it was recalled to `store`, by name, without what this run did not ask for.
    pub fn store(self, store: impl Fn(&str, &[u8]) + Sync) {
        let aside = self.aside.as_deref();
        let one = |(at, portion): (usize, Portion)| portion.changed(aside).iter().for_each(|bytes| store(&name(at), bytes));
        self.portions.into_par_iter().enumerate().for_each(one);
    }

    fn portion(&self, from: &Hash) -> Option<&Portion> {
        let [first, ..] = from.as_bytes();
        self.portions.get(usize::from(*first) % PORTIONS)
    }
}

fn name(portion: usize) -> String {
    format!("learnt-{portion:02}")
}

impl Portion {
    /// Entries one after the other: digest, length, bytes. What does not read as such is not known.
    fn of(bytes: Vec<u8>) -> Self {
        let mut known = FxHashMap::default();
        let mut rest = bytes.as_slice();
        while let Some((from, range, after)) = entry(&bytes, rest) {
            known.insert(from, Known { range, is_used: AtomicBool::new(false) });
            rest = after;
        }
        Self { bytes, known, learnt: Mutex::default() }
    }

    /// How much was learnt, and how much of what was known was asked for.
    fn counts(&self) -> (usize, usize) {
        let known = self.known.values().filter(|known| known.is_used.load(Ordering::Relaxed)).count();
        (self.learnt.lock().unwrap_or_else(PoisonError::into_inner).len(), known)
    }

    /// The bytes to store; none where they are as they were.
    fn changed(self, aside: Option<&dyn Aside>) -> Option<Vec<u8>> {
        let mut learnt = self.learnt.into_inner().unwrap_or_else(PoisonError::into_inner);
        if learnt.is_empty() && self.known.values().all(|known| known.is_used.load(Ordering::Relaxed)) {
            return None;
        }
        learnt.sort_unstable_by_key(|(from, _)| *from.as_bytes());
        learnt.dedup_by_key(|(from, _)| *from.as_bytes());
        let mut kept: Vec<(&[u8; 32], &Known)> = self.known.iter().filter(|(_, known)| known.is_used.load(Ordering::Relaxed)).collect();
        kept.sort_unstable_by_key(|(from, _)| **from);
        let mut out = Vec::new();
        kept.iter().for_each(|(from, known)| put(&mut out, from, self.bytes.get(known.range.clone()).unwrap_or_default()));
        for (from, bytes) in learnt {
            match bytes {
                Bytes::Here(bytes) => put(&mut out, from.as_bytes(), &bytes),
                Bytes::Aside(place) => {
                    let had = aside.and_then(|aside| aside.get(place));
                    had.iter().for_each(|bytes| put(&mut out, from.as_bytes(), bytes));
                }
            }
        }
        Some(out)
    }
}

type Entry<'b> = ([u8; 32], Range<usize>, &'b [u8]);

fn entry<'b>(all: &'b [u8], rest: &'b [u8]) -> Option<Entry<'b>> {
    let (from, rest) = rest.split_first_chunk::<32>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let start = all.len() - rest.len();
    Some((*from, start..start + length, rest.get(length..)?))
}

fn put(out: &mut Vec<u8>, from: &[u8; 32], bytes: &[u8]) {
    // What is larger than 4 GiB is not remembered.
    let Ok(length) = u32::try_from(bytes.len()) else { return };
    out.extend_from_slice(from);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    type Kept = Mutex<BTreeMap<String, Vec<u8>>>;

    fn recall(kept: &Kept) -> Learnt {
        Learnt::recall(|name| kept.lock().unwrap().get(name).cloned())
    }

    fn store(learnt: Learnt, kept: &Kept) -> usize {
        let written = Mutex::new(0);
        learnt.store(|name, bytes| {
            *written.lock().unwrap() += 1;
            kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec());
        });
        written.into_inner().unwrap()
    }

    fn of(number: u32) -> Hash {
        blake3::hash(&number.to_le_bytes())
    }

    #[test]
    fn what_was_learnt_is_known_next_time_while_it_is_asked_for() {
        let kept = Kept::default();
        let learnt = recall(&kept);
        (0..500).for_each(|number| learnt.learn(of(number), || Some(number.to_string().into_bytes())));
        assert_eq!(store(learnt, &kept), PORTIONS);
        let learnt = recall(&kept);
        (0..500).for_each(|number| assert_eq!(learnt.get(&of(number)), Some(number.to_string().as_bytes())));
        assert_eq!(learnt.get(&of(500)), None);
        assert_eq!(store(learnt, &kept), 0, "nothing is new");
        let learnt = recall(&kept);
        (1..500).for_each(|number| _ = learnt.get(&of(number)));
        learnt.learn(of(500), || Some(b"new".to_vec()));
        assert!(store(learnt, &kept) <= 2);
        let learnt = recall(&kept);
        assert_eq!((learnt.get(&of(0)), learnt.get(&of(500))), (None, Some(b"new".as_slice())));
    }

    #[test]
    fn a_run_is_new_that_learnt_more_than_it_knew() {
        let kept = Kept::default();
        let learnt = recall(&kept);
        assert!(!learnt.is_mostly_new());
        (0..4).for_each(|number| learnt.learn(of(number), || Some(b"one".to_vec())));
        assert!(learnt.is_mostly_new());
        store(learnt, &kept);
        let learnt = recall(&kept);
        learnt.learn(of(4), || Some(b"new".to_vec()));
        assert!(learnt.is_mostly_new());
        (0..4).for_each(|number| _ = learnt.get(&of(number)));
        assert!(!learnt.is_mostly_new());
    }

    #[test]
    fn what_is_forgotten_is_not_stored() {
        let kept = Kept::default();
        let learnt = recall(&kept);
        learnt.learn(of(1), || Some(b"one".to_vec()));
        learnt.forget(&of(1));
        store(learnt, &kept);
        let learnt = recall(&kept);
        assert_eq!(learnt.get(&of(1)), None);
        learnt.learn(of(1), || Some(b"one".to_vec()));
        store(learnt, &kept);
        let learnt = recall(&kept);
        learnt.get(&of(1)).unwrap();
        learnt.forget(&of(1));
        store(learnt, &kept);
        assert_eq!(recall(&kept).get(&of(1)), None);
    }

    #[test]
    fn damage_is_as_if_nothing_were_there() {
        let kept = Kept::default();
        let learnt = recall(&kept);
        learnt.learn(of(1), || Some(b"what was learnt".to_vec()));
        store(learnt, &kept);
        let whole = kept.lock().unwrap().clone();
        for cut in 0..60 {
            *kept.lock().unwrap() = whole.iter().map(|(name, bytes)| (name.clone(), bytes.iter().copied().take(cut).collect())).collect();
            let learnt = recall(&kept);
            assert!(learnt.get(&of(1)).is_none_or(|bytes| bytes == b"what was learnt"), "cut at {cut}");
        }
    }
}
