//! Events in rows → one brief an event. The first row names the columns like the fields of an event.
//!
//! Lists are separated by semicolons. A column named like a role (`initiator`, `target` …) lists its participants,
//! `location.name`, `location.lat` and so on make the location, `figures.killed` a figure, `extra.NAME` keeps data of
//! your own, and `body` is the text. An unknown column is an error: a column nobody reads is a fact nobody sees.

use super::yaml::{Fields, Value, brief};
use super::{Imported, Names};
use crate::model::event::TYPES;
use crate::model::terms::Role;
use crate::text::near;

const SCALARS: &[&str] = &["title", "summary", "type", "date", "reported", "rung", "created", "updated", "lang"];
const LISTS: &[&str] = &["means", "tags", "aliases", "authors"];
const PLACE: &[&str] = &["name", "country", "admin1", "lat", "lon", "precision"];

/// What a column becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Body,
    Sources,
    Scalar(&'static str),
    List(&'static str),
    Place(&'static str),
    Role(&'static str),
    Figure(String),
    Extra(String),
}

/// Reads a table of events.
///
/// # Errors
/// When a row or a column cannot be read; the message names it.
pub fn import(text: &str) -> Result<Imported, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let columns: Vec<Column> = headers.iter().map(column).collect::<Result<_, _>>()?;
    let mut names = Names::default();
    let mut imported = Imported::default();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let cells: Vec<(&Column, &str)> = columns.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty()).collect();
        let (id, text) = event(&cells, &mut names, &mut imported).map_err(|reason| format!("line {line}: {reason}"))?;
        imported.add(format!("content/events/{id}.md"), text);
    }
    imported.note(format!("{} events; actors and sources they name are briefs of their own", imported.files.len()));
    Ok(imported)
}

fn column(name: &str) -> Result<Column, String> {
    let word = |words: &'static [&'static str], name: &str| words.iter().copied().find(|word| *word == name);
    let nested = |prefix: &str| name.strip_prefix(prefix).filter(|rest| !rest.is_empty());
    let simple = match name {
        "id" => Some(Column::Id),
        "body" => Some(Column::Body),
        "sources" => Some(Column::Sources),
        _ => word(SCALARS, name).map(Column::Scalar).or_else(|| word(LISTS, name).map(Column::List)),
    };
    let place = || nested("location.").and_then(|rest| word(PLACE, rest)).map(Column::Place);
    let named = || Some(Column::Figure(nested("figures.")?.into())).or_else(|| Some(Column::Extra(nested("extra.")?.into())));
    let found = simple.or_else(|| word(Role::WORDS, name).map(Column::Role)).or_else(place).or_else(named);
    found.or_else(|| nested("extra.").map(|rest| Column::Extra(rest.into()))).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> String {
    let known = || ["id", "body", "sources"].into_iter().chain(SCALARS.iter().chain(LISTS).chain(Role::WORDS).copied());
    let help = near::did_you_mean(name, known()).unwrap_or_else(|| format!("keep it as `extra.{name}`, or take it out"));
    format!("there is no column `{name}`; {help}")
}

fn event(cells: &[(&Column, &str)], names: &mut Names, imported: &mut Imported) -> Result<(String, String), String> {
    let get = |wanted: &Column| cells.iter().find(|(column, _)| *column == wanted).map(|(_, cell)| *cell);
    let title = get(&Column::Scalar("title")).ok_or("the event has no title")?;
    if let Some(kind) = get(&Column::Scalar("type")).filter(|kind| !TYPES.iter().any(|(name, _)| name == kind)) {
        imported.vocabulary.event_types.insert(kind.to_owned());
    }
    let wanted = get(&Column::Id);
    let id = names.give(wanted.unwrap_or(title), "event");
    if let Some(wanted) = wanted.filter(|wanted| *wanted != id) {
        return Err(format!("`{wanted}` is not an id, or stands twice; `{id}` would be one"));
    }
    let mut fields: Fields = vec![("title".into(), title.into())];
    let summary = get(&Column::Scalar("summary")).unwrap_or(title);
    fields.push(("summary".into(), summary.into()));
    for (column, cell) in cells {
        match column {
            Column::Scalar(key) if !matches!(*key, "title" | "summary") => fields.push(((*key).into(), (*cell).into())),
            Column::List(key) => fields.push(((*key).into(), Value::words(items(cell)))),
            _ => {}
        }
    }
    fields.push(("location".into(), Value::Map(pairs(cells, |column| if let Column::Place(key) = column { Some(*key) } else { None }))));
    fields.push(("participants".into(), Value::List(participants(cells))));
    let sources = get(&Column::Sources).map(|cell| Value::words(items(cell)));
    fields.push(("figures".into(), Value::List(figures(cells, sources.as_ref())?)));
    fields.extend(sources.map(|sources| ("sources".into(), sources)));
    fields.push(("extra".into(), Value::Map(pairs(cells, |column| if let Column::Extra(key) = column { Some(key) } else { None }))));
    Ok((id, brief(&fields, get(&Column::Body).unwrap_or_default())))
}

