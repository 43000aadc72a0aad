//! The analysis's own fields.

use super::fields::{Cx, Map};
use super::table::{ANY, Field, SOURCES, Shape, Vocabulary, field, required};
use super::tree::Node;
use super::value;
use crate::diagnostic::code;
use crate::model::Spanned;
use crate::model::analysis::{Ach, Analysis, Assumption, Evidence, Hypothesis, Indicator, Judgement};
use crate::model::terms::{AssumptionStatus, Confidence, Consistency, Direction, Impact, IndicatorState};
use crate::text::edtf::Edtf;
use crate::text::{escape, near};
use std::collections::BTreeSet;

/// Fields beside the shared ones.
pub const FIELDS: &[Field] = &[
    field("question", Shape::Prose, "what it answers", "\"Will either state strike again before 31 January 2025?\""),
    required("published", Shape::Date, "when it was published", "2024-02-10"),
    field("information_cutoff", Shape::Date, "nothing later was known", "2024-02-08"),
    field("about", Shape::List(&ANY), "briefs it is about", "[pakistan, iran]"),
    field(
        "judgements",
        Shape::List(&Shape::Map(JUDGEMENT)),
        "its key judgements",
        "[{id: kj1, text: \"… is unlikely …\", likelihood: unlikely, confidence: moderate, confidence_basis: \"…\", horizon: 2025-01-31}]",
    ),
    field(
        "assumptions",
        Shape::List(&Shape::Map(ASSUMPTION)),
        "what it takes as given",
        "[{id: a1, text: \"…\", status: supported, impact: high}]",
    ),
    field(
        "indicators",
        Shape::List(&Shape::Map(INDICATOR)),
        "what to watch",
        "[{id: i1, text: \"…\", direction: escalation, state: not-observed}]",
    ),
    field(
        "ach",
        Shape::Map(ACH),
        "Analysis of Competing Hypotheses (Heuer, ch. 8)",
        "{hypotheses: [{id: h1, text: \"…\"}, {id: h2, text: \"…\"}], evidence: [{ref: iran, credibility: 2, ratings: {h1: C, h2: N}}]}",
    ),
];

const JUDGEMENT: &[Field] = &[
    required("id", Shape::Id, "its name in this brief", "kj1"),
    required("text", Shape::Prose, "the sentence; it holds the likelihood's words", "\"… is unlikely …\""),
    field("likelihood", Shape::Vocabulary(Vocabulary::Likelihoods), "a word of the site's scale", "unlikely"),
    field("confidence", Shape::Word(Confidence::WORDS), "how good the evidence is, apart from likelihood (ICD 203)", "moderate"),
    field("confidence_basis", Shape::Prose, "why that confidence", "\"…\""),
    field("horizon", Shape::Date, "by when it can be judged", "2025-01-31"),
    field("based_on", Shape::List(&ANY), "briefs and claims it rests on", "[islamabad-fm-meeting]"),
    field("assumptions", Shape::List(&Shape::Id), "ids of assumptions of this analysis", "[]"),
    field("would_change_if", Shape::List(&Shape::Id), "ids of indicators of this analysis", "[]"),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

const ASSUMPTION: &[Field] = &[
    required("id", Shape::Id, "its name in this brief", "a1"),
    required("text", Shape::Prose, "the assumption", "\"…\""),
    field("status", Shape::Word(AssumptionStatus::WORDS), "how it stands after a check", "supported"),
    field("impact", Shape::Word(Impact::WORDS), "what its failure would mean", "high"),
];

const INDICATOR: &[Field] = &[
    required("id", Shape::Id, "its name in this brief", "i1"),
    required("text", Shape::Prose, "what would be seen", "\"…\""),
    field("direction", Shape::Word(Direction::WORDS), "where it points", "escalation"),
    field("state", Shape::Word(IndicatorState::WORDS), "whether it was seen; default not-observed", "not-observed"),
    field("as_of", Shape::Date, "the day the state was true", "2024-02-08"),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

const ACH: &[Field] = &[
    required("hypotheses", Shape::List(&Shape::Map(HYPOTHESIS)), "the answers that compete", "[{id: h1, text: \"…\"}]"),
    field("evidence", Shape::List(&Shape::Map(EVIDENCE)), "what bears on them", "[{ref: iran, credibility: 2, ratings: {h1: C}}]"),
];

const HYPOTHESIS: &[Field] =
    &[required("id", Shape::Id, "its name in this matrix", "h1"), required("text", Shape::Prose, "what it says", "\"…\"")];

const EVIDENCE: &[Field] = &[
    field("ref", ANY, "the brief or claim", "rask-police-station-attack"),
    field("text", Shape::Prose, "words, where no brief stands for it or to say more", "\"…\""),
    field("credibility", Shape::Whole(1, 6), "NATO AJP-2.1; weighs the row; default 6", "2"),
    required(
        "ratings",
        Shape::Pairs(&Shape::Word(Consistency::WORDS)),
        "by hypothesis: from CC very consistent to II very inconsistent",
        "{h1: C, h2: N}",
    ),
];

/// Reads them.
pub fn read(map: &Map<'_, '_>, cx: &mut Cx<'_>) -> Analysis {
    let analysis = Analysis {
        question: map.get("question", cx, value::prose),
        published: map.need("published", cx, value::date).unwrap_or_else(|| unknown_date(map)),
        information_cutoff: map.get("information_cutoff", cx, value::date),
        about: map.list("about", cx, value::reference),
        judgements: map.list("judgements", cx, judgement),
        assumptions: map.list("assumptions", cx, assumption),
        indicators: map.list("indicators", cx, indicator),
        ach: map.get("ach", cx, ach),
    };
    check_ids(&analysis, cx);
    analysis
}

/// Stands in for a date that is already reported as missing.
fn unknown_date(map: &Map<'_, '_>) -> Spanned<Edtf> {
    Spanned::new(Edtf::unknown(), map.head())
}

fn check_ids(analysis: &Analysis, cx: &mut Cx<'_>) {
    let assumptions = || analysis.assumptions.iter().map(|assumption| &assumption.id);
    let indicators = || analysis.indicators.iter().map(|indicator| &indicator.id);
    value::unique(analysis.judgements.iter().map(|judgement| &judgement.id).chain(assumptions()).chain(indicators()), "this analysis", cx);
    let (known_assumptions, known_indicators) = (ids(assumptions()), ids(indicators()));
    for judgement in &analysis.judgements {
        known(&judgement.assumptions, &known_assumptions, "assumption", cx);
        known(&judgement.would_change_if, &known_indicators, "indicator", cx);
    }
    if let Some(ach) = &analysis.ach {
        let hypotheses = || ach.hypotheses.iter().map(|hypothesis| &hypothesis.id);
        value::unique(hypotheses(), "`hypotheses`", cx);
        let known_hypotheses = ids(hypotheses());
        for row in &ach.evidence {
            known(row.ratings.iter().map(|(id, _)| id), &known_hypotheses, "hypothesis", cx);
        }
    }
}

/// Reports ids that are not among those declared.
fn known<'a>(used: impl IntoIterator<Item = &'a Spanned<Box<str>>>, declared: &BTreeSet<&str>, what: &str, cx: &mut Cx<'_>) {
    for id in used {
        if !declared.contains(&*id.value) {
            let help = near::did_you_mean(id, declared.iter().copied());
            let message = format!("no {what} `{}` in this analysis", escape::visible(id));
            cx.problem(code::UNRESOLVED_REFERENCE, id.span, message, help.unwrap_or_else(|| "declare it, or take it out".into()));
        }
    }
}

/// The ids of a list.
fn ids<'a>(declared: impl Iterator<Item = &'a Spanned<Box<str>>>) -> BTreeSet<&'a str> {
    declared.map(|id| &*id.value).collect()
}

