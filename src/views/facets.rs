//! What a register can be filtered by: the facets of each kind, the values a brief has in them, and the controls.
//!
//! A value is one word without blanks (`armed-group`, `2024`, `IR`, an actor's id), so that a row carries its values in
//! a `data-` attribute and an address carries them in its query. Its label is what a reader sees.

use super::card::reference;
use super::html;
use crate::graph::Graph;
use crate::model::{Brief, BriefIx, Kind, Kinds, Words};
use crate::text::edtf::Edtf;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// One way to narrow a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Type of actor, event or source.
    Type,
    /// Year of the event, of publication.
    Year,
    /// ISO 3166-1 alpha-2.
    Country,
    /// Contested, uncorroborated.
    Dispute,
    /// Progress of a recommendation.
    Progress,
    /// Whether a recommendation is overdue.
    Due,
    /// MoSCoW priority.
    Priority,
    /// Actors a recommendation is addressed to.
    Addressee,
    /// Reliability of a source.
    Reliability,
}

impl Facet {
    /// Its name in addresses and data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Year => "year",
            Self::Country => "country",
            Self::Dispute => "dispute",
            Self::Progress => "progress",
            Self::Due => "due",
            Self::Priority => "priority",
            Self::Addressee => "addressee",
            Self::Reliability => "reliability",
        }
    }

    /// The facets of a kind's register, in the order of the controls.
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Actor => &[Self::Type, Self::Country],
            Kind::Event => &[Self::Type, Self::Year, Self::Country, Self::Dispute],
            Kind::Recommendation => &[Self::Progress, Self::Due, Self::Priority, Self::Addressee],
            Kind::Analysis => &[Self::Year],
            Kind::Source => &[Self::Type, Self::Year, Self::Reliability],
        }
    }

    /// The values a brief has.
    pub fn values(self, graph: &Graph, ix: BriefIx) -> Vec<Cow<'_, str>> {
        let brief: &Brief = &graph[ix];
        match self {
            Self::Type => one(type_of(brief)),
            Self::Year => dated(brief).map(|date| vec![date.year().to_string().into()]).unwrap_or_default(),
            Self::Country => countries(brief),
            Self::Dispute => disputes(graph, ix),
            Self::Progress => one(brief.recommendation().map(|r| r.progress.as_str())),
            Self::Due => one(is_overdue(graph, ix).then_some("overdue")),
            Self::Priority => one(brief.recommendation().and_then(|r| r.priority.as_ref()).map(|p| p.as_str())),
            Self::Addressee => addressees(graph, ix).into_iter().map(|actor| Cow::Borrowed(&*graph[actor].id)).collect(),
            Self::Reliability => one(brief.source().and_then(|s| s.reliability.as_ref()).map(|r| r.as_str())),
        }
    }

    /// What a reader sees for a value of a kind.
    pub fn label(self, graph: &Graph, kind: Kind, value: &str) -> String {
        let words = &graph.words;
        match self {
            Self::Type => type_label(words, kind, value),
            Self::Year | Self::Country => value.to_owned(),
            Self::Dispute | Self::Due => words.get(value).into_owned(),
            Self::Progress => words.term("progress", value),
            Self::Priority => words.term("priority", value),
            Self::Reliability => words.term("reliability", value),
            Self::Addressee => actor_title(graph, value),
        }
    }
}

/// A facet with every value that occurs, its label and how many briefs have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Which.
    pub facet: Facet,
    /// In the order shown.
    pub values: Vec<Value>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As addresses and data write it.
    pub value: String,
    /// As shown.
    pub label: String,
    /// How many briefs have it.
    pub count: usize,
}

/// The type of an actor, an event or a source, as written.
pub fn type_of(brief: &Brief) -> Option<&str> {
    let actor = brief.actor().map(|actor| &*actor.actor_type.value);
    let event = brief.event().map(|event| &*event.event_type.value);
    actor.or(event).or_else(|| brief.source().map(|source| &*source.source_type.value))
}

/// The phrase for a type.
pub fn type_label(words: &Words, kind: Kind, value: &str) -> String {
    let family = match kind {
        Kind::Actor => "actor_type",
        Kind::Event => "event_type",
        _ => "source_type",
    };
    words.term(family, value)
}

