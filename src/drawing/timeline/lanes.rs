//! Where lanes and marks stand: a lane is as tall as its highest rung needs, marks that would meet step apart.

use super::super::label::{Area, Taken};
use super::scale::{Scale, days};
use super::{Event, MOST_MARKS, PLOT, Timeline};

/// A lane's strip of the plot.
#[derive(Clone, Copy, Debug)]
pub struct Strip {
    pub top: f64,
    /// Rung 0 stands here.
    pub base: f64,
    pub bottom: f64,
    /// The highest rung drawn.
    pub rungs: u8,
}

impl Strip {
    /// The height of a rung in this lane.
    pub fn y(&self, rung: u8) -> f64 {
        self.base - f64::from(rung) * RUNG
    }
}

/// One event's place.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Its lane.
    pub lane: usize,
    /// Where it begins and ends; equal for a day.
    pub from: f64,
    pub to: f64,
    pub y: f64,
}

impl Mark {
    /// Its middle.
    pub fn x(&self) -> f64 {
        (self.from + self.to) / 2.0
    }

    /// What it covers.
    pub fn area(&self) -> Area {
        Area { left: self.from - RADIUS, top: self.y - RADIUS, right: self.to + RADIUS, bottom: self.y + RADIUS }
    }
}

/// The height of one rung.
pub const RUNG: f64 = 7.0;
/// A day's mark.
pub const RADIUS: f64 = 5.5;
/// A narrower bar is drawn as a mark.
const NARROWEST_BAR: f64 = 14.0;
const ABOVE: f64 = 26.0;
const BELOW: f64 = 13.0;

/// The strips, from `top` downward.
pub fn strips(timeline: &Timeline<'_>, top: f64) -> Vec<Strip> {
    let mut rungs = vec![0u8; timeline.lanes.len()];
    let mut crowd = vec![0usize; timeline.lanes.len()];
    for event in timeline.events {
        if let Some(&lane) = event.lanes.first().filter(|&&lane| lane < rungs.len()) {
            rungs[lane] = rungs[lane].max(event.rung.unwrap_or(0).min(9));
            crowd[lane] += 1;
        }
    }
    let mut at = top;
    let strip = |(&rungs, &crowd): (&u8, &usize)| {
        // Names under the line need room; density has none.
        let lines = if timeline.events.len() > MOST_MARKS { 0.0 } else { (crowd as f64 / 2.0).min(3.0) };
        let (strip_top, room) = (
            at,
            ABOVE
                + if crowd > 12 {
                    36.0
                } else if crowd > 3 {
                    12.0
                } else {
                    0.0
                },
        );
        let base = strip_top + room + f64::from(rungs) * RUNG;
        at = base + BELOW + (lines - 1.0).max(0.0) * 15.0;
        Strip { top: strip_top, base, bottom: at, rungs }
    };
    rungs.iter().zip(&crowd).map(strip).collect()
}

/// The place of every event that has a lane, and what is taken by them.
pub fn marks(timeline: &Timeline<'_>, scale: &Scale, strips: &[Strip], taken: &mut Taken) -> Vec<Option<Mark>> {
    let mut order: Vec<usize> = (0..timeline.events.len()).collect();
    order.sort_by_key(|&at| (timeline.events[at].earliest, timeline.events[at].latest, at));
    let mut marks = vec![None; timeline.events.len()];
    for at in order {
        let event = &timeline.events[at];
        let Some(strip) = event.lanes.first().and_then(|&lane| strips.get(lane)) else { continue };
        let mut mark = plain(event, scale, strip);
        let steps = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0, -4.0, 4.0, -5.0].map(|step| mark.y + step * (2.0 * RADIUS + 1.0));
        let free = |y: &f64| *y >= strip.top + RADIUS && *y <= strip.bottom - 2.0 && taken.is_free(&Mark { y: *y, ..mark }.area());
        mark.y = steps.into_iter().find(free).unwrap_or(mark.y);
        taken.take(mark.area());
        marks[at] = Some(mark);
    }
    marks
}

/// The place an event has by its date and rung alone.
fn plain(event: &Event<'_>, scale: &Scale, strip: &Strip) -> Mark {
    let lane = event.lanes.first().copied().unwrap_or(0);
    let y = strip.y(event.rung.unwrap_or(0).min(9));
    let from = scale.x(days(i64::from(event.earliest)));
    let to = if event.is_open { PLOT.1 } else { scale.x(days(i64::from(event.latest.max(event.earliest)) + 1)) };
    if event.is_open || (event.latest > event.earliest && to - from >= NARROWEST_BAR) {
        return Mark { lane, from, to, y };
    }
    let middle = ((from + to) / 2.0).clamp(PLOT.0 + RADIUS, PLOT.1 - RADIUS);
    Mark { lane, from: middle, to: middle, y }
}
