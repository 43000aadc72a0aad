//! A [`Snapshot`] is every input of a build: paths and bytes, in path order. `disk` fills it; tests make it from a string.
//!
//! A large casebook is more text than a build should hold, and most of it is wanted a few times, a brief at a time. So a
//! text may wait in a [`Store`], and is read from there as often as somebody asks.

use crate::learnt::{Aside, Place};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// A place for texts that are too much to hold. Where it cannot give one back, it says so: nothing may be published then.
#[derive(Debug)]
pub struct Store {
    aside: Arc<dyn Aside>,
    has_lost: AtomicBool,
}

impl Store {
    /// In a place outside memory.
    pub fn new(aside: Arc<dyn Aside>) -> Self {
        Self { aside, has_lost: AtomicBool::new(false) }
    }

    /// Whether a text could not be had again, and what was made of it is not what it should be.
    pub fn has_lost(&self) -> bool {
        self.has_lost.load(Ordering::Relaxed)
    }
}

/// A text in a store.
#[derive(Clone, Debug)]
pub struct Waiting {
    place: Place,
    store: Arc<Store>,
}

impl Waiting {
    /// Puts a text into a store, if it can.
    pub fn put(store: &Arc<Store>, text: &str) -> Option<Self> {
        let place = store.aside.put(text.as_bytes())?;
        Some(Self { place, store: Arc::clone(store) })
    }

    fn length(&self) -> usize {
        self.place.length as usize
    }

    /// Some bytes of it; none where they are not whole characters, or do not come back.
    fn get(&self, range: Range<usize>) -> Option<String> {
        if range.start > range.end || range.end > self.length() {
            return None;
        }
        let place = Place { start: self.place.start + range.start as u64, length: u32::try_from(range.len()).ok()? };
        let bytes = self.store.aside.get(place);
        if bytes.is_none() {
            self.store.has_lost.store(true, Ordering::Relaxed);
        }
        String::from_utf8(bytes?).ok()
    }

    fn whole(&self) -> String {
        self.get(0..self.length()).unwrap_or_default()
    }
}

/// The text of a file, held or waiting in a store. Clones share it.
#[derive(Clone, Debug)]
pub struct Text(Kept);

#[derive(Clone, Debug)]
enum Kept {
    Here(Arc<str>),
    Aside(Waiting),
}

impl Text {
    /// All of it.
    pub fn whole(&self) -> Cow<'_, str> {
        match &self.0 {
            Kept::Here(text) => Cow::Borrowed(text),
            Kept::Aside(text) => Cow::Owned(text.whole()),
        }
    }

    /// Some bytes of it; none where they are not whole characters.
    pub fn get(&self, range: Range<usize>) -> Option<Cow<'_, str>> {
        match &self.0 {
            Kept::Here(text) => text.get(range).map(Cow::Borrowed),
            Kept::Aside(text) => text.get(range).map(Cow::Owned),
        }
    }

    /// Whether both are one reading of one file, without a look at the text.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kept::Here(a), Kept::Here(b)) => Arc::ptr_eq(a, b),
            (Kept::Aside(a), Kept::Aside(b)) => a.place == b.place && Arc::ptr_eq(&a.store, &b.store),
            _ => false,
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Kept::Here(Arc::default()))
    }
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        Self(Kept::Here(text))
    }
}

impl From<Waiting> for Text {
    fn from(text: Waiting) -> Self {
        Self(Kept::Aside(text))
    }
}

/// What a file holds. Text is kept as text, so that a brief can share it instead of copying it.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// Valid UTF-8.
    Text(Arc<str>),
    /// Valid UTF-8 that waits in a store.
    Waiting(Loaded),
    /// Anything else.
    Raw(Arc<[u8]>),
}

/// A text in a store, which is held from when somebody looks at its bytes. A clone holds nothing.
#[derive(Debug)]
pub struct Loaded {
    text: Waiting,
    held: OnceLock<String>,
}

