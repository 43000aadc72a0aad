//! What every brief's page ends with: mentions elsewhere, the bibliography, history and corrections.

use super::further::Further;
use super::mentions;
use super::page::{BriefPage, escaped};
use crate::markup::{Destination, destination};
use crate::model::terms::CorrectionType;
use crate::model::{BriefIx, Kinds};
use crate::text::edtf::Edtf;
use crate::views::card::date_iso;
use crate::views::html;
use serde::Serialize;
use std::fmt::Write;

/// The last sections of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// How many briefs mention this one.
    pub mentioned: usize,
    /// The first page of mentions, and links to the others.
    pub mentions_html: String,
    /// How many sources there are.
    pub sourced: usize,
    /// Sources by number.
    pub sources_html: String,
    /// When it was made, changed, and is to be looked at again.
    pub history: Vec<DateRow>,
    /// Corrections first.
    pub corrections: Vec<CorrectionRow>,
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
    let mentions = mentions::groups(page, 0);
    End {
        mentioned: mentions::count(page.graph, page.ix),
        mentions_html: mentions::html(&mentions) + &Further::Mentions.pages_html(page, 1, Further::Mentions.count(page.graph, page.ix)),
        sourced: page.numbering.sources().len(),
        sources_html: bibliography(page),
        history: history(page),
        corrections: corrections.into_iter().map(|(_, correction)| correction).collect(),
    }
}

impl End {
    /// The sections that are there, for the contents list.
    pub fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let mut sections = Vec::new();
        sections.extend((!self.mentions_html.is_empty()).then_some(("mentions", "mentioned_in")));
        sections.extend((!self.sources_html.is_empty()).then_some(("sources", "kind_sources")));
        sections.extend((!self.corrections.is_empty()).then_some(("history", "history")));
        sections
    }
}

/// Every source cited or listed, by number, with the way back to each place; nothing without sources.
pub fn bibliography(page: &BriefPage<'_>) -> String {
    let sources = page.numbering.sources();
    let mut out = String::with_capacity(600 * sources.len());
    if sources.is_empty() {
        return out;
    }
    let words = ["about_this_source", "archived_copy", "reliability", "cited_at"].map(|key| page.word(key));
    out.push_str("<ol class=\"bibliography\">\n");
    for (at, (source, uses)) in sources.iter().enumerate() {
        entry(&mut out, page, (at + 1, *uses), *source, &words);
    }
    out.push_str("</ol>\n");
    out
}

/// One source: its entry, its own page, a lasting copy, how far it is trusted, and where it is cited on this page.
fn entry(out: &mut String, page: &BriefPage<'_>, (number, uses): (usize, u32), ix: BriefIx, words: &[String; 4]) {
    let [about, archived, reliability, cited] = words;
    let facts = page.graph[ix].source();
    let to = page.reference(ix);
    // Writing to a String cannot fail.
    let _ = write!(out, "<li id=\"ref-{number}\" value=\"{number}\"><p class=\"entry\" dir=\"auto\"");
    html::attribute(out, "lang", to.lang.as_deref().unwrap_or_default());
    out.push('>');
    out.push_str(&entry_html(page, ix));
    out.push_str("</p><p class=\"entry-meta\">");
    link(out, &to.href, "", about);
    let archive = facts.and_then(|facts| facts.archive.as_ref()).map(|archive| destination(&archive.url));
    if let Some(Destination::External(url)) = archive {
        link(out, &url, " rel=\"noreferrer\"", archived);
    }
    if let Some(letter) = facts.and_then(|facts| facts.reliability.as_ref()) {
        out.push_str("<span>");
        html::text(out, reliability);
        out.push_str(" <span class=\"rating\"><abbr");
        html::attribute(out, "title", &page.term("reliability", letter.as_str()));
        let _ = write!(out, ">{}</abbr></span></span> ", letter.as_str());
    }
    if uses > 0 {
        out.push_str("<span class=\"back\">");
        html::text(out, cited);
        for nth in 1..=uses {
            let _ = write!(out, " <a href=\"#cite-{number}-{nth}\">");
            out.push_str(&page.graph.words.digits(Some(page.tag), nth.to_string()));
            out.push_str("</a>");
        }
        out.push_str("</span>");
    }
    out.push_str("</p></li>\n");
}

fn link(out: &mut String, href: &str, rel: &str, words: &str) {
    if !href.is_empty() {
        out.push_str("<a");
        html::attribute(out, "href", href);
        out.push_str(rel);
        out.push('>');
        html::text(out, words);
        out.push_str("</a> ");
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
