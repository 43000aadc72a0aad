//! Labels: what is not understood to the letter is withheld or stops the build; what is tightened is taken back; a clock
//! that goes back decides nothing.

use super::canary;
use super::generator::NOW;
use crate::cli;
use casebook::compile::{self, Compiled, Options};
use casebook::content::Snapshot;
use casebook::release::Reach;
use std::fs;
use std::path::Path;

fn desk() -> tempfile::TempDir {
    let folder = cli::folder();
    fs::create_dir_all(folder.path().join("content/actors")).unwrap();
    fs::write(folder.path().join("casebook.yaml"), "title: x\nrelease: {ceiling: CLEAR, default: CLEAR}\n").unwrap();
    write(folder.path(), "open", "", "About [[kanarek]].");
    folder
}

fn write(folder: &Path, id: &str, front: &str, body: &str) {
    let text = format!("---\ntitle: Title of {id}\nsummary: S.\ntype: state\n{front}\n---\n\n{body}\n");
    fs::write(folder.join(format!("content/actors/{id}.md")), text).unwrap();
}

/// What stands in the output, in one piece.
fn published(folder: &Path) -> Vec<u8> {
    let entries = walkdir::WalkDir::new(folder.join("public")).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file() && !entry.path().components().any(|part| part.as_os_str() == "static"));
    files.flat_map(|entry| [entry.path().to_str().unwrap().as_bytes().to_vec(), fs::read(entry.path()).unwrap()].concat()).collect()
}

#[test]
fn a_label_that_is_not_one_to_the_letter_is_not_published() {
    let labels = [
        "release: {tlp: clear}",
        "release: {tlp: Clear}",
        "release: {tlp: CLE\u{410}R}",
        "release: {tlp: \u{ff23}\u{ff2c}\u{ff25}\u{ff21}\u{ff32}}",
        "release: {tlp: 'CLEAR\u{a0}'}",
        "release: {tlp: \u{200b}CLEAR}",
        "release: {tlp: \"CLEAR\\u202e\"}",
        "release: {tlp: CLEAR\u{301}}",
        "release: {tlp: 'TLP:CLEAR'}",
        "release: {tlp: WHITE}",
        "release: {tlp: CLEARED}",
        "release: {tlp: 'AMBER + STRICT'}",
        "release: {tlp: AMBER+STRICT}",
        "release: {tlp: [CLEAR]}",
        "release: {tlp: {CLEAR: true}}",
        "release: {tlp: ''}",
        "release: {tlp: }",
        "release: {tlp: ~}",
        "release: {tlp: CLEAR, tlp: RED}",
        "release: {tlp: RED, tlp: CLEAR}",
        "release: {tlp : RED}",
        "release: {'tlp ': RED}",
        "release: {TLP: RED}",
        "release: {tIp: RED}",
        "release: {t\u{13c}p: RED}",
        "release: {label: RED}",
        "release: {status: Published}",
        "release: {status: publish\u{435}d}",
        "release: {status: 'published\u{a0}'}",
        "release: {status: final}",
        "release: {status: Draft}",
        "release: {draft: true}",
        "release: {embargo_until: tomorrow}",
        "release: {embargo_until: 2020-01-01}",
        "release: {embargo_until: '2020-01-01T00:00:00'}",
        "release: {embargo_until: '2020-13-01T00:00:00Z'}",
        "release: {embargo: '2034-01-01T00:00:00Z'}",
        "release: RED",
        "release: [RED]",
        "release:",
        "release: ~",
        "release: {}\nrelease: {tlp: RED}",
        "release: {tlp: CLEAR}\nrelease: {tlp: RED}",
        "Release: {tlp: RED}",
        "relea\u{455}e: {tlp: RED}",
        "rel\u{435}ase: {tlp: RED}",
        "'release ': {tlp: RED}",
        "\u{feff}release: {tlp: RED}",
        "\"release\\u200b\": {tlp: RED}",
        "relase: {tlp: RED}",
        "tlp: RED",
        "TLP: RED",
        "status: draft",
        "draft: true",
        "embargo_until: '2034-01-01T00:00:00Z'",
        "published: false",
        "r: &r {tlp: RED}\nrelease: *r",
        "release: !!map {tlp: CLEAR}",
        "release: {<<: {tlp: RED}}",
    ];
    let compiled = |label: &str, reach| {
        let mut snapshot = Snapshot::of("=== casebook.yaml\ntitle: x\nrelease: {ceiling: CLEAR, default: CLEAR}\n");
        snapshot.insert("content/actors/kanarek.md", format!("---\ntitle: Kanárek\nsummary: S.\ntype: state\n{label}\n---\n\nText.\n"));
        compile::compile(&snapshot, &Options { ceiling: None, now: NOW.parse().unwrap(), reach })
    };
    let is_published = |compiled: &Compiled| !compiled.is_stopped() && compiled.graph.as_ref().is_some_and(|graph| graph.all().len() > 0);
    for label in labels {
        let build = compiled(label, Reach::Readers);
        assert!(!is_published(&build), "{label:?} is published");
        // Only a label that is understood may withhold in silence; what it is not is told.
        let is_label = ["release: {tlp: AMBER+STRICT}", "release: {tlp : RED}"].contains(&label);
        assert!(build.is_stopped() != is_label, "{label:?}: {:?}", build.report());
        assert!(compiled(label, Reach::Desk).is_stopped() != is_label, "{label:?} passes the check");
    }
    let right = "release: {tlp: CLEAR  , status: published, embargo_until: '2020-01-01T00:00:00+05:00'}";
    assert!(is_published(&compiled(right, Reach::Readers)));
}

