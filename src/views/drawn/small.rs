//! Small drawings: a recommendation's log, a judgement's likelihood.

use super::{Figure, Reader};
use crate::drawing::history::{Entry, History};
use crate::drawing::likelihood::{Likelihood, Step};
use crate::model::Recommendation;
use crate::text::edtf::Edtf;

/// A recommendation's log on one line, as a figure; none without two moments to draw.
pub fn history(reader: &Reader<'_>, id: &str, own: &Recommendation) -> Option<String> {
    let words = |date: &Edtf| reader.graph.words.date_in(Some(reader.tag), date);
    let progress = |word: &str| reader.graph.words.term_in(Some(reader.tag), "progress", word);
    // A log that begins on the day it was made says so itself.
    let first = own.log.first().map(|entry| entry.date.earliest());
    let issued = own
        .issued
        .as_ref()
        .filter(|date| first != Some(date.earliest()))
        .map(|date| (&date.value, "open", reader.word("issued"), words(date)));
    let log = own.log.iter().map(|entry| {
        let state = entry.progress.value.as_str();
        (&entry.date.value, state, progress(state), words(&entry.date))
    });
    let moments: Vec<(&Edtf, &str, String, String)> = issued.into_iter().chain(log).collect();
    let entries: Vec<Entry<'_>> = moments.iter().map(|(date, state, label, words)| entry(date, state, label, words)).collect();
    let due = own.timeframe.as_ref().and_then(|timeframe| timeframe.due.as_ref());
    let due_words = due.map(|due| reader.graph.words.fill_in(Some(reader.tag), "due_by", &[("date", &words(due))])).unwrap_or_default();
    let (title, about) = (reader.word("drawing_history"), reader.word("drawing_history_about"));
    let history = History { frame: reader.frame(id, &title, &about), entries: &entries, due: due.map(|due| (due.latest(), &*due_words)) };
    if entries.len() + usize::from(due.is_some()) < 2 {
        return None;
    }
    Some(Figure { title: &title, svg: &history.draw()?, ..Figure::default() }.html())
}

fn entry<'a>(date: &Edtf, state: &'a str, label: &'a str, words: &'a str) -> Entry<'a> {
    let is_uncertain = date.is_uncertain() || date.is_approximate();
    Entry { earliest: date.earliest(), latest: date.latest(), is_uncertain, state, label, date: words }
}

/// The site's scale with one step marked, as bare SVG; none where the scale has no such term.
pub fn likelihood(reader: &Reader<'_>, id: &str, term: &str) -> Option<String> {
    let steps = reader.graph.config.likelihood_scale.steps();
    let chosen = steps.iter().position(|step| step.term == term)?;
    let words: Vec<String> = steps.iter().map(|step| reader.term("likelihood", step.term)).collect();
    let ranges: Vec<String> = steps.iter().map(|step| reader.graph.words.percents_in(Some(reader.tag), step.low, step.high)).collect();
    let named = steps.iter().zip(words.iter().zip(&ranges));
    let drawn: Vec<Step<'_>> = named.map(|(step, (label, range))| Step { label, range, low: step.low, high: step.high }).collect();
    let (title, about) = (reader.word("drawing_likelihood"), format!("{}, {}", words.get(chosen)?, ranges.get(chosen)?));
    Some(Likelihood { frame: reader.frame(id, &title, &about), steps: &drawn, chosen: Some(chosen) }.draw())
}
