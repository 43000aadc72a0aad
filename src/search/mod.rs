//! A static search index: folded terms in shards by prefix, names as jump targets, small blocks of what a result shows.
//!
//! One index serves every language. A document's number is a hash of its name, so that adding one leaves the others'
//! shards as they are; lengths are measured against a constant, not an average, for the same reason; the count of
//! documents stands in one small file. Postings keep the best thousand a term. Knows no briefs: takes text, gives bytes.
//!
//! Files: `meta.json`; `s-HEX.json` a shard, HEX the UTF-8 of its prefix; `d-N.json` a block of documents.

mod memory;
mod shard;
mod table;
mod terms;
mod words;

pub use words::tokens;

use crate::learnt::Learnt;
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use terms::Postings;
use words::Term;

/// Postings that a term keeps.
const BEST: usize = 1_000;
/// Documents a block holds on average, at most.
const BLOCK: usize = 16;
/// Bits of a document's number.
const BITS: u32 = 24;
/// Values of one facet that the search page offers.
const OFFERED: usize = 60;

/// One page that can be found.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// Unique, stable: `actors/iran`.
    pub name: String,
    /// 0 to 7; results can be narrowed to one.
    pub kind: u8,
    /// Title first, then every other name it is known by.
    pub names: Vec<&'a str>,
    /// One or two sentences.
    pub summary: &'a str,
    /// Its text; read only where it is not remembered.
    pub text: Later<'a, Text<'a>>,
    /// Of all of the above: where it is the same, what was learnt of the document still holds.
    pub digest: [u8; 32],
    /// What a result shows.
    pub shown: Later<'a, Shown>,
    /// Facets to narrow by: family, value; `("year", "2024")`.
    pub facets: Vec<(&'static str, Cow<'a, str>)>,
}

/// What a document says at length.
#[derive(Debug, Default)]
pub struct Text<'a> {
    /// Headings of its prose.
    pub headings: Vec<&'a str>,
    /// Its prose, in parts.
    pub body: Vec<Cow<'a, str>>,
}

/// What is made when it is wanted, so that no two documents hold it at once.
pub struct Later<'a, T>(Box<dyn Fn() -> T + Send + Sync + 'a>);

impl<'a, T> Later<'a, T> {
    /// What `make` makes.
    pub fn new(make: impl Fn() -> T + Send + Sync + 'a) -> Self {
        Self(Box::new(make))
    }

    fn get(&self) -> T {
        (self.0)()
    }
}

impl<'a, T: Default + 'a> Default for Later<'a, T> {
    fn default() -> Self {
        Self::new(T::default)
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Later<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

/// What a result shows, as the script reads it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    /// Title.
    #[serde(rename = "t")]
    pub title: String,
    /// Root-absolute address without its leading slash.
    #[serde(rename = "h")]
    pub href: String,
    /// Kind, as a CSS word.
    #[serde(rename = "k")]
    pub kind: String,
    /// Date in words; empty where there is none.
    #[serde(rename = "d", skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Summary, at most 200 characters.
    #[serde(rename = "s", skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// BCP 47 where it differs from the site's.
    #[serde(rename = "l", skip_serializing_if = "String::is_empty")]
    pub lang: String,
    /// `rtl` or `ltr` where it differs.
    #[serde(rename = "r", skip_serializing_if = "String::is_empty")]
    pub dir: String,
}

/// A file of the index: name below `/search/` without its ending, and JSON.
pub type File = (String, Vec<u8>);

#[derive(Serialize)]
struct Meta<'a> {
    /// Documents.
    n: usize,
    /// Prefixes that have a shard.
    prefixes: Vec<&'a str>,
    /// How far to shift a number right to get its block.
    shift: u32,
    /// Values and counts by family, most common first.
    facets: BTreeMap<&'a str, Vec<(&'a str, usize)>>,
}

