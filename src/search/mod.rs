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
use blake3::Hash;
use memory::Letter;
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use terms::Terms;

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

/// A file of the index.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    /// Below `/search/`, without its ending.
    pub name: String,
    /// Of all that it was made from; absent where nobody learns, or where making it costs no more.
    pub digest: Option<Hash>,
    /// JSON; absent where the file stands.
    pub bytes: Option<Vec<u8>>,
}

impl File {
    fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), digest: None, bytes: Some(bytes) }
    }
}

/// Whether a file of that name stands as it was made from what has that digest.
pub type Stands<'s> = &'s (dyn Fn(&str, &Hash) -> bool + Sync);

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

/// Every file of the index. Documents of which `learnt` knows the terms are not read, and shards that stand are not made.
pub fn build(documents: &[Document<'_>], learnt: &Learnt, stands: Stands<'_>) -> Vec<File> {
    let numbers = numbers(documents);
    // What was remembered and cannot be read is found out again.
    files(documents, &numbers, learnt, stands).or_else(|| files(documents, &numbers, &Learnt::none(), stands)).unwrap_or_default()
}

fn files(documents: &[Document<'_>], numbers: &[u32], learnt: &Learnt, stands: Stands<'_>) -> Option<Vec<File>> {
    let shards = shards(documents, numbers, memory::letters(documents, numbers, learnt), learnt, stands)?;
    let shift = BITS - block_bits(documents.len());
    let prefixes = shards.iter().map(|(prefix, _)| prefix.as_str()).collect();
    let meta = Meta { n: documents.len(), prefixes, shift, facets: offered(documents) };
    let mut files = vec![File::new("meta", json(&meta))];
    files.extend(blocks(documents, numbers));
    files.extend(shards.into_iter().map(|(_, file)| file));
    Some(files)
}

/// Shards with their prefixes, in the order of these. None where what was remembered cannot be read.
fn shards(
    documents: &[Document<'_>],
    numbers: &[u32],
    mut letters: BTreeMap<char, Letter<'_>>,
    learnt: &Learnt,
    stands: Stands<'_>,
) -> Option<Vec<(String, File)>> {
    let (facets, names) = rayon::join(|| facet_postings(documents, numbers), || names(documents, numbers));
    let keys = facets.iter().map(|(key, _)| key).chain(names.iter().map(|(key, _)| key));
    keys.for_each(|key| _ = letters.entry(shard::letter(key)).or_default());
    let of_letter = |(letter, terms): (char, Letter<'_>)| {
        let entries = Entries { terms, facets: beginning(&facets, letter), names: beginning(&names, letter) };
        entries.shards(letter, learnt, stands)
    };
    let letters: Option<Vec<_>> = letters.into_par_iter().map(of_letter).collect();
    Some(letters?.into_iter().flatten().collect())
}

/// The entries whose keys begin with a letter.
fn beginning<T>(entries: &[(String, T)], letter: char) -> &[(String, T)] {
    let start = entries.partition_point(|(key, _)| shard::letter(key) < letter);
    let end = entries.partition_point(|(key, _)| shard::letter(key) <= letter);
    entries.get(start..end).unwrap_or_default()
}

/// All that begins with one letter.
struct Entries<'e> {
    terms: Letter<'e>,
    facets: &'e [shard::Facet],
    names: &'e [shard::Names<'e>],
}

impl Entries<'_> {
    fn shards(self, letter: char, learnt: &Learnt, stands: Stands<'_>) -> Option<Vec<(String, File)>> {
        let name = |prefix: &str| format!("s-{}", hex(prefix));
        let digest = learnt.is_on().then(|| self.digest(letter));
        let known: Option<Vec<String>> = digest.and_then(|digest| postcard::from_bytes(learnt.get(&digest)?).ok());
        if let Some((prefixes, digest)) = known.as_ref().zip(digest)
            && prefixes.iter().all(|prefix| stands(&name(prefix), &digest))
        {
            let file = |prefix: &String| (prefix.clone(), File { name: name(prefix), digest: Some(digest), bytes: None });
            return Some(prefixes.iter().map(file).collect());
        }
        let shards = shard::split(&best(self.terms.terms()?), self.facets, self.names);
        if let Some(digest) = digest.filter(|_| known.is_none()) {
            let prefixes = || shards.iter().map(|(prefix, _)| prefix).collect::<Vec<_>>();
            learnt.learn(digest, || postcard::to_stdvec(&prefixes()).ok());
        }
        let file = |(prefix, bytes): (String, Vec<u8>)| {
            let file = File { name: name(&prefix), digest, bytes: Some(bytes) };
            (prefix, file)
        };
        Some(shards.into_iter().map(file).collect())
    }

    /// All that the shards depend on.
    fn digest(&self, letter: char) -> Hash {
        let all = (letter, &self.terms.digests, self.facets, self.names);
        // Plain lists always serialise.
        blake3::hash(&postcard::to_extend(&all, b"a letter of the index".to_vec()).unwrap_or_default())
    }
}

/// Terms with the postings they keep.
fn best(terms: Terms) -> Vec<(String, terms::Postings)> {
    let kept = terms.into_iter().map(|(term, mut list)| {
        terms::drop_beyond_best(&mut list);
        list.shrink_to_fit();
        (String::from(term), list)
    });
    kept.collect()
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
    order.sort_unstable_by_key(|at| documents.get(*at).map(|document| document.name.as_str()));
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
    blocks.into_par_iter().map(|(block, documents)| File::new(format!("d-{block}"), json(&shown(documents)))).collect()
}

