//! Removes a tree that is not the site any more: the old site after an exchange, or the stage of a build that died.
//!
//! Only what Casebook wrote is removed. A file that somebody put into the old site while it was being replaced is
//! carried into the new one.

use super::address::MARKER;
use super::cache::Cache;
use super::error::{DiskError, During, Result};
use super::marker::{self, Digest};
use std::collections::HashMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use walkdir::WalkDir;

/// What a retired tree's name in the cache begins with.
const RETIRED: &str = "retired-";

/// Takes a tree away whose place the output has taken. A tree with a marker was a site, and may hold strangers' files.
///
/// Removing a tree waits for the disk, longer than writing it did. So it is moved into the cache, where a [`Sweeper`]
/// removes it while the next build works; without a cache it is removed at once.
pub(super) fn retire(tree: &Path, output: &Path, cache: &Cache) -> Result<()> {
    if let Some(marker) = marker::read(tree) {
        for path in others(tree, &marker)? {
            carry(tree, output, &path)?;
        }
    }
    if let Some(folder) = cache.folder() {
        // Nobody else may read what is not published any more.
        fs::set_permissions(tree, fs::Permissions::from_mode(0o700)).during("set the permissions of", tree)?;
        let aside = folder.join(format!("{RETIRED}{:016x}", RandomState::new().hash_one(0)));
        if cache.prepare().is_ok() && fs::rename(tree, aside).is_ok() {
            return Ok(());
        }
    }
    remove(tree, &AtomicBool::new(false)).during("remove", tree)
}

/// Removes retired trees in the background, from when it is started until it is dropped. What is left then is left to
/// the next build, unless trees pile up.
pub(super) struct Sweeper {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Sweeper {
    /// Starts if there is anything to remove.
    pub fn start(cache: &Cache) -> Option<Self> {
        let trees = retired(cache);
        if trees.is_empty() {
            return None;
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_over);
        // What cannot be removed is tried again by the next build; it is in nobody's way.
        let sweep = move || trees.iter().for_each(|tree| drop(remove(tree, &flag)));
        let thread = thread::Builder::new().name("sweeper".to_owned()).spawn(sweep).ok();
        Some(Self { is_over, thread })
    }

    /// Waits until all is removed that was there when it started.
    pub fn finish(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A sweeper that panicked has removed less, and that is all.
            let _ = thread.join();
        }
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.finish();
    }
}

fn retired(cache: &Cache) -> Vec<PathBuf> {
    let entries = cache.folder().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let is_retired = |name: &[u8]| name.starts_with(RETIRED.as_bytes());
    let folders =
        entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_retired(entry.file_name().as_encoded_bytes()));
    let mut trees: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    trees.sort_unstable();
    trees
}

/// Removes a tree, or as much of it as there is time for. Links are removed, not followed.
fn remove(tree: &Path, is_over: &AtomicBool) -> io::Result<()> {
    for entry in WalkDir::new(tree).follow_root_links(false).contents_first(true) {
        if is_over.load(Ordering::Relaxed) {
            return Ok(());
        }
        let entry = entry?;
        let removed = if entry.file_type().is_dir() { fs::remove_dir(entry.path()) } else { fs::remove_file(entry.path()) };
        match removed {
            // Another build of the same casebook removes it too.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    Ok(())
}

/// What a tree holds that its marker does not list.
fn others(tree: &Path, marker: &HashMap<String, Digest>) -> Result<Vec<PathBuf>> {
    let mut others = Vec::new();
    for entry in WalkDir::new(tree).follow_links(false) {
        let entry = entry.map_err(|error| DiskError::system("look at", tree, io::Error::from(error)))?;
        let path = entry.path().strip_prefix(tree).unwrap_or(entry.path());
        let is_ours = || path == Path::new(MARKER) || path.to_str().is_some_and(|path| marker.contains_key(path));
        if !entry.file_type().is_dir() && !is_ours() {
            others.push(path.to_owned());
        }
    }
    Ok(others)
}

fn carry(tree: &Path, output: &Path, path: &Path) -> Result<()> {
    let (old, new) = (tree.join(path), output.join(path));
    let inode = |path: &PathBuf| fs::symlink_metadata(path).map(|metadata| metadata.ino()).ok();
    match inode(&new) {
        // The same file under both names: the output keeps it.
        Some(number) if inode(&old) == Some(number) => fs::remove_file(&old).during("remove", &old),
        // Two files want the name: ours yields, so that nothing of theirs is lost.
        _ => {
            let folder = new.parent().unwrap_or(output);
            fs::create_dir_all(folder).during("create", folder)?;
            fs::rename(&old, &new).during("move back", &new)
        }
    }
}
