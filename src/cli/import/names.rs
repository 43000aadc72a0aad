//! Ids from titles: lower-case, hyphenated, valid, and each given once.

use crate::text::slug;
use std::collections::BTreeSet;

/// The ids given so far in one kind.
#[derive(Debug, Default)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// An id like the text; `fallback` where nothing of it can stand in an id. A number sets equal ones apart.
    pub fn give(&mut self, text: &str, fallback: &str) -> String {
        let base = [text, fallback].into_iter().map(shortened).find(|id| slug::is_id(id).is_ok()).unwrap_or_else(|| "item".into());
        let numbered = (2..).map(|n: u32| format!("{base}-{n}"));
        let mut candidates = std::iter::once(base.clone()).chain(numbered);
        let id = candidates.find(|id| !self.taken.contains(id)).unwrap_or(base);
        self.taken.insert(id.clone());
        id
    }
}

/// At most eighty characters, cut between words where there is one to cut between.
fn shortened(text: &str) -> String {
    let whole = slug::tag_slug(text);
    if whole.chars().count() <= 80 && whole.len() <= 200 {
        return whole;
    }
    let mut cut = String::new();
    for c in whole.chars().take(80).take_while({
        let mut bytes = 0;
        move |c| {
            bytes += c.len_utf8();
            bytes <= 200
        }
    }) {
        cut.push(c);
    }
    cut.rfind('-').and_then(|at| cut.get(..at)).map_or(cut.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_valid_and_given_once() {
        let mut names = Names::default();
        let long = "word ".repeat(60);
        let given: Vec<String> =
            ["Jaish al-Adl", "Jaish al-Adl", "جيش العدل", "!!", "con", &long].map(|text| names.give(text, "entry")).into();
        assert_eq!(given[..2], ["jaish-al-adl", "jaish-al-adl-2"]);
        assert_eq!(given[3], "entry");
        for id in &given {
            assert_eq!(slug::is_id(id), Ok(()), "{id}");
        }
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), given.len());
    }
}
