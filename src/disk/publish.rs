//! Makes a stage the site. Three ways, chosen by counting what differs:
//!
//! - *Fresh*: nothing stands there yet. The stage is renamed to the output.
//! - *In place*: little differs. A synced journal moves file by file; see [`super::journal`].
//! - *Exchanged*: much differs. Unchanged files are linked into the stage, so that they keep their times, and stage
//!   and output are exchanged in one step. A reader sees the old site or the new one.
//!
//! Where folders cannot be exchanged (the file system does not know how, the output is a mount, `keep:` names more
//! than a few plain files), a large change is published in place too, and a notice says so.
//!
//! What holds when the process dies at any instant: the site is the old or the new one; in place, every file is whole
//! and the next command completes it. Against a power cut, publishing in place holds too, for it is synced. A fresh
//! or exchanged site is not synced, because that would wait for every byte: what a power cut within the next half
//! minute loses, the next build finds and writes again.

use super::address::{MARKER, ancestors};
use super::error::{Class, DiskError, During, Result};
use super::journal::{Journal, Step};
use super::marker;
use super::stage::{Record, Stage};
use super::system;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::Path;

/// A change of at most this many files may be published in place…
const SMALL: usize = 1024;

/// … if it is at most one in so many of all files. Small sites are exchanged: it costs them nothing.
const SMALL_SHARE: usize = 4;

/// The most kept files that are linked into a new site.
const MOST_KEPT: usize = 100;

/// How a site was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Nothing differed.
    #[default]
    Unchanged,
    /// Where nothing stood before, in one step.
    Fresh,
    /// File by file, through a journal.
    InPlace,
    /// As a whole, in one step.
    Exchanged,
}

/// What a publishing did, for the closing line.
#[derive(Debug, Default)]
pub struct Published {
    /// Files written.
    pub written: usize,
    /// Files that stand as they were.
    pub unchanged: usize,
    /// Files of ours that no page stands for any more.
    pub removed: usize,
    /// Bytes written.
    pub bytes: u64,
    /// How.
    pub way: Way,
    /// The addresses of those files, for whoever must purge copies of them.
    pub gone: Vec<String>,
    /// The addresses of files whose bytes are others than before.
    pub changed: Vec<String>,
    /// What somebody should know, each a sentence without its full stop.
    pub notices: Vec<String>,
}

struct Changes<'a> {
    new: Vec<&'a str>,
    changed: Vec<&'a str>,
    /// Our files that no page stands for any more, with their inodes.
    stale: BTreeMap<&'a str, u64>,
}

/// Publishes a stage whose records are in path order.
///
/// # Errors
/// Refused (exit 6) if a file would have to be removed that is not as we wrote it; the environment's faults.
pub(super) fn publish(stage: &mut Stage, records: &[Record]) -> Result<Published> {
    let changes = Changes::find(stage, records)?;
    let marker = marker::format(records.iter().map(|record| (record.file.path.as_str(), record.file.digest)));
    let is_marked = stage.existing.present && fs::read(stage.existing.folder.join(MARKER)).is_ok_and(|found| found == marker.as_bytes());
    let steps = changes.steps(is_marked);
    let staged = records.iter().filter(|record| record.is_staged);
    let mut published = Published {
        written: changes.new.len() + changes.changed.len(),
        unchanged: records.len() - changes.new.len() - changes.changed.len(),
        removed: changes.stale.len(),
        gone: changes.stale.keys().map(|path| format!("/{path}")).collect(),
        changed: changes.changed.iter().map(|path| format!("/{path}")).collect(),
        bytes: staged.map(|record| record.file.stamp.size).sum(),
        way: Way::Unchanged,
        notices: Vec::new(),
    };
    let differing = published.written + published.removed;
    if differing == 0 && is_marked {
        return Ok(published);
    }
    if !is_marked {
        stage.create(MARKER, marker.as_bytes())?;
    }
    let is_small = differing <= SMALL && differing * SMALL_SHARE <= records.len();
    published.way = if stage.work.beside && stage.existing.is_bare() {
        fresh(stage)?;
        Way::Fresh
    } else if is_small {
        Way::InPlace
    } else {
        match exchange(stage, records, is_marked)? {
            Ok(()) => Way::Exchanged,
            Err(reason) => {
                published.notices.push(format!("published file by file, not as a whole: {reason}"));
                Way::InPlace
            }
        }
    };
    if published.way == Way::InPlace {
        in_place(stage, steps)?;
    }
    Ok(published)
}

