//! Two pages on one address, also on file systems that fold case and normalise; links to addresses that do not exist.

use super::Scan;
use crate::diagnostic::{Diagnostic, Problems, Span, code};
use crate::text::fold;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn run(scan: &Scan<'_>, problems: &mut Problems) {
    let config: Arc<str> = "casebook.yaml".into();
    for collision in scan.plan.collisions() {
        let [one, other] = &collision.claimants;
        let message = format!("two pages want the address {}: {one} and {other}", collision.address);
        problems.push(Diagnostic::new(code::PATH_COLLISION, &config, Span::default(), message));
    }
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for page in scan.plan.pages() {
        if let Some(other) = folded.insert(fold::title_key(&page.address), &page.address) {
            let message = format!("{other} and {} are one file where names fold case or accents", page.address);
            problems.push(Diagnostic::new(code::PATH_COLLISION, &config, Span::default(), message));
        }
    }
    for link in scan.graph.site_links() {
        let address = link.address.split(['#', '?']).next().unwrap_or(&link.address);
        if scan.plan.get(address).is_some() {
            continue;
        }
        if scan.is_withheld(address) {
            let message = "this brief may be published, but the page it links to may not";
            let diagnostic = Diagnostic::new(code::MARKING_LEAK, &link.path, link.span, message);
            problems.push(diagnostic.help("take the link out, or change a label"));
        } else {
            let message = format!("this site has no page {address}");
            let diagnostic = Diagnostic::new(code::UNRESOLVED_REFERENCE, &link.path, link.span, message);
            problems.push(diagnostic.help("link a brief by its name: [[id]] or [[id|words]]"));
        }
    }
}
