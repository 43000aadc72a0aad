//! Rows of briefs: recommendations with their progress, and what a recommendation or judgement rests on.

use super::head::{self, Badge};
use super::page::BriefPage;
use crate::graph::Graph;
use crate::model::terms::Priority;
use crate::model::{BriefIx, Kinds, Reference, Target};
use crate::views::card::{self, Ref, date_iso};
use crate::views::html;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Title in the reader's language where it exists, and where it leads.
    pub to: Ref,
    /// Whether the kind is said.
    pub show_kind: bool,
    /// Plain text.
    pub summary: String,
    /// In words.
    pub date_text: String,
    /// For full days.
    pub iso: String,
    /// Finished HTML.
    pub note_html: String,
    /// A short fact beside the badges.
    pub place: String,
    /// States.
    pub badges: Vec<Badge>,
}

/// Recommendations with what they ask, their progress, and by when.
pub fn recommendations(page: &BriefPage<'_>, list: &[BriefIx]) -> Vec<Row> {
    list.iter().filter_map(|ix| recommendation(page, *ix)).collect()
}

fn recommendation(page: &BriefPage<'_>, ix: BriefIx) -> Option<Row> {
    let facts = page.graph[ix].recommendation()?;
    let due = facts.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref());
    let has_translation = page.lang.is_some_and(|lang| page.graph[ix].translations.contains_key(lang));
    let summary = if has_translation { summary(page, ix) } else { facts.action.value.to_string() };
    let to = page.reference(ix);
    Some(Row {
        summary: card::unless_title(&to.title, &summary).to_owned(),
        place: due.map(|due| page.fill("due_by", &[("date", &page.date(due))])).unwrap_or_default(),
        badges: progress(page.graph, ix),
        ..row(to)
    })
}

/// Progress, priority, and whether it is overdue.
pub fn progress(graph: &Graph, ix: BriefIx) -> Vec<Badge> {
    let Some(facts) = graph[ix].recommendation() else { return Vec::new() };
    let mut badges = vec![Badge::new("progress", facts.progress.as_str())];
    badges.extend(is_overdue(graph, ix).then(|| Badge::new("overdue", "")));
    badges.extend(facts.priority.as_ref().map(|priority| Badge::new("priority", Priority::as_str(priority.value))));
    badges
}

/// Whether something may still come of it, and its last day has passed.
pub fn is_overdue(graph: &Graph, ix: BriefIx) -> bool {
    let Some(facts) = graph[ix].recommendation() else { return false };
    let due = facts.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref());
    facts.progress.is_open() && due.is_some_and(|due| due.latest() < graph.today)
}

/// What something rests on: each brief with its date and summary, each claim with its words.
pub fn basis(page: &mut BriefPage<'_>, references: &[Reference]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(references.len());
    for reference in references {
        match page.graph.target(reference, Kinds::ANY) {
            Some(target) => rows.push(target_row(page, target)),
            None => rows.extend(page.link(reference, Kinds::ANY).map(row)),
        }
    }
    rows
}

/// Briefs with their kind, date and summary.
pub fn briefs(page: &BriefPage<'_>, list: &[BriefIx]) -> Vec<Row> {
    list.iter().map(|ix| brief_row(page, *ix)).collect()
}

fn target_row(page: &mut BriefPage<'_>, target: Target) -> Row {
    let own = brief_row(page, target.brief);
    let Some(id) = page.graph.part_id(target) else { return own };
    let to = Ref { href: format!("{}#{id}", own.to.href), ..own.to };
    let brief = &page.graph[target.brief];
    let at = target.part.map(usize::from).unwrap_or_default();
    let claim = brief.event().and_then(|event| event.claims.get(at));
    let speaker = page.speaker(target);
    let judgement = brief.analysis().and_then(|analysis| analysis.judgements.get(at));
    let text = claim.map(|claim| &claim.text).or(judgement.map(|judgement| &judgement.text));
    let translated = page.lang.and_then(|lang| brief.translations.get(lang)).and_then(|t| t.claims.get(id));
    let words = translated.or(text).map(|text| page.graph.prose(target.brief, page.lang, text, &mut page.numbering)).unwrap_or_default();
    let note_html = match speaker {
        Some(speaker) => format!("<strong>{}</strong>: {words}", super::page::escaped(&speaker)),
        None => words,
    };
    Row { to, summary: String::new(), note_html, ..own }
}

