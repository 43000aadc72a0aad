//! A recommendation's log on one line: when it was made, what was reported when, and when it was due.
//!
//! The band between two entries bears the progress of the earlier one; after the last it fades, for nobody has said
//! more. An entry known to the month stands in the middle of it, hollow where its date is uncertain. Words that find
//! no room stay in the list beside the drawing.
//!
//! Classes: `dr-band` with the state's own class (`is-open`, `is-implemented` …), `dr-fade`; `dr-entry` with
//! `is-uncertain`, in it `dr-mark`; `dr-due`; texts `dr-state`, `dr-date`.

use super::frame::{Frame, Role};
use super::label::{Area, Taken};
use super::measure;
use super::svg::{Path, Svg};

/// A moment of the log.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its first possible day, counted from 1970-01-01.
    pub earliest: i32,
    /// Its last possible day.
    pub latest: i32,
    /// Whether the date is uncertain or approximate.
    pub is_uncertain: bool,
    /// The progress from then on, as front matter writes it: part of a class.
    pub state: &'a str,
    /// The progress in words.
    pub label: &'a str,
    /// The date in words.
    pub date: &'a str,
}

/// A log to draw.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// The drawing's identity.
    pub frame: Frame<'a>,
    /// From the first, which is usually the day it was made.
    pub entries: &'a [Entry<'a>],
    /// The day it was due, and that in words.
    pub due: Option<(i32, &'a str)>,
}

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 96.0;
const PLOT: (f64, f64) = (12.0, 520.0);
const BAND: f64 = 48.0;
const SIZE: f64 = 13.0;
/// More entries than this are left to the list.
const MOST: usize = 40;

