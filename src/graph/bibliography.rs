//! One bibliography entry a source, made once by the citation engine.

use super::Graph;
use crate::model::BriefIx;
use std::collections::BTreeMap;

/// Entries of all sources, as HTML.
pub(super) fn entries(_graph: &Graph) -> BTreeMap<BriefIx, Box<str>> {
    BTreeMap::new()
}
