//! What is contested is derived, never typed: rival answers, denials, figures that do not overlap.

use super::Graph;
use crate::model::terms::{Matter, Stance};
use crate::model::{BriefIx, Claim, Event, Figure, Kinds};
use crate::text::edtf::{Day, Edtf};
use std::collections::{BTreeMap, BTreeSet};

/// What is at issue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Issue {
    /// A matter on which claims differ.
    Matter(Matter),
    /// A number of a group: measure, group.
    Figure(Box<str>, Option<Box<str>>),
}

/// One contested matter of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// What is at issue.
    pub issue: Issue,
    /// The claims on it, by position.
    pub claims: Vec<u16>,
    /// The figures on it, by position.
    pub figures: Vec<u16>,
    /// Who differs.
    pub speakers: Vec<BriefIx>,
    /// The day from which two accounts stood against each other, where dated.
    pub since: Option<Day>,
}

/// The contested matters of one event, claims first, in the model's order.
pub(super) fn of_event(graph: &Graph, event: &Event) -> Vec<Contested> {
    let mut found = Vec::new();
    for matter in Matter::ALL {
        found.extend(matter_of(graph, event, *matter));
    }
    let groups: BTreeSet<(&str, Option<&str>)> = event.figures.iter().map(group).collect();
    for (measure, of) in groups {
        found.extend(figure_of(graph, event, measure, of));
    }
    found
}

fn matter_of(graph: &Graph, event: &Event, matter: Matter) -> Option<Contested> {
    let claims: Vec<(u16, BriefIx, &Claim)> = numbered(&event.claims)
        .filter(|(_, claim)| claim.about.value == matter)
        .filter_map(|(at, claim)| Some((at, graph.brief(claim.by.as_ref()?, Kinds::SPEAKER)?, claim)))
        .collect();
    let latest = latest_by(claims.iter().map(|(_, speaker, claim)| (*speaker, day(&claim.date), *claim)));
    let holds = |claim: &Claim| matches!(claim.stance.value, Stance::Asserts | Stance::Confirms);
    let opposes = |claim: &Claim| matches!(claim.stance.value, Stance::Denies | Stance::Disputes);
    let mut sides = BTreeSet::new();
    for (one, a) in &latest {
        for (other, b) in latest.iter().filter(|(other, _)| *other > one) {
            let denied = (opposes(a) && !opposes(b) && b.stance.value != Stance::DeclinesComment && b.stance.value != Stance::Retracts)
                || (opposes(b) && holds(a));
            let differs = holds(a) && holds(b) && values_differ(graph, a, b);
            if denied || differs {
                sides.extend([*one, *other]);
            }
        }
    }
    let dates = claims.iter().filter(|(_, speaker, _)| sides.contains(speaker)).map(|(_, speaker, claim)| (*speaker, day(&claim.date)));
    let since = since(dates);
    (!sides.is_empty()).then(|| Contested {
        issue: Issue::Matter(matter),
        claims: claims.iter().map(|(at, ..)| *at).collect(),
        figures: Vec::new(),
        since,
        speakers: sides.into_iter().collect(),
    })
}

fn values_differ(graph: &Graph, a: &Claim, b: &Claim) -> bool {
    let meaning = |claim: &Claim| {
        let value = claim.value.as_ref()?;
        let brief = graph.target(value, Kinds::ANY).map(|target| Ok(target.brief));
        brief.or_else(|| value.words().map(|word| Err(word.trim().to_lowercase())))
    };
    matches!((meaning(a), meaning(b)), (Some(a), Some(b)) if a != b)
}

fn figure_of(graph: &Graph, event: &Event, measure: &str, of: Option<&str>) -> Option<Contested> {
    let figures: Vec<(u16, BriefIx, &Figure)> = numbered(&event.figures)
        .filter(|(_, figure)| group(figure) == (measure, of))
        .filter_map(|(at, figure)| Some((at, speaker(graph, figure)?, figure)))
        .collect();
    let latest = latest_by(figures.iter().map(|(_, speaker, figure)| (*speaker, day(&figure.as_of), *figure)));
    let mut sides = BTreeSet::new();
    for (one, a) in &latest {
        for (other, b) in latest.iter().filter(|(other, _)| *other > one) {
            if let (Some((a_low, a_high)), Some((b_low, b_high))) = (a.bounds(), b.bounds())
                && (a_high < b_low || b_high < a_low)
            {
                sides.extend([*one, *other]);
            }
        }
    }
    let dates = figures.iter().filter(|(_, speaker, _)| sides.contains(speaker)).map(|(_, speaker, figure)| (*speaker, day(&figure.as_of)));
    let since = since(dates);
    (!sides.is_empty()).then(|| Contested {
        issue: Issue::Figure(measure.into(), of.map(Into::into)),
        claims: Vec::new(),
        figures: figures.iter().map(|(at, ..)| *at).collect(),
        since,
        speakers: sides.into_iter().collect(),
    })
}

/// A figure's speaker: who gives it, or the first source that reports it.
fn speaker(graph: &Graph, figure: &Figure) -> Option<BriefIx> {
    let by = figure.by.as_ref().and_then(|by| graph.brief(by, Kinds::SPEAKER));
    by.or_else(|| figure.sources.first().and_then(|source| graph.brief(source, Kinds::SOURCE)))
}

fn group(figure: &Figure) -> (&str, Option<&str>) {
    (&figure.measure, figure.of.as_ref().map(|of| &*of.value))
}

/// Each speaker's latest: a speaker who moves from 84 to 94 revises, and only the revision stands.
fn latest_by<'e, T>(items: impl Iterator<Item = (BriefIx, Option<Day>, &'e T)>) -> BTreeMap<BriefIx, &'e T> {
    let mut latest: BTreeMap<BriefIx, (Option<Day>, &T)> = BTreeMap::new();
    for (speaker, day, item) in items {
        match latest.get(&speaker) {
            Some((held, _)) if *held > day => {}
            _ => {
                latest.insert(speaker, (day, item));
            }
        }
    }
    latest.into_iter().map(|(speaker, (_, item))| (speaker, item)).collect()
}

/// The day the second speaker joined.
fn since(dates: impl Iterator<Item = (BriefIx, Option<Day>)>) -> Option<Day> {
    let mut first: BTreeMap<BriefIx, Day> = BTreeMap::new();
    for (speaker, day) in dates.filter_map(|(speaker, day)| Some((speaker, day?))) {
        first.entry(speaker).and_modify(|held| *held = day.min(*held)).or_insert(day);
    }
    let mut days: Vec<Day> = first.into_values().collect();
    days.sort_unstable();
    days.get(1).copied()
}

fn day(date: &Option<crate::model::Spanned<Edtf>>) -> Option<Day> {
    date.as_ref().map(|date| date.earliest())
}

fn numbered<T>(list: &[T]) -> impl Iterator<Item = (u16, &T)> {
    list.iter().enumerate().filter_map(|(at, item)| Some((u16::try_from(at).ok()?, item)))
}
