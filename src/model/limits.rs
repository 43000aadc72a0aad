//! How much one brief may ask of a build. Generous to every honest text, and set in `casebook.yaml` where it is not.
//!
//! What the file system holds is limited where it is read: `disk` knows the largest file and the most files.

use serde::Deserialize;

/// `limits:` of `casebook.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one brief's file, front matter and text together.
    pub brief: usize,
    /// Keys, values and collections of one brief's front matter.
    pub values: usize,
    /// Collections inside collections, and Markdown blocks and spans inside one another.
    pub depth: usize,
    /// Bytes of one page.
    pub page: usize,
    /// Seconds that `build`, `check` or `export` may take.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { brief: 1 << 20, values: 50_000, depth: 32, page: 4 << 20, seconds: 600 }
    }
}
