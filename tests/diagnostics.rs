//! What `check` says of broken casebooks, as Markdown that reads like a manual: `tests/diagnostics/*.md`. A fence of four
//! backquotes marked `casebook` holds files, each after a line `=== path` (`=== path (escaped)`: `\xff` is a byte); the
//! fence marked `problems` after it holds what `check` prints.
//! `CASEBOOK_BLESS=1 cargo test --test main diagnostics` writes those anew; read what it changed.

use crate::cli;
use casebook::diagnostic::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes about reading files and about references: each has a case here.
const COVERED: &[&str] = &[
    "unclosed-front-matter",
    "invalid-utf8",
    "invalid-yaml",
    "duplicate-key",
    "yaml-feature",
    "unknown-key",
    "missing-field",
    "bad-value",
    "bad-date",
    "bad-id",
    "unresolved-reference",
    "ambiguous-reference",
    "wrong-kind",
    "duplicate-id",
    "path-collision",
    "raw-html",
    "unsafe-url",
    "marking-leak",
];

/// Text of the page, and each case's files and expected problems.
enum Part {
    Words(String),
    Files(String),
    Problems(String),
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part::Words(String::new())];
    for line in text.split_inclusive('\n') {
        match (line.trim_end(), parts.last_mut().unwrap()) {
            ("````casebook", Part::Words(words)) => {
                words.push_str(line);
                parts.push(Part::Files(String::new()));
            }
            ("````problems", Part::Words(words)) => {
                words.push_str(line);
                parts.push(Part::Problems(String::new()));
            }
            ("````", Part::Files(_) | Part::Problems(_)) => parts.push(Part::Words(line.to_owned())),
            (_, Part::Words(text) | Part::Files(text) | Part::Problems(text)) => text.push_str(line),
        }
    }
    parts
}

/// `\xff` → the byte.
fn unescaped(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    bytes
}

fn write_files(folder: &Path, text: &str) {
    if !text.contains("=== casebook.yaml") {
        let quiet = "orphan-brief: allow, no-archive: allow, single-source: allow, unsourced-event: allow, undated-event: allow";
        fs::write(folder.join("casebook.yaml"), format!("title: Test\nlang: en\nrelease: {{default: CLEAR}}\nlints: {{{quiet}}}\n"))
            .unwrap();
    }
    for file in format!("\n{text}").split("\n=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        let text = if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        let (path, bytes) = path.strip_suffix(" (escaped)").map_or((path, text.clone().into_bytes()), |path| (path, unescaped(&text)));
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn problems(files: &str) -> String {
    let folder = cli::folder();
    write_files(folder.path(), files);
    let ran = cli::run(folder.path(), "check --date 2024-06-01");
    assert_ne!(ran.code, 70, "{}", ran.err);
    assert_eq!(ran.code != 0, ran.out.contains("error["), "the exit code follows the errors\n{}{}", ran.out, ran.err);
    ran.out
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

#[test]
fn check_says_what_the_pages_say() {
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let mut now = String::new();
        let mut files = None;
        for part in parts(&text) {
            match part {
                Part::Words(words) => now.push_str(&words),
                Part::Files(text) => {
                    assert!(files.is_none(), "{}: files without problems after them", path.display());
                    now.push_str(&text);
                    files = Some(text);
                }
                Part::Problems(_) => now.push_str(&problems(&files.take().expect("problems stand after files"))),
            }
        }
        if std::env::var_os("CASEBOOK_BLESS").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let difference = now.lines().zip(text.lines()).find(|(now, before)| now != before);
        assert!(std::env::var_os("CASEBOOK_BLESS").is_some() || now == text, "{}: (found, expected) {difference:#?}", path.display());
    }
}

#[test]
fn every_code_of_files_and_references_has_a_case() {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    for path in pages() {
        for part in parts(&fs::read_to_string(&path).unwrap()) {
            if let Part::Problems(text) = part {
                shown.extend(COVERED.iter().filter(|code| text.contains(&format!("error[{code}]"))));
            }
        }
    }
    for code in COVERED {
        assert!(Code::named(code).is_some(), "there is no code {code}");
        assert!(shown.contains(code), "no page shows {code}");
    }
}
