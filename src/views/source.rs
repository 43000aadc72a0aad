//! The page of a source: its bibliographic entry, a lasting copy, how far it is trusted, and where it is cited.

use super::frame::PageHead;
use super::parts::claims::{self, ClaimRow};
use super::parts::end::{self, End, entry_html};
use super::parts::facts::{self, Fact, Facts, Value, date_value};
use super::parts::further::{Further, related, slice};
use super::parts::head::{self, Head, Picture};
use super::parts::names::language;
use super::parts::page::{BriefPage, escaped};
use super::parts::plan::of_kind;
use super::parts::relations;
use crate::graph::Graph;
use crate::model::source::Person;
use crate::model::{BriefIx, Kind, Source};
use crate::plan::{Content, Plan};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The context of `source.html`.
#[derive(Serialize)]
struct Context {
    page: PageHead,
    head_html: String,
    facts_html: String,
    contents_html: String,
    picture: Option<Picture>,
    tags_html: String,
    entry_html: String,
    url: String,
    archive_url: String,
    archive_text: String,
    body_html: String,
    claims: Vec<ClaimRow>,
    claims_count: usize,
    more_claims_html: String,
    /// Relations, and links to further pages of them.
    relations_html: String,
    end: End,
}

/// Sources by the one who reported first.
type Origins = BTreeMap<Box<str>, Vec<BriefIx>>;

/// Sources of the same origin that the facts card names.
const SAME_ORIGIN: usize = 20;

/// Adds a page for every source.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let origins = Arc::new(origins(graph));
    of_kind(graph, plan, Kind::Source, move |graph, ix, lang| make(graph, ix, lang, &origins));
}

fn origins(graph: &Graph) -> Origins {
    let mut origins: Origins = BTreeMap::new();
    for ix in graph.of_kind(Kind::Source) {
        if let Some(origin) = graph[ix].source().and_then(|source| source.origin.as_ref()) {
            origins.entry(origin.value.clone()).or_default().push(ix);
        }
    }
    origins
}

fn make(graph: &Graph, ix: BriefIx, lang: Option<&str>, origins: &Origins) -> Content {
    let page = &mut BriefPage::new(graph, ix, lang);
    let Some(own) = page.brief().source() else { return Content::Bytes(Vec::new()) };
    let mut facts = facts(page);
    facts.extend(same_origin(page, own, origins));
    let claims = claims::list(page, slice(graph.claims_by(ix), Further::Claims, 1));
    let edges = related(page, 1);
    let mut relations = relations::groups(page, &edges);
    relations.extend(relations::dangling(page));
    let end = end::end(page);
    let mut sections = Vec::new();
    sections.extend((!claims.is_empty()).then_some(("claims", "its_claims")));
    sections.extend((!relations.is_empty()).then_some(("relations", "relations")));
    sections.extend((!end.mentions_html.is_empty()).then_some(("mentions", "cited_by")));
    let (claim_pages, relation_pages) = (Further::Claims.count(graph, ix), Further::Relations.count(graph, ix));
    let archive = own.archive.as_ref();
    let page_head = PageHead::of_brief(graph, ix, lang);
    let context = Context {
        head_html: head(page, own).html(page, &page_head.title),
        page: page_head,
        facts_html: facts::html(page, &facts),
        contents_html: head::contents_html(page, &head::contents(page, &[], &sections)),
        picture: head::picture(page),
        tags_html: head::tags_html(page),
        entry_html: entry_html(page, ix),
        url: own.url.as_ref().map(|url| safe(url)).unwrap_or_default(),
        archive_url: archive.map(|archive| safe(&archive.url)).unwrap_or_default(),
        archive_text: archive.and_then(|archive| archive.date.as_ref()).map(|date| page.date(date)).unwrap_or_default(),
        body_html: page.text().map(|text| text.html.to_string()).unwrap_or_default(),
        claims,
        claims_count: graph.claims_by(ix).len(),
        more_claims_html: Further::Claims.pages_html(page, 1, claim_pages),
        relations_html: relations::html(page, &relations) + &Further::Relations.pages_html(page, 1, relation_pages),
        end,
    };
    Content::Template { name: "source.html", context: Box::new(context) }
}

fn safe(url: &str) -> String {
    match crate::markup::destination(url) {
        crate::markup::Destination::External(url) => url,
        _ => String::new(),
    }
}

fn head(page: &BriefPage<'_>, own: &Source) -> Head {
    let publisher = own.publisher.as_ref().or(own.container_title.as_ref());
    let mut meta: Vec<String> = publisher.map(|publisher| escaped(publisher)).into_iter().collect();
    meta.extend(own.issued.as_ref().map(|date| date_value(page, date).html));
    meta.extend(own.reliability.as_ref().map(|reliability| {
        let words = page.term("reliability", reliability.as_str());
        format!("<span class=\"quiet\">{}</span> {}", escaped(&page.word("reliability")), escaped(&words))
    }));
    Head { kicker: page.term("source_type", &own.source_type), lead: page.lead(), meta, ..Head::default() }
}

/// The facts card of a source.
pub fn facts(page: &mut BriefPage<'_>) -> Vec<Fact> {
    let brief = page.brief();
    let Some(own) = brief.source() else { return Vec::new() };
    let mut facts = Facts::new(page);
    facts.term("type", "source_type", Some(&own.source_type));
    facts.all("author", own.author.iter().map(|person| Value::text(name(person))).collect());
    facts.text("publisher", own.publisher.as_ref().map_or("", |publisher| publisher));
    facts.text("container_title", own.container_title.as_ref().map_or("", |container| container));
    facts.date("issued", own.issued.as_ref().map(|date| &date.value));
    facts.term("reliability", "reliability", own.reliability.as_ref().map(|reliability| reliability.as_str()));
    let lang = brief.common.lang.as_ref().map(|lang| language(facts.page, lang)).unwrap_or_default();
    facts.text("language", &lang);
    let url = own.url.as_ref().map(|url| Value::external(url, host(url)));
    facts.one("url", url);
    facts.date("accessed", own.accessed.as_ref().map(|date| &date.value));
    if let Some(archive) = &own.archive {
        let date = archive.date.as_ref().map(|date| facts.page.date(date)).unwrap_or_default();
        facts.one("archived_copy", Some(Value::external(&archive.url, host(&archive.url)).with(&date)));
        facts.text("sha256", archive.sha256.as_ref().map_or("", |hash| hash));
    }
    for (variable, value) in &own.variables {
        let term = facts.page.term("csl", variable);
        facts.named("variable", term, vec![Value::text(&*value.value)]);
    }
    let origin = own.origin.as_ref().filter(|origin| *origin.value != *brief.id);
    facts.text("origin", origin.map_or("", |origin| origin));
    let ids = facts::ids(facts.page);
    facts.all("ids", ids);
    facts.finish()
}

fn same_origin(page: &BriefPage<'_>, own: &Source, origins: &Origins) -> Option<Fact> {
    let all = origins.get(&*own.origin.as_ref()?.value)?;
    let others = all.iter().filter(|ix| **ix != page.ix).take(SAME_ORIGIN);
    let values: Vec<Value> = others.map(|ix| Value::reference(&page.reference(*ix))).collect();
    (!values.is_empty()).then(|| Fact { key: "same_origin", term: page.word("same_origin"), values })
}

fn name(person: &Person) -> String {
    match &person.given {
        Some(given) => format!("{given} {}", person.family),
        None => person.family.to_string(),
    }
}

/// The host a URL leads to, which is what a reader wants to know of it.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}
