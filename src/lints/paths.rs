//! Two pages on one address, also on file systems that fold case and normalise; links to addresses that do not exist.

use super::Scan;
use crate::diagnostic::{Diagnostic, Location, Problems, Span, code};
use crate::graph::Graph;
use crate::model::BriefIx;
use crate::plan::Page;
use crate::text::slug;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Two pages on one address, or on two that look alike.
pub(super) fn addresses(scan: &Scan<'_>, problems: &mut Problems) {
    for collision in scan.plan.collisions() {
        let [one, other] = &collision.claimants;
        let message = format!("two pages want the address {}: {one} and {other}", collision.address);
        let [first, second] = &collision.origins;
        let of_brief = || origin(scan, &collision.address);
        problems.extend(collided(message, first.clone().or_else(of_brief), second.clone().or_else(of_brief)));
    }
    let mut looks: FxHashMap<String, &Page<Graph>> = FxHashMap::with_capacity_and_hasher(scan.plan.len(), Default::default());
    for page in scan.plan.pages() {
        if let Some(other) = looks.insert(slug::skeleton(&page.address), page) {
            let message = format!("{} and {} differ only by case, normal form or letters that look alike", other.address, page.address);
            let origin = |page: &Page<Graph>| page.origin.clone().or_else(|| origin(scan, &page.address));
            // Two briefs that look alike are told once, where their files are read; what goes with a page, with the page.
            let is_asked = other.origin.is_some() || page.origin.is_some();
            let is_page = page.address.ends_with(".html") && !page.address.contains('~');
            let is_of_briefs = brief(scan, &other.address).is_some() && brief(scan, &page.address).is_some();
            if is_asked || is_page && !is_of_briefs {
                problems.extend(collided(message, origin(other), origin(page)));
            }
        }
    }
}

/// Links of prose to addresses of this site.
pub(super) fn links(scan: &Scan<'_>, problems: &mut Problems) {
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

/// A collision at the later of two places, with the earlier; at the configuration, which stands for all pages, where the
/// casebook asks for neither.
fn collided(message: String, first: Option<Location>, second: Option<Location>) -> Option<Diagnostic> {
    let (at, other) = match (first, second) {
        (first, Some(second)) => (second, first),
        (Some(first), None) => (first, None),
        (None, None) => (Location { path: "casebook.yaml".into(), span: Span::default() }, None),
    };
    let problem = Diagnostic::new(code::PATH_COLLISION, &at.path, at.span, message).help("rename one of the two");
    Some(match other.filter(|other| *other != at) {
        Some(other) => problem.related(&other.path, other.span, "the other"),
        None => problem,
    })
}

/// Where the casebook says what stands at an address: the brief, or the first that bears the tag.
fn origin(scan: &Scan<'_>, address: &str) -> Option<Location> {
    brief(scan, address).or_else(|| {
        let wanted = address.strip_prefix("/tags/")?.strip_suffix(".html")?;
        let bearer = |ix: BriefIx| {
            let tag = scan.graph[ix].common.tags.iter().find(|tag| slug::tag_slug(tag) == wanted)?;
            Some(Location { path: Arc::clone(&scan.graph[ix].path), span: tag.span })
        };
        scan.graph.all().find_map(bearer)
    })
}

/// The brief whose page, data or further page stands at an address.
fn brief(scan: &Scan<'_>, address: &str) -> Option<Location> {
    let languages = scan.graph.config.languages.iter();
    let own = languages.filter_map(|lang| address.strip_prefix('/')?.strip_prefix(lang.as_str())).find(|rest| rest.starts_with('/'));
    let own = own.unwrap_or(address);
    let stem = own.split(['~', '.']).next().unwrap_or(own);
    let is_its = |ix: &BriefIx| scan.graph.address(*ix).strip_suffix(".html") == Some(stem);
    let brief = &scan.graph[scan.graph.all().find(is_its)?];
    Some(Location { path: Arc::clone(&brief.path), span: brief.common.title.span })
}
