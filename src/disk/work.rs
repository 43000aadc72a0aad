//! The work folder of one build: the lock, the stage, the journal. It stands beside the output, as
//! `.NAME.casebook`, and is gone when the build ends; where the parent cannot be written to or the output is a
//! mount, it stands inside the output, as `.casebook-work`, and publishing is in place.
//!
//! One build at a time holds an output. Another waits up to [`PATIENCE`], then gives up (exit 7). A process that
//! dies lets go of the lock, and the next one finds what it left.

use super::error::{Class, DiskError, During, Result};
use super::system;
use rustix::fs::{Mode, OFlags};
use std::fs::{self, DirBuilder, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a build waits for another that holds the same output.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The work folder's name inside an output.
pub(super) const INSIDE: &str = ".casebook-work";

/// The journal's name, and what its temporary name begins with.
pub(super) const JOURNAL: &str = "journal";

const LOCK: &str = "lock";
const STAGE: &str = "stage-";
const PAUSE: Duration = Duration::from_millis(20);

/// A held work folder.
pub(super) struct Work {
    /// The folder.
    pub folder: PathBuf,
    /// Whether it stands beside the output, on the same file system, so that whole folders can be exchanged.
    pub beside: bool,
    /// Held until the process lets go of it.
    _lock: File,
}

impl Work {
    /// Takes the work folder of an output, waiting for another build to end.
    ///
    /// # Errors
    /// Busy (exit 7) after [`PATIENCE`]; refused (exit 6) if a foreign folder stands there; the environment's faults.
    pub fn enter(output: &Path, patience: Duration) -> Result<Self> {
        let beside = beside(output);
        let parent = beside.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).during("create", parent)?;
        let start = Instant::now();
        let is_mount = system::is_mount(output);
        loop {
            let (folder, is_beside) = if !is_mount && make(&beside, output)? {
                (beside.clone(), true)
            } else {
                let inside = output.join(INSIDE);
                make_folder(&inside).during("create", &inside)?;
                (inside, false)
            };
            if let Some(lock) = acquire(&folder, output)? {
                return Ok(Self { folder, beside: is_beside, _lock: lock });
            }
            if start.elapsed() >= patience {
                let reason = format!("another build has held it for {} s", patience.as_secs());
                return Err(DiskError::declined(Class::Busy, "publish into", output, reason).help("wait until it has ended"));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Whether an output has a work folder: a build is under way, or one was interrupted.
    pub fn is_there(output: &Path) -> bool {
        beside(output).is_dir() || output.join(INSIDE).is_dir()
    }

    /// A name for a new stage. It differs each time, so that the file system places it anew.
    pub fn new_stage(&self) -> PathBuf {
        self.folder.join(format!("{STAGE}{:016x}", RandomState::new().hash_one(0)))
    }

    /// The stages that interrupted builds left.
    pub fn stages(&self) -> Result<Vec<PathBuf>> {
        let mut stages = Vec::new();
        for entry in fs::read_dir(&self.folder).during("look at", &self.folder)? {
            let path = entry.during("look at", &self.folder)?.path();
            if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(STAGE.as_bytes())) {
                stages.push(path);
            }
        }
        stages.sort_unstable();
        Ok(stages)
    }

    /// Removes the folder, last of all the lock: whoever waits for it finds it gone and makes a new one.
    pub fn leave(&self) -> Result<()> {
        // A journal must not outlive the files that it moves.
        let journal = self.folder.join(JOURNAL);
        found(fs::remove_file(&journal)).during("remove", &journal)?;
        for entry in fs::read_dir(&self.folder).during("look at", &self.folder)? {
            let entry = entry.during("look at", &self.folder)?;
            if entry.file_name() != LOCK {
                let path = entry.path();
                let kind = entry.file_type().during("look at", &path)?;
                let removed = if kind.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                removed.during("remove", &path)?;
            }
        }
        let lock = self.folder.join(LOCK);
        fs::remove_file(&lock).during("remove", &lock)?;
        match fs::remove_dir(&self.folder) {
            // Who waited for the lock has made a new one, and takes the folder over.
            Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound) => Ok(()),
            removed => removed.during("remove", &self.folder),
        }
    }
}

fn beside(output: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".casebook");
    output.with_file_name(name)
}

