//! A build that remembers equals a clean one byte for byte, after any sequence of edits, renames, deletions, additions,
//! template and configuration changes, whatever has become of the memory: lost, damaged, foreign, of another version or
//! of another day. It touches no file that it need not touch, and counts what it did.

mod remembered;
mod world;

use crate::cli::{self, Ran};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use world::{Change, Files, World, change, world};

/// What becomes of the memory or the output between two builds.
#[derive(Clone, Debug)]
enum Mishap {
    /// Nothing.
    None,
    /// The memory is gone.
    Lost,
    /// One byte of every file of it is another.
    Damaged(prop::sample::Index),
    /// Every file of it ends early.
    Cut(prop::sample::Index),
    /// It was made by another version.
    OtherVersion,
    /// Each file of it stands under the name of another.
    Swapped,
    /// It is that of an earlier build, as where a machine keeps it apart from the output.
    Older,
    /// Somebody wrote into a page.
    PageChanged(prop::sample::Index),
    /// Somebody deleted a page.
    PageGone(prop::sample::Index),
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let any = any::<prop::sample::Index>;
    prop_oneof![
        8 => Just(Mishap::None),
        1 => Just(Mishap::Lost),
        1 => any().prop_map(Mishap::Damaged),
        1 => any().prop_map(Mishap::Cut),
        1 => Just(Mishap::OtherVersion),
        1 => Just(Mishap::Swapped),
        2 => Just(Mishap::Older),
        1 => any().prop_map(Mishap::PageChanged),
        1 => any().prop_map(Mishap::PageGone),
    ]
}

/// How a build is called.
fn flags() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "", "", " --ceiling GREEN", " --jobs 1", " --no-cache", " --explain --timings"])
}

/// A file of the output: what would show that it was touched.
#[derive(Clone, PartialEq)]
struct Stood {
    bytes: Vec<u8>,
    modified: SystemTime,
}

/// A casebook on disk, built again and again.
struct Desk {
    folder: tempfile::TempDir,
    files: Files,
    /// The memory after each build that succeeded.
    memories: Vec<BTreeMap<PathBuf, Vec<u8>>>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: cli::folder(), files: Files::new(), memories: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes what differs, and nothing else.
    fn save(&mut self, files: Files) {
        for path in self.files.keys().filter(|path| !files.contains_key(*path)) {
            fs::remove_file(self.path(path)).unwrap();
        }
        for (path, bytes) in files.iter().filter(|(path, bytes)| self.files.get(*path) != Some(*bytes)) {
            let path = self.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        self.files = files;
    }

    fn build(&mut self, flags: &str) -> Ran {
        let ran = cli::run(self.folder.path(), &format!("build --date 2024-06-01{flags}"));
        if ran.code == 0 {
            self.memories.push(memory(&self.path(".casebook")));
        }
        ran
    }

    /// The site of the same casebook, built elsewhere by a program that remembers nothing.
    fn clean(&self, flags: &str) -> BTreeMap<String, Vec<u8>> {
        let elsewhere = cli::folder();
        let output = elsewhere.path().join("clean");
        let ceiling = if flags.contains("GREEN") { " --ceiling GREEN" } else { "" };
        let ran = cli::run(self.folder.path(), &format!("build --date 2024-06-01 --no-cache --output {}{ceiling}", output.display()));
        assert_eq!(ran.code, 0, "{}", ran.err);
        site(&output).into_iter().map(|(address, stood)| (address, stood.bytes)).collect()
    }

    fn site(&self) -> BTreeMap<String, Stood> {
        site(&self.path("public"))
    }

    fn suffer(&self, mishap: &Mishap) {
        let folder = self.path(".casebook");
        let now = memory(&folder);
        let rewrite = |make: &dyn Fn(&[u8]) -> Vec<u8>| now.iter().for_each(|(path, bytes)| fs::write(path, make(bytes)).unwrap());
        match mishap {
            Mishap::None => {}
            Mishap::Lost => fs::remove_dir_all(folder).unwrap_or_default(),
            Mishap::Damaged(at) => rewrite(&|bytes| {
                let mut bytes = bytes.to_vec();
                let at = at.index(bytes.len());
                bytes[at] ^= 0x55;
                bytes
            }),
            Mishap::Cut(at) => rewrite(&|bytes| bytes[..at.index(bytes.len())].to_vec()),
            Mishap::OtherVersion => rewrite(&|bytes| [b"casebook cache 0".as_slice(), bytes.get(16..).unwrap_or_default()].concat()),
            Mishap::Swapped => {
                let turned = now.values().cycle().skip(1);
                now.keys().zip(turned).for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
            }
            Mishap::Older => {
                for (path, bytes) in self.memories.iter().rev().nth(1).into_iter().flatten() {
                    fs::create_dir_all(&folder).unwrap();
                    fs::write(path, bytes).unwrap();
                }
            }
            Mishap::PageChanged(at) => {
                // A page changed by hand is never removed, so it is one that every site has.
                let pages = ["index.html", "404.html", "events.html", "static/casebook.js"];
                fs::write(self.path("public").join(pages[at.index(pages.len())]), "by hand").unwrap();
            }
            Mishap::PageGone(at) => {
                let site = self.site();
                if let Some(address) = site.keys().nth(at.index(site.len().max(1))) {
                    fs::remove_file(self.path("public").join(address)).unwrap();
                }
            }
        }
    }
}

/// Every file of the memory but the one that hides it; old sites on their way out are none.
fn memory(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).max_depth(1).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let files = files.map(|entry| entry.into_path()).filter(|path| !path.ends_with(".gitignore"));
    files.map(|path| (path.clone(), fs::read(&path).unwrap())).filter(|(_, bytes)| !bytes.is_empty()).collect()
}

