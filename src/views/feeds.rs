//! Feeds: Atom (RFC 4287) and JSON Feed 1.1, of the site and its kinds, of actors and tags where `feeds:` asks.
//!
//! An entry is a brief; its id is its absolute address, its dates are the brief's, so no feed knows when it was
//! written. Both formats want absolute addresses and a date: without `base_url` there are no feeds, and a brief
//! without any date is in none.

use super::card::brief_lang;
use super::frame::{FeedLink, canonical, last_update};
use super::{address, tags};
use crate::graph::Graph;
use crate::model::config::Feed;
use crate::model::{BriefIx, Kind};
use crate::plan::{Content, Plan};
use crate::text::edtf::{Day, iso};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;
use std::cmp::Reverse;
use std::io;
use std::sync::Arc;

/// Entries of a feed.
const MOST: usize = 50;

/// What a feed is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// The whole site, sources aside: they are what it rests on, not its news.
    Site,
    /// One kind.
    Kind(Kind),
    /// One actor: itself, what it took part in, what it is asked, analyses about it.
    Actor(BriefIx),
    /// One tag, by its text.
    Tag(&'a str),
}

/// The same, kept.
enum Of {
    Site,
    Kind(Kind),
    Actor(BriefIx),
    Tag(Box<str>),
}

impl Of {
    fn scope(scope: Scope<'_>) -> Self {
        match scope {
            Scope::Site => Self::Site,
            Scope::Kind(kind) => Self::Kind(kind),
            Scope::Actor(actor) => Self::Actor(actor),
            Scope::Tag(tag) => Self::Tag(tag.into()),
        }
    }

    fn as_scope(&self) -> Scope<'_> {
        match self {
            Self::Site => Scope::Site,
            Self::Kind(kind) => Scope::Kind(*kind),
            Self::Actor(actor) => Scope::Actor(*actor),
            Self::Tag(tag) => Scope::Tag(tag),
        }
    }
}

/// The feeds a page names: the site's, and its own where there is one.
pub fn links(graph: &Graph, scope: Scope<'_>) -> Vec<FeedLink> {
    let mut links = Vec::new();
    for scope in [Scope::Site, scope] {
        let addresses = addresses(scope, graph);
        if is_wanted(graph, scope) && !links.iter().any(|link: &FeedLink| link.href == addresses.0) {
            let name = title(graph, scope);
            links.push(FeedLink { title: name.clone(), href: addresses.0, media_type: "application/atom+xml" });
            links.push(FeedLink { title: name, href: addresses.1, media_type: "application/feed+json" });
        }
    }
    links
}

/// The feed that goes with a brief's page: the actor's own, else its kind's.
pub fn of_brief(graph: &Graph, ix: BriefIx) -> Scope<'static> {
    let has_own = graph[ix].kind == Kind::Actor && graph.config.feeds.contains(&Feed::Actors);
    if has_own { Scope::Actor(ix) } else { Scope::Kind(graph[ix].kind) }
}

/// The feeds of the site and of its kinds, those that `feeds:` asks for.
pub fn main(graph: &Graph) -> Vec<FeedLink> {
    let mut links = links(graph, Scope::Site);
    for kind in Kind::ALL {
        let of_kind = self::links(graph, Scope::Kind(*kind));
        links.extend(of_kind.into_iter().filter(|link| link.href != "/feed.xml" && link.href != "/feed.json"));
    }
    links
}

/// Plans every feed that `feeds:` asks for.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    if graph.config.base_url.is_empty() {
        return;
    }
    let asks = |feed: Feed| graph.config.feeds.contains(&feed);
    if asks(Feed::Site) || asks(Feed::Kinds) {
        let dated = dated(graph, graph.all());
        for scope in std::iter::once(Scope::Site).chain(Kind::ALL.iter().map(|kind| Scope::Kind(*kind))) {
            let wanted = |ix: &BriefIx| match scope {
                Scope::Kind(kind) => graph[*ix].kind == kind,
                _ => graph[*ix].kind != Kind::Source,
            };
            let newest = dated.iter().filter(|(_, ix)| wanted(ix)).take(MOST).copied().collect();
            add(graph, plan, scope, newest);
        }
    }
    if asks(Feed::Actors) {
        graph.of_kind(Kind::Actor).for_each(|actor| add(graph, plan, Scope::Actor(actor), of_actor(graph, actor)));
    }
    if asks(Feed::Tags) {
        for (tag, briefs) in tags::all(graph) {
            add(graph, plan, Scope::Tag(tag), newest(graph, briefs.into_iter()));
        }
    }
}

