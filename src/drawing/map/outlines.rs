//! Coasts, borders and country names, decoded from the vendored Natural Earth outlines.
//!
//! The data's format stands in `scripts/outlines.py`, its licence beside it. Rings are oriented as the source has
//! them: seen on a map, land lies to the right of a ring's direction. Decoding takes milliseconds: do it once.

use super::clip;
use super::codes;
use super::sphere::{Cap, Place};
use std::ops::RangeInclusive;

/// A line between two nodes: a piece of coast, or a border.
struct Arc {
    points: Vec<Place>,
    /// Whether two countries share it.
    is_border: bool,
}

/// A coast, closed, or a border from end to end, cut into stretches so that a view looks only at what is near it.
pub struct Outline {
    /// Where it runs; a coast's last place leads back to its first.
    pub points: Vec<Place>,
    /// In order; together all of it.
    pub stretches: Vec<Stretch>,
    /// What holds all of it.
    cap: Cap,
}

/// A part of an outline.
pub struct Stretch {
    /// Positions of its places. The next stretch begins at the last of them, for a coast counted round.
    pub places: RangeInclusive<usize>,
    /// What holds it.
    pub cap: Cap,
    /// The least and the greatest longitude and the greatest latitude; all longitudes across the antimeridian.
    pub reach: [f64; 3],
}

/// Places of one stretch, so few that most views skip most of them.
const STRETCH: usize = 24;

/// A country's name and places where it can be written.
#[derive(Clone)]
pub struct Country {
    /// ISO 3166-1 alpha-2; none for what the standard does not name.
    pub code: Option<&'static str>,
    pub name: String,
    /// A place and how many kilometres it lies from the country's edge, roomiest first.
    pub places: Vec<(Place, f64)>,
}

/// One set of outlines.
pub struct Outlines {
    /// Coasts, closed.
    pub coasts: Vec<Outline>,
    /// Lines that two countries share.
    pub borders: Vec<Outline>,
    pub countries: Vec<Country>,
}

/// Both levels of detail.
pub struct Atlas {
    /// For the world: 1 : 110 million.
    pub(super) coarse: Outlines,
    /// For a small map of a region: the next, with less of what nobody could see there.
    pub(super) small: Outlines,
    /// For a region: 1 : 50 million.
    pub(super) fine: Outlines,
}

/// How far the outlines of small maps may lie from the true ones: less than a pixel there.
const SMALL_KM: f64 = 2.5;

impl Atlas {
    /// The vendored outlines.
    pub fn read() -> Self {
        let fine = Outlines::decode(include_bytes!("data/outlines-50m.bin"));
        Self { coarse: Outlines::decode(include_bytes!("data/outlines-110m.bin")), small: fine.simplified(SMALL_KM), fine }
    }
}

const STEPS: f64 = 500.0;

/// Reads numbers; past the end it reads zeroes, so that damaged data gives an empty map, never a failure.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        bytes
    }

    fn number(&mut self) -> usize {
        let mut value = 0usize;
        for shift in (0..35).step_by(7) {
            let Some((&byte, rest)) = self.rest.split_first() else { return 0 };
            self.rest = rest;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }

    /// A count of things of at least one byte each.
    fn count(&mut self) -> usize {
        self.number().min(self.rest.len())
    }

    fn signed(&mut self) -> f64 {
        let value = self.number();
        let size = (value.div_ceil(2)) as f64;
        if value.is_multiple_of(2) { size } else { -size }
    }

    fn text(&mut self, length: usize) -> String {
        String::from_utf8_lossy(self.bytes(length)).trim_end().to_owned()
    }
}

