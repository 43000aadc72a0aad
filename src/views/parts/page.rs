//! The page of one brief for readers of one language: the graph, the language, and the numbers its citations get.
//!
//! Numbers continue from the prose through the fields, in the order in which parts are made; so a part is made once,
//! and only when it is shown.

use crate::graph::{Graph, Text, Version};
use crate::markup::{Cited, Numbering, push_group};
use crate::model::{Brief, BriefIx, Kinds, Prose, Reference, Spanned, Target, Translation};
use crate::text::edtf::Edtf;
use crate::text::{escape, fold};
use crate::views::card::{self, Ref};
use std::borrow::Cow;

/// A brief as one page shows it.
pub struct BriefPage<'g> {
    /// The whole casebook.
    pub graph: &'g Graph,
    /// The brief.
    pub ix: BriefIx,
    /// The language of the version shown; none for the brief's own.
    pub lang: Option<&'g str>,
    /// BCP 47 of the page, whether original or translation.
    pub tag: &'g str,
    /// Numbers of the sources cited so far.
    pub numbering: Numbering,
}

impl<'g> BriefPage<'g> {
    /// A page that begins with the brief's prose.
    pub fn new(graph: &'g Graph, ix: BriefIx, lang: Option<&'g str>) -> Self {
        let tag = lang.unwrap_or_else(|| card::brief_lang(graph, &graph[ix]));
        let mut page = Self { graph, ix, lang, tag, numbering: Numbering::default() };
        page.numbering = page.version().map(|version| graph.numbering(version)).unwrap_or_default();
        page
    }

