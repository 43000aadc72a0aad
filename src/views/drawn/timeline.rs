//! A timeline of events: lanes for the actors most involved, arrows for what answered what.

use super::tools::{self, Choice};
use super::{Figure, Reader};
use crate::drawing::timeline::{Arrow, Drawn, Event, Height, Lane, MOST_MARKS, Sign, Timeline};
use crate::graph::Graph;
use crate::model::relation::EFFECT_OF_CAUSE;
use crate::model::terms::Role;
use crate::model::{BriefIx, Kind, Kinds};
use crate::text::edtf::Edtf;
use crate::views::card::{Ref, reference_in};
use crate::views::facets;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Lanes of their own; other actors share one.
const MOST_LANES: usize = 9;
/// More events than this are drawn as density; far more are not worth drawing on one page.
const MOST_EVENTS: usize = 4_000;

/// Value → its place in a list of choices.
type Places<'a> = BTreeMap<&'a str, String>;

/// What a drawing needs of one event, owned.
struct Happening {
    id: String,
    title: String,
    lang: Option<String>,
    href: String,
    note: String,
    facets: [String; 3],
    lanes: Vec<usize>,
    date: Edtf,
    rung: Option<u8>,
    is_contested: bool,
}

/// Events with the actors most involved in them, as a figure with tools; none where fewer than two have a date.
pub fn of_events(reader: &Reader<'_>, id: &str, events: &[BriefIx]) -> Option<String> {
    let dated = dated(reader.graph, events)?;
    let choices = if dated.len() > MOST_MARKS { Vec::new() } else { choices(reader, &dated) };
    draw(reader, id, &dated, None, Some(&choices))
}

/// One actor's events: its own lane first, those it acted with or against below.
pub fn of_actor(reader: &Reader<'_>, id: &str, actor: BriefIx, events: &[BriefIx]) -> Option<String> {
    draw(reader, id, &dated(reader.graph, events)?, Some(actor), None)
}

/// The events with a date, where there are enough for an axis and not too many for a page.
fn dated(graph: &Graph, events: &[BriefIx]) -> Option<Vec<BriefIx>> {
    let dated: Vec<BriefIx> = events.iter().copied().filter(|ix| facets::dated(&graph[*ix]).is_some()).collect();
    (2..=MOST_EVENTS).contains(&dated.len()).then_some(dated)
}

fn draw(reader: &Reader<'_>, id: &str, dated: &[BriefIx], own: Option<BriefIx>, choices: Option<&[Choice]>) -> Option<String> {
    let graph = reader.graph;
    let lanes = lanes(graph, dated, own);
    let places: Vec<Places<'_>> = choices.unwrap_or_default().iter().map(Choice::positions).collect();
    let happenings: Vec<Happening> = dated.iter().filter_map(|ix| happening(reader, *ix, &lanes, &places)).collect();
    let names: Vec<Ref> = lanes.iter().map(|actor| reference_in(graph, *actor, reader.lang)).collect();
    let rest = reader.word("other_actors");
    let mut drawn_lanes: Vec<Lane<'_>> = names.iter().map(lane).collect();
    let others = happenings.iter().any(|happening| happening.lanes.contains(&lanes.len()));
    drawn_lanes.extend(others.then_some(Lane { title: &rest, href: None, lang: None }));
    let facets: Vec<[(&str, &str); 3]> = happenings.iter().map(facets_of).collect();
    let events: Vec<Event<'_>> = happenings.iter().zip(&facets).map(|(happening, facets)| event(happening, facets)).collect();
    let ties = arrows(reader, dated);
    let arrows: Vec<Arrow<'_>> = ties.iter().map(|(from, to, label)| Arrow { from: *from, to: *to, label }).collect();
    let (title, about) = (graph.words.count_in(Some(reader.tag), "drawing_timeline", dated.len()), reader.word("drawing_timeline_about"));
    let months: [String; 12] = std::array::from_fn(|at| reader.word(&format!("month_short_{}", at + 1)));
    let frame = reader.frame(id, &title, &about);
    let drawn =
        Timeline { frame, months: months.each_ref().map(String::as_str), lanes: &drawn_lanes, events: &events, arrows: &arrows }.draw()?;
    let number = |key: u32| graph.words.digits(Some(reader.tag), key.to_string());
    let numbered = dated.iter().zip(&drawn.keys).filter_map(|(ix, key)| Some((number((*key)?), reference_in(graph, *ix, reader.lang))));
    let mut keys: Vec<(String, Ref)> = numbered.collect();
    if keys.len() > MOST_KEYS {
        keys.clear();
    }
    let tools = choices.map(|choices| tools::form(reader, choices)).unwrap_or_default();
    Some(Figure { title: &title, svg: &drawn.svg, caption: caption(reader, &drawn, keys.is_empty()), tools, keys }.html())
}

