//! Networks of actors: one actor's ties, and the most connected actors. Both are bounded and neither is a hairball.
//!
//! Every line has a type in words and, where it has one, a direction; what is alleged is dashed, what is over is pale.
//!
//! Classes: `dr-tie` a line with its family (`is-structure`, `is-cooperation`, `is-conflict`, `is-other`) and
//! `is-alleged`, `is-past`; `dr-head` its head; `dr-type` its word; `dr-node` an actor, in it `dr-box` and `dr-name`;
//! `dr-ego` the actor in the middle; `dr-more` what was left out.

mod ego;
mod layout;
mod overview;
#[cfg(test)]
mod tests;

pub use ego::{Ego, MOST_NEIGHBOURS, Neighbour};
pub use overview::{Drawn, MOST_NODES, MOST_TIES, Network, Node, Tie};

use super::svg::{Path, Svg};

/// Which way a tie points, seen from its first actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// To the other.
    Onward,
    /// From the other.
    Back,
    /// Neither: the relation is symmetric.
    Level,
}

/// What sort of relation a tie is, told apart by its stroke as well as its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Membership, control, office, succession.
    Structure,
    /// Alliance, partnership.
    Cooperation,
    /// Enmity, designation.
    Conflict,
    /// Anything a site adds.
    Other,
}

impl Family {
    fn class(self) -> &'static str {
        match self {
            Self::Structure => "is-structure",
            Self::Cooperation => "is-cooperation",
            Self::Conflict => "is-conflict",
            Self::Other => "is-other",
        }
    }
}

/// A tie's standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is one speaker's word.
    pub is_alleged: bool,
    /// Whether it is over.
    pub is_past: bool,
}

fn tie_class(family: Family, standing: Standing) -> String {
    let mut class = format!("dr-tie {}", family.class());
    if standing.is_alleged {
        class.push_str(" is-alleged");
    }
    if standing.is_past {
        class.push_str(" is-past");
    }
    class
}

/// A triangle whose tip is at `tip`, pointing away from `from`.
fn head(svg: &mut Svg, from: (f64, f64), tip: (f64, f64)) {
    let length = (tip.0 - from.0).hypot(tip.1 - from.1).max(0.001);
    let (dx, dy) = ((tip.0 - from.0) / length, (tip.1 - from.1) / length);
    let mut path = Path::default();
    path.move_to(tip.0, tip.1);
    path.line_to(tip.0 - dx * 7.0 - dy * 3.4, tip.1 - dy * 7.0 + dx * 3.4);
    path.line_to(tip.0 - dx * 7.0 + dy * 3.4, tip.1 - dy * 7.0 - dx * 3.4).close();
    svg.start("path").attr("class", "dr-head").attr("d", path.data()).end();
}
