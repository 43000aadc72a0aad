//! Lines cut into stretches, and stretches gathered into bundles, so that a view looks only at what is near it.
//!
//! Stretches are kept by where they lie, so that neighbours share a bundle: one look tells a view that a dozen islands,
//! or a whole shore, are beyond it. Any view can be asked for; nothing here depends on its size or place.

use super::sphere::{Cap, Place, Vector};
use std::ops::{Range, RangeInclusive};

/// A coast, closed, or a border from end to end.
pub struct Outline {
    /// Where it runs; a coast's last place leads back to its first.
    pub points: Vec<Place>,
    /// How many stretches it is cut into.
    pub stretches: usize,
}

/// A part of an outline.
pub struct Stretch {
    /// Its outline's position.
    pub outline: usize,
    /// Its own position among the stretches of its outline.
    pub at: usize,
    /// Positions of its places. The next stretch begins at the last of them, for a coast counted round.
    pub places: RangeInclusive<usize>,
    /// What holds it.
    cap: Cap,
    reach: Reach,
}

/// Neighbouring stretches.
struct Bundle {
    stretches: Range<usize>,
    cap: Cap,
    reach: Reach,
}

/// The least and the greatest longitude and latitude; all longitudes at and across the antimeridian.
#[derive(Clone, Copy)]
struct Reach {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

/// Coasts, or borders.
pub struct Lines {
    pub outlines: Vec<Outline>,
    /// Together all of every outline; neighbours beside each other.
    stretches: Vec<Stretch>,
    bundles: Vec<Bundle>,
}

/// Steps of one stretch, so few that little of one that is looked at lies beyond the view.
const STRETCH: usize = 12;
/// Stretches of one bundle: with more, a view looks at more that is beyond it; with fewer, at more bundles.
const BUNDLE: usize = 24;

impl Lines {
    /// Closed rings, or lines from end to end; each of at least two places.
    pub fn new(mut lines: Vec<Vec<Place>>, are_closed: bool) -> Self {
        lines.retain(|points| points.len() > 1);
        let mut stretches = Vec::new();
        let mut outlines = Vec::with_capacity(lines.len());
        for (outline, points) in lines.into_iter().enumerate() {
            let last = if are_closed { points.len() } else { points.len() - 1 };
            let parts = (0..last).step_by(STRETCH).map(|from| from..=(from + STRETCH).min(last));
            stretches.extend(parts.enumerate().map(|(at, places)| Stretch::new(outline, at, &points, places)));
            outlines.push(Outline { points, stretches: last.div_ceil(STRETCH) });
        }
        bundle(&mut stretches, BUNDLE, |stretch| stretch.cap.middle);
        let starts = (0..stretches.len()).step_by(BUNDLE);
        let bundles = starts.map(|from| Bundle::new(&stretches, from..(from + BUNDLE).min(stretches.len()))).collect();
        Self { outlines, stretches, bundles }
    }

    /// The stretches that may be seen, one outline's after another's and each outline's in order.
    pub fn seen(&self, is_beyond: impl Fn(&Cap) -> bool) -> Vec<&Stretch> {
        let mut seen = Vec::new();
        for bundle in self.bundles.iter().filter(|bundle| !is_beyond(&bundle.cap)) {
            seen.extend(self.stretches[bundle.stretches.clone()].iter().filter(|stretch| !is_beyond(&stretch.cap)));
        }
        seen.sort_unstable_by_key(|stretch| (stretch.outline, stretch.at));
        seen
    }

    /// How many lines pass between a place and the north pole.
    pub fn north_of(&self, place: &Place) -> usize {
        let bundles = self.bundles.iter().filter(|bundle| bundle.reach.passes(place));
        let stretches = bundles.flat_map(|bundle| &self.stretches[bundle.stretches.clone()]);
        stretches.filter(|stretch| stretch.reach.passes(place)).map(|stretch| self.crossings(stretch, place)).sum()
    }

    /// How often a stretch passes north of a place; one that lies wholly north of it, where only odd and even differ,
    /// is told by its ends.
    fn crossings(&self, stretch: &Stretch, place: &Place) -> usize {
        let points = &self.outlines[stretch.outline].points;
        let at = |at: usize| &points[at % points.len()];
        let (from, to) = (*stretch.places.start(), *stretch.places.end());
        if stretch.reach.south > place.lat && stretch.reach.east - stretch.reach.west < 180.0 {
            return usize::from(crosses(at(from), at(to), place));
        }
        (from..to).filter(|edge| crosses(at(*edge), at(edge + 1), place)).count()
    }
}

impl Stretch {
    fn new(outline: usize, at: usize, points: &[Place], places: RangeInclusive<usize>) -> Self {
        let all = || places.clone().map(|at| &points[at % points.len()]);
        let (cap, reach) = (Cap::around(all().map(|place| place.vector)), Reach::of(all()));
        Self { outline, at, places, cap, reach }
    }
}

impl Bundle {
    fn new(all: &[Stretch], stretches: Range<usize>) -> Self {
        let of = || all[stretches.clone()].iter();
        let reach = of().map(|stretch| stretch.reach).reduce(Reach::with).unwrap_or(Reach::ALL);
        Self { cap: Cap::over(of().map(|stretch| stretch.cap)), reach, stretches }
    }
}

impl Reach {
    const ALL: Self = Self { west: -180.0, east: 180.0, south: -90.0, north: 90.0 };

