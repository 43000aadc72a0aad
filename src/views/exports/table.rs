//! CSV (RFC 4180, UTF-8 with a byte-order mark for spreadsheets): events, figures, claims, recommendations.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers are written as they are:
//! a longitude of −64 is no formula.

use super::{name_of, names_of, url};
use crate::graph::Graph;
use crate::model::event::Participant;
use crate::model::{BriefIx, Kind, Kinds, Spanned};
use crate::text::edtf::{Edtf, iso};

/// What begins a formula, in its wide forms too, which spreadsheets of East Asian locales read alike (OWASP, CSV injection).
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Rows of cells.
struct Csv {
    out: String,
    at_start: bool,
}

impl Csv {
    fn new(columns: &[&str]) -> Self {
        let mut csv = Self { out: String::from("\u{feff}"), at_start: true };
        columns.iter().for_each(|column| csv.text(column));
        csv.end();
        csv
    }

    fn separate(&mut self) {
        if !self.at_start {
            self.out.push(',');
        }
        self.at_start = false;
    }

    fn text(&mut self, text: &str) {
        self.separate();
        self.out.push('"');
        if text.trim_start().starts_with(FORMULA) || text.starts_with(['\t', '\r', '\n']) {
            self.out.push('\'');
        }
        self.out.push_str(&text.replace('"', "\"\""));
        self.out.push('"');
    }

    fn word(&mut self, text: Option<&Spanned<Box<str>>>) {
        self.text(text.map_or("", |text| text));
    }

    fn list(&mut self, items: &[String]) {
        self.text(&items.join("; "));
    }

    fn number(&mut self, number: Option<f64>) {
        self.separate();
        if let Some(number) = number {
            self.out.push_str(&number.to_string());
        }
    }

    fn date(&mut self, date: Option<&Edtf>) {
        self.text(date.map_or("", Edtf::as_str));
    }

    fn end(&mut self) {
        self.out.push_str("\r\n");
        self.at_start = true;
    }

    fn bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }
}

fn value(number: &Option<Spanned<f64>>) -> Option<f64> {
    number.as_ref().map(|number| number.value)
}

fn plain<T>(spanned: &Option<Spanned<T>>) -> Option<&T> {
    spanned.as_ref().map(|spanned| &spanned.value)
}

/// Events in the order they happened, undated ones last.
fn in_order(graph: &Graph) -> impl Iterator<Item = BriefIx> {
    let undated = graph.of_kind(Kind::Event).filter(|ix| graph[*ix].event().is_some_and(|event| event.date.is_none()));
    graph.chronology().iter().copied().chain(undated)
}

pub(super) fn events(graph: &Graph) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "id",
        "title",
        "type",
        "date",
        "earliest",
        "latest",
        "place",
        "country",
        "admin1",
        "lat",
        "lon",
        "precision",
        "rung",
        "contested",
        "participants",
        "sources",
        "summary",
        "url",
    ]);
    for ix in in_order(graph) {
        let brief = &graph[ix];
        let Some(event) = brief.event() else { continue };
        csv.text(&brief.id);
        csv.text(&brief.common.title);
        csv.text(&event.event_type);
        let date = plain(&event.date);
        csv.date(date);
        csv.text(&date.filter(|date| !date.is_open_start()).map(|date| iso(date.earliest())).unwrap_or_default());
        csv.text(&date.filter(|date| !date.is_open_end()).map(|date| iso(date.latest())).unwrap_or_default());
        let location = event.location.as_ref();
        csv.word(location.and_then(|l| l.name.as_ref()));
        csv.word(location.and_then(|l| l.country.as_ref()));
        csv.word(location.and_then(|l| l.admin1.as_ref()));
        csv.number(location.and_then(|l| value(&l.lat)));
        csv.number(location.and_then(|l| value(&l.lon)));
        csv.text(location.map_or("", |l| l.precision.as_str()));
        csv.number(event.rung().map(f64::from));
        csv.text(if graph.contested(ix).is_empty() { "no" } else { "yes" });
        csv.list(&event.participants.iter().filter_map(|participant| part(graph, participant)).collect::<Vec<_>>());
        csv.list(&names_of(graph, &brief.common.sources, Kinds::SOURCE));
        csv.text(&brief.common.summary);
        csv.text(&url(graph, ix));
        csv.end();
    }
    csv.bytes()
}

/// `initiator: actors/irgc (confirmed)`.
fn part(graph: &Graph, participant: &Participant) -> Option<String> {
    let actor = name_of(graph, &participant.actor, Kinds::ACTOR)?;
    Some(format!("{}: {actor} ({})", participant.role, participant.certainty))
}