/// More numbers than this are not explained in the caption: the list has all events.
const MOST_KEYS: usize = 30;

fn lane(name: &Ref) -> Lane<'_> {
    Lane { title: &name.title, href: Some(&name.href), lang: name.lang.as_deref() }
}

fn caption(reader: &Reader<'_>, drawn: &Drawn, keys_are_elsewhere: bool) -> Vec<String> {
    let density = drawn.density.map(|height| match height {
        Height::Rung => "drawing_timeline_dense",
        Height::Count => "drawing_timeline_counts",
    });
    let signs = drawn.signs.iter().map(|sign| match sign {
        Sign::Height => "drawing_timeline_height",
        Sign::Dot => "drawing_timeline_dot",
        Sign::Bar => "drawing_timeline_bar",
        Sign::Fade => "drawing_timeline_fade",
        Sign::Hollow => "drawing_timeline_hollow",
        Sign::Ring => "drawing_timeline_ring",
        Sign::Echo => "drawing_timeline_echo",
    });
    let mut words: Vec<String> = density.into_iter().chain(signs).map(|key| reader.word(key)).collect();
    words.extend(drawn.is_cut.then(|| reader.word("drawing_timeline_cut")));
    let has_numbers = drawn.keys.iter().any(Option::is_some);
    words.extend((has_numbers && keys_are_elsewhere).then(|| reader.word("drawing_timeline_numbers")));
    words
}

/// What a reader may choose by: type, year, actor.
fn choices(reader: &Reader<'_>, dated: &[BriefIx]) -> Vec<Choice> {
    let graph = reader.graph;
    let mut kinds = Choice::new("type", reader.word("facet_type"));
    let mut years = Choice::new("year", reader.word("facet_year"));
    let mut present = Choice::new("actor", reader.word("kind_actor"));
    for ix in dated {
        let Some(event) = graph[*ix].event() else { continue };
        kinds.count(&event.event_type, || facets::type_label(&graph.words, Kind::Event, &event.event_type));
        if let Some(date) = facets::dated(&graph[*ix]) {
            years.count(&date.year().to_string(), || date.year().to_string());
        }
        for actor in actors(graph, *ix) {
            present.count(&graph[actor].id, || reference_in(graph, actor, reader.lang).title);
        }
    }
    vec![kinds, years, present]
}

/// The actors of an event: who acted first, then the others in their order.
fn actors(graph: &Graph, ix: BriefIx) -> Vec<BriefIx> {
    let Some(event) = graph[ix].event() else { return Vec::new() };
    let mut participants: Vec<_> = event.participants.iter().collect();
    participants.sort_by_key(|participant| match participant.role {
        Role::Initiator => 0,
        Role::Claimant => 1,
        Role::Mediator | Role::Host | Role::Signatory => 2,
        _ => 3,
    });
    let mut actors: Vec<BriefIx> = Vec::new();
    for actor in participants.into_iter().filter_map(|participant| graph.brief(&participant.actor, Kinds::ACTOR)) {
        if !actors.contains(&actor) {
            actors.push(actor);
        }
    }
    actors
}

