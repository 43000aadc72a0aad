//! Where each term was last met: a hash table made for the innermost loop of the index.
//!
//! A look touches one line of memory, because what is counted stands beside the key, and a term is never removed.

/// A term, and where it was last met.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met {
    /// Zero in a free place.
    key: u128,
    /// Its number: terms are counted from 0 in the order of their coming.
    pub term: u32,
    /// The document, counted from 1; 0 for a new term.
    pub document: u32,
    /// The position among that document's counts.
    pub at: u32,
}

/// Terms by keys that are not zero.
#[derive(Debug)]
pub(super) struct Table {
    /// A power of two, so that a mask finds the place.
    places: Vec<Met>,
    terms: u32,
}

impl Default for Table {
    fn default() -> Self {
        Self { places: vec![Met::default(); 1 << 10], terms: 0 }
    }
}

impl Table {
    /// The term of a key; a new one where there is none. `None` does not happen.
    #[inline]
    pub fn term(&mut self, key: u128) -> Option<&mut Met> {
        let first = hash(key) & (self.places.len() - 1);
        let is_there = self.places.get(first).is_some_and(|met| met.key == key);
        let at = if is_there { first } else { self.found_or_added(key) };
        self.places.get_mut(at)
    }

    fn found_or_added(&mut self, key: u128) -> usize {
        if self.terms as usize * 2 > self.places.len() {
            self.grow();
        }
        let at = self.place(key);
        if let Some(free) = self.places.get_mut(at).filter(|met| met.key == 0) {
            *free = Met { key, term: self.terms, ..Met::default() };
            self.terms += 1;
        }
        at
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms as usize
    }

    /// Keys and terms, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u128, u32)> {
        self.places.iter().filter(|met| met.key != 0).map(|met| (met.key, met.term))
    }

    /// Where a key is, or the free place where it belongs.
    fn place(&self, key: u128) -> usize {
        let mask = self.places.len() - 1;
        let mut at = hash(key) & mask;
        while self.places.get(at).is_some_and(|met| met.key != key && met.key != 0) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let larger = vec![Met::default(); self.places.len() * 4];
        for met in std::mem::replace(&mut self.places, larger).into_iter().filter(|met| met.key != 0) {
            let at = self.place(met.key);
            if let Some(free) = self.places.get_mut(at) {
                *free = met;
            }
        }
    }
}

/// Both halves of a product: each bit of the key reaches the lowest bits.
fn hash(key: u128) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "halves of numbers are meant")]
    let halves = |number: u128| ((number >> 64) as u64, number as u64);
    let (first, second) = halves(key);
    let (high, low) = halves(u128::from(first ^ second.rotate_left(29)) * 0x9e37_79b9_7f4a_7c15);
    (high ^ low) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_keep_their_numbers_while_the_table_grows() {
        let keys: Vec<u128> = (1..5_000).map(|n| n << (n % 100)).collect();
        let mut table = Table::default();
        let mut first = std::collections::BTreeMap::new();
        for key in keys.iter().chain(&keys) {
            let next = u32::try_from(first.len()).unwrap();
            assert_eq!(table.term(*key).unwrap().term, *first.entry(*key).or_insert(next));
        }
        assert_eq!(table.len(), first.len());
        assert_eq!(table.iter().collect::<std::collections::BTreeMap<_, _>>(), first);
    }
}
