//! Addresses that could run, read files, borrow the page's scheme or hide their host: an error where they stand, in
//! every place that takes an address; and where the site lowers that error, a link to nowhere.

use super::{CONFIGURATION, compiled, corpora, rendered};
use casebook::compile::Compiled;
use casebook::content::Snapshot;
use casebook::diagnostic::{Level, code};
use scraper::{Html, Selector};

/// The addresses of `urls.txt`.
fn bad() -> Vec<String> {
    let lines = include_str!("urls.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(corpora::unescaped).collect()
}

/// Where Markdown takes an address: a body with `URL` in place of it.
const MARKDOWN: &[&str] = &[
    "[words](<URL>)",
    "[words](<URL> 'title')",
    "![words](<URL>)",
    "[words][name]\n\n[name]: <URL>",
    "[name]\n\n[name]: <URL>",
    "[name][]\n\n[name]: <URL> \"title\"",
    "![words][name]\n\n[name]: <URL>",
    "Nobody uses it.\n\n[name]: <URL>",
    "> - [words](<URL>)",
    "| a | b |\n|---|---|\n| [words](<URL>) | c |",
    "Text[^1].\n\n[^1]: [words](<URL>)",
    "## A [heading](<URL>)",
    "**[words](<URL>)**",
    "[![words](<URL>)](https://example.org)",
    "[**words** `code` ~~no~~](<URL>)",
    "> [!NOTE]\n> [words](<URL>)",
    "- [ ] [words](<URL>)",
];

/// Where front matter takes Markdown: a line of an actor's with `URL` in place of the address.
const NOTES: &[&str] = &[
    "relations: [{type: partner-of, to: iraq, note: '[words](<URL>)'}]",
    "relations: [{type: partner-of, to: iraq, note: '![words](<URL>)'}]",
    "corrections: [{date: 2024-01-01, text: '[words](<URL>)'}]",
];

/// Where a source takes an address: front matter with `URL` in place of it, quoted.
const FIELDS: &[&str] = &["url: URL", "archive: {url: URL, date: 2024-01-20}"];

/// Every character as a reference: Markdown reads it as the character, wherever an address may stand.
fn referred(url: &str) -> String {
    url.chars().map(|c| format!("&#{};", u32::from(c))).collect()
}

/// Whether Markdown takes the text between angle brackets as it stands.
fn is_plain(url: &str) -> bool {
    !url.contains(['<', '>', '\n', '\r', '\\', '&', '\0'])
}

/// An actor in each place, in which the address stands.
fn in_every_place(url: &str) -> Vec<(String, String)> {
    let actor = |note: &str, body: &str| format!("---\ntitle: An actor\nsummary: A state.\ntype: state\n{note}\n---\n{body}\n");
    let (plain, referred) = (is_plain(url).then(|| url.to_owned()), referred(url));
    let mut files = vec![("content/actors/iraq.md".to_owned(), actor("", ""))];
    for written in plain.iter().chain([&referred]) {
        // A bar ends a cell of a table.
        let bodies = MARKDOWN.iter().filter(|place| !(place.starts_with('|') && written.contains('|')));
        let bodies = bodies.map(|place| actor("", &place.replace("URL", written)));
        let notes = NOTES.iter().filter(|_| *written == referred).map(|place| actor(&place.replace("URL", written), ""));
        for file in bodies.chain(notes) {
            files.push((format!("content/actors/place-{}.md", files.len()), file));
        }
    }
    files
}

fn with_body(body: &str, lints: &str) -> Compiled {
    let front = "---\ntitle: Iran\nsummary: A state.\ntype: state\n---\n";
    compiled(&Snapshot::of(&format!("{CONFIGURATION}{lints}=== content/actors/iran.md\n{front}{body}\n")))
}

fn with_field(field: &str) -> Compiled {
    let front = format!("---\ntitle: A source\ntype: report\n{field}\n---\n");
    compiled(&Snapshot::of(&format!("{CONFIGURATION}=== content/sources/paper.md\n{front}")))
}

/// The codes of the errors in content files.
fn refusals(compiled: &Compiled) -> Vec<String> {
    let denied = compiled.report().into_iter().filter(|(level, _)| *level == Level::Deny);
    denied.filter(|(_, problem)| problem.location.path.starts_with("content/")).map(|(_, problem)| problem.code.name().to_owned()).collect()
}

#[test]
fn an_unsafe_address_is_an_error_in_every_place() {
    let mut wrong = Vec::new();
    for url in bad() {
        let mut snapshot = Snapshot::of(CONFIGURATION);
        let files = in_every_place(&url);
        files.iter().for_each(|(path, text)| snapshot.insert(path.as_str(), text.as_str()));
        let report = compiled(&snapshot).report();
        for (path, text) in &files[1..] {
            let here = report.iter().filter(|(level, problem)| *level == Level::Deny && *problem.location.path == **path);
            if !here.clone().any(|(_, problem)| problem.code == code::UNSAFE_URL) {
                wrong.push(format!("{url:?}: {:?} in {text}", here.map(|(_, problem)| problem.code).collect::<Vec<_>>()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} passed:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_unsafe_address_in_front_matter_is_an_error() {
    for url in bad() {
        let quoted = serde_json::to_string(&url).unwrap();
        for place in FIELDS {
            let found = refusals(&with_field(&place.replace("URL", &quoted)));
            assert!(!found.is_empty(), "{url:?} passed in {place:?}");
        }
        let config = format!("=== casebook.yaml\ntitle: T\nlang: en\nbase_url: {quoted}\n");
        assert!(compiled(&Snapshot::of(&config)).is_stopped(), "{url:?} passed as base_url");
        let config = format!("=== casebook.yaml\ntitle: T\nlang: en\nauthors: {{desk: {{name: The desk, url: {quoted}}}}}\n");
        assert!(compiled(&Snapshot::of(&config)).is_stopped(), "{url:?} passed as an author's");
        let bib = format!("=== content/sources/all.bib\n@book{{a, title = {{T}}, url = {{{url}}}}}\n");
        if is_plain(&url) {
            assert!(!refusals(&compiled(&Snapshot::of(&format!("{CONFIGURATION}{bib}")))).is_empty(), "{url:?} passed in a bibliography");
        }
    }
}

#[test]
fn an_autolink_leads_to_the_web_or_is_an_error() {
    for url in bad().iter().filter(|url| is_plain(url) && url.split_once(':').is_some_and(|(scheme, _)| (2..32).contains(&scheme.len()))) {
        let compiled = with_body(&format!("See <{url}> there."), "");
        let linked = rendered(&compiled).iter().any(|(_, html)| html.contains("rel=\"external noopener\""));
        assert!(!linked, "{url:?} was linked: {:?}", refusals(&compiled));
    }
}

#[test]
fn a_site_that_lowers_the_error_still_links_nowhere() {
    let lints = "lints: {unsafe-url: allow, unresolved-reference: allow, raw-html: allow}\n";
    let all: Vec<String> = bad().into_iter().chain(corpora::list("urls")).collect();
    let body: String = all.iter().flat_map(|url| MARKDOWN.iter().map(|place| place.replace("URL", &referred(url)) + "\n\n")).collect();
    let compiled = with_body(&body.replace("[name]", "[words]").replace("[^1]", ""), lints);
    assert!(compiled.report().iter().all(|(_, problem)| problem.code != code::UNSAFE_URL));
    for (address, html) in rendered(&compiled).iter().filter(|(address, _)| address.ends_with(".html")) {
        for element in Html::parse_document(html).select(&Selector::parse("[href], [src], [action]").unwrap()) {
            for name in ["href", "src", "action"] {
                let Some(value) = element.attr(name) else { continue };
                super::assert_harmless_address(value, address);
            }
        }
    }
}
