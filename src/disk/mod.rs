//! The only module on the file system: reads a casebook, publishes a site, remembers between builds.
//!
//! [`read()`] gives the inputs. [`Stage`] takes rendered pages and publishes them as a whole or not at all. [`Cache`]
//! holds what a build remembers in ROOT/`.casebook/`; it is never trusted. Nothing here knows what a brief or a page
//! means.

mod address;
mod again;
mod aside;
mod cache;
mod error;
mod existing;
pub mod fresh;
mod journal;
mod manifest;
mod marker;
mod publish;
mod read;
mod refuse;
mod retire;
mod stage;
mod system;
mod work;

#[cfg(test)]
mod tests;

pub use aside::Shelf;
pub use cache::Cache;
pub use error::{Class, DiskError, Result};
pub use publish::{Published, Way};
pub use read::{CONFIGURATION, DEEPEST, FOLDERS, LARGEST_CASEBOOK, LARGEST_FILE, MOST_FILES, Survey, find_root, identity, read, survey};
pub use stage::{Options, Stage};
pub use work::PATIENCE;
