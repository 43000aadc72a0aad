//! All tags, and a page of briefs for each. Two tags with one address are refused, both named.

use super::frame::{PageHead, trail};
use super::list::{self, List};
use super::{address, feeds, html, paging, rows};
use crate::diagnostic::Location;
use crate::graph::Graph;
use crate::model::{BriefIx, Kind};
use crate::plan::{Content, Plan};
use crate::text::{fold, slug};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

struct Tag {
    text: Box<str>,
    base: String,
    briefs: Vec<BriefIx>,
}

/// Every tag with its briefs, by its text. Spellings that differ in case alone are one tag, named as most briefs write it.
pub fn all(graph: &Graph) -> BTreeMap<&str, Vec<BriefIx>> {
    let mut tags: BTreeMap<String, Spelt<'_>> = BTreeMap::new();
    for ix in graph.all() {
        for tag in &graph[ix].common.tags {
            let spelt = tags.entry(fold::title_key(&tag.value)).or_default();
            *spelt.spellings.entry(&tag.value).or_default() += 1;
            if spelt.briefs.last() != Some(&ix) {
                spelt.briefs.push(ix);
            }
        }
    }
    tags.into_values().filter_map(Spelt::named).collect()
}

/// One tag's spellings, how often each is written, and its briefs.
#[derive(Default)]
struct Spelt<'g> {
    spellings: BTreeMap<&'g str, usize>,
    briefs: Vec<BriefIx>,
}

impl<'g> Spelt<'g> {
    /// The spelling most briefs use, the first in order where several tie.
    fn named(self) -> Option<(&'g str, Vec<BriefIx>)> {
        let (usual, _) = self.spellings.iter().max_by_key(|(text, count)| (**count, Reverse(**text)))?;
        Some((usual, self.briefs))
    }
}

/// Whether a tag has a page: it needs a letter or a digit to be addressed by.
pub fn has_address(tag: &str) -> bool {
    !slug::tag_slug(tag).is_empty()
}

/// Where a tag is first written.
fn written(graph: &Graph, text: &str) -> Option<Location> {
    let of_brief = |ix: BriefIx| {
        let tag = graph[ix].common.tags.iter().find(|tag| &*tag.value == text)?;
        Some(Location { path: Arc::clone(&graph[ix].path), span: tag.span })
    };
    graph.all().find_map(of_brief)
}

/// Plans the pages of all tags.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let mut by_address: BTreeMap<String, &str> = BTreeMap::new();
    let mut tags = Vec::new();
    for (text, briefs) in all(graph) {
        if !has_address(text) {
            continue;
        }
        let base = address::tag(text);
        if let Some(other) = by_address.get(&base) {
            let origins = [written(graph, other), written(graph, text)];
            plan.collide(&base, [&format!("tag `{other}`"), &format!("tag `{text}`")], origins);
            continue;
        }
        by_address.insert(base.clone(), text);
        tags.push(Tag { text: text.into(), base, briefs });
    }
    let counts: Vec<Counted> =
        tags.iter().map(|tag| Counted { text: tag.text.clone(), address: tag.base.clone(), count: tag.briefs.len() }).collect();
    plan.page("tags", "/tags.html", None, move |graph| overview(graph, &counts));
    for mut tag in tags {
        sort(graph, &mut tag.briefs);
        let pages = paging::pages(tag.briefs.len(), address::PAGE);
        let tag = Arc::new(tag);
        for number in 1..=pages {
            let tag = Arc::clone(&tag);
            plan.page("tags", address::numbered(&tag.base, number), None, move |graph| page(graph, &tag, number, pages));
        }
    }
}

/// By kind, analyses first and sources last; within, the latest first, then by title.
fn sort(graph: &Graph, briefs: &mut [BriefIx]) {
    briefs.sort_by_cached_key(|ix| {
        let date = super::facets::dated(&graph[*ix]).map(|date| date.earliest());
        (position(graph[*ix].kind), Reverse(date), graph.title_rank(*ix))
    });
}

const ORDER: [Kind; 5] = [Kind::Analysis, Kind::Recommendation, Kind::Event, Kind::Actor, Kind::Source];

/// Where a kind stands in lists of several: what weighs most comes first.
pub(super) fn position(kind: Kind) -> usize {
    ORDER.iter().position(|other| *other == kind).unwrap_or(ORDER.len())
}

/// A tag in the overview.
struct Counted {
    text: Box<str>,
    address: String,
    count: usize,
}

