//! Pictures that are not there, or have no words.

use super::{Scan, at};
use crate::diagnostic::{Problems, code};

pub(super) fn run(scan: &Scan<'_>, problems: &mut Problems) {
    for ix in scan.graph.all() {
        let brief = &scan.graph[ix];
        let Some(image) = &brief.common.image else { continue };
        if image.alt.as_ref().is_none_or(|alt| alt.value.trim().is_empty()) {
            let diagnostic = at(brief, code::MISSING_ALT, image.span, "the picture has no words for readers who cannot see it");
            problems.push(diagnostic.help("add alt: What the picture shows"));
        }
        if scan.graph.image(ix).is_none() {
            let message = format!("no picture {} beside this brief", &*image.src.value);
            let help = "pictures are png, jpg, webp, gif or avif files below content/, named relative to the brief";
            problems.push(at(brief, code::UNRESOLVED_REFERENCE, image.src.span, message).help(help));
        }
    }
}
