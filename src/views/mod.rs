//! Graph → pages. One file a view, one line in [`VIEWS`]: navigation, sitemap, exports and docs derive from the table.
//!
//! A view plans pages: an address and a function that makes a typed context when the page is rendered. Contexts are
//! small private structs holding references (address, title, date, kind), never another page; views sort, group and
//! compute, templates format. Addresses are root-absolute here.

pub mod actor;
pub mod address;
pub mod analysis;
pub mod card;
pub mod changes;
pub mod claims;
pub mod data;
pub mod downloads;
pub mod drawn;
pub mod event;
pub mod exports;
pub mod facets;
pub mod feeds;
pub mod frame;
pub mod home;
pub mod hosting;
pub mod html;
pub mod list;
pub mod map;
pub mod method;
pub mod network;
pub mod paging;
pub mod parts;
pub mod recommendation;
pub mod registers;
pub mod rows;
pub mod search;
pub mod source;
pub mod tags;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod tracker;

use crate::graph::Graph;
use crate::model::{BriefIx, Config, Kind};
use crate::plan::{Basis, Key, Page, Plan};
use parts::further::Further;
use rayon::prelude::*;

/// One view.
pub struct View {
    /// Its name in `navigation:`, `--explain` and `export`.
    pub name: &'static str,
    /// The interface word of its title in `templates/lang/*.yaml`.
    pub title: &'static str,
    /// Where it begins, for views that may stand in the navigation.
    pub address: Option<&'static str>,
    /// What its pages depend on, where it does not say otherwise of one.
    pub basis: Basis,
    /// Adds its pages.
    pub plan: fn(&Graph, &mut Plan<Graph>),
}

/// Every view, in the order of the navigation. The last lists the pages of all others, and is planned after them.
pub const VIEWS: &[View] = &[
    View { name: "home", title: "home", address: Some("/index.html"), basis: Basis::Lists, plan: home::plan },
    View {
        name: "analyses",
        title: "kind_analyses",
        address: Some("/analyses.html"),
        basis: Basis::Lists,
        plan: |graph, plan| registers::plan(graph, plan, Kind::Analysis),
    },
    View {
        name: "events",
        title: "kind_events",
        address: Some("/events.html"),
        basis: Basis::Lists,
        plan: |graph, plan| registers::plan(graph, plan, Kind::Event),
    },
    View {
        name: "actors",
        title: "kind_actors",
        address: Some("/actors.html"),
        basis: Basis::Lists,
        plan: |graph, plan| registers::plan(graph, plan, Kind::Actor),
    },
    View {
        name: "recommendations",
        title: "kind_recommendations",
        address: Some("/recommendations.html"),
        basis: Basis::Lists,
        plan: |graph, plan| registers::plan(graph, plan, Kind::Recommendation),
    },
    View {
        name: "sources",
        title: "kind_sources",
        address: Some("/sources.html"),
        basis: Basis::Lists,
        plan: |graph, plan| registers::plan(graph, plan, Kind::Source),
    },
    View { name: "timeline", title: "timeline", address: Some("/timeline.html"), basis: Basis::Lists, plan: timeline::plan },
    View { name: "map", title: "map", address: Some("/map.html"), basis: Basis::Lists, plan: map::plan },
    View { name: "network", title: "network", address: Some("/network.html"), basis: Basis::Lists, plan: network::plan },
    View { name: "tracker", title: "tracker", address: Some("/tracker.html"), basis: Basis::Lists, plan: tracker::plan },
    View { name: "claims", title: "claims", address: Some("/claims.html"), basis: Basis::Lists, plan: claims::plan },
    View { name: "changes", title: "changes", address: Some("/changes.html"), basis: Basis::Lists, plan: changes::plan },
    View { name: "tags", title: "tags", address: Some("/tags.html"), basis: Basis::Lists, plan: tags::plan },
    View { name: "method", title: "method", address: Some("/method.html"), basis: Basis::Lists, plan: method::plan },
    View { name: "data", title: "data", address: Some("/data.html"), basis: Basis::Content, plan: downloads::plan },
    View { name: "search", title: "search", address: Some("/search.html"), basis: Basis::Content, plan: search::plan },
    View { name: "exports", title: "data", address: None, basis: Basis::Content, plan: exports::plan },
    View { name: "feeds", title: "feeds", address: None, basis: Basis::Content, plan: feeds::plan },
    View { name: "actor", title: "kind_actor", address: None, basis: Basis::Content, plan: actor::plan },
    View { name: "event", title: "kind_event", address: None, basis: Basis::Content, plan: event::plan },
    View { name: "recommendation", title: "kind_recommendation", address: None, basis: Basis::Content, plan: recommendation::plan },
    View { name: "analysis", title: "kind_analysis", address: None, basis: Basis::Content, plan: analysis::plan },
    View { name: "source", title: "kind_source", address: None, basis: Basis::Content, plan: source::plan },
    View { name: "brief-data", title: "data_of_this_page", address: None, basis: Basis::Content, plan: data::plan },
    View { name: "not-found", title: "not_found", address: None, basis: Basis::Content, plan: hosting::not_found },
    View { name: "redirects", title: "redirects", address: None, basis: Basis::Content, plan: hosting::redirects },
    View { name: "sitemap", title: "sitemap", address: None, basis: Basis::Content, plan: hosting::sitemap },
];

