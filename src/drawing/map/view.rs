//! What a map shows and how: a projection and a frame fitted to the places.
//!
//! Places within some 50° of a middle get a Lambert azimuthal equal-area view around it, which knows neither poles nor
//! antimeridian; places farther apart get the world in the equal-earth projection (through `proj4rs`), its middle
//! meridian moved only when the places lie across the antimeridian.

use super::super::label::Area;
use super::clip::Point;
use super::sphere::{self, Cap, Place, RADIUS_KM, Vector, dot};
use proj4rs::Proj;

/// From places to the plane of the drawing.
pub struct View {
    projection: Projection,
    scale: f64,
    shift: Point,
    /// The angle from a region's middle to its farthest corner.
    reach: f64,
    /// Its sine and cosine, asked thousands of times.
    turn: (f64, f64),
    /// The drawing's size.
    pub width: f64,
    pub height: f64,
}

enum Projection {
    Azimuthal { middle: Place, east: Vector, north: Vector },
    EqualEarth { meridian: f64, degrees: Box<Proj>, plane: Box<Proj> },
}

/// How large a view may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub width: f64,
    /// The least and the greatest height.
    pub least: f64,
    pub most: f64,
    /// The least half-width shown, in kilometres.
    pub around_km: f64,
}

/// A place and the radius around it that must be seen.
pub type Extent = (Place, f64);

/// Places farther than this from their middle, in radians, are shown on the world.
const REGION: f64 = 0.87;
/// Air around the places, as a share of their extent on each side.
const MARGIN: f64 = 0.12;

/// With fewer places than this each of them is shown where it is.
const LEAST_PLACES: usize = 8;
/// The share of places that a view must hold.
const MOST: f64 = 0.8;
/// How many times larger the drawing must become for far places to be left outside its frame.
const GAIN: f64 = 1.6;
/// A place is far that is so many times as far from the heart as most are.
const FAR: f64 = 1.5;

impl View {
    /// Fitted to most of the places: where few lie so far from the others that these would shrink to a spot, the frame
    /// leaves the few outside. None without a place.
    pub fn fit_most(extents: &[Extent], bounds: Bounds) -> Option<Self> {
        let whole = Self::fit(extents, bounds)?;
        let near = near(extents, bounds.around_km / RADIUS_KM);
        if near.len() == extents.len() {
            return Some(whole);
        }
        let closer = Self::fit(&near, bounds)?;
        Some(if !closer.is_world() && closer.scale >= GAIN * whole.scale { closer } else { whole })
    }

    /// Where the frame ends on the way from its middle to a place outside it, so far inward; none for a place inside.
    pub fn edge(&self, place: &Place, inward: f64) -> Option<Point> {
        let Projection::Azimuthal { middle, east, north } = &self.projection else { return None };
        let (x, y) = self.point(place).unwrap_or_else(|| self.screen(9.0 * dot(place.vector, *east), -9.0 * dot(place.vector, *north)));
        if (0.0..=self.width).contains(&x) && (0.0..=self.height).contains(&y) && dot(place.vector, middle.vector) > -0.2 {
            return None;
        }
        let (across, along) = (self.width / 2.0, self.height / 2.0);
        let (dx, dy) = (x - across, y - along);
        let share = ((across - inward) / dx.abs().max(1e-9)).min((along - inward) / dy.abs().max(1e-9));
        Some((across + dx * share, along + dy * share))
    }

    /// Fitted to the places; none without one.
    pub fn fit(extents: &[Extent], bounds: Bounds) -> Option<Self> {
        let projection = match extents {
            // Most maps are of one place, which is then exactly the middle.
            [(place, km)] if km / RADIUS_KM <= REGION => azimuthal(*place),
            _ => Self::of_many(extents)?,
        };
        let mut view =
            Self { projection, scale: 1.0, shift: (0.0, 0.0), reach: 0.0, turn: (0.0, 1.0), width: bounds.width, height: bounds.least };
        view.frame(extents, bounds);
        Some(view)
    }

    fn of_many(extents: &[Extent]) -> Option<Projection> {
        let vectors: Vec<Vector> = extents.iter().map(|(place, _)| place.vector).collect();
        let widest = extents.iter().map(|(_, km)| km / RADIUS_KM).fold(0.0, f64::max);
        let (middle, radius) = sphere::smallest_cap(&vectors);
        extents.first()?;
        if radius + widest <= REGION { Some(azimuthal(Place::of(middle))) } else { equal_earth(extents) }
    }

