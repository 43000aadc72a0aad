//! What is new, updated and corrected, from the briefs' own dates first; corrections also by themselves.

use super::card::reference;
use super::list::{self, List};
use super::{address, html, paging};
use crate::graph::Graph;
use crate::markup::Numbering;
use crate::model::BriefIx;
use crate::model::common::Correction;
use crate::plan::{Content, Plan};
use crate::text::edtf::{Day, Edtf};
use std::cmp::Reverse;
use std::sync::Arc;

const BASE: &str = "/changes.html";
const CORRECTIONS: &str = "/corrections.html";

/// Changes listed; older ones stand on the pages of their briefs. A list without end would change every one of its
/// pages whenever a brief does.
const MOST: usize = 1_000;

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    newest: Reverse<Day>,
    /// The brief.
    pub brief: BriefIx,
    /// What happened to it.
    pub what: What,
}

/// What happened to a brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A correction, by position.
    Corrected(usize),
    /// Changed in substance.
    Updated,
    /// Published.
    New,
}

/// Every change first.
pub fn all(graph: &Graph) -> Vec<Change> {
    let mut changes = Vec::new();
    for brief in graph.all() {
        let common = &graph[brief].common;
        let mut add = |date: &Edtf, what| changes.push(Change { newest: Reverse(date.last_known()), brief, what });
        let published = graph[brief].analysis().map(|analysis| &analysis.published);
        let created = common.created.as_ref().or(published);
        created.into_iter().for_each(|date| add(date, What::New));
        // The day of a correction or of the first publication is no further update.
        let is_said = |date: &Edtf| created.is_some_and(|c| c.value == *date) || common.corrections.iter().any(|c| c.date.value == *date);
        common.updated.iter().filter(|date| !is_said(date)).for_each(|date| add(date, What::Updated));
        common.corrections.iter().enumerate().for_each(|(at, correction)| add(&correction.date, What::Corrected(at)));
    }
    // On one day, what weighs most comes first.
    changes.sort_unstable_by_key(|change| (change.newest, super::tags::position(graph[change.brief].kind), *change));
    changes
}

/// Plans the changes.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let mut changes = all(graph);
    let corrections: Vec<Change> = changes.iter().copied().filter(|change| matches!(change.what, What::Corrected(_))).collect();
    changes.truncate(MOST);
    for (base, word, changes) in [(BASE, "changes", changes), (CORRECTIONS, "corrections", corrections)] {
        let changes = Arc::new(changes);
        let pages = paging::pages(changes.len(), address::PAGE);
        for number in 1..=pages {
            let changes = Arc::clone(&changes);
            plan.page("changes", address::numbered(base, number), None, move |graph| page(graph, (base, word), &changes, number));
        }
    }
}

fn page(graph: &Graph, (base, word): (&str, &'static str), changes: &[Change], number: usize) -> Content {
    let title = graph.words.get(word).into_owned();
    let mut page = list::overview(graph, "changes", &title, base, number);
    let lead = graph.words.get(&format!("{word}_lead")).into_owned();
    page.description.clone_from(&lead);
    let mut body_html = String::with_capacity(16 * 1024);
    let shown = paging::of_page(changes, number, address::PAGE);
    for (at, day) in shown.chunk_by(|a, b| date(graph, a) == date(graph, b)).enumerate() {
        let Some(date) = day.first().and_then(|change| date(graph, change)) else { continue };
        list::open_section(&mut body_html, &format!("day-{}", at + 1), &graph.words.date_in(None, &date), None, "");
        body_html.push_str("<ul class=\"rows\">\n");
        day.iter().for_each(|change| row(&mut body_html, graph, change));
        body_html.push_str("</ul>\n");
        list::close_section(&mut body_html);
    }
    let pager = paging::pager(base, number, paging::pages(changes.len(), address::PAGE));
    List { page, title, lead, body_html, is_empty: changes.is_empty(), pager, ..List::default() }.content("changes.html")
}

/// The date a change carries.
pub fn date(graph: &Graph, change: &Change) -> Option<Edtf> {
    let brief = &graph[change.brief];
    let published = brief.analysis().map(|analysis| &analysis.published);
    let date = match change.what {
        What::New => brief.common.created.as_ref().or(published),
        What::Updated => brief.common.updated.as_ref(),
        What::Corrected(_) => correction(graph, change).map(|correction| &correction.date),
    };
    date.map(|date| date.value.clone())
}

fn correction<'g>(graph: &'g Graph, change: &Change) -> Option<&'g Correction> {
    let What::Corrected(at) = change.what else { return None };
    graph[change.brief].common.corrections.get(at)
}

/// The word for what happened.
pub fn word(graph: &Graph, change: &Change) -> String {
    match change.what {
        What::New => graph.words.get("change_new").into_owned(),
        What::Updated => graph.words.get("change_updated").into_owned(),
        What::Corrected(_) => {
            let of = correction(graph, change).map_or("correction", |correction| correction.correction_type.as_str());
            graph.words.term("correction", of)
        }
    }
}

fn row(out: &mut String, graph: &Graph, change: &Change) {
    let brief = &graph[change.brief];
    out.push_str("<li class=\"row row-dated kind-");
    out.push_str(brief.kind.as_str());
    out.push_str("\"><p class=\"row-date\">");
    html::text(out, &word(graph, change));
    out.push_str("</p><div class=\"row-main\"><p class=\"row-title\">");
    reference(graph, change.brief).html(out);
    out.push_str("</p>");
    if let Some(correction) = correction(graph, change) {
        out.push_str("<p class=\"row-summary\" dir=\"auto\">");
        html::text(out, &graph.inline(change.brief, None, &correction.text, &mut Numbering::default()).plain);
        out.push_str("</p>");
    }
    out.push_str("<p class=\"row-meta\"><span class=\"kind kind-");
    out.push_str(brief.kind.as_str());
    out.push_str("\">");
    html::text(out, &graph.words.term("kind", brief.kind.as_str()));
    out.push_str("</span></p></div></li>\n");
}
