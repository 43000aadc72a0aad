//! `content/sources/*.yaml`: a list of sources, each with its `id`.

use super::fields::{Cx, Map};
use super::table::{Tables, tables};
use super::tree::{self, Data, Node};
use super::{common, file, source, value};
use crate::model::{Brief, Kind};
use std::sync::Arc;

const ENTRY: Tables = &[source::ID, common::TITLE, common::OPTIONAL_SUMMARY, source::FIELDS, common::SHARED];

/// Reads every entry; one that has no id is left out, with the reason among the problems.
pub fn read(text: &Arc<str>, cx: &mut Cx<'_>) -> Vec<Brief> {
    debug_assert_eq!(ENTRY.len(), tables(Kind::Source).len() + 1, "an entry has an id beside a source's fields");
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(root) = tree::read(&text[start..], start, tree::LIBRARY, cx.path, &mut cx.problems) else { return Vec::new() };
    match &root.data {
        Data::Sequence(items) => items.iter().filter_map(|item| entry(item, text, cx)).collect(),
        Data::Broken => Vec::new(),
        _ if root.is_null() => Vec::new(),
        _ => {
            let message = format!("a library is a list of sources, not {}", root.describe());
            cx.bad(root.span, message, "write each source as an item: `- id: …`");
            Vec::new()
        }
    }
}

fn entry(node: &Node<'_>, text: &Arc<str>, cx: &mut Cx<'_>) -> Option<Brief> {
    cx.key = "an entry";
    let map = Map::open(node, ENTRY, cx)?;
    let id = map.need("id", cx, value::id);
    let stand_in = id.as_ref().map_or("", |id| &*id.value);
    let brief = file::brief(Kind::Source, stand_in, text, 0..0, &map, cx);
    id.map(|_| brief)
}
