//! Tera with the theme's templates, the values every page shares, and the hash of all that.

use super::frame::{Frames, Place};
use super::{RenderError, Scratch, Theme, relative};
use crate::plan::{Content, Key};
use crate::text::digits::{in_digits, known_digits};
use std::collections::BTreeMap;

/// Renders templates; its digest is part of every page's key.
pub struct Engine {
    tera: tera::Tera,
    digest: blake3::Hash,
    site: tera::Value,
    words: BTreeMap<String, tera::Value>,
    frames: Frames,
    /// Path of `base_url`, with a slash at both ends; only `404.html` links from it.
    base_path: String,
}

/// Why the theme cannot be used.
#[derive(Debug)]
pub struct EngineError(pub String);

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EngineError {}

/// No templates yet, and what they may use: text is escaped, and `in_digits(digits=t.digits)` writes a number in the
/// digits of the page.
pub fn templates() -> tera::Tera {
    let mut tera = tera::Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    tera.set_escape_fn(escape);
    tera.register_filter("in_digits", in_page_digits);
    tera
}

fn in_page_digits(number: u64, words: tera::Kwargs, _: &tera::State<'_>) -> tera::TeraResult<String> {
    Ok(in_digits(number.to_string(), known_digits(words.must_get("digits")?)))
}

impl Engine {
    /// Compiles the theme's templates. `site` is what every template sees as such; the first language is the site's;
    /// `executable` identifies this program.
    ///
    /// # Errors
    /// When a template or a file of interface words cannot be read; the message names it.
    pub fn new(
        theme: &Theme,
        site: &impl serde::Serialize,
        languages: &[String],
        base_url: &str,
        executable: Key,
    ) -> Result<Self, EngineError> {
        let mut tera = templates();
        let mut sources = Vec::new();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&executable.0);
        for (name, bytes) in &theme.templates {
            feed(&mut hasher, name.as_bytes());
            feed(&mut hasher, bytes);
            if name.ends_with(".html") || name.ends_with(".xml") {
                let text = std::str::from_utf8(bytes).map_err(|error| EngineError(format!("templates/{name}: {error}")))?;
                sources.push((name.as_str(), text));
            }
        }
        tera.add_raw_templates(sources).map_err(|error| EngineError(super::chain(&error)))?;
        let mut words = BTreeMap::new();
        for lang in languages {
            words.insert(lang.clone(), value(&theme.words(lang).map_err(EngineError)?)?);
        }
        hasher.update(&postcard::to_stdvec(site).unwrap_or_default());
        hasher.update(base_url.as_bytes());
        let site = value(site)?;
        let frames = Frames::new(&tera, &site, &words).map_err(|error| EngineError(super::chain(&error)))?;
        Ok(Self { tera, digest: hasher.finalize(), site, words, frames, base_path: base_path(base_url) })
    }

    /// The key of a page of which it is known what it depends on.
    pub fn key_on(&self, address: &str, basis: &Key) -> Key {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.digest.as_bytes()).update(&basis.0).update(address.as_bytes());
        Key(*hasher.finalize().as_bytes())
    }

    /// The page's key: engine, template, context, and its depth through its address.
    pub fn key(&self, address: &str, content: &Content) -> Key {
        let mut hasher = blake3::Hasher::new();
        match content {
            Content::Template { name, context } => {
                hasher.update(self.digest.as_bytes());
                feed(&mut hasher, name.as_bytes());
                feed(&mut hasher, address.as_bytes());
                context.digest(&mut hasher);
            }
            Content::Bytes(bytes) => {
                hasher.update(bytes);
            }
        }
        Key(*hasher.finalize().as_bytes())
    }

    /// The page's bytes, links made relative.
    ///
    /// # Errors
    /// When the template fails.
    pub fn bytes<'s>(&self, address: &str, content: Content, scratch: &'s mut Scratch) -> Result<&'s [u8], RenderError> {
        let (name, context) = match content {
            Content::Bytes(bytes) => {
                scratch.page = bytes;
                return Ok(&scratch.page);
            }
            Content::Template { name, context } => (name, context),
        };
        let failed = |error| RenderError::Template { address: address.to_owned(), error: Box::new(error) };
        let mut values = context.values().map_err(failed)?;
        self.insert_shared(&mut values);
        // Not into our own buffer: the engine would be compiled once more for it.
        let html = self.tera.render(name, &values).map_err(failed)?;
        let prefix = if address == "/404.html" { self.base_path.clone() } else { relative::depth_prefix(address) };
        scratch.page.clear();
        relative::relative(html.as_bytes(), &prefix, &mut scratch.page);
        Ok(&scratch.page)
    }

    /// What pages have in common: the site, the words of the page's language where there are any, else the site's, and
    /// the parts of the frame that are the same on many pages.
    fn insert_shared(&self, values: &mut tera::Context) {
        let place = Place::of(values.get("page"));
        let site = text(&self.site, "lang");
        let lang = if self.words.contains_key(place.lang) { place.lang } else { site };
        let words = self.words.get(lang).cloned().unwrap_or_else(tera::Value::none);
        let (masthead, foot) = self.frames.of(lang, &place);
        values.insert_value("site", self.site.clone());
        values.insert_value("t", words);
        values.insert_value("masthead_html", masthead);
        values.insert_value("site_foot_html", foot);
    }
}

/// Escapes what templates write: `&`, `<`, `>`, `"` and `'`, in pieces as long as they are.
fn escape(input: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let mut rest = input.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        let (before, from) = rest.split_at(at);
        out.write_all(before)?;
        out.write_all(match from.first() {
            Some(b'&') => b"&amp;",
            Some(b'<') => b"&lt;",
            Some(b'>') => b"&gt;",
            Some(b'"') => b"&quot;",
            _ => b"&#39;",
        })?;
        rest = from.get(1..).unwrap_or_default();
    }
    out.write_all(rest)
}

/// A field of a map that is text; empty where there is none.
pub(super) fn text<'v>(value: &'v tera::Value, field: &'static str) -> &'v str {
    value.as_map().and_then(|map| map.get(&tera::value::Key::Str(field))).and_then(tera::Value::as_str).unwrap_or_default()
}

fn feed(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

/// The path of a URL, with a slash at both ends: `/casebook/` for `https://example.org/casebook/`.
fn base_path(url: &str) -> String {
    let after_host = url.split_once("://").map_or("", |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    let path = after_host.trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

fn value(value: &impl serde::Serialize) -> Result<tera::Value, EngineError> {
    tera::Value::try_from_serializable(value).map_err(|error| EngineError(super::chain(&error)))
}
