//! What lies under the events: water, graticule, land, borders, country names, a scale bar.
//!
//! Classes: `dr-water`, `dr-graticule`, `dr-land` (fill and coast), `dr-border`, `dr-country` (a name), `dr-scale`.

use super::super::label::{Area, Taken};
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::clip::{self, Pieces, Point};
use super::outlines::{Outline, Outlines};
use super::sphere::{Cap, Place};
use super::view::View;

/// An island smaller than this in both directions is left out.
const SMALLEST: f64 = 1.2;

/// How finely outlines are drawn.
#[derive(Clone, Copy)]
pub struct Detail {
    /// How far a simplified outline may lie from the true one.
    pub tolerance: f64,
    /// Outlines are drawn at this scale in whole numbers, which are shorter to write than decimals.
    pub fineness: f64,
    /// The inverse of the fineness, as a transformation of the drawing.
    pub transform: &'static str,
}

/// For a map that fills a page, and is zoomed into.
pub const FINE: Detail = Detail { tolerance: 0.45, fineness: 5.0, transform: "scale(.2)" };
/// For a small map beside text.
pub const SMALL: Detail = Detail { tolerance: 0.5, fineness: 2.0, transform: "scale(.5)" };

/// Draws water, graticule, land and borders.
pub fn draw(svg: &mut Svg, view: &View, outlines: &Outlines, detail: Detail) {
    let area = view.area();
    water(svg, view);
    path(svg, "dr-graticule", &graticule(view), None, detail);
    let land = if view.is_world() { world_land(view, outlines, &area) } else { region_land(view, outlines, &area) };
    path(svg, "dr-land", &land, Some("evenodd"), detail);
    path(svg, "dr-border", &borders(view, outlines, &area), None, detail);
}

/// The sea: the whole frame of a region, the whole globe of a world.
fn water(svg: &mut Svg, view: &View) {
    let side = |lon: f64, turn: f64| (0..=36).filter_map(move |at| view.flat(lon, turn * (90.0 - f64::from(at) * 5.0)));
    let edge: Vec<Point> = side(180.0, 1.0).chain(side(-180.0, -1.0)).collect();
    if edge.is_empty() {
        svg.start("rect").attr("class", "dr-water").nums(&[("width", view.width), ("height", view.height)]).end();
    }
    path(svg, "dr-water", &[edge], Some("evenodd"), FINE);
}

/// Lines, or with a rule for filling rings, as one path, simplified, in whole numbers under a scale.
fn path(svg: &mut Svg, class: &str, lines: &[Vec<Point>], fill: Option<&str>, detail: Detail) {
    let mut path = Path::default();
    for line in lines {
        let line = simple(line, fill.is_some(), detail.tolerance);
        let Some((first, rest)) = line.split_first() else { continue };
        let at = |point: &Point| ((point.0 * detail.fineness).round(), (point.1 * detail.fineness).round());
        path.move_to(at(first).0, at(first).1);
        rest.iter().map(at).for_each(|(x, y)| _ = path.line_to(x, y));
        if fill.is_some() {
            path.close();
        }
    }
    if path.is_empty() {
        return;
    }
    svg.start("path").attr("class", class).attr("transform", detail.transform).attr("d", path.data());
    match fill {
        Some(rule) => svg.attr("fill-rule", rule),
        None => svg.attr("fill", "none"),
    };
    svg.end();
}

/// A simplified line; a ring is simplified in two halves, and is nothing where too small to be seen.
fn simple(line: &[Point], is_closed: bool, tolerance: f64) -> Vec<Point> {
    if !is_closed {
        return clip::simplify(line, tolerance);
    }
    let spread = |axis: fn(&Point) -> f64| {
        let (low, high) = line.iter().map(axis).fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        high - low
    };
    if spread(|point| point.0) < SMALLEST && spread(|point| point.1) < SMALLEST {
        return Vec::new();
    }
    let half = line.len() / 2;
    let mut back = line[half..].to_vec();
    back.extend(line.first());
    let mut ring = clip::simplify(&line[..=half], tolerance);
    ring.pop();
    ring.extend(clip::simplify(&back, tolerance));
    ring.pop();
    ring
}

fn region_land(view: &View, outlines: &Outlines, area: &Area) -> Vec<Vec<Point>> {
    let mut pieces = Pieces::default();
    let mut points = Vec::new();
    for coast in &outlines.coasts {
        points.clear();
        seen(view, coast, &mut points);
        if points.iter().any(Option::is_some) {
            clip::ring(&points, area, &mut pieces);
        }
    }
    clip::close(pieces, area, || view.place((area.left, area.top)).is_some_and(|corner| outlines.is_land(&corner)))
}

