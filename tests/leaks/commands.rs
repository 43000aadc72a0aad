//! Every command that gives content away, as a person calls it, on a casebook in which something of every kind is withheld
//! in every way.

use super::canary;
use super::generator::{self, Files, NOW};
use crate::cli::{self, Ran};
use crate::preview::{self, Preview};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;

/// A casebook on the disk.
fn desk(files: &Files) -> tempfile::TempDir {
    let folder = cli::folder();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// The whole casebook, and its publishable briefs alone.
fn both() -> [tempfile::TempDir; 2] {
    let seeds = generator::every_kind_and_release();
    [true, false].map(|all| desk(&generator::files(&seeds, all)))
}

/// Every file of a folder, by path.
fn published(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries
        .map(|entry| (entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// What a build learnt of its inputs, for the next.
fn learnt(root: &Path) -> BTreeMap<String, Vec<u8>> {
    published(&root.join(".casebook")).into_iter().filter(|(path, _)| path.starts_with("learnt-")).collect()
}

/// Messages without the time they took.
fn timeless(ran: &Ran) -> String {
    let line = |line: &str| line.rsplit_once(", ").filter(|(_, time)| time.ends_with(" s")).map_or(line, |(line, _)| line).to_owned();
    ran.out.lines().chain(ran.err.lines()).map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn assert_silent(what: &str, bytes: &[u8]) {
    let way = canary::found(bytes);
    assert_eq!(way, None, "{what} holds a canary: {}", String::from_utf8_lossy(bytes).chars().take(4000).collect::<String>());
}

#[test]
fn build_publishes_and_says_the_same_with_and_without_what_is_withheld() {
    let folders = both();
    let [all, alone] = folders.each_ref().map(|folder| {
        let ran = cli::run(folder.path(), &format!("build --date {NOW} --explain"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_silent("what build says", timeless(&ran).as_bytes());
        (timeless(&ran), published(&folder.path().join("public")))
    });
    assert_eq!(all.0, alone.0);
    assert_eq!(all.1.keys().collect::<Vec<_>>(), alone.1.keys().collect::<Vec<_>>());
    for (path, bytes) in &all.1 {
        assert!(alone.1[path] == *bytes, "{path} differs");
        if !path.starts_with("static/") {
            assert_silent(path, path.as_bytes());
            assert_silent(path, bytes);
        }
    }
    let remembered = learnt(folders[0].path());
    assert!(!remembered.is_empty());
    remembered.iter().for_each(|(path, bytes)| assert_silent(path, bytes));
    // The canaries are there to be found: a build for the desk's own eyes shows them.
    let ran = cli::run(folders[0].path(), &format!("build --date {NOW} --ceiling RED --output red"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let red = published(&folders[0].path().join("red"));
    assert!(red.values().filter(|bytes| canary::found(bytes).is_some()).count() > 20);
    assert!(learnt(folders[0].path()).values().any(|bytes| canary::found(bytes).is_some()));
    // Nothing of that build is remembered into the next one.
    assert_eq!(cli::run(folders[0].path(), &format!("build --date {NOW}")).code, 0);
    learnt(folders[0].path()).iter().for_each(|(path, bytes)| assert_silent(path, bytes));
    assert!(published(&folders[0].path().join("public")) == all.1);
    assert_eq!(cli::run(folders[0].path(), &format!("build --date {NOW} --output red")).code, 0);
    assert!(published(&folders[0].path().join("red")) == all.1);
}

#[test]
fn export_writes_nothing_that_is_withheld() {
    let folders = both();
    for export in casebook::views::exports::list() {
        let [all, alone] =
            folders.each_ref().map(|folder| cli::casebook(folder.path()).args(["export", export.name, "--date", NOW]).output().unwrap());
        assert_eq!(all.status.code(), Some(0), "{}", String::from_utf8_lossy(&all.stderr));
        assert!(all.stdout == alone.stdout && all.stderr == alone.stderr, "{}", export.name);
        assert_silent(export.name, &all.stdout);
        assert_silent(export.name, &all.stderr);
    }
}

fn encoded(address: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii_graphic() && byte != b'%' { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    address.bytes().map(byte).collect()
}

#[test]
fn serve_answers_with_nothing_that_is_withheld() {
    let [all, _] = both();
    let preview = Preview::of(all.path(), &["--date", NOW]);
    assert_silent("what serve says", preview.said.as_bytes());
    let begun = std::time::Instant::now();
    while preview::kept(all.path()).is_empty() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(60), "nothing is kept");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    preview::kept(all.path()).iter().for_each(|(path, bytes)| assert_silent(path, bytes));
    assert_eq!(cli::run(all.path(), &format!("build --date {NOW} --ceiling RED --output red")).code, 0);
    let addresses: Vec<String> = published(&all.path().join("red")).into_keys().filter(|path| !path.starts_with("static/")).collect();
    let (mut answered, mut missing) = (0, 0);
    for path in addresses.iter().map(String::as_str).chain(["~preview/problems"]) {
        let answer = preview.get(&format!("/{}", encoded(path)));
        assert_silent(path, &answer);
        answered += usize::from(answer.starts_with(b"HTTP/1.1 200 "));
        missing += usize::from(answer.starts_with(b"HTTP/1.1 404 "));
    }
    assert!(answered > 50 && missing > 50, "{answered} answered, {missing} missing");
    drop(preview);
    let preview = Preview::of(all.path(), &["--date", NOW, "--ceiling", "RED"]);
    let page = preview.get("/actors.html");
    assert!(canary::found(&page).is_some(), "the canaries are there to be found");
}

#[test]
fn check_asks_the_web_about_published_sources_only() {
    let folder = cli::folder();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let source = |name: &str, release: &str| {
        let text = format!(
            "---\ntitle: {name}\ntype: webpage\nurl: http://{}/{name}\nrelease: {{{release}}}\n---\n",
            listener.local_addr().unwrap()
        );
        (format!("content/sources/{name}.md"), text)
    };
    fs::create_dir_all(folder.path().join("content/sources")).unwrap();
    fs::write(folder.path().join("casebook.yaml"), "title: x\n").unwrap();
    for (path, text) in [source("open", "tlp: CLEAR"), source("kanarek", "tlp: RED"), source("kanarek-draft", "tlp: CLEAR, status: draft")]
    {
        fs::write(folder.path().join(path), text).unwrap();
    }
    let address = listener.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
            if line.starts_with("QUIT") {
                return asked;
            }
            asked.push(line);
            stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
        }
        asked
    });
    let ran = cli::run(folder.path(), "check --external");
    writeln!(TcpStream::connect(address).unwrap(), "QUIT").unwrap();
    let asked = answering.join().unwrap();
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(!asked.is_empty() && asked.iter().all(|line| line.contains(" /open ")), "{asked:?}");
}
