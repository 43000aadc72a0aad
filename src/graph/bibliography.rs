//! One bibliography entry a source, made once by the citation engine (CSL). Numbers, order and locators are ours.
//!
//! The engine's own HTML writer does not escape, so its elements are walked here.

use super::Graph;
use super::style::Writer;
use crate::markup::{Destination, destination};
use crate::model::source::Person;
use crate::model::{Brief, BriefIx, Kind, Source};
use crate::text::edtf::{Edtf, Precision, civil_from_day};
use crate::text::escape;
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{FontStyle, FontWeight, Style};
use hayagriva::{ElemChild, ElemChildren, Formatted};
use serde_json::{Value, json};

/// What the engine needs for every entry, read once.
pub(super) struct Engine(Writer);

/// Whether a CSL style of that name is known.
pub fn is_style(name: &str) -> bool {
    ArchivedStyle::by_name(name).is_some_and(|style| matches!(style.get(), Style::Independent(_)))
}

impl Engine {
    /// The engine of the site's style; none where there are no sources.
    pub(super) fn of(graph: &Graph) -> Option<Self> {
        if graph.count(Kind::Source) == 0 { None } else { Writer::new(&graph.config.citations.style).map(Self) }
    }

    /// The entry of a source, as HTML; none for other briefs.
    pub(super) fn entry(&self, graph: &Graph, ix: BriefIx) -> Option<Box<str>> {
        entry(&self.0, graph, &graph[ix]).map(Into::into)
    }
}

fn entry(writer: &Writer, graph: &Graph, brief: &Brief) -> Option<String> {
    let source = brief.source()?;
    let mut item = csl(brief, source);
    if source.author.is_empty() && is_restated(graph, brief, source) {
        // The publisher stands in the author's place already, and the date follows it.
        item.as_object_mut().map(|fields| fields.remove("title"));
    }
    ["issued", "accessed"].iter().for_each(|date| begin(&mut item, date));
    let item: Item = serde_json::from_value(item).ok()?;
    let mut html = String::new();
    children(&writer.entry(&item)?, &mut html);
    Some(html)
}

/// Leaves the beginning of a range of dates: the engine knows no ranges, and stops the program at one.
fn begin(item: &mut Value, date: &str) {
    if let Some(range) = item.get_mut(date).and_then(|date| date.get_mut("date-parts")).and_then(Value::as_array_mut) {
        range.truncate(1);
    }
}

/// Whether a title says no more than publisher and date do: `Dawn, 18 January 2024`.
fn is_restated(graph: &Graph, brief: &Brief, source: &Source) -> bool {
    let (Some(publisher), Some(issued)) = (&source.publisher, &source.issued) else { return false };
    let Some(rest) = brief.common.title.value.strip_prefix(&*publisher.value) else { return false };
    let date = graph.words.date_in(None, issued).to_lowercase();
    let parts = |text: &str| -> Vec<String> { text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect() };
    let known = parts(&date);
    parts(&rest.to_lowercase()).iter().filter(|part| !part.is_empty()).all(|part| known.contains(part))
}

/// A source as CSL-JSON 1.0.2.
pub fn csl(brief: &Brief, source: &Source) -> Value {
    let mut item = serde_json::Map::new();
    let mut set = |name: &str, value: Value| {
        item.insert(name.to_owned(), value);
    };
    set("id", json!(brief.id));
    set("type", json!(source.source_type.value));
    set("title", json!(brief.common.title.value));
    if !source.author.is_empty() {
        set("author", source.author.iter().map(person).collect());
    }
    for (name, value) in [("publisher", &source.publisher), ("container-title", &source.container_title), ("URL", &source.url)] {
        if let Some(value) = value {
            set(name, json!(value.value));
        }
    }
    // A newspaper names itself as the place its article appeared in.
    if source.container_title.is_none()
        && source.source_type.starts_with("article")
        && let Some(publisher) = &source.publisher
    {
        set("container-title", json!(publisher.value));
    }
    for (name, date) in [("issued", &source.issued), ("accessed", &source.accessed)] {
        if let Some(date) = date {
            set(name, csl_date(date));
        }
    }
    for (name, value) in source.variables.iter().filter(|(name, _)| &**name != "note") {
        let name = if matches!(&**name, "doi" | "isbn" | "issn") { name.to_uppercase() } else { name.to_string() };
        set(&name, json!(value.value));
    }
    Value::Object(item)
}

fn person(person: &Person) -> Value {
    match &person.given {
        Some(given) => json!({"family": person.family, "given": given}),
        None => json!({"literal": person.family}),
    }
}

fn csl_date(date: &Edtf) -> Value {
    let parts = |day, precision| {
        let (year, month, day) = civil_from_day(day);
        match precision {
            Precision::Year => json!([year]),
            Precision::Month => json!([year, month]),
            Precision::Day => json!([year, month, day]),
        }
    };
    let mut range = vec![parts(date.earliest(), date.start_precision())];
    if date.is_interval() && !date.is_open_end() {
        range.push(parts(date.latest(), date.precision()));
    }
    json!({"date-parts": range})
}

fn children(list: &ElemChildren, html: &mut String) {
    for child in &list.0 {
        match child {
            ElemChild::Text(text) => formatted(text, html),
            ElemChild::Elem(elem) => children(&elem.children, html),
            ElemChild::Markup(text) => escape::html(text, html),
            ElemChild::Link { text, url } => link(text, url, html),
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn formatted(text: &Formatted, html: &mut String) {
    let italic = text.formatting.font_style == FontStyle::Italic;
    let bold = text.formatting.font_weight == FontWeight::Bold;
    html.push_str(if italic { "<em>" } else { "" });
    html.push_str(if bold { "<strong>" } else { "" });
    escape::html(&text.text, html);
    html.push_str(if bold { "</strong>" } else { "" });
    html.push_str(if italic { "</em>" } else { "" });
}

fn link(text: &Formatted, url: &str, html: &mut String) {
    let Destination::External(url) = destination(url) else { return formatted(text, html) };
    html.push_str("<a href=\"");
    escape::html(&url, html);
    html.push_str("\" rel=\"external noopener\">");
    formatted(text, html);
    html.push_str("</a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_dates_is_written_by_its_beginning() {
        let mut item = json!({"id": "a", "issued": {"date-parts": [[2024, 1], [2024, 2]]}});
        ["issued", "accessed"].iter().for_each(|date| begin(&mut item, date));
        assert_eq!(item, json!({"id": "a", "issued": {"date-parts": [[2024, 1]]}}));
    }
}
