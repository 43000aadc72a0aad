//! The graph: briefs as nodes, relations, participation, addressees and grounds as typed edges; as JSON and GraphML.

use super::url;
use crate::graph::Graph;
use crate::model::{BriefIx, Kind, Kinds};
use crate::views::feeds::legal;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Node<'g> {
    id: String,
    kind: Kind,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    node_type: Option<&'g str>,
    title: &'g str,
    url: String,
}

#[derive(Serialize)]
struct Edge {
    source: String,
    target: String,
    #[serde(rename = "type")]
    edge_type: String,
}

#[derive(Serialize)]
struct Whole<'g> {
    directed: bool,
    multigraph: bool,
    nodes: Vec<Node<'g>>,
    links: Vec<Edge>,
}

/// Node-link form, as common graph libraries read it.
pub(super) fn json(graph: &Graph) -> Vec<u8> {
    let whole = Whole { directed: true, multigraph: true, nodes: nodes(graph).collect(), links: edges(graph) };
    let mut bytes = serde_json::to_vec(&whole).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn nodes(graph: &Graph) -> impl Iterator<Item = Node<'_>> {
    graph.all().map(|ix| Node {
        id: graph[ix].name(),
        kind: graph[ix].kind,
        node_type: crate::views::facets::type_of(&graph[ix]),
        title: &graph[ix].common.title,
        url: url(graph, ix),
    })
}

fn edges(graph: &Graph) -> Vec<Edge> {
    let edge = |from: BriefIx, edge_type: &str, to: BriefIx| Edge {
        source: graph[from].name(),
        target: graph[to].name(),
        edge_type: edge_type.to_owned(),
    };
    let name = |relation: u16| graph.relation_type(relation).map_or("", |relation| &relation.name);
    let mut edges: Vec<Edge> = graph.links().iter().map(|link| edge(link.from, name(link.relation), link.to)).collect();
    for ix in graph.all() {
        for participant in graph[ix].event().iter().flat_map(|event| &event.participants) {
            let actor = graph.brief(&participant.actor, Kinds::ACTOR);
            edges.extend(actor.map(|actor| edge(actor, participant.role.as_str(), ix)));
        }
        if let Some(recommendation) = graph[ix].recommendation() {
            edges
                .extend(graph.briefs_of(&recommendation.addressees, Kinds::ACTOR).into_iter().map(|actor| edge(ix, "addressed-to", actor)));
            edges.extend(graph.briefs_of(&recommendation.based_on, Kinds::ANY).into_iter().map(|basis| edge(ix, "based-on", basis)));
        }
        if let Some(analysis) = graph[ix].analysis() {
            edges.extend(graph.briefs_of(&analysis.about, Kinds::ANY).into_iter().map(|subject| edge(ix, "about", subject)));
        }
        let sources = graph.briefs_of(&graph[ix].common.sources, Kinds::SOURCE);
        edges.extend(sources.into_iter().map(|source| edge(ix, "source", source)));
    }
    edges
}

pub(super) fn graphml(graph: &Graph) -> Vec<u8> {
    written(graph).unwrap_or_default()
}

const KEYS: [(&str, &str); 5] = [("kind", "node"), ("type", "node"), ("title", "node"), ("url", "node"), ("relation", "edge")];

fn written(graph: &Graph) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns")).write_inner_content(|xml| {
        for (key, of) in KEYS {
            let attributes = [("id", key), ("for", of), ("attr.name", key), ("attr.type", "string")];
            xml.create_element("key").with_attributes(attributes).write_empty()?;
        }
        xml.create_element("graph").with_attributes([("id", "casebook"), ("edgedefault", "directed")]).write_inner_content(|xml| {
            for node in nodes(graph) {
                xml.create_element("node").with_attribute(("id", node.id.as_str())).write_inner_content(|xml| {
                    data(xml, "kind", node.kind.as_str())?;
                    data(xml, "type", node.node_type.unwrap_or_default())?;
                    data(xml, "title", node.title)?;
                    data(xml, "url", &node.url)
                })?;
            }
            for edge in edges(graph) {
                let ends = [("source", edge.source.as_str()), ("target", edge.target.as_str())];
                xml.create_element("edge").with_attributes(ends).write_inner_content(|xml| data(xml, "relation", &edge.edge_type))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn data(xml: &mut Writer<Vec<u8>>, key: &str, text: &str) -> io::Result<()> {
    if !text.is_empty() {
        xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&legal(text)))?;
    }
    Ok(())
}
