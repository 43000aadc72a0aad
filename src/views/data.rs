//! The data beside every brief's page: `/actors/iran.json` with facts, relations, claims, figures, the card that
//! previews show, and the Markdown. With `offline: true` the card stands in a script of its own too, because pages
//! opened as files may not fetch.

use super::address;
use super::parts::facts::{self, Fact};
use super::parts::figures;
use super::parts::page::BriefPage;
use super::parts::plan::languages;
use crate::graph::Graph;
use crate::markup::bracketed;
use crate::model::terms::{Matter, Stance};
use crate::model::words::with_plain_blanks;
use crate::model::{BriefIx, Kind, Kinds, Reference};
use crate::plan::{Basis, Content, Plan};
use crate::text::edtf::Edtf;
use crate::views::card::dir;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file.
#[derive(Serialize)]
struct Data<'g> {
    kind: Kind,
    id: &'g str,
    title: &'g str,
    summary: &'g str,
    lang: &'g str,
    dir: &'static str,
    address: String,
    aliases: Vec<&'g str>,
    tags: Vec<&'g str>,
    facts: Vec<FactData>,
    relations: Vec<RelationData<'g>>,
    claims: Vec<ClaimData<'g>>,
    figures: Vec<FigureData<'g>>,
    card: Card,
    markdown: Cow<'g, str>,
    /// What references of the text that give no words of their own are shown as.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    titles: BTreeMap<String, String>,
}

/// A term with its values as plain text.
#[derive(Serialize)]
struct FactData {
    key: &'static str,
    term: String,
    values: Vec<String>,
}

/// A relation as the brief itself states it.
#[derive(Serialize)]
struct RelationData<'g> {
    #[serde(rename = "type")]
    relation: &'g str,
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid: Option<&'g Edtf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'g str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'g str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disputed_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<String>,
}

/// A claim of an event.
#[derive(Serialize)]
struct ClaimData<'g> {
    id: &'g str,
    by: String,
    stance: Stance,
    about: Matter,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'g Edtf>,
    text: &'g str,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<OriginalData<'g>>,
    uncorroborated: bool,
    sources: Vec<String>,
}

/// Words as spoken.
#[derive(Serialize)]
struct OriginalData<'g> {
    text: &'g str,
    lang: &'g str,
}

/// A figure of an event.
#[derive(Serialize)]
struct FigureData<'g> {
    measure: &'g str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'g str>,
    low: Option<f64>,
    best: Option<f64>,
    high: Option<f64>,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'g Edtf>,
    sources: Vec<String>,
}

/// What a preview shows.
#[derive(Serialize)]
struct Card {
    title: String,
    kind: Kind,
    kind_text: String,
    summary: String,
    facts: Vec<[String; 2]>,
    lang: String,
    dir: &'static str,
}

/// Facts that a preview shows.
const CARD_FACTS: usize = 5;

/// Adds the data of every brief in every language it is written in.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    for ix in graph.all() {
        for lang in languages(graph, ix) {
            let page = graph.address_in(ix, lang);
            plan.rest_on(Basis::Brief(ix.0));
            let lang = lang.map(Arc::<str>::from);
            let of_card = lang.clone();
            plan.file("brief-data", address::data(&page), move |graph| Content::Bytes(json(&data(graph, ix, lang.as_deref()))));
            if graph.config.offline {
                plan.file("brief-data", address::card_script(&page), move |graph| Content::Bytes(script(graph, ix, of_card.as_deref())));
            }
        }
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Structs of strings and numbers are always representable; a value that is not leaves an empty file, never a half one.
    serde_json::to_vec(value).unwrap_or_default()
}

