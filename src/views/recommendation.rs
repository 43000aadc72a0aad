//! The page of a recommendation: who should do what by when, why, and what came of it.

use super::card::{Ref, date_iso};
use super::drawn::{self, Reader};
use super::frame::PageHead;
use super::parts::end::{self, End};
use super::parts::facts::{self, Fact, Facts, Value};
use super::parts::further::{Further, related};
use super::parts::head::{self, Head, Picture};
use super::parts::page::{BriefPage, escaped};
use super::parts::plan::of_kind;
use super::parts::relations::{self, RelationGroup};
use super::parts::rows;
use crate::graph::{Field, Graph, How};
use crate::model::recommendation::{LogEntry, Measure, Response};
use crate::model::terms::{Position, Progress};
use crate::model::{BriefIx, Kind, Kinds, Recommendation, Spanned};
use crate::plan::{Content, Plan};
use serde::Serialize;

/// The context of `recommendation.html`.
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
    basis_html: String,
    responses: Vec<ResponseRow>,
    log: Vec<LogRow>,
    /// The log on one line; empty where there is too little to draw.
    log_html: String,
    indicator: Option<MeasureRow>,
    risks: Vec<String>,
    depends_on_html: String,
    needed_by_html: String,
    supersedes_html: String,
    superseded_by_html: String,
    /// Relations, and links to further pages of them.
    relations_html: String,
    end: End,
}

/// What an addressee said.
#[derive(Serialize)]
struct ResponseRow {
    by: Ref,
    position: Position,
    date_text: String,
    note_html: String,
    citation_html: String,
}

/// One entry of the log.
#[derive(Serialize)]
struct LogRow {
    date_text: String,
    iso: String,
    progress: Progress,
    note_html: String,
    evidence: Vec<Ref>,
    citation_html: String,
}

/// How one would know.
#[derive(Serialize)]
struct MeasureRow {
    measure: String,
    baseline: String,
    target: String,
}

/// Adds a page for every recommendation.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    of_kind(graph, plan, Kind::Recommendation, make);
}