impl Outlines {
    fn decode(bytes: &[u8]) -> Self {
        let mut reader = Reader { rest: bytes.strip_prefix(b"OUTLINE1").unwrap_or_default() };
        let arcs: Vec<Arc> = (0..reader.count()).map(|_| arc(&mut reader)).collect();
        let mut rings = Vec::new();
        for _ in 0..reader.count() {
            for _ in 0..reader.count() {
                rings.push((0..reader.count()).map(|_| reader.number()).collect());
            }
        }
        rings.retain(|ring: &Vec<usize>| ring.iter().all(|used| used / 2 < arcs.len()));
        let coasts = rings.iter().map(|ring| points(&arcs, ring)).filter(|points| points.len() > 2);
        let coasts = coasts.map(|points| Outline::new(points, true)).collect();
        let borders = arcs.into_iter().filter(|arc| arc.is_border && arc.points.len() > 1);
        let borders = borders.map(|arc| Outline::new(arc.points, false)).collect();
        let countries = (0..reader.count()).map(|_| country(&mut reader)).collect();
        Self { coasts, borders, countries }
    }

    /// The same with fewer places, none of those left out farther than that from the lines.
    fn simplified(&self, km: f64) -> Self {
        let coasts = self.coasts.iter().map(|coast| simplified(&coast.points, km, true)).filter(|points| points.len() > 2);
        Self {
            coasts: coasts.map(|points| Outline::new(points, true)).collect(),
            borders: self.borders.iter().map(|border| Outline::new(simplified(&border.points, km, false), false)).collect(),
            countries: self.countries.clone(),
        }
    }

    /// Whether a place is land: an odd number of coasts between it and the north pole.
    pub fn is_land(&self, place: &Place) -> bool {
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
        let crosses = |a: &Place, b: &Place| {
            let (x1, x2) = (turned(a.lon), turned(b.lon));
            let passes = (x1 > 0.0) != (x2 > 0.0) && (x1 - x2).abs() < 180.0;
            passes && a.lat + (b.lat - a.lat) * x1 / (x1 - x2) > place.lat
        };
        let stretches = self.coasts.iter().flat_map(|coast| coast.stretches.iter().map(move |stretch| (coast, stretch)));
        let near =
            stretches.filter(|(_, Stretch { reach: [west, east, north], .. })| (*west..=*east).contains(&place.lon) && *north > place.lat);
        near.flat_map(|(coast, stretch)| coast.edges(stretch)).filter(|(a, b)| crosses(a, b)).count() % 2 == 1
    }
}

impl Outline {
    fn new(points: Vec<Place>, is_closed: bool) -> Self {
        let last = if is_closed { points.len() } else { points.len() - 1 };
        let stretches = (0..last).step_by(STRETCH).map(|from| stretch(&points, from, (from + STRETCH).min(last))).collect();
        let cap = Cap::around(points.iter().map(|place| place.vector));
        Self { points, stretches, cap }
    }

    /// The place at a position, counted round.
    pub fn place(&self, at: usize) -> &Place {
        &self.points[at % self.points.len()]
    }

    fn edges<'o>(&'o self, stretch: &Stretch) -> impl Iterator<Item = (&'o Place, &'o Place)> {
        (*stretch.places.start()..*stretch.places.end()).map(|at| (self.place(at), self.place(at + 1)))
    }

    /// The stretches of it that may be seen, each with whether the one after it is too; nothing where all is beyond.
    pub fn seen<'o>(&'o self, is_beyond: impl Fn(&Cap) -> bool + 'o) -> impl Iterator<Item = Option<&'o Stretch>> {
        let stretches = if is_beyond(&self.cap) { &[][..] } else { &self.stretches[..] };
        stretches.iter().map(move |stretch| (!is_beyond(&stretch.cap)).then_some(stretch))
    }
}

/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.195;

/// A line with fewer places; a ring keeps its first and its middle place.
fn simplified(places: &[Place], km: f64, is_closed: bool) -> Vec<Place> {
    let flat = |place: &Place| (place.lon * place.lat.to_radians().cos() * DEGREE_KM, place.lat * DEGREE_KM);
    let points: Vec<(f64, f64)> = places.iter().chain(places.first().filter(|_| is_closed)).map(flat).collect();
    let half = if is_closed { points.len() / 2 } else { points.len() - 1 };
    let mut kept = clip::kept(&points[..=half], km);
    if is_closed {
        kept.pop();
        kept.extend(clip::kept(&points[half..], km));
        kept.pop();
    }
    places.iter().zip(kept).filter(|(_, is_kept)| *is_kept).map(|(place, _)| *place).collect()
}