impl History<'_> {
    /// The drawing; none without an entry.
    pub fn draw(&self) -> Option<String> {
        let mut entries: Vec<&Entry<'_>> = self.entries.iter().collect();
        entries.sort_by_key(|entry| (entry.earliest, entry.latest));
        let dropped = entries.len().saturating_sub(MOST);
        entries.drain(..dropped);
        let first = f64::from(entries.first()?.earliest);
        let last = entries.iter().map(|entry| f64::from(entry.latest)).fold(first, f64::max);
        let (start, end) =
            (self.due.map_or(first, |(due, _)| first.min(f64::from(due))), self.due.map_or(last, |(due, _)| last.max(f64::from(due))));
        let x = |day: f64| PLOT.0 + 8.0 + (PLOT.1 - PLOT.0 - 16.0) * if end > start { (day - start) / (end - start) } else { 0.0 };
        let places: Vec<f64> =
            entries.iter().map(|entry| x(f64::midpoint(f64::from(entry.earliest), f64::from(entry.latest.max(entry.earliest))))).collect();
        let mut svg = Svg::with_capacity(800 + 400 * entries.len());
        self.frame.open(&mut svg, "history", Role::Image, (WIDTH, HEIGHT));
        self.bands(&mut svg, &entries, &places);
        let mut taken = Taken::within(Area::new(0.0, 0.0, WIDTH, HEIGHT));
        if let Some((due, words)) = self.due {
            self.due(&mut svg, x(f64::from(due)), words, &mut taken);
        }
        for (entry, place) in entries.iter().zip(&places) {
            self.entry(&mut svg, entry, *place, &mut taken);
        }
        Some(svg.finish())
    }

    fn bands(&self, svg: &mut Svg, entries: &[&Entry<'_>], places: &[f64]) {
        for (at, entry) in entries.iter().enumerate() {
            let class = format!("dr-band is-{}", entry.state);
            match places.get(at + 1) {
                Some(next) => self.band(svg, &class, (places[at], *next), 1.0),
                None => (0..4u8).for_each(|part| {
                    let from = places[at] + f64::from(part) * 8.0;
                    self.band(svg, &format!("{class} dr-fade"), (from, from + 8.0), 0.8 - 0.22 * f64::from(part));
                }),
            }
        }
    }

    fn band(&self, svg: &mut Svg, class: &str, (from, to): (f64, f64), opacity: f64) {
        let (a, b) = (self.frame.x(WIDTH, from), self.frame.x(WIDTH, to));
        svg.start("rect").attr("class", class).nums(&[("x", a.min(b)), ("y", BAND - 4.0), ("width", (a - b).abs()), ("height", 8.0)]);
        if opacity < 1.0 {
            svg.num("opacity", opacity);
        }
        svg.end();
    }

    fn due(&self, svg: &mut Svg, x: f64, words: &str, taken: &mut Taken) {
        let mut line = Path::default();
        line.move_to(self.frame.x(WIDTH, x), 20.0).line_to(self.frame.x(WIDTH, x), BAND + 16.0);
        svg.start("g").attr("class", "dr-due");
        svg.start("path").attr("d", line.data()).attr("stroke-dasharray", "3 2").attr("fill", "none").end();
        self.words(svg, "dr-state", words, x, &[16.0], taken);
        svg.end();
    }

    fn entry(&self, svg: &mut Svg, entry: &Entry<'_>, x: f64, taken: &mut Taken) {
        svg.start("g").attr("class", if entry.is_uncertain { "dr-entry is-uncertain" } else { "dr-entry" });
        svg.leaf("title", &format!("{} · {}", entry.date, entry.label));
        svg.start("circle").attr("class", "dr-mark").nums(&[("cx", self.frame.x(WIDTH, x)), ("cy", BAND), ("r", 5.5)]).end();
        self.words(svg, "dr-state", entry.label, x, &[34.0, 16.0], taken);
        self.words(svg, "dr-date", entry.date, x, &[70.0, 86.0], taken);
        svg.end();
    }

    /// Writes words at the first free line, centred over their place as far as the frame allows.
    fn words(&self, svg: &mut Svg, class: &str, words: &str, x: f64, lines: &[f64], taken: &mut Taken) {
        let words = measure::fit(words, SIZE, 200.0);
        let half = measure::width(&words, SIZE) / 2.0 + 4.0;
        let middle = x.max(half + 1.0).min(WIDTH - half - 1.0);
        let areas = lines.iter().map(|line| Area { left: middle - half, top: line - 11.0, right: middle + half, bottom: line + 4.0 });
        let Some((_, area)) = taken.place(areas) else { return };
        svg.start("text").attr("class", class).nums(&[("x", self.frame.x(WIDTH, middle)), ("y", area.bottom - 4.0), ("font-size", SIZE)]);
        svg.attr("text-anchor", "middle").text(&words).end();
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Direction;
    use super::super::proof;
    use super::*;
    use proptest::prelude::*;

    fn entry(earliest: i32, latest: i32, state: &'static str) -> Entry<'static> {
        Entry { earliest, latest, is_uncertain: false, state, label: state, date: "29 January 2024" }
    }

    fn draw(entries: &[Entry<'_>], due: Option<(i32, &str)>, direction: Direction) -> Option<String> {
        let frame = Frame { id: "h", title: "Progress", description: "Log", direction, ..Frame::default() };
        History { frame, entries, due }.draw()
    }

    #[test]
    fn each_state_lasts_until_the_next_and_the_last_fades() {
        let entries = [entry(19_751, 19_751, "open"), entry(19_842, 19_842, "in-progress"), entry(19_844, 19_874, "implemented")];
        let svg = draw(&entries, Some((19_904, "due 30 June 2024")), Direction::LeftToRight).unwrap();
        let lines = proof::check(&svg);
        assert!(lines.iter().any(|line| line.words == "implemented") && lines.iter().any(|line| line.words.starts_with("due")));
        assert_eq!((svg.matches("is-in-progress").count(), svg.matches("is-implemented dr-fade").count()), (1, 4));
        assert_eq!(draw(&[], None, Direction::LeftToRight), None);
    }

    proptest! {
        #[test]
        fn any_log_is_sound(dates in prop::collection::vec((-700_000i32..700_000, 0i32..800), 1..60), due in prop::option::of(-700_000i32..700_000), mirrored in any::<bool>()) {
            let entries: Vec<Entry<'_>> = dates.iter().map(|&(earliest, length)| entry(earliest, earliest + length, "open")).collect();
            let direction = if mirrored { Direction::RightToLeft } else { Direction::LeftToRight };
            proof::check(&draw(&entries, due.map(|due| (due, "due")), direction).unwrap());
        }
    }
}
