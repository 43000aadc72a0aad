//! CSL-JSON, as reference managers write it → a library of sources.

use super::yaml::{Fields, Value, library};
use super::{Imported, Names, text_of};
use crate::model::source::{TYPES, VARIABLES};
use serde_json::{Map, Value as Json};

/// Reads an array of CSL-JSON items.
///
/// # Errors
/// When the text is not an array of items; the message says why.
pub fn import(text: &str, stem: &str) -> Result<Imported, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    let items = json.as_array().or_else(|| json.get("items")?.as_array()).ok_or("it is not an array of CSL-JSON items")?;
    let mut names = Names::default();
    let entries: Vec<Fields> = items.iter().filter_map(Json::as_object).map(|item| source(item, &mut names)).collect();
    let count = entries.len();
    let mut imported = Imported::default();
    imported.add(format!("content/sources/{stem}.yaml"), library(&entries));
    imported.note(format!("{count} sources; add `origin` and `reliability` where the desk can judge them"));
    Ok(imported)
}

fn source(item: &Map<String, Json>, names: &mut Names) -> Fields {
    let get = |key: &str| item.get(key).map(text_of).filter(|text| !text.is_empty());
    let title = get("title").or_else(|| get("URL")).unwrap_or_else(|| "Untitled".into());
    let id = names.give(&get("citation-key").or_else(|| get("id")).unwrap_or_default(), &title);
    let kind = get("type").filter(|kind| TYPES.contains(&kind.as_str())).unwrap_or_else(|| "document".into());
    let mut fields: Fields = vec![("id".into(), id.into()), ("type".into(), kind.into()), ("title".into(), title.into())];
    let mut put = |key: &str, value: Option<Value>| fields.extend(value.map(|value| (key.to_owned(), value)));
    put("author", item.get("author").and_then(Json::as_array).map(|people| Value::List(people.iter().filter_map(person).collect())));
    put("publisher", get("publisher").map(Value::Text));
    put("container-title", get("container-title").map(Value::Text));
    put("issued", item.get("issued").and_then(date).map(Value::Text));
    put("url", get("URL").map(Value::Text));
    put("accessed", item.get("accessed").and_then(date).map(Value::Text));
    put("lang", get("language").map(Value::Text));
    for variable in VARIABLES {
        put(variable, get(variable).or_else(|| get(&variable.to_uppercase())).map(Value::Text));
    }
    fields
}

fn person(json: &Json) -> Option<Value> {
    let get = |key: &str| json.get(key).map(text_of).filter(|text| !text.is_empty());
    let particle = ["dropping-particle", "non-dropping-particle"].iter().find_map(|key| get(key));
    if let Some(family) = get("family") {
        let family = particle.map_or(family.clone(), |particle| format!("{particle} {family}"));
        let given = get("given").map(|given| ("given".to_owned(), Value::Text(given)));
        return Some(Value::Map([("family".to_owned(), Value::Text(family))].into_iter().chain(given).collect()));
    }
    let literal = get("literal").or_else(|| get("given"))?;
    Some(Value::Map(vec![("literal".into(), literal.into())]))
}

/// The day, month or year of a CSL date; a range becomes an interval.
fn date(json: &Json) -> Option<String> {
    if let Some(raw) = json.get("raw").or_else(|| json.get("literal")) {
        let raw = text_of(raw);
        return super::leading_date(&raw);
    }
    let parts = json.get("date-parts")?.as_array()?;
    let one = |part: &Json| {
        let numbers: Vec<u32> = part.as_array()?.iter().filter_map(|n| text_of(n).parse().ok()).collect();
        match *numbers.as_slice() {
            [year] => Some(format!("{year:04}")),
            [year, month] => Some(format!("{year:04}-{month:02}")),
            [year, month, day, ..] => Some(format!("{year:04}-{month:02}-{day:02}")),
            [] => None,
        }
    };
    let days: Vec<String> = parts.iter().filter_map(one).collect();
    let mark = if json.get("circa").is_some_and(|circa| *circa != Json::Bool(false)) { "~" } else { "" };
    (!days.is_empty()).then(|| days.iter().map(|day| format!("{day}{mark}")).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_made_of_items() {
        let text = r#"[
            {"id": "http://example.org/1", "type": "article-newspaper", "title": "Panic: a report", "author": [{"family": "Roy", "given": "A.", "non-dropping-particle": "de"},
              {"literal": "The desk"}], "issued": {"date-parts": [["2024", 1, 18]]}, "URL": "https://example.org/1", "DOI": "10.1/x", "page": 4},
            {"id": 7, "type": "unknown-type", "title": "b", "issued": {"date-parts": [[2024, 1], [2024, 2]], "circa": true}, "accessed": {"raw": "2024-02-01"}}]"#;
        let imported = import(text, "refs").unwrap();
        insta::assert_snapshot!(imported.files["content/sources/refs.yaml"], @r#"
        - id: http-example-org-1
          type: article-newspaper
          title: "Panic: a report"
          author:
            - {family: de Roy, given: A.}
            - {literal: The desk}
          issued: 2024-01-18
          url: "https://example.org/1"
          page: 4
          doi: 10.1/x
        - id: 7
          type: document
          title: b
          issued: 2024-01~/2024-02~
          accessed: 2024-02-01
        "#);
    }

    #[test]
    fn what_is_not_csl_json_is_refused() {
        assert!(import("{", "x").unwrap_err().starts_with("it is not JSON"));
        assert!(import("3", "x").is_err());
    }
}
