//! Arrows between events: a curve that leaves and arrives level, with its head where it arrives.
//!
//! Classes: `dr-arrow` the curve, `dr-head` its head, `dr-arrow-label` its word.

use super::super::label::{Area, Taken};
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::lanes::{Mark, RADIUS};
use super::{Arrow, PLOT, Timeline, WIDTH};

type Point = (f64, f64);

/// A cubic curve.
#[derive(Clone, Copy, Debug)]
struct Curve {
    from: Point,
    first: Point,
    second: Point,
    to: Point,
}

const LABEL_SIZE: f64 = 11.0;
/// Between a word and a curve.
const AIR: f64 = 1.5;
/// With more arrows than this their words are left to the table.
const MOST_LABELS: usize = 24;

/// Draws the arrows whose two events are drawn.
pub fn draw(svg: &mut Svg, timeline: &Timeline<'_>, marks: &[Option<Mark>], taken: &mut Taken) {
    let ends = |arrow: &Arrow<'_>| Some((marks.get(arrow.from).copied()??, marks.get(arrow.to).copied()??));
    let tied = |arrow: &&Arrow<'_>| arrow.from != arrow.to;
    let curves: Vec<(&Arrow<'_>, Curve)> =
        timeline.arrows.iter().filter(tied).filter_map(|arrow| ends(arrow).map(|(from, to)| (arrow, curve(from, to)))).collect();
    for (arrow, curve) in &curves {
        open(svg, timeline, arrow);
        svg.leaf("title", arrow.label);
        stroke(svg, timeline, curve);
        svg.end();
    }
    if timeline.arrows.len() > MOST_LABELS {
        return;
    }
    for ((arrow, _), area) in curves.iter().zip(spots(&curves, taken)) {
        let Some(area) = area else { continue };
        open(svg, timeline, arrow);
        let x = timeline.frame.x(WIDTH, (area.left + area.right) / 2.0);
        svg.start("text").attr("class", "dr-arrow-label").nums(&[("x", x), ("y", area.bottom - 3.0), ("font-size", LABEL_SIZE)]);
        svg.attr("text-anchor", "middle").text(arrow.label).end().end();
    }
}

/// A group that scripts know by the two events.
fn open(svg: &mut Svg, timeline: &Timeline<'_>, arrow: &Arrow<'_>) {
    svg.start("g").attr("class", "dr-arrow");
    svg.attr("data-from", timeline.events[arrow.from].id).attr("data-to", timeline.events[arrow.to].id);
}

/// From one mark to another. Far apart it runs level at both ends; near, it bows out to the side.
fn curve(from: Mark, to: Mark) -> Curve {
    let edge = RADIUS + 2.0;
    let gap = to.from - from.to;
    if gap.abs() < 26.0 {
        let out = (from.to.max(to.to) + edge + 24.0).min(PLOT.1 - 2.0);
        let side = if out - from.to.max(to.to) < edge + 10.0 { from.from.min(to.from) - edge - 24.0 } else { out };
        let sign = if side > to.x() { 1.0 } else { -1.0 };
        let (start, end) = ((from.x() + sign * edge, from.y), (to.x() + sign * (edge + 3.0), to.y));
        return Curve { from: start, first: (side, from.y), second: (side, to.y), to: end };
    }
    let sign = gap.signum();
    let (a, b) = if gap > 0.0 { (from.to, to.from) } else { (from.from, to.to) };
    let (start, end) = ((a + sign * edge, from.y), (b - sign * (edge + 3.0), to.y));
    let reach = (end.0 - start.0) * 0.5;
    // Two marks on one line would be tied by a straight stroke through whatever stands between them.
    let lift = if (from.y - to.y).abs() < 8.0 { -(12.0 + gap.abs() * 0.06).min(26.0) } else { 0.0 };
    Curve { from: start, first: (start.0 + reach, start.1 + lift), second: (end.0 - reach, end.1 + lift), to: end }
}

/// Pieces that a curve is taken for when words keep clear of it.
const PIECES: usize = 48;

impl Curve {
    /// What it covers with a little air, piece by piece.
    fn areas(&self) -> impl Iterator<Item = Area> {
        let curve = *self;
        let point = move |step: usize| curve.at(step as f64 / PIECES as f64);
        (0..PIECES).map(move |step| {
            let ((a, b), (c, d)) = (point(step), point(step + 1));
            Area { left: a.min(c) - AIR, top: b.min(d) - AIR, right: a.max(c) + AIR, bottom: b.max(d) + AIR }
        })
    }

    fn at(&self, t: f64) -> Point {
        let u = 1.0 - t;
        let mix = |a: f64, b: f64, c: f64, d: f64| u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d;
        (mix(self.from.0, self.first.0, self.second.0, self.to.0), mix(self.from.1, self.first.1, self.second.1, self.to.1))
    }
}

fn stroke(svg: &mut Svg, timeline: &Timeline<'_>, curve: &Curve) {
    let flip = |(x, y): Point| (timeline.frame.x(WIDTH, x), y);
    let (from, first, second, to) = (flip(curve.from), flip(curve.first), flip(curve.second), flip(curve.to));
    let mut path = Path::default();
    path.move_to(from.0, from.1).curve_to(first, second, to);
    svg.start("path").attr("class", "dr-curve").attr("d", path.data()).attr("fill", "none").end();
    let near = flip(curve.at(0.9));
    let length = (to.0 - near.0).hypot(to.1 - near.1).max(0.001);
    let (dx, dy) = ((to.0 - near.0) / length, (to.1 - near.1) / length);
    let mut head = Path::default();
    head.move_to(to.0 + dx * 3.0, to.1 + dy * 3.0);
    head.line_to(to.0 - dx * 4.0 - dy * 3.2, to.1 - dy * 4.0 + dx * 3.2);
    head.line_to(to.0 - dx * 4.0 + dy * 3.2, to.1 - dy * 4.0 - dx * 3.2).close();
    svg.start("path").attr("class", "dr-head").attr("d", head.data()).end();
}

/// Where each arrow's word stands: beside its own curve, clear of all curves, marks and words. One without such a place
/// is told by the arrow's title and by the list.
fn spots(curves: &[(&Arrow<'_>, Curve)], taken: &mut Taken) -> Vec<Option<Area>> {
    let lines: Vec<Area> = curves.iter().flat_map(|(_, curve)| curve.areas()).collect();
    let is_clear = |area: &Area| !lines.iter().any(|line| line.overlaps(area));
    let spot = |(arrow, curve): &(&Arrow<'_>, Curve)| taken.place(beside(curve, arrow.label).filter(is_clear)).map(|(_, area)| area);
    curves.iter().map(spot).collect()
}

/// Places for a word along a curve, from its middle outwards, first as near as can be.
fn beside(curve: &Curve, words: &str) -> impl Iterator<Item = Area> {
    let (curve, half) = (*curve, measure::width(words, LABEL_SIZE) / 2.0 + 2.0);
    let along = [0.5, 0.42, 0.58, 0.35, 0.65, 0.27, 0.73, 0.2, 0.8];
    let around = move |(x, y): Point, away: f64| {
        [(x, y - 9.0 - away), (x, y + 9.0 + away), (x + half + 3.0 + away, y), (x - half - 3.0 - away, y)]
            .map(|(x, y)| Area::around(x, y, half, 7.0))
    };
    [0.0, 3.0, 7.0].into_iter().flat_map(move |away| along.into_iter().flat_map(move |t| around(curve.at(t), away)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fan(count: usize) -> Vec<Curve> {
        let mark = |x: f64, y: f64| Mark { lane: 0, from: x, to: x, y };
        (0..count).map(|at| curve(mark(200.0, 100.0), mark(260.0 + 40.0 * at as f64, 40.0 + 9.0 * at as f64))).collect()
    }

    #[test]
    fn words_of_arrows_never_lie_on_a_curve() {
        let arrow = Arrow { from: 0, to: 1, label: "retaliates for" };
        for count in [1, 4, 16] {
            let curves: Vec<_> = fan(count).into_iter().map(|curve| (&arrow, curve)).collect();
            let areas: Vec<Area> = spots(&curves, &mut Taken::within(Area::new(160.0, 0.0, 840.0, 300.0))).into_iter().flatten().collect();
            assert!(!areas.is_empty());
            for (t, (_, curve)) in (0..=400).flat_map(|step| curves.iter().map(move |curve| (f64::from(step) / 400.0, curve))) {
                let (x, y) = curve.at(t);
                assert!(areas.iter().all(|area| !area.overlaps(&Area::around(x, y, 0.5, 0.5))), "{count} {x} {y}");
            }
        }
    }
}
