//! Events on paper: the mark, its ring, its echoes in other lanes, its name or number, all inside one link.

use super::super::frame::push_facets;
use super::super::label::Area;
use super::super::svg::{Path, Svg};
use super::labels::{Label, SIZE};
use super::lanes::{Mark, RADIUS, Strip};
use super::{Event, Sign, Timeline, WIDTH};
use std::collections::BTreeSet;

/// An echo's radius.
const ECHO: f64 = 3.0;
/// The share of an open bar that fades.
const FADE: f64 = 0.5;
const BAR: f64 = 8.0;

/// What the echoes of all events cover.
pub fn echoes<'t>(timeline: &'t Timeline<'_>, marks: &'t [Option<Mark>], strips: &'t [Strip]) -> impl Iterator<Item = Area> + 't {
    let pairs = timeline.events.iter().zip(marks).filter_map(|(event, mark)| Some((event, (*mark)?)));
    pairs.flat_map(move |(event, mark)| {
        let strips = event.lanes.iter().skip(1).filter_map(|&lane| strips.get(lane));
        strips.map(move |strip| Area::around(mark.x(), strip.base, ECHO + 1.0, ECHO + 1.0))
    })
}

/// What the marks say by their look, each thing that any of them says.
pub fn signs(timeline: &Timeline<'_>, marks: &[Option<Mark>], strips: &[Strip]) -> Vec<Sign> {
    let drawn = || timeline.events.iter().zip(marks).filter_map(|(event, mark)| Some((event, (*mark)?)));
    let any = |is: fn(&Event<'_>, Mark) -> bool| drawn().any(|(event, mark)| is(event, mark));
    let has_echo = || drawn().any(|(event, _)| event.lanes.iter().skip(1).any(|lane| *lane < strips.len()));
    let said = [
        (Sign::Height, any(|event, _| event.rung.is_some_and(|rung| rung > 0))),
        (Sign::Dot, any(|_, mark| mark.to <= mark.from)),
        (Sign::Bar, any(|_, mark| mark.to > mark.from)),
        (Sign::Fade, any(|event, _| event.is_open)),
        (Sign::Hollow, any(|event, _| event.is_uncertain)),
        (Sign::Ring, any(|event, _| event.is_contested)),
        (Sign::Echo, has_echo()),
    ];
    said.into_iter().filter(|(_, is_said)| *is_said).map(|(sign, _)| sign).collect()
}

/// Draws every event that has a place.
pub fn draw(svg: &mut Svg, timeline: &Timeline<'_>, marks: &[Option<Mark>], labels: &[Option<Label>], strips: &[Strip]) {
    // Only an arrow needs to know its events again.
    let tied: BTreeSet<usize> = timeline.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]).collect();
    for (at, event) in timeline.events.iter().enumerate() {
        let Some(mark) = marks[at] else { continue };
        svg.start("a").attr("class", &class(event)).attr("href", event.href);
        svg.maybe("data-id", tied.contains(&at).then_some(event.id));
        push_facets(svg, event.facets);
        svg.leaf("title", &format!("{} · {}", event.title, event.note));
        echo(svg, timeline, event, mark, strips);
        shape(svg, timeline, event, mark);
        if let Some(label) = &labels[at] {
            write(svg, timeline, event, mark, label);
        }
        svg.end();
    }
}

fn class(event: &Event<'_>) -> String {
    let mut class = "dr-event".to_owned();
    let states = [(event.is_uncertain, " is-uncertain"), (event.is_contested, " is-contested"), (event.is_open, " is-open")];
    states.iter().filter(|(is, _)| *is).for_each(|(_, word)| class.push_str(word));
    class
}

