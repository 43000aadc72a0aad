//! Likelihood and confidence stay apart (ICD 203), and a judgement says both with the site's own words.

use super::{Scan, at};
use crate::diagnostic::{Diagnostic, Span, code};
use crate::model::analysis::Judgement;
use crate::model::scale::LikelihoodScale;
use crate::model::{Brief, BriefIx, Prose};
use crate::text::sentence;

/// Other words of ICD 203's own table for the same ranges.
const ICD203_SYNONYMS: &[(&str, &str)] = &[
    ("remote", "almost-no-chance"),
    ("highly improbable", "very-unlikely"),
    ("improbable", "unlikely"),
    ("improbably", "unlikely"),
    ("roughly even chance", "roughly-even"),
    ("roughly even odds", "roughly-even"),
    ("probable", "likely"),
    ("probably", "likely"),
    ("highly probable", "very-likely"),
    ("nearly certain", "almost-certain"),
    ("almost certainly", "almost-certain"),
];

/// Words that leave the likelihood open.
const HEDGES: &[&str] = &["may", "might", "could", "possibly", "perhaps", "conceivably", "cannot rule out", "cannot be ruled out"];

const CONFIDENCE: &[&str] = &["low confidence", "moderate confidence", "high confidence"];

pub(super) fn of_brief(scan: &Scan<'_>, ix: BriefIx, problems: &mut Vec<Diagnostic>) {
    let scale = scan.graph.config.likelihood_scale;
    let brief = &scan.graph[ix];
    let Some(analysis) = brief.analysis() else { return };
    for judgement in &analysis.judgements {
        complete(brief, judgement, scale, problems);
        off_scale(brief, &judgement.text, scale, problems);
        mixed(brief, &judgement.text, judgement.text.span.start as usize, scale, Some(judgement.text.span), problems);
    }
    mixed(brief, &brief.markdown(), brief.body.start, scale, None, problems);
}

fn complete(brief: &Brief, judgement: &Judgement, scale: LikelihoodScale, problems: &mut Vec<Diagnostic>) {
    let missing: Vec<&str> = [
        ("likelihood", judgement.likelihood.is_none()),
        ("confidence", judgement.confidence.is_none()),
        ("confidence_basis", judgement.confidence_basis.is_none()),
        ("horizon", judgement.horizon.is_none()),
    ]
    .iter()
    .filter(|(_, missing)| *missing)
    .map(|(name, _)| *name)
    .collect();
    if !missing.is_empty() {
        let message = format!("judgement {} has no {}", &*judgement.id.value, missing.join(", no "));
        problems
            .push(at(brief, code::JUDGEMENT_INCOMPLETE, judgement.span, message).help("a reader needs all four to hold the desk to it"));
    }
    let Some(declared) = &judgement.likelihood else { return };
    if scale.step(&declared.value).is_none() {
        let words: Vec<&str> = scale.steps().iter().map(|step| step.term).collect();
        let message = format!("{:?} is no word of the scale {scale}", &*declared.value);
        problems.push(at(brief, code::JUDGEMENT_INCOMPLETE, declared.span, message).help(format!("its words are {}", words.join(", "))));
    } else if !terms_in(&judgement.text, scale).any(|term| term == &*declared.value) {
        let message = format!("the text does not say {:?}, the likelihood declared", spoken(&declared.value));
        problems
            .push(at(brief, code::JUDGEMENT_INCOMPLETE, judgement.text.span, message).help("use the scale's own words in the sentence"));
    }
}

fn off_scale(brief: &Brief, text: &Prose, scale: LikelihoodScale, problems: &mut Vec<Diagnostic>) {
    let other = LikelihoodScale::ALL.iter().filter(|other| **other != scale).flat_map(|other| other.steps());
    let foreign: Vec<String> = other.map(|step| step.term).filter(|term| scale.step(term).is_none()).map(spoken).collect();
    let own: Vec<&str> = ICD203_SYNONYMS.iter().map(|(word, _)| *word).filter(|_| scale == LikelihoodScale::Icd203).collect();
    let words = HEDGES.iter().copied().chain(foreign.iter().map(String::as_str).filter(|word| !own.contains(word)));
    for word in words.filter(|word| position(text, word).is_some()) {
        let message = format!("{word:?} is not on the site's likelihood scale");
        problems.push(at(brief, code::OFF_SCALE_WORD, text.span, message).help(format!("say it in the words of {scale}")));
    }
}

/// Sentences of `text` that carry both a likelihood and a confidence.
fn mixed(brief: &Brief, text: &str, start: usize, scale: LikelihoodScale, whole: Option<Span>, problems: &mut Vec<Diagnostic>) {
    let mut from = 0;
    for end in sentence::boundaries(text).chain(std::iter::once(text.len())) {
        let sentence = text.get(from..end).unwrap_or_default();
        let confident = CONFIDENCE.iter().any(|words| position(sentence, words).is_some());
        if confident && terms_in(sentence, scale).next().is_some() {
            let lead = sentence.len() - sentence.trim_start().len();
            let span = whole.unwrap_or_else(|| Span::new(start + from + lead, start + from + sentence.trim_end().len()));
            let message = "one sentence carries both a likelihood and a confidence";
            let help = "say how likely it is in one sentence and how sure the desk is in another (ICD 203)";
            problems.push(at(brief, code::MIXED_LIKELIHOOD, span, message).help(help));
        }
        from = end;
    }
}

/// The scale's terms that a text says, the longest where one holds another ("very likely" is not "likely").
fn terms_in(text: &str, scale: LikelihoodScale) -> impl Iterator<Item = &'static str> {
    let synonyms = ICD203_SYNONYMS.iter().filter(|_| scale == LikelihoodScale::Icd203).map(|(word, term)| ((*word).to_owned(), *term));
    let mut words: Vec<(String, &'static str)> = scale.steps().iter().map(|step| (spoken(step.term), step.term)).chain(synonyms).collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let mut rest = text.to_lowercase();
    let mut found = Vec::new();
    for (word, term) in words {
        while let Some(at) = position(&rest, &word) {
            found.push(term);
            rest.replace_range(at..at + word.len(), &" ".repeat(word.len()));
        }
    }
    found.into_iter()
}

fn spoken(term: &str) -> String {
    term.replace('-', " ")
}

/// The byte at which whole words stand in a text, whatever their case and with hyphens or spaces between them.
fn position(text: &str, words: &str) -> Option<usize> {
    let text = text.to_lowercase().replace(['-', '\n'], " ");
    let whole = |at: usize| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(words).map(|(at, _)| at).find(|at| whole(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_term_hides_the_shorter_one_in_it() {
        let terms = |text| terms_in(text, LikelihoodScale::Icd203).collect::<Vec<_>>();
        assert_eq!(terms("A strike is very likely."), ["very-likely"]);
        assert_eq!(terms("It is unlikely, though probable at sea."), ["unlikely", "likely"]);
        assert!(terms("The likelihood is unknown.").is_empty());
    }

    #[test]
    fn words_are_found_whole_and_across_hyphens() {
        assert_eq!(position("Roughly-even chances", "roughly even"), Some(0));
        assert_eq!(position("mayor", "may"), None);
    }
}
