//! The one pass over a brief's Markdown: events in, an HTML fragment and everything met on the way out.

use super::block::Blocks;
use super::citation::{self, Numbering};
use super::table::Columns;
use super::{Destination, Fault, FaultKind, Found, Heading, Manner, Rendered, Resolve, destination};
use crate::model::Target;
use crate::text::{escape, slug};
use pulldown_cmark::{BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset, html};
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
    let softened = parser.into_offset_iter().map(|(event, range)| (soften(event), range));
    let mut writer = Writer::new(markdown, resolve, numbering);
    for (event, range) in TextMergeWithOffset::new(softened) {
        writer.event(event, range);
    }
    writer.finish()
}

/// What the parser asks of a bracketed text that no definition names: whether it is a citation.
pub(super) fn cited(link: &BrokenLink<'_>) -> Option<(CowStr<'static>, CowStr<'static>)> {
    citation::parse(&link.reference).map(|_| (CowStr::from(link.reference.to_string()), CowStr::Borrowed("")))
}

/// A line break inside a paragraph is a space: names and sentences run across it.
fn soften(event: Event<'_>) -> Event<'_> {
    match event {
        Event::SoftBreak => Event::Text(CowStr::Borrowed(" ")),
        other => other,
    }
}

/// What encloses the current text, as far as linking minds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Link,
    Heading,
    Code,
    Picture,
}

pub(super) struct Writer<'a> {
    markdown: &'a str,
    resolve: &'a dyn Resolve,
    numbering: &'a mut Numbering,
    out: Vec<Event<'a>>,
    notes: Notes<'a>,
    blocks: Blocks,
    scopes: Vec<Scope>,
    /// Closing event of each open link, in order; `None` where the link was dropped.
    links: Vec<Option<Event<'a>>>,
    /// Text to leave out: the inside of a citation.
    silent: usize,
    heading: Option<(u8, usize, String)>,
    level: u8,
    ids: BTreeMap<String, u32>,
    columns: Columns,
    pub(super) done: Rendered,
}

