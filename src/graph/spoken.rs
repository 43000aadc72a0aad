//! Names that link by themselves, as one state of a casebook after another has them. A text is read again where it may hold
//! one that is new or means something else; one that is gone is known by those that asked for it.

use super::asked;
use crate::learnt::Learnt;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The names of one state, each with who bears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spoken(BTreeSet<(Box<str>, Box<str>)>);

/// With more than so many names to look for, texts are read again without a look.
const MOST: usize = 64;

impl Spoken {
    pub fn of<'a>(names: impl Iterator<Item = (&'a str, String)>) -> Self {
        Self(names.map(|(name, bearer)| (name.into(), bearer.into())).collect())
    }

    /// One number for all of them.
    pub fn number(&self) -> u128 {
        let mut bytes = Vec::new();
        for part in self.0.iter().flat_map(|(name, bearer)| [name, bearer]) {
            bytes.extend_from_slice(&part.len().to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        asked::number(&blake3::hash(&bytes))
    }

    /// What an earlier run remembers of its names, while these are remembered for the next.
    pub fn recall(&self, learnt: &Learnt) -> Option<Self> {
        let key = blake3::hash(b"names that link by themselves");
        let before: Option<Self> = learnt.get(&key).and_then(|bytes| postcard::from_bytes(bytes).ok());
        if before.as_ref() != Some(self) {
            learnt.renounce(&key);
            // Plain lists of text always serialise.
            learnt.learn(key, || postcard::to_stdvec(self).ok());
        }
        before
    }

    /// With names that came for others that are gone.
    pub fn amended(&self, gone: &Self, come: &Self) -> Self {
        Self(self.0.difference(&gone.0).chain(&come.0).cloned().collect())
    }

    /// Names of this state that are new since another or that others bear now; none where they are many.
    pub fn anew_since(&self, before: &Self) -> Option<Vec<Box<str>>> {
        let changed: BTreeSet<&Box<str>> = self.0.symmetric_difference(&before.0).map(|(name, _)| name).collect();
        let anew: Vec<Box<str>> = changed.into_iter().filter(|name| self.is_borne(name)).cloned().collect();
        (anew.len() <= MOST).then_some(anew)
    }

    /// Whether anything is called that.
    fn is_borne(&self, name: &str) -> bool {
        self.0.range((name.into(), Box::default())..).next().is_some_and(|(next, _)| **next == *name)
    }
}

/// Whether Markdown may read as a text that holds one of these names. Where it does, it holds their longest word, unless it
/// writes a letter of it in another way.
pub(super) fn may_hold(markdown: &str, names: &[Box<str>]) -> bool {
    let longest = |name: &str| name.split(|c: char| !c.is_alphanumeric()).max_by_key(|word| word.len()).unwrap_or_default().to_owned();
    let is_there = |name: &str| memmem::find(markdown.as_bytes(), longest(name).as_bytes()).is_some();
    memchr::memchr2(b'\\', b'&', markdown.as_bytes()).is_some() || names.iter().any(|name| is_there(name))
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
        assert_eq!(now.anew_since(&before).unwrap(), ["Frontier Corps".into(), "Jaish".into()]);
        assert_eq!(now.anew_since(&now), Some(Vec::new()));
        let many: Vec<String> = (0..=MOST).map(|nth| format!("Name {nth}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "actors/iran")).collect();
        assert_eq!(spoken(&many).anew_since(&before), None);
    }

    #[test]
    fn a_text_may_hold_a_name_in_other_letters() {
        let names = ["Frontier Corps".into()];
        for text in ["The Frontier\nCorps.", "The *Frontier* Corps", "The Front&#105;er Corps", "The Front\\ier"] {
            assert!(may_hold(text, &names), "{text}");
        }
        assert!(!may_hold("The frontier", &names));
    }
}
