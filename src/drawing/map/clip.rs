//! Cutting lines and land at a rectangle's edge: what is inside is kept, land is closed along the edge.
//!
//! Rings are cut all together. Each leaves pieces that run from the edge to the edge with land on their right; from a
//! piece's end the boundary of the land goes on clockwise along the edge to the next piece's beginning. So a lake or
//! a coast alone tells where land is, even where the continent's own ring lies wholly outside.

use super::super::label::Area;

/// A point of the plane, y downward.
pub type Point = (f64, f64);

/// What a ring or line becomes.
#[derive(Default)]
pub struct Pieces {
    /// Rings wholly inside.
    pub whole: Vec<Vec<Point>>,
    /// Lines from the edge to the edge.
    pub cut: Vec<Vec<Point>>,
}

/// Cuts a closed ring; a missing point is somewhere outside, and no edge to or from it is inside.
pub fn ring(points: &[Option<Point>], area: &Area, pieces: &mut Pieces) {
    let is_inside = |point: &Option<Point>| point.is_some_and(|point| holds(area, point));
    let Some(start) = points.iter().position(|point| !is_inside(point)) else {
        pieces.whole.push(points.iter().flatten().copied().collect());
        return;
    };
    let turned = points[start..].iter().chain(&points[..=start]);
    line(turned.copied(), area, &mut pieces.cut);
}

/// Room for the points of a usual piece on a small map, which then need not move while they grow.
const PIECE: usize = 24;

/// Cuts an open line.
pub fn line(points: impl Iterator<Item = Option<Point>>, area: &Area, cut: &mut Vec<Vec<Point>>) {
    let mut current: Vec<Point> = Vec::new();
    let mut before: Option<(Point, u8)> = None;
    for point in points {
        let point = point.map(|point| (point, sides(area, point)));
        let kept = before.zip(point).and_then(|(a, b)| part(a, b, area));
        if let Some((a, b)) = kept {
            if current.is_empty() {
                current.reserve(PIECE);
                current.push(a);
            }
            current.push(b);
        }
        let goes_on = kept.is_some() && point.is_some_and(|(_, sides)| sides == 0);
        if !goes_on && !current.is_empty() {
            cut.push(std::mem::take(&mut current));
        }
        before = point;
    }
    if !current.is_empty() {
        cut.push(current);
    }
}

fn holds(area: &Area, point: Point) -> bool {
    sides(area, point) == 0
}

/// The sides beyond which a point lies, a bit each; none inside (Cohen and Sutherland).
fn sides(area: &Area, (x, y): Point) -> u8 {
    let beyond = [x <= area.left, x >= area.right, y <= area.top, y >= area.bottom].map(u8::from);
    beyond[0] | beyond[1] << 1 | beyond[2] << 2 | beyond[3] << 3
}

/// The part of a segment inside the area: mostly all of it or, both ends beyond one side, nothing.
fn part((a, a_sides): (Point, u8), (b, b_sides): (Point, u8), area: &Area) -> Option<(Point, Point)> {
    match (a_sides | b_sides, a_sides & b_sides) {
        (0, _) => Some((a, b)),
        (_, 0) => segment(a, b, area),
        _ => None,
    }
}