/// The date a brief is listed under: of the event, of issue, of publication.
pub fn dated(brief: &Brief) -> Option<&Edtf> {
    let event = brief.event().and_then(|event| event.date.as_ref());
    let analysis = brief.analysis().map(|analysis| &analysis.published);
    let issued = brief.recommendation().and_then(|r| r.issued.as_ref());
    let source = brief.source().and_then(|source| source.issued.as_ref());
    event.or(analysis).or(issued).or(source).map(|date| &date.value)
}

/// Whether a recommendation's last day has passed while something may still come of it.
pub fn is_overdue(graph: &Graph, ix: BriefIx) -> bool {
    let Some(recommendation) = graph[ix].recommendation() else { return false };
    let due = recommendation.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref());
    recommendation.progress.is_open() && due.is_some_and(|due| due.latest() < graph.today)
}

/// The actors a recommendation is addressed to, each once.
pub fn addressees(graph: &Graph, ix: BriefIx) -> Vec<BriefIx> {
    let mut actors = graph[ix].recommendation().map(|r| graph.briefs_of(&r.addressees, Kinds::ACTOR)).unwrap_or_default();
    let mut seen = BTreeSet::new();
    actors.retain(|actor| seen.insert(*actor));
    actors
}

fn countries(brief: &Brief) -> Vec<Cow<'_, str>> {
    let of_event = brief.event().and_then(|event| event.location.as_ref()?.country.as_ref());
    let of_actor = brief.actor().map(|actor| actor.countries.iter()).unwrap_or_default();
    let mut codes: Vec<Cow<'_, str>> =
        of_actor.chain(of_event).map(|code| &*code.value).filter(|code| is_word(code)).map(Cow::Borrowed).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn disputes(graph: &Graph, ix: BriefIx) -> Vec<Cow<'static, str>> {
    let contested = (!graph.contested(ix).is_empty()).then_some("contested");
    let uncorroborated = graph.is_event_uncorroborated(ix).then_some("uncorroborated");
    contested.into_iter().chain(uncorroborated).map(Cow::Borrowed).collect()
}

fn actor_title(graph: &Graph, id: &str) -> String {
    let actor = graph.resolver().resolve(graph, &format!("actors/{id}"), Kinds::ACTOR);
    actor.map_or_else(|_| id.to_owned(), |target| reference(graph, target.brief).title)
}

fn one(value: Option<&str>) -> Vec<Cow<'_, str>> {
    value.filter(|value| is_word(value)).map(Cow::Borrowed).into_iter().collect()
}

/// Values stand side by side in one attribute, blanks between.
fn is_word(value: &str) -> bool {
    !value.is_empty() && !value.contains(char::is_whitespace)
}

/// Counts the values of every facet over these briefs. Years run from the latest, what has an order of its own keeps
/// it, the rest is sorted by label.
pub fn count(graph: &Graph, kind: Kind, briefs: &[BriefIx]) -> Vec<Counted> {
    count_of(graph, kind, Facet::of(kind), briefs)
}