#[derive(Default)]
struct Notes<'a> {
    /// Label → number and uses, in order of first use.
    numbers: BTreeMap<String, (usize, u32, Range<usize>)>,
    /// Label → events of its definition.
    texts: BTreeMap<String, Vec<Event<'a>>>,
    /// The definition being read, with what was written before it.
    open: Option<(String, Vec<Event<'a>>)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(markdown: &'a str, resolve: &'a dyn Resolve, numbering: &'a mut Numbering) -> Self {
        Self {
            markdown,
            resolve,
            numbering,
            out: Vec::new(),
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
        }
    }

    pub(super) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(text, range),
            Event::Code(code) => self.code(code),
            Event::Html(raw) | Event::InlineHtml(raw) => self.raw_html(&raw, range),
            Event::FootnoteReference(label) => self.footnote(&label, range),
            Event::HardBreak => {
                self.blocks.push_text(" ");
                self.out.push(Event::HardBreak);
            }
            other => self.out.push(other),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.open_heading(level, range),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => self.open_picture(&dest_url, &title, range),
            Tag::CodeBlock(kind) => {
                self.blocks.close(&mut self.done);
                self.scopes.push(Scope::Code);
                self.out.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Tag::Table(alignments) => {
                self.blocks.close(&mut self.done);
                self.push_html("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">".to_owned());
                self.columns = Columns::new(alignments);
                self.out.push(Event::Start(Tag::Table(Vec::new())));
            }
            Tag::TableHead => {
                self.blocks.close(&mut self.done);
                self.columns.open_head();
                self.out.push(Event::Start(Tag::TableHead));
            }
            Tag::TableRow => {
                self.blocks.close(&mut self.done);
                self.columns.open_row();
                self.out.push(Event::Start(Tag::TableRow));
            }
            Tag::TableCell => {
                self.blocks.close(&mut self.done);
                let cell = self.columns.open_cell();
                self.push_html(cell);
            }
            Tag::FootnoteDefinition(label) => {
                self.blocks.close(&mut self.done);
                self.notes.open = Some((label.to_string(), std::mem::take(&mut self.out)));
            }
            // The text of an HTML block arrives as `Html` events, which become a paragraph of plain text.
            Tag::HtmlBlock => self.push_html("<p class=\"raw-html\">".to_owned()),
            other => {
                if is_block(&other) {
                    self.blocks.close(&mut self.done);
                }
                self.out.push(Event::Start(other));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.close_picture(),
            TagEnd::CodeBlock => {
                self.scopes.pop();
                self.out.push(Event::End(tag));
                self.blocks.close(&mut self.done);
            }
            TagEnd::TableHead => {
                self.blocks.close(&mut self.done);
                self.columns.close_head();
                self.out.push(Event::End(TagEnd::TableHead));
            }
            TagEnd::TableCell => {
                self.blocks.close(&mut self.done);
                self.push_html(self.columns.close_cell().to_owned());
            }
            TagEnd::Table => {
                self.out.push(Event::End(tag));
                self.push_html("</div>\n".to_owned());
            }
            TagEnd::FootnoteDefinition => {
                self.blocks.close(&mut self.done);
                if let Some((label, before)) = self.notes.open.take() {
                    let text = std::mem::replace(&mut self.out, before);
                    self.notes.texts.entry(label).or_insert(text);
                }
            }
            TagEnd::HtmlBlock => self.push_html("</p>\n".to_owned()),
            other => {
                if ends_block(other) {
                    self.blocks.close(&mut self.done);
                }
                self.out.push(Event::End(other));
            }
        }
    }

    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if self.silent > 0 {
            return;
        }
        if let Some((_, _, plain)) = &mut self.heading {
            plain.push_str(&text);
        }
        let may_link = self.scopes.is_empty();
        match self.resolve.names().filter(|_| may_link) {
            Some(names) => {
                let found = names.find(&text);
                self.text_with_names(text, range, found);
            }
            None => {
                self.blocks.push_text(&text);
                self.out.push(Event::Text(text));
            }
        }
    }

    fn text_with_names(&mut self, text: CowStr<'a>, range: Range<usize>, found: Vec<(Range<usize>, crate::model::BriefIx)>) {
        let mut at = 0;
        for (name, brief) in found {
            if brief == self.resolve.own() || !self.blocks.first_in_section(brief) {
                continue;
            }
            let (Some(before), Some(words)) = (text.get(at..name.start), text.get(name.clone())) else { continue };
            self.blocks.push_text(before);
            self.out.push(Event::Text(CowStr::from(before.to_owned())));
            let target = Target { brief, part: None };
            // Escapes and line ends make the offset inside a merged text inexact; the text's own range always holds it.
            self.blocks.mention(target, Manner::Name, words.len(), range.clone());
            self.blocks.push_text(words);
            let link = format!("<a href=\"{}\">{}</a>", escaped(&self.resolve.address(brief)), escaped(words));
            self.push_html(link);
            at = name.end;
        }
        let rest = if at == 0 { text } else { CowStr::from(text.get(at..).unwrap_or_default().to_owned()) };
        self.blocks.push_text(&rest);
        self.out.push(Event::Text(rest));
    }

    fn code(&mut self, code: CowStr<'a>) {
        if self.silent == 0 {
            self.blocks.push_text(&code);
            if let Some((_, _, plain)) = &mut self.heading {
                plain.push_str(&code);
            }
            self.out.push(Event::Code(code));
        }
    }

    fn raw_html(&mut self, raw: &str, range: Range<usize>) {
        self.fault(FaultKind::RawHtml, range);
        self.blocks.push_text(raw);
        self.push_html(escaped(raw));
    }

    fn footnote(&mut self, label: &str, range: Range<usize>) {
        let next = self.notes.numbers.len() + 1;
        let (number, uses, _) = self.notes.numbers.entry(label.to_owned()).or_insert((next, 0, range));
        *uses += 1;
        let back = if *uses == 1 { String::new() } else { format!("-{uses}") };
        let html = format!(
            "<sup class=\"footnote-ref\"><a id=\"fnref-{number}{back}\" href=\"#fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
        self.push_html(html);
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
        self.out.push(Event::Html(CowStr::Borrowed("")));
    }

    fn close_heading(&mut self) {
        self.scopes.pop();
        let Some((level, at, text)) = self.heading.take() else { return };
        let id = self.unique_id(&slug::heading_slug(&text));
        if let Some(opening) = self.out.get_mut(at) {
            *opening = Event::Html(CowStr::from(format!("<h{level} id=\"{}\">", escaped(&id))));
        }
        self.push_html(format!("</h{level}>\n"));
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

    fn open_link(&mut self, link_type: LinkType, url: &CowStr<'a>, title: &CowStr<'a>, range: Range<usize>) {
        match link_type {
            LinkType::WikiLink { has_pothole } => self.open_reference(url, has_pothole, range),
            LinkType::ShortcutUnknown | LinkType::CollapsedUnknown => self.open_citation(url, range),
            LinkType::ReferenceUnknown => self.open_pair(url, range),
            LinkType::Email => self.open_destination(&CowStr::from(format!("mailto:{url}")), title, range),
            _ => self.open_destination(url, title, range),
        }
        self.scopes.push(Scope::Link);
    }

    fn open_reference(&mut self, name: &str, has_pothole: bool, range: Range<usize>) {
        // Inside a table the bar is written `\|`, and the backslash stays with the name.
        let name = name.strip_suffix('\\').unwrap_or(name);
        let Some(found) = self.resolve.reference(name) else {
            self.fault(FaultKind::Reference(name.to_owned()), range);
            self.links.push(None);
            return;
        };
        self.mention_of(&found, Manner::Link, range);
        let opening = format!("<a href=\"{}\">", escaped(&found.href));
        self.push_html(opening);
        if has_pothole {
            self.links.push(Some(Event::InlineHtml(CowStr::Borrowed("</a>"))));
        } else {
            self.blocks.push_text(&found.title);
            self.push_html(escaped(&found.title));
            self.silent += 1;
            self.links.push(Some(Event::Html(CowStr::Borrowed("</a>"))));
        }
    }

    fn open_citation(&mut self, group: &str, range: Range<usize>) {
        self.blocks.trim_end();
        // The number is raised and stands against its word.
        if let Some(Event::Text(before)) = self.out.last_mut() {
            *before = CowStr::from(before.trim_end_matches(' ').to_owned());
        }
        let html = self.citation(group, range);
        self.push_html(html);
        self.silent += 1;
        self.links.push(Some(Event::Html(CowStr::Borrowed(""))));
    }

    /// `[@a][@b]` reads as a link from one citation to another, `[words][@b]` as words with a citation.
    fn open_pair(&mut self, group: &str, range: Range<usize>) {
        let slice = self.markdown.get(range.clone()).unwrap_or_default();
        let middle = slice.rfind("][").map_or(range.end, |at| range.start + at + 1);
        let first = slice.strip_prefix('[').and_then(|s| s.get(..s.rfind("][")?)).filter(|s| citation::parse(s).is_some());
        self.blocks.trim_end();
        let second = |writer: &mut Self| writer.citation(group, middle..range.end);
        match first {
            Some(first) => {
                let html = format!("{}{}", self.citation(first, range.start..middle), second(self));
                self.push_html(html);
                self.silent += 1;
                self.links.push(Some(Event::Html(CowStr::Borrowed(""))));
            }
            None => {
                let html = format!(" {}", second(self));
                self.links.push(Some(Event::InlineHtml(CowStr::from(html))));
            }
        }
    }

    fn citation(&mut self, group: &str, range: Range<usize>) -> String {
        let mut parts = Vec::new();
        for cite in citation::parse(group).unwrap_or_default() {
            // One byte for the opening bracket.
            let place = range.start + 1 + cite.range.start..range.start + 1 + cite.range.end;
            let found = self.resolve.source(&cite.id);
            let locator = cite.locator.as_deref().map(|l| format!(", {}", escaped(l))).unwrap_or_default();
            match found {
                Some(found) => {
                    self.mention_of(&found, Manner::Citation, place);
                    let used = self.numbering.cite(found.target.brief);
                    let (number, nth) = (used.number, used.nth);
                    parts.push(format!("<a class=\"citation\" id=\"cite-{number}-{nth}\" href=\"#ref-{number}\" role=\"doc-biblioref\">{number}</a>{locator}"));
                }
                None => {
                    self.fault(FaultKind::Citation(cite.id.clone()), place);
                    parts.push(format!("@{}{locator}", escaped(&cite.id)));
                }
            }
        }
        format!("<span class=\"citations\">[{}]</span>", parts.join("; "))
    }

    fn open_destination(&mut self, url: &CowStr<'a>, title: &str, range: Range<usize>) {
        let href = match destination(url) {
            Destination::External(url) => Some((url, " rel=\"external noopener\"")),
            Destination::Fragment(fragment) => Some((format!("#{}", self.fragment(&fragment)), "")),
            Destination::Site(address) => {
                self.fault(FaultKind::SiteLink(address.clone()), range.clone());
                Some((address, ""))
            }
            Destination::File(path) => self.file(&path, range.clone()).map(|href| (href, "")),
            Destination::Unsafe(why) => {
                self.fault(FaultKind::UnsafeUrl(why.to_owned()), range.clone());
                None
            }
        };
        let Some((href, rel)) = href else {
            self.links.push(None);
            return;
        };
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(title)) };
        self.push_html(format!("<a href=\"{}\"{title}{rel}>", escaped(&href)));
        self.links.push(Some(Event::InlineHtml(CowStr::Borrowed("</a>"))));
    }

    /// A heading is linked by its words' slug; our ids carry a prefix.
    fn fragment(&self, fragment: &str) -> String {
        if fragment.starts_with("s-") || fragment.starts_with("ref-") || fragment.is_empty() {
            return fragment.to_owned();
        }
        format!("s-{}", slug::heading_slug(fragment))
    }

    fn file(&mut self, path: &str, range: Range<usize>) -> Option<String> {
        let found = self.resolve.file(path);
        match &found {
            Some(found) => self.mention_of(found, Manner::Link, range),
            None => self.fault(FaultKind::Reference(path.to_owned()), range),
        }
        found.map(|found| found.href)
    }

    fn close_link(&mut self) {
        self.scopes.pop();
        match self.links.pop() {
            Some(Some(Event::Html(closing))) => {
                self.silent = self.silent.saturating_sub(1);
                self.out.push(Event::InlineHtml(closing));
            }
            Some(Some(closing)) => self.out.push(closing),
            _ => {}
        }
    }

    fn open_picture(&mut self, src: &str, title: &str, range: Range<usize>) {
        let alt = self.markdown.get(range.clone()).unwrap_or_default();
        if alt.starts_with("![]") {
            self.fault(FaultKind::MissingAlt, range.clone());
        }
        self.scopes.push(Scope::Picture);
        let address = self.resolve.picture(src);
        match address {
            Some(address) => {
                self.done.pictures.push(address.clone());
                self.out.push(Event::Start(Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: CowStr::from(address),
                    title: CowStr::from(title.to_owned()),
                    id: CowStr::Borrowed(""),
                }));
                self.links.push(Some(Event::End(TagEnd::Image)));
            }
            None => {
                let kind = match destination(src) {
                    Destination::Unsafe(why) => FaultKind::UnsafeUrl(why.to_owned()),
                    _ => FaultKind::Picture(src.to_owned()),
                };
                self.fault(kind, range);
                self.links.push(None);
            }
        }
    }

    fn close_picture(&mut self) {
        self.scopes.pop();
        if let Some(Some(closing)) = self.links.pop() {
            self.out.push(closing);
        }
    }

    fn mention_of(&mut self, found: &Found, manner: Manner, range: Range<usize>) {
        if manner == Manner::Link {
            self.blocks.first_in_section(found.target.brief);
        }
        let length = if manner == Manner::Link { found.title.len() } else { 0 };
        self.blocks.mention(found.target, manner, length, range);
    }

    fn fault(&mut self, kind: FaultKind, range: Range<usize>) {
        self.done.faults.push(Fault { kind, range });
    }

    fn push_html(&mut self, html: String) {
        self.out.push(Event::InlineHtml(CowStr::from(html)));
    }

    pub(super) fn finish(mut self) -> Rendered {
        self.blocks.close(&mut self.done);
        self.done.html.reserve(self.markdown.len() * 3 / 2);
        html::push_html(&mut self.done.html, self.out.drain(..));
        self.footnotes();
        self.done
    }

    fn footnotes(&mut self) {
        if self.notes.numbers.is_empty() {
            return;
        }
        let mut ordered: Vec<_> = std::mem::take(&mut self.notes.numbers).into_iter().collect();
        ordered.sort_by_key(|(_, (number, ..))| *number);
        let mut html = String::from("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n");
        for (label, (number, uses, range)) in ordered {
            html.push_str(&format!("<li id=\"fn-{number}\">"));
            match self.notes.texts.remove(&label) {
                Some(events) => html::push_html(&mut html, events.into_iter()),
                None => self.fault(FaultKind::Footnote(label), range),
            }
            for nth in 1..=uses {
                let back = if nth == 1 { String::new() } else { format!("-{nth}") };
                html.push_str(&format!(
                    "<a class=\"back\" href=\"#fnref-{number}{back}\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩</a>"
                ));
            }
            html.push_str("</li>\n");
        }
        html.push_str("</ol>\n</section>\n");
        self.done.html.push_str(&html);
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)
}

fn ends_block(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Paragraph | TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::TableRow)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape::html(text, &mut out);
    out
}
