//! One Markdown file to one brief.

use super::fields::{Cx, Map};
use super::tree::{self, Data, Node};
use super::{actor, analysis, common, event, front, recommendation, source, table};
use crate::diagnostic::{Span, code};
use crate::model::{Brief, Facts, Kind};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Reads the file of a brief; `None` when its front matter cannot be read at all.
pub fn read(kind: Kind, id: &str, text: &Arc<str>, cx: &mut Cx<'_>) -> Option<Brief> {
    let (node, body) = front_matter(text, cx)?;
    let map = Map::open(&node, table::tables(kind), cx)?;
    Some(brief(kind, id, text, body, &map, cx))
}

/// The front matter's tree and the body's bytes.
pub fn front_matter<'t>(text: &'t str, cx: &mut Cx<'_>) -> Option<(Node<'t>, Range<usize>)> {
    let parts = match front::divide(text, cx.path) {
        Ok(parts) => parts,
        Err(problem) => {
            cx.problems.push(*problem);
            return None;
        }
    };
    let before = cx.problems.len();
    let node = tree::read(
        &text[parts.yaml.clone()],
        parts.yaml.start,
        tree::Limits { depth: cx.words.limits.depth, nodes: cx.words.limits.values },
        cx.path,
        &mut cx.problems,
    );
    match node {
        Some(mut node) if matches!(node.data, Data::Mapping { .. }) => {
            // Problems of the whole front matter are shown at its first fence.
            node.span.start = parts.fence.start;
            Some((node, parts.body))
        }
        Some(node) if !node.is_null() => {
            if !matches!(node.data, Data::Broken) {
                let message = format!("the front matter is {}, not a mapping", node.describe());
                cx.problem(code::BAD_VALUE, node.span, message, "write each field as `key: value`");
            }
            None
        }
        _ if cx.problems.len() > before => None,
        _ => Some((Node { span: parts.fence, data: Data::Mapping { entries: Vec::new(), faulty: false } }, parts.body)),
    }
}

/// A brief from its opened front matter.
pub fn brief(kind: Kind, id: &str, text: &Arc<str>, body: Range<usize>, map: &Map<'_, '_>, cx: &mut Cx<'_>) -> Brief {
    let common = common::read(map, kind, id, cx);
    let facts = match kind {
        Kind::Actor => Facts::Actor(Box::new(actor::read(map, cx))),
        Kind::Event => Facts::Event(Box::new(event::read(map, cx))),
        Kind::Recommendation => Facts::Recommendation(Box::new(recommendation::read(map, cx))),
        Kind::Analysis => Facts::Analysis(Box::new(analysis::read(map, cx))),
        Kind::Source => Facts::Source(Box::new(source::read(map, cx))),
    };
    // What stands below its front matter belongs to it too.
    let extent = Span { end: map.span.end.max(Span::new(0, body.end).end), ..map.span };
    let (path, text) = (Arc::clone(cx.path), Arc::clone(text).into());
    Brief { kind, id: id.into(), path, text, digest: [0; 32], extent, body, common, facts, translations: BTreeMap::new() }
}
