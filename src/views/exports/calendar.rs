//! Dated events as an iCalendar (RFC 5545) of whole days. A date known to the month or year lasts as long; open
//! intervals are left out, since a calendar cannot draw them. `DTSTAMP` is the brief's own last change, never the
//! day of the export.

use super::url;
use crate::graph::Graph;
use crate::model::BriefIx;
use crate::text::edtf::{Day, iso};
use crate::views::frame::last_update;

pub(super) fn ics(graph: &Graph) -> Vec<u8> {
    let mut out = String::new();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Casebook//Casebook//EN", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", text(&graph.config.title)));
    graph.chronology().iter().for_each(|ix| event(&mut out, graph, *ix));
    line(&mut out, "END:VCALENDAR");
    out.into_bytes()
}

fn event(out: &mut String, graph: &Graph, ix: BriefIx) {
    let brief = &graph[ix];
    let Some(facts) = brief.event() else { return };
    let Some(date) = facts.date.as_ref().filter(|date| !date.is_open_start() && !date.is_open_end()) else { return };
    let changed = last_update(graph, ix).filter(|date| !date.is_open_end()).map_or(date.earliest(), |date| date.latest());
    let place = facts.location.as_ref().and_then(|location| location.name.as_ref());
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}@casebook", text(&brief.name())));
    line(out, &format!("DTSTAMP:{}T000000Z", compact(changed)));
    line(out, &format!("DTSTART;VALUE=DATE:{}", compact(date.earliest())));
    line(out, &format!("DTEND;VALUE=DATE:{}", compact(date.latest().saturating_add(1))));
    line(out, &format!("SUMMARY:{}", text(&brief.common.title)));
    line(out, &format!("DESCRIPTION:{}", text(&brief.common.summary)));
    if let Some(place) = place {
        line(out, &format!("LOCATION:{}", text(place)));
    }
    let url = url(graph, ix);
    if url.contains("://") {
        line(out, &format!("URL:{url}"));
    }
    line(out, "END:VEVENT");
}

fn compact(day: Day) -> String {
    iso(day).replace('-', "")
}

/// Commas, semicolons and backslashes are escaped, line breaks written as `\n`, other controls left out.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ',' | ';' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded so that no line is longer than 75 bytes.
fn line(out: &mut String, text: &str) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{line, text};

    #[test]
    fn long_lines_fold_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "پاکستان ".repeat(20)));
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "پاکستان ".repeat(20)).trim_end());
    }

    #[test]
    fn text_cannot_end_its_line() {
        assert_eq!(text("a, b; c\\d\nEND:VEVENT\r"), "a\\, b\\; c\\\\d\\nEND:VEVENT");
    }
}