/// The points of an outline's stretches near the view, with a gap for what is out of sight.
fn seen(view: &View, outline: &Outline, points: &mut Vec<Option<Point>>) {
    for stretch in outline.seen(|cap| view.is_beyond(cap)) {
        match stretch {
            // The next stretch begins where this one ends; a point that comes twice does no harm.
            Some(stretch) => points.extend(stretch.places.clone().map(|at| view.point(outline.place(at)))),
            None if points.last() != Some(&None) => points.push(None),
            None => {}
        }
    }
}

/// Land on the world: rings are cut at the map's own edge first, then at the frame's.
fn world_land(view: &View, outlines: &Outlines, area: &Area) -> Vec<Vec<Point>> {
    const GLOBE: Area = Area { left: -180.0, top: -90.0, right: 180.0, bottom: 90.0 };
    let mut pieces = Pieces::default();
    for coast in &outlines.coasts {
        let mut points = Vec::new();
        push_flat(view, coast.points.iter().chain(coast.points.first()), &mut points);
        points.pop();
        clip::ring(&points, &GLOBE, &mut pieces);
    }
    let mut framed = Pieces::default();
    for ring in clip::close(pieces, &GLOBE, || false) {
        let ends = ring.iter().zip(ring.iter().skip(1).chain(ring.first()));
        let points: Vec<Option<Point>> = ends.flat_map(|(a, b)| between(*a, *b)).map(|(x, y)| view.flat(x, -y)).collect();
        clip::ring(&points, area, &mut framed);
    }
    clip::close(framed, area, || false)
}

/// A line in turned longitude and downward latitude, broken where it leaves one edge of the world for the other.
fn push_flat<'p>(view: &View, places: impl Iterator<Item = &'p Place>, points: &mut Vec<Option<Point>>) {
    let mut before: Option<Point> = None;
    for place in places {
        let point = (view.turned(place.lon), -place.lat);
        if let Some(last) = before.filter(|last| (last.0 - point.0).abs() > 180.0) {
            let side = if last.0 > 0.0 { 180.0 } else { -180.0 };
            let rest = (side - last.0).abs();
            let share = rest / (rest + (side + point.0).abs()).max(1e-9);
            let y = last.1 + (point.1 - last.1) * share;
            points.extend([Some((side, y)), None, Some((-side, y))]);
        }
        points.push(Some(point));
        before = Some(point);
    }
}

/// The start of a segment and points on it, close enough that the world's curved edge is followed.
fn between(a: Point, b: Point) -> impl Iterator<Item = Point> {
    let count = ((b.0 - a.0).abs().max((b.1 - a.1).abs()) / 3.0).ceil().clamp(1.0, 120.0);
    (0..count as u32).map(move |at| {
        let t = f64::from(at) / count;
        (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
    })
}

fn borders(view: &View, outlines: &Outlines, area: &Area) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    let mut points = Vec::new();
    for border in &outlines.borders {
        if view.is_world() {
            drawn(view, &border.points, area, &mut lines);
            continue;
        }
        points.clear();
        seen(view, border, &mut points);
        clip::line(points.iter().copied(), area, &mut lines);
    }
    lines
}

/// An open line of places, cut at the frame.
fn drawn(view: &View, places: &[Place], area: &Area, lines: &mut Vec<Vec<Point>>) {
    if !view.is_world() {
        return clip::line(places.iter().map(|place| view.point(place)), area, lines);
    }
    let mut points = Vec::new();
    push_flat(view, places.iter(), &mut points);
    clip::line(points.into_iter().map(|point| view.flat(point?.0, -point?.1)), area, lines);
}

