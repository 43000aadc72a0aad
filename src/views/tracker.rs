//! The tracker: what was recommended, to whom, by when, and what came of it; whole, by progress and by addressee.

use super::card::{date_iso, reference, unless_title};
use super::facets::{self, Facet};
use super::list::{self, Facets, List};
use super::{address, html, paging, rows};
use crate::graph::Graph;
use crate::model::terms::Progress;
use crate::model::{BriefIx, Kind};
use crate::plan::{Content, Plan};
use crate::text::edtf::Day;
use crate::text::fold;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

const BASE: &str = "/tracker.html";

/// Addressees linked at the top; all of them have a list of their own.
const FIRST: usize = 12;

/// Addressees on a page of that list.
const ADDRESSEES: usize = 200;

/// One list of recommendations with a page of its own.
struct Part {
    base: String,
    label: String,
    lead: String,
    /// What is chosen on its pages: a facet's key and value.
    preset: Option<(&'static str, String)>,
    /// Made when the first of its pages is.
    controls: OnceLock<String>,
    columns: Vec<Column>,
    recommendations: Vec<BriefIx>,
}

/// Every list: the whole tracker first, then by progress, then by addressee, those asked most before the others.
struct Lists {
    parts: Vec<Part>,
    /// Where the addressees begin.
    addressees: usize,
}

impl Lists {
    fn by_progress(&self) -> &[Part] {
        self.parts.get(1..self.addressees).unwrap_or_default()
    }

    fn by_addressee(&self) -> &[Part] {
        self.parts.get(self.addressees..).unwrap_or_default()
    }
}

/// Plans the tracker.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let lists = Arc::new(lists(graph));
    for (at, part) in lists.parts.iter().enumerate() {
        for number in 1..=paging::pages(part.recommendations.len(), address::PAGE) {
            let lists = Arc::clone(&lists);
            plan.page("tracker", address::numbered(&part.base, number), None, move |graph| page(graph, &lists, (at, number)));
        }
    }
    if lists.by_addressee().len() > FIRST {
        for number in 1..=paging::pages(lists.by_addressee().len(), ADDRESSEES) {
            let lists = Arc::clone(&lists);
            plan.page("tracker", address::numbered(ALL_ADDRESSEES, number), None, move |graph| addressees(graph, &lists, number));
        }
    }
}

const ALL_ADDRESSEES: &str = "/tracker/~addressees.html";

fn lists(graph: &Graph) -> Lists {
    let mut all: Vec<BriefIx> = graph.of_kind(Kind::Recommendation).collect();
    all.sort_by_cached_key(|ix| urgency(graph, *ix));
    let overdue: Vec<BriefIx> = all.iter().copied().filter(|ix| facets::is_overdue(graph, *ix)).collect();
    let mut asked: BTreeMap<BriefIx, Vec<BriefIx>> = BTreeMap::new();
    for ix in &all {
        facets::addressees(graph, *ix).into_iter().for_each(|actor| asked.entry(actor).or_default().push(*ix));
    }
    let mut parts = vec![part(graph, BASE, &graph.words.get("tracker"), None, all.clone())];
    if !overdue.is_empty() {
        let preset = (Facet::Due.key(), "overdue".to_owned());
        parts.push(part(graph, "/tracker/~overdue.html", &graph.words.get("overdue"), Some(preset), overdue));
    }
    for progress in Progress::ALL {
        let has = |ix: &BriefIx| graph[*ix].recommendation().is_some_and(|r| r.progress.value == *progress);
        let recommendations: Vec<BriefIx> = all.iter().copied().filter(has).collect();
        if !recommendations.is_empty() {
            let preset = (Facet::Progress.key(), progress.to_string());
            let label = graph.words.term("progress", progress.as_str());
            parts.push(part(graph, &format!("/tracker/~{progress}.html"), &label, Some(preset), recommendations));
        }
    }
    let addressees = parts.len();
    for (actor, recommendations) in asked {
        let id = graph[actor].id.to_string();
        let base = format!("/tracker/{id}.html");
        parts.push(part(graph, &base, &reference(graph, actor).title, Some((Facet::Addressee.key(), id)), recommendations));
    }
    let asked_most = |part: &Part| (Reverse(part.recommendations.len()), fold::fold(&part.label), part.base.clone());
    parts.get_mut(addressees..).unwrap_or_default().sort_by_cached_key(asked_most);
    Lists { parts, addressees }
}

