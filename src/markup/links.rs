//! Links, references, citations and pictures of the one pass: what opens them, and what closes them again.

use super::citation::Cited;
use super::writer::{Scope, Writer, escaped};
use super::{Destination, FaultKind, Found, Manner, citation, destination};
use crate::text::slug;
use pulldown_cmark::{CowStr, LinkType};
use std::ops::Range;

/// What ends a link, a citation or a picture.
pub(super) enum Closing {
    /// HTML.
    Html(String),
    /// HTML after text that was left out: what stood between the brackets.
    Silent(&'static str),
    /// What the words are cited from.
    Cited(Vec<Cited>),
    /// A picture, with its title.
    Picture(String),
}

impl<'a> Writer<'a> {
    pub(super) fn open_link(&mut self, link_type: LinkType, url: &CowStr<'a>, title: &CowStr<'a>, range: Range<usize>) {
        match link_type {
            LinkType::WikiLink { has_pothole } => self.open_reference(url, has_pothole, range),
            LinkType::ShortcutUnknown | LinkType::CollapsedUnknown => self.open_citation(url, range),
            LinkType::ReferenceUnknown => self.open_pair(url, range),
            LinkType::Email => self.open_destination(&CowStr::from(format!("mailto:{url}")), title, range),
            _ => self.open_destination(url, title, range),
        }
        self.scopes.push(Scope::Link);
    }

    fn open_reference(&mut self, name: &str, has_pothole: bool, range: Range<usize>) {
        // Inside a table the bar is written `\|`, and the backslash stays with the name.
        let name = name.strip_suffix('\\').unwrap_or(name);
        let Some(found) = self.resolve.reference(name) else {
            self.fault(FaultKind::Reference(name.to_owned()), range);
            self.links.push(None);
            return;
        };
        if self.is_own_page(&found) {
            return self.open_own_name(&found, has_pothole);
        }
        self.mention_of(&found, Manner::Link, range);
        self.out.raw("<a href=\"");
        self.out.value(&found.href);
        self.out.raw("\">");
        if has_pothole {
            self.links.push(Some(Closing::Html("</a>".to_owned())));
        } else {
            self.words(&found.title);
            self.silence("</a>");
        }
    }

    /// Whether a reference leads to the very page it stands on; a claim has a place of its own there.
    fn is_own_page(&self, found: &Found<'_>) -> bool {
        found.target.brief == self.resolve.own() && found.target.part.is_none()
    }

    /// The brief's own name: words without a link.
    fn open_own_name(&mut self, found: &Found<'_>, has_pothole: bool) {
        if has_pothole {
            self.links.push(None);
            return;
        }
        self.words(&found.title);
        self.silence("");
    }

    /// Leaves the text of the link out: what it shows is written.
    fn silence(&mut self, closing: &'static str) {
        self.silent += 1;
        self.links.push(Some(Closing::Silent(closing)));
    }

    fn open_citation(&mut self, group: &str, range: Range<usize>) {
        self.blocks.trim_end();
        // The number is raised and stands against its word.
        self.out.trim_text();
        let cited = self.cited(group, range);
        self.out.citations(cited, self.resolve);
        self.silence("");
    }

    /// `[@a][@b]` reads as a link from one citation to another, `[words][@b]` as words with a citation.
    fn open_pair(&mut self, group: &str, range: Range<usize>) {
        let slice = self.markdown.get(range.clone()).unwrap_or_default();
        let middle = slice.rfind("][").map_or(range.end, |at| range.start + at + 1);
        let first = slice.strip_prefix('[').and_then(|s| s.get(..s.rfind("][")?)).filter(|s| citation::parse(s).is_some());
        match first {
            Some(first) => {
                self.open_citation(first, range.start..middle);
                let second = self.cited(group, middle..range.end);
                self.out.citations(second, self.resolve);
            }
            None => {
                let cited = self.cited(group, middle..range.end);
                self.links.push(Some(Closing::Cited(cited)));
            }
        }
    }

