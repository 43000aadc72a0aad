//! The recommendation's own fields.

use super::fields::{Cx, Map};
use super::table::{ANY, Field, SOURCES, Shape, field, required};
use super::tree::Node;
use super::value;
use crate::model::recommendation::{LogEntry, Measure, Recommendation, Response, Timeframe};
use crate::model::terms::{Horizon, Origin, Position, Priority, Progress};
use crate::model::{Kinds, Spanned};

const ACTORS: Shape = Shape::List(&Shape::Reference(Kinds::ACTOR));
const RECOMMENDATIONS: Shape = Shape::List(&Shape::Reference(Kinds::RECOMMENDATION));

/// Fields beside the shared ones.
pub const FIELDS: &[Field] = &[
    required("action", Shape::Text, "who should do what, in one imperative sentence", "\"Appoint a liaison officer to Zahedan.\""),
    field("addressees", ACTORS, "actors who can act", "[pakistan-mofa, iran-mfa]"),
    field("issued", Shape::Date, "when it was made", "2024-01-29"),
    required("origin", Shape::Word(Origin::WORDS), "who made it", "agreed"),
    field("by", Shape::Reference(Kinds::SPEAKER), "the source or actor it comes from, for third-party", "yousaf-2024"),
    field("priority", Shape::Word(Priority::WORDS), "how much it matters (MoSCoW)", "must"),
    field("timeframe", Shape::Map(TIMEFRAME), "by when", "{horizon: short, due: 2024-06-30}"),
    field("based_on", Shape::List(&ANY), "events, claims and other briefs it rests on", "[marg-bar-sarmachar, iran-strike-koh-e-sabz#c1]"),
    field(
        "response",
        Shape::List(&Shape::Map(RESPONSE)),
        "what the addressees said",
        "[{by: pakistan-mofa, position: accepted, date: 2024-01-29}]",
    ),
    required("progress", Shape::Word(Progress::WORDS), "what came of it; the last log entry's where there is a log", "open"),
    field(
        "log",
        Shape::List(&Shape::Map(LOG)),
        "what happened, oldest first",
        "[{date: 2024-04-29, progress: in-progress, note: Officers named, sources: [dawn-1806685]}]",
    ),
    field("indicator", Shape::Map(MEASURE), "how one would know", "{measure: Officers in post, baseline: \"0\", target: \"2\"}"),
    field("risks", Shape::List(&Shape::Prose), "what could go wrong", "[Posts suspended in the next crisis]"),
    field("depends_on", RECOMMENDATIONS, "recommendations that must come first", "[]"),
    field("supersedes", RECOMMENDATIONS, "recommendations it replaces", "[]"),
];

const TIMEFRAME: &[Field] = &[
    field("horizon", Shape::Word(Horizon::WORDS), "immediate to 30 days, short to 6 months, medium to 2 years, long beyond", "short"),
    field("due", Shape::Date, "the last day", "2024-06-30"),
];

const RESPONSE: &[Field] = &[
    required("by", Shape::Reference(Kinds::ACTOR), "who answered", "pakistan-mofa"),
    required("position", Shape::Word(Position::WORDS), "what the answer was", "accepted"),
    field("date", Shape::Date, "when", "2024-01-29"),
    field("note", Shape::Prose, "what a reader should know about it", "\"…\""),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

const LOG: &[Field] = &[
    required("date", Shape::Date, "when", "2024-04-29"),
    required("progress", Shape::Word(Progress::WORDS), "where it stood then", "in-progress"),
    field("note", Shape::Prose, "what happened", "Officers named"),
    field("evidence", Shape::List(&ANY), "briefs that show it", "[liaison-officers-named]"),
    field("sources", SOURCES, "where it is found", "[dawn-1806685]"),
];

const MEASURE: &[Field] = &[
    required("measure", Shape::Text, "what is counted", "Officers in post"),
    field("baseline", Shape::Text, "where it started", "\"0\""),
    field("target", Shape::Text, "where it should end", "\"2\""),
];

/// Reads them.
pub fn read(map: &Map<'_, '_>, cx: &mut Cx<'_>) -> Recommendation {
    Recommendation {
        action: map.need("action", cx, value::text).unwrap_or_default(),
        addressees: map.list("addressees", cx, value::reference),
        issued: map.get("issued", cx, value::date),
        origin: map.need("origin", cx, value::term).unwrap_or_else(|| Spanned::new(Origin::Desk, map.head())),
        by: map.get("by", cx, value::reference),
        priority: map.get("priority", cx, value::term),
        timeframe: map.get("timeframe", cx, timeframe),
        based_on: map.list("based_on", cx, value::reference),
        response: map.list("response", cx, response),
        progress: map.need("progress", cx, value::term).unwrap_or_else(|| Spanned::new(Progress::Open, map.head())),
        log: map.list("log", cx, log_entry),
        indicator: map.get("indicator", cx, measure),
        risks: map.list("risks", cx, value::prose),
        depends_on: map.list("depends_on", cx, value::reference),
        supersedes: map.list("supersedes", cx, value::reference),
    }
}

fn timeframe(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Timeframe> {
    let map = Map::open(node, &[TIMEFRAME], cx)?;
    let horizon = map.get("horizon", cx, value::term);
    Some(Timeframe { span: map.span, horizon, due: map.get("due", cx, value::date) })
}

fn response(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Response> {
    let map = Map::open(node, &[RESPONSE], cx)?;
    let by = map.need("by", cx, value::reference);
    let position = map.need("position", cx, value::term);
    let date = map.get("date", cx, value::date);
    let note = map.get("note", cx, value::prose);
    let sources = map.list("sources", cx, value::reference);
    Some(Response { span: map.span, by: by?, position: position?, date, note, sources })
}

fn log_entry(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<LogEntry> {
    let map = Map::open(node, &[LOG], cx)?;
    let date = map.need("date", cx, value::date);
    let progress = map.need("progress", cx, value::term);
    let note = map.get("note", cx, value::prose);
    let evidence = map.list("evidence", cx, value::reference);
    let sources = map.list("sources", cx, value::reference);
    Some(LogEntry { span: map.span, date: date?, progress: progress?, note, evidence, sources })
}

fn measure(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Measure> {
    let map = Map::open(node, &[MEASURE], cx)?;
    let measure = map.need("measure", cx, value::text);
    let baseline = map.get("baseline", cx, value::text);
    Some(Measure { span: map.span, measure: measure?, baseline, target: map.get("target", cx, value::text) })
}
