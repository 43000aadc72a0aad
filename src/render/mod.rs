//! Plan → bytes, through Tera, into a [`Sink`], for pages whose key changed. In parallel, streamed: a page is made,
//! written and dropped. Deliberately absent: the file system, and any second way to make a page.

mod engine;
mod frame;
mod relative;
mod theme;

pub use engine::{Engine, EngineError, templates};
pub use relative::depth_prefix;
pub use theme::Theme;

use crate::learnt::Learnt;
use crate::plan::{Bundled, Content, Key, Page, Plan, Sink};
use rayon::prelude::*;
use std::io;

/// Why rendering stopped.
#[derive(Debug)]
pub enum RenderError {
    /// A template failed on a page: a fault of the theme or of a casebook's own template.
    Template {
        /// The page's address.
        address: String,
        /// Tera's report.
        error: Box<tera::Error>,
    },
    /// The environment failed on a page.
    Sink {
        /// The page's address.
        address: String,
        /// What it said.
        error: io::Error,
    },
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Template { address, error } => write!(f, "a template failed on {address}: {}", chain(error)),
            Self::Sink { address, error } => write!(f, "could not write {address}: {error}"),
        }
    }
}

impl std::error::Error for RenderError {}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// The room that pages are made in, one after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    page: Vec<u8>,
}

/// Renders every page whose key is not the previous one, from the graph that planned them. What `learnt` knows of bundles is
/// not found out again.
///
/// # Errors
/// At the first page that cannot be rendered or written; nothing may be published then.
pub fn render<G: Sync>(plan: &Plan<G>, graph: &G, engine: &Engine, learnt: &Learnt, sink: &dyn Sink) -> Result<(), RenderError> {
    let pages: Vec<&Page<G>> = plan.pages().collect();
    let keep = |address: &str, key: Key| {
        let failed = |error| RenderError::Sink { address: address.to_owned(), error };
        sink.keep(address, key).map_err(failed)
    };
    let stands = |address: &str, key: Key| sink.previous(address) == Some(key);
    let is_kept = |address: &str, key: Key| if stands(address, key) { keep(address, key).map(|()| true) } else { Ok(false) };
    let write = |scratch: &mut Scratch, address: &str, key: Key, content: Content| {
        let failed = |error| RenderError::Sink { address: address.to_owned(), error };
        let bytes = engine.bytes(address, content, scratch)?;
        sink.write(address, key, bytes).map_err(failed)
    };
    let made = |scratch: &mut Scratch, address: &str, content: Content| {
        let key = engine.key(address, &content);
        if is_kept(address, key)? { Ok(()) } else { write(scratch, address, key, content) }
    };
    let page = |scratch: &mut Scratch, page: &&Page<G>| match plan.basis(graph, page).map(|basis| engine.key_on(&page.address, &basis)) {
        Some(key) if is_kept(&page.address, key)? => Ok(()),
        Some(key) => write(scratch, &page.address, key, (page.make)(graph)),
        None => made(scratch, &page.address, (page.make)(graph)),
    };
    // Gathering a bundle is partly the work of one thread, so the others make pages meanwhile.
    let (bundled, paged) = rayon::join(
        || {
            let stands = |address: &str, basis: &Key| stands(address, engine.key_on(address, basis));
            let files: Vec<Bundled> = plan.bundles().iter().flat_map(|bundle| bundle.files(graph, learnt, &stands)).collect();
            files.into_par_iter().try_for_each_init(Scratch::default, |scratch, Bundled { address, basis, bytes }| {
                let key = basis.map(|basis| engine.key_on(&address, &basis));
                match (bytes.map(Content::Bytes), key) {
                    (Some(content), Some(key)) if !is_kept(&address, key)? => write(scratch, &address, key, content),
                    (Some(content), None) => made(scratch, &address, content),
                    (Some(_), Some(_)) => Ok(()),
                    (None, key) => key.map_or(Ok(()), |key| keep(&address, key)),
                }
            })
        },
        || pages.par_iter().try_for_each_init(Scratch::default, page),
    );
    bundled.and(paged)
}

/// The bytes of one page, for the preview.
///
/// # Errors
/// When a template fails.
pub fn page<G>(page: &Page<G>, graph: &G, engine: &Engine) -> Result<Vec<u8>, RenderError> {
    Ok(engine.bytes(&page.address, (page.make)(graph), &mut Scratch::default())?.to_vec())
}
