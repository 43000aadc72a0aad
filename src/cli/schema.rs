//! `schema KIND`: the front matter as JSON Schema 2020-12, for editors. Made of the parser's own table of fields.
//!
//! Inside a casebook the vocabularies are those of its casebook.yaml. Editors read YAML more loosely than Casebook does,
//! so plain numbers are allowed where text is meant: `1.10` and `2024` are text to us and numbers to them.

use super::fields::{configuration, vocabulary};
use super::new::kind;
use super::{Exit, Failure, Setting};
use crate::brief::fields::Words;
use crate::brief::table::{Field, Shape};
use crate::brief::{fields_reference, words};
use crate::model::Kind;
use serde_json::{Map, Value, json};
use std::io::Write;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casebook schema event > event.schema.json")]
pub struct Args {
    /// The kind whose front matter is described
    #[arg(value_parser = kind())]
    kind: Kind,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let root = setting.root().ok();
    let config =
        configuration(root.as_deref()).ok_or_else(|| Failure::usage("casebook.yaml cannot be read").help("see `casebook check`"))?;
    let mut out = setting.terminal.results();
    let text =
        serde_json::to_string_pretty(&schema(args.kind, &words(&config))).map_err(|error| Failure::new(Exit::Bug, error.to_string()))?;
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(Exit::Done)
}

/// An EDTF date of the subset, or an interval.
const DATE: &str = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?|\.\.)?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?|\.\.)?)?$";

fn schema(kind: Kind, words: &Words<'_>) -> Value {
    let mut schema = object(&fields_reference(kind).collect::<Vec<_>>(), words);
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("title".into(), format!("Front matter of a Casebook {kind}").into());
        map.insert("$defs".into(), definitions());
    }
    schema
}

fn definitions() -> Value {
    json!({
        "text": {"type": ["string", "number", "boolean"]},
        "date": {"type": ["string", "integer"], "pattern": DATE},
        "reference": {"anyOf": [
            {"$ref": "#/$defs/text"},
            {"type": "object", "required": ["ref"], "additionalProperties": false,
             "properties": {"ref": {"$ref": "#/$defs/text"}, "if_withheld": {"const": "drop"}}},
        ]},
    })
}

fn object(fields: &[&Field], words: &Words<'_>) -> Value {
    let property = |field: &&Field| {
        let mut value = of_shape(&field.shape, words);
        if let Value::Object(map) = &mut value {
            map.insert("description".into(), format!("{}, e.g. {}", field.about, field.example).into());
        }
        (field.key.to_owned(), value)
    };
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.key).collect();
    let properties: Map<String, Value> = fields.iter().map(property).collect();
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
}

fn of_shape(shape: &Shape, words: &Words<'_>) -> Value {
    let list = |item: &Shape| json!({"type": "array", "items": of_shape(item, words)});
    match shape {
        Shape::Text | Shape::Prose => json!({"$ref": "#/$defs/text"}),
        Shape::Date => json!({"$ref": "#/$defs/date"}),
        Shape::Instant => json!({"type": "string", "format": "date-time"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Number => json!({"type": "number"}),
        Shape::Whole(from, to) => json!({"type": "integer", "minimum": from, "maximum": to}),
        Shape::Word(list) => one_of(list),
        Shape::Vocabulary(name) => one_of(&vocabulary(*name, words)),
        Shape::Reference(_) => json!({"$ref": "#/$defs/reference"}),
        Shape::Id => json!({"type": ["string", "integer"]}),
        Shape::Language => json!({"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}),
        Shape::Country => json!({"type": "string", "pattern": "^[A-Z]{2}$"}),
        Shape::Region => json!({"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$"}),
        Shape::Url => json!({"type": "string", "pattern": "^https?://"}),
        Shape::Address => json!({"type": "string", "pattern": "^/"}),
        Shape::File => json!({"type": "string", "minLength": 1}),
        Shape::Sha256 => json!({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
        Shape::List(item) => list(item),
        Shape::OneOrMore(item) => json!({"anyOf": [of_shape(item, words), list(item)]}),
        Shape::Map(fields) => object(&fields.iter().collect::<Vec<_>>(), words),
        Shape::Pairs(item) => json!({"type": "object", "additionalProperties": of_shape(item, words)}),
        Shape::Free => json!({}),
    }
}

/// Words that look like numbers to an editor may be written as such.
fn one_of(words: &[&str]) -> Value {
    let numbers = words.iter().filter_map(|word| word.parse::<u32>().ok()).map(Value::from);
    let all: Vec<Value> = words.iter().map(|word| Value::from(*word)).chain(numbers).collect();
    json!({"enum": all})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_kind_is_described() {
        let config = configuration(None).unwrap();
        for kind in Kind::ALL {
            let schema = schema(*kind, &words(&config));
            let properties = schema["properties"].as_object().unwrap();
            for field in fields_reference(*kind) {
                let description = properties[field.key]["description"].as_str().unwrap();
                assert!(description.starts_with(field.about), "{kind}: {}", field.key);
                let required = schema["required"].as_array().unwrap().iter().any(|key| key == field.key);
                assert_eq!(required, field.required, "{kind}: {}", field.key);
            }
            assert_eq!(properties.len(), fields_reference(*kind).count(), "{kind}");
        }
    }

    #[test]
    fn references_inside_a_schema_lead_somewhere() {
        let config = configuration(None).unwrap();
        let schema = schema(Kind::Event, &words(&config));
        let text = schema.to_string();
        for name in ["text", "date", "reference"] {
            assert!(text.contains(&format!("#/$defs/{name}")) && schema["$defs"][name].is_object(), "{name}");
        }
        assert!(schema["properties"]["type"]["enum"].as_array().unwrap().contains(&"strike".into()));
    }
}
