//! Who says what, over the whole casebook: contested matters first, then claims that no second origin bears out, then
//! every claim by event. One sequence in pages of fifty; links at the top lead to where each part begins.

use super::card::{Ref, reference};
use super::list::{self, Facets, List};
use super::{address, html, paging};
use crate::graph::{ClaimAt, Contested, Graph, Issue};
use crate::markup::Numbering;
use crate::model::{BriefIx, Claim, Figure, Kind, Kinds, Reference, Target};
use crate::plan::{Content, Plan};
use crate::text::edtf::{Day, Edtf, iso};
use std::cmp::Reverse;
use std::sync::Arc;

const BASE: &str = "/claims.html";

/// The parts of the sequence, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Contested,
    Uncorroborated,
    All,
}

impl Part {
    const ORDER: [Self; 3] = [Self::Contested, Self::Uncorroborated, Self::All];

    const fn id(self) -> &'static str {
        match self {
            Self::Contested => "contested",
            Self::Uncorroborated => "uncorroborated",
            Self::All => "all",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Contested => "contested_matters",
            Self::Uncorroborated => "uncorroborated_claims",
            Self::All => "all_claims",
        }
    }
}

/// One entry of the sequence.
#[derive(Clone, Copy, Debug)]
enum Item {
    /// A contested matter of an event, by position.
    Matter(BriefIx, usize),
    /// A claim, under its part.
    Claim(Part, ClaimAt),
}

impl Item {
    const fn part(self) -> Part {
        match self {
            Self::Matter(..) => Part::Contested,
            Self::Claim(part, _) => part,
        }
    }
}

/// How many matters are contested.
pub fn contested_count(graph: &Graph) -> usize {
    graph.all_contested().map(|(_, matters)| matters.len()).sum()
}

/// Plans the pages of claims.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let items = Arc::new(items(graph));
    let pages = paging::pages(items.len(), address::PAGE);
    for number in 1..=pages {
        let items = Arc::clone(&items);
        plan.page("claims", address::numbered(BASE, number), None, move |graph| page(graph, &items, (number, pages)));
    }
}

fn items(graph: &Graph) -> Vec<Item> {
    let mut matters: Vec<(Option<Day>, BriefIx, usize)> =
        graph.all_contested().flat_map(|(event, of)| of.iter().enumerate().map(move |(at, matter)| (matter.since, event, at))).collect();
    matters.sort_unstable_by_key(|(since, event, at)| (Reverse(*since), *event, *at));
    let mut items: Vec<Item> = matters.into_iter().map(|(_, event, at)| Item::Matter(event, at)).collect();
    let undated = graph.of_kind(Kind::Event).filter(|ix| graph[*ix].event().is_some_and(|event| event.date.is_none()));
    let events: Vec<BriefIx> = graph.chronology().iter().rev().copied().chain(undated).collect();
    for part in [Part::Uncorroborated, Part::All] {
        for event in &events {
            for (at, claim) in graph[*event].event().iter().flat_map(|event| event.claims.iter().enumerate()) {
                if part == Part::All || graph.is_uncorroborated(claim) {
                    items.push(Item::Claim(part, ClaimAt { event: *event, claim: u16::try_from(at).unwrap_or(u16::MAX) }));
                }
            }
        }
    }
    items
}

/// Where a part lies in the sequence: its first position, and one past its last.
fn range(items: &[Item], part: Part) -> (usize, usize) {
    (items.partition_point(|item| item.part() < part), items.partition_point(|item| item.part() <= part))
}

fn page(graph: &Graph, items: &[Item], (number, pages): (usize, usize)) -> Content {
    let title = graph.words.get("claims").into_owned();
    let mut page = list::overview(graph, "claims", &title, BASE, number);
    let lead = [Part::Contested, Part::All].map(|part| {
        let (from, to) = range(items, part);
        graph.words.count(if part == Part::All { "count_claims" } else { "count_contested" }, to - from)
    });
    let lead = lead.join(" · ");
    page.description = format!("{}: {lead}", graph.config.title);
    let mut parts = Facets::new(&title, None);
    for part in Part::ORDER {
        let (from, to) = range(items, part);
        let first = address::numbered(BASE, from / address::PAGE + 1);
        let href = if first == page.address { format!("#{}", part.id()) } else { format!("{first}#{}", part.id()) };
        if to > from {
            parts.link(&href, "", &graph.words.get(part.title()), Some(to - from), false);
        }
    }
    let list = List {
        page,
        title,
        lead,
        facets_html: if items.is_empty() { String::new() } else { parts.html() },
        body_html: body(graph, items, number),
        is_empty: items.is_empty(),
        pager: paging::pager(BASE, number, pages),
        ..List::default()
    };
    list.content("claims.html")
}

fn body(graph: &Graph, items: &[Item], number: usize) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let shown = paging::of_page(items, number, address::PAGE);
    for group in shown.chunk_by(|a, b| a.part() == b.part()) {
        let Some(part) = group.first().map(|item| item.part()) else { continue };
        let (from, to) = range(items, part);
        list::open_section(
            &mut out,
            part.id(),
            &graph.words.get(part.title()),
            Some(to - from),
            &graph.words.get(&format!("{}_note", part.title())),
        );
        let mut heading = None;
        out.push_str("<ul class=\"claims\">\n");
        for item in group {
            match item {
                Item::Matter(event, at) => {
                    graph.contested(*event).get(*at).into_iter().for_each(|matter| contested(&mut out, graph, *event, matter));
                }
                Item::Claim(_, at) => {
                    let is_first = heading.replace(at.event) != Some(at.event);
                    claim_item(&mut out, graph, *at, is_first);
                }
            }
        }
        out.push_str("</ul>\n");
        list::close_section(&mut out);
    }
    out
}

