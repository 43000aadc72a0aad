//! The fields that every kind shares.

use super::fields::{Cx, Map};
use super::table::{Field, SOURCES, Shape, field, required};
use super::tree::{Data, Node};
use super::{relation, release, value};
use crate::model::common::{Common, Correction, Image};
use crate::model::terms::CorrectionType;
use crate::model::{Kind, Spanned};
use crate::text::slug;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a brief begins with.
pub const TITLE: &[Field] = &[required("title", Shape::Text, "what readers call it", "\"Operation Marg Bar Sarmachar\"")];

/// Of every kind but sources.
pub const SUMMARY: &[Field] = &[required("summary", Shape::Text, "one or two plain sentences", "\"One or two plain sentences.\"")];

/// Of sources.
pub const OPTIONAL_SUMMARY: &[Field] = &[field("summary", Shape::Text, "one or two plain sentences", "\"One or two plain sentences.\"")];

/// What follows the kind's own fields.
pub const SHARED: &[Field] = &[
    field("aliases", Shape::List(&Shape::Text), "other names that resolve to this brief", "[Marg Bar Sarmachar]"),
    field("autolink", Shape::Flag, "whether its names become links in prose by themselves; default from casebook.yaml", "true"),
    field("tags", Shape::List(&Shape::Text), "free tags; each has a page", "[airstrike, balochistan]"),
    field("lang", Shape::Language, "its language (BCP 47); default from casebook.yaml", "en"),
    field("authors", Shape::List(&Shape::Text), "keys of `authors` in casebook.yaml, or names", "[desk]"),
    field("created", Shape::Date, "when it was first published", "2024-01-20"),
    field("updated", Shape::Date, "when it was last changed in substance", "2024-02-10"),
    field("review_by", Shape::Date, "it is stale after this day", "2024-08-01"),
    field("release", Shape::Map(release::FIELDS), "what decides whether it may be published", "{tlp: CLEAR, status: published}"),
    field("relations", Shape::List(&Shape::Map(relation::FIELDS)), "typed links to other briefs", "[{type: part-of, to: pakistan}]"),
    field("redirect_from", Shape::List(&Shape::Address), "old addresses that lead here", "[/old/path/]"),
    field("sources", SOURCES, "the sources it rests on as a whole", "[dawn-1806685]"),
    field(
        "corrections",
        Shape::List(&Shape::Map(CORRECTION)),
        "what was wrong and is mended",
        "[{date: 2024-02-12, type: correction, text: Casualty figure corrected.}]",
    ),
    field(
        "ids",
        Shape::Pairs(&Shape::Text),
        "its identifiers elsewhere: wikidata, iso3166, isni, lei, opensanctions, stix, ucdp, acled",
        "{wikidata: Q794}",
    ),
    field("image", Shape::Map(IMAGE), "a picture beside the brief", "{src: map.png, alt: What the picture shows, credit: Who made it}"),
    field("extra", Shape::Free, "data of your own, which templates see", "{}"),
];

const CORRECTION: &[Field] = &[
    required("date", Shape::Date, "when", "2024-02-12"),
    field("type", Shape::Word(CorrectionType::WORDS), "what kind; default correction", "correction"),
    required("text", Shape::Prose, "what was wrong and what is right", "Casualty figure corrected."),
];

const IMAGE: &[Field] = &[
    required("src", Shape::File, "its file name", "map.png"),
    field("alt", Shape::Text, "what it shows, for those who do not see it", "What the picture shows"),
    field("credit", Shape::Text, "who made it", "Who made it"),
];

/// Reads them; `id` stands in for a missing title.
pub fn read(map: &Map<'_, '_>, kind: Kind, id: &str, cx: &mut Cx<'_>) -> Common {
    let summary = if kind == Kind::Source { map.get("summary", cx, value::text) } else { map.need("summary", cx, value::text) };
    Common {
        title: map.need("title", cx, value::text).unwrap_or_else(|| Spanned::new(id.into(), map.head())),
        summary: summary.unwrap_or_default(),
        aliases: map.list("aliases", cx, value::text),
        autolink: map.get("autolink", cx, value::flag),
        tags: map.list("tags", cx, tag),
        lang: map.get("lang", cx, value::language),
        authors: map.list("authors", cx, value::text),
        created: map.get("created", cx, value::date),
        updated: map.get("updated", cx, value::date),
        review_by: map.get("review_by", cx, value::date),
        release: release::read(map, cx),
        relations: map.list("relations", cx, relation::read),
        redirect_from: map.list("redirect_from", cx, value::address),
        sources: map.list("sources", cx, value::reference),
        corrections: map.list("corrections", cx, correction),
        ids: map.pairs("ids", cx, value::text),
        image: map.get("image", cx, image),
        extra: map.get("extra", cx, extra).unwrap_or_default(),
    }
}

fn tag(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let tag = value::text(node, cx)?;
    if slug::tag_slug(&tag).is_empty() {
        cx.bad(
            node.span,
            format!("the tag `{}` has no letter or digit", crate::text::escape::visible(&tag)),
            "its page could not have an address",
        );
        return None;
    }
    Some(tag)
}

fn correction(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Correction> {
    let map = Map::open(node, &[CORRECTION], cx)?;
    let date = map.need("date", cx, value::date);
    let correction_type = map.get("type", cx, value::term).map_or(CorrectionType::Correction, |word| word.value);
    let text = map.need("text", cx, value::prose);
    Some(Correction { span: map.span, date: date?, correction_type, text: text? })
}

fn image(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Image> {
    let map = Map::open(node, &[IMAGE], cx)?;
    let src = map.need("src", cx, value::file);
    let (alt, credit) = (map.get("alt", cx, value::text), map.get("credit", cx, value::text));
    Some(Image { span: map.span, src: src?, alt, credit })
}

fn extra(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<BTreeMap<String, Value>> {
    let Data::Mapping { entries, .. } = &node.data else {
        super::fields::wrong(node, "a mapping of keys and values", cx);
        return None;
    };
    Some(entries.iter().map(|entry| (entry.key.clone().into_owned(), free(&entry.value))).collect())
}

/// Free data. A plain `true`, `false` or number that reads back exactly as written is one; all else is text.
fn free(node: &Node<'_>) -> Value {
    match &node.data {
        _ if node.is_null() => Value::Null,
        Data::Scalar { text, plain: true } => plain(text),
        Data::Scalar { text, .. } => Value::String(text.clone().into_owned()),
        Data::Sequence(items) => items.iter().map(free).collect(),
        Data::Mapping { entries, .. } => entries.iter().map(|entry| (entry.key.clone().into_owned(), free(&entry.value))).collect(),
        Data::Broken => Value::Null,
    }
}

fn plain(text: &str) -> Value {
    match text {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    let whole = text.parse::<i64>().ok().filter(|number| number.to_string() == text).map(Value::from);
    let decimal = || text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text).map(Value::from);
    whole.or_else(decimal).unwrap_or_else(|| Value::String(text.to_owned()))
}
