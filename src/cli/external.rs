//! `check --external`: asks the web whether the addresses of published sources still answer. The only code that does.
//!
//! Politely: HEAD before GET, one question at a time to a host and a pause between two, a name that says who asks, and
//! each address once. Only sources that may be published are asked about: a question tells a host what a desk reads.
//! An answer that refuses us (401, 403, 429) is an answer; what is reported is an address that leads nowhere.

use super::progress::Progress;
use crate::diagnostic::{Diagnostic, Location, code};
use crate::graph::Graph;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use ureq::http::StatusCode;

/// How the web is asked.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Between two questions to one host.
    pub pause: Duration,
    /// How long an answer may take, redirects included.
    pub patience: Duration,
    /// Hosts asked at the same time.
    pub hosts: usize,
}

impl Manners {
    /// What a host may expect of a stranger.
    pub const POLITE: Self = Self { pause: Duration::from_secs(1), patience: Duration::from_secs(20), hosts: 8 };
}

/// An address and every place it stands at.
type Asked<'a> = (&'a str, Vec<Location>);

/// Asks about every address of a published source; one problem for each place of an address that leads nowhere.
pub fn check(graph: &Graph, manners: Manners, progress: &Progress) -> Vec<Diagnostic> {
    let addresses = addresses(graph);
    progress.count("asking the web", addresses.len());
    let mut by_host: BTreeMap<&str, Vec<Asked<'_>>> = BTreeMap::new();
    for (address, places) in addresses {
        by_host.entry(host(address)).or_default().push((address, places));
    }
    let waiting = Mutex::new(by_host.into_values().collect::<Vec<_>>());
    let found = Mutex::new(Vec::new());
    let agent = agent(manners);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    std::thread::scope(|scope| {
        for _ in 0..manners.hosts {
            scope.spawn(|| {
                while let Some(addresses) = next() {
                    let problems = ask_host(&agent, &addresses, manners.pause, progress);
                    found.lock().unwrap_or_else(PoisonError::into_inner).extend(problems);
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Where each address stands, once an address: a source's own and that of its lasting copy.
fn addresses(graph: &Graph) -> BTreeMap<&str, Vec<Location>> {
    let mut addresses: BTreeMap<&str, Vec<Location>> = BTreeMap::new();
    for ix in graph.all() {
        let brief = &graph[ix];
        let Some(source) = brief.source() else { continue };
        for url in source.url.iter().chain(source.archive.iter().map(|archive| &archive.url)) {
            let location = Location { path: brief.path.clone(), span: url.span };
            addresses.entry(&url.value).or_default().push(location);
        }
    }
    addresses
}

fn agent(manners: Manners) -> ureq::Agent {
    let config = ureq::Agent::config_builder().timeout_global(Some(manners.patience)).http_status_as_error(false).user_agent(concat!(
        "casebook/",
        env!("CARGO_PKG_VERSION"),
        " (checks that sources still answer)"
    ));
    config.build().into()
}

fn ask_host(agent: &ureq::Agent, addresses: &[Asked<'_>], pause: Duration, progress: &Progress) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (at, (address, places)) in addresses.iter().enumerate() {
        if at > 0 {
            std::thread::sleep(pause);
        }
        if let Err(reason) = ask(agent, address, pause) {
            let problem = |place: &Location| {
                let help = "correct the address, or add an `archive` copy and keep the address as it was";
                Diagnostic::new(code::UNREACHABLE_URL, &place.path, place.span, reason.clone()).help(help)
            };
            problems.extend(places.iter().map(problem));
        }
        progress.step();
    }
    problems
}

/// Whether the address answers.
fn ask(agent: &ureq::Agent, address: &str, pause: Duration) -> Result<(), String> {
    let mut answer = agent.head(address).call().map(|response| response.status());
    if matches!(answer, Ok(status) if is_unsure(status)) {
        std::thread::sleep(pause);
        answer = agent.get(address).call().map(|response| response.status());
    }
    match answer {
        Ok(status) if is_answer(status) => Ok(()),
        Ok(status) => Err(format!("the address answers {}", status.as_u16())),
        Err(ureq::Error::Timeout(_)) => Err("the address did not answer in time".into()),
        Err(ureq::Error::HostNotFound) => Err("the address names a host that does not exist".into()),
        Err(error) => Err(format!("the address cannot be reached: {error}")),
    }
}

/// Some servers do not know HEAD, or answer it wrongly.
fn is_unsure(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// Someone is there: the page, or a door that is closed to us.
fn is_answer(status: StatusCode) -> bool {
    status.is_success() || status.is_redirection() || matches!(status.as_u16(), 401 | 403 | 405 | 406 | 429)
}

/// The host and port of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    /// Answers so many questions by what the path asks for, and gives the request lines back.
    fn server(questions: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let mut lines = Vec::new();
            for stream in listener.incoming().take(questions) {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut request = String::new();
                reader.read_line(&mut request).unwrap();
                let mut header = String::from("x");
                while header.trim() != "" {
                    header.clear();
                    reader.read_line(&mut header).unwrap();
                }
                let status = if request.contains("/gone") || (request.starts_with("HEAD") && request.contains("/get-only")) {
                    "404 No"
                } else {
                    "200 Yes"
                };
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
                lines.push(request.trim().to_owned());
            }
            lines
        });
        (address, thread)
    }

    #[test]
    fn head_is_asked_first_and_get_where_head_fails() {
        let (base, thread) = server(5);
        let agent = agent(Manners::POLITE);
        let ask = |path: &str| ask(&agent, &format!("{base}{path}"), Duration::ZERO);
        assert_eq!(ask("/here"), Ok(()));
        assert_eq!(ask("/get-only"), Ok(()));
        assert_eq!(ask("/gone"), Err("the address answers 404".into()));
        let asked: Vec<String> = thread.join().unwrap().iter().map(|line| line.replace(" HTTP/1.1", "")).collect();
        assert_eq!(asked, ["HEAD /here", "HEAD /get-only", "GET /get-only", "HEAD /gone", "GET /gone"]);
    }

    #[test]
    fn a_closed_door_is_an_answer_and_nobody_is_none() {
        for (status, there) in [(200, true), (403, true), (429, true), (404, false), (410, false), (500, false)] {
            assert_eq!(is_answer(StatusCode::from_u16(status).unwrap()), there, "{status}");
        }
        // Bound and let go: nobody listens there now.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let reason = ask(&agent(Manners::POLITE), &format!("http://127.0.0.1:{port}/"), Duration::ZERO).unwrap_err();
        assert!(reason.starts_with("the address cannot be reached"), "{reason}");
    }

    #[test]
    fn hosts_are_told_apart_by_port_and_not_by_user() {
        let hosts = ["https://a.org/x", "http://me@a.org:80?x", "https://a.org#y"].map(host);
        assert_eq!(hosts, ["a.org", "a.org:80", "a.org"]);
    }
}
