//! The parts of a page's frame that are the same on many pages, made once: the masthead for each entry of the
//! navigation and the site's footer, each in every language. A template reads in them only what tells one from another.

use super::engine::text;
use std::collections::BTreeMap;
use tera::value::Key;
use tera::{Context, Tera, Value};

/// Finished parts of the frame, by language.
pub(super) struct Frames {
    mastheads: BTreeMap<String, Mastheads>,
    /// Without and with an address of the site's own.
    feet: BTreeMap<String, [Value; 2]>,
}

struct Mastheads {
    home: Value,
    /// By the entry of the navigation: on pages under it, and on the page that it leads to.
    sections: BTreeMap<String, [Value; 2]>,
    elsewhere: Value,
}

/// What of a page its frame depends on.
#[derive(Clone, Copy, Default)]
pub(super) struct Place<'p> {
    /// BCP 47.
    pub lang: &'p str,
    section: &'p str,
    address: &'p str,
    is_home: bool,
    has_canonical: bool,
}

impl<'p> Place<'p> {
    /// From the `page` of a context.
    pub(super) fn of(page: Option<&'p Value>) -> Self {
        let Some(page) = page else { return Self::default() };
        Self {
            lang: text(page, "lang"),
            section: text(page, "section"),
            address: text(page, "address"),
            is_home: text(page, "kind") == "home",
            has_canonical: !text(page, "canonical").is_empty(),
        }
    }
}

impl Frames {
    /// Makes them all; none where a theme has no such templates.
    ///
    /// # Errors
    /// When a template fails.
    pub(super) fn new(tera: &Tera, site: &Value, words: &BTreeMap<String, Value>) -> Result<Self, tera::Error> {
        let mut frames = Self { mastheads: BTreeMap::new(), feet: BTreeMap::new() };
        for (lang, words) in words {
            let part = |name: &str, page: &[(&str, &str)]| part(tera, name, site, (lang, words), page);
            let section = |href: &str| -> Result<_, tera::Error> {
                let under = part("masthead.html", &[("section", href)])?;
                Ok((href.to_owned(), [under, part("masthead.html", &[("section", href), ("address", href)])?]))
            };
            let entries = site.as_map().and_then(|site| site.get(&Key::Str("navigation"))).and_then(Value::as_array).into_iter().flatten();
            let mastheads = Mastheads {
                home: part("masthead.html", &[("kind", "home")])?,
                sections: entries.map(|entry| section(text(entry, "href"))).collect::<Result<_, _>>()?,
                elsewhere: part("masthead.html", &[])?,
            };
            frames.mastheads.insert(lang.clone(), mastheads);
            let feet = [part("site_foot.html", &[])?, part("site_foot.html", &[("canonical", "/")])?];
            frames.feet.insert(lang.clone(), feet);
        }
        Ok(frames)
    }

    /// Masthead and footer of a page in one of the languages.
    pub(super) fn of(&self, lang: &str, place: &Place<'_>) -> (Value, Value) {
        let masthead = self.mastheads.get(lang).map(|mastheads| {
            let section =
                mastheads.sections.get(place.section).map(|[under, itself]| if place.section == place.address { itself } else { under });
            if place.is_home { &mastheads.home } else { section.unwrap_or(&mastheads.elsewhere) }
        });
        let foot = self.feet.get(lang).map(|[plain, with_address]| if place.has_canonical { with_address } else { plain });
        let or_nothing = |value: Option<&Value>| value.cloned().unwrap_or_else(|| Value::safe_string(""));
        (or_nothing(masthead), or_nothing(foot))
    }
}

fn part(tera: &Tera, name: &str, site: &Value, (lang, words): (&str, &Value), page: &[(&str, &str)]) -> Result<Value, tera::Error> {
    if !tera.contains_template(name) {
        return Ok(Value::safe_string(""));
    }
    let unset = ["section", "address", "kind", "canonical"].map(|field| (field, ""));
    let page: BTreeMap<&str, &str> = unset.into_iter().chain([("lang", lang)]).chain(page.iter().copied()).collect();
    let mut context = Context::new();
    context.insert_value("site", site.clone());
    context.insert_value("t", words.clone());
    context.insert("page", &page);
    Ok(Value::safe_string(&tera.render(name, &context)?))
}
