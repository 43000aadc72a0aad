//! Plans the pages of every brief of one kind: the brief's own, its translations', and what continues them.

use super::further;
use crate::graph::Graph;
use crate::model::{BriefIx, Kind};
use crate::plan::{Content, Plan};
use crate::text::edtf::iso;
use crate::views::frame::last_update;

/// Makes a brief's own page in one language.
pub type Make = fn(&Graph, BriefIx, Option<&str>) -> Content;

/// Adds the pages of every brief of a kind. A kind's view is named as the kind.
pub fn of_kind<'g>(graph: &'g Graph, plan: &mut Plan<'g>, kind: Kind, make: Make) {
    let view = kind.as_str();
    for ix in graph.of_kind(kind) {
        for lang in languages(graph, ix) {
            let updated = last_update(graph, ix).map(|date| iso(date.latest()));
            plan.page(view, graph.address_in(ix, lang), updated, move || make(graph, ix, lang));
            further::plan(graph, plan, view, ix, lang);
        }
    }
}

/// The versions of a brief: its own, then its translations.
pub fn languages(graph: &Graph, ix: BriefIx) -> impl Iterator<Item = Option<&str>> {
    std::iter::once(None).chain(graph[ix].translations.keys().map(|lang| Some(&**lang)))
}
