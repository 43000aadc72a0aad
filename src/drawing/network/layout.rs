//! Where boxes stand: springs pull tied boxes together, all push each other apart, then no two touch.
//!
//! Deterministic: the start is a sunflower in the order given, there is no chance, and the number of steps is fixed.
//! (Fruchterman and Reingold, 1991, with distances between boxes instead of points.)

use super::super::label::Area;

/// A box's half-width and half-height.
pub type Half = (f64, f64);

const STEPS: u32 = 220;
/// How many arrangements are compared.
const STARTS: u8 = 9;
/// The least air between boxes.
const AIR: (f64, f64) = (10.0, 12.0);

/// The middles of boxes inside the frame, no two of them touching while there is room for all in rows: of several
/// starts, the arrangement whose lines cross each other and run behind boxes least.
pub fn place(boxes: &[Half], ties: &[(usize, usize)], frame: Area) -> Vec<(f64, f64)> {
    let tries = (0..STARTS).map(|start| arrange(boxes, ties, frame, f64::from(start) * 0.7));
    let judged = tries.map(|places| (tangle(&places, boxes, ties), places));
    judged.min_by_key(|(tangle, _)| *tangle).map(|(_, places)| places).unwrap_or_default()
}

fn arrange(boxes: &[Half], ties: &[(usize, usize)], frame: Area, turn: f64) -> Vec<(f64, f64)> {
    let mut places = sunflower(boxes.len(), frame, turn);
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
    let ideal = 0.62 * (width * height / (boxes.len().max(1) as f64)).sqrt();
    for step in 0..STEPS {
        let heat = width / 9.0 * (1.0 - f64::from(step) / f64::from(STEPS)) + 1.0;
        let mut moves = forces(&places, ties, ideal, frame);
        for (place, push) in places.iter_mut().zip(&mut moves) {
            let length = push.0.hypot(push.1).max(1e-9);
            let share = length.min(heat) / length;
            *place = (place.0 + push.0 * share, place.1 + push.1 * share);
        }
        keep_inside(&mut places, boxes, frame);
    }
    if !separate(&mut places, boxes, frame) {
        rows(&mut places, boxes, frame);
    }
    places
}

/// How hard the lines are to follow: a crossing counts once, a line behind a box that is not its end four times.
fn tangle(places: &[(f64, f64)], boxes: &[Half], ties: &[(usize, usize)]) -> usize {
    let line = |tie: &(usize, usize)| (places[tie.0], places[tie.1]);
    let strangers = |a: &(usize, usize), b: &(usize, usize)| a.0 != b.0 && a.0 != b.1 && a.1 != b.0 && a.1 != b.1;
    let crossings = ties.iter().enumerate().map(|(at, a)| ties[..at].iter().filter(|b| strangers(a, b) && cross(line(a), line(b))).count());
    let behind = |tie: &(usize, usize)| {
        let others = (0..places.len()).filter(|at| *at != tie.0 && *at != tie.1);
        others.filter(|&at| meets(line(tie), places[at], boxes[at])).count()
    };
    crossings.sum::<usize>() + 4 * ties.iter().map(behind).sum::<usize>()
}

type Segment = ((f64, f64), (f64, f64));

fn cross((a, b): Segment, (c, d): Segment) -> bool {
    let turn = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0) > 0.0;
    turn(a, b, c) != turn(a, b, d) && turn(c, d, a) != turn(c, d, b)
}

/// Whether a segment meets a box: it crosses one of the box's diagonals.
fn meets(segment: Segment, (x, y): (f64, f64), (w, h): Half) -> bool {
    cross(segment, ((x - w, y - h), (x + w, y + h))) || cross(segment, ((x - w, y + h), (x + w, y - h)))
}

fn sunflower(count: usize, frame: Area, from: f64) -> Vec<(f64, f64)> {
    let middle = (f64::midpoint(frame.left, frame.right), f64::midpoint(frame.top, frame.bottom));
    let (rx, ry) = ((frame.right - frame.left) * 0.42, (frame.bottom - frame.top) * 0.42);
    let turn = |at: usize| {
        let far = ((at as f64 + 0.5) / count as f64).sqrt();
        let (sin, cos) = (from + at as f64 * 2.399_963_229_728_653).sin_cos();
        (middle.0 + rx * far * cos, middle.1 + ry * far * sin)
    };
    (0..count).map(turn).collect()
}

