//! Reads a casebook: `casebook.yaml` and every file below `content/`, `templates/` and `static/`.
//!
//! Two steps, so that a build can stop after the first: [`survey`] walks the folders and stats every file,
//! [`Survey::read`] reads the bytes, in parallel. The result is in path order whatever the file system says.
//!
//! Hidden files and what editors leave behind are skipped. Symbolic links, pipes and devices are errors, not
//! skipped: a link that leads out of the content must not decide what is published. Deliberately absent: any
//! judgement of what the bytes mean.

use super::error::{Class, DiskError, During, Result};
use crate::content::{Bytes, Snapshot, Store, Waiting};
use crate::plan::Key;
use rayon::prelude::*;
use rustix::fs::{Mode, OFlags};
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// The file that makes a folder a casebook.
pub const CONFIGURATION: &str = "casebook.yaml";

/// The folders that hold inputs.
pub const FOLDERS: [&str; 3] = ["content", "static", "templates"];

/// The largest input file, in bytes: 64 MiB.
pub const LARGEST_FILE: u64 = 64 << 20;

/// The most bytes that all inputs together may hold: 4 GiB.
pub const LARGEST_CASEBOOK: u64 = 4 << 30;

/// The most input files.
pub const MOST_FILES: usize = 1_000_000;

/// The deepest input, counted in folders below the root.
pub const DEEPEST: usize = 64;

/// Every input's path, size, times and inode, without its bytes.
#[derive(Debug)]
pub struct Survey {
    pub(super) root: PathBuf,
    pub(super) files: Vec<Surveyed>,
}

/// File systems stamp times in steps of some milliseconds, in nanoseconds.
pub(super) const YOUNG: i64 = 50_000_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Surveyed {
    pub path: String,
    pub size: u64,
    /// Nanoseconds since 1970, of its bytes.
    pub modified: i64,
    /// Of its bytes, its name or its times: what a program that sets back the time of modification cannot set.
    pub changed: i64,
    inode: u64,
}

/// The nearest folder from `start` upward that holds `casebook.yaml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let start = fs::canonicalize(start).ok()?;
    start.ancestors().find(|folder| folder.join(CONFIGURATION).is_file()).map(Path::to_owned)
}

/// Every input's path and bytes, in path order.
///
/// # Errors
/// When a file cannot be read, is a link or no plain file, has a name that is not UTF-8, or a limit is passed.
pub fn read(root: &Path) -> Result<Snapshot> {
    survey(root)?.read()
}

/// Finds every input and its size, times and inode.
///
/// # Errors
/// As [`read`].
pub fn survey(root: &Path) -> Result<Survey> {
    let mut names = vec![(CONFIGURATION.to_owned(), stat_configuration(root)?)];
    for folder in FOLDERS {
        walk(root, folder, &mut names)?;
        if names.len() > MOST_FILES {
            let reason = format!("more than {MOST_FILES} files");
            return Err(DiskError::declined(Class::Limit, "read", &root.join(folder), reason));
        }
    }
    let stat = |(path, metadata): (String, Option<fs::Metadata>)| stat_input(root, path, metadata);
    let mut files = names.into_par_iter().map(stat).collect::<Result<Vec<_>>>()?;
    files.par_sort_unstable();
    let total: u64 = files.iter().map(|file| file.size).sum();
    if total > LARGEST_CASEBOOK {
        let reason = format!("the inputs hold {total} bytes, more than {LARGEST_CASEBOOK}");
        return Err(DiskError::declined(Class::Limit, "read", root, reason));
    }
    Ok(Survey { root: root.to_owned(), files })
}

impl Survey {
    /// The bytes of every file, in path order.
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(&self) -> Result<Snapshot> {
        self.read_beside(None, 0)
    }

