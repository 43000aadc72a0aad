//! The facts card: terms and values, each value as HTML for the page and as plain text for data and previews.

use super::page::{BriefPage, escaped};
use crate::markup::{Destination, destination};
use crate::model::brief::Kind;
use crate::text::edtf::Edtf;
use crate::views::card::{Ref, date_iso};
use crate::views::html;

/// One term and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Key of the interface word.
    pub key: &'static str,
    /// The term in the page's language.
    pub term: String,
    /// At least one.
    pub values: Vec<Value>,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Safe HTML.
    pub html: String,
    /// Plain text.
    pub text: String,
}

/// Facts in the making; a fact without values is left out.
pub struct Facts<'p, 'g> {
    /// The page they stand on.
    pub page: &'p mut BriefPage<'g>,
    rows: Vec<Fact>,
}

impl Value {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        // Isolated, because a Latin name on a page from right to left would draw its neighbours along.
        Self { html: format!("<bdi>{}</bdi>", escaped(&text)), text }
    }

    /// Several plain texts in a row, each isolated from the others.
    pub fn texts(texts: &[&str], comma: &str) -> Self {
        let html: Vec<String> = texts.iter().map(|text| Self::text(*text).html).collect();
        Self { html: html.join(&escaped(comma)), text: texts.join(comma) }
    }

    /// A link to a brief.
    pub fn reference(to: &Ref) -> Self {
        let mut html = String::new();
        to.html(&mut html);
        Self { html, text: to.title.clone() }
    }

    /// A link to another host; plain text where the address is not safe.
    pub fn external(url: &str, text: &str) -> Self {
        match destination(url) {
            Destination::External(url) => {
                let html = format!("<a href=\"{}\" rel=\"external noopener\">{}</a>", escaped(&url), escaped(text));
                Self { html, text: text.to_owned() }
            }
            _ => Self::text(text),
        }
    }

    /// The value with further words after it, set apart as quiet.
    #[must_use]
    pub fn with(mut self, words: &str) -> Self {
        if !words.is_empty() {
            self.html = format!("{} <span class=\"quiet\">{}</span>", self.html, escaped(words));
            self.text = format!("{}, {words}", self.text);
        }
        self
    }
}

impl Value {
    /// The value with coordinates or the like after it, which read from the left in any script.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.html = format!("{} <bdi class=\"quiet\" dir=\"ltr\">{}</bdi>", self.html, escaped(code));
        self.text = format!("{}, {code}", self.text);
        self
    }
}

impl<'p, 'g> Facts<'p, 'g> {
    /// No facts yet.
    pub fn new(page: &'p mut BriefPage<'g>) -> Self {
        Self { page, rows: Vec::new() }
    }

    /// A fact whose term is not the key's own word.
    pub fn named(&mut self, key: &'static str, term: String, values: Vec<Value>) {
        if !values.is_empty() {
            self.rows.push(Fact { key, term, values });
        }
    }

    /// A fact with several values.
    pub fn all(&mut self, key: &'static str, values: Vec<Value>) {
        if !values.is_empty() {
            self.rows.push(Fact { key, term: self.page.word(key), values });
        }
    }

    /// A fact with one value.
    pub fn one(&mut self, key: &'static str, value: Option<Value>) {
        self.all(key, value.into_iter().collect());
    }

    /// Plain text, where there is any.
    pub fn text(&mut self, key: &'static str, text: &str) {
        self.one(key, (!text.is_empty()).then(|| Value::text(text)));
    }

    /// A word of one of the model's enumerations.
    pub fn term(&mut self, key: &'static str, family: &str, word: Option<&str>) {
        let value = word.map(|word| Value::text(self.page.term(family, word)));
        self.one(key, value);
    }

    /// A date in words.
    pub fn date(&mut self, key: &'static str, date: Option<&Edtf>) {
        let value = date.map(|date| date_value(self.page, date));
        self.one(key, value);
    }

    /// The facts.
    pub fn finish(self) -> Vec<Fact> {
        self.rows
    }
}

/// A date as a value.
pub fn date_value(page: &BriefPage<'_>, date: &Edtf) -> Value {
    let (text, iso) = (page.date(date), date_iso(date));
    let html = if iso.is_empty() { escaped(&text) } else { format!("<time datetime=\"{iso}\">{}</time>", escaped(&text)) };
    Value { html, text }
}

/// Values of one term that are shown at once; of more, the first few, and the rest folded.
const SHOWN: usize = 8;
const FIRST: usize = 5;

/// The facts card; nothing without facts.
pub fn html(page: &BriefPage<'_>, facts: &[Fact]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let mut out = String::with_capacity(1_024);
    let title = page.word("facts");
    out.push_str("<aside class=\"facts\"");
    html::attribute(&mut out, "aria-label", &title);
    out.push_str(">\n<h2 class=\"facts-title\">");
    html::text(&mut out, &title);
    out.push_str("</h2>\n<dl>\n");
    for fact in facts {
        out.push_str("<div class=\"fact fact-");
        out.push_str(&fact.key.replace('_', "-"));
        out.push_str("\"><dt>");
        html::text(&mut out, &fact.term);
        out.push_str("</dt>");
        let (first, folded) = if fact.values.len() > SHOWN { fact.values.split_at(FIRST) } else { (&fact.values[..], &[][..]) };
        values(&mut out, "dd", first);
        if !folded.is_empty() {
            out.push_str("<dd class=\"fact-more\"><details><summary>");
            html::text(&mut out, &page.word("and_more"));
            out.push_str(&format!(" {}</summary><ul>", folded.len()));
            values(&mut out, "li", folded);
            out.push_str("</ul></details></dd>");
        }
        out.push_str("</div>\n");
    }
    out.push_str("</dl>\n</aside>\n");
    out
}

fn values(out: &mut String, element: &str, values: &[Value]) {
    for value in values {
        for piece in ["<", element, ">", &value.html, "</", element, ">"] {
            out.push_str(piece);
        }
    }
}

/// The facts of a brief of any kind.
pub fn of(page: &mut BriefPage<'_>) -> Vec<Fact> {
    match page.brief().kind {
        Kind::Actor => crate::views::actor::facts(page),
        Kind::Event => crate::views::event::facts(page),
        Kind::Recommendation => crate::views::recommendation::facts(page),
        Kind::Analysis => crate::views::analysis::facts(page),
        Kind::Source => crate::views::source::facts(page),
    }
}

/// External identifiers, linked where their registry has a page for each.
pub fn ids(page: &BriefPage<'_>) -> Vec<Value> {
    let ids = &page.brief().common.ids;
    ids.iter().map(|(scheme, id)| id_value(page, scheme, id)).collect()
}

fn id_value(page: &BriefPage<'_>, scheme: &str, id: &str) -> Value {
    let url = match scheme {
        "wikidata" => "https://www.wikidata.org/wiki/",
        "opensanctions" => "https://www.opensanctions.org/entities/",
        "lei" => "https://search.gleif.org/#/record/",
        "isni" => "https://isni.org/isni/",
        "viaf" => "https://viaf.org/viaf/",
        "geonames" => "https://www.geonames.org/",
        "ror" => "https://ror.org/",
        "attack" | "mitre" => "https://attack.mitre.org/",
        _ => "",
    };
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let name = page.term("id", scheme);
    let value = if url.is_empty() || !plain { Value::text(id) } else { Value::external(&format!("{url}{id}"), id) };
    Value {
        html: format!("<bdi><span class=\"quiet\">{}</span> {}</bdi>", escaped(&name), value.html),
        text: format!("{name} {}", value.text),
    }
}
