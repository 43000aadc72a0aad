//! The event's own fields.

use super::fields::{Cx, Map};
use super::table::{Field, SOURCES, Shape, Vocabulary, field, required};
use super::tree::Node;
use super::{claim, value};
use crate::diagnostic::Span;
use crate::model::event::{Event, Location, Participant};
use crate::model::terms::{Certainty, Precision, Role};
use crate::model::{Kinds, Spanned};

/// Fields beside the shared ones.
pub const FIELDS: &[Field] = &[
    required("type", Shape::Vocabulary(Vocabulary::EventTypes), "what happened, in a word", "strike"),
    field("means", Shape::List(&Shape::Text), "with what", "[missile, drone]"),
    field("date", Shape::Date, "when it happened", "2024-01-16"),
    field("reported", Shape::Date, "when it became known", "2024-01-17"),
    field(
        "location",
        Shape::Map(LOCATION),
        "where",
        "{name: \"Koh-e-Sabz, Panjgur\", country: PK, lat: 26.97, lon: 64.10, precision: admin2}",
    ),
    field("participants", Shape::List(&Shape::Map(PARTICIPANT)), "who took part", "[{actor: irgc, role: initiator, certainty: confirmed}]"),
    field(
        "figures",
        Shape::List(&Shape::Map(claim::FIGURE)),
        "numbers, each with its speaker",
        "[{measure: killed, best: 2, by: pakistan-mofa, sources: [dawn-1806685]}]",
    ),
    field(
        "claims",
        Shape::List(&Shape::Map(claim::CLAIM)),
        "who says what",
        "[{id: c1, by: iran-mfa, stance: asserts, about: target, text: \"…\", sources: [dawn-1806685]}]",
    ),
    field("rung", Shape::Whole(0, 9), "its rung on the escalation ladder; default by type", "6"),
];

const LOCATION: &[Field] = &[
    field("name", Shape::Text, "as the desk names it", "Panjgur"),
    field("country", Shape::Country, "ISO 3166-1", "PK"),
    field("admin1", Shape::Region, "ISO 3166-2", "PK-BA"),
    field("lat", Shape::Number, "degrees north, -90 to 90", "26.97"),
    field("lon", Shape::Number, "degrees east, -180 to 180", "64.10"),
    field("precision", Shape::Word(Precision::WORDS), "how well the place is known (UCDP); default unknown", "admin2"),
];

const PARTICIPANT: &[Field] = &[
    required("actor", Shape::Reference(Kinds::ACTOR), "who", "irgc"),
    field("role", Shape::Word(Role::WORDS), "what it did; default participant", "initiator"),
    field("certainty", Shape::Word(Certainty::WORDS), "how sure that is; default reported", "confirmed"),
    field("note", Shape::Prose, "what a reader should know about it", "\"…\""),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

/// Reads them.
pub fn read(map: &Map<'_, '_>, cx: &mut Cx<'_>) -> Event {
    let event = Event {
        event_type: map.need("type", cx, event_type).unwrap_or_else(|| Spanned::new("other".into(), map.head())),
        means: map.list("means", cx, value::text),
        date: map.get("date", cx, value::date),
        reported: map.get("reported", cx, value::date),
        location: map.get("location", cx, location),
        participants: map.list("participants", cx, participant),
        figures: map.list("figures", cx, claim::figure),
        claims: map.list("claims", cx, claim::claim),
        rung: map.get("rung", cx, value::rung),
    };
    value::unique(event.claims.iter().map(|claim| &claim.id), "`claims`", cx);
    event
}

fn event_type(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let words = cx.words;
    value::vocabulary(node, &words.event_types, "vocabulary.event_types", cx)
}

fn location(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Location> {
    let map = Map::open(node, &[LOCATION], cx)?;
    let lat = map.get("lat", cx, latitude);
    let lon = map.get("lon", cx, longitude);
    let alone = if map.entry("lat").is_some() { "lon" } else { "lat" };
    if map.entry("lat").is_some() != map.entry("lon").is_some() {
        cx.bad(map.head(), "half a position", format!("add `{alone}`, or leave both out"));
    }
    Some(Location {
        span: map.span,
        name: map.get("name", cx, value::text),
        country: map.get("country", cx, value::country),
        admin1: map.get("admin1", cx, value::region),
        lat,
        lon,
        precision: map.get("precision", cx, value::term).map_or(Precision::Unknown, |word| word.value),
    })
}

fn latitude(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<f64>> {
    value::number(node, cx).and_then(|degrees| within(degrees, 90.0, node.span, cx))
}

fn longitude(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<f64>> {
    value::number(node, cx).and_then(|degrees| within(degrees, 180.0, node.span, cx))
}

fn within(degrees: Spanned<f64>, limit: f64, span: Span, cx: &mut Cx<'_>) -> Option<Spanned<f64>> {
    if degrees.value.abs() > limit {
        let message = format!("`{}` is beyond {limit} degrees", cx.key);
        cx.bad(span, message, "write decimal degrees (WGS 84), south and west negative");
        return None;
    }
    Some(degrees)
}

fn participant(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Participant> {
    let map = Map::open(node, &[PARTICIPANT], cx)?;
    let actor = map.need("actor", cx, value::reference);
    let role = map.get("role", cx, value::term).map_or(Role::Participant, |word| word.value);
    let certainty = map.get("certainty", cx, value::term).map_or(Certainty::Reported, |word| word.value);
    let note = map.get("note", cx, value::prose);
    let sources = map.list("sources", cx, value::reference);
    Some(Participant { span: map.span, actor: actor?, role, certainty, note, sources })
}
