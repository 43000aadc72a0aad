//! `build`: reads, compiles, renders and publishes; all or nothing.
//!
//! The output is held from before the first input is read, so that two builds cannot undo each other. What the site
//! was made from is remembered as one key; where it stands, nothing runs at all.

use super::clock;
use super::closing;
use super::deadline::Deadline;
use super::progress::Progress;
use super::reasons::{Memory, Reasons};
use super::session::{Publication, Session, executable, exit_of, say_problems};
use super::timings::{Amount, Spent, Timings};
use super::{Exit, Failure, Setting};
use crate::compile::Compiled;
use crate::content::{Snapshot, Store};
use crate::diagnostic::Problems;
use crate::disk::{self, Cache, Class, DiskError, Published, Shelf, Stage, fresh};
use crate::graph::Graph;
use crate::learnt::{Aside, Learnt};
use crate::model::Config;
use crate::plan::{Key, Plan, Sink};
use crate::render::Engine;
use crate::render::{self, RenderError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  casebook build\n  casebook build --ceiling GREEN --output partners\n  casebook build --date 2024-02-10 --explain"
)]
pub struct Args {
    /// Where the site is to stand; else public/ in the casebook
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// How many threads; else one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Say why each page was written
    #[arg(long)]
    explain: bool,
    /// Say where the time went
    #[arg(long)]
    timings: bool,
    /// Neither read nor write what earlier builds remember in .casebook/
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    publication: Publication,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let Some(jobs) = args.jobs else { return build(args, setting) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build();
    let refused = |error| Failure::new(Exit::Environment, format!("cannot start {jobs} threads: {error}"));
    pool.map_err(refused)?.install(|| build(args, setting))
}

fn build(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let progress = Progress::start(setting.terminal, "reading");
    let mut timings = Timings::start();
    let session = Session::open(&args.publication, setting)?;
    let output = args.output.clone().unwrap_or_else(|| session.root.join("public"));
    let keep = keep(&session)?;
    let options = disk::Options { keep: &keep, cache: !args.no_cache, ..disk::Options::new(&session.root, &output) };
    let mut stage = Stage::open(options)?;
    let executable = executable()?;
    let inputs = inputs_key(&session, executable);
    timings.phase("survey", Amount::of(session.survey.len()));
    if let Some(pages) = stage.is_settled(inputs).filter(|_| !args.no_cache) {
        drop(progress);
        timings.report(args.timings, setting)?;
        setting.terminal.say(&closing::line(&unchanged(pages), begun.elapsed()));
        return Ok(Exit::Done);
    }
    let cache = if args.no_cache { Cache::none() } else { Cache::of(&session.root) };
    let shelf = Shelf::of(&stage).map(|shelf| -> Arc<dyn Aside> { Arc::new(shelf) });
    let store = shelf.clone().map(|shelf| Arc::new(Store::new(shelf)));
    let snapshot = session.survey.read_beside(store.as_ref(), HELD as u64)?;
    timings.phase("read", Amount { count: snapshot.len(), bytes: bytes_of(&snapshot) });
    progress.phase("compiling");
    let deadline = session.deadline(&snapshot);
    let learnt = learnt(&cache, &executable, shelf);
    let compiled = session.link(&snapshot, &learnt, &mut |name, count| timings.phase(name, Amount::of(count)));
    // What rendering needs besides, and is the work of one thread.
    let rest = || {
        let engine = compiled.graph.as_ref().map(|graph| compiled.engine(&graph.config, executable));
        let before = stage.recall().and_then(|notes| Memory::read(&notes));
        let memory = (!args.no_cache).then(|| Memory::of(&session, &snapshot, &compiled, executable, before.as_ref())).flatten();
        (engine, before, memory)
    };
    let (plan, (engine, before, memory)) = rayon::join(|| compiled.plan(), rest);
    timings.phase("plan", Amount::of(plan.as_ref().map_or(0, Plan::len)));
    let items = compiled.report_with(&compiled.found(plan.as_ref(), &learnt));
    timings.phase("lint", Amount::of(items.len()));
    drop(deadline);
    check(store.as_deref())?;
    let exit = exit_of(&compiled, &items);
    if exit != Exit::Done {
        drop(progress);
        say_problems(&items, &snapshot, setting);
        return Ok(exit);
    }
    clock::check(&cache, &session, &compiled)?;
    let reasons = args.explain.then(|| Reasons::new(&stage, before.as_ref(), memory.as_ref()));
    let limits = compiled.graph.as_ref().map(|graph| graph.config.limits).unwrap_or_default();
    let deadline = Deadline::start(limits.seconds, setting.terminal);
    let told = Told { largest: limits.page, stage: &stage, progress: &progress, spent: args.timings.then(Spent::default), reasons };
    if let Some(((plan, graph), engine)) = plan.as_ref().zip(compiled.graph.as_ref()).zip(engine) {
        let engine = engine.map_err(|error| Failure::new(Exit::Problems, error.to_string()))?;
        render_into(graph, plan, &engine, &learnt, &told, &mut timings)?;
    }
    drop(deadline);
    check(store.as_deref())?;
    let mut reasons = told.reasons.map(Reasons::lines).unwrap_or_default();
    stage.remember(memory.map(|memory| memory.bytes()).unwrap_or_default());
    progress.phase("publishing");
    let inputs = is_lasting(&session, &compiled).then_some(inputs);
    cache.sweep();
    let (published, ()) = rayon::join(|| stage.commit(inputs), || learnt.store(|name, bytes| cache.store_of(&executable, name, bytes)));
    let mut published = published?;
    published.notices.extend(clock::remember(&cache, &session).err().map(|error| error.to_string()));
    timings.phase("publish", Amount { count: published.written, bytes: published.bytes });
    drop(progress);
    say_problems(&items, &snapshot, setting);
    let removed =
        published.gone.iter().filter(|_| args.explain).map(|address| format!("{address}: removed, as no page stands there any more"));
    reasons.extend(removed);
    report(&reasons, setting)?;
    timings.report(args.timings, setting)?;
    say_purge(&published, setting);
    published.notices.iter().for_each(|notice| setting.terminal.say(&format!("note: {notice}")));
    setting.terminal.say(&closing::line(&published, begun.elapsed()));
    // The process ends here, and its memory with it: taking a large casebook apart piece by piece is work for nobody.
    std::mem::forget((compiled, plan, snapshot));
    Ok(Exit::Done)
}

/// Nothing goes out, and nothing is learnt, that was made while texts were missing.
fn check(store: Option<&Store>) -> Result<(), Failure> {
    if !store.is_some_and(Store::has_lost) {
        return Ok(());
    }
    let message = "texts of this casebook that were put aside where the site is made cannot be read back";
    Err(Failure::new(Exit::Environment, message).help("look after the disk that the output stands on"))
}

/// Bytes of texts that a build holds in memory, of prose, and of what it learns; what a large casebook has beyond waits in a file.
const HELD: usize = 24 << 20;

/// What earlier builds learnt, nothing without a cache, with a place for what is too much to hold.
fn learnt(cache: &Cache, executable: &Key, shelf: Option<Arc<dyn Aside>>) -> Learnt {
    let learnt = if cache.is_on() { Learnt::recall(|name| cache.load_of(executable, name)) } else { Learnt::none() };
    learnt.beside(shelf, HELD)
}

/// The most changed addresses that are said one by one.
const MOST_CHANGED: usize = 1000;

/// Where something was removed, what showed it is different now: whoever keeps copies must purge both.
fn say_purge(published: &Published, setting: &Setting) {
    let say = |word: &str, addresses: &[String]| addresses.iter().for_each(|address| setting.terminal.say(&format!("{word} {address}")));
    if published.gone.is_empty() {
        return;
    }
    say("removed", &published.gone);
    if published.changed.len() <= MOST_CHANGED {
        say("changed", &published.changed);
        setting.terminal.say("note: where copies are kept, purge the addresses that were removed or changed");
    } else {
        setting.terminal.say(&format!("note: {} addresses changed: where copies are kept, purge all of them", published.changed.len()));
    }
}

/// The output's files that are not ours, which must be known before it is looked at.
fn keep(session: &Session) -> Result<Vec<String>, Failure> {
    let mut snapshot = Snapshot::default();
    snapshot.insert(disk::CONFIGURATION, fresh::read(&session.root.join(disk::CONFIGURATION))?);
    // What is wrong with the file is reported when the casebook is compiled.
    let config = crate::brief::read_config(&snapshot, &mut Problems::default());
    Ok(config.map(|config: Config| config.keep).unwrap_or_default())
}

/// All that a site is made from: the inputs, this program, and the flags.
fn inputs_key(session: &Session, executable: Key) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&session.survey.key().0).update(&executable.0);
    hasher.update(session.ceiling.map_or("", |tlp| tlp.as_str()).as_bytes());
    hasher.update(&session.now.as_second().div_euclid(86_400).to_le_bytes());
    Key(*hasher.finalize().as_bytes())
}

