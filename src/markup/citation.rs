//! Citations `[@id]`, `[@id, p. 4]`, `[@a; @b, p. 4]`, and the numbers they get on a page.

use crate::model::BriefIx;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// One cited source as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// The source's id, title or alias.
    pub id: String,
    /// Page, paragraph or the like, as written.
    pub locator: Option<String>,
    /// Bytes of the id within the group's text.
    pub range: Range<usize>,
}

/// Reads the text between the brackets; `None` when it is not a citation.
pub fn parse(text: &str) -> Option<Vec<Cite>> {
    if !text.starts_with('@') {
        return None;
    }
    let mut at = 0;
    let mut cites = Vec::new();
    for part in text.split(';') {
        let lead = part.len() - part.trim_start().len();
        let body = part.trim().strip_prefix('@')?;
        let (id, locator) = body.split_once(',').map_or((body, None), |(id, locator)| (id, Some(locator.trim())));
        let start = at + lead + 1;
        let locator = locator.filter(|l| !l.is_empty()).map(str::to_owned);
        cites.push(Cite { id: id.trim().to_owned(), locator, range: start..start + id.trim_end().len() });
        at += part.len() + 1;
    }
    Some(cites)
}

/// Numbers sources of one page in the order of their first citation, and counts each one's uses.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    order: Vec<(BriefIx, u32)>,
    index: FxHashMap<BriefIx, usize>,
}

/// One use of a numbered source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The source's number on the page, from 1.
    pub number: usize,
    /// Which use of it, from 1; `cite-NUMBER-USE` is the id of the element.
    pub nth: u32,
}

impl Numbering {
    /// A use of a source, with its number.
    pub fn cite(&mut self, source: BriefIx) -> Use {
        let at = *self.index.entry(source).or_insert_with(|| {
            self.order.push((source, 0));
            self.order.len() - 1
        });
        let Some((_, uses)) = self.order.get_mut(at) else { return Use { number: at + 1, nth: 1 } };
        *uses += 1;
        Use { number: at + 1, nth: *uses }
    }

    /// A source that the page lists without pointing at it from the text.
    pub fn list(&mut self, source: BriefIx) -> usize {
        let next = self.order.len();
        let at = *self.index.entry(source).or_insert(next);
        if at == next {
            self.order.push((source, 0));
        }
        at + 1
    }

    /// Sources by number, each with its count of uses.
    pub fn sources(&self) -> &[(BriefIx, u32)] {
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_split_at_semicolons_and_keeps_locators() {
        let text = "@a; @b, p. 4";
        let cites = parse(text).unwrap();
        assert_eq!(cites.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(cites[1].locator.as_deref(), Some("p. 4"));
        assert_eq!(&text[cites[1].range.clone()], "b");
    }

    #[test]
    fn a_word_in_brackets_is_no_citation() {
        assert_eq!(parse("see @a"), None);
        assert_eq!(parse("@a; b"), None);
    }

    #[test]
    fn numbers_follow_first_use_and_uses_are_counted() {
        let mut numbering = Numbering::default();
        assert_eq!(numbering.cite(BriefIx(9)), Use { number: 1, nth: 1 });
        assert_eq!(numbering.list(BriefIx(4)), 2);
        assert_eq!(numbering.cite(BriefIx(9)), Use { number: 1, nth: 2 });
        assert_eq!(numbering.cite(BriefIx(4)), Use { number: 2, nth: 1 });
    }
}
