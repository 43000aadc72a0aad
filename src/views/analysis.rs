//! The page of an analysis: the question and the key judgements first, then the argument, assumptions, indicators and
//! competing hypotheses.

use super::card::Ref;
use super::drawn::{self, Reader};
use super::frame::PageHead;
use super::parts::end::{self, End};
use super::parts::facts::{self, Fact, Facts, Value, date_value};
use super::parts::further::{Further, related};
use super::parts::head::{self, Head, Picture};
use super::parts::page::{BriefPage, escaped};
use super::parts::plan::of_kind;
use super::parts::relations;
use super::parts::rows::{self, Row};
use crate::graph::Graph;
use crate::model::analysis::{Ach, Evidence, Judgement};
use crate::model::terms::{AssumptionStatus, Confidence, Consistency, Direction, Impact, IndicatorState};
use crate::model::{Analysis, BriefIx, Kind, Kinds, Spanned};
use crate::plan::{Content, Plan};
use serde::Serialize;

/// The context of `analysis.html`.
#[derive(Serialize)]
struct Context {
    page: PageHead,
    head_html: String,
    /// The summary, where the head does not say it already.
    summary: String,
    facts_html: String,
    contents_html: String,
    picture: Option<Picture>,
    tags_html: String,
    body_html: String,
    judgements: Vec<JudgementRow>,
    assumptions: Vec<AssumptionRow>,
    indicators: Vec<IndicatorRow>,
    ach: Option<Matrix>,
    recommendations: Listed,
    about: Listed,
    /// Relations, and links to further pages of them.
    relations_html: String,
    end: End,
}

/// Rows, finished, and how many there are.
#[derive(Serialize)]
struct Listed {
    html: String,
    count: usize,
}

#[derive(Serialize)]
struct JudgementRow {
    id: String,
    text_html: String,
    /// The scale with its range marked.
    likelihood_html: String,
    confidence: Option<Confidence>,
    confidence_basis_html: String,
    horizon_text: String,
    based_on: Vec<Ref>,
    assumptions: Vec<Ref>,
    would_change_if: Vec<Ref>,
    citation_html: String,
}

#[derive(Serialize)]
struct AssumptionRow {
    id: String,
    text_html: String,
    status: Option<AssumptionStatus>,
    impact: Option<Impact>,
}

#[derive(Serialize)]
struct IndicatorRow {
    id: String,
    text_html: String,
    direction: Option<Direction>,
    state: IndicatorState,
    as_of_text: String,
    citation_html: String,
}

/// The matrix of competing hypotheses.
#[derive(Serialize)]
struct Matrix {
    hypotheses: Vec<HypothesisRow>,
    rows: Vec<EvidenceRow>,
}

#[derive(Serialize)]
struct HypothesisRow {
    id: String,
    text_html: String,
    score: String,
    /// Whether no other has a lower score.
    best: bool,
}

#[derive(Serialize)]
struct EvidenceRow {
    evidence: Option<Ref>,
    text_html: String,
    credibility: u8,
    weight: String,
    undiagnostic: bool,
    /// By hypothesis; a dash where the evidence was not rated against it.
    ratings: Vec<&'static str>,
}

/// Adds a page for every analysis.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    of_kind(graph, plan, Kind::Analysis, make);
}