    /// The same; of the texts of briefs, those beyond the first `most` bytes wait in the store, where there is one.
    ///
    /// # Errors
    /// As [`read`].
    pub fn read_beside(&self, store: Option<&Arc<Store>>, most: u64) -> Result<Snapshot> {
        let mut held = 0;
        let is_beyond = |file: &Surveyed| {
            held += file.size;
            held > most && file.path.starts_with("content/") && file.path.ends_with(".md")
        };
        let are_beyond: Vec<bool> = self.files.iter().map(is_beyond).collect();
        let read = |bytes: &mut Vec<u8>, (file, is_beyond): (&Surveyed, bool)| {
            read_into(bytes, &self.root.join(&file.path), file.size)?;
            let text = store.filter(|_| is_beyond).zip(std::str::from_utf8(bytes).ok());
            // What is kept is made where it was read: memory that one thread takes and another gives back is long in coming back.
            Ok(text.and_then(|(store, text)| Waiting::put(store, text)).map_or_else(|| Bytes::from(bytes.as_slice()), Bytes::from))
        };
        let contents = self.files.par_iter().zip(are_beyond).map_init(Vec::new, read).collect::<Result<Vec<_>>>()?;
        let mut snapshot = Snapshot::default();
        for (file, bytes) in self.files.iter().zip(contents) {
            snapshot.insert(file.path.as_str(), bytes);
        }
        Ok(snapshot)
    }

    /// One hash over every path, size, time and inode: equal when nothing was touched.
    pub fn key(&self) -> Key {
        let mut hasher = blake3::Hasher::new();
        for file in &self.files {
            hasher.update(file.path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&file.size.to_le_bytes());
            hasher.update(&file.modified.to_le_bytes());
            hasher.update(&file.changed.to_le_bytes());
            hasher.update(&file.inode.to_le_bytes());
        }
        Key(*hasher.finalize().as_bytes())
    }

    /// One number for a file's size, times and inode: the same when it was not touched. None where there is no such file.
    pub fn stamp(&self, path: &str) -> Option<u64> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        let file = self.files.get(at)?;
        let numbers = [file.size, file.inode, file.modified.cast_unsigned(), file.changed.cast_unsigned()].map(u64::to_le_bytes);
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(numbers.as_flattened()).as_bytes();
        Some(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }

    /// The latest change of any input, in nanoseconds since 1970.
    pub fn latest(&self) -> i64 {
        self.files.iter().map(|file| file.modified.max(file.changed)).max().unwrap_or(i64::MIN)
    }

    /// Every input's path below the root, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// What tells a file from any other and from itself after a change, without reading it: path, size, times, inode.
///
/// # Errors
/// When there is no such file.
pub fn identity(path: &Path) -> Result<Key> {
    let metadata = fs::metadata(path).during("look at", path)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_os_str().as_encoded_bytes());
    for number in [metadata.len(), metadata.ino(), metadata.dev()] {
        hasher.update(&number.to_le_bytes());
    }
    hasher.update(&modified(&metadata).to_le_bytes());
    Ok(Key(*hasher.finalize().as_bytes()))
}

/// Nanoseconds since 1970 of the last modification.
pub(super) fn modified(metadata: &fs::Metadata) -> i64 {
    nanoseconds(metadata.mtime(), metadata.mtime_nsec())
}

fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

/// Reads a plain file of an expected size without following a link at its end. If it is being written while we look, what we
/// saw is what we take.
pub(super) fn read_file(path: &Path, expected: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read_into(&mut bytes, path, expected)?;
    Ok(bytes)
}

