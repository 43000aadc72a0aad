//! The search page: a form that works by its address (`?q=`), and the place its script fills. Without JavaScript it
//! leads to the registers.

use super::frame::PageHead;
use crate::graph::Graph;
use crate::model::Kind;
use crate::plan::{Content, Plan};
use serde::Serialize;

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
pub fn plan<'g>(graph: &'g Graph, plan: &mut Plan<'g>) {
    plan.file("search", "/search.html", move || page(graph));
}

fn page(graph: &Graph) -> Content {
    let mut page = PageHead::of_list(graph, "search", graph.words.get("search"), "/search.html");
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
