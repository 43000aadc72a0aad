//! The last pass: root-absolute links become relative to their page, so that a site works at a root, under a
//! sub-path and from `file://`.
//!
//! Views and templates write `href="/actors/iran.html"` and `src="/static/…"`, always double-quoted. Text may hold the
//! same letters, but never a `<`: what looks like a link is one only inside a tag.

use memchr::memmem;

/// Attributes whose values are addresses.
const ATTRIBUTES: [&[u8]; 6] = [b"href", b"src", b"action", b"data-src", b"data-href", b"poster"];

/// The way from a page to the root: `../` for `/actors/iran.html`, empty for `/index.html`.
pub fn depth_prefix(address: &str) -> String {
    "../".repeat(address.matches('/').count().saturating_sub(1))
}

/// Appends the HTML with `prefix` in place of the leading slash of every root-absolute link.
pub fn relative(html: &[u8], prefix: &str, out: &mut Vec<u8>) {
    out.reserve(html.len() + html.len() / 16);
    let mut at = 0;
    for slash in memmem::find_iter(html, b"=\"/") {
        let end = slash + 2;
        let is_link = html.get(..slash).is_some_and(ends_in_attribute);
        if !is_link || html.get(end + 1) == Some(&b'/') {
            continue;
        }
        out.extend_from_slice(html.get(at..end).unwrap_or_default());
        out.extend_from_slice(prefix.as_bytes());
        at = end + 1;
    }
    out.extend_from_slice(html.get(at..).unwrap_or_default());
}

fn ends_in_attribute(before: &[u8]) -> bool {
    // The last letter tells most of what only looks like an address.
    if !matches!(before.last(), Some(b'f' | b'c' | b'n' | b'r')) {
        return false;
    }
    let name = |name: &&[u8]| before.strip_suffix(*name).is_some_and(|rest| rest.last().is_some_and(u8::is_ascii_whitespace));
    ATTRIBUTES.iter().any(name) && is_in_tag(before)
}

/// Whether the nearest angle bracket opens a tag; in text and in values both are written as references.
fn is_in_tag(before: &[u8]) -> bool {
    memchr::memrchr2(b'<', b'>', before).is_some_and(|at| before.get(at) == Some(&b'<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(html: &str, address: &str) -> String {
        let mut out = Vec::new();
        relative(html.as_bytes(), &depth_prefix(address), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn links_lead_from_their_page() {
        assert_eq!(made("<a href=\"/actors/iran.html\">", "/events/x.html"), "<a href=\"../actors/iran.html\">");
        assert_eq!(made("<a href=\"/actors/iran.html\">", "/index.html"), "<a href=\"actors/iran.html\">");
        assert_eq!(made("<img src=\"/media/a.png\">", "/ur/actors/x.html"), "<img src=\"../../media/a.png\">");
    }

    #[test]
    fn other_hosts_other_attributes_and_text_stay() {
        for html in [
            "<a href=\"https://example.org/\">",
            "<a href=\"//example.org/\">",
            "<p title=\"/actors\">",
            "x=&quot;/y",
            "<p>href='/a'</p>",
            "<p>as in href=\"/a\"</p>",
        ] {
            assert_eq!(made(html, "/a/b.html"), html);
        }
    }
}
