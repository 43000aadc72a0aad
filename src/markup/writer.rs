//! The one pass over a brief's Markdown: events in, an HTML fragment and everything met on the way out.

use super::block::Blocks;
use super::citation::{self, Numbering};
use super::links::Closing;
use super::out::Out;
use super::table::Columns;
use super::{Destination, Fault, FaultKind, Heading, Manner, Rendered, Resolve, destination};
use crate::model::Target;
use crate::text::{escape, slug};
use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;
use std::ops::Range;

/// The Markdown of briefs, named option by option: `all()` would bring back an old footnote syntax.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// Renders a whole body. Citations continue the page's numbering.
pub fn render(markdown: &str, resolve: &dyn Resolve, numbering: &mut Numbering) -> Rendered {
    let parser = Parser::new_with_broken_link_callback(markdown, options(), Some(|link: BrokenLink<'_>| cited(&link)));
    let definitions = unsafe_definitions(&parser);
    let mut writer = Writer::new(markdown, resolve, numbering);
    writer.done.faults.extend(definitions);
    let mut met: Option<(Met<'_>, Range<usize>)> = None;
    for (event, range) in parser.into_offset_iter() {
        match text_of(event) {
            Ok(text) => {
                met = Some(match met {
                    Some((before, of)) => (before.with(&text), of.start..range.end),
                    None => (Met::One(text), range),
                });
            }
            Err(event) => {
                writer.met(met.take());
                writer.event(event, range);
            }
        }
    }
    writer.met(met);
    writer.finish()
}

/// Definitions `[name]: address` that are not safe, whether a link uses them or not.
pub(super) fn unsafe_definitions<'a>(parser: &Parser<'a, impl BrokenLinkCallback<'a>>) -> Vec<Fault> {
    let definitions = parser.reference_definitions().iter();
    let unsafe_one = definitions.filter_map(|(_, definition)| match destination(&definition.dest) {
        Destination::Unsafe(why) => Some(Fault { kind: FaultKind::UnsafeUrl(why.to_owned()), range: definition.span.clone() }),
        _ => None,
    });
    let mut found: Vec<Fault> = unsafe_one.collect();
    found.sort_by_key(|fault| fault.range.start);
    found
}

/// What the parser asks of a bracketed text that no definition names: whether it is a citation.
pub(super) fn cited(link: &BrokenLink<'_>) -> Option<(CowStr<'static>, CowStr<'static>)> {
    citation::parse(&link.reference).map(|_| (CowStr::from(link.reference.to_string()), CowStr::Borrowed("")))
}

/// The text of an event, if it is one. A line break inside a paragraph is a space: names and sentences run across it.
fn text_of(event: Event<'_>) -> Result<CowStr<'_>, Event<'_>> {
    match event {
        Event::Text(text) => Ok(text),
        Event::SoftBreak => Ok(CowStr::Borrowed(" ")),
        other => Err(other),
    }
}

/// A text, which may arrive in pieces.
enum Met<'a> {
    One(CowStr<'a>),
    Several(String),
}

impl Met<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::One(text) => text,
            Self::Several(text) => text,
        }
    }

    fn with(self, more: &str) -> Self {
        let mut text = match self {
            Self::One(text) => text.into_string(),
            Self::Several(text) => text,
        };
        text.push_str(more);
        Self::Several(text)
    }
}

/// What encloses the current text, as far as linking minds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Link,
    Heading,
    Code,
    Picture,
}

pub(super) struct Writer<'a> {
    pub(super) markdown: &'a str,
    pub(super) resolve: &'a dyn Resolve,
    pub(super) numbering: &'a mut Numbering,
    pub(super) out: Out,
    pub(super) notes: Notes,
    pub(super) blocks: Blocks,
    pub(super) scopes: Vec<Scope>,
    /// The end of each open link, in order; `None` where the link was dropped.
    pub(super) links: Vec<Option<Closing>>,
    /// Text to leave out: the inside of a citation.
    pub(super) silent: usize,
    pub(super) heading: Option<(u8, usize, String)>,
    pub(super) level: u8,
    pub(super) ids: BTreeMap<String, u32>,
    pub(super) columns: Columns,
    pub(super) done: Rendered,
    /// Blocks and spans that are open.
    depth: usize,
}

