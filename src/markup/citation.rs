//! Citations `[@id]`, `[@id, p. 4]`, `[@a; @b, p. 4]`, and the numbers they get on a page.

use crate::model::BriefIx;
use crate::text::digits::own_digit;
use rustc_hash::FxHashMap;
use std::fmt::Write;
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

/// One source of a group, as it is shown.
#[derive(Clone, Debug)]
pub struct Cited {
    /// Its number; none where it leads nowhere.
    pub used: Option<Use>,
    /// What follows the number, or stands for it, as HTML.
    pub words: String,
}

/// Appends a group, its numbers in order: `[2; 5, p. 4]`. Three and more in a row read as a range, `[2–8]`, whose ends
/// alone are seen: what lies between stays in the text for keyboards, copies and the ways back.
pub fn push_group(out: &mut String, group: &mut [Cited], digits: &str) {
    group.sort_by_key(|cited| cited.used.map_or(usize::MAX, |used| used.number));
    out.push_str("<span class=\"citations\">[");
    for (at, run) in group.chunk_by(follows).enumerate() {
        out.push_str(if at == 0 { "" } else { "; " });
        match run {
            [first, between @ .., last] if !between.is_empty() => {
                push_one(out, first, digits);
                out.push_str("<span class=\"citation-run\">");
                push_row(out, between, digits);
                out.push_str("</span>–");
                push_one(out, last, digits);
            }
            [first, rest @ ..] => {
                push_one(out, first, digits);
                push_row(out, rest, digits);
            }
            [] => {}
        }
    }
    out.push_str("]</span>");
}

/// Whether two numbers are neighbours that nothing is said of.
fn follows(one: &Cited, next: &Cited) -> bool {
    let numbers = one.used.zip(next.used).is_some_and(|(one, next)| one.number + 1 == next.number);
    numbers && one.words.is_empty() && next.words.is_empty()
}

fn push_row(out: &mut String, row: &[Cited], digits: &str) {
    for cited in row {
        out.push_str("; ");
        push_one(out, cited, digits);
    }
}

fn push_one(out: &mut String, cited: &Cited, digits: &str) {
    if let Some(Use { number, nth }) = cited.used {
        // Writing to a String cannot fail.
        let _ = write!(out, "<a class=\"citation\" id=\"cite-{number}-{nth}\" href=\"#ref-{number}\" role=\"doc-biblioref\">");
        if digits.is_empty() {
            let _ = write!(out, "{number}");
        } else {
            out.extend(number.to_string().chars().map(|c| own_digit(c, digits)));
        }
        out.push_str("</a>");
    }
    out.push_str(&cited.words);
}

impl From<Vec<(BriefIx, u32)>> for Numbering {
    fn from(order: Vec<(BriefIx, u32)>) -> Self {
        let index = order.iter().enumerate().map(|(at, (source, _))| (*source, at)).collect();
        Self { order, index }
    }
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

    fn group(numbers: &[(usize, &str)], digits: &str) -> String {
        let cited = |(number, words): &(usize, &str)| Cited { used: Some(Use { number: *number, nth: 1 }), words: (*words).to_owned() };
        let (mut out, mut plain) = (String::new(), String::new());
        push_group(&mut out, &mut numbers.iter().map(cited).collect::<Vec<_>>(), digits);
        assert!(numbers.iter().all(|(number, _)| out.contains(&format!("id=\"cite-{number}-1\""))), "{out}");
        let shown = out.replace("<span class=\"citation-run\">", "{").replace("</span>–", "}–");
        shown.split('<').for_each(|piece| plain.push_str(piece.split_once('>').map_or(piece, |(_, text)| text)));
        plain
    }

    #[test]
    fn a_group_is_in_order_and_a_run_is_a_range() {
        assert_eq!(group(&[(3, ""), (2, "")], ""), "[2; 3]");
        assert_eq!(group(&[(4, ""), (2, ""), (3, ""), (5, ""), (7, "")], ""), "[2{; 3; 4}–5; 7]");
        assert_eq!(group(&[(1, ""), (2, ", p. 4"), (3, "")], ""), "[1; 2, p. 4; 3]");
        assert_eq!(group(&[(9, ""), (10, ""), (11, "")], "۰۱۲۳۴۵۶۷۸۹"), "[۹{; ۱۰}–۱۱]");
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
