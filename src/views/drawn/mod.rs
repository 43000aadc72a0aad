//! Drawings in pages: what a view knows of the graph, handed to `drawing` as plain structs, framed as a figure.
//!
//! A figure scrolls by itself where the screen is narrower than its smallest legible size. Its caption says how to
//! read it; the list or table on the same page says the same in words.

mod map;
mod network;
mod small;
mod timeline;
mod tools;

pub use map::Maps;
pub use network::{around, overview};
pub use small::{history, likelihood};
pub use timeline::{of_actor, of_events};

use super::card::{Ref, dir};
use super::html;
use super::parts::page::BriefPage;
use crate::drawing::{Direction, Frame};
use crate::graph::Graph;

/// A page's language, for the words in its drawings.
#[derive(Clone, Copy)]
pub struct Reader<'g> {
    graph: &'g Graph,
    /// The version of the page; none for the brief's own language or the site's.
    lang: Option<&'g str>,
    /// BCP 47 of the page.
    tag: &'g str,
}

impl<'g> Reader<'g> {
    /// A reader of the site's own language.
    pub fn of_site(graph: &'g Graph) -> Self {
        Self { graph, lang: None, tag: &graph.config.lang }
    }

    /// The reader of a brief's page.
    pub fn of_brief(page: &BriefPage<'g>) -> Self {
        Self { graph: page.graph, lang: page.lang, tag: page.tag }
    }

    /// The phrase of a key.
    fn word(&self, key: &str) -> String {
        self.graph.words.get_in(Some(self.tag), key).into_owned()
    }

    /// The phrase of an enumeration's word, as it stands inside a sentence.
    fn term(&self, family: &str, word: &str) -> String {
        self.graph.words.term_in(Some(self.tag), family, word).to_lowercase()
    }

    /// Which way its drawings run.
    fn direction(&self) -> Direction {
        if dir(self.tag) == "rtl" { Direction::RightToLeft } else { Direction::LeftToRight }
    }

    fn frame<'f>(&'f self, id: &'f str, title: &'f str, description: &'f str) -> Frame<'f> {
        Frame { id, title, description, lang: None, direction: self.direction(), digits: self.graph.words.own_digits(Some(self.tag)) }
    }
}

/// A drawing framed: a region that scrolls, its caption, and what goes with it.
#[derive(Default)]
struct Figure<'a> {
    title: &'a str,
    svg: &'a str,
    /// Sentences; empty ones are left out.
    caption: Vec<String>,
    /// The form of tools, finished; empty for small drawings.
    tools: String,
    /// What numbers in the drawing stand for.
    keys: Vec<(String, Ref)>,
}

impl Figure<'_> {
    fn html(&self) -> String {
        let mut out = String::with_capacity(self.svg.len() + self.tools.len() + 400 + 160 * self.keys.len());
        out.push_str(if self.tools.is_empty() {
            "<figure class=\"figure-drawing\">"
        } else {
            "<figure class=\"figure-drawing has-tools\">"
        });
        out.push_str(&self.tools);
        out.push_str("<div class=\"drawing-scroll\" role=\"region\" tabindex=\"0\"");
        html::attribute(&mut out, "aria-label", self.title);
        out.push('>');
        out.push_str(self.svg);
        out.push_str("</div>");
        let words: Vec<&str> = self.caption.iter().map(String::as_str).filter(|words| !words.is_empty()).collect();
        if !words.is_empty() || !self.keys.is_empty() {
            out.push_str("<figcaption>");
            html::text(&mut out, &words.join(" "));
            self.push_keys(&mut out);
            out.push_str("</figcaption>");
        }
        out.push_str("</figure>\n");
        out
    }

    fn push_keys(&self, out: &mut String) {
        if self.keys.is_empty() {
            return;
        }
        out.push_str("<ol class=\"drawing-keys\">");
        for (number, name) in &self.keys {
            out.push_str("<li><b>");
            out.push_str(number);
            out.push_str("</b> ");
            name.html(out);
            out.push_str("</li>");
        }
        out.push_str("</ol>");
    }
}
