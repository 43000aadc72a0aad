//! Rules over the graph and the plan; one file a family, one table. The page of `explain CODE` stands beside its rule.

pub mod explain;

use crate::diagnostic::Problems;
use crate::graph::Graph;
use crate::plan::Plan;
use crate::release::Withheld;

/// Runs every rule.
pub fn run(_graph: &Graph, _plan: &Plan<'_>, _withheld: &Withheld, _problems: &mut Problems) {}
