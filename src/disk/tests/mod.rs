//! Publishing as a whole: what stands in the output after one build, two builds, and builds that fail.

mod concurrency;
mod faults;
mod sequences;

use super::work::Work;
use super::*;
use crate::plan::{Key, Sink};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pages by address.
type Site = BTreeMap<String, String>;

struct Desk {
    folder: tempfile::TempDir,
    keep: Vec<String>,
    cache: bool,
}

impl Desk {
    fn new() -> Self {
        Self::inside(tempfile::tempdir().unwrap())
    }

    fn inside(folder: tempfile::TempDir) -> Self {
        fs::create_dir_all(folder.path().join("book/content")).unwrap();
        Self { folder, keep: Vec::new(), cache: true }
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("book/public")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.output().join(name)
    }

    fn open(&self) -> Result<Stage> {
        let root = self.folder.path().join("book");
        let output = self.output();
        let options = Options { keep: &self.keep, cache: self.cache, patience: Duration::from_millis(50), ..Options::new(&root, &output) };
        Stage::open(options)
    }

    fn build(&self, site: &Site) -> Result<Published> {
        let stage = self.open()?;
        fill(&stage, site);
        stage.commit(None)
    }

    /// What a reader finds, by address; nothing else may stand beside or in the output.
    fn published(&self) -> Site {
        let beside: Vec<_> = fs::read_dir(self.folder.path().join("book")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!beside.iter().any(|name| name.to_string_lossy().ends_with(".casebook") && name != ".casebook"), "{beside:?}");
        let site = everything(&self.output());
        let marked = super::marker::read(&self.output()).unwrap();
        let missing = marked.keys().find(|path| !site.contains_key(&format!("/{path}")));
        assert_eq!(missing, None, "listed and missing");
        site
    }
}

fn everything(folder: &Path) -> Site {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap()).filter(|entry| !entry.file_type().is_dir());
    let name = |path: &Path| format!("/{}", path.strip_prefix(folder).unwrap().display());
    let text = |path: &Path| String::from_utf8(fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let files = files.map(|entry| (name(entry.path()), text(entry.path())));
    files.filter(|(address, _)| address != "/.casebook-site").collect()
}

/// Renders as `render` does: a page whose key stands is kept.
fn fill(stage: &Stage, site: &Site) {
    for (address, text) in site {
        let key = Key::of_bytes(text.as_bytes());
        if stage.previous(address) == Some(key) {
            stage.keep(address, key).unwrap();
        } else {
            stage.write(address, key, text.as_bytes()).unwrap();
        }
    }
}

fn site(count: usize) -> Site {
    (0..count)
        .map(|number| (format!("/actors/a{number}.html"), format!("page {number}")))
        .chain([("/index.html".into(), "home".into())])
        .collect()
}

fn with(site: &Site, changes: &[(&str, Option<&str>)]) -> Site {
    let mut site = site.clone();
    for (address, text) in changes {
        match text {
            Some(text) => drop(site.insert((*address).to_owned(), (*text).to_owned())),
            None => drop(site.remove(*address)),
        }
    }
    site
}

fn counts(published: &Published) -> (usize, usize, usize, Way) {
    (published.written, published.unchanged, published.removed, published.way)
}

fn inodes(folder: &Path) -> BTreeMap<PathBuf, (u64, i64, i64)> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap()).filter(|entry| entry.file_type().is_file());
    let stamp = |path: &Path| fs::metadata(path).map(|found| (found.ino(), found.mtime(), found.mtime_nsec())).unwrap();
    files.map(|entry| (entry.path().strip_prefix(folder).unwrap().to_owned(), stamp(entry.path()))).collect()
}

#[test]
fn a_first_build_stands_as_a_whole() {
    let desk = Desk::new();
    let published = desk.build(&site(9)).unwrap();
    assert_eq!(counts(&published), (10, 0, 0, Way::Fresh));
    assert_eq!(published.bytes, 9 * 6 + 4);
    assert_eq!(desk.published(), site(9));
}

