//! A STIX 2.1 bundle (OASIS) → briefs and a library of their external references.
//!
//! Threat actors, intrusion sets, malware, tools and identities become actors; campaigns events; courses of action
//! recommendations; relationships between them relations of the brief they start from. Revoked objects are left out.
//! Markings are kept: an object marked by a label that is not known is marked RED, which nobody publishes by mistake.

use super::yaml::{Fields, Value, brief, library};
use super::{Imported, Names, as_markdown, leading_date};
use crate::model::relation::BUILT_IN;
use crate::model::{Kind, actor};
use crate::text::escape::visible;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// One object that becomes a brief.
struct Object<'a> {
    json: &'a Json,
    kind: Kind,
    id: String,
}

/// What the whole bundle shares.
struct Bundle<'a> {
    /// By STIX id.
    objects: BTreeMap<&'a str, Object<'a>>,
    relationships: BTreeMap<&'a str, Vec<&'a Json>>,
    /// STIX id of a marking definition → label.
    markings: BTreeMap<&'a str, &'static str>,
    sources: Sources,
}

/// External references, each once.
#[derive(Default)]
struct Sources {
    names: Names,
    by_url: BTreeMap<String, String>,
    entries: Vec<Fields>,
}

/// Reads a bundle.
///
/// # Errors
/// When the text is not a STIX bundle; the message says why.
pub fn import(text: &str, stem: &str) -> Result<Imported, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    if json.get("type").and_then(Json::as_str) != Some("bundle") {
        return Err("it is not a STIX bundle: its type is not `bundle`".into());
    }
    let all = json.get("objects").and_then(Json::as_array).ok_or("the bundle holds no objects")?;
    let mut bundle = Bundle::of(all);
    let mut imported = Imported::default();
    let ids: Vec<&str> = bundle.objects.keys().copied().collect();
    for id in ids {
        if let Some((path, text)) = bundle.brief(id, &mut imported) {
            imported.add(path, text);
        }
    }
    let count = imported.files.len();
    if !bundle.sources.entries.is_empty() {
        imported.add(format!("content/sources/{stem}.yaml"), library(&bundle.sources.entries));
    }
    imported.note(format!("{count} briefs of {} objects, {} sources", all.len(), bundle.sources.entries.len()));
    if bundle.objects.values().any(|object| object.kind == Kind::Recommendation) {
        imported.note("STIX does not say whom a course of action is addressed to: fill in `addressees`".into());
    }
    Ok(imported)
}

impl<'a> Bundle<'a> {
    fn of(all: &'a [Json]) -> Self {
        let mut bundle =
            Self { objects: BTreeMap::new(), relationships: BTreeMap::new(), markings: BTreeMap::new(), sources: Sources::default() };
        let mut names: BTreeMap<Kind, Names> = BTreeMap::new();
        for json in all.iter().filter(|json| !is_withdrawn(json)) {
            let Some(stix) = json.get("id").and_then(Json::as_str) else { continue };
            match kind_of(text(json, "type")) {
                Some(kind) => {
                    let id = names.entry(kind).or_default().give(text(json, "name"), text(json, "type"));
                    bundle.objects.insert(stix, Object { json, kind, id });
                }
                None if text(json, "type") == "relationship" => {
                    bundle.relationships.entry(text(json, "source_ref")).or_default().push(json)
                }
                None if text(json, "type") == "marking-definition" => bundle.markings.extend(label(json).map(|label| (stix, label))),
                None => {}
            }
        }
        bundle
    }

