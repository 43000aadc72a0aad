//! The page of an actor: who it is, what it claims and what is claimed about it, its names, relations, timeline,
//! recommendations to it, and where it is mentioned.

use super::drawn::{self, Reader};
use super::frame::PageHead;
use super::parts::claims::{self, ClaimRow};
use super::parts::end::{self, End};
use super::parts::facts::{self, Fact, Facts, Value};
use super::parts::further::{Further, related, slice};
use super::parts::head::{self, Head, Picture};
use super::parts::names::{self, NameRow};
use super::parts::page::{BriefPage, escaped};
use super::parts::plan::of_kind;
use super::parts::relations;
use super::parts::rows;
use super::parts::timeline::{self, Timeline};
use crate::graph::{ClaimAt, Edge, Graph};
use crate::model::{Actor, BriefIx, Kind, Spanned};
use crate::plan::{Content, Plan};
use crate::text::fold;
use serde::Serialize;

/// The context of `actor.html`.
#[derive(Serialize)]
struct Context {
    page: PageHead,
    head_html: String,
    facts_html: String,
    contents_html: String,
    picture: Option<Picture>,
    tags_html: String,
    body_html: String,
    claims: Claims,
    claims_about: Claims,
    names: Vec<NameRow>,
    relations: List,
    /// Its ties drawn; empty where there are too few to need it.
    ties_html: String,
    timeline: Option<Timeline>,
    recommendations: List,
    end: End,
}

/// The first page of a list with links to the others, finished, and how many items there are in all.
#[derive(Serialize)]
struct List {
    html: String,
    count: usize,
}

/// The first claims, how many there are in all, and links to the pages of the others.
#[derive(Serialize)]
struct Claims {
    items: Vec<ClaimRow>,
    count: usize,
    more_html: String,
}

/// Offices, members and the like that the facts card shows; all are among the relations.
const FACT_EDGES: usize = 12;

/// Fewer ties are told faster by their list.
const LEAST_TIES: usize = 3;

/// Adds a page for every actor.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    of_kind(graph, plan, Kind::Actor, make);
}

fn make(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Content {
    let page = &mut BriefPage::new(graph, ix, lang);
    let facts = facts(page);
    let claims = claims(page, Further::Claims, graph.claims_by(ix));
    let claims_about = self::claims(page, Further::ClaimsAbout, graph.claims_about(ix));
    let names = page.brief().actor().map(|actor| names::table(page, actor)).unwrap_or_default();
    let edges = related(page, 1);
    let mut groups = relations::groups(page, &edges);
    groups.extend(relations::dangling(page));
    let relations = list(page, Further::Relations, graph.edges(ix).len(), relations::html(page, &groups));
    let ties_html = if graph.edges(ix).len() < LEAST_TIES { None } else { drawn::around(&Reader::of_brief(page), "ties", ix) };
    let addressed = rows::recommendations(page, slice(graph.addressed_to(ix), Further::Addressed, 1));
    let recommendations = list(page, Further::Addressed, graph.addressed_to(ix).len(), rows::html(page, &addressed));
    let end = end::end(page);
    let page_head = PageHead::of_brief(graph, ix, lang);
    let mut context = Context {
        head_html: head(page).html(page, &page_head.title),
        page: page_head,
        facts_html: facts::html(page, &facts),
        contents_html: String::new(),
        picture: head::picture(page),
        tags_html: head::tags_html(page),
        body_html: page.text().map(|text| text.html.to_string()).unwrap_or_default(),
        claims,
        claims_about,
        names,
        relations,
        ties_html: ties_html.unwrap_or_default(),
        timeline: timeline::own(page),
        recommendations,
        end,
    };
    context.contents_html = head::contents_html(page, &head::contents(page, &[], &context.sections()));
    Content::Template { name: "actor.html", context: Box::new(context) }
}

impl Context {
    /// The sections that are there, for the contents list.
    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let mut sections = Vec::new();
        sections.extend((!self.claims.items.is_empty() || !self.claims_about.items.is_empty()).then_some(("claims", "claims")));
        sections.extend((!self.names.is_empty()).then_some(("names", "names")));
        sections.extend((!self.relations.html.is_empty()).then_some(("relations", "relations")));
        sections.extend(self.timeline.is_some().then_some(("timeline", "timeline")));
        sections.extend((!self.recommendations.html.is_empty()).then_some(("recommendations", "addressed_to_it")));
        sections.extend(self.end.sections());
        sections
    }
}

fn list(page: &BriefPage<'_>, part: Further, count: usize, html: String) -> List {
    List { html: html + &part.pages_html(page, 1, count.div_ceil(part.size())), count }
}

fn claims(page: &mut BriefPage<'_>, part: Further, all: &[ClaimAt]) -> Claims {
    let items = claims::list(page, slice(all, part, 1));
    Claims { items, count: all.len(), more_html: part.pages_html(page, 1, all.len().div_ceil(part.size())) }
}

