//! The table of an actor's names: form, language, use, who uses it.

use super::page::BriefPage;
use crate::model::{Actor, Kinds};
use crate::views::card::{self, Ref};
use serde::Serialize;

/// One name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameRow {
    /// The form.
    pub text: String,
    /// BCP 47; empty where not given.
    pub lang: String,
    /// `rtl` or `ltr`; empty without a language.
    pub dir: &'static str,
    /// The language in words.
    pub lang_text: String,
    /// How it is used, in words.
    pub use_text: String,
    /// Who uses it.
    pub used_by: Vec<Ref>,
    /// Numbers of its sources.
    pub citation_html: String,
    /// Whether the table has a column for users and sources: whether any of its names has one.
    pub has_users: bool,
}

/// Every name, in the author's order.
pub fn table(page: &mut BriefPage<'_>, actor: &Actor) -> Vec<NameRow> {
    let mut rows = Vec::with_capacity(actor.names.len());
    for name in &actor.names {
        let lang = name.lang.as_ref().map(|lang| lang.value.to_string()).unwrap_or_default();
        rows.push(NameRow {
            text: name.text.value.to_string(),
            dir: if lang.is_empty() { "" } else { card::dir(&lang) },
            lang_text: language(page, &lang),
            use_text: page.term("use", name.name_use.as_str()),
            used_by: page.links(&name.used_by, Kinds::ACTOR),
            citation_html: page.citation(&name.sources),
            lang,
            has_users: false,
        });
    }
    let has_users = rows.iter().any(|row| !row.used_by.is_empty() || !row.citation_html.is_empty());
    rows.iter_mut().for_each(|row| row.has_users = has_users);
    rows
}

/// A language in the reader's words: `Arabic`, `Persian, romanised`.
pub fn language(page: &BriefPage<'_>, tag: &str) -> String {
    let mut parts = tag.split('-');
    let Some(primary) = parts.next().filter(|primary| !primary.is_empty()) else { return String::new() };
    let name = page.term("language", primary);
    match parts.find(|part| part.len() == 4) {
        Some("Latn") => page.fill("romanised", &[("language", &name)]),
        _ => name,
    }
}