fn make(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Content {
    let page = &mut BriefPage::new(graph, ix, lang);
    let Some(own) = page.brief().analysis() else { return Content::Bytes(Vec::new()) };
    let facts = facts(page);
    let question = own.question.as_ref().map(|question| page.plain(ix, question)).unwrap_or_default();
    let judgements: Vec<JudgementRow> = own.judgements.iter().map(|judgement| judgement_row(page, own, judgement)).collect();
    let assumptions: Vec<AssumptionRow> = own.assumptions.iter().map(|one| assumption(page, one)).collect();
    let indicators: Vec<IndicatorRow> = own.indicators.iter().map(|one| indicator(page, one)).collect();
    let ach = own.ach.as_ref().map(|ach| matrix(page, ach));
    let edges = related(page, 1);
    let mut relations = relations::groups(page, &edges);
    relations.extend(relations::dangling(page));
    let end = end::end(page);
    let (recommendations, about) = live(page, own);
    let relation_pages = Further::Relations.count(graph, ix);
    let page_head = PageHead::of_brief(graph, ix, lang);
    let head = head(page, own, question);
    let listed = |rows: Vec<Row>| Listed { html: rows::html(page, &rows), count: rows.len() };
    let mut context = Context {
        head_html: head.html(page, &page_head.title),
        summary: if page_head.description == head.lead { String::new() } else { page.lead() },
        page: page_head,
        contents_html: String::new(),
        picture: head::picture(page),
        tags_html: head::tags_html(page),
        body_html: page.text().map(|text| text.html.to_string()).unwrap_or_default(),
        facts_html: facts::html(page, &facts),
        judgements,
        assumptions,
        indicators,
        ach,
        recommendations: listed(recommendations),
        about: listed(about),
        relations_html: relations::html(page, &relations) + &Further::Relations.pages_html(page, 1, relation_pages),
        end,
    };
    let before: &[(&str, &'static str)] = if context.judgements.is_empty() { &[] } else { &[("judgements", "key_judgements")] };
    let contents = head::contents(page, before, &context.sections());
    context.contents_html = head::contents_html(page, &contents);
    Content::Template { name: "analysis.html", context: Box::new(context) }
}

impl Context {
    /// The sections that are there, for the contents list.
    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let mut sections = Vec::new();
        sections.extend((!self.assumptions.is_empty()).then_some(("assumptions", "assumptions")));
        sections.extend((!self.indicators.is_empty()).then_some(("indicators", "indicators")));
        sections.extend(self.ach.is_some().then_some(("ach", "competing_hypotheses")));
        sections.extend((!self.recommendations.html.is_empty()).then_some(("recommendations", "kind_recommendations")));
        sections.extend((!self.about.html.is_empty()).then_some(("about", "about")));
        sections.extend((!self.relations_html.is_empty()).then_some(("relations", "relations")));
        sections.extend(self.end.sections());
        sections
    }
}

fn head(page: &BriefPage<'_>, own: &Analysis, question: String) -> Head {
    let mut meta = vec![date_value(page, &own.published).html];
    let cutoff = own.information_cutoff.as_ref();
    meta.extend(
        cutoff.map(|date| format!("<span class=\"quiet\">{}</span> {}", page.word("information_cutoff"), date_value(page, date).html)),
    );
    let lead = if question.is_empty() || page.lang.is_some() { page.lead() } else { question };
    Head { lead, meta, ..Head::default() }
}

/// The facts card of an analysis.
pub fn facts(page: &mut BriefPage<'_>) -> Vec<Fact> {
    let brief = page.brief();
    let Some(own) = brief.analysis() else { return Vec::new() };
    let mut facts = Facts::new(page);
    facts.date("published", Some(&own.published));
    facts.date("information_cutoff", own.information_cutoff.as_ref().map(|date| &date.value));
    let authors = &facts.page.graph.config.authors;
    let name = |key: &str| authors.get(key).map_or_else(|| key.to_owned(), |author| author.name.clone());
    let authors = brief.common.authors.iter().map(|key| Value::text(name(key))).collect();
    facts.all("authors", authors);
    let about = facts.page.links(&own.about, Kinds::ANY).iter().map(Value::reference).collect();
    facts.all("about", about);
    let ids = facts::ids(facts.page);
    facts.all("ids", ids);
    facts.finish()
}

fn judgement_row(page: &mut BriefPage<'_>, own: &Analysis, judgement: &Judgement) -> JudgementRow {
    let id = format!("likelihood-{}", judgement.id.value);
    let likelihood = judgement.likelihood.as_ref().and_then(|term| drawn::likelihood(&Reader::of_brief(page), &id, term));
    JudgementRow {
        id: judgement.id.value.to_string(),
        text_html: page.text_of(&judgement.id.value, &judgement.text),
        likelihood_html: likelihood.unwrap_or_default(),
        confidence: judgement.confidence.as_ref().map(|confidence| confidence.value),
        confidence_basis_html: page.optional(&judgement.confidence_basis).unwrap_or_default(),
        horizon_text: judgement.horizon.as_ref().map(|date| page.date(date)).unwrap_or_default(),
        based_on: page.links(&judgement.based_on, Kinds::ANY),
        assumptions: judgement.assumptions.iter().map(|id| local(page, id, assumption_text(own, id))).collect(),
        would_change_if: judgement.would_change_if.iter().map(|id| local(page, id, indicator_text(own, id))).collect(),
        citation_html: page.citation(&judgement.sources),
    }
}

fn assumption_text<'a>(own: &'a Analysis, id: &str) -> Option<&'a str> {
    own.assumptions.iter().find(|one| *one.id.value == *id).map(|one| &*one.text.value)
}

