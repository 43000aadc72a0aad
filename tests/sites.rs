//! Small casebooks as folders, `tests/sites/NAME/`, and what must come of them. `compared.txt` lists the addresses whose
//! files stand in `expected/` (pages as their reader has them, see [`reading`](crate::reading); everything else byte for
//! byte), `expected/addresses.txt` holds every address, `never.txt` words that no file of the output may hold. An
//! expectation that nothing asks for fails like one that is missing.
//!
//! `CASEBOOK_BLESS=1 cargo test --test main sites` writes `expected/` anew; read what it changed.

use crate::reading;
use casebook::compile::{self, Options};
use casebook::content::Snapshot;
use casebook::learnt::Learnt;
use casebook::plan::{Key, Sink};
use casebook::release::Reach;
use casebook::render;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The instant at which these casebooks are built.
const NOW: &str = "2024-06-01T00:00:00Z";

/// Every file below a folder, by its path with `/`.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = entries.map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        (path, fs::read(entry.path()).unwrap())
    });
    named.collect()
}

fn snapshot(folder: &Path) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (path, bytes) in files_below(folder) {
        if path == "casebook.yaml" || ["content/", "templates/", "static/"].iter().any(|part| path.starts_with(part)) {
            snapshot.insert(path, bytes);
        }
    }
    snapshot
}

/// What a build would write, in memory.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for Memory {
    fn previous(&self, _: &str) -> Option<Key> {
        None
    }

    fn keep(&self, address: &str, _: Key) -> io::Result<()> {
        panic!("{address} is kept, but there is nothing before this build")
    }

    fn write(&self, address: &str, _: Key, bytes: &[u8]) -> io::Result<()> {
        let twice = self.0.lock().unwrap().insert(address.to_owned(), bytes.to_vec());
        assert!(twice.is_none(), "{address} is written twice");
        Ok(())
    }
}

/// The whole site by address, search index and all, without the theme's own files; none where errors stop the build.
pub fn site(snapshot: &Snapshot, now: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let options = Options { ceiling: None, now: now.parse().unwrap(), reach: Reach::Readers };
    let compiled = compile::compile(snapshot, &options);
    if compiled.is_stopped() {
        return None;
    }
    let graph = compiled.graph.as_ref()?;
    let engine = compiled.engine(&graph.config, Key([0; 32])).unwrap();
    let memory = Memory::default();
    render::render(&compile::plan(graph, &compiled.theme), graph, &engine, &Learnt::none(), &memory).unwrap();
    let files = memory.0.into_inner().unwrap();
    Some(files.into_iter().filter(|(address, _)| !address.starts_with("/static/")).collect())
}

/// The first address at which two sites differ, for a failure worth reading.
pub fn difference(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    let address = one.keys().chain(other.keys()).find(|address| one.get(*address) != other.get(*address))?;
    let text =
        |site: &BTreeMap<String, Vec<u8>>| site.get(address).map_or("nothing".into(), |bytes| String::from_utf8_lossy(bytes).into_owned());
    let (a, b) = (text(one), text(other));
    let line = a
        .lines()
        .zip(b.lines())
        .find(|(a, b)| a != b)
        .map_or_else(|| format!("{} and {} bytes", a.len(), b.len()), |(a, b)| format!("{a}\n{b}"));
    Some(format!("{address} differs:\n{line}"))
}

fn lines(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What the site must have in `expected/`, by file name.
fn wanted(folder: &Path, site: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let is_index = |address: &String| address.starts_with("/search/");
    let addresses: String = site.keys().filter(|address| !is_index(address)).map(|address| format!("{address}\n")).collect();
    let mut wanted = BTreeMap::from([("addresses.txt".to_owned(), addresses)]);
    for address in lines(&folder.join("compared.txt")) {
        let bytes = site.get(&address).unwrap_or_else(|| panic!("compared.txt names {address}, which is not in the site"));
        let text = String::from_utf8(bytes.clone()).unwrap();
        let name = address.trim_start_matches('/').to_owned();
        let (name, text) = if name.ends_with(".html") { (format!("{name}.txt"), reading::outline(&text)) } else { (name, text) };
        wanted.insert(name, text);
    }
    wanted
}

fn compare(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    let site = site(&snapshot(&folder), NOW).expect("the casebook has errors: run `casebook check` on it");
    for word in lines(&folder.join("never.txt")) {
        for (address, bytes) in &site {
            assert!(!String::from_utf8_lossy(bytes).contains(&word) && !address.contains(&word), "{address} holds `{word}`");
        }
    }
    let wanted = wanted(&folder, &site);
    let expected = folder.join("expected");
    if std::env::var_os("CASEBOOK_BLESS").is_some() {
        let _ = fs::remove_dir_all(&expected);
        for (file, text) in &wanted {
            let path = expected.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let found = files_below(&expected);
    let leftover: Vec<&String> = found.keys().filter(|file| !wanted.contains_key(*file)).collect();
    assert!(leftover.is_empty(), "{name}: nothing makes {leftover:?} in expected/");
    for (file, text) in &wanted {
        let before = found.get(file).unwrap_or_else(|| panic!("{name}: expected/{file} is missing"));
        similar(&format!("{name}/expected/{file}"), &String::from_utf8_lossy(before), text);
    }
}

/// Fails at the first line that differs, with the lines around it.
fn similar(what: &str, before: &str, now: &str) {
    if before == now {
        return;
    }
    let at = before.lines().zip(now.lines()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.lines().skip(at.saturating_sub(2)).take(6).collect::<Vec<_>>().join("\n    ");
    panic!("{what} differs from line {}:\nexpected\n    {}\nfound\n    {}", at + 1, around(before), around(now));
}

#[test]
fn five_lines_make_a_brief_of_each_kind() {
    compare("minimal");
}

#[test]
fn rival_claims_and_figures_stand_side_by_side() {
    compare("contested");
}

#[test]
fn a_reader_of_urdu_is_led_through_urdu() {
    compare("translations");
}

#[test]
fn what_is_withheld_appears_nowhere() {
    compare("releases");
}

#[test]
fn old_addresses_tags_and_feeds_lead_to_the_pages() {
    compare("ways-in");
}

#[test]
fn every_folder_has_its_test() {
    let folders = fs::read_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites")).unwrap();
    let names: BTreeSet<String> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let tested = ["minimal", "contested", "translations", "releases", "ways-in"].map(str::to_owned);
    assert_eq!(names, BTreeSet::from(tested));
}