/// A thin line to each other lane the event touches, ended by a small open dot.
fn echo(svg: &mut Svg, timeline: &Timeline<'_>, event: &Event<'_>, mark: Mark, strips: &[Strip]) {
    let x = timeline.frame.x(WIDTH, mark.x());
    let others: Vec<f64> = event.lanes.iter().skip(1).filter_map(|&lane| strips.get(lane)).map(|strip| strip.base).collect();
    let (Some(low), Some(high)) = (others.iter().copied().reduce(f64::max), others.iter().copied().reduce(f64::min)) else { return };
    let mut stem = Path::default();
    if low > mark.y {
        stem.move_to(x, mark.y + RADIUS).line_to(x, low);
    }
    if high < mark.y {
        stem.move_to(x, mark.y - RADIUS).line_to(x, high);
    }
    svg.start("path").attr("class", "dr-stem").attr("d", stem.data()).end();
    for y in others {
        svg.start("circle").attr("class", "dr-echo").nums(&[("cx", x), ("cy", y), ("r", ECHO)]).end();
    }
}

fn shape(svg: &mut Svg, timeline: &Timeline<'_>, event: &Event<'_>, mark: Mark) {
    let is_bar = mark.to > mark.from;
    if event.is_contested {
        rounded(svg, timeline, "dr-ring", mark, RADIUS + 3.0, is_bar);
    }
    if !is_bar {
        return rounded(svg, timeline, "dr-mark", mark, RADIUS, false);
    }
    if !event.is_open {
        return rounded(svg, timeline, "dr-mark", mark, BAR / 2.0, true);
    }
    let turn = mark.from + (mark.to - mark.from) * (1.0 - FADE);
    rounded(svg, timeline, "dr-mark", Mark { to: turn, ..mark }, BAR / 2.0, true);
    let step = (mark.to - turn) / 5.0;
    for (at, opacity) in [0.8, 0.6, 0.4, 0.25, 0.1].into_iter().enumerate() {
        let from = turn + step * [0.0, 1.0, 2.0, 3.0, 4.0][at];
        let x = timeline.frame.x(WIDTH, from).min(timeline.frame.x(WIDTH, from + step));
        svg.start("rect").attr("class", "dr-mark dr-fade").nums(&[("x", x), ("y", mark.y - BAR / 2.0), ("width", step), ("height", BAR)]);
        svg.num("opacity", opacity).end();
    }
}

/// A dot, or a bar with a little rounding.
fn rounded(svg: &mut Svg, timeline: &Timeline<'_>, class: &str, mark: Mark, half: f64, is_bar: bool) {
    if !is_bar {
        svg.start("circle").attr("class", class).nums(&[("cx", timeline.frame.x(WIDTH, mark.from)), ("cy", mark.y), ("r", half)]).end();
        return;
    }
    let grown = half - BAR / 2.0;
    let x = timeline.frame.x(WIDTH, mark.from).min(timeline.frame.x(WIDTH, mark.to)) - grown;
    svg.start("rect").attr("class", class).nums(&[("x", x), ("y", mark.y - half), ("width", mark.to - mark.from + 2.0 * grown)]);
    svg.nums(&[("height", 2.0 * half), ("rx", 2.0 + grown)]).end();
}

fn write(svg: &mut Svg, timeline: &Timeline<'_>, event: &Event<'_>, mark: Mark, label: &Label) {
    if label.leads {
        let mut line = Path::default();
        let (end, y) = (label.x.max(mark.from), if label.y < mark.y { label.y + 3.0 } else { label.y - SIZE });
        let start = if label.y < mark.y { mark.y - RADIUS } else { mark.y + RADIUS };
        line.move_to(timeline.frame.x(WIDTH, mark.from), start).line_to(timeline.frame.x(WIDTH, end.min(mark.to + 16.0)), y);
        svg.start("path").attr("class", "dr-leader").attr("d", line.data()).end();
    }
    let (class, size, words) =
        if label.is_key { ("dr-key", 11.0, timeline.frame.figures(&label.words)) } else { ("dr-label", SIZE, label.words.clone()) };
    svg.start("text").attr("class", class).nums(&[("x", timeline.frame.x(WIDTH, label.x)), ("y", label.y), ("font-size", size)]);
    svg.maybe("lang", event.lang.filter(|_| !label.is_key)).text(&words).end();
}
