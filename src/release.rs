//! What a build may publish, decided before any name is resolved. Only this module makes a [`Released`].
//!
//! Label, status and embargo decide; what cannot be read, or has no label where the site sets no default, is
//! withheld. Everything below takes `Released` values and nothing else, so that no later stage can leak.

use crate::diagnostic::{Location, Span};
use crate::model::terms::{Status, Tlp};
use crate::model::{Brief, Config, Kind};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Deref;
use std::sync::Arc;

/// A value that may be published. [`filter`] makes them; [`rewritten`] gives one other prose.
#[derive(Clone, Debug)]
pub struct Released<T>(T);

impl<T> Deref for Released<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Borrow<T> for Released<T> {
    fn borrow(&self) -> &T {
        &self.0
    }
}

/// What may go out.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The most restricted label that may go out.
    pub ceiling: Tlp,
    /// The label of briefs without one; none means withheld.
    pub default: Option<Tlp>,
    /// The instant taken as now, for embargoes.
    pub now: jiff::Timestamp,
    /// Which of a desk's briefs are wanted.
    pub reach: Reach,
}

/// Whom a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Readers: label, status and embargo decide.
    Readers,
    /// The desk itself, which checks drafts, embargoed and unlabelled briefs too. Never published.
    Desk,
}

impl Policy {
    /// The site's policy at an instant.
    pub fn of(config: &Config, ceiling: Option<Tlp>, now: jiff::Timestamp) -> Self {
        Self { ceiling: ceiling.unwrap_or(config.release.ceiling), default: config.release.default, now, reach: Reach::Readers }
    }

    fn releases(&self, brief: &Brief) -> bool {
        if self.reach == Reach::Desk {
            return true;
        }
        let release = &brief.common.release;
        let label = release.tlp.as_ref().map(|tlp| tlp.value).or(self.default);
        let status = release.status.as_ref().map_or(Status::Published, |status| status.value);
        let embargoed = release.embargo_until.as_ref().is_some_and(|until| until.value > self.now);
        !release.unreadable && label.is_some_and(|label| label <= self.ceiling) && status == Status::Published && !embargoed
    }
}

/// What is withheld: names, which one reader alone takes, the lint `marking-leak`; and places, whose own faults are the
/// desk's matter and appear in no message of a build for readers.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    names: Vec<String>,
    places: Places,
    last_embargo: Option<jiff::Timestamp>,
}

/// Where withheld briefs stand, of which it is known that they are to be withheld.
#[derive(Clone, Debug, Default)]
struct Places {
    /// Files that hold nothing else.
    files: BTreeSet<Arc<str>>,
    /// Items of libraries that hold others too.
    items: BTreeMap<Arc<str>, Vec<Span>>,
    /// By kind and id, those whose name no other brief bears: whatever file has that name is theirs.
    owners: BTreeSet<(Kind, Box<str>)>,
}

impl Withheld {
    /// Every form by which a withheld brief could be referred to: id, kind/id, title, alias.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// When the last embargo of any brief ends or ended.
    pub fn last_embargo(&self) -> Option<jiff::Timestamp> {
        self.last_embargo
    }

    /// Files that hold withheld briefs, whether or not they hold others too.
    pub fn files(&self) -> impl Iterator<Item = &Arc<str>> {
        self.places.files.iter().chain(self.places.items.keys())
    }

    /// Whether what stands there belongs to withheld briefs alone, of which it is known that they are to be withheld.
    pub fn is_silent(&self, place: &Location) -> bool {
        let is_item = |items: &Vec<Span>| items.iter().any(|item| item.start <= place.span.start && place.span.end <= item.end);
        let owner = || owner(&place.path).is_some_and(|owner| self.places.owners.contains(&owner));
        self.places.files.contains(&place.path) || self.places.items.get(&place.path).is_some_and(is_item) || owner()
    }
}

/// The brief that a file belongs to by its name alone: `content/events/2024/e.ur.md` to the event `e`.
fn owner(path: &str) -> Option<(Kind, Box<str>)> {
    let (folder, rest) = path.strip_prefix("content/")?.split_once('/')?;
    let name = rest.rsplit('/').next()?.strip_suffix(".md")?;
    Some((Kind::of_folder(folder)?, name.split('.').next()?.into()))
}

impl Places {
    fn of(withheld: &[Arc<Brief>], released: &[Arc<Brief>]) -> Self {
        // A release block that cannot be read says nothing of whether the brief may be published, so its faults count.
        let (unknown, known): (Vec<&Brief>, Vec<&Brief>) =
            withheld.iter().map(|brief| &**brief).partition(|brief| brief.common.release.unreadable);
        let heard: Vec<&Brief> = released.iter().map(|brief| &**brief).chain(unknown).collect();
        let heard_files: HashSet<&Arc<str>> = heard.iter().flat_map(|brief| files(brief)).collect();
        let heard_names: HashSet<(Kind, &str)> = heard.iter().map(|brief| (brief.kind, &*brief.id)).collect();
        let mut places = Self::default();
        for brief in known {
            let (shared, own): (Vec<_>, Vec<_>) = files(brief).partition(|path| heard_files.contains(path));
            places.files.extend(own.into_iter().cloned());
            for path in shared {
                places.items.entry(Arc::clone(path)).or_default().push(brief.extent);
            }
            if !heard_names.contains(&(brief.kind, &brief.id)) {
                places.owners.insert((brief.kind, brief.id.clone()));
            }
        }
        places
    }
}

/// The brief's own file and those of its translations.
fn files(brief: &Brief) -> impl Iterator<Item = &Arc<str>> {
    std::iter::once(&brief.path).chain(brief.translations.values().map(|translation| &translation.path))
}

/// A brief that may be published with other prose, where its release block says what it said.
pub fn rewritten(before: &Released<Arc<Brief>>, now: Brief) -> Option<Released<Arc<Brief>>> {
    let said = |brief: &Brief| {
        let release = &brief.common.release;
        let status = release.status.as_ref().map(|status| status.value);
        (release.tlp.as_ref().map(|tlp| tlp.value), status, release.embargo_until.as_ref().map(|until| until.value), release.unreadable)
    };
    (said(&now) == said(before)).then(|| Released(Arc::new(now)))
}

/// Splits briefs into what this build may publish and the names of the rest.
pub fn filter(briefs: Vec<Arc<Brief>>, policy: &Policy) -> (Vec<Released<Arc<Brief>>>, Withheld) {
    let last_embargo = briefs.iter().filter_map(|brief| Some(brief.common.release.embargo_until.as_ref()?.value)).max();
    let (released, withheld): (Vec<Arc<Brief>>, Vec<Arc<Brief>>) = briefs.into_iter().partition(|brief| policy.releases(brief));
    let names_of = |brief: &Arc<Brief>| {
        let mut names: Vec<String> = brief.titles().map(str::to_owned).collect();
        names.extend([brief.id.to_string(), brief.name()]);
        names
    };
    let names = withheld.iter().flat_map(names_of).collect();
    let places = if withheld.is_empty() { Places::default() } else { Places::of(&withheld, &released) };
    (released.into_iter().map(Released).collect(), Withheld { names, places, last_embargo })
}
