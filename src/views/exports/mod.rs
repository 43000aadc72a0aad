//! Exports: the casebook's content as data files. `exports:` in casebook.yaml names those published under `/data/`;
//! `casebook export NAME` writes one. A name is the file's own name.
//!
//! Every export holds released briefs alone; references to briefs that are not in the build are left out.

mod bibliography;
mod calendar;
mod hosting;
mod json;
mod network;
mod places;
mod table;

use crate::graph::Graph;
use crate::model::{BriefIx, Kind, Kinds, Reference};
use crate::plan::{Content, Plan};

/// One export.
#[derive(Clone, Copy)]
pub struct Export {
    /// The file's name, by which it is asked for.
    pub name: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// The interface word that says what it holds.
    pub word: &'static str,
    /// The kinds whose briefs it holds; empty for the site's own settings.
    pub kinds: &'static [Kind],
    write: fn(&Graph) -> Vec<u8>,
}

const JSON: &str = "application/json";
const CSV: &str = "text/csv";

/// Every export.
const EXPORTS: &[Export] = &[
    Export {
        name: "actors.json",
        media_type: JSON,
        word: "kind_actors",
        kinds: &[Kind::Actor],
        write: |graph| json::kind(graph, Kind::Actor),
    },
    Export {
        name: "events.json",
        media_type: JSON,
        word: "kind_events",
        kinds: &[Kind::Event],
        write: |graph| json::kind(graph, Kind::Event),
    },
    Export {
        name: "recommendations.json",
        media_type: JSON,
        word: "kind_recommendations",
        kinds: &[Kind::Recommendation],
        write: |graph| json::kind(graph, Kind::Recommendation),
    },
    Export {
        name: "analyses.json",
        media_type: JSON,
        word: "kind_analyses",
        kinds: &[Kind::Analysis],
        write: |graph| json::kind(graph, Kind::Analysis),
    },
    Export {
        name: "sources.json",
        media_type: JSON,
        word: "kind_sources",
        kinds: &[Kind::Source],
        write: |graph| json::kind(graph, Kind::Source),
    },
    Export { name: "events.csv", media_type: CSV, word: "kind_events", kinds: &[Kind::Event], write: table::events },
    Export { name: "figures.csv", media_type: CSV, word: "figures", kinds: &[Kind::Event], write: table::figures },
    Export { name: "claims.csv", media_type: CSV, word: "claims", kinds: &[Kind::Event], write: table::claims },
    Export {
        name: "recommendations.csv",
        media_type: CSV,
        word: "kind_recommendations",
        kinds: &[Kind::Recommendation],
        write: table::recommendations,
    },
    Export { name: "graph.json", media_type: JSON, word: "export_graph", kinds: Kind::ALL, write: network::json },
    Export {
        name: "graph.graphml",
        media_type: "application/graphml+xml",
        word: "export_graph",
        kinds: Kind::ALL,
        write: network::graphml,
    },
    Export {
        name: "sources.csl.json",
        media_type: "application/vnd.citationstyles.csl+json",
        word: "kind_sources",
        kinds: &[Kind::Source],
        write: bibliography::csl,
    },
    Export {
        name: "sources.bib",
        media_type: "application/x-bibtex",
        word: "kind_sources",
        kinds: &[Kind::Source],
        write: bibliography::bibtex,
    },
    Export {
        name: "events.geojson",
        media_type: "application/geo+json",
        word: "kind_events",
        kinds: &[Kind::Event],
        write: places::geojson,
    },
    Export { name: "events.ics", media_type: "text/calendar", word: "kind_events", kinds: &[Kind::Event], write: calendar::ics },
    Export { name: "nginx.conf", media_type: "text/plain", word: "export_hosting", kinds: &[], write: |_| hosting::nginx() },
    Export { name: "Caddyfile", media_type: "text/plain", word: "export_hosting", kinds: &[], write: |_| hosting::caddy() },
];

pub use hosting::headers;

/// Every export, in the order of `export --list`.
pub fn list() -> &'static [Export] {
    EXPORTS
}

/// The bytes of one export; `None` when no export has that name.
pub fn write(name: &str, graph: &Graph) -> Option<Vec<u8>> {
    EXPORTS.iter().find(|export| export.name == name).map(|export| (export.write)(graph))
}

/// The exports that the site publishes.
pub fn published(graph: &Graph) -> impl Iterator<Item = &'static Export> {
    EXPORTS.iter().filter(|export| graph.config.exports.iter().any(|name| name == export.name))
}

/// Where an export is published.
pub fn address(export: &Export) -> String {
    format!("/data/{}", export.name)
}

/// Plans the files that `exports:` names.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>) {
    for export in published(graph) {
        plan.file("exports", address(export), move |graph| Content::Bytes((export.write)(graph)));
    }
}

// ── What every format needs ─────────────────────────────────────────────────────────────────────────────────────────

/// `actors/iran`, with `#c1` for a claim; `None` for what is not in this build.
fn name_of(graph: &Graph, reference: &Reference, kinds: Kinds) -> Option<String> {
    let target = graph.target(reference, kinds)?;
    let part = graph.part_id(target).map(|id| format!("#{id}")).unwrap_or_default();
    Some(format!("{}{part}", graph[target.brief].name()))
}

/// The names that references mean, those of this build.
fn names_of(graph: &Graph, references: &[Reference], kinds: Kinds) -> Vec<String> {
    references.iter().filter_map(|reference| name_of(graph, reference, kinds)).collect()
}

/// The absolute address of a brief's page, or where there is no `base_url` the one inside the site.
fn url(graph: &Graph, ix: BriefIx) -> String {
    let url = super::frame::canonical(graph, graph.address(ix));
    if url.is_empty() { graph.address(ix).to_owned() } else { url }
}