/// The same in the place of what the buffer held.
fn read_into(bytes: &mut Vec<u8>, path: &Path, expected: u64) -> Result<()> {
    let file = open_plain(path).during("read", path)?;
    bytes.clear();
    bytes.reserve_exact(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    file.take(LARGEST_FILE + 1).read_to_end(bytes).during("read", path)?;
    check_size(path, bytes.len() as u64)
}

/// Opens a file for reading; fails on a symbolic link at the path's end, and never waits for a pipe.
pub(super) fn open_plain(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

fn stat_configuration(root: &Path) -> Result<Option<fs::Metadata>> {
    let path = root.join(CONFIGURATION);
    let metadata = fs::symlink_metadata(&path).during("read", &path)?;
    check_plain(&path, metadata.file_type())?;
    Ok(Some(metadata))
}

pub(super) fn stat_input(root: &Path, path: String, known: Option<fs::Metadata>) -> Result<Surveyed> {
    let full = root.join(&path);
    let metadata = match known {
        Some(metadata) => metadata,
        None => fs::symlink_metadata(&full).during("read", &full)?,
    };
    check_plain(&full, metadata.file_type())?;
    check_size(&full, metadata.len())?;
    let changed = nanoseconds(metadata.ctime(), metadata.ctime_nsec());
    Ok(Surveyed { path, size: metadata.len(), modified: modified(&metadata), changed, inode: metadata.ino() })
}

fn walk(root: &Path, folder: &str, names: &mut Vec<(String, Option<fs::Metadata>)>) -> Result<()> {
    let top = root.join(folder);
    match fs::symlink_metadata(&top) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DiskError::system("read", &top, error)),
        Ok(metadata) if metadata.is_dir() => {}
        Ok(metadata) => {
            check_plain(&top, metadata.file_type())?;
            return Err(DiskError::declined(Class::Environment, "read", &top, "a file, where a folder belongs"));
        }
    }
    let wanted = |entry: &DirEntry| entry.depth() == 0 || !is_leftover(entry.file_name().as_encoded_bytes());
    for entry in WalkDir::new(&top).follow_links(false).into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|error| walk_error(&top, error))?;
        if entry.depth() > DEEPEST {
            let reason = format!("more than {DEEPEST} folders deep");
            return Err(DiskError::declined(Class::Limit, "read", entry.path(), reason));
        }
        if !entry.file_type().is_dir() {
            check_plain(entry.path(), entry.file_type())?;
            names.push((relative_name(root, entry.path())?, None));
        } else if entry.file_name().to_str().is_none() {
            return Err(not_utf8(entry.path()));
        }
    }
    Ok(())
}

fn relative_name(root: &Path, path: &Path) -> Result<String> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_str().map(str::to_owned).ok_or_else(|| not_utf8(path))
}

fn not_utf8(path: &Path) -> DiskError {
    DiskError::declined(Class::Environment, "read", path, "its name is not UTF-8").help("rename it")
}

fn walk_error(top: &Path, error: walkdir::Error) -> DiskError {
    let path = error.path().unwrap_or(top).to_owned();
    DiskError::system("read", &path, io::Error::from(error))
}

fn check_plain(path: &Path, kind: fs::FileType) -> Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    let (reason, help) = if kind.is_symlink() {
        ("a symbolic link; inputs are plain files", "put the file itself there")
    } else {
        ("no plain file", "remove it")
    };
    Err(DiskError::declined(Class::Environment, "read", path, reason).help(help))
}

fn check_size(path: &Path, size: u64) -> Result<()> {
    if size <= LARGEST_FILE {
        return Ok(());
    }
    let reason = format!("{size} bytes, more than {LARGEST_FILE}");
    Err(DiskError::declined(Class::Limit, "read", path, reason))
}

