//! YAML as a tree whose nodes know their place. Front matter and source libraries are read from it field by field.
//!
//! Nothing is interpreted: `no` and `1.10` stay what was written. What YAML offers beyond plain data (anchors, aliases,
//! tags, merge keys, several documents) is a problem, and so is a key that is written twice. A node that could not be
//! read stands as [`Data::Broken`], so that its reader adds no second problem to the first.

use crate::diagnostic::{Code, Diagnostic, Span, code};
use crate::text::escape::visible;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, options};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::Arc;

/// How large a tree may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Collections inside collections.
    pub depth: usize,
    /// Scalars and collections together.
    pub nodes: usize,
}

/// For casebook.yaml, which says how large a brief's front matter may be.
pub const CONFIGURATION: Limits = Limits { depth: 32, nodes: 200_000 };

/// For a library of many sources.
pub const LIBRARY: Limits = Limits { depth: 32, nodes: 5_000_000 };

/// One node with its place in the file.
#[derive(Debug)]
pub struct Node<'t> {
    /// A quoted scalar's begins at its quote, a flow collection's at its bracket.
    pub span: Span,
    /// What stands there.
    pub data: Data<'t>,
}

/// What a node is.
#[derive(Debug)]
pub enum Data<'t> {
    /// Text; `plain` when it was written without quotes or block style.
    Scalar {
        /// Without quotes, escapes resolved.
        text: Cow<'t, str>,
        /// Written without quotes or block style.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node<'t>>),
    /// Keys and values in the order written.
    Mapping {
        /// Each key once.
        entries: Vec<Entry<'t>>,
        /// Whether an entry was left out because of a problem that is already reported.
        faulty: bool,
    },
    /// Something that is already reported as a problem.
    Broken,
}

/// A key and its value.
#[derive(Debug)]
pub struct Entry<'t> {
    /// The key's text.
    pub key: Cow<'t, str>,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t>,
}

impl Node<'_> {
    /// Whether nothing stands there: an empty value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.data, Data::Scalar { text, plain: true } if matches!(&**text, "~" | "null" | ""))
    }

    /// Whether it says nothing: as [`Node::is_null`], or text of nothing but space.
    pub fn is_blank(&self) -> bool {
        self.is_null() || matches!(&self.data, Data::Scalar { text, .. } if text.trim().is_empty())
    }

    /// What it is, in a phrase.
    pub fn describe(&self) -> &'static str {
        match &self.data {
            _ if self.is_null() => "nothing",
            Data::Scalar { .. } => "a single value",
            Data::Sequence(_) => "a list",
            Data::Mapping { .. } => "a mapping",
            Data::Broken => "unreadable",
        }
    }
}

/// Reads the YAML that stands at byte `base` of a file. `None` when it cannot be read as a whole, with the reason among
/// the problems, or when it holds nothing.
pub fn read<'t>(yaml: &'t str, base: usize, limits: Limits, path: &Arc<str>, problems: &mut Vec<Diagnostic>) -> Option<Node<'t>> {
    let mut builder = Builder { yaml, base, limits, path, problems, stack: Vec::new(), root: None, documents: 0, nodes: 0 };
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    };
    for next in Parser::new_from_str_with_options(yaml, options) {
        match next {
            Ok((event, span)) => builder.event(event, &span)?,
            Err(error) => return builder.refuse(&error),
        }
    }
    builder.root
}

struct Builder<'t, 'p> {
    yaml: &'t str,
    base: usize,
    limits: Limits,
    path: &'p Arc<str>,
    problems: &'p mut Vec<Diagnostic>,
    stack: Vec<Frame<'t>>,
    root: Option<Node<'t>>,
    documents: usize,
    nodes: usize,
}