fn indicator_text<'a>(own: &'a Analysis, id: &str) -> Option<&'a str> {
    own.indicators.iter().find(|one| *one.id.value == *id).map(|one| &*one.text.value)
}

/// A link to an assumption or indicator below, by its words; plain where the id leads nowhere.
fn local(page: &BriefPage<'_>, id: &Spanned<Box<str>>, text: Option<&str>) -> Ref {
    let Some(text) = text else { return Ref::plain(&*id.value) };
    let translated = page.translation().and_then(|translation| translation.claims.get(&id.value));
    let words = page.plain(page.ix, translated.map_or(text, |text| text));
    Ref { href: format!("#{}", id.value), ..Ref::plain(words.trim_end_matches('.')) }
}

fn assumption(page: &mut BriefPage<'_>, one: &crate::model::analysis::Assumption) -> AssumptionRow {
    AssumptionRow {
        id: one.id.value.to_string(),
        text_html: page.text_of(&one.id.value, &one.text),
        status: one.status.as_ref().map(|status| status.value),
        impact: one.impact.as_ref().map(|impact| impact.value),
    }
}

fn indicator(page: &mut BriefPage<'_>, one: &crate::model::analysis::Indicator) -> IndicatorRow {
    IndicatorRow {
        id: one.id.value.to_string(),
        text_html: page.text_of(&one.id.value, &one.text),
        direction: one.direction.as_ref().map(|direction| direction.value),
        state: one.state.value,
        as_of_text: one.as_of.as_ref().map(|date| page.date(date)).unwrap_or_default(),
        citation_html: page.citation(&one.sources),
    }
}

fn matrix(page: &mut BriefPage<'_>, ach: &Ach) -> Matrix {
    let scores = ach.scores();
    let lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let hypotheses = ach.hypotheses.iter().zip(&scores).map(|(hypothesis, score)| HypothesisRow {
        id: format!("ach-{}", hypothesis.id.value),
        text_html: page.text_of(&hypothesis.id.value, &hypothesis.text),
        score: page.number(*score),
        best: (score - lowest).abs() < 1e-9,
    });
    let hypotheses = hypotheses.collect();
    let rows = ach.evidence.iter().map(|row| evidence(page, ach, row)).collect();
    Matrix { hypotheses, rows }
}

fn evidence(page: &mut BriefPage<'_>, ach: &Ach, row: &Evidence) -> EvidenceRow {
    let rating =
        |id: &str| row.ratings.iter().find(|(of, _)| *of.value == *id).map_or("–", |(_, rating)| Consistency::as_str(rating.value));
    EvidenceRow {
        evidence: row.reference.as_ref().and_then(|reference| page.link(reference, Kinds::ANY)),
        text_html: page.optional(&row.text).or_else(|| claim_text(page, row)).unwrap_or_default(),
        credibility: row.credibility.as_ref().map_or(6, |credibility| credibility.value),
        weight: page.number(row.weight()),
        undiagnostic: row.is_undiagnostic(),
        ratings: ach.hypotheses.iter().map(|hypothesis| rating(&hypothesis.id.value)).collect(),
    }
}

/// The words of a claim that is weighed, for a row without words of its own.
fn claim_text(page: &BriefPage<'_>, row: &Evidence) -> Option<String> {
    let target = page.graph.target(row.reference.as_ref()?, Kinds::ANY)?;
    let claim = page.graph[target.brief].event()?.claims.get(usize::from(target.part?))?;
    Some(escaped(&page.plain(target.brief, &claim.text)))
}

/// Recommendations and other briefs that the analysis is about, rests on or links to, as they stand now.
fn live(page: &BriefPage<'_>, own: &Analysis) -> (Vec<Row>, Vec<Row>) {
    let graph = page.graph;
    let mut about = graph.briefs_of(&own.about, Kinds::ANY);
    let related = graph.edges(page.ix).iter().map(|edge| edge.other);
    let resting = graph.resting_on(page.ix).iter().copied();
    let mut recommendations: Vec<BriefIx> =
        about.iter().copied().chain(related).chain(resting).filter(|ix| graph[*ix].kind == Kind::Recommendation).collect();
    recommendations.sort_unstable();
    recommendations.dedup();
    recommendations.truncate(Further::Resting.size());
    about.retain(|ix| graph[*ix].kind != Kind::Recommendation);
    (rows::recommendations(page, &recommendations), rows::briefs(page, &about))
}