/// The same, of these facets.
pub fn count_of(graph: &Graph, kind: Kind, facets: &[Facet], briefs: &[BriefIx]) -> Vec<Counted> {
    let of = |facet: &Facet| {
        let mut counts: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
        for value in briefs.iter().flat_map(|ix| facet.values(graph, *ix)) {
            *counts.entry(value).or_default() += 1;
        }
        let label = |(value, count): (Cow<'_, str>, usize)| Value { label: facet.label(graph, kind, &value), value: value.into(), count };
        let mut values: Vec<Value> = counts.into_iter().map(label).collect();
        order(*facet, graph, kind, &mut values);
        Counted { facet: *facet, values }
    };
    facets.iter().map(of).filter(|counted| !counted.values.is_empty()).collect()
}

fn order(facet: Facet, graph: &Graph, kind: Kind, values: &mut [Value]) {
    let position = |words: &[&str], value: &str| words.iter().position(|word| *word == value).unwrap_or(usize::MAX);
    match facet {
        Facet::Year => values.reverse(),
        Facet::Progress => values.sort_by_key(|v| position(crate::model::terms::Progress::WORDS, &v.value)),
        Facet::Priority => values.sort_by_key(|v| position(crate::model::terms::Priority::WORDS, &v.value)),
        Facet::Reliability | Facet::Country => {}
        Facet::Type if kind == Kind::Actor => {
            let types: Vec<&str> = graph.config.actor_types().collect();
            values.sort_by_key(|v| position(&types, &v.value));
        }
        _ => values.sort_by_cached_key(|v| (crate::text::fold::fold(&v.label), v.value.clone())),
    }
}

/// Values that a control lists at most; rarer ones are found by words.
const MOST_OPTIONS: usize = 300;

/// How the controls find their rows.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Address of the data of all rows, for lists that go over several pages; empty where the page has them all.
    pub data: &'a str,
    /// What is always chosen on this page: a facet's key and value.
    pub preset: Option<(&'a str, &'a str)>,
    /// Name of the file that a reader downloads, without ending.
    pub file: &'a str,
    /// Rows in all.
    pub total: usize,
}

/// The filter form, hidden until the script shows it: without JavaScript the prebuilt pages serve.
pub fn controls(words: &Words, source: &Source<'_>, facets: &[Counted], sorts: &[&'static str]) -> String {
    let mut out = String::from("<details class=\"filter-fold\" hidden><summary>");
    html::text(&mut out, &words.get("filter"));
    out.push_str("</summary><form class=\"controls filter\" id=\"filter\"");
    html::attribute(&mut out, "aria-label", &words.get("filter"));
    html::attribute(&mut out, "data-src", source.data);
    html::attribute(&mut out, "data-file", source.file);
    html::attribute(&mut out, "data-total", &source.total.to_string());
    if let Some((key, value)) = source.preset {
        html::attribute(&mut out, "data-preset-key", key);
        html::attribute(&mut out, "data-preset-value", value);
    }
    for key in ["filter_shown", "filter_bounded", "filter_failed"] {
        html::attribute(&mut out, &format!("data-{}", key.replace('_', "-")), &words.get(key));
    }
    out.push_str("><label class=\"control control-words\">");
    html::text(&mut out, &words.get("filter_words"));
    out.push_str(" <input type=\"search\" name=\"words\" autocomplete=\"off\" spellcheck=\"false\"></label>");
    for counted in facets.iter().filter(|counted| source.preset.is_none_or(|(key, _)| key != counted.facet.key())) {
        select(&mut out, words, counted);
    }
    if !sorts.is_empty() {
        open_select(&mut out, &words.get("filter_sort"), "sort", &words.get("filter_sort_usual"));
        for sort in sorts {
            option(&mut out, sort, &words.term("sort", sort));
        }
        out.push_str("</select></label>");
    }
    let _ = write!(out, "<button type=\"button\" data-do=\"download\">");
    html::text(&mut out, &words.get("download_csv"));
    out.push_str("</button><button type=\"reset\" hidden>");
    html::text(&mut out, &words.get("filter_clear"));
    out.push_str("</button><output class=\"filter-count\" aria-live=\"polite\"></output></form></details>");
    out
}

fn select(out: &mut String, words: &Words, counted: &Counted) {
    open_select(out, &words.term("facet", counted.facet.key()), counted.facet.key(), &words.get("filter_any"));
    for value in counted.values.iter().take(MOST_OPTIONS) {
        option(out, &value.value, &format!("{} ({})", value.label, value.count));
    }
    out.push_str("</select></label>");
}

fn open_select(out: &mut String, title: &str, name: &str, any: &str) {
    out.push_str("<label class=\"control\">");
    html::text(out, title);
    out.push_str(" <select");
    html::attribute(out, "name", name);
    out.push_str("><option value=\"\">");
    html::text(out, any);
    out.push_str("</option>");
}

fn option(out: &mut String, value: &str, label: &str) {
    out.push_str("<option");
    html::attribute(out, "value", value);
    out.push('>');
    html::text(out, label);
    out.push_str("</option>");
}
