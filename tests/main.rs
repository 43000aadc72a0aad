//! The one binary of integration tests. A module a subject:
//!
//! - [`advisories`]: each class of fault that other generators had to announce, and that `docs/security.md` keeps its word.
//! - [`architecture`]: the table of ARCHITECTURE.md against the code.
//! - [`cli`]: each command as a person calls it: output, messages, exit codes.
//! - [`diagnostics`]: what `check` says of broken casebooks, as Markdown.
//! - [`explain`]: the bad and good example of every code, compiled.
//! - [`fuzz`]: each parser against input that nobody would write, with a fixed number of tries.
//! - [`hostile`]: input that means harm: nothing of it runs, leaks, escapes or takes for ever.
//! - [`hosting`]: what hosts send with a site, and what a site asks of anybody: header files, a real server, no third party.
//! - [`incremental`]: builds that remember, against clean ones.
//! - [`leaks`]: nothing withheld appears in what is published, in any encoding, nor in what is said.
//! - [`pages`]: the page of every brief, rendered and read as a browser reads it.
//! - [`preview`]: the preview as strangers meet it: rebound names, paths that lead out, broken and slow clients.
//! - [`properties`]: what holds for any casebook: order, threads and damaged bytes leave no trace.
//! - [`reading`]: what a reader gets from a page, for the others.
//! - [`sites`]: small casebooks as folders, compared with what must come of them.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails like the test")]

mod advisories;
mod architecture;
mod cli;
mod diagnostics;
mod explain;
mod fuzz;
mod hostile;
mod hosting;
mod incremental;
mod leaks;
mod pages;
mod preview;
mod properties;
mod reading;
mod sites;
