//! Recommendations that somebody could carry out, and progress that somebody can check.

use super::{Scan, at};
use crate::diagnostic::{Problems, code};
use crate::model::terms::Progress;
use crate::model::{Brief, Kind, Recommendation};

/// Verbs after which nobody can tell whether it was done.
const VAGUE: &[&str] = &[
    "address",
    "advance",
    "bolster",
    "consider",
    "deepen",
    "encourage",
    "enhance",
    "ensure",
    "explore",
    "facilitate",
    "foster",
    "improve",
    "promote",
    "reinforce",
    "strengthen",
    "support",
    "sustain",
    "upgrade",
];

pub(super) fn run(scan: &Scan<'_>, problems: &mut Problems) {
    for ix in scan.graph.of_kind(Kind::Recommendation) {
        let brief = &scan.graph[ix];
        let Some(recommendation) = brief.recommendation() else { continue };
        if recommendation.addressees.is_empty() {
            let diagnostic = at(brief, code::MISSING_ADDRESSEE, recommendation.action.span, "a recommendation to nobody");
            problems.push(diagnostic.help("name who can act: addressees: [actor]"));
        }
        progress(brief, recommendation, problems);
        vague(brief, recommendation, problems);
    }
}

fn progress(brief: &Brief, recommendation: &Recommendation, problems: &mut Problems) {
    let stated = &recommendation.progress;
    let decided = matches!(stated.value, Progress::Implemented | Progress::PartlyImplemented | Progress::NotImplemented);
    let shown = recommendation.log.iter().any(|entry| entry.progress.value == stated.value && !entry.sources.is_empty());
    if decided && !shown {
        let message = format!("{} is stated, but no log entry with a source says so", stated.value);
        let help = "add to log: {date: …, progress: …, note: …, sources: [id]}";
        problems.push(at(brief, code::PROGRESS_WITHOUT_EVIDENCE, stated.span, message).help(help));
    }
    if let Some(last) = recommendation.log.last().filter(|last| last.progress.value != stated.value) {
        let message = format!("progress is {}, but the last log entry says {}", stated.value, last.progress.value);
        let diagnostic = at(brief, code::PROGRESS_MISMATCH, stated.span, message);
        problems.push(diagnostic.related(&brief.path, last.progress.span, "the last entry").help("make them agree"));
    }
}

fn vague(brief: &Brief, recommendation: &Recommendation, problems: &mut Problems) {
    let action = &recommendation.action;
    let mut words = action.value.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let verb = words.next().unwrap_or_default().to_lowercase();
    let second = words.next().unwrap_or_default().to_lowercase();
    if second == "and" || second == "or" {
        let message = "two verbs in one action: they may fare differently";
        problems.push(at(brief, code::VAGUE_RECOMMENDATION, action.span, message).help("write two recommendations"));
    }
    if recommendation.indicator.is_none() && VAGUE.contains(&verb.as_str()) {
        let message = format!("nobody can tell when \"{verb}\" is done");
        let help = "say what would be seen, or add indicator: {measure: …, baseline: …, target: …}";
        problems.push(at(brief, code::VAGUE_RECOMMENDATION, action.span, message).help(help));
    }
}
