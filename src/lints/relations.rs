//! Relations that cannot be: wholes inside their parts, effects before causes, allegations nobody makes.

use super::{Scan, at};
use crate::diagnostic::{Diagnostic, Problems, code};
use crate::graph::{Graph, Link};
use crate::model::relation::EFFECT_OF_CAUSE;
use crate::model::{BriefIx, Spanned};
use crate::text::edtf::Edtf;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

pub(super) fn run(scan: &Scan<'_>, problems: &mut Problems) {
    cycles(scan.graph, problems);
    for link in scan.graph.links() {
        time_travel(scan.graph, link, problems);
        allegation(scan.graph, link, problems);
    }
    for ix in scan.graph.all() {
        dates_within(scan.graph, ix, problems);
    }
}

fn name<'g>(graph: &'g Graph, link: &Link) -> &'g str {
    graph.relation_type(link.relation).map_or("", |relation| &relation.name)
}

fn cycles(graph: &Graph, problems: &mut Problems) {
    let parts = || graph.links().iter().filter(|link| name(graph, link) == "part-of");
    let edges: DiGraphMap<u32, ()> = parts().map(|link| (link.from.0, link.to.0)).collect();
    for mut component in tarjan_scc(&edges) {
        component.sort_unstable();
        let alone = component.len() == 1 && component.first().is_none_or(|one| !edges.contains_edge(*one, *one));
        if alone {
            continue;
        }
        let inside = |ix: BriefIx| component.binary_search(&ix.0).is_ok();
        let names: Vec<&str> = component.iter().map(|ix| &*graph[BriefIx(*ix)].id).collect();
        let mut stated = parts().filter(|link| inside(link.from) && inside(link.to)).flat_map(|link| &link.statements);
        if let Some((statement, relation)) = stated.find_map(|s| Some((s, graph.stated(*s)?))) {
            let message = format!("part-of runs in a circle: {}", names.join(" → "));
            let diagnostic = at(&graph[statement.brief], code::RELATION_CYCLE, relation.span, message);
            problems.push(diagnostic.help("a whole cannot be part of its own part; take one of the relations out"));
        }
    }
}

fn event_date(graph: &Graph, ix: BriefIx) -> Option<&Spanned<Edtf>> {
    graph.all_briefs().get(ix.index())?.event()?.date.as_ref()
}

fn time_travel(graph: &Graph, link: &Link, problems: &mut Problems) {
    if !EFFECT_OF_CAUSE.contains(&name(graph, link)) {
        return;
    }
    let (Some(effect), Some(cause)) = (event_date(graph, link.from), event_date(graph, link.to)) else { return };
    if effect.latest() >= cause.earliest() {
        return;
    }
    for statement in &link.statements {
        let Some(relation) = graph.stated(*statement) else { continue };
        let message = format!(
            "{} ({}) is dated before {} ({}), which it {}",
            graph[link.from].id,
            effect.as_str(),
            graph[link.to].id,
            cause.as_str(),
            name(graph, link)
        );
        problems.push(at(&graph[statement.brief], code::TIME_TRAVEL, relation.span, message).help("check both dates and the direction"));
    }
}

fn allegation(graph: &Graph, link: &Link, problems: &mut Problems) {
    if !graph.relation_type(link.relation).is_some_and(|relation| relation.allegation) {
        return;
    }
    for statement in &link.statements {
        let Some(relation) = graph.stated(*statement).filter(|relation| relation.according_to.is_empty()) else { continue };
        let message = format!("{} is an allegation, and nobody is named who makes it", &*relation.relation.value);
        let diagnostic = at(&graph[statement.brief], code::UNATTRIBUTED_ALLEGATION, relation.span, message);
        problems.push(diagnostic.help("add according_to: with the actor or source that says so"));
    }
}

/// Dates of one brief that contradict each other: known before it happened, answered before it was asked.
fn dates_within(graph: &Graph, ix: BriefIx, problems: &mut Problems) {
    let brief = &graph[ix];
    let mut report = |early: &Spanned<Edtf>, late: &Spanned<Edtf>, what: &str| {
        if late.latest() < early.earliest() {
            let message = format!("{what} ({}) is dated before {}", late.as_str(), early.as_str());
            let diagnostic: Diagnostic = at(brief, code::TIME_TRAVEL, late.span, message);
            problems.push(diagnostic.help("check both dates"));
        }
    };
    if let Some(event) = brief.event()
        && let (Some(date), Some(reported)) = (&event.date, &event.reported)
    {
        report(date, reported, "becoming known");
    }
    if let Some(recommendation) = brief.recommendation()
        && let Some(issued) = &recommendation.issued
    {
        recommendation.log.iter().for_each(|entry| report(issued, &entry.date, "a log entry"));
        recommendation.response.iter().filter_map(|r| r.date.as_ref()).for_each(|date| report(issued, date, "a response"));
    }
}
