//! Meridians and parallels, as lines of the drawing.
//!
//! A region's are sampled no closer than their bend asks for: a small map's parallels take a handful of points each.

use super::clip::{self, Point};
use super::ground;
use super::sphere::Place;
use super::view::View;

/// A sine and a cosine.
type Turn = (f64, f64);

/// Some four to eight of each, cut at the frame; between two points none is farther from its line than about `tolerance`.
pub fn lines(view: &View, tolerance: f64) -> Vec<Vec<Point>> {
    let (middle, reach) = match view.place((view.width / 2.0, view.height / 2.0)) {
        Some(middle) => (middle, view.reach().to_degrees()),
        None => (Place::new(0.0, 0.0), 180.0),
    };
    let (south, north) = ((middle.lat - reach).max(-90.0), (middle.lat + reach).min(90.0));
    let pole_is_near = south <= -87.0 || north >= 87.0;
    let half = if pole_is_near { 180.0 } else { (reach / (south.abs().max(north.abs())).to_radians().cos()).min(180.0) };
    let (west, east) = (middle.lon - half, middle.lon + half);
    let parallels: Vec<f64> = marks(south, north, step(reach)).filter(|lat| lat.abs() < 89.5).collect();
    // The last meridian of a full turn is the first; near a pole all of them would meet in a blot.
    let meridians: Vec<f64> = marks(west, if half >= 180.0 { east - 1.0 } else { east }, step(half)).collect();
    let (along, up) = ((west, east), (south.max(-85.0), north.min(85.0)));
    match view.middle() {
        Some(middle) => region(view, middle.lon, (&parallels, up), (&meridians, along), tolerance),
        None => world(view, (&parallels, up), (&meridians, along)),
    }
}

/// The distance between lines, in degrees, so that there are few of them on either side of the middle.
fn step(half: f64) -> f64 {
    [1.0, 2.0, 5.0, 10.0, 15.0].into_iter().find(|step| half / step < 4.5).unwrap_or(30.0)
}

fn marks(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    (0..).map(move |at| (low / step).ceil() * step + f64::from(at) * step).take_while(move |at| *at <= high)
}

/// That many steps from one end to the other.
fn between((low, high): (f64, f64), steps: u32) -> impl Iterator<Item = f64> {
    (0..=steps).map(move |at| low + (high - low) * f64::from(at) / f64::from(steps))
}

type Family<'a> = (&'a [f64], (f64, f64));

/// Every line's points from the sines and cosines of the latitudes and longitudes that all of its family share.
fn region(view: &View, middle: f64, (parallels, up): Family<'_>, (meridians, along): Family<'_>, tolerance: f64) -> Vec<Vec<Point>> {
    let turn = |degrees: f64| degrees.to_radians().sin_cos();
    let rows: Vec<Turn> = parallels.iter().map(|lat| turn(*lat)).collect();
    let columns: Vec<Turn> = meridians.iter().map(|lon| turn(lon - middle)).collect();
    // A parallel bends as a circle of the radius cot(lat), and every line more the farther from the middle it is.
    let bend = rows.iter().map(|(sin, cos)| 2.0 * (sin * cos).abs()).fold(0.0, f64::max);
    let aside = (view.scale() * view.reach().powi(3) / (2.0 * tolerance)).sqrt();
    let across = (along.1 - along.0).to_radians() * (view.scale() * bend / (16.0 * tolerance)).sqrt();
    let across: Vec<Turn> = between(along, across.max(aside).ceil().clamp(2.0, 144.0) as u32).map(|lon| turn(lon - middle)).collect();
    let upward: Vec<Turn> = between(up, aside.ceil().clamp(2.0, 32.0) as u32).map(turn).collect();
    let mut lines = Vec::with_capacity(rows.len() + columns.len());
    let area = view.area();
    rows.iter().for_each(|row| clip::line(across.iter().map(|column| view.crossing(*row, *column)), &area, &mut lines));
    columns.iter().for_each(|column| clip::line(upward.iter().map(|row| view.crossing(*row, *column)), &area, &mut lines));
    lines
}

fn world(view: &View, (parallels, up): Family<'_>, (meridians, along): Family<'_>) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    let mut push = |places: Vec<Place>| ground::world_line(view, &places, &mut lines);
    parallels.iter().for_each(|lat| push(between(along, 32).map(|lon| Place::new(*lat, lon)).collect()));
    meridians.iter().for_each(|lon| push(between(up, 32).map(|lat| Place::new(lat, *lon)).collect()));
    lines
}
