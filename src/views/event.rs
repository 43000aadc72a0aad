//! The page of an event: what happened, who says what, the figures side by side, what came before and after.

use super::drawn::{Maps, Reader};
use super::frame::PageHead;
use super::parts::claims::{self, Matrix};
use super::parts::end::{self, End};
use super::parts::facts::{self, Fact, Facts, Value, date_value};
use super::parts::figures::{self, FigureTable};
use super::parts::further::{Further, related, slice};
use super::parts::head::{self, Badge, Head, Picture};
use super::parts::page::{BriefPage, escaped};
use super::parts::plan::of_kind;
use super::parts::relations;
use super::parts::rows;
use crate::graph::Graph;
use crate::model::event::{Location, Participant};
use crate::model::terms::{Certainty, Role};
use crate::model::{BriefIx, Event, Kind, Kinds};
use crate::plan::{Content, Plan};
use serde::Serialize;
use std::sync::Arc;

/// The context of `event.html`.
#[derive(Serialize)]
struct Context {
    page: PageHead,
    head_html: String,
    facts_html: String,
    contents_html: String,
    picture: Option<Picture>,
    tags_html: String,
    body_html: String,
    matrix: Option<Matrix>,
    /// How many matters are contested, claims and figures together.
    contested: usize,
    figures: Option<FigureTable>,
    sequence_html: String,
    /// The place on a map, with its uncertainty; empty where it may not be drawn.
    map_html: String,
    /// Relations, and links to further pages of them.
    relations_html: String,
    recommendations_html: String,
    recommendations_count: usize,
    end: End,
}

/// Adds a page for every event.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let maps = Arc::new(Maps::default());
    of_kind(graph, plan, Kind::Event, move |graph, ix, lang| make(graph, ix, lang, &maps));
}

fn make(graph: &Graph, ix: BriefIx, lang: Option<&str>, maps: &Maps) -> Content {
    let page = &mut BriefPage::new(graph, ix, lang);
    let facts = facts(page);
    let event = page.brief().event();
    let matrix = event.and_then(|event| claims::matrix(page, event));
    let figures = event.and_then(|event| figures::table(page, event));
    let sequence = relations::sequence(page);
    let map_html = maps.of_event(&Reader::of_brief(page), "place-map", ix).unwrap_or_default();
    let edges = related(page, 1);
    let mut relations = relations::groups(page, &edges);
    relations.extend(relations::dangling(page));
    let recommendations = rows::html(page, &rows::recommendations(page, slice(graph.resting_on(ix), Further::Resting, 1)));
    let end = end::end(page);
    let relation_pages = Further::Relations.count(graph, ix);
    let resting_pages = Further::Resting.count(graph, ix);
    let page_head = PageHead::of_brief(graph, ix, lang);
    let mut context = Context {
        head_html: head(page).html(page, &page_head.title),
        facts_html: facts::html(page, &facts),
        contents_html: String::new(),
        picture: head::picture(page),
        tags_html: head::tags_html(page),
        body_html: page.text().map(|text| text.html.to_string()).unwrap_or_default(),
        matrix,
        contested: graph.contested(ix).len(),
        figures,
        sequence_html: relations::sequence_html(page, &sequence),
        map_html,
        relations_html: relations::html(page, &relations) + &Further::Relations.pages_html(page, 1, relation_pages),
        recommendations_html: recommendations + &Further::Resting.pages_html(page, 1, resting_pages),
        recommendations_count: graph.resting_on(ix).len(),
        end,
        page: page_head,
    };
    context.contents_html = head::contents_html(page, &head::contents(page, &[], &context.sections()));
    Content::Template { name: "event.html", context: Box::new(context) }
}

impl Context {
    /// The sections that are there, for the contents list.
    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let mut sections = Vec::new();
        sections.extend(self.matrix.is_some().then_some(("claims", "who_says_what")));
        sections.extend(self.figures.is_some().then_some(("figures", "figures")));
        sections.extend((!self.sequence_html.is_empty()).then_some(("sequence", "sequence")));
        sections.extend((!self.map_html.is_empty()).then_some(("place", "place")));
        sections.extend((!self.relations_html.is_empty()).then_some(("relations", "relations")));
        sections.extend((!self.recommendations_html.is_empty()).then_some(("resting", "resting_on_it")));
        sections.extend(self.end.sections());
        sections
    }
}

