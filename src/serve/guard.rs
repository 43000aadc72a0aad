//! Whom the preview answers: this machine's own browser, asking for this preview by name.
//!
//! Host must name the loopback (a rebound DNS name does not), Origin must be ours where there is one (another site's page
//! cannot read drafts), and only GET and HEAD are known.

use axum::http::{HeaderMap, Method, header};

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not GET or HEAD.
    Method,
    /// A Host that is not the loopback at our port, or several.
    Host,
    /// An Origin that is not ours, or a cross-site fetch.
    Origin,
}

/// Whether a request may be answered.
///
/// # Errors
/// Why not.
pub fn check(method: &Method, headers: &HeaderMap, port: u16) -> Result<(), Refusal> {
    if method != Method::GET && method != Method::HEAD {
        return Err(Refusal::Method);
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    if hosts.next().is_some() || !host.is_some_and(|host| is_ours(host, port)) {
        return Err(Refusal::Host);
    }
    let foreign = |value: &axum::http::HeaderValue| {
        let origin = value.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        !origin.is_some_and(|origin| is_ours(origin, port))
    };
    if headers.get_all(header::ORIGIN).iter().any(foreign) {
        return Err(Refusal::Origin);
    }
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let mode = headers.get("sec-fetch-mode").and_then(|mode| mode.to_str().ok());
    if matches!(site, Some("cross-site" | "same-site")) && mode != Some("navigate") {
        return Err(Refusal::Origin);
    }
    Ok(())
}

fn is_ours(host: &str, port: u16) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host.eq_ignore_ascii_case(&format!("{name}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(pairs: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        check(&Method::GET, &headers, 4000)
    }

    #[test]
    fn the_machines_own_browser_is_answered() {
        assert_eq!(checked(&[("host", "127.0.0.1:4000")]), Ok(()));
        assert_eq!(checked(&[("host", "LocalHost:4000"), ("origin", "http://localhost:4000")]), Ok(()));
        assert_eq!(checked(&[("host", "[::1]:4000"), ("sec-fetch-site", "same-origin")]), Ok(()));
    }

    #[test]
    fn a_rebound_name_or_another_port_is_not() {
        for host in ["evil.example", "evil.example:4000", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:4000.evil.example", "localhost:40000", ""]
        {
            assert_eq!(checked(&[("host", host)]), Err(Refusal::Host), "{host}");
        }
        assert_eq!(checked(&[]), Err(Refusal::Host));
        assert_eq!(checked(&[("host", "127.0.0.1:4000"), ("host", "evil.example")]), Err(Refusal::Host));
    }

    #[test]
    fn another_sites_page_cannot_read() {
        for origin in ["https://evil.example", "null", "http://127.0.0.1:4001", "https://127.0.0.1:4000"] {
            assert_eq!(checked(&[("host", "127.0.0.1:4000"), ("origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        assert_eq!(
            checked(&[("host", "127.0.0.1:4000"), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")]),
            Err(Refusal::Origin)
        );
        assert_eq!(checked(&[("host", "127.0.0.1:4000"), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]), Ok(()));
    }

    #[test]
    fn only_reading_is_known() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "127.0.0.1:4000".parse().unwrap());
        assert_eq!(check(&Method::POST, &headers, 4000), Err(Refusal::Method));
        assert_eq!(check(&Method::HEAD, &headers, 4000), Ok(()));
    }
}
