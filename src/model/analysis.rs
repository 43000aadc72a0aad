//! The long form: a question, judgements, and the argument for them.

use super::terms::{AssumptionStatus, Confidence, Consistency, Direction, Impact, IndicatorState};
use super::{Prose, Reference, Spanned};
use crate::diagnostic::Span;
use crate::text::edtf::Edtf;
use serde::{Deserialize, Serialize};

/// The facts of an analysis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Analysis {
    /// What it answers.
    pub question: Option<Prose>,
    /// When it was published.
    pub published: Spanned<Edtf>,
    /// Nothing later was known.
    pub information_cutoff: Option<Spanned<Edtf>>,
    /// Briefs it is about.
    pub about: Vec<Reference>,
    /// Key judgements.
    pub judgements: Vec<Judgement>,
    /// What it takes as given.
    pub assumptions: Vec<Assumption>,
    /// What to watch.
    pub indicators: Vec<Indicator>,
    /// Analysis of Competing Hypotheses.
    pub ach: Option<Ach>,
}

/// A judgement: likelihood and confidence are separate fields (ICD 203).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Judgement {
    /// The whole item.
    pub span: Span,
    /// Unique within the brief.
    pub id: Spanned<Box<str>>,
    /// The sentence; holds the likelihood's words.
    pub text: Prose,
    /// A word of the site's likelihood scale, hyphenated.
    pub likelihood: Option<Spanned<Box<str>>>,
    /// How good the evidence is.
    pub confidence: Option<Spanned<Confidence>>,
    /// Why that confidence.
    pub confidence_basis: Option<Prose>,
    /// By when it can be judged.
    pub horizon: Option<Spanned<Edtf>>,
    /// Briefs and claims it rests on.
    pub based_on: Vec<Reference>,
    /// Ids of assumptions of this analysis.
    pub assumptions: Vec<Spanned<Box<str>>>,
    /// Ids of indicators of this analysis.
    pub would_change_if: Vec<Spanned<Box<str>>>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}

/// Something taken as given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assumption {
    /// The whole item.
    pub span: Span,
    /// Unique within the brief.
    pub id: Spanned<Box<str>>,
    /// The assumption.
    pub text: Prose,
    /// How it stands.
    pub status: Option<Spanned<AssumptionStatus>>,
    /// What its failure would mean.
    pub impact: Option<Spanned<Impact>>,
}

/// Something to watch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Indicator {
    /// The whole item.
    pub span: Span,
    /// Unique within the brief.
    pub id: Spanned<Box<str>>,
    /// What would be seen.
    pub text: Prose,
    /// Where it points.
    pub direction: Option<Spanned<Direction>>,
    /// Whether it was seen; default not-observed.
    pub state: Spanned<IndicatorState>,
    /// The day the state was true.
    pub as_of: Option<Spanned<Edtf>>,
    /// Source briefs.
    pub sources: Vec<Reference>,
}

/// Analysis of Competing Hypotheses (Heuer, Psychology of Intelligence Analysis, ch. 8).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ach {
    /// The whole block.
    pub span: Span,
    /// The hypotheses, in the author's order.
    pub hypotheses: Vec<Hypothesis>,
    /// The evidence, one row each.
    pub evidence: Vec<Evidence>,
}

/// One hypothesis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hypothesis {
    /// Unique within the matrix.
    pub id: Spanned<Box<str>>,
    /// What it says.
    pub text: Prose,
}

/// One piece of evidence and how it bears on each hypothesis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// The whole item.
    pub span: Span,
    /// The brief or claim.
    pub reference: Option<Reference>,
    /// Words, where no brief stands for it or to say more.
    pub text: Option<Prose>,
    /// AJP-2.1 credibility 1–6; default 6.
    pub credibility: Option<Spanned<u8>>,
    /// By hypothesis id.
    pub ratings: Vec<(Spanned<Box<str>>, Spanned<Consistency>)>,
}

impl Evidence {
    /// Weight of the row: credibility 1 = 1, 2 = .8, 3 = .6, 4 = .4, 5 = .2, 6 = .1.
    pub fn weight(&self) -> f64 {
        match self.credibility.as_ref().map_or(6, |c| c.value) {
            1 => 1.0,
            2 => 0.8,
            3 => 0.6,
            4 => 0.4,
            5 => 0.2,
            _ => 0.1,
        }
    }

    /// A row rated alike for all hypotheses says nothing.
    pub fn is_undiagnostic(&self) -> bool {
        let mut ratings = self.ratings.iter().map(|(_, rating)| rating.value);
        let first = ratings.next();
        ratings.all(|rating| Some(rating) == first)
    }
}

impl Ach {
    /// Inconsistency of each hypothesis, in the author's order: Σ (I = 1, II = 2) × weight. The lowest stands best.
    pub fn scores(&self) -> Vec<f64> {
        let score = |hypothesis: &Hypothesis| {
            let of_row = |row: &Evidence| {
                let rating = row.ratings.iter().find(|(id, _)| id.value == hypothesis.id.value);
                rating.map_or(0.0, |(_, rating)| rating.value.inconsistency() * row.weight())
            };
            self.evidence.iter().map(of_row).sum()
        };
        self.hypotheses.iter().map(score).collect()
    }
}