/// A collection that is still open.
enum Frame<'t> {
    Sequence { start: usize, items: Vec<Node<'t>> },
    Mapping { start: usize, entries: Vec<Entry<'t>>, key: Key<'t>, faulty: bool, seen: FxHashSet<Cow<'t, str>> },
}

/// What a mapping waits for.
enum Key<'t> {
    Awaited,
    Read(Cow<'t, str>, Span),
    Refused,
}

/// From this many keys on, sameness is looked up in a set.
const MANY: usize = 24;

impl<'t> Builder<'t, '_> {
    /// `None` ends the reading: a limit or a second document.
    fn event(&mut self, event: Event<'t>, span: &granit_parser::Span) -> Option<()> {
        let bytes = span.byte_range().unwrap_or_default();
        let place = Span::new(bytes.start + self.base, bytes.end + self.base);
        if event.tag().is_some() {
            let tag =
                span.tag_span().and_then(|tag| tag.byte_range()).map_or(place, |tag| Span::new(tag.start + self.base, tag.end + self.base));
            self.feature(tag, "a tag", "leave the tag out; what a value means is decided by its field");
        }
        match event {
            Event::DocumentStart(..) => return self.document(place),
            Event::Scalar(text, style, ..) => self.scalar(text, style, place)?,
            Event::SequenceStart(..) => {
                self.count(place)?;
                self.stack.push(Frame::Sequence { start: place.start as usize, items: Vec::new() });
            }
            Event::MappingStart(..) => {
                self.count(place)?;
                let seen = FxHashSet::default();
                self.stack.push(Frame::Mapping {
                    start: place.start as usize,
                    entries: Vec::new(),
                    key: Key::Awaited,
                    faulty: false,
                    seen,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place),
            Event::Anchor(..) => self.feature(place, "an anchor", "write the value where it is needed"),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.feature(place, "an alias", "write the value itself; a text that begins with * needs quotes");
                self.place(Node { span: place, data: Data::Broken });
            }
            _ => {}
        }
        Some(())
    }

    fn document(&mut self, place: Span) -> Option<()> {
        self.documents += 1;
        if self.documents > 1 {
            self.feature(place, "a second document", "one document is all a file may hold");
            return None;
        }
        Some(())
    }

    fn count(&mut self, place: Span) -> Option<()> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let message = format!("more than {} values in one file", self.limits.nodes);
            self.problem(code::LIMIT, place, message, "divide it into several files; a site raises `limits: {values: …}` in casebook.yaml");
            self.root = None;
            return None;
        }
        Some(())
    }

    fn scalar(&mut self, text: Cow<'t, str>, style: ScalarStyle, place: Span) -> Option<()> {
        self.count(place)?;
        let plain = style == ScalarStyle::Plain;
        let span = if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) { self.trimmed(place) } else { place };
        if let Some(control) = text.chars().find(|c| is_forbidden(*c)) {
            let message = format!("the control character {} in a text", visible(control.encode_utf8(&mut [0; 4])));
            self.problem(code::BAD_VALUE, span, message, "take it out");
            self.place(Node { span, data: Data::Broken });
        } else {
            let text = if text.contains(is_misread) { text.replace(is_misread, "\u{fffd}").into() } else { text };
            self.place(Node { span, data: Data::Scalar { text, plain } });
        }
        Some(())
    }

    /// A block scalar's span reaches into the next line's indentation; it should end with its text.
    fn trimmed(&self, place: Span) -> Span {
        let start = place.start as usize;
        let written = self.yaml.get(start - self.base..place.end as usize - self.base).unwrap_or_default();
        Span::new(start, start + written.trim_end().len())
    }

    fn close(&mut self, place: Span) {
        let node = match self.stack.pop() {
            Some(Frame::Sequence { start, items }) => {
                let last = items.last().map_or(start, |item| item.span.end as usize);
                Node { span: ended(start, last, place), data: Data::Sequence(items) }
            }
            Some(Frame::Mapping { start, entries, faulty, .. }) => {
                let last = entries.last().map_or(start, |entry| entry.value.span.end.max(entry.key_span.end) as usize);
                Node { span: ended(start, last, place), data: Data::Mapping { entries, faulty } }
            }
            None => return,
        };
        self.place(node);
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Node<'t>) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Frame::Sequence { items, .. }) => items.push(node),
            Some(Frame::Mapping { key, .. }) => match std::mem::replace(key, Key::Awaited) {
                Key::Awaited => self.key(node),
                Key::Refused => {}
                Key::Read(key, key_span) => {
                    if let Some(Frame::Mapping { entries, .. }) = self.stack.last_mut() {
                        entries.push(Entry { key, key_span, value: node });
                    }
                }
            },
        }
    }

    fn key(&mut self, node: Node<'t>) {
        let span = node.span;
        let refusal = match node.data {
            Data::Scalar { text, plain } if !(plain && text == "<<") => match self.earlier(&text) {
                None => return self.expect_value(Key::Read(text, span)),
                Some(first) => {
                    let message = format!("the key `{}` is written twice", visible(&text));
                    let problem = Diagnostic::new(code::DUPLICATE_KEY, self.path, span, message).help("keep one of the two");
                    Some(problem.related(self.path, first, "first written here"))
                }
            },
            Data::Scalar { .. } => {
                let problem = Diagnostic::new(code::YAML_FEATURE, self.path, span, "a merge key");
                Some(problem.help("write the keys where they are needed"))
            }
            Data::Broken => None,
            _ => Some(Diagnostic::new(code::INVALID_YAML, self.path, span, "a collection used as a key").help("a key is a single word")),
        };
        self.problems.extend(refusal);
        self.expect_value(Key::Refused);
    }

    fn expect_value(&mut self, expected: Key<'t>) {
        if let Some(Frame::Mapping { key, faulty, entries, seen, .. }) = self.stack.last_mut() {
            *faulty |= matches!(expected, Key::Refused);
            if let Key::Read(text, _) = &expected
                && entries.len() >= MANY
            {
                if seen.is_empty() {
                    seen.extend(entries.iter().map(|entry| entry.key.clone()));
                }
                seen.insert(text.clone());
            }
            *key = expected;
        }
    }

    /// Where the innermost mapping already has that key.
    fn earlier(&self, text: &str) -> Option<Span> {
        let Some(Frame::Mapping { entries, seen, .. }) = self.stack.last() else { return None };
        if entries.len() > MANY && !seen.contains(text) {
            return None;
        }
        entries.iter().find(|entry| entry.key == text).map(|entry| entry.key_span)
    }

    fn feature(&mut self, span: Span, what: &str, help: &str) {
        self.problem(code::YAML_FEATURE, span, what, help);
    }

    fn problem(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::new(code, self.path, span, message).help(help));
    }

    fn refuse(self, error: &ScanError) -> Option<Node<'t>> {
        let at = error.marker().byte_offset().unwrap_or_default().min(self.yaml.len());
        let length = self.yaml.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let span = Span::new(at + self.base, at + self.base + length);
        let code = match error.kind() {
            ErrorKind::DirectiveDisallowed => code::YAML_FEATURE,
            ErrorKind::RecursionLimitExceeded => code::LIMIT,
            _ => code::INVALID_YAML,
        };
        let message = match error.kind() {
            ErrorKind::RecursionLimitExceeded => format!("collections inside collections more than {} times", self.limits.depth),
            _ => visible(&error.info()),
        };
        let problem = Diagnostic::new(code, self.path, span, message);
        self.problems.push(problem.help(advice(error.kind())));
        None
    }
}

/// A flow collection ends at its bracket; a block collection's end mark is where the next thing begins, so it ends with
/// its last part.
fn ended(start: usize, last: usize, end: Span) -> Span {
    if end.end > end.start { Span::new(start, end.end as usize) } else { Span::new(start, last) }
}

/// Characters that XML and HTML cannot hold.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}')
}

/// Control characters that stand for nothing: what is left of letters that were once read in a wrong encoding. They are
/// shown as the replacement character, as a browser would show them.
fn is_misread(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}')
}

fn advice(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::MappingValueNotAllowed => "put quotes around a text that holds a colon and a space, and begin each key on its own line",
        ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed | ErrorKind::TabInIndentation => "indent with spaces",
        ErrorKind::UnexpectedCharacter { .. } => "put quotes around a text that begins with this character",
        ErrorKind::UnclosedQuotedScalar | ErrorKind::UnclosedFlowCollection { .. } => "close it",
        ErrorKind::UnknownQuotedScalarEscape => "inside double quotes a backslash begins an escape; write \\\\ or use single quotes",
        ErrorKind::RecursionLimitExceeded => "fewer levels suffice for every field",
        _ => "check the indentation and the quotes round this place",
    }
}
