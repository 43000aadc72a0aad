//! The loopback preview: the site in memory, a page rendered when a browser asks for it, reload on save, problems as an
//! overlay over the last good page.
//!
//! It compiles exactly as `build` does and consults the file system only when an input changes, never for a request.
//! Deliberately absent: any way to reach it from another machine or from another site's page; see `guard`.

mod guard;
mod http;
mod media_type;
mod site;
mod watch;

use crate::compile::{Edition, Memory, Options as CompileOptions, Refused, link_again};
use crate::content::Snapshot;
use crate::diagnostic::human;
use crate::disk::{self, Cache, DiskError};
use crate::learnt::Learnt;
use crate::plan::Key;
use site::Site;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use watch::Touched;

/// What a preview is asked for.
pub struct Options {
    /// The casebook's folder.
    pub root: PathBuf,
    /// The port; without one 4000, or the next that is free.
    pub port: Option<u16>,
    /// How to compile.
    pub compile: CompileOptions,
    /// Identifies this program.
    pub executable: Key,
}

/// Why the preview could not start or go on.
#[derive(Debug)]
pub enum ServeError {
    /// The inputs could not be read.
    Disk(DiskError),
    /// No port could be had, or watching failed.
    Environment(String),
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Disk(error) => error.fmt(f),
            Self::Environment(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for ServeError {}

impl From<DiskError> for ServeError {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

/// What the preview tells the person at the terminal.
pub enum News {
    /// It listens there.
    Listening(String),
    /// The site was compiled: pages, and problems as a report.
    Compiled {
        /// Pages of the site that is shown.
        pages: usize,
        /// Problems for people; empty where there are none.
        report: String,
    },
}

const FIRST_PORT: u16 = 4000;
const PORTS: u16 = 100;

/// What requests see: the last good site, and what is wrong with the newest inputs.
struct Shown {
    site: Option<Site>,
    problems: Option<String>,
}

/// Shared by all requests.
struct Preview {
    shown: RwLock<Shown>,
    changed: broadcast::Sender<()>,
    port: u16,
}

impl Preview {
    fn site(&self) -> Option<Site> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).site.clone()
    }

    fn problems(&self) -> Option<String> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).problems.clone()
    }

    /// Takes a newly compiled casebook: a good one replaces the site, a bad one leaves it and shows its problems.
    fn take(&self, edition: &mut Edition, snapshot: &Snapshot) -> News {
        let good = self.site();
        let problems = self.show(edition, good.as_ref(), snapshot);
        self.tell();
        self.settle(edition, good, problems, snapshot)
    }

    /// Browsers ask for a page now; what is not on it could wait until here.
    fn settle(&self, edition: &mut Edition, good: Option<Site>, mut problems: Option<String>, snapshot: &Snapshot) -> News {
        if edition.settle() {
            let first = std::mem::take(&mut problems);
            problems = self.show(edition, good.as_ref(), snapshot);
            if problems != first {
                self.tell();
            }
        }
        drop(good);
        let pages = self.site().as_ref().map_or(0, Site::pages);
        News::Compiled { pages, report: problems.unwrap_or_else(|| report(edition, snapshot)) }
    }

    /// Shows an edition where it can be, else the last good site; and says what is wrong.
    fn show(&self, edition: &Edition, good: Option<&Site>, snapshot: &Snapshot) -> Option<String> {
        let (site, problems) = match edition.shown().map(Site::of) {
            Ok(site) => (site, None),
            Err(Refused::Problems) => (None, Some(report(edition, snapshot))),
            Err(Refused::Theme(message)) => (None, Some(message.to_string())),
        };
        let shown = Shown { site: site.or_else(|| good.cloned()), problems: problems.clone() };
        let before = std::mem::replace(&mut *self.shown.write().unwrap_or_else(PoisonError::into_inner), shown);
        drop(before);
        problems
    }

    /// Has browsers ask again.
    fn tell(&self) {
        // Nobody may be listening.
        let _ = self.changed.send(());
    }

    /// The inputs cannot be read just now.
    fn fail(&self, error: &DiskError) -> News {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.problems = Some(error.to_string());
        let pages = shown.site.as_ref().map_or(0, Site::pages);
        drop(shown);
        self.tell();
        News::Compiled { pages, report: error.to_string() }
    }
}

