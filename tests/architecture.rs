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

/// The code of every module, without its tests, by its path below `src/`.
fn code() -> Vec<(String, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    paths.retain(|path| !path.ends_with("tests.rs") && !path.components().any(|part| part.as_os_str() == "tests"));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
        (path.strip_prefix(&source).unwrap().to_str().unwrap().to_owned(), code)
    };
    paths.into_iter().map(read).collect()
}

/// Where a text stands in the code.
fn places(text: &str) -> Vec<String> {
    let code = code();
    let holding = code.iter().flat_map(|(path, code)| vec![path.clone(); code.matches(text).count()]);
    let mut places: Vec<String> = holding.collect();
    places.sort();
    places
}

#[test]
fn only_the_filter_makes_what_may_be_published() {
    // The field of `Released` is private, so that nothing outside of its module can make one; inside, the filter does, and
    // what gives a released brief other prose under the same release block.
    assert_eq!(places(".map(Released)"), ["release.rs"]);
    assert_eq!(places(" Released("), ["release.rs"]);
    assert_eq!(places(".then(|| Released(Arc::new(now)))"), ["release.rs"]);
    let other_ways = ["(Released(", "Released {", " Self(", "transmute", "unsafe "];
    assert!(other_ways.iter().all(|way| !places(way).contains(&"release.rs".to_owned())));
    assert_eq!(places("release::filter("), ["compile/mod.rs"], "one call, before any name is resolved");
    let linking = code().into_iter().find(|(path, _)| path == "graph/link.rs").unwrap().1;
    assert!(linking.contains("briefs: Vec<Released<Arc<Brief>>>"));
}

#[test]
fn only_check_looks_at_what_is_withheld() {
    let beside: Vec<String> = places("Reach::Desk").into_iter().filter(|path| path != "release.rs").collect();
    assert_eq!(beside, ["cli/check.rs"]);
}

#[test]
fn every_command_that_compiles_has_a_test_that_it_leaks_nothing() {
    let tests = include_str!("leaks/commands.rs");
    let is_command = |path: &str| path.strip_prefix("cli/").is_some_and(|name| !name.contains('/') && name != "session.rs");
    let compiling = code().into_iter().filter(|(path, code)| {
        is_command(path) && ["session.compile", "session.link", "CompileOptions"].iter().any(|call| code.contains(call))
    });
    let commands: Vec<String> = compiling.map(|(path, _)| path["cli/".len()..].trim_end_matches(".rs").to_owned()).collect();
    assert_eq!(commands.len(), 4, "{commands:?}");
    for command in commands {
        assert!(tests.contains(&format!("#[test]\nfn {command}_")), "{command}");
    }
}