#[test]
fn a_ceiling_that_is_none_publishes_nothing() {
    let configurations = [
        "title: x\nrelease: {ceiling: red, default: CLEAR}\n",
        "title: x\nrelease: {ceiling: R\u{415}D, default: CLEAR}\n",
        "title: x\nrelease: {celing: CLEAR, default: CLEAR}\n",
        "title: x\nrelease: {ceiling: CLEAR, default: cl\u{435}ar}\n",
        "title: x\nrelease: {ceiling: CLEAR, default: ''}\n",
        "title: x\nrelease: CLEAR\n",
        "title: x\nReleas\u{435}: {ceiling: CLEAR, default: CLEAR}\n",
    ];
    let folder = desk();
    write(folder.path(), "kanarek", "", "Kanárek.");
    for configuration in configurations {
        fs::write(folder.path().join("casebook.yaml"), configuration).unwrap();
        assert_eq!(cli::run(folder.path(), "build").code, 2, "{configuration}");
        assert!(!folder.path().join("public").exists(), "{configuration}");
    }
    fs::write(folder.path().join("casebook.yaml"), "title: x\nrelease: {ceiling: CLEAR, default: CLEAR}\n").unwrap();
    for ceiling in ["red", "R\u{415}D", "RED\u{a0}", "\u{ff32}\u{ff25}\u{ff24}", "AMBER-STRICT", ""] {
        let build = cli::casebook(folder.path()).args(["build", "--ceiling", ceiling]).output().unwrap();
        assert_eq!(build.status.code(), Some(2), "{ceiling:?}");
        assert!(!folder.path().join("public").exists(), "{ceiling:?}");
    }
    // Without a default, what has no label is withheld; so are references to it.
    fs::write(folder.path().join("casebook.yaml"), "title: x\n").unwrap();
    assert_eq!(cli::run(folder.path(), "build").code, 0);
    assert_eq!(canary::found(&published(folder.path())), None);
}

const TIGHTENED: [&str; 4] = ["tlp: RED", "status: withdrawn", "embargo_until: '2034-01-01T00:00:00Z'", "tlp: GREEN, status: draft"];