fn head(page: &BriefPage<'_>) -> Head {
    let Some(actor) = page.brief().actor() else { return Head::default() };
    let countries: Vec<String> = actor.countries.iter().map(|country| page.term("country", country)).collect();
    let mut meta = Vec::new();
    // A state is not in its own country.
    let is_itself = countries.iter().all(|country| *country == *page.brief().common.title.value);
    meta.extend((!is_itself).then(|| Value::texts(&countries.iter().map(String::as_str).collect::<Vec<_>>(), &page.word("comma")).html));
    meta.extend(actor.active.as_ref().map(|active| escaped(&page.date(active))));
    meta.extend(parents(page).into_iter().map(|(word, value)| format!("<span class=\"quiet\">{}</span> {}", escaped(&word), value.html)));
    Head { kicker: page.term("actor_type", &actor.actor_type), natives: head::natives(page), lead: page.lead(), badges: Vec::new(), meta }
}

/// What it is a part of, at most two, each with the relation's word.
fn parents(page: &BriefPage<'_>) -> Vec<(String, Value)> {
    let edges = page.graph.edges(page.ix).iter();
    let parents = edges.filter(|edge| page.graph.word(edge) == "part-of").take(2);
    parents.map(|edge| (page.term("relation", "part-of").to_lowercase(), Value::reference(&page.reference(edge.other)))).collect()
}

/// The facts card of an actor.
pub fn facts(page: &mut BriefPage<'_>) -> Vec<Fact> {
    let brief = page.brief();
    let Some(actor) = brief.actor() else { return Vec::new() };
    let mut facts = Facts::new(page);
    facts.term("type", "actor_type", Some(&actor.actor_type));
    for (key, words) in [
        ("part_of", &["part-of"][..]),
        ("member_of", &["member-of"]),
        ("offices", &["holds-office-in", "leads"]),
        ("led_by", &["led-by", "office-holder"]),
        ("controlled_by", &["controlled-by"]),
        ("successor_of", &["successor-of", "splinter-of"]),
    ] {
        let values = edges(facts.page, words);
        facts.all(key, values);
    }
    facts.date("active", actor.active.as_ref().map(|active| &active.value));
    let countries = countries(facts.page, actor);
    facts.all("countries", countries);
    let aliases = aliases(facts.page, actor);
    facts.all("also_called", aliases);
    let ids = facts::ids(facts.page);
    facts.all("ids", ids);
    let counts = counts(facts.page);
    facts.all("in_this_casebook", counts);
    facts.finish()
}

/// Aliases that neither the title nor the table of names shows already.
fn aliases(page: &BriefPage<'_>, actor: &Actor) -> Vec<Value> {
    let mut known: Vec<String> = actor.names.iter().map(|name| fold::fold(&name.text)).collect();
    known.push(fold::fold(page.title()));
    let is_new = |alias: &&Spanned<Box<str>>| !known.contains(&fold::fold(&alias.value));
    page.aliases().iter().filter(is_new).map(|alias| Value::text(&*alias.value)).collect()
}

/// How much the casebook holds of the actor, each count leading to its section.
fn counts(page: &BriefPage<'_>) -> Vec<Value> {
    let (graph, ix) = (page.graph, page.ix);
    let claims = graph.claims_by(ix).len() + graph.claims_about(ix).len();
    let counts = [
        ("count_events", graph.events_of(ix).len(), "#timeline"),
        ("count_claims", claims, "#claims"),
        ("count_recommendations", graph.addressed_to(ix).len(), "#recommendations"),
    ];
    let value = |(key, count, to): (&str, usize, &str)| {
        let text = page.count(key, count);
        Value { html: format!("<a href=\"{to}\">{}</a>", escaped(&text)), text }
    };
    counts.into_iter().filter(|(_, count, _)| *count > 0).map(value).collect()
}

fn countries(page: &BriefPage<'_>, actor: &Actor) -> Vec<Value> {
    actor.countries.iter().map(|country| Value::text(page.term("country", country))).collect()
}

/// Relations as short facts: the other end, with office and dates; allegations say whose they are.
fn edges(page: &BriefPage<'_>, words: &[&str]) -> Vec<Value> {
    let edges = page.graph.edges(page.ix).iter().filter(|edge| words.contains(&page.graph.word(edge)));
    edges.take(FACT_EDGES).map(|edge| edge_value(page, edge)).collect()
}

fn edge_value(page: &BriefPage<'_>, edge: &Edge) -> Value {
    let statements = page.graph.link_of(edge).map_or(&[][..], |link| &link.statements[..]);
    let stated = || statements.iter().filter_map(|statement| page.graph.stated(*statement));
    let mut words: Vec<String> = Vec::new();
    words.extend(stated().find_map(|relation| relation.title.as_ref()).map(|title| title.value.to_string()));
    words.extend(stated().find_map(|relation| relation.valid.as_ref()).map(|valid| page.date(valid)));
    let who = stated().flat_map(|relation| page.links(&relation.according_to, crate::model::Kinds::SPEAKER));
    let who: Vec<String> = who.map(|who| who.title).collect();
    words.extend((!who.is_empty()).then(|| format!("{} {}", page.word("according_to"), who.join(", "))));
    Value::reference(&page.reference(edge.other)).with(&words.join(", "))
}
