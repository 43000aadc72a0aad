//! The examples of `explain`: each bad one raises its code, each good one does not, and neither needs anything it
//! does not show besides the standing briefs.

use casebook::compile::{Options, compile};
use casebook::content::Snapshot;
use casebook::diagnostic::{Code, Diagnostic, Level, code};
use casebook::lints::explain::{FAMILIES, Page, STANDING};
use casebook::release::Reach;

/// The standing briefs with an example over them. The page of `invalid-utf8` writes a stray byte as `\xE9`.
fn snapshot(example: &str) -> Snapshot {
    let mut snapshot = Snapshot::of(STANDING);
    for input in Snapshot::of(example).below("") {
        let text = input.bytes.text().unwrap();
        let pieces: Vec<&[u8]> = text.split("\\xE9").map(str::as_bytes).collect();
        snapshot.insert(&*input.path, pieces.join(&0xE9));
    }
    // Examples that show a picture need not hold one.
    snapshot.insert("content/actors/tower.png", include_bytes!("explain/tower.png").to_vec());
    snapshot
}

fn problems(example: &str, reach: Reach) -> Vec<(Level, Diagnostic)> {
    let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach };
    compile(&snapshot(example), &options).report()
}

fn codes(problems: &[(Level, Diagnostic)]) -> Vec<Code> {
    problems.iter().map(|(_, problem)| problem.code).collect()
}

fn pages() -> impl Iterator<Item = &'static Page> {
    FAMILIES.iter().flat_map(|family| family.pages)
}

#[test]
fn the_standing_briefs_have_no_problem() {
    assert_eq!(problems("", Reach::Readers), []);
}

#[test]
fn every_bad_example_raises_its_code_in_what_it_shows_and_no_other_error() {
    let mut wrong = Vec::new();
    for page in pages() {
        let found = problems(page.bad(), Reach::Readers);
        let here = |problem: &Diagnostic| page.bad().contains(&format!("=== {}\n", problem.location.path));
        let raised =
            |(level, problem): &(Level, Diagnostic)| problem.code == page.code && *level == page.code.default_level() && here(problem);
        let other = |(level, problem): &(Level, Diagnostic)| problem.code != page.code && *level == Level::Deny;
        // A lint that asks the web is found by a command alone; `cli` tests it there.
        let is_found_here = page.code != code::UNREACHABLE_URL;
        if (is_found_here && !found.iter().any(raised)) || found.iter().any(other) {
            wrong.push((page.code, codes(&found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_good_example_is_free_of_its_code_and_of_errors() {
    let mut wrong = Vec::new();
    for page in pages() {
        let found = problems(page.good(), Reach::Readers);
        wrong.extend(found.into_iter().filter(|(level, problem)| *level == Level::Deny || problem.code == page.code));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
