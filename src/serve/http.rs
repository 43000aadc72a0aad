//! Requests and responses. Every address is looked up in the plan as it is written; nothing is joined to a path.

use super::{Preview, guard, media_type};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Addresses of the preview itself. Ids cannot hold a `~`, so no page can stand there.
const EVENTS: &str = "/~preview/events";
const PROBLEMS: &str = "/~preview/problems";
const SCRIPT: &str = "/~preview/preview.js";
const STYLE: &str = "/~preview/preview.css";

/// Put into pages on their way out; no build ever writes it.
const TAGS: &[u8] = b"<link rel=\"stylesheet\" href=\"/~preview/preview.css\"><script src=\"/~preview/preview.js\" defer></script></body>";

/// Everything the preview answers.
pub fn router(preview: Arc<Preview>) -> Router {
    Router::new().fallback(answer).with_state(preview)
}

async fn answer(State(preview): State<Arc<Preview>>, request: Request) -> Response {
    let mut response = match guard::check(request.method(), request.headers(), preview.port) {
        Ok(()) => route(&preview, request.uri()).await,
        Err(guard::Refusal::Method) => plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"),
        Err(_) => plain(StatusCode::FORBIDDEN, "this preview answers its own machine and its own pages only"),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

async fn route(preview: &Arc<Preview>, uri: &Uri) -> Response {
    match uri.path() {
        EVENTS => events(preview).into_response(),
        PROBLEMS => plain(StatusCode::OK, preview.problems().unwrap_or_default()),
        SCRIPT => typed(SCRIPT, include_str!("preview.js").as_bytes().to_vec()),
        STYLE => typed(STYLE, include_str!("preview.css").as_bytes().to_vec()),
        path => page(preview, path).await,
    }
}

async fn page(preview: &Arc<Preview>, path: &str) -> Response {
    let Some(address) = decoded(path) else { return plain(StatusCode::BAD_REQUEST, "this address cannot be read") };
    let address = if address == "/" { "/index.html".to_owned() } else { address };
    let Some(site) = preview.site() else { return shell(StatusCode::OK) };
    match site.page(address.clone()).await {
        Some(Ok(bytes)) if address.ends_with(".html") => typed(&address, with_tags(&bytes)),
        Some(Ok(bytes)) => typed(&address, bytes),
        Some(Err(message)) => plain(StatusCode::INTERNAL_SERVER_ERROR, message),
        None => match site.page("/404.html".to_owned()).await {
            Some(Ok(bytes)) => (StatusCode::NOT_FOUND, typed("/404.html", with_tags(&bytes))).into_response(),
            _ => plain(StatusCode::NOT_FOUND, "no such page"),
        },
    }
}

/// A page that only shows what is wrong, while there is no site yet.
fn shell(status: StatusCode) -> Response {
    let html = b"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Casebook</title></head><body></body></html>";
    (status, typed("/index.html", with_tags(html))).into_response()
}

/// The path as text; `None` where it is not UTF-8 or holds controls. Dots are no steps here: what is not the address of
/// a page is not found.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes().iter().copied();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' { hex(rest.next()?)? << 4 | hex(rest.next()?)? } else { byte };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn with_tags(html: &[u8]) -> Vec<u8> {
    let Some(at) = memchr::memmem::rfind(html, b"</body>") else { return html.to_vec() };
    let mut out = Vec::with_capacity(html.len() + TAGS.len());
    out.extend_from_slice(html.get(..at).unwrap_or_default());
    out.extend_from_slice(TAGS);
    out.extend_from_slice(html.get(at + b"</body>".len()..).unwrap_or_default());
    out
}

fn typed(address: &str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, media_type::of(address))], bytes).into_response()
}

fn plain(status: StatusCode, text: impl Into<String>) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text.into()).into_response()
}

/// One `change` event after every compilation, good or bad.
fn events(preview: &Arc<Preview>) -> impl IntoResponse {
    let changed = preview.changed.subscribe();
    let stream = stream::unfold(changed, |mut changed| async move {
        match changed.recv().await {
            Ok(()) | Err(RecvError::Lagged(_)) => Some((Ok::<_, Infallible>(Event::default().event("change").data("")), changed)),
            Err(RecvError::Closed) => None,
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_read_once_and_never_walked() {
        assert_eq!(decoded("/actors/iran.html").as_deref(), Some("/actors/iran.html"));
        assert_eq!(decoded("/actors/%D8%A7.html").as_deref(), Some("/actors/ا.html"));
        assert_eq!(decoded("/%252e%252e/x").as_deref(), Some("/%2e%2e/x"));
        for bad in ["/%", "/%2", "/%zz", "/%ff", "/%00", "/a%0d%0ab"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_request_path_is_read_as_it_was_written_or_refused(path in "(/|%|%2[fFeE]|\\.|\\.\\.|[a-f0-9]|%[0-9a-fA-F]{2}|\\PC){0,30}", text in "\\PC{0,30}") {
            if let Some(read) = decoded(&path) {
                prop_assert!(!read.contains(char::is_control));
                prop_assert!(path.contains('%') || read == path);
            }
            let written: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let expected = (!text.contains(char::is_control)).then_some(text);
            prop_assert_eq!(decoded(&written), expected);
        }
    }

    #[test]
    fn the_reload_script_goes_before_the_end_of_the_body() {
        let out = String::from_utf8(with_tags(b"<body>x</body></html>")).unwrap();
        assert!(out.starts_with("<body>x<link") && out.ends_with("</body></html>"), "{out}");
        assert_eq!(with_tags(b"no body"), b"no body");
    }
}
