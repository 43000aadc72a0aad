//! A reader over one mapping of a tree: each kind's file asks for its fields by name.
//!
//! The reader knows the mapping's [`Field`]s, so unknown keys are found once, on opening. Whatever a field cannot use
//! becomes a problem at its place, and reading goes on: a file's faults are all found in one run.

use super::table::{Field, Tables, has};
use super::tree::{Data, Entry, Node};
use crate::diagnostic::{Code, Diagnostic, Span, code};
use crate::model::{Limits, Spanned};
use crate::text::escape::visible;
use crate::text::near;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What reading one file needs and gathers.
pub struct Cx<'a> {
    /// The file, for problems.
    pub path: &'a Arc<str>,
    /// The words a site may extend.
    pub words: &'a Words<'a>,
    /// What was found so far.
    pub problems: Vec<Diagnostic>,
    /// The key whose value is being read, for messages.
    pub key: &'static str,
}

/// What one site decides for all its briefs: the vocabularies, built in and its own, and the limits.
#[derive(Debug, Default)]
pub struct Words<'a> {
    /// Types of actors.
    pub actor_types: BTreeSet<&'a str>,
    /// Types of events.
    pub event_types: BTreeSet<&'a str>,
    /// Types of relations, both directions.
    pub relation_types: BTreeSet<&'a str>,
    /// Words of the site's likelihood scale.
    pub likelihoods: Vec<&'static str>,
    /// How much one brief may ask.
    pub limits: Limits,
}

impl Cx<'_> {
    /// Adds a problem with a hint.
    pub fn problem(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Diagnostic::new(code, self.path, span, message).help(help));
    }

    /// Adds a `bad-value`.
    pub fn bad(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problem(code::BAD_VALUE, span, message, help);
    }
}

/// How a value is read; `None` when it could not be, with the reason among the problems.
pub type Read<T> = fn(&Node<'_>, &mut Cx<'_>) -> Option<T>;

/// Unknown keys of one mapping that are named one by one.
const MOST_UNKNOWN: usize = 50;

/// An opened mapping.
#[derive(Clone, Copy)]
pub struct Map<'n, 't> {
    entries: &'n [Entry<'t>],
    tables: Tables,
    /// The whole mapping.
    pub span: Span,
    /// Whether an entry was lost: a key written twice, merged or unreadable.
    pub incomplete: bool,
}

impl<'n, 't> Map<'n, 't> {
    /// Opens a mapping and reports keys that are not in its tables; another node is a wrong type.
    pub fn open(node: &'n Node<'t>, tables: Tables, cx: &mut Cx<'_>) -> Option<Self> {
        let Data::Mapping { entries, faulty } = &node.data else {
            wrong(node, "a mapping of keys and values", cx);
            return None;
        };
        let map = Self { entries, tables, span: node.span, incomplete: *faulty };
        let mut unknown = map.unknown();
        for entry in unknown.by_ref().take(MOST_UNKNOWN) {
            unknown_key(entry, tables, cx);
        }
        if let Some(next) = unknown.next() {
            let message = format!("{} more unknown keys", unknown.count() + 1);
            cx.problem(code::UNKNOWN_KEY, next.key_span, message, "mend those above first");
        }
        Some(map)
    }

    /// Entries whose key is in no table.
    pub fn unknown(&self) -> impl Iterator<Item = &'n Entry<'t>> + use<'n, 't> {
        let tables = self.tables;
        self.entries.iter().filter(move |entry| !has(tables, &entry.key))
    }

