//! A file for what waits to be wanted again and is too much to hold: without a name, gone with the process.

use super::stage::Stage;
use super::system::nameless;
use crate::learnt::{Aside, Place};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// The file; whoever puts bytes there has a stretch of its own.
#[derive(Debug)]
pub struct Shelf {
    file: File,
    end: AtomicU64,
}

impl Shelf {
    /// Where a site is staged, which needs room for as much anyway; none where the file system has no files without a name.
    pub fn of(stage: &Stage) -> Option<Self> {
        Self::within(&stage.work.folder)
    }

    pub(super) fn within(folder: &Path) -> Option<Self> {
        Some(Self { file: nameless(folder)?, end: AtomicU64::new(0) })
    }
}

impl Aside for Shelf {
    fn put(&self, bytes: &[u8]) -> Option<Place> {
        let length = u32::try_from(bytes.len()).ok()?;
        let start = self.end.fetch_add(u64::from(length), Ordering::Relaxed);
        self.file.write_all_at(bytes, start).ok()?;
        Some(Place { start, length })
    }

    fn get(&self, place: Place) -> Option<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(place.length).ok()?];
        self.file.read_exact_at(&mut bytes, place.start).ok()?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn what_is_put_aside_from_many_threads_is_had_again() {
        let root = tempfile::tempdir().unwrap();
        let shelf = Shelf::within(root.path()).unwrap();
        let text = |number: usize| format!("{number} ").repeat(number).into_bytes();
        let places: Vec<Place> = (0..300).into_par_iter().map(|number| shelf.put(&text(number)).unwrap()).collect();
        (0..300).for_each(|number| assert_eq!(shelf.get(places[number]).unwrap(), text(number)));
        let beyond = Place { start: 1 << 30, length: 1 };
        assert_eq!(shelf.get(beyond), None);
        assert!(std::fs::read_dir(root.path()).unwrap().next().is_none(), "no file has a name");
        assert!(Shelf::within(&root.path().join("nowhere")).is_none());
    }
}
