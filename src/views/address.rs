//! Addresses of pages: flat files with explicit names. Further pages of one thing carry a `~`.

use crate::model::Kind;

/// Rows of a register, timeline or tracker that one page holds.
pub const PAGE: usize = 50;

/// `/actors.html`, `/actors~2.html` …; pages count from 1.
pub fn numbered(base: &str, page: usize) -> String {
    let stem = base.strip_suffix(".html").unwrap_or(base);
    if page <= 1 { base.to_owned() } else { format!("{stem}~{page}.html") }
}

/// `/actors/iran~2024.html`.
pub fn part(base: &str, part: &str) -> String {
    let stem = base.strip_suffix(".html").unwrap_or(base);
    format!("{stem}~{part}.html")
}

/// `/actors/iran.json` beside `/actors/iran.html`.
pub fn data(page: &str) -> String {
    format!("{}.json", page.strip_suffix(".html").unwrap_or(page))
}

/// `/actors.html`.
pub fn register(kind: Kind) -> String {
    format!("/{}.html", kind.folder())
}

/// `/tags/airstrike.html`.
pub fn tag(tag: &str) -> String {
    format!("/tags/{}.html", crate::text::slug::tag_slug(tag))
}

/// `/actors/iran.card.js` beside `/actors/iran.html`, on sites read from files.
pub fn card_script(page: &str) -> String {
    format!("{}.card.js", page.strip_suffix(".html").unwrap_or(page))
}