fn add(graph: &Graph, plan: &mut Plan<Graph>, scope: Scope<'_>, entries: Vec<(Day, BriefIx)>) {
    if !is_wanted(graph, scope) {
        return;
    }
    let (atom_at, json_at) = addresses(scope, graph);
    let feed = Arc::new((Of::scope(scope), entries));
    let same = Arc::clone(&feed);
    plan.file("feeds", atom_at, move |graph| Content::Bytes(atom(graph, feed.0.as_scope(), &feed.1).unwrap_or_default()));
    plan.file("feeds", json_at, move |graph| Content::Bytes(json(graph, same.0.as_scope(), &same.1)));
}

/// Whether `feeds:` asks for it and it can be addressed.
fn is_wanted(graph: &Graph, scope: Scope<'_>) -> bool {
    let asks = |feed: Feed| !graph.config.base_url.is_empty() && graph.config.feeds.contains(&feed);
    match scope {
        Scope::Site => asks(Feed::Site),
        Scope::Kind(_) => asks(Feed::Kinds),
        Scope::Actor(_) => asks(Feed::Actors),
        Scope::Tag(tag) => asks(Feed::Tags) && tags::has_address(tag),
    }
}

/// Addresses of the Atom and the JSON feed.
fn addresses(scope: Scope<'_>, graph: &Graph) -> (String, String) {
    let page = match scope {
        Scope::Site => return ("/feed.xml".to_owned(), "/feed.json".to_owned()),
        Scope::Kind(kind) => address::register(kind),
        Scope::Actor(actor) => graph.address(actor).to_owned(),
        Scope::Tag(tag) => address::tag(tag),
    };
    let html = address::part(&page, "feed");
    let stem = html.strip_suffix(".html").unwrap_or(&html);
    (format!("{stem}.xml"), format!("{stem}.json"))
}

/// The page a feed belongs to.
fn home(scope: Scope<'_>, graph: &Graph) -> String {
    match scope {
        Scope::Site => "/index.html".to_owned(),
        Scope::Kind(kind) => address::register(kind),
        Scope::Actor(actor) => graph.address(actor).to_owned(),
        Scope::Tag(tag) => address::tag(tag),
    }
}

fn title(graph: &Graph, scope: Scope<'_>) -> String {
    let part = match scope {
        Scope::Site => return graph.config.title.clone(),
        Scope::Kind(kind) => graph.words.term("kind", kind.folder()),
        Scope::Actor(actor) => graph[actor].common.title.value.to_string(),
        Scope::Tag(tag) => tag.to_owned(),
    };
    format!("{}: {part}", graph.config.title)
}

fn of_actor(graph: &Graph, actor: BriefIx) -> Vec<(Day, BriefIx)> {
    let events = graph.events_of(actor).iter().chain(graph.addressed_to(actor)).chain(graph.analyses_about(actor));
    newest(graph, std::iter::once(actor).chain(events.copied()))
}

fn newest(graph: &Graph, briefs: impl Iterator<Item = BriefIx>) -> Vec<(Day, BriefIx)> {
    let mut dated = dated(graph, briefs);
    dated.truncate(MOST);
    dated
}

/// Briefs with the day they last changed, newest first; those without are left out.
pub(super) fn dated(graph: &Graph, briefs: impl Iterator<Item = BriefIx>) -> Vec<(Day, BriefIx)> {
    let mut dated: Vec<(Day, BriefIx)> = briefs.filter_map(|ix| Some((day(graph, ix)?, ix))).collect();
    dated.sort_unstable_by_key(|(day, ix)| (Reverse(*day), *ix));
    dated.dedup();
    dated
}

fn day(graph: &Graph, ix: BriefIx) -> Option<Day> {
    last_update(graph, ix).map(|date| date.last_known())
}

/// A day as RFC 3339 asks: midnight, UTC.
fn instant(day: Day) -> String {
    format!("{}T00:00:00Z", iso(day))
}

fn created(graph: &Graph, ix: BriefIx) -> Option<Day> {
    graph[ix].common.created.as_ref().filter(|date| !date.is_open_start()).map(|date| date.earliest())
}

fn authors(graph: &Graph, ix: BriefIx) -> Vec<String> {
    let name = |key: &str| graph.config.authors.get(key).map_or_else(|| key.to_owned(), |author| author.name.clone());
    graph[ix].common.authors.iter().map(|key| name(&key.value)).collect()
}

fn summary(graph: &Graph, ix: BriefIx) -> String {
    let summary = &*graph[ix].common.summary.value;
    if summary.is_empty() { graph[ix].common.title.value.to_string() } else { summary.to_owned() }
}

