//! What every page carries: its head, its own footer, and the site's frame.

use super::card::{brief_lang, dir, is_arabic};
use super::{VIEWS, address};
use crate::graph::Graph;
use crate::model::words::with_plain_blanks;
use crate::model::{BriefIx, Config, Event, Kind};
use crate::text::edtf::{Edtf, iso};
use serde::Serialize;

/// The `page` of every template's context.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PageHead {
    /// Title, without the site's.
    pub title: String,
    /// One sentence for search engines and cards.
    pub description: String,
    /// BCP 47 of the page.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Root-absolute address of this page.
    pub address: String,
    /// Absolute URL; empty without a `base_url`.
    pub canonical: String,
    /// CSS word: the kind, or the view's.
    pub kind: &'static str,
    /// The entry of the navigation this page is under: an address.
    pub section: String,
    /// Handling label above CLEAR; empty otherwise.
    pub label: String,
    /// ISO day of the last update; empty where there is none.
    pub updated: String,
    /// The same in words.
    pub updated_text: String,
    /// The way here.
    pub breadcrumbs: Vec<Crumb>,
    /// The page's data; empty where it has none.
    pub data_href: String,
    /// How to cite it, plain text; empty for lists.
    pub cite: String,
    /// The same page in other languages.
    pub translations: Vec<OtherLanguage>,
    /// Feeds of this page.
    pub feeds: Vec<FeedLink>,
    /// Absolute URL of a picture for cards; empty without a `base_url`.
    pub og_image: String,
    /// Whether the page needs Arabic-script fonts.
    pub arabic: bool,
    /// For robots; empty means the default.
    pub robots: &'static str,
}

/// One step of the way here; the last has no address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// As shown.
    pub title: String,
    /// Root-absolute; empty for the page itself.
    pub href: String,
}

/// A link to the same page in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherLanguage {
    /// BCP 47.
    pub lang: String,
    /// The language's own name.
    pub name: String,
    /// Root-absolute.
    pub href: String,
}

/// A feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// As shown.
    pub title: String,
    /// Root-absolute.
    pub href: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
}

/// The `site` of every template's context: one value a language, shared by all pages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// The site's title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The main navigation.
    pub navigation: Vec<NavigationEntry>,
    /// The ceiling of this build above CLEAR; empty otherwise.
    pub ceiling_label: String,
    /// Whether pages show a search form.
    pub has_search: bool,
    /// Whether search and previews also work from `file://`.
    pub offline: bool,
}

/// An entry of the main navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NavigationEntry {
    /// Key of the interface word.
    pub word: &'static str,
    /// Root-absolute.
    pub href: &'static str,
}

/// The navigation of a site that names none: the registers and views that have something to show.
const DEFAULT_NAVIGATION: &[&str] =
    &["analyses", "events", "actors", "recommendations", "timeline", "map", "network", "tracker", "claims", "sources"];

/// Whether a view of the usual navigation has anything to show.
fn has_content(graph: &Graph, view: &str) -> bool {
    let has_event = |of: fn(&Event) -> bool| graph.of_kind(Kind::Event).any(|ix| graph[ix].event().is_some_and(of));
    match view {
        "timeline" => graph.count(Kind::Event) > 0,
        "tracker" => graph.count(Kind::Recommendation) > 0,
        "map" => has_event(|event| event.location.is_some()),
        "claims" => has_event(|event| !event.claims.is_empty()),
        "network" => graph.of_kind(Kind::Actor).any(|ix| !graph.edges(ix).is_empty() || !graph.events_of(ix).is_empty()),
        register => Kind::ALL.iter().any(|kind| kind.folder() == register && graph.count(*kind) > 0),
    }
}

/// The frame of a site; without a graph, its usual navigation has every entry.
pub fn site(config: &Config, graph: Option<&Graph>, ceiling_label: &str) -> Site {
    let is_shown = |name: &&str| graph.is_none_or(|graph| has_content(graph, name));
    let wanted: Vec<&str> = match &config.navigation {
        Some(names) => names.iter().map(String::as_str).collect(),
        None => DEFAULT_NAVIGATION.iter().copied().filter(is_shown).collect(),
    };
    let entry = |name: &str| {
        let view = VIEWS.iter().find(|view| view.name == name)?;
        Some(NavigationEntry { word: view.title, href: view.address? })
    };
    Site {
        title: config.title.clone(),
        description: config.description.clone(),
        lang: config.lang.clone(),
        dir: dir(&config.lang),
        navigation: wanted.into_iter().filter_map(entry).collect(),
        ceiling_label: if ceiling_label == "CLEAR" { String::new() } else { ceiling_label.to_owned() },
        has_search: VIEWS.iter().any(|view| view.name == "search"),
        offline: config.offline,
    }
}

impl PageHead {
    /// The head of a page that is no brief.
    pub fn of_list(graph: &Graph, kind: &'static str, title: impl Into<String>, at: impl Into<String>) -> Self {
        let (title, at) = (title.into(), at.into());
        Self {
            lang: graph.config.lang.clone(),
            dir: dir(&graph.config.lang),
            canonical: canonical(graph, &at),
            kind,
            feeds: super::feeds::links(graph, super::feeds::Scope::Site),
            og_image: canonical(graph, "/static/og/site.png"),
            section: at.clone(),
            breadcrumbs: vec![Crumb { title: title.clone(), href: String::new() }],
            title,
            address: at,
            ..Self::default()
        }
    }

