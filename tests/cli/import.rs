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