fn judgement(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Judgement> {
    let map = Map::open(node, &[JUDGEMENT], cx)?;
    let id = map.need("id", cx, value::id);
    let text = map.need("text", cx, value::prose);
    let likelihood = map.get("likelihood", cx, likelihood);
    let confidence = map.get("confidence", cx, value::term);
    let confidence_basis = map.get("confidence_basis", cx, value::prose);
    let horizon = map.get("horizon", cx, value::date);
    let based_on = map.list("based_on", cx, value::reference);
    let assumptions = map.list("assumptions", cx, value::id);
    let would_change_if = map.list("would_change_if", cx, value::id);
    let sources = map.list("sources", cx, value::reference);
    let span = map.span;
    Some(Judgement {
        span,
        id: id?,
        text: text?,
        likelihood,
        confidence,
        confidence_basis,
        horizon,
        based_on,
        assumptions,
        would_change_if,
        sources,
    })
}

fn likelihood(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = value::scalar(node, "a word", cx)?;
    if !cx.words.likelihoods.contains(&written) {
        let words = cx.words;
        value::bad_word(node.span, written, &words.likelihoods, cx);
        return None;
    }
    Some(Spanned::new(written.into(), node.span))
}

fn assumption(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Assumption> {
    let map = Map::open(node, &[ASSUMPTION], cx)?;
    let id = map.need("id", cx, value::id);
    let text = map.need("text", cx, value::prose);
    let status = map.get("status", cx, value::term);
    let impact = map.get("impact", cx, value::term);
    Some(Assumption { span: map.span, id: id?, text: text?, status, impact })
}

fn indicator(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Indicator> {
    let map = Map::open(node, &[INDICATOR], cx)?;
    let id = map.need("id", cx, value::id);
    let text = map.need("text", cx, value::prose);
    let direction = map.get("direction", cx, value::term);
    let state = map.get("state", cx, value::term).unwrap_or_else(|| Spanned::new(IndicatorState::NotObserved, map.head()));
    let as_of = map.get("as_of", cx, value::date);
    let sources = map.list("sources", cx, value::reference);
    Some(Indicator { span: map.span, id: id?, text: text?, direction, state, as_of, sources })
}

fn ach(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Ach> {
    let map = Map::open(node, &[ACH], cx)?;
    let hypotheses = map.list("hypotheses", cx, hypothesis);
    if map.entry("hypotheses").is_none() {
        cx.problem(code::MISSING_FIELD, map.head(), "`hypotheses` is missing", "a matrix needs the answers that compete");
    }
    Some(Ach { span: map.span, hypotheses, evidence: map.list("evidence", cx, evidence) })
}

fn hypothesis(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Hypothesis> {
    let map = Map::open(node, &[HYPOTHESIS], cx)?;
    let (id, text) = (map.need("id", cx, value::id), map.need("text", cx, value::prose));
    Some(Hypothesis { id: id?, text: text? })
}

fn evidence(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Evidence> {
    let map = Map::open(node, &[EVIDENCE], cx)?;
    if map.entry("ref").is_none() && map.entry("text").is_none() {
        cx.problem(code::MISSING_FIELD, map.head(), "the evidence names nothing", "add `ref` or `text`");
    }
    if map.entry("ratings").is_none() {
        cx.problem(
            code::MISSING_FIELD,
            map.head(),
            "`ratings` is missing",
            "rate the evidence for each hypothesis, as in `ratings: {h1: C, h2: N}`",
        );
    }
    Some(Evidence {
        span: map.span,
        reference: map.get("ref", cx, value::reference),
        text: map.get("text", cx, value::prose),
        credibility: map.get("credibility", cx, value::credibility),
        ratings: map.pairs("ratings", cx, value::term),
    })
}
