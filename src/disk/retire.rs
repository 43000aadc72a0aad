//! Removes a tree that is not the site any more: the old site after an exchange, or the stage of a build that died.
//!
//! Only what Casebook wrote is removed. A file that somebody put into the old site while it was being replaced is
//! carried into the new one.

use super::address::MARKER;
use super::error::{DiskError, During, Result};
use super::marker::{self, Digest};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Removes a tree whose place the output has taken. A tree with a marker was a site, and may hold strangers' files.
pub(super) fn retire(tree: &Path, output: &Path) -> Result<()> {
    if let Some(marker) = marker::read(tree) {
        empty(tree, output, &marker)?;
    }
    fs::remove_dir_all(tree).during("remove", tree)
}

/// Removes our files, and moves what is not ours to the output.
fn empty(tree: &Path, output: &Path, marker: &HashMap<String, Digest>) -> Result<()> {
    let mut ours = Vec::new();
    let mut others = Vec::new();
    for entry in WalkDir::new(tree).follow_links(false) {
        let entry = entry.map_err(|error| DiskError::system("look at", tree, io::Error::from(error)))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path().strip_prefix(tree).unwrap_or(entry.path());
        let is_ours = path.to_str().is_some_and(|path| marker.contains_key(path));
        if is_ours {
            ours.push(entry.into_path())
        } else if path != Path::new(MARKER) {
            others.push(path.to_owned())
        }
    }
    others.iter().try_for_each(|path| carry(tree, output, path))?;
    // The marker goes last: without it, nothing would prove that the rest is ours.
    ours.par_iter().try_for_each(|path| fs::remove_file(path).during("remove", path))
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