fn overview(graph: &Graph, tags: &[Counted]) -> Content {
    let mut head = PageHead::of_list(graph, "tags", graph.words.get("tags"), "/tags.html").with_foot(graph);
    head.description = graph.words.fill("tags_of", &[("title", &graph.config.title)]);
    let mut sorted: Vec<&Counted> = tags.iter().collect();
    sorted.sort_by_cached_key(|tag| (initial(&tag.text), fold::fold(&tag.text), tag.address.clone()));
    let body_html = if tags.len() > FEW { by_letter(&sorted) } else { format!("<div class=\"register-top\">{}</div>", row(&sorted)) };
    let lead = graph.words.count("count_tags", tags.len());
    let title = head.title.clone();
    List { page: head, title, lead, body_html, is_empty: tags.is_empty(), ..List::default() }.content("tags.html")
}

/// So many tags are found at a glance; more stand under their letters.
const FEW: usize = 60;

fn by_letter(tags: &[&Counted]) -> String {
    let mut out = String::new();
    for group in tags.chunk_by(|a, b| initial(&a.text) == initial(&b.text)) {
        let letter = group.first().map(|tag| initial(&tag.text)).unwrap_or_default();
        list::open_section(&mut out, &format!("letter-{}", slug::heading_slug(&letter)), &letter, Some(group.len()), "");
        out.push_str(&row(group));
        list::close_section(&mut out);
    }
    out
}

/// Tags with how many briefs each has.
fn row(tags: &[&Counted]) -> String {
    let mut out = String::from("<ul class=\"tags\">");
    for tag in tags {
        out.push_str("<li><a");
        html::attribute(&mut out, "href", &tag.address);
        out.push('>');
        html::text(&mut out, &tag.text);
        out.push_str("</a> <span class=\"count\">");
        html::text(&mut out, &crate::model::words::grouped(tag.count));
        out.push_str("</span></li>");
    }
    out.push_str("</ul>");
    out
}

/// The letter a tag is found under; all digits share one.
fn initial(tag: &str) -> String {
    let first = fold::fold(tag).chars().find(|c| c.is_alphanumeric());
    match first {
        Some(digit) if digit.is_numeric() => "0–9".to_owned(),
        Some(letter) => letter.to_uppercase().collect(),
        None => "#".to_owned(),
    }
}

fn page(graph: &Graph, tag: &Tag, number: usize, pages: usize) -> Content {
    let tags = graph.words.get("tags");
    let mut page = list::head(graph, "tags", &tag.text, &tag.base, number);
    page.section = "/tags.html".to_owned();
    page.breadcrumbs = trail(&[(&tags, "/tags.html"), (&page.title, "")]);
    page.feeds = feeds::links(graph, feeds::Scope::Tag(&tag.text));
    let lead = graph.words.count("count_briefs", tag.briefs.len());
    page.description = format!("{}: {lead}", tag.text);
    let list = List {
        page,
        title: tag.text.to_string(),
        kicker: tags.into_owned(),
        kicker_href: "/tags.html".to_owned(),
        lead,
        body_html: rows_of(graph, tag, number),
        pager: paging::pager(&tag.base, number, pages),
        ..List::default()
    };
    list.content("tag.html")
}

fn rows_of(graph: &Graph, tag: &Tag, number: usize) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let shown = paging::of_page(&tag.briefs, number, address::PAGE);
    for briefs in shown.chunk_by(|a, b| graph[*a].kind == graph[*b].kind) {
        let Some(kind) = briefs.first().map(|ix| graph[*ix].kind) else { continue };
        let from = tag.briefs.partition_point(|ix| position(graph[*ix].kind) < position(kind));
        let to = tag.briefs.partition_point(|ix| position(graph[*ix].kind) <= position(kind));
        list::open_section(&mut out, kind.folder(), &graph.words.term("kind", kind.folder()), Some(to - from), "");
        rows::list(&mut out, graph, briefs);
        list::close_section(&mut out);
    }
    out
}

/// Tags of a brief as links, those that have a page.
pub fn links(out: &mut String, graph: &Graph, ix: BriefIx) {
    let tags: Vec<&str> = graph[ix].common.tags.iter().map(|tag| &*tag.value).filter(|tag| has_address(tag)).collect();
    if tags.is_empty() {
        return;
    }
    out.push_str("<ul class=\"tags\">");
    for tag in tags {
        out.push_str("<li><a");
        html::attribute(out, "href", &address::tag(tag));
        out.push('>');
        html::text(out, tag);
        out.push_str("</a></li>");
    }
    out.push_str("</ul>");
}
