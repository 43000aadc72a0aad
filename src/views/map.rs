//! Places of events, most events first: where, how surely, what happened there. Every drawing of them has this table.

use super::card::reference;
use super::drawn::{Maps, Reader};
use super::list::{self, List};
use super::{address, html, paging, rows};
use crate::graph::Graph;
use crate::model::event::Location;
use crate::model::terms::Precision;
use crate::model::{BriefIx, Kind};
use crate::plan::{Content, Plan};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

const BASE: &str = "/map.html";

/// Places on a page.
const PLACES: usize = 20;

/// Events named beside a place at once, and in the fold below them; the rest is counted.
const EVENTS: usize = 5;
const FOLDED: usize = 7;

/// One place as briefs give it.
struct Place {
    name: String,
    country: String,
    point: Option<(f64, f64)>,
    precision: Precision,
    /// Latest first.
    events: Vec<BriefIx>,
}

/// What makes two places one: name, country, coordinates to a millionth of a degree, precision.
type Key<'g> = (&'g str, &'g str, Option<(i64, i64)>, Precision);

/// Plans the list of places, which is made when the first page of it is.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let located: Vec<Key<'_>> = graph.of_kind(Kind::Event).filter_map(|ix| Some(key(graph[ix].event()?.location.as_ref()?))).collect();
    let count = FxHashSet::from_iter(&located).len();
    let (events, pages) = (located.len(), paging::pages(count, PLACES));
    let all: Arc<OnceLock<Vec<Place>>> = Arc::default();
    for number in 1..=pages {
        let all = Arc::clone(&all);
        let make = move |graph: &Graph| page(graph, (all.get_or_init(|| places(graph, count)), events), (number, pages));
        plan.page("map", address::numbered(BASE, number), None, make);
    }
}

fn places(graph: &Graph, count: usize) -> Vec<Place> {
    let mut known: FxHashMap<Key<'_>, usize> = FxHashMap::default();
    let mut places: Vec<(Key<'_>, Place)> = Vec::with_capacity(count);
    let undated = graph.of_kind(Kind::Event).filter(|ix| graph[*ix].event().is_some_and(|event| event.date.is_none()));
    for ix in graph.chronology().iter().rev().copied().chain(undated) {
        let Some(location) = graph[ix].event().and_then(|event| event.location.as_ref()) else { continue };
        let key = key(location);
        let at = *known.entry(key).or_insert_with(|| {
            places.push((key, place(location)));
            places.len() - 1
        });
        places.get_mut(at).into_iter().for_each(|(_, place)| place.events.push(ix));
    }
    places.sort_unstable_by(|(a, one), (b, other)| other.events.len().cmp(&one.events.len()).then_with(|| a.cmp(b)));
    places.into_iter().map(|(_, place)| place).collect()
}

fn words(text: &Option<crate::model::Spanned<Box<str>>>) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

fn key(location: &Location) -> Key<'_> {
    let millionth = |degrees: f64| (degrees * 1e6).round() as i64;
    let point = coordinates(location).map(|(lat, lon)| (millionth(lat), millionth(lon)));
    (words(&location.name), words(&location.country), point, location.precision)
}

fn coordinates(location: &Location) -> Option<(f64, f64)> {
    Some((location.lat.as_ref()?.value, location.lon.as_ref()?.value))
}

fn place(location: &Location) -> Place {
    Place {
        name: words(&location.name).to_owned(),
        country: words(&location.country).to_owned(),
        point: coordinates(location),
        precision: location.precision,
        events: Vec::new(),
    }
}

fn page(graph: &Graph, (places, events): (&[Place], usize), (number, pages): (usize, usize)) -> Content {
    let title = graph.words.get("map").into_owned();
    let mut page = list::overview(graph, "map", &title, BASE, number);
    let lead = format!("{} · {}", graph.words.count("count_places", places.len()), graph.words.count("count_events", events));
    page.description = format!("{}: {lead}", graph.config.title);
    let list = List {
        page,
        title,
        drawing_html: if number == 1 { drawing(graph, places) } else { String::new() },
        lead,
        note: graph.words.get("borders_disclaimer").into_owned(),
        body_html: if places.is_empty() {
            String::new()
        } else {
            table(graph, paging::of_page(places, number, PLACES), (number - 1) * PLACES)
        },
        is_empty: places.is_empty(),
        pager: paging::pager(BASE, number, pages),
        ..List::default()
    };
    list.content("map.html")
}

