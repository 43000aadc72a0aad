//! Nothing withheld leaks: for random casebooks in which every field is filled, the public build of everything is, byte
//! for byte, that of the publishable briefs alone, and what it says is the same.

mod canary;
mod commands;
mod generator;
mod labels;

use crate::sites::{difference, site};
use casebook::compile::{self, Options};
use casebook::release::Reach;
use generator::{Files, NOW};
use proptest::prelude::*;

/// What `build` would say, without the places inside files that hold briefs of both sorts.
fn said(files: &Files) -> Vec<String> {
    let options = Options { ceiling: None, now: NOW.parse().unwrap(), reach: Reach::Readers };
    let compiled = compile::compile(&generator::snapshot(files), &options);
    let lines = compiled
        .report()
        .into_iter()
        .map(|(level, problem)| format!("{level:?} {} {}: {} {:?}", problem.location.path, problem.code, problem.message, problem.help));
    lines.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_public_build_of_everything_is_that_of_the_publishable_briefs(seeds in generator::seeds(11)) {
        let (everything, alone) = (generator::files(&seeds, true), generator::files(&seeds, false));
        prop_assert_eq!(said(&everything), said(&alone));
        let built = |files: &Files| site(&generator::snapshot(files), NOW);
        let Some(alone_built) = built(&alone) else { return Err(TestCaseError::fail(format!("the publishable briefs have errors: {:#?}", said(&alone)))) };
        let everything_built = built(&everything).unwrap_or_default();
        prop_assert_eq!(difference(&everything_built, &alone_built), None);
    }
}

fn stops_for_a_leak(files: &Files) -> bool {
    said(files).iter().any(|line| line.contains("marking-leak"))
}

/// In whatever field it stands, and though every lint that can be lowered is.
#[test]
fn a_careless_reference_to_a_withheld_brief_stops_the_build() {
    let seeds = generator::neighbours();
    let mut tried = 0;
    for at in (0..seeds.len()).filter(|at| seeds[*at].is_open()) {
        let (files, references) = generator::files_with(&seeds, true, Some((at, 0)));
        assert!(!stops_for_a_leak(&files), "{:?}", said(&files));
        for careless in 1..=references {
            let (files, _) = generator::files_with(&seeds, true, Some((at, careless)));
            assert!(stops_for_a_leak(&files), "reference {careless} of brief {at}: {:#?}", said(&files));
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn a_careless_link_of_prose_to_a_withheld_brief_stops_the_build() {
    let hidden = "---\ntitle: Kanárek #1\nsummary: S.\naliases: [Other name]\ntype: state\nrelease: {tlp: RED}\n---\n";
    let source = "---\ntitle: Kanárek paper\ntype: book\nrelease: {tlp: RED}\n---\n";
    let links = [
        "[[kanarek]]",
        "[[kanarek|words]]",
        "[[actors/kanarek]]",
        "[[actors/kanarek#c1]]",
        "[[Kanárek #1]]",
        "[[kanárek #1|words]]",
        "[[other NAME]]",
        "[words](kanarek.md)",
        "[words](../actors/kanarek.md#part)",
        "[words](/actors/kanarek.html)",
        "[words](/actors/kanarek.json)",
        "[words](/ur/actors/kanarek.html#facts)",
        "[@kanarek-paper]",
        "[see words][@kanarek-paper]",
        "| a |\n|---|\n| [[kanarek\\|words]] |",
        "Note[^1].\n\n[^1]: Of [[kanarek]].",
    ];
    for link in links {
        for (at, text) in [("body", format!("summary: S.\n---\n{link}\n")), ("version", "summary: S.\n---\n".to_owned())] {
            let version = if at == "version" { link } else { "Text." };
            let files = Files::from([
                ("casebook.yaml".into(), generator::configuration().into_bytes()),
                ("content/actors/kanarek.md".into(), hidden.into()),
                ("content/sources/kanarek-paper.md".into(), source.into()),
                ("content/actors/open.md".into(), format!("---\ntitle: Open\ntype: state\n{text}").into_bytes()),
                ("content/actors/open.ur.md".into(), format!("---\ntitle: U\nsummary: U\n---\n{version}\n").into_bytes()),
            ]);
            assert!(stops_for_a_leak(&files), "{link} in the {at}: {:#?}", said(&files));
        }
    }
}

/// What a withheld brief shares with a published one: its id, a look-alike, its title, its tag, its file, its old address.
#[test]
fn a_withheld_brief_takes_no_name_from_a_published_one() {
    let brief = |title: &str, release: &str| {
        format!("---\ntitle: {title}\nsummary: S.\ntype: state\ntags: [shared]\nredirect_from: [/old.html]\nrelease: {{tlp: {release}}}\n---\nText of {title}.\n")
            .into_bytes()
    };
    let version = |title: &str| format!("---\ntitle: {title}\nsummary: S.\n---\nText of {title}.\n").into_bytes();
    let open = [
        ("casebook.yaml", generator::configuration().into_bytes()),
        ("content/actors/m/open.md", brief("Open", "CLEAR")),
        ("content/actors/m/open.ur.md", version("Open")),
        ("content/sources/library.yaml", b"- {id: one, type: book, title: One}\n".to_vec()),
    ];
    let hidden: [&[(&str, Vec<u8>)]; 8] = [
        &[("content/actors/a/open.md", brief("Kan\u{e1}rek", "RED")), ("content/actors/a/open.ur.md", version("Kan\u{e1}rek"))],
        &[("content/actors/z/open.md", brief("Kan\u{e1}rek", "RED")), ("content/actors/z/open.ur.md", version("Kan\u{e1}rek"))],
        &[("content/actors/a/\u{43e}pen.md", brief("Kan\u{e1}rek", "RED"))],
        &[("content/actors/z/\u{43e}pen.md", brief("Open", "RED"))],
        &[("content/events/open.md", brief("Open", "AMBER"))],
        &[("content/actors/kanarek.md", brief("Kan\u{e1}rek", "RED")), ("content/actors/z/kanarek.ur.md", version("Kan\u{e1}rek"))],
        &[
            ("content/actors/kanarek.md", brief("Kan\u{e1}rek", "RED")),
            ("content/actors/kanarek.xx.md", version("Kan\u{e1}rek")),
            ("content/actors/kanarek.ur.md", b"---\ntitel: Kanarek\n---\n[[nowhere]]".to_vec()),
        ],
        &[(
            "content/sources/library.yaml",
            "- {id: one, type: book, title: One}\n- id: kanarek\n  type: bok\n  title: Kan\u{e1}rek\n  url: nowhere\n  release: {tlp: RED}\n".into(),
        )],
    ];
    let own = |(path, bytes): &(&str, Vec<u8>)| ((*path).to_owned(), bytes.clone());
    let alone: Files = open.iter().map(own).collect();
    let built = site(&generator::snapshot(&alone), NOW).unwrap();
    for hidden in hidden {
        let all: Files = open.iter().chain(hidden).map(own).collect();
        assert_eq!(said(&all), said(&alone), "{:?}", hidden[0].0);
        let everything = site(&generator::snapshot(&all), NOW).unwrap();
        assert_eq!(difference(&everything, &built), None, "{:?}", hidden[0].0);
    }
}
