//! Several at once: readers while a site is published, and builds of one output.

use super::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A reader who opens every page over and over while `publish` runs: no page is ever missing, or of neither version.
fn never_misses(versions: &[Site], publish: impl FnOnce(&Desk)) {
    let desk = Desk::new();
    desk.build(&versions[0]).unwrap();
    let (is_done, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    let always: Vec<&String> = versions[0].keys().filter(|address| versions.iter().all(|version| version.contains_key(*address))).collect();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                for address in &always {
                    let text = fs::read_to_string(desk.path(&address[1..])).unwrap_or_else(|error| panic!("{address}: {error}"));
                    assert!(versions.iter().any(|version| version[*address] == text), "{address} is {text:?}");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        publish(&desk);
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
    assert!(reads.into_inner() > always.len());
}

#[test]
fn a_reader_never_misses_a_page_of_an_exchanged_site() {
    let mut large = site(30);
    large.values_mut().for_each(|text| *text = text.repeat(300));
    let versions = [site(30), large];
    never_misses(&versions, |desk| {
        for round in 1..60 {
            assert_eq!(desk.build(&versions[round % 2]).unwrap().way, Way::Exchanged);
        }
    });
}

#[test]
fn a_reader_never_misses_a_page_of_a_site_changed_in_place() {
    let small =
        with(&site(30), &[("/index.html", Some("other")), ("/new.html", Some("new")), ("/actors/a1.html", Some(&"long ".repeat(2000)))]);
    let versions = [site(30), small];
    never_misses(&versions, |desk| {
        for round in 1..60 {
            assert_eq!(desk.build(&versions[round % 2]).unwrap().way, Way::InPlace);
        }
    });
}

#[test]
fn builds_of_one_output_take_turns() {
    let desk = Desk::new();
    let versions = [site(20), site(25), with(&site(22), &[("/index.html", Some("other"))])];
    std::thread::scope(|scope| {
        for version in &versions {
            scope.spawn(|| {
                for _ in 0..5 {
                    let root = desk.folder.path().join("book");
                    let stage = Stage::open(Options::new(&root, &desk.output())).unwrap();
                    fill(&stage, version);
                    stage.commit(None).unwrap();
                }
            });
        }
    });
    assert!(versions.contains(&desk.published()));
    desk.build(&versions[0]).unwrap();
    assert_eq!(desk.published(), versions[0]);
}

#[test]
fn a_build_that_waited_in_vain_says_so() {
    let desk = Desk::new();
    let _first = desk.open().unwrap();
    assert_eq!(desk.open().err().unwrap().class, Class::Busy);
}