fn report(edition: &Edition, snapshot: &Snapshot) -> String {
    let text_of = |path: &str| snapshot.get(path).map(|bytes| bytes.text().unwrap_or_else(|_| String::from_utf8_lossy(bytes).into()));
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    let _ = human::print_most(&edition.report(), &text_of, human::Style::default(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Serves until the process is stopped. `tell` is called when it listens and after every compilation.
///
/// # Errors
/// When no port is free, the inputs cannot be read at first, or they cannot be watched.
pub fn serve(options: &Options, tell: &(dyn Fn(&News) + Sync)) -> Result<(), ServeError> {
    let environment = |what: &str| {
        let what = what.to_owned();
        move |error: std::io::Error| ServeError::Environment(format!("{what}: {error}"))
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(environment("cannot start"))?;
    let listener = runtime.block_on(listen(options.port))?;
    let port = listener.local_addr().map_err(environment("cannot listen"))?.port();
    let preview = Arc::new(Preview { shown: RwLock::new(Shown { site: None, problems: None }), changed: broadcast::channel(16).0, port });
    let mut inputs = Inputs::read(&options.root)?;
    let cache = Cache::of(&options.root);
    let learnt = Learnt::recall(|name| cache.load_of(&options.executable, name));
    inputs.compile(options, &learnt);
    let Inputs { edition, snapshot, .. } = &mut inputs;
    let problems = edition.as_ref().and_then(|edition| preview.show(edition, None, snapshot));
    let router = http::router(Arc::clone(&preview));
    let serving = runtime.spawn(async { axum::serve(listener, router).await });
    // What changed before it watches is looked for in `follow`.
    let root = options.root.clone();
    let watching = std::thread::spawn(move || watch::watch(&root));
    let news = edition.as_mut().map(|edition| preview.settle(edition, None, problems, snapshot));
    let changes = watching.join().map_err(|_| ServeError::Environment("the watcher of the casebook's folder broke off".to_owned()))??;
    news.iter().for_each(tell);
    tell(&News::Listening(format!("http://127.0.0.1:{port}/")));
    std::thread::scope(|scope| {
        if let Some(first) = inputs.first() {
            scope.spawn(|| keep(first, learnt, &cache, options));
        }
        scope.spawn(move || follow(&changes, &preview, inputs, options, tell));
        let served = runtime.block_on(serving).unwrap_or_else(|error| Err(std::io::Error::other(error)));
        served.map_err(environment("cannot serve"))
    })
}

/// Keeps what the first compilation taught, for the next start to begin from. Where a build knew most of it, that knows more
/// than a preview asks for, and stays.
fn keep(first: First, learnt: Learnt, cache: &Cache, options: &Options) {
    let keep = || {
        first.edition.learn(&first.snapshot, &first.memory, &learnt);
        drop(first);
        if learnt.is_mostly_new() {
            cache.sweep();
            learnt.store(|name, bytes| cache.store_of(&options.executable, name, bytes));
        }
    };
    // Not among the threads that saves wait for. Where there can be none more, the next start finds out again.
    if let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        pool.install(keep);
    }
}

/// The first state of a casebook, as it was compiled.
struct First {
    edition: Edition,
    snapshot: Snapshot,
    memory: Memory,
}

/// The inputs as they were last read, and what compiling them taught, so that a save costs what it changed.
struct Inputs {
    survey: disk::Survey,
    snapshot: Snapshot,
    memory: Memory,
    edition: Option<Edition>,
    /// Whether a change could not be read, so that paths alone do not tell what is not known yet.
    is_behind: bool,
}

impl Inputs {
    fn read(root: &Path) -> Result<Self, DiskError> {
        let survey = disk::survey(root)?;
        let snapshot = survey.read()?;
        Ok(Self { survey, snapshot, memory: Memory::default(), edition: None, is_behind: false })
    }

    /// Reads what was touched, and says which files were written where that is all; else looks at every input again.
    fn refresh(&mut self, root: &Path, touched: &Touched) -> Result<Option<Vec<Arc<str>>>, DiskError> {
        let was_behind = std::mem::replace(&mut self.is_behind, true);
        if let Touched::Paths(paths) = touched
            && !was_behind
            && let Some(written) = self.survey.follow(&mut self.snapshot, paths)?
        {
            self.is_behind = false;
            return Ok(Some(written));
        }
        let survey = disk::survey(root)?;
        self.snapshot = survey.read_again(&self.survey, &self.snapshot)?;
        self.survey = survey;
        self.is_behind = false;
        Ok(None)
    }

    /// Whether the inputs are not as they were read, or cannot be looked at.
    fn are_outdated(&self, root: &Path) -> bool {
        disk::survey(root).map_or(true, |survey| survey.key() != self.survey.key())
    }

    fn compile(&mut self, options: &Options, learnt: &Learnt) {
        // But for its plan, the edition before it need not be held meanwhile.
        let before = self.edition.take().map(Edition::into_before);
        let compiled = link_again(&self.snapshot, &options.compile, learnt, &mut self.memory);
        self.edition = Some(match before {
            Some(before) => Edition::after(before, compiled, options.executable),
            None => Edition::first(compiled, options.executable),
        });
    }

    /// The state just compiled, while more follow.
    fn first(&self) -> Option<First> {
        let (snapshot, memory) = (self.snapshot.clone(), self.memory.clone());
        self.edition.clone().map(|edition| First { edition, snapshot, memory })
    }

    /// Compiles what a save changed: all, unless these files are all that was written, and what has a name keeps it.
    fn compile_again(&mut self, options: &Options, written: Option<&[Arc<str>]>) {
        let amend = |(edition, written): (&Edition, _)| edition.amended(&self.snapshot, written, &mut self.memory);
        match self.edition.as_ref().zip(written).and_then(amend) {
            Some(edition) => self.edition = Some(edition),
            None => self.compile(options, &Learnt::none()),
        }
    }

    /// Shows what was compiled last.
    fn shown(&mut self, preview: &Preview) -> Option<News> {
        self.edition.as_mut().map(|edition| preview.take(edition, &self.snapshot))
    }
}

/// Compiles again at every change, until the watcher goes; at what changed before it watched, too.
fn follow(changes: &watch::Changes, preview: &Preview, mut inputs: Inputs, options: &Options, tell: &(dyn Fn(&News) + Sync)) {
    let mut missed = inputs.are_outdated(&options.root).then_some(Touched::Anything);
    while let Some(touched) = missed.take().or_else(|| changes.wait()) {
        let news = match inputs.refresh(&options.root, &touched) {
            Ok(written) => {
                inputs.compile_again(options, written.as_deref());
                inputs.shown(preview)
            }
            Err(error) => Some(preview.fail(&error)),
        };
        news.iter().for_each(tell);
    }
}

async fn listen(port: Option<u16>) -> Result<TcpListener, ServeError> {
    let ports = port.map_or(FIRST_PORT..=FIRST_PORT + PORTS, |port| port..=port);
    let mut last = None;
    for port in ports {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(format!("cannot listen on 127.0.0.1:{port}: {error}")),
        }
    }
    Err(ServeError::Environment(last.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_changed_before_the_watcher_watched_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        let brief = root.path().join("content/actors/a.md");
        fs::create_dir_all(brief.parent().unwrap()).unwrap();
        fs::write(root.path().join(disk::CONFIGURATION), "title: A case").unwrap();
        fs::write(&brief, "one").unwrap();
        let inputs = Inputs::read(root.path()).unwrap();
        assert!(!inputs.are_outdated(root.path()));
        fs::write(&brief, "other").unwrap();
        assert!(inputs.are_outdated(root.path()));
        let inputs = Inputs::read(root.path()).unwrap();
        fs::write(brief.with_file_name("b.md"), "new").unwrap();
        assert!(inputs.are_outdated(root.path()));
    }

    #[test]
    fn what_an_error_left_unread_is_read_when_it_is_mended() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join("content/actors").join(name);
        fs::create_dir_all(root.path().join("content/actors")).unwrap();
        fs::write(root.path().join(disk::CONFIGURATION), "title: A case").unwrap();
        ["a.md", "b.md"].iter().for_each(|name| fs::write(at(name), "one").unwrap());
        let mut inputs = Inputs::read(root.path()).unwrap();
        let touched = |names: &[&str]| Touched::Paths(names.iter().map(|name| Path::new("content/actors").join(name)).collect());
        fs::remove_file(at("a.md")).unwrap();
        std::os::unix::fs::symlink("/nowhere", at("a.md")).unwrap();
        fs::write(at("b.md"), "another").unwrap();
        assert!(inputs.refresh(root.path(), &touched(&["a.md", "b.md"])).is_err());
        fs::remove_file(at("a.md")).unwrap();
        fs::write(at("a.md"), "mended").unwrap();
        inputs.refresh(root.path(), &touched(&["a.md"])).unwrap();
        let text = |name: &str| inputs.snapshot.get(&format!("content/actors/{name}")).map(|bytes| bytes.to_vec());
        assert_eq!([text("a.md"), text("b.md")], [Some(b"mended".to_vec()), Some(b"another".to_vec())]);
    }
}
