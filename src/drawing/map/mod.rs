//! The map: outlines, a view fitted to the events, uncertainty drawn as an area, events that would touch as one mark.
//!
//! Marks are sized by nothing but count. North is up in either direction of reading: a map is never mirrored.
//! Deliberately absent: tiles, any request, and the words of the disclaimer on borders, which are the caller's.
//!
//! Classes: `dr-area` what a place's precision allows (in `dr-areas`, with `is-many` beyond a dozen), `dr-point` one mark with `is-cluster`; in it `dr-mark`,
//! `dr-count`, `dr-place` (its name); `is-beyond` one at the edge for a place outside the frame, with `dr-beyond` toward it. More in `ground`.

mod clip;
mod cluster;
mod codes;
mod decode;
mod graticule;
mod ground;
mod near;
mod outlines;
mod sphere;
#[cfg(test)]
mod tests;
mod trace;
mod view;

pub use cluster::Cluster;
pub use outlines::Atlas;

use super::frame::{Direction, Frame, Role};
use super::label::{Area, Taken};
use super::measure;
use super::svg::{Path, Svg};
use sphere::Place;
use std::collections::BTreeMap;
use view::{Bounds, View};

/// Something that happened somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    /// Its name.
    pub title: &'a str,
    /// The name of its place.
    pub place: &'a str,
    /// The place name's language where it differs from the drawing's.
    pub lang: Option<&'a str>,
    /// Its page.
    pub href: &'a str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How far from there it may have been.
    pub radius_km: f64,
    /// How many events it stands for.
    pub count: u32,
    /// Where the table says what happened there: a mark of several events leads to the first one's.
    pub row: &'a str,
    /// What scripts filter by, written as `data-` attributes of a mark that stands for it alone; empty values are left out.
    pub facets: &'a [(&'a str, &'a str)],
}

/// How large a map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The whole width of a page.
    Page,
    /// Beside text: one event's place.
    Locator,
}

/// What to draw.
#[derive(Clone, Copy)]
pub struct Map<'a> {
    /// The drawing's identity.
    pub frame: Frame<'a>,
    /// Its size.
    pub size: Size,
    /// The word or sign for kilometres.
    pub km: &'a str,
    /// What a cluster is called, `{}` standing for its count.
    pub events: &'a str,
    /// A country's name in the reader's language, by its ISO 3166-1 alpha-2 code; where there is none it is in English.
    /// What the standard does not name is not named on the map.
    pub countries: &'a dyn Fn(&str) -> Option<String>,
    /// What happened.
    pub points: &'a [Point<'a>],
}

/// A drawing and what its marks stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The SVG.
    pub svg: String,
    /// Every mark, in the order of its first point, those at the edge last.
    pub clusters: Vec<Cluster>,
    /// How many events lie outside the frame.
    pub beyond: u32,
}

const PAGE: Bounds = Bounds { width: 920.0, least: 420.0, most: 640.0, around_km: 330.0 };
const LOCATOR: Bounds = Bounds { width: 360.0, least: 230.0, most: 300.0, around_km: 520.0 };
const LABEL: f64 = 12.5;
/// With more marks than this, place names are left to the table.
const MOST_NAMES: usize = 40;
/// More areas than this would hide the map.
const MOST_AREAS: usize = 150;

