//! What a build remembers in ROOT/`.casebook/`: named, versioned, checksummed blobs, each replaced by rename.
//!
//! A blob that is missing, damaged, truncated, foreign or of another version is as if it were not there: what
//! stands in the cache is never trusted, and throwing the folder away changes no byte of output. Deliberately
//! absent: what the blobs mean.

use super::error::{During, Result};
use super::read::{modified, open_plain};
use crate::plan::Key;
use rustix::fs::{Mode, OFlags};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The folder below the casebook's root.
pub const FOLDER: &str = ".casebook";

/// What every blob begins with; the number is the version of all that is stored.
const MAGIC: &[u8; 16] = b"casebook cache 1";

/// What the name of a file ends with that is being written.
const UNFINISHED: &str = ".new";

/// Nobody writes one for so long.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The largest blob that is read back: 2 GiB.
const LARGEST: u64 = 2 << 30;

/// The cache of one casebook; [`Cache::none`] forgets everything.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
}

/// A blob as it was stored.
pub(super) struct Blob {
    pub bytes: Vec<u8>,
    /// When it was stored, in nanoseconds since 1970 by the file system's clock.
    pub stored: i64,
}

impl Cache {
    /// The cache in ROOT/`.casebook/`; nothing is made before the first blob is stored.
    pub fn of(root: &Path) -> Self {
        Self { folder: Some(root.join(FOLDER)) }
    }

    /// A cache that neither reads nor writes.
    pub fn none() -> Self {
        Self { folder: None }
    }

    /// Whether it remembers anything.
    pub fn is_on(&self) -> bool {
        self.folder.is_some()
    }

    /// The bytes last stored under a name, if they are whole.
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.load_blob(name).map(|blob| blob.bytes)
    }

    /// Stores bytes under a name, whole or not at all.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn store(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        self.prepare().during("prepare the cache", folder)?;
        let path = folder.join(name);
        replace(&path, &Sealed::new(name, bytes).parts()).during("write the cache", &path)
    }

    /// What one program last stored under a name; other versions of it may mean something else by the same bytes.
    pub fn load_of(&self, program: &Key, name: &str) -> Option<Vec<u8>> {
        let mut bytes = self.load(name)?;
        bytes.starts_with(&program.0).then(|| bytes.split_off(program.0.len()))
    }

    /// Stores bytes for one program alone. What cannot be remembered is found out again.
    pub fn store_of(&self, program: &Key, name: &str, bytes: &[u8]) {
        let _ = self.store(name, &[&program.0, bytes].concat());
    }

    /// Removes what a program left half written when it was stopped: what is much older than the newest file there.
    pub fn sweep(&self) {
        let entries = self.folder.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().filter_map(io::Result::ok);
        let dated = entries.filter_map(|entry| Some((entry.metadata().and_then(|metadata| metadata.modified()).ok()?, entry.path())));
        let files: Vec<(SystemTime, PathBuf)> = dated.collect();
        let newest = files.iter().map(|(modified, _)| *modified).max();
        let is_old =
            |modified: SystemTime| newest.and_then(|newest| newest.duration_since(modified).ok()).is_some_and(|age| age > ABANDONED);
        let is_left = |(modified, path): &&(SystemTime, PathBuf)| path.to_string_lossy().ends_with(UNFINISHED) && is_old(*modified);
        files.iter().filter(is_left).for_each(|(_, path)| _ = fs::remove_file(path));
    }

    /// The folder, which need not exist.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Makes the folder, which keeps itself out of version control.
    pub(super) fn prepare(&self) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        match fs::create_dir(folder) {
            Ok(()) => fs::write(folder.join(".gitignore"), "*\n"),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) fn load_blob(&self, name: &str) -> Option<Blob> {
        let folder = self.folder.as_ref()?;
        let mut file = open_plain(&folder.join(name)).ok()?;
        let metadata = file.metadata().ok().filter(|metadata| metadata.is_file() && metadata.len() <= LARGEST)?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
        file.read_to_end(&mut bytes).ok()?;
        let length = Sealed::open(name, &bytes)?.len();
        bytes.drain(..bytes.len() - length);
        Some(Blob { bytes, stored: modified(&metadata) })
    }
}

/// Bytes with what proves them whole: the magic, then BLAKE3 of a name and the bytes.
pub(super) struct Sealed<'a> {
    sum: blake3::Hash,
    bytes: &'a [u8],
}

impl<'a> Sealed<'a> {
    pub fn new(name: &str, bytes: &'a [u8]) -> Self {
        Self { sum: checksum(name, bytes), bytes }
    }

    /// What a file holds, in order.
    pub fn parts(&self) -> [&[u8]; 3] {
        [MAGIC, self.sum.as_bytes(), self.bytes]
    }

    /// The bytes that were sealed under a name, if they are whole.
    pub fn open(name: &str, file: &'a [u8]) -> Option<&'a [u8]> {
        let (sum, bytes) = file.strip_prefix(MAGIC)?.split_at_checked(32)?;
        (checksum(name, bytes).as_bytes() == sum).then_some(bytes)
    }
}

/// Writes a file beside its place and renames it there: a reader sees the old bytes or the new, never a part.
pub(super) fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}{UNFINISHED}", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = write_parts(&temporary, parts).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_parts(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(path, flags, Mode::from_raw_mode(0o666))?);
    parts.iter().try_for_each(|part| file.write_all(part))
}

fn checksum(name: &str, bytes: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(name.len() as u64).to_le_bytes());
    hasher.update(name.as_bytes());
    hasher.update(bytes);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_was_stored_and_hides_itself() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path());
        assert_eq!(cache.load("a"), None);
        cache.store("a", b"one").unwrap();
        cache.store("a", b"two").unwrap();
        assert_eq!(cache.load("a").as_deref(), Some(b"two".as_slice()));
        let ignored = fs::read_to_string(root.path().join(".casebook/.gitignore")).unwrap();
        assert_eq!(ignored, "*\n");
        let left = fs::read_dir(root.path().join(".casebook")).unwrap().count();
        assert_eq!(left, 2, "the blob and .gitignore");
    }

    #[test]
    fn what_was_left_half_written_goes_when_it_is_old() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path());
        cache.sweep();
        cache.store("a", b"one").unwrap();
        let at = |name: &str| root.path().join(".casebook").join(name);
        for (name, hours) in [("a.1.new", 2), ("a.2.new", 0), ("b", 2)] {
            let file = File::create(at(name)).unwrap();
            let now = at("a").metadata().unwrap().modified().unwrap();
            file.set_modified(now - hours * ABANDONED).unwrap();
        }
        cache.sweep();
        assert_eq!(["a", "a.1.new", "a.2.new", "b"].map(|name| at(name).exists()), [true, false, true, true]);
    }

    #[test]
    fn ignores_every_damage() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path());
        cache.store("a", b"what was learnt").unwrap();
        let path = root.path().join(".casebook/a");
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(cache.load("a"), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(cache.load("a"), None, "cut at {at}");
        }
        fs::write(&path, &whole).unwrap();
        assert!(cache.load("a").is_some());
        fs::copy(&path, root.path().join(".casebook/b")).unwrap();
        assert_eq!(cache.load("b"), None, "a blob under another name");
    }

    #[test]
    fn none_neither_reads_nor_writes() {
        let cache = Cache::none();
        cache.store("a", b"one").unwrap();
        assert_eq!(cache.load("a"), None);
    }
}