#[derive(Default)]
pub(super) struct Notes {
    /// Label → number and uses, in order of first use.
    numbers: BTreeMap<String, (usize, u32, Range<usize>)>,
    /// Label → HTML of its definition.
    texts: BTreeMap<String, String>,
    /// The definition being read, with what was written before it.
    open: Option<(String, Out)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(markdown: &'a str, resolve: &'a dyn Resolve, numbering: &'a mut Numbering) -> Self {
        Self {
            markdown,
            resolve,
            numbering,
            out: Out::with_capacity(markdown.len() * 3 / 2),
            notes: Notes::default(),
            blocks: Blocks::default(),
            scopes: Vec::new(),
            links: Vec::new(),
            silent: 0,
            heading: None,
            level: 1,
            ids: BTreeMap::new(),
            columns: Columns::default(),
            done: Rendered::default(),
            depth: 0,
        }
    }

    pub(super) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > self.done.deepest.0 {
                    self.done.deepest = (self.depth, range.clone());
                }
                self.start(tag, range);
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.end(tag);
            }
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.code(&code),
            Event::Html(raw) | Event::InlineHtml(raw) => self.raw_html(&raw, range),
            Event::FootnoteReference(label) => self.footnote(&label, range),
            Event::SoftBreak => self.out.text(" "),
            Event::HardBreak => {
                self.blocks.push_text(" ");
                self.out.line_break();
            }
            Event::Rule => self.out.line("<hr />\n"),
            Event::TaskListMarker(true) => self.out.raw("<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n"),
            Event::TaskListMarker(false) => self.out.raw("<input disabled=\"\" type=\"checkbox\"/>\n"),
            // Mathematics is not among the options.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.open_heading(level, range),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => self.open_picture(&dest_url, &title, range),
            Tag::FootnoteDefinition(label) => {
                self.blocks.close(&mut self.done);
                self.notes.open = Some((label.to_string(), std::mem::take(&mut self.out)));
            }
            Tag::Emphasis => self.out.raw("<em>"),
            Tag::Strong => self.out.raw("<strong>"),
            Tag::Strikethrough => self.out.raw("<del>"),
            // The text of an HTML block arrives as `Html` events, which become a paragraph of plain text.
            Tag::HtmlBlock => self.out.raw("<p class=\"raw-html\">"),
            other => {
                self.blocks.close(&mut self.done);
                self.open_block(other);
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.close_picture(),
            TagEnd::Emphasis => self.out.raw("</em>"),
            TagEnd::Strong => self.out.raw("</strong>"),
            TagEnd::Strikethrough => self.out.raw("</del>"),
            TagEnd::HtmlBlock => self.out.raw("</p>\n"),
            TagEnd::Table => self.out.raw("</tbody></table>\n</div>\n"),
            TagEnd::FootnoteDefinition => {
                self.blocks.close(&mut self.done);
                if let Some((label, before)) = self.notes.open.take() {
                    let text = std::mem::replace(&mut self.out, before);
                    self.notes.texts.entry(label).or_insert_with(|| text.into_html());
                }
            }
            other => {
                self.blocks.close(&mut self.done);
                self.close_block(other);
            }
        }
    }

    fn met(&mut self, met: Option<(Met<'_>, Range<usize>)>) {
        met.into_iter().for_each(|(text, range)| self.text(text.as_str(), range));
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.silent > 0 {
            return;
        }
        if let Some((_, _, plain)) = &mut self.heading {
            plain.push_str(text);
        }
        let may_link = self.scopes.is_empty();
        let found = if may_link { self.resolve.named(text) } else { Vec::new() };
        let mut at = 0;
        for (name, brief) in found {
            if brief == self.resolve.own() || !self.blocks.first_in_section(brief) {
                continue;
            }
            let (Some(before), Some(words)) = (text.get(at..name.start), text.get(name.clone())) else { continue };
            self.words(before);
            let target = Target { brief, part: None };
            // Escapes and line ends make the offset inside a merged text inexact; the text's own range always holds it.
            self.blocks.mention(target, Manner::Name, words.len(), range.clone());
            self.out.raw("<a href=\"");
            self.out.value(&self.resolve.address(brief));
            self.out.raw("\">");
            self.words(words);
            self.out.raw("</a>");
            at = name.end;
        }
        self.words(text.get(at..).unwrap_or_default());
    }

    /// Words of the page and of its plain text.
    pub(super) fn words(&mut self, words: &str) {
        if !words.is_empty() {
            self.blocks.push_text(words);
            self.out.text(words);
        }
    }

    fn code(&mut self, code: &str) {
        if self.silent == 0 {
            if let Some((_, _, plain)) = &mut self.heading {
                plain.push_str(code);
            }
            self.out.raw("<code>");
            self.words(code);
            self.out.raw("</code>");
        }
    }

    fn raw_html(&mut self, raw: &str, range: Range<usize>) {
        self.fault(FaultKind::RawHtml, range);
        self.words(raw);
    }

    fn footnote(&mut self, label: &str, range: Range<usize>) {
        let next = self.notes.numbers.len() + 1;
        let (number, uses, _) = self.notes.numbers.entry(label.to_owned()).or_insert((next, 0, range));
        *uses += 1;
        let back = if *uses == 1 { String::new() } else { format!("-{uses}") };
        self.out.raw(&format!(
            "<sup class=\"footnote-ref\"><a id=\"fnref-{number}{back}\" href=\"#fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn open_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        self.blocks.close(&mut self.done);
        let given = level as u8;
        if given == 1 || given > self.level + 1 {
            self.fault(FaultKind::HeadingOrder(self.level, given), range);
        }
        self.level = given.max(1);
        self.heading = Some((given.max(2), self.out.len(), String::new()));
        self.scopes.push(Scope::Heading);
    }

    /// A heading's id comes from its words, so its tag is written when they are known.
    fn close_heading(&mut self) {
        self.scopes.pop();
        let Some((level, at, text)) = self.heading.take() else { return };
        let id = self.unique_id(&slug::heading_slug(&text));
        self.out.insert(at, &format!("<h{level} id=\"{}\">", escaped(&id)));
        self.out.raw(&format!("</h{level}>\n"));
        self.blocks.close(&mut self.done);
        self.blocks.new_section();
        self.done.headings.push(Heading { level, id: id.into(), text: text.into() });
    }

    /// Ids of sections begin `s-`, so that none collides with the page's own.
    fn unique_id(&mut self, slug: &str) -> String {
        let base = if slug.is_empty() { "s-section".to_owned() } else { format!("s-{slug}") };
        let nth = self.ids.entry(base.clone()).or_insert(0);
        *nth += 1;
        if *nth == 1 { base } else { format!("{base}~{nth}") }
    }

    pub(super) fn fault(&mut self, kind: FaultKind, range: Range<usize>) {
        self.done.faults.push(Fault { kind, range });
    }

    pub(super) fn finish(mut self) -> Rendered {
        self.blocks.close(&mut self.done);
        self.done.html = std::mem::take(&mut self.out).into_html();
        self.footnotes();
        self.done
    }

    fn footnotes(&mut self) {
        if self.notes.numbers.is_empty() {
            return;
        }
        let mut ordered: Vec<_> = std::mem::take(&mut self.notes.numbers).into_iter().collect();
        ordered.sort_unstable_by_key(|(_, (number, ..))| *number);
        let (notes, back_to_text) = (escaped(&self.resolve.word("footnotes")), escaped(&self.resolve.word("back_to_text")));
        let mut html = format!("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{notes}\">\n<ol>\n");
        for (label, (number, uses, range)) in ordered {
            html.push_str(&format!("<li id=\"fn-{number}\">"));
            match self.notes.texts.remove(&label) {
                Some(text) => html.push_str(&text),
                None => self.fault(FaultKind::Footnote(label), range),
            }
            for nth in 1..=uses {
                let back = if nth == 1 { String::new() } else { format!("-{nth}") };
                html.push_str(&format!(
                    "<a class=\"back\" href=\"#fnref-{number}{back}\" role=\"doc-backlink\" aria-label=\"{back_to_text}\">↩</a>"
                ));
            }
            html.push_str("</li>\n");
        }
        html.push_str("</ol>\n</section>\n");
        self.done.html.push_str(&html);
    }
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape::html(text, &mut out);
    out
}
