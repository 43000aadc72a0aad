//! Every code a diagnostic may carry, with its level: one table, from which help, configuration and docs derive.

use std::fmt;

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported, stops nothing.
    Warn,
    /// Reported, and nothing is published.
    Deny,
}

/// One rule's name and default level.
#[derive(Clone, Copy)]
pub struct Code(&'static Entry);

struct Entry {
    name: &'static str,
    level: Level,
    always: bool,
}

impl Code {
    /// The name as configuration and output write it.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The level without configuration.
    pub fn default_level(self) -> Level {
        self.0.level
    }

    /// Whether configuration cannot lower it.
    pub fn always(self) -> bool {
        self.0.always
    }

    /// The level that a site's configuration gives it.
    pub fn level(self, levels: &super::Levels) -> Level {
        if self.0.always {
            return self.0.level;
        }
        levels.get(&self).copied().unwrap_or(self.0.level)
    }

    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.name.cmp(other.0.name)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

macro_rules! codes {
    ($($constant:ident = $name:literal $level:ident $always:literal;)*) => {
        $(#[doc = concat!("`", $name, "`")]
        pub const $constant: Code = Code(&Entry { name: $name, level: Level::$level, always: $always });)*
        /// Every code, in the order of the documentation.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}

codes! {
    UNCLOSED_FRONT_MATTER = "unclosed-front-matter" Deny true;
    INVALID_UTF8 = "invalid-utf8" Deny true;
    INVALID_YAML = "invalid-yaml" Deny true;
    DUPLICATE_KEY = "duplicate-key" Deny true;
    YAML_FEATURE = "yaml-feature" Deny true;
    UNKNOWN_KEY = "unknown-key" Deny true;
    MISSING_FIELD = "missing-field" Deny true;
    BAD_VALUE = "bad-value" Deny true;
    BAD_DATE = "bad-date" Deny true;
    BAD_ID = "bad-id" Deny true;
    BAD_PICTURE = "bad-picture" Deny true;
    LIMIT = "limit" Deny true;
    UNRESOLVED_REFERENCE = "unresolved-reference" Deny false;
    AMBIGUOUS_REFERENCE = "ambiguous-reference" Deny false;
    WRONG_KIND = "wrong-kind" Deny false;
    DUPLICATE_ID = "duplicate-id" Deny true;
    PATH_COLLISION = "path-collision" Deny true;
    RAW_HTML = "raw-html" Deny false;
    UNSAFE_URL = "unsafe-url" Deny false;
    RELATION_CYCLE = "relation-cycle" Deny false;
    TIME_TRAVEL = "time-travel" Deny false;
    MIXED_LIKELIHOOD = "mixed-likelihood" Deny false;
    JUDGEMENT_INCOMPLETE = "judgement-incomplete" Deny false;
    UNSOURCED_CLAIM = "unsourced-claim" Deny false;
    UNSOURCED_FIGURE = "unsourced-figure" Deny false;
    MISSING_ADDRESSEE = "missing-addressee" Deny false;
    BAD_FIGURE = "bad-figure" Deny false;
    WEAK_CORROBORATION = "weak-corroboration" Deny false;
    UNATTRIBUTED_ALLEGATION = "unattributed-allegation" Deny false;
    PROGRESS_WITHOUT_EVIDENCE = "progress-without-evidence" Deny false;
    PROGRESS_MISMATCH = "progress-mismatch" Deny false;
    MARKING_LEAK = "marking-leak" Deny true;
    UNSOURCED_EVENT = "unsourced-event" Warn false;
    UNDATED_EVENT = "undated-event" Warn false;
    SINGLE_SOURCE = "single-source" Warn false;
    NO_ARCHIVE = "no-archive" Warn false;
    UNREACHABLE_URL = "unreachable-url" Warn false;
    STALE_BRIEF = "stale-brief" Warn false;
    ORPHAN_BRIEF = "orphan-brief" Warn false;
    MISSING_ALT = "missing-alt" Warn false;
    HEADING_ORDER = "heading-order" Warn false;
    VAGUE_RECOMMENDATION = "vague-recommendation" Warn false;
    OFF_SCALE_WORD = "off-scale-word" Warn false;
    LOADED_WORD = "loaded-word" Warn false;
}
