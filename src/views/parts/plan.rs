//! Plans the pages of every brief of one kind: the brief's own, its translations', and what continues them.

use super::further;
use crate::graph::Graph;
use crate::model::{BriefIx, Kind};
use crate::plan::{Basis, Content, Plan};
use crate::text::edtf::iso;
use crate::views::frame::last_update;
use std::sync::Arc;

/// Adds the pages of every brief of a kind; `make` makes a brief's own page in one language. A kind's view is named as
/// the kind.
pub fn of_kind<F>(graph: &Graph, plan: &mut Plan<Graph>, kind: Kind, make: F)
where
    F: Fn(&Graph, BriefIx, Option<&str>) -> Content + Clone + Send + Sync + 'static,
{
    let view = kind.as_str();
    for ix in graph.of_kind(kind) {
        plan.rest_on(Basis::Brief(ix.0));
        for lang in languages(graph, ix) {
            let updated = last_update(graph, ix).map(|date| iso(date.latest()));
            let make = make.clone();
            let owned = lang.map(Arc::<str>::from);
            plan.page(view, graph.address_in(ix, lang), updated, move |graph| make(graph, ix, owned.as_deref()));
            further::plan(graph, plan, view, ix, lang);
        }
    }
}

/// The versions of a brief: its own, then its translations.
pub fn languages(graph: &Graph, ix: BriefIx) -> impl Iterator<Item = Option<&str>> {
    std::iter::once(None).chain(graph[ix].translations.keys().map(|lang| Some(&**lang)))
}
