//! Prose rendered once, in every language it is written in, with what it mentions.

use super::asked::{Asked, Notes, Way, digest};
use super::memory::Moved;
use super::scope::Scope;
use super::{Backlink, Graph, How, Miss, Unresolved};
use crate::diagnostic::{Diagnostic, Span, code};
use crate::learnt::Place as Aside;
use crate::markup::{self, Fault, FaultKind, Heading, Numbering, Rendered};
use crate::model::reference::IfWithheld;
use crate::model::{BriefIx, Kinds, Limits};
use blake3::Hash;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A brief's prose in its own language and in translation.
#[derive(Debug, Default)]
pub struct Body {
    /// As written in the brief itself.
    pub original: Version,
    /// By language.
    pub translations: BTreeMap<Box<str>, Version>,
    /// What it asked of the casebook and was answered, and what the inline Markdown of the front matter asked; as hashes.
    pub asked: Option<[Hash; 2]>,
}

/// Prose as read. What it looks like is made when it is wanted, where an earlier run learnt the rest.
#[derive(Debug, Default)]
pub struct Version {
    /// Headings, for the contents list.
    pub headings: Vec<Heading>,
    /// Sources cited, by number, with their uses.
    pub numbering: Numbering,
    /// Shared by states of a casebook in which it stands at different positions.
    text: Arc<OnceLock<Text>>,
    /// Where the text waits that is too much to hold.
    aside: Option<Aside>,
}

/// Rendered prose.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Text {
    /// HTML with root-absolute links.
    pub html: Box<str>,
    /// Plain text, blocks separated by newlines; for search and descriptions.
    pub plain: Box<str>,
}

impl Version {
    /// Of what is known of its text, without the text.
    pub(super) fn of(headings: Vec<Heading>, numbering: Numbering) -> Self {
        Self { headings, numbering, text: Arc::default(), aside: None }
    }

    /// The same where briefs stand elsewhere; none where one that it cites is gone.
    fn moved(&self, moved: &Moved) -> Option<Self> {
        let sources = self.numbering.sources().iter().map(|(source, uses)| Some((moved.to(*source)?, *uses)));
        let numbering = sources.collect::<Option<Vec<_>>>()?.into();
        Some(Self { headings: self.headings.clone(), numbering, text: Arc::clone(&self.text), aside: self.aside })
    }
}

impl Graph {
    /// The rendered prose of a brief, in its own language or in `lang`; none where it is not written in that.
    pub fn text(&self, ix: BriefIx, lang: Option<&str>) -> Option<Cow<'_, Text>> {
        let brief = self.briefs.get(ix.index())?;
        let version = match lang {
            Some(lang) => self.body(ix)?.translations.get(lang)?,
            None => &self.body(ix)?.original,
        };
        if let Some(text) = version.text.get() {
            return Some(Cow::Borrowed(text));
        }
        let aside = version.aside.zip(self.aside.as_ref()).and_then(|(place, aside)| aside.get(place));
        if let Some(text) = aside.and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
            return Some(Cow::Owned(text));
        }
        let scope = Scope { graph: self, own: ix, lang, links_names: true, notes: None };
        let markdown = lang.map_or_else(|| Some(brief.markdown()), |lang| Some(brief.translations.get(lang)?.markdown()))?;
        let text = Text::of(&markup::render(&markdown, &scope, &mut Numbering::default()));
        Some(if self.is_held(ix) { Cow::Borrowed(version.text.get_or_init(|| text)) } else { Cow::Owned(text) })
    }

    /// Whether the text of a brief is held in memory: of a large casebook, that of the first briefs alone.
    fn is_held(&self, ix: BriefIx) -> bool {
        self.aside.is_none() || ix.0 < self.held
    }

    /// Puts a text aside that is not held.
    fn put_aside(&self, ix: BriefIx, text: &Text) -> Option<Aside> {
        let aside = self.aside.as_ref().filter(|_| !self.is_held(ix))?;
        // Two strings always serialise.
        aside.put(&postcard::to_stdvec(text).ok()?)
    }
}

impl Text {
    /// Copied to their size: a text that is kept in the room it grew in keeps a third more than it needs.
    fn of(rendered: &Rendered) -> Self {
        Self { html: rendered.html.as_str().into(), plain: rendered.plain.as_str().into() }
    }
}

impl Body {
    fn moved(&self, moved: &Moved) -> Option<Self> {
        let translations = self.translations.iter().map(|(lang, version)| Some((lang.clone(), version.moved(moved)?)));
        Some(Self { original: self.original.moved(moved)?, translations: translations.collect::<Option<_>>()?, asked: self.asked })
    }
}

