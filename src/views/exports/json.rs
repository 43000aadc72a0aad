//! Every brief of a kind with all that its front matter says, as JSON: keys as in YAML, references as `kind/id`.

use super::{name_of, names_of, url};
use crate::graph::Graph;
use crate::model::recommendation::{LogEntry, Response};
use crate::model::{
    Actor, Analysis, BriefIx, Claim, Common, Event, Facts, Figure, Kind, Kinds, Recommendation, Reference, Relation, Source, Spanned,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// All briefs of a kind: one array, in the order of ids.
pub(super) fn kind(graph: &Graph, kind: Kind) -> Vec<u8> {
    let mut bytes = b"[".to_vec();
    for (at, ix) in graph.of_kind(kind).enumerate() {
        bytes.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        bytes.extend(serde_json::to_vec(&brief(graph, ix)).unwrap_or_default());
    }
    bytes.extend_from_slice(b"\n]\n");
    bytes
}

/// An object that leaves out what is empty.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn with(mut self, key: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !is_empty {
            self.0.insert(key.to_owned(), value);
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    fn value(self) -> Value {
        Value::Object(self.0)
    }
}

fn brief(graph: &Graph, ix: BriefIx) -> Value {
    let brief = &graph[ix];
    let own = match &brief.facts {
        Facts::Actor(facts) => actor(graph, facts),
        Facts::Event(facts) => event(graph, ix, facts),
        Facts::Recommendation(facts) => recommendation(graph, facts),
        Facts::Analysis(facts) => analysis(graph, facts),
        Facts::Source(facts) => source(facts),
    };
    Object::default()
        .with("id", &*brief.id)
        .with("kind", brief.kind)
        .with("url", url(graph, ix))
        .and(common(graph, &brief.common))
        .and(own)
        .with("markdown", brief.markdown().trim())
        .value()
}

fn common(graph: &Graph, common: &Common) -> Object {
    let relation = |relation: &Relation| self::relation(graph, relation);
    let corrections = common.corrections.iter().map(|c| json!({"date": c.date.value, "type": c.correction_type, "text": &*c.text.value}));
    let ids: Map<String, Value> = common.ids.iter().map(|(name, id)| (name.value.to_string(), json!(&*id.value))).collect();
    let licence = word(&common.release.licence);
    Object::default()
        .with("title", &*common.title.value)
        .with("summary", &*common.summary.value)
        .with("aliases", words(&common.aliases))
        .with("tags", words(&common.tags))
        .with("lang", word(&common.lang))
        .with("authors", words(&common.authors))
        .with("created", plain(&common.created))
        .with("updated", plain(&common.updated))
        .with("tlp", plain(&common.release.tlp))
        .with("licence", licence)
        .with("relations", common.relations.iter().filter_map(relation).collect::<Vec<_>>())
        .with("sources", names_of(graph, &common.sources, Kinds::SOURCE))
        .with("corrections", corrections.collect::<Vec<_>>())
        .with("ids", ids)
        .with("extra", &common.extra)
}

fn relation(graph: &Graph, relation: &Relation) -> Option<Value> {
    let to = name_of(graph, &relation.to, Kinds::ANY)?;
    let object = Object::default()
        .with("type", &*relation.relation.value)
        .with("to", to)
        .with("valid", plain(&relation.valid))
        .with("title", word(&relation.title))
        .with("note", word(&relation.note))
        .with("according_to", names_of(graph, &relation.according_to, Kinds::SPEAKER))
        .with("disputed_by", names_of(graph, &relation.disputed_by, Kinds::SPEAKER))
        .with("sources", names_of(graph, &relation.sources, Kinds::SOURCE));
    Some(object.value())
}

fn actor(graph: &Graph, facts: &Actor) -> Object {
    let name = |name: &crate::model::actor::Name| {
        Object::default()
            .with("text", &*name.text.value)
            .with("lang", word(&name.lang))
            .with("use", name.name_use)
            .with("used_by", names_of(graph, &name.used_by, Kinds::ACTOR))
            .with("sources", names_of(graph, &name.sources, Kinds::SOURCE))
            .value()
    };
    Object::default()
        .with("type", &*facts.actor_type.value)
        .with("names", facts.names.iter().map(name).collect::<Vec<_>>())
        .with("active", plain(&facts.active))
        .with("countries", words(&facts.countries))
}

