//! A compiled casebook that answers for its pages. The plan borrows the graph, so a thread owns both and renders what it
//! is asked for; when the last handle goes, the thread ends.

use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Level};
use crate::learnt::Learnt;
use crate::plan::Key;
use crate::render::{self, EngineError};
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

/// Problems in path order, each with its level.
pub type Items = Vec<(Level, Diagnostic)>;

/// Why a version of the site is not shown.
#[derive(Debug)]
pub enum Refused {
    /// What is wrong with the casebook.
    Problems,
    /// What is wrong with the theme.
    Theme(String),
}

impl Site {
    /// Starts the thread, which plans the site and asks the rules: the site where nothing speaks against it, and all that
    /// is wrong in any case.
    pub fn open(compiled: Compiled, executable: Key) -> (Result<Self, Refused>, Items) {
        let (opened, ready) = mpsc::channel();
        let (requests, asked) = mpsc::channel();
        thread::spawn(move || answer(&compiled, executable, &opened, &asked));
        let stopped = |_| (Err(Refused::Theme("the preview's thread stopped".to_owned())), Items::new());
        let (pages, items) = ready.recv().unwrap_or_else(stopped);
        (pages.map(|pages| Self { requests, pages }), items)
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

type Opened = (Result<usize, Refused>, Items);

fn answer(compiled: &Compiled, executable: Key, opened: &mpsc::Sender<Opened>, asked: &mpsc::Receiver<Request>) {
    let (Some(graph), Some(plan)) = (&compiled.graph, compiled.plan()) else {
        return drop(opened.send((Err(Refused::Problems), compiled.report())));
    };
    let (engine, items) =
        rayon::join(|| compiled.engine(&graph.config, executable), || compiled.report_with(compiled.rules(&plan, &Learnt::none())));
    let engine = match engine {
        _ if compiled.is_stopped_by(&items) => return drop(opened.send((Err(Refused::Problems), items))),
        Err(EngineError(message)) => return drop(opened.send((Err(Refused::Theme(message)), items))),
        Ok(engine) => engine,
    };
    if opened.send((Ok(plan.len()), items)).is_err() {
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
                let files =
                    bundled.get_or_insert_with(|| plan.bundles().iter().flat_map(|bundle| (bundle.make)(&Learnt::none())).collect());
                files.get(address).map(|bytes| Ok(bytes.clone()))
            }
            (None, None) => None,
        };
        // The browser may have gone.
        let _ = request.reply.send(answer);
    }
}
