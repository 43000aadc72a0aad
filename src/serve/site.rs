//! One state of the site, which answers for its pages: a page is made when it is first asked for, and kept.

use crate::compile::Shown;
use crate::render::{self, Engine};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A page's bytes, or what the template said.
pub type Answer = Option<Result<Vec<u8>, String>>;

/// A handle to one state of the site.
#[derive(Clone)]
pub struct Site(Arc<State>);

struct State {
    shown: Shown,
    engine: Arc<Engine>,
    made: Mutex<BTreeMap<String, Vec<u8>>>,
    bundled: OnceLock<BTreeMap<String, Vec<u8>>>,
}

impl Site {
    /// The site of an edition that can be shown.
    pub fn of(shown: Shown) -> Option<Self> {
        let engine = shown.engine.clone()?;
        Some(Self(Arc::new(State { shown, engine, made: Mutex::default(), bundled: OnceLock::new() })))
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.0.shown.plan().len()
    }

    /// The page at a root-absolute address; `None` when there is none.
    pub async fn page(&self, address: String) -> Answer {
        let state = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || state.page(&address)).await.ok().flatten()
    }
}

impl State {
    fn page(&self, address: &str) -> Answer {
        if let Some(bytes) = self.made().get(address) {
            return Some(Ok(bytes.clone()));
        }
        if let Some(page) = self.shown.page(address) {
            let bytes = render::page(page, &*self.shown.graph, &self.engine).map_err(|error| error.to_string());
            bytes.iter().for_each(|bytes| _ = self.made().insert(address.to_owned(), bytes.clone()));
            return Some(bytes);
        }
        let is_bundled = self.shown.plan().bundles().iter().any(|bundle| address.starts_with(bundle.folder));
        is_bundled.then(|| self.bundled().get(address).cloned().map(Ok)).flatten()
    }

    fn made(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bundled(&self) -> &BTreeMap<String, Vec<u8>> {
        let make = || self.shown.plan().bundles().iter().flat_map(|bundle| bundle.all(&self.shown.graph)).collect();
        self.bundled.get_or_init(make)
    }
}
