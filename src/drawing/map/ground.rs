//! What lies under the events: water, graticule, land, borders, country names, a scale bar.
//!
//! Classes: `dr-water`, `dr-graticule`, `dr-land` (fill and coast), `dr-border`, `dr-country` (a name), `dr-scale`.

use super::super::label::{Area, Taken};
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::clip::{self, Pieces, Point};
use super::graticule;
use super::near::{Lines, Stretch};
use super::outlines::Outlines;
use super::sphere::Place;
use super::trace::Trace;
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
    let (land, borders) = if view.is_world() {
        (world_land(view, outlines, &area), world_borders(view, outlines))
    } else {
        svg.start("rect").attr("class", "dr-water").nums(&[("width", view.width), ("height", view.height)]).end();
        (region_land(view, outlines, &area), region_borders(view, outlines, &area))
    };
    // Outlines simplified beforehand by as much as this map allows are drawn as they are.
    let is_ready = outlines.km * view.per_km() >= detail.tolerance;
    let detail = if is_ready { Detail { tolerance: 0.0, ..detail } } else { detail };
    let graticule = graticule::lines(view, if is_ready { READY_BEND } else { detail.tolerance / 4.0 });
    svg.start("g").attr("transform", detail.transform);
    if view.is_world() {
        path(svg, "dr-water", &[globe(view)], Some("evenodd"), detail);
    }
    path(svg, "dr-graticule", &graticule, None, detail);
    path(svg, "dr-land", &land, Some("evenodd"), detail);
    path(svg, "dr-border", &borders, None, detail);
    svg.end();
}

/// How far a parallel's curve may lie from the lines it is drawn with where those are not simplified after.
const READY_BEND: f64 = 0.35;

/// The edge of the whole globe.
fn globe(view: &View) -> Vec<Point> {
    let side = |lon: f64, turn: f64| (0..=36).filter_map(move |at| view.flat(lon, turn * (90.0 - f64::from(at) * 5.0)));
    side(180.0, 1.0).chain(side(-180.0, -1.0)).collect()
}

/// Lines, or with a rule for filling rings, as one path, simplified, in whole numbers under a scale.
fn path(svg: &mut Svg, class: &str, lines: &[Vec<Point>], fill: Option<&str>, detail: Detail) {
    let mut trace = Trace::with_capacity(8 * lines.iter().map(Vec::len).sum::<usize>());
    // Truncated after a shift that makes every point of a drawing positive, which rounds without a call for each.
    let whole = |value: f64| (value * detail.fineness + 65_536.5) as i32 - 65_536;
    for line in lines {
        let simple = if detail.tolerance > 0.0 { &simple(line, fill.is_some(), detail.tolerance)[..] } else { line };
        let Some((first, rest)) = simple.split_first() else { continue };
        trace.move_to((whole(first.0), whole(first.1)));
        rest.iter().for_each(|(x, y)| trace.line_to((whole(*x), whole(*y))));
        if fill.is_some() {
            trace.close();
        }
    }
    if trace.is_empty() {
        return;
    }
    svg.start("path").attr("class", class).data(&trace.finish());
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
    if clip::breadth(line) < SMALLEST {
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
    for stretches in outlines.coasts.seen(|cap| view.is_beyond(cap)).chunk_by(|a, b| a.outline == b.outline) {
        trace(view, &outlines.coasts, stretches, &mut points);
        clip::ring(&points, area, &mut pieces);
    }
    clip::close(pieces, area, || view.place((area.left, area.top)).is_some_and(|corner| outlines.is_land(&corner)))
}

fn region_borders(view: &View, outlines: &Outlines, area: &Area) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    let mut points = Vec::new();
    for stretches in outlines.borders.seen(|cap| view.is_beyond(cap)).chunk_by(|a, b| a.outline == b.outline) {
        trace(view, &outlines.borders, stretches, &mut points);
        clip::line(points.iter().copied(), area, &mut lines);
    }
    lines
}

