//! Maps of events: all of them with clusters, or one with its uncertainty.

use super::tools::{self, Choice};
use super::{Figure, Reader};
use crate::drawing::map::{Atlas, Map, Point, Size};
use crate::model::{BriefIx, Kind};
use crate::views::card::{Ref, brief_lang, reference_in};
use crate::views::facets;
use std::collections::BTreeMap;

/// The outlines, read when the first map is drawn; a view that draws maps holds one for all its pages.
#[derive(Default)]
pub struct Maps {
    atlas: Atlas,
}

/// What a drawing needs of one event, owned.
struct Spot {
    name: Ref,
    row: String,
    place: String,
    lang: Option<String>,
    at: (f64, f64, f64),
    kind: String,
    year: String,
}

impl Maps {
    /// A page's map of those events that have a place, each with the address of its row in the table; none without one.
    pub fn of_events(&self, reader: &Reader<'_>, id: &str, events: &[(BriefIx, String)]) -> Option<String> {
        let spots: Vec<Spot> = events.iter().filter_map(|(ix, row)| spot(reader, *ix, row)).collect();
        let title = reader.graph.words.count_in(Some(reader.tag), "drawing_map", spots.len());
        let mut kinds = Choice::new("type", reader.word("facet_type"));
        let mut years = Choice::new("year", reader.word("facet_year"));
        for spot in &spots {
            kinds.count(&spot.kind, || facets::type_label(&reader.graph.words, Kind::Event, &spot.kind));
            years.count(&spot.year, || spot.year.clone());
        }
        let (kind_at, year_at) = (kinds.positions(), years.positions());
        let at = |places: &BTreeMap<&str, String>, value: &str| places.get(value).cloned().unwrap_or_default();
        let facets: Vec<[(&str, String); 2]> =
            spots.iter().map(|spot| [("type", at(&kind_at, &spot.kind)), ("year", at(&year_at, &spot.year))]).collect();
        let drawn = self.draw(reader, id, &title, Size::Page, &spots, &facets)?;
        let has = |class: &str| drawn.svg.contains(class);
        let signs = [("\"dr-count\"", "drawing_map_number"), ("\"dr-area\"", "drawing_map_circle")];
        let signs = signs.into_iter().filter(|(class, _)| has(class)).map(|(_, key)| key);
        let mut caption: Vec<String> = signs.map(|key| reader.word(key)).collect();
        caption
            .extend((drawn.beyond > 0).then(|| reader.graph.words.count_in(Some(reader.tag), "drawing_map_beyond", drawn.beyond as usize)));
        caption.push(reader.word("drawing_outlines"));
        let tools = tools::form(reader, &[kinds, years]);
        Some(Figure { title: &title, svg: &drawn.svg, caption, tools, ..Figure::default() }.html())
    }

    /// A small map of one event's place; none where it may not be drawn.
    pub fn of_event(&self, reader: &Reader<'_>, id: &str, event: BriefIx) -> Option<String> {
        let spot = spot(reader, event, "")?;
        let title = reader.graph.words.fill_in(
            Some(reader.tag),
            "drawing_place",
            &[("place", if spot.place.is_empty() { &spot.name.title } else { &spot.place })],
        );
        let spots = [spot];
        let drawn = self.draw(reader, id, &title, Size::Locator, &spots, &[Default::default()])?;
        let km = spots.first().map_or(0.0, |spot| spot.at.2);
        let radius = reader.graph.words.fill_in(Some(reader.tag), "drawing_place_radius", &[("km", &km.to_string())]);
        let disclaimer = reader.word("borders_disclaimer");
        let caption = vec![if km > 1.0 { radius } else { String::new() }, disclaimer];
        Some(Figure { title: &title, svg: &drawn.svg, caption, ..Figure::default() }.html())
    }

    fn draw(
        &self,
        reader: &Reader<'_>,
        id: &str,
        title: &str,
        size: Size,
        spots: &[Spot],
        facets: &[[(&str, String); 2]],
    ) -> Option<crate::drawing::map::Drawn> {
        let facets: Vec<[(&str, &str); 2]> = facets.iter().map(|pairs| [(pairs[0].0, &*pairs[0].1), (pairs[1].0, &*pairs[1].1)]).collect();
        let points: Vec<Point<'_>> = spots.iter().zip(&facets).map(|(spot, facets)| point(spot, facets)).collect();
        let (about, events, km) = (reader.word("drawing_map_about"), reader.word("count_events").replace("{n}", "{}"), reader.word("km"));
        let map = Map {
            frame: reader.frame(id, title, &about),
            size,
            km: &km,
            events: &events,
            countries: &|code| country(reader, code),
            points: &points,
        };
        if points.is_empty() { None } else { map.draw(&self.atlas) }
    }
}

/// A country's name in the page's language; none where its file of words has none.
fn country(reader: &Reader<'_>, code: &str) -> Option<String> {
    let name = reader.graph.words.term_in(Some(reader.tag), "country", code);
    (!name.eq_ignore_ascii_case(code)).then_some(name)
}

fn spot(reader: &Reader<'_>, ix: BriefIx, row: &str) -> Option<Spot> {
    let graph = reader.graph;
    let event = graph[ix].event()?;
    let location = event.location.as_ref()?;
    let own = brief_lang(graph, &graph[ix]);
    Some(Spot {
        name: reference_in(graph, ix, reader.lang),
        row: row.to_owned(),
        place: location.name.as_ref().map(|name| name.value.to_string()).unwrap_or_default(),
        lang: (own != reader.tag).then(|| own.to_owned()),
        at: location.point()?,
        kind: event.event_type.value.to_string(),
        year: facets::dated(&graph[ix]).map(|date| date.year().to_string()).unwrap_or_default(),
    })
}

fn point<'a>(spot: &'a Spot, facets: &'a [(&'a str, &'a str)]) -> Point<'a> {
    let (lat, lon, radius_km) = spot.at;
    // The part before the first comma names the place; what follows says where that is.
    let place = spot.place.split(',').next().unwrap_or_default().trim();
    Point {
        title: &spot.name.title,
        place,
        lang: spot.lang.as_deref(),
        href: &spot.name.href,
        lat,
        lon,
        radius_km,
        count: 1,
        row: &spot.row,
        facets,
    }
}
