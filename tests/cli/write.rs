//! `new` and `schema`: briefs to fill in, and what an editor is told of them.

use super::{folder, run};
use std::fs;
use std::path::Path;

const KINDS: [(&str, &str); 5] =
    [("actor", "actors"), ("event", "events"), ("recommendation", "recommendations"), ("analysis", "analyses"), ("source", "sources")];

fn desk(folder: &Path) {
    assert_eq!(run(folder, "init .").code, 0);
}

/// What a person might write in a blank.
fn filled(line: &str, kind: &str) -> String {
    let Some(key) = line.strip_suffix(": # <- fill in") else { return line.to_owned() };
    let value = match (key, kind) {
        ("type", "actor") => "company",
        ("type", "event") => "meeting",
        ("type", "source") => "report",
        ("addressees", _) => "[harbour-authority]",
        ("action", _) => "Publish the minutes of each meeting within ten days.",
        ("published", _) => "2024-03-12",
        ("url", _) => "https://example.org/minutes",
        (_, kind) => &format!("A new {kind} for a test"),
    };
    format!("{key}: {value}")
}

#[test]
fn every_kind_builds_after_its_three_blanks_are_filled() {
    let folder = folder();
    desk(folder.path());
    for (kind, place) in KINDS {
        let ran = run(folder.path(), &format!("new {kind} some-{kind}"));
        assert_eq!((ran.code, ran.out.as_str()), (0, format!("content/{place}/some-{kind}.md\n").as_str()), "{}", ran.err);
        assert_ne!(run(folder.path(), "build").code, 0, "{kind}: blanks were not missed");
        let path = folder.path().join(ran.out.trim());
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(": # <- fill in\n").count(), 3, "{text}");
        let lines: Vec<String> = text.lines().map(|line| filled(line, kind)).collect();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        let build = run(folder.path(), "build");
        assert_eq!(build.code, 0, "{kind}: {}", build.err);
    }
}

#[test]
fn every_example_in_a_new_brief_can_be_read() {
    let folder = folder();
    desk(folder.path());
    for (kind, _) in KINDS {
        let ran = run(folder.path(), &format!("new {kind} some-{kind}"));
        let path = folder.path().join(ran.out.trim());
        let text = fs::read_to_string(&path).unwrap();
        let open = |line: &str| filled(line.strip_prefix("# ").filter(|line| line.contains(": ")).unwrap_or(line), kind);
        // The two sentences at the top have colons and are no fields.
        let lines: Vec<String> =
            text.lines().filter(|line| !line.starts_with("# Three") && !line.starts_with("# take")).map(open).collect();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        let check = run(folder.path(), "check --format json");
        let of_form = ["bad-value", "bad-date", "unknown-key", "missing-field", "invalid-yaml", "duplicate-key", "yaml-feature", "bad-id"];
        let wrong: Vec<&str> = check.out.lines().filter(|line| of_form.iter().any(|code| line.contains(&format!("\"{code}\"")))).collect();
        assert!(wrong.is_empty(), "{kind}: {wrong:#?}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn new_refuses_what_stands_and_what_is_no_id() {
    let folder = folder();
    desk(folder.path());
    fs::create_dir_all(folder.path().join("content/events/2024")).unwrap();
    fs::write(folder.path().join("content/events/2024/raid.md"), "mine").unwrap();
    let standing = run(folder.path(), "new event raid");
    assert!(standing.code == 6 && standing.err.contains("content/events/2024/raid.md stands already"), "{}", standing.err);
    let bad = run(folder.path(), "new event Some_Raid");
    assert!(bad.code == 2 && bad.err.contains("did you mean `some-raid`?"), "{}", bad.err);
    assert_eq!(run(folder.path(), "new incident raid").code, 2);
    assert_eq!(run(&folder.path().join("content/events/2024"), "new actor deep").out, "content/actors/deep.md\n");
}

#[test]
fn a_schema_knows_the_words_of_its_casebook() {
    let folder = folder();
    let outside = run(folder.path(), "schema event");
    assert!(outside.code == 0 && !outside.out.contains("\"raid\""), "{}", outside.err);
    desk(folder.path());
    fs::write(folder.path().join("casebook.yaml"), "title: x\nvocabulary: {event_types: [raid]}\n").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&run(folder.path(), "schema event").out).unwrap();
    assert!(schema["properties"]["type"]["enum"].as_array().unwrap().contains(&"raid".into()));
}