/// The points of some stretches of one outline, with a gap for what lies between them.
fn trace(view: &View, lines: &Lines, stretches: &[&Stretch], points: &mut Vec<Option<Point>>) {
    points.clear();
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else { return };
    let outline = &lines.outlines[first.outline];
    // A ring of which both ends are seen goes on from one to the other; any other has its gap there.
    if first.at > 0 || last.at + 1 < outline.stretches {
        points.push(None);
    }
    let mut before = None;
    for stretch in stretches {
        let (from, to) = (*stretch.places.start(), *stretch.places.end());
        let goes_on = before == Some(from);
        if before.is_some() && !goes_on {
            points.push(None);
        }
        let round = outline.points.get(from + usize::from(goes_on)..=to.min(outline.points.len() - 1)).unwrap_or_default();
        let back = outline.points.first().filter(|_| to == outline.points.len());
        points.extend(round.iter().chain(back).map(|place| view.point(place)));
        before = Some(to);
    }
}

/// Land on the world: rings are cut at the map's own edge first, then at the frame's.
fn world_land(view: &View, outlines: &Outlines, area: &Area) -> Vec<Vec<Point>> {
    const GLOBE: Area = Area { left: -180.0, top: -90.0, right: 180.0, bottom: 90.0 };
    let mut pieces = Pieces::default();
    for coast in &outlines.coasts.outlines {
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

fn world_borders(view: &View, outlines: &Outlines) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    outlines.borders.outlines.iter().for_each(|border| world_line(view, &border.points, &mut lines));
    lines
}

/// An open line of places on the world, cut at the frame.
pub fn world_line(view: &View, places: &[Place], lines: &mut Vec<Vec<Point>>) {
    let mut points = Vec::new();
    push_flat(view, places.iter(), &mut points);
    clip::line(points.into_iter().map(|point| view.flat(point?.0, -point?.1)), &view.area(), lines);
}

const NAME_SIZE: f64 = 12.0;
/// Letters are set apart by the style sheet; this is how much wider that makes a name.
const SPACING: f64 = 1.14;

/// Writes country names where they fit inside their country and touch nothing; the roomiest first.
pub fn names(svg: &mut Svg, view: &View, outlines: &Outlines, names: &dyn Fn(&str) -> Option<String>, most: usize, taken: &mut Taken) {
    let mut spots: Vec<(f64, String, bool, Vec<Point>)> = Vec::new();
    for seen in outlines.spots(|cap| view.is_beyond(cap)).chunk_by(|a, b| a.country == b.country) {
        let is_inside = |(x, y): &Point| (0.0..=view.width).contains(x) && (0.0..=view.height).contains(y);
        let points = seen.iter().filter_map(|spot| Some((view.point(&spot.place).filter(is_inside)?, spot.km * view.per_km())));
        let mut points: Vec<(Point, f64)> = points.collect();
        let Some(country) = seen.first().map(|spot| &outlines.countries[spot.country]).filter(|_| !points.is_empty()) else { continue };
        let Some(code) = country.code else { continue };
        let (name, is_local) = names(code).map_or_else(|| (country.name.clone(), false), |name| (name, true));
        let half = measure::width(&name, NAME_SIZE) * SPACING / 2.0;
        points.retain(|(_, room)| room * 1.9 >= half.min(40.0));
        if let Some((_, km)) = country.places.first() {
            spots.push((*km, name, is_local, points.into_iter().map(|(point, _)| point).collect()));
        }
    }
    spots.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
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

/// The lengths that a scale bar may have, in kilometres.
const BARS: [u32; 14] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

/// A bar of a round number of kilometres in the lower corner of a region.
pub fn scale_bar(svg: &mut Svg, view: &View, unit: &str, taken: &mut Taken) {
    let fits = |km: &&u32| f64::from(**km) * view.per_km() <= 110.0;
    let Some(km) = BARS.iter().rfind(fits).filter(|_| !view.is_world()) else { return };
    let (width, bottom) = (f64::from(*km) * view.per_km(), view.height - 12.0);
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
