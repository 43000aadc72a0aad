//! The sentence: snapshot → briefs → released → graph → plan → lints. There is no second path for any command.

mod edition;

pub use edition::{Before, Edition, Refused, Shown};

use crate::content::{Input, Snapshot};
use crate::diagnostic::{Diagnostic, Level, Levels, Location, Problems, Span, code};
use crate::graph::{self, Graph};
use crate::learnt::Learnt;
use crate::lints::{Found, Scan};
use crate::model::terms::Tlp;
use crate::model::{Config, Words};
use crate::picture::{self, Format};
use crate::plan::{Content, Key, Plan};
use crate::release::{self, Policy, Reach, Withheld};
use crate::render::{Engine, EngineError, Theme};
use crate::text::edtf::Day;
use crate::text::slug;
use crate::views::{self, frame};
use crate::{brief, lints};
use std::sync::Arc;

/// What a run is asked for. The day is an input: no stage asks a clock.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Over `release.ceiling`.
    pub ceiling: Option<Tlp>,
    /// The instant taken as now.
    pub now: jiff::Timestamp,
    /// For readers, or for the desk's own checks.
    pub reach: Reach,
}

/// A compiled casebook, with what is wrong with it.
#[derive(Debug)]
pub struct Compiled {
    /// The linked casebook; absent when `casebook.yaml` cannot be read.
    pub graph: Option<Graph>,
    /// All problems found, unsorted.
    pub problems: Problems,
    /// Levels set by the site.
    pub levels: Levels,
    /// The theme in use.
    pub theme: Theme,
    /// The ceiling of this run.
    pub ceiling: Tlp,
    /// Whether any brief was left out: without one, a run for the desk would find the same.
    pub withholds: bool,
    /// When the last of all embargoes ends or ended; absent where there is none.
    pub last_embargo: Option<jiff::Timestamp>,
    withheld: Withheld,
    memory: Option<Arc<lints::Memory>>,
}

/// Compiles a casebook, rules included.
pub fn compile(snapshot: &Snapshot, options: &Options) -> Compiled {
    link(snapshot, options, &Learnt::none(), &mut |_, _| {}).ruled()
}

/// What compiling learnt of each file, for whoever compiles a casebook again and again. The result is the same without.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    parsed: brief::Memory,
    linked: graph::Memory,
    ruled: Arc<lints::Memory>,
}