fn make(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Content {
    let page = &mut BriefPage::new(graph, ix, lang);
    let facts = facts(page);
    let Some(own) = page.brief().recommendation() else { return Content::Bytes(Vec::new()) };
    let basis = rows::basis(page, &own.based_on);
    let responses: Vec<ResponseRow> = own.response.iter().filter_map(|one| response(page, one)).collect();
    let log: Vec<LogRow> = own.log.iter().map(|entry| log_row(page, entry)).collect();
    let risks: Vec<String> = own.risks.iter().map(|risk| page.prose(risk)).collect();
    let edges = related(page, 1);
    let mut relations = relations::groups(page, &edges);
    relations.extend(relations::dangling(page));
    let end = end::end(page);
    let relation_pages = Further::Relations.count(graph, ix);
    let list = |briefs: &[BriefIx]| rows::html(page, &rows::recommendations(page, briefs));
    let named = |references| list(&graph.briefs_of(references, Kinds::RECOMMENDATION));
    let page_head = PageHead::of_brief(graph, ix, lang);
    let head = head(page, own);
    let why: &[(&str, &'static str)] = if basis.is_empty() { &[] } else { &[("why", "why")] };
    let context = Context {
        head_html: head.html(page, &page_head.title),
        summary: if page_head.description == head.lead { String::new() } else { page.lead() },
        page: page_head,
        contents_html: head::contents_html(page, &head::contents(page, why, &sections(own, &risks, &relations, &end))),
        picture: head::picture(page),
        tags_html: head::tags_html(page),
        body_html: page.text().map(|text| text.html.to_string()).unwrap_or_default(),
        depends_on_html: named(&own.depends_on),
        needed_by_html: list(&named_in(page, "depends_on")),
        supersedes_html: named(&own.supersedes),
        superseded_by_html: list(&named_in(page, "supersedes")),
        indicator: own.indicator.as_ref().map(measure),
        facts_html: facts::html(page, &facts),
        basis_html: rows::html(page, &basis),
        responses,
        log_html: if log.is_empty() {
            String::new()
        } else {
            drawn::history(&Reader::of_brief(page), "log-drawing", own).unwrap_or_default()
        },
        log,
        risks,
        relations_html: relations::html(page, &relations) + &Further::Relations.pages_html(page, 1, relation_pages),
        end,
    };
    Content::Template { name: "recommendation.html", context: Box::new(context) }
}

fn sections(own: &Recommendation, risks: &[String], relations: &[RelationGroup], end: &End) -> Vec<(&'static str, &'static str)> {
    let mut sections = Vec::new();
    sections.extend((!own.response.is_empty()).then_some(("responses", "responses")));
    sections.extend((!own.log.is_empty()).then_some(("log", "log")));
    sections.extend(own.indicator.is_some().then_some(("indicator", "how_one_would_know")));
    sections.extend((!risks.is_empty()).then_some(("risks", "risks")));
    sections.extend((!relations.is_empty()).then_some(("relations", "relations")));
    sections.extend(end.sections());
    sections
}

/// Who should do what by when, in one sentence and the facts beside it.
fn head(page: &BriefPage<'_>, own: &Recommendation) -> Head {
    let addressees: Vec<String> = page.links(&own.addressees, Kinds::ACTOR).iter().map(|to| Value::reference(to).html).collect();
    let due = own.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref());
    let mut meta = Vec::new();
    meta.extend(
        (!addressees.is_empty()).then(|| format!("<span class=\"quiet\">{}</span> {}", escaped(&page.word("to")), addressees.join(", "))),
    );
    meta.extend(due.map(|due| escaped(&page.fill("due_by", &[("date", &page.date(due))]))));
    Head {
        kicker: page.term("origin", own.origin.as_str()),
        natives: Vec::new(),
        // The action is the sentence; a translation has none, and its summary says it.
        lead: if page.lang.is_some() { page.lead() } else { own.action.value.to_string() },
        badges: rows::progress(page.graph, page.ix),
        meta,
    }
}

/// The facts card of a recommendation.
pub fn facts(page: &mut BriefPage<'_>) -> Vec<Fact> {
    let brief = page.brief();
    let Some(own) = brief.recommendation() else { return Vec::new() };
    let mut facts = Facts::new(page);
    let addressees = facts.page.links(&own.addressees, Kinds::ACTOR).iter().map(Value::reference).collect();
    facts.all("addressees", addressees);
    facts.term("progress", "progress", Some(own.progress.as_str()));
    facts.term("priority", "priority", own.priority.as_ref().map(|priority| priority.as_str()));
    let timeframe = own.timeframe.as_ref();
    facts.date("due", timeframe.and_then(|timeframe| timeframe.due.as_ref()).map(|due| &due.value));
    facts.term("horizon", "horizon", timeframe.and_then(|timeframe| timeframe.horizon.as_ref()).map(|horizon| horizon.as_str()));
    facts.term("origin", "origin", Some(own.origin.as_str()));
    let by = own.by.as_ref().and_then(|by| facts.page.link(by, Kinds::SPEAKER));
    facts.one("made_by", by.as_ref().map(Value::reference));
    facts.date("issued", own.issued.as_ref().map(|date| &date.value));
    let ids = facts::ids(facts.page);
    facts.all("ids", ids);
    facts.finish()
}

fn response(page: &mut BriefPage<'_>, one: &Response) -> Option<ResponseRow> {
    Some(ResponseRow {
        by: page.link(&one.by, Kinds::ACTOR)?,
        position: one.position.value,
        date_text: one.date.as_ref().map(|date| page.date(date)).unwrap_or_default(),
        note_html: page.optional(&one.note).unwrap_or_default(),
        citation_html: page.citation(&one.sources),
    })
}

fn log_row(page: &mut BriefPage<'_>, entry: &LogEntry) -> LogRow {
    LogRow {
        date_text: page.date(&entry.date),
        iso: date_iso(&entry.date),
        progress: entry.progress.value,
        note_html: page.optional(&entry.note).unwrap_or_default(),
        evidence: page.links(&entry.evidence, Kinds::ANY),
        citation_html: page.citation(&entry.sources),
    }
}

fn measure(own: &Measure) -> MeasureRow {
    let words = |text: &Option<Spanned<Box<str>>>| text.as_ref().map(|text| text.value.to_string()).unwrap_or_default();
    MeasureRow { measure: own.measure.value.to_string(), baseline: words(&own.baseline), target: words(&own.target) }
}

/// Recommendations that name this one in a field.
fn named_in(page: &BriefPage<'_>, field: Field) -> Vec<BriefIx> {
    let backlinks = page.graph.backlinks(page.ix).iter();
    let mut found: Vec<BriefIx> = backlinks.filter(|backlink| backlink.how == How::Field(field)).map(|backlink| backlink.from).collect();
    found.dedup();
    found
}
