//! The row of a brief in a list, as finished HTML: the component `rows`, with the values that a filter reads.

use super::card::{date_iso, reference, unless_title};
use super::facets::{self, Facet};
use super::html;
use crate::graph::Graph;
use crate::model::{BriefIx, Kind};
use crate::text::edtf::iso;

/// Appends the row of a brief.
pub fn row(out: &mut String, graph: &Graph, ix: BriefIx) {
    let brief = &graph[ix];
    let date = facets::dated(brief).filter(|_| brief.kind != Kind::Recommendation);
    out.push_str("<li class=\"row kind-");
    out.push_str(brief.kind.as_str());
    out.push_str(if date.is_some() { " row-dated\"" } else { "\"" });
    data(out, graph, ix);
    out.push('>');
    if let Some(date) = date {
        out.push_str("<p class=\"row-date\">");
        html::date(out, &graph.words.date_in(None, date), &date_iso(date));
        out.push_str("</p>");
    }
    let to = reference(graph, ix);
    out.push_str("<div class=\"row-main\"><p class=\"row-title\">");
    to.html(out);
    out.push_str("</p>");
    let lead = lead(graph, ix);
    let summary = unless_title(&to.title, &lead);
    if !summary.is_empty() {
        out.push_str("<p class=\"row-summary\"");
        html::attribute(out, "lang", to.lang.as_deref().unwrap_or_default());
        html::attribute(out, "dir", to.dir.unwrap_or("auto"));
        out.push('>');
        html::text(out, summary);
        out.push_str("</p>");
    }
    meta(out, graph, ix);
    out.push_str("</div></li>\n");
}

/// Appends the rows of briefs as one list.
pub fn list(out: &mut String, graph: &Graph, briefs: &[BriefIx]) {
    out.push_str("<ul class=\"rows\">\n");
    for ix in briefs {
        row(out, graph, *ix);
    }
    out.push_str("</ul>\n");
}

/// What a filter reads: ` data-type="strike" data-date="2024-01-16"` …
pub fn data(out: &mut String, graph: &Graph, ix: BriefIx) {
    let brief = &graph[ix];
    for facet in Facet::of(brief.kind) {
        html::attribute(out, &format!("data-{}", facet.key()), &facet.values(graph, ix).join(" "));
    }
    if let Some(date) = facets::dated(brief) {
        html::attribute(out, "data-date", &iso(date.earliest()));
    }
    if let Some(due) = brief.recommendation().and_then(|r| r.timeframe.as_ref()?.due.as_ref()) {
        html::attribute(out, "data-until", &iso(due.latest()));
    }
}

/// What a choice above a drawing reads of a row below it: ` data-type="strike" data-year="2024"`.
pub fn choices(out: &mut String, graph: &Graph, ix: BriefIx) {
    for facet in [Facet::Type, Facet::Year] {
        html::attribute(out, &format!("data-{}", facet.key()), &facet.values(graph, ix).join(" "));
    }
}

/// The sentence under a title: what a recommendation asks, what an analysis answers, else the summary.
fn lead(graph: &Graph, ix: BriefIx) -> String {
    let brief = &graph[ix];
    match brief.recommendation() {
        Some(recommendation) => recommendation.action.value.to_string(),
        None => brief.common.summary.value.to_string(),
    }
}

fn meta(out: &mut String, graph: &Graph, ix: BriefIx) {
    let start = out.len();
    out.push_str("<p class=\"row-meta\">");
    let empty = out.len();
    match graph[ix].kind {
        Kind::Actor => actor(out, graph, ix),
        Kind::Event => event(out, graph, ix),
        Kind::Recommendation => recommendation(out, graph, ix),
        Kind::Analysis => analysis(out, graph, ix),
        Kind::Source => source(out, graph, ix),
    }
    if out.len() == empty {
        out.truncate(start);
    } else {
        out.push_str("</p>");
    }
}

fn actor(out: &mut String, graph: &Graph, ix: BriefIx) {
    let Some(facts) = graph[ix].actor() else { return };
    fact(out, &facts.active.as_ref().map(|active| graph.words.date_in(None, active)).unwrap_or_default());
    let countries: Vec<&str> = facts.countries.iter().map(|country| &*country.value).collect();
    fact(out, &countries.join(", "));
    counted(out, graph, "count_events", graph.events_of(ix).len());
    counted(out, graph, "count_recommendations", graph.addressed_to(ix).len());
}

fn event(out: &mut String, graph: &Graph, ix: BriefIx) {
    let Some(facts) = graph[ix].event() else { return };
    fact(out, &facets::type_label(&graph.words, Kind::Event, &facts.event_type));
    fact(out, facts.location.as_ref().and_then(|place| place.name.as_ref()).map_or("", |name| name));
    disputes(out, graph, ix);
}

/// The badges of an event: contested, uncorroborated.
pub fn disputes(out: &mut String, graph: &Graph, ix: BriefIx) {
    if !graph.contested(ix).is_empty() {
        html::badge(out, &graph.words, "contested", "");
        out.push(' ');
    }
    if graph.is_event_uncorroborated(ix) {
        html::badge(out, &graph.words, "uncorroborated", "");
    }
}

fn recommendation(out: &mut String, graph: &Graph, ix: BriefIx) {
    let Some(facts) = graph[ix].recommendation() else { return };
    html::badge(out, &graph.words, "progress", facts.progress.as_str());
    if facets::is_overdue(graph, ix) {
        html::badge(out, &graph.words, "overdue", "");
    }
    let due = facts.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref());
    fact(out, &due.map(|due| graph.words.fill("due_by", &[("date", &graph.words.date_in(None, due))])).unwrap_or_default());
    let actors: Vec<_> = facets::addressees(graph, ix).into_iter().map(|actor| reference(graph, actor)).collect();
    if !actors.is_empty() {
        out.push_str("<span>");
        html::links(out, &actors);
        out.push_str("</span>");
    }
}

fn analysis(out: &mut String, graph: &Graph, ix: BriefIx) {
    let Some(facts) = graph[ix].analysis() else { return };
    counted(out, graph, "count_judgements", facts.judgements.len());
}

fn source(out: &mut String, graph: &Graph, ix: BriefIx) {
    let Some(facts) = graph[ix].source() else { return };
    fact(out, facts.publisher.as_ref().or(facts.container_title.as_ref()).map_or("", |publisher| publisher));
    fact(out, &facets::type_label(&graph.words, Kind::Source, &facts.source_type));
    if let Some(reliability) = &facts.reliability {
        fact(out, &graph.words.term("reliability", reliability.as_str()));
    }
}

fn fact(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.push_str("<span><bdi>");
        html::text(out, text);
        out.push_str("</bdi></span> ");
    }
}

fn counted(out: &mut String, graph: &Graph, key: &str, count: usize) {
    if count > 0 {
        fact(out, &graph.words.count(key, count));
    }
}
