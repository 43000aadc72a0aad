//! One state of a casebook after another, for the preview: what a save did not change is taken over.
//!
//! Where prose alone changed, the graph is amended, the rules are asked about the briefs concerned, and the plan and the
//! engine stay. Whatever else changed, all is compiled again. Both give the same edition.

use super::{Compiled, Memory, plan};
use crate::content::Snapshot;
use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{self, Amended, Graph};
use crate::learnt::Learnt;
use crate::lints::{Found, Scan};
use crate::model::{Brief, BriefIx};
use crate::plan::{Key, Plan};
use crate::release::{self, Released};
use crate::render::{Engine, EngineError};
use crate::{brief, views};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A casebook compiled, planned and asked about.
pub struct Edition {
    /// What stays while prose alone changes; without its graph.
    compiled: Arc<Compiled>,
    found: Found,
    /// Absent where there is no graph.
    shown: Option<Shown>,
    theme_fault: Option<Arc<str>>,
}

/// All that pages are made from.
#[derive(Clone)]
pub struct Shown {
    /// The linked casebook.
    pub graph: Arc<Graph>,
    /// Its pages.
    pub plan: Arc<Plan<Graph>>,
    /// What renders them; absent where the theme cannot be used.
    pub engine: Option<Arc<Engine>>,
}

/// Why an edition is not shown.
#[derive(Debug)]
pub enum Refused {
    /// What is wrong with the casebook.
    Problems,
    /// What is wrong with the theme.
    Theme(Arc<str>),
}

impl Edition {
    /// Of a casebook just linked. `executable` identifies the program.
    pub fn of(mut compiled: Compiled, executable: Key) -> Self {
        let plan = compiled.plan();
        let config = compiled.graph.as_ref().map(|graph| Arc::clone(&graph.config));
        let (engine, found) =
            rayon::join(|| config.map(|config| compiled.engine(&config, executable)), || compiled.found(plan.as_ref(), &Learnt::none()));
        let (engine, theme_fault) = match engine {
            Some(Ok(engine)) => (Some(Arc::new(engine)), None),
            Some(Err(EngineError(message))) => (None, Some(message.into())),
            None => (None, None),
        };
        let graph = compiled.graph.take();
        let shown = graph.zip(plan).map(|(graph, plan)| Shown { graph: Arc::new(graph), plan: Arc::new(plan), engine });
        Self { compiled: Arc::new(compiled), found, shown, theme_fault }
    }

    /// The edition that follows where nothing changed but the prose in these files; none where anything else did.
    pub fn amended(&self, snapshot: &Snapshot, paths: &[Arc<str>], memory: &mut Memory) -> Option<Self> {
        let Shown { graph, plan: before, engine } = self.shown.as_ref()?;
        let mut changed: BTreeMap<BriefIx, Released<Arc<Brief>>> = BTreeMap::new();
        for rewritten in brief::reread(snapshot, &graph.config, paths, &mut memory.parsed)? {
            let ix = graph.find(rewritten.kind, &rewritten.id)?;
            let brief = rewritten.within(changed.get(&ix).unwrap_or(&graph[ix]))?;
            changed.insert(ix, release::rewritten(&graph[ix], brief)?);
        }
        let Amended { graph: next, briefs } = graph::amended(graph, changed.into_iter().collect(), &mut memory.linked)?;
        let compiled = &self.compiled;
        let is_planned = briefs.iter().all(|ix| views::is_planned_alike(graph, &next, *ix));
        let plan = if is_planned { Arc::clone(before) } else { Arc::new(plan(&next, &compiled.theme)) };
        let nothing = Learnt::none();
        let scan = Scan::new(&next, &plan, &compiled.withheld, &nothing, compiled.memory.as_deref());
        let found = self.found.amended(&scan, &briefs);
        let found = if is_planned { found } else { found.planned_anew(&scan) };
        let shown = Some(Shown { graph: Arc::new(next), plan, engine: engine.clone() });
        Some(Self { compiled: Arc::clone(compiled), found, shown, theme_fault: self.theme_fault.clone() })
    }

    /// What its pages are made from.
    ///
    /// # Errors
    /// Where something of it stops a build.
    pub fn shown(&self) -> Result<Shown, Refused> {
        let levels = &self.compiled.levels;
        let Some(shown) = &self.shown else { return Err(Refused::Problems) };
        if self.compiled.problems.denies(levels) || self.found.denies(levels) {
            return Err(Refused::Problems);
        }
        self.theme_fault.clone().map_or_else(|| Ok(shown.clone()), |fault| Err(Refused::Theme(fault)))
    }

    /// Problems in path order, each with its level.
    pub fn report(&self) -> Vec<(Level, Diagnostic)> {
        self.compiled.report_with(&self.found)
    }
}
