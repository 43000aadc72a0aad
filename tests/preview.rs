//! The preview as strangers meet it: other machines, other sites' pages, paths that lead out, broken requests by the
//! thousand, clients that never finish.

use crate::cli;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

/// A preview that ends with the test.
pub struct Preview {
    child: Child,
    /// Kept open, as a terminal is.
    messages: Option<BufReader<ChildStderr>>,
    /// Where it listens.
    pub address: SocketAddr,
    /// What it said until it listened.
    pub said: String,
}

impl Preview {
    /// Starts in a casebook, at a port that is free.
    pub fn of(folder: &Path, more: &[&str]) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
        command.current_dir(folder).args(["serve", "--port", "0"]).args(more).env_remove("SOURCE_DATE_EPOCH");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let messages = child.stderr.take().map(BufReader::new);
        // From here on it ends with this value, whatever happens.
        let mut preview = Self { child, messages, address: SocketAddr::from(([127, 0, 0, 1], 0)), said: String::new() };
        while preview.messages.as_mut().unwrap().read_line(&mut preview.said).unwrap() > 0 {
            if let Some((_, rest)) = preview.said.split_once("serving http://") {
                preview.address = rest.split('/').next().unwrap().parse().unwrap();
                return preview;
            }
        }
        panic!("the preview did not start: {}", preview.said);
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// All that is answered to these bytes, until the other side closes.
    fn send(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // It may have closed before all was written.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// Status line, headers and body of one answer.
    pub fn get(&self, path: &str) -> Vec<u8> {
        self.ask(path, &[("Host", &self.address.to_string())])
    }

    fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.send(format!("GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").as_bytes())
    }

