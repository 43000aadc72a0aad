//! Typed links to other briefs.

use super::fields::{Cx, Map};
use super::table::{ANY, Field, SOURCES, Shape, Vocabulary, field, required};
use super::tree::Node;
use super::value;
use crate::model::{Kinds, Relation, Spanned};

/// The fields of one relation.
pub const FIELDS: &[Field] = &[
    required("type", Shape::Vocabulary(Vocabulary::RelationTypes), "how they are related, seen from this brief", "part-of"),
    required("to", ANY, "the other brief", "pakistan"),
    field("valid", Shape::Date, "when it held", "2012/.."),
    field("title", Shape::Text, "the office, for holds-office-in", "Foreign Minister"),
    field("note", Shape::Prose, "the text of its row, with citations", "\"…\""),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
    field("according_to", Shape::OneOrMore(&Shape::Reference(Kinds::SPEAKER)), "who says so; control, proxy and hosting need it", "blf"),
    field("disputed_by", Shape::OneOrMore(&Shape::Reference(Kinds::SPEAKER)), "who says it is not so", "pakistan-mofa"),
];

/// Reads one; without a type or a target there is none.
pub fn read(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Relation> {
    let map = Map::open(node, &[FIELDS], cx)?;
    let relation = map.need("type", cx, relation_type);
    let to = map.need("to", cx, value::reference);
    let valid = map.get("valid", cx, value::date);
    let title = map.get("title", cx, value::text);
    let note = map.get("note", cx, value::prose);
    let sources = map.list("sources", cx, value::reference);
    let according_to = map.one_or_more("according_to", cx, value::reference);
    let disputed_by = map.one_or_more("disputed_by", cx, value::reference);
    Some(Relation { span: map.span, relation: relation?, to: to?, valid, title, note, sources, according_to, disputed_by })
}

fn relation_type(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let words = cx.words;
    value::vocabulary(node, &words.relation_types, "vocabulary.relation_types", cx)
}
