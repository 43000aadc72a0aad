//! The timeline: events in the order they happened, by year and month, each with its rung, type, place and actors.
//! Long ones have a page a year and show the latest events first of all.

use super::card::{date_iso, reference};
use super::drawn::{Reader, of_events};
use super::list::{self, Facets, List};
use super::{address, facets, html, paging, rows};
use crate::graph::Graph;
use crate::model::{BriefIx, Kind, Kinds};
use crate::plan::{Content, Plan};
use crate::text::edtf::Shape;
use std::sync::Arc;

const BASE: &str = "/timeline.html";

/// Events that one page holds.
const MOST: usize = address::PAGE;

/// Actors named beside an event.
const ACTORS: usize = 4;

/// A year's events, or the undated ones.
struct Part {
    /// `2024`, or `undated`.
    key: String,
    label: String,
    base: String,
    events: Vec<BriefIx>,
}

/// Plans the timeline.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let parts = Arc::new(parts(graph));
    let total: usize = parts.iter().map(|part| part.events.len()).sum();
    if total <= MOST {
        plan.page("timeline", BASE, None, move |graph| whole(graph, &parts));
        return;
    }
    let overview_parts = Arc::clone(&parts);
    plan.page("timeline", BASE, None, move |graph| overview(graph, &overview_parts));
    for (at, part) in parts.iter().enumerate() {
        let pages = paging::pages(part.events.len(), MOST);
        for number in 1..=pages {
            let parts = Arc::clone(&parts);
            plan.page("timeline", address::numbered(&part.base, number), None, move |graph| of_part(graph, &parts, at, number));
        }
    }
}

fn parts(graph: &Graph) -> Vec<Part> {
    let year = |ix: &BriefIx| facets::dated(&graph[*ix]).map(|date| date.year()).unwrap_or_default();
    let mut parts: Vec<Part> = Vec::new();
    for ix in graph.chronology() {
        let key = year(ix).to_string();
        match parts.iter_mut().rev().find(|part| part.key == key) {
            Some(part) => part.events.push(*ix),
            None => parts.push(Part { base: address::part(BASE, &key), label: key.clone(), key, events: vec![*ix] }),
        }
    }
    parts.sort_by_key(|part| part.key.parse::<i16>().unwrap_or_default());
    let undated: Vec<BriefIx> = graph.of_kind(Kind::Event).filter(|ix| facets::dated(&graph[*ix]).is_none()).collect();
    if !undated.is_empty() {
        let label = graph.words.get("undated").into_owned();
        parts.push(Part { key: "undated".to_owned(), label, base: address::part(BASE, "undated"), events: undated });
    }
    parts
}

fn whole(graph: &Graph, parts: &[Part]) -> Content {
    let mut body_html = String::with_capacity(64 * 1024);
    for part in parts {
        section(&mut body_html, graph, part, &part.events);
    }
    let mut years = Facets::new(&graph.words.get("years"), None);
    for part in parts {
        years.link(&format!("#{}", anchor(part)), "", &part.label, Some(part.events.len()), false);
    }
    let facets_html = if parts.len() > 1 { years.html() } else { String::new() };
    page(
        graph,
        List { body_html, facets_html, drawing_html: drawing(graph, graph.chronology()), is_empty: parts.is_empty(), ..List::default() },
    )
}

fn overview(graph: &Graph, parts: &[Part]) -> Content {
    let chronology = graph.chronology();
    let latest = chronology.get(chronology.len().saturating_sub(address::PAGE)..).unwrap_or_default();
    let mut body_html = String::with_capacity(64 * 1024);
    list::open_section(&mut body_html, "latest", &graph.words.get("latest_events"), Some(latest.len()), "");
    let newest_first: Vec<BriefIx> = latest.iter().rev().copied().collect();
    moments(&mut body_html, graph, &newest_first, true);
    list::close_section(&mut body_html);
    page(graph, List { body_html, facets_html: years(graph, parts, None), drawing_html: drawing(graph, chronology), ..List::default() })
}

fn page(graph: &Graph, list: List) -> Content {
    let title = graph.words.get("timeline").into_owned();
    let mut page = list::overview(graph, "timeline", &title, BASE, 1);
    let lead = graph.words.count("count_events", graph.count(Kind::Event));
    page.description = format!("{}: {lead}", graph.config.title);
    List { page, title, lead, ..list }.content("timeline.html")
}

fn of_part(graph: &Graph, parts: &[Part], at: usize, number: usize) -> Content {
    let Some(part) = parts.get(at) else { return Content::Bytes(Vec::new()) };
    let name = graph.words.get("timeline");
    let title = format!("{name}: {}", part.label);
    let mut page = list::head(graph, "timeline", &title, &part.base, number);
    page.section = BASE.to_owned();
    page.breadcrumbs = super::frame::trail(&[(&name, BASE), (&part.label, "")]);
    let lead = graph.words.count("count_events", part.events.len());
    page.description = format!("{}, {}: {lead}", graph.config.title, part.label);
    let mut body_html = String::with_capacity(64 * 1024);
    section(&mut body_html, graph, part, paging::of_page(&part.events, number, MOST));
    let pager = paging::pager(&part.base, number, paging::pages(part.events.len(), MOST));
    let facets_html = years(graph, parts, Some(&part.key));
    let drawing_html = if number == 1 { drawing(graph, &part.events) } else { String::new() };
    List { page, title, lead, facets_html, drawing_html, body_html, pager, ..List::default() }.content("timeline.html")
}

