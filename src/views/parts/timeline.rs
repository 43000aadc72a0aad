//! An actor's events: a list in order of time, by year; of a long one the latest, with pages for the years.

use super::page::BriefPage;
use crate::graph::Graph;
use crate::model::{BriefIx, Event, Kinds};
use crate::text::edtf::{Day, civil_from_day};
use crate::views::address;
use crate::views::card::date_iso;
use crate::views::drawn::{self, Reader};
use crate::views::html;
use serde::Serialize;
use std::ops::Range;

/// Events that an actor's own page lists in full; of more, it shows the latest `LATEST`.
pub const WHOLE: usize = 30;

/// Events shown of a long timeline.
const LATEST: usize = 15;

/// Events on one page of a year.
const PAGE: usize = 50;

/// A list of events in time, with what goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// How many events there are in all.
    pub count: usize,
    /// Whether only the latest are here.
    pub is_cut: bool,
    /// The list, by year.
    pub list_html: String,
    /// The same events drawn; empty where they are too few to need it.
    pub drawing_html: String,
    /// Links to the pages of the years; empty where all events are here.
    pub years_html: String,
}

/// A page of a year.
struct YearLink {
    /// The year.
    title: String,
    /// Root-absolute.
    href: String,
    /// How many events it holds.
    count: usize,
    /// Whether it is the page itself.
    current: bool,
}

/// One page of a long timeline: a year's, or that of ten years in which little happened.
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
    /// Ten years, by the first of them.
    Decade(i32),
    /// It has no date.
    Unknown,
}

impl YearPage {
    /// Part of the address: `2024`, `2024-2`, `1990s`.
    pub fn part(&self) -> String {
        let year = match self.year {
            Year::Before => "earlier".to_owned(),
            Year::Number(year) => format!("{year:04}"),
            Year::Decade(first) => format!("{first:04}s"),
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
            list_html: list(page, events),
            drawing_html: drawing(page, events),
            years_html: String::new(),
        });
    }
    let dated = events.partition_point(|ix| start(page.graph, *ix) != Day::MAX);
    let latest = events.get(dated.saturating_sub(LATEST)..dated).unwrap_or_default();
    let latest: Vec<BriefIx> = latest.iter().rev().copied().collect();
    Some(Timeline {
        count: events.len(),
        is_cut: true,
        list_html: list(page, &latest),
        drawing_html: drawing(page, &latest),
        years_html: years(page, &year_links(page, &year_pages(page.graph, page.ix), None)),
    })
}

