//! What may be taken away: every published export with format, size and licence, the data beside each page, the feeds.

use super::frame::{FeedLink, PageHead};
use super::{exports, feeds};
use crate::graph::Graph;
use crate::model::{Kind, Words};
use crate::plan::{Content, Plan};
use serde::Serialize;
use std::collections::BTreeMap;

const BASE: &str = "/data.html";

/// What `data.html` reads.
#[derive(Serialize)]
struct Downloads {
    page: PageHead,
    exports: Vec<Row>,
    registers: Vec<Register>,
    feeds: Vec<FeedLink>,
    licences: String,
}

#[derive(Serialize)]
struct Row {
    name: String,
    href: String,
    what: String,
    format: String,
    size: String,
    licences: String,
}

#[derive(Serialize)]
struct Register {
    title: String,
    href: String,
    data_href: String,
}

/// Plans the page.
pub fn plan(_: &Graph, plan: &mut Plan<Graph>) {
    plan.page("data", BASE, None, page);
}

fn page(graph: &Graph) -> Content {
    let words = &graph.words;
    let mut page = PageHead::of_list(graph, "data", words.get("data"), BASE).with_foot(graph);
    page.description = words.fill("data_of", &[("title", &graph.config.title)]);
    let row = |export: &exports::Export| Row {
        name: export.name.to_owned(),
        href: exports::address(export),
        what: words.get(export.word).into_owned(),
        format: export.media_type.to_owned(),
        size: size_text(exports::write(export.name, graph).map_or(0, |bytes| bytes.len())),
        licences: licences(graph, export.kinds),
    };
    let register = |kind: &Kind| {
        let href = super::address::register(*kind);
        Register { title: words.term("kind", kind.folder()), data_href: super::address::data(&href), href }
    };
    let context = Downloads {
        page,
        exports: exports::published(graph).map(row).collect(),
        registers: Kind::ALL.iter().filter(|kind| graph.count(**kind) > 0).map(register).collect(),
        feeds: feeds::main(graph).into_iter().map(|feed| FeedLink { title: part(graph, &feed.title), ..feed }).collect(),
        licences: stated(graph),
    };
    Content::Template { name: "data.html", context: Box::new(context) }
}

/// A feed's title without the site's, which the page bears already.
fn part(graph: &Graph, title: &str) -> String {
    let part = title.strip_prefix(&graph.config.title).and_then(|rest| rest.strip_prefix(": "));
    part.unwrap_or(title).to_owned()
}

/// The licences that briefs of these kinds state, and how many state none.
fn licences(graph: &Graph, kinds: &[Kind]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unstated = 0;
    for ix in kinds.iter().flat_map(|kind| graph.of_kind(*kind)) {
        match &graph[ix].common.release.licence {
            Some(licence) => *counts.entry(&licence.value).or_default() += 1,
            None => unstated += 1,
        }
    }
    if counts.is_empty() {
        return graph.words.get("licence_unstated").into_owned();
    }
    let mut parts: Vec<String> = counts.keys().map(|licence| (*licence).to_owned()).collect();
    parts.extend((unstated > 0).then(|| unstated_text(&graph.words, unstated)));
    parts.join("; ")
}

/// The same as a sentence, for all briefs.
fn stated(graph: &Graph) -> String {
    let is_stated = graph.all().any(|ix| graph[ix].common.release.licence.is_some());
    if is_stated {
        graph.words.fill("licence_text", &[("licences", &licences(graph, Kind::ALL))])
    } else {
        graph.words.get("licence_none").into_owned()
    }
}

fn unstated_text(words: &Words, unstated: usize) -> String {
    words.count("count_unstated", unstated)
}

/// `934 B`, `12 KB`, `3.4 MB`: thousands, as file managers count.
fn size_text(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::size_text;

    #[test]
    fn sizes_are_short() {
        assert_eq!(size_text(934), "934 B");
        assert_eq!(size_text(12_001), "13 KB");
        assert_eq!(size_text(3_456_000), "3.4 MB");
    }
}