#[test]
fn an_empty_folder_is_taken_and_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    fs::create_dir(desk.output()).unwrap();
    fs::set_permissions(desk.output(), fs::Permissions::from_mode(0o750)).unwrap();
    assert_eq!(desk.build(&site(3)).unwrap().way, Way::Fresh);
    desk.build(&with(&site(30), &[("/index.html", Some("other"))])).unwrap();
    assert_eq!(fs::metadata(desk.output()).unwrap().permissions().mode() & 0o777, 0o750);
}

#[test]
fn nothing_changed_touches_nothing() {
    for cache in [true, false] {
        let desk = Desk { cache, ..Desk::new() };
        desk.build(&site(9)).unwrap();
        let before = inodes(&desk.output());
        let published = desk.build(&site(9)).unwrap();
        assert_eq!(counts(&published), (0, 10, 0, Way::Unchanged));
        assert_eq!(inodes(&desk.output()), before, "cache: {cache}");
        assert_eq!(desk.folder.path().join("book/.casebook").exists(), cache);
    }
}

#[test]
fn a_small_change_touches_only_what_differs() {
    for cache in [true, false] {
        let desk = Desk { cache, ..Desk::new() };
        desk.build(&site(40)).unwrap();
        let before = inodes(&desk.output());
        let next = with(&site(40), &[("/actors/a3.html", Some("changed")), ("/tags/new.html", Some("new")), ("/actors/a4.html", None)]);
        let published = desk.build(&next).unwrap();
        assert_eq!(counts(&published), (2, 39, 1, Way::InPlace));
        assert_eq!(desk.published(), next);
        let after = inodes(&desk.output());
        let touched: Vec<_> =
            after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path.to_str().unwrap()).collect();
        assert_eq!(touched, [".casebook-site", "actors/a3.html", "tags/new.html"]);
    }
}

#[test]
fn a_large_change_is_exchanged_and_keeps_the_times_of_the_rest() {
    let desk = Desk::new();
    desk.build(&site(20)).unwrap();
    let before = inodes(&desk.output());
    let mut next = site(20);
    next.iter_mut().take(15).for_each(|(_, text)| text.push_str(" again"));
    let published = desk.build(&next).unwrap();
    assert_eq!(counts(&published), (15, 6, 0, Way::Exchanged));
    assert_eq!(published.notices, Vec::<String>::new());
    assert_eq!(desk.published(), next);
    let same = inodes(&desk.output()).iter().filter(|(path, stamp)| before.get(*path) == Some(stamp)).count();
    assert_eq!(same, 6);
}

#[test]
fn stale_pages_go_and_their_folders_with_them() {
    let desk = Desk::new();
    let many = with(&site(40), &[("/tags/deep/x.html", Some("x"))]);
    desk.build(&many).unwrap();
    let published = desk.build(&site(40)).unwrap();
    assert_eq!((counts(&published), published.gone), ((0, 41, 1, Way::InPlace), vec!["/tags/deep/x.html".to_owned()]));
    assert!(!desk.path("tags").exists());
}

#[test]
fn a_file_may_become_a_folder_and_back() {
    let desk = Desk::new();
    let file = with(&site(40), &[("/a", Some("file"))]);
    let folder = with(&site(40), &[("/a/b", Some("one")), ("/a/c", Some("two"))]);
    for next in [&file, &folder, &file] {
        desk.build(next).unwrap();
        assert_eq!(&desk.published(), next);
    }
}

#[test]
fn a_page_takes_the_place_of_folders_that_somebody_emptied() {
    let desk = Desk::new();
    desk.build(&with(&site(40), &[("/a/b/c", Some("one"))])).unwrap();
    fs::remove_file(desk.path("a/b/c")).unwrap();
    let next = with(&site(40), &[("/a", Some("file"))]);
    desk.build(&next).unwrap();
    assert_eq!(desk.published(), next);
}

