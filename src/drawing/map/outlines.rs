//! Coasts, borders and country names, decoded from the vendored Natural Earth outlines.
//!
//! The data's format stands in `scripts/outlines.py`, its licence beside it. Rings are oriented as the source has
//! them: seen on a map, land lies to the right of a ring's direction. Decoding takes milliseconds: do it once.

use super::codes;
use super::sphere::{self, Place, Vector};

/// A line between two nodes: a piece of coast, or a border.
pub struct Arc {
    /// Where it runs.
    pub points: Vec<Place>,
    /// Whether two countries share it.
    pub is_border: bool,
    /// The middle of a cap that holds it, and the cosine of the cap's radius.
    pub cap: (Vector, f64),
}

/// One use of an arc by a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub arc: usize,
    pub is_reversed: bool,
}

/// A country's name and places where it can be written.
pub struct Country {
    /// ISO 3166-1 alpha-2; none for what the standard does not name.
    pub code: Option<&'static str>,
    pub name: String,
    /// A place and how many kilometres it lies from the country's edge, roomiest first.
    pub places: Vec<(Place, f64)>,
}

/// One set of outlines.
pub struct Outlines {
    pub arcs: Vec<Arc>,
    pub rings: Vec<Vec<Use>>,
    pub countries: Vec<Country>,
}

/// Both levels of detail.
pub struct Atlas {
    /// For the world: 1 : 110 million.
    pub(super) coarse: Outlines,
    /// For a region: 1 : 50 million.
    pub(super) fine: Outlines,
}

impl Atlas {
    /// The vendored outlines.
    pub fn read() -> Self {
        Self {
            coarse: Outlines::decode(include_bytes!("data/outlines-110m.bin")),
            fine: Outlines::decode(include_bytes!("data/outlines-50m.bin")),
        }
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
                rings.push(
                    (0..reader.count()).map(|_| reader.number()).map(|code| Use { arc: code / 2, is_reversed: code % 2 == 1 }).collect(),
                );
            }
        }
        rings.retain(|ring: &Vec<Use>| ring.iter().all(|used| used.arc < arcs.len()));
        let countries = (0..reader.count()).map(|_| country(&mut reader)).collect();
        Self { arcs, rings, countries }
    }

    /// A ring's points in order, each node once.
    pub fn points<'o>(&'o self, ring: &'o [Use]) -> impl Iterator<Item = &'o Place> {
        ring.iter().flat_map(|used| {
            let points = &self.arcs[used.arc].points;
            let (ahead, back) = if used.is_reversed { (&points[..0], &points[1..]) } else { (&points[..points.len() - 1], &points[..0]) };
            ahead.iter().chain(back.iter().rev())
        })
    }
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
    let cap = sphere::cap(points.iter().map(|place| place.vector));
    Arc { points, is_border, cap }
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
    use super::*;

    #[test]
    fn the_vendored_outlines_are_whole() {
        let atlas = Atlas::read();
        assert_eq!(atlas.coarse.arcs.len(), 599);
        assert_eq!(atlas.fine.rings.len(), 1_430);
        for outlines in [&atlas.coarse, &atlas.fine] {
            let iran = outlines.countries.iter().find(|country| country.code == Some("IR")).unwrap();
            assert_eq!(iran.name, "Iran");
            let (place, room) = iran.places[0];
            assert!((25.0..40.0).contains(&place.lat) && (44.0..64.0).contains(&place.lon) && room > 200.0, "{place:?} {room}");
            for ring in &outlines.rings {
                let points: Vec<&Place> = outlines.points(ring).collect();
                let ends = points.iter().zip(points.iter().skip(1).chain(points.first()));
                assert!(ends.clone().all(|(a, b)| sphere::dot(a.vector, b.vector) > 0.9), "a ring with a leap");
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