/// Every file of an output by its path below it.
fn site(output: &Path) -> BTreeMap<String, Stood> {
    let files = walkdir::WalkDir::new(output).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let stood = |entry: walkdir::DirEntry| {
        let address = entry.path().strip_prefix(output).unwrap().to_str().unwrap().to_owned();
        let modified = entry.metadata().unwrap().modified().unwrap();
        (address, Stood { bytes: fs::read(entry.path()).unwrap(), modified })
    };
    files.map(stood).collect()
}

/// `N written, N unchanged[, N removed]` of the closing line.
fn counted(closing: &str) -> [usize; 3] {
    let number = |word: &str| {
        let before = closing.split(word).next().filter(|before| before.len() < closing.len())?;
        before.rsplit([' ', ':']).find(|part| !part.is_empty())?.replace(',', "").parse().ok()
    };
    [" written", " unchanged", " removed"].map(|word| number(word).unwrap_or(0))
}

/// What the closing line must say of two states of an output; the marker is no page.
fn difference(before: &BTreeMap<String, Stood>, after: &BTreeMap<String, Stood>) -> [usize; 3] {
    let pages = |site: &BTreeMap<String, Stood>| site.keys().filter(|path| *path != ".casebook-site").cloned().collect::<Vec<_>>();
    let same = |path: &String| before.get(path).is_some_and(|old| old.bytes == after[path].bytes);
    let (unchanged, written): (Vec<_>, Vec<_>) = pages(after).into_iter().partition(same);
    let removed = pages(before).into_iter().filter(|path| !after.contains_key(path)).count();
    [written.len(), unchanged.len(), removed]
}

type Step = (Vec<Change>, Mishap, &'static str);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((prop::collection::vec(change(), 0..4), mishap(), flags()), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_changes_ends_in_the_site_of_a_clean_build(mut world in world(), steps in steps()) {
        let mut desk = Desk::new();
        desk.save(world.files());
        let first = desk.build("");
        prop_assert_eq!(first.code, 0, "{}", first.err);
        for (changes, mishap, flags) in steps {
            changes.iter().for_each(|change| world.change(change));
            desk.save(world.files());
            desk.suffer(&mishap);
            check(&mut desk, &world, flags)?;
        }
    }
}

/// Builds once more and compares.
fn check(desk: &mut Desk, world: &World, flags: &str) -> Result<(), TestCaseError> {
    let before = desk.site();
    let built = desk.build(flags);
    let after = desk.site();
    if world.is_broken() {
        prop_assert_eq!(built.code, 1, "{}", built.err);
        prop_assert!(before == after, "a build with an error touched the site");
        return Ok(());
    }
    prop_assert_eq!(built.code, 0, "{}", built.err);
    let clean = desk.clean(flags);
    let differs = clean.keys().chain(after.keys()).find(|path| clean.get(*path) != after.get(*path).map(|stood| &stood.bytes));
    prop_assert_eq!(differs, None, "is not as a clean build makes it");
    let touched =
        after.iter().find(|(path, now)| before.get(*path).is_some_and(|old| old.bytes == now.bytes && old.modified != now.modified));
    prop_assert_eq!(touched.map(|(path, _)| path), None, "was touched without need");
    let closing = built.err.lines().last().unwrap_or_default();
    prop_assert_eq!(counted(closing), difference(&before, &after), "written, unchanged, removed: {}", closing);
    Ok(())
}

#[test]
fn an_edit_that_leaves_size_and_time_of_its_file_is_seen() {
    let mut desk = Desk::new();
    assert_eq!(cli::run(desk.folder.path(), "init .").code, 0);
    let path = desk.path("content/actors/harbour-authority.md");
    let old = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let stamp = || File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    stamp();
    // A build remembers its inputs as a whole only where they have rested longer than a clock's tick.
    std::thread::sleep(std::time::Duration::from_millis(150));
    assert_eq!(desk.build("").code, 0);
    let text = fs::read_to_string(&path).unwrap();
    let (inode, edited) = (fs::metadata(&path).unwrap().ino(), text.replacen("arbour", "ARBOUR", 1));
    fs::write(&path, &edited).unwrap();
    stamp();
    assert_eq!((fs::metadata(&path).unwrap().ino(), edited.len()), (inode, text.len()));
    let before = desk.site();
    assert_eq!(desk.build("").code, 0);
    assert!(before != desk.site());
}
