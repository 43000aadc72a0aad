//! What the last build wrote, remembered in the cache: address, key, digest, and the stamp by which a file is
//! known to stand as it was written. One blob an output folder. Foreign, damaged or older: as if it were not there.

use super::cache::Cache;
use super::error::Result;
use super::marker::Digest;
use super::read::modified;
use crate::plan::Key;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What tells that a file was not touched: its size, its modification in nanoseconds since 1970, its inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub size: u64,
    pub modified: i64,
    pub inode: u64,
}

impl Stamp {
    pub fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: modified(metadata), inode: metadata.ino() }
    }
}

/// One file as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    pub path: String,
    pub key: Key,
    pub digest: Digest,
    pub stamp: Stamp,
}

/// All files of one output, as last published.
#[derive(Default)]
pub(super) struct Manifest {
    /// By path below the output.
    pub files: FxHashMap<String, Written>,
    /// What the inputs and options hashed to, if a build of the same need not even compile.
    pub inputs: Option<Key>,
    /// The digest of what else is remembered of the build; see [`notes`].
    pub notes: Option<Key>,
    /// When the manifest was stored: a file modified then or later may have changed within one tick of the
    /// clock, so that its stamp proves nothing (git's rule for racy times).
    stored: i64,
}

/// What is stored: `F` is a file, or a reference to one.
#[derive(Serialize, Deserialize)]
struct Stored<F> {
    output: Vec<u8>,
    inputs: Option<Key>,
    notes: Option<Key>,
    files: Vec<F>,
}

impl Manifest {
    /// What is remembered of an output folder; empty if nothing is.
    pub fn load(cache: &Cache, output: &Path) -> Self {
        let read = || {
            let blob = cache.load_blob(&name(output))?;
            let stored: Stored<Written> = postcard::from_bytes(&blob.bytes).ok()?;
            (stored.output == output.as_os_str().as_bytes()).then_some((stored, blob.stored))
        };
        let Some((content, stored)) = read() else { return Self::default() };
        let files = content.files.into_iter().map(|file| (file.path.clone(), file)).collect();
        Self { files, inputs: content.inputs, notes: content.notes, stored }
    }

    /// Whether a stamp, found equal, proves that the file was not touched.
    pub fn proves(&self, stamp: Stamp) -> bool {
        stamp.modified < self.stored
    }

    /// What an output folder now holds, in path order, and which notes are its own: bytes to store.
    pub fn bytes(output: &Path, inputs: Option<Key>, notes: Option<&[u8]>, files: Vec<&Written>) -> Vec<u8> {
        let stored = Stored { output: output.as_os_str().as_bytes().to_vec(), inputs, notes: notes.map(Key::of_bytes), files };
        postcard::to_stdvec(&stored).unwrap_or_default()
    }

    /// Remembers these bytes and these notes of an output folder.
    pub fn store(cache: &Cache, output: &Path, bytes: &[u8], beside: Option<&[u8]>) -> Result<()> {
        if !cache.is_on() {
            return Ok(());
        }
        // First, because the manifest says which notes are its own.
        if let Some(bytes) = beside {
            cache.store(&notes(output), bytes)?;
        }
        cache.store(&name(output), bytes)
    }
}

fn name(output: &Path) -> String {
    named("site", output)
}

/// The blob that stands beside an output's manifest: bytes that mean nothing here.
pub(super) fn notes(output: &Path) -> String {
    named("notes", output)
}

fn named(what: &str, output: &Path) -> String {
    let hash = blake3::hash(output.as_os_str().as_bytes()).to_hex();
    format!("{what}-{}", hash.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &str) -> Written {
        let stamp = Stamp { size: 4, modified: 7, inode: 9 };
        Written { path: path.to_owned(), key: Key::of_bytes(b"key"), digest: Digest::of(b"page"), stamp }
    }

    #[test]
    fn remembers_one_output_and_not_another() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path());
        let (one, other) = (Path::new("/one"), Path::new("/other"));
        let bytes = Manifest::bytes(one, Some(Key::of_bytes(b"in")), Some(b"notes"), vec![&written("a.html")]);
        Manifest::store(&cache, one, &bytes, Some(b"notes")).unwrap();
        let read = Manifest::load(&cache, one);
        assert_eq!(read.files.get("a.html"), Some(&written("a.html")));
        assert_eq!(read.inputs, Some(Key::of_bytes(b"in")));
        assert_eq!((read.notes, cache.load(&notes(one)).as_deref()), (Some(Key::of_bytes(b"notes")), Some(b"notes".as_slice())));
        assert!(Manifest::load(&cache, other).files.is_empty());
        assert!(Manifest::load(&Cache::none(), one).files.is_empty());
    }

    #[test]
    fn a_time_not_before_the_manifest_proves_nothing() {
        let manifest = Manifest { stored: 10, ..Manifest::default() };
        let stamp = |modified| Stamp { size: 1, modified, inode: 1 };
        assert!(manifest.proves(stamp(9)));
        assert!(!manifest.proves(stamp(10)));
    }
}
