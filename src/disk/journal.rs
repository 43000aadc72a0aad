//! Publishing in place, for small changes: each file moves whole from the stage into the site, new files before
//! changed ones before removals, so that no linked page is ever missing.
//!
//! The steps are written down first and synced, with the files they move. A build that dies on the way leaves the
//! journal; the next command rolls it forward. A step already taken is no step, so rolling forward twice is once.

use super::address::ancestors;
use super::cache::{Sealed, replace};
use super::error::{Class, DiskError, During, Result};
use super::system;
use super::work::{JOURNAL, Work};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Above this many files, one sync of the whole file system costs less than one a file.
const MOST_SYNCS: usize = 256;

/// Syncs wait for the disk more than for a processor.
const SYNC_THREADS: usize = 8;

/// One change of the site.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    /// The staged file takes its place.
    Move(String),
    /// The file goes, if it is still the one with this inode.
    Remove(String, u64),
}

/// The steps of one publishing.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The stage's name in the work folder.
    stage: PathBuf,
    steps: Vec<Step>,
}

impl Journal {
    /// The steps from one stage.
    pub fn new(stage: &Path, steps: Vec<Step>) -> Self {
        Self { stage: stage.file_name().map(PathBuf::from).unwrap_or_default(), steps }
    }

    /// The journal that an interrupted build left, if it is whole.
    pub fn left(work: &Work) -> Option<Self> {
        let bytes = fs::read(work.folder.join(JOURNAL)).ok()?;
        postcard::from_bytes(Sealed::open(JOURNAL, &bytes)?).ok()
    }

    /// Writes the staged files and the steps down so that they outlast a power cut.
    ///
    /// # Errors
    /// The environment's faults; nothing of the site was touched.
    pub fn write(&self, work: &Work) -> Result<()> {
        let stage = work.folder.join(&self.stage);
        self.sync_moved(&stage)?;
        let path = work.folder.join(JOURNAL);
        let bytes = postcard::to_stdvec(self).unwrap_or_default();
        let sealed = Sealed::new(JOURNAL, &bytes);
        let temporary = work.folder.join("journal.whole");
        replace(&temporary, &sealed.parts()).during("write", &temporary)?;
        system::sync(&temporary).during("write", &temporary)?;
        fs::rename(&temporary, &path).during("write", &path)?;
        system::sync(&work.folder).during("write", &work.folder)
    }

    /// Takes every step that was not taken yet, and forgets the journal.
    ///
    /// # Errors
    /// The environment's faults; the journal stays, and rolling forward can be tried again.
    pub fn roll_forward(&self, work: &Work, output: &Path) -> Result<()> {
        let stage = work.folder.join(&self.stage);
        let mut folders = BTreeSet::from([PathBuf::new()]);
        for step in &self.steps {
            let path = match step {
                Step::Move(path) => {
                    move_into(&stage.join(path), output, path)?;
                    path
                }
                Step::Remove(path, inode) => {
                    remove(output, path, *inode)?;
                    path
                }
            };
            folders.extend(ancestors(path).map(PathBuf::from));
        }
        for folder in folders.iter().map(|folder| output.join(folder)).filter(|folder| folder.is_dir()) {
            system::sync(&folder).during("sync", &folder)?;
        }
        let path = work.folder.join(JOURNAL);
        fs::remove_file(&path).during("remove", &path)
    }

    fn sync_moved(&self, stage: &Path) -> Result<()> {
        let moved: Vec<&String> =
            self.steps.iter().filter_map(|step| if let Step::Move(path) = step { Some(path) } else { None }).collect();
        if moved.len() > MOST_SYNCS {
            return system::sync_everything(stage).during("sync", stage);
        }
        let folders: BTreeSet<&str> = moved.iter().flat_map(|path| ancestors(path)).chain([""]).collect();
        let paths: Vec<PathBuf> = moved.iter().map(|path| path.as_str()).chain(folders).map(|path| stage.join(path)).collect();
        let sync = |paths: &[PathBuf]| paths.iter().try_for_each(|path| system::sync(path).during("sync", path));
        std::thread::scope(|scope| {
            let threads: Vec<_> = paths.chunks(paths.len().div_ceil(SYNC_THREADS)).map(|paths| scope.spawn(move || sync(paths))).collect();
            let broken = |_| Err(DiskError::declined(Class::Environment, "sync", stage, "a thread ended early"));
            threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(broken))
        })
    }
}

/// Moves a staged file to its place; a file that is not staged any more was moved before, and a build follows that
/// looks at every file.
fn move_into(staged: &Path, output: &Path, path: &str) -> Result<()> {
    let place = output.join(path);
    let moved = match fs::rename(staged, &place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && staged.exists() => {
            make_folders(output, path)?;
            fs::rename(staged, &place)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // A folder that the old site needed and the new one does not; it goes only if no file is in it.
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => remove_empty(&place).and_then(|()| fs::rename(staged, &place)),
        moved => moved,
    };
    moved.during("publish", &place)
}

/// Removes a folder in which there is nothing but folders.
fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_empty(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

fn make_folders(output: &Path, path: &str) -> Result<()> {
    let folder = ancestors(path).next().map_or_else(|| output.to_owned(), |folder| output.join(folder));
    fs::create_dir_all(&folder).during("create", &folder)
}

/// Removes a file of ours and the folders that it leaves empty.
fn remove(output: &Path, path: &str, inode: u64) -> Result<()> {
    let place = output.join(path);
    match fs::symlink_metadata(&place) {
        Ok(metadata) if metadata.is_file() && metadata.ino() == inode => fs::remove_file(&place).during("remove", &place)?,
        Ok(_) => return Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
        Err(error) => return Err(DiskError::system("remove", &place, error)),
    }
    for folder in ancestors(path) {
        if fs::remove_dir(output.join(folder)).is_err() {
            break;
        }
    }
    Ok(())
}
