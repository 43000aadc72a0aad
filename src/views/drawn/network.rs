//! Networks: the ties of one actor, and the actors with most ties.

use super::tools::{self, Choice};
use super::{Figure, Reader};
use crate::drawing::network::{Ego, Family, Heading, MOST_NODES, Neighbour, Network, Node, Standing, Tie};
use crate::graph::{Edge, Graph, Link};
use crate::model::{BriefIx, Kind};
use crate::views::card::{Ref, reference_in};
use crate::views::facets;
use std::collections::{BTreeMap, BTreeSet};

/// The words of built-in relation types by what sort they are; all other built-in types are structure.
const COOPERATION: &[&str] = &["ally-of", "partner-of"];
const CONFLICT: &[&str] = &["adversary-of", "designates"];
const STRUCTURE: &[&str] =
    &["member-of", "part-of", "controls", "proxy-of", "hosts", "successor-of", "splinter-of", "leads", "holds-office-in"];

fn family(graph: &Graph, relation: u16) -> Family {
    let name = graph.relation_type(relation).map_or("", |relation| &relation.name);
    match name {
        name if COOPERATION.contains(&name) => Family::Cooperation,
        name if CONFLICT.contains(&name) => Family::Conflict,
        name if STRUCTURE.contains(&name) => Family::Structure,
        _ => Family::Other,
    }
}

/// An allegation is one speaker's word; a relation whose time has ended is past.
fn standing(graph: &Graph, link: &Link) -> Standing {
    let stated = || link.statements.iter().filter_map(|statement| graph.stated(*statement));
    let is_allegation = graph.relation_type(link.relation).is_some_and(|relation| relation.allegation);
    let is_over = |relation: &crate::model::Relation| {
        relation.valid.as_ref().is_some_and(|valid| !valid.is_open_end() && valid.latest() < graph.today)
    };
    Standing { is_alleged: is_allegation || stated().any(|relation| !relation.disputed_by.is_empty()), is_past: stated().any(is_over) }
}

fn heading(graph: &Graph, edge: &Edge) -> Heading {
    let is_level = graph.relation_type(edge.relation).is_some_and(|relation| relation.name == relation.inverse);
    match (is_level, edge.forward) {
        (true, _) => Heading::Level,
        (false, true) => Heading::Onward,
        (false, false) => Heading::Back,
    }
}

/// The ties of one actor to others, as a figure; none where it has none.
pub fn around(reader: &Reader<'_>, id: &str, actor: BriefIx) -> Option<String> {
    let graph = reader.graph;
    let edges: Vec<&Edge> = graph.edges(actor).iter().filter(|edge| graph[edge.other].kind == Kind::Actor).collect();
    // A hub has thousands; the drawing shows a few dozen of them and counts the rest.
    let mut shown: Vec<(&&Edge, Ref, String)> =
        edges.iter().map(|edge| (edge, reference_in(graph, edge.other, reader.lang), reader.term("relation", graph.word(edge)))).collect();
    tell_apart(reader, &mut shown);
    let neighbour = |(edge, name, label): &'_ (&&Edge, Ref, String)| (edge.relation, name.clone(), label.clone());
    let owned: Vec<(u16, Ref, String)> = shown.iter().map(neighbour).collect();
    let neighbours: Vec<Neighbour<'_>> = owned
        .iter()
        .zip(&edges)
        .map(|((relation, name, label), edge)| Neighbour {
            title: &name.title,
            lang: name.lang.as_deref(),
            href: &name.href,
            label,
            heading: heading(graph, edge),
            family: family(graph, *relation),
            standing: graph.link_of(edge).map(|link| standing(graph, link)).unwrap_or_default(),
        })
        .collect();
    let own = reference_in(graph, actor, reader.lang);
    let title = graph.words.fill_in(Some(reader.tag), "drawing_ties", &[("actor", &own.title)]);
    let (about, more) = (reader.word("drawing_ties_about"), reader.word("and_n_more").replace("{n}", "{}"));
    let frame = reader.frame(id, &title, &about);
    let svg = Ego { frame, title: &own.title, lang: own.lang.as_deref(), neighbours: &neighbours, more: &more }.draw()?;
    Some(Figure { title: &title, svg: &svg, caption: signs(reader, &svg), ..Figure::default() }.html())
}

/// Names that several neighbours bear are followed by what each is part of, or else by what it is.
fn tell_apart(reader: &Reader<'_>, shown: &mut [(&&Edge, Ref, String)]) {
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by(|a, b| shown[*a].1.title.cmp(&shown[*b].1.title));
    let namesakes = order.chunk_by(|a, b| shown[*a].1.title == shown[*b].1.title);
    let several = namesakes.filter(|of| of.windows(2).any(|pair| shown[pair[0]].0.other != shown[pair[1]].0.other));
    let several: Vec<usize> = several.flatten().copied().collect();
    for at in several {
        if let Some(more) = told_by(reader, shown[at].0.other) {
            shown[at].1.title = format!("{} ({more})", shown[at].1.title);
        }
    }
}