/// A name in casebook.yaml that no view or export bears.
pub struct Unknown<'c> {
    /// The key it stands under.
    pub key: &'static str,
    /// As written.
    pub name: &'c str,
    /// Every name known there.
    pub names: Vec<&'static str>,
}

/// Names under `navigation:` and `exports:` that lead nowhere.
pub fn unknown_names(config: &Config) -> Vec<Unknown<'_>> {
    let views: Vec<&str> = VIEWS.iter().filter(|view| view.address.is_some()).map(|view| view.name).collect();
    let exports: Vec<&str> = exports::list().iter().map(|export| export.name).collect();
    let navigation = config.navigation.iter().flatten().map(|name| ("navigation", name.as_str(), &views));
    let named = navigation.chain(config.exports.iter().map(|name| ("exports", name.as_str(), &exports)));
    let unknown = named.filter(|(_, name, names)| !names.contains(name));
    unknown.map(|(key, name, names)| Unknown { key, name, names: names.clone() }).collect()
}

/// Whether two graphs with the same front matter have the same pages, as far as one brief has a part in it.
pub fn is_planned_alike(before: &Graph, now: &Graph, ix: BriefIx) -> bool {
    let pages = |graph| Further::Mentions.count(graph, ix);
    pages(before) == pages(now) && before.is_event_uncorroborated(ix) == now.is_event_uncorroborated(ix)
}

/// Whether a page is a brief's own, in any of its languages: it is planned of every graph in which briefs bear the same names.
pub fn is_own(graph: &Graph, page: &Page<Graph>) -> bool {
    let Basis::Brief(number) = page.basis else { return false };
    let ix = BriefIx(number);
    parts::plan::languages(graph, ix).any(|lang| graph.address_in(ix, lang) == page.address)
}

/// Plans every page and the search index, without the assets. The plan is not settled yet.
pub fn plan(graph: &Graph) -> Plan<Graph> {
    let part = |view: &View| {
        let mut part = Plan::default();
        part.rest_on(view.basis);
        (view.plan)(graph, &mut part);
        part
    };
    let (last, others) = VIEWS.split_last().map_or((None, VIEWS), |(last, others)| (Some(last), others));
    let parts: Vec<Plan<Graph>> = others.par_iter().with_max_len(1).map(part).collect();
    let mut plan = Plan::of(parts);
    plan.settle();
    if let Some(last) = last {
        plan.rest_on(last.basis);
        (last.plan)(graph, &mut plan);
    }
    plan.tell(Box::new(|graph: &Graph, basis| match basis {
        Basis::Content => None,
        Basis::Brief(number) => Some(Key(*graph.basis(BriefIx(number)).as_bytes())),
        Basis::Lists => Some(Key(*graph.basis_of_lists().as_bytes())),
    }));
    search::plan_index(&mut plan);
    plan
}
