//! The head of a brief's page, its contents list, tags and picture.

use super::page::BriefPage;
use crate::model::terms::NameUse;
use crate::views::{address, card};
use serde::Serialize;

/// What the component `page_head` takes besides title and kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Native {
    /// The name.
    pub text: String,
    /// BCP 47.
    pub lang: String,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
}

/// A badge as its component takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// CSS word and family of the interface words.
    pub family: &'static str,
    /// A word of the family; empty where the family says all.
    pub word: &'static str,
    /// Shown instead of the family's word, where not empty.
    pub text: String,
}

/// One line of the contents list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContentsItem {
    /// The element's id.
    pub id: String,
    /// As shown.
    pub title: String,
    /// 2 or 3.
    pub level: u8,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagLink {
    /// As written.
    pub title: String,
    /// Root-absolute.
    pub href: String,
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
}

impl Badge {
    /// A badge with the family's own words.
    pub fn new(family: &'static str, word: &'static str) -> Self {
        Self { family, word, text: String::new() }
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

/// Headings of the prose, then the page's own sections; empty where a list would be as long as what it lists.
pub fn contents(page: &BriefPage<'_>, sections: &[(&str, &'static str)]) -> Vec<ContentsItem> {
    let headings = page.version().map_or(&[][..], |version| &version.headings[..]);
    let deep = headings.iter().filter(|heading| heading.level <= 3).count() <= 12;
    let shown = headings.iter().filter(|heading| heading.level == 2 || (deep && heading.level == 3));
    let heading = |heading: &crate::markup::Heading| ContentsItem {
        id: heading.id.to_string(),
        title: heading.text.to_string(),
        level: heading.level,
    };
    let own = sections.iter().map(|(id, key)| ContentsItem { id: (*id).to_owned(), title: page.word(key), level: 2 });
    let items: Vec<ContentsItem> = shown.map(heading).chain(own).collect();
    if items.len() < 3 { Vec::new() } else { items }
}

/// Tags that have a page.
pub fn tags(page: &BriefPage<'_>) -> Vec<TagLink> {
    let link = |tag: &str| {
        let href = address::tag(tag);
        let has_name = href != "/tags/.html";
        has_name.then(|| TagLink { title: tag.to_owned(), href })
    };
    page.brief().common.tags.iter().filter_map(|tag| link(tag)).collect()
}

/// The brief's picture, where its file is there.
pub fn picture(page: &BriefPage<'_>) -> Option<Picture> {
    let image = page.brief().common.image.as_ref()?;
    let src = page.graph.image(page.ix)?;
    let words = |text: &Option<crate::model::Spanned<Box<str>>>| text.as_ref().map(|text| text.value.to_string()).unwrap_or_default();
    Some(Picture { src, alt: words(&image.alt), credit: words(&image.credit) })
}
