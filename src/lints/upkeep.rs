//! Briefs that need a hand: undated, past their review, referred to by nothing.

use super::{Scan, at};
use crate::diagnostic::{Diagnostic, code};
use crate::graph::Graph;
use crate::model::{BriefIx, Kind};

pub(super) fn of_brief(scan: &Scan<'_>, ix: BriefIx, problems: &mut Vec<Diagnostic>) {
    let graph = scan.graph;
    let brief = &graph[ix];
    let title = brief.common.title.span;
    if brief.event().is_some_and(|event| event.date.is_none()) {
        let diagnostic = at(brief, code::UNDATED_EVENT, title, "this event has no date, so no timeline shows it");
        problems.push(diagnostic.help("a year or an interval will do: date: 2024, date: 2023-12/2024-01"));
    }
    if let Some(review) = brief.common.review_by.as_ref().filter(|review| review.latest() < graph.today) {
        let message = format!("this brief was to be reviewed by {}", review.as_str());
        problems.push(at(brief, code::STALE_BRIEF, review.span, message).help("review it, then move review_by"));
    }
    if is_orphan(graph, ix) {
        let message = format!("nothing refers to {}", brief.name());
        problems.push(at(brief, code::ORPHAN_BRIEF, title, message).help("link it from a brief that concerns it, or leave it out"));
    }
}

/// An analysis is where readers enter; an event or recommendation is reached through its actors.
fn is_orphan(graph: &Graph, ix: BriefIx) -> bool {
    let brief = &graph[ix];
    let reached_through_actors = brief.event().is_some_and(|event| !event.participants.is_empty())
        || brief.recommendation().is_some_and(|recommendation| !recommendation.addressees.is_empty());
    brief.kind != Kind::Analysis
        && !reached_through_actors
        && graph.backlinks(ix).is_empty()
        && graph.edges(ix).is_empty()
        && graph.events_of(ix).is_empty()
        && graph.addressed_to(ix).is_empty()
        && graph.resting_on(ix).is_empty()
        && graph.claims_by(ix).is_empty()
        && graph.claims_about(ix).is_empty()
}
