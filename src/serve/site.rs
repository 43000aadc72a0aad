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
    for request in asked {
        let answer = plan.get(&request.address).map(|page| {
            if let Some(bytes) = rendered.get(&request.address) {
                return Ok(bytes.clone());
            }
            let (_, bytes) = render::page(page, &engine).map_err(|error| error.to_string())?;
            rendered.insert(request.address.clone(), bytes.clone());
            Ok(bytes)
        });
        // The browser may have gone.
        let _ = request.reply.send(answer);
    }
}