#[test]
fn files_of_others_refuse_the_output_and_stay() {
    let desk = Desk::new();
    fs::create_dir(desk.output()).unwrap();
    fs::write(desk.path("thesis.txt"), "mine").unwrap();
    let error = desk.build(&site(3)).unwrap_err();
    assert_eq!((error.class, error.reason.contains("thesis.txt")), (Class::Refused, true));
    assert_eq!(everything(&desk.output()).len(), 1);

    let desk = Desk::new();
    desk.build(&site(3)).unwrap();
    symlink("/etc/passwd", desk.path("actors/link.html")).unwrap();
    assert_eq!(desk.build(&site(3)).unwrap_err().class, Class::Refused);
    assert!(desk.path("actors/link.html").is_symlink());
}

#[test]
fn kept_files_stay_through_every_way_of_publishing() {
    let desk = Desk { keep: vec!["CNAME".into(), "/.well-known/".into(), "actors/a1.html".into()], ..Desk::new() };
    desk.build(&site(40)).unwrap();
    fs::write(desk.path("CNAME"), "example.org").unwrap();
    fs::create_dir(desk.path(".well-known")).unwrap();
    fs::write(desk.path(".well-known/security.txt"), "Contact: desk").unwrap();
    fs::write(desk.path("actors/a1.html"), "their own").unwrap();
    let kept =
        |desk: &Desk| ["CNAME", ".well-known/security.txt", "actors/a1.html"].map(|name| fs::metadata(desk.path(name)).unwrap().ino());
    let before = kept(&desk);
    let mut large = site(40);
    large.values_mut().for_each(|text| text.push_str(" again"));
    for (next, way) in [(with(&site(40), &[("/actors/a3.html", Some("x"))]), Way::InPlace), (large, Way::Exchanged)] {
        assert_eq!(desk.build(&next).unwrap().way, way);
        let expected = with(
            &next,
            &[
                ("/CNAME", Some("example.org")),
                ("/.well-known/security.txt", Some("Contact: desk")),
                ("/actors/a1.html", Some("their own")),
            ],
        );
        assert_eq!(everything(&desk.output()), expected);
        assert_eq!(kept(&desk), before, "{way:?}");
    }
}

#[test]
fn a_kept_link_is_published_round_and_says_so() {
    let desk = Desk { keep: vec!["media".into()], ..Desk::new() };
    desk.build(&site(4)).unwrap();
    symlink("/nowhere", desk.path("media")).unwrap();
    let mut next = site(4);
    next.values_mut().for_each(|text| text.push_str(" again"));
    let published = desk.build(&next).unwrap();
    assert_eq!((published.way, published.notices.len()), (Way::InPlace, 1));
    assert!(desk.path("media").is_symlink());
    let stage = desk.open().unwrap();
    let refused = stage.write("/media/map.png", Key::of_bytes(b""), b"map").unwrap_err();
    assert_eq!(DiskError::from_sink(refused).class, Class::Refused);
}

#[test]
fn ownership_is_proved_without_the_cache() {
    let desk = Desk::new();
    desk.build(&site(40)).unwrap();
    fs::remove_dir_all(desk.folder.path().join("book/.casebook")).unwrap();
    let next = with(&site(40), &[("/actors/a3.html", Some("changed")), ("/actors/a4.html", None)]);
    assert_eq!(counts(&desk.build(&next).unwrap()), (1, 39, 1, Way::InPlace));
    assert_eq!(desk.published(), next);
}

#[test]
fn ownership_is_proved_without_the_marker() {
    let desk = Desk::new();
    desk.build(&site(40)).unwrap();
    fs::remove_file(desk.path(".casebook-site")).unwrap();
    assert_eq!(counts(&desk.build(&site(39)).unwrap()), (0, 40, 1, Way::InPlace));
    assert_eq!(desk.published(), site(39));
    fs::remove_file(desk.path(".casebook-site")).unwrap();
    fs::remove_dir_all(desk.folder.path().join("book/.casebook")).unwrap();
    assert_eq!(desk.build(&site(39)).unwrap_err().class, Class::Refused);
}

