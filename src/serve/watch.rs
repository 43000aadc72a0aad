//! Notices that an input changed, and waits until an editor has finished saving.

use super::ServeError;
use crate::disk;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// How long a file must be quiet before it is read: editors write, sync and rename within a few milliseconds.
const QUIET: Duration = Duration::from_millis(10);

/// Changes of inputs, until the watcher is dropped.
pub struct Changes {
    changed: mpsc::Receiver<()>,
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Changes {
    /// Waits for the next change; false when there will be none.
    pub fn wait(&self) -> bool {
        let first = self.changed.recv().is_ok();
        while self.changed.try_recv().is_ok() {}
        first
    }
}

/// Watches `casebook.yaml` and the input folders; one that is made later is not missed.
pub fn watch(root: &Path) -> Result<Changes, ServeError> {
    let failed = |error: notify_debouncer_full::notify::Error| ServeError::Environment(format!("cannot watch {}: {error}", root.display()));
    let root = root.canonicalize().map_err(|error| ServeError::Environment(format!("cannot watch {}: {error}", root.display())))?;
    let (send, changed) = mpsc::channel();
    let inputs: Vec<PathBuf> = disk::FOLDERS.iter().map(|folder| root.join(folder)).collect();
    let config = root.join(disk::CONFIGURATION);
    let wanted = inputs.clone();
    let handler = move |result: DebounceEventResult| {
        // An error may mean lost events, so it counts as a change.
        let is_input = |path: &PathBuf| *path == config || wanted.iter().any(|folder| path.starts_with(folder));
        let concerns = |events: Vec<notify_debouncer_full::DebouncedEvent>| {
            events.iter().any(|event| !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(is_input))
        };
        if result.map_or(true, concerns) {
            let _ = send.send(());
        }
    };
    let mut watcher = new_debouncer(QUIET, None, handler).map_err(failed)?;
    watcher.watch(&root, RecursiveMode::NonRecursive).map_err(failed)?;
    for folder in inputs.iter().filter(|folder| folder.is_dir()) {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(failed)?;
    }
    Ok(Changes { changed, _watcher: watcher })
}
