//! Claims and figures: who says what.

use super::fields::{Cx, Map};
use super::table::{ANY, Field, SOURCES, Shape, field, required};
use super::tree::Node;
use super::value;
use crate::model::Kinds;
use crate::model::claim::{Claim, Figure, Original, Rating};
use crate::model::terms::{Matter, Reliability, Stance};

const SPEAKER: Shape = Shape::Reference(Kinds::SPEAKER);

/// The fields of one claim.
pub const CLAIM: &[Field] = &[
    required("id", Shape::Id, "its name in this brief; others refer to it as event#c1", "c1"),
    required("by", SPEAKER, "who says it: an actor, or a source that speaks for itself", "iran-mfa"),
    required("stance", Shape::Word(Stance::WORDS), "what the speaker does with it", "asserts"),
    required("about", Shape::Word(Matter::WORDS), "the matter on which rival answers are compared", "target"),
    field("value", Shape::Text, "the answer given, as a reference or a word", "jaish-al-adl"),
    field("date", Shape::Date, "when it was said", "2024-01-17"),
    required("text", Shape::Prose, "what is said, in the desk's words or quoted", "\"…\""),
    field("original", Shape::Map(ORIGINAL), "the words as spoken", "{text: \"…\", lang: fa}"),
    field("responds_to", Shape::OneOrMore(&ANY), "the claim it answers, of this event or another", "c0"),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
    field("rating", Shape::Map(RATING), "the desk's rating (NATO AJP-2.1); beats the source's own", "{reliability: C, credibility: 4}"),
];

const ORIGINAL: &[Field] =
    &[required("text", Shape::Text, "the words", "\"…\""), required("lang", Shape::Language, "their language", "fa")];

const RATING: &[Field] = &[
    field("reliability", Shape::Word(Reliability::WORDS), "of the source: A completely … E unreliable, F cannot be judged", "C"),
    field("credibility", Shape::Whole(1, 6), "of the content: 1 confirmed by others … 5 improbable, 6 cannot be judged", "4"),
];

/// The fields of one figure.
pub const FIGURE: &[Field] = &[
    required("measure", Shape::Text, "what is counted", "killed"),
    field("low", Shape::Number, "the lower bound", "2"),
    field("best", Shape::Number, "the best estimate", "2"),
    field("high", Shape::Number, "the upper bound", "2"),
    field("of", Shape::Text, "the group counted", "children"),
    field("by", SPEAKER, "who gives the number", "pakistan-mofa"),
    field("as_of", Shape::Date, "the day it was given", "2024-01-17"),
    field("note", Shape::Prose, "what a reader should know about it", "\"…\""),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

/// Reads a claim; without id, stance, matter or text there is none.
pub fn claim(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Claim> {
    let map = Map::open(node, &[CLAIM], cx)?;
    let id = map.need("id", cx, value::id);
    let by = map.need("by", cx, value::reference);
    let stance = map.need("stance", cx, value::term);
    let about = map.need("about", cx, value::term);
    let value = map.get("value", cx, value::reference);
    let date = map.get("date", cx, value::date);
    let text = map.need("text", cx, value::prose);
    let original = map.get("original", cx, original);
    let responds_to = map.one_or_more("responds_to", cx, value::reference);
    let sources = map.list("sources", cx, value::reference);
    let rating = map.get("rating", cx, rating);
    Some(Claim {
        span: map.span,
        id: id?,
        by,
        stance: stance?,
        about: about?,
        value,
        date,
        text: text?,
        original,
        responds_to,
        sources,
        rating,
    })
}

/// Reads a figure; without a measure or any number there is none.
pub fn figure(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Figure> {
    let map = Map::open(node, &[FIGURE], cx)?;
    let measure = map.need("measure", cx, value::text);
    let (low, best, high) = (map.get("low", cx, value::number), map.get("best", cx, value::number), map.get("high", cx, value::number));
    if ["low", "best", "high"].iter().all(|key| map.entry(key).is_none()) {
        cx.problem(crate::diagnostic::code::MISSING_FIELD, map.head(), "the figure has no number", "add `low`, `best` or `high`");
    }
    let of = map.get("of", cx, value::text);
    let by = map.get("by", cx, value::reference);
    let as_of = map.get("as_of", cx, value::date);
    let note = map.get("note", cx, value::prose);
    let sources = map.list("sources", cx, value::reference);
    Some(Figure { span: map.span, measure: measure?, low, best, high, of, by, as_of, note, sources })
}

fn original(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Original> {
    let map = Map::open(node, &[ORIGINAL], cx)?;
    let (text, lang) = (map.need("text", cx, value::text), map.need("lang", cx, value::language));
    Some(Original { text: text?, lang: lang? })
}

fn rating(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Rating> {
    let map = Map::open(node, &[RATING], cx)?;
    let reliability = map.get("reliability", cx, value::term::<Reliability>);
    Some(Rating { reliability, credibility: map.get("credibility", cx, value::credibility) })
}
