//! What `build`, `check` and `export` share: the casebook's inputs, and the flags that decide what may be published.

use super::deadline::Deadline;
use super::exit::{Exit, Failure};
use super::{Setting, Terminal, when};
use crate::compile::{self, Compiled, Options};
use crate::content::Snapshot;
use crate::diagnostic::{Diagnostic, Level, Problems, code, human};
use crate::disk::{self, Class, DiskError, Stage, Survey};
use crate::learnt::Learnt;
use crate::model::Limits;
use crate::model::terms::Tlp;
use crate::plan::Key;
use crate::release::Reach;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The flags that decide what may be published.
#[derive(Clone, Debug, clap::Args)]
pub struct Publication {
    /// The most restricted label that may be published, instead of casebook.yaml's
    #[arg(long, value_name = "LABEL", value_parser = label())]
    ceiling: Option<Tlp>,
    /// The day or instant taken as now; else SOURCE_DATE_EPOCH, else the clock
    #[arg(long, value_name = "WHEN", value_parser = when::parse)]
    date: Option<Timestamp>,
}

fn label() -> impl TypedValueParser<Value = Tlp> {
    // The parser has already refused every other word.
    PossibleValuesParser::new(Tlp::WORDS).map(|word| Tlp::parse(&word).unwrap_or(Tlp::Clear))
}

/// A casebook's inputs, found but not yet read.
pub struct Session {
    /// The casebook's folder.
    pub root: PathBuf,
    /// The instant taken as now.
    pub now: Timestamp,
    /// Whether a person said it, with `--date`.
    pub is_date_said: bool,
    /// Over the site's own.
    pub ceiling: Option<Tlp>,
    /// Every input's path, size and times.
    pub survey: Survey,
    /// Whether an input is so young that a further change could leave its size and times as they are.
    pub is_young: bool,
    terminal: Terminal,
}

impl Session {
    /// Finds the root and its inputs.
    ///
    /// # Errors
    /// When there is no casebook, or the file system refuses.
    pub fn open(publication: &Publication, setting: &Setting) -> Result<Self, Failure> {
        let root = setting.root()?;
        complete(&root)?;
        let now = when::now(publication.date)?;
        // The clock is read before any file is looked at: what changes later shows a later time.
        let settled = when::settled();
        let survey = disk::survey(&root)?;
        let is_young = survey.latest() >= settled;
        Ok(Self {
            root,
            now,
            is_date_said: publication.date.is_some(),
            ceiling: publication.ceiling,
            survey,
            is_young,
            terminal: setting.terminal,
        })
    }

    /// Compiles for readers or for the desk.
    pub fn compile(&self, snapshot: &Snapshot, reach: Reach) -> Compiled {
        let _deadline = self.deadline(snapshot);
        compile::compile(snapshot, &self.options(reach))
    }

    /// Compiles for readers up to the graph; `ended` hears of each phase as it ends.
    pub fn link(&self, snapshot: &Snapshot, learnt: &Learnt, ended: &mut dyn FnMut(&'static str, usize)) -> Compiled {
        compile::link(snapshot, &self.options(Reach::Readers), learnt, ended)
    }

    /// The time that compiling may take, counted from now.
    pub fn deadline(&self, snapshot: &Snapshot) -> Deadline {
        // What is wrong with the file is reported when the casebook is compiled.
        let config = crate::brief::read_config(snapshot, &mut Problems::default());
        Deadline::start(config.map_or_else(Limits::default, |config| config.limits).seconds, self.terminal)
    }

    fn options(&self, reach: Reach) -> Options {
        Options { ceiling: self.ceiling, now: self.now, reach }
    }
}

/// Completes a publishing into the usual output that was interrupted, whichever command comes next.
fn complete(root: &Path) -> Result<(), DiskError> {
    let output = root.join("public");
    let options = disk::Options { patience: Duration::ZERO, ..disk::Options::new(root, &output) };
    match Stage::recover(options) {
        // It is not interrupted but under way, or `build` will say what is wrong with the output.
        Err(error) if matches!(error.class, Class::Busy | Class::Refused) => Ok(()),
        completed => completed.map(|_| ()),
    }
}

/// What tells this program from another version, which renders every page again.
pub fn executable() -> Result<Key, Failure> {
    Ok(disk::identity(&std::env::current_exe()?)?)
}

/// The text of an input, for printers; what is not UTF-8 is shown as far as it is.
pub fn text_of(snapshot: &Snapshot) -> impl Fn(&str) -> Option<Arc<str>> {
    |path: &str| {
        let bytes = snapshot.get(path)?;
        Some(bytes.text().unwrap_or_else(|_| String::from_utf8_lossy(bytes).into()))
    }
}

/// How a run with these problems ends.
pub fn exit_of(compiled: &Compiled, items: &[(Level, Diagnostic)]) -> Exit {
    let denied = |wanted: &dyn Fn(&Diagnostic) -> bool| items.iter().any(|(level, problem)| *level == Level::Deny && wanted(problem));
    // Two pages on one address are the content's fault; they are shown at the configuration, which stands for all pages.
    let of_configuration = |problem: &Diagnostic| &*problem.location.path == disk::CONFIGURATION && problem.code != code::PATH_COLLISION;
    if denied(&|problem| problem.code == code::MARKING_LEAK) {
        Exit::Withheld
    } else if denied(&|problem| problem.code == code::LIMIT) {
        Exit::Limit
    } else if compiled.graph.is_none() || denied(&of_configuration) {
        Exit::Usage
    } else if denied(&|_| true) {
        Exit::Problems
    } else {
        Exit::Done
    }
}

/// Prints problems for people among the messages, every error and some warnings, with a line that counts them all.
pub fn say_problems(items: &[(Level, Diagnostic)], snapshot: &Snapshot, setting: &Setting) {
    let mut out = std::io::BufWriter::new(setting.terminal.messages());
    // The reader of messages may be gone; the exit code still says what there is to say.
    let _ = human::print_most(items, &text_of(snapshot), setting.terminal.message_style(), &mut out);
    let _ = out.flush();
}