    fn brief(&mut self, stix: &str, imported: &mut Imported) -> Option<(String, String)> {
        let object = self.objects.get(stix)?;
        let (json, kind) = (object.json, object.kind);
        let path = format!("content/{}/{}.md", kind.folder(), object.id);
        let description = text(json, "description");
        let title = if text(json, "name").is_empty() { text(json, "type") } else { text(json, "name") };
        let mut fields: Fields = vec![("title".into(), one_line(title).into()), ("summary".into(), summary(description, title).into())];
        self.facts(json, kind, title, imported, &mut fields);
        let aliases = ["aliases", "x_mitre_aliases"].iter().flat_map(|key| strings(json, key)).filter(|alias| *alias != title);
        fields.push(("aliases".into(), Value::words(aliases.map(one_line))));
        fields.push(("tags".into(), Value::words(strings(json, "labels").map(one_line))));
        fields.extend(leading_date(text(json, "created")).map(|day| ("created".to_owned(), Value::Text(day))));
        fields.extend(leading_date(text(json, "modified")).map(|day| ("updated".to_owned(), Value::Text(day))));
        fields.extend(self.label_of(json).map(|label| ("release".to_owned(), Value::Map(vec![("tlp".into(), label.into())]))));
        let relations = self.relations(stix, kind, imported);
        fields.push(("relations".into(), Value::List(relations)));
        let sources = self.sources.of(json);
        fields.push(("sources".into(), Value::words(sources)));
        fields.push(("ids".into(), Value::Map(vec![("stix".into(), stix.into())])));
        Some((path, brief(&fields, &as_markdown(description))))
    }

    fn facts(&self, json: &Json, kind: Kind, title: &str, imported: &mut Imported, fields: &mut Fields) {
        match kind {
            Kind::Actor => {
                let word = actor_type(json);
                if !actor::TYPES.contains(&word) {
                    imported.vocabulary.actor_types.insert(word.into());
                }
                fields.push(("type".into(), word.into()));
                let open = |span: String| if span.contains('/') { span } else { format!("{span}/..") };
                fields.extend(span(json).map(|span| ("active".to_owned(), Value::Text(open(span)))));
            }
            Kind::Event => {
                imported.vocabulary.event_types.insert("campaign".into());
                fields.push(("type".into(), "campaign".into()));
                fields.extend(span(json).map(|span| ("date".to_owned(), Value::Text(span))));
                fields.push(("participants".into(), Value::List(self.participants(text(json, "id")))));
            }
            Kind::Recommendation => {
                let words = [("action", one_line(title)), ("origin", "third-party".into()), ("progress", "open".into())];
                fields.extend(words.map(|(key, word)| (key.to_owned(), Value::Text(word))));
                let by = self.objects.get(text(json, "created_by_ref")).filter(|by| by.kind == Kind::Actor);
                fields.extend(by.map(|by| ("by".to_owned(), Value::Text(by.reference()))));
            }
            Kind::Analysis | Kind::Source => {}
        }
    }

    /// Who a campaign is attributed to. An attribution is a claim, and is written as one.
    fn participants(&self, stix: &str) -> Vec<Value> {
        let attributed = self.relationships.get(stix).into_iter().flatten().filter(|json| is_attribution(json));
        let actor = |json: &&Json| self.objects.get(text(json, "target_ref")).filter(|object| object.kind == Kind::Actor);
        let fields = |object: &Object<'_>| {
            let pairs = [("actor", object.reference()), ("role", "initiator".into()), ("certainty", "claimed".into())];
            Value::Map(pairs.map(|(key, word)| (key.into(), Value::Text(word))).into())
        };
        attributed.filter_map(actor).map(fields).collect()
    }

    fn relations(&mut self, stix: &str, kind: Kind, imported: &mut Imported) -> Vec<Value> {
        let mut relations = Vec::new();
        for json in self.relationships.get(stix).cloned().unwrap_or_default() {
            let Some(target) = self.objects.get(text(json, "target_ref")).map(Object::reference) else { continue };
            if kind == Kind::Event && is_attribution(json) && target.starts_with("actors/") {
                continue;
            }
            let name = relation_type(text(json, "relationship_type"));
            imported.vocabulary.know(&name);
            let sources = self.sources.of(json);
            let mut fields: Fields = vec![("type".into(), name.into()), ("to".into(), target.into())];
            fields.extend(span(json).map(|span| ("valid".to_owned(), Value::Text(span))));
            fields.push(("note".into(), as_markdown(&one_line(text(json, "description"))).into()));
            fields.push(("sources".into(), Value::words(sources)));
            relations.push(Value::Map(fields));
        }
        relations
    }

    /// The most restricted label among the object's markings; RED where one is not known.
    fn label_of(&self, json: &Json) -> Option<&'static str> {
        let order = crate::model::terms::Tlp::WORDS;
        let rank = |label: &str| order.iter().position(|word| *word == label).unwrap_or(order.len());
        let labels = strings(json, "object_marking_refs").filter_map(|marking| match self.markings.get(marking) {
            Some(&"") => None,
            Some(label) => Some(*label),
            None => Some(standard_label(marking).unwrap_or("RED")),
        });
        labels.max_by_key(|label| rank(label))
    }
}

