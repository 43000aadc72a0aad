//! The actor's own fields.

use super::fields::{Cx, Map};
use super::table::{Field, SOURCES, Shape, Vocabulary, field, required};
use super::tree::Node;
use super::value;
use crate::model::actor::{Actor, Name};
use crate::model::terms::NameUse;
use crate::model::{Kinds, Spanned};

/// Fields beside the shared ones.
pub const FIELDS: &[Field] = &[
    required("type", Shape::Vocabulary(Vocabulary::ActorTypes), "what sort of actor it is", "armed-group"),
    field("names", Shape::List(&Shape::Map(NAME)), "its names by language and use", "[{text: \"جیش العدل\", lang: fa, use: native}]"),
    field("active", Shape::Date, "when it existed or was in office", "2012/.."),
    field("countries", Shape::List(&Shape::Country), "where it is based or belongs", "[IR, PK]"),
];

const NAME: &[Field] = &[
    required("text", Shape::Text, "the name", "Jaysh al-Adl"),
    field("lang", Shape::Language, "its language, with the script where romanised", "ar-Latn"),
    field("use", Shape::Word(NameUse::WORDS), "how the name is used (SKOS, FollowTheMoney); default variant", "variant"),
    field("used_by", Shape::OneOrMore(&Shape::Reference(Kinds::ANY)), "who uses it", "iran"),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

/// Reads them.
pub fn read(map: &Map<'_, '_>, cx: &mut Cx<'_>) -> Actor {
    Actor {
        actor_type: map.need("type", cx, actor_type).unwrap_or_else(|| Spanned::new("other".into(), map.head())),
        names: map.list("names", cx, name),
        active: map.get("active", cx, value::date),
        countries: map.list("countries", cx, value::country),
    }
}

fn actor_type(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let words = cx.words;
    value::vocabulary(node, &words.actor_types, "vocabulary.actor_types", cx)
}

fn name(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Name> {
    let map = Map::open(node, &[NAME], cx)?;
    let text = map.need("text", cx, value::text);
    let lang = map.get("lang", cx, value::language);
    let name_use = map.get("use", cx, value::term::<NameUse>).map_or(NameUse::Variant, |word| word.value);
    let used_by = map.one_or_more("used_by", cx, value::reference);
    let sources = map.list("sources", cx, value::reference);
    Some(Name { span: map.span, text: text?, lang, name_use, used_by, sources })
}