fn forces(places: &[(f64, f64)], ties: &[(usize, usize)], ideal: f64, frame: Area) -> Vec<(f64, f64)> {
    let mut moves = vec![(0.0, 0.0); places.len()];
    // Names are wider than high, so a horizontal distance counts for less than a vertical one.
    let stretch = 0.62;
    for a in 0..places.len() {
        for b in 0..a {
            let (dx, dy) = ((places[a].0 - places[b].0) * stretch, places[a].1 - places[b].1);
            let far = dx.hypot(dy).max(1.0);
            if far > 2.6 * ideal {
                continue;
            }
            let push = ideal * ideal / (far * far);
            let (px, py) = (dx * push, dy * push);
            moves[a] = (moves[a].0 + px, moves[a].1 + py);
            moves[b] = (moves[b].0 - px, moves[b].1 - py);
        }
        let middle = (f64::midpoint(frame.left, frame.right), f64::midpoint(frame.top, frame.bottom));
        moves[a] = (moves[a].0 + (middle.0 - places[a].0) * 0.03, moves[a].1 + (middle.1 - places[a].1) * 0.05);
    }
    for &(a, b) in ties {
        let (dx, dy) = ((places[a].0 - places[b].0) * stretch, places[a].1 - places[b].1);
        let pull = dx.hypot(dy) / ideal * 0.5;
        let (px, py) = (dx * pull, dy * pull);
        moves[a] = (moves[a].0 - px, moves[a].1 - py);
        moves[b] = (moves[b].0 + px, moves[b].1 + py);
    }
    moves
}

fn keep_inside(places: &mut [(f64, f64)], boxes: &[Half], frame: Area) {
    for (place, half) in places.iter_mut().zip(boxes) {
        place.0 = place.0.max(frame.left + half.0).min((frame.right - half.0).max(frame.left + half.0));
        place.1 = place.1.max(frame.top + half.1).min((frame.bottom - half.1).max(frame.top + half.1));
    }
}

/// Pushes touching boxes apart along the shorter way; whether none touch in the end.
fn separate(places: &mut [(f64, f64)], boxes: &[Half], frame: Area) -> bool {
    for _ in 0..400 {
        let mut touched = false;
        for a in 0..places.len() {
            for b in 0..a {
                let (dx, dy) = (places[a].0 - places[b].0, places[a].1 - places[b].1);
                let (ox, oy) = (boxes[a].0 + boxes[b].0 + AIR.0 - dx.abs(), boxes[a].1 + boxes[b].1 + AIR.1 - dy.abs());
                if ox <= 0.01 || oy <= 0.01 {
                    continue;
                }
                touched = true;
                let (px, py) =
                    if ox < oy { (ox / 2.0 * sign(dx) + 0.01 * sign(dx), 0.0) } else { (0.0, oy / 2.0 * sign(dy) + 0.01 * sign(dy)) };
                places[a] = (places[a].0 + px, places[a].1 + py);
                places[b] = (places[b].0 - px, places[b].1 - py);
            }
        }
        if !touched {
            return true;
        }
        keep_inside(places, boxes, frame);
    }
    false
}

fn sign(value: f64) -> f64 {
    if value < 0.0 { -1.0 } else { 1.0 }
}

/// The last resort: lines of boxes, in the order of their places.
fn rows(places: &mut [(f64, f64)], boxes: &[Half], frame: Area) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_unstable_by(|a, b| places[*a].1.total_cmp(&places[*b].1).then(places[*a].0.total_cmp(&places[*b].0)).then(a.cmp(b)));
    let highest = boxes.iter().map(|half| half.1).fold(0.0, f64::max);
    let (mut x, mut y) = (frame.left, frame.top + highest);
    for at in order {
        if x + 2.0 * boxes[at].0 > frame.right && x > frame.left {
            (x, y) = (frame.left, y + 2.0 * highest + AIR.1);
        }
        places[at] = (x + boxes[at].0, y);
        x += 2.0 * boxes[at].0 + AIR.0;
    }
}
