//! Coasts, borders and country names, each level of detail read from the vendored data when a map first needs it.
//!
//! Rings are oriented as the source has them: seen on a map, land lies to the right of a ring's direction. Reading
//! takes milliseconds: whoever draws many maps holds one atlas for all of them.

use super::decode::{self, Country};
use super::near::{self, Lines};
use super::sphere::{Cap, Place};
use std::sync::OnceLock;

/// One set of outlines.
pub struct Outlines {
    /// Coasts, closed.
    pub coasts: Lines,
    /// Lines that two countries share.
    pub borders: Lines,
    pub countries: Vec<Country>,
    /// Where countries' names may stand; neighbours beside each other.
    spots: Vec<Spot>,
    /// What holds a few neighbouring spots each.
    caps: Vec<Cap>,
    /// How far these lines may lie from those of the data, in kilometres.
    pub km: f64,
}

/// One place where a country's name may stand.
pub struct Spot {
    /// The country's position.
    pub country: usize,
    /// The spot's position among those of its country, roomiest first.
    pub at: usize,
    pub place: Place,
    /// How many kilometres it lies from the country's edge.
    pub km: f64,
}

/// The outlines at every level of detail.
#[derive(Default)]
pub struct Atlas {
    coarse: OnceLock<Outlines>,
    small: OnceLock<Outlines>,
    fine: OnceLock<Outlines>,
}

/// How far the outlines of small maps may lie from the true ones: little more than a pixel there.
const SMALL_KM: f64 = 3.6;
/// Neighbouring spots under one cap.
const SPOTS: usize = 20;

impl Atlas {
    /// For the world: 1 : 110 million.
    pub(super) fn coarse(&self) -> &Outlines {
        self.coarse.get_or_init(|| Outlines::read(include_bytes!("data/outlines-110m.bin"), 0.0))
    }

    /// For a small map of a region: the finest, without what nobody could see there.
    pub(super) fn small(&self) -> &Outlines {
        self.small.get_or_init(|| Outlines::read(include_bytes!("data/outlines-50m.bin"), SMALL_KM))
    }

    /// For a region: 1 : 50 million.
    pub(super) fn fine(&self) -> &Outlines {
        self.fine.get_or_init(|| Outlines::read(include_bytes!("data/outlines-50m.bin"), 0.0))
    }
}

impl Outlines {
    fn read(bytes: &[u8], km: f64) -> Self {
        let decoded = decode::outlines(bytes, km);
        let mut spots: Vec<Spot> = decoded.countries.iter().enumerate().flat_map(|(at, country)| spots(at, country)).collect();
        near::bundle(&mut spots, SPOTS, |spot| spot.place.vector);
        let caps = spots.chunks(SPOTS).map(|some| Cap::around(some.iter().map(|spot| spot.place.vector))).collect();
        let (coasts, borders) = (Lines::new(decoded.coasts, true), Lines::new(decoded.borders, false));
        Self { coasts, borders, countries: decoded.countries, spots, caps, km }
    }

    /// Whether a place is land: an odd number of coasts between it and the north pole.
    pub fn is_land(&self, place: &Place) -> bool {
        self.coasts.north_of(place) % 2 == 1
    }

    /// The spots for names of countries that may be seen, a country's after another's and the roomiest first.
    pub fn spots(&self, is_beyond: impl Fn(&Cap) -> bool) -> Vec<&Spot> {
        let near = self.spots.chunks(SPOTS).zip(&self.caps).filter(|(_, cap)| !is_beyond(cap));
        let mut seen: Vec<&Spot> = near.flat_map(|(spots, _)| spots).filter(|spot| !is_beyond(&Cap::of(&spot.place))).collect();
        seen.sort_unstable_by_key(|spot| (spot.country, spot.at));
        seen
    }
}

fn spots(country: usize, of: &Country) -> impl Iterator<Item = Spot> {
    of.places.iter().enumerate().map(move |(at, &(place, km))| Spot { country, at, place, km })
}

#[cfg(test)]
mod tests {
    use super::super::sphere::dot;
    use super::*;

    #[test]
    fn land_and_sea_are_told_apart() {
        let atlas = Atlas::default();
        for (lat, lon, is_land) in [
            (30.28, 57.08, true),
            (24.5, 60.0, false),
            (22.8, 5.5, true),
            (-48.9, -123.4, false),
            (66.0, 179.5, true),
            (66.5, -176.0, true),
            (62.0, 180.0, false),
            (-89.0, 10.0, true),
            (89.0, -100.0, false),
            (35.7, 51.4, true),
            (39.0, 51.0, false),
        ] {
            for outlines in [atlas.coarse(), atlas.small(), atlas.fine()] {
                assert_eq!(outlines.is_land(&Place::new(lat, lon)), is_land, "{lat} {lon}");
            }
        }
    }

    #[test]
    fn the_vendored_outlines_are_whole() {
        let atlas = Atlas::default();
        assert_eq!((atlas.coarse().coasts.outlines.len(), atlas.fine().coasts.outlines.len()), (130, 1_410));
        let places = |outlines: &Outlines| outlines.coasts.outlines.iter().map(|coast| coast.points.len()).sum::<usize>();
        assert!(3 * places(atlas.small()) < 2 * places(atlas.fine()), "{} of {}", places(atlas.small()), places(atlas.fine()));
        for outlines in [atlas.coarse(), atlas.small(), atlas.fine()] {
            let iran = outlines.countries.iter().find(|country| country.code == Some("IR")).unwrap();
            assert_eq!(iran.name, "Iran");
            let (place, room) = iran.places[0];
            assert!((25.0..40.0).contains(&place.lat) && (44.0..64.0).contains(&place.lon) && room > 200.0, "{place:?} {room}");
            for coast in &outlines.coasts.outlines {
                let next = coast.points.iter().cycle().skip(1);
                assert!(coast.points.iter().zip(next).all(|(a, b)| dot(a.vector, b.vector) > 0.9), "a ring with a leap");
            }
        }
    }

    #[test]
    fn small_islands_stay_and_borders_end_where_they_did() {
        let atlas = Atlas::default();
        let (small, fine) = (atlas.small(), atlas.fine());
        assert!(20 * small.coasts.outlines.len() > 19 * fine.coasts.outlines.len(), "{}", small.coasts.outlines.len());
        let ends = |outlines: &Outlines| -> Vec<(Place, Option<Place>)> {
            outlines.borders.outlines.iter().map(|line| (line.points[0], line.points.last().copied())).collect()
        };
        assert_eq!(ends(small), ends(fine));
    }

    #[test]
    fn damaged_data_is_read_to_its_end() {
        let bytes = include_bytes!("data/outlines-110m.bin");
        for cut in [0, 7, 8, 9, 1_000, 30_000, bytes.len() - 1] {
            let _ = Outlines::read(&bytes[..cut], 0.0);
            let _ = Outlines::read(&bytes[..cut], 4.0);
        }
    }
}
