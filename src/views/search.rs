//! The search page and its index. The page is a form that works by its address (`?q=`); without JavaScript it leads to
//! the registers. With `offline: true` the index stands in scripts too, because pages opened as files may not fetch.

use super::card::{brief_lang, dir};
use super::frame::PageHead;
use crate::graph::{Graph, Text};
use crate::learnt::Learnt;
use crate::model::{Brief, BriefIx, Kind};
use crate::plan::{Bundled, Content, Key, Plan, Stands};
use crate::search::{self, Document, Later, Shown};
use crate::text::edtf::{Edtf, civil_from_day};
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;

/// Characters of a summary that a result shows.
const SUMMARY: usize = 200;
/// Years of one event that can be narrowed by; longer spans are found by their first.
const YEARS: i32 = 30;

/// What `search.html` reads.
#[derive(Serialize)]
struct Search {
    page: PageHead,
    registers: Vec<Register>,
}

#[derive(Serialize)]
struct Register {
    title: String,
    href: String,
    kind: Kind,
    count: String,
}

/// Plans the page.
pub fn plan(_: &Graph, plan: &mut Plan<Graph>) {
    plan.file("search", "/search.html", page);
}

/// Plans the index.
pub fn plan_index(plan: &mut Plan<Graph>) {
    plan.bundle("search-index", "/search/", index);
}

fn index(graph: &Graph, learnt: &Learnt, stands: Stands<'_>) -> Vec<Bundled> {
    let all: Vec<BriefIx> = graph.all().collect();
    let documents: Vec<Document<'_>> = all.par_iter().map(|ix| document(graph, *ix)).collect();
    let address = |name: &str, ending: &str| format!("/search/{name}.{ending}");
    let all_stand = |name: &str, digest: &blake3::Hash| {
        let stands = |ending: &str| stands(&address(name, ending), &Key(*digest.as_bytes()));
        stands("json") && (!graph.config.offline || stands("js"))
    };
    let mut files = Vec::new();
    for search::File { name, digest, bytes } in search::build(&documents, learnt, &all_stand) {
        let basis = digest.map(|digest| Key(*digest.as_bytes()));
        if graph.config.offline {
            let bytes = bytes.as_ref().map(|json| script(&name, json));
            files.push(Bundled { address: address(&name, "js"), basis, bytes });
        }
        files.push(Bundled { address: address(&name, "json"), basis, bytes });
    }
    files
}

/// A file of the index for pages opened as files.
fn script(name: &str, json: &[u8]) -> Vec<u8> {
    [format!("casebookSearch(\"{name}\",").as_bytes(), json, b");\n"].concat()
}

fn page(graph: &Graph) -> Content {
    let mut page = PageHead::of_list(graph, "search", graph.words.get("search"), "/search.html").with_foot(graph);
    // Search engines have nothing to find on a page of results.
    page.robots = "noindex";
    let register = |kind: &Kind| Register {
        title: graph.words.term("kind", kind.folder()),
        href: super::address::register(*kind),
        kind: *kind,
        count: crate::model::words::grouped(graph.count(*kind)),
    };
    let registers = Kind::ALL.iter().filter(|kind| graph.count(**kind) > 0).map(register).collect();
    Content::Template { name: "search.html", context: Box::new(Search { page, registers }) }
}

fn document(graph: &Graph, ix: BriefIx) -> Document<'_> {
    let brief = &graph[ix];
    Document {
        name: brief.name(),
        kind: brief.kind as u8,
        names: names(brief),
        summary: &brief.common.summary.value,
        text: Later::new(move || search::Text { headings: headings(graph, ix), body: prose(graph, ix) }),
        digest: *graph.prose_basis(ix).as_bytes(),
        shown: Later::new(move || shown(graph, ix)),
        facets: facets(brief),
    }
}

fn headings(graph: &Graph, ix: BriefIx) -> Vec<&str> {
    let body = graph.body(ix).into_iter();
    let versions = body.flat_map(|body| std::iter::once(&body.original).chain(body.translations.values()));
    versions.flat_map(|version| &version.headings).map(|heading| &*heading.text).collect()
}

