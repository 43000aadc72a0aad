//! Drawings: pure functions from small plain structs to SVG strings. No graph, no model, no files, no scripts.
//!
//! A drawing is well-formed XML, the same bytes for the same input, and carries no inline style: what it looks
//! like is decided by CSS classes (named at the top of each file, all beginning `dr-`) and by presentation
//! attributes, which any rule beats. Colour is never the only sign. A drawing with links is a `group` whose links
//! stay reachable; one without is an `img`. Links are root-absolute; a later pass makes them relative. What a
//! drawing leaves out for want of room it reports, so that the table beside it can say the rest.

mod calendar;
mod frame;
pub mod history;
mod label;
pub mod likelihood;
pub mod map;
mod measure;
pub mod network;
#[cfg(test)]
mod proof;
mod svg;
pub mod timeline;

pub use frame::{Direction, Frame};
