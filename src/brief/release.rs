//! The `release` block, which decides whether a brief may be published. It fails closed: a block that is not understood
//! to the last word makes the brief unreadable, and an unreadable brief is never published.

use super::fields::{Cx, Map, Read};
use super::table::{Field, Shape, field};
use super::tree::{Entry, Node};
use super::value;
use crate::model::common::Release;
use crate::model::terms::{Status, Tlp};
use crate::text::near;

/// Its fields.
pub const FIELDS: &[Field] = &[
    field("tlp", Shape::Word(Tlp::WORDS), "how far it may be shared (FIRST Traffic Light Protocol 2.0)", "CLEAR"),
    field(
        "status",
        Shape::Word(Status::WORDS),
        "where it stands at the desk; only published may go out, and that is the default",
        "published",
    ),
    field("embargo_until", Shape::Instant, "nothing goes out before this instant (RFC 3339)", "\"2024-02-10T06:00:00+05:00\""),
    field("licence", Shape::Text, "under which licence it is published (SPDX)", "CC-BY-4.0"),
];

/// Reads the block of a brief's front matter.
pub fn read(front: &Map<'_, '_>, cx: &mut Cx<'_>) -> Release {
    let Some(entry) = front.entry("release") else {
        return Release { unreadable: front.incomplete || front.unknown().any(|entry| is_like_label(&entry.key)), ..Release::default() };
    };
    cx.key = "release";
    let Some(map) = filled(entry, cx).and_then(|node| Map::open(node, &[FIELDS], cx)) else {
        return Release { unreadable: true, ..Release::default() };
    };
    let mut unreadable = front.incomplete || map.incomplete || map.unknown().next().is_some();
    Release {
        tlp: strict(&map, "tlp", &mut unreadable, cx, value::term),
        status: strict(&map, "status", &mut unreadable, cx, value::term),
        embargo_until: strict(&map, "embargo_until", &mut unreadable, cx, value::instant),
        licence: strict(&map, "licence", &mut unreadable, cx, value::licence),
        unreadable,
    }
}

/// A field that is either absent or understood.
fn strict<T>(map: &Map<'_, '_>, key: &'static str, unreadable: &mut bool, cx: &mut Cx<'_>, read: Read<T>) -> Option<T> {
    let entry = map.entry(key)?;
    cx.key = key;
    let value = filled(entry, cx).and_then(|node| read(node, cx));
    *unreadable |= value.is_none();
    value
}

fn filled<'n, 't>(entry: &'n Entry<'t>, cx: &mut Cx<'_>) -> Option<&'n Node<'t>> {
    if entry.value.is_blank() {
        cx.bad(entry.key_span, format!("`{}` has no value", cx.key), "fill it in or leave the key out");
        return None;
    }
    Some(&entry.value)
}

/// Whether an unknown key may have been meant as the label.
fn is_like_label(key: &str) -> bool {
    !near::nearest(key, std::iter::once("release").chain(FIELDS.iter().map(|field| field.key)), 1).is_empty()
}