pub(super) fn figures(graph: &Graph) -> Vec<u8> {
    let mut csv = Csv::new(&["event", "measure", "of", "low", "best", "high", "by", "as_of", "sources", "url"]);
    for ix in in_order(graph) {
        for figure in graph[ix].event().iter().flat_map(|event| &event.figures) {
            csv.text(&graph[ix].id);
            csv.text(&figure.measure);
            csv.word(figure.of.as_ref());
            csv.number(value(&figure.low));
            csv.number(value(&figure.best));
            csv.number(value(&figure.high));
            csv.text(&figure.by.as_ref().and_then(|by| name_of(graph, by, Kinds::SPEAKER)).unwrap_or_default());
            csv.date(plain(&figure.as_of));
            csv.list(&names_of(graph, &figure.sources, Kinds::SOURCE));
            csv.text(&url(graph, ix));
            csv.end();
        }
    }
    csv.bytes()
}

pub(super) fn claims(graph: &Graph) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "event",
        "id",
        "by",
        "stance",
        "about",
        "value",
        "date",
        "text",
        "original",
        "original_lang",
        "reliability",
        "credibility",
        "uncorroborated",
        "sources",
        "url",
    ]);
    for ix in in_order(graph) {
        for claim in graph[ix].event().iter().flat_map(|event| &event.claims) {
            csv.text(&graph[ix].id);
            csv.text(&claim.id);
            csv.text(&claim.by.as_ref().and_then(|by| name_of(graph, by, Kinds::SPEAKER)).unwrap_or_default());
            csv.text(claim.stance.as_str());
            csv.text(claim.about.as_str());
            csv.text(&super::json::value_of(graph, claim).unwrap_or_default());
            csv.date(plain(&claim.date));
            csv.text(&claim.text);
            csv.text(claim.original.as_ref().map_or("", |original| &original.text));
            csv.text(claim.original.as_ref().map_or("", |original| &original.lang));
            let rating = claim.rating.as_ref();
            csv.text(rating.and_then(|rating| plain(&rating.reliability)).map_or("", |reliability| reliability.as_str()));
            csv.number(rating.and_then(|rating| plain(&rating.credibility)).map(|credibility| f64::from(*credibility)));
            csv.text(if graph.is_uncorroborated(claim) { "yes" } else { "no" });
            csv.list(&names_of(graph, &claim.sources, Kinds::SOURCE));
            csv.text(&format!("{}#{}", url(graph, ix), &*claim.id.value));
            csv.end();
        }
    }
    csv.bytes()
}

pub(super) fn recommendations(graph: &Graph) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "id",
        "title",
        "action",
        "addressees",
        "issued",
        "origin",
        "by",
        "priority",
        "horizon",
        "due",
        "progress",
        "responses",
        "based_on",
        "url",
    ]);
    for ix in graph.of_kind(Kind::Recommendation) {
        let brief = &graph[ix];
        let Some(facts) = brief.recommendation() else { continue };
        let timeframe = facts.timeframe.as_ref();
        csv.text(&brief.id);
        csv.text(&brief.common.title);
        csv.text(&facts.action);
        csv.list(&names_of(graph, &facts.addressees, Kinds::ACTOR));
        csv.date(plain(&facts.issued));
        csv.text(facts.origin.as_str());
        csv.text(&facts.by.as_ref().and_then(|by| name_of(graph, by, Kinds::SPEAKER)).unwrap_or_default());
        csv.text(facts.priority.as_ref().map_or("", |priority| priority.as_str()));
        csv.text(timeframe.and_then(|t| plain(&t.horizon)).map_or("", |horizon| horizon.as_str()));
        csv.date(timeframe.and_then(|t| plain(&t.due)));
        csv.text(facts.progress.as_str());
        let response =
            |r: &crate::model::recommendation::Response| Some(format!("{}: {}", name_of(graph, &r.by, Kinds::ACTOR)?, *r.position));
        csv.list(&facts.response.iter().filter_map(response).collect::<Vec<_>>());
        csv.list(&names_of(graph, &facts.based_on, Kinds::ANY));
        csv.text(&url(graph, ix));
        csv.end();
    }
    csv.bytes()
}

#[cfg(test)]
mod tests {
    use super::Csv;

    fn cell(text: &str) -> String {
        let mut csv = Csv::new(&[]);
        csv.text(text);
        csv.out.trim_start_matches('\u{feff}').trim_start().to_owned()
    }

    #[test]
    fn formulas_become_text_and_quotes_are_doubled() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠SUM(A1)"] {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }

    #[test]
    fn numbers_keep_their_sign() {
        let mut csv = Csv::new(&["lat", "lon"]);
        csv.number(Some(26.97));
        csv.number(Some(-64.1));
        csv.end();
        assert_eq!(csv.out, "\u{feff}\"lat\",\"lon\"\r\n26.97,-64.1\r\n");
    }
}
