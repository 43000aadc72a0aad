//! A trimmed style writes every entry as the whole style does.

use super::facts::{self, Facts};
use super::{Writer, html, read, trim};
use crate::model::source::TYPES;
use hayagriva::citationberg::json::Item;
use serde_json::{Value, json};

/// The style by default, and one of each family: author and date, numbers and notes.
const STYLES: &[&str] = &[
    "chicago-author-date",
    "apa",
    "ieee",
    "nature",
    "modern-language-association",
    "chicago-notes",
    "harvard-cite-them-right",
    "turabian-author-date",
];

/// A variable and the values that it takes in turn.
fn variables() -> Vec<(&'static str, Vec<Value>)> {
    let day = |parts: Value| json!({"date-parts": [parts]});
    let (one, other) = (json!({"family": "de la Cruz", "given": "Ana María"}), json!({"literal": "Crisis Group"}));
    let many: Value = (0..8).map(|_| one.clone()).collect();
    vec![
        ("title", vec![json!("A Quiet War: “how” it began."), json!("iPhones in Iran?")]),
        ("author", vec![json!([one]), json!([other, one]), many]),
        ("issued", vec![day(json!([2024])), day(json!([1999, 5])), day(json!([850, 1, 1])), day(json!([2024, 1, 18]))]),
        ("publisher", vec![json!("Dawn"), json!("Wire Service Ltd.")]),
        ("container-title", vec![json!("Dawn"), json!("Journal of Things.")]),
        ("URL", vec![json!("https://example.org/a?b=c&d")]),
        ("accessed", vec![day(json!([2024, 2, 8])), day(json!([2024]))]),
        ("volume", vec![json!("12"), json!("XII–XIV")]),
        ("issue", vec![json!("3"), json!("Spring")]),
        ("page", vec![json!("12-15"), json!("7"), json!("A4, B2")]),
        ("edition", vec![json!("2"), json!("revised")]),
        ("DOI", vec![json!("10.1000/182")]),
        ("ISBN", vec![json!("9780198520115")]),
        ("ISSN", vec![json!("0378-5955")]),
        ("publisher-place", vec![json!("Washington, D.C.")]),
        ("number", vec![json!("S/2024/55"), json!("4")]),
    ]
}

/// Entry number `n` of a type; which variables it has looks random, but is the same each time.
fn item(kind: &str, n: usize) -> Item {
    let mut entry = serde_json::Map::from_iter([("id".to_owned(), json!("a")), ("type".to_owned(), json!(kind))]);
    let mut state = n.wrapping_mul(0x9E37_79B9).wrapping_add(kind.len().wrapping_mul(0x85EB_CA6B));
    for (at, (name, values)) in variables().into_iter().enumerate() {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7FFF_FFFF;
        // Titles, authors and dates are rarely missing.
        let is_there = (state >> 16) % 8 < if at < 3 { 6 } else { 2 + n % 4 };
        if is_there {
            entry.insert(name.to_owned(), values[(state >> 20) % values.len()].clone());
        }
    }
    serde_json::from_value(Value::Object(entry)).unwrap()
}

fn check(writer: &Writer, item: &Item) {
    let trimmed = trim::trimmed(&writer.style, &writer.style.locale[0], Facts::of(item));
    assert!(facts::shape(item).is_some(), "{item:?}");
    assert_eq!(html(&trimmed, &[], item), html(&writer.style, &[], item), "{item:?}");
}

#[test]
fn a_trimmed_style_writes_what_the_whole_style_does() {
    for (s, style) in STYLES.iter().enumerate() {
        let writer = Writer::new(style).unwrap();
        // Every type in the style by default, every fifth in the others.
        let step = if s == 0 { 1 } else { 5 };
        for (n, kind) in TYPES.iter().enumerate().skip(s % step).step_by(step) {
            check(&writer, &item(kind, 2 * n));
            check(&writer, &item(kind, 2 * n + 1));
        }
    }
}

#[test]
fn the_words_in_one_list_are_the_words_of_all() {
    for style in STYLES {
        let (whole, words) = read(style).unwrap();
        let writer = Writer::new(style).unwrap();
        for n in 0..8 {
            let item = item(TYPES[n * 5], n);
            assert_eq!(html(&writer.style, &[], &item), html(&whole, words.as_slice(), &item), "{style}: {item:?}");
        }
    }
}

#[test]
fn entries_of_one_shape_share_a_style() {
    let writer = Writer::new("chicago-author-date").unwrap();
    let entry = |title: &str| serde_json::from_value::<Item>(json!({"id": "a", "type": "webpage", "title": title})).unwrap();
    let written: Vec<_> = ["One", "Two", "Three"].into_iter().map(|title| writer.entry(&entry(title)).unwrap()).collect();
    assert!(written.iter().zip(["One", "Two", "Three"]).all(|(entry, title)| format!("{entry:#}").contains(title)));
    let known = writer.trimmed.lock().unwrap();
    assert_eq!(known.len(), 1);
    assert!(known.values().all(|trimmed| matches!(trimmed.get(), Some(Some(_)))));
}

#[test]
fn what_styles_look_into_has_no_shape() {
    let has_shape = |item: Value| facts::shape(&serde_json::from_value(item).unwrap()).is_some();
    assert!(has_shape(json!({"type": "book", "title": "T", "issued": {"date-parts": [[2024]]}})));
    assert!(!has_shape(json!({"title": "T"})));
    assert!(!has_shape(json!({"type": "book", "title": " "})));
    assert!(!has_shape(json!({"type": "book", "title-short": "T"})));
    assert!(!has_shape(json!({"type": "book", "author": [{"literal": ""}]})));
    assert!(!has_shape(json!({"type": "book", "issued": {"date-parts": [[2024]], "circa": true}})));
}