fn event(graph: &Graph, ix: BriefIx, facts: &Event) -> Object {
    let location = facts.location.as_ref().map(|location| {
        Object::default()
            .with("name", word(&location.name))
            .with("country", word(&location.country))
            .with("admin1", word(&location.admin1))
            .with("lat", plain(&location.lat))
            .with("lon", plain(&location.lon))
            .with("precision", location.precision)
            .value()
    });
    let participant = |p: &crate::model::event::Participant| {
        let actor = name_of(graph, &p.actor, Kinds::ACTOR)?;
        let object = Object::default().with("actor", actor).with("role", p.role).with("certainty", p.certainty);
        Some(object.with("note", word(&p.note)).with("sources", names_of(graph, &p.sources, Kinds::SOURCE)).value())
    };
    Object::default()
        .with("type", &*facts.event_type.value)
        .with("means", words(&facts.means))
        .with("date", plain(&facts.date))
        .with("reported", plain(&facts.reported))
        .with("location", location)
        .with("participants", facts.participants.iter().filter_map(participant).collect::<Vec<_>>())
        .with("figures", facts.figures.iter().map(|f| figure(graph, f)).collect::<Vec<_>>())
        .with("claims", facts.claims.iter().map(|c| claim(graph, ix, c)).collect::<Vec<_>>())
        .with("rung", facts.rung())
        .with("contested", !graph.contested(ix).is_empty())
}

fn figure(graph: &Graph, figure: &Figure) -> Value {
    Object::default()
        .with("measure", &*figure.measure.value)
        .with("of", word(&figure.of))
        .with("low", plain(&figure.low))
        .with("best", plain(&figure.best))
        .with("high", plain(&figure.high))
        .with("by", optional(graph, &figure.by, Kinds::SPEAKER))
        .with("as_of", plain(&figure.as_of))
        .with("note", word(&figure.note))
        .with("sources", names_of(graph, &figure.sources, Kinds::SOURCE))
        .value()
}

fn claim(graph: &Graph, event: BriefIx, claim: &Claim) -> Value {
    let original = claim.original.as_ref().map(|original| json!({"text": &*original.text.value, "lang": &*original.lang.value}));
    let rating = claim.rating.as_ref();
    let rating =
        rating.map(|r| Object::default().with("reliability", plain(&r.reliability)).with("credibility", plain(&r.credibility)).value());
    let answered = claim.responds_to.iter().filter_map(|reference| graph.answered(event, reference));
    let answered = answered.map(|target| format!("{}#{}", graph[target.brief].name(), graph.part_id(target).unwrap_or_default()));
    Object::default()
        .with("id", &*claim.id.value)
        .with("by", optional(graph, &claim.by, Kinds::SPEAKER))
        .with("stance", claim.stance.value)
        .with("about", claim.about.value)
        .with("value", value_of(graph, claim))
        .with("date", plain(&claim.date))
        .with("text", &*claim.text.value)
        .with("original", original)
        .with("responds_to", answered.collect::<Vec<_>>())
        .with("sources", names_of(graph, &claim.sources, Kinds::SOURCE))
        .with("rating", rating)
        .with("uncorroborated", graph.is_uncorroborated(claim))
        .value()
}

/// The answer a claim gives: a brief of this build, or a word.
pub(super) fn value_of(graph: &Graph, claim: &Claim) -> Option<String> {
    let value = claim.value.as_ref()?;
    name_of(graph, value, Kinds::ANY).or_else(|| value.words().map(str::to_owned))
}

fn recommendation(graph: &Graph, facts: &Recommendation) -> Object {
    let timeframe = facts.timeframe.as_ref();
    let timeframe = timeframe.map(|t| Object::default().with("horizon", plain(&t.horizon)).with("due", plain(&t.due)).value());
    let indicator = facts.indicator.as_ref().map(|i| {
        Object::default().with("measure", &*i.measure.value).with("baseline", word(&i.baseline)).with("target", word(&i.target)).value()
    });
    Object::default()
        .with("action", &*facts.action.value)
        .with("addressees", names_of(graph, &facts.addressees, Kinds::ACTOR))
        .with("issued", plain(&facts.issued))
        .with("origin", facts.origin.value)
        .with("by", optional(graph, &facts.by, Kinds::SPEAKER))
        .with("priority", plain(&facts.priority))
        .with("timeframe", timeframe)
        .with("based_on", names_of(graph, &facts.based_on, Kinds::ANY))
        .with("response", facts.response.iter().filter_map(|r| response(graph, r)).collect::<Vec<_>>())
        .with("progress", facts.progress.value)
        .with("log", facts.log.iter().map(|entry| log(graph, entry)).collect::<Vec<_>>())
        .with("indicator", indicator)
        .with("risks", words(&facts.risks))
        .with("depends_on", names_of(graph, &facts.depends_on, Kinds::RECOMMENDATION))
        .with("supersedes", names_of(graph, &facts.supersedes, Kinds::RECOMMENDATION))
}

fn response(graph: &Graph, response: &Response) -> Option<Value> {
    let object = Object::default()
        .with("by", name_of(graph, &response.by, Kinds::ACTOR)?)
        .with("position", response.position.value)
        .with("date", plain(&response.date))
        .with("note", word(&response.note))
        .with("sources", names_of(graph, &response.sources, Kinds::SOURCE));
    Some(object.value())
}

