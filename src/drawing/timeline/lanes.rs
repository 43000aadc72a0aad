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
    /// Whether so many marks meet that each must stand in one of its rows.
    is_crowded: bool,
}

impl Strip {
    /// The height of a rung in this lane.
    pub fn y(&self, rung: u8) -> f64 {
        self.base - f64::from(rung) * RUNG
    }

    /// The heights of its lines: rung 0, and a fainter one at every third rung.
    pub fn lines(&self) -> impl Iterator<Item = f64> + use<> {
        let strip = *self;
        (0..=self.rungs).step_by(3).map(move |rung| strip.y(rung))
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

/// The height of a row of marks.
const PITCH: f64 = 2.0 * RADIUS + 1.0;
/// Where more marks than this meet at one time, they cover each other.
const MOST_ROWS: usize = 24;
/// Where more marks than this meet at one time, all of them keep to rows.
const CROWD: usize = 8;

/// The strips, from `top` downward.
pub fn strips(timeline: &Timeline<'_>, scale: &Scale, top: f64) -> Vec<Strip> {
    let mut rungs = vec![0u8; timeline.lanes.len()];
    let mut crowd = vec![Vec::new(); timeline.lanes.len()];
    for event in timeline.events {
        if let Some(&lane) = event.lanes.first().filter(|&&lane| lane < rungs.len()) {
            rungs[lane] = rungs[lane].max(event.rung.unwrap_or(0).min(9));
            crowd[lane].push(extent(event, scale));
        }
    }
    let is_dense = timeline.events.len() > MOST_MARKS;
    let mut at = top;
    let strip = |(&rungs, crowd): (&u8, &mut Vec<(f64, f64)>)| {
        // Names under the line need room; density has none.
        let lines = if is_dense { 0.0 } else { (crowd.len() as f64 / 2.0).min(3.0) };
        let room = match crowd.len() {
            13.. => 36.0,
            4..=12 => 12.0,
            _ => 0.0,
        };
        let (above, below) = (ABOVE + room + f64::from(rungs) * RUNG, BELOW + (lines - 1.0_f64).max(0.0) * 15.0);
        let most = if is_dense { 0 } else { most_at_once(crowd).min(MOST_ROWS) };
        let rows = if most == 0 { 0.0 } else { (most + 3) as f64 * PITCH };
        let (strip_top, base) = (at, at + above.max(rows - below));
        at = base + below;
        Strip { top: strip_top, base, bottom: at, rungs, is_crowded: most > CROWD }
    };
    rungs.iter().zip(&mut crowd).map(strip).collect()
}

/// How many marks stand side by side where most do.
fn most_at_once(extents: &mut [(f64, f64)]) -> usize {
    let mut ends: Vec<f64> = extents.iter().map(|(_, to)| to + 2.0 * RADIUS).collect();
    extents.sort_by(|a, b| a.0.total_cmp(&b.0));
    ends.sort_unstable_by(f64::total_cmp);
    let (mut over, mut most) = (0, 0);
    for (begun, (from, _)) in extents.iter().enumerate() {
        while ends.get(over).is_some_and(|end| end <= from) {
            over += 1;
        }
        most = most.max(begun + 1 - over);
    }
    most
}

/// The place of every event that has a lane, and what is taken by them.
pub fn marks(timeline: &Timeline<'_>, scale: &Scale, strips: &[Strip], taken: &mut Taken) -> Vec<Option<Mark>> {
    let mut order: Vec<usize> = (0..timeline.events.len()).collect();
    order.sort_unstable_by_key(|&at| (timeline.events[at].earliest, timeline.events[at].latest, at));
    let mut marks = vec![None; timeline.events.len()];
    for at in order {
        let event = &timeline.events[at];
        let lane = event.lanes.first().copied().unwrap_or(usize::MAX);
        let Some(strip) = strips.get(lane) else { continue };
        let (from, to) = extent(event, scale);
        let mut mark = Mark { lane, from, to, y: strip.y(event.rung.unwrap_or(0).min(9)) };
        let free = |y: &f64| *y >= strip.top + RADIUS && *y <= strip.bottom - 2.0 && taken.is_free(&Mark { y: *y, ..mark }.area());
        mark.y = places(mark.y, strip).find(free).unwrap_or(mark.y);
        taken.take(mark.area());
        marks[at] = Some(mark);
    }
    marks
}

/// Heights to try: its own, then row by row away from it, then whatever is left between rows. In a crowd its own is the
/// nearest row, so that no mark stands in the way of two.
fn places(own: f64, strip: &Strip) -> impl Iterator<Item = f64> {
    let own = if strip.is_crowded { strip.base - ((strip.base - own) / PITCH).round() * PITCH } else { own };
    let rows = (1..=MOST_ROWS).flat_map(move |row| [own - row as f64 * PITCH, own + row as f64 * PITCH]);
    let (top, steps) = (strip.top + RADIUS, ((strip.bottom - strip.top) / 2.0) as usize);
    std::iter::once(own).chain(rows).chain((0..=steps).map(move |step| top + step as f64 * 2.0))
}

/// Where an event begins and ends by its date alone; the same place twice for what is drawn as a dot.
fn extent(event: &Event<'_>, scale: &Scale) -> (f64, f64) {
    let from = scale.x(days(i64::from(event.earliest)));
    let to = if event.is_open { PLOT.1 } else { scale.x(days(i64::from(event.latest.max(event.earliest)) + 1)) };
    if event.is_open || (event.latest > event.earliest && to - from >= NARROWEST_BAR) {
        return (from, to);
    }
    let middle = ((from + to) / 2.0).clamp(PLOT.0 + RADIUS, PLOT.1 - RADIUS);
    (middle, middle)
}
