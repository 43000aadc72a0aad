//! Each class of fault that other generators and their previews had to announce, by name, so that ours has none of them;
//! and every test that `docs/security.md` names, so that its promises stay proved.

use crate::cli;
use crate::hostile::words::assert_inert;
use crate::sites::site;
use casebook::content::Snapshot;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

const CONFIGURATION: &str = "title: x\nbase_url: https://example.org/case/\nfeeds: [site, kinds, actors, tags]\nrelease: {default: CLEAR}\n\
    lints: {raw-html: allow, unresolved-reference: allow, missing-alt: allow, heading-order: allow, unsafe-url: allow}\n\
    exports: [events.csv, events.json, events.ics, sources.bib, graph.graphml]\n";

/// What would end an attribute, an element, a script, a line of a feed or a calendar.
const BREAK_OUTS: [&str; 8] = [
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "\"><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)>",
    "]]><script>alert(1)</script>",
    "{{ alert }}{% raw %}${alert(1)}",
    "\u{2028}alert(1)//\u{202e}",
];

/// Builds one actor with these fields and this body, and looks at every page of the site; false if it is refused.
#[track_caller]
fn is_harmless(front: &str, body: &str) -> bool {
    let mut snapshot = Snapshot::of(&format!("=== casebook.yaml\n{CONFIGURATION}"));
    snapshot.insert("content/actors/a.md", format!("---\nsummary: S.\ntype: state\n{front}\n---\n\n{body}\n"));
    snapshot.insert("content/actors/p.gif", &b"GIF89a\x01\0\x01\0\x80\0\0RGBRGB,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"[..]);
    let Some(files) = site(&snapshot, "2024-06-01T00:00:00Z") else { return false };
    for (address, bytes) in files.iter().filter(|(address, _)| address.ends_with(".html")) {
        assert_inert(address, &without_redirect(address, &String::from_utf8_lossy(bytes)));
    }
    let redirects = files.get("/_redirects").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    assert!(redirects.lines().all(|line| line.starts_with('/') && line.ends_with(" /actors/a.html 301") && line.matches(' ').count() == 2));
    true
}

/// A page without what sends on to the brief that stands there now; to nowhere else may a page send.
fn without_redirect(address: &str, html: &str) -> String {
    let Some((before, meta)) = html.split_once("<meta http-equiv=\"refresh\"") else { return html.to_owned() };
    let (meta, after) = meta.split_once('>').unwrap();
    let target = meta.split_once("url=").unwrap().1.trim_end_matches('"').trim_start_matches("../");
    assert_eq!(target, "actors/a.html", "{address} sends on");
    format!("{before}{after}")
}