/// Numbers by `family:value`, in the order of these.
fn facet_postings(documents: &[Document<'_>], numbers: &[u32]) -> Vec<shard::Facet> {
    let mut found: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
    for (document, number) in documents.iter().zip(numbers) {
        // The kind stands in every posting.
        for (family, value) in document.facets.iter().filter(|(family, _)| *family != "kind") {
            found.entry((family, value)).or_default().push(*number);
        }
    }
    found.values_mut().for_each(|list| list.sort_unstable());
    let mut found: Vec<shard::Facet> = found.into_iter().map(|((family, value), list)| (format!("{family}:{value}"), list)).collect();
    found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    found
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
    list.sort_unstable_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    list.truncate(OFFERED);
    list
}

/// Folded name → the names that fold to it: as written, and whose they are. In the order of the folded.
fn names<'d>(documents: &'d [Document<'_>], numbers: &[u32]) -> Vec<shard::Names<'d>> {
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
    found.into_iter().collect()
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

    /// Without digests, which are there where somebody learns.
    fn built(documents: &[Document<'_>], learnt: &Learnt) -> Vec<File> {
        build(documents, learnt, &|_, _| false).into_iter().map(|file| File { digest: None, ..file }).collect()
    }

    fn files(documents: &[Document<'_>]) -> BTreeMap<String, String> {
        let text = |file: File| (file.name, String::from_utf8(file.bytes.unwrap()).unwrap());
        built(documents, &Learnt::none()).into_iter().map(text).collect()
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
        assert_eq!(built(&made(&texts), &learnt), built(&made(&texts), &Learnt::none()));
        learnt.store(|name, bytes| _ = kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec()));
        let mut other = texts.clone();
        other[300] = "a single new word".to_owned();
        other.remove(650);
        for learnt in [recall(usize::MAX), recall(1000), recall(7)] {
            assert_eq!(built(&made(&other), &learnt), built(&made(&other), &Learnt::none()));
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
            best(parts.fold(terms::Terms::new(), terms::merged))
        };
        let whole = divided(documents.len());
        assert!([100, 999, 2_500].into_iter().all(|size| divided(size) == whole));
    }

    #[test]
    fn what_stands_is_not_made_and_what_differs_is() {
        let texts: Vec<String> = (0..300).map(|n| format!("alpha{n} beta{} گاما", n % 9)).collect();
        let made = |texts: &'_ [String]| -> BTreeMap<String, String> {
            let documents: Vec<Document<'_>> =
                texts.iter().enumerate().map(|(at, text)| document(&format!("e/{at}"), &["Title"], text)).collect();
            files(&documents)
        };
        let kept = Mutex::new(BTreeMap::<String, Vec<u8>>::new());
        // What stands, as an output would hold it.
        let site = Mutex::new(BTreeMap::<String, (Option<Hash>, String)>::new());
        let build_on = |texts: &[String]| -> Vec<String> {
            let learnt = Learnt::recall(|name| kept.lock().unwrap().get(name).cloned());
            let documents: Vec<Document<'_>> =
                texts.iter().enumerate().map(|(at, text)| document(&format!("e/{at}"), &["Title"], text)).collect();
            let stands = |name: &str, digest: &Hash| site.lock().unwrap().get(name).is_some_and(|(known, _)| *known == Some(*digest));
            let files = build(&documents, &learnt, &stands);
            learnt.store(|name, bytes| _ = kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec()));
            let mut before = std::mem::take(&mut *site.lock().unwrap());
            let mut written = Vec::new();
            for File { name, digest, bytes } in files {
                let text = bytes.map(|bytes| String::from_utf8(bytes).unwrap());
                written.extend(text.is_some().then(|| name.clone()));
                let text = text.unwrap_or_else(|| before.remove(&name).unwrap().1);
                site.lock().unwrap().insert(name, (digest, text));
            }
            written
        };
        let same = |texts: &[String]| {
            let site: BTreeMap<String, String> =
                site.lock().unwrap().iter().map(|(name, (_, text))| (name.clone(), text.clone())).collect();
            assert!(site == made(texts), "the index is not the one made of nothing");
        };
        let shards = |written: &[String]| written.iter().filter(|name| name.starts_with("s-")).cloned().collect::<Vec<_>>();
        assert!(!shards(&build_on(&texts)).is_empty());
        same(&texts);
        assert!(shards(&build_on(&texts)).is_empty(), "nothing changed");
        same(&texts);
        let mut other = texts.clone();
        other[200] = "alpha200 beta2 delta".to_owned();
        let written = shards(&build_on(&other));
        same(&other);
        assert!(written.iter().any(|name| *name == format!("s-{}", hex("d"))), "the new word has its shard: {written:?}");
        assert!(!written.iter().any(|name| name.starts_with(&format!("s-{}", hex("t")))), "the title is as it was: {written:?}");
        site.lock().unwrap().remove(&format!("s-{}", hex("t"))).unwrap();
        assert!(!shards(&build_on(&other)).is_empty(), "a missing shard is made again");
        same(&other);
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
        let count = built(&documents, &Learnt::none()).len();
        let files = files(&documents);
        assert_eq!(files.len(), count, "two files on one address");
        let a = &files["s-61"];
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
