//! ARCHITECTURE.md's table holds: every module is in it, uses only what its row names, and rows name only rows above.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

struct Row {
    module: String,
    may_use: BTreeSet<String>,
}

fn rows() -> Vec<Row> {
    let text = include_str!("../ARCHITECTURE.md");
    let table = text.lines().skip_while(|line| !line.starts_with("| module |")).skip(2).take_while(|line| line.starts_with('|'));
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    table
        .map(|line| {
            let cells: Vec<&str> = line.split('|').collect();
            Row { module: names(cells[1])[0].clone(), may_use: names(cells[3]).into_iter().collect() }
        })
        .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Modules that a text names after `crate::`, also inside braces; tests inside the file may use anything.
fn used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                let mut word_starts = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => word_starts = true,
                        c if word_starts && !c.is_whitespace() => {
                            found.insert(name(&list[at..]));
                            word_starts = false;
                        }
                        _ => {}
                    }
                }
            }
            None => {
                found.insert(name(after));
            }
        }
    }
    found
}

#[test]
fn rows_name_only_rows_above() {
    let mut above = BTreeSet::new();
    for row in rows() {
        let unknown: Vec<_> = row.may_use.difference(&above).collect();
        assert!(unknown.is_empty(), "{} may use {unknown:?}, which do not stand above it", row.module);
        above.insert(row.module);
    }
}

#[test]
fn modules_use_only_what_their_row_names() {
    let rows = rows();
    let modules: BTreeSet<String> = rows.iter().map(|row| row.module.clone()).collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let declared: BTreeSet<String> = std::fs::read_to_string(source.join("lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    let missing: Vec<_> = declared.difference(&modules).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md has no row for {missing:?}");
    for row in &rows {
        let mut paths = Vec::new();
        let folder = source.join(&row.module);
        if folder.is_dir() {
            files(&folder, &mut paths);
        } else {
            paths.push(folder.with_extension("rs"));
        }
        for path in paths.iter().filter(|path| path.exists() && !path.ends_with("tests.rs")) {
            let text = std::fs::read_to_string(path).unwrap();
            for module in used(&text).intersection(&modules) {
                let allowed = *module == row.module || row.may_use.contains(module);
                assert!(allowed, "{} uses `{module}`, which the row of `{}` in ARCHITECTURE.md does not name", path.display(), row.module);
            }
        }
    }
}

#[test]
fn only_disk_touches_the_file_system() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    for path in paths.iter().filter(|path| !path.starts_with(source.join("disk")) && !path.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        assert!(
            !code.contains("std::fs") && !code.contains("fs::File"),
            "{} reaches for the file system; that is disk's room",
            path.display()
        );
    }
}
