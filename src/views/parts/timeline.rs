//! An actor's events: a list in order of time, by year; of a long one the latest, with pages for the years.

use super::head::Badge;
use super::page::BriefPage;
use crate::graph::Graph;
use crate::model::{BriefIx, Event, Kinds};
use crate::text::edtf::{Day, civil_from_day};
use crate::views::address;
use crate::views::card::date_iso;
use crate::views::drawn::{self, Reader};
use serde::Serialize;
use std::ops::Range;

/// Events that an actor's own page lists in full; of more, it shows the latest `LATEST`.
pub const WHOLE: usize = 30;

/// Events shown of a long timeline.
const LATEST: usize = 15;

/// Events on one page of a year.
const PAGE: usize = 50;

/// What the component `timeline` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// How many events there are in all.
    pub count: usize,
    /// Whether only the latest are here.
    pub is_cut: bool,
    /// By year.
    pub groups: Vec<Period>,
    /// The same events drawn; empty where they are too few to need it.
    pub drawing_html: String,
    /// Pages of the years; empty where all events are here.
    pub years: Vec<YearLink>,
}

/// Events of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The year, or words for events without one.
    pub title: String,
    /// In order of time.
    pub entries: Vec<Moment>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Title in the reader's language where it exists.
    pub title: String,
    /// Root-absolute.
    pub href: String,
    /// BCP 47, where not the page's.
    pub lang: Option<String>,
    /// `rtl` or `ltr`, where not the page's.
    pub dir: Option<&'static str>,
    /// At its real precision.
    pub date_text: String,
    /// For full days.
    pub iso: String,
    /// Rung of the escalation ladder.
    pub rung: Option<u8>,
    /// The event's type in words.
    pub type_text: String,
    /// The actor's part in it, in words.
    pub role_text: String,
    /// The place as the desk names it.
    pub place: String,
    /// Derived states.
    pub badges: Vec<Badge>,
}

/// A page of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearLink {
    /// The year.
    pub title: String,
    /// Root-absolute.
    pub href: String,
    /// How many events it holds.
    pub count: usize,
    /// Whether it is the page itself.
    pub current: bool,
}

/// One page of a long timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearPage {
    year: Year,
    /// From 1, where a year fills several pages.
    number: usize,
    /// Positions in the actor's events.
    events: Range<usize>,
    /// Events of the whole year.
    count: usize,
}

/// Where an event stands among the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Year {
    /// Its start is open.
    Before,
    /// A year.
    Number(i32),
    /// It has no date.
    Unknown,
}

impl YearPage {
    /// Part of the address: `2024`, `2024-2`.
    pub fn part(&self) -> String {
        let year = match self.year {
            Year::Before => "earlier".to_owned(),
            Year::Number(year) => format!("{year:04}"),
            Year::Unknown => "undated".to_owned(),
        };
        if self.number == 1 { year } else { format!("{year}-{}", self.number) }
    }

    /// The year, and the number of a page after the first.
    pub fn title(&self, page: &BriefPage<'_>) -> String {
        let year = year_title(page, self.year);
        if self.number == 1 { year } else { format!("{year} ({})", self.number) }
    }
}

/// The timeline on the actor's own page; none without events.
pub fn own(page: &BriefPage<'_>) -> Option<Timeline> {
    let events = page.graph.events_of(page.ix);
    if events.len() <= WHOLE {
        return (!events.is_empty()).then(|| Timeline {
            count: events.len(),
            is_cut: false,
            groups: periods(page, events),
            drawing_html: drawing(page, events),
            years: Vec::new(),
        });
    }
    let dated = events.partition_point(|ix| start(page.graph, *ix) != Day::MAX);
    let latest = events.get(dated.saturating_sub(LATEST)..dated).unwrap_or_default();
    let latest: Vec<BriefIx> = latest.iter().rev().copied().collect();
    Some(Timeline {
        count: events.len(),
        is_cut: true,
        groups: periods(page, &latest),
        drawing_html: drawing(page, &latest),
        years: year_links(page, None),
    })
}

/// One page of a year.
pub fn of_year(page: &BriefPage<'_>, year: &YearPage) -> Timeline {
    let events = page.graph.events_of(page.ix).get(year.events.clone()).unwrap_or_default();
    Timeline {
        count: year.count,
        is_cut: false,
        groups: periods(page, events),
        drawing_html: drawing(page, events),
        years: year_links(page, Some(year)),
    }
}

fn drawing(page: &BriefPage<'_>, events: &[BriefIx]) -> String {
    if events.len() < LEAST_DRAWN {
        return String::new();
    }
    drawn::of_actor(&Reader::of_brief(page), "timeline-drawing", page.ix, events).unwrap_or_default()
}

