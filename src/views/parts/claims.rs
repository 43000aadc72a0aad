//! Who says what: one event's matrix of matters and speakers, and lists of claims from several events.

use super::page::{BriefPage, escaped};
use crate::graph::{ClaimAt, Contested, Issue};
use crate::model::terms::{Matter, Reliability, Stance};
use crate::model::{BriefIx, Claim, Event, Kinds, Target};
use crate::text::edtf::Day;
use crate::views::card::{self, Ref};
use serde::Serialize;

/// One claim as its component takes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimRow {
    /// The element's id; empty away from the event's own page.
    pub id: String,
    /// What the speaker does with the proposition.
    pub stance: Stance,
    /// The words, with their links.
    pub text_html: String,
    /// BCP 47 of the words, where it is not the page's.
    pub lang: String,
    /// The speaker; a matrix says it in its columns, and in the cells only where there is no room for columns.
    pub by: Option<Ref>,
    /// The matter; empty in a matrix, whose row says it.
    pub about_text: String,
    /// The answer given; empty where it has none.
    pub value_html: String,
    /// When it was said, in words.
    pub date_text: String,
    /// The words as spoken.
    pub original: Option<OriginalRow>,
    /// Admiralty rating: the claim's own, else the source's reliability.
    pub rating: Option<RatingRow>,
    /// Numbers of its sources.
    pub citation_html: String,
    /// Whether all its sources share one origin.
    pub uncorroborated: bool,
    /// Whether the same speaker has revised it since.
    pub superseded: bool,
    /// The claim it answers.
    pub responds_to: Option<Ref>,
    /// The event; none on the event's own page.
    pub event: Option<Ref>,
}

/// Words in their own language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OriginalRow {
    /// The words.
    pub text: String,
    /// BCP 47.
    pub lang: String,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
}

/// An Admiralty rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RatingRow {
    /// Letter, or empty.
    pub reliability: &'static str,
    /// 1–6, or 0 for none.
    pub credibility: u8,
}

/// Rows are matters, columns are speakers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// Columns.
    pub speakers: Vec<Ref>,
    /// Rows, in the model's order of matters.
    pub rows: Vec<MatrixRow>,
}

/// One matter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatrixRow {
    /// The matter in words.
    pub about: String,
    /// Whether accounts differ.
    pub contested: bool,
    /// By column: the speaker's claims on it, oldest first.
    pub cells: Vec<Vec<ClaimRow>>,
}

/// The matrix of an event's own claims; none where it has no claims.
pub fn matrix(page: &mut BriefPage<'_>, event: &Event) -> Option<Matrix> {
    let mut speakers: Vec<Ref> = Vec::new();
    for claim in &event.claims {
        let by = speaker(page, claim);
        if !speakers.contains(&by) {
            speakers.push(by);
        }
    }
    let contested = page.graph.contested(page.ix);
    let rows = Matter::ALL.iter().filter_map(|matter| matrix_row(page, event, *matter, &speakers, contested));
    let rows: Vec<MatrixRow> = rows.collect();
    (!rows.is_empty()).then_some(Matrix { speakers, rows })
}

fn matrix_row(page: &mut BriefPage<'_>, event: &Event, matter: Matter, speakers: &[Ref], contested: &[Contested]) -> Option<MatrixRow> {
    let mut claims: Vec<&Claim> = event.claims.iter().filter(|claim| claim.about.value == matter).collect();
    if claims.is_empty() {
        return None;
    }
    claims.sort_by_key(|claim| day(claim));
    let mut cells: Vec<Vec<ClaimRow>> = vec![Vec::new(); speakers.len()];
    for claim in &claims {
        let by = speaker(page, claim);
        let is_superseded = claims.iter().any(|other| speaker(page, other) == by && revises(page, other, claim));
        let column = speakers.iter().position(|speaker| *speaker == by);
        let row = ClaimRow { superseded: is_superseded, by: Some(by), ..own_row(page, claim) };
        if let Some(cell) = column.and_then(|at| cells.get_mut(at)) {
            cell.push(row);
        }
    }
    let contested = contested.iter().any(|one| one.issue == Issue::Matter(matter));
    Some(MatrixRow { about: page.term("about", matter.as_str()), contested, cells })
}

/// A claim of the page's own event.
fn own_row(page: &mut BriefPage<'_>, claim: &Claim) -> ClaimRow {
    let text_html = page.text_of(&claim.id.value, &claim.text);
    let citation_html = page.citation(&claim.sources);
    let has_translation = page.translation().is_none_or(|translation| translation.claims.contains_key(&claim.id.value));
    let own_lang = card::brief_lang(page.graph, page.brief());
    let lang = if has_translation { "" } else { own_lang };
    let row = row(page, page.ix, claim);
    ClaimRow { id: claim.id.value.to_string(), text_html, citation_html, lang: lang.to_owned(), ..row }
}

