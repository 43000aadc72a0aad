//! Writes front matter and libraries: a mapping of fields in the order of the model, lists of mappings one item a line.
//!
//! Plain where a person would write it plain, else double-quoted with every character that could change how the file
//! reads escaped. Values come from data of other hands, so nothing is written raw that has a meaning in YAML.

use crate::text::escape::is_deceptive;

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// One scalar.
    Text(String),
    /// Several.
    List(Vec<Self>),
    /// A mapping, in this order.
    Map(Fields),
}

/// Fields in the order they are written.
pub type Fields = Vec<(String, Value)>;

impl Value {
    /// A list of scalars.
    pub fn words<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Self {
        Self::List(words.into_iter().map(|word| Self::Text(word.into())).collect())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(fields) => fields.iter().all(|(_, value)| value.is_empty()),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A brief: front matter between its fences, then the body.
pub fn brief(fields: &Fields, body: &str) -> String {
    let mut out = format!("---\n{}---\n", block(fields));
    if !body.trim().is_empty() {
        out.push('\n');
        out.push_str(body.trim());
        out.push('\n');
    }
    out
}

/// A library: one item of fields an entry.
pub fn library(entries: &[Fields]) -> String {
    let indented = |fields: &Fields| block(fields).lines().map(|line| format!("  {line}\n")).collect::<String>();
    entries.iter().map(|fields| format!("- {}", indented(fields).trim_start())).collect()
}

/// One field a line; a list of mappings has one item a line.
pub fn block(fields: &Fields) -> String {
    let mut out = String::new();
    for (key, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        match value {
            Value::List(items) if items.iter().any(|item| matches!(item, Value::Map(_))) => {
                out.push_str(&format!("{}:\n", scalar(key)));
                for item in items {
                    out.push_str(&format!("  - {}\n", flow(item)));
                }
            }
            value => out.push_str(&format!("{}: {}\n", scalar(key), flow(value))),
        }
    }
    out
}

fn flow(value: &Value) -> String {
    match value {
        Value::Text(text) => scalar(text),
        Value::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Map(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_empty());
            let pairs: Vec<String> = kept.map(|(key, value)| format!("{}: {}", scalar(key), flow(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

/// A scalar, plain where that is safe in flow and block alike.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_./'()~%+".contains(c);
    let is_plain = text.starts_with(char::is_alphanumeric)
        && !text.ends_with(' ')
        && text.len() < 300
        && text.chars().all(plain)
        && !matches!(text.to_ascii_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off");
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_deceptive(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_brief_reads_as_a_person_would_write_it() {
        let claims = Value::List(vec![Value::Map(vec![("id".into(), "c1".into()), ("text".into(), "Yes: \"so\"".into())])]);
        let fields = vec![
            ("title".into(), "Strike at Koh-e-Sabz".into()),
            ("date".into(), "2024-01-16".into()),
            ("tags".into(), Value::words(["a", "no", "[x]"])),
            ("summary".into(), "".into()),
            ("claims".into(), claims),
        ];
        insta::assert_snapshot!(brief(&fields, " Text.\n\n"), @r#"
        ---
        title: Strike at Koh-e-Sabz
        date: 2024-01-16
        tags: [a, "no", "[x]"]
        claims:
          - {id: c1, text: "Yes: \"so\""}
        ---

        Text.
        "#);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(title in any::<String>(), words in prop::collection::vec(any::<String>(), 1..4)) {
            let fields = vec![("title".to_owned(), Value::Text(title.clone())), ("words".to_owned(), Value::words(words.clone()))];
            #[derive(serde::Deserialize)]
            struct Read { #[serde(default)] title: String, words: Vec<String> }
            let text = library(&[fields]);
            let read: Vec<Read> = serde_yaml::from_str(&text).unwrap();
            prop_assert_eq!(&read[0].title, &title);
            prop_assert_eq!(&read[0].words, &words);
        }
    }
}