impl Map<'_> {
    /// The drawing; none without a point on the earth.
    pub fn draw(&self, atlas: &Atlas) -> Option<Drawn> {
        let is_place = |point: &&Point<'_>| point.lat.abs() <= 90.0 && point.lon.abs() <= 180.0 && point.radius_km.is_finite();
        let known: Vec<(usize, &Point<'_>)> = self.points.iter().enumerate().filter(|(_, point)| is_place(point)).collect();
        let extents: Vec<_> =
            known.iter().map(|(_, point)| (Place::new(point.lat, point.lon), point.radius_km.clamp(0.0, 2_000.0))).collect();
        let view = View::fit_most(&extents, if self.size == Size::Page { PAGE } else { LOCATOR })?;
        let outlines = match self.size {
            _ if view.is_world() => atlas.coarse(),
            Size::Page => atlas.fine(),
            Size::Locator => atlas.small(),
        };
        let mut svg = Svg::with_capacity(if self.size == Size::Page { 24_000 } else { 5_000 });
        // Places keep their sides of the map whichever way its reader reads.
        let frame = Frame { direction: Direction::LeftToRight, ..self.frame };
        frame.open(&mut svg, "map", Role::Group, (view.width, view.height));
        ground::draw(&mut svg, &view, outlines, if self.size == Size::Page { ground::FINE } else { ground::SMALL });
        areas(&mut svg, &view, &extents);
        let (mut clusters, mut outside) = (gathered(&view, &extents, &known, false), gathered(&view, &extents, &known, true));
        let beyond = outside.iter().map(|cluster| cluster.count).sum();
        clusters.append(&mut outside);
        let mut taken = Taken::within(Area::new(2.0, 2.0, view.width - 4.0, view.height - 4.0));
        clusters
            .iter()
            .for_each(|cluster| taken.take(Area::around(cluster.at.0, cluster.at.1, reach(cluster) + 1.0, reach(cluster) + 1.0)));
        ground::scale_bar(&mut svg, &view, self.km, &mut taken);
        let labels = self.labels(&clusters, &mut taken);
        ground::names(&mut svg, &view, outlines, self.countries, if self.size == Size::Page { 24 } else { 6 }, &mut taken);
        let middle = (view.width / 2.0, view.height / 2.0);
        for (cluster, label) in clusters.iter().zip(&labels) {
            self.mark(&mut svg, cluster, label.as_ref(), middle);
        }
        Some(Drawn { svg: svg.finish(), clusters, beyond })
    }

    /// The place's name for each mark, where it is one place and there is room: the greatest marks choose first.
    fn labels(&self, clusters: &[Cluster], taken: &mut Taken) -> Vec<Option<(String, Area)>> {
        let mut labels = vec![None; clusters.len()];
        let mut order: Vec<usize> = (0..clusters.len()).collect();
        order.sort_unstable_by_key(|&at| (std::cmp::Reverse(clusters[at].count), at));
        for at in order.into_iter().take(MOST_NAMES) {
            let cluster = &clusters[at];
            let Some(name) = self.place(cluster) else { continue };
            let words = measure::fit(name, LABEL, 150.0);
            let (width, gap) = (measure::width(&words, LABEL) + 4.0, reach(cluster) + 3.0);
            let (x, y) = cluster.at;
            let corners = [(x + gap, y - 8.0), (x - gap - width, y - 8.0), (x - width / 2.0, y - gap - 16.0), (x - width / 2.0, y + gap)];
            let slanted = [
                (x + gap * 0.7, y - gap - 10.0),
                (x + gap * 0.7, y + gap - 6.0),
                (x - gap * 0.7 - width, y - gap - 10.0),
                (x - gap * 0.7 - width, y + gap - 6.0),
            ];
            let choices = corners.into_iter().chain(slanted).map(|(left, top)| Area::new(left, top, width, 16.0));
            labels[at] = taken.place(choices).map(|(_, area)| (words, area));
        }
        labels
    }

    /// The name of a mark's place, where it is one and has one.
    fn place(&self, cluster: &Cluster) -> Option<&str> {
        let name = self.points[cluster.members[0]].place;
        let is_one = cluster.members.iter().all(|member| self.points[*member].place == name);
        Some(name).filter(|name| is_one && !name.is_empty())
    }

    /// What a mark stands for, and where it is.
    fn told(&self, cluster: &Cluster, what: &str) -> String {
        self.place(cluster).map_or_else(|| what.to_owned(), |place| format!("{what} · {place}"))
    }

    /// One mark; `middle` is the map's, from which the mark of a place outside the frame points away.
    fn mark(&self, svg: &mut Svg, cluster: &Cluster, label: Option<&(String, Area)>, middle: clip::Point) {
        let first = &self.points[cluster.members[0]];
        let (x, y) = cluster.at;
        if cluster.count == 1 {
            svg.start("a").attr("class", if cluster.is_beyond { "dr-point is-beyond" } else { "dr-point" }).attr("href", first.href);
            super::frame::push_facets(svg, first.facets);
            svg.leaf("title", &self.told(cluster, first.title));
        } else {
            svg.start("a").attr("class", if cluster.is_beyond { "dr-point is-cluster is-beyond" } else { "dr-point is-cluster" });
            svg.attr("href", first.row);
            self.counts(svg, cluster);
            svg.leaf("title", &self.told(cluster, &self.events.replace("{}", &self.frame.figures(&cluster.count))));
        }
        if cluster.is_beyond {
            pointer(svg, cluster, middle);
        }
        svg.start("circle").attr("class", "dr-mark").nums(&[("cx", x), ("cy", y), ("r", cluster.radius)]).end();
        if cluster.count > 1 {
            svg.start("text").attr("class", "dr-count").nums(&[("x", x), ("y", y + 4.0), ("font-size", 12.0)]);
            svg.attr("text-anchor", "middle").text(&self.frame.figures(&cluster.count)).end();
        }
        if let Some((words, area)) = label {
            svg.start("text").attr("class", "dr-place").nums(&[("x", area.left + 2.0), ("y", area.bottom - 4.0), ("font-size", LABEL)]);
            svg.maybe("lang", first.lang).text(words).end();
        }
        svg.end();
    }
}

/// How far from the edge a mark stands for what lies beyond it.
const INWARD: f64 = 20.0;
/// How far such a mark points out of itself.
const TIP: f64 = 8.0;

/// How far from its middle a mark reaches.
fn reach(cluster: &Cluster) -> f64 {
    cluster.radius + if cluster.is_beyond { TIP } else { 0.0 }
}