    /// Memory in use, in KiB.
    fn resident(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status(answer: &[u8]) -> u16 {
    let line = String::from_utf8_lossy(answer.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
    line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// A casebook whose settings hold a word that no page shows.
fn desk() -> tempfile::TempDir {
    let folder = cli::folder();
    assert_eq!(cli::run(folder.path(), "init .").code, 0);
    let path = folder.path().join("casebook.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("# kanarek\n{text}")).unwrap();
    folder
}

/// The parts of what is kept below a casebook, by name.
pub fn kept(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder.join(".casebook")) else { return Vec::new() };
    let named = entries.map(|entry| entry.unwrap().path()).filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let is_whole = name.starts_with("learnt-") && !name.ends_with(".new");
        is_whole.then(|| (name, fs::read(&path).unwrap()))
    });
    let mut kept: Vec<_> = named.collect();
    kept.sort();
    kept
}

#[test]
fn a_first_preview_keeps_what_it_learnt_and_a_later_one_leaves_it() {
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    let begun = std::time::Instant::now();
    while kept(folder.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is kept");
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(preview);
    assert_eq!(cli::run(folder.path(), "build --output one").code, 0);
    assert_eq!(cli::run(folder.path(), "build --no-cache --output other").code, 0);
    let pages = |site: &str| -> Vec<(String, Vec<u8>)> {
        let files = walkdir::WalkDir::new(folder.path().join(site)).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = files.filter(|file| file.file_type().is_file() && file.file_name() != ".casebook-site");
        let name = |file: &walkdir::DirEntry| file.path().strip_prefix(folder.path().join(site)).unwrap().to_str().unwrap().to_owned();
        files.map(|file| (name(&file), fs::read(file.path()).unwrap())).collect()
    };
    assert!(pages("one") == pages("other"), "the build after a preview is another");
    let before = kept(folder.path());
    drop(Preview::of(folder.path(), &[]));
    assert!(kept(folder.path()) == before, "a preview after a build stored something");
}

#[test]
fn other_machines_are_not_answered() {
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    assert!(preview.address.ip().is_loopback());
    assert_eq!(status(&preview.get("/")), 200);
    // Connecting a datagram socket sends nothing, and tells this machine's own address where it has one.
    let outward = UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr()));
    if let Ok(address) = outward
        && !address.ip().is_loopback()
    {
        let outside = SocketAddr::new(address.ip(), preview.address.port());
        assert!(TcpStream::connect_timeout(&outside, Duration::from_secs(5)).is_err(), "it answers at {outside}");
    }
}

#[test]
fn other_names_and_other_sites_are_refused() {
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    let (own, port) = (preview.address.to_string(), preview.address.port());
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "localhost", &format!("{own}.evil.example"), "0.0.0.0", ""] {
        let answer = preview.ask("/index.html", &[("Host", host)]);
        assert!([400, 403].contains(&status(&answer)), "{host:?}: {}", String::from_utf8_lossy(&answer));
        assert!(!String::from_utf8_lossy(&answer).contains("<html"), "{host:?}");
    }
    assert!([400, 403].contains(&status(&preview.ask("/index.html", &[]))));
    assert!([400, 403].contains(&status(&preview.ask("/index.html", &[("Host", &own), ("Host", "evil.example")]))));
    // A proxy's form of the address names a host too.
    assert!([400, 403].contains(&status(&preview.ask("http://evil.example/index.html", &[("Host", "evil.example")]))));
    for (name, value) in [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
        for path in ["/index.html", "/~preview/problems", "/~preview/events"] {
            assert_eq!(status(&preview.ask(path, &[("Host", &own), (name, value)])), 403, "{name}: {value}");
        }
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let answer = preview.send(format!("{method} / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), 405, "{method}");
    }
    assert_eq!(status(&preview.ask("/index.html", &[("Host", &own), ("Origin", &format!("http://{own}"))])), 200);
    let answer = String::from_utf8_lossy(&preview.get("/index.html")).to_lowercase();
    for header in ["cache-control: no-store", "x-content-type-options: nosniff", "referrer-policy: no-referrer", "x-frame-options: deny"] {
        assert!(answer.contains(header), "{header}: {answer}");
    }
    assert!(!answer.contains("access-control-"), "{answer}");
}

#[test]
fn no_path_leads_out_of_the_site() {
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    let ups = [
        "..",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "%25252e%25252e",
        "..%00",
        "%c0%ae%c0%ae",
        "%e0%80%ae%e0%80%ae",
        "%uff0e%uff0e",
        "%ef%bc%8e%ef%bc%8e",
        "..;",
        "....",
        "..%20",
        "%2e%2e%09",
    ];
    let slashes = ["/", "%2f", "%2F", "%252f", "\\", "%5c", "%255c", "%c0%af", "%e2%88%95", "%ef%bc%8f", "//", "/./", "%2f%2f"];
    let targets = ["casebook.yaml", "content/actors/harbour-authority.md", "etc/passwd", "proc/self/environ"];
    let mut paths: Vec<String> = Vec::new();
    for target in targets {
        for (up, slash) in ups.iter().flat_map(|up| slashes.iter().map(move |slash| (up, slash))) {
            let way = format!("{up}{slash}").repeat(12);
            paths.extend([
                format!("/{way}{target}"),
                format!("/static/{up}{slash}{up}{slash}{target}"),
                format!("/actors{slash}{up}{slash}{target}"),
            ]);
        }
        paths.extend(
            ["/", "//", "/./", "/.//", "/\\", "/file:///", "file:///", "/static/", "/actors/", "/%2f"]
                .map(|before| format!("{before}{target}")),
        );
    }
    paths.extend(
        ["/.git/config", "/.casebook/", "/.casebook/clock", "/.casebook-site", "/templates/page.html", "/public/index.html", "/content/"]
            .map(str::to_owned),
    );
    assert!(paths.len() > 2000);
    for path in paths {
        let answer = preview.get(&path);
        let text = String::from_utf8_lossy(&answer);
        assert!([400, 403, 404].contains(&status(&answer)), "{path}: {text}");
        for secret in ["kanarek", "root:x:", "PATH=", "government-body", "base_url:"] {
            assert!(!text.contains(secret), "{path} gives {secret} away");
        }
    }
    assert_eq!(status(&preview.get("/index.html")), 200);
}

/// Bytes that are nearly, or not at all, a request; the same for the same number.
fn malformed(number: u64, own: &str) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = move |most: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % most
    };
    let good = format!("GET /index.html HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n").into_bytes();
    match below(8) {
        0 => (0..below(400)).map(|_| below(256) as u8).collect(),
        1 => {
            let mut bytes = good;
            for _ in 0..=below(6) {
                let at = below(bytes.len() as u64) as usize;
                bytes[at] = below(256) as u8;
            }
            bytes
        }
        2 => good[..below(good.len() as u64) as usize].to_vec(),
        3 => format!("GET /{} HTTP/1.1\r\nHost: {own}\r\n\r\n", "a".repeat(below(200_000) as usize)).into_bytes(),
        4 => format!("GET / HTTP/1.1\r\nHost: {own}\r\n{}\r\n", "X: y\r\n".repeat(below(3000) as usize)).into_bytes(),
        5 => format!("POST / HTTP/1.1\r\nHost: {own}\r\nTransfer-Encoding: chunked\r\nContent-Length: -1\r\n\r\nfffffffffffffffff\r\n")
            .into_bytes(),
        6 => format!("GET / HTTP/{}.{}\r\nHost: {own}\r\n\r\n", below(300), below(300)).into_bytes(),
        _ => [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), (0..below(200)).map(|_| below(256) as u8).collect()].concat(),
    }
}

