//! Names beside marks: the most escalated first, each at the first free place near its mark; a number where none is.

use super::super::label::{Area, Taken};
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::lanes::{Mark, RADIUS, Strip};
use super::{Timeline, WIDTH};

/// What is written beside a mark.
#[derive(Clone, Debug)]
pub struct Label {
    pub words: String,
    /// Where it begins, its baseline, and whether it is a number.
    pub x: f64,
    pub y: f64,
    pub is_key: bool,
    /// Whether it stands apart from its mark and needs a line to it.
    pub leads: bool,
    /// What it covers.
    pub area: Area,
}

/// The font size of names.
pub const SIZE: f64 = 13.0;
const KEY_SIZE: f64 = 11.0;
const LINE: f64 = 15.0;
/// The widths a name is tried at.
const WIDTHS: [f64; 3] = [250.0, 160.0, 96.0];

/// A label for each event, as far as there is room; numbers count up in the order of events.
pub fn place(timeline: &Timeline<'_>, marks: &[Option<Mark>], strips: &[Strip], taken: &mut Taken) -> Vec<Option<Label>> {
    let mut order: Vec<usize> = (0..marks.len()).filter(|&at| marks[at].is_some()).collect();
    order.sort_unstable_by_key(|&at| (std::cmp::Reverse(timeline.events[at].rung.unwrap_or(0)), timeline.events[at].earliest, at));
    let mut labels: Vec<Option<Label>> = vec![None; marks.len()];
    let is_crowded = order.len() > MOST_NAMES;
    for &at in order.iter().filter(|_| !is_crowded) {
        let Some((mark, strip)) = marks[at].and_then(|mark| Some((mark, strips.get(mark.lane)?))) else { continue };
        labels[at] = name(timeline.events[at].title, mark, strip, taken);
    }
    let mut number = 0usize;
    for at in 0..marks.len() {
        let (None, Some(mark)) = (&labels[at], marks[at]) else { continue };
        labels[at] = key(number + 1, mark, taken);
        number += usize::from(labels[at].is_some());
    }
    labels
}

/// With more events than this, numbers alone are legible.
const MOST_NAMES: usize = 60;

fn name(title: &str, mark: Mark, strip: &Strip, taken: &mut Taken) -> Option<Label> {
    for room in WIDTHS {
        let words = measure::fit(title, SIZE, room);
        let width = measure::width(&words, SIZE);
        let choices = candidates(mark, width, SIZE).into_iter().filter(|area| area.top >= strip.top && area.bottom <= strip.bottom + 4.0);
        let choices: Vec<Area> = choices.collect();
        if let Some((_, area)) = taken.place(choices) {
            let leads = area.bottom < mark.y - RADIUS - 5.0 || area.top > mark.y + RADIUS + 5.0;
            return Some(Label { words, x: area.left + GAP, y: area.bottom - 4.0, is_key: false, leads, area });
        }
        if measure::width(title, SIZE) <= room * 0.6 {
            break;
        }
    }
    None
}

fn key(number: usize, mark: Mark, taken: &mut Taken) -> Option<Label> {
    let words = number.to_string();
    let width = measure::width(&words, KEY_SIZE);
    let choices = candidates(mark, width, KEY_SIZE);
    // A number away from its mark would be read as another's.
    let (_, area) = taken.place(choices.into_iter().take(TOUCHING))?;
    Some(Label { words, x: area.left + GAP, y: area.bottom - 3.5, is_key: true, leads: false, area })
}

/// Paper under the labels that stand on a line of their lane, which would strike them through.
pub fn papers(svg: &mut Svg, timeline: &Timeline<'_>, marks: &[Option<Mark>], labels: &[Option<Label>], strips: &[Strip]) {
    let mut path = Path::default();
    for (label, mark) in labels.iter().zip(marks) {
        let (Some(label), Some(strip)) = (label, mark.and_then(|mark| strips.get(mark.lane))) else { continue };
        let (left, right) = (timeline.frame.x(WIDTH, label.area.left + 1.0), timeline.frame.x(WIDTH, label.area.right - 1.0));
        let (top, bottom) = (label.area.top + 1.0, label.area.bottom - 1.0);
        if strip.lines().any(|y| top < y && y < bottom) {
            path.move_to(left, top).line_to(right, top).line_to(right, bottom).line_to(left, bottom).close();
        }
    }
    if !path.is_empty() {
        svg.start("path").attr("class", "dr-paper").attr("d", path.data()).end();
    }
}

/// The first so many candidates touch the mark.
const TOUCHING: usize = 8;

/// Air on both sides of a name.
const GAP: f64 = 3.0;

/// Boxes around a mark, the best first: beside it, above and below, then a line or two away.
fn candidates(mark: Mark, width: f64, size: f64) -> Vec<Area> {
    let (w, h) = (width + 2.0 * GAP, size + 2.0);
    let (right, left) = (mark.to + RADIUS + 1.0, mark.from - RADIUS - 1.0 - w);
    let middle = mark.x() - w / 2.0;
    let start = mark.from - RADIUS;
    // A number stands as close above or below its mark as beside it.
    let line = if size < SIZE { RADIUS + h / 2.0 + 1.0 } else { LINE };
    let at = |x: f64, lines: f64| Area::new(x, mark.y - h / 2.0 + lines * line, w, h);
    vec![
        at(right, 0.0),
        at(left, 0.0),
        at(start, -1.0),
        at(middle, -1.0),
        at(start, 1.0),
        at(middle, 1.0),
        at(right - RADIUS, -1.0),
        at(left + RADIUS, -1.0),
        at(right, -2.0),
        at(middle, -2.0),
        at(left, -2.0),
        at(right - RADIUS, 1.0),
        at(left + RADIUS, 1.0),
        at(right, 1.0),
        at(left, 1.0),
        at(middle, 2.0),
        at(right, 2.0),
        at(left, 2.0),
        at(right, -3.0),
        at(left, -3.0),
        at(middle, -3.0),
    ]
}
