//! What hosts send with a site, and what a site asks of anybody: the header files agree and are sent by a real server, byte
//! for byte; no page makes a request to a third party or runs anything inline; nothing tells of the machine that built it.

use crate::cli;
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The built-in case, which has a page of everything, with all its exports.
fn case(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let ran = cli::casebook(folder.parent().unwrap()).args(["init", "--example", &name]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    folder.join("public")
}

fn built() -> (tempfile::TempDir, PathBuf) {
    let folder = cli::folder();
    let public = case(&folder.path().join("case"));
    assert_eq!(cli::run(&folder.path().join("case"), "build --date 2024-06-01").code, 0);
    (folder, public)
}

fn export(folder: &tempfile::TempDir, name: &str) -> String {
    cli::run(&folder.path().join("case"), &format!("export {name} --date 2024-06-01")).out
}

/// Every file of a site, by address.
fn files(public: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(public).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries
        .map(|entry| (format!("/{}", entry.path().strip_prefix(public).unwrap().to_str().unwrap()), fs::read(entry.path()).unwrap()))
        .collect()
}

type Headers = Vec<(String, String)>;

/// The headers of `_headers`, in its order.
fn headers(text: &str) -> Headers {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("/*"), "for every address");
    let pair = |line: &str| {
        let (name, value) = line.strip_prefix("  ").unwrap().split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    };
    lines.map(pair).collect()
}

