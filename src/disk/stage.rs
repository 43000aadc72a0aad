//! A [`Stage`] takes rendered pages and writes them into a folder that nobody reads yet. [`Stage::commit`] makes
//! them the site, in one of three ways chosen by counting; a stage that is dropped instead leaves no trace.

use super::address::below;
use super::cache::Cache;
use super::error::{DiskError, During, Result};
use super::existing::{Existing, Ours};
use super::journal::Journal;
use super::manifest::{self, Manifest, Stamp, Written};
use super::marker::Digest;
use super::publish::{self, Published, Way};
use super::refuse;
use super::retire::{Sweeper, retire};
use super::work::{PATIENCE, Work};
use crate::plan::{Key, Sink};
use rayon::prelude::*;
use rustix::fs::{Mode, OFlags};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Where a site is to stand.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The casebook's root.
    pub root: &'a Path,
    /// The output folder; it need not exist.
    pub output: &'a Path,
    /// Files and folders in the output that are not ours and stay, as `keep:` names them.
    pub keep: &'a [String],
    /// Whether ROOT/`.casebook/` is read and written.
    pub cache: bool,
    /// How long to wait for another build; [`PATIENCE`] unless a test has less.
    pub patience: Duration,
}

impl<'a> Options<'a> {
    /// With the cache, nothing kept, and the usual patience.
    pub fn new(root: &'a Path, output: &'a Path) -> Self {
        Self { root, output, keep: &[], cache: true, patience: PATIENCE }
    }
}

/// A site being written: a [`Sink`] until it is committed or dropped.
pub struct Stage {
    pub(super) cache: Cache,
    pub(super) work: Work,
    pub(super) existing: Existing,
    /// Where changed files are written until they are published.
    pub(super) folder: PathBuf,
    records: Mutex<Vec<Record>>,
    /// The bytes to remember beside the manifest.
    notes: Option<Vec<u8>>,
    /// What was remembered of every page; read when somebody asks.
    manifest: OnceLock<Manifest>,
    /// Once a journal is durable, the work folder must outlast a failure.
    pub(super) journalled: bool,
    is_left: bool,
    sweeper: Option<Sweeper>,
}

/// One file of the new site.
#[derive(Debug)]
pub(super) struct Record {
    pub file: Written,
    /// Whether it is in the stage; else it stands in the output.
    pub is_staged: bool,
}

impl Stage {
    /// Takes hold of an output folder: looks for danger, waits for its turn, completes or clears what an interrupted
    /// build left, and looks at every file that stands there.
    ///
    /// # Errors
    /// Refused (exit 6), busy (exit 7), the environment's faults (exit 4). The site is as it was.
    pub fn open(options: Options) -> Result<Self> {
        let output = refuse::resolve(options.root, options.output)?;
        let cache = if options.cache { Cache::of(options.root) } else { Cache::none() };
        let work = Work::enter(&output, options.patience)?;
        match Self::prepare(&work, &output, &cache, options.keep) {
            Ok(existing) => {
                let folder = work.new_stage();
                let sweeper = Sweeper::start(&cache);
                let (records, notes, manifest) = Default::default();
                Ok(Self { cache, work, existing, folder, records, notes, manifest, journalled: false, is_left: false, sweeper })
            }
            Err(error) => {
                if Journal::left(&work).is_none() {
                    let _ = work.leave();
                }
                Err(error)
            }
        }
    }

    /// Completes a publishing that was interrupted, if there is one; says whether there was.
    ///
    /// # Errors
    /// As [`Stage::open`].
    pub fn recover(options: Options) -> Result<bool> {
        let output = refuse::resolve(options.root, options.output)?;
        if !Work::is_there(&output) {
            return Ok(false);
        }
        let work = Work::enter(&output, options.patience)?;
        let was_interrupted = complete(&work, &output, &Cache::none())?;
        work.leave()?;
        Ok(was_interrupted)
    }

    fn prepare(work: &Work, output: &Path, cache: &Cache, keep: &[String]) -> Result<Existing> {
        complete(work, output, cache)?;
        Existing::look(output, cache, keep)
    }

    /// Whether the site stands as the last build left it, and that build had these inputs: then nothing need be compiled.
    pub fn is_settled(&self, inputs: Key) -> Option<usize> {
        (self.existing.inputs == Some(inputs) && self.existing.stands()).then_some(self.existing.ours.len())
    }

    /// What [`Stage::remember`] was given for the site that the memory describes, if both are whole.
    pub fn recall(&self) -> Option<Vec<u8>> {
        let notes = self.cache.load(&manifest::notes(&self.existing.folder))?;
        (self.existing.notes == Some(Key::of_bytes(&notes))).then_some(notes)
    }

    /// Remembers bytes beside the site that is about to be published.
    pub fn remember(&mut self, notes: Vec<u8>) {
        self.notes = Some(notes);
    }