impl Object<'_> {
    fn reference(&self) -> String {
        format!("{}/{}", self.kind.folder(), self.id)
    }
}

impl super::Vocabulary {
    /// Remembers a relation type that is not built in, with an inverse in the passive.
    fn know(&mut self, name: &str) {
        if BUILT_IN.iter().any(|(one, other, _)| *one == name || *other == name) {
            return;
        }
        let inverse = match name {
            "related-to" | "duplicate-of" => name.to_owned(),
            name => name.strip_suffix('s').map_or_else(|| format!("{name}-inverse"), |stem| format!("{}ed-by", stem.trim_end_matches('e'))),
        };
        self.relation_types.insert(name.to_owned(), inverse);
    }
}

impl Sources {
    /// Ids of an object's external references that lead somewhere.
    fn of(&mut self, json: &Json) -> Vec<String> {
        let references = json.get("external_references").and_then(Json::as_array).into_iter().flatten();
        let mut ids: Vec<String> = references.filter_map(|reference| self.add(reference)).collect();
        ids.dedup();
        ids
    }

    fn add(&mut self, reference: &Json) -> Option<String> {
        let url = Some(text(reference, "url")).filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
        if let Some(id) = self.by_url.get(url) {
            return Some(id.clone());
        }
        let name = [text(reference, "source_name"), text(reference, "external_id")].join(" ");
        let id = self.names.give(name.trim(), "reference");
        let description = one_line(text(reference, "description"));
        let title = if description.is_empty() { one_line(name.trim()) } else { description };
        let fields = [("id", id.clone()), ("type", "webpage".into()), ("title", title), ("url", url.to_owned())];
        self.entries.push(fields.map(|(key, word)| (key.into(), Value::Text(word))).into());
        self.by_url.insert(url.to_owned(), id.clone());
        Some(id)
    }
}

fn kind_of(stix: &str) -> Option<Kind> {
    match stix {
        "threat-actor" | "intrusion-set" | "malware" | "tool" | "identity" => Some(Kind::Actor),
        "campaign" => Some(Kind::Event),
        "course-of-action" => Some(Kind::Recommendation),
        _ => None,
    }
}

fn actor_type(json: &Json) -> &'static str {
    match (text(json, "type"), text(json, "identity_class")) {
        ("identity", "individual") => "person",
        ("identity", "class") => "population",
        ("identity", _) => "other",
        ("threat-actor", _) => "threat-actor",
        ("malware", _) => "malware",
        ("tool", _) => "tool",
        _ => "intrusion-set",
    }
}

/// Relation types are lower-case words joined by hyphens; what is not so becomes `related-to`.
fn relation_type(stix: &str) -> String {
    let is_word = stix.starts_with(|c: char| c.is_ascii_lowercase()) && stix.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    if is_word { stix.to_owned() } else { "related-to".to_owned() }
}

fn is_attribution(json: &Json) -> bool {
    text(json, "relationship_type") == "attributed-to"
}

fn is_withdrawn(json: &Json) -> bool {
    ["revoked", "x_mitre_deprecated"].iter().any(|key| json.get(key) == Some(&Json::Bool(true)))
}

/// The label of a marking definition; empty where it is a statement and no label.
fn label(json: &Json) -> Option<&'static str> {
    if text(json, "definition_type") == "statement" {
        return Some("");
    }
    let tlp = json.get("definition").map(|definition| text(definition, "tlp")).unwrap_or_default();
    let name = if tlp.is_empty() { text(json, "name") } else { tlp };
    let word = name.trim_start_matches("TLP:").to_ascii_uppercase();
    match word.as_str() {
        "WHITE" | "CLEAR" => Some("CLEAR"),
        "GREEN" => Some("GREEN"),
        "AMBER" => Some("AMBER"),
        "AMBER+STRICT" => Some("AMBER+STRICT"),
        _ => Some("RED"),
    }
}

