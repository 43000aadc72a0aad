//! `cargo run --release --example floor -- CASEBOOK SITE FOLDER`: what a build cannot go below. Reads every input and
//! parses its Markdown, then writes the bytes of a finished site into as many files of a new folder, both in all threads,
//! and prints the milliseconds of each.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a tool of the benches stops where it cannot read or write")]

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let mut next = || args.next().expect("CASEBOOK SITE FOLDER");
    let (root, site, target) = (next(), next(), next());
    let pages: Vec<(PathBuf, Vec<u8>)> = files(&site).into_iter().map(|path| (relative(&path, &site), fs::read(&path).unwrap())).collect();
    let begun = Instant::now();
    let parsed: usize = files(&root.join("content")).par_iter().map(|path| events(path)).sum();
    let reading = begun.elapsed();
    let begun = Instant::now();
    fs::create_dir(&target).unwrap();
    pages.iter().for_each(|(path, _)| fs::create_dir_all(target.join(path).parent().unwrap()).unwrap());
    pages.par_iter().for_each(|(path, bytes)| fs::write(target.join(path), bytes).unwrap());
    assert!(parsed > 0, "there is no Markdown");
    println!("{} {}", reading.as_millis(), begun.elapsed().as_millis());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn relative(path: &Path, folder: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap().to_owned()
}

/// How many pieces of Markdown a file has, its front matter left out.
fn events(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap_or_default();
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text.as_str(), |(_, body)| body);
    Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_WIKILINKS).count()
}
