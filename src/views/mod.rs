//! Graph → pages. One file a view, one line in [`VIEWS`]: navigation, sitemap, exports and docs derive from the table.
//!
//! A view plans pages: an address and a function that makes a typed context when the page is rendered. Contexts are
//! small private structs holding references (address, title, date, kind), never another page; views sort, group and
//! compute, templates format. Addresses are root-absolute here.

pub mod address;
pub mod card;
pub mod frame;

use crate::graph::Graph;
use crate::plan::Plan;

/// One view.
pub struct View {
    /// Its name in `navigation:`, `--explain` and `export`.
    pub name: &'static str,
    /// The interface word of its title in `templates/lang/*.yaml`.
    pub title: &'static str,
    /// Where it begins, for views that may stand in the navigation.
    pub address: Option<&'static str>,
    /// Adds its pages.
    pub plan: for<'g> fn(&'g Graph, &mut Plan<'g>),
}

/// Every view, in the order of the navigation.
pub const VIEWS: &[View] = &[];

/// Plans the whole site, assets excepted.
pub fn plan(graph: &Graph) -> Plan<'_> {
    let mut plan = Plan::default();
    for view in VIEWS {
        (view.plan)(graph, &mut plan);
    }
    plan
}