/// Compiles a casebook up to the graph, for whoever plans its pages and asks the rules next, with [`Compiled::plan`] and
/// [`Compiled::found`]. What `learnt` knows is not found out again. `ended` hears the name of each phase as it ends, and how
/// many things it dealt with.
pub fn link(snapshot: &Snapshot, options: &Options, learnt: &Learnt, ended: &mut dyn FnMut(&'static str, usize)) -> Compiled {
    linked(snapshot, options, learnt, ended, None)
}

/// The same, of a casebook of which most files are as `memory` knows them.
pub fn link_again(snapshot: &Snapshot, options: &Options, learnt: &Learnt, memory: &mut Memory) -> Compiled {
    linked(snapshot, options, learnt, &mut |_, _| {}, Some(memory))
}

fn linked(
    snapshot: &Snapshot,
    options: &Options,
    learnt: &Learnt,
    ended: &mut dyn FnMut(&'static str, usize),
    memory: Option<&mut Memory>,
) -> Compiled {
    let ruled = memory.as_ref().map(|memory| Arc::clone(&memory.ruled));
    let (parsed, linked) = memory.map(|memory| (&mut memory.parsed, &mut memory.linked)).unzip();
    let mut problems = Problems::default();
    let mut theme = Theme::of(snapshot);
    clean_pictures(&mut theme, snapshot, &mut problems);
    let Some(config) = brief::read_config(snapshot, &mut problems) else {
        let (levels, withheld) = Default::default();
        return Compiled {
            graph: None,
            problems,
            levels,
            theme,
            ceiling: Tlp::Clear,
            withholds: false,
            last_embargo: None,
            withheld,
            memory: ruled,
        };
    };
    problems.extend(views::unknown_names(&config).into_iter().map(unknown_name));
    let levels = config.levels();
    let ceiling = options.ceiling.unwrap_or(config.release.ceiling);
    let parse = || match parsed {
        Some(parsed) => brief::parse_again(snapshot, &config, learnt, &mut problems, parsed),
        None => brief::parse(snapshot, &config, learnt, &mut problems),
    };
    let (briefs, words) = rayon::join(parse, || interface_words(&theme, &config));
    ended("parse", briefs.len());
    let policy = Policy { reach: options.reach, ..Policy::of(&config, options.ceiling, options.now) };
    let (released, withheld) = release::filter(briefs, &policy);
    problems.retain(|place| !withheld.is_silent(place));
    brief::forget(snapshot, learnt, withheld.files());
    let released = brief::unique(released, &mut problems);
    let site = graph::Site { words, today: today(options.now), config };
    let graph = graph::link(released, snapshot, site, &mut problems, learnt, linked);
    ended("link", graph.links().len());
    let withholds = withheld.names().next().is_some();
    Compiled {
        graph: Some(graph),
        problems,
        levels,
        theme,
        ceiling,
        withholds,
        last_embargo: withheld.last_embargo(),
        withheld,
        memory: ruled,
    }
}

/// Everything of a linked casebook that is published.
pub fn plan(graph: &Graph, theme: &Theme) -> Plan<Graph> {
    let mut plan = views::plan(graph);
    for (name, bytes) in &theme.assets {
        let bytes = Arc::clone(bytes);
        plan.file_from(whole(format!("static/{name}")), "static", format!("/static/{name}"), move |_| Content::Bytes(bytes.to_vec()));
    }
    for address in graph.media().keys() {
        let of = address.clone();
        let bytes = move |graph: &Graph| Content::Bytes(graph.media().get(&of).map(|bytes| bytes.to_vec()).unwrap_or_default());
        plan.file_from(whole(address.replacen("/media/", "content/", 1)), "media", address.clone(), bytes);
    }
    plan.settle();
    plan
}

/// A whole file of the casebook.
fn whole(path: String) -> Location {
    Location { path: path.into(), span: Span::default() }
}

impl Compiled {
    /// Every page; none where there is no graph.
    pub fn plan(&self) -> Option<Plan<Graph>> {
        self.graph.as_ref().map(|graph| plan(graph, &self.theme))
    }

    /// With what the rules find among its problems, for whoever wants no plan.
    #[must_use]
    pub fn ruled(mut self) -> Self {
        let plan = self.plan();
        let found = self.found(plan.as_ref(), &Learnt::none());
        self.problems.extend(found.iter().cloned());
        self
    }

    /// What the rules find, with this plan; nothing where there is none. What `learnt` knows is not found out again.
    pub fn found(&self, plan: Option<&Plan<Graph>>, learnt: &Learnt) -> Found {
        let ask = |(graph, plan)| Found::of(&self.scan(graph, plan, learnt));
        self.graph.as_ref().zip(plan).map(ask).unwrap_or_default()
    }

    /// What the rules may read of this graph and this plan.
    fn scan<'a>(&'a self, graph: &'a Graph, plan: &'a Plan<Graph>, learnt: &'a Learnt) -> Scan<'a> {
        Scan::new(graph, plan, &self.withheld, learnt, self.memory.as_deref())
    }

    /// The engine that renders this casebook. `executable` identifies the program.
    ///
    /// # Errors
    /// When a template cannot be read.
    pub fn engine(&self, config: &Config, executable: Key) -> Result<Engine, EngineError> {
        let site = frame::site(config, self.graph.as_ref(), self.ceiling.as_str());
        let others = config.languages.iter().filter(|lang| **lang != config.lang).cloned();
        let languages: Vec<String> = std::iter::once(config.lang.clone()).chain(others).collect();
        Engine::new(&self.theme, &site, &languages, &config.base_url, executable)
    }

    /// What every page says of the site with this graph, to compare.
    fn site(&self, graph: &Graph) -> Vec<u8> {
        // Plain structs always serialise.
        postcard::to_stdvec(&frame::site(&graph.config, Some(graph), self.ceiling.as_str())).unwrap_or_default()
    }

    /// Problems in path order, each with its level.
    pub fn report(&self) -> Vec<(Level, Diagnostic)> {
        self.report_with(&Found::default())
    }

    /// The same, with what the rules found.
    pub fn report_with(&self, found: &Found) -> Vec<(Level, Diagnostic)> {
        let mut problems = self.problems.clone();
        problems.extend(found.iter().cloned());
        problems.finish(&self.levels)
    }

    /// Whether anything stops a build.
    pub fn is_stopped(&self) -> bool {
        self.graph.is_none() || self.problems.denies(&self.levels)
    }
}

/// Pictures of a casebook's own theme are published without what they tell of their making, as those of its briefs are.
fn clean_pictures(theme: &mut Theme, snapshot: &Snapshot, problems: &mut Problems) {
    for Input { path, bytes } in snapshot.below("static/") {
        if let Some(reason) = path.split('/').find_map(|name| slug::is_file_name(name).err()) {
            let problem = Diagnostic::new(code::BAD_ID, &path, Span::default(), format!("the name of this file {reason}"));
            problems.push(problem.help("rename it"));
        }
        let Some((format, name)) = Format::of_name(&path).zip(path.strip_prefix("static/")) else { continue };
        match picture::clean(format, &bytes) {
            Ok(cleaned) => drop(theme.assets.insert(name.to_owned(), Arc::new(cleaned.into_owned().into()))),
            Err(fault) => {
                problems.push(Diagnostic::new(code::BAD_PICTURE, &path, Span::default(), fault.to_string()).help(fault.hint()));
            }
        }
    }
}

fn unknown_name(unknown: views::Unknown<'_>) -> Diagnostic {
    let message = format!("`{}` in `{}` names nothing", unknown.name, unknown.key);
    let names = unknown.names.join(", ");
    let nearest = crate::text::near::did_you_mean(unknown.name, unknown.names);
    let hint = nearest.unwrap_or_else(|| format!("known are {names}"));
    Diagnostic::new(code::BAD_VALUE, &"casebook.yaml".into(), Span::default(), message).help(hint)
}

/// The words of every language of the site. A file that cannot be read is reported when the engine is made.
fn interface_words(theme: &Theme, config: &Config) -> Words {
    let of = |lang: &String| theme.words(lang).unwrap_or_default();
    Words::new(of(&config.lang), config.languages.iter().map(|lang| (lang.clone(), of(lang))).collect())
}

fn today(now: jiff::Timestamp) -> Day {
    let seconds_a_day = 86_400;
    Day::try_from(now.as_second().div_euclid(seconds_a_day)).unwrap_or(0)
}
