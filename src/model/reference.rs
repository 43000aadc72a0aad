//! A reference as written: an id, `kind/id`, `id#claim`, a title or an alias. Meaning comes from `graph`.

use crate::diagnostic::Span;
use serde::{Deserialize, Serialize};

/// What a published brief says should happen when the brief it refers to is withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum IfWithheld {
    /// `marking-leak`: the build stops.
    #[default]
    Refuse,
    /// `if_withheld: drop`: the reference vanishes from what is published.
    Drop,
}

/// The author's words for another brief, with their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// As written: `iran`, `actors/iran`, `marg-bar-sarmachar#c2` or a title.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// What to do when the target is withheld.
    pub if_withheld: IfWithheld,
}

impl Reference {
    /// A reference that refuses withheld targets.
    pub fn new(text: impl Into<Box<str>>, span: Span) -> Self {
        Self { text: text.into(), span, if_withheld: IfWithheld::Refuse }
    }

    /// The author's words, for where the reference leads nowhere; none where it is to vanish.
    pub fn words(&self) -> Option<&str> {
        (self.if_withheld == IfWithheld::Refuse).then_some(&*self.text)
    }

    /// The brief's name and, after `#`, the claim's id.
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self.text.split_once('#') {
            Some((name, claim)) => (name.trim(), Some(claim.trim())),
            None => (self.text.trim(), None),
        }
    }
}

/// A released brief's place in the graph: briefs are ordered by kind, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct BriefIx(pub u32);

impl BriefIx {
    /// As an index into a list of briefs.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a reference means: a brief, or one claim or judgement of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The brief.
    pub brief: BriefIx,
    /// Position of the claim (of an event) or the judgement (of an analysis) in its list.
    pub part: Option<u16>,
}