fn told_by(reader: &Reader<'_>, actor: BriefIx) -> Option<String> {
    let graph = reader.graph;
    let whole = graph.edges(actor).iter().find(|edge| WHOLE.contains(&graph.word(edge)));
    let parent = whole.map(|edge| reference_in(graph, edge.other, reader.lang).title);
    parent.or_else(|| Some(graph.words.term_in(Some(reader.tag), "actor_type", &graph[actor].actor()?.actor_type)))
}

/// Relations to what an actor is part of, the closest first.
const WHOLE: &[&str] = &["part-of", "member-of"];

/// Actors, the most connected first, and the ties among the first of them; none where no two are tied.
pub fn overview(reader: &Reader<'_>, id: &str, connected: &[BriefIx]) -> Option<String> {
    let graph = reader.graph;
    let first: Vec<BriefIx> = connected.iter().copied().take(MOST_NODES).collect();
    // An actor whose relations all lead to others than these would stand alone: the table has it.
    let tied: BTreeSet<usize> = ties(reader, &first).iter().flat_map(|(tie, _)| [tie.from, tie.to]).collect();
    let actors: Vec<BriefIx> = first.iter().enumerate().filter(|(at, _)| tied.contains(at)).map(|(_, ix)| *ix).collect();
    let names: Vec<(Ref, String, String)> = actors.iter().map(|ix| node(reader, *ix)).collect();
    let mut kinds = Choice::new("type", reader.word("facet_type"));
    names.iter().for_each(|(_, _, kind)| kinds.count(kind, || facets::type_label(&graph.words, Kind::Actor, kind)));
    let places = kinds.positions();
    let marks: Vec<[(&str, &str); 1]> =
        names.iter().map(|(_, _, kind)| [("type", places.get(&**kind).map_or("", String::as_str))]).collect();
    let nodes: Vec<Node<'_>> = names
        .iter()
        .zip(&marks)
        .map(|((name, id, _), facets)| Node { id, title: &name.title, lang: name.lang.as_deref(), href: &name.href, facets })
        .collect();
    let words = ties(reader, &actors);
    let drawn_ties: Vec<Tie<'_>> = words.iter().map(|(tie, label)| Tie { label, ..*tie }).collect();
    let title = graph.words.count_in(Some(reader.tag), "drawing_network", nodes.len());
    let about = reader.word("drawing_network_about");
    let drawn = Network { frame: reader.frame(id, &title, &about), nodes: &nodes, ties: &drawn_ties }.draw()?;
    let common = drawn
        .common
        .map(|label| graph.words.fill_in(Some(reader.tag), "drawing_network_common", &[("relation", &label)]))
        .unwrap_or_default();
    let tools = tools::form(reader, &[kinds]);
    let mut caption = signs(reader, &drawn.svg);
    caption.push(common);
    Some(Figure { title: &title, svg: &drawn.svg, caption, tools, ..Figure::default() }.html())
}

/// What the looks of lines mean, of those looks that are drawn.
fn signs(reader: &Reader<'_>, svg: &str) -> Vec<String> {
    let signs = [(" is-alleged", "drawing_ties_dashed"), (" is-past", "drawing_ties_pale")];
    signs.into_iter().filter(|(class, _)| svg.contains(class)).map(|(_, key)| reader.word(key)).collect()
}

fn node(reader: &Reader<'_>, ix: BriefIx) -> (Ref, String, String) {
    let kind = reader.graph[ix].actor().map(|actor| actor.actor_type.value.to_string()).unwrap_or_default();
    (reference_in(reader.graph, ix, reader.lang), reader.graph[ix].id.to_string(), kind)
}

/// The relations among actors, each once, those of the most connected first; the label comes apart for its lifetime.
fn ties(reader: &Reader<'_>, actors: &[BriefIx]) -> Vec<(Tie<'static>, String)> {
    let graph = reader.graph;
    let place: BTreeMap<BriefIx, usize> = actors.iter().enumerate().map(|(at, ix)| (*ix, at)).collect();
    let mut found = Vec::new();
    for (from, ix) in actors.iter().enumerate() {
        for edge in graph.edges(*ix) {
            // Each link is met from both its ends; it is told once, from the end that stands first.
            let Some(to) = place.get(&edge.other).copied().filter(|to| from < *to) else { continue };
            let standing = graph.link_of(edge).map(|link| standing(graph, link)).unwrap_or_default();
            let tie = Tie { from, to, label: "", heading: heading(graph, edge), family: family(graph, edge.relation), standing };
            found.push((tie, reader.term("relation", graph.relation_type(edge.relation).map_or("", |relation| &relation.name))));
        }
    }
    found.sort_by_key(|(tie, _)| (tie.from.max(tie.to), tie.from));
    found
}
