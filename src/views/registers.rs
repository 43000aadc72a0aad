//! The registers: every brief of a kind, grouped, sorted, counted, in pages of fifty, with pages prebuilt for the
//! facets that matter most, and the data file from which the filter script answers over all pages.
//!
//! Each list is sorted once, when it is planned; a page takes its slice by index.

use super::card::reference;
use super::facets::{self, Counted, Facet, Value};
use super::list::{self, Facets, List};
use super::{address, feeds, paging, rows};
use crate::graph::Graph;
use crate::model::{BriefIx, Kind};
use crate::plan::{Content, Plan};
use crate::text::edtf::{Day, iso};
use crate::text::slug;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// One list over several pages: the whole register, or its part of one facet's value.
struct Listing {
    kind: Kind,
    base: String,
    title: String,
    lead: String,
    briefs: Arc<[BriefIx]>,
    register: Arc<Register>,
    /// Which part of the register it is; none for the whole.
    part: Option<usize>,
    /// Made when the first of its pages is.
    top: OnceLock<Top>,
}

/// What all lists of a register know.
struct Register {
    /// Every brief, in the register's order.
    briefs: Arc<[BriefIx]>,
    /// Made when the first page of the whole register is.
    counted: OnceLock<Vec<Counted>>,
    parts: Vec<Part>,
}

/// What stands above the rows of every page of a list, and the headings among them.
struct Top {
    groups: Vec<Group>,
    facets_html: String,
    controls_html: String,
}

/// Consecutive briefs under one heading.
struct Group {
    key: String,
    label: String,
    start: usize,
    end: usize,
}

/// Rows in the data file of a register; what lies beyond is found by search.
pub const MOST_DATA: usize = 10_000;

/// Plans the register of a kind.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>, kind: Kind) {
    let briefs: Arc<[BriefIx]> = sorted(graph, kind).into();
    let counted = facets::count_of(graph, kind, prebuilt(kind), &briefs);
    let base = address::register(kind);
    let parts = if paging::pages(briefs.len(), address::PAGE) > 1 { parts(graph, kind, &briefs, &counted) } else { Vec::new() };
    let register = Arc::new(Register { briefs: Arc::clone(&briefs), counted: OnceLock::new(), parts });
    let rows = Arc::clone(&briefs);
    plan.file(kind.folder(), address::data(&base), move |graph| Content::Bytes(data(graph, kind, &rows)));
    add(plan, listing(graph, kind, &register, None, briefs));
    for (at, part) in register.parts.iter().enumerate() {
        add(plan, listing(graph, kind, &register, Some(at), Arc::clone(&part.briefs)));
    }
}

/// A facet's value with a page of its own.
struct Part {
    facet: Facet,
    value: Value,
    base: String,
    briefs: Arc<[BriefIx]>,
}

/// The facets that pages are prebuilt for. Recommendations have theirs under `/tracker/`.
fn prebuilt(kind: Kind) -> &'static [Facet] {
    match kind {
        Kind::Actor => &[Facet::Type],
        Kind::Event => &[Facet::Year, Facet::Type],
        Kind::Analysis | Kind::Source => &[Facet::Year],
        Kind::Recommendation => &[],
    }
}

fn parts(graph: &Graph, kind: Kind, briefs: &[BriefIx], counted: &[Counted]) -> Vec<Part> {
    let mut parts = Vec::new();
    for facet in prebuilt(kind) {
        let mut by_value: BTreeMap<Cow<'_, str>, Vec<BriefIx>> = BTreeMap::new();
        for ix in briefs {
            for value in facet.values(graph, *ix) {
                by_value.entry(value).or_default().push(*ix);
            }
        }
        // A facet with one value narrows nothing.
        let several = counted.iter().filter(|counted| counted.facet == *facet && counted.values.len() > 1);
        let values = several.flat_map(|counted| &counted.values);
        for value in values {
            let word = slug::tag_slug(&value.value);
            let briefs = by_value.remove(value.value.as_str()).unwrap_or_default();
            if word.is_empty() || briefs.is_empty() {
                continue;
            }
            let base = address::part(&address::register(kind), &format!("{}-{word}", facet.key()));
            parts.push(Part { facet: *facet, value: value.clone(), base, briefs: briefs.into() });
        }
    }
    parts
}

fn listing(graph: &Graph, kind: Kind, register: &Arc<Register>, part: Option<usize>, briefs: Arc<[BriefIx]>) -> Listing {
    let title = graph.words.term("kind", kind.folder());
    let own = part.and_then(|at| register.parts.get(at));
    Listing {
        kind,
        base: own.map_or_else(|| address::register(kind), |part| part.base.clone()),
        title: own.map_or_else(|| title.clone(), |part| format!("{title}: {}", part.value.label)),
        lead: graph.words.count(&format!("count_{}", kind.folder()), briefs.len()),
        register: Arc::clone(register),
        part,
        briefs,
        top: OnceLock::new(),
    }
}