fn participants(cells: &[(&Column, &str)]) -> Vec<Value> {
    let of_role = |(column, cell): &(&Column, &str)| {
        let Column::Role(role) = column else { return Vec::new() };
        let one = |actor: &str| Value::Map(vec![("actor".into(), actor.into()), ("role".into(), (*role).into())]);
        items(cell).map(one).collect()
    };
    cells.iter().flat_map(of_role).collect()
}

/// `3` is a best estimate, `3-5` a range.
fn figures(cells: &[(&Column, &str)], sources: Option<&Value>) -> Result<Vec<Value>, String> {
    let mut figures = Vec::new();
    for (column, cell) in cells {
        let Column::Figure(measure) = column else { continue };
        let bounds: Vec<&str> = cell.split('-').map(str::trim).collect();
        if bounds.iter().any(|bound| bound.parse::<f64>().is_err()) {
            return Err(format!("`{cell}` in figures.{measure} is neither a number nor a range like 3-5"));
        }
        let mut figure: Fields = vec![("measure".into(), measure.as_str().into())];
        match *bounds.as_slice() {
            [best] => figure.push(("best".into(), best.into())),
            [low, high] => figure.extend([("low".into(), low.into()), ("high".into(), high.into())]),
            _ => return Err(format!("`{cell}` in figures.{measure} is not one range")),
        }
        figure.extend(sources.map(|sources| ("sources".to_owned(), sources.clone())));
        figures.push(Value::Map(figure));
    }
    Ok(figures)
}

fn pairs<'c>(cells: &[(&'c Column, &str)], key: impl Fn(&'c Column) -> Option<&'c str>) -> Fields {
    cells.iter().filter_map(|(column, cell)| Some((key(column)?.to_owned(), (*cell).into()))).collect()
}

fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_a_brief() {
        let text = "id,title,summary,type,date,location.name,location.lat,initiator,target,figures.killed,sources,extra.code,body\n\
            koh-e-sabz,Strike at Koh-e-Sabz,Iran struck.,strike,2024-01-16,\"Koh-e-Sabz, Panjgur\",26.97,irgc;iran,jaish-al-adl,2,irna;dawn,77,\"Line one.\nLine \"\"two\"\".\"\n\
            ,Second,,raid,,,,,,3-5,,,\n";
        let imported = import(text).unwrap();
        insta::assert_snapshot!(imported.files["content/events/koh-e-sabz.md"], @r#"
        ---
        title: Strike at Koh-e-Sabz
        summary: Iran struck.
        type: strike
        date: 2024-01-16
        location: {name: "Koh-e-Sabz, Panjgur", lat: 26.97}
        participants:
          - {actor: irgc, role: initiator}
          - {actor: iran, role: initiator}
          - {actor: jaish-al-adl, role: target}
        figures:
          - {measure: killed, best: 2, sources: [irna, dawn]}
        sources: [irna, dawn]
        extra: {code: 77}
        ---

        Line one.
        Line "two".
        "#);
        assert!(imported.files["content/events/second.md"].contains("{measure: killed, low: 3, high: 5}"));
        assert_eq!(imported.vocabulary.lines().unwrap(), "vocabulary:\n  event_types: [raid]");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(import("titel\nx\n").unwrap_err(), "there is no column `titel`; did you mean `title`?");
        assert!(import("title,figures.killed\nx,many\n").unwrap_err().starts_with("line 2: `many`"));
        assert!(import("title,id\nx,A B\n").unwrap_err().contains("`a-b` would be one"));
        assert!(import("title,id\n,a\n").unwrap_err().contains("no title"));
    }
}
