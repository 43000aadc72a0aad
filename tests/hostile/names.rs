//! Names that become addresses and files: those that collide name both files, those that no system or reader can be
//! trusted with are errors, and none leads out of the casebook.

use super::{CONFIGURATION, compiled, corpora};
use crate::cli::{folder, run};
use casebook::compile;
use casebook::content::Snapshot;
use casebook::diagnostic::{Diagnostic, Level, code};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0RGBRGB,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

fn actor(more: &str) -> String {
    format!("---\ntitle: An actor\nsummary: A state.\ntype: state\n{more}\n---\n")
}

fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    let mut snapshot = Snapshot::of(CONFIGURATION);
    for (path, front) in files {
        snapshot.insert(*path, if path.ends_with(".md") { actor(front).into_bytes() } else { GIF.to_vec() });
    }
    snapshot
}

fn denied(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let report = compiled(snapshot).report().into_iter();
    report.filter(|(level, _)| *level == Level::Deny).map(|(_, problem)| problem).collect()
}

/// The one collision of these files, which names both.
#[track_caller]
fn assert_collision(files: &[(&str, &str)], paths: [&str; 2]) {
    let found = denied(&snapshot(files));
    assert_eq!(found.len(), 1, "{found:#?}");
    let named = [&*found[0].location.path, found[0].related.first().map_or("nothing", |(location, _)| &location.path)];
    assert_eq!(found[0].code, code::PATH_COLLISION, "{found:#?}");
    assert_eq!(named, paths, "{found:#?}");
}

#[test]
fn ids_that_look_alike_name_both_files() {
    for (one, other) in [("paypal", "pаypаl"), ("ope", "оре"), ("پاکستان", "پاكستان"), ("abc", "aᴄ".replace('a', "ab").as_str())]
    {
        let (one, other) = (format!("content/actors/{one}.md"), format!("content/actors/{other}.md"));
        let (first, second) = if one < other { (&one, &other) } else { (&other, &one) };
        assert_collision(&[(first, ""), (second, "")], [second, first]);
    }
}

#[test]
fn addresses_that_collide_name_both_files() {
    let a = "content/actors/a.md";
    let b = "content/actors/b.md";
    assert_collision(&[(a, "redirect_from: [/old/]"), (b, "redirect_from: [/old/]")], [b, a]);
    assert_collision(&[(a, "redirect_from: [/Old/]"), (b, "redirect_from: [/old/]")], [b, a]);
    assert_collision(&[(a, "redirect_from: [/оld/]"), (b, "redirect_from: [/old/]")], [a, b]);
    assert_collision(&[(a, ""), (b, "redirect_from: [/actors/a]")], [b, a]);
    assert_collision(&[(a, ""), (b, "redirect_from: [/Actors/A.html]")], [a, b]);
    assert_collision(&[(a, "tags: ['C#']"), (b, "tags: [C++]")], [b, a]);
    assert_collision(&[(a, "tags: [cap]"), (b, "tags: [сар]")], [b, a]);
    let (lower, upper) = ("content/actors/map.gif", "content/actors/MAP.gif");
    let shown = [(a, "image: {src: map.gif, alt: A}"), (b, "image: {src: MAP.gif, alt: B}"), (lower, ""), (upper, "")];
    assert_collision(&shown, [lower, upper]);
    let (composed, apart) = ("content/actors/caf\u{e9}.gif", "content/actors/cafe\u{301}.gif");
    let shown =
        [(a, "image: {src: \"caf\\u00e9.gif\", alt: A}"), (b, "image: {src: \"cafe\\u0301.gif\", alt: B}"), (composed, ""), (apart, "")];
    assert_collision(&shown, [composed, apart]);
}

#[test]
fn an_address_of_the_site_itself_is_not_for_taking() {
    for from in ["/index.html", "/search", "/timeline", "/events.html", "/tags", "/404"] {
        let found = denied(&snapshot(&[("content/actors/a.md", &format!("redirect_from: [{from}]"))]));
        assert_eq!(
            found.iter().map(|problem| (problem.code, &*problem.location.path)).collect::<Vec<_>>(),
            [(code::PATH_COLLISION, "content/actors/a.md")]
        );
    }
}