impl Listing {
    fn own(&self) -> Option<&Part> {
        self.part.and_then(|at| self.register.parts.get(at))
    }

    fn data(&self) -> String {
        address::data(&address::register(self.kind))
    }

    fn top(&self, graph: &Graph) -> &Top {
        self.top.get_or_init(|| {
            let groups = groups(graph, self.kind, &self.briefs);
            let is_paged = paging::pages(self.briefs.len(), address::PAGE) > 1;
            let parts = &self.register.parts;
            let facets_html =
                if parts.is_empty() { anchors(graph, self.kind, &self.base, &groups, is_paged) } else { links(graph, parts, &self.base) };
            let controls_html = if self.briefs.len() > 1 { self.controls(graph, is_paged) } else { String::new() };
            Top { groups, facets_html, controls_html }
        })
    }

    fn controls(&self, graph: &Graph, is_paged: bool) -> String {
        let data = self.data();
        let source = facets::Source {
            data: if is_paged { &data } else { "" },
            preset: self.own().map(|part| (part.facet.key(), part.value.value.as_str())),
            file: self.kind.folder(),
            total: self.briefs.len(),
        };
        let own = self.own().map(|_| facets::count(graph, self.kind, &self.briefs));
        let of_all = || self.register.counted.get_or_init(|| facets::count(graph, self.kind, &self.register.briefs));
        facets::controls(&graph.words, &source, own.as_deref().unwrap_or_else(|| of_all()), sorts(self.kind))
    }
}

fn sorts(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Actor => &["title"],
        Kind::Recommendation => &["title", "until", "newest", "oldest"],
        Kind::Event | Kind::Analysis | Kind::Source => &["title", "newest", "oldest"],
    }
}

/// In the register's order: by group, then by title or from the latest date.
fn sorted(graph: &Graph, kind: Kind) -> Vec<BriefIx> {
    let mut briefs: Vec<BriefIx> = graph.of_kind(kind).collect();
    match kind {
        Kind::Actor => {
            let types: Vec<&str> = graph.config.actor_types().collect();
            let position = |ix: &BriefIx| types.iter().position(|t| Some(*t) == facets::type_of(&graph[*ix])).unwrap_or(types.len());
            briefs.sort_by_cached_key(|ix| (position(ix), graph.title_rank(*ix)));
        }
        Kind::Recommendation => {
            let progress = |ix: &BriefIx| graph[*ix].recommendation().map(|r| r.progress.value);
            let issued = |ix: &BriefIx| facets::dated(&graph[*ix]).map(|date| date.latest());
            briefs.sort_by_cached_key(|ix| (progress(ix), !facets::is_overdue(graph, *ix), Reverse(issued(ix)), graph.title_rank(*ix)));
        }
        Kind::Event | Kind::Analysis | Kind::Source => {
            // The year of a group is that of the start, so the start orders; what began on one day ends in its own order.
            let when = |ix: &BriefIx| facets::dated(&graph[*ix]).map(|date| (date.year(), date.earliest(), date.latest()));
            briefs.sort_by_cached_key(|ix| (Reverse(when(ix)), graph.title_rank(*ix)));
        }
    }
    briefs
}

fn groups(graph: &Graph, kind: Kind, briefs: &[BriefIx]) -> Vec<Group> {
    let facet = match kind {
        Kind::Actor => Facet::Type,
        Kind::Recommendation => Facet::Progress,
        Kind::Event | Kind::Analysis | Kind::Source => Facet::Year,
    };
    let mut groups: Vec<Group> = Vec::new();
    for (at, ix) in briefs.iter().enumerate() {
        let key = facet.values(graph, *ix).into_iter().next().unwrap_or("undated".into());
        match groups.last_mut().filter(|group| group.key == key) {
            Some(group) => group.end = at + 1,
            None => {
                let key = key.into_owned();
                let is_dated = key != "undated";
                let label = if is_dated { facet.label(graph, kind, &key) } else { graph.words.get("undated").into_owned() };
                groups.push(Group { key, label, start: at, end: at + 1 });
            }
        }
    }
    groups
}

/// Links to where each group of a register begins.
fn anchors(graph: &Graph, kind: Kind, base: &str, groups: &[Group], is_paged: bool) -> String {
    if groups.len() < 2 {
        return String::new();
    }
    let mut facets = Facets::new(&graph.words.term("kind", kind.folder()), None);
    for group in groups {
        let page = if is_paged { address::numbered(base, group.start / address::PAGE + 1) } else { String::new() };
        facets.link(&format!("{page}#{}", group_id(&group.key)), "", &group.label, Some(group.end - group.start), false);
    }
    facets.html()
}