/// The arrow of a mark at the edge, away from the middle; one event's mark is nothing else.
fn pointer(svg: &mut Svg, cluster: &Cluster, middle: clip::Point) {
    let (x, y) = cluster.at;
    let (dx, dy) = (x - middle.0, y - middle.1);
    let length = dx.hypot(dy).max(1.0);
    let at = |out: f64, aside: f64| (x + (dx * out - dy * aside) / length, y + (dy * out + dx * aside) / length);
    let corners =
        [(reach(cluster), 0.0), (-cluster.radius, cluster.radius), (-cluster.radius * 0.5, 0.0), (-cluster.radius, -cluster.radius)];
    let mut path = Path::default();
    path.move_to(at(corners[0].0, 0.0).0, at(corners[0].0, 0.0).1);
    corners[1..].iter().map(|&(out, aside)| at(out, aside)).for_each(|(x, y)| _ = path.line_to(x, y));
    svg.start("path").attr("class", "dr-beyond").attr("d", path.close().data()).end();
}

impl Map<'_> {
    /// How many of a cluster's events share which facets, so that a script can count those a reader chose:
    /// `data-facets="type year"`, `data-counts="strike|2024=12;call|2024=1"`.
    fn counts(&self, svg: &mut Svg, cluster: &Cluster) {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for point in cluster.members.iter().filter_map(|member| self.points.get(*member)) {
            let values: Vec<&str> = point.facets.iter().map(|(_, value)| *value).collect();
            *counts.entry(values.join("|")).or_default() += point.count.max(1);
        }
        let names: Vec<&str> = self.points.iter().take(1).flat_map(|point| point.facets.iter().map(|(name, _)| *name)).collect();
        let list: Vec<String> = counts.iter().map(|(values, count)| format!("{values}={count}")).collect();
        svg.attr("data-facets", &names.join(" ")).attr("data-counts", &list.join(";"));
    }
}

/// The marks inside the frame, or those at its edge.
fn gathered(view: &View, extents: &[view::Extent], known: &[(usize, &Point<'_>)], is_beyond: bool) -> Vec<Cluster> {
    let spots = extents.iter().zip(known).filter_map(|((place, _), (member, point))| {
        let edge = view.edge(place, INWARD);
        let at = if is_beyond { edge } else { view.point(place).filter(|_| edge.is_none()) };
        Some((*member, (at?, point.count.max(1))))
    });
    let (members, spots): (Vec<usize>, Vec<_>) = spots.unzip();
    let mut clusters = cluster::gather(&spots);
    for cluster in &mut clusters {
        cluster.members.iter_mut().for_each(|member| *member = members[*member]);
        cluster.is_beyond = is_beyond;
    }
    clusters
}

/// Each place's area of uncertainty, once.
fn areas(svg: &mut Svg, view: &View, extents: &[view::Extent]) {
    let mut distinct: Vec<&view::Extent> = extents.iter().filter(|(_, km)| *km > 0.0).collect();
    let key = |extent: &view::Extent| [extent.0.lat, extent.0.lon, extent.1].map(f64::to_bits);
    distinct.sort_by_key(|extent| key(extent));
    distinct.dedup_by_key(|extent| key(extent));
    let class = if distinct.len() > 12 { "dr-areas is-many" } else { "dr-areas" };
    svg.start("g").attr("class", class);
    distinct.into_iter().take(MOST_AREAS).for_each(|extent| area(svg, view, extent));
    svg.end();
}

/// A circle on the earth: a circle on paper as long as nobody could tell the difference.
fn area(svg: &mut Svg, view: &View, (place, km): &view::Extent) {
    if let Some((middle, radius)) = view.circle(place, *km) {
        return if radius >= cluster::SINGLE {
            circle(svg, middle, radius)
        };
    }
    let points: Vec<clip::Point> = place.circle(*km, 40).iter().filter_map(|place| view.point(place)).collect();
    let Some(middle) = view.point(place) else { return };
    let reach = |point: &clip::Point| (point.0 - middle.0).hypot(point.1 - middle.1);
    let (least, most) = points.iter().map(reach).fold((f64::MAX, 0.0), |(low, high): (f64, f64), far| (low.min(far), high.max(far)));
    if most < cluster::SINGLE {
        return;
    }
    if most - least < 1.5 {
        return circle(svg, middle, f64::midpoint(least, most));
    }
    let mut path = Path::default();
    path.move_to(points[0].0, points[0].1);
    points[1..].iter().for_each(|point| _ = path.line_to(point.0, point.1));
    svg.start("path").attr("class", "dr-area").attr("d", path.close().data()).end();
}

fn circle(svg: &mut Svg, (x, y): clip::Point, radius: f64) {
    svg.start("circle").attr("class", "dr-area").nums(&[("cx", x), ("cy", y), ("r", radius)]).end();
}
