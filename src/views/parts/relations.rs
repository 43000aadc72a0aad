//! Relations of a brief, grouped by type, and the sequence of an event: what came before, what it answers, what it led to.

use super::page::BriefPage;
use crate::graph::{Edge, Graph, Statement};
use crate::model::relation::EFFECT_OF_CAUSE;
use crate::model::{BriefIx, Kind, Kinds, Reference, Relation};
use crate::views::card::Ref;
use crate::views::html;
use std::borrow::Cow;

/// Relations of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationGroup {
    /// The type in words, as seen from the page's brief.
    pub title: String,
    /// By the other's place in the casebook.
    pub items: Vec<RelationRow>,
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationRow {
    /// The other end.
    pub to: Ref,
    /// When it held, or when the other event happened, in words.
    pub valid_text: String,
    /// An office.
    pub title: String,
    /// Notes of both sides, with their citations.
    pub note_html: String,
    /// Who says so.
    pub according_to: Vec<Ref>,
    /// Who says it is not so.
    pub disputed_by: Vec<Ref>,
    /// Numbers of the sources, where there is no note.
    pub citation_html: String,
}

/// Relations in groups; `edges` are some of the brief's own, in their order.
pub fn groups(page: &mut BriefPage<'_>, edges: &[Edge]) -> Vec<RelationGroup> {
    let mut groups: Vec<(&str, RelationGroup)> = Vec::new();
    for edge in edges {
        let word = page.graph.word(edge);
        let item = row(page, edge);
        match groups.last_mut() {
            Some((last, group)) if *last == word => group.items.push(item),
            _ => groups.push((word, RelationGroup { title: page.term("relation", word), items: vec![item] })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Relations whose other end leads nowhere: the author's words, where a site lets them pass.
pub fn dangling(page: &mut BriefPage<'_>) -> Vec<RelationGroup> {
    let brief = page.brief();
    let lost = brief.common.relations.iter().filter(|relation| page.graph.target(&relation.to, Kinds::ANY).is_none());
    let lost: Vec<_> = lost.filter_map(|relation| Some((relation, page.link(&relation.to, Kinds::ANY)?))).collect();
    let group = |(relation, to): (&crate::model::Relation, Ref)| {
        let mut item = empty(to);
        item.note_html = page.optional(&relation.note).unwrap_or_default();
        RelationGroup { title: page.term("relation", &relation.relation.value), items: vec![item] }
    };
    lost.into_iter().map(group).collect()
}

/// Whether a relation is one step of an event's sequence.
fn is_step(graph: &Graph, edge: &Edge) -> bool {
    let name = graph.relation_type(edge.relation).map_or("", |relation| &relation.name);
    EFFECT_OF_CAUSE.contains(&name) && graph[edge.other].kind == Kind::Event
}

/// The relations that the section of that name lists: an event's sequence shows its steps already, if it can show all.
pub fn listed(graph: &Graph, ix: BriefIx) -> Cow<'_, [Edge]> {
    let edges = graph.edges(ix);
    let is_event = graph[ix].kind == Kind::Event;
    if !is_event || edges.iter().filter(|edge| is_step(graph, edge)).count() > STEPS {
        return Cow::Borrowed(edges);
    }
    Cow::Owned(edges.iter().filter(|edge| !is_step(graph, edge)).copied().collect())
}

/// The steps of an event's sequence, a group for each relation: what came before it, what it answers, what it led to,
/// what came after.
pub fn sequence(page: &mut BriefPage<'_>) -> Vec<RelationGroup> {
    let steps: Vec<Edge> = page
        .graph
        .edges(page.ix)
        .iter()
        .filter(|edge| page.brief().kind == Kind::Event && is_step(page.graph, edge))
        .take(STEPS)
        .copied()
        .collect();
    let mut groups: Vec<((u8, &str), RelationGroup)> = Vec::new();
    for edge in steps {
        let word = page.graph.word(&edge);
        let order = match word {
            "follows" => 0,
            "precedes" => 3,
            _ if edge.forward => 1,
            _ => 2,
        };
        let mut item = row(page, &edge);
        let date = page.graph[edge.other].event().and_then(|event| event.date.as_ref());
        item.valid_text = date.map(|date| page.date(date)).unwrap_or_default();
        match groups.iter_mut().find(|(at, _)| *at == (order, word)) {
            Some((_, group)) => group.items.push(item),
            None => groups.push(((order, word), RelationGroup { title: page.term("relation", word), items: vec![item] })),
        }
    }
    groups.sort_by_key(|(order, _)| *order);
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Most steps one page draws.
const STEPS: usize = 60;

fn row(page: &mut BriefPage<'_>, edge: &Edge) -> RelationRow {
    let mut item = empty(page.reference(edge.other));
    let statements = page.graph.link_of(edge).map_or(&[][..], |link| &link.statements[..]);
    let stated: Vec<_> = statements.iter().filter_map(|statement| Some((*statement, page.graph.stated(*statement)?))).collect();
    for (_, relation) in &stated {
        if let Some(valid) = relation.valid.as_ref().filter(|_| item.valid_text.is_empty()) {
            item.valid_text = page.date(valid);
        }
        if let Some(title) = relation.title.as_ref().filter(|_| item.title.is_empty()) {
            item.title = title.value.to_string();
        }
        add(&mut item.according_to, page, &relation.according_to);
        add(&mut item.disputed_by, page, &relation.disputed_by);
    }
    push_notes(page, &stated, &mut item);
    item
}

/// Each note once, with the sources of all who wrote it; sources of a statement without a note where no note cites them.
fn push_notes(page: &mut BriefPage<'_>, stated: &[(Statement, &Relation)], item: &mut RelationRow) {
    let mut cited: Vec<Reference> = Vec::new();
    let mut written: Vec<&str> = Vec::new();
    for (statement, relation) in stated {
        let Some(note) = relation.note.as_ref().filter(|note| !written.contains(&note.value.trim())) else { continue };
        written.push(note.value.trim());
        let same = stated.iter().filter(|(_, other)| other.note.as_ref().is_some_and(|one| one.value.trim() == note.value.trim()));
        let sources = distinct(same.flat_map(|(_, other)| &other.sources), &[]);
        let html = page.graph.prose(statement.brief, page.lang, note, &mut page.numbering);
        item.note_html.push_str(if item.note_html.is_empty() { "" } else { " " });
        item.note_html.push_str(&html);
        item.note_html.push_str(&page.citation(&sources));
        cited.extend(sources);
    }
    let rest = distinct(stated.iter().filter(|(_, relation)| relation.note.is_none()).flat_map(|(_, relation)| &relation.sources), &cited);
    item.citation_html = page.citation(&rest);
}

/// References without those that were there before, each once.
fn distinct<'a>(references: impl Iterator<Item = &'a Reference>, before: &[Reference]) -> Vec<Reference> {
    let mut list: Vec<Reference> = Vec::new();
    for one in references {
        if !before.iter().chain(&list).any(|other| other.text == one.text) {
            list.push(one.clone());
        }
    }
    list
}

fn add(list: &mut Vec<Ref>, page: &BriefPage<'_>, references: &[Reference]) {
    for one in page.links(references, Kinds::SPEAKER) {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

fn empty(to: Ref) -> RelationRow {
    let (valid_text, title, note_html, citation_html) = Default::default();
    RelationRow { to, valid_text, title, note_html, according_to: Vec::new(), disputed_by: Vec::new(), citation_html }
}

/// Relations by type; nothing without any.
pub fn html(page: &BriefPage<'_>, groups: &[RelationGroup]) -> String {
    let mut out = String::with_capacity(512 * groups.len());
    if groups.is_empty() {
        return out;
    }
    out.push_str("<dl class=\"relations\">\n");
    for group in groups {
        out.push_str("<div class=\"relation-group\"><dt>");
        html::text(&mut out, &group.title);
        out.push_str("</dt>\n");
        for item in &group.items {
            out.push_str("<dd class=\"relation\">");
            push(&mut out, page, item);
            out.push_str("</dd>\n");
        }
        out.push_str("</div>\n");
    }
    out.push_str("</dl>\n");
    out
}

/// The steps of a sequence; nothing without any.
pub fn sequence_html(page: &BriefPage<'_>, groups: &[RelationGroup]) -> String {
    let mut out = String::with_capacity(512 * groups.len());
    if groups.is_empty() {
        return out;
    }
    out.push_str("<ol class=\"sequence\">\n");
    for group in groups {
        out.push_str("<li class=\"sequence-step\"><h3 class=\"sequence-title\">");
        html::text(&mut out, &group.title);
        out.push_str("</h3>\n<ul>\n");
        for item in &group.items {
            out.push_str("<li class=\"relation\">");
            push(&mut out, page, item);
            out.push_str("</li>\n");
        }
        out.push_str("</ul></li>\n");
    }
    out.push_str("</ol>\n");
    out
}

fn push(out: &mut String, page: &BriefPage<'_>, row: &RelationRow) {
    out.push_str("<p class=\"relation-to\">");
    row.to.html(out);
    html::aside(out, "relation-title", &row.title);
    html::aside(out, "relation-valid", &row.valid_text);
    if !row.note_html.is_empty() {
        out.push_str("</p><p class=\"relation-note\" dir=\"auto\">");
        out.push_str(&row.note_html);
    }
    out.push_str(&row.citation_html);
    out.push_str("</p>");
    if row.according_to.is_empty() && row.disputed_by.is_empty() {
        return;
    }
    out.push_str("<p class=\"relation-who\">");
    if !row.according_to.is_empty() {
        html::text(out, &page.word("according_to"));
        out.push(' ');
        html::links(out, &row.according_to);
    }
    if !row.disputed_by.is_empty() {
        out.push_str(if row.according_to.is_empty() { "" } else { "<span class=\"comma\">; </span>" });
        out.push_str("<span class=\"relation-disputed\">");
        html::text(out, &page.word("disputed_by"));
        out.push(' ');
        html::links(out, &row.disputed_by);
        out.push_str("</span>");
    }
    out.push_str("</p>");
}