impl Clone for Loaded {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), held: OnceLock::new() }
    }
}

impl Bytes {
    /// How many, without a look at them.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Waiting(loaded) => loaded.text.length(),
            Self::Raw(bytes) => bytes.len(),
        }
    }

    /// Whether there is none, without a look.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, where it waits in a store.
    pub fn waiting(&self) -> Option<&Waiting> {
        if let Self::Waiting(loaded) = self { Some(&loaded.text) } else { None }
    }

    /// The whole file as text, shared.
    ///
    /// # Errors
    /// Where it stops being UTF-8.
    pub fn text(&self) -> Result<Arc<str>, std::str::Utf8Error> {
        match self {
            Self::Text(text) => Ok(Arc::clone(text)),
            Self::Waiting(loaded) => Ok(loaded.held.get().map_or_else(|| loaded.text.whole().into(), |text| text.as_str().into())),
            Self::Raw(bytes) => std::str::from_utf8(bytes).map(Arc::from),
        }
    }
}

impl Bytes {
    /// Whether both are one reading of one file, without a look at the bytes.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Arc::ptr_eq(a, b),
            (Self::Waiting(a), Self::Waiting(b)) => a.text.place == b.text.place && Arc::ptr_eq(&a.text.store, &b.text.store),
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
            Self::Waiting(loaded) => loaded.held.get_or_init(|| loaded.text.whole()).as_bytes(),
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

impl From<Waiting> for Bytes {
    fn from(text: Waiting) -> Self {
        Self::Waiting(Loaded { text, held: OnceLock::new() })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Gives nothing back once it is emptied.
    #[derive(Debug, Default)]
    struct Drawer(Mutex<Vec<u8>>);

    impl Aside for Drawer {
        fn put(&self, bytes: &[u8]) -> Option<Place> {
            let mut all = self.0.lock().unwrap();
            let place = Place { start: all.len() as u64, length: u32::try_from(bytes.len()).unwrap() };
            all.extend_from_slice(bytes);
            Some(place)
        }

        fn get(&self, place: Place) -> Option<Vec<u8>> {
            let start = usize::try_from(place.start).unwrap();
            self.0.lock().unwrap().get(start..start + place.length as usize).map(<[u8]>::to_vec)
        }
    }

    #[test]
    fn a_text_that_waits_reads_as_one_that_is_held() {
        let written = "---\ntitle: ایران\n---\nBody.\n";
        let store = Arc::new(Store::new(Arc::new(Drawer::default())));
        Waiting::put(&store, "before").unwrap();
        let (waiting, held) = (Waiting::put(&store, written).unwrap(), Arc::<str>::from(written));
        let (bytes, texts) = (Bytes::from(waiting.clone()), [Text::from(waiting), Text::from(held)]);
        for start in 0..=written.len() + 1 {
            // No bytes are whole characters anywhere.
            for end in (0..=written.len() + 1).filter(|end| *end != start) {
                assert_eq!(texts[0].get(start..end), texts[1].get(start..end), "{start}..{end}");
            }
        }
        assert_eq!(texts[0].whole(), texts[1].whole());
        assert_eq!((bytes.len(), &*bytes, &*bytes.text().unwrap()), (written.len(), written.as_bytes(), written));
        assert!(bytes.is_same(&bytes.clone()) && texts[0].is_same(&texts[0].clone()) && !texts[0].is_same(&texts[1]));
        assert!(!store.has_lost());
    }

    #[test]
    fn a_text_that_does_not_come_back_is_noticed() {
        let drawer = Arc::new(Drawer::default());
        let store = Arc::new(Store::new(drawer.clone()));
        let waiting = Waiting::put(&store, "text").unwrap();
        drawer.0.lock().unwrap().clear();
        assert!(!store.has_lost());
        assert_eq!(Text::from(waiting).whole(), "");
        assert!(store.has_lost());
    }
}
