//! The small reference to a brief that contexts hold, and words for dates.

use crate::graph::Graph;
use crate::model::{Brief, BriefIx, Kind};
use crate::text::edtf::Edtf;
use crate::text::escape;
use serde::Serialize;

/// A link to a brief, as the component `ref` takes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Ref {
    /// Title in the reader's language where it exists.
    pub title: String,
    /// Root-absolute address.
    pub href: String,
    /// Kind, as a CSS word; none for words that lead nowhere.
    pub kind: Option<Kind>,
    /// BCP 47 of the title, where it differs from the page's.
    pub lang: Option<String>,
    /// `rtl` or `ltr`, where it differs from the page's.
    pub dir: Option<&'static str>,
}

impl Ref {
    /// Words in the place of a reference that leads nowhere.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { title: text.into(), href: String::new(), kind: None, lang: None, dir: None }
    }

    /// The same HTML as the component `ref` makes, for lists that reach the template finished.
    pub fn html(&self, out: &mut String) {
        let is_link = !self.href.is_empty();
        if is_link {
            out.push_str("<a class=\"ref");
            if let Some(kind) = self.kind {
                out.push_str(" kind-");
                out.push_str(kind.as_str());
            }
            out.push_str("\" href=\"");
            escape::html(&self.href, out);
            out.push_str("\">");
        }
        out.push_str("<bdi");
        for (name, value) in [("lang", self.lang.as_deref()), ("dir", self.dir)] {
            if let Some(value) = value {
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                escape::html(value, out);
                out.push('"');
            }
        }
        out.push('>');
        escape::html(&self.title, out);
        out.push_str(if is_link { "</bdi></a>" } else { "</bdi>" });
    }
}

/// A reference to a brief for a page of the site's language.
pub fn reference(graph: &Graph, ix: BriefIx) -> Ref {
    reference_in(graph, ix, None)
}

/// A reference to a brief for a page in `lang` (none: the site's).
pub fn reference_in(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Ref {
    reference_on(graph, ix, lang, lang.unwrap_or(&graph.config.lang))
}

/// A reference to a brief, in its version for `lang` where it exists, on a page written in `page_lang`.
pub fn reference_on(graph: &Graph, ix: BriefIx, lang: Option<&str>, page_lang: &str) -> Ref {
    let brief = &graph[ix];
    let translation = lang.and_then(|lang| brief.translations.get(lang));
    let title = translation.map_or(&brief.common.title, |t| &t.title).value.to_string();
    let own = translation.map_or_else(|| brief_lang(graph, brief), |t| &t.lang);
    let differs = own != page_lang;
    let other_dir = differs && dir(own) != dir(page_lang);
    Ref {
        title,
        href: graph.address_in(ix, lang),
        kind: Some(brief.kind),
        lang: differs.then(|| own.to_owned()),
        dir: other_dir.then(|| dir(own)),
    }
}

/// A brief's summary, in its version for `lang` where it exists.
pub fn summary_in<'g>(graph: &'g Graph, ix: BriefIx, lang: Option<&str>) -> &'g str {
    let brief = &graph[ix];
    let translation = lang.and_then(|lang| brief.translations.get(lang));
    translation.map_or(&brief.common.summary, |translation| &translation.summary)
}

/// The words under a title, nothing where they are the title once more.
pub fn unless_title<'w>(title: &str, words: &'w str) -> &'w str {
    if title.trim_end_matches('.') == words.trim_end_matches('.') { "" } else { words }
}

/// The language a brief is written in.
pub fn brief_lang<'g>(graph: &'g Graph, brief: &'g Brief) -> &'g str {
    brief.common.lang.as_ref().map_or(&graph.config.lang, |lang| &lang.value)
}

/// `rtl` for languages written from right to left (by script subtag, else by the language's usual script), else `ltr`.
pub fn dir(lang: &str) -> &'static str {
    let mut parts = lang.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script = parts.find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic())).map(str::to_ascii_lowercase);
    let rtl = match script.as_deref() {
        Some(script) => ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "mand", "samr"].contains(&script),
        None => {
            let languages = [
                "ar", "arc", "azb", "bal", "bgn", "bqi", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "ota", "pnb", "prs",
                "ps", "sd", "skr", "syr", "ug", "ur", "uz-af", "yi",
            ];
            languages.contains(&language.as_str())
        }
    };
    if rtl { "rtl" } else { "ltr" }
}

/// Whether a text needs the Arabic-script fonts.
pub fn is_arabic(text: &str) -> bool {
    // All of them begin with one of these bytes in UTF-8; a page is looked through many bytes at a time.
    let may_be = |bytes: &[u8]| bytes.iter().fold(false, |seen, byte| seen | matches!(byte, 0xd8..=0xdb | 0xdd | 0xe0 | 0xef));
    text.as_bytes().chunks(64).any(may_be) && text.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

/// The machine form of a date that is one full day, for `<time datetime>`; empty otherwise.
pub fn date_iso(date: &Edtf) -> String {
    if date.earliest() == date.latest() { crate::text::edtf::iso(date.earliest()) } else { String::new() }
}