    /// The foot of an overview: when anything was last updated, and how to cite it. On every page of every list, one edit
    /// would change them all.
    #[must_use]
    pub fn with_foot(mut self, graph: &Graph) -> Self {
        self.updated = graph.newest_update().map(iso).unwrap_or_default();
        self.updated_text = Edtf::parse(&self.updated).map(|date| graph.words.date_in(None, &date)).unwrap_or_default();
        let title = if self.title == graph.config.title { "" } else { &self.title };
        self.cite = cite(graph, "", title, &self.updated_text, &self.address);
        self
    }

    /// The head of a brief's page in `lang` (none: its own language).
    pub fn of_brief(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Self {
        let brief = &graph[ix];
        let translation = lang.and_then(|lang| brief.translations.get(lang));
        let title = translation.map_or(&brief.common.title, |t| &t.title).value.to_string();
        let description = translation.map_or(&brief.common.summary, |t| &t.summary).value.to_string();
        let own = translation.map_or_else(|| brief_lang(graph, brief), |t| &t.lang);
        let at = graph.address_in(ix, lang);
        let updated = last_update(graph, ix);
        let names = || brief.actor().is_some_and(|actor| actor.names.iter().any(|name| is_arabic(&name.text)));
        Self {
            lang: own.to_owned(),
            dir: dir(own),
            canonical: canonical(graph, &at),
            kind: brief.kind.as_str(),
            section: address::register(brief.kind),
            label: label(graph, ix),
            updated_text: updated.as_ref().map(|date| graph.words.date_in(lang, date)).unwrap_or_default(),
            updated: updated.map(|date| iso(date.latest())).unwrap_or_default(),
            og_image: canonical(graph, &format!("/static/og/{}.png", brief.kind.as_str())),
            data_href: address::data(&at),
            translations: other_languages(graph, ix, lang),
            arabic: dir(own) == "rtl" || is_arabic(&title) || names() || graph.text(ix, None).is_some_and(|text| is_arabic(&text.html)),
            cite: cite_brief(graph, &title, &at, ix),
            breadcrumbs: vec![
                Crumb { title: graph.words.term_in(lang, "kind", brief.kind.folder()), href: address::register(brief.kind) },
                Crumb { title: title.clone(), href: String::new() },
            ],
            feeds: super::feeds::links(graph, super::feeds::of_brief(graph, ix)),
            title,
            description,
            address: at,
            ..Self::default()
        }
    }
}

/// The way to a page: titles and root-absolute addresses, the page itself last and without one.
pub fn trail(steps: &[(&str, &str)]) -> Vec<Crumb> {
    steps.iter().map(|(title, href)| Crumb { title: (*title).to_owned(), href: (*href).to_owned() }).collect()
}

/// The absolute URL of an address; empty without a `base_url`.
pub fn canonical(graph: &Graph, address: &str) -> String {
    let base = graph.config.base_url.trim_end_matches('/');
    if base.is_empty() { String::new() } else { format!("{base}{address}") }
}

/// The day a brief last changed in substance.
pub fn last_update(graph: &Graph, ix: BriefIx) -> Option<Edtf> {
    graph[ix].last_update().cloned()
}

/// The handling label where above CLEAR.
pub fn label(graph: &Graph, ix: BriefIx) -> String {
    let label = graph[ix].common.release.tlp.as_ref().map(|tlp| tlp.value).or(graph.config.release.default);
    label.filter(|label| *label != crate::model::terms::Tlp::Clear).map(|label| format!("TLP:{label}")).unwrap_or_default()
}

fn other_languages(graph: &Graph, ix: BriefIx, lang: Option<&str>) -> Vec<OtherLanguage> {
    let brief = &graph[ix];
    let own = (brief_lang(graph, brief), None);
    let versions = std::iter::once(own).chain(brief.translations.keys().map(|lang| (&**lang, Some(&**lang))));
    let others = versions.filter(|(_, version)| *version != lang);
    others
        .map(|(tag, version)| OtherLanguage {
            lang: tag.to_owned(),
            name: language_name(tag).to_owned(),
            href: graph.address_in(ix, version),
        })
        .collect()
}

/// A language's own name, for the languages that interface words exist in; else its tag.
pub fn language_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "en" => "English",
        "ur" => "اردو",
        "fa" => "فارسی",
        "ar" => "العربية",
        "fr" => "Français",
        "de" => "Deutsch",
        "es" => "Español",
        "ru" => "Русский",
        "zh" => "中文",
        _ => tag,
    }
}

/// How to cite a brief's page.
fn cite_brief(graph: &Graph, title: &str, at: &str, ix: BriefIx) -> String {
    let name = |key: &str| graph.config.authors.get(key).map_or_else(|| key.to_owned(), |author| author.name.clone());
    let authors: Vec<String> = graph[ix].common.authors.iter().map(|key| name(&key.value)).collect();
    let when = last_update(graph, ix).map(|date| graph.words.date_in(None, &date)).unwrap_or_default();
    cite(graph, &authors.join(", "), title, &when, at)
}

/// How to cite a page: authors, title, site, date, address; what is empty is left out. It is there to be copied, so its
/// blanks are ordinary ones.
fn cite(graph: &Graph, who: &str, title: &str, when: &str, at: &str) -> String {
    let title = if title.is_empty() { String::new() } else { format!("“{title}”") };
    let parts = [who, &title, &graph.config.title, &with_plain_blanks(when), &canonical(graph, at)];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ") + "."
}