    /// The key that a page had when it was last published, whether or not its file still stands.
    pub fn remembered(&self, address: &str) -> Option<Key> {
        let manifest = self.manifest.get_or_init(|| Manifest::load(&self.cache, &self.existing.folder));
        manifest.files.get(below(address).ok()?).map(|file| file.key)
    }

    /// The bytes that stand at an address now.
    pub fn standing(&self, address: &str) -> Option<Vec<u8>> {
        let path = below(address).ok().filter(|path| self.existing.ours.contains_key(*path))?;
        fs::read(self.existing.folder.join(path)).ok()
    }

    /// Publishes what was written and kept, and removes those of our files that were neither.
    /// `inputs` is what [`Stage::is_settled`] will be asked for.
    ///
    /// # Errors
    /// The site is the old one, or the new one; after an interrupted publishing in place, the next command completes it.
    pub fn commit(mut self, inputs: Option<Key>) -> Result<Published> {
        let mut records = std::mem::take(&mut *self.records.lock().unwrap_or_else(PoisonError::into_inner));
        records.par_sort_unstable_by(|a, b| a.file.path.cmp(&b.file.path));
        let (output, notes) = (self.existing.folder.clone(), self.notes.take());
        let bytes = || Manifest::bytes(&output, inputs, notes.as_deref(), records.iter().map(|record| &record.file).collect());
        // While the disk is waited for. What cannot be remembered is found out again.
        let (published, bytes) = std::thread::scope(|scope| {
            let bytes = scope.spawn(bytes);
            (publish::publish(&mut self, &records), bytes.join().unwrap_or_default())
        });
        let mut published = published?;
        if let Err(error) = Manifest::store(&self.cache, &output, &bytes, notes.as_deref()) {
            published.notices.push(format!("the site is published, but the next build starts from nothing: {error}"));
        }
        self.is_left = true;
        if let Err(error) = self.tidy(published.way) {
            published.notices.push(format!("the site is published, but {error}"));
        }
        Ok(published)
    }

    /// The old site goes last: a reader who was finding a page in it has found it by now.
    fn tidy(&mut self, way: Way) -> Result<()> {
        if way == Way::Exchanged {
            // One retired tree may wait for the next build, but not two.
            self.sweeper.iter_mut().for_each(Sweeper::finish);
            retire(&self.folder, &self.existing.folder, &self.cache)?;
        }
        self.work.leave()
    }

    fn record(&self, path: &str, key: Key, digest: Digest, stamp: Stamp, is_staged: bool) {
        let file = Written { path: path.to_owned(), key, digest, stamp };
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(Record { file, is_staged });
    }

    pub(super) fn create(&self, path: &str, bytes: &[u8]) -> Result<Stamp> {
        let place = self.folder.join(path);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let open = || rustix::fs::open(&place, flags, Mode::from_raw_mode(0o666)).map_err(io::Error::from);
        let file = match open() {
            // The folder is made by whoever needs it first.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = place.parent().unwrap_or(&self.folder);
                fs::create_dir_all(folder).during("create", folder)?;
                open()
            }
            opened => opened,
        };
        let mut file = File::from(file.during("create", &place)?);
        file.write_all(bytes).during("write", &place)?;
        Ok(Stamp::of(&file.metadata().during("look at", &place)?))
    }
}

/// Rolls an interrupted journal forward, and clears the stages of builds that died.
fn complete(work: &Work, output: &Path, cache: &Cache) -> Result<bool> {
    let journal = Journal::left(work);
    if let Some(journal) = &journal {
        journal.roll_forward(work, output)?;
    }
    for stage in work.stages()? {
        retire(&stage, output, cache)?;
    }
    Ok(journal.is_some())
}

impl Sink for Stage {
    fn previous(&self, address: &str) -> Option<Key> {
        self.existing.ours.get(below(address).ok()?)?.key
    }

    fn keep(&self, address: &str, key: Key) -> io::Result<()> {
        let path = below(address)?;
        match self.existing.ours.get(path) {
            Some(&Ours { stamp, key: Some(known), digest: Some(digest) }) if known == key => {
                self.record(path, key, digest, stamp, false);
                Ok(())
            }
            _ => Err(DiskError::system("keep", &self.existing.folder.join(path), io::ErrorKind::NotFound).into()),
        }
    }

    fn write(&self, address: &str, key: Key, bytes: &[u8]) -> io::Result<()> {
        let path = below(address)?;
        if self.existing.keeps(path)? {
            return Ok(());
        }
        let digest = Digest::of(bytes);
        match self.existing.ours.get(path) {
            Some(ours) if ours.holds(&self.existing.folder.join(path), bytes, digest) => self.record(path, key, digest, ours.stamp, false),
            _ => {
                let stamp = self.create(path, bytes)?;
                self.record(path, key, digest, stamp, true);
            }
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build.
        if !self.is_left && !self.journalled {
            let _ = self.work.leave();
        }
    }
}
