//! Input that means harm, in every place a casebook takes input: pictures, links, text, names, sizes.

mod pictures;

use casebook::compile::{self, Compiled, Options};
use casebook::content::Snapshot;
use casebook::diagnostic::Level;
use casebook::release::Reach;

/// What every casebook here begins with.
const CONFIGURATION: &str = "=== casebook.yaml\ntitle: Test\nlang: en\nrelease: {default: CLEAR}\n";

/// Compiles for readers, at a day of the past.
fn compiled(snapshot: &Snapshot) -> Compiled {
    compile::compile(snapshot, &Options { ceiling: None, now: "2024-07-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers })
}

/// Every error as `path: code: phrase`.
fn errors(compiled: &Compiled) -> Vec<String> {
    let denied = compiled.report().into_iter().filter(|(level, _)| *level == Level::Deny);
    denied.map(|(_, problem)| format!("{}: {}: {}", problem.location.path, problem.code, problem.message)).collect()
}