    /// The brief.
    pub fn brief(&self) -> &'g Brief {
        &self.graph[self.ix]
    }

    /// The version in the page's language, where it is a translation.
    pub fn translation(&self) -> Option<&'g Translation> {
        self.brief().translations.get(self.lang?)
    }

    /// The rendered prose in the page's language.
    pub fn text(&self) -> Option<Cow<'g, Text>> {
        self.graph.text(self.ix, self.lang)
    }

    /// What is known of that prose.
    pub fn version(&self) -> Option<&'g Version> {
        let body = self.graph.body(self.ix)?;
        match self.lang {
            Some(lang) => body.translations.get(lang),
            None => Some(&body.original),
        }
    }

    /// The title in the page's language.
    pub fn title(&self) -> &'g str {
        self.translation().map_or(&self.brief().common.title, |translation| &translation.title)
    }

    /// The summary in the page's language.
    pub fn summary(&self) -> &'g str {
        self.translation().map_or(&self.brief().common.summary, |translation| &translation.summary)
    }

    /// The summary as it stands above the prose: nothing where the prose begins with it.
    pub fn lead(&self) -> String {
        self.unless_said(self.summary())
    }

    /// The words, unless the first paragraph of the prose begins with them.
    pub fn unless_said(&self, words: &str) -> String {
        let is_said = self.version().zip(self.text()).is_some_and(|(version, text)| begins_with(version, &text.plain, words));
        if is_said { String::new() } else { words.to_owned() }
    }

    /// Other names in the page's language.
    pub fn aliases(&self) -> &'g [Spanned<Box<str>>] {
        self.translation().map_or(&self.brief().common.aliases, |translation| &translation.aliases)
    }

    /// The page's address.
    pub fn address(&self) -> String {
        self.graph.address_in(self.ix, self.lang)
    }

    /// A phrase of the interface in the page's language.
    pub fn word(&self, key: &str) -> String {
        self.graph.words.get_in(Some(self.tag), key).into_owned()
    }

    /// The phrase of a word of one of the model's enumerations.
    pub fn term(&self, family: &str, word: &str) -> String {
        self.graph.words.term_in(Some(self.tag), family, word)
    }

    /// A phrase with values put in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.graph.words.fill_in(Some(self.tag), key, values)
    }

    /// A count with its noun: `3 events`.
    pub fn count(&self, key: &str, count: usize) -> String {
        self.graph.words.count_in(Some(self.tag), key, count)
    }

    /// A date in words.
    pub fn date(&self, date: &Edtf) -> String {
        self.graph.words.date_in(Some(self.tag), date)
    }

    /// A number with its thousands set apart by commas, in the language's digits.
    pub fn number(&self, number: f64) -> String {
        let plain = if number.fract() == 0.0 { format!("{:.0}", number.abs()) } else { format!("{:.1}", number.abs()) };
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
        let mut text = if number < 0.0 { "−".to_owned() } else { String::new() };
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text.extend(fraction.map(|fraction| format!(".{fraction}")));
        self.graph.words.digits(Some(self.tag), text)
    }

    /// A link to a brief, in the reader's language where that version exists.
    pub fn reference(&self, ix: BriefIx) -> Ref {
        card::reference_on(self.graph, ix, self.lang, self.tag)
    }

    /// A link to a brief or to one claim or judgement of it.
    pub fn target(&self, target: Target) -> Ref {
        let mut to = self.reference(target.brief);
        if let Some(id) = self.graph.part_id(target) {
            to.href = format!("{}#{id}", to.href);
            to.title = match self.speaker(target) {
                Some(speaker) => self.fill("claim_by", &[("event", &to.title), ("speaker", &speaker)]),
                None => format!("{}, {id}", to.title),
            };
        }
        to
    }

    /// Who makes the claim that a target names.
    pub fn speaker(&self, target: Target) -> Option<String> {
        let event = self.graph[target.brief].event()?;
        let by = event.claims.get(usize::from(target.part?))?.by.as_ref()?;
        self.link(by, Kinds::SPEAKER).map(|speaker| speaker.title)
    }

    /// What a field refers to; the author's words where they lead nowhere; nothing where they are to vanish.
    pub fn link(&self, reference: &Reference, kinds: Kinds) -> Option<Ref> {
        match self.graph.target(reference, kinds) {
            Some(target) => Some(self.target(target)),
            None => reference.words().map(Ref::plain),
        }
    }

    /// What several references of a field lead to.
    pub fn links(&self, references: &[Reference], kinds: Kinds) -> Vec<Ref> {
        references.iter().filter_map(|reference| self.link(reference, kinds)).collect()
    }

    /// Inline Markdown of the brief's own front matter.
    pub fn prose(&mut self, prose: &Prose) -> String {
        self.graph.prose(self.ix, self.lang, prose, &mut self.numbering)
    }

    /// The same, for text that may be missing.
    pub fn optional(&mut self, prose: &Option<Prose>) -> Option<String> {
        prose.as_ref().map(|prose| self.prose(prose))
    }

    /// A text with an id, from the translation where it has it.
    pub fn text_of(&mut self, id: &str, prose: &Prose) -> String {
        let own = self.translation().and_then(|translation| translation.claims.get(id));
        self.prose(own.unwrap_or(prose))
    }

    /// Plain words of inline Markdown: no links, no citations that would need numbers.
    pub fn plain(&self, of: BriefIx, markdown: &str) -> String {
        let is_mark = |byte: &u8| matches!(byte, b'[' | b'*' | b'_' | b'`' | b'<' | b'&' | b'\\' | b'~' | b'!');
        if !markdown.as_bytes().iter().any(is_mark) {
            return markdown.trim().to_owned();
        }
        self.graph.inline(of, self.lang, markdown, &mut Numbering::default()).plain.trim().to_owned()
    }

    /// Numbers for sources of a field, `[1; 2]`, each a link to the bibliography; empty without sources.
    pub fn citation(&mut self, sources: &[Reference]) -> String {
        let sources = self.graph.briefs_of(sources, Kinds::SOURCE);
        // A source's own page says where it stands by itself.
        let sources = sources.into_iter().filter(|source| *source != self.ix);
        let mut cited: Vec<Cited> = sources.map(|source| Cited { used: Some(self.numbering.cite(source)), words: String::new() }).collect();
        let mut html = String::new();
        if !cited.is_empty() {
            push_group(&mut html, &mut cited, self.graph.words.own_digits(Some(self.tag)));
        }
        html
    }
}

/// Whether the first paragraph begins with those words; what a cut summary ends with does not count.
fn begins_with(version: &Version, plain: &str, words: &str) -> bool {
    let is_heading = |line: &str| version.headings.first().is_some_and(|heading| *heading.text == *line);
    let Some(paragraph) = plain.lines().find(|line| !line.is_empty() && !is_heading(line)) else { return false };
    let words = words.trim_end_matches(['…', ' ']).trim_start();
    // Folding costs more than all else here, and few pages begin alike.
    if words.is_empty() || !paragraph.trim_start().chars().zip(words.chars()).take(4).all(|(a, b)| a == b) {
        return false;
    }
    let (paragraph, words) = (fold::fold(paragraph), fold::fold(words));
    paragraph.strip_prefix(&words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || words.ends_with(['.', '!', '?']))
}

/// Text made safe as content and in quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape::html(text, &mut out);
    out
}
