//! Likelihood scales: words for ranges of probability.

terms! {
    /// Which scale a site uses; one per site.
    LikelihoodScale { Icd203 = "icd203", Phia = "phia" }
}

/// One step of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// The term, hyphenated as front matter writes it.
    pub term: &'static str,
    /// Percent, lower bound.
    pub low: u8,
    /// Percent, upper bound.
    pub high: u8,
}

const fn step(term: &'static str, low: u8, high: u8) -> Step {
    Step { term, low, high }
}

/// US ODNI, Intelligence Community Directive 203 (2015).
const ICD203: [Step; 7] = [
    step("almost-no-chance", 1, 5),
    step("very-unlikely", 5, 20),
    step("unlikely", 20, 45),
    step("roughly-even", 45, 55),
    step("likely", 55, 80),
    step("very-likely", 80, 95),
    step("almost-certain", 95, 99),
];

/// UK Professional Head of Intelligence Assessment yardstick; its gaps are deliberate.
const PHIA: [Step; 7] = [
    step("remote-chance", 0, 5),
    step("highly-unlikely", 10, 20),
    step("unlikely", 25, 35),
    step("realistic-possibility", 40, 50),
    step("likely", 55, 75),
    step("highly-likely", 80, 90),
    step("almost-certain", 95, 100),
];

impl LikelihoodScale {
    /// Its steps, from least to most likely.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Self::Icd203 => &ICD203,
            Self::Phia => &PHIA,
        }
    }

    /// The step of that term.
    pub fn step(self, term: &str) -> Option<Step> {
        self.steps().iter().copied().find(|step| step.term == term)
    }
}
