//! BibLaTeX or BibTeX → a library of sources, read by the reader of `content/sources/*.bib` itself.
//!
//! A `.bib` file may also stand in `content/sources/` as it is; a library can say what BibLaTeX cannot: origin,
//! reliability, a lasting copy.

use super::Imported;
use super::yaml::{Fields, Value, library};
use crate::brief;
use crate::content::Snapshot;
use crate::diagnostic::source::Source as Text;
use crate::diagnostic::{Problems, Span};
use crate::learnt::Learnt;
use crate::model::source::Person;
use crate::model::{Brief, Source};

const PATH: &str = "content/sources/import.bib";

/// Reads a bibliography.
///
/// # Errors
/// When an entry cannot be read; the message says where and why.
pub fn import(text: &str, stem: &str) -> Result<Imported, String> {
    let mut snapshot = Snapshot::of("=== casebook.yaml\ntitle: none\n");
    snapshot.insert(PATH, text.to_owned());
    let mut problems = Problems::default();
    let config = brief::read_config(&snapshot, &mut problems).ok_or("the reader is not ready")?;
    let briefs = brief::parse(&snapshot, &config, &Learnt::none(), &mut problems);
    let briefs = brief::unique(briefs, &mut problems);
    if let Some(problem) = problems.iter().min() {
        return Err(format!("{}: {}", place(text, problem.location.span), problem.message));
    }
    let entries: Vec<Fields> = briefs.iter().filter_map(|brief| Some(entry(brief, brief.source()?))).collect();
    let mut imported = Imported::default();
    imported.note(format!("{} sources; add `origin` and `reliability` where the desk can judge them", entries.len()));
    imported.add(format!("content/sources/{stem}.yaml"), library(&entries));
    Ok(imported)
}

fn place(text: &str, span: Span) -> String {
    let place = Text::new(text.into()).place(span.start as usize);
    format!("line {}, column {}", place.line, place.column)
}

fn entry(brief: &Brief, source: &Source) -> Fields {
    let word = |text: &str| Value::Text(text.to_owned());
    let mut fields: Fields = vec![("id".into(), word(&brief.id)), ("type".into(), word(&source.source_type.value))];
    fields.push(("title".into(), word(&brief.common.title.value)));
    fields.push(("summary".into(), word(&brief.common.summary.value)));
    fields.push(("aliases".into(), Value::words(brief.common.aliases.iter().map(|alias| alias.value.to_string()))));
    fields.push(("author".into(), Value::List(source.author.iter().map(person).collect())));
    let mut put = |key: &str, value: Option<&str>| fields.extend(value.map(|value| (key.to_owned(), word(value))));
    put("publisher", source.publisher.as_ref().map(|value| &*value.value));
    put("container-title", source.container_title.as_ref().map(|value| &*value.value));
    put("issued", source.issued.as_ref().map(|date| date.value.as_str()));
    put("url", source.url.as_ref().map(|value| &*value.value));
    put("accessed", source.accessed.as_ref().map(|date| date.value.as_str()));
    put("lang", brief.common.lang.as_ref().map(|value| &*value.value));
    put("origin", source.origin.as_ref().map(|value| &*value.value));
    put("reliability", source.reliability.as_ref().map(|value| value.value.as_str()));
    for (name, value) in &source.variables {
        put(name, Some(&value.value));
    }
    fields.push(("tags".into(), Value::words(brief.common.tags.iter().map(|tag| tag.value.to_string()))));
    fields
}

fn person(person: &Person) -> Value {
    let named = |key: &str, name: &str| (key.to_owned(), Value::Text(name.to_owned()));
    match &person.given {
        Some(given) => Value::Map(vec![named("family", &person.family), named("given", given)]),
        None => Value::Map(vec![named("literal", &person.family)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bibliography_becomes_a_library_that_reads_alike() {
        let bib = "@article{Yousaf2024,\n title = {Panic: a report},\n author = {Yousaf, Kamran and {Crisis Group}},\n journaltitle = {Dawn},\n \
            date = {2024-01-18},\n url = {https://example.org/1},\n keywords = {iran; border}\n}\n";
        let imported = import(bib, "refs").unwrap();
        insta::assert_snapshot!(imported.files["content/sources/refs.yaml"], @r#"
        - id: yousaf2024
          type: article-journal
          title: "Panic: a report"
          aliases: [Yousaf2024]
          author:
            - {family: Yousaf, given: Kamran}
            - {literal: Crisis Group}
          container-title: Dawn
          issued: 2024-01-18
          url: "https://example.org/1"
          tags: [iran, border]
        "#);
    }

    #[test]
    fn a_fault_is_named_with_its_place() {
        let wrong = import("@book{a,\n title = {A},\n date = {2024-02-30}\n}\n", "refs").unwrap_err();
        assert!(wrong.starts_with("line 3, column "), "{wrong}");
    }
}
