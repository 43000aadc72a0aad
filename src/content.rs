//! A [`Snapshot`] is every input of a build: paths and bytes, in path order. `disk` fills it; tests make it from a string.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// What a file holds. Text is kept as text, so that a brief can share it instead of copying it.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// Valid UTF-8.
    Text(Arc<str>),
    /// Anything else.
    Raw(Arc<[u8]>),
}

impl Bytes {
    /// The whole file as text, shared.
    ///
    /// # Errors
    /// Where it stops being UTF-8.
    pub fn text(&self) -> Result<Arc<str>, std::str::Utf8Error> {
        match self {
            Self::Text(text) => Ok(Arc::clone(text)),
            Self::Raw(bytes) => std::str::from_utf8(bytes).map(Arc::from),
        }
    }
}

impl Bytes {
    /// Whether both are one reading of one file, without a look at the bytes.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Arc::ptr_eq(a, b),
            (Self::Raw(a), Self::Raw(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(error) => Self::Raw(error.into_bytes().into()),
        }
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(_) => Self::Raw(bytes.into()),
        }
    }
}

impl From<Arc<[u8]>> for Bytes {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self::from(&*bytes)
    }
}

impl From<&str> for Bytes {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Bytes {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// One input file.
#[derive(Clone, Debug)]
pub struct Input {
    /// Relative to the casebook's root, with `/`.
    pub path: Arc<str>,
    /// What the file holds.
    pub bytes: Bytes,
}

/// Every input of a build: `casebook.yaml`, and all files below `content/`, `templates/` and `static/`.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    files: BTreeMap<Arc<str>, Bytes>,
}

impl Snapshot {
    /// Adds or replaces one file.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Bytes>) {
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
    pub fn get(&self, path: &str) -> Option<&Bytes> {
        self.files.get(path)
    }

    /// Files whose path begins with `prefix`, in path order.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Input> + 'a {
        let from = self.files.range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded));
        from.take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, bytes)| Input { path: Arc::clone(path), bytes: bytes.clone() })
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
