//! The network of actors: those with most relations and events, and the typed relations between them. Bounded: a
//! drawing of everything shows nothing, and every actor's page has its own.

use super::card::reference;
use super::drawn::{Reader, overview};
use super::list::{self, Facets, List};
use super::{facets, html};
use crate::graph::{Graph, Link};
use crate::model::{BriefIx, Kind, Kinds};
use crate::plan::{Content, Plan};
use crate::text::fold;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

const BASE: &str = "/network.html";

/// Actors shown.
const ACTORS: usize = 40;

/// Relations shown between them.
const LINKS: usize = 200;

/// An actor and how it is connected.
struct Connected {
    actor: BriefIx,
    /// Relations to other actors.
    relations: usize,
    events: usize,
}

/// Plans the page.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    let actors = Arc::new(most_connected(graph));
    plan.page("network", BASE, None, move |graph| page(graph, &actors));
}

/// Actors by their relations to other actors, then by their events; unconnected ones are left out.
fn most_connected(graph: &Graph) -> Vec<Connected> {
    let connected = |actor: BriefIx| Connected {
        actor,
        relations: graph.edges(actor).iter().filter(|edge| graph[edge.other].kind == Kind::Actor && edge.other != actor).count(),
        events: graph.events_of(actor).len(),
    };
    let mut actors: Vec<Connected> = graph.of_kind(Kind::Actor).map(connected).filter(|c| c.relations + c.events > 0).collect();
    actors.sort_unstable_by_key(|c| (Reverse(c.relations), Reverse(c.events), c.actor));
    actors.truncate(ACTORS);
    actors
}

fn page(graph: &Graph, actors: &[Connected]) -> Content {
    let words = &graph.words;
    let title = words.get("network").into_owned();
    let mut page = list::overview(graph, "network", &title, BASE, 1);
    let shown: BTreeSet<BriefIx> = actors.iter().map(|c| c.actor).collect();
    let mut links: Vec<&Link> = graph.links().iter().filter(|link| shown.contains(&link.from) && shown.contains(&link.to)).collect();
    let between = links.len();
    let name = |ix: BriefIx| fold::fold(&graph[ix].common.title.value);
    links.sort_by_cached_key(|link| (link.relation, name(link.from), name(link.to)));
    links.truncate(LINKS);
    let lead = words.fill(
        "network_lead",
        &[("actors", &words.count("count_actors", actors.len())), ("relations", &words.count("count_relations", between))],
    );
    page.description = format!("{}: {lead}", graph.config.title);
    let mut parts = Facets::new(&title, None);
    parts.link("#actors", "", &words.get("most_connected"), Some(actors.len()), false);
    if !links.is_empty() {
        parts.link("#relations", "", &words.get("relations_between"), Some(between), false);
    }
    let mut body_html = String::with_capacity(32 * 1024);
    actor_table(&mut body_html, graph, actors);
    if !links.is_empty() {
        let note = if between > links.len() { words.count("first_n_shown", links.len()) } else { String::new() };
        link_table(&mut body_html, graph, &links, between, &note);
    }
    List {
        page,
        title,
        lead,
        drawing_html: overview(&Reader::of_site(graph), "network", &actors.iter().map(|c| c.actor).collect::<Vec<_>>()).unwrap_or_default(),
        facets_html: if actors.is_empty() { String::new() } else { parts.html() },
        is_empty: actors.is_empty(),
        body_html,
        ..List::default()
    }
    .content("network.html")
}

fn actor_table(out: &mut String, graph: &Graph, actors: &[Connected]) {
    let words = &graph.words;
    list::open_section(out, "actors", &words.get("most_connected"), Some(actors.len()), "");
    let columns = [("kind_actor", ""), ("facet_type", ""), ("relations", "number"), ("kind_events", "number")];
    list::open_table(out, words, &words.get("most_connected"), "", &columns);
    for connected in actors {
        let actor_type = facets::type_of(&graph[connected.actor]).unwrap_or_default();
        out.push_str("<tr");
        html::attribute(out, "data-type", actor_type);
        out.push_str("><th scope=\"row\">");
        reference(graph, connected.actor).html(out);
        out.push_str("</th><td>");
        html::text(out, &facets::type_label(words, Kind::Actor, actor_type));
        out.push_str("</td>");
        for number in [connected.relations, connected.events] {
            out.push_str("<td class=\"number\">");
            html::text(out, &crate::model::words::grouped(number));
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    list::close_table(out);
    list::close_section(out);
}

fn link_table(out: &mut String, graph: &Graph, links: &[&Link], between: usize, note: &str) {
    let words = &graph.words;
    list::open_section(out, "relations", &words.get("relations_between"), Some(between), note);
    let columns = [("from", ""), ("relation", ""), ("to", ""), ("said_by", "")];
    list::open_table(out, words, &words.get("relations_between"), "", &columns);
    for link in links {
        // A tie is drawn where both its ends are.
        let ends = [link.from, link.to].map(|ix| facets::type_of(&graph[ix]).unwrap_or_default());
        out.push_str("<tr");
        html::attribute(out, "data-type", if ends[0] == ends[1] { ends[0] } else { "" });
        out.push_str("><th scope=\"row\">");
        reference(graph, link.from).html(out);
        out.push_str("</th><td>");
        let name = graph.relation_type(link.relation).map_or("", |relation| &relation.name);
        html::text(out, &words.term("relation", name));
        out.push_str("</td><td>");
        reference(graph, link.to).html(out);
        out.push_str("</td><td>");
        said(out, graph, link);
        out.push_str("</td></tr>\n");
    }
    list::close_table(out);
    list::close_section(out);
}

/// Who says so, and who denies it.
fn said(out: &mut String, graph: &Graph, link: &Link) {
    let relations = || link.statements.iter().filter_map(|statement| graph.stated(*statement));
    let unique =
        |all: Vec<BriefIx>| all.into_iter().collect::<BTreeSet<_>>().into_iter().map(|ix| reference(graph, ix)).collect::<Vec<_>>();
    let by = unique(relations().flat_map(|relation| graph.briefs_of(&relation.according_to, Kinds::SPEAKER)).collect());
    let against = unique(relations().flat_map(|relation| graph.briefs_of(&relation.disputed_by, Kinds::SPEAKER)).collect());
    html::links(out, &by);
    if !against.is_empty() {
        out.push_str(if by.is_empty() {
            "<span class=\"relation-disputed\">"
        } else {
            "<span class=\"comma\">; </span><span class=\"relation-disputed\">"
        });
        html::text(out, &graph.words.get("disputed_by"));
        out.push(' ');
        html::links(out, &against);
        out.push_str("</span>");
    }
}
