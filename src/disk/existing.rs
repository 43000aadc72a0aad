//! What stands in the output folder before a build: our files, files to keep, and files that nobody can place.
//!
//! A file is ours if the folder's marker lists its address, or if the cache remembers it and it stands as it was
//! written. Files that `keep:` names and that are not ours stay. Any other file refuses the output (exit 6):
//! only files that Casebook wrote are ever replaced or removed.

use super::address::{MARKER, ancestors};
use super::cache::Cache;
use super::error::{Class, DiskError, During, Result};
use super::manifest::{Manifest, Stamp};
use super::marker::{self, Digest};
use super::work;
use crate::plan::Key;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use walkdir::{DirEntry, WalkDir};

/// The output folder as a build finds it.
pub(super) struct Existing {
    /// The output folder.
    pub folder: PathBuf,
    /// Whether the folder is there.
    pub present: bool,
    /// Our files, by path below the output.
    pub ours: BTreeMap<String, Ours>,
    /// What is not ours and stays: files by path, and whether each is a plain file.
    pub kept: BTreeMap<String, bool>,
    /// What the cache remembers of all this as a whole.
    pub inputs: Option<Key>,
    /// The digest of what else it remembers of the build.
    pub notes: Option<Key>,
    /// How many files the cache remembers.
    pub remembered: usize,
    /// Whether the folder holds the marker.
    pub marked: bool,
}

/// One of our files.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ours {
    /// As it stands now.
    pub stamp: Stamp,
    /// What it was written from, if it stands as it was written.
    pub key: Option<Key>,
    /// The digest of its bytes: proven, if there is a key, else as the marker says.
    pub digest: Option<Digest>,
}

impl Ours {
    /// Whether a file holds these bytes; it is read only if the digest is not proven.
    pub fn holds(&self, path: &Path, bytes: &[u8], digest: Digest) -> bool {
        if self.stamp.size != bytes.len() as u64 {
            return false;
        }
        match self.key {
            Some(_) => self.digest == Some(digest),
            None => Digest::of_file(path).is_ok_and(|found| found == digest),
        }
    }

    /// Whether the file at a path is as we wrote it, so that it may be removed.
    pub fn stands(&self, path: &Path) -> bool {
        self.key.is_some() || self.digest.is_some_and(|digest| Digest::of_file(path).is_ok_and(|found| found == digest))
    }
}

struct Listed {
    path: String,
    /// A plain file with a name that is UTF-8.
    plain: bool,
}

enum Found {
    Ours(Ours),
    Kept { plain: bool },
    Foreign,
}

impl Existing {
    /// Looks at every file of an output folder, with what the cache remembers of it.
    ///
    /// # Errors
    /// Refused (exit 6) if a file is neither ours nor kept; the environment's faults.
    pub fn look(folder: &Path, cache: &Cache, keep: &[String]) -> Result<Self> {
        let present = folder.exists();
        let (manifest, names) = rayon::join(|| Manifest::load(cache, folder), || if present { list(folder) } else { Ok(Vec::new()) });
        let (manifest, names) = (&manifest, names?);
        let looker = Looker { folder, manifest, keep: keep.iter().map(|entry| trimmed(entry)).collect(), marker: OnceLock::new() };
        let found = names.into_par_iter().map(|listed| looker.place(&listed).map(|found| (listed.path, found)));
        let mut existing = Self {
            folder: folder.to_owned(),
            present,
            ours: BTreeMap::new(),
            kept: BTreeMap::new(),
            inputs: manifest.inputs,
            notes: manifest.notes,
            remembered: manifest.files.len(),
            marked: folder.join(MARKER).is_file(),
        };
        let (mut ours, mut foreign) = (Vec::new(), Vec::new());
        for (path, found) in found.collect::<Result<Vec<_>>>()? {
            match found {
                Found::Ours(file) => ours.push((path, file)),
                Found::Kept { plain } => drop(existing.kept.insert(path, plain)),
                Found::Foreign => foreign.push(path),
            }
        }
        // A map of what is in order is made in one go.
        ours.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        existing.ours = ours.into_iter().collect();
        if foreign.is_empty() { Ok(existing) } else { Err(refused(folder, &foreign, existing.marked)) }
    }