/// Fewer events are told faster by their list.
const LEAST_DRAWN: usize = 4;

/// The pages of a long timeline, oldest first; none where the actor's own page shows all.
pub fn year_pages(graph: &Graph, actor: BriefIx) -> Vec<YearPage> {
    let events = graph.events_of(actor);
    let mut pages = Vec::new();
    if events.len() <= WHOLE {
        return pages;
    }
    let mut at = 0;
    for events in events.chunk_by(|a, b| year(start(graph, *a)) == year(start(graph, *b))) {
        let year = events.first().map_or(Year::Unknown, |ix| year(start(graph, *ix)));
        for (number, chunk) in events.chunks(PAGE).enumerate() {
            pages.push(YearPage { year, number: number + 1, events: at..at + chunk.len(), count: events.len() });
            at += chunk.len();
        }
    }
    pages
}

fn year(start: Day) -> Year {
    match start {
        Day::MIN => Year::Before,
        Day::MAX => Year::Unknown,
        day => Year::Number(civil_from_day(day).0),
    }
}

fn start(graph: &Graph, ix: BriefIx) -> Day {
    graph[ix].event().and_then(|event| event.date.as_ref()).map_or(Day::MAX, |date| date.earliest())
}

/// A link for every year, and for every page of the current one.
fn year_links(page: &BriefPage<'_>, current: Option<&YearPage>) -> Vec<YearLink> {
    let base = page.address();
    let is_shown = |one: &YearPage| one.number == 1 || current.is_some_and(|current| current.year == one.year);
    let link = |one: YearPage| YearLink {
        title: one.title(page),
        href: address::part(&base, &one.part()),
        count: if one.number == 1 { one.count } else { 0 },
        current: Some(&one) == current,
    };
    year_pages(page.graph, page.ix).into_iter().filter(is_shown).map(link).collect()
}

fn year_title(page: &BriefPage<'_>, year: Year) -> String {
    match year {
        Year::Before => page.word("year_earlier"),
        Year::Number(year) => page.graph.words.digits(Some(page.tag), year.to_string()),
        Year::Unknown => page.word("year_undated"),
    }
}

fn periods(page: &BriefPage<'_>, events: &[BriefIx]) -> Vec<Period> {
    let same = |a: &BriefIx, b: &BriefIx| year(start(page.graph, *a)) == year(start(page.graph, *b));
    let period = |events: &[BriefIx]| {
        let year = events.first().map_or(Year::Unknown, |ix| year(start(page.graph, *ix)));
        Period { title: year_title(page, year), entries: events.iter().filter_map(|ix| moment(page, *ix)).collect() }
    };
    events.chunk_by(same).map(period).collect()
}

fn moment(page: &BriefPage<'_>, ix: BriefIx) -> Option<Moment> {
    let event = page.graph[ix].event()?;
    let to = page.reference(ix);
    let contested = (!page.graph.contested(ix).is_empty()).then(|| Badge::new("contested", ""));
    Some(Moment {
        title: to.title,
        href: to.href,
        lang: to.lang,
        dir: to.dir,
        date_text: event.date.as_ref().map_or_else(|| page.word("year_undated"), |date| page.date(date)),
        iso: event.date.as_ref().map(|date| date_iso(date)).unwrap_or_default(),
        rung: event.rung(),
        type_text: page.term("event_type", &event.event_type.value),
        role_text: role(page, event),
        place: event.location.as_ref().and_then(|place| place.name.as_ref()).map(|name| name.value.to_string()).unwrap_or_default(),
        badges: contested.into_iter().collect(),
    })
}

/// The page's actor in an event: `Target, claimed`; plain participants are not named as such.
fn role(page: &BriefPage<'_>, event: &Event) -> String {
    let own = event.participants.iter().find(|participant| page.graph.brief(&participant.actor, Kinds::ACTOR) == Some(page.ix));
    let Some(own) = own else { return String::new() };
    let is_plain = own.role == crate::model::terms::Role::Participant;
    let role = if is_plain { String::new() } else { page.term("role", own.role.as_str()) };
    let sure = matches!(own.certainty, crate::model::terms::Certainty::Confirmed | crate::model::terms::Certainty::Reported);
    match (role.is_empty(), sure) {
        (false, false) => format!("{role}, {}", page.term("certainty", own.certainty.as_str()).to_lowercase()),
        (true, false) => page.term("certainty", own.certainty.as_str()),
        _ => role,
    }
}
