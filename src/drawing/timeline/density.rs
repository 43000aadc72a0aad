//! Too many events for marks of their own: each lane shows, step by step, how many there were and how high they rose.
//!
//! A step's column is as high as its highest rung; it is the heavier the more events it holds. Where no event has a
//! rung, the height says how many instead, the square root of the count so that one event can be seen beside hundreds. Nothing here is a
//! link: the year's own page, where events stand one by one, is the way in.
//!
//! Classes: `dr-column` with `dr-few`, `dr-some`, `dr-many`, `dr-most` (1, 2–4, 5–9, 10 and more events).

use super::super::svg::{Path, Svg};
use super::lanes::Strip;
use super::scale::{Scale, days};
use super::{PLOT, Timeline, WIDTH};

/// The width of a step.
const STEP: f64 = 7.0;
const CLASSES: [(&str, u32); 4] = [("dr-few", 1), ("dr-some", 2), ("dr-many", 5), ("dr-most", 10)];

/// How many events, and the highest rung, in one lane and step.
#[derive(Clone, Copy, Default)]
struct Column {
    count: u32,
    rung: u8,
}

/// What a column's height says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Height {
    /// The highest rung.
    Rung,
    /// How many events: none of them has a rung.
    Count,
}

/// The height of the highest column where heights say counts.
const HIGHEST: f64 = 32.0;

/// Draws the columns of every lane: at most four paths a lane.
pub fn draw(svg: &mut Svg, timeline: &Timeline<'_>, scale: &Scale, strips: &[Strip]) -> Height {
    let steps = step_of(PLOT.1) + 1;
    let mut columns = vec![vec![Column::default(); steps]; strips.len()];
    for event in timeline.events {
        let x = scale.x(days(i64::from(event.earliest)) + 0.5);
        for &lane in event.lanes {
            let Some(column) = columns.get_mut(lane).and_then(|columns| columns.get_mut(step_of(x))) else { continue };
            column.count += 1;
            column.rung = column.rung.max(event.rung.unwrap_or(0).min(9));
        }
    }
    let height = if timeline.events.iter().any(|event| event.rung.is_some_and(|rung| rung > 0)) { Height::Rung } else { Height::Count };
    let most = columns.iter().flatten().map(|column| column.count).max().unwrap_or(1);
    for (strip, columns) in strips.iter().zip(&columns) {
        let mut paths: [Path; 4] = std::array::from_fn(|_| Path::default());
        for (step, column) in columns.iter().enumerate().filter(|(_, column)| column.count > 0) {
            let class = CLASSES.iter().rposition(|(_, least)| column.count >= *least).unwrap_or(0);
            let x = timeline.frame.x(WIDTH, PLOT.0 + (days(i64::try_from(step).unwrap_or(0)) + 0.5) * STEP);
            let top = match height {
                Height::Rung => strip.y(column.rung.min(strip.rungs)) - 3.0,
                Height::Count => strip.base - HIGHEST * (f64::from(column.count) / f64::from(most)).sqrt(),
            };
            paths[class].move_to(x, strip.base).line_to(x, top);
        }
        for ((class, _), path) in CLASSES.iter().zip(&paths).filter(|(_, path)| !path.is_empty()) {
            svg.start("path").attr("class", &format!("dr-column {class}")).attr("d", path.data()).end();
        }
    }
    height
}

fn step_of(x: f64) -> usize {
    ((x - PLOT.0) / STEP).max(0.0) as usize
}