/// Whether the key of these inputs may stand for the site next time: not where an embargo may end within a day, nor
/// where a file is so young that a change to it could leave its times as they are.
fn is_lasting(session: &Session, compiled: &Compiled) -> bool {
    compiled.last_embargo.is_none() && !session.is_young
}

fn bytes_of(snapshot: &Snapshot) -> u64 {
    snapshot.below("").map(|input| input.bytes.len() as u64).sum()
}

fn unchanged(pages: usize) -> Published {
    Published { unchanged: pages, ..Published::default() }
}

fn render_into(
    graph: &Graph,
    plan: &Plan<Graph>,
    engine: &Engine,
    learnt: &Learnt,
    told: &Told<'_>,
    timings: &mut Timings,
) -> Result<(), Failure> {
    told.progress.count("rendering", plan.len());
    render::render(plan, graph, engine, learnt, told).map_err(failed)?;
    told.spent.iter().for_each(|spent| timings.pages(spent));
    Ok(())
}

/// Lines among the results.
fn report(lines: &[String], setting: &Setting) -> Result<(), Failure> {
    let mut out = setting.terminal.results();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    Ok(out.flush()?)
}

fn failed(error: RenderError) -> Failure {
    match error {
        RenderError::Sink { error, .. } => DiskError::from_sink(error).into(),
        RenderError::Template { .. } => Failure::new(Exit::Problems, error.to_string()).help("mend the template below templates/"),
    }
}

/// The stage, with progress told, time counted and reasons kept.
struct Told<'a> {
    stage: &'a Stage,
    progress: &'a Progress,
    spent: Option<Spent>,
    reasons: Option<Reasons<'a>>,
    /// Bytes that a page may have.
    largest: usize,
}

impl Sink for Told<'_> {
    fn previous(&self, address: &str) -> Option<Key> {
        self.stage.previous(address)
    }

    fn keep(&self, address: &str, key: Key) -> io::Result<()> {
        self.progress.step();
        self.stage.keep(address, key)
    }

    fn write(&self, address: &str, key: Key, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > self.largest && address.ends_with(".html") {
            let reason = format!("{} bytes, more than {}", bytes.len(), self.largest);
            let error = DiskError::declined(Class::Limit, "make the page", Path::new(address), reason);
            return Err(error.help("shorten the brief it shows, or raise `limits: {page: …}` in casebook.yaml").into());
        }
        if let Some(reasons) = &self.reasons {
            reasons.note(address, key, bytes);
        }
        self.progress.step();
        let write = || self.stage.write(address, key, bytes);
        self.spent.as_ref().map_or_else(write, |spent| spent.write(bytes.len(), write))
    }
}