/// Links to the prebuilt pages of a register that goes over several.
fn links(graph: &Graph, parts: &[Part], current: &str) -> String {
    let row = |parts: &[Part]| {
        let title = parts.first().map(|part| graph.words.term("facet", part.facet.key())).unwrap_or_default();
        let mut facets = Facets::new(&title, Some(&title));
        for part in parts {
            facets.link(&part.base, "", &part.value.label, Some(part.briefs.len()), part.base == current);
        }
        facets.html()
    };
    parts.chunk_by(|a, b| a.facet == b.facet).map(row).collect()
}

fn group_id(key: &str) -> String {
    format!("group-{}", slug::heading_slug(key))
}

fn add(plan: &mut Plan<Graph>, listing: Listing) {
    let pages = paging::pages(listing.briefs.len(), address::PAGE);
    let listing = Arc::new(listing);
    for number in 1..=pages {
        let listing = Arc::clone(&listing);
        let at = address::numbered(&listing.base, number);
        plan.page(listing.kind.folder(), at, None, move |graph| page(graph, &listing, (number, pages)));
    }
}

fn page(graph: &Graph, listing: &Listing, (number, pages): (usize, usize)) -> Content {
    let register = address::register(listing.kind);
    let mut page = list::head(graph, listing.kind.as_str(), &listing.title, &listing.base, number);
    if listing.part.is_some() {
        let title = graph.words.term("kind", listing.kind.folder());
        page.breadcrumbs = super::frame::trail(&[(&title, &register), (&page.title, "")]);
    } else if number == 1 {
        page = page.with_foot(graph);
    }
    page.section = register;
    page.description = format!("{}: {}", graph.config.title, listing.lead);
    page.data_href = listing.data();
    page.feeds = feeds::links(graph, feeds::Scope::Kind(listing.kind));
    let top = listing.top(graph);
    let list = List {
        page,
        title: listing.title.clone(),
        lead: listing.lead.clone(),
        facets_html: top.facets_html.clone(),
        controls_html: top.controls_html.clone(),
        body_html: page_rows(graph, listing, number),
        is_empty: listing.briefs.is_empty(),
        pager: paging::pager(&listing.base, number, pages),
        ..List::default()
    };
    list.content("register.html")
}

fn page_rows(graph: &Graph, listing: &Listing, number: usize) -> String {
    let from = (number - 1) * address::PAGE;
    let to = (from + address::PAGE).min(listing.briefs.len());
    let mut out = String::with_capacity(32 * 1024);
    for group in listing.top(graph).groups.iter().filter(|group| group.start < to && group.end > from) {
        let id = group_id(&group.key);
        let continued = if group.start < from { graph.words.get("continued") } else { "".into() };
        list::open_section(&mut out, &id, &group.label, Some(group.end - group.start), &continued);
        rows::list(&mut out, graph, listing.briefs.get(group.start.max(from)..group.end.min(to)).unwrap_or_default());
        list::close_section(&mut out);
    }
    out
}

/// The data file of a list: titles, addresses relative to the file, dates, and the values of every facet.
#[derive(Serialize)]
struct Data {
    title: String,
    total: usize,
    rows: Vec<DataRow>,
}

#[derive(Serialize)]
struct DataRow {
    title: String,
    href: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    date: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    date_text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dir: Option<&'static str>,
    #[serde(flatten)]
    values: BTreeMap<&'static str, String>,
}

/// The data file of these briefs, at most [`MOST_DATA`] rows.
pub(super) fn data(graph: &Graph, kind: Kind, briefs: &[BriefIx]) -> Vec<u8> {
    let rows = briefs.iter().take(MOST_DATA).map(|ix| data_row(graph, *ix)).collect();
    let data = Data { title: graph.words.term("kind", kind.folder()), total: briefs.len(), rows };
    let mut bytes = serde_json::to_vec(&data).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn data_row(graph: &Graph, ix: BriefIx) -> DataRow {
    let brief = &graph[ix];
    let to = reference(graph, ix);
    let date = facets::dated(brief);
    let due = brief.recommendation().and_then(|r| r.timeframe.as_ref()?.due.as_ref());
    let day = |day: Option<Day>| day.map(iso).unwrap_or_default();
    let values = Facet::of(brief.kind).iter().map(|facet| (facet.key(), facet.values(graph, ix).join(" ")));
    DataRow {
        title: to.title,
        href: to.href.trim_start_matches('/').to_owned(),
        date: day(date.map(|date| date.earliest())),
        date_text: date.map(|date| graph.words.date_in(None, date)).unwrap_or_default(),
        until: day(due.map(|due| due.latest())),
        lang: to.lang,
        dir: to.dir,
        values: values.filter(|(_, value)| !value.is_empty()).collect(),
    }
}