/// The map of all places, each mark tied to its row, which may stand on a further page.
fn drawing(graph: &Graph, places: &[Place]) -> String {
    let row = |at: usize| format!("{}#place-{}", address::numbered(BASE, at / PLACES + 1), at + 1);
    let events: Vec<(BriefIx, String)> =
        places.iter().enumerate().flat_map(|(at, place)| place.events.iter().map(move |ix| (*ix, row(at)))).collect();
    Maps::default().of_events(&Reader::of_site(graph), "map", &events).unwrap_or_default()
}

const COLUMNS: [(&str, &str); 5] = [("place", ""), ("kind_events", ""), ("precision", ""), ("coordinates", ""), ("country", "")];

fn table(graph: &Graph, places: &[Place], before: usize) -> String {
    let mut out = String::with_capacity(32 * 1024);
    list::open_table(&mut out, &graph.words, &graph.words.get("places_of_events"), "places", &COLUMNS);
    for (at, place) in places.iter().enumerate() {
        row(&mut out, graph, place, before + at + 1);
    }
    list::close_table(&mut out);
    out
}

fn row(out: &mut String, graph: &Graph, place: &Place, number: usize) {
    out.push_str("<tr");
    html::attribute(out, "id", &format!("place-{number}"));
    out.push_str("><th scope=\"row\"><bdi>");
    html::text(out, if place.name.is_empty() { "–" } else { &place.name });
    out.push_str("</bdi></th><td class=\"words\">");
    events(out, graph, &place.events);
    out.push_str("</td><td>");
    html::text(out, &graph.words.term("precision", place.precision.as_str()));
    out.push_str("</td><td class=\"date\">");
    if let Some((lat, lon)) = place.point {
        html::text(out, &degrees(lat, 'N', 'S'));
        out.push(' ');
        html::text(out, &degrees(lon, 'E', 'W'));
    }
    out.push_str("</td><td>");
    html::text(out, &place.country);
    out.push_str("</td></tr>\n");
}

fn events(out: &mut String, graph: &Graph, events: &[BriefIx]) {
    let (first, more) = events.split_at(EVENTS.min(events.len()));
    event_list(out, graph, first);
    if more.is_empty() {
        return;
    }
    out.push_str("<details class=\"fold\"><summary>");
    html::text(out, &graph.words.count("and_n_more", more.len()));
    out.push_str("</summary>");
    let (folded, beyond) = more.split_at(FOLDED.min(more.len()));
    event_list(out, graph, folded);
    if !beyond.is_empty() {
        out.push_str("<p><a href=\"/events.html\">");
        html::text(out, &graph.words.count("n_more_in_register", beyond.len()));
        out.push_str("</a></p>");
    }
    out.push_str("</details>");
}

fn event_list(out: &mut String, graph: &Graph, events: &[BriefIx]) {
    out.push_str("<ul class=\"plain-list\">");
    for ix in events {
        out.push_str("<li");
        rows::choices(out, graph, *ix);
        out.push('>');
        reference(graph, *ix).html(out);
        if let Some(date) = graph[*ix].event().and_then(|event| event.date.as_ref()) {
            out.push_str(" <span class=\"quiet\">");
            html::text(out, &graph.words.date_in(None, date));
            out.push_str("</span>");
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// `26.97° N`: as many decimals as were written, four at most.
fn degrees(value: f64, positive: char, negative: char) -> String {
    let rounded = (value.abs() * 1e4).round() / 1e4;
    format!("{rounded}° {}", if value < 0.0 { negative } else { positive })
}

#[cfg(test)]
mod tests {
    use super::degrees;

    #[test]
    fn coordinates_name_their_hemisphere() {
        assert_eq!(degrees(26.97, 'N', 'S'), "26.97° N");
        assert_eq!(degrees(-64.100_049, 'E', 'W'), "64.1° W");
        assert_eq!(degrees(0.0, 'N', 'S'), "0° N");
    }
}
