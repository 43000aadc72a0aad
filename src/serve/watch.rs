//! Notices that an input changed, and waits until an editor has finished saving.

use super::ServeError;
use crate::disk;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// How long a file must be quiet before it is read: editors write, sync and rename within a few milliseconds.
const QUIET: Duration = Duration::from_millis(10);

/// Changes of inputs, until the watcher is dropped.
pub struct Changes {
    changed: mpsc::Receiver<Touched>,
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

/// What changed.
pub enum Touched {
    /// These paths below the casebook's root, and nothing else.
    Paths(BTreeSet<PathBuf>),
    /// Nobody knows: events were lost.
    Anything,
}

impl Changes {
    /// Waits for the next change; none when there will be none.
    pub fn wait(&self) -> Option<Touched> {
        let mut touched = self.changed.recv().ok()?;
        while let Ok(more) = self.changed.try_recv() {
            touched = match (touched, more) {
                (Touched::Paths(mut paths), Touched::Paths(more)) => {
                    paths.extend(more);
                    Touched::Paths(paths)
                }
                _ => Touched::Anything,
            };
        }
        Some(touched)
    }
}

/// Watches `casebook.yaml` and the input folders; one that is made later is not missed.
pub fn watch(root: &Path) -> Result<Changes, ServeError> {
    let failed = |error: notify_debouncer_full::notify::Error| ServeError::Environment(format!("cannot watch {}: {error}", root.display()));
    let root = root.canonicalize().map_err(|error| ServeError::Environment(format!("cannot watch {}: {error}", root.display())))?;
    let (send, changed) = mpsc::channel();
    let below = root.clone();
    let handler = move |result: DebounceEventResult| {
        // An error may mean lost events, so it counts as a change.
        let is_input = |path: &Path| path == Path::new(disk::CONFIGURATION) || disk::FOLDERS.iter().any(|folder| path.starts_with(folder));
        let input = |path: &PathBuf| path.strip_prefix(&below).ok().filter(|path| is_input(path)).map(Path::to_owned);
        let paths = result.map(|events| {
            let written = events.iter().filter(|event| !matches!(event.kind, EventKind::Access(_)));
            written.flat_map(|event| event.paths.iter().filter_map(input)).collect::<BTreeSet<_>>()
        });
        let touched = match paths {
            Ok(paths) if paths.is_empty() => return,
            Ok(paths) => Touched::Paths(paths),
            Err(_) => Touched::Anything,
        };
        let _ = send.send(touched);
    };
    let mut watcher = new_debouncer(QUIET, None, handler).map_err(failed)?;
    watcher.watch(&root, RecursiveMode::NonRecursive).map_err(failed)?;
    for folder in disk::FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        watcher.watch(&folder, RecursiveMode::Recursive).map_err(failed)?;
    }
    Ok(Changes { changed, _watcher: watcher })
}