/// What rendering one brief found.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub body: Arc<Body>,
    pub asked: Arc<Asked>,
    pub backlinks: Vec<(BriefIx, Backlink)>,
    pub unresolved: Vec<Unresolved>,
    pub problems: Vec<Diagnostic>,
    pub pictures: Vec<String>,
    pub site_links: Vec<SiteLink>,
}

impl Written {
    /// The same where briefs stand elsewhere; none where one that it speaks of is gone, or some were not there.
    pub fn moved(&self, moved: &Moved) -> Option<Self> {
        let elsewhere =
            |(target, link): &(BriefIx, Backlink)| Some((moved.to(*target)?, Backlink { from: moved.to(link.from)?, ..link.clone() }));
        let backlinks = self.backlinks.iter().map(elsewhere).collect::<Option<Vec<_>>>()?;
        let body = Arc::new(self.body.moved(moved)?);
        self.unresolved.is_empty().then(|| Self { body, backlinks, ..self.clone() })
    }
}

/// A link of prose to an address of this site. Whether it exists is known when every page is planned.
#[derive(Clone, Debug)]
pub struct SiteLink {
    /// The file.
    pub path: Arc<str>,
    /// Bytes of the link.
    pub span: Span,
    /// Root-absolute, with its fragment.
    pub address: String,
}

/// Where a text stands: its file and the byte its Markdown begins at.
struct Place<'a> {
    path: &'a Arc<str>,
    start: usize,
    /// The span to use for every fault, where offsets inside the text say nothing.
    whole: Option<Span>,
}

/// Renders a brief's prose and checks its inline Markdown.
pub(super) fn write(graph: &Graph, ix: BriefIx) -> Written {
    let brief = &graph[ix];
    let mut written = Written::default();
    let notes = Notes::default();
    let scope = Scope { graph, own: ix, lang: None, links_names: true, notes: Some(&notes) };
    let place = Place { path: &brief.path, start: brief.body.start, whole: None };
    let mut body = Body { original: version(&brief.markdown(), &scope, &place, &mut written), ..Body::default() };
    for (at, (lang, translation)) in brief.translations.iter().enumerate() {
        let before = written.backlinks.len();
        let scope = Scope { graph, own: ix, lang: Some(lang), links_names: true, notes: Some(&notes) };
        let place = Place { path: &translation.path, start: translation.body.start, whole: None };
        let version = version(&translation.markdown(), &scope, &place, &mut written);
        body.translations.insert(lang.clone(), version);
        let number = u8::try_from(at + 1).unwrap_or(u8::MAX);
        written.backlinks.iter_mut().skip(before).for_each(|(_, backlink)| backlink.version = number);
    }
    let prose = notes.take(graph);
    inline(graph, ix, &notes, &mut written);
    ask_more(graph, ix, &notes);
    let fields = notes.take(graph);
    body.asked = Some([digest(&prose), digest(&fields)]);
    written.asked = Arc::new(Asked { prose, fields });
    written.body = Arc::new(body);
    written
}

fn version(markdown: &str, scope: &Scope<'_>, place: &Place<'_>, written: &mut Written) -> Version {
    let mut numbering = Numbering::default();
    if markdown.trim().is_empty() {
        return Version::default();
    }
    let mut rendered = markup::render(markdown, scope, &mut numbering);
    // Whoever reads the Markdown as data is told what these are called, whether or not they are references here.
    markup::bracketed(markdown).for_each(|name| scope.note(Way::Reference, name));
    if let Some(problem) = too_much(&rendered, &scope.graph.config.limits, place) {
        written.problems.push(problem);
        // What nobody may see need not be kept.
        rendered = Rendered { faults: rendered.faults, ..Rendered::default() };
    }
    note(scope.graph, scope.own, &mut rendered, place, written);
    if scope.graph.are_texts_late {
        return Version::of(rendered.headings, numbering);
    }
    let text = Text::of(&rendered);
    let aside = scope.graph.put_aside(scope.own, &text);
    let text = if aside.is_some() { OnceLock::new() } else { text.into() };
    Version { text: Arc::new(text), aside, headings: rendered.headings, numbering }
}

/// Prose that is too deep, or too large for the page it stands on.
fn too_much(rendered: &Rendered, limits: &Limits, place: &Place<'_>) -> Option<Diagnostic> {
    let (depth, range) = &rendered.deepest;
    let problem = |range: &Range<usize>, message: String, help: &str| {
        let span = Span::new(place.start + range.start, place.start + range.start + 1);
        Some(Diagnostic::new(code::LIMIT, place.path, span, message).help(help))
    };
    if *depth > limits.depth {
        let message = format!("Markdown inside Markdown {depth} times, more than {}", limits.depth);
        return problem(range, message, "no reader follows so far; a site raises `limits: {depth: …}` in casebook.yaml");
    }
    if rendered.html.len() > limits.page {
        let message = format!("this text becomes {} bytes of a page, more than {}", rendered.html.len(), limits.page);
        return problem(&(0..0), message, "divide it into several briefs; a site raises `limits: {page: …}` in casebook.yaml");
    }
    None
}