    /// The entry of that key, whatever its value.
    pub fn entry(&self, key: &'static str) -> Option<&'n Entry<'t>> {
        debug_assert!(has(self.tables, key), "{key} is read but stands in no table");
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// A field that may be missing or empty.
    pub fn get<T>(&self, key: &'static str, cx: &mut Cx<'_>, read: Read<T>) -> Option<T> {
        let entry = self.entry(key).filter(|entry| !entry.value.is_blank())?;
        cx.key = key;
        read(&entry.value, cx)
    }

    /// A field that must be there.
    pub fn need<T>(&self, key: &'static str, cx: &mut Cx<'_>, read: Read<T>) -> Option<T> {
        let entry = self.entry(key);
        if let Some(entry) = entry.filter(|entry| !entry.value.is_blank()) {
            cx.key = key;
            return read(&entry.value, cx);
        }
        let about = self.about(key);
        let missing = |span| (span, format!("`{key}` is missing"), format!("add `{key}:`; {about}"));
        let empty = |entry: &Entry<'_>| (entry.key_span, format!("`{key}` has no value"), format!("fill it in; {about}"));
        let (span, message, help) = entry.map_or_else(|| missing(self.head()), empty);
        cx.problem(code::MISSING_FIELD, span, message, help);
        None
    }

    /// A list; missing or empty means none, and so does an empty item.
    pub fn list<T>(&self, key: &'static str, cx: &mut Cx<'_>, read: Read<T>) -> Vec<T> {
        let Some(entry) = self.entry(key).filter(|entry| !entry.value.is_null()) else { return Vec::new() };
        cx.key = key;
        match &entry.value.data {
            Data::Sequence(items) => {
                // As large as needed and no larger: a casebook holds very many short lists.
                let mut read_items = Vec::with_capacity(items.len());
                for item in items.iter().filter(|item| !item.is_blank()) {
                    // Reading the item before may have named a field of its own.
                    cx.key = key;
                    read_items.extend(read(item, cx));
                }
                read_items
            }
            Data::Scalar { .. } => {
                let message = format!("`{key}` takes a list");
                cx.bad(entry.value.span, message, format!("put brackets round it: `{key}: […]`"));
                Vec::new()
            }
            _ => {
                wrong(&entry.value, "a list", cx);
                Vec::new()
            }
        }
    }

    /// A list, or one value standing for a list of one.
    pub fn one_or_more<T>(&self, key: &'static str, cx: &mut Cx<'_>, read: Read<T>) -> Vec<T> {
        match self.entry(key) {
            Some(entry) if !matches!(entry.value.data, Data::Sequence(_)) => self.get(key, cx, read).into_iter().collect(),
            _ => self.list(key, cx, read),
        }
    }

    /// Keys of the author's own, each with a value.
    pub fn pairs<T>(&self, key: &'static str, cx: &mut Cx<'_>, read: Read<T>) -> Vec<(Spanned<Box<str>>, T)> {
        let Some(entry) = self.entry(key).filter(|entry| !entry.value.is_blank()) else { return Vec::new() };
        cx.key = key;
        let Data::Mapping { entries, .. } = &entry.value.data else {
            wrong(&entry.value, "a mapping of keys and values", cx);
            return Vec::new();
        };
        let pair = |entry: &Entry<'_>| {
            cx.key = key;
            let value = Some(&entry.value).filter(|value| !value.is_blank()).and_then(|value| read(value, cx))?;
            Some((Spanned::new(entry.key.as_ref().into(), entry.key_span), value))
        };
        entries.iter().filter_map(pair).collect()
    }

    /// A short span for problems of the mapping as a whole: up to the end of its first key.
    pub fn head(&self) -> Span {
        let end = self.entries.first().map_or(self.span.end, |entry| entry.key_span.end);
        Span { start: self.span.start, end: end.max(self.span.start) }
    }

    fn about(&self, key: &str) -> &'static str {
        self.tables.iter().flat_map(|table| table.iter()).find(|field| field.key == key).map_or("", |field: &Field| field.about)
    }
}

fn unknown_key(entry: &Entry<'_>, tables: Tables, cx: &mut Cx<'_>) {
    let keys = || tables.iter().flat_map(|table| table.iter()).map(|field| field.key);
    let top = tables.len() > 1;
    let help = near::did_you_mean(&entry.key, keys()).unwrap_or_else(|| {
        if top { "data of your own goes under `extra`".to_owned() } else { format!("it takes {}", keys().collect::<Vec<_>>().join(", ")) }
    });
    cx.problem(code::UNKNOWN_KEY, entry.key_span, format!("unknown key `{}`", visible(&entry.key)), help);
}

/// Reports a value of the wrong type, unless it is already reported.
pub fn wrong(node: &Node<'_>, expected: &str, cx: &mut Cx<'_>) {
    if !matches!(node.data, Data::Broken) {
        let message = format!("`{}` takes {expected}, not {}", cx.key, node.describe());
        cx.bad(node.span, message, format!("write {expected}"));
    }
}
