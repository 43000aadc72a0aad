//! One state of a casebook after another, for the preview: what a save did not change is taken over.
//!
//! Where words alone changed, in prose, summaries or notes, the graph is amended, the rules are asked about the briefs
//! concerned, and the plan and the engine stay. Where other fields changed, titles among them, rules are asked again, and pages
//! are planned again when one is wanted that may be another, or when the edition settles; a brief's own page never is.
//! Whatever else changed, all is compiled again. All three give the same edition.

use super::{Compiled, Memory, plan};
use crate::content::Snapshot;
use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{self, Amended, Change, Extent, Graph};
use crate::learnt::Learnt;
use crate::lints::Found;
use crate::model::BriefIx;
use crate::plan::{Key, Page, Plan};
use crate::render::{Engine, EngineError};
use crate::{brief, release, views};
use blake3::Hash;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A casebook compiled, planned and asked about.
#[derive(Clone)]
pub struct Edition {
    /// What stays while briefs alone change, and not their ids; without its graph.
    compiled: Arc<Compiled>,
    found: Found,
    /// Whether no rule was asked yet.
    is_unasked: bool,
    /// Absent where there is no graph.
    shown: Option<Shown>,
    theme_fault: Option<Arc<str>>,
    /// Of the names that the pages of briefs are planned by.
    names: Option<Hash>,
}

/// What is left of an edition for the next: its plan, and of which names it is.
pub struct Before {
    names: Hash,
    plan: Arc<Plan<Graph>>,
}

/// All that pages are made from.
#[derive(Clone)]
pub struct Shown {
    /// The linked casebook.
    pub graph: Arc<Graph>,
    /// What renders its pages; absent where the theme cannot be used.
    pub engine: Option<Arc<Engine>>,
    pages: Pages,
}

/// The pages of a graph, planned when they are wanted.
#[derive(Clone)]
struct Pages {
    /// Of the graph before, where briefs bore the same names.
    before: Option<Arc<Plan<Graph>>>,
    now: Arc<OnceLock<Arc<Plan<Graph>>>>,
    /// For its theme.
    compiled: Arc<Compiled>,
}

impl Shown {
    /// Every page.
    pub fn plan(&self) -> &Arc<Plan<Graph>> {
        self.pages.now.get_or_init(|| {
            let mut plan = plan(&self.graph, &self.pages.compiled.theme);
            self.pages.before.iter().for_each(|before| plan.adopt(before, |page| views::is_own(&self.graph, page)));
            Arc::new(plan)
        })
    }

    /// The page at a root-absolute address. A brief's own is known before others are planned.
    pub fn page(&self, address: &str) -> Option<&Page<Graph>> {
        let before = self.pages.before.as_ref().filter(|_| self.pages.now.get().is_none());
        let own = before.and_then(|plan| plan.get(address)).filter(|page| views::is_own(&self.graph, page));
        own.or_else(|| self.plan().get(address))
    }
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
    /// The first, of a casebook just linked. It has to settle: no rule is asked before. `executable` identifies the program.
    pub fn first(compiled: Compiled, executable: Key) -> Self {
        Self::of(compiled, None, executable, true)
    }

    /// The edition of a casebook that was another before. Where briefs are planned by the same names, it has to settle.
    pub fn after(before: Option<Before>, compiled: Compiled, executable: Key) -> Self {
        Self::of(compiled, before, executable, false)
    }

    fn of(mut compiled: Compiled, before: Option<Before>, executable: Key, is_unasked: bool) -> Self {
        let names = compiled.graph.as_ref().map(names);
        let before = before.filter(|before| Some(before.names) == names).map(|before| before.plan);
        let nothing = Learnt::none();
        let pages = || {
            let plan = if before.is_none() { compiled.plan() } else { None };
            let found = match compiled.graph.as_ref().zip(before.as_ref()) {
                _ if is_unasked => Found::default(),
                Some((graph, before)) => Found::default().of_others(&compiled.scan(graph, before, &nothing)),
                None => compiled.found(plan.as_ref(), &nothing),
            };
            (plan, found)
        };
        let config = compiled.graph.as_ref().map(|graph| &graph.config);
        let ((plan, found), engine) = rayon::join(pages, || config.map(|config| compiled.engine(config, executable)));
        let (engine, theme_fault) = match engine {
            Some(Ok(engine)) => (Some(Arc::new(engine)), None),
            Some(Err(EngineError(message))) => (None, Some(message.into())),
            None => (None, None),
        };
        let graph = compiled.graph.take();
        let compiled = Arc::new(compiled);
        let shown = graph.map(|graph| {
            let now = plan.map_or_else(OnceLock::new, |plan| Arc::new(plan).into());
            let pages = Pages { before, now: Arc::new(now), compiled: Arc::clone(&compiled) };
            Shown { graph: Arc::new(graph), engine, pages }
        });
        Self { is_unasked: is_unasked && shown.is_some(), compiled, found, shown, theme_fault, names }
    }