    /// Scales and shifts so that every place with its radius is inside.
    fn frame(&mut self, extents: &[Extent], bounds: Bounds) {
        let points: Vec<Point> = extents.iter().flat_map(|extent| self.outermost(extent)).collect();
        let edge = |of: fn(f64, f64) -> f64, axis: fn(&Point) -> f64| points.iter().map(axis).reduce(of).unwrap_or(0.0);
        let (left, right) = (edge(f64::min, |point| point.0), edge(f64::max, |point| point.0));
        let (top, bottom) = (edge(f64::min, |point| point.1), edge(f64::max, |point| point.1));
        let least = 2.0 * bounds.around_km / RADIUS_KM;
        let wide = ((right - left) * (1.0 + 2.0 * MARGIN)).max(least);
        let high = ((bottom - top) * (1.0 + 2.0 * MARGIN)).max(least * bounds.least / bounds.width);
        self.height = (bounds.width * high / wide).clamp(bounds.least, bounds.most).round();
        self.scale = (bounds.width / wide).min(self.height / high);
        let middle = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        self.shift = (self.width / 2.0 - middle.0 * self.scale, self.height / 2.0 - middle.1 * self.scale);
        let area = self.area();
        let corners = [(area.left, area.top), (area.right, area.top), (area.right, area.bottom), (area.left, area.bottom)];
        let far = corners.map(|(x, y)| (x - self.shift.0).hypot(y - self.shift.1) / self.scale).into_iter().fold(0.0, f64::max);
        self.reach = 2.0 * (far / 2.0).min(1.0).asin();
        self.turn = self.reach.sin_cos();
    }

    /// Points of the circle around a place that reach as far as it does, or nearly.
    fn outermost(&self, (place, km): &Extent) -> Vec<Point> {
        if let Some(((x, y), far)) = self.circle(place, *km) {
            return vec![(x - far, y), (x + far, y), (x, y - far), (x, y + far)];
        }
        let around = if *km > 0.0 { place.circle(*km, 8) } else { vec![*place] };
        around.iter().filter_map(|place| self.point(place)).collect()
    }

    /// The middle and the radius of the circle as which one on the earth is drawn; none unless it is around a region's
    /// middle, where alone it is exactly one.
    pub fn circle(&self, place: &Place, km: f64) -> Option<(Point, f64)> {
        let Projection::Azimuthal { middle, .. } = &self.projection else { return None };
        (place == middle).then(|| (self.screen(0.0, 0.0), 2.0 * (km / RADIUS_KM / 2.0).sin() * self.scale))
    }

    /// The drawing's frame, a little wider than the drawing so that cut edges are not seen.
    pub fn area(&self) -> Area {
        Area { left: -4.0, top: -4.0, right: self.width + 4.0, bottom: self.height + 4.0 }
    }

    /// Where a place is drawn; none where the projection does not reach.
    pub fn point(&self, place: &Place) -> Option<Point> {
        match &self.projection {
            Projection::Azimuthal { middle, east, north } => {
                let cos = dot(place.vector, middle.vector);
                let k = (2.0 / (1.0 + cos)).sqrt();
                (cos > -0.2).then(|| self.screen(k * dot(place.vector, *east), -k * dot(place.vector, *north)))
            }
            Projection::EqualEarth { .. } => self.flat(self.turned(place.lon), place.lat),
        }
    }

    /// In a region: where a parallel and a meridian cross; each is told by its sine and cosine, the meridian's counted
    /// from the one of the region's middle.
    pub fn crossing(&self, (sin, cos): (f64, f64), (sin_turn, cos_turn): (f64, f64)) -> Option<Point> {
        let Projection::Azimuthal { middle, north, .. } = &self.projection else { return None };
        let (sin_middle, cos_middle) = (middle.vector[2], north[2]);
        let far = sin * sin_middle + cos * cos_middle * cos_turn;
        let k = (2.0 / (1.0 + far)).sqrt();
        (far > -0.2).then(|| self.screen(k * cos * sin_turn, k * (cos * sin_middle * cos_turn - sin * cos_middle)))
    }

    /// The middle of a region's projection.
    pub fn middle(&self) -> Option<&Place> {
        match &self.projection {
            Projection::Azimuthal { middle, .. } => Some(middle),
            Projection::EqualEarth { .. } => None,
        }
    }

    /// On the world: where a longitude, counted from the middle meridian, and a latitude are drawn.
    pub fn flat(&self, lon: f64, lat: f64) -> Option<Point> {
        let Projection::EqualEarth { degrees, plane, .. } = &self.projection else { return None };
        // At exactly 180° the library may choose the other edge.
        let mut point = (lon.clamp(-179.999_9, 179.999_9).to_radians(), lat.clamp(-90.0, 90.0).to_radians(), 0.0);
        proj4rs::transform::transform(degrees, plane, &mut point).ok()?;
        Some(self.screen(point.0, -point.1))
    }

