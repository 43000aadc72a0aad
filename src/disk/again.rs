//! Reads a casebook again whose inputs are known: only what changed.

use super::error::{During, Result};
use super::read::{Survey, Surveyed, YOUNG, is_leftover, read_file, stat_input};
use crate::content::{Bytes, Snapshot};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

impl Survey {
    /// Takes over what was written to files that stand where they stood: their paths. None where paths tell more than that:
    /// something is new, gone or no file, and the folders must be looked through.
    ///
    /// # Errors
    /// As [`super::read()`].
    pub fn follow(&mut self, snapshot: &mut Snapshot, touched: &BTreeSet<PathBuf>) -> Result<Option<Vec<Arc<str>>>> {
        let mut written = Vec::new();
        for path in touched {
            let full = &self.root.join(path);
            let Some(path) = path.to_str() else { return Ok(None) };
            let known = self.files.binary_search_by(|file| file.path.as_str().cmp(path));
            let stands = match fs::symlink_metadata(full) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                stands => Some(stands.during("read", full)?),
            };
            match (known, stands) {
                (Ok(at), Some(metadata)) if metadata.is_file() => {
                    let file = stat_input(&self.root, path.to_owned(), Some(metadata))?;
                    let bytes = read_file(full, file.size)?;
                    snapshot.insert(path, bytes.as_slice());
                    written.push(path.into());
                    self.files.iter_mut().skip(at).take(1).for_each(|known| known.clone_from(&file));
                }
                // Editors save through files that are gone when they are done; a folder that is gone takes its files along.
                (Err(_), None) if !self.is_folder(path) => {}
                (Err(_), Some(_)) if full.file_name().is_some_and(|name| is_leftover(name.as_encoded_bytes())) => {}
                _ => return Ok(None),
            }
        }
        Ok(Some(written))
    }

    /// Whether known files stand below a path.
    fn is_folder(&self, path: &str) -> bool {
        self.files.iter().any(|file| file.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Reads only what is not as an earlier survey found it, and takes the rest from what was read then. A file so young
    /// then that it could have changed without its times is read again.
    ///
    /// # Errors
    /// As [`Survey::read`].
    pub fn read_again(&self, before: &Self, snapshot: &Snapshot) -> Result<Snapshot> {
        // The survey cannot have been made before the latest of the times it found.
        let young = before.latest().saturating_sub(YOUNG);
        let is_known = |file: &&Surveyed| {
            let known = before.files.binary_search_by(|known| known.path.cmp(&file.path)).ok().and_then(|at| before.files.get(at));
            known == Some(*file) && file.changed.max(file.modified) < young
        };
        let read = |file: &Surveyed| {
            let known = Some(file).filter(is_known).and_then(|file| snapshot.get(&file.path)).cloned();
            known.map_or_else(|| read_file(&self.root.join(&file.path), file.size).map(|bytes| Bytes::from(bytes.as_slice())), Ok)
        };
        let contents = self.files.par_iter().map(read).collect::<Result<Vec<_>>>()?;
        let mut snapshot = Snapshot::default();
        for (file, bytes) in self.files.iter().zip(contents) {
            snapshot.insert(file.path.as_str(), bytes);
        }
        Ok(snapshot)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::survey;
    use super::*;

    #[test]
    fn only_files_that_stand_where_they_stood_are_followed() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        fs::create_dir_all(at("content/actors/old")).unwrap();
        for path in ["casebook.yaml", "content/actors/a.md", "content/actors/old/b.md"] {
            fs::write(at(path), "one").unwrap();
        }
        let mut known = survey(root.path()).unwrap();
        let mut snapshot = known.read().unwrap();
        let mut follow = |paths: &[&str]| known.follow(&mut snapshot, &paths.iter().map(PathBuf::from).collect()).unwrap();
        fs::write(at("content/actors/a.md"), "another").unwrap();
        let followed = follow(&["content/actors/a.md", "content/actors/4913"]);
        assert_eq!(followed.as_deref(), Some(&["content/actors/a.md".into()][..]), "an editor's own file was there and is gone");
        fs::write(at("content/actors/c.md"), "new").unwrap();
        assert!(follow(&["content/actors/c.md"]).is_none(), "a file is new");
        fs::rename(at("content/actors/old"), at("elsewhere")).unwrap();
        assert!(follow(&["content/actors/old"]).is_none(), "a folder is gone, and no event names its files");
        assert_eq!(&**snapshot.get("content/actors/a.md").unwrap(), b"another");
    }
}
