//! Figures side by side, a column for each speaker, never added up and never merged.

use super::page::BriefPage;
use crate::graph::Issue;
use crate::model::{Event, Figure, Kinds};
use crate::text::edtf::Day;
use crate::views::card::Ref;
use serde::Serialize;

/// Rows are what is counted, columns are speakers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureTable {
    /// Columns, in the order of their first figure.
    pub speakers: Vec<Ref>,
    /// Rows, in the order of their first figure.
    pub rows: Vec<FigureRow>,
}

/// One measure of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureRow {
    /// What is counted.
    pub measure: String,
    /// The group; empty for all.
    pub of: String,
    /// Whether speakers' latest figures do not overlap.
    pub contested: bool,
    /// By column: the speaker's figures, oldest first.
    pub cells: Vec<Vec<FigureCell>>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureCell {
    /// `84`, `70–94`, `84 (70–94)`.
    pub value: String,
    /// The day it was given, in words.
    pub as_of: String,
    /// Whether the same speaker has given a later one.
    pub superseded: bool,
    /// Numbers of its sources.
    pub citation_html: String,
    /// The desk's note.
    pub note_html: String,
}

/// The table of an event's figures; none where it has none.
pub fn table(page: &mut BriefPage<'_>, event: &Event) -> Option<FigureTable> {
    let mut speakers: Vec<Ref> = Vec::new();
    let mut groups: Vec<(&str, &str)> = Vec::new();
    for figure in &event.figures {
        let by = speaker(page, figure);
        if !speakers.contains(&by) {
            speakers.push(by);
        }
        if !groups.contains(&group(figure)) {
            groups.push(group(figure));
        }
    }
    let rows: Vec<FigureRow> = groups.into_iter().map(|group| row(page, event, group, &speakers)).collect();
    (!rows.is_empty()).then_some(FigureTable { speakers, rows })
}

fn row(page: &mut BriefPage<'_>, event: &Event, wanted: (&str, &str), speakers: &[Ref]) -> FigureRow {
    let mut figures: Vec<&Figure> = event.figures.iter().filter(|figure| group(figure) == wanted).collect();
    figures.sort_by_key(|figure| day(figure));
    let by: Vec<Ref> = figures.iter().map(|figure| speaker(page, figure)).collect();
    let mut cells: Vec<Vec<FigureCell>> = vec![Vec::new(); speakers.len()];
    for (at, (figure, speaker)) in figures.iter().zip(&by).enumerate() {
        let later = figures.iter().zip(&by).skip(at + 1);
        let superseded = later.clone().any(|(other, by)| by == speaker && day(other) > day(figure));
        let cell = FigureCell {
            value: value(page, figure),
            as_of: figure.as_of.as_ref().map(|date| page.date(date)).unwrap_or_default(),
            superseded,
            citation_html: page.citation(&figure.sources),
            note_html: page.optional(&figure.note).unwrap_or_default(),
        };
        if let Some(list) = speakers.iter().position(|one| one == speaker).and_then(|column| cells.get_mut(column)) {
            list.push(cell);
        }
    }
    let (measure, of) = wanted;
    let is_it = |issue: &Issue| matches!(issue, Issue::Figure(m, o) if (&**m, o.as_deref().unwrap_or_default()) == wanted);
    let contested = page.graph.contested(page.ix).iter().any(|one| is_it(&one.issue));
    FigureRow { measure: page.term("measure", measure), of: of.to_owned(), contested, cells }
}

/// A figure in digits, its best estimate first.
pub fn value(page: &BriefPage<'_>, figure: &Figure) -> String {
    let given = |number: &Option<crate::model::Spanned<f64>>| number.as_ref().map(|number| number.value);
    let range = figure.bounds().map(|(low, high)| match (given(&figure.low), given(&figure.high)) {
        (Some(_), None) if figure.best.is_none() => page.fill("at_least", &[("n", &page.number(low))]),
        (None, Some(_)) if figure.best.is_none() => page.fill("at_most", &[("n", &page.number(high))]),
        _ if low == high => page.number(low),
        _ => format!("{}–{}", page.number(low), page.number(high)),
    });
    let range = range.unwrap_or_default();
    match given(&figure.best) {
        Some(best) if page.number(best) != range => format!("{} ({range})", page.number(best)),
        _ => range,
    }
}

/// Who gives it: the speaker, else the first source.
pub fn speaker(page: &BriefPage<'_>, figure: &Figure) -> Ref {
    let by = figure.by.as_ref().and_then(|by| page.link(by, Kinds::SPEAKER));
    let by = by.or_else(|| figure.sources.first().and_then(|source| page.link(source, Kinds::SOURCE)));
    by.unwrap_or_else(|| Ref::plain(page.word("speaker_unknown")))
}

fn group(figure: &Figure) -> (&str, &str) {
    (&figure.measure, figure.of.as_ref().map_or("", |of| of))
}

fn day(figure: &Figure) -> Option<Day> {
    figure.as_of.as_ref().map(|date| date.earliest())
}