/// All but few of what breaks out is text like any other, and stands on a page as such.
#[track_caller]
fn assert_harmless(of: impl Fn(&str) -> (String, String)) {
    let built = BREAK_OUTS.iter().filter(|words| {
        let (front, body) = of(words);
        is_harmless(&front, &body)
    });
    let built = built.count();
    assert!(built >= 5, "{built} of {}", BREAK_OUTS.len());
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn a_title_cannot_end_its_attribute() {
    assert_harmless(|words| {
        let words = json(words);
        (format!("title: {words}\naliases: [{words}]\nauthors: [{words}]"), "Text.".into())
    });
    assert_harmless(|words| {
        let words = json(words);
        let names = format!("names: [{{text: {words}, lang: fa, use: native}}]\nimage: {{src: p.gif, alt: {words}, credit: {words}}}");
        (format!("title: A\ntags: [{words}]\n{names}"), String::new())
    });
}

#[test]
fn alt_text_cannot_end_its_attribute() {
    assert_harmless(|words| {
        let quoted = words.replace('"', "\\\"");
        ("title: A".into(), format!("![{words}](p.gif)\n\n![a](p.gif \"{quoted}\")\n\n![a](p.gif '{words}')"))
    });
}

#[test]
fn a_fence_info_cannot_end_its_attribute() {
    assert_harmless(|words| {
        let body = format!("```{words}\nx\n```\n\n~~~ rust {words}\nx\n~~~\n\n```rust,{{.a #b {words}}}\nx\n```");
        ("title: A".into(), body)
    });
}

#[test]
fn headings_footnotes_tables_and_link_titles_cannot_end_their_attribute() {
    assert_harmless(|words| {
        let lines = [
            format!("## {words}\n\n## x {{#{words}}}"),
            format!("[^{words}]\n\n[^{words}]: {words}"),
            format!("| {words} |\n|:-:|\n| {words} |"),
            format!("[a](https://a.example/{words})\n\n[a](<https://a.example/{words}> \"{words}\")"),
            format!("[[a|{words}]] [[{words}]] [@{words}]"),
            format!("> [!{words}]\n> {words}\n\n<https://a.example/{words}>"),
        ];
        ("title: A".into(), lines.join("\n\n"))
    });
}

#[test]
fn a_site_title_and_an_old_address_cannot_break_out() {
    for words in BREAK_OUTS {
        let titles = format!("title: {0}\ndescription: {0}", json(words));
        let mut snapshot = Snapshot::of(&format!("=== casebook.yaml\n{}", CONFIGURATION.replacen("title: x", &titles, 1)));
        snapshot.insert("content/actors/a.md", "---\ntitle: A\nsummary: S.\ntype: state\n---\n");
        for (address, bytes) in site(&snapshot, "2024-06-01T00:00:00Z").unwrap() {
            if address.ends_with(".html") {
                assert_inert(&address, &String::from_utf8_lossy(&bytes));
            }
        }
    }
    // Addresses are refused or harmless.
    let old = ["/../../etc/x", "//evil.example/", "/a\n/* https://evil.example 200", "/%2e%2e/x", "/a b", "/a\"><script>", "/a'", "/ok/"];
    let built = old.iter().filter(|old| is_harmless(&format!("title: A\nredirect_from: [{}]", json(old)), ""));
    assert!(built.count() >= 1);
}

/// Drafts and all else that is withheld, where other generators forgot them. `leaks` proves it for any casebook.
#[test]
fn a_draft_is_in_no_feed_tag_sitemap_index_or_export() {
    let folder = cli::folder();
    assert_eq!(cli::run(folder.path(), "init .").code, 0);
    fs::write(folder.path().join("casebook.yaml"), CONFIGURATION).unwrap();
    let draft = "---\ntitle: Kanarek\nsummary: Kanarek.\ntype: state\ntags: [kanarek]\naliases: [Kanarek too]\nupdated: 2031-01-02\nrelease: {status: draft}\n---\n\n## Kanarek\n";
    fs::write(folder.path().join("content/actors/kanarek.md"), draft).unwrap();
    assert_eq!(cli::run(folder.path(), "build").code, 0);
    let mut seen = BTreeSet::new();
    for entry in
        walkdir::WalkDir::new(folder.path().join("public")).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let text = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).to_lowercase();
        assert!(!text.contains("kanarek") && !text.contains("2031-01-02"), "{}", entry.path().display());
        assert!(!entry.path().to_string_lossy().contains("kanarek"));
        seen.insert(entry.file_name().to_string_lossy().into_owned());
    }
    for file in ["feed.xml", "feed.json", "tags.html", "search.html", "index.html", "sitemap.xml", "events.csv"] {
        assert!(seen.contains(file), "{file} is not in the site: {seen:?}");
    }
}

#[test]
fn a_link_in_the_casebook_never_leads_out() {
    let outside = cli::folder();
    fs::write(outside.path().join("secret.md"), "---\ntitle: Kanarek\nsummary: S.\ntype: state\n---\nKanarek.\n").unwrap();
    fs::create_dir(outside.path().join("folder")).unwrap();
    fs::write(outside.path().join("folder/kanarek.md"), "---\ntitle: Kanarek\nsummary: S.\ntype: state\n---\n").unwrap();
    for (link, target) in [
        ("content/actors/kanarek.md", "secret.md"),
        ("content/actors/deep", "folder"),
        ("static/kanarek.txt", "secret.md"),
        ("templates/kanarek", "folder"),
        ("content/actors/broken.md", "nothing"),
    ] {
        let folder = cli::folder();
        assert_eq!(cli::run(folder.path(), "init .").code, 0);
        let at = folder.path().join(link);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(outside.path().join(target), &at).unwrap();
        let build = cli::run(folder.path(), "build");
        assert_ne!(build.code, 0, "{link}: {}", build.err);
        assert!(build.err.contains(link.rsplit('/').next().unwrap()), "{link}: {}", build.err);
        assert!(!folder.path().join("public").exists(), "{link}");
    }
}

