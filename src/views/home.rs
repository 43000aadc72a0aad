//! The first page: what this is, the latest judgements, what changed, recent events, what became of recommendations.
//! A reader with four minutes has the answer in the first screen.

use super::card::{Ref, is_arabic, reference};
use super::facets;
use super::frame::PageHead;
use super::{address, changes, claims, rows, timeline};
use crate::graph::Graph;
use crate::markup::Numbering;
use crate::model::analysis::Judgement;
use crate::model::scale::Step;
use crate::model::terms::Confidence;
use crate::model::words::{Words, grouped};
use crate::model::{BriefIx, Kind, Target};
use crate::plan::{Content, Plan};
use serde::Serialize;
use std::cmp::Reverse;
use std::sync::Arc;

/// What `home.html` reads.
#[derive(Serialize)]
struct Home {
    page: PageHead,
    counts: Vec<Count>,
    judgements: Vec<Shown>,
    scale: Vec<ScaleStep>,
    /// No, half and full likelihood.
    ends: [String; 3],
    changes: Vec<Changed>,
    events_html: String,
    recommendations_html: String,
    recommendations_lead: String,
    analyses_html: String,
}

#[derive(Serialize)]
struct Count {
    label: String,
    href: String,
    count: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Shown {
    text: String,
    href: String,
    likelihood: Option<Likelihood>,
    confidence: Option<Confidence>,
    horizon_text: String,
    analysis: Ref,
    date_text: String,
}

#[derive(Serialize)]
struct Likelihood {
    word: String,
    range: String,
    low: u8,
    high: u8,
}

#[derive(Serialize)]
struct ScaleStep {
    low: u8,
    high: u8,
    text: String,
}

#[derive(Serialize)]
struct Changed {
    what: String,
    date_text: String,
    to: Ref,
}

/// What is shown of each list.
const JUDGEMENTS: usize = 3;
const CHANGES: usize = 8;
const EVENTS: usize = 6;
const RECOMMENDATIONS: usize = 6;
const ANALYSES: usize = 3;

/// What is found once and shown on the page.
struct Found {
    analyses: Vec<BriefIx>,
    changes: Vec<changes::Change>,
    recommendations: Vec<BriefIx>,
    open: usize,
    overdue: usize,
}

/// Plans the first page.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let found = Arc::new(find(graph));
    let updated = found.changes.first().and_then(|change| changes::date(graph, change)).map(|date| crate::text::edtf::iso(date.latest()));
    plan.page("home", "/index.html", updated, move |graph| page(graph, &found));
}

fn find(graph: &Graph) -> Found {
    let mut analyses: Vec<BriefIx> = graph.of_kind(Kind::Analysis).collect();
    analyses.sort_unstable_by_key(|ix| (Reverse(facets::dated(&graph[*ix]).map(|date| date.latest())), *ix));
    let mut changes = changes::all(graph);
    changes.retain(|change| graph[change.brief].kind != Kind::Source);
    changes.truncate(CHANGES);
    let is_open = |ix: &BriefIx| graph[*ix].recommendation().is_some_and(|r| r.progress.is_open());
    let mut recommendations: Vec<BriefIx> = graph.of_kind(Kind::Recommendation).filter(is_open).collect();
    let open = recommendations.len();
    let overdue = recommendations.iter().filter(|ix| facets::is_overdue(graph, **ix)).count();
    recommendations.sort_by_cached_key(|ix| super::tracker::urgency(graph, *ix));
    recommendations.truncate(RECOMMENDATIONS);
    Found { analyses, changes, recommendations, open, overdue }
}

