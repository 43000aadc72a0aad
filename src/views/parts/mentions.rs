//! Where a brief is mentioned: each place with its sentence, grouped by kind. Long lists continue on pages of their own.

use super::page::{BriefPage, escaped};
use crate::graph::{Backlink, Graph, How};
use crate::model::{BriefIx, Kind};
use crate::views::card::Ref;
use crate::views::html;

/// Briefs that one page lists.
pub const PAGE: usize = 40;

/// Sentences shown of one brief; on long lists one, so that a page of forty stays light.
const SENTENCES: usize = 2;

/// Mentions from one kind of brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionGroup {
    /// The kind.
    pub kind: Kind,
    /// Its plural in words.
    pub title: String,
    /// One for each brief.
    pub items: Vec<MentionRow>,
}

/// One brief that mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionRow {
    /// The brief.
    pub from: Ref,
    /// When it happened, was made or published, in words.
    pub date_text: String,
    /// The fields that refer, in words.
    pub relation_text: String,
    /// Sentences as HTML.
    pub sentences_html: Vec<String>,
}

/// How many briefs mention this one.
pub fn count(graph: &Graph, ix: BriefIx) -> usize {
    by_brief(graph.backlinks(ix)).count()
}

/// Where a page of mentions begins, as a position in the backlinks; pages count from 1.
pub fn start(graph: &Graph, ix: BriefIx, page: usize) -> usize {
    by_brief(graph.backlinks(ix)).take(page.saturating_sub(1) * PAGE).map(<[Backlink]>::len).sum()
}

/// One page of mentions, from a position in the backlinks.
pub fn groups(page: &BriefPage<'_>, start: usize) -> Vec<MentionGroup> {
    let backlinks = page.graph.backlinks(page.ix).get(start..).unwrap_or_default();
    let mut groups: Vec<MentionGroup> = Vec::new();
    let is_long = start > 0 || by_brief(backlinks).nth(PAGE / 2).is_some();
    let sentences = if is_long { 1 } else { SENTENCES };
    for mentions in by_brief(backlinks).take(PAGE) {
        let Some(first) = mentions.first() else { continue };
        let kind = page.graph[first.from].kind;
        let item = row(page, first.from, mentions, sentences);
        match groups.last_mut() {
            Some(group) if group.kind == kind => group.items.push(item),
            _ => groups.push(MentionGroup { kind, title: page.term("kind", kind.folder()), items: vec![item] }),
        }
    }
    groups
}

/// Backlinks stand in the order of the briefs they come from.
fn by_brief(backlinks: &[Backlink]) -> impl Iterator<Item = &[Backlink]> {
    backlinks.chunk_by(|a, b| a.from == b.from)
}

fn row(page: &BriefPage<'_>, from: BriefIx, mentions: &[Backlink], most: usize) -> MentionRow {
    let wanted = version(page, from);
    let has_wanted = mentions.iter().any(|mention| matches!(mention.how, How::Prose(_)) && mention.version == wanted);
    let shown = if has_wanted { wanted } else { 0 };
    let mut fields: Vec<String> = Vec::new();
    let mut sentences: Vec<String> = Vec::new();
    // What was written to be read comes before the words beside a field.
    let (prose, of_fields): (Vec<_>, Vec<_>) = mentions.iter().partition(|mention| matches!(mention.how, How::Prose(_)));
    for mention in prose.into_iter().chain(of_fields) {
        if let How::Field(field) = mention.how {
            let word = page.word(&format!("field_{}", field.replace('.', "_")));
            if !fields.contains(&word) {
                fields.push(word);
            }
        }
        let is_shown = matches!(mention.how, How::Field(_)) || mention.version == shown;
        // The words beside a figure are its measure, which says nothing by itself.
        if sentences.len() < most && is_shown && mention.sentence.contains(' ') {
            let words = match mention.how {
                How::Field(_) => page.plain(from, &mention.sentence),
                How::Prose(_) => mention.sentence.to_string(),
            };
            let html = escaped(&words);
            if !sentences.contains(&html) {
                sentences.push(html);
            }
        }
    }
    MentionRow { from: page.reference(from), date_text: date(page, from), relation_text: fields.join(", "), sentences_html: sentences }
}

/// The version of a brief that a reader of the page reads: 0 its own language, else its translations from 1.
fn version(page: &BriefPage<'_>, from: BriefIx) -> u8 {
    let mut languages = page.graph[from].translations.keys();
    let at = page.lang.and_then(|lang| languages.position(|key| **key == *lang));
    at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
}

/// The date a reader knows a brief by.
fn date(page: &BriefPage<'_>, ix: BriefIx) -> String {
    let brief = &page.graph[ix];
    let event = brief.event().and_then(|event| event.date.as_ref());
    let issued = brief.recommendation().and_then(|recommendation| recommendation.issued.as_ref());
    let published = brief.analysis().map(|analysis| &analysis.published);
    event.or(issued).or(published).map(|date| page.date(date)).unwrap_or_default()
}

/// Mentions by kind; nothing without any.
pub fn html(groups: &[MentionGroup]) -> String {
    let mut out = String::with_capacity(2_048 * groups.len());
    if groups.is_empty() {
        return out;
    }
    out.push_str("<div class=\"mentions\">\n");
    for group in groups {
        out.push_str("<h3 class=\"mentions-title\">");
        html::kind(&mut out, group.kind, &group.title);
        out.push_str("</h3>\n<ul>\n");
        group.items.iter().for_each(|item| push(&mut out, item));
        out.push_str("</ul>\n");
    }
    out.push_str("</div>\n");
    out
}

fn push(out: &mut String, row: &MentionRow) {
    out.push_str("<li class=\"mention\"><p class=\"mention-from\">");
    row.from.html(out);
    html::aside(out, "mention-relation", &row.relation_text);
    html::aside(out, "mention-date", &row.date_text);
    out.push_str("</p>");
    for sentence in &row.sentences_html {
        out.push_str("<p class=\"mention-sentence\"");
        html::attribute(out, "lang", row.from.lang.as_deref().unwrap_or_default());
        html::attribute(out, "dir", row.from.dir.unwrap_or("auto"));
        for piece in [">", sentence, "</p>"] {
            out.push_str(piece);
        }
    }
    out.push_str("</li>\n");
}
