//! Files for hosts and robots: the page for what is not found, redirects from old addresses, header rules, the sitemap.
//!
//! `sitemap` is the last view of the table: it lists what the others planned.

use super::exports;
use super::feeds::legal;
use super::frame::{PageHead, canonical};
use crate::diagnostic::{Location, Span};
use crate::graph::Graph;
use crate::model::BriefIx;
use crate::plan::{Content, Plan};
use crate::text::escape;
use serde::Serialize;
use std::sync::Arc;

/// What `404.html` reads.
#[derive(Serialize)]
struct NotFound {
    page: PageHead,
}

/// What `redirect.html` reads.
#[derive(Serialize)]
struct Redirect {
    page: PageHead,
    target: super::card::Ref,
    /// The way from this page to the target; the last pass sees links alone.
    target_relative: String,
}

/// Plans the page for what is not found. It alone links from the path of `base_url`, since it is shown anywhere.
pub fn not_found(_: &Graph, plan: &mut Plan<Graph>) {
    plan.file("not-found", "/404.html", |graph| {
        let mut page = PageHead::of_list(graph, "not-found", graph.words.get("not_found"), "/404.html");
        page.canonical.clear();
        page.breadcrumbs.clear();
        page.robots = "noindex";
        Content::Template { name: "404.html", context: Box::new(NotFound { page }) }
    });
}

// ── Redirects ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// An old address and the brief that stands there now.
struct Moved {
    /// As written: `/old/path/`.
    from: String,
    /// The file that answers it: `/old/path/index.html`.
    file: String,
    to: BriefIx,
    /// Where it is written.
    span: Span,
}

/// Plans a page for every old address, and `_redirects` and `_headers` for hosts that read them.
pub fn redirects(graph: &Graph, plan: &mut Plan<Graph>) {
    let moved: Vec<Moved> = graph.all().flat_map(|to| moved(graph, to)).collect();
    for Moved { file, to, span, .. } in &moved {
        let (at, to) = (file.clone(), *to);
        let origin = Location { path: Arc::clone(&graph[to].path), span: *span };
        plan.file_from(origin, "redirects", file.clone(), move |graph| redirect(graph, &at, to));
    }
    if !moved.is_empty() {
        let lines: String = moved.iter().map(|moved| format!("{} {} 301\n", moved.from, graph.address(moved.to))).collect();
        plan.file("redirects", "/_redirects", move |_| Content::Bytes(lines.clone().into_bytes()));
    }
    plan.file("redirects", "/_headers", |_| Content::Bytes(exports::headers().into_bytes()));
}

fn moved(graph: &Graph, to: BriefIx) -> Vec<Moved> {
    let written = graph[to].common.redirect_from.iter().map(|from| (from.value.trim().to_owned(), from.span));
    // The reader of front matter refuses what is no path of this site; a file is never made of the rest.
    let safe = written.filter(|(from, _)| from.starts_with('/') && !from.split('/').any(|part| part == ".." || part == "."));
    safe.filter(|(from, _)| !from.contains([' ', '?', '#', '\\']) && !from.contains("//"))
        .map(|(from, span)| Moved { file: file(&from), from, to, span })
        .collect()
}

/// `/old/path/` → `/old/path/index.html`; `/old/path` → `/old/path.html`; a name with an ending stays.
fn file(from: &str) -> String {
    let last = from.rsplit('/').next().unwrap_or_default();
    match last {
        "" => format!("{from}index.html"),
        name if name.ends_with(".html") || name.ends_with(".htm") => from.to_owned(),
        _ => format!("{from}.html"),
    }
}

fn redirect(graph: &Graph, at: &str, to: BriefIx) -> Content {
    let target = super::card::reference(graph, to);
    let up = "../".repeat(at.matches('/').count().saturating_sub(1));
    let target_relative = format!("{up}{}", target.href.trim_start_matches('/'));
    let mut page = PageHead::of_list(graph, "redirect", target.title.clone(), at);
    page.canonical = canonical(graph, &target.href);
    page.breadcrumbs.clear();
    page.robots = "noindex";
    Content::Template { name: "redirect.html", context: Box::new(Redirect { page, target, target_relative }) }
}

// ── Robots and the sitemap ──────────────────────────────────────────────────────────────────────────────────────────

/// Entries that one sitemap may hold (sitemaps.org).
const MOST: usize = 50_000;

/// Plans `robots.txt`, and with a `base_url` the sitemap: one file, or above fifty thousand pages an index of several.
pub fn sitemap(graph: &Graph, plan: &mut Plan<Graph>) {
    let has_base = !graph.config.base_url.is_empty();
    plan.file("sitemap", "/robots.txt", move |graph| {
        let sitemap = if has_base { format!("Sitemap: {}\n", canonical(graph, "/sitemap.xml")) } else { String::new() };
        Content::Bytes(format!("User-agent: *\nAllow: /\n{sitemap}").into_bytes())
    });
    if !has_base {
        return;
    }
    let listed = plan.pages().filter_map(|page| Some((page.address.clone(), page.sitemap.clone()?.updated)));
    let listed: Arc<Vec<(String, Option<String>)>> = Arc::new(listed.collect());
    let parts = listed.len().div_ceil(MOST).max(1);
    if parts == 1 {
        plan.file("sitemap", "/sitemap.xml", move |graph| Content::Bytes(urls(graph, &listed)));
        return;
    }
    plan.file("sitemap", "/sitemap.xml", move |graph| Content::Bytes(index(graph, parts)));
    for part in 0..parts {
        let listed = Arc::clone(&listed);
        plan.file("sitemap", part_address(part), move |graph| {
            let from = part * MOST;
            Content::Bytes(urls(graph, listed.get(from..(from + MOST).min(listed.len())).unwrap_or_default()))
        });
    }
}

fn part_address(part: usize) -> String {
    format!("/sitemap~{}.xml", part + 1)
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn urls(graph: &Graph, listed: &[(String, Option<String>)]) -> Vec<u8> {
    let mut out = format!("{XML}<urlset xmlns=\"{NAMESPACE}\">\n");
    for (address, updated) in listed {
        out.push_str("<url><loc>");
        escape::html(&location(graph, address), &mut out);
        out.push_str("</loc>");
        if let Some(day) = updated {
            out.push_str("<lastmod>");
            escape::html(day, &mut out);
            out.push_str("</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

fn index(graph: &Graph, parts: usize) -> Vec<u8> {
    let mut out = format!("{XML}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for part in 0..parts {
        out.push_str("<sitemap><loc>");
        escape::html(&location(graph, &part_address(part)), &mut out);
        out.push_str("</loc></sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out.into_bytes()
}

/// An absolute URL with every byte outside ASCII percent-encoded, as the protocol asks.
fn location(graph: &Graph, address: &str) -> String {
    let mut out = String::new();
    for byte in legal(&canonical(graph, address)).bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn old_addresses_answer_with_and_without_a_slash() {
        assert_eq!(file("/old/path/"), "/old/path/index.html");
        assert_eq!(file("/old/path"), "/old/path.html");
        assert_eq!(file("/old/path.html"), "/old/path.html");
        assert_eq!(file("/v1.2/iran"), "/v1.2/iran.html");
    }
}