#[test]
fn the_header_files_agree() {
    let (folder, public) = built();
    let ours = headers(&fs::read_to_string(public.join("_headers")).unwrap());
    let quoted = |line: &str| {
        let (name, value) = line.trim().split_once(" \"").unwrap();
        (name.to_owned(), value.trim_end_matches(';').trim_end_matches(" always").trim_end_matches('"').to_owned())
    };
    let nginx = export(&folder, "nginx.conf");
    let sent: Headers = nginx.lines().filter_map(|line| line.strip_prefix("add_header ")).map(quoted).collect();
    assert_eq!(sent, ours);
    assert!(nginx.lines().filter(|line| line.starts_with("add_header")).all(|line| line.ends_with("\" always;")), "errors have them too");
    let caddy = export(&folder, "Caddyfile");
    let block = caddy.split_once("header {\n").unwrap().1.split_once("\n}").unwrap().0;
    assert_eq!(block.lines().map(quoted).collect::<Headers>(), ours);
    for text in [&nginx, &caddy] {
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}

#[test]
fn the_policy_allows_nothing_from_elsewhere_and_nothing_inline() {
    let (_folder, public) = built();
    let ours = headers(&fs::read_to_string(public.join("_headers")).unwrap());
    let value = |name: &str| ours.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap();
    assert_eq!((value("X-Content-Type-Options"), value("Referrer-Policy")), ("nosniff", "no-referrer"));
    let policy = value("Content-Security-Policy");
    let directives: BTreeMap<&str, &str> = policy.split("; ").map(|directive| directive.split_once(' ').unwrap()).collect();
    for (directive, sources) in &directives {
        assert!(
            !["*", "http:", "https:", "data:", "blob:", "unsafe", "://"].iter().any(|loose| sources.contains(loose)),
            "{directive} {sources}"
        );
    }
    let wanted =
        [("default-src", "'none'"), ("frame-ancestors", "'none'"), ("base-uri", "'none'"), ("require-trusted-types-for", "'script'")];
    for (directive, sources) in wanted {
        assert_eq!(directives.get(directive), Some(&sources));
    }
    // A page says the same by itself, but for what only a header can say.
    let page = Html::parse_document(&fs::read_to_string(public.join("index.html")).unwrap());
    let meta = Selector::parse("head > meta[http-equiv=Content-Security-Policy]").unwrap();
    let own = page.select(&meta).next().unwrap().attr("content").unwrap();
    assert_eq!(own, policy.replace("frame-ancestors 'none'; ", ""));
}

/// Attributes by which a page makes a browser ask for something by itself.
const ASKING: &[(&str, &str)] = &[
    ("[src]", "src"),
    ("[srcset]", "srcset"),
    ("[poster]", "poster"),
    ("[data]", "data"),
    ("[background]", "background"),
    ("[ping]", "ping"),
    ("[manifest]", "manifest"),
    ("form", "action"),
    ("[formaction]", "formaction"),
    ("image", "href"),
    ("use", "href"),
    (
        "link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=modulepreload], link[rel~=prefetch], link[rel~=preconnect], link[rel~=dns-prefetch]",
        "href",
    ),
];

#[test]
fn no_page_asks_a_third_party_or_runs_anything_inline() {
    let (_folder, public) = built();
    let mut pages = 0;
    let is_elsewhere = |address: &str| {
        let address = address.trim();
        address.starts_with("//") || address.split(['/', '?', '#']).next().unwrap_or_default().contains(':')
    };
    let all = Selector::parse("*").unwrap();
    for (address, bytes) in files(&public) {
        let text = String::from_utf8_lossy(&bytes);
        if address.ends_with(".html") {
            pages += 1;
            let page = Html::parse_document(&text);
            for (elements, attribute) in ASKING {
                for element in page.select(&Selector::parse(elements).unwrap()) {
                    let asked = element.attr(attribute).unwrap_or_default();
                    assert!(!is_elsewhere(asked), "{address} asks {asked}");
                }
            }
            for element in page.select(&all) {
                let name = element.value().name();
                assert!(!["iframe", "object", "embed", "base", "style", "frame"].contains(&name), "{address} has <{name}>");
                let is_code =
                    name == "script" && element.attr("src").is_none() && !element.attr("type").is_some_and(|kind| kind.ends_with("json"));
                assert!(!is_code, "{address} runs an inline script");
                let inline = element.value().attrs().find(|(name, _)| name.starts_with("on") || *name == "style");
                assert_eq!(inline, None, "{address}");
            }
            let referrer = Selector::parse("meta[name=referrer][content=no-referrer]").unwrap();
            let refreshes = Selector::parse("meta[http-equiv=refresh]").unwrap();
            for refresh in page.select(&refreshes) {
                let to = refresh.attr("content").unwrap().split_once("url=").unwrap().1;
                assert!(!is_elsewhere(to), "{address} sends to {to}");
            }
            assert!(page.select(&referrer).next().is_some(), "{address} tells where its reader comes from");
        }
        if address.ends_with(".css") {
            let loose = ["@import", "url(http", "url(\"http", "url('http", "url(//", "url(\"//", "url('//", "expression("];
            assert!(!loose.iter().any(|loose| text.contains(loose)), "{address}");
        }
        if address.ends_with(".js") && address.starts_with("/static/") {
            for (at, _) in text.match_indices("://") {
                let around = &text[at.saturating_sub(12)..(at + 24).min(text.len())];
                assert!(around.contains("www.w3.org"), "{address} names {around}");
            }
        }
        if address.ends_with(".svg") {
            assert!(!text.contains("<script") && !text.contains("href=\"http"), "{address}");
        }
    }
    assert!(pages > 50);
}

#[test]
fn nothing_tells_of_the_machine_that_built_it() {
    let folder = cli::folder();
    let build = |name: &str, variables: [(&str, &str); 8]| {
        let root = folder.path().join(name);
        let public = case(&root);
        let ran = cli::casebook(&root).args(["build", "--date", "2024-06-01"]).envs(variables).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        files(&public)
    };
    let one = build(
        "kanarek-folder",
        [
            ("USER", "kanarek-user"),
            ("LOGNAME", "kanarek-user"),
            ("HOSTNAME", "kanarek-host"),
            ("HOME", "/home/kanarek-home"),
            ("TZ", "Asia/Karachi"),
            ("LANG", "fa_IR.UTF-8"),
            ("LC_ALL", "fa_IR.UTF-8"),
            ("EMAIL", "kanarek@example.org"),
        ],
    );
    let other = build(
        "another",
        [
            ("USER", "someone"),
            ("LOGNAME", "someone"),
            ("HOSTNAME", "elsewhere"),
            ("HOME", "/root"),
            ("TZ", "America/Lima"),
            ("LANG", "C"),
            ("LC_ALL", "C"),
            ("EMAIL", ""),
        ],
    );
    assert_eq!(crate::sites::difference(&one, &other), None);
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let here = [
        folder.path().to_str().unwrap(),
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_BIN_EXE_casebook"),
        "kanarek",
        host.trim(),
        "target/debug",
        ".cargo/registry",
    ];
    for (address, bytes) in &one {
        // A short or common name of a host proves nothing where it is found.
        for word in here.iter().filter(|word| word.len() > 6 && **word != "localhost") {
            assert!(memchr::memmem::find(bytes, word.as_bytes()).is_none() && !address.contains(word), "{address} holds {word}");
        }
    }
}

/// A server that ends with the test.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(folder: &Path, public: &Path, snippet: &str) -> (Nginx, String) {
    // The port is free now, and nobody else asks for it within the next moment.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let prefix = folder.join("nginx");
    fs::create_dir_all(&prefix).unwrap();
    fs::write(prefix.join("site.conf"), snippet).unwrap();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log error.log;\nevents {{}}\nhttp {{\n    access_log off;\n    include /etc/nginx/mime.types;\n    {}\n    server {{\n        listen {address};\n        server_name _;\n        root {};\n        include site.conf;\n    }}\n}}\n",
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {kind};")).join(" "),
        public.display(),
    );
    fs::write(prefix.join("nginx.conf"), configuration).unwrap();
    let mut command = Command::new("nginx");
    command.args(["-p", prefix.to_str().unwrap(), "-c", "nginx.conf", "-e", "error.log"]).stdout(Stdio::null()).stderr(Stdio::null());
    let server = Nginx(command.spawn().expect("nginx runs; Debian's package is nginx-light"));
    for _ in 0..100 {
        if TcpStream::connect(&address).is_ok() {
            return (server, address);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nginx did not start: {}", fs::read_to_string(prefix.join("error.log")).unwrap_or_default());
}

/// The head of an answer without the times and sizes that belong to the file, and its body.
fn answer(address: &str, path: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = memchr::memmem::find(&answer, b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end + 2].to_vec()).unwrap();
    let of_file = ["Date: ", "Last-Modified: ", "ETag: ", "Content-Length: "];
    let head = head.split_inclusive("\r\n").filter(|line| !of_file.iter().any(|name| line.starts_with(name))).collect();
    (head, answer[end + 4..].to_vec())
}

