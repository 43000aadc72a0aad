//! `ID.LANG.md`: title, summary, aliases, body, and texts by claim id, in another language.

use super::fields::{Cx, Map};
use super::table::{Field, Shape, field, required};
use super::{file, value};
use crate::model::Translation;
use std::sync::Arc;

/// All it may hold; everything else, the label included, is the original's.
pub const FIELDS: &[Field] = &[
    required("title", Shape::Text, "what readers of this language call it", "\"…\""),
    required("summary", Shape::Text, "one or two plain sentences", "\"…\""),
    field("aliases", Shape::List(&Shape::Text), "other names that resolve to the brief", "[]"),
    field("claims", Shape::Pairs(&Shape::Prose), "texts by the id of a claim, judgement, assumption or indicator", "{c1: \"…\"}"),
];

/// Reads one; `None` when its front matter cannot be read at all.
pub fn read(lang: &str, text: &Arc<str>, cx: &mut Cx<'_>) -> Option<Translation> {
    let (node, body) = file::front_matter(text, cx)?;
    let map = Map::open(&node, &[FIELDS], cx)?;
    let title = map.need("title", cx, value::text).unwrap_or_default();
    let summary = map.need("summary", cx, value::text).unwrap_or_default();
    let aliases = map.list("aliases", cx, value::text);
    let claims = map.pairs("claims", cx, value::prose).into_iter().map(|(id, text)| (id.value, text)).collect();
    let (path, text) = (Arc::clone(cx.path), Arc::clone(text).into());
    Some(Translation { lang: lang.into(), path, text, digest: [0; 32], body, title, summary, aliases, claims })
}