#[test]
fn a_page_changed_by_hand_is_written_again_but_not_removed() {
    for cache in [true, false] {
        let desk = Desk { cache, ..Desk::new() };
        desk.build(&site(40)).unwrap();
        fs::write(desk.path("actors/a3.html"), "by hand").unwrap();
        assert_eq!(counts(&desk.build(&site(40)).unwrap()), (1, 40, 0, Way::InPlace));
        assert_eq!(desk.published(), site(40));
        fs::write(desk.path("actors/a3.html"), "by hand").unwrap();
        let error = desk.build(&with(&site(40), &[("/actors/a3.html", None)])).unwrap_err();
        assert_eq!((error.class, error.path.ends_with("actors/a3.html")), (Class::Refused, true));
        assert_eq!(fs::read_to_string(desk.path("actors/a3.html")).unwrap(), "by hand");
    }
}

#[test]
fn a_touched_page_with_the_same_size_is_noticed() {
    let desk = Desk::new();
    desk.build(&site(40)).unwrap();
    // The same size within the same tick of the clock: only the bytes tell.
    fs::write(desk.path("actors/a3.html"), "page 9").unwrap();
    assert!(desk.open().unwrap().previous("/actors/a3.html").is_none());
    desk.build(&site(40)).unwrap();
    assert_eq!(desk.published(), site(40));
}

#[test]
fn a_dropped_stage_leaves_no_trace() {
    let desk = Desk::new();
    desk.build(&site(9)).unwrap();
    let before = inodes(&desk.output());
    let stage = desk.open().unwrap();
    fill(&stage, &with(&site(9), &[("/index.html", Some("other"))]));
    drop(stage);
    assert_eq!(inodes(&desk.output()), before);
    assert_eq!(desk.published(), site(9));
}

#[test]
fn what_died_builds_left_is_cleared() {
    let desk = Desk::new();
    desk.build(&site(9)).unwrap();
    let output = fs::canonicalize(desk.output()).unwrap();
    let work = Work::enter(&output, PATIENCE).unwrap();
    let left = work.new_stage();
    fs::create_dir_all(left.join("actors")).unwrap();
    fs::write(left.join("actors/a1.html"), "half a pa").unwrap();
    drop(work);
    assert!(Work::is_there(&output));
    desk.build(&site(9)).unwrap();
    assert_eq!(desk.published(), site(9));
}

#[test]
fn a_file_that_came_during_an_exchange_is_carried_over() {
    let desk = Desk::new();
    desk.build(&site(9)).unwrap();
    let stage = desk.open().unwrap();
    let mut next = site(9);
    next.values_mut().for_each(|text| text.push_str(" again"));
    fill(&stage, &next);
    fs::write(desk.path("actors/theirs.txt"), "mine").unwrap();
    assert_eq!(stage.commit(None).unwrap().way, Way::Exchanged);
    assert_eq!(fs::read_to_string(desk.path("actors/theirs.txt")).unwrap(), "mine");
}

#[test]
fn the_marker_is_equal_for_equal_sites() {
    let (one, other) = (Desk::new(), Desk { cache: false, ..Desk::new() });
    one.build(&site(3)).unwrap();
    one.build(&site(9)).unwrap();
    other.build(&site(9)).unwrap();
    let marker = |desk: &Desk| fs::read_to_string(desk.path(".casebook-site")).unwrap();
    assert_eq!(marker(&one), marker(&other));
}

#[test]
fn a_damaged_cache_changes_nothing() {
    let desk = Desk::new();
    desk.build(&site(40)).unwrap();
    let before = inodes(&desk.output());
    let folder = desk.folder.path().join("book/.casebook");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    }
    desk.build(&site(40)).unwrap();
    assert_eq!(inodes(&desk.output()), before);
}

