//! Relations stated on either side become one link with all its statements, seen from both ends.

use super::Graph;
use super::Resolver;
use crate::model::{BriefIx, Kinds, Relation, RelationType};
use std::collections::{BTreeMap, HashMap};

/// Every relation of the casebook.
#[derive(Debug, Default)]
pub struct Relations {
    pub(crate) links: Vec<Link>,
    pub(crate) edges: Vec<Vec<Edge>>,
}

/// One relation in canonical direction: `from` *name* `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Position in the list of types.
    pub relation: u16,
    /// The subject.
    pub from: BriefIx,
    /// The object.
    pub to: BriefIx,
    /// Who states it: front matter of either side, or both.
    pub statements: Vec<Statement>,
}

/// Where a relation is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// The brief whose front matter says so.
    pub brief: BriefIx,
    /// Position in its `relations`.
    pub at: u16,
}

/// A link as seen from one end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Position in the list of types.
    pub relation: u16,
    /// Seen from the subject.
    pub forward: bool,
    /// The other end.
    pub other: BriefIx,
    /// Position in [`Graph::links`].
    pub link: u32,
}

impl Graph {
    /// The front-matter item behind a statement.
    pub fn stated(&self, statement: Statement) -> Option<&Relation> {
        self[statement.brief].common.relations.get(usize::from(statement.at))
    }
}

/// Collects every relation that resolves.
pub(super) fn collect(graph: &Graph, resolver: &Resolver) -> Relations {
    let words = words(&graph.relation_types);
    let mut found: BTreeMap<Ends, Vec<Statement>> = BTreeMap::new();
    for from in graph.all() {
        for (ends, statement) in stated(graph, resolver, &words, from) {
            found.entry(ends).or_default().push(statement);
        }
    }
    let links: Vec<Link> = found.into_iter().map(|((relation, from, to), statements)| Link { relation, from, to, statements }).collect();
    let edges = edges(graph, &links);
    Relations { links, edges }
}

/// Whether these briefs state the same relations in both graphs, by what names mean in each.
pub(super) fn are_alike(before: &Graph, now: &Graph, briefs: &[BriefIx]) -> bool {
    let words = words(&before.relation_types);
    briefs.iter().all(|from| stated(before, &before.resolver, &words, *from).eq(stated(now, &now.resolver, &words, *from)))
}

/// A relation's type, its subject and its object.
type Ends = (u16, BriefIx, BriefIx);

/// What one brief states, as far as it resolves.
fn stated<'g>(
    graph: &'g Graph,
    resolver: &'g Resolver,
    words: &'g HashMap<&str, (u16, bool)>,
    from: BriefIx,
) -> impl Iterator<Item = (Ends, Statement)> + 'g {
    graph[from].common.relations.iter().enumerate().filter_map(move |(at, relation)| {
        let target = resolver.resolve(graph, &relation.to.text, Kinds::ANY).ok()?;
        let (kind, forward) = words.get(&*relation.relation.value).copied()?;
        let symmetric = graph.relation_type(kind).is_some_and(|r| r.name == r.inverse);
        let backward = !forward || (symmetric && target.brief < from);
        let (subject, object) = if backward { (target.brief, from) } else { (from, target.brief) };
        Some(((kind, subject, object), Statement { brief: from, at: u16::try_from(at).unwrap_or(u16::MAX) }))
    })
}

fn words(types: &[RelationType]) -> HashMap<&str, (u16, bool)> {
    let mut words = HashMap::new();
    for (at, relation) in types.iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        words.insert(&*relation.inverse, (at, false));
        words.insert(&*relation.name, (at, true));
    }
    words
}

fn edges(graph: &Graph, links: &[Link]) -> Vec<Vec<Edge>> {
    let mut edges = vec![Vec::new(); graph.briefs.len()];
    let mut add = |at: BriefIx, edge: Edge| {
        if let Some(list) = edges.get_mut(at.index()) {
            list.push(edge);
        }
    };
    for (at, link) in links.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        add(link.from, Edge { relation: link.relation, forward: true, other: link.to, link: at });
        if link.from != link.to {
            // A symmetric relation reads the same from both ends.
            let symmetric = graph.relation_type(link.relation).is_some_and(|r| r.name == r.inverse);
            add(link.to, Edge { relation: link.relation, forward: symmetric, other: link.from, link: at });
        }
    }
    for list in &mut edges {
        list.sort_by(|a, b| {
            let key = |e: &Edge| (e.relation, !e.forward, e.other);
            key(a).cmp(&key(b))
        });
    }
    edges
}