    fn cited(&mut self, group: &str, range: Range<usize>) -> Vec<Cited> {
        let mut cited = Vec::new();
        for cite in citation::parse(group).unwrap_or_default() {
            // One byte for the opening bracket.
            let place = range.start + 1 + cite.range.start..range.start + 1 + cite.range.end;
            let found = self.resolve.source(&cite.id);
            let locator = cite.locator.as_deref().map(|l| format!(", {}", escaped(l))).unwrap_or_default();
            match found {
                Some(found) => {
                    self.mention_of(&found, Manner::Citation, place);
                    let used = Some(self.numbering.cite(found.target.brief));
                    cited.push(Cited { used, words: locator });
                }
                None => {
                    self.fault(FaultKind::Citation(cite.id.clone()), place);
                    cited.push(Cited { used: None, words: format!("@{}{locator}", escaped(&cite.id)) });
                }
            }
        }
        cited
    }

    fn open_destination(&mut self, url: &CowStr<'a>, title: &str, range: Range<usize>) {
        let href = match destination(url) {
            Destination::External(url) => Some((url, " rel=\"external noopener\"")),
            Destination::Fragment(fragment) => Some((format!("#{}", self.fragment(&fragment)), "")),
            Destination::Site(address) => {
                self.fault(FaultKind::SiteLink(address.clone()), range.clone());
                Some((address, ""))
            }
            Destination::File(path) => self.file(&path, range.clone()).map(|href| (href, "")),
            Destination::Unsafe(why) => {
                self.fault(FaultKind::UnsafeUrl(why.to_owned()), range.clone());
                None
            }
        };
        let Some((href, rel)) = href else {
            self.links.push(None);
            return;
        };
        self.out.raw("<a href=\"");
        self.out.value(&href);
        if !title.is_empty() {
            self.out.raw("\" title=\"");
            self.out.value(title);
        }
        self.out.raw("\"");
        self.out.raw(rel);
        self.out.raw(">");
        self.links.push(Some(Closing::Html("</a>".to_owned())));
    }

    /// A heading is linked by its words' slug; our ids carry a prefix.
    fn fragment(&self, fragment: &str) -> String {
        if fragment.starts_with("s-") || fragment.starts_with("ref-") || fragment.is_empty() {
            return fragment.to_owned();
        }
        format!("s-{}", slug::heading_slug(fragment))
    }

    fn file(&mut self, path: &str, range: Range<usize>) -> Option<String> {
        let found = self.resolve.file(path);
        match &found {
            Some(found) if self.is_own_page(found) => return None,
            Some(found) => self.mention_of(found, Manner::Link, range),
            None => self.fault(FaultKind::Reference(path.to_owned()), range),
        }
        found.map(|found| found.href)
    }

    pub(super) fn close_link(&mut self) {
        self.scopes.pop();
        self.close();
    }

    fn close(&mut self) {
        match self.links.pop().flatten() {
            Some(Closing::Silent(closing)) => {
                self.silent = self.silent.saturating_sub(1);
                self.out.raw(closing);
            }
            Some(Closing::Html(closing)) => self.out.raw(&closing),
            Some(Closing::Cited(cited)) => {
                self.out.raw(" ");
                self.out.citations(cited, self.resolve);
            }
            Some(Closing::Picture(title)) => self.out.close_picture(&title),
            None => {}
        }
    }

    pub(super) fn open_picture(&mut self, src: &str, title: &str, range: Range<usize>) {
        let alt = self.markdown.get(range.clone()).unwrap_or_default();
        if alt.starts_with("![]") {
            self.fault(FaultKind::MissingAlt, range.clone());
        }
        self.scopes.push(Scope::Picture);
        match self.resolve.picture(src) {
            Some(shown) => {
                self.out.open_picture(&shown);
                self.done.pictures.push(shown.address);
                self.links.push(Some(Closing::Picture(title.to_owned())));
            }
            None => {
                let kind = match destination(src) {
                    Destination::Unsafe(why) => FaultKind::UnsafeUrl(why.to_owned()),
                    _ => FaultKind::Picture(src.to_owned()),
                };
                self.fault(kind, range);
                self.links.push(None);
            }
        }
    }

    pub(super) fn close_picture(&mut self) {
        self.scopes.pop();
        self.close();
    }

    fn mention_of(&mut self, found: &Found<'_>, manner: Manner, range: Range<usize>) {
        if manner == Manner::Link {
            self.blocks.first_in_section(found.target.brief);
        }
        let length = if manner == Manner::Link { found.title.len() } else { 0 };
        self.blocks.mention(found.target, manner, length, range);
    }
}