/// Meridians and parallels, some four to eight of each.
fn graticule(view: &View) -> Vec<Vec<Point>> {
    let (middle, reach) = match view.place((view.width / 2.0, view.height / 2.0)) {
        Some(middle) => (middle, view.reach().to_degrees()),
        None => (Place::new(0.0, 0.0), 180.0),
    };
    let (south, north) = ((middle.lat - reach).max(-90.0), (middle.lat + reach).min(90.0));
    let pole_is_near = south <= -87.0 || north >= 87.0;
    let half = if pole_is_near { 180.0 } else { (reach / (south.abs().max(north.abs())).to_radians().cos()).min(180.0) };
    let (west, east) = (middle.lon - half, middle.lon + half);
    let step = |half: f64| [1.0, 2.0, 5.0, 10.0, 15.0].into_iter().find(|step| half / step < 4.5).unwrap_or(30.0);
    let marks = |low: f64, high: f64, step: f64| {
        (0..).map(move |at| (low / step).ceil() * step + f64::from(at) * step).take_while(move |at| *at <= high)
    };
    // A line curves little in a region; around a pole it is a circle.
    let steps = if half > 60.0 { 32 } else { 12 };
    let along = |low: f64, high: f64| (0..=steps).map(move |at| low + (high - low) * f64::from(at) / f64::from(steps));
    let mut lines = Vec::new();
    for lat in marks(south, north, step(reach)).filter(|lat| lat.abs() < 89.5) {
        let line: Vec<Place> = along(west, east).map(|lon| Place::new(lat, lon)).collect();
        drawn(view, &line, &view.area(), &mut lines);
    }
    // The last meridian of a full turn is the first; near a pole all of them would meet in a blot.
    let widest = if half >= 180.0 { east - 1.0 } else { east };
    for lon in marks(west, widest, step(half)) {
        let line: Vec<Place> = along(south.max(-85.0), north.min(85.0)).map(|lat| Place::new(lat, lon)).collect();
        drawn(view, &line, &view.area(), &mut lines);
    }
    lines
}

const NAME_SIZE: f64 = 12.0;
/// Letters are set apart by the style sheet; this is how much wider that makes a name.
const SPACING: f64 = 1.14;

/// Writes country names where they fit inside their country and touch nothing; the roomiest first.
pub fn names(svg: &mut Svg, view: &View, outlines: &Outlines, names: &dyn Fn(&str) -> Option<String>, most: usize, taken: &mut Taken) {
    let mut spots: Vec<(f64, String, bool, Vec<Point>)> = Vec::new();
    for country in &outlines.countries {
        let seen = country.places.iter().filter(|(place, _)| !view.is_beyond(&Cap::of(place)));
        let mut points: Vec<(Point, f64)> = seen.filter_map(|(place, km)| Some((view.point(place)?, km * view.per_km()))).collect();
        let Some(code) = country.code.filter(|_| !points.is_empty()) else { continue };
        let (name, is_local) = names(code).map_or_else(|| (country.name.clone(), false), |name| (name, true));
        let half = measure::width(&name, NAME_SIZE) * SPACING / 2.0;
        points.retain(|(_, room)| room * 1.9 >= half.min(40.0));
        if let Some((_, km)) = country.places.first() {
            spots.push((*km, name, is_local, points.into_iter().map(|(point, _)| point).collect()));
        }
    }
    spots.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut written = 0;
    for (_, name, is_local, points) in spots {
        let half = measure::width(&name, NAME_SIZE) * SPACING / 2.0 + 4.0;
        let Some((_, area)) = taken.place(points.iter().map(|&(x, y)| Area::around(x, y, half, NAME_SIZE * 0.7))) else { continue };
        svg.start("text").attr("class", "dr-country").nums(&[("x", f64::midpoint(area.left, area.right)), ("y", area.bottom - 4.0)]);
        svg.num("font-size", NAME_SIZE).attr("text-anchor", "middle").maybe("lang", (!is_local).then_some("en")).text(&name).end();
        written += 1;
        if written == most {
            return;
        }
    }
}

/// A bar of a round number of kilometres in the lower corner of a region.
pub fn scale_bar(svg: &mut Svg, view: &View, unit: &str, taken: &mut Taken) {
    let mut powers = (0..6).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)));
    let Some(km) = powers.rfind(|km| km * view.per_km() <= 110.0).filter(|_| !view.is_world()) else { return };
    let (width, bottom) = (km * view.per_km(), view.height - 12.0);
    let words = format!("{km} {unit}");
    let room = width.max(measure::width(&words, 12.0));
    let mut path = Path::default();
    path.move_to(12.0, bottom - 4.0).line_to(12.0, bottom).line_to(12.0 + width, bottom).line_to(12.0 + width, bottom - 4.0);
    svg.start("g").attr("class", "dr-scale");
    svg.start("path").attr("d", path.data()).attr("fill", "none").end();
    svg.start("text").nums(&[("x", 12.0), ("y", bottom - 8.0), ("font-size", 12.0)]).text(&words).end();
    svg.end();
    taken.take(Area { left: 0.0, top: bottom - 24.0, right: 20.0 + room, bottom: view.height });
}