    /// A longitude counted from the middle meridian, −180 to 180.
    pub fn turned(&self, lon: f64) -> f64 {
        let Projection::EqualEarth { meridian, .. } = &self.projection else { return lon };
        (lon - meridian + 540.0).rem_euclid(360.0) - 180.0
    }

    /// Whether the whole world's projection is used.
    pub fn is_world(&self) -> bool {
        matches!(self.projection, Projection::EqualEarth { .. })
    }

    /// Whether a cap lies outside a region's frame.
    pub fn is_beyond(&self, cap: &Cap) -> bool {
        let Projection::Azimuthal { middle, .. } = &self.projection else { return false };
        // The cosine of reach plus radius; where the two pass half a turn, nothing is beyond them.
        let (sin_reach, cos_reach) = self.turn;
        let is_whole = cap.cos < -cos_reach;
        !is_whole && dot(middle.vector, cap.middle) < cos_reach * cap.cos - sin_reach * cap.sin
    }

    /// The angle from a region's middle to its farthest corner.
    pub fn reach(&self) -> f64 {
        self.reach
    }

    /// The place drawn at a point of a region.
    pub fn place(&self, (x, y): Point) -> Option<Place> {
        let Projection::Azimuthal { middle, east, north } = &self.projection else { return None };
        let (x, y) = ((x - self.shift.0) / self.scale, (self.shift.1 - y) / self.scale);
        let far = x.hypot(y);
        let (sin, cos) = (2.0 * (far / 2.0).min(1.0).asin()).sin_cos();
        let share = if far > 0.0 { sin / far } else { 0.0 };
        Some(Place::of([0, 1, 2].map(|axis| cos * middle.vector[axis] + share * (x * east[axis] + y * north[axis]))))
    }

    /// Pixels for one kilometre at a region's middle.
    pub fn per_km(&self) -> f64 {
        self.scale / RADIUS_KM
    }

    /// Pixels for the earth's radius at a region's middle.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    fn screen(&self, x: f64, y: f64) -> Point {
        (x * self.scale + self.shift.0, y * self.scale + self.shift.1)
    }
}

