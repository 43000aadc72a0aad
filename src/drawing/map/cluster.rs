//! Events that share a place, or would touch on the drawing, become one mark that says how many they are.

use super::clip::Point as Spot;
use std::collections::BTreeMap;

/// One mark: where, and which of the input points it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Where it is drawn: the middle of its points, weighted by their counts.
    pub at: Spot,
    /// The mark's radius, which grows with nothing but the count.
    pub radius: f64,
    /// How many events.
    pub count: u32,
    /// Places in the input, ascending.
    pub members: Vec<usize>,
    /// Whether it stands at the edge for what lies beyond it.
    pub is_beyond: bool,
}

/// One event's mark.
pub const SINGLE: f64 = 5.0;

/// The radius of a mark for so many events: larger with each doubling, and never large.
pub fn radius(count: u32) -> f64 {
    if count <= 1 { SINGLE } else { 7.5 + 1.9 * f64::from(count).log2().min(11.0) }
}

/// The clusters of points drawn at those spots with those counts, in the order of their first members.
pub fn gather(spots: &[(Spot, u32)]) -> Vec<Cluster> {
    let mut clusters = shared(spots);
    loop {
        clusters.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.members.cmp(&b.members)));
        let before = clusters.len();
        clusters = merged(clusters);
        if clusters.len() == before {
            break;
        }
    }
    clusters.sort_unstable_by(|a, b| a.members.cmp(&b.members));
    clusters
}

/// Points within a mark's radius of a common grid cell's corner, so that thousands become few before pairs are compared.
fn shared(spots: &[(Spot, u32)]) -> Vec<Cluster> {
    let mut cells: BTreeMap<(i64, i64), Cluster> = BTreeMap::new();
    for (at, &((x, y), count)) in spots.iter().enumerate() {
        let cell = ((x / SINGLE).round() as i64, (y / SINGLE).round() as i64);
        let one = Cluster { at: (x, y), radius: radius(count), count, members: vec![at], is_beyond: false };
        match cells.get_mut(&cell) {
            Some(cluster) => cluster.absorb(one),
            None => _ = cells.insert(cell, one),
        }
    }
    cells.into_values().collect()
}

/// One pass: each cluster, the greatest first, takes in those that touch it.
fn merged(clusters: Vec<Cluster>) -> Vec<Cluster> {
    let mut kept: Vec<Cluster> = Vec::new();
    for cluster in clusters {
        match kept.iter_mut().find(|other| other.touches(&cluster)) {
            Some(other) => other.absorb(cluster),
            None => kept.push(cluster),
        }
    }
    kept
}

impl Cluster {
    fn touches(&self, other: &Self) -> bool {
        (self.at.0 - other.at.0).hypot(self.at.1 - other.at.1) < self.radius + other.radius + 1.0
    }

    fn absorb(&mut self, other: Self) {
        let total = self.count.saturating_add(other.count);
        let share = f64::from(other.count) / f64::from(total.max(1));
        self.at = (self.at.0 + (other.at.0 - self.at.0) * share, self.at.1 + (other.at.1 - self.at.1) * share);
        self.count = total;
        self.radius = radius(total);
        self.members.extend(other.members);
        self.members.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn many_on_one_point_are_one_mark() {
        let spots = vec![((100.0, 100.0), 1); 847];
        let clusters = gather(&spots);
        assert_eq!(clusters.len(), 1);
        assert_eq!(clusters[0].count, 847);
        assert!(clusters[0].radius < 30.0);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_touches(spots in prop::collection::vec(((0.0f64..700.0, 0.0f64..500.0), 1u32..40), 0..300)) {
            let clusters = gather(&spots);
            let mut members: Vec<usize> = clusters.iter().flat_map(|cluster| cluster.members.clone()).collect();
            members.sort_unstable();
            prop_assert_eq!(members, (0..spots.len()).collect::<Vec<_>>());
            for (at, cluster) in clusters.iter().enumerate() {
                prop_assert!(clusters[..at].iter().all(|other| !other.touches(cluster)));
            }
        }
    }
}