fn part(graph: &Graph, base: &str, label: &str, preset: Option<(&'static str, String)>, recommendations: Vec<BriefIx>) -> Part {
    let is_filled = |column: &Column| recommendations.iter().any(|ix| column.is_filled(graph, *ix));
    let columns = Column::ALL.into_iter().filter(is_filled).collect();
    Part {
        base: base.to_owned(),
        label: label.to_owned(),
        lead: lead(graph, &recommendations),
        preset,
        controls: OnceLock::new(),
        columns,
        recommendations,
    }
}

fn controls(graph: &Graph, part: &Part) -> String {
    let total = part.recommendations.len();
    if total < 2 {
        return String::new();
    }
    let counted = facets::count(graph, Kind::Recommendation, &part.recommendations);
    let data = address::data(&address::register(Kind::Recommendation));
    let data = if total > address::PAGE { &*data } else { "" };
    let preset = part.preset.as_ref().map(|(key, value)| (*key, value.as_str()));
    facets::controls(&graph.words, &facets::Source { data, preset, file: "tracker", total }, &counted, &[])
}

/// What needs attention first: overdue, then open by due date, then the rest; within, by priority, then title.
pub(super) fn urgency(graph: &Graph, ix: BriefIx) -> (bool, Option<Progress>, Day, usize, u32) {
    let brief = &graph[ix];
    let facts = brief.recommendation();
    let due = facts.and_then(|r| r.timeframe.as_ref()?.due.as_ref()).map_or(Day::MAX, |due| due.latest());
    let priority = facts.and_then(|r| r.priority.as_ref()).map_or(usize::MAX, |priority| priority.value as usize);
    (!facets::is_overdue(graph, ix), facts.map(|r| r.progress.value), due, priority, graph.title_rank(ix))
}

fn page(graph: &Graph, lists: &Lists, (at, number): (usize, usize)) -> Content {
    let Some(part) = lists.parts.get(at) else { return Content::Bytes(Vec::new()) };
    let name = graph.words.get("tracker").into_owned();
    let mut page = list::head(graph, "tracker", &part.label, &part.base, number);
    let is_part = part.base != BASE;
    if !is_part && number == 1 {
        page = page.with_foot(graph);
    }
    if is_part {
        page.title = format!("{name}: {}", page.title);
        page.breadcrumbs = super::frame::trail(&[(&name, BASE), (&part.label, "")]);
    }
    page.section = BASE.to_owned();
    page.description = format!("{}: {}", page.title, part.lead);
    page.data_href = address::data(&address::register(Kind::Recommendation));
    let list = List {
        page,
        title: part.label.clone(),
        kicker: if is_part { name } else { String::new() },
        kicker_href: if is_part { BASE.to_owned() } else { String::new() },
        lead: part.lead.clone(),
        facets_html: top(graph, lists, &part.base),
        controls_html: part.controls.get_or_init(|| controls(graph, part)).clone(),
        body_html: table(graph, part, number),
        is_empty: part.recommendations.is_empty(),
        pager: paging::pager(&part.base, number, paging::pages(part.recommendations.len(), address::PAGE)),
        ..List::default()
    };
    list.content("tracker.html")
}

/// `14 recommendations, 3 open, 2 overdue`.
fn lead(graph: &Graph, recommendations: &[BriefIx]) -> String {
    let is_open = |ix: &&BriefIx| graph[**ix].recommendation().is_some_and(|r| r.progress.is_open());
    let open = recommendations.iter().filter(is_open).count();
    let overdue = recommendations.iter().filter(|ix| facets::is_overdue(graph, **ix)).count();
    let mut parts = vec![graph.words.count("count_recommendations", recommendations.len())];
    parts.extend((open > 0).then(|| graph.words.count("count_still_open", open)));
    parts.extend((overdue > 0).then(|| graph.words.count("count_overdue", overdue)));
    parts.join(" · ")
}

fn top(graph: &Graph, lists: &Lists, current: &str) -> String {
    let row = |facet: Facet, parts: &[Part], all: Option<usize>| {
        if parts.is_empty() {
            return String::new();
        }
        let title = graph.words.term("facet", facet.key());
        let mut row = Facets::new(&title, Some(&title));
        for part in parts {
            row.link(&part.base, "", &part.label, Some(part.recommendations.len()), part.base == current);
        }
        if let Some(all) = all {
            row.link(ALL_ADDRESSEES, "", &graph.words.get("all_addressees"), Some(all), false);
        }
        row.html()
    };
    let addressees = lists.by_addressee();
    let all = Some(addressees.len()).filter(|all| *all > FIRST);
    let first = addressees.get(..FIRST.min(addressees.len())).unwrap_or_default();
    row(Facet::Progress, lists.by_progress(), None) + &row(Facet::Addressee, first, all)
}

/// A column of the table: the interface word of its head, and the value a reader may sort by. A column that no
/// recommendation of a list fills is not drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Recommendation,
    Progress,
    Priority,
    Due,
    Addressee,
}

impl Column {
    const ALL: [Self; 5] = [Self::Recommendation, Self::Progress, Self::Priority, Self::Due, Self::Addressee];