/// The actors with lanes: the page's own, then those that acted most, then those most often present.
fn lanes(graph: &Graph, events: &[BriefIx], own: Option<BriefIx>) -> Vec<BriefIx> {
    let mut counts: BTreeMap<BriefIx, (usize, usize)> = BTreeMap::new();
    for ix in events {
        for (at, actor) in actors(graph, *ix).into_iter().enumerate() {
            let count = counts.entry(actor).or_default();
            *count = (count.0 + usize::from(at == 0), count.1 + 1);
        }
    }
    let mut order: Vec<(BriefIx, (usize, usize))> = counts.into_iter().collect();
    order.sort_unstable_by_key(|(actor, (acted, present))| (Some(*actor) != own, Reverse(2 * acted + present), *actor));
    order.into_iter().map(|(actor, _)| actor).take(MOST_LANES).collect()
}

fn happening(reader: &Reader<'_>, ix: BriefIx, lanes: &[BriefIx], places: &[Places<'_>]) -> Option<Happening> {
    let graph = reader.graph;
    let event = graph[ix].event()?;
    let date = facets::dated(&graph[ix])?.clone();
    let name = reference_in(graph, ix, reader.lang);
    let present = actors(graph, ix);
    let mut own: Vec<usize> = present.iter().filter_map(|actor| lanes.iter().position(|lane| lane == actor)).collect();
    if own.is_empty() {
        own.push(lanes.len());
    }
    let is_contested = !graph.contested(ix).is_empty();
    let mut note = vec![graph.words.date_in(Some(reader.tag), &date), reader.term("event_type", &event.event_type)];
    note.extend(event.rung().map(|rung| format!("{} {rung}", reader.word("rung").to_lowercase())));
    note.extend(is_contested.then(|| reader.word("contested").to_lowercase()));
    Some(Happening {
        id: graph[ix].id.to_string(),
        title: name.title,
        lang: name.lang,
        href: name.href,
        note: note.join(" · "),
        facets: positions(places, &event.event_type.value, &date.year().to_string(), present.iter().map(|actor| &*graph[*actor].id)),
        lanes: own,
        date,
        rung: event.rung(),
        is_contested,
    })
}

fn facets_of(happening: &Happening) -> [(&str, &str); 3] {
    let [kind, year, actors] = &happening.facets;
    [("type", kind), ("year", year), ("actor", actors)]
}

/// Where an event's type, year and actors stand in their lists.
fn positions<'a>(places: &[Places<'_>], kind: &str, year: &str, actors: impl Iterator<Item = &'a str>) -> [String; 3] {
    let [kinds, years, present] = places else { return Default::default() };
    let of = |places: &Places<'_>, value: &str| places.get(value).cloned().unwrap_or_default();
    let actors: Vec<&str> = actors.filter_map(|actor| present.get(actor).map(String::as_str)).collect();
    [of(kinds, kind), of(years, year), actors.join(" ")]
}

fn event<'a>(happening: &'a Happening, facets: &'a [(&'a str, &'a str)]) -> Event<'a> {
    let date = &happening.date;
    Event {
        id: &happening.id,
        title: &happening.title,
        lang: happening.lang.as_deref(),
        href: &happening.href,
        earliest: if date.is_open_start() { date.latest() } else { date.earliest() },
        latest: date.latest(),
        is_open: date.is_open_end(),
        is_uncertain: date.is_uncertain() || date.is_approximate(),
        is_contested: happening.is_contested,
        rung: happening.rung,
        lanes: &happening.lanes,
        note: &happening.note,
        facets,
    }
}

/// From each cause to its effect, both among the events; the word is read along the arrow.
fn arrows(reader: &Reader<'_>, events: &[BriefIx]) -> Vec<(usize, usize, String)> {
    let graph = reader.graph;
    let place: BTreeMap<BriefIx, usize> = events.iter().enumerate().map(|(at, ix)| (*ix, at)).collect();
    let mut arrows = Vec::new();
    for (at, ix) in events.iter().enumerate() {
        for edge in graph.edges(*ix).iter().filter(|edge| !edge.forward) {
            let is_step = graph.relation_type(edge.relation).is_some_and(|relation| EFFECT_OF_CAUSE.contains(&&*relation.name));
            if let Some(effect) = place.get(&edge.other).filter(|_| is_step) {
                arrows.push((at, *effect, reader.term("relation", graph.word(edge))));
            }
        }
    }
    arrows
}