#[test]
fn ten_thousand_malformed_requests_are_survived() {
    const THREADS: u64 = 4;
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    let own = preview.address.to_string();
    assert_eq!(status(&preview.get("/index.html")), 200);
    let before = preview.resident();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (preview, own) = (&preview, &own);
            scope.spawn(move || {
                for number in (thread..10_000).step_by(THREADS as usize) {
                    let mut stream = preview.connect();
                    let _ = stream.write_all(&malformed(number, own));
                    // Nothing more will come: whatever it was, it ends here.
                    let _ = stream.shutdown(std::net::Shutdown::Write);
                    let mut answer = Vec::new();
                    let _ = stream.read_to_end(&mut answer);
                    let text = String::from_utf8_lossy(&answer);
                    assert!(!text.contains("kanarek") && status(&answer) < 500, "{number}: {text}");
                }
            });
        }
    });
    assert_eq!(status(&preview.get("/index.html")), 200);
    let grown = preview.resident().saturating_sub(before);
    assert!(grown < 100 * 1024, "{grown} KiB more than before");
}

#[test]
fn five_hundred_slow_clients_keep_nobody_waiting() {
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    let own = preview.address.to_string();
    let request = format!("GET /index.html HTTP/1.1\r\nHost: {own}\r\nX-Slow: ");
    let mut slow: Vec<TcpStream> = (0..450).map(|_| preview.connect()).collect();
    // Some listen for changes and read nothing.
    let listening: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = preview.connect();
            write!(stream, "GET /~preview/events HTTP/1.1\r\nHost: {own}\r\n\r\n").unwrap();
            stream
        })
        .collect();
    for at in 0..request.len().min(24) {
        for stream in &mut slow {
            // It may lose patience with them.
            let _ = stream.write_all(&request.as_bytes()[at..=at]);
        }
        if at % 8 == 0 {
            assert_eq!(status(&preview.get("/index.html")), 200);
        }
    }
    drop(listening);
    drop(slow);
    assert_eq!(status(&preview.get("/index.html")), 200);
}

#[test]
fn the_reload_script_is_in_no_build() {
    let folder = desk();
    let preview = Preview::of(folder.path(), &[]);
    assert!(String::from_utf8_lossy(&preview.get("/index.html")).contains("/~preview/preview.js"));
    drop(preview);
    assert_eq!(cli::run(folder.path(), "build").code, 0);
    for entry in walkdir::WalkDir::new(folder.path().join("public")).into_iter().map(Result::unwrap) {
        assert!(!entry.file_name().to_string_lossy().contains("preview.js"), "{}", entry.path().display());
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).unwrap();
            let found = memchr::memmem::find(&bytes, b"~preview").or_else(|| memchr::memmem::find(&bytes, b"EventSource"));
            assert_eq!(found, None, "{}", entry.path().display());
        }
    }
}