    const fn word_and_key(self) -> (&'static str, &'static str) {
        match self {
            Self::Recommendation => ("kind_recommendation", "title"),
            Self::Progress => ("facet_progress", "progress"),
            Self::Priority => ("facet_priority", "priority"),
            Self::Due => ("due", "until"),
            Self::Addressee => ("facet_addressee", "addressee"),
        }
    }

    fn is_filled(self, graph: &Graph, ix: BriefIx) -> bool {
        let Some(facts) = graph[ix].recommendation() else { return false };
        match self {
            Self::Recommendation | Self::Progress => true,
            Self::Priority => facts.priority.is_some(),
            Self::Due => facts.timeframe.as_ref().is_some_and(|timeframe| timeframe.due.is_some()),
            Self::Addressee => !facts.addressees.is_empty(),
        }
    }
}

fn table(graph: &Graph, part: &Part, number: usize) -> String {
    let mut out = String::with_capacity(32 * 1024);
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html::attribute(&mut out, "aria-label", &part.label);
    out.push_str("><table class=\"tracker\" data-rows><caption class=\"visually-hidden\">");
    html::text(&mut out, &part.label);
    out.push_str("</caption><thead><tr>");
    for (word, key) in part.columns.iter().map(|column| column.word_and_key()) {
        out.push_str("<th scope=\"col\"");
        html::attribute(&mut out, "data-key", key);
        out.push('>');
        html::text(&mut out, &graph.words.get(word));
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for ix in paging::of_page(&part.recommendations, number, address::PAGE) {
        table_row(&mut out, graph, *ix, &part.columns);
    }
    out.push_str("</tbody></table></div>\n");
    out
}

fn table_row(out: &mut String, graph: &Graph, ix: BriefIx, columns: &[Column]) {
    out.push_str("<tr data-row");
    rows::data(out, graph, ix);
    out.push('>');
    for column in columns {
        out.push_str(match column {
            Column::Recommendation => "<th scope=\"row\"",
            Column::Due => "<td class=\"date\"",
            _ => "<td",
        });
        if *column != Column::Recommendation {
            html::attribute(out, "data-label", &graph.words.get(column.word_and_key().0));
        }
        out.push('>');
        cell(out, graph, ix, *column);
        out.push_str(if *column == Column::Recommendation { "</th>" } else { "</td>" });
    }
    out.push_str("</tr>\n");
}

fn cell(out: &mut String, graph: &Graph, ix: BriefIx, column: Column) {
    let Some(facts) = graph[ix].recommendation() else { return };
    let words = &graph.words;
    match column {
        Column::Recommendation => {
            let name = reference(graph, ix);
            name.html(out);
            let action = unless_title(&name.title, &facts.action);
            if !action.is_empty() {
                out.push_str("<span class=\"tracker-action\" dir=\"auto\">");
                html::text(out, action);
                out.push_str("</span>");
            }
        }
        Column::Progress => html::badge(out, words, "progress", facts.progress.as_str()),
        Column::Priority => html::text(out, &facts.priority.as_ref().map(|p| words.term("priority", p.as_str())).unwrap_or_default()),
        Column::Due => {
            if let Some(due) = facts.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref()) {
                html::date(out, &words.date_in(None, due), &date_iso(due));
                out.push(' ');
            }
            if facets::is_overdue(graph, ix) {
                html::badge(out, words, "overdue", "");
            }
        }
        Column::Addressee => {
            let actors: Vec<_> = facets::addressees(graph, ix).into_iter().map(|actor| reference(graph, actor)).collect();
            html::links(out, &actors);
        }
    }
}

/// Every addressee with its counts, those asked most first.
fn addressees(graph: &Graph, lists: &Lists, number: usize) -> Content {
    let title = graph.words.get("all_addressees").into_owned();
    let name = graph.words.get("tracker").into_owned();
    let mut page = list::head(graph, "tracker", &title, ALL_ADDRESSEES, number);
    page.section = BASE.to_owned();
    page.breadcrumbs = super::frame::trail(&[(&name, BASE), (&page.title, "")]);
    let mut body_html = String::from("<ul class=\"register-top columns-list\">\n");
    for part in paging::of_page(lists.by_addressee(), number, ADDRESSEES) {
        body_html.push_str("<li><a");
        html::attribute(&mut body_html, "href", &part.base);
        body_html.push_str("><bdi>");
        html::text(&mut body_html, &part.label);
        body_html.push_str("</bdi></a> <span class=\"quiet\">");
        html::text(&mut body_html, &part.lead);
        body_html.push_str("</span></li>\n");
    }
    body_html.push_str("</ul>\n");
    let list = List {
        page,
        title,
        kicker: name,
        kicker_href: BASE.to_owned(),
        lead: graph.words.count("count_actors", lists.by_addressee().len()),
        body_html,
        pager: paging::pager(ALL_ADDRESSEES, number, paging::pages(lists.by_addressee().len(), ADDRESSEES)),
        ..List::default()
    };
    list.content("list.html")
}
