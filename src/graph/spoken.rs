//! Names that link by themselves, as one state of a casebook after another has them. A text is read again where it may hold
//! one that is new or means something else; one that is gone is known by those that asked for it.

use crate::learnt::Learnt;
use blake3::Hash;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The names of one state, each with who bears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spoken(BTreeSet<(Box<str>, Box<str>)>);

/// States of earlier runs, the latest in full.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct History {
    latest: Spoken,
    /// Each earlier state, oldest first, with what the one after it calls anew.
    steps: Vec<(u64, Vec<Box<str>>)>,
}

/// Earlier states that are remembered, and names that may be looked for.
const STATES: usize = 64;
const NAMES: usize = 64;

impl Spoken {
    pub fn of<'a>(names: impl Iterator<Item = (&'a str, String)>) -> Self {
        Self(names.map(|(name, bearer)| (name.into(), bearer.into())).collect())
    }

    /// One number for all of them.
    pub fn version(&self) -> u64 {
        let mut bytes = Vec::new();
        for part in self.0.iter().flat_map(|(name, bearer)| [name, bearer]) {
            bytes.extend_from_slice(&part.len().to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(&bytes).as_bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    /// Names of this state that are new since another or that others bear now.
    pub fn changed_since(&self, before: &Self) -> Vec<Box<str>> {
        let changed: BTreeSet<&Box<str>> = self.0.symmetric_difference(&before.0).map(|(name, _)| name).collect();
        changed.into_iter().filter(|name| self.is_borne(name)).cloned().collect()
    }

    /// Whether anything is called that.
    fn is_borne(&self, name: &str) -> bool {
        self.0.range((name.into(), Box::default())..).next().is_some_and(|(next, _)| **next == *name)
    }
}

impl History {
    /// What earlier runs remember, with the state of this one as the latest.
    pub fn recall(learnt: &Learnt, now: Spoken) -> Self {
        let key = key();
        let known: Option<Self> = learnt.get(&key).and_then(|bytes| postcard::from_bytes(bytes).ok());
        let Some(mut history) = known else { return Self { latest: now, steps: Vec::new() }.learnt(learnt) };
        if history.latest == now {
            return history;
        }
        learnt.renounce(&key);
        let changed = now.changed_since(&history.latest);
        history.steps.push((history.latest.version(), changed));
        history.steps.drain(..history.steps.len().saturating_sub(STATES));
        // What nothing is called any more is no name to look for, and may be a secret by now.
        history.steps.iter_mut().for_each(|(_, names)| names.retain(|name| now.is_borne(name)));
        history.latest = now;
        history.learnt(learnt)
    }

    fn learnt(self, learnt: &Learnt) -> Self {
        // Plain lists of text always serialise.
        learnt.learn(key(), || postcard::to_stdvec(&self).ok());
        self
    }

    /// The number of the latest state.
    pub fn version(&self) -> u64 {
        self.latest.version()
    }

    /// By the number of each state that is known: what is called anew since. A state since which much is has none.
    pub fn since(&self) -> Vec<(u64, Vec<Box<str>>)> {
        let mut since = vec![(self.version(), Vec::new())];
        let mut all: BTreeSet<Box<str>> = BTreeSet::new();
        for (version, names) in self.steps.iter().rev() {
            all.extend(names.iter().cloned());
            if all.len() > NAMES {
                break;
            }
            since.push((*version, all.iter().cloned().collect()));
        }
        since
    }
}

/// Whether Markdown may read as a text that holds one of these names. Where it does, it holds their longest word, unless it
/// writes a letter of it in another way.
pub(super) fn may_hold(markdown: &str, names: &[Box<str>]) -> bool {
    let longest = |name: &str| name.split(|c: char| !c.is_alphanumeric()).max_by_key(|word| word.len()).unwrap_or_default().to_owned();
    let is_there = |name: &str| memmem::find(markdown.as_bytes(), longest(name).as_bytes()).is_some();
    !names.is_empty() && (memchr::memchr2(b'\\', b'&', markdown.as_bytes()).is_some() || names.iter().any(|name| is_there(name)))
}

fn key() -> Hash {
    blake3::hash(b"names that link by themselves")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(names: &[(&str, &str)]) -> Spoken {
        Spoken::of(names.iter().map(|(name, bearer)| (*name, (*bearer).to_owned())))
    }

    #[test]
    fn a_name_is_changed_where_it_is_new_or_others_bear_it() {
        let before = spoken(&[("Iran", "actors/iran"), ("Jaish", "actors/jaish"), ("Levies", "actors/levies")]);
        let now = spoken(&[("Iran", "actors/iran"), ("Jaish", "actors/jaish"), ("Jaish", "actors/other"), ("Frontier Corps", "actors/fc")]);
        assert_eq!(now.changed_since(&before), ["Frontier Corps".into(), "Jaish".into()]);
        assert!(now.changed_since(&now).is_empty());
    }

    #[test]
    fn a_text_may_hold_a_name_in_other_letters() {
        let names = ["Frontier Corps".into()];
        for text in ["The Frontier\nCorps.", "The *Frontier* Corps", "The Front&#105;er Corps", "The Front\\ier"] {
            assert!(may_hold(text, &names), "{text}");
        }
        assert!(!may_hold("The frontier", &names));
        assert!(!may_hold("&", &[]));
    }

    #[test]
    fn steps_add_up_and_forget_what_nothing_is_called() {
        let kept = std::sync::Mutex::new(std::collections::BTreeMap::<String, Vec<u8>>::new());
        let state = |names: &[(&str, &str)]| {
            let learnt = Learnt::recall(|name| kept.lock().unwrap().get(name).cloned());
            let history = History::recall(&learnt, spoken(names));
            learnt.store(|name, bytes| _ = kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec()));
            history
        };
        let first = state(&[("Iran", "a")]).version();
        let second = state(&[("Iran", "a"), ("Levies", "b")]).version();
        let third = state(&[("Iran", "a"), ("Levies", "b"), ("Jaish", "c")]);
        let levies: Box<str> = "Levies".into();
        assert_eq!(third.since(), [(third.version(), vec![]), (second, vec!["Jaish".into()]), (first, vec!["Jaish".into(), levies])]);
        let fourth = state(&[("Iran", "a"), ("Jaish", "c")]);
        assert_eq!(fourth.since().last(), Some(&(first, vec!["Jaish".into()])));
        assert_eq!(state(&[("Iran", "a"), ("Jaish", "c")]).since(), fourth.since());
    }
}