/// What is disputed, by whom, since when, and each account in its speaker's words.
fn contested(out: &mut String, graph: &Graph, event: BriefIx, matter: &Contested) {
    out.push_str("<li class=\"dispute\"><p class=\"dispute-matter\">");
    html::text(out, &issue(graph, &matter.issue));
    if let Some(day) = matter.since {
        out.push_str(" <span class=\"quiet\">");
        let since = Edtf::parse(&iso(day)).map(|date| graph.words.date_in(None, &date)).unwrap_or_default();
        html::text(out, &graph.words.fill("disputed_since", &[("date", &since)]));
        out.push_str("</span>");
    }
    out.push_str("</p><p class=\"dispute-event\">");
    reference(graph, event).html(out);
    out.push_str("</p><ul class=\"accounts\">\n");
    let facts = graph[event].event();
    for at in &matter.claims {
        if let Some(claim) = facts.and_then(|facts| facts.claims.get(usize::from(*at))) {
            out.push_str("<li>");
            claim_words(out, graph, event, *at, claim, false);
            out.push_str("</li>\n");
        }
    }
    for at in &matter.figures {
        if let Some(figure) = facts.and_then(|facts| facts.figures.get(usize::from(*at))) {
            figure_words(out, graph, figure);
        }
    }
    out.push_str("</ul></li>\n");
}

/// The words for what is at issue.
pub fn issue(graph: &Graph, issue: &Issue) -> String {
    match issue {
        Issue::Matter(matter) => graph.words.term("about", matter.as_str()),
        Issue::Figure(measure, None) => graph.words.fill("number_of", &[("measure", measure)]),
        Issue::Figure(measure, Some(of)) => graph.words.fill("number_of_group", &[("measure", measure), ("of", of)]),
    }
}

fn claim_item(out: &mut String, graph: &Graph, at: ClaimAt, names_event: bool) {
    let Some(claim) = graph.claim(at) else { return };
    out.push_str("<li>");
    if names_event {
        out.push_str("<p class=\"dispute-event\">");
        reference(graph, at.event).html(out);
        out.push_str("</p>");
    }
    claim_words(out, graph, at.event, at.claim, claim, true);
    out.push_str("</li>\n");
}

fn claim_words(out: &mut String, graph: &Graph, event: BriefIx, at: u16, claim: &Claim, names_matter: bool) {
    let words = &graph.words;
    out.push_str("<div class=\"claim\"><p class=\"claim-head\">");
    speaker(out, graph, claim.by.as_ref());
    html::badge(out, words, "stance", claim.stance.as_str());
    if names_matter {
        out.push_str(" <span class=\"claim-about\">");
        html::text(out, &words.term("about", claim.about.as_str()));
        out.push_str("</span>");
    }
    out.push_str("</p><p class=\"claim-text\" dir=\"auto\"><a");
    html::attribute(out, "href", &graph.href(Target { brief: event, part: Some(at) }));
    out.push('>');
    html::text(out, &graph.inline(event, None, &claim.text, &mut Numbering::default()).plain);
    out.push_str("</a></p><p class=\"claim-foot\"><span class=\"claim-date\">");
    match &claim.date {
        Some(date) => html::text(out, &words.date_in(None, date)),
        None => html::text(out, &words.get("undated")),
    }
    out.push_str("</span> ");
    sources(out, graph, &claim.sources);
    if graph.is_uncorroborated(claim) {
        html::badge(out, words, "uncorroborated", "");
    }
    out.push_str("</p></div>");
}

fn figure_words(out: &mut String, graph: &Graph, figure: &Figure) {
    out.push_str("<li><div class=\"claim\"><p class=\"claim-head\">");
    speaker(out, graph, figure.by.as_ref().or(figure.sources.first()));
    out.push_str("<span class=\"figure-value\">");
    html::text(out, &figure_text(figure));
    out.push_str("</span></p><p class=\"claim-foot\">");
    if let Some(date) = &figure.as_of {
        out.push_str("<span class=\"claim-date\">");
        html::text(out, &graph.words.date_in(None, date));
        out.push_str("</span> ");
    }
    sources(out, graph, &figure.sources);
    out.push_str("</p></div></li>\n");
}

/// `2–4`, `3`, `3 (2–4)`.
fn figure_text(figure: &Figure) -> String {
    let number = |n: f64| format!("{n}");
    let best = figure.best.as_ref().map(|best| number(best.value));
    let range = figure.bounds().map(|(low, high)| if low < high { format!("{}–{}", number(low), number(high)) } else { number(low) });
    match (best, range) {
        (Some(best), Some(range)) if best != range => format!("{best} ({range})"),
        (best, range) => best.or(range).unwrap_or_default(),
    }
}

fn speaker(out: &mut String, graph: &Graph, by: Option<&Reference>) {
    let Some(by) = by else { return };
    let found = graph.brief(by, Kinds::SPEAKER).map(|ix| reference(graph, ix));
    let Some(by) = found.or_else(|| by.words().map(Ref::plain)) else { return };
    out.push_str("<span class=\"claim-by\">");
    by.html(out);
    out.push_str("</span> ");
}

fn sources(out: &mut String, graph: &Graph, sources: &[Reference]) {
    let sources: Vec<_> = graph.briefs_of(sources, Kinds::SOURCE).into_iter().map(|ix| reference(graph, ix)).collect();
    if !sources.is_empty() {
        out.push_str("<span>");
        html::links(out, &sources);
        out.push_str("</span> ");
    }
}