    /// Whether nothing stands where the folder would be, or an empty one.
    pub fn is_bare(&self) -> bool {
        !self.present || fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_none())
    }

    /// Whether a kept file stands at a path.
    ///
    /// # Errors
    /// Refused (exit 6) if a kept file stands where a folder of the site would be.
    pub fn keeps(&self, path: &str) -> io::Result<bool> {
        if self.kept.is_empty() {
            return Ok(false);
        }
        if let Some(above) = ancestors(path).find(|above| self.kept.contains_key(*above)) {
            let reason = format!("{above} is kept, and is no folder");
            return Err(DiskError::declined(Class::Refused, "publish", &self.folder.join(path), reason).into());
        }
        Ok(self.kept.contains_key(path))
    }

    /// Whether every file that the cache remembers stands as it was written.
    pub fn stands(&self) -> bool {
        self.marked && self.ours.len() == self.remembered && self.ours.values().all(|ours| ours.key.is_some())
    }
}

struct Looker<'a> {
    folder: &'a Path,
    manifest: &'a Manifest,
    keep: Vec<&'a str>,
    /// Read only when the cache cannot answer for a file.
    marker: OnceLock<Option<HashMap<String, Digest>>>,
}

impl Looker<'_> {
    fn place(&self, listed: &Listed) -> Result<Found> {
        let path = listed.path.as_str();
        let is_kept = self.keep.iter().any(|entry| path == *entry || ancestors(path).any(|above| above == *entry));
        let ours = if listed.plain { self.claim(path, is_kept)? } else { None };
        Ok(match ours {
            Some(ours) => Found::Ours(ours),
            None if is_kept => Found::Kept { plain: listed.plain },
            None => Found::Foreign,
        })
    }

    /// The file as one of ours, if that can be proved. Where `keep:` names it, its bytes must prove it.
    fn claim(&self, path: &str, is_kept: bool) -> Result<Option<Ours>> {
        let full = self.folder.join(path);
        let stamp = Stamp::of(&fs::symlink_metadata(&full).during("look at", &full)?);
        let known = self.manifest.files.get(path);
        if let Some(known) = known.filter(|known| known.stamp == stamp)
            && (self.manifest.proves(stamp) || Digest::of_file(&full).is_ok_and(|found| found == known.digest))
        {
            return Ok(Some(Ours { stamp, key: Some(known.key), digest: Some(known.digest) }));
        }
        let marked = self.marker.get_or_init(|| marker::read(self.folder)).as_ref().and_then(|marker| marker.get(path).copied());
        if marked.is_some() && !is_kept {
            return Ok(Some(Ours { stamp, key: None, digest: marked }));
        }
        let Some(digest) = marked.or(known.map(|known| known.digest)) else { return Ok(None) };
        let proven = Digest::of_file(&full).is_ok_and(|found| found == digest);
        Ok(proven.then_some(Ours { stamp, key: None, digest: Some(digest) }))
    }
}

/// Every file below the output but our own: the marker and the work folder.
fn list(folder: &Path) -> Result<Vec<Listed>> {
    let apart = |entry: &DirEntry| entry.depth() != 1 || !(entry.file_name() == MARKER || entry.file_name() == work::INSIDE);
    let mut names = Vec::new();
    for entry in WalkDir::new(folder).follow_links(false).into_iter().filter_entry(apart) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            DiskError::system("look at", &path, io::Error::from(error))
        })?;
        if !entry.file_type().is_dir() {
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let plain = entry.file_type().is_file() && path.to_str().is_some();
            names.push(Listed { path: path.to_string_lossy().into_owned(), plain });
        }
    }
    Ok(names)
}

fn trimmed(entry: &str) -> &str {
    entry.trim_start_matches("./").trim_matches('/')
}

fn refused(folder: &Path, foreign: &[String], marked: bool) -> DiskError {
    const SHOWN: usize = 5;
    let mut names = foreign.iter().take(SHOWN).map(|name| name.escape_debug().to_string()).collect::<Vec<_>>().join(", ");
    if foreign.len() > SHOWN {
        names.push_str(&format!(" and {} more", foreign.len() - SHOWN));
    }
    let reason = if marked { "it holds files that Casebook did not write" } else { "it is not empty, and Casebook did not make it" };
    let help = "move them away, name them under `keep:` in casebook.yaml, or give --output another folder";
    DiskError::declined(Class::Refused, "publish into", folder, format!("{reason}: {names}")).help(help)
}
