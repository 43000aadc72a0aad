//! The only module on the file system: reads a casebook, publishes a site, remembers between builds.
//!
//! [`read`] gives the inputs. [`Cache`] holds what a build remembers in ROOT/`.casebook/`; it is never trusted.
//! Nothing here knows what a brief or a page means.

mod cache;
mod error;
pub mod fresh;
mod read;

pub use cache::Cache;
pub use error::{Class, DiskError, Result};
pub use read::{CONFIGURATION, DEEPEST, FOLDERS, LARGEST_CASEBOOK, LARGEST_FILE, MOST_FILES, Survey, find_root, read, survey};