fn brief_row(page: &BriefPage<'_>, ix: BriefIx) -> Row {
    let brief = &page.graph[ix];
    let date = brief.event().and_then(|event| event.date.as_ref());
    let date = date.or_else(|| brief.analysis().map(|analysis| &analysis.published));
    let date = date.or_else(|| brief.source().and_then(|source| source.issued.as_ref()));
    let contested = (!page.graph.contested(ix).is_empty()).then(|| Badge::new("contested", ""));
    let mut badges: Vec<Badge> = contested.into_iter().collect();
    badges.extend(progress(page.graph, ix));
    Row {
        show_kind: date.is_none(),
        summary: summary(page, ix),
        date_text: date.map(|date| page.date(date)).unwrap_or_default(),
        iso: date.map(|date| date_iso(date)).unwrap_or_default(),
        badges,
        ..row(page.reference(ix))
    }
}

fn summary(page: &BriefPage<'_>, ix: BriefIx) -> String {
    card::summary_in(page.graph, ix, page.lang).to_owned()
}

fn row(to: Ref) -> Row {
    let (summary, date_text, iso, note_html, place) = Default::default();
    Row { to, show_kind: false, summary, date_text, iso, note_html, place, badges: Vec::new() }
}

/// The rows as one list; nothing without rows.
pub fn html(page: &BriefPage<'_>, rows: &[Row]) -> String {
    let mut out = String::with_capacity(512 * rows.len());
    if rows.is_empty() {
        return out;
    }
    out.push_str("<ul class=\"rows\">\n");
    rows.iter().for_each(|row| push(&mut out, page, row));
    out.push_str("</ul>\n");
    out
}

fn push(out: &mut String, page: &BriefPage<'_>, row: &Row) {
    out.push_str("<li class=\"row");
    if let Some(kind) = row.to.kind {
        out.push_str(" kind-");
        out.push_str(kind.as_str());
    }
    if row.date_text.is_empty() {
        out.push_str("\">");
    } else {
        out.push_str(" row-dated\"><p class=\"row-date\">");
        html::date(out, &row.date_text, &row.iso);
        out.push_str("</p>");
    }
    out.push_str("<div class=\"row-main\">");
    if let Some(kind) = row.to.kind.filter(|_| row.show_kind) {
        out.push_str("<p class=\"row-kind\">");
        html::kind(out, kind, &page.term("kind", kind.as_str()));
        out.push_str("</p>");
    }
    out.push_str("<p class=\"row-title\">");
    row.to.html(out);
    out.push_str("</p>");
    push_texts(out, page, row);
    out.push_str("</div></li>\n");
}

/// What stands below a row's title.
fn push_texts(out: &mut String, page: &BriefPage<'_>, row: &Row) {
    if !row.summary.is_empty() {
        out.push_str("<p class=\"row-summary\"");
        html::attribute(out, "lang", row.to.lang.as_deref().unwrap_or_default());
        html::attribute(out, "dir", row.to.dir.unwrap_or("auto"));
        out.push('>');
        html::text(out, &row.summary);
        out.push_str("</p>");
    }
    if !row.note_html.is_empty() {
        for piece in ["<p class=\"row-note\" dir=\"auto\">", &row.note_html, "</p>"] {
            out.push_str(piece);
        }
    }
    if !row.place.is_empty() || !row.badges.is_empty() {
        out.push_str("<p class=\"row-meta\">");
        if !row.place.is_empty() {
            out.push_str("<span class=\"row-place\">");
            html::text(out, &row.place);
            out.push_str("</span> ");
        }
        head::badges(out, page, &row.badges);
        out.push_str("</p>");
    }
}