// ── Atom ────────────────────────────────────────────────────────────────────────────────────────────────────────────

fn atom(graph: &Graph, scope: Scope<'_>, entries: &[(Day, BriefIx)]) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::with_capacity(32 * 1024), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let attributes = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", graph.config.lang.as_str())];
    let (own, _) = addresses(scope, graph);
    let page = canonical(graph, &home(scope, graph));
    // A feed must say when it changed; one that never had an entry says the beginning of time.
    let updated = instant(entries.first().map_or(0, |(day, _)| *day));
    xml.create_element("feed").with_attributes(attributes).write_inner_content(|xml| {
        leaf(xml, "id", &canonical(graph, &own))?;
        leaf(xml, "title", &title(graph, scope))?;
        if !graph.config.description.is_empty() {
            leaf(xml, "subtitle", &graph.config.description)?;
        }
        leaf(xml, "updated", &updated)?;
        xml.create_element("author").write_inner_content(|xml| leaf(xml, "name", &graph.config.title))?;
        link(xml, "self", "application/atom+xml", &canonical(graph, &own))?;
        link(xml, "alternate", "text/html", &page)?;
        entries.iter().try_for_each(|(day, ix)| entry(xml, graph, *day, *ix))
    })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(xml: &mut Writer<Vec<u8>>, graph: &Graph, day: Day, ix: BriefIx) -> io::Result<()> {
    let at = canonical(graph, graph.address(ix));
    let lang = brief_lang(graph, &graph[ix]);
    let element = xml.create_element("entry");
    let element = if lang == graph.config.lang { element } else { element.with_attribute(("xml:lang", lang)) };
    element.write_inner_content(|xml| {
        leaf(xml, "id", &at)?;
        leaf(xml, "title", &graph[ix].common.title)?;
        leaf(xml, "updated", &instant(day))?;
        created(graph, ix).map_or(Ok(()), |day| leaf(xml, "published", &instant(day)))?;
        for author in authors(graph, ix) {
            xml.create_element("author").write_inner_content(|xml| leaf(xml, "name", &author))?;
        }
        link(xml, "alternate", "text/html", &at)?;
        xml.create_element("category").with_attribute(("term", graph[ix].kind.as_str())).write_empty()?;
        for tag in &graph[ix].common.tags {
            xml.create_element("category").with_attribute(("term", legal(&tag.value).as_str())).write_empty()?;
        }
        leaf(xml, "summary", &summary(graph, ix))
    })?;
    Ok(())
}

fn leaf(xml: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&legal(text)))?;
    Ok(())
}

fn link(xml: &mut Writer<Vec<u8>>, rel: &str, media_type: &str, href: &str) -> io::Result<()> {
    xml.create_element("link").with_attributes([("rel", rel), ("type", media_type), ("href", href)]).write_empty()?;
    Ok(())
}

/// The characters that XML 1.0 can hold; no reference can bring in the others.
pub(super) fn legal(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))).collect()
}

// ── JSON Feed ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Serialize)]
struct JsonFeed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    language: String,
    authors: Vec<JsonAuthor>,
    items: Vec<JsonItem>,
}

#[derive(Serialize)]
struct JsonAuthor {
    name: String,
}

#[derive(Serialize)]
struct JsonItem {
    id: String,
    url: String,
    title: String,
    content_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonAuthor>,
    tags: Vec<String>,
    language: String,
}

fn json(graph: &Graph, scope: Scope<'_>, entries: &[(Day, BriefIx)]) -> Vec<u8> {
    let (_, own) = addresses(scope, graph);
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(graph, scope),
        home_page_url: canonical(graph, &home(scope, graph)),
        feed_url: canonical(graph, &own),
        description: graph.config.description.clone(),
        language: graph.config.lang.clone(),
        authors: vec![JsonAuthor { name: graph.config.title.clone() }],
        items: entries.iter().map(|(day, ix)| item(graph, *day, *ix)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&feed).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item(graph: &Graph, day: Day, ix: BriefIx) -> JsonItem {
    let at = canonical(graph, graph.address(ix));
    let tags = graph[ix].common.tags.iter().map(|tag| tag.value.to_string());
    JsonItem {
        id: at.clone(),
        url: at,
        title: graph[ix].common.title.value.to_string(),
        content_text: summary(graph, ix),
        date_published: created(graph, ix).map(instant),
        date_modified: instant(day),
        authors: authors(graph, ix).into_iter().map(|name| JsonAuthor { name }).collect(),
        tags: std::iter::once(graph[ix].kind.to_string()).chain(tags).collect(),
        language: brief_lang(graph, &graph[ix]).to_owned(),
    }
}
