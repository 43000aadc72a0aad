//! A casebook compiled again with what was learnt of it before, in this process or in another, is the same as one compiled
//! afresh: pages and problems, after any sequence of changes, and after a change was taken back.

use super::world::{Files, change, world};
use casebook::compile::{self, Compiled, Memory, Options};
use casebook::content::Snapshot;
use casebook::learnt::{Aside, Learnt, Place};
use casebook::plan::Key;
use casebook::release::Reach;
use casebook::render;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What a run stored, by name.
type Kept = Mutex<BTreeMap<String, Vec<u8>>>;

/// A place for what is too much to hold. Every seventh thing is lost there.
#[derive(Debug, Default)]
struct Elsewhere(Mutex<Vec<Vec<u8>>>);

impl Aside for Elsewhere {
    fn put(&self, bytes: &[u8]) -> Option<Place> {
        let mut kept = self.0.lock().unwrap();
        kept.push(bytes.to_vec());
        Some(Place { start: kept.len() as u64 - 1, length: u32::try_from(bytes.len()).unwrap() })
    }

    fn get(&self, place: Place) -> Option<Vec<u8>> {
        (place.start % 7 != 3).then(|| self.0.lock().unwrap()[usize::try_from(place.start).unwrap()].clone())
    }
}

/// The files as read again: those that did not change are the ones read before.
fn reread(files: &Files, before: &Snapshot) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (path, bytes) in files {
        match before.get(path).filter(|known| ***known == **bytes) {
            Some(known) => snapshot.insert(path.as_str(), known.clone()),
            None => snapshot.insert(path.as_str(), bytes.clone()),
        }
    }
    snapshot
}

/// Every page, or what is wrong with the theme.
fn pages(compiled: &Compiled) -> BTreeMap<String, Vec<u8>> {
    let Some(graph) = compiled.graph.as_ref().filter(|_| !compiled.is_stopped()) else { return BTreeMap::new() };
    let engine = match compiled.engine(&graph.config, Key([0; 32])) {
        Ok(engine) => engine,
        Err(error) => return BTreeMap::from([("error".to_owned(), error.to_string().into_bytes())]),
    };
    let plan = compile::plan(graph, &compiled.theme);
    let own = plan.pages().filter(|page| !page.address.starts_with("/static/"));
    let pages = own.map(|page| (page.address.clone(), render::page(page, &engine).unwrap()));
    pages.chain(plan.bundles().iter().flat_map(|bundle| (bundle.make)(&Learnt::none()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn what_was_learnt_changes_nothing(mut world in world(), changes in prop::collection::vec((change(), any::<bool>()), 1..8)) {
        let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
        let mut memory = Memory::default();
        let kept = Kept::default();
        let mut snapshot = Snapshot::default();
        let mut states = vec![world.files()];
        for (change, is_taken_back) in &changes {
            let before = world.files();
            world.change(change);
            states.push(world.files());
            if *is_taken_back {
                states.push(before);
            }
        }
        for files in states {
            snapshot = reread(&files, &snapshot);
            let fresh = compile::compile(&snapshot, &options);
            let again = compile::link_again(&snapshot, &options, &Learnt::none(), &mut memory).ruled();
            // Without room for anything, so that all prose waits elsewhere.
            let learnt = Learnt::recall(|name| kept.lock().unwrap().get(name).cloned()).beside(Some(Arc::new(Elsewhere::default())), 0);
            let recalled = compile::link(&snapshot, &options, &learnt, &mut |_, _| {}).ruled();
            learnt.store(|name, bytes| _ = kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec()));
            for other in [again, recalled] {
                prop_assert_eq!(other.report(), fresh.report());
                prop_assert!(pages(&other) == pages(&fresh), "pages differ");
            }
        }
    }
}