#[test]
fn names_that_no_system_can_be_trusted_with_are_errors() {
    let long = "x".repeat(201);
    for name in [
        "con",
        "NUL",
        "com1",
        "..",
        ".git",
        "a\u{202e}b",
        "a\u{200b}b",
        "a\u{1}b",
        "a\nb",
        "a:b",
        "a*b",
        "a?b",
        "a#b",
        "a%2fb",
        "a\\b",
        "a.",
        " a",
        &long,
    ] {
        let from = serde_json::to_string(&format!("/{name}/x/")).unwrap();
        assert!(
            !denied(&snapshot(&[("content/actors/a.md", &format!("redirect_from: [{from}]"))])).is_empty(),
            "{name:?} passed as an old address"
        );
        // Hidden files are not read at all.
        let as_brief = snapshot(&[(&format!("content/actors/{name}.md"), "")]);
        assert!(name.starts_with('.') || !denied(&as_brief).is_empty(), "{name:?} passed as an id");
        if name.contains(['\n', '\\']) || name == ".." {
            continue;
        }
        // Markdown names the file as it is; every character is written as a reference.
        let referred: String = format!("{name}/a.gif").chars().map(|c| format!("&#{};", u32::from(c))).collect();
        let mut shown = snapshot(&[(&format!("content/actors/{name}/a.gif"), "")]);
        shown.insert("content/actors/a.md", actor("") + &format!("![A](<{referred}>)"));
        assert!(!denied(&shown).is_empty(), "{name:?} passed as a picture's folder");
        let mut own = snapshot(&[]);
        own.insert(format!("static/{name}/x.css"), "");
        assert!(!denied(&own).is_empty(), "{name:?} passed in static/");
    }
}

#[test]
fn collected_names_never_lead_out_of_the_site() {
    for name in corpora::list("path-slug").into_iter().chain(corpora::own()) {
        let quoted = serde_json::to_string(&name).unwrap();
        let mut snapshot =
            snapshot(&[("content/actors/a.md", &format!("redirect_from: [{quoted}]\ntags: [{quoted}]\nimage: {{src: {quoted}, alt: A}}"))]);
        snapshot.insert(format!("content/actors/{name}.md"), actor(""));
        snapshot.insert(format!("content/sources/{name}.md"), "---\ntitle: T\ntype: report\n---\n");
        snapshot.insert(format!("content/{name}"), actor(""));
        let compiled = compiled(&snapshot);
        let Some(graph) = &compiled.graph else { continue };
        for page in compile::plan(graph, &compiled.theme).pages() {
            let inside = page.address.strip_prefix('/').is_some_and(|rest| rest.split('/').all(|part| !matches!(part, "" | "." | "..")));
            let plain =
                !page.address.contains(|c: char| c.is_control() || matches!(c, '\\' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
            assert!(inside && plain && page.address.len() < 400, "{name:?} became {:?}", page.address);
        }
    }
}

fn casebook(root: &Path) {
    fs::create_dir_all(root.join("content/actors")).unwrap();
    fs::write(root.join("casebook.yaml"), "title: T\nlang: en\nrelease: {default: CLEAR}\n").unwrap();
    fs::write(root.join("content/actors/iran.md"), actor("")).unwrap();
}

#[test]
fn links_in_the_file_system_are_errors_wherever_they_lead() {
    let secret = folder();
    fs::write(secret.path().join("secret.md"), actor("")).unwrap();
    let outside = secret.path().join("secret.md");
    for (name, target) in [
        ("content/actors/secret.md", outside.as_path()),
        ("content/actors/photo.gif", outside.as_path()),
        ("content/actors/again.md", Path::new("iran.md")),
        ("content/actors/gone.md", Path::new("nowhere.md")),
        ("content/actors/round", Path::new("..")),
        ("content/events", secret.path()),
        ("templates", secret.path()),
        ("static", secret.path()),
    ] {
        let root = folder();
        casebook(root.path());
        symlink(target, root.path().join(name)).unwrap();
        for command in ["build", "check"] {
            let ran = run(root.path(), command);
            assert_eq!(ran.code, 4, "{command} with {name}: {}", ran.err);
            assert!(ran.err.contains(name.rsplit('/').next().unwrap()) && ran.err.contains("symbolic link"), "{name}: {}", ran.err);
        }
        assert!(!root.path().join("public/index.html").exists(), "{name}");
    }
}

#[test]
fn a_configuration_that_is_a_link_is_an_error() {
    let (root, other) = (folder(), folder());
    casebook(root.path());
    casebook(other.path());
    fs::remove_file(root.path().join("casebook.yaml")).unwrap();
    symlink(other.path().join("casebook.yaml"), root.path().join("casebook.yaml")).unwrap();
    let ran = run(root.path(), "build");
    assert_eq!(ran.code, 4, "{}", ran.err);
}
