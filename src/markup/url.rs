//! Where a Markdown link may lead. Anything that could run, read files or borrow the page's scheme is refused.

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

/// Sorts a destination. Browsers drop tabs, newlines and leading controls, so they are dropped before looking.
pub fn destination(url: &str) -> Destination {
    let seen: String = url.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let seen = seen.trim();
    if seen.len() != url.len() {
        return Destination::Unsafe("control characters or spaces disguise it");
    }
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
        None if seen.contains(':') && seen.split(':').next().is_some_and(|head| head.contains(['&', '%'])) => {
            Destination::Unsafe("an encoded scheme is not a path")
        }
        None if seen.starts_with('/') => Destination::Site(seen.to_owned()),
        None => Destination::File(seen.to_owned()),
    }
}

fn web(url: &str) -> Destination {
    let after = url.split_once(':').map_or("", |(_, rest)| rest);
    match after.strip_prefix("//") {
        Some(rest) if !rest.is_empty() && !rest.starts_with(['/', '\\', '?', '#']) => Destination::External(url.to_owned()),
        _ => Destination::Unsafe("a web address needs // and a host"),
    }
}

fn scheme(url: &str) -> Option<String> {
    let (head, _) = url.split_once(':')?;
    let mut chars = head.chars();
    let first = chars.next()?.is_ascii_alphabetic();
    (first && chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))).then(|| head.to_ascii_lowercase())
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_keep_their_sort() {
        assert_eq!(destination("https://example.org/a?b#c"), Destination::External("https://example.org/a?b#c".into()));
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
