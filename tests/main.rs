//! The one binary of integration tests. A module a subject:
//!
//! - [`architecture`]: the table of ARCHITECTURE.md against the code.
//! - [`cli`]: each command as a person calls it: output, messages, exit codes.
//! - [`explain`]: the bad and good example of every code, compiled.
//! - [`pages`]: the page of every brief, rendered and read as a browser reads it.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

mod architecture;
mod cli;
mod explain;
mod pages;