fn log(graph: &Graph, entry: &LogEntry) -> Value {
    Object::default()
        .with("date", &entry.date.value)
        .with("progress", entry.progress.value)
        .with("note", word(&entry.note))
        .with("evidence", names_of(graph, &entry.evidence, Kinds::ANY))
        .with("sources", names_of(graph, &entry.sources, Kinds::SOURCE))
        .value()
}

fn analysis(graph: &Graph, facts: &Analysis) -> Object {
    let judgement = |j: &crate::model::analysis::Judgement| {
        let step = j.likelihood.as_ref().and_then(|word| graph.config.likelihood_scale.step(word));
        Object::default()
            .with("id", &*j.id.value)
            .with("text", &*j.text.value)
            .with("likelihood", word(&j.likelihood))
            .with("likelihood_percent", step.map(|step| [step.low, step.high]))
            .with("confidence", plain(&j.confidence))
            .with("confidence_basis", word(&j.confidence_basis))
            .with("horizon", plain(&j.horizon))
            .with("based_on", names_of(graph, &j.based_on, Kinds::ANY))
            .with("assumptions", words(&j.assumptions))
            .with("would_change_if", words(&j.would_change_if))
            .with("sources", names_of(graph, &j.sources, Kinds::SOURCE))
            .value()
    };
    let assumption = |a: &crate::model::analysis::Assumption| {
        let object = Object::default().with("id", &*a.id.value).with("text", &*a.text.value);
        object.with("status", plain(&a.status)).with("impact", plain(&a.impact)).value()
    };
    let indicator = |i: &crate::model::analysis::Indicator| {
        let object = Object::default().with("id", &*i.id.value).with("text", &*i.text.value).with("direction", plain(&i.direction));
        let sources = names_of(graph, &i.sources, Kinds::SOURCE);
        object.with("state", i.state.value).with("as_of", plain(&i.as_of)).with("sources", sources).value()
    };
    Object::default()
        .with("question", word(&facts.question))
        .with("published", &facts.published.value)
        .with("information_cutoff", plain(&facts.information_cutoff))
        .with("about", names_of(graph, &facts.about, Kinds::ANY))
        .with("judgements", facts.judgements.iter().map(judgement).collect::<Vec<_>>())
        .with("assumptions", facts.assumptions.iter().map(assumption).collect::<Vec<_>>())
        .with("indicators", facts.indicators.iter().map(indicator).collect::<Vec<_>>())
        .with("ach", facts.ach.as_ref().map(|ach| self::ach(graph, ach)))
}

fn ach(graph: &Graph, ach: &crate::model::analysis::Ach) -> Value {
    let scores = ach.scores();
    let hypothesis = |(h, score): (&crate::model::analysis::Hypothesis, f64)| json!({"id": &*h.id.value, "text": &*h.text.value, "inconsistency": (score * 100.0).round() / 100.0});
    let row = |e: &crate::model::analysis::Evidence| {
        let ratings: Map<String, Value> = e.ratings.iter().map(|(id, rating)| (id.value.to_string(), json!(rating.value))).collect();
        Object::default()
            .with("ref", optional(graph, &e.reference, Kinds::ANY))
            .with("text", word(&e.text))
            .with("credibility", plain(&e.credibility))
            .with("ratings", ratings)
            .value()
    };
    Object::default()
        .with("hypotheses", ach.hypotheses.iter().zip(scores).map(hypothesis).collect::<Vec<_>>())
        .with("evidence", ach.evidence.iter().map(row).collect::<Vec<_>>())
        .value()
}

fn source(facts: &Source) -> Object {
    let author = |p: &crate::model::source::Person| Object::default().with("family", &*p.family).with("given", p.given.as_deref()).value();
    let archive = facts.archive.as_ref().map(|archive| {
        let object = Object::default().with("url", &*archive.url.value).with("date", plain(&archive.date));
        object.with("sha256", word(&archive.sha256)).value()
    });
    let mut object = Object::default()
        .with("type", &*facts.source_type.value)
        .with("author", facts.author.iter().map(author).collect::<Vec<_>>())
        .with("publisher", word(&facts.publisher))
        .with("container-title", word(&facts.container_title))
        .with("issued", plain(&facts.issued))
        .with("url", word(&facts.url))
        .with("archive", archive)
        .with("accessed", plain(&facts.accessed))
        .with("origin", word(&facts.origin))
        .with("reliability", plain(&facts.reliability));
    for (name, value) in &facts.variables {
        object = object.with(name, &*value.value);
    }
    object
}

fn word(text: &Option<Spanned<Box<str>>>) -> Option<&str> {
    text.as_ref().map(|text| &*text.value)
}

fn words(list: &[Spanned<Box<str>>]) -> Vec<&str> {
    list.iter().map(|text| &*text.value).collect()
}

fn plain<T>(spanned: &Option<Spanned<T>>) -> Option<&T> {
    spanned.as_ref().map(|spanned| &spanned.value)
}

fn optional(graph: &Graph, reference: &Option<Reference>, kinds: Kinds) -> Option<String> {
    name_of(graph, reference.as_ref()?, kinds)
}