#[test]
fn a_settled_site_is_known_by_its_inputs() {
    let desk = Desk::new();
    let inputs = Key::of_bytes(b"inputs");
    let stage = desk.open().unwrap();
    assert_eq!(stage.is_settled(inputs), None);
    fill(&stage, &site(9));
    stage.commit(Some(inputs)).unwrap();
    assert_eq!(desk.open().unwrap().is_settled(inputs), Some(10));
    assert_eq!(desk.open().unwrap().is_settled(Key::of_bytes(b"other")), None);
    fs::remove_file(desk.path("index.html")).unwrap();
    assert_eq!(desk.open().unwrap().is_settled(inputs), None);
}

#[test]
fn addresses_that_lead_out_are_errors() {
    let desk = Desk::new();
    let stage = desk.open().unwrap();
    assert!(stage.write("/../x", Key::of_bytes(b""), b"x").is_err());
    assert!(stage.keep("/never.html", Key::of_bytes(b"")).is_err());
    drop(stage);
    assert!(!desk.folder.path().join("book/x").exists());
}

#[test]
fn an_interrupted_journal_is_completed_by_the_next_command() {
    let desk = Desk::new();
    desk.build(&site(40)).unwrap();
    let output = fs::canonicalize(desk.output()).unwrap();
    let work = Work::enter(&output, PATIENCE).unwrap();
    let stage = work.new_stage();
    fs::create_dir_all(stage.join("tags")).unwrap();
    fs::write(stage.join("tags/new.html"), "new").unwrap();
    fs::write(stage.join("index.html"), "changed").unwrap();
    let expected = with(&site(40), &[("/tags/new.html", Some("new")), ("/index.html", Some("changed")), ("/actors/a4.html", None)]);
    let marker = marker::format(expected.iter().map(|(address, text)| (&address[1..], marker::Digest::of(text.as_bytes()))));
    fs::write(stage.join(".casebook-site"), marker).unwrap();
    let gone = fs::metadata(desk.path("actors/a4.html")).unwrap().ino();
    let moves = ["tags/new.html", "index.html", ".casebook-site"].map(|path| journal::Step::Move(path.to_owned()));
    let removals = [("actors/a4.html", gone), ("actors/a5.html", gone)].map(|(path, inode)| journal::Step::Remove(path.to_owned(), inode));
    journal::Journal::new(&stage, moves.into_iter().chain(removals).collect()).write(&work).unwrap();
    drop(work);

    let root = desk.folder.path().join("book");
    assert!(Stage::recover(Options::new(&root, &output)).unwrap());
    assert!(!Stage::recover(Options::new(&root, &output)).unwrap());
    // The fifth page is another file than the one the journal meant, so it stays.
    assert_eq!(everything(&output), expected);
    desk.build(&site(40)).unwrap();
    assert_eq!(desk.published(), site(40));
}

#[test]
fn an_old_site_is_put_aside_and_removed_while_later_builds_work() {
    let desk = Desk::new();
    let retired = || {
        let entries = fs::read_dir(desk.folder.path().join("book/.casebook")).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    for round in 0..4 {
        let mut next = site(20);
        next.values_mut().for_each(|text| text.push_str(&round.to_string()));
        desk.build(&next).unwrap();
        assert_eq!(retired().len(), usize::from(round > 0), "trees pile up");
    }
    let mode = fs::metadata(&retired()[0]).unwrap().mode() & 0o777;
    assert_eq!(mode, 0o700, "what was withdrawn may be read");
    let mut sweeper = retire::Sweeper::start(&Cache::of(&desk.folder.path().join("book"))).unwrap();
    sweeper.finish();
    assert!(retired().is_empty());
    assert_eq!(desk.published().len(), 21);
}

#[test]
fn a_link_in_the_place_of_a_retired_tree_is_not_followed() {
    let desk = Desk::new();
    desk.build(&site(3)).unwrap();
    fs::write(desk.folder.path().join("thesis.txt"), "mine").unwrap();
    symlink(desk.folder.path(), desk.folder.path().join("book/.casebook/retired-0")).unwrap();
    assert!(retire::Sweeper::start(&Cache::of(&desk.folder.path().join("book"))).is_none());
    desk.build(&site(3)).unwrap();
    assert!(desk.folder.path().join("thesis.txt").exists());
}
