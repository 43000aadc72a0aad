//! `cargo bench`: each phase of a build by itself, on a made-up casebook of a thousand briefs.
//!
//! One measurement is one pass over the whole casebook, so that phases can be added up and compared with a build.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench stops where something is wrong")]

mod casebook;

use ::casebook::compile::{self, Compiled, Edition, Options};
use ::casebook::content::Snapshot;
use ::casebook::diagnostic::Problems;
use ::casebook::disk::{self, Stage};
use ::casebook::graph::{Graph, Site};
use ::casebook::learnt::Learnt;
use ::casebook::model::{Brief, Config, Words};
use ::casebook::plan::{Key, Plan, Sink};
use ::casebook::release::{self, Policy, Reach, Released};
use ::casebook::{brief, graph, render, views};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BRIEFS: usize = 1000;
const PROGRAM: Key = Key([0; 32]);

/// The casebook in a folder of its own.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in casebook::make(BRIEFS).files() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn now() -> jiff::Timestamp {
    "2024-06-01T00:00:00Z".parse().unwrap()
}

fn options() -> Options {
    Options { ceiling: None, now: now(), reach: Reach::Readers }
}

fn compiled(snapshot: &Snapshot) -> Compiled {
    let compiled = compile::compile(snapshot, &options());
    assert!(!compiled.is_stopped(), "the made-up casebook has errors");
    compiled
}

fn parse(snapshot: &Snapshot) -> (Config, Vec<Arc<Brief>>) {
    let mut problems = Problems::default();
    let config = brief::read_config(snapshot, &mut problems).unwrap();
    let briefs = brief::parse(snapshot, &config, &Learnt::none(), &mut problems);
    (config, briefs)
}

fn filter(config: &Config, briefs: Vec<Arc<Brief>>) -> Vec<Released<Arc<Brief>>> {
    release::filter(briefs, &Policy::of(config, None, now())).0
}

/// Address, key and bytes of a page.
type Page = (String, Key, Vec<u8>);

/// Takes every page and keeps the bytes, or only their number.
#[derive(Default)]
struct Memory {
    keys: HashMap<String, Key>,
    pages: Option<Mutex<Vec<Page>>>,
}

impl Sink for Memory {
    fn previous(&self, address: &str) -> Option<Key> {
        self.keys.get(address).copied()
    }

    fn keep(&self, _: &str, _: Key) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, address: &str, key: Key, bytes: &[u8]) -> io::Result<()> {
        if let Some(pages) = &self.pages {
            pages.lock().unwrap().push((address.to_owned(), key, bytes.to_vec()));
        }
        Ok(())
    }
}

fn rendered(compiled: &Compiled, plan: &Plan<Graph>) -> Vec<Page> {
    let graph = compiled.graph.as_ref().unwrap();
    let engine = compiled.engine(&graph.config, PROGRAM).unwrap();
    let memory = Memory { pages: Some(Mutex::default()), ..Memory::default() };
    render::render(plan, graph, &engine, &Learnt::none(), &memory).unwrap();
    memory.pages.unwrap().into_inner().unwrap()
}

fn publish(root: &Path, pages: &[Page]) {
    let output = root.join("public");
    let stage = Stage::open(disk::Options::new(root, &output)).unwrap();
    for (address, key, bytes) in pages {
        if stage.previous(address) == Some(*key) {
            stage.keep(address, *key).unwrap();
        } else {
            stage.write(address, *key, bytes).unwrap();
        }
    }
    stage.commit(None).unwrap();
}

fn up_to_the_graph(criterion: &mut Criterion) {
    let folder = folder();
    let snapshot = disk::read(folder.path()).unwrap();
    criterion.bench_function("read", |bench| bench.iter(|| disk::read(folder.path()).unwrap()));
    criterion.bench_function("parse", |bench| bench.iter(|| parse(&snapshot)));
    criterion.bench_function("filter and link", |bench| {
        let link = |(config, briefs): (Config, Vec<Arc<Brief>>)| {
            let released = filter(&config, briefs);
            graph::link(
                released,
                &snapshot,
                Site { config, words: Words::default(), today: 19_875 },
                &mut Problems::default(),
                &Learnt::none(),
                None,
            )
        };
        bench.iter_batched(|| parse(&snapshot), link, BatchSize::LargeInput);
    });
}

fn from_the_graph(criterion: &mut Criterion) {
    let folder = folder();
    let compiled = compiled(&disk::read(folder.path()).unwrap());
    let graph = compiled.graph.as_ref().unwrap();
    let engine = compiled.engine(&graph.config, PROGRAM).unwrap();
    let plan = compile::plan(graph, &compiled.theme);
    let pages = rendered(&compiled, &plan);
    criterion.bench_function("plan", |bench| bench.iter(|| views::plan(graph)));
    criterion.bench_function("search index", |bench| {
        bench.iter(|| plan.bundles().iter().map(|bundle| bundle.all(graph).count()).sum::<usize>());
    });
    criterion.bench_function("engine", |bench| bench.iter(|| compiled.engine(&graph.config, PROGRAM).unwrap()));
    criterion.bench_function("render", |bench| {
        bench.iter(|| render::render(&plan, graph, &engine, &Learnt::none(), &Memory::default()).unwrap())
    });
    let known = Memory { keys: pages.iter().map(|(address, key, _)| (address.clone(), *key)).collect(), pages: None };
    criterion.bench_function("keys alone", |bench| bench.iter(|| render::render(&plan, graph, &engine, &Learnt::none(), &known).unwrap()));
}

/// What a save costs the preview before it answers.
fn a_save(criterion: &mut Criterion) {
    let folder = folder();
    let mut snapshot = disk::read(folder.path()).unwrap();
    let mut memory = compile::Memory::default();
    let linked = compile::link_again(&snapshot, &options(), &Learnt::none(), &mut memory);
    let mut edition = Edition::first(linked, PROGRAM);
    edition.settle();
    let brief = snapshot.below("content/events/").next().unwrap();
    let text = brief.bytes.text().unwrap().to_string();
    let mut saves = 0;
    criterion.bench_function("a save of prose", |bench| {
        bench.iter(|| {
            saves += 1;
            snapshot.insert(Arc::clone(&brief.path), format!("{text}\nSave {saves}.\n"));
            edition = edition.amended(&snapshot, &[Arc::clone(&brief.path)], &mut memory).unwrap();
        });
    });
}

fn to_the_disk(criterion: &mut Criterion) {
    let folder = folder();
    let compiled = compiled(&disk::read(folder.path()).unwrap());
    let pages = rendered(&compiled, &compile::plan(compiled.graph.as_ref().unwrap(), &compiled.theme));
    criterion.bench_function("write and publish", |bench| {
        bench.iter_batched(|| tempfile::tempdir().unwrap(), |root| (publish(root.path(), &pages), root).1, BatchSize::PerIteration);
    });
    let root = tempfile::tempdir().unwrap();
    criterion.bench_function("publish without a change", |bench| bench.iter(|| publish(root.path(), &pages)));
}

criterion_group! {
    name = phases;
    config = Criterion::default().sample_size(10);
    targets = up_to_the_graph, from_the_graph, a_save, to_the_disk
}
criterion_main!(phases);