fn script(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Vec<u8> {
    let mut page = BriefPage::new(graph, ix, lang);
    let facts = facts::of(&mut page);
    let mut script = b"casebookCard(".to_vec();
    script.extend(json(&card(&page, &facts)));
    script.extend(b");\n");
    script
}

fn data<'g>(graph: &'g Graph, ix: BriefIx, lang: Option<&'g str>) -> Data<'g> {
    let mut page = BriefPage::new(graph, ix, lang);
    let facts = facts::of(&mut page);
    let brief = page.brief();
    let translation = page.translation();
    let markdown = translation.map_or_else(|| brief.markdown(), |translation| translation.markdown());
    Data {
        kind: brief.kind,
        id: &brief.id,
        title: translation.map_or(&brief.common.title, |translation| &translation.title),
        summary: page.summary(),
        lang: page.tag,
        dir: dir(page.tag),
        address: page.address(),
        aliases: page.aliases().iter().map(|alias| &*alias.value).collect(),
        tags: brief.common.tags.iter().map(|tag| &*tag.value).collect(),
        relations: relations(&page),
        claims: claims(&page),
        figures: figures(&page),
        card: card(&page, &facts),
        facts: facts.into_iter().map(fact).collect(),
        titles: titles(&page, &markdown),
        markdown,
    }
}

/// Titles of references written `[[id]]`, without words.
fn titles(page: &BriefPage<'_>, markdown: &str) -> BTreeMap<String, String> {
    let title = |name: &str| {
        let target = page.graph.resolver().resolve(page.graph, name, Kinds::ANY).ok()?;
        Some((name.to_owned(), page.reference(target.brief).title))
    };
    bracketed(markdown).filter_map(title).collect()
}

fn fact(fact: Fact) -> FactData {
    FactData { key: fact.key, term: fact.term, values: fact.values.iter().map(|value| with_plain_blanks(&value.text)).collect() }
}

fn card(page: &BriefPage<'_>, facts: &[Fact]) -> Card {
    let brief = page.brief();
    let shown = facts.iter().take(CARD_FACTS).map(|fact| {
        let values: Vec<&str> = fact.values.iter().take(3).map(|value| value.text.as_str()).collect();
        [fact.term.clone(), values.join("; ")]
    });
    Card {
        title: page.reference(page.ix).title,
        kind: brief.kind,
        kind_text: page.term("kind", brief.kind.as_str()),
        summary: page.summary().to_owned(),
        facts: shown.collect(),
        lang: page.tag.to_owned(),
        dir: dir(page.tag),
    }
}

/// What references lead to, as `kind/id`, with `#c1` for a claim; the author's words where they lead nowhere.
fn name(page: &BriefPage<'_>, reference: &Reference, kinds: Kinds) -> Option<String> {
    let Some(target) = page.graph.target(reference, kinds) else {
        return page.link(reference, kinds).map(|words| words.title);
    };
    let part = page.graph.part_id(target).map(|id| format!("#{id}")).unwrap_or_default();
    Some(format!("{}{part}", page.graph[target.brief].name()))
}

fn names(page: &BriefPage<'_>, references: &[Reference], kinds: Kinds) -> Vec<String> {
    references.iter().filter_map(|reference| name(page, reference, kinds)).collect()
}

fn relations<'g>(page: &BriefPage<'g>) -> Vec<RelationData<'g>> {
    let relations = page.brief().common.relations.iter().filter_map(|relation| {
        Some(RelationData {
            relation: &relation.relation,
            to: name(page, &relation.to, Kinds::ANY)?,
            valid: relation.valid.as_ref().map(|valid| &valid.value),
            title: relation.title.as_ref().map(|title| &*title.value),
            note: relation.note.as_ref().map(|note| &*note.value),
            according_to: names(page, &relation.according_to, Kinds::SPEAKER),
            disputed_by: names(page, &relation.disputed_by, Kinds::SPEAKER),
            sources: names(page, &relation.sources, Kinds::SOURCE),
        })
    });
    relations.collect()
}

fn claims<'g>(page: &BriefPage<'g>) -> Vec<ClaimData<'g>> {
    let claims = page.brief().event().map_or(&[][..], |event| &event.claims[..]);
    let translated = |id: &str| page.translation().and_then(|translation| translation.claims.get(id));
    let row = |claim: &'g crate::model::Claim| ClaimData {
        id: &claim.id.value,
        by: claim.by.as_ref().and_then(|by| name(page, by, Kinds::SPEAKER)).unwrap_or_default(),
        stance: claim.stance.value,
        about: claim.about.value,
        value: claim.value.as_ref().and_then(|value| name(page, value, Kinds::ANY)),
        date: claim.date.as_ref().map(|date| &date.value),
        text: translated(&claim.id.value).unwrap_or(&claim.text),
        original: claim.original.as_ref().map(|words| OriginalData { text: &words.text.value, lang: &words.lang.value }),
        uncorroborated: page.graph.is_uncorroborated(claim),
        sources: names(page, &claim.sources, Kinds::SOURCE),
    };
    claims.iter().map(row).collect()
}

fn figures<'g>(page: &BriefPage<'g>) -> Vec<FigureData<'g>> {
    let figures = page.brief().event().map_or(&[][..], |event| &event.figures[..]);
    let row = |figure: &'g crate::model::Figure| FigureData {
        measure: &figure.measure.value,
        of: figure.of.as_ref().map(|of| &*of.value),
        low: figure.low.as_ref().map(|low| low.value),
        best: figure.best.as_ref().map(|best| best.value),
        high: figure.high.as_ref().map(|high| high.value),
        by: figures::speaker(page, figure).title,
        as_of: figure.as_of.as_ref().map(|date| &date.value),
        sources: names(page, &figure.sources, Kinds::SOURCE),
    };
    figures.iter().map(row).collect()
}
