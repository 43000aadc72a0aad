//! The head of a brief's page, its contents list, tags and picture.

use super::page::BriefPage;
use crate::model::terms::NameUse;
use crate::views::{address, card, html};
use serde::Serialize;

/// The head of a brief's page besides title and kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The kind's own type, in words.
    pub kicker: String,
    /// Names in the actor's own languages.
    pub natives: Vec<Native>,
    /// The page in one or two sentences.
    pub lead: String,
    /// Derived states.
    pub badges: Vec<Badge>,
    /// Short facts in a line, as HTML.
    pub meta: Vec<String>,
}

/// A name in its own language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Native {
    /// The name.
    pub text: String,
    /// BCP 47.
    pub lang: String,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
}

/// A state in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// CSS word and family of the interface words.
    pub family: &'static str,
    /// A word of the family; empty where the family says all.
    pub word: &'static str,
}

/// One line of the contents list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentsItem {
    /// The element's id.
    pub id: String,
    /// As shown.
    pub title: String,
    /// 2 or 3.
    pub level: u8,
}

/// The picture of a brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Root-absolute.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// Who made it.
    pub credit: String,
    /// In pixels, so that its place is kept while it loads; 0 where its bytes do not say.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Badge {
    /// A badge with the family's own words.
    pub fn new(family: &'static str, word: &'static str) -> Self {
        Self { family, word }
    }
}

impl Head {
    /// The finished head: kind and type, title, names, lead, facts and badges.
    pub fn html(&self, page: &BriefPage<'_>, title: &str) -> String {
        let mut out = String::with_capacity(1_024);
        let kind = page.brief().kind;
        out.push_str("<header class=\"head\">\n<p class=\"head-kicker\">");
        html::kind(&mut out, kind, &page.term("kind", kind.as_str()));
        html::aside(&mut out, "head-type", &self.kicker);
        out.push_str("</p>\n");
        html::heading(&mut out, title);
        for (at, native) in self.natives.iter().enumerate() {
            out.push_str(if at == 0 { "<p class=\"head-native\">" } else { " <span class=\"dot\" aria-hidden=\"true\">·</span> " });
            html::name(&mut out, &native.text, &native.lang, native.dir);
        }
        out.push_str(if self.natives.is_empty() { "" } else { "</p>\n" });
        if !self.lead.is_empty() {
            out.push_str("<p class=\"head-lead\">");
            html::text(&mut out, &self.lead);
            out.push_str("</p>\n");
        }
        self.push_meta(&mut out, page);
        out.push_str("</header>\n");
        out
    }

    fn push_meta(&self, out: &mut String, page: &BriefPage<'_>) {
        if self.meta.is_empty() && self.badges.is_empty() {
            return;
        }
        out.push_str("<p class=\"head-meta\">");
        for fact in &self.meta {
            for piece in ["<span class=\"head-fact\">", fact, "</span> "] {
                out.push_str(piece);
            }
        }
        badges(out, page, &self.badges);
        out.push_str("</p>\n");
    }
}

/// Badges in a row.
pub fn badges(out: &mut String, page: &BriefPage<'_>, badges: &[Badge]) {
    for (at, badge) in badges.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { " " });
        html::badge_in(out, &page.graph.words, Some(page.tag), badge.family, badge.word);
    }
}

/// Official and native names in other languages than the page's; at most three.
pub fn natives(page: &BriefPage<'_>) -> Vec<Native> {
    let Some(actor) = page.brief().actor() else { return Vec::new() };
    let language = |tag: &str| tag.split('-').next().unwrap_or(tag).to_owned();
    let own = language(page.tag);
    let wanted = |name: &&crate::model::actor::Name| {
        let lang = name.lang.as_ref().map_or("", |lang| &lang.value);
        let is_romanised = lang.contains("-Latn");
        let is_native = name.name_use == NameUse::Native || (name.name_use == NameUse::Official && card::is_arabic(&name.text));
        is_native && !lang.is_empty() && language(lang) != own && !is_romanised
    };
    let native = |name: &crate::model::actor::Name| {
        let lang = name.lang.as_ref().map(|lang| lang.value.to_string()).unwrap_or_default();
        Native { text: name.text.value.to_string(), dir: card::dir(&lang), lang }
    };
    actor.names.iter().filter(wanted).take(3).map(native).collect()
}

/// Sections before the prose, headings of the prose, sections after it; empty where a list would be as long as what it lists.
pub fn contents(page: &BriefPage<'_>, before: &[(&str, &'static str)], after: &[(&str, &'static str)]) -> Vec<ContentsItem> {
    let headings = page.version().map_or(&[][..], |version| &version.headings[..]);
    let deep = headings.iter().filter(|heading| heading.level <= 3).count() <= 12;
    let shown = headings.iter().filter(|heading| heading.level == 2 || (deep && heading.level == 3));
    let heading = |heading: &crate::markup::Heading| ContentsItem {
        id: heading.id.to_string(),
        title: heading.text.to_string(),
        level: heading.level,
    };
    let own = |(id, key): &(&str, &'static str)| ContentsItem { id: (*id).to_owned(), title: page.word(key), level: 2 };
    let items: Vec<ContentsItem> = before.iter().map(own).chain(shown.map(heading)).chain(after.iter().map(own)).collect();
    if items.len() < 3 { Vec::new() } else { items }
}

/// The contents list; nothing without items.
pub fn contents_html(page: &BriefPage<'_>, items: &[ContentsItem]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut out = String::with_capacity(1_024);
    let title = page.word("contents");
    out.push_str("<nav class=\"contents\"");
    html::attribute(&mut out, "aria-label", &title);
    out.push_str(">\n<details>\n<summary><h2 class=\"contents-title\">");
    html::text(&mut out, &title);
    out.push_str("</h2></summary>\n<ol>\n");
    for item in items {
        out.push_str(if item.level == 3 { "<li class=\"contents-3\"><a href=\"#" } else { "<li class=\"contents-2\"><a href=\"#" });
        html::text(&mut out, &item.id);
        out.push_str("\">");
        html::text(&mut out, &item.title);
        out.push_str("</a></li>\n");
    }
    out.push_str("</ol>\n</details>\n</nav>\n");
    out
}

/// Links to the brief's tags that have a page; nothing without one.
pub fn tags_html(page: &BriefPage<'_>) -> String {
    let tags = page.brief().common.tags.iter().map(|tag| (&**tag, address::tag(tag)));
    let tags: Vec<(&str, String)> = tags.filter(|(_, href)| href != "/tags/.html").map(|(tag, href)| (&**tag, href)).collect();
    let mut out = String::new();
    if tags.is_empty() {
        return out;
    }
    out.push_str("<ul class=\"tags\"");
    html::attribute(&mut out, "aria-label", &page.word("tags"));
    out.push_str(">\n");
    for (tag, href) in tags {
        out.push_str("<li><a");
        html::attribute(&mut out, "href", &href);
        out.push('>');
        html::text(&mut out, tag);
        out.push_str("</a></li>\n");
    }
    out.push_str("</ul>\n");
    out
}

/// The brief's picture, where its file is there.
pub fn picture(page: &BriefPage<'_>) -> Option<Picture> {
    let image = page.brief().common.image.as_ref()?;
    let src = page.graph.image(page.ix)?;
    let words = |text: &Option<crate::model::Spanned<Box<str>>>| text.as_ref().map(|text| text.value.to_string()).unwrap_or_default();
    let (width, height) = page.graph.media().get(&src).and_then(|bytes| crate::picture::size(bytes)).unwrap_or_default();
    Some(Picture { alt: words(&image.alt), credit: words(&image.credit), src, width, height })
}
