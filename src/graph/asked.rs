//! What prose asked of the casebook, and what it was answered. While the answers stand, so does all that was found of the
//! prose, whatever else of the casebook is called otherwise.

use super::Graph;
use super::resolver::Miss;
use super::spoken::may_hold;
use crate::model::{BriefIx, Kinds, Target};
use blake3::{Hash, Hasher};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// How a text names something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Way {
    /// By reference.
    Reference,
    /// By citation.
    Citation,
    /// By a name that links by itself.
    Name,
}

/// One question, and its answer as a hash of everything that a text can take from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Question {
    pub way: Way,
    pub text: Box<str>,
    pub answer: u128,
}

/// Every question of one brief, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Of its prose, in every language.
    pub prose: Vec<Question>,
    /// Of the inline Markdown of its front matter.
    pub fields: Vec<Question>,
}

/// Questions noted while a text is read.
#[derive(Debug, Default)]
pub(super) struct Notes(RefCell<Vec<(Way, Box<str>)>>);

impl Notes {
    pub fn note(&self, way: Way, text: &str) {
        self.0.borrow_mut().push((way, text.into()));
    }

    /// The questions so far, with their answers.
    pub fn take(&self, graph: &Graph) -> Vec<Question> {
        let mut noted = self.0.take();
        noted.sort_unstable();
        noted.dedup();
        noted.into_iter().map(|(way, text)| Question { way, answer: graph.answer(way, &text), text }).collect()
    }
}

impl Asked {
    /// Whether the prose of a brief reads as it did: every question is answered as it was, and no name stands in it that is
    /// called anew.
    pub fn stands(&self, graph: &Graph, ix: BriefIx, anew: &[Box<str>]) -> bool {
        let brief = &graph[ix];
        let may_hold =
            || may_hold(&brief.markdown(), anew) || brief.translations.values().any(|translation| may_hold(&translation.markdown(), anew));
        (anew.is_empty() || !may_hold()) && self.all().all(|question| graph.answer(question.way, &question.text) == question.answer)
    }

    /// Whether a question of which the answer is doubted is answered otherwise now.
    pub fn is_answered_otherwise(&self, graph: &Graph, is_doubted: impl Fn(u128) -> bool) -> bool {
        let mut doubted = self.all().filter(|question| is_doubted(question.answer));
        doubted.any(|question| graph.answer(question.way, &question.text) != question.answer)
    }

    /// Whether everything it asked for is there.
    pub fn is_met(&self) -> bool {
        self.all().all(|question| question.answer & FOUND == FOUND)
    }

    fn all(&self) -> impl Iterator<Item = &Question> {
        self.prose.iter().chain(&self.fields)
    }
}

/// One hash of questions and answers.
pub(super) fn digest(questions: &[Question]) -> Hash {
    let mut bytes = Vec::with_capacity(48 * questions.len());
    for Question { way, text, answer } in questions {
        bytes.push(*way as u8);
        bytes.extend_from_slice(&text.len().to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
        bytes.extend_from_slice(&answer.to_le_bytes());
    }
    blake3::hash(&bytes)
}

/// The bit by which an answer tells that there is something.
pub(super) const FOUND: u128 = 1;

impl Graph {
    /// What a text is answered.
    fn answer(&self, way: Way, text: &str) -> u128 {
        let resolved = |kinds| self.resolver.resolve(self, text, kinds);
        let target = match way {
            Way::Reference => resolved(Kinds::ANY),
            Way::Citation => resolved(Kinds::SOURCE),
            Way::Name => {
                let bearer = self.names.as_ref().and_then(|names| names.bearer(text));
                bearer.map(|brief| Target { brief, part: None }).ok_or(Miss::Unknown)
            }
        };
        match target {
            Ok(target) => self.found(target),
            Err(Miss::Unknown) => 0,
            Err(Miss::WrongKind(brief)) => of(b"wrong kind", [self.called(brief)]) & !FOUND,
            Err(Miss::NoPart(brief)) => of(b"no part", [self.called(brief)]) & !FOUND,
            Err(Miss::Ambiguous(briefs)) => of(b"ambiguous", briefs.into_iter().map(|brief| self.called(brief))) & !FOUND,
        }
    }

    /// What a text is answered that leads there.
    fn found(&self, Target { brief, part }: Target) -> u128 {
        let called = self.called(brief);
        part.map_or(called, |part| called.rotate_left(64).wrapping_add(u128::from(part) << 1)) | FOUND
    }

    /// Everything that a text is answered which leads to a brief or to a part of it.
    pub(super) fn answers(&self, brief: BriefIx) -> impl Iterator<Item = u128> {
        let claims = self[brief].event().map_or(0, |event| event.claims.len());
        let judgements = self[brief].analysis().map_or(0, |analysis| analysis.judgements.len());
        let parts = (0..u16::MAX).take(claims.max(judgements)).map(Some);
        std::iter::once(None).chain(parts).map(move |part| self.found(Target { brief, part }))
    }

    /// A hash of what others may call a brief and its parts.
    fn called(&self, brief: BriefIx) -> u128 {
        self.called.get(brief.index()).copied().unwrap_or_default()
    }
}

fn of(what: &[u8], numbers: impl IntoIterator<Item = u128>) -> u128 {
    let mut hasher = Hasher::new();
    hasher.update(what);
    numbers.into_iter().for_each(|number| _ = hasher.update(&number.to_le_bytes()));
    number(&hasher.finalize())
}

/// The first half of a hash.
pub(super) fn number(hash: &Hash) -> u128 {
    let (half, _) = hash.as_bytes().split_at(16);
    half.try_into().map_or(0, u128::from_le_bytes)
}