/// Hidden files, and what editors leave beside the file being edited.
pub(super) fn is_leftover(name: &[u8]) -> bool {
    name.starts_with(b".") || name.ends_with(b"~") || (name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use tempfile::TempDir;

    fn casebook(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in files.iter().chain(&[CONFIGURATION]) {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("bytes of {name}")).unwrap();
        }
        folder
    }

    fn paths(snapshot: &Snapshot) -> Vec<String> {
        snapshot.below("").map(|input| input.path.to_string()).collect()
    }

    #[test]
    fn reads_every_input_in_path_order() {
        let folder = casebook(&["static/a.css", "content/b/x.md", "content/a.md", "templates/t.html", "public/no.html", "notes.md"]);
        let snapshot = read(folder.path()).unwrap();
        assert_eq!(paths(&snapshot), ["casebook.yaml", "content/a.md", "content/b/x.md", "static/a.css", "templates/t.html"]);
        assert_eq!(&**snapshot.get("content/a.md").unwrap(), b"bytes of content/a.md");
    }

    #[test]
    fn texts_beyond_a_measure_wait_and_read_the_same() {
        let folder = casebook(&["content/a.md", "content/b.md", "content/c.yaml", "content/d.md"]);
        std::fs::write(folder.path().join("content/d.md"), b"\xff").unwrap();
        let shelf = crate::disk::Shelf::within(folder.path()).unwrap();
        let store = Arc::new(Store::new(Arc::new(shelf)));
        let survey = survey(folder.path()).unwrap();
        let (held, beside) = (survey.read().unwrap(), survey.read_beside(Some(&store), 50).unwrap());
        assert_eq!(paths(&held), paths(&beside));
        for path in paths(&held) {
            let (held, beside) = (held.get(&path).unwrap(), beside.get(&path).unwrap());
            assert_eq!((held.len(), &**held), (beside.len(), &**beside));
            assert_eq!(beside.waiting().is_some(), path == "content/b.md", "{path}");
        }
    }

    #[test]
    fn skips_hidden_files_and_editor_leftovers() {
        let names = ["content/.git/x.md", "content/.DS_Store", "content/a.md~", "content/.#a.md", "content/#a.md#", "content/c#.md"];
        let folder = casebook(&names);
        assert_eq!(paths(&read(folder.path()).unwrap()), ["casebook.yaml", "content/c#.md"]);
    }

    #[test]
    fn a_symbolic_link_is_an_error_that_names_it() {
        for name in ["content/actors/link.md", "content", "casebook.yaml"] {
            let folder = casebook(&["elsewhere/a.md"]);
            let link = folder.path().join(name);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            let _ = fs::remove_file(&link);
            std::os::unix::fs::symlink(folder.path().join("elsewhere"), &link).unwrap();
            let error = read(folder.path()).unwrap_err();
            assert_eq!((error.class, error.path.as_path()), (Class::Environment, link.as_path()), "{error}");
        }
    }

    #[test]
    fn a_pipe_is_an_error_and_is_not_waited_for() {
        let folder = casebook(&["content/a.md"]);
        let pipe = folder.path().join("content/p.md");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert_eq!(read(folder.path()).unwrap_err().path, pipe);
    }

    #[test]
    fn a_name_that_is_not_utf8_is_an_error() {
        let folder = casebook(&["content/a.md"]);
        let name = std::ffi::OsStr::from_bytes(b"content/\xff.md");
        fs::write(folder.path().join(name), "x").unwrap();
        assert!(read(folder.path()).unwrap_err().reason.contains("UTF-8"));
    }

    #[test]
    fn a_file_over_the_limit_is_refused_unread() {
        let folder = casebook(&["content/a.md"]);
        File::create(folder.path().join("content/a.md")).unwrap().set_len(LARGEST_FILE + 1).unwrap();
        assert_eq!(read(folder.path()).unwrap_err().class.exit_code(), 5);
    }

    #[test]
    fn the_key_changes_with_a_touch_and_not_without() {
        let folder = casebook(&["content/a.md"]);
        let before = survey(folder.path()).unwrap().key();
        assert_eq!(survey(folder.path()).unwrap().key(), before);
        fs::write(folder.path().join("content/a.md"), "other bytes").unwrap();
        assert_ne!(survey(folder.path()).unwrap().key(), before);
    }

    #[test]
    fn finds_the_root_from_within() {
        let folder = casebook(&["content/events/2024/a.md"]);
        let root = fs::canonicalize(folder.path()).unwrap();
        assert_eq!(find_root(&folder.path().join("content/events/2024")), Some(root));
        assert_eq!(find_root(Path::new("/")), None);
    }

    #[test]
    fn a_file_that_grew_since_it_was_surveyed_is_read_whole() {
        let folder = casebook(&["content/a.md"]);
        let path = folder.path().join("content/a.md");
        assert_eq!(&*read_file(&path, 3).unwrap(), b"bytes of content/a.md");
        assert_eq!(&*read_file(&path, 300).unwrap(), b"bytes of content/a.md");
    }
}