fn stretch(points: &[Place], from: usize, to: usize) -> Stretch {
    let places = || (from..=to).map(|at| &points[at % points.len()]);
    let bound = |of: fn(f64, f64) -> f64, axis: fn(&Place) -> f64| places().map(axis).reduce(of).unwrap_or(0.0);
    let (west, east) = (bound(f64::min, |place| place.lon), bound(f64::max, |place| place.lon));
    let (west, east) = if east - west < 180.0 { (west, east) } else { (-180.0, 180.0) };
    Stretch {
        places: from..=to,
        cap: Cap::around(places().map(|place| place.vector)),
        reach: [west, east, bound(f64::max, |place| place.lat)],
    }
}

/// The places of a ring of arcs in order, each node once; a use of an arc is its number doubled, odd when reversed.
fn points(arcs: &[Arc], ring: &[usize]) -> Vec<Place> {
    let mut places = Vec::new();
    for used in ring {
        let points = &arcs[used / 2].points;
        if used.is_multiple_of(2) {
            places.extend(&points[..points.len() - 1]);
        } else {
            places.extend(points[1..].iter().rev());
        }
    }
    places
}

fn arc(reader: &mut Reader<'_>) -> Arc {
    let is_border = reader.number() == 1;
    let (mut lon, mut lat) = (0.0, 0.0);
    let count = reader.count();
    let mut points = Vec::with_capacity(count.max(1));
    for _ in 0..count.max(1) {
        (lon, lat) = (lon + reader.signed(), lat + reader.signed());
        points.push(Place::new(lat / STEPS, lon / STEPS));
    }
    Arc { points, is_border }
}

fn country(reader: &mut Reader<'_>) -> Country {
    let code = codes::alpha2(&reader.text(3));
    let length = reader.number();
    let name = reader.text(length);
    let place = |reader: &mut Reader<'_>| {
        let (lon, lat) = (reader.signed(), reader.signed());
        (Place::new(lat / STEPS, lon / STEPS), reader.number() as f64)
    };
    let places = (0..reader.count()).map(|_| place(reader)).collect();
    Country { code, name, places }
}

#[cfg(test)]
mod tests {
    use super::super::sphere::dot;
    use super::*;

    #[test]
    fn land_and_sea_are_told_apart() {
        let atlas = Atlas::read();
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
            for outlines in [&atlas.coarse, &atlas.small, &atlas.fine] {
                assert_eq!(outlines.is_land(&Place::new(lat, lon)), is_land, "{lat} {lon}");
            }
        }
    }

    #[test]
    fn the_vendored_outlines_are_whole() {
        let atlas = Atlas::read();
        assert_eq!((atlas.coarse.coasts.len(), atlas.fine.coasts.len()), (130, 1_410));
        let places = |outlines: &Outlines| outlines.coasts.iter().map(|coast| coast.points.len()).sum::<usize>();
        assert!(3 * places(&atlas.small) < 2 * places(&atlas.fine), "{} of {}", places(&atlas.small), places(&atlas.fine));
        for outlines in [&atlas.coarse, &atlas.small, &atlas.fine] {
            let iran = outlines.countries.iter().find(|country| country.code == Some("IR")).unwrap();
            assert_eq!(iran.name, "Iran");
            let (place, room) = iran.places[0];
            assert!((25.0..40.0).contains(&place.lat) && (44.0..64.0).contains(&place.lon) && room > 200.0, "{place:?} {room}");
            for coast in &outlines.coasts {
                let edges: Vec<(&Place, &Place)> = coast.stretches.iter().flat_map(|stretch| coast.edges(stretch)).collect();
                assert_eq!(edges.len(), coast.points.len());
                assert!(edges.iter().all(|(a, b)| dot(a.vector, b.vector) > 0.9), "a ring with a leap");
            }
        }
    }

    #[test]
    fn damaged_data_is_read_to_its_end() {
        let bytes = include_bytes!("data/outlines-110m.bin");
        for cut in [0, 7, 8, 9, 1_000, 30_000, bytes.len() - 1] {
            let _ = Outlines::decode(&bytes[..cut]);
        }
    }
}