/// The text in every language, then what claims, judgements and actions say.
fn prose(graph: &Graph, ix: BriefIx) -> Vec<Cow<'_, str>> {
    let brief = &graph[ix];
    let translated = brief.translations.keys().map(|lang| Some(&**lang));
    let texts = std::iter::once(None).chain(translated).filter_map(|lang| graph.text(ix, lang)).map(plain);
    let claims = brief.event().into_iter().flat_map(|event| &event.claims).map(|claim| &*claim.text.value);
    let judgements = brief.analysis().into_iter().flat_map(|analysis| &analysis.judgements).map(|judgement| &*judgement.text.value);
    let action = brief.recommendation().map(|recommendation| &*recommendation.action.value);
    texts.chain(claims.chain(judgements).chain(action).map(Cow::Borrowed)).collect()
}

fn plain(text: Cow<'_, Text>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text.plain),
        Cow::Owned(text) => Cow::Owned(text.plain.into()),
    }
}

/// Title first, then aliases, names in other scripts, and titles of other languages.
fn names(brief: &Brief) -> Vec<&str> {
    let own = std::iter::once(&brief.common.title).chain(&brief.common.aliases);
    let actor = brief.actor().into_iter().flat_map(|actor| &actor.names).map(|name| &name.text);
    let translated = brief.translations.values().flat_map(|t| std::iter::once(&t.title).chain(&t.aliases));
    own.chain(actor).chain(translated).map(|name| &*name.value).collect()
}

fn date(brief: &Brief) -> Option<&Edtf> {
    let event = brief.event().and_then(|event| event.date.as_ref());
    let issued = || brief.recommendation().and_then(|recommendation| recommendation.issued.as_ref());
    let published = || brief.analysis().map(|analysis| &analysis.published);
    let source = || brief.source().and_then(|source| source.issued.as_ref());
    event.or_else(issued).or_else(published).or_else(source).map(|date| &date.value)
}

fn shown(graph: &Graph, ix: BriefIx) -> Shown {
    let brief = &graph[ix];
    let lang = brief_lang(graph, brief);
    let differs = lang != graph.config.lang;
    let summary = opening(&brief.common.summary.value);
    Shown {
        title: brief.common.title.value.to_string(),
        href: graph.address(ix).trim_start_matches('/').to_owned(),
        kind: brief.kind.as_str().to_owned(),
        date: date(brief).map(|date| graph.words.date_in(None, date)).unwrap_or_default(),
        summary,
        lang: if differs { lang.to_owned() } else { String::new() },
        dir: if differs && dir(lang) != dir(&graph.config.lang) { dir(lang).to_owned() } else { String::new() },
    }
}

/// As many whole words as a result shows, and a sign that more follow.
fn opening(summary: &str) -> String {
    let Some((end, _)) = summary.char_indices().nth(SUMMARY) else { return summary.to_owned() };
    let kept = &summary[..end];
    let words = kept.rfind(' ').map_or(kept, |space| &kept[..space]);
    format!("{} …", words.trim_end_matches([' ', ',', ';', ':', '–']))
}

fn facets(brief: &Brief) -> Vec<(&'static str, Cow<'_, str>)> {
    let mut facets = vec![("kind", Cow::Borrowed(brief.kind.as_str()))];
    if let Some(date) = date(brief).filter(|date| !date.is_open_start()) {
        let first = civil_from_day(date.earliest()).0;
        let last = if date.is_open_end() { first } else { civil_from_day(date.latest()).0.min(first + YEARS) };
        facets.extend((first..=last).map(|year| ("year", Cow::Owned(format!("{year:04}")))));
    }
    let actor = brief.actor().into_iter().flat_map(|actor| &actor.countries);
    let place = brief.event().and_then(|event| event.location.as_ref()).and_then(|place| place.country.as_ref());
    facets.extend(actor.chain(place).map(|country| ("country", Cow::Borrowed(&*country.value))));
    facets.extend(brief.common.tags.iter().map(|tag| ("tag", Cow::Borrowed(&*tag.value))));
    facets.sort_unstable();
    facets.dedup();
    facets.shrink_to_fit();
    facets
}