/// The part of a segment inside the area (Liang and Barsky).
fn segment(a: Point, b: Point, area: &Area) -> Option<(Point, Point)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (step, room) in [(-dx, a.0 - area.left), (dx, area.right - a.0), (-dy, a.1 - area.top), (dy, area.bottom - a.1)] {
        if step == 0.0 {
            if room <= 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    let at = |t: f64| {
        if t <= 0.0 {
            a
        } else if t >= 1.0 {
            b
        } else {
            (a.0 + dx * t, a.1 + dy * t)
        }
    };
    (from < to).then(|| (at(from), at(to)))
}

/// How far along the edge a point on it lies, clockwise from the top left corner, in sides: 0 to 4.
fn along(area: &Area, (x, y): Point) -> f64 {
    let (width, height) = (area.right - area.left, area.bottom - area.top);
    let sides = [y - area.top, area.right - x, area.bottom - y, x - area.left].map(f64::abs);
    let nearest = (0..4).min_by(|a, b| sides[*a].total_cmp(&sides[*b])).unwrap_or(0);
    match nearest {
        0 => (x - area.left) / width,
        1 => 1.0 + (y - area.top) / height,
        2 => 2.0 + (area.right - x) / width,
        _ => 3.0 + (area.bottom - y) / height,
    }
}

/// Closes the cut pieces along the edge, land on the right. `is_land` says whether the area's top left corner is
/// land, asked only where no piece reaches the edge.
pub fn close(pieces: Pieces, area: &Area, is_land: impl FnOnce() -> bool) -> Vec<Vec<Point>> {
    let Pieces { whole: mut rings, cut } = pieces;
    let corners = [(area.left, area.top), (area.right, area.top), (area.right, area.bottom), (area.left, area.bottom)];
    if cut.is_empty() {
        if is_land() {
            rings.push(corners.to_vec());
        }
        return rings;
    }
    let starts: Vec<f64> = cut.iter().map(|piece| piece.first().map_or(0.0, |point| along(area, *point))).collect();
    let mut used = vec![false; cut.len()];
    for first in 0..cut.len() {
        let mut ring = Vec::new();
        let mut at = first;
        while !used[at] {
            used[at] = true;
            ring.extend_from_slice(&cut[at]);
            let end = ring.last().map_or(0.0, |point| along(area, *point));
            let onward = |start: f64| if start >= end { start - end } else { start + 4.0 - end };
            let next = (0..cut.len()).min_by(|a, b| onward(starts[*a]).total_cmp(&onward(starts[*b]))).unwrap_or(at);
            let reach = end + onward(starts[next]);
            let passed = (1..=8u8).filter(|corner| f64::from(*corner) > end && f64::from(*corner) < reach);
            ring.extend(passed.map(|corner| corners[usize::from(corner % 4)]));
            at = next;
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// The line with fewer points, none of the dropped ones farther than `tolerance` from it (Douglas and Peucker).
pub fn simplify(points: &[Point], tolerance: f64) -> Vec<Point> {
    points.iter().zip(kept(points, tolerance)).filter(|(_, is_kept)| *is_kept).map(|(point, _)| *point).collect()
}

/// Which points [`simplify`] keeps.
pub fn kept(points: &[Point], tolerance: f64) -> Vec<bool> {
    let mut keep = vec![false; points.len()];
    let Some(last) = points.len().checked_sub(1).filter(|last| *last > 1) else { return vec![true; points.len()] };
    (keep[0], keep[last]) = (true, true);
    let mut work = vec![(0, last)];
    while let Some((from, to)) = work.pop() {
        let far = (from + 1..to).map(|at| (distance(points[at], points[from], points[to]), at)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, at)) = far.filter(|(distance, _)| *distance > tolerance * tolerance) {
            keep[at] = true;
            work.extend([(from, at), (at, to)]);
        }
    }
    keep
}

/// The greater of a line's width and height.
pub fn breadth(points: &[Point]) -> f64 {
    let around = |(left, top, right, bottom): (f64, f64, f64, f64), &(x, y): &Point| (left.min(x), top.min(y), right.max(x), bottom.max(y));
    let (left, top, right, bottom) = points.iter().fold((f64::MAX, f64::MAX, f64::MIN, f64::MIN), around);
    (right - left).max(bottom - top)
}

/// From a point to a segment, squared: a map compares thousands of them.
fn distance(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length == 0.0 { 0.0 } else { (((point.0 - a.0) * dx + (point.1 - a.1) * dy) / length).clamp(0.0, 1.0) };
    let (x, y) = (point.0 - a.0 - t * dx, point.1 - a.1 - t * dy);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AREA: Area = Area { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    fn surface(ring: &[Point]) -> f64 {
        let next = ring.iter().skip(1).chain(ring.first());
        ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
    }

    fn clipped(rings: &[&[Point]], is_land: bool) -> f64 {
        let mut pieces = Pieces::default();
        for points in rings {
            let points: Vec<Option<Point>> = points.iter().copied().map(Some).collect();
            ring(&points, &AREA, &mut pieces);
        }
        close(pieces, &AREA, || is_land).iter().map(|ring| surface(ring)).sum()
    }

    #[test]
    fn land_is_closed_along_the_edge() {
        // Clockwise on a screen: land to the right.
        assert_eq!(clipped(&[&[(5.0, -5.0), (20.0, -5.0), (20.0, 20.0), (5.0, 20.0)]], false), 50.0);
        assert_eq!(clipped(&[&[(5.0, 5.0), (20.0, 5.0), (20.0, 20.0), (5.0, 20.0)]], false), 25.0);
        assert_eq!(clipped(&[&[(2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0)]], false), 4.0);
        assert_eq!(clipped(&[&[(-9.0, -9.0), (30.0, -9.0), (30.0, 30.0), (-9.0, 30.0)]], true), 100.0);
    }

    #[test]
    fn a_lake_across_the_edge_tells_where_land_is() {
        let lake: &[Point] = &[(5.0, -5.0), (5.0, 20.0), (20.0, 20.0), (20.0, -5.0)];
        assert_eq!(clipped(&[lake], true), 50.0);
    }

    #[test]
    fn a_line_that_only_passes_is_kept() {
        let mut cut = Vec::new();
        line([Some((-5.0, 5.0)), Some((20.0, 5.0)), None, Some((5.0, 5.0))].into_iter(), &AREA, &mut cut);
        assert_eq!(cut, [vec![(0.0, 5.0), (10.0, 5.0)]]);
    }

    proptest! {
        #[test]
        fn a_convex_ring_keeps_its_share(x in -20.0f64..20.0, y in -20.0f64..20.0, w in 0.5f64..40.0, h in 0.5f64..40.0) {
            let ring = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
            let side = |from: f64, length: f64| ((from + length).min(10.0) - from.max(0.0)).max(0.0);
            let expected = side(x, w) * side(y, h);
            let covers = x < 0.0 && y < 0.0 && x + w > 10.0 && y + h > 10.0;
            prop_assert!((clipped(&[&ring], covers) - expected).abs() < 1e-6);
        }

        #[test]
        fn simplified_lines_stay_near(points in prop::collection::vec((0.0f64..100.0, 0.0f64..100.0), 2..80)) {
            let kept = simplify(&points, 2.0);
            prop_assert_eq!((kept.first(), kept.last()), (points.first(), points.last()));
            let near = |point: &Point| kept.windows(2).any(|pair| distance(*point, pair[0], pair[1]) <= 4.000_001);
            prop_assert!(points.iter().all(near));
        }
    }
}