    fn of<'p>(places: impl Iterator<Item = &'p Place>) -> Self {
        let one = |place: &Place| Self { west: place.lon, east: place.lon, south: place.lat, north: place.lat };
        let all = places.map(one).reduce(Self::with).unwrap_or(Self::ALL);
        if all.east - all.west < 180.0 && all.west > -180.0 { all } else { Self { west: -180.0, east: 180.0, ..all } }
    }

    fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            east: self.east.max(other.east),
            south: self.south.min(other.south),
            north: self.north.max(other.north),
        }
    }

    /// Whether something in it may lie between a place and the north pole.
    fn passes(&self, place: &Place) -> bool {
        self.west <= place.lon && place.lon <= self.east && self.north > place.lat
    }
}

/// Whether a step crosses a place's meridian north of it.
fn crosses(a: &Place, b: &Place, place: &Place) -> bool {
    let turned = |lon: f64| {
        let turn = lon - place.lon;
        if turn >= 180.0 {
            turn - 360.0
        } else if turn < -180.0 {
            turn + 360.0
        } else {
            turn
        }
    };
    let (x1, x2) = (turned(a.lon), turned(b.lon));
    let passes = (x1 > 0.0) != (x2 > 0.0) && (x1 - x2).abs() < 180.0;
    passes && a.lat + (b.lat - a.lat) * x1 / (x1 - x2) > place.lat
}

/// Puts things into such an order that any `size` of them from a multiple of `size` on are neighbours: halves them along
/// the axis on which they lie farthest apart, and each half in turn.
pub fn bundle<T>(things: &mut [T], size: usize, at: impl Fn(&T) -> Vector + Copy) {
    if things.len() <= size {
        return;
    }
    let bounds = things.iter().map(at).fold([(1.0, -1.0); 3], |bounds: [(f64, f64); 3], vector| {
        [0, 1, 2].map(|axis| (bounds[axis].0.min(vector[axis]), bounds[axis].1.max(vector[axis])))
    });
    let spreads = bounds.map(|(low, high)| high - low);
    let widest = (0..3).max_by(|a, b| spreads[*a].total_cmp(&spreads[*b])).unwrap_or(0);
    let half = things.len().div_ceil(size).div_ceil(2) * size;
    things.select_nth_unstable_by(half, |a, b| at(a)[widest].total_cmp(&at(b)[widest]));
    let (low, high) = things.split_at_mut(half);
    bundle(low, size, at);
    bundle(high, size, at);
}

#[cfg(test)]
mod tests {
    use super::super::sphere::dot;
    use super::*;
    use proptest::prelude::*;

    fn rings(middles: &[(f64, f64, f64)]) -> Lines {
        let ring = |&(lat, lon, km): &(f64, f64, f64)| Place::new(lat, lon).circle(km, 40);
        Lines::new(middles.iter().map(ring).collect(), true)
    }

    #[test]
    fn stretches_are_whole_and_in_order() {
        let lines = rings(&[(10.0, 20.0, 300.0), (-30.0, 179.0, 900.0), (89.0, 0.0, 500.0)]);
        let seen = lines.seen(|_| false);
        assert_eq!(seen.len(), 3 * 40usize.div_ceil(STRETCH));
        for of_one in seen.chunk_by(|a, b| a.outline == b.outline) {
            assert_eq!(of_one.len(), lines.outlines[of_one[0].outline].stretches);
            let ends: Vec<usize> = of_one.iter().map(|stretch| *stretch.places.end()).collect();
            let starts: Vec<usize> = of_one.iter().map(|stretch| *stretch.places.start()).collect();
            assert_eq!((starts[0], ends.last()), (0, Some(&40)));
            assert_eq!(starts[1..], ends[..ends.len() - 1]);
        }
    }

    proptest! {
        #[test]
        fn nothing_near_is_passed_over(
            middles in prop::collection::vec((-90.0f64..90.0, -180.0f64..180.0, 10.0f64..1500.0), 1..60),
            lat in -90.0f64..90.0, lon in -180.0f64..180.0, reach in 0.02f64..1.5,
        ) {
            let (lines, view) = (rings(&middles), Place::new(lat, lon));
            let is_beyond = |cap: &Cap| dot(view.vector, cap.middle).clamp(-1.0, 1.0).acos() > reach + cap.cos.clamp(-1.0, 1.0).acos();
            let seen = lines.seen(is_beyond);
            for (at, outline) in lines.outlines.iter().enumerate() {
                let is_seen = |point: usize| seen.iter().any(|stretch| stretch.outline == at && stretch.places.contains(&point));
                let near = (0..outline.points.len()).filter(|point| dot(view.vector, outline.points[*point].vector) > reach.cos() + 1e-9);
                prop_assert!(near.into_iter().all(is_seen));
            }
        }

        #[test]
        fn a_ring_away_from_the_poles_is_passed_an_odd_number_of_times_from_inside_alone(
            middles in prop::collection::vec((-70.0f64..70.0, -180.0f64..180.0, 10.0f64..1500.0), 1..30),
            lat in -80.0f64..80.0, lon in -180.0f64..180.0,
        ) {
            let place = Place::new(lat, lon);
            let far = |&(lat, lon, km): &(f64, f64, f64)| dot(place.vector, Place::new(lat, lon).vector).acos() * 6_371.009 / km;
            prop_assume!(middles.iter().all(|middle| (far(middle) - 1.0).abs() > 0.05));
            let inside = middles.iter().filter(|middle| far(middle) < 1.0).count();
            prop_assert_eq!(rings(&middles).north_of(&place) % 2, inside % 2);
        }
    }
}