/// The events drawn; nothing where fewer than two have a date.
fn drawing(graph: &Graph, events: &[BriefIx]) -> String {
    of_events(&Reader::of_site(graph), "timeline", events).unwrap_or_default()
}

fn years(graph: &Graph, parts: &[Part], current: Option<&str>) -> String {
    let title = graph.words.get("years");
    let mut years = Facets::new(&title, Some(&title));
    for part in parts {
        years.link(&part.base, "", &part.label, Some(part.events.len()), current == Some(&part.key));
    }
    years.html()
}

fn anchor(part: &Part) -> String {
    format!("year-{}", part.key)
}

fn section(out: &mut String, graph: &Graph, part: &Part, events: &[BriefIx]) {
    list::open_section(out, &anchor(part), &part.label, Some(part.events.len()), "");
    moments(out, graph, events, false);
    list::close_section(out);
}

/// Events under the months they began in; `with_year` where the heading above does not say it.
fn moments(out: &mut String, graph: &Graph, events: &[BriefIx], with_year: bool) {
    out.push_str("<div class=\"timeline\">\n");
    for group in events.chunk_by(|a, b| month(graph, *a) == month(graph, *b)) {
        if let Some(Some((year, month))) = group.first().map(|ix| month(graph, *ix)) {
            let name = graph.words.get(&format!("month_{month}")).into_owned();
            let label = if with_year { graph.words.fill("date_month", &[("month", &name), ("year", &year.to_string())]) } else { name };
            out.push_str("<h3 class=\"timeline-period\">");
            html::text(out, &label);
            out.push_str("</h3>\n");
        }
        out.push_str("<ol>\n");
        group.iter().for_each(|ix| moment(out, graph, *ix));
        out.push_str("</ol>\n");
    }
    out.push_str("</div>\n");
}

/// Year and month of the start, where the month is known.
fn month(graph: &Graph, ix: BriefIx) -> Option<(i16, u8)> {
    let (Shape::Single(part) | Shape::Between(part, _) | Shape::Since(part) | Shape::Until(part)) = facets::dated(&graph[ix])?.shape();
    Some((part.year, part.month?))
}

/// One event: the component `timeline` writes the same.
pub fn moment(out: &mut String, graph: &Graph, ix: BriefIx) {
    let Some(event) = graph[ix].event() else { return };
    let present = present(graph, ix);
    out.push_str("<li class=\"moment\"");
    rows::choices(out, graph, ix);
    html::attribute(out, "data-actor", &present.iter().map(|actor| &*graph[*actor].id).collect::<Vec<_>>().join(" "));
    out.push_str("><p class=\"moment-date\">");
    if let Some(date) = &event.date {
        html::date(out, &graph.words.date_in(None, date), &date_iso(date));
    }
    out.push_str("</p><p class=\"moment-rung\">");
    if let Some(rung) = event.rung() {
        html::rung(out, &graph.words, rung);
    }
    out.push_str("</p><div class=\"moment-main\"><p class=\"moment-title\">");
    reference(graph, ix).html(out);
    out.push_str("</p><p class=\"moment-meta\"><span>");
    html::text(out, &facets::type_label(&graph.words, Kind::Event, &event.event_type));
    out.push_str("</span> ");
    if let Some(name) = event.location.as_ref().and_then(|place| place.name.as_ref()) {
        out.push_str("<span><bdi>");
        html::text(out, name);
        out.push_str("</bdi></span> ");
    }
    rows::disputes(out, graph, ix);
    out.push_str("</p>");
    actors(out, graph, &present);
    out.push_str("</div></li>\n");
}

/// Who took part, each once.
fn present(graph: &Graph, ix: BriefIx) -> Vec<BriefIx> {
    let mut actors: Vec<BriefIx> = Vec::new();
    for participant in graph[ix].event().iter().flat_map(|event| &event.participants) {
        if let Some(actor) = graph.brief(&participant.actor, Kinds::ACTOR).filter(|actor| !actors.contains(actor)) {
            actors.push(actor);
        }
    }
    actors
}

fn actors(out: &mut String, graph: &Graph, actors: &[BriefIx]) {
    if actors.is_empty() {
        return;
    }
    out.push_str("<p class=\"moment-meta\"><span>");
    let shown: Vec<_> = actors.iter().take(ACTORS).map(|actor| reference(graph, *actor)).collect();
    html::links(out, &shown);
    if actors.len() > ACTORS {
        out.push(' ');
        html::text(out, &graph.words.count("and_n_more", actors.len() - ACTORS));
    }
    out.push_str("</span></p>");
}
