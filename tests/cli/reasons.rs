//! `build --explain`: each page that was made again, and why.

use super::{folder, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A few briefs that know each other, built once.
fn desk(folder: &Path) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("casebook.yaml", "title: Reasons\nlang: en\nlanguages: [en, ur]\nrelease: {default: CLEAR}\nlints: {unsourced-event: allow}\n");
    write("content/actors/north.md", "---\ntitle: North\nsummary: A state.\ntype: state\ntags: [t]\n---\nText.\n");
    write("content/actors/north.ur.md", "---\ntitle: شمال\nsummary: ریاست\n---\nمتن\n");
    write("content/actors/south.md", "---\ntitle: South\nsummary: Its neighbour.\ntype: state\n---\nText.\n");
    write("content/events/talks.md", "---\ntitle: Talks\nsummary: They met.\ntype: meeting\ndate: 2024-01-02\n---\nAt [[north]].\n");
    let built = run(folder, "build --date 2024-06-01");
    assert_eq!(built.code, 0, "{}", built.err);
}

fn edit(folder: &Path, path: &str, from: &str, to: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// The reason of each page that a build made again.
fn reasons(folder: &Path, more: &str) -> BTreeMap<String, String> {
    let built = run(folder, &format!("build --date 2024-06-01 --explain{more}"));
    assert_eq!(built.code, 0, "{}", built.err);
    built.out.lines().map(|line| line.split_once(": ").unwrap()).map(|(address, reason)| (address.to_owned(), reason.to_owned())).collect()
}

#[test]
fn what_is_not_made_again_has_no_reason() {
    let folder = folder();
    assert_eq!(run(folder.path(), "init .").code, 0);
    assert!(reasons(folder.path(), "").values().all(|reason| reason == "no earlier build is remembered"));
    assert!(reasons(folder.path(), "").is_empty());
}

#[test]
fn an_edit_is_told_on_its_own_page_and_where_it_shows() {
    let folder = folder();
    desk(folder.path());
    edit(folder.path(), "content/actors/north.md", "title: North", "title: The North");
    let why = reasons(folder.path(), "");
    assert_eq!(why["/actors/north.html"], "its brief changed: content/actors/north.md (title)");
    assert_eq!(why["/actors/north.json"], why["/actors/north.html"]);
    assert_eq!(why["/events/talks.html"], "it shows content/actors/north.md, whose title changed");
    assert!(!why.contains_key("/actors/south.html") && !why.contains_key("/static/casebook.css"), "{why:?}");
    edit(folder.path(), "content/actors/north.md", "Text.", "Other text.");
    assert_eq!(reasons(folder.path(), "")["/actors/north.html"], "its brief changed: content/actors/north.md (text)");
    edit(folder.path(), "content/actors/north.md", "type: state", "type: media");
    assert_eq!(reasons(folder.path(), "")["/actors/north.html"], "its brief changed: content/actors/north.md (front matter)");
    edit(folder.path(), "content/actors/north.ur.md", "متن", "دوسرا متن");
    assert_eq!(reasons(folder.path(), "")["/ur/actors/north.html"], "its brief changed: content/actors/north.ur.md (text)");
}

#[test]
fn a_touch_alone_is_no_reason() {
    let folder = folder();
    desk(folder.path());
    edit(folder.path(), "content/actors/north.md", "title: North", "title: North");
    edit(folder.path(), "content/actors/south.md", "title: South", "title: The South");
    let why = reasons(folder.path(), "");
    assert!(!why.values().any(|reason| reason.contains("north")), "{why:?}");
    assert_eq!(why["/actors/south.html"], "its brief changed: content/actors/south.md (title)");
}

#[test]
fn briefs_that_come_go_or_move_are_told() {
    let folder = folder();
    desk(folder.path());
    fs::rename(folder.path().join("content/actors/south.md"), folder.path().join("content/actors/far-south.md")).unwrap();
    let why = reasons(folder.path(), "");
    let moved = "its address moved: it was /actors/south.html, and content/actors/far-south.md is its file now";
    assert_eq!(why["/actors/far-south.html"], moved);
    assert_eq!(why["/actors.html"], "it shows content/actors/far-south.md, which was /actors/south.html");
    fs::remove_file(folder.path().join("content/actors/far-south.md")).unwrap();
    assert_eq!(reasons(folder.path(), "")["/actors.html"], "it shows /actors/far-south.html, which is gone");
    fs::write(folder.path().join("content/actors/east.md"), "---\ntitle: East\nsummary: Another.\ntype: state\n---\n").unwrap();
    let why = reasons(folder.path(), "");
    assert_eq!(why["/actors/east.html"], "new: content/actors/east.md");
    assert_eq!(why["/actors.html"], "it shows content/actors/east.md, which is new");
}

#[test]
fn a_brief_that_is_withheld_now_is_told_by_its_public_address_alone() {
    let folder = folder();
    desk(folder.path());
    edit(folder.path(), "content/actors/south.md", "title: South", "title: Unspoken\nrelease: {status: draft}");
    let why = reasons(folder.path(), "");
    assert_eq!(why["/actors.html"], "it shows /actors/south.html, which is gone");
    assert!(!why.values().any(|reason| reason.contains("Unspoken") || reason.contains("south.md")), "{why:?}");
}

#[test]
fn templates_words_and_configuration_are_told() {
    let folder = folder();
    desk(folder.path());
    fs::create_dir(folder.path().join("templates")).unwrap();
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/actor.html");
    let own = fs::read_to_string(built_in).unwrap().replacen("class=\"opening\"", "class=\"opening own\"", 1);
    fs::write(folder.path().join("templates/actor.html"), own).unwrap();
    let why = reasons(folder.path(), "");
    assert_eq!(why["/actors/north.html"], "the template actor.html changed");
    edit(folder.path(), "casebook.yaml", "title: Reasons", "title: Other reasons");
    let why = reasons(folder.path(), "");
    assert_eq!(why["/actors/north.html"], "configuration changed: title");
    assert!(!why.contains_key("/actors/north.json"), "{why:?}");
}

#[test]
fn a_page_that_somebody_changed_or_deleted_is_told() {
    let folder = folder();
    desk(folder.path());
    fs::write(folder.path().join("public/actors/north.html"), "by hand").unwrap();
    fs::remove_file(folder.path().join("public/actors/south.html")).unwrap();
    let why = reasons(folder.path(), "");
    let lost = "its file in the output is gone, or not as it was written";
    assert_eq!(why, BTreeMap::from(["/actors/north.html", "/actors/south.html"].map(|address| (address.to_owned(), lost.to_owned()))));
}

#[test]
fn without_a_memory_there_is_nothing_to_compare_with() {
    let folder = folder();
    desk(folder.path());
    fs::remove_dir_all(folder.path().join(".casebook")).unwrap();
    assert!(reasons(folder.path(), "").values().all(|reason| reason.starts_with("no earlier build is remembered")));
    assert!(reasons(folder.path(), " --no-cache").values().all(|reason| reason.starts_with("no earlier build is remembered")));
}