/// One page of a year, among all of them.
pub fn of_year(page: &BriefPage<'_>, year: &YearPage, pages: &[YearPage]) -> Timeline {
    let events = page.graph.events_of(page.ix).get(year.events.clone()).unwrap_or_default();
    Timeline {
        count: year.count,
        is_cut: false,
        list_html: list(page, events),
        drawing_html: drawing(page, events),
        years_html: years(page, &year_links(page, pages, Some(year))),
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
    let year_of = |ix: &BriefIx| year(start(graph, *ix));
    for events in events.chunk_by(|a, b| decade(year_of(a)) == decade(year_of(b))) {
        let (first, last) = (events.first().map_or(Year::Unknown, year_of), events.last().map_or(Year::Unknown, year_of));
        if events.len() <= PAGE {
            push_pages(&mut pages, if first == last { first } else { decade(first) }, events.len());
            continue;
        }
        for events in events.chunk_by(|a, b| year_of(a) == year_of(b)) {
            push_pages(&mut pages, events.first().map_or(Year::Unknown, year_of), events.len());
        }
    }
    pages
}

/// The pages of one year, or of one decade.
fn push_pages(pages: &mut Vec<YearPage>, year: Year, count: usize) {
    let begin = pages.last().map_or(0, |page| page.events.end);
    for (number, from) in (0..count).step_by(PAGE).enumerate() {
        pages.push(YearPage { year, number: number + 1, events: begin + from..begin + count.min(from + PAGE), count });
    }
}

/// The ten years that a year belongs to.
fn decade(year: Year) -> Year {
    if let Year::Number(year) = year { Year::Decade(year.div_euclid(10) * 10) } else { year }
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
fn year_links(page: &BriefPage<'_>, pages: &[YearPage], current: Option<&YearPage>) -> Vec<YearLink> {
    let base = page.address();
    let is_shown = |one: &&YearPage| one.number == 1 || current.is_some_and(|current| current.year == one.year);
    let link = |one: &YearPage| YearLink {
        title: one.title(page),
        href: address::part(&base, &one.part()),
        count: if one.number == 1 { one.count } else { 0 },
        current: Some(one) == current,
    };
    pages.iter().filter(is_shown).map(link).collect()
}

fn year_title(page: &BriefPage<'_>, year: Year) -> String {
    match year {
        Year::Before => page.word("year_earlier"),
        Year::Number(year) => page.graph.words.digits(Some(page.tag), year.to_string()),
        Year::Decade(first) => page.fill("year_decade", &[("year", &page.graph.words.digits(Some(page.tag), first.to_string()))]),
        Year::Unknown => page.word("year_undated"),
    }
}

/// The links to a timeline's years; nothing without years.
fn years(page: &BriefPage<'_>, links: &[YearLink]) -> String {
    let mut out = String::new();
    if links.is_empty() {
        return out;
    }
    out.push_str("<nav class=\"years\"");
    html::attribute(&mut out, "aria-label", &page.word("years"));
    out.push_str("><ul class=\"tags\">");
    for link in links {
        out.push_str("<li><a");
        html::attribute(&mut out, "href", &link.href);
        out.push_str(if link.current { " aria-current=\"page\"><strong>" } else { ">" });
        html::text(&mut out, &link.title);
        out.push_str(if link.current { "</strong></a>" } else { "</a>" });
        if link.count > 0 {
            html::aside(&mut out, "count", &page.graph.words.digits(Some(page.tag), link.count.to_string()));
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></nav>\n");
    out
}

/// Events as a list, with the year above those of each.
fn list(page: &BriefPage<'_>, events: &[BriefIx]) -> String {
    let mut out = String::with_capacity(600 * events.len());
    let year_of = |ix: &BriefIx| year(start(page.graph, *ix));
    out.push_str("<div class=\"timeline\">\n");
    for events in events.chunk_by(|a, b| year_of(a) == year_of(b)) {
        out.push_str("<h3 class=\"timeline-period\">");
        html::text(&mut out, &year_title(page, events.first().map_or(Year::Unknown, year_of)));
        out.push_str("</h3>\n<ol>\n");
        events.iter().for_each(|ix| push(&mut out, page, *ix));
        out.push_str("</ol>\n");
    }
    out.push_str("</div>\n");
    out
}

/// One event: when, how high on the ladder, what, of which type, in which role, where.
fn push(out: &mut String, page: &BriefPage<'_>, ix: BriefIx) {
    let Some(event) = page.graph[ix].event() else { return };
    out.push_str("<li class=\"moment\"><p class=\"moment-date\">");
    match &event.date {
        Some(date) => html::date(out, &page.date(date), &date_iso(date)),
        None => html::date(out, &page.word("year_undated"), ""),
    }
    out.push_str("</p><p class=\"moment-rung\">");
    if let Some(rung) = event.rung() {
        html::rung_in(out, &page.graph.words, Some(page.tag), rung);
    }
    out.push_str("</p><div class=\"moment-main\"><p class=\"moment-title\">");
    page.reference(ix).html(out);
    out.push_str("</p><p class=\"moment-meta\">");
    let place = event.location.as_ref().and_then(|place| place.name.as_ref()).map_or("", |name| &name.value);
    for words in [&page.term("event_type", &event.event_type.value), &role(page, event), place] {
        if !words.is_empty() {
            out.push_str("<span>");
            html::text(out, words);
            out.push_str("</span> ");
        }
    }
    if !page.graph.contested(ix).is_empty() {
        html::badge_in(out, &page.graph.words, Some(page.tag), "contested", "");
    }
    out.push_str("</p></div></li>\n");
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
