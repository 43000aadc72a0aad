//! Pictures on their way out: what they tell of their making stays here, and what is no picture is an error.

use super::{CONFIGURATION, compiled, errors};
use casebook::compile;
use casebook::content::Snapshot;
use casebook::plan::Content;

const ACTOR: &str = "=== content/actors/iran.md
---
title: Iran
summary: A state.
type: state
image: {src: photo.jpg, alt: The road}
---
![The same road](further/photo.PNG) and ![again](moving.gif), ![once more](photo.webp), ![and more](photo.avif).
";

fn casebook() -> Snapshot {
    let mut snapshot = Snapshot::of(&format!("{CONFIGURATION}{ACTOR}"));
    for (path, bytes) in [
        ("content/actors/photo.jpg", &include_bytes!("../pictures/photo.jpg")[..]),
        ("content/actors/further/photo.PNG", include_bytes!("../pictures/photo.png")),
        ("content/actors/moving.gif", include_bytes!("../pictures/moving.gif")),
        ("content/actors/photo.webp", include_bytes!("../pictures/photo.webp")),
        ("content/actors/photo.avif", include_bytes!("../pictures/photo.avif")),
        ("static/logo.jpeg", include_bytes!("../pictures/photo.jpg")),
    ] {
        snapshot.insert(path, bytes.to_vec());
    }
    snapshot
}

#[test]
fn published_pictures_tell_nothing_of_their_making() {
    let compiled = compiled(&casebook());
    assert_eq!(errors(&compiled), [""; 0]);
    let plan = compile::plan(compiled.graph.as_ref().unwrap(), &compiled.theme);
    let endings = ["jpg", "PNG", "gif", "webp", "avif", "jpeg"];
    let of_picture = plan.pages().filter(|page| endings.iter().any(|ending| page.address.ends_with(ending)));
    let mut seen = 0;
    for page in of_picture {
        let Content::Bytes(bytes) = (page.make)(compiled.graph.as_ref().unwrap()) else { panic!("{} is made by a template", page.address) };
        assert!(!bytes.windows(6).any(|window| window == b"CANARY"), "{}", page.address);
        seen += 1;
    }
    assert_eq!(seen, endings.len());
}

#[test]
fn what_is_no_picture_is_an_error_with_its_path() {
    let mut snapshot = casebook();
    snapshot.insert("content/actors/photo.jpg", &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..]);
    snapshot.insert("content/actors/moving.gif", include_bytes!("../pictures/photo.webp").to_vec());
    snapshot.insert("content/actors/photo.webp", include_bytes!("../pictures/photo.webp")[..99].to_vec());
    snapshot.insert("static/logo.jpeg", &b"\xff\xd8\xff\xe0\0"[..]);
    // Nobody shows it: it may belong to a brief that is withheld.
    snapshot.insert("content/actors/unused.png", &b"no picture"[..]);
    assert_eq!(
        errors(&compiled(&snapshot)),
        [
            "content/actors/moving.gif: bad-picture: named as GIF, but its bytes are WebP",
            "content/actors/photo.jpg: bad-picture: named as JPEG, but its bytes are no picture",
            "content/actors/photo.webp: bad-picture: this WebP ends in the middle",
            "static/logo.jpeg: bad-picture: this JPEG ends in the middle",
        ]
    );
}

#[test]
fn active_pictures_are_refused_wherever_a_brief_names_them() {
    let mut snapshot = Snapshot::of(&format!(
        "{CONFIGURATION}{}",
        "=== content/actors/iran.md\n---\ntitle: Iran\nsummary: A state.\ntype: state\nimage: {src: a.svg, alt: A}\n---\n![A](a.svg) ![B](b.html) ![C](c.pdf) [D](a.svg)\n"
    ));
    for path in ["content/actors/a.svg", "content/actors/b.html", "content/actors/c.pdf"] {
        snapshot.insert(path, "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    }
    let compiled = compiled(&snapshot);
    let found = errors(&compiled);
    assert_eq!(found.len(), 5, "{found:#?}");
    assert!(found.iter().all(|error| error.contains("unresolved-reference")), "{found:#?}");
    let plan = compile::plan(compiled.graph.as_ref().unwrap(), &compiled.theme);
    assert!(!plan.pages().any(|page| page.view == "media"));
}
