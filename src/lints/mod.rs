//! Rules over the graph and the plan: one file a family, one line in `FAMILIES`. The page of `explain CODE` stands
//! beside its rule, in `explain/`. A rule reads; it never changes what is published.

pub mod explain;
mod judgements;
mod paths;
mod pictures;
mod recommendations;
mod references;
mod relations;
mod sourcing;
mod upkeep;
mod words;

use crate::diagnostic::{Code, Diagnostic, Problems, Span};
use crate::graph::Graph;
use crate::learnt::Learnt;
use crate::model::Brief;
use crate::plan::Plan;
use crate::release::Withheld;
use crate::text::fold;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What rules may read.
pub(crate) struct Scan<'a> {
    graph: &'a Graph,
    plan: &'a Plan<'a>,
    /// Folded names of withheld briefs.
    withheld: BTreeSet<String>,
    learnt: &'a Learnt,
    memory: Option<&'a Memory>,
}

/// What rules found in the text of single briefs, for whoever asks them again and again.
#[derive(Debug, Default)]
pub struct Memory {
    words: words::Known,
}

impl Scan<'_> {
    /// Whether a reference as written, a file beside the brief or an address of this site means a withheld brief.
    fn is_withheld(&self, written: &str) -> bool {
        let is_named = |name: &str| self.withheld.contains(&fold::title_key(name));
        let name = written.split('#').next().unwrap_or_default().trim();
        let file = |name: &str| name.rsplit('/').next().and_then(|file| file.split('.').next()).is_some_and(is_named);
        let is_file = [".md", ".html", ".json"].iter().any(|ending| name.ends_with(ending));
        !self.withheld.is_empty() && (is_named(written) || is_named(name) || (is_file && file(name)))
    }
}

type Family = fn(&Scan<'_>, &mut Problems);

/// Every family of rules, in the order of the documentation.
const FAMILIES: &[Family] = &[
    references::run,
    paths::run,
    relations::run,
    judgements::run,
    sourcing::run,
    recommendations::run,
    pictures::run,
    upkeep::run,
    words::run,
];

/// Runs every rule. Order does not matter: problems are sorted by place.
pub fn run(graph: &Graph, plan: &Plan<'_>, withheld: &Withheld, learnt: &Learnt, memory: Option<&Memory>, problems: &mut Problems) {
    let scan = Scan { graph, plan, withheld: withheld.names().map(fold::title_key).collect(), learnt, memory };
    let found: Vec<Problems> = FAMILIES
        .par_iter()
        .map(|family| {
            let mut found = Problems::default();
            family(&scan, &mut found);
            found
        })
        .collect();
    found.into_iter().for_each(|found| problems.extend(found));
}

/// A problem in a brief's own file.
fn at(brief: &Brief, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, &brief.path, span, message)
}
