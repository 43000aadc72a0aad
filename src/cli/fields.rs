//! What a field takes, in words, from the parser's own table: `new` comments with it.

use crate::brief::fields::Words;
use crate::brief::table::{Shape, Vocabulary};
use crate::content::Snapshot;
use crate::diagnostic::Problems;
use crate::disk::{self, fresh};
use crate::model::{Config, Kind, Kinds};
use std::path::Path;

/// The configuration of the casebook at a root; the defaults where there is none that can be read.
pub fn configuration(root: Option<&Path>) -> Option<Config> {
    let read = |bytes: Vec<u8>| {
        let mut snapshot = Snapshot::default();
        snapshot.insert(disk::CONFIGURATION, bytes);
        crate::brief::read_config(&snapshot, &mut Problems::default())
    };
    let own = root.and_then(|root| fresh::read(&root.join(disk::CONFIGURATION)).ok()).and_then(read);
    own.or_else(|| read(b"title: none\n".to_vec()))
}

/// The words of a vocabulary that a site may extend.
pub fn vocabulary<'w>(vocabulary: Vocabulary, words: &'w Words<'_>) -> Vec<&'w str> {
    match vocabulary {
        Vocabulary::ActorTypes => words.actor_types.iter().copied().collect(),
        Vocabulary::EventTypes => words.event_types.iter().copied().collect(),
        Vocabulary::RelationTypes => words.relation_types.iter().copied().collect(),
        Vocabulary::Likelihoods => words.likelihoods.clone(),
    }
}

/// What a shape expects, as a phrase; nothing for plain text, which needs none.
pub fn expects(shape: &Shape, words: &Words<'_>) -> Option<String> {
    let one_of = |words: &[&str]| Some(format!("one of: {}", words.join(", ")));
    match shape {
        Shape::Text | Shape::Map(_) | Shape::Free | Shape::Pairs(_) => None,
        Shape::Prose => Some("text with [[links]] and [@citations]".into()),
        Shape::Date => Some("a date: 2024, 2024-01, 2024-01-16; ? uncertain, ~ approximate; 2012/.. since".into()),
        Shape::Instant => Some("an instant with its offset: 2024-02-10T06:00:00+05:00, in quotes".into()),
        Shape::Flag => Some("true or false".into()),
        Shape::Number => Some("a number".into()),
        Shape::Whole(from, to) => Some(format!("a whole number, {from} to {to}")),
        Shape::Word(list) => one_of(list),
        Shape::Vocabulary(name) => one_of(&vocabulary(*name, words)),
        Shape::Reference(kinds) => Some(format!("the id of {}", kinds_in_words(*kinds))),
        Shape::Id => Some("lower-case letters, digits, hyphens".into()),
        Shape::Language => Some("a language tag: en, ur, fa-Latn".into()),
        Shape::Country => Some("a country code: PK".into()),
        Shape::Region => Some("a region code: PK-BA".into()),
        Shape::Url => Some("an address that begins with https://".into()),
        Shape::Address => Some("an address on this site: /old/path/".into()),
        Shape::File => Some("the name of a file beside this one".into()),
        Shape::Sha256 => Some("64 hexadecimal digits".into()),
        Shape::List(item) => expects(item, words).map(|phrase| format!("a list; each {phrase}")),
        Shape::OneOrMore(item) => expects(item, words).map(|phrase| format!("one or a list; each {phrase}")),
    }
}

fn kinds_in_words(kinds: Kinds) -> String {
    if kinds == Kinds::ANY {
        return "any brief".into();
    }
    let article = |kind: &Kind| format!("{} {kind}", if kind.as_str().starts_with(['a', 'e']) { "an" } else { "a" });
    let named: Vec<String> = Kind::ALL.iter().filter(|kind| kinds.has(**kind)).map(article).collect();
    named.join(" or ")
}
