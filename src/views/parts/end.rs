//! What every brief's page ends with: mentions elsewhere, the bibliography, history and corrections.

use super::further::{Further, MorePages};
use super::mentions::{self, MentionGroup};
use super::page::{BriefPage, escaped};
use crate::markup::{Destination, destination};
use crate::model::terms::CorrectionType;
use crate::model::{BriefIx, Kinds};
use crate::text::edtf::Edtf;
use crate::views::card::date_iso;
use serde::Serialize;

/// The last sections of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// How many briefs mention this one.
    pub mentioned: usize,
    /// The first page of mentions.
    pub mentions: Vec<MentionGroup>,
    /// The further pages of mentions.
    pub more_mentions: Option<MorePages>,
    /// Sources by number.
    pub sources: Vec<Entry>,
    /// When it was made, changed, and is to be looked at again.
    pub history: Vec<DateRow>,
    /// Corrections, newest first.
    pub corrections: Vec<CorrectionRow>,
}

/// One source of the bibliography.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The element's id.
    pub id: String,
    /// From 1.
    pub number: usize,
    /// The entry as the citation style writes it.
    pub html: String,
    /// The source's own page.
    pub href: String,
    /// A lasting copy.
    pub archive_href: String,
    /// Letter, or empty.
    pub reliability: &'static str,
    /// Where it is cited on this page.
    pub anchors: Vec<String>,
    /// BCP 47 of the entry, where not the page's.
    pub lang: String,
}

/// A date with the word for what happened then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateRow {
    /// What.
    pub term: String,
    /// When, in words.
    pub date_text: String,
    /// For full days.
    pub iso: String,
    /// Whether the day has passed on which it should have been looked at again.
    pub is_past: bool,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorrectionRow {
    /// In words.
    pub date_text: String,
    /// For full days.
    pub iso: String,
    /// What kind.
    #[serde(rename = "type")]
    pub correction_type: CorrectionType,
    /// What was wrong and what is right.
    pub text_html: String,
}

/// Makes the end of a page; everything that cites must have been made before.
pub fn end(page: &mut BriefPage<'_>) -> End {
    let mut corrections = Vec::new();
    for correction in &page.brief().common.corrections {
        let text_html = page.prose(&correction.text);
        corrections.push((
            correction.date.latest(),
            CorrectionRow {
                date_text: page.date(&correction.date),
                iso: date_iso(&correction.date),
                correction_type: correction.correction_type,
                text_html,
            },
        ));
    }
    corrections.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    for source in page.graph.briefs_of(&page.brief().common.sources, Kinds::SOURCE) {
        if source != page.ix {
            page.numbering.list(source);
        }
    }
    let starts = mentions::starts(page.graph, page.ix);
    let mentioned = if starts.len() > 1 { mentions::count(page.graph, page.ix) } else { 0 };
    let mentions = mentions::groups(page, 0);
    let here = mentions.iter().map(|group| group.items.len()).sum();
    End {
        mentioned: mentioned.max(here),
        mentions,
        more_mentions: Further::Mentions.pages(page, 1, starts.len()),
        sources: bibliography(page),
        history: history(page),
        corrections: corrections.into_iter().map(|(_, correction)| correction).collect(),
    }
}

impl End {
    /// The sections that are there, for the contents list.
    pub fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let mut sections = Vec::new();
        sections.extend((!self.mentions.is_empty()).then_some(("mentions", "mentioned_in")));
        sections.extend((!self.sources.is_empty()).then_some(("sources", "kind_sources")));
        sections.extend((!self.corrections.is_empty()).then_some(("history", "history")));
        sections
    }
}

/// Every source cited or listed, by number, with the way back to each place.
pub fn bibliography(page: &BriefPage<'_>) -> Vec<Entry> {
    let sources = page.numbering.sources().iter().enumerate();
    sources.map(|(at, (source, uses))| entry(page, at + 1, *source, *uses)).collect()
}

fn entry(page: &BriefPage<'_>, number: usize, ix: BriefIx, uses: u32) -> Entry {
    let facts = page.graph[ix].source();
    let archive = facts.and_then(|facts| facts.archive.as_ref()).map(|archive| destination(&archive.url));
    let to = page.reference(ix);
    Entry {
        id: format!("ref-{number}"),
        number,
        html: entry_html(page, ix),
        href: to.href,
        archive_href: if let Some(Destination::External(url)) = archive { url } else { String::new() },
        reliability: facts.and_then(|facts| facts.reliability.as_ref()).map_or("", |r| r.as_str()),
        anchors: (1..=uses).map(|nth| format!("#cite-{number}-{nth}")).collect(),
        lang: to.lang.unwrap_or_default(),
    }
}

/// The entry of the citation style; without one, title and publisher.
pub fn entry_html(page: &BriefPage<'_>, ix: BriefIx) -> String {
    let entry = page.graph.entry(ix);
    if !entry.is_empty() {
        return entry.to_owned();
    }
    let brief = &page.graph[ix];
    let mut html = escaped(&brief.common.title);
    if let Some(publisher) = brief.source().and_then(|source| source.publisher.as_ref()) {
        html.push_str(". ");
        html.push_str(&escaped(publisher));
    }
    html.push('.');
    html
}

fn history(page: &BriefPage<'_>) -> Vec<DateRow> {
    let common = &page.brief().common;
    let row =
        |key: &str, date: &Edtf, is_past: bool| DateRow { term: page.word(key), date_text: page.date(date), iso: date_iso(date), is_past };
    let created = common.created.as_ref().map(|date| row("created", date, false));
    let updated = common.updated.as_ref().map(|date| row("updated", date, false));
    let review = common.review_by.as_ref().map(|date| row("review_by", date, date.latest() < page.graph.today));
    created.into_iter().chain(updated).chain(review).collect()
}
