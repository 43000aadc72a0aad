//! Where a link may lead. Anything that could run, read files, borrow the page's scheme or hide its host is refused.

use super::escape::is_deceptive;
use std::net::{Ipv4Addr, Ipv6Addr};
use unicode_normalization::char::is_combining_mark;

/// A link's destination, sorted by what has to be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// http, https or mailto: published as it stands.
    External(String),
    /// `#section` of the same page.
    Fragment(String),
    /// A root-absolute address of this site.
    Site(String),
    /// A path relative to the brief's file.
    File(String),
    /// Not safe; why.
    Unsafe(&'static str),
}

/// Sorts a destination. Browsers drop tabs, newlines and leading controls before they look, so one that holds any, or
/// what cannot be seen, is refused as it stands.
pub fn destination(url: &str) -> Destination {
    if url.contains(is_hidden) || url.trim().len() != url.len() {
        return Destination::Unsafe("control characters or spaces disguise it");
    }
    let seen = url;
    if seen.starts_with("//") || seen.starts_with("/\\") || seen.starts_with('\\') {
        return Destination::Unsafe("it borrows the page's scheme to lead to another host");
    }
    if let Some(fragment) = seen.strip_prefix('#') {
        return Destination::Fragment(fragment.to_owned());
    }
    match scheme(seen) {
        Some(scheme) if ["http", "https"].contains(&scheme.as_str()) => web(seen),
        Some(scheme) if scheme == "mailto" => Destination::External(seen.to_owned()),
        Some(_) => Destination::Unsafe("only http, https and mailto may be linked"),
        None if hides_scheme(seen) => Destination::Unsafe("an encoded scheme is not a path"),
        None if seen.split(['?', '#']).next().is_some_and(|path| path.contains('\\')) => {
            Destination::Unsafe("browsers read a backslash as a slash")
        }
        None if seen.starts_with('/') => Destination::Site(seen.to_owned()),
        None => Destination::File(seen.to_owned()),
    }
}

fn web(url: &str) -> Destination {
    let after = url.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")).unwrap_or_default();
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    match host {
        "" => Destination::Unsafe("a web address needs // and a host"),
        // Browsers read a backslash as a slash, so what stands after one may look like the host.
        _ if after.contains('\\') => Destination::Unsafe("a backslash disguises its host"),
        host if host.contains('@') => Destination::Unsafe("what stands before @ disguises its host"),
        host if !is_host(host) => Destination::Unsafe("what stands before the path is no host"),
        _ if after.contains(char::is_whitespace) => Destination::Unsafe("an address has no spaces; write %20"),
        _ => Destination::External(url.to_owned()),
    }
}

/// A name of letters, digits and hyphens, or an IP address, with or without a port.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    };
    if !(port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()) {
        return false;
    }
    if let Some(address) = name.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let is_letter = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_');
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_name = name.split('.').all(|label| !label.is_empty() && label.chars().all(is_letter));
    // Browsers read a name that ends in a number as an address, in forms that few readers know.
    let is_numeric = name.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    is_name && (!is_numeric || name.parse::<Ipv4Addr>().is_ok())
}

fn scheme(url: &str) -> Option<String> {
    let (head, _) = url.split_once(':')?;
    let mut chars = head.chars();
    let first = chars.next()?.is_ascii_alphabetic();
    (first && chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))).then(|| head.to_ascii_lowercase())
}

/// Whether decoding once more, as a careless reader might, would bring out a scheme.
fn hides_scheme(url: &str) -> bool {
    let head = url.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let before_colon = head.split_once(':').map_or("", |(before, _)| before);
    before_colon.contains(['&', '%']) || ["&colon", "&#", "%3a"].iter().any(|encoded| head.contains(encoded))
}

/// What is not seen; in an address the joiners too, which words alone are spelt with.
fn is_hidden(c: char) -> bool {
    is_deceptive(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_keep_their_sort() {
        assert_eq!(destination("https://example.org/a?b#c"), Destination::External("https://example.org/a?b#c".into()));
        for url in [
            "http://[::1]/",
            "https://192.0.2.1:8080/x",
            "https://xn--80ak6aa92e.com/",
            "https://پاکستان.example/",
            "https://example.org.:443",
        ] {
            assert_eq!(destination(url), Destination::External(url.into()));
        }
        assert_eq!(destination("mailto:desk@example.org"), Destination::External("mailto:desk@example.org".into()));
        assert_eq!(destination("#figures"), Destination::Fragment("figures".into()));
        assert_eq!(destination("/timeline.html"), Destination::Site("/timeline.html".into()));
        assert_eq!(destination("../actors/iran.md"), Destination::File("../actors/iran.md".into()));
    }

    #[test]
    fn whatever_could_run_is_unsafe() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https:\\\\evil.example",
            "https://example.org\\@evil.example",
            "https://example.org@evil.example/",
            "https://user:pass@example.org/",
            "https://example.org/a b",
            "https://",
            "https://?",
            "\u{feff}javascript:x",
            "java\u{ad}script:x",
            "https://example.org/\u{202e}gpj.exe",
            "view-source:https://example.org",
            "%6aavascript:x",
            "javascript%3Aalert(1)",
            "javascript&colon;alert(1)",
            "filesystem:https://example.org/x",
            "https://example.org]]",
            "https://[example.org]/",
            "https://example.org:99999/",
            "https://example.org:x/",
            "https://exa%6dple.org/",
            "https://<b>.example/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://a..b/",
            "about:blank",
            "/a\\b",
            "..\\actors\\iran.md",
            "\u{a0}https://example.org",
            "http:///evil.example",
            "javascript\u{200b}:x",
            "blob:x",
            "&#106;avascript:alert(1)",
            "java%0ascript:alert(1)",
            " https://example.org",
        ] {
            assert!(matches!(destination(url), Destination::Unsafe(_)), "{url:?} passed");
        }
    }
}
