//! A [`Snapshot`] is every input of a build: paths and bytes, in path order. `disk` fills it; tests make it from a string.

use std::collections::BTreeMap;
use std::sync::Arc;

/// One input file.
#[derive(Clone, Debug)]
pub struct Input {
    /// Relative to the casebook's root, with `/`.
    pub path: Arc<str>,
    /// What the file holds.
    pub bytes: Arc<[u8]>,
}

/// Every input of a build: `casebook.yaml`, and all files below `content/`, `templates/` and `static/`.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    files: BTreeMap<Arc<str>, Arc<[u8]>>,
}

impl Snapshot {
    /// Adds or replaces one file.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// A casebook from one string, for tests: files are separated by lines `=== path`.
    pub fn of(text: &str) -> Self {
        let mut snapshot = Self::default();
        let mut current: Option<(String, String)> = None;
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("=== ") {
                if let Some((path, bytes)) = current.take() {
                    snapshot.insert(path, bytes.into_bytes());
                }
                current = Some((path.trim().to_owned(), String::new()));
            } else if let Some((_, bytes)) = &mut current {
                bytes.push_str(line);
            }
        }
        if let Some((path, bytes)) = current {
            snapshot.insert(path, bytes.into_bytes());
        }
        snapshot
    }

    /// The bytes of one file.
    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// Files whose path begins with `prefix`, in path order.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Input> + 'a {
        let from = self.files.range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded));
        from.take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, bytes)| Input { path: Arc::clone(path), bytes: Arc::clone(bytes) })
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
