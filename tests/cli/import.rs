//! `import`: files of other tools become briefs, and nothing that stands is touched.

use super::{folder, run};

const CSL: &str = r#"[{"id": "dawn-1806685", "type": "article-newspaper", "title": "Panic", "URL": "https://example.org/1"}]"#;

#[test]
fn an_import_says_what_it_wrote_and_never_writes_twice() {
    let folder = folder();
    assert_eq!(run(folder.path(), "init .").code, 0);
    std::fs::write(folder.path().join("My refs.json"), CSL).unwrap();
    let output = super::casebook(folder.path()).args(["import", "csl-json", "My refs.json"]).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stdout).unwrap().as_str()), (Some(0), "content/sources/my-refs.yaml\n"));
    let library = folder.path().join("content/sources/my-refs.yaml");
    std::fs::write(&library, "mine\n").unwrap();
    let again = super::casebook(folder.path()).args(["import", "csl-json", "My refs.json"]).output().unwrap();
    assert_eq!(again.status.code(), Some(6));
    assert_eq!(std::fs::read_to_string(library).unwrap(), "mine\n");
}

#[test]
fn one_file_that_stands_stops_the_whole_import() {
    let folder = folder();
    run(folder.path(), "init .");
    std::fs::write(folder.path().join("events.csv"), "title,type\nFirst,strike\nNorth quay closed,other\n").unwrap();
    std::fs::write(folder.path().join("content/events/north-quay-closed.md"), "mine\n").unwrap();
    let ran = run(folder.path(), "import csv events.csv");
    assert_eq!(ran.code, 6);
    assert!(ran.err.contains("content/events/north-quay-closed.md stands already; nothing was written"), "{}", ran.err);
    assert!(!folder.path().join("content/events/first.md").exists());
}

#[test]
fn an_import_needs_a_casebook_and_a_file_that_can_be_read() {
    let folder = folder();
    let outside = run(folder.path(), "import csv events.csv");
    assert!(outside.code == 2 && outside.err.contains("casebook init DIR"), "{}", outside.err);
    run(folder.path(), "init .");
    assert_eq!(run(folder.path(), "import csv events.csv").code, 4);
    std::fs::write(folder.path().join("events.csv"), "titel\nx\n").unwrap();
    let wrong = run(folder.path(), "import csv events.csv");
    assert!(wrong.code == 1 && wrong.err.contains("did you mean `title`?"), "{}", wrong.err);
}

const BUNDLE: &str = r#"{"type": "bundle", "id": "bundle--1", "objects": [
    {"type": "intrusion-set", "id": "intrusion-set--1", "name": "Green Fox", "description": "A group. It <b>acts</b> [[so]] [@x].", "aliases": ["Fox: the \"green\" one"],
     "external_references": [{"source_name": "report", "url": "https://example.org/r", "description": "A report: part 1"}]},
    {"type": "malware", "id": "malware--1", "name": "Burrow #1"},
    {"type": "campaign", "id": "campaign--1", "name": "Autumn", "first_seen": "2021-09-01T00:00:00Z", "last_seen": "2021-11-30T00:00:00Z"},
    {"type": "course-of-action", "id": "course-of-action--1", "name": "Restrict macros in files from outside"},
    {"type": "identity", "id": "identity--1", "name": "A ministry", "identity_class": "organization"},
    {"type": "relationship", "id": "relationship--1", "relationship_type": "uses", "source_ref": "intrusion-set--1", "target_ref": "malware--1", "description": "Seen once."},
    {"type": "relationship", "id": "relationship--2", "relationship_type": "targets", "source_ref": "intrusion-set--1", "target_ref": "identity--1"},
    {"type": "relationship", "id": "relationship--3", "relationship_type": "attributed-to", "source_ref": "campaign--1", "target_ref": "intrusion-set--1"}]}"#;

const BIB: &str = "@online{Note2024,\n  title = {A note: on 100\\% of cases},\n  author = {{The ministry}},\n  date = {2024-01-17},\n  url = {https://example.org/n}\n}\n";

const EVENTS: &str = "title,summary,type,date,location.name,location.lat,location.lon,location.precision,initiator,figures.killed,sources,extra.code\n\
    \"Raid, \"\"north\"\"\",A raid.,raid,2024-01~,Panjgur,26.97,64.10,admin2,harbour-authority,2-3,note2024,77\n";

/// Imports into a new casebook, adds the words that the import asks for, and lists the errors that are left.
fn errors_after(format: &str, file: &str, text: &str) -> Vec<String> {
    let folder = folder();
    run(folder.path(), "init .");
    for (format, file, text) in [("bib", "notes.bib", BIB), (format, file, text)] {
        std::fs::write(folder.path().join(file), text).unwrap();
        let ran = run(folder.path(), &format!("import {format} {file}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        if let Some(at) = ran.err.find("vocabulary:\n") {
            let path = folder.path().join("casebook.yaml");
            let config = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, format!("{config}\n{}", &ran.err[at..])).unwrap();
        }
    }
    let check = run(folder.path(), "check --format json");
    let errors = check.out.lines().filter(|line| line.starts_with("{\"level\":\"error\""));
    errors.map(str::to_owned).collect()
}

#[test]
fn what_is_imported_can_be_read_and_builds() {
    assert_eq!(errors_after("csl-json", "refs.json", CSL), [""; 0]);
    assert_eq!(errors_after("csv", "events.csv", EVENTS), [""; 0]);
    let stix = errors_after("stix", "bundle.json", BUNDLE);
    assert!(stix.iter().all(|line| line.contains("\"missing-addressee\"")) && stix.len() == 1, "{stix:#?}");
}