/// The definitions that the standard itself gives (STIX 2.1, 7.2.1.4), which bundles need not carry.
fn standard_label(id: &str) -> Option<&'static str> {
    match id.trim_start_matches("marking-definition--") {
        "613f2e26-407d-48c7-9eca-b8e91df99dc9" => Some("CLEAR"),
        "34098fce-860f-48ae-8e50-ebd3cc5e41da" => Some("GREEN"),
        "f88d31f6-486f-44da-b317-01333bde0b82" => Some("AMBER"),
        "5e57c739-391a-4eb3-b6be-7d15ca92d5ed" => Some("RED"),
        _ => None,
    }
}

/// First to last seen, or start to stop, as an interval.
fn span(json: &Json) -> Option<String> {
    let day = |keys: [&str; 2]| keys.iter().find_map(|key| leading_date(text(json, key)));
    match (day(["first_seen", "start_time"]), day(["last_seen", "stop_time"])) {
        (Some(from), Some(to)) if from == to => Some(from),
        (Some(from), Some(to)) if from < to => Some(format!("{from}/{to}")),
        (Some(from), _) => Some(from),
        (None, _) => None,
    }
}

/// The first sentence of the description, else the title.
fn summary(description: &str, title: &str) -> String {
    let line = one_line(description);
    let sentence = line.find(". ").and_then(|at| line.get(..=at)).unwrap_or(&line);
    if sentence.is_empty() { one_line(title) } else { sentence.chars().take(400).collect() }
}

fn one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json.get(key).and_then(Json::as_str).map_or("", str::trim)
}

fn strings<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = &'j str> {
    json.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUNDLE: &str = r#"{"type": "bundle", "id": "bundle--1", "objects": [
        {"type": "intrusion-set", "id": "intrusion-set--1", "name": "Green Fox", "description": "A group. It <b>acts</b>.", "aliases": ["Green Fox", "Fox"],
         "created": "2020-01-02T00:00:00Z", "first_seen": "2019-05-01T00:00:00Z", "object_marking_refs": ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"],
         "external_references": [{"source_name": "report", "url": "https://example.org/r", "description": "A report"}]},
        {"type": "malware", "id": "malware--1", "name": "Burrow", "object_marking_refs": ["marking-definition--unknown"]},
        {"type": "campaign", "id": "campaign--1", "name": "Autumn", "first_seen": "2021-09-01T00:00:00Z", "last_seen": "2021-11-30T00:00:00Z"},
        {"type": "course-of-action", "id": "course-of-action--1", "name": "Restrict macros"},
        {"type": "tool", "id": "tool--1", "name": "Gone", "revoked": true},
        {"type": "relationship", "id": "relationship--1", "relationship_type": "uses", "source_ref": "intrusion-set--1", "target_ref": "malware--1", "description": "Seen once."},
        {"type": "relationship", "id": "relationship--2", "relationship_type": "attributed-to", "source_ref": "campaign--1", "target_ref": "intrusion-set--1"},
        {"type": "relationship", "id": "relationship--3", "relationship_type": "uses", "source_ref": "intrusion-set--1", "target_ref": "tool--1"}]}"#;

    #[test]
    fn a_bundle_becomes_briefs() {
        let imported = import(BUNDLE, "intel").unwrap();
        let all: String = imported.files.iter().map(|(path, text)| format!("=== {path}\n{text}")).collect();
        insta::assert_snapshot!(all);
        insta::assert_snapshot!(imported.vocabulary.lines().unwrap(), @r"
        vocabulary:
          actor_types: [intrusion-set, malware]
          event_types: [campaign]
          relation_types: {uses: used-by}
        ");
    }

    #[test]
    fn a_marking_that_is_not_known_is_red() {
        let imported = import(BUNDLE, "intel").unwrap();
        assert!(imported.files["content/actors/burrow.md"].contains("release: {tlp: RED}"));
        assert!(imported.files["content/actors/green-fox.md"].contains("release: {tlp: AMBER}"));
    }

    #[test]
    fn what_is_no_bundle_is_refused() {
        assert!(import("[]", "x").is_err() && import("{", "x").is_err() && import(r#"{"type": "bundle"}"#, "x").is_err());
    }
}