#[test]
#[ignore = "needs nginx; tests/run runs it"]
fn nginx_sends_the_headers_byte_for_byte() {
    let (folder, public) = built();
    let ours = headers(&fs::read_to_string(public.join("_headers")).unwrap());
    let ours: String = ours.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let (_server, address) = serve(folder.path(), &public, &export(&folder, "nginx.conf"));
    let head = |status: &str, media_type: &str, ranges: &str| {
        format!("HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: {media_type}\r\nConnection: close\r\n{ours}{ranges}")
    };
    let good = |media_type: &str| head("200 OK", media_type, "Accept-Ranges: bytes\r\n");
    let types = [
        (".html", "text/html; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".js", "application/javascript; charset=utf-8"),
        (".json", "application/json; charset=utf-8"),
        (".svg", "image/svg+xml"),
        (".png", "image/png"),
        (".woff2", "font/woff2"),
        (".xml", "text/xml; charset=utf-8"),
    ];
    let mut seen = BTreeMap::new();
    for (path, bytes) in files(&public) {
        let Some((ending, media_type)) = types.iter().find(|(ending, _)| path.ends_with(ending)) else { continue };
        let (found, body) = answer(&address, &path);
        assert_eq!(found, good(media_type), "{path}");
        assert!(body == bytes, "{path}");
        *seen.entry(*ending).or_insert(0) += 1;
    }
    for ending in [".html", ".css", ".js", ".json", ".svg"] {
        assert!(seen.contains_key(ending), "the case has no {ending}");
    }
    let missing = fs::read(public.join("404.html")).unwrap();
    for path in ["/nowhere.html", "/actors/", "/actors/%2e%2e/casebook.yaml", "/content/"] {
        let (found, body) = answer(&address, path);
        assert_eq!(found, head("404 Not Found", "text/html; charset=utf-8", ""), "{path}");
        assert!(body == missing, "{path}");
    }
    let (short, _) = answer(&address, "/actors");
    assert_eq!(short, good("text/html; charset=utf-8"), "names work without .html");
}
