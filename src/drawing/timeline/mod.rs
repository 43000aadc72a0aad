//! The timeline: a lane for each actor, events at their real width, the escalation ladder as height, arrows between.
//!
//! A day is a dot, a longer date a bar of its length, one without an end fades out, an uncertain one is hollow, a
//! contested one wears a ring. Long empty stretches are cut out of the axis and shown, uncut, in a strip above.
//! Names that find no room become numbers, which the caller's table explains; beyond [`MOST_MARKS`] events the lanes
//! show density instead. Deliberately absent: paging by year, which is the caller's.
//!
//! Classes: `dr-lane` a lane, `dr-lane-title`, `dr-base` rung 0, `dr-rung` a higher rung's guide, `dr-rung-number`,
//! `dr-event` one event with `is-uncertain`, `is-contested`, `is-open`; in it `dr-mark`, `dr-fade`, `dr-ring`,
//! `dr-stem` and `dr-echo` (its other lanes), `dr-label`, `dr-key`, `dr-leader`; `dr-paper` under labels on a line. More in `axis`, `arrows`, `density`.

mod arrows;
mod axis;
mod density;
mod labels;
mod lanes;
mod marks;
mod scale;
#[cfg(test)]
mod tests;

pub use density::Height;

use super::frame::{Frame, Role};
use super::label::{Area, Taken};
use super::measure;
use super::svg::{Path, Svg};
use lanes::Strip;
use scale::Scale;

/// A lane: usually an actor.
#[derive(Clone, Copy, Debug)]
pub struct Lane<'a> {
    /// Its name.
    pub title: &'a str,
    /// Its page.
    pub href: Option<&'a str>,
    /// The name's language where it differs from the drawing's.
    pub lang: Option<&'a str>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// The name's language where it differs from the drawing's.
    pub lang: Option<&'a str>,
    /// Its page.
    pub href: &'a str,
    /// Its first possible day, counted from 1970-01-01.
    pub earliest: i32,
    /// Its last possible day.
    pub latest: i32,
    /// Whether it has no end yet; `latest` is then not drawn.
    pub is_open: bool,
    /// Whether its date is uncertain or approximate.
    pub is_uncertain: bool,
    /// Whether what is said of it is contested.
    pub is_contested: bool,
    /// Its rung of the escalation ladder, 0–9.
    pub rung: Option<u8>,
    /// Its lanes, the first of them its own, the others marked with an echo.
    pub lanes: &'a [usize],
    /// Shown when pointed at: date, type, rung in words.
    pub note: &'a str,
    /// What scripts filter by, written as `data-` attributes; empty values are left out.
    pub facets: &'a [(&'a str, &'a str)],
}

/// One event's tie to another, both by place in the list.
#[derive(Clone, Copy, Debug)]
pub struct Arrow<'a> {
    /// Where it starts.
    pub from: usize,
    /// Where its head is.
    pub to: usize,
    /// What it means.
    pub label: &'a str,
}

/// What to draw.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    /// The drawing's identity.
    pub frame: Frame<'a>,
    /// The months' short names.
    pub months: [&'a str; 12],
    /// From the top.
    pub lanes: &'a [Lane<'a>],
    /// In any order; numbers given to unnamed events follow it.
    pub events: &'a [Event<'a>],
    /// Ties between events.
    pub arrows: &'a [Arrow<'a>],
}

/// A drawing and what it could not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The SVG.
    pub svg: String,
    /// For each event, the number that stands for its name in the drawing; none where the name itself does or
    /// nothing could be written.
    pub keys: Vec<Option<u32>>,
    /// Whether the axis is cut.
    pub is_cut: bool,
    /// Whether events were drawn as density, without marks of their own, and what its height says.
    pub density: Option<Height>,
    /// What a reader must know to read the marks.
    pub signs: Vec<Sign>,
}

/// Something that marks say by their look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The height is a rung of the ladder.
    Height,
    /// A dot: a day, or too short a time for a bar.
    Dot,
    /// A bar: a longer time.
    Bar,
    /// A bar that fades: no end yet.
    Fade,
    /// Hollow: an uncertain date.
    Hollow,
    /// A ring: contested accounts.
    Ring,
    /// A small circle: another actor's lane.
    Echo,
}

/// The width of every timeline.
pub const WIDTH: f64 = 1000.0;
/// With more events, density is drawn.
pub const MOST_MARKS: usize = 140;
/// Where the plot begins and ends.
const PLOT: (f64, f64) = (164.0, 990.0);
const LANE_SIZE: f64 = 13.0;
const OVERVIEW: f64 = 62.0;
const AXIS: f64 = 42.0;

