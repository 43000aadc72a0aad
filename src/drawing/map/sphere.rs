//! The earth as a sphere: places, unit vectors, caps, circles.

/// A point of the unit sphere.
pub type Vector = [f64; 3];

/// The earth's mean radius in kilometres (IUGG R1).
pub const RADIUS_KM: f64 = 6_371.009;

/// A place, in degrees and as a vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub lat: f64,
    pub lon: f64,
    pub vector: Vector,
}

impl Place {
    /// From degrees.
    pub fn new(lat: f64, lon: f64) -> Self {
        let ((sin, cos), (east, west)) = (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
        Self { lat, lon, vector: [cos * west, cos * east, sin] }
    }

    /// From a vector of any length but zero.
    pub fn of(vector: Vector) -> Self {
        let unit = normal(vector);
        Self { lat: unit[2].clamp(-1.0, 1.0).asin().to_degrees(), lon: unit[1].atan2(unit[0]).to_degrees(), vector: unit }
    }

    /// The unit vectors to the east and to the north.
    pub fn axes(&self) -> (Vector, Vector) {
        let ((sin, cos), (east, west)) = (self.lat.to_radians().sin_cos(), self.lon.to_radians().sin_cos());
        ([-east, west, 0.0], [-sin * west, -sin * east, cos])
    }

    /// The places at a distance, all around.
    pub fn circle(&self, km: f64, count: u32) -> Vec<Self> {
        let (east, north) = self.axes();
        let (sin, cos) = (km / RADIUS_KM).min(std::f64::consts::PI).sin_cos();
        let turn = |at: u32| {
            let (x, y) = (std::f64::consts::TAU * f64::from(at) / f64::from(count)).sin_cos();
            Self::of([0, 1, 2].map(|axis| cos * self.vector[axis] + sin * (x * east[axis] + y * north[axis])))
        };
        (0..count).map(turn).collect()
    }
}

/// The cosine of the angle between two unit vectors.
pub fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The angle between two unit vectors, in radians.
pub fn angle(a: Vector, b: Vector) -> f64 {
    dot(a, b).clamp(-1.0, 1.0).acos()
}

fn normal(vector: Vector) -> Vector {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 { vector.map(|part| part / length) } else { [1.0, 0.0, 0.0] }
}

/// A part of the sphere within an angle of a middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cap {
    pub middle: Vector,
    /// The radius.
    pub cos: f64,
    pub sin: f64,
}

impl Cap {
    /// One that holds all the vectors.
    pub fn around(vectors: impl Iterator<Item = Vector> + Clone) -> Self {
        let sum = vectors.clone().fold([0.0; 3], |sum, vector| [0, 1, 2].map(|axis| sum[axis] + vector[axis]));
        let middle = normal(sum);
        let cos = vectors.map(|vector| dot(middle, vector)).fold(1.0, f64::min).max(-1.0);
        Self { middle, cos, sin: (1.0 - cos * cos).sqrt() }
    }

    /// One that holds all the caps.
    pub fn over(caps: impl Iterator<Item = Self> + Clone) -> Self {
        let middle = Self::around(caps.clone().map(|cap| cap.middle)).middle;
        let far = caps.map(|cap| angle(middle, cap.middle) + cap.cos.clamp(-1.0, 1.0).acos()).fold(0.0, f64::max);
        let (sin, cos) = far.min(std::f64::consts::PI).sin_cos();
        Self { middle, cos, sin }
    }

    /// A single place.
    pub fn of(place: &Place) -> Self {
        Self { middle: place.vector, cos: 1.0, sin: 0.0 }
    }
}

/// Nearly the smallest cap that holds all the vectors: its middle and its radius in radians. (Bădoiu and Clarkson's
/// steps toward the farthest point, a fixed number of them.)
pub fn smallest_cap(vectors: &[Vector]) -> (Vector, f64) {
    let mut middle = Cap::around(vectors.iter().copied()).middle;
    for step in 1..=40 {
        let Some(farthest) = vectors.iter().min_by(|a, b| dot(middle, **a).total_cmp(&dot(middle, **b))) else { break };
        let share = 1.0 / f64::from(step + 1);
        middle = normal([0, 1, 2].map(|axis| middle[axis] + (farthest[axis] - middle[axis]) * share));
    }
    let radius = vectors.iter().map(|vector| angle(middle, *vector)).fold(0.0, f64::max);
    (middle, radius)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_lies_at_its_distance_everywhere() {
        for (lat, lon) in [(26.97, 64.1), (89.9, 10.0), (-90.0, 0.0), (0.0, 179.9)] {
            let middle = Place::new(lat, lon);
            for place in middle.circle(400.0, 36) {
                assert!((angle(middle.vector, place.vector) * RADIUS_KM - 400.0).abs() < 0.01);
            }
        }
    }

    #[test]
    fn a_cap_over_caps_holds_what_they_hold() {
        let caps = [(80.0, 10.0, 900.0), (70.0, -170.0, 300.0)]
            .map(|(lat, lon, km)| Cap::around(Place::new(lat, lon).circle(km, 24).iter().map(|place| place.vector)));
        let over = Cap::over(caps.into_iter());
        for place in Place::new(80.0, 10.0).circle(900.0, 24).iter().chain(&Place::new(70.0, -170.0).circle(300.0, 24)) {
            assert!(dot(place.vector, over.middle) >= over.cos - 1e-9);
        }
    }

    #[test]
    fn the_smallest_cap_spans_the_antimeridian() {
        let places = [Place::new(-18.0, 178.0), Place::new(-21.0, -175.0)].map(|place| place.vector);
        let (middle, radius) = smallest_cap(&places);
        let middle = Place::of(middle);
        assert!((middle.lon.abs() - 178.5).abs() < 0.8, "{middle:?}");
        assert!(radius < 0.08);
    }
}
