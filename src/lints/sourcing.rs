//! Every number and statement has a source; sources are independent, archived and enough.

use super::{Scan, at};
use crate::diagnostic::{Diagnostic, code};
use crate::graph::Graph;
use crate::model::{Brief, BriefIx, Claim, Event, Figure, Kinds};

/// How many independent origins confirm a statement (AJP-2.1: credibility 1, confirmed by other sources).
const CONFIRMED_BY: usize = 2;

pub(super) fn of_brief(scan: &Scan<'_>, ix: BriefIx, found: &mut Vec<Diagnostic>) {
    let graph = scan.graph;
    let brief = &graph[ix];
    if let Some(event) = brief.event() {
        event.claims.iter().for_each(|claim| found.extend(of_claim(graph, brief, claim)));
        event.figures.iter().for_each(|figure| found.extend(of_figure(graph, brief, figure)));
        found.extend(of_event(graph, ix, event));
    }
    if let Some(source) = brief.source()
        && let Some(url) = source.url.as_ref().filter(|_| source.archive.is_none())
    {
        let diagnostic = at(brief, code::NO_ARCHIVE, url.span, "no lasting copy is named; pages move and vanish");
        found.push(diagnostic.help("add archive: {url: …, date: …}"));
    }
}

fn of_claim(graph: &Graph, brief: &Brief, claim: &Claim) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if claim.sources.is_empty() {
        let message = format!("claim {} has no source", &*claim.id.value);
        found.push(at(brief, code::UNSOURCED_CLAIM, claim.span, message).help("name the source that reports it: sources: [id]"));
    }
    let credibility = claim.rating.as_ref().and_then(|rating| rating.credibility.as_ref());
    if let Some(credibility) = credibility.filter(|credibility| credibility.value == 1) {
        let origins = graph.origins(&claim.sources).len();
        if origins < CONFIRMED_BY {
            let message = format!("credibility 1 means confirmed by independent sources; this claim rests on {origins} origin");
            let help = "add a source of another origin, or rate it 2 or lower";
            found.push(at(brief, code::WEAK_CORROBORATION, credibility.span, message).help(help));
        }
    }
    found
}

fn of_figure(graph: &Graph, brief: &Brief, figure: &Figure) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let spoken_by_source = figure.by.as_ref().is_some_and(|by| graph.brief(by, Kinds::SOURCE).is_some());
    if figure.sources.is_empty() && !spoken_by_source {
        let message = format!("this number of {} has no source", &*figure.measure.value);
        found.push(at(brief, code::UNSOURCED_FIGURE, figure.span, message).help("name the source that reports it: sources: [id]"));
    }
    let value = |bound: &Option<crate::model::Spanned<f64>>| bound.as_ref().map(|bound| bound.value);
    let given: Vec<f64> = [&figure.low, &figure.best, &figure.high].into_iter().filter_map(value).collect();
    if given.is_empty() {
        found.push(at(brief, code::BAD_FIGURE, figure.span, "a figure without a number").help("give low, best or high"));
    } else if !given.is_sorted() || given.iter().any(|n| *n < 0.0 || !n.is_finite()) {
        let message = "a figure needs 0 ≤ low ≤ best ≤ high";
        found.push(at(brief, code::BAD_FIGURE, figure.span, message).help("check the three numbers"));
    }
    found
}

fn of_event(graph: &Graph, ix: BriefIx, event: &Event) -> Option<Diagnostic> {
    let brief = &graph[ix];
    let claims = event.claims.iter().flat_map(|claim| &claim.sources);
    let figures = event.figures.iter().flat_map(|figure| &figure.sources);
    let participants = event.participants.iter().flat_map(|participant| &participant.sources);
    let mut named = brief.common.sources.iter().chain(claims).chain(figures).chain(participants);
    let cited = graph.body(ix).map_or(&[][..], |body| body.original.numbering.sources());
    let span = brief.common.title.span;
    if named.next().is_none() && cited.is_empty() {
        let diagnostic = at(brief, code::UNSOURCED_EVENT, span, "this event names no source");
        return Some(diagnostic.help("add sources: [id], or sources on its claims and figures"));
    }
    graph.is_event_uncorroborated(ix).then(|| {
        let message = "everything said of this event goes back to one origin";
        at(brief, code::SINGLE_SOURCE, span, message).help("look for a source that reported it independently")
    })
}
