//! Input that means harm, in every place a casebook takes input: pictures, links, text, names, sizes.

mod corpora;
mod limits;
mod names;
mod pictures;
mod urls;
pub mod words;

use casebook::compile::{self, Compiled, Options};
use casebook::content::Snapshot;
use casebook::diagnostic::Level;
use casebook::plan::Key;
use casebook::release::Reach;
use casebook::render;

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

/// Every page and file of text that would be published, errors or not: what is wrong must still be harmless.
fn rendered(compiled: &Compiled) -> Vec<(String, String)> {
    let Some(graph) = &compiled.graph else { return Vec::new() };
    let engine = compiled.engine(&graph.config, Key([0; 32])).unwrap();
    let plan = compile::plan(graph, &compiled.theme);
    let pages = plan.pages().filter(|page| !["static", "media"].contains(&page.view));
    pages.map(|page| (page.address.clone(), String::from_utf8(render::page(page, graph, &engine).unwrap()).unwrap())).collect()
}

/// An address in a page leads to the web, to mail, or to this site.
fn assert_harmless_address(value: &str, place: &str) {
    assert!(!value.contains(|c: char| c.is_control()), "{value:?} on {place}");
    assert!(!value.trim_start().starts_with("//") && !value.contains('\\'), "{value:?} on {place}");
    let head = value.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme = head.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    assert!(matches!(scheme.as_deref(), None | Some("https" | "http" | "mailto")), "{value:?} on {place}");
}