fn page(graph: &Graph, found: &Found) -> Content {
    let mut page = PageHead::of_list(graph, "home", graph.config.title.clone(), "/index.html").with_foot(graph);
    page.description.clone_from(&graph.config.description);
    page.breadcrumbs.clear();
    let words = &graph.words;
    let scale = graph.config.likelihood_scale.steps();
    let chronology = graph.chronology();
    let recent = chronology.get(chronology.len().saturating_sub(EVENTS)..).unwrap_or_default();
    let mut events_html = String::new();
    recent.iter().rev().for_each(|ix| timeline::moment(&mut events_html, graph, *ix));
    let mut recommendations_html = String::new();
    found.recommendations.iter().for_each(|ix| rows::row(&mut recommendations_html, graph, *ix));
    let mut analyses_html = String::new();
    found.analyses.iter().take(ANALYSES).for_each(|ix| rows::row(&mut analyses_html, graph, *ix));
    let mut lead = vec![words.count("count_still_open", found.open)];
    lead.extend((found.overdue > 0).then(|| words.count("count_overdue", found.overdue)));
    page.arabic = [&events_html, &recommendations_html, &analyses_html].into_iter().any(|html| is_arabic(html));
    let context = Home {
        page,
        counts: counts(graph),
        judgements: judgements(graph, &found.analyses),
        scale: scale.iter().map(|step| ScaleStep { low: step.low, high: step.high, text: words.term("likelihood", step.term) }).collect(),
        ends: [0, 50, 100].map(|share| words.percent_in(None, share)),
        changes: found.changes.iter().filter_map(|change| changed(graph, change)).collect(),
        events_html,
        recommendations_html,
        recommendations_lead: lead.join(" · "),
        analyses_html,
    };
    Content::Template { name: "home.html", context: Box::new(context) }
}

fn counts(graph: &Graph) -> Vec<Count> {
    let kinds = [Kind::Analysis, Kind::Event, Kind::Actor, Kind::Recommendation, Kind::Source];
    let of_kind = |kind: Kind| Count {
        label: graph.words.term("kind", if graph.count(kind) == 1 { kind.as_str() } else { kind.folder() }),
        href: address::register(kind),
        count: grouped(graph.count(kind)),
        kind: kind.as_str(),
    };
    let mut counts: Vec<Count> = kinds.into_iter().filter(|kind| graph.count(*kind) > 0).map(of_kind).collect();
    let contested = claims::contested_count(graph);
    if contested > 0 {
        let label = graph.words.get(if contested == 1 { "contested_matter" } else { "contested_matters" }).into_owned();
        counts.push(Count { label, href: "/claims.html".to_owned(), count: grouped(contested), kind: "contested" });
    }
    counts
}

/// The first judgements of the latest analyses that make any.
fn judgements(graph: &Graph, analyses: &[BriefIx]) -> Vec<Shown> {
    let of = |ix: &BriefIx| {
        let judgements = graph[*ix].analysis().map(|analysis| analysis.judgements.as_slice()).unwrap_or_default();
        judgements.iter().enumerate().map(|(at, judgement)| shown(graph, *ix, at, judgement)).collect::<Vec<_>>()
    };
    analyses.iter().flat_map(of).take(JUDGEMENTS).collect()
}

fn shown(graph: &Graph, analysis: BriefIx, at: usize, judgement: &Judgement) -> Shown {
    let words = &graph.words;
    let step = judgement.likelihood.as_ref().and_then(|word| graph.config.likelihood_scale.step(word));
    let part = u16::try_from(at).ok();
    let published = graph[analysis].analysis().map(|analysis| words.date_in(None, &analysis.published));
    Shown {
        text: graph.inline(analysis, None, &judgement.text, &mut Numbering::default()).plain,
        href: graph.href(Target { brief: analysis, part }),
        likelihood: step.map(|step| likelihood(words, step)),
        confidence: judgement.confidence.as_ref().map(|confidence| confidence.value),
        horizon_text: judgement.horizon.as_ref().map(|date| words.date_in(None, date)).unwrap_or_default(),
        analysis: reference(graph, analysis),
        date_text: published.unwrap_or_default(),
    }
}

fn likelihood(words: &Words, step: Step) -> Likelihood {
    let range = words.percents_in(None, step.low, step.high);
    Likelihood { word: step.term.to_owned(), range, low: step.low, high: step.high }
}

fn changed(graph: &Graph, change: &changes::Change) -> Option<Changed> {
    let date = changes::date(graph, change)?;
    Some(Changed { what: changes::word(graph, change), date_text: graph.words.date_in(None, &date), to: reference(graph, change.brief) })
}