#[test]
fn what_is_tightened_is_taken_back_and_its_addresses_are_listed() {
    for release in TIGHTENED {
        let folder = desk();
        // Enough pages that the change is a small one, which is published file by file.
        for number in 0..if release.contains("RED") { 40 } else { 3 } {
            write(folder.path(), &format!("other-{number}"), "", "Text.");
        }
        let picture = "image: {src: kanarek.png, alt: Kanárek}";
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/tower.png"), folder.path().join("content/actors/kanarek.png"))
            .unwrap();
        write(folder.path(), "kanarek", &format!("redirect_from: [/old-kanarek.html]\n{picture}"), "Kanárek.");
        assert_eq!(cli::run(folder.path(), "build --date 2024-06-01").code, 0);
        assert!(canary::found(&published(folder.path())).is_some());
        write(folder.path(), "kanarek", &format!("release: {{{release}}}\nredirect_from: [/old-kanarek.html]\n{picture}"), "Kanárek.");
        let stopped = cli::run(folder.path(), "build --date 2024-06-01");
        assert_eq!(stopped.code, 3, "a published brief still refers to it: {}", stopped.err);
        write(folder.path(), "open", "", "About nobody.");
        let build = cli::run(folder.path(), "build --date 2024-06-01 --explain");
        assert_eq!(build.code, 0, "{}", build.err);
        assert_eq!(canary::found(&published(folder.path())), None, "{release}");
        for gone in ["/actors/kanarek.html", "/actors/kanarek.json", "/media/actors/kanarek.png", "/old-kanarek.html"] {
            assert!(build.err.lines().any(|line| line == format!("removed {gone}")), "{gone}: {}", build.err);
            assert!(build.out.lines().any(|line| line.starts_with(&format!("{gone}: removed"))), "{gone}: {}", build.out);
        }
        for changed in ["/actors.html", "/actors/open.html", "/index.html"] {
            assert!(build.err.lines().any(|line| line == format!("changed {changed}")), "{changed}: {}", build.err);
        }
        assert!(build.err.contains("\nnote: where copies are kept, purge the addresses that were removed or changed\n"), "{}", build.err);
    }
}

#[test]
fn a_clock_that_went_back_decides_no_embargo() {
    let folder = desk();
    write(folder.path(), "open", "", "About nobody.");
    write(folder.path(), "kanarek", "release: {embargo_until: '2024-06-01T00:00:00Z'}", "Kanárek.");
    let at = |command: &str, instant: &str| {
        let seconds = instant.parse::<jiff::Timestamp>().unwrap().as_second().to_string();
        let output = cli::casebook(folder.path()).args(command.split(' ')).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(at("build", "2024-05-01T00:00:00Z").0, 0);
    assert_eq!(canary::found(&published(folder.path())), None);
    assert_eq!(at("build", "2024-06-01T00:00:00Z").0, 0);
    assert!(canary::found(&published(folder.path())).is_some());
    let before = published(folder.path());
    for command in ["build", "build --ceiling RED", "export actors.json"] {
        let (code, said) = at(command, "2024-05-31T00:00:00Z");
        assert_eq!(code, 4, "{said}");
        assert!(said.contains("the clock shows 2024-05-31T00:00:00Z, but the last build was at 2024-06-01T00:00:00Z"), "{said}");
        assert!(said.contains("--date") && canary::found(said.as_bytes()).is_none(), "{said}");
    }
    assert!(published(folder.path()) == before, "the site stays as it was");
    // Said by a person, the instant counts, and from then on the clock is believed again.
    assert_eq!(at("build --date 2024-05-31", "2024-05-31T00:00:00Z").0, 0);
    assert_eq!(canary::found(&published(folder.path())), None);
    assert_eq!(at("build", "2024-05-31T01:00:00Z").0, 0);
    // A look into the future stops nobody.
    assert_eq!(at("build --date 2034-01-01 --output future", "2024-05-31T02:00:00Z").0, 0);
    assert_eq!(at("build", "2024-05-31T03:00:00Z").0, 0);
    // Where no embargo waits, the clock decides nothing.
    write(folder.path(), "kanarek", "release: {embargo_until: '2020-06-01T00:00:00Z'}", "Kanárek.");
    assert_eq!(at("build", "2024-05-01T00:00:00Z").0, 0);
}