impl<'a> Changes<'a> {
    fn find(stage: &'a Stage, records: &'a [Record]) -> Result<Self> {
        let ours = &stage.existing.ours;
        let staged = records.iter().filter(|record| record.is_staged).map(|record| record.file.path.as_str());
        let (changed, new) = staged.partition(|path| ours.contains_key(*path));
        let is_stale = |path: &str| records.binary_search_by(|record| record.file.path.as_str().cmp(path)).is_err();
        let mut stale = BTreeMap::new();
        for (path, file) in ours.iter().filter(|(path, _)| is_stale(path)) {
            let place = stage.existing.folder.join(path);
            if !file.stands(&place) {
                let reason = "no page stands there any more, and it is not as Casebook wrote it";
                return Err(DiskError::declined(Class::Refused, "remove", &place, reason).help("delete it, or move it away"));
            }
            stale.insert(path.as_str(), file.stamp.inode);
        }
        Ok(Self { new, changed, stale })
    }

    /// New before changed before removed; only a file that stands in the way of a new one goes first.
    fn steps(&self, is_marked: bool) -> Vec<Step> {
        let in_the_way: BTreeSet<&str> = self.new.iter().flat_map(|path| self.in_the_way(path)).collect();
        let remove = |(path, inode): (&&str, &u64)| Step::Remove((*path).to_owned(), *inode);
        let (early, late): (Vec<_>, Vec<_>) = self.stale.iter().partition(|(path, _)| in_the_way.contains(*path));
        let marker = (!is_marked).then_some(&MARKER);
        let moved = self.new.iter().chain(&self.changed).chain(marker).map(|path| Step::Move((*path).to_owned()));
        early.into_iter().map(remove).chain(moved).chain(late.into_iter().map(remove)).collect()
    }

    /// Stale files that must go before a new one can stand: a file where it needs a folder, files in a folder where it stands.
    fn in_the_way(&self, path: &'a str) -> Vec<&'a str> {
        if self.stale.is_empty() {
            return Vec::new();
        }
        let folder = format!("{path}/");
        let from = self.stale.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded)).map(|(stale, _)| *stale);
        let inside = from.take_while(|stale| stale.starts_with(&folder));
        ancestors(path).filter(|above| self.stale.contains_key(above)).chain(inside).collect()
    }
}

fn fresh(stage: &Stage) -> Result<()> {
    let output = &stage.existing.folder;
    copy_mode(stage)?;
    fs::rename(&stage.folder, output).during("publish", output)
}

/// A folder that stood before keeps who may read it.
fn copy_mode(stage: &Stage) -> Result<()> {
    if !stage.existing.present {
        return Ok(());
    }
    let mode = fs::metadata(&stage.existing.folder).during("look at", &stage.existing.folder)?.permissions();
    fs::set_permissions(&stage.folder, mode).during("set the permissions of", &stage.folder)
}

fn in_place(stage: &mut Stage, steps: Vec<Step>) -> Result<()> {
    let output = &stage.existing.folder;
    fs::create_dir_all(output).during("create", output)?;
    let journal = Journal::new(&stage.folder, steps);
    journal.write(&stage.work)?;
    stage.journalled = true;
    journal.roll_forward(&stage.work, output)
}

/// Exchanges stage and output, so that the stage holds the old site; or the reason why that cannot be here, with the site as it was.
fn exchange(stage: &Stage, records: &[Record], is_marked: bool) -> Result<std::result::Result<(), String>> {
    let output = &stage.existing.folder;
    if !stage.work.beside {
        return Ok(Err(format!("{} can only be written to inside", output.display())));
    }
    let kept = &stage.existing.kept;
    if kept.len() > MOST_KEPT || kept.values().any(|plain| !plain) {
        return Ok(Err("`keep:` names more than a few plain files".to_owned()));
    }
    let unchanged = records.par_iter().filter(|record| !record.is_staged).map(|record| record.file.path.as_str());
    let kept = kept.par_iter().map(|(path, _)| path.as_str());
    let marker = is_marked.then_some(MARKER);
    let exchanged = unchanged.chain(kept).chain(marker).try_for_each(|path| link(stage, path));
    copy_mode(stage)?;
    match exchanged.and_then(|()| system::exchange(&stage.folder, output)) {
        Ok(()) => {}
        Err(error) if system::cannot(&error) => return Ok(Err(format!("the file system cannot exchange folders ({error})"))),
        Err(error) => return Err(DiskError::system("replace", output, error)),
    }
    Ok(Ok(()))
}

fn link(stage: &Stage, path: &str) -> io::Result<()> {
    let (from, to) = (stage.existing.folder.join(path), stage.folder.join(path));
    match fs::hard_link(&from, &to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(to.parent().unwrap_or(Path::new(".")))?;
            fs::hard_link(&from, &to)
        }
        linked => linked,
    }
}