/// Front matter's inline Markdown is rendered again on the pages that show it; here its faults and mentions count.
fn inline(graph: &Graph, ix: BriefIx, notes: &Notes, written: &mut Written) {
    let brief = &graph[ix];
    super::fields::visit_prose(brief, &mut |_, prose| {
        if !prose.value.contains(['[', '<', '!', '&']) {
            return;
        }
        let scope = Scope { graph, own: ix, lang: None, links_names: false, notes: Some(notes) };
        let mut rendered = markup::inline(&prose.value, &scope, &mut Numbering::default());
        let raw = brief.text.get(prose.span.range()).unwrap_or_default();
        let written_as_is = raw.contains(&*prose.value);
        let quote = usize::from(raw.starts_with(['"', '\'']));
        let whole = (!written_as_is).then_some(prose.span);
        let place = Place { path: &brief.path, start: prose.span.start as usize + quote, whole };
        note(graph, ix, &mut rendered, &place, written);
    });
}

/// What other pages and other languages show of the front matter as inline Markdown asks the same way.
fn ask_more(graph: &Graph, ix: BriefIx, notes: &Notes) {
    let brief = &graph[ix];
    let scope = Scope { graph, own: ix, lang: None, links_names: false, notes: Some(notes) };
    let ask = |text: &str| {
        if text.contains('[') {
            markup::inline(text, &scope, &mut Numbering::default());
        }
    };
    super::fields::visit(brief, &mut |seen| ask(seen.text));
    brief.translations.values().flat_map(|translation| translation.claims.values()).for_each(|text| ask(text));
}

fn note(graph: &Graph, from: BriefIx, rendered: &mut Rendered, place: &Place<'_>, written: &mut Written) {
    for mention in rendered.mentions.drain(..).filter(|mention| mention.target.brief != from) {
        let how = How::Prose(mention.manner);
        let backlink = Backlink { from, how, sentence: mention.sentence, part: mention.target.part, version: 0 };
        written.backlinks.push((mention.target.brief, backlink));
    }
    written.pictures.append(&mut rendered.pictures);
    for fault in rendered.faults.drain(..) {
        let span = place.whole.unwrap_or_else(|| Span::new(place.start + fault.range.start, place.start + fault.range.end));
        report(graph, fault, span, place.path, written);
    }
}

fn report(graph: &Graph, fault: Fault, span: Span, path: &Arc<str>, written: &mut Written) {
    let mut unresolved = |text: String, kinds| {
        let miss = graph.resolver().resolve(graph, &text, kinds).err().unwrap_or(Miss::Unknown);
        let (path, text) = (Arc::clone(path), text.into());
        written.unresolved.push(Unresolved { path, span, text, kinds, if_withheld: IfWithheld::Refuse, or_word: false, miss });
    };
    let diagnostic = match fault.kind {
        FaultKind::Reference(text) => return unresolved(text, Kinds::ANY),
        FaultKind::Citation(text) => return unresolved(text, Kinds::SOURCE),
        FaultKind::SiteLink(address) => {
            written.site_links.push(SiteLink { path: Arc::clone(path), span, address });
            return;
        }
        FaultKind::RawHtml => Diagnostic::new(code::RAW_HTML, path, span, "HTML in a brief")
            .help("write Markdown; put a literal < in backticks or write it as &lt;"),
        FaultKind::UnsafeUrl(why) => Diagnostic::new(code::UNSAFE_URL, path, span, format!("this link is not safe to publish: {why}")),
        FaultKind::Picture(src) => Diagnostic::new(code::UNRESOLVED_REFERENCE, path, span, format!("no picture {src} beside this brief"))
            .help("pictures are png, jpg, webp, gif or avif files below content/, named relative to the brief"),
        FaultKind::MissingAlt => Diagnostic::new(code::MISSING_ALT, path, span, "the picture has no words for readers who cannot see it")
            .help("write them between the brackets: ![what it shows](file.png)"),
        FaultKind::HeadingOrder(_, 1) => {
            Diagnostic::new(code::HEADING_ORDER, path, span, "a first-level heading: the title is the page's").help("begin with ##")
        }
        FaultKind::HeadingOrder(before, now) => {
            Diagnostic::new(code::HEADING_ORDER, path, span, format!("heading level {now} after level {before}"))
                .help("do not skip a level")
        }
        FaultKind::Footnote(label) => Diagnostic::new(code::UNRESOLVED_REFERENCE, path, span, format!("footnote ^{label} has no text")),
    };
    written.problems.push(diagnostic);
}
