//! The source's own fields, in a brief or in a library of many. Names are those of CSL-JSON.

use super::fields::{Cx, Map};
use super::table::{Field, Shape, field, required};
use super::tree::{Data, Node};
use super::value;
use crate::diagnostic::code;
use crate::model::Spanned;
use crate::model::source::{Archive, Person, Source, TYPES, VARIABLES};
use crate::model::terms::Reliability;

/// Fields beside the shared ones.
pub const FIELDS: &[Field] = &[
    required("type", Shape::Word(TYPES), "what it is (CSL)", "article-newspaper"),
    field("author", Shape::List(&Shape::Map(PERSON)), "who wrote it", "[{family: Yousaf, given: Kamran}]"),
    field("publisher", Shape::Text, "who published it", "Dawn"),
    field("container-title", Shape::Text, "the newspaper, journal or book it is in", "Dawn"),
    field("issued", Shape::Date, "when it was published", "2024-01-18"),
    field("url", Shape::Url, "where it stands", "https://www.dawn.com/news/1806685/panic-grips-koh-i-sabz"),
    field("archive", Shape::Map(ARCHIVE), "a lasting copy", "{url: \"https://example.org/copy\", date: 2024-01-20}"),
    field("accessed", Shape::Date, "when the desk read it", "2024-02-08"),
    field("origin", Shape::Text, "who reported first; wire copies share one", "dawn"),
    field("reliability", Shape::Word(Reliability::WORDS), "A completely … E unreliable, F cannot be judged (NATO AJP-2.1)", "B"),
    field("volume", Shape::Text, "the volume", "\"12\""),
    field("issue", Shape::Text, "the issue", "\"3\""),
    field("page", Shape::Text, "the pages", "12-15"),
    field("edition", Shape::Text, "the edition", "2"),
    field("doi", Shape::Text, "its DOI", "10.1000/182"),
    field("isbn", Shape::Text, "its ISBN", "\"9780198520115\""),
    field("issn", Shape::Text, "its ISSN", "0378-5955"),
    field("publisher-place", Shape::Text, "where it was published", "Karachi"),
    field("number", Shape::Text, "its number in a series", "S/2024/55"),
    field("note", Shape::Text, "what the bibliography should add", "Letter to the Security Council"),
];

/// What an entry of a library has beside all these.
pub const ID: &[Field] = &[required("id", Shape::Id, "its name; briefs refer to it", "dawn-1806685")];

const PERSON: &[Field] = &[
    field("family", Shape::Text, "the family name", "Yousaf"),
    field("given", Shape::Text, "the given names", "Kamran"),
    field("literal", Shape::Text, "the whole name, of an organisation", "International Crisis Group"),
];

const ARCHIVE: &[Field] = &[
    required("url", Shape::Url, "where the copy is", "https://example.org/copy"),
    field("date", Shape::Date, "when it was made", "2024-01-20"),
    field("sha256", Shape::Sha256, "its checksum", "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\""),
];

/// Reads them.
pub fn read(map: &Map<'_, '_>, cx: &mut Cx<'_>) -> Source {
    Source {
        source_type: map.need("type", cx, source_type).unwrap_or_else(|| Spanned::new("document".into(), map.head())),
        author: map.list("author", cx, person),
        publisher: map.get("publisher", cx, value::text),
        container_title: map.get("container-title", cx, value::text),
        issued: map.get("issued", cx, value::date),
        url: map.get("url", cx, value::url),
        archive: map.get("archive", cx, archive),
        accessed: map.get("accessed", cx, value::date),
        origin: map.get("origin", cx, value::text),
        reliability: map.get("reliability", cx, value::term),
        variables: VARIABLES.iter().filter_map(|name| Some(((*name).into(), map.get(name, cx, value::text)?))).collect(),
    }
}

fn source_type(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = value::scalar(node, "a word", cx)?;
    if !TYPES.contains(&written) {
        value::bad_word(node.span, written, TYPES, cx);
        return None;
    }
    Some(Spanned::new(written.into(), node.span))
}

fn person(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Person> {
    if matches!(node.data, Data::Scalar { .. }) {
        cx.bad(node.span, "an author is a mapping", "write `{family: …, given: …}`, or `{literal: …}` for an organisation");
        return None;
    }
    let map = Map::open(node, &[PERSON], cx)?;
    let family = map.get("family", cx, value::text);
    let literal = map.get("literal", cx, value::text);
    let given = map.get("given", cx, value::text);
    if map.entry("family").is_none() && map.entry("literal").is_none() {
        cx.problem(code::MISSING_FIELD, map.head(), "the author has no name", "add `family`, or `literal` for an organisation");
    }
    Some(Person { span: map.span, family: family.or(literal)?.value, given: given.map(|name| name.value) })
}

fn archive(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Archive> {
    let map = Map::open(node, &[ARCHIVE], cx)?;
    let url = map.need("url", cx, value::url);
    let date = map.get("date", cx, value::date);
    let sha256 = map.get("sha256", cx, value::sha256);
    Some(Archive { span: map.span, url: url?, date, sha256 })
}