fn head(page: &BriefPage<'_>) -> Head {
    let Some(event) = page.brief().event() else { return Head::default() };
    let date = event.date.as_ref().map(|date| date_value(page, date).html);
    let place = event.location.as_ref().and_then(|place| place_name(page, place));
    let mut badges = Vec::new();
    badges.extend((!page.graph.contested(page.ix).is_empty()).then(|| Badge::new("contested", "")));
    badges.extend(page.graph.is_event_uncorroborated(page.ix).then(|| Badge::new("uncorroborated", "")));
    Head {
        kicker: page.term("event_type", &event.event_type),
        natives: Vec::new(),
        lead: page.lead(),
        badges,
        meta: date.into_iter().chain(place.map(|place| place.html)).collect(),
    }
}

/// The place and its country, where the name does not hold it already. Each is isolated, since they may be of two scripts.
fn place_name(page: &BriefPage<'_>, place: &Location) -> Option<Value> {
    let country = place.country.as_ref().map(|country| page.term("country", country));
    let name = place.name.as_ref().map(|name| &*name.value);
    let country = country.filter(|country| name.is_none_or(|name| !name.contains(country)));
    let parts: Vec<&str> = name.into_iter().chain(country.as_deref()).collect();
    (!parts.is_empty()).then(|| Value::texts(&parts, &page.word("comma")))
}

/// The facts card of an event: when, where, how exactly, and who took part.
pub fn facts(page: &mut BriefPage<'_>) -> Vec<Fact> {
    let brief = page.brief();
    let Some(event) = brief.event() else { return Vec::new() };
    let mut facts = Facts::new(page);
    facts.term("type", "event_type", Some(&event.event_type));
    facts.date("date", event.date.as_ref().map(|date| &date.value));
    facts.date("reported", event.reported.as_ref().map(|date| &date.value));
    let place = event.location.as_ref().and_then(|place| place_name(facts.page, place));
    facts.one("place", place);
    participants(&mut facts, event);
    let precision = event.location.as_ref().and_then(|place| precision(facts.page, place));
    facts.one("precision", precision);
    let means = event.means.iter().map(|means| Value::text(facts.page.term("means", means))).collect();
    facts.all("means", means);
    let rung = event
        .rung()
        .map(|rung| Value::text(format!("{}: {}", facts.page.number(f64::from(rung)), facts.page.term("rung", &rung.to_string()))));
    facts.one("rung", rung);
    let aliases = facts.page.aliases().iter().map(|alias| Value::text(&*alias.value)).collect();
    facts.all("also_called", aliases);
    let ids = facts::ids(facts.page);
    facts.all("ids", ids);
    facts.finish()
}

/// Who took part, by role.
fn participants(facts: &mut Facts<'_, '_>, event: &Event) {
    for role in Role::ALL {
        let of_role = event.participants.iter().filter(|participant| participant.role == *role);
        let values: Vec<Value> = of_role.filter_map(|participant| participant_value(facts.page, participant)).collect();
        let term = facts.page.term("role", role.as_str());
        facts.named("participants", term, values);
    }
}

/// How well the place is known, in words, with the coordinates and the radius they may be off by.
fn precision(page: &BriefPage<'_>, place: &Location) -> Option<Value> {
    let words = page.term("precision", place.precision.as_str());
    let (Some(lat), Some(lon)) = (&place.lat, &place.lon) else {
        let says_more = place.precision != crate::model::terms::Precision::Unknown;
        return says_more.then(|| Value::text(words));
    };
    Some(Value::text(words).with_code(&format!("{}, {}", lat.value, lon.value)))
}

/// Who took part; anything less than confirmed is said.
fn participant_value(page: &mut BriefPage<'_>, participant: &Participant) -> Option<Value> {
    let mut value = Value::reference(&page.link(&participant.actor, Kinds::ACTOR)?);
    if participant.certainty != Certainty::Confirmed {
        let word = participant.certainty.as_str();
        let words = page.term("certainty", word).to_lowercase();
        value.html.push_str(&format!(" <span class=\"badge badge-certainty is-{word}\">{}</span>", escaped(&words)));
        value.text = format!("{} ({words})", value.text);
    }
    value.html.push_str(&page.citation(&participant.sources));
    if let Some(note) = page.optional(&participant.note) {
        value.html.push_str(&format!("<span class=\"fact-note\" dir=\"auto\">{note}</span>"));
    }
    Some(value)
}