/// The places but those far from where most are: no more than one in five, in the order given.
fn near(extents: &[Extent], least: f64) -> Vec<Extent> {
    if extents.len() < LEAST_PLACES {
        return extents.to_vec();
    }
    let held = ((extents.len() as f64 * MOST).ceil() as usize).min(extents.len());
    let far_from = |heart: Vector| {
        let mut order: Vec<(f64, Vector)> = extents.iter().map(|(place, _)| (sphere::angle(heart, place.vector), place.vector)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        order
    };
    // The heart moves to the middle of those nearest to it until it rests.
    let mut heart = Cap::around(extents.iter().map(|(place, _)| place.vector)).middle;
    for _ in 0..8 {
        heart = Cap::around(far_from(heart).iter().take(held).map(|(_, vector)| *vector)).middle;
    }
    let reach = far_from(heart).get(held - 1).map_or(0.0, |(angle, _)| *angle).max(least) * FAR;
    extents.iter().filter(|(place, _)| sphere::angle(heart, place.vector) <= reach).copied().collect()
}

fn azimuthal(middle: Place) -> Projection {
    let (east, north) = middle.axes();
    Projection::Azimuthal { middle, east, north }
}

fn equal_earth(extents: &[Extent]) -> Option<Projection> {
    let proj = |definition| Proj::from_proj_string(definition).ok().map(Box::new);
    let (degrees, plane) = (proj("+proj=longlat +R=1")?, proj("+proj=eqearth +R=1")?);
    Some(Projection::EqualEarth { meridian: meridian(extents), degrees, plane })
}

/// Greenwich, unless places lie close on both sides of the antimeridian: then the map is cut where the widest stretch
/// without a place is, and its middle meridian is opposite, to ten degrees.
fn meridian(extents: &[Extent]) -> f64 {
    let mut lons: Vec<f64> = extents.iter().map(|(place, _)| place.lon.rem_euclid(360.0)).collect();
    lons.sort_unstable_by(f64::total_cmp);
    let next = lons.iter().skip(1).copied().chain(lons.first().map(|first| first + 360.0));
    let gaps: Vec<(f64, f64)> = lons.iter().copied().zip(next).collect();
    let is_empty_there = |(from, to): &(f64, f64)| to - from > 60.0 && ((*from..=*to).contains(&180.0) || (*from..=*to).contains(&540.0));
    let widest = gaps.iter().max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    match widest.filter(|_| !gaps.iter().any(is_empty_there)) {
        Some((from, to)) if to - from > 60.0 => ((f64::midpoint(*from, *to) + 180.0) / 10.0).round() * 10.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: Bounds = Bounds { width: 720.0, least: 360.0, most: 640.0, around_km: 250.0 };

    #[test]
    fn far_places_get_the_world_and_the_pacific_its_own_middle() {
        let at = |places: &[(f64, f64)]| places.iter().map(|&(lat, lon)| (Place::new(lat, lon), 0.0)).collect::<Vec<_>>();
        assert!(!View::fit(&at(&[(27.0, 64.0), (36.0, 44.0)]), BOUNDS).unwrap().is_world());
        let world = View::fit(&at(&[(52.0, 4.0), (40.0, -120.0), (-30.0, 140.0)]), BOUNDS).unwrap();
        assert!(world.is_world());
        assert_eq!(world.turned(4.0), 4.0);
        let pacific = View::fit(&at(&[(-36.0, 174.0), (21.0, -157.0), (37.0, -122.0), (60.0, 150.0)]), BOUNDS).unwrap();
        assert!(pacific.is_world() && pacific.turned(180.0).abs() < 40.0, "{}", pacific.turned(180.0));
        assert!(View::fit(&[], BOUNDS).is_none());
    }

    #[test]
    fn one_far_place_does_not_shrink_the_others() {
        let mut extents: Vec<Extent> =
            (0..12).map(|at| (Place::new(27.0 + 0.3 * f64::from(at), 61.0 + 0.2 * f64::from(at)), 10.0)).collect();
        let close = View::fit(&extents, BOUNDS).unwrap().per_km();
        let far = Place::new(40.7, -74.0);
        extents.push((far, 1.0));
        let view = View::fit_most(&extents, BOUNDS).unwrap();
        assert!((view.per_km() - close).abs() < 1e-9 && View::fit(&extents, BOUNDS).unwrap().is_world());
        let (x, y) = view.edge(&far, 10.0).unwrap();
        assert!((x - 10.0).abs() < 1e-6 || (y - 10.0).abs() < 1e-6, "to the north-west: {x} {y}");
        assert!(extents[..12].iter().all(|(place, _)| view.edge(place, 10.0).is_none()));
        let spread: Vec<Extent> = (0..12).map(|at| (Place::new(20.0, 10.0 * f64::from(at)), 1.0)).collect();
        assert_eq!(View::fit_most(&spread, BOUNDS).unwrap().per_km(), View::fit(&spread, BOUNDS).unwrap().per_km());
    }

    proptest! {
        #[test]
        fn crossings_and_circles_are_where_their_places_are(
            lat in -90.0f64..=90.0, lon in -180.0f64..=180.0, km in 1.0f64..400.0, north in -20.0f64..20.0, turn in -180.0f64..180.0,
        ) {
            let middle = Place::new(lat, lon);
            let view = View::fit(&[(middle, km)], BOUNDS).unwrap();
            let place = Place::new((lat + north).clamp(-90.0, 90.0), lon + turn);
            let (x, y) = view.point(&place).unwrap_or_default();
            let (u, v) = view.crossing(place.lat.to_radians().sin_cos(), turn.to_radians().sin_cos()).unwrap_or_default();
            prop_assert!((x - u).hypot(y - v) < 1e-6, "{} {} {} {}", x, y, u, v);
            let ((x, y), radius) = view.circle(&middle, km).unwrap();
            for place in middle.circle(km, 12) {
                let (u, v) = view.point(&place).unwrap();
                prop_assert!(((x - u).hypot(y - v) - radius).abs() < 1e-6);
            }
        }

        #[test]
        fn every_place_is_inside(places in prop::collection::vec((-90.0f64..=90.0, -180.0f64..=180.0, 0.0f64..400.0), 1..12), near in any::<bool>()) {
            let shrink = if near { 0.05 } else { 1.0 };
            let extents: Vec<Extent> = places.iter().map(|&(lat, lon, km)| (Place::new(lat * shrink + 85.0 * (1.0 - shrink), lon), km)).collect();
            let view = View::fit(&extents, BOUNDS).unwrap();
            for (place, _) in &extents {
                let (x, y) = view.point(place).unwrap();
                prop_assert!((0.0..=view.width).contains(&x) && (0.0..=view.height).contains(&y), "{} {}", x, y);
                if let Some(back) = view.place((x, y)) {
                    prop_assert!(sphere::dot(back.vector, place.vector) > 1.0 - 1e-9);
                }
            }
        }
    }
}
