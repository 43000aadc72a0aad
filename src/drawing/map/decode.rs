//! The vendored Natural Earth outlines, from bytes to lines of places.
//!
//! The data's format stands in `scripts/outlines.py`, its licence beside it. Damaged data gives an empty map, never a
//! failure. Arcs are simplified before they are joined, so that borders still end where they meet coasts.

use super::clip;
use super::codes;
use super::sphere::Place;

/// What the data holds.
pub struct Decoded {
    /// Closed; a ring's last place leads back to its first.
    pub coasts: Vec<Vec<Place>>,
    /// Lines that two countries share.
    pub borders: Vec<Vec<Place>>,
    pub countries: Vec<Country>,
}

/// A country's name and places where it can be written.
pub struct Country {
    /// ISO 3166-1 alpha-2; none for what the standard does not name.
    pub code: Option<&'static str>,
    pub name: String,
    /// A place and how many kilometres it lies from the country's edge, roomiest first.
    pub places: Vec<(Place, f64)>,
}

/// A line between two nodes, or a ring without one: a piece of coast, or a border.
struct Arc {
    points: Vec<Place>,
    /// Whether two countries share it.
    is_border: bool,
}

/// Steps of the data in a degree.
const STEPS: f64 = 500.0;
/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.195;
/// A ring is simplified by no more than this share of its breadth, so that a small island keeps a shape.
const SHARE: f64 = 0.06;

/// Reads the outlines with as few places as leave the lines nowhere farther than that from the true ones; islands that
/// are smaller than that are left out.
pub fn outlines(bytes: &[u8], km: f64) -> Decoded {
    let mut reader = Reader { rest: bytes.strip_prefix(b"OUTLINE1").unwrap_or_default() };
    let arcs: Vec<Arc> = (0..reader.count()).map(|_| arc(&mut reader, km)).collect();
    let mut rings = Vec::new();
    for _ in 0..reader.count() {
        for _ in 0..reader.count() {
            rings.push((0..reader.count()).map(|_| reader.number()).collect());
        }
    }
    rings.retain(|ring: &Vec<usize>| ring.iter().all(|used| used / 2 < arcs.len()));
    let coasts = rings.iter().map(|ring| points(&arcs, ring)).filter(|points| points.len() > 2).collect();
    let borders = arcs.into_iter().filter(|arc| arc.is_border && arc.points.len() > 1).map(|arc| arc.points).collect();
    Decoded { coasts, borders, countries: (0..reader.count()).map(|_| country(&mut reader)).collect() }
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

fn arc(reader: &mut Reader<'_>, km: f64) -> Arc {
    let is_border = reader.number() == 1;
    let (mut lon, mut lat) = (0.0, 0.0);
    let count = reader.count();
    let mut points = Vec::with_capacity(count.max(1));
    for _ in 0..count.max(1) {
        (lon, lat) = (lon + reader.signed(), lat + reader.signed());
        points.push((lat / STEPS, lon / STEPS));
    }
    let kept = if km > 0.0 { kept(&points, km) } else { vec![true; points.len()] };
    let places = points.iter().zip(kept).filter(|(_, is_kept)| *is_kept);
    Arc { points: places.map(|((lat, lon), _)| Place::new(*lat, *lon)).collect(), is_border }
}

/// Which places a simplified arc keeps; of a ring too small to be seen, one.
fn kept(places: &[(f64, f64)], km: f64) -> Vec<bool> {
    let flat = |(lat, lon): &(f64, f64)| (lon * lat.to_radians().cos() * DEGREE_KM, lat * DEGREE_KM);
    let points: Vec<clip::Point> = places.iter().map(flat).collect();
    if places.len() < 3 || places.first() != places.last() {
        return clip::kept(&points, km);
    }
    let breadth = clip::breadth(&points);
    if breadth < km {
        return (0..points.len()).map(|at| at == 0).collect();
    }
    clip::kept(&points, km.min(breadth * SHARE))
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

/// Reads numbers; past the end it reads zeroes.
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