impl Timeline<'_> {
    /// The drawing; none without a lane or an event on one.
    pub fn draw(&self) -> Option<Drawn> {
        let placed = || self.events.iter().filter(|event| event.lanes.iter().any(|&lane| lane < self.lanes.len()));
        let spans: Vec<(i64, i64)> = placed().map(span).collect();
        let scale = Scale::fit(&spans, PLOT.0 + 8.0, PLOT.1)?;
        let top = if scale.is_cut() { OVERVIEW + AXIS } else { AXIS };
        let strips = lanes::strips(self, &scale, top);
        let bottom = strips.last()?.bottom;
        let mut svg = Svg::with_capacity(2_000 + 500 * self.events.len().min(MOST_MARKS));
        self.frame.open(&mut svg, "timeline", Role::Group, (WIDTH, bottom + 6.0));
        axis::draw(&mut svg, &self.frame, &scale, &self.months, axis::Place { top, bottom });
        if scale.is_cut() {
            axis::overview(&mut svg, &self.frame, &scale, &spans, (0.0, top));
        }
        self.draw_lanes(&mut svg, &strips);
        let mut density = None;
        let (keys, signs) = if self.events.len() > MOST_MARKS {
            density = Some(density::draw(&mut svg, self, &scale, &strips));
            (vec![None; self.events.len()], Vec::new())
        } else {
            self.draw_events(&mut svg, &scale, &strips, Area { left: PLOT.0 - 4.0, top, right: PLOT.1 + 8.0, bottom: bottom + 4.0 })
        };
        Some(Drawn { svg: svg.finish(), keys, is_cut: scale.is_cut(), density, signs })
    }

    fn draw_events(&self, svg: &mut Svg, scale: &Scale, strips: &[Strip], plot: Area) -> (Vec<Option<u32>>, Vec<Sign>) {
        let mut taken = Taken::within(plot);
        let marks = lanes::marks(self, scale, strips, &mut taken);
        marks::echoes(self, &marks, strips).for_each(|area| taken.take(area));
        let labels = labels::place(self, &marks, strips, &mut taken);
        labels::papers(svg, self, &marks, &labels, strips);
        arrows::draw(svg, self, &marks, &mut taken);
        marks::draw(svg, self, &marks, &labels, strips);
        let key = |label: &Option<labels::Label>| label.as_ref().filter(|label| label.is_key)?.words.parse().ok();
        (labels.iter().map(key).collect(), marks::signs(self, &marks, strips))
    }

    fn draw_lanes(&self, svg: &mut Svg, strips: &[Strip]) {
        for (lane, strip) in self.lanes.iter().zip(strips) {
            svg.start("g").attr("class", "dr-lane");
            self.guides(svg, strip);
            if let Some(href) = lane.href {
                svg.start("a").attr("href", href);
            }
            let lines = measure::wrap(lane.title, LANE_SIZE, PLOT.0 - 26.0, 2);
            let first = strip.base + 4.0 - 15.0 * if lines.len() > 1 { 1.0 } else { 0.0 };
            for (line, words) in [0.0, 15.0].into_iter().zip(&lines) {
                svg.start("text").attr("class", "dr-lane-title").nums(&[("x", self.frame.x(WIDTH, 0.0)), ("y", first + line)]);
                svg.num("font-size", LANE_SIZE).maybe("lang", lane.lang).text(words).end();
            }
            if lane.href.is_some() {
                svg.end();
            }
            svg.end();
        }
    }

    /// The line of rung 0, and a fainter one at every third rung with its number.
    fn guides(&self, svg: &mut Svg, strip: &Strip) {
        let line = |y: f64| {
            let mut path = Path::default();
            path.move_to(self.frame.x(WIDTH, PLOT.0), y).line_to(self.frame.x(WIDTH, PLOT.1), y);
            path
        };
        svg.start("path").attr("class", "dr-base").attr("d", line(strip.base).data()).end();
        for rung in (3..=strip.rungs).step_by(3) {
            svg.start("path").attr("class", "dr-rung").attr("d", line(strip.y(rung)).data()).end();
            svg.start("text").attr("class", "dr-rung-number").nums(&[("x", self.frame.x(WIDTH, PLOT.0 - 6.0)), ("y", strip.y(rung) + 3.0)]);
            svg.num("font-size", 10.0).attr("text-anchor", "end").text(&self.frame.figures(&rung)).end();
        }
    }
}

/// The days an event needs on the axis: an open one its beginning alone.
fn span(event: &Event<'_>) -> (i64, i64) {
    let last = if event.is_open { event.earliest } else { event.latest.max(event.earliest) };
    (i64::from(event.earliest), i64::from(last) + 1)
}
