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
use crate::model::Brief;
use crate::plan::Plan;
use crate::release::Withheld;
use rayon::prelude::*;

/// What rules may read.
pub(crate) struct Scan<'a> {
    graph: &'a Graph,
    plan: &'a Plan<'a>,
    withheld: &'a Withheld,
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
pub fn run(graph: &Graph, plan: &Plan<'_>, withheld: &Withheld, problems: &mut Problems) {
    let scan = Scan { graph, plan, withheld };
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
