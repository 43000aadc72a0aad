//! A compiled casebook that answers for its pages. The plan borrows the graph, so a thread owns both and renders what it
//! is asked for; when the last handle goes, the thread ends.

use crate::compile::{self, Compiled};
use crate::plan::Key;
use crate::render::{self, Engine, EngineError};
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;
use tokio::sync::oneshot;

/// A page's bytes, or what the template said.
pub type Answer = Option<Result<Vec<u8>, String>>;

struct Request {
    address: String,
    reply: oneshot::Sender<Answer>,
}

/// A handle to the thread that owns one version of the site.
#[derive(Clone, Debug)]
pub struct Site {
    requests: mpsc::Sender<Request>,
    pages: usize,
}

impl Site {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the theme's templates cannot be read.
    pub fn open(compiled: Compiled, executable: Key) -> Result<Self, EngineError> {
        let (opened, ready) = mpsc::channel();
        let (requests, asked) = mpsc::channel();
        thread::spawn(move || answer(&compiled, executable, &opened, &asked));
        let stopped = |_| EngineError("the preview's thread stopped".to_owned());
        let pages = ready.recv().map_err(stopped)??;
        Ok(Self { requests, pages })
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// The page at a root-absolute address; `None` when there is none.
    pub async fn page(&self, address: String) -> Answer {
        let (reply, answered) = oneshot::channel();
        self.requests.send(Request { address, reply }).ok()?;
        answered.await.ok().flatten()
    }
}

fn answer(compiled: &Compiled, executable: Key, opened: &mpsc::Sender<Result<usize, EngineError>>, asked: &mpsc::Receiver<Request>) {
    let engine = compiled.graph.as_ref().map(|graph| (graph, compiled.engine(&graph.config, executable)));
    let (graph, engine): (_, Engine) = match engine {
        Some((graph, Ok(engine))) => (graph, engine),
        Some((_, Err(error))) => return drop(opened.send(Err(error))),
        None => return drop(opened.send(Err(EngineError("there is no casebook to show".to_owned())))),
    };
    let plan = compile::plan(graph, &compiled.theme);
    if opened.send(Ok(plan.len())).is_err() {
        return;
    }
    let mut rendered: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut bundled: Option<BTreeMap<String, Vec<u8>>> = None;
    for request in asked {
        let address = &request.address;
        let answer = match (rendered.get(address), plan.get(address)) {
            (Some(bytes), _) => Some(Ok(bytes.clone())),
            (None, Some(page)) => {
                let bytes = render::page(page, &engine).map_err(|error| error.to_string());
                bytes.iter().for_each(|bytes| _ = rendered.insert(address.clone(), bytes.clone()));
                Some(bytes)
            }
            (None, None) if plan.bundles().iter().any(|bundle| address.starts_with(bundle.folder)) => {
                let files = bundled.get_or_insert_with(|| plan.bundles().iter().flat_map(|bundle| (bundle.make)()).collect());
                files.get(address).map(|bytes| Ok(bytes.clone()))
            }
            (None, None) => None,
        };
        // The browser may have gone.
        let _ = request.reply.send(answer);
    }
}
