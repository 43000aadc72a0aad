//! Boxes on a drawing and the places still free between them.

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    /// From a corner and a size.
    pub fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self { left, top, right: left + width, bottom: top + height }
    }

    /// Around a point.
    pub fn around(x: f64, y: f64, half_width: f64, half_height: f64) -> Self {
        Self { left: x - half_width, top: y - half_height, right: x + half_width, bottom: y + half_height }
    }

    /// Whether two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether the other lies inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }
}

/// What is taken, by horizontal bands so that a look-up does not visit everything.
pub struct Taken {
    bounds: Area,
    bands: Vec<Vec<Area>>,
}

/// The height of a band: a little more than a line of text.
const BAND: f64 = 24.0;

impl Taken {
    /// Nothing is taken inside the bounds; everything is outside.
    pub fn within(bounds: Area) -> Self {
        Self { bounds, bands: Vec::new() }
    }

    /// Whether an area lies inside the bounds and touches nothing.
    pub fn is_free(&self, area: &Area) -> bool {
        let span = self.band(area.top)..=self.band(area.bottom);
        self.bounds.holds(area) && span.filter_map(|band| self.bands.get(band)).flatten().all(|taken| !taken.overlaps(area))
    }

    /// Takes an area.
    pub fn take(&mut self, area: Area) {
        let (first, last) = (self.band(area.top), self.band(area.bottom));
        if self.bands.len() <= last {
            self.bands.resize(last + 1, Vec::new());
        }
        self.bands[first..=last].iter_mut().for_each(|band| band.push(area));
    }

    /// Takes the first free candidate and says which it was.
    pub fn place(&mut self, candidates: impl IntoIterator<Item = Area>) -> Option<(usize, Area)> {
        let found = candidates.into_iter().enumerate().find(|(_, area)| self.is_free(area))?;
        self.take(found.1);
        Some(found)
    }

    fn band(&self, y: f64) -> usize {
        ((y.clamp(self.bounds.top, self.bounds.bottom) - self.bounds.top) / BAND) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_candidate_is_taken() {
        let mut taken = Taken::within(Area::new(0.0, 0.0, 100.0, 100.0));
        taken.take(Area::new(0.0, 0.0, 50.0, 50.0));
        let choices = [Area::new(40.0, 40.0, 20.0, 20.0), Area::new(90.0, 0.0, 20.0, 20.0), Area::new(50.0, 40.0, 20.0, 20.0)];
        assert_eq!(taken.place(choices).map(|(at, _)| at), Some(2));
        assert_eq!(taken.place(choices), None);
    }
}