    /// Learns what compiling it found, for another run; `memory` as it was left.
    pub fn learn(&self, snapshot: &Snapshot, memory: &Memory, learnt: &Learnt) {
        let Some(shown) = self.shown.as_ref().filter(|_| learnt.is_on()) else { return };
        brief::learn(snapshot, &memory.parsed, learnt);
        brief::forget(snapshot, learnt, self.compiled.withheld.files());
        graph::learn(&shown.graph, &memory.linked, learnt);
    }

    /// What the edition of another state of the casebook may take over.
    pub fn into_before(self) -> Option<Before> {
        let plan = self.shown.map(|shown| Arc::clone(shown.plan()));
        self.names.zip(plan).map(|(names, plan)| Before { names, plan })
    }

    /// The edition that follows where nothing changed but these files of briefs, and no id in them; none where more did.
    /// It may have to settle.
    pub fn amended(&self, snapshot: &Snapshot, paths: &[Arc<str>], memory: &mut Memory) -> Option<Self> {
        let shown = self.shown.as_ref().filter(|_| !self.is_unasked)?;
        let (graph, before, compiled) = (&shown.graph, shown.plan(), &self.compiled);
        let mut changes: BTreeMap<BriefIx, Change> = BTreeMap::new();
        for rewritten in brief::reread(snapshot, &graph.config, paths, &mut memory.parsed)? {
            let ix = graph.find(rewritten.kind, &rewritten.id)?;
            let earlier = changes.get(&ix);
            let (brief, is_same) = rewritten.within(earlier.map_or(&graph[ix], |change| &change.brief))?;
            let is_prose_alone = is_same && earlier.is_none_or(|change| change.is_prose_alone);
            changes.insert(ix, Change { ix, brief: release::rewritten(&graph[ix], brief)?, is_prose_alone });
        }
        // What is known of front matter before it is linked says where it stands.
        let is_concerned = |problem: &Diagnostic| paths.iter().any(|path| problem.concerns(path));
        if changes.values().any(|change| !change.is_prose_alone) && compiled.problems.iter().any(is_concerned) {
            return None;
        }
        let Amended { graph: next, briefs, extent } = graph::amended(graph, changes.into_values().collect(), &mut memory.linked)?;
        if extent >= Extent::Fields && compiled.site(graph) != compiled.site(&next) {
            return None;
        }
        // Other words of front matter move the fields below them.
        let is_front_alike = extent == Extent::Prose || (extent == Extent::Words && !self.found.of_fronts().any(is_concerned));
        let is_planned = is_front_alike && briefs.iter().all(|ix| views::is_planned_alike(graph, &next, *ix));
        let nothing = Learnt::none();
        let scan = compiled.scan(&next, before, &nothing);
        let found = if is_front_alike { self.found.amended(&scan, &briefs) } else { self.found.of_others(&scan) };
        let pages = if is_planned {
            shown.pages.clone()
        } else {
            Pages { before: Some(Arc::clone(before)), now: Arc::default(), compiled: Arc::clone(compiled) }
        };
        let shown = Some(Shown { graph: Arc::new(next), engine: shown.engine.clone(), pages });
        let (compiled, theme_fault) = (Arc::clone(compiled), self.theme_fault.clone());
        Some(Self { compiled, found, is_unasked: false, shown, theme_fault, names: self.names })
    }

    /// Plans its pages, and asks the rules that read them, where that had to wait until it was shown; the first asks all rules.
    /// Whether anything had to wait.
    pub fn settle(&mut self) -> bool {
        let is_unasked = std::mem::take(&mut self.is_unasked);
        let Some(shown) = self.shown.as_mut().filter(|shown| is_unasked || shown.pages.before.is_some()) else { return false };
        let nothing = Learnt::none();
        let scan = self.compiled.scan(&shown.graph, shown.plan(), &nothing);
        self.found = if is_unasked { Found::of(&scan) } else { std::mem::take(&mut self.found).planned_anew(&scan) };
        shown.pages.before = None;
        true
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

/// Of all that a plan has of briefs for the pages of their own: names, languages, and the origins of sources.
fn names(graph: &Graph) -> Hash {
    let (mut hasher, mut bytes) = (blake3::Hasher::new(), Vec::new());
    for brief in graph.all().map(|ix| &graph[ix]) {
        let origin = brief.source().and_then(|source| source.origin.as_ref()).map(|origin| &origin.value);
        let name = (brief.kind, &brief.id, brief.translations.keys().collect::<Vec<_>>(), origin);
        bytes.clear();
        // Plain values always serialise.
        bytes = postcard::to_extend(&name, bytes).unwrap_or_default();
        hasher.update(&bytes);
    }
    hasher.finalize()
}