/// Makes the folder beside the output; false if that cannot be and the output itself can hold it.
fn make(folder: &Path, output: &Path) -> Result<bool> {
    match make_folder(folder) {
        Ok(()) => Ok(true),
        Err(error) if output.is_dir() && matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            Ok(false)
        }
        Err(error) => Err(DiskError::system("create", folder, error)),
    }
}

/// Nobody else may look inside: a stage is not yet published.
fn make_folder(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {
            system::spread_trees(folder);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Takes the lock; nothing if another build holds it, or has removed it meanwhile.
fn acquire(folder: &Path, output: &Path) -> Result<Option<File>> {
    let path = folder.join(LOCK);
    let foreign = |reason: &str| {
        let error = DiskError::declined(Class::Refused, "publish into", output, format!("{}: {reason}", folder.display()));
        Err(error.help("move that folder away"))
    };
    let Some(metadata) = found(fs::symlink_metadata(folder)).during("look at", folder)? else { return Ok(None) };
    if !metadata.is_dir() {
        return foreign("not a folder");
    }
    let entries = found(fs::read_dir(folder)).during("look at", folder)?;
    if entries.into_iter().flatten().flatten().any(|entry| !is_ours(entry.file_name().as_encoded_bytes())) {
        return foreign("not a folder that Casebook made");
    }
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::open(&path, flags, Mode::RUSR | Mode::WUSR).map_err(io::Error::from);
    let Some(lock) = found(opened.map(File::from)).during("open", &path)? else { return Ok(None) };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(DiskError::system("lock", &path, error)),
    }
    let held = lock.metadata().during("look at", &path)?;
    if held.uid() != metadata.uid() {
        return foreign("it belongs to another user");
    }
    let standing = found(fs::symlink_metadata(&path)).during("look at", &path)?;
    let is_same = standing.is_some_and(|standing| (standing.dev(), standing.ino()) == (held.dev(), held.ino()));
    Ok(is_same.then_some(lock))
}

fn is_ours(name: &[u8]) -> bool {
    name == LOCK.as_bytes() || name.starts_with(STAGE.as_bytes()) || name.starts_with(JOURNAL.as_bytes())
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(60);

    #[test]
    fn one_build_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        let first = Work::enter(&output, SHORT).unwrap();
        assert_eq!(Work::enter(&output, SHORT).err().unwrap().class.exit_code(), 7);
        assert!(Work::enter(&folder.path().join("other"), SHORT).is_ok());
        first.leave().unwrap();
        assert!(!Work::is_there(&output));
        Work::enter(&output, SHORT).unwrap();
    }

    #[test]
    fn who_waits_gets_a_folder_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        let counter = std::sync::Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let work = Work::enter(&output, PATIENCE).unwrap();
                        let alone = counter.try_lock().expect("two builds at once");
                        assert_eq!(work.stages().unwrap(), Vec::<PathBuf>::new());
                        fs::create_dir(work.new_stage()).unwrap();
                        fs::remove_dir(&work.stages().unwrap()[0]).unwrap();
                        drop(alone);
                        work.leave().unwrap();
                    }
                });
            }
        });
    }

    #[test]
    fn a_foreign_folder_in_its_place_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        let work = folder.path().join(".public.casebook");
        fs::create_dir(&work).unwrap();
        fs::write(work.join("mine"), "").unwrap();
        assert_eq!(Work::enter(&output, SHORT).err().unwrap().class.exit_code(), 6);
        fs::remove_dir_all(&work).unwrap();
        std::os::unix::fs::symlink(folder.path(), &work).unwrap();
        assert_eq!(Work::enter(&output, SHORT).err().unwrap().class.exit_code(), 6);
        assert!(!folder.path().join(LOCK).exists());
    }
}
