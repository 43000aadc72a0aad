//! Long lists in pages of one size, and the links between them.

use super::address;
use serde::Serialize;

/// What the component `pager` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// The pages to show: the first, the last, those about the current one, gaps between.
    pub pages: Vec<PagerLink>,
    /// The page before; without address on the first.
    pub previous: PagerLink,
    /// The page after; without address on the last.
    pub next: PagerLink,
}

/// One link of a pager.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PagerLink {
    /// A page's number, or `…` for a gap.
    pub title: String,
    /// Root-absolute; empty where there is nothing to go to.
    pub href: String,
    /// Whether it is the page itself.
    pub current: bool,
}

/// How many pages hold so many items; an empty list has one page.
pub fn pages(items: usize, size: usize) -> usize {
    items.div_ceil(size.max(1)).max(1)
}

/// The items of one page; pages count from 1.
pub fn of_page<T>(items: &[T], page: usize, size: usize) -> &[T] {
    let from = page.saturating_sub(1).saturating_mul(size).min(items.len());
    let to = from.saturating_add(size).min(items.len());
    items.get(from..to).unwrap_or_default()
}

/// How many pages about the current one are shown on each side.
const NEAR: usize = 2;

/// The links of a page of `pages`; `None` where there is one page only.
pub fn pager(base: &str, page: usize, pages: usize) -> Option<Pager> {
    if pages <= 1 {
        return None;
    }
    let to = |number: usize| PagerLink { title: number.to_string(), href: address::numbered(base, number), current: number == page };
    let beside = |number: Option<usize>| {
        let number = number.filter(|number| (1..=pages).contains(number));
        number.map_or_else(PagerLink::default, |number| PagerLink { href: address::numbered(base, number), ..PagerLink::default() })
    };
    let (low, high) = (page.saturating_sub(NEAR).max(1), (page + NEAR).min(pages));
    let mut shown = Vec::new();
    shown.extend((low > 1).then(|| to(1)));
    shown.extend(between(1, low, &to));
    shown.extend((low..=high).map(to));
    shown.extend(between(high, pages, &to));
    shown.extend((high < pages).then(|| to(pages)));
    Some(Pager { pages: shown, previous: beside(page.checked_sub(1)), next: beside(page.checked_add(1)) })
}

/// What stands between two shown pages: nothing, the one page between them, or a gap.
fn between(before: usize, after: usize, to: &dyn Fn(usize) -> PagerLink) -> Option<PagerLink> {
    match after.saturating_sub(before) {
        0 | 1 => None,
        2 => Some(to(before + 1)),
        _ => Some(PagerLink { title: "…".to_owned(), ..PagerLink::default() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: usize, pages: usize) -> String {
        let pager = pager("/actors.html", page, pages).unwrap_or_default();
        pager.pages.iter().map(|p| if p.current { format!("[{}]", p.title) } else { p.title.clone() }).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_the_last_and_the_near_pages_are_shown() {
        assert_eq!(shown(1, 1), "");
        assert_eq!(shown(1, 2), "[1] 2");
        assert_eq!(shown(1, 9), "[1] 2 3 … 9");
        assert_eq!(shown(5, 9), "1 2 3 4 [5] 6 7 8 9");
        assert_eq!(shown(6, 20), "1 … 4 5 [6] 7 8 … 20");
        assert_eq!(shown(20, 20), "1 … 18 19 [20]");
    }

    #[test]
    fn neighbours_end_at_both_ends() {
        let first = pager("/actors.html", 1, 3).unwrap();
        assert_eq!((first.previous.href.as_str(), first.next.href.as_str()), ("", "/actors~2.html"));
        let last = pager("/actors.html", 3, 3).unwrap();
        assert_eq!((last.previous.href.as_str(), last.next.href.as_str()), ("/actors~2.html", ""));
        let second = pager("/actors.html", 2, 3).unwrap();
        assert_eq!(second.previous.href, "/actors.html");
    }

    #[test]
    fn pages_hold_every_item_once() {
        let items: Vec<usize> = (0..101).collect();
        assert_eq!((pages(0, 50), pages(50, 50), pages(101, 50)), (1, 1, 3));
        let all: Vec<usize> = (1..=3).flat_map(|page| of_page(&items, page, 50).to_vec()).collect();
        assert_eq!(all, items);
        assert!(of_page(&items, 4, 50).is_empty());
    }
}
