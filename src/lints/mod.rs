//! Rules over the graph and the plan: one file a family, one line in a table. The page of `explain CODE` stands beside its
//! rule, in `explain/`. A rule reads; it never changes what is published.
//!
//! What a rule reads says which table it stands in, and so when it is asked again: where words alone changed, rules of
//! single briefs are asked about the briefs concerned, and rules of front matter not at all.

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

use crate::diagnostic::{Code, Diagnostic, Level, Levels, Problems, Span};
use crate::graph::Graph;
use crate::learnt::Learnt;
use crate::model::{Brief, BriefIx};
use crate::plan::Plan;
use crate::release::Withheld;
use crate::text::fold;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What rules may read.
pub struct Scan<'a> {
    graph: &'a Graph,
    plan: &'a Plan<Graph>,
    /// Folded names of withheld briefs.
    withheld: BTreeSet<String>,
    loaded: Option<words::Finder>,
    learnt: &'a Learnt,
    memory: Option<&'a Memory>,
}

/// What rules found in the text of single briefs, for whoever asks them again and again.
#[derive(Debug, Default)]
pub struct Memory {
    words: words::Known,
}

impl<'a> Scan<'a> {
    /// All that rules read. What `learnt` or `memory` knows is not found out again.
    pub fn new(graph: &'a Graph, plan: &'a Plan<Graph>, withheld: &Withheld, learnt: &'a Learnt, memory: Option<&'a Memory>) -> Self {
        let withheld = withheld.names().map(fold::title_key).collect();
        Self { graph, plan, withheld, loaded: words::Finder::of(&graph.config), learnt, memory }
    }

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
type OfBrief = fn(&Scan<'_>, BriefIx, &mut Vec<Diagnostic>);

/// Rules of front matter, but for summaries and notes.
const FRONTS: &[Family] = &[relations::run, recommendations::run, pictures::run];

/// Rules of the plan alone.
const PLANS: &[Family] = &[paths::addresses];

/// Rules of what prose refers to, the pages of the plan among it.
const REFERENCES: &[Family] = &[faults, references::run, paths::links];

/// Rules of a single brief: what it says, and who mentions it.
const BRIEFS: &[OfBrief] = &[judgements::of_brief, sourcing::of_brief, upkeep::of_brief, words::of_brief];

/// What every rule found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    fronts: Arc<[Diagnostic]>,
    plans: Arc<[Diagnostic]>,
    references: Vec<Diagnostic>,
    briefs: BTreeMap<BriefIx, Arc<[Diagnostic]>>,
}

impl Found {
    /// Asks every rule.
    pub fn of(scan: &Scan<'_>) -> Self {
        let (others, plans) = rayon::join(|| Self::default().of_others(scan), || ask(PLANS, scan));
        Self { plans: plans.into(), ..others }
    }

    /// The same where the plan is as it was, or is asked about later.
    #[must_use]
    pub fn of_others(&self, scan: &Scan<'_>) -> Self {
        let all: Vec<BriefIx> = scan.graph.all().collect();
        let ((fronts, references), briefs) =
            rayon::join(|| rayon::join(|| ask(FRONTS, scan), || ask(REFERENCES, scan)), || of_briefs(scan, &all));
        let briefs = all.into_iter().zip(briefs).filter(|(_, found)| !found.is_empty()).map(|(ix, found)| (ix, found.into())).collect();
        Self { fronts: fronts.into(), plans: Arc::clone(&self.plans), references, briefs }
    }

    /// The same after a change of words alone, which concerns these briefs, and no page came or went.
    #[must_use]
    pub fn amended(&self, scan: &Scan<'_>, concerned: &BTreeSet<BriefIx>) -> Self {
        let concerned: Vec<BriefIx> = concerned.iter().copied().collect();
        let mut briefs = self.briefs.clone();
        for (ix, found) in concerned.iter().zip(of_briefs(scan, &concerned)) {
            if found.is_empty() {
                briefs.remove(ix);
            } else {
                briefs.insert(*ix, found.into());
            }
        }
        Self { fronts: Arc::clone(&self.fronts), plans: Arc::clone(&self.plans), references: ask(REFERENCES, scan), briefs }
    }

    /// The same where nothing but the plan is another.
    #[must_use]
    pub fn planned_anew(self, scan: &Scan<'_>) -> Self {
        Self { plans: ask(PLANS, scan).into(), references: ask(REFERENCES, scan), ..self }
    }

    /// Whether anything of it stops a build at these levels.
    pub fn denies(&self, levels: &Levels) -> bool {
        self.iter().any(|problem| problem.code.level(levels) == Level::Deny)
    }

    /// What rules of front matter and of the plan found.
    pub fn of_fronts(&self) -> impl Iterator<Item = &Diagnostic> {
        self.fronts.iter().chain(&*self.plans)
    }

    /// Every problem, unsorted.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_fronts().chain(&self.references).chain(self.briefs.values().flat_map(|found| &**found))
    }
}

/// Asks rules of the whole casebook.
fn ask(families: &[Family], scan: &Scan<'_>) -> Vec<Diagnostic> {
    let one = |family: &Family| {
        let mut found = Problems::default();
        family(scan, &mut found);
        found.into_iter().collect::<Vec<_>>()
    };
    families.par_iter().flat_map_iter(one).collect()
}

/// Asks the rules of single briefs about each of these.
fn of_briefs(scan: &Scan<'_>, briefs: &[BriefIx]) -> Vec<Vec<Diagnostic>> {
    let one = |ix: &BriefIx| {
        let mut found = Vec::new();
        BRIEFS.iter().for_each(|rule| rule(scan, *ix, &mut found));
        found
    };
    let found = briefs.par_iter().map(one).collect();
    scan.memory.iter().for_each(|memory| memory.words.settle());
    found
}

/// What was found wrong while prose was read.
fn faults(scan: &Scan<'_>, problems: &mut Problems) {
    problems.extend(scan.graph.faults().iter().cloned());
}

/// A problem in a brief's own file.
fn at(brief: &Brief, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, &brief.path, span, message)
}
