//! The one binary of integration tests. A module a subject:
//!
//! - [`cli`]: each command as a person calls it: output, messages, exit codes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

mod cli;
