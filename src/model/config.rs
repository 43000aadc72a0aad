//! `casebook.yaml`: the site's own settings. Unknown keys are errors.

use super::limits::Limits;
use super::relation::{BUILT_IN, RelationType};
use super::scale::LikelihoodScale;
use super::terms::Tlp;
use super::{Kind, actor, event};
use crate::diagnostic::{Code, Level, Levels};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The configuration as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// Where it will be published, ending in `/`; for feeds, sitemap, canonical links and 404.
    #[serde(default)]
    pub base_url: String,
    /// BCP 47 of the site and of briefs without `lang`.
    #[serde(default = "english")]
    pub lang: String,
    /// Languages that briefs may have versions in.
    #[serde(default)]
    pub languages: Vec<String>,
    /// By key: who writes.
    #[serde(default)]
    pub authors: BTreeMap<String, Author>,
    /// Words for probability.
    #[serde(default = "icd203")]
    pub likelihood_scale: LikelihoodScale,
    /// What may be published.
    #[serde(default)]
    pub release: ReleasePolicy,
    /// How sources are written out.
    #[serde(default)]
    pub citations: Citations,
    /// site, kinds, actors, tags.
    #[serde(default = "default_feeds")]
    pub feeds: Vec<Feed>,
    /// Data files written under /data/.
    #[serde(default)]
    pub exports: Vec<String>,
    /// Search and previews also from `file://`.
    #[serde(default)]
    pub offline: bool,
    /// Folders of the kinds whose names link by themselves in prose.
    #[serde(default = "default_autolink")]
    pub autolink: Vec<String>,
    /// The site's own words.
    #[serde(default)]
    pub vocabulary: Vocabulary,
    /// Levels by lint code.
    #[serde(default)]
    pub lints: BTreeMap<String, Level>,
    /// The words that `loaded-word` looks for, instead of its own.
    #[serde(default)]
    pub loaded_words: Option<Vec<String>>,
    /// Entries of the main navigation: views by name.
    #[serde(default)]
    pub navigation: Option<Vec<String>>,
    /// Files in the output folder that are not ours and stay.
    #[serde(default)]
    pub keep: Vec<String>,
    /// How much one brief may ask of a build.
    #[serde(default)]
    pub limits: Limits,
}

/// An author.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// As shown.
    pub name: String,
    /// Where to read more.
    #[serde(default)]
    pub url: Option<String>,
}

/// The release policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePolicy {
    /// The most restricted label that may go out.
    #[serde(default = "clear")]
    pub ceiling: Tlp,
    /// For briefs without a label; none means withheld.
    #[serde(default)]
    pub default: Option<Tlp>,
}

impl Default for ReleasePolicy {
    fn default() -> Self {
        Self { ceiling: Tlp::Clear, default: None }
    }
}

/// How sources are written out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citations {
    /// A CSL style's name.
    #[serde(default = "chicago")]
    pub style: String,
}

impl Default for Citations {
    fn default() -> Self {
        Self { style: chicago() }
    }
}

/// Which feeds are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feed {
    /// One for the whole site.
    Site,
    /// One for each kind.
    Kinds,
    /// One for each actor.
    Actors,
    /// One for each tag.
    Tags,
}

/// The site's own words, beside the built-in ones.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// More actor types.
    #[serde(default)]
    pub actor_types: Vec<String>,
    /// More event types.
    #[serde(default)]
    pub event_types: Vec<String>,
    /// More relation types: name → inverse; the same name twice means symmetric.
    #[serde(default)]
    pub relation_types: BTreeMap<String, String>,
}

impl Config {
    /// Levels by code; unknown codes are reported when the file is read.
    pub fn levels(&self) -> Levels {
        let known = |(name, level): (&String, &Level)| Code::named(name).map(|code| (code, *level));
        self.lints.iter().filter_map(known).collect()
    }

    /// Every actor type, built-in first.
    pub fn actor_types(&self) -> impl Iterator<Item = &str> {
        actor::TYPES.iter().copied().chain(self.vocabulary.actor_types.iter().map(String::as_str))
    }

    /// Every event type, built-in first.
    pub fn event_types(&self) -> impl Iterator<Item = &str> {
        event::TYPES.iter().map(|(name, _)| *name).chain(self.vocabulary.event_types.iter().map(String::as_str))
    }

    /// Every relation type, built-in first.
    pub fn relation_types(&self) -> Vec<RelationType> {
        let built_in = BUILT_IN.iter().map(|(name, inverse, allegation)| (*name, *inverse, *allegation));
        let own = self.vocabulary.relation_types.iter().map(|(name, inverse)| (name.as_str(), inverse.as_str(), false));
        let make =
            |(name, inverse, allegation): (&str, &str, bool)| RelationType { name: name.into(), inverse: inverse.into(), allegation };
        built_in.chain(own).map(make).collect()
    }

    /// Whether names of that kind link by themselves.
    pub fn autolinks(&self, kind: Kind) -> bool {
        self.autolink.iter().any(|folder| folder == kind.folder())
    }
}

fn english() -> String {
    "en".into()
}

fn icd203() -> LikelihoodScale {
    LikelihoodScale::Icd203
}

fn default_feeds() -> Vec<Feed> {
    vec![Feed::Site, Feed::Kinds]
}

fn default_autolink() -> Vec<String> {
    vec![Kind::Actor.folder().into()]
}

fn clear() -> Tlp {
    Tlp::Clear
}

fn chicago() -> String {
    "chicago-author-date".into()
}