/// What stands in a folder, with the bytes.
fn everything(folder: &Path) -> BTreeSet<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn an_output_that_is_not_ours_is_never_removed() {
    let folder = cli::folder();
    let root = folder.path().join("desk");
    assert_eq!(cli::run(folder.path(), "init desk").code, 0);
    fs::create_dir_all(folder.path().join("photographs/2024")).unwrap();
    fs::write(folder.path().join("photographs/2024/one.jpg"), "one").unwrap();
    fs::write(folder.path().join("photographs/index.html"), "theirs").unwrap();
    fs::create_dir(folder.path().join("home")).unwrap();
    symlink(folder.path().join("photographs"), folder.path().join("linked")).unwrap();
    let before = everything(folder.path());
    for output in
        [".", "..", "/", "content", "content/actors", "static", "../photographs", "../linked", "../home", "../desk/../photographs", ""]
    {
        let build = cli::casebook(&root)
            .args(["build", "--no-cache", "--output", output])
            .env("HOME", folder.path().join("home"))
            .output()
            .unwrap();
        let code = build.status.code().unwrap();
        assert!([2, 4, 6].contains(&code), "{output:?} ends with {code}: {}", String::from_utf8_lossy(&build.stderr));
        assert_eq!(everything(folder.path()), before, "{output:?}");
    }
    // A list of what is ours that somebody else wrote proves nothing.
    let forged = "casebook-site 1\n00000000000000000000000000000000 /2024/one.jpg\n00000000000000000000000000000000 /../desk/casebook.yaml\n00000000000000000000000000000000 /index.html\n";
    fs::write(folder.path().join("photographs/.casebook-site"), forged).unwrap();
    let build = cli::casebook(&root).args(["build", "--no-cache", "--output", "../photographs"]).output().unwrap();
    assert_eq!(build.status.code(), Some(6), "{}", String::from_utf8_lossy(&build.stderr));
    assert_eq!(fs::read(folder.path().join("photographs/2024/one.jpg")).unwrap(), b"one");
    assert!(root.join("casebook.yaml").is_file());
}

/// A word of the search field reaches a page as text alone; a browser tries it in `tests/browser/hostile.test.mjs`.
#[test]
fn the_search_field_writes_no_markup_of_its_own() {
    let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("static/search.js")).unwrap();
    for sink in ["document.write", "eval(", "new Function", "insertAdjacentHTML", "outerHTML", "setTimeout(\"", "srcdoc"] {
        assert!(!script.contains(sink), "search.js uses {sink}");
    }
    let browser = include_str!("browser/hostile.test.mjs");
    assert!(browser.contains("search.html"), "the browser tries the search field");
}

#[test]
fn no_cell_is_a_formula_and_no_line_of_a_calendar_another() {
    let words = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\u{ff1d}1", "a\nEND:VEVENT\nBEGIN:VEVENT", "a\r\n=1"];
    let mut snapshot = Snapshot::of(&format!("=== casebook.yaml\n{CONFIGURATION}"));
    for (at, words) in words.iter().enumerate() {
        let words = json(words);
        snapshot.insert(
            format!("content/events/e{at}.md"),
            format!("---\ntitle: {words}\nsummary: {words}\ntype: strike\ndate: 2024-01-16\nlocation: {{name: {words}, country: PK}}\nmeans: [{words}]\n---\n"),
        );
    }
    let files = site(&snapshot, "2024-06-01T00:00:00Z").unwrap();
    let table = String::from_utf8(files["/data/events.csv"].clone()).unwrap();
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let cells: Vec<String> = reader.records().flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.len() > words.len() * 5);
    for cell in cells {
        assert!(!cell.trim_start().starts_with(['=', '+', '@', '\u{ff1d}']) && !cell.starts_with(['\t', '\r', '\n']), "{cell:?}");
        assert!(!cell.starts_with('-') || cell.parse::<f64>().is_ok(), "{cell:?}");
    }
    let calendar = String::from_utf8(files["/data/events.ics"].clone()).unwrap();
    assert_eq!(calendar.lines().filter(|line| *line == "BEGIN:VEVENT").count(), words.len());
}

/// Tests that a text names in backticks as `module::test`.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split('`').skip(1).step_by(2);
    words
        .filter(|word| word.contains("::") && !word.contains(' ') && word.ends_with(|c: char| c.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_test_that_the_promises_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = named(&fs::read_to_string(root.join("docs/security.md")).unwrap());
    assert!(named.len() > 40, "{named:?}");
    for test in named {
        let (module, name) = test.rsplit_once("::").unwrap();
        let path = module.replace("::", "/");
        let places = ["tests", "src"].iter().flat_map(|folder| {
            [
                format!("{folder}/{path}.rs"),
                format!("{folder}/{path}/mod.rs"),
                format!("{folder}/{path}/tests.rs"),
                format!("{folder}/{path}/tests/mod.rs"),
            ]
        });
        let holds = |file: String| fs::read_to_string(root.join(file)).is_ok_and(|text| text.contains(&format!("fn {name}(")));
        assert!(places.into_iter().any(holds), "docs/security.md names {test}, which is not there");
    }
}