/// Makes every file of the index, reading only documents of which `learnt` does not know the terms.
pub fn build(documents: &[Document<'_>], learnt: &Learnt) -> Vec<File> {
    let numbers = numbers(documents);
    files(documents, &numbers, memory::postings(documents, &numbers, learnt))
}

fn files(documents: &[Document<'_>], numbers: &[u32], terms: Vec<(Term, Postings)>) -> Vec<File> {
    let terms = terms.into_par_iter().map(|(term, mut list)| {
        terms::drop_beyond_best(&mut list);
        list.shrink_to_fit();
        (String::from(term), list)
    });
    let postings: Vec<(String, Postings)> = terms.collect();
    let shards = shard::split(&postings, &facet_postings(documents, numbers), &names(documents, numbers));
    drop(postings);
    let shift = BITS - block_bits(documents.len());
    let prefixes = shards.iter().map(|(prefix, _)| prefix.as_str()).collect();
    let meta = Meta { n: documents.len(), prefixes, shift, facets: offered(documents) };
    let mut files = vec![("meta".to_owned(), json(&meta))];
    files.extend(blocks(documents, numbers));
    files.extend(shards.into_iter().map(|(prefix, bytes)| (format!("s-{}", hex(&prefix)), bytes)));
    files
}

/// The UTF-8 of a prefix in hexadecimal: a file name in any script.
fn hex(prefix: &str) -> String {
    prefix.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Plain structs with string keys always serialise.
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    // It waits until all are made.
    bytes.shrink_to_fit();
    bytes
}

/// A number for each document: a hash of its name; on a clash, the next free one, in the order of names.
fn numbers(documents: &[Document<'_>]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|at| documents.get(*at).map(|document| document.name.as_str()));
    let mut taken = BTreeSet::new();
    let mut numbers = vec![0; documents.len()];
    for at in order {
        let (Some(document), Some(slot)) = (documents.get(at), numbers.get_mut(at)) else { continue };
        let hash = blake3::hash(document.name.as_bytes());
        let [a, b, c, ..] = *hash.as_bytes();
        let mut number = u32::from_be_bytes([0, a, b, c]);
        while !taken.insert(number) {
            number = (number + 1) % (1 << BITS);
        }
        *slot = number;
    }
    numbers
}

fn block_bits(documents: usize) -> u32 {
    documents.div_ceil(BLOCK).next_power_of_two().trailing_zeros()
}

fn blocks(documents: &[Document<'_>], numbers: &[u32]) -> Vec<File> {
    let shift = BITS - block_bits(documents.len());
    let mut blocks: BTreeMap<u32, BTreeMap<u32, &Document<'_>>> = BTreeMap::new();
    for (document, number) in documents.iter().zip(numbers) {
        blocks.entry(number >> shift).or_default().insert(*number, document);
    }
    let shown = |documents: BTreeMap<u32, &Document<'_>>| -> BTreeMap<u32, Shown> {
        documents.into_iter().map(|(number, document)| (number, document.shown.get())).collect()
    };
    blocks.into_par_iter().map(|(block, documents)| (format!("d-{block}"), json(&shown(documents)))).collect()
}

/// Numbers by `family:value`.
fn facet_postings(documents: &[Document<'_>], numbers: &[u32]) -> BTreeMap<String, Vec<u32>> {
    let mut found: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
    for (document, number) in documents.iter().zip(numbers) {
        // The kind stands in every posting.
        for (family, value) in document.facets.iter().filter(|(family, _)| *family != "kind") {
            found.entry((family, value)).or_default().push(*number);
        }
    }
    found.values_mut().for_each(|list| list.sort_unstable());
    found.into_iter().map(|((family, value), list)| (format!("{family}:{value}"), list)).collect()
}

fn offered<'d>(documents: &'d [Document<'_>]) -> BTreeMap<&'d str, Vec<(&'d str, usize)>> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (family, value) in documents.iter().flat_map(|document| &document.facets) {
        *counts.entry(family).or_default().entry(value).or_default() += 1;
    }
    counts.into_iter().map(|(family, values)| (family, most_common(values))).collect()
}

fn most_common(values: BTreeMap<&str, usize>) -> Vec<(&str, usize)> {
    let mut list: Vec<_> = values.into_iter().collect();
    list.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    list.truncate(OFFERED);
    list
}

/// Folded name → the names that fold to it: as written, and whose they are.
fn names<'d>(documents: &'d [Document<'_>], numbers: &[u32]) -> BTreeMap<String, Vec<shard::Name<'d>>> {
    let key = |name: &&str| tokens(name).collect::<Vec<_>>().join(" ");
    let keys: Vec<Vec<String>> = documents.par_iter().map(|document| document.names.iter().map(key).collect()).collect();
    let mut found: BTreeMap<String, Vec<shard::Name<'d>>> = BTreeMap::new();
    for ((document, number), keys) in documents.iter().zip(numbers).zip(keys) {
        for (at, (name, key)) in document.names.iter().zip(keys).enumerate() {
            let list = found.entry(key).or_default();
            // A document's names follow each other.
            if list.last().is_none_or(|last| last.number != *number) {
                list.push(shard::Name { written: name, number: *number, is_title: at == 0 });
            }
        }
    }
    found.remove("");
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    fn document<'a>(name: &str, names: &[&'a str], body: &'a str) -> Document<'a> {
        let (title, href) = (names[0].to_owned(), format!("{name}.html"));
        let shown = Later::new(move || Shown { title: title.clone(), href: href.clone(), ..Shown::default() });
        let digest = *blake3::hash(format!("{name}{names:?}{body}").as_bytes()).as_bytes();
        Document {
            name: name.to_owned(),
            names: names.to_vec(),
            text: Later::new(move || Text { body: vec![body.into()], ..Text::default() }),
            digest,
            shown,
            ..Document::default()
        }
    }

    fn files(documents: &[Document<'_>]) -> BTreeMap<String, String> {
        build(documents, &Learnt::none()).into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
    }

    #[test]
    fn a_term_of_any_spelling_leads_to_its_document() {
        let files = files(&[
            document("actors/jaish", &["Jaish al-Adl", "جيش العدل"], "An armed group."),
            document("actors/iran", &["Iran"], "A state."),
        ]);
        let meta: serde_json::Value = serde_json::from_str(&files["meta"]).unwrap();
        assert_eq!(meta["n"], 2);
        let all: String = files.iter().filter(|(name, _)| name.starts_with("s-")).map(|(_, text)| text.as_str()).collect();
        for wanted in ["\"jaish\"", "\"جیش\"", "\"armed\"", "\"iran\""] {
            assert!(all.contains(wanted), "{wanted} is in no shard");
        }
    }

    #[test]
    fn an_index_with_a_memory_is_the_one_without() {
        let texts: Vec<String> = (0..700).map(|n| format!("word{} and word{} in {}", n % 90, n % 7, "longer".repeat(n % 5))).collect();
        fn made(texts: &[String]) -> Vec<Document<'_>> {
            texts.iter().enumerate().map(|(at, text)| document(&format!("e/{at}"), &["Title", "Другое"], text)).collect()
        }
        let kept = Mutex::new(BTreeMap::new());
        let recall = |cut: usize| {
            Learnt::recall(|name| kept.lock().unwrap().get(name).map(|bytes: &Vec<u8>| bytes.iter().copied().take(cut).collect()))
        };
        let learnt = recall(usize::MAX);
        assert_eq!(build(&made(&texts), &learnt), build(&made(&texts), &Learnt::none()));
        learnt.store(|name, bytes| _ = kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec()));
        let mut other = texts.clone();
        other[300] = "a single new word".to_owned();
        other.remove(650);
        for learnt in [recall(usize::MAX), recall(1000), recall(7)] {
            assert_eq!(build(&made(&other), &learnt), build(&made(&other), &Learnt::none()));
        }
    }

    #[test]
    fn the_best_of_a_term_are_the_same_however_documents_are_divided() {
        let texts: Vec<String> = (0..3_000).map(|n| format!("common {}", "other ".repeat(n * 7 % 400))).collect();
        let documents: Vec<Document<'_>> =
            texts.iter().enumerate().map(|(at, text)| document(&format!("e/{at}"), &["Title"], text)).collect();
        let numbers = numbers(&documents);
        let divided = |size: usize| {
            let parts = documents.chunks(size).zip(numbers.chunks(size)).map(|(documents, numbers)| terms::postings(documents, numbers));
            super::files(&documents, &numbers, parts.fold(terms::Terms::new(), terms::merged))
        };
        let whole = divided(documents.len());
        assert!([100, 999, 2_500].into_iter().all(|size| divided(size) == whole));
    }

    #[test]
    fn another_document_leaves_other_shards_alone() {
        let one = || vec![document("a/x", &["Xylophone"], "alpha"), document("a/y", &["Yellow"], "beta")];
        let mut two = one();
        two.push(document("a/z", &["Zebra"], "gamma"));
        let (before, after) = (files(&one()), files(&two));
        for prefix in ["x", "y", "a", "b"] {
            let name = format!("s-{}", hex(prefix));
            assert_eq!(before[&name], after[&name], "the shard of {prefix} changed");
        }
        assert_ne!(before["meta"], after["meta"]);
    }

    #[test]
    fn shards_stay_small_and_every_term_is_in_the_one_its_prefix_names() {
        let words: Vec<String> = (0..6_000).map(|n| format!("word{n:04}")).collect();
        let texts: Vec<String> = words.chunks(50).map(|words| words.join(" ")).collect();
        let documents: Vec<Document<'_>> =
            texts.iter().enumerate().map(|(at, text)| document(&format!("e/{at}"), &["Title"], text)).collect();
        let files = files(&documents);
        let meta: serde_json::Value = serde_json::from_str(&files["meta"]).unwrap();
        let prefixes: Vec<&str> = meta["prefixes"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        for word in &words {
            let prefix = prefixes.iter().filter(|prefix| word.starts_with(*prefix)).max_by_key(|prefix| prefix.len()).unwrap();
            assert!(files[&format!("s-{}", hex(prefix))].contains(&format!("\"{word}\"")), "{word} is not in {prefix}");
        }
        assert!(files.iter().filter(|(name, _)| name.starts_with("s-")).all(|(_, text)| text.len() <= 2 * shard::LARGEST));
    }

    #[test]
    fn a_name_that_begins_with_a_letter_of_its_own_is_in_one_shard() {
        let names: Vec<String> = (0..3_000).map(|n| format!("A group {n}")).chain((0..3_000).map(|n| format!("Army {n}"))).collect();
        let documents: Vec<Document<'_>> = names.iter().enumerate().map(|(at, name)| document(&format!("a/{at}"), &[name], "")).collect();
        let built = build(&documents, &Learnt::none());
        let mut files: Vec<&str> = built.iter().map(|(name, _)| name.as_str()).collect();
        let count = files.len();
        files.sort_unstable();
        files.dedup();
        assert_eq!(files.len(), count, "two files on one address");
        let a = built.iter().find(|(name, _)| name == "s-61").map(|(_, bytes)| String::from_utf8_lossy(bytes)).unwrap();
        assert!(a.contains("\"A group 7\"") && a.contains("\"A group 2999\""));
    }

    #[test]
    fn a_common_term_keeps_its_best_thousand() {
        let mut documents: Vec<Document<'_>> = (0..1_500).map(|n| document(&format!("e/{n}"), &["Other"], "common words here")).collect();
        documents.push(document("e/best", &["Common"], "common"));
        let numbers = numbers(&documents);
        let text = files(&documents)
            .into_iter()
            .filter(|(name, _)| name.starts_with("s-"))
            .map(|(_, text)| text)
            .find(|text| text.contains("\"common\":"))
            .unwrap();
        let shard: serde_json::Value = serde_json::from_str(&text).unwrap();
        let list = shard["t"]["common"].as_array().unwrap();
        assert_eq!(list.len(), 2 * BEST);
        assert!(list.iter().step_by(2).any(|n| n.as_u64() == Some(u64::from(numbers[1_500]))));
    }
}