/// Claims of several events, with speaker, matter and event said in each.
pub fn list(page: &mut BriefPage<'_>, claims: &[ClaimAt]) -> Vec<ClaimRow> {
    let mut rows = Vec::with_capacity(claims.len());
    for at in claims {
        let Some(claim) = page.graph.claim(*at) else { continue };
        let event = &page.graph[at.event];
        let translated = page.lang.and_then(|lang| event.translations.get(lang)).and_then(|t| t.claims.get(&claim.id.value));
        let text_html = page.graph.prose(at.event, page.lang, translated.unwrap_or(&claim.text), &mut page.numbering);
        let written = if translated.is_some() { page.tag } else { card::brief_lang(page.graph, event) };
        let lang = if written == page.tag { "" } else { written };
        let citation_html = page.citation(&claim.sources);
        let part = Some(at.claim);
        rows.push(ClaimRow {
            text_html,
            citation_html,
            lang: lang.to_owned(),
            // On the speaker's own page its name goes without saying.
            by: Some(speaker(page, claim)).filter(|by| by.href != page.address()),
            about_text: page.term("about", claim.about.value.as_str()),
            event: Some(Ref { title: page.reference(at.event).title, ..page.target(Target { brief: at.event, part }) }),
            ..row(page, at.event, claim)
        });
    }
    rows
}

/// What every form of a claim shows.
fn row(page: &BriefPage<'_>, event: BriefIx, claim: &Claim) -> ClaimRow {
    let answered = claim.responds_to.iter().find_map(|reference| page.graph.answered(event, reference));
    let original = claim.original.as_ref().map(|original| OriginalRow {
        text: original.text.value.to_string(),
        lang: original.lang.value.to_string(),
        dir: card::dir(&original.lang.value),
    });
    ClaimRow {
        id: String::new(),
        stance: claim.stance.value,
        text_html: String::new(),
        lang: String::new(),
        by: None,
        about_text: String::new(),
        value_html: value(page, claim),
        date_text: claim.date.as_ref().map(|date| page.date(date)).unwrap_or_default(),
        original,
        rating: rating(page, claim),
        citation_html: String::new(),
        uncorroborated: page.graph.is_uncorroborated(claim),
        superseded: false,
        responds_to: answered.map(|target| answer(page, event, target)),
        event: None,
    }
}

/// The claim that is answered: by its speaker where it is on the same page, else by its event.
fn answer(page: &BriefPage<'_>, event: BriefIx, target: Target) -> Ref {
    let claims = page.graph[target.brief].event().map_or(&[][..], |event| &event.claims[..]);
    let speaker = target.part.and_then(|part| claims.get(usize::from(part))).map(|claim| speaker(page, claim).title);
    let to = page.target(target);
    let href = match page.graph.part_id(target) {
        Some(id) if target.brief == page.ix && event == page.ix => format!("#{id}"),
        _ => to.href,
    };
    Ref { title: speaker.unwrap_or(to.title), href, ..page.reference(target.brief) }
}

/// Who speaks: a brief, or the author's words for one that leads nowhere.
fn speaker(page: &BriefPage<'_>, claim: &Claim) -> Ref {
    let by = claim.by.as_ref().and_then(|by| page.link(by, Kinds::SPEAKER));
    by.unwrap_or_else(|| Ref::plain(page.word("speaker_unknown")))
}

/// The answer: a brief, or a word.
fn value(page: &BriefPage<'_>, claim: &Claim) -> String {
    let Some(value) = &claim.value else { return String::new() };
    match page.graph.target(value, Kinds::ANY) {
        Some(target) => {
            let mut html = String::new();
            page.target(target).html(&mut html);
            html
        }
        None => value.words().map(|word| escaped(&page.term("value", word))).unwrap_or_default(),
    }
}

/// The claim's own rating; for what it leaves open, the reliability of the first rated source.
fn rating(page: &BriefPage<'_>, claim: &Claim) -> Option<RatingRow> {
    let own = claim.rating.as_ref();
    let of_source = || {
        let sources = page.graph.briefs_of(&claim.sources, Kinds::SOURCE).into_iter();
        sources.filter_map(|ix| page.graph[ix].source()?.reliability.as_ref()).map(|r| r.value).next()
    };
    let reliability = own.and_then(|rating| rating.reliability.as_ref()).map(|r| r.value).or_else(of_source);
    let credibility = own.and_then(|rating| rating.credibility.as_ref()).map_or(0, |c| c.value);
    let is_rated = reliability.is_some() || credibility > 0;
    is_rated.then(|| RatingRow { reliability: reliability.map_or("", Reliability::as_str), credibility })
}

/// Whether `later` is a later word of the same speaker that gives another answer or takes the first back.
fn revises(page: &BriefPage<'_>, later: &Claim, earlier: &Claim) -> bool {
    let answer = |claim: &Claim| {
        let value = claim.value.as_ref()?;
        page.graph.target(value, Kinds::ANY).map(Ok).or_else(|| value.words().map(|word| Err(word.to_lowercase())))
    };
    let is_later = matches!((day(later), day(earlier)), (Some(later), Some(earlier)) if later > earlier);
    is_later && (later.stance.value == Stance::Retracts || (answer(later).is_some() && answer(later) != answer(earlier)))
}

fn day(claim: &Claim) -> Option<Day> {
    claim.date.as_ref().map(|date| date.earliest())
}
