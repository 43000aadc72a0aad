//! Sources as CSL-JSON 1.0.2 and as BibTeX.

use crate::graph::Graph;
use crate::model::{BriefIx, Kind, Source};
use crate::text::edtf::{Edtf, Part, Shape};
use serde_json::{Map, Value, json};
use std::fmt::Write;

pub(super) fn csl(graph: &Graph) -> Vec<u8> {
    let items: Vec<Value> = graph.of_kind(Kind::Source).filter_map(|ix| item(graph, ix)).collect();
    let mut bytes = serde_json::to_vec_pretty(&items).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item(graph: &Graph, ix: BriefIx) -> Option<Value> {
    let brief = &graph[ix];
    let facts = brief.source()?;
    let mut item = Map::new();
    let mut add = |key: &str, value: Option<Value>| value.map(|value| item.insert(key.to_owned(), value));
    add("id", Some(json!(&*brief.id)));
    add("type", Some(json!(&*facts.source_type.value)));
    add("title", Some(json!(&*brief.common.title.value)));
    let author = |p: &crate::model::source::Person| match &p.given {
        Some(given) => json!({"family": &*p.family, "given": &**given}),
        None => json!({"literal": &*p.family}),
    };
    add("author", (!facts.author.is_empty()).then(|| facts.author.iter().map(author).collect()));
    add("publisher", facts.publisher.as_ref().map(|publisher| json!(&*publisher.value)));
    add("container-title", facts.container_title.as_ref().map(|title| json!(&*title.value)));
    add("issued", facts.issued.as_ref().map(|date| date_parts(date)));
    add("accessed", facts.accessed.as_ref().map(|date| date_parts(date)));
    add("URL", facts.url.as_ref().map(|url| json!(&*url.value)));
    add("archive_location", facts.archive.as_ref().map(|archive| json!(&*archive.url.value)));
    add("language", brief.common.lang.as_ref().map(|lang| json!(&*lang.value)));
    for (name, value) in &facts.variables {
        let name = match &**name {
            "doi" | "isbn" | "issn" => name.to_uppercase(),
            name => name.to_owned(),
        };
        add(&name, Some(json!(&*value.value)));
    }
    Some(Value::Object(item))
}

/// One or two dates of what is known; an open side is left out. Uncertain and approximate ones are `circa`.
fn date_parts(date: &Edtf) -> Value {
    let parts = |part: Part| -> Value {
        std::iter::once(i64::from(part.year)).chain(part.month.map(i64::from)).chain(part.day.map(i64::from)).collect()
    };
    let dates: Vec<Value> = match date.shape() {
        Shape::Single(one) | Shape::Since(one) | Shape::Until(one) => vec![parts(one)],
        Shape::Between(start, end) => vec![parts(start), parts(end)],
    };
    let mut value = json!({"date-parts": dates});
    if date.is_uncertain() || date.is_approximate() {
        value["circa"] = json!(true);
    }
    value
}

pub(super) fn bibtex(graph: &Graph) -> Vec<u8> {
    let mut out = String::new();
    for ix in graph.of_kind(Kind::Source) {
        if let Some(facts) = graph[ix].source() {
            entry(&mut out, graph, ix, facts);
        }
    }
    out.into_bytes()
}

fn entry(out: &mut String, graph: &Graph, ix: BriefIx, facts: &Source) {
    let brief = &graph[ix];
    let entry_type = match &*facts.source_type.value {
        "article" | "article-journal" | "article-magazine" | "article-newspaper" | "review" => "article",
        "book" | "collection" => "book",
        "chapter" | "entry-encyclopedia" | "entry-dictionary" => "incollection",
        "paper-conference" => "inproceedings",
        "thesis" => "phdthesis",
        "report" => "techreport",
        _ => "misc",
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "@{entry_type}{{{}", brief.id);
    field(out, "title", &format!("{{{}}}", escaped(&brief.common.title)));
    let authors: Vec<String> = facts.author.iter().map(author).collect();
    field(out, "author", &authors.join(" and "));
    let container = facts.container_title.as_ref().or(facts.publisher.as_ref()).map(|text| escaped(text)).unwrap_or_default();
    match entry_type {
        "article" => field(out, "journal", &container),
        "incollection" | "inproceedings" => field(out, "booktitle", &container),
        "techreport" => field(out, "institution", &container),
        _ => field(out, "publisher", &container),
    }
    if let Some(Shape::Single(part) | Shape::Between(part, _) | Shape::Since(part) | Shape::Until(part)) =
        facts.issued.as_ref().map(|date| date.shape())
    {
        field(out, "year", &part.year.to_string());
        field(out, "month", &part.month.map(|month| month.to_string()).unwrap_or_default());
    }
    for (name, value) in &facts.variables {
        let name = match &**name {
            "page" => "pages",
            "issue" => "number",
            "publisher-place" => "address",
            name => name,
        };
        field(out, name, &escaped(&value.value));
    }
    field(out, "url", facts.url.as_ref().map_or("", |url| url));
    field(out, "urldate", facts.accessed.as_ref().map_or("", |date| date.as_str()));
    out.push_str("\n}\n\n");
}

fn author(person: &crate::model::source::Person) -> String {
    match &person.given {
        Some(given) => format!("{}, {}", escaped(&person.family), escaped(given)),
        None => format!("{{{}}}", escaped(&person.family)),
    }
}

fn field(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = write!(out, ",\n  {name} = {{{}}}", balanced(value));
    }
}

/// Characters that TeX would act on.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '{' | '}' => {}
            '\\' => out.push_str("\\textbackslash "),
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The value, or without its braces where they do not pair: an unpaired one would end the entry.
fn balanced(value: &str) -> String {
    let mut depth = 0_i32;
    let pairs = value.chars().all(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth >= 0
    });
    if pairs && depth == 0 { value.to_owned() } else { value.replace(['{', '}'], "") }
}

#[cfg(test)]
mod tests {
    use super::{balanced, escaped};

    #[test]
    fn no_text_ends_its_entry() {
        assert_eq!(escaped("100 % of {a}} & b_c"), "100 \\% of a \\& b\\_c");
        assert_eq!(balanced("https://x/}{"), "https://x/");
        assert_eq!(balanced("{Iran}"), "{Iran}");
    }
}
