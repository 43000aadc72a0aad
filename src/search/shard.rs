//! Shards by prefix: as short a prefix as keeps a shard small, so that a query loads one file a word.

use super::terms::{Posting, Postings};
use rayon::prelude::*;
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use std::collections::BTreeMap;

/// A shard larger than this is divided by the next letter, where its terms have one. Bytes of JSON.
pub(super) const LARGEST: usize = 24 * 1024;

/// A name that leads straight to a document.
#[derive(Debug, Serialize)]
pub(super) struct Name<'d> {
    pub written: &'d str,
    pub number: u32,
    pub is_title: bool,
}

/// Names by what they fold to.
pub(super) type Names<'d> = (String, Vec<Name<'d>>);

/// Documents' numbers by `family:value`.
pub(super) type Facet = (String, Vec<u32>);

/// One thing in a shard, under the word it is found by.
enum Item<'a> {
    Term(&'a [Posting]),
    Name(&'a [Name<'a>]),
    Facet(&'a [u32]),
}

/// Divides all that begins with some letters into shards, by prefix; what begins with others changes nothing.
pub(super) fn split(postings: &[(String, Postings)], facets: &[Facet], names: &[Names<'_>]) -> Vec<(String, Vec<u8>)> {
    let mut items: Vec<(&str, Item<'_>)> = postings.iter().map(|(term, list)| (term.as_str(), Item::Term(list))).collect();
    items.extend(facets.iter().map(|(facet, list)| (facet.as_str(), Item::Facet(list))));
    items.extend(names.iter().map(|(name, list)| (name.as_str(), Item::Name(list))));
    items.sort_by(|a, b| a.0.cmp(b.0));
    let mut groups = Vec::new();
    divide(&items, 1, &mut groups);
    groups.sort_by(|a, b| a.0.cmp(b.0));
    groups.into_par_iter().map(|(prefix, items)| (prefix.to_owned(), bytes(items))).collect()
}

/// A prefix and what stands in its shard.
type Group<'g, 'a> = (&'a str, &'g [(&'a str, Item<'a>)]);

/// Groups items by their first `letters` characters; too large a group is divided by one more.
fn divide<'g, 'a>(items: &'g [(&'a str, Item<'a>)], letters: usize, groups: &mut Vec<Group<'g, 'a>>) {
    for group in items.chunk_by(|(a, _), (b, _)| prefix(a, letters) == prefix(b, letters)) {
        let Some((first, _)) = group.first() else { continue };
        let head = prefix(first, letters);
        let short = group.partition_point(|(key, _)| first_word(key) == head);
        let (whole, longer) = group.split_at(short);
        let size: usize = group.iter().map(|(key, item)| key.len() + 8 + item.size()).sum();
        if size <= LARGEST || longer.is_empty() || head.chars().count() < letters {
            groups.push((head, group));
            continue;
        }
        if !whole.is_empty() {
            groups.push((head, whole));
        }
        divide(longer, letters + 1, groups);
    }
}

fn prefix(key: &str, letters: usize) -> &str {
    // A name is found by its first word; dividing inside a later one would hide it from that word's shard.
    let word = first_word(key);
    word.char_indices().nth(letters).map_or(word, |(at, _)| word.get(..at).unwrap_or(word))
}

/// The first character of the shard that a key is in.
pub(super) fn letter(key: &str) -> char {
    first_word(key).chars().next().unwrap_or_default()
}

fn first_word(key: &str) -> &str {
    key.split(' ').next().unwrap_or(key)
}

impl Item<'_> {
    /// About how many bytes of JSON it takes.
    fn size(&self) -> usize {
        match self {
            Self::Term(list) => list.len() * 12,
            Self::Facet(list) => list.len() * 9,
            Self::Name(list) => list.iter().map(|name| name.written.len() + 14).sum(),
        }
    }
}

/// `{"t": {term: [number, packed, …]}, "n": {folded: [[written, number, is title], …]}, "f": {facet: [number, …]}}`
#[derive(Serialize)]
struct Shard<'a> {
    t: Terms<'a>,
    n: Named<'a>,
    f: BTreeMap<&'a str, &'a [u32]>,
}

struct Terms<'a>(Vec<(&'a str, &'a [Posting])>);
struct Flat<'a>(&'a [Posting]);
struct Named<'a>(Vec<(&'a str, &'a [Name<'a>])>);

impl Serialize for Terms<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (term, list) in &self.0 {
            map.serialize_entry(term, &Flat(list))?;
        }
        map.end()
    }
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len() * 2))?;
        for posting in self.0 {
            list.serialize_element(&posting.number())?;
            list.serialize_element(&posting.packed())?;
        }
        list.end()
    }
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, list) in &self.0 {
            let rows: Vec<(&str, u32, u8)> = list.iter().map(|name| (name.written, name.number, u8::from(name.is_title))).collect();
            map.serialize_entry(name, &rows)?;
        }
        map.end()
    }
}

fn bytes(items: &[(&str, Item<'_>)]) -> Vec<u8> {
    let mut shard = Shard { t: Terms(Vec::new()), n: Named(Vec::new()), f: BTreeMap::new() };
    for (key, item) in items {
        match item {
            Item::Term(list) => shard.t.0.push((key, list)),
            Item::Name(list) => shard.n.0.push((key, list)),
            Item::Facet(list) => {
                shard.f.insert(key, list);
            }
        }
    }
    super::json(&shard)
}
