//! Hostile words in every field and position: nothing panics, and a page holds our elements, our attributes and our
//! scripts alone, with the words as words.

use super::{assert_harmless_address, compiled, corpora, rendered};
use casebook::content::Snapshot;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeMap;

/// Every rule that a site may lower is lowered, so that what is wrong reaches the page.
const CONFIGURATION: &str = "lang: en\nbase_url: https://example.org/case/\nfeeds: [site, kinds, actors, tags]\noffline: true
exports: [actors.json, events.json, recommendations.json, analyses.json, sources.json, events.csv, figures.csv, claims.csv, recommendations.csv, \
     graph.json, graph.graphml, sources.csl.json, sources.bib, events.geojson, events.ics]
release: {default: CLEAR}
lints: {unresolved-reference: allow, ambiguous-reference: allow, wrong-kind: allow, raw-html: allow, unsafe-url: allow, heading-order: allow,
  mixed-likelihood: allow, judgement-incomplete: allow, off-scale-word: allow, loaded-word: allow, vague-recommendation: allow, missing-alt: allow,
  orphan-brief: allow, no-archive: allow, single-source: allow, stale-brief: allow, unsourced-event: allow, undated-event: allow}\n";

/// Fields of front matter by kind; `WORDS` is the payload, quoted, `N` its number.
const BRIEFS: &[(&str, &str)] = &[
    (
        "actors/a",
        "type: state\naliases: [WORDS]\ntags: [WORDS]\nauthors: [WORDS]\nids: {wikidata: WORDS, isni: WORDS}\nextra: {words: WORDS}
names: [{text: WORDS, lang: fa, use: native}]\ncorrections: [{date: 2024-02-01, text: WORDS}]\nimage: {src: photo.gif, alt: WORDS, credit: WORDS}
relations: [{type: part-of, to: state, title: WORDS, note: WORDS, according_to: state}]\n",
    ),
    (
        "events/e",
        "type: strike\ndate: 2024-01-16\ntags: [WORDS]\nlocation: {name: WORDS, country: PK, lat: 26.97, lon: 64.1, precision: near}
participants: [{actor: aN, role: initiator, certainty: claimed, note: WORDS, sources: [sN]}]
figures: [{measure: killed, of: WORDS, best: 2, by: aN, sources: [sN]}]
claims: [{id: c1, by: aN, stance: asserts, about: target, value: WORDS, text: WORDS, original: {text: WORDS, lang: fa}, sources: [sN]},
  {id: c2, by: state, stance: denies, about: target, text: WORDS, sources: [sN]}]\nsources: [sN]\n",
    ),
    (
        "recommendations/r",
        "action: WORDS\naddressees: [aN]\norigin: desk\nprogress: in-progress\nbased_on: [eN]\nrisks: [WORDS]
indicator: {measure: WORDS, baseline: WORDS, target: WORDS}\nlog: [{date: 2024-02-01, progress: in-progress, note: WORDS, sources: [sN]}]\n",
    ),
    (
        "analyses/n",
        "question: WORDS\npublished: 2024-02-10\nabout: [aN]
judgements: [{id: kj1, text: WORDS, likelihood: unlikely, confidence: low, confidence_basis: WORDS, horizon: 2025-01-31, based_on: [eN],
  assumptions: [a1], would_change_if: [i1]}]
assumptions: [{id: a1, text: WORDS, status: supported, impact: high}]\nindicators: [{id: i1, text: WORDS, direction: escalation, state: observed}]
ach: {hypotheses: [{id: h1, text: WORDS}, {id: h2, text: WORDS}], evidence: [{ref: eN, credibility: 2, ratings: {h1: C, h2: N}}]}\n",
    ),
    (
        "sources/s",
        "type: report\npublisher: WORDS\nauthor: [{family: WORDS, given: WORDS}]\norigin: WORDS\nissued: 2024-01-17\nurl: https://example.org/N\n",
    ),
];

/// Positions in Markdown; `LINE` is the payload on one line, `WORDS` as it is.
const PROSE: &str = "````````````````````
WORDS
````````````````````

LINE\n\n## LINE\n\n- LINE\n\n> LINE\n\n| a | b |\n|---|---|\n| LINE | LINE |\n\nText[^1].\n\n[^1]: LINE\n\n**LINE** *LINE* ~~LINE~~ `LINE`

[words](https://example.org \"LINE\") [LINE](https://example.org) ![LINE](photo.gif) [words](<LINE>) ![words](<LINE>)

[[state|LINE]] [[LINE]] [@sN, LINE] [@LINE] <LINE> [name]\n\n[name]: <https://example.org/LINE> 'LINE'

``` LINE
code
```

> [!NOTE]
> LINE

WORDS\n";

/// Elements of our templates, our drawings and our Markdown.
const ELEMENTS: &str = "html head meta title link script body header nav main footer section article aside div span p h1 h2 h3 h4 h5 h6 a abbr bdi \
    blockquote br button caption circle cite code data datalist dd del desc details div dl dt em fieldset figcaption figure form g hr i img input label legend \
    li line mark noscript ol option path polygon polyline pattern pre q rect s select small strong summary sub sup svg symbol table tbody td text textPath tfoot th thead time \
    tr tspan ul use defs clipPath marker output search optgroup col colgroup kbd b";

fn casebook(title: &str, payloads: &[String]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.insert("casebook.yaml", format!("title: {}\ndescription: {}\n{CONFIGURATION}", quoted(title), quoted(title)));
    snapshot.insert("content/actors/state.md", "---\ntitle: The state\nsummary: A state.\ntype: state\n---\nText.\n");
    for kind in ["actors", "events", "recommendations", "analyses", "sources"] {
        let gif = &b"GIF89a\x01\0\x01\0\x80\0\0RGBRGB,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"[..];
        snapshot.insert(format!("content/{kind}/photo.gif"), gif);
    }
    for (number, words) in payloads.iter().enumerate() {
        let line = words.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        let prose = PROSE.replace("[@sN", &format!("[@s{number}")).replace("LINE", &line).replace("WORDS", words);
        for (stem, fields) in BRIEFS {
            let fields =
                fields.replace("WORDS", &quoted(words)).replace("[aN]", &format!("[a{number}]")).replace(": aN", &format!(": a{number}"));
            let fields = fields
                .replace("[sN]", &format!("[s{number}]"))
                .replace("[eN]", &format!("[e{number}]"))
                .replace(": eN", &format!(": e{number}"));
            let front = format!("title: {0}\nsummary: {0}\n{fields}", quoted(words));
            snapshot.insert(format!("content/{stem}{number}.md"), format!("---\n{front}---\n{prose}"));
        }
    }
    snapshot
}

fn quoted(words: &str) -> String {
    serde_json::to_string(words).unwrap()
}

/// The words as a page shows them: spaces are one, and a character that no page can hold is replaced.
fn shown(words: &str) -> String {
    words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(|c| if ('\u{80}'..'\u{a0}').contains(&c) { '\u{fffd}' } else { c })
        .collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn assert_inert(address: &str, html: &str) {
    let page = Html::parse_document(html);
    for element in page.select(&Selector::parse("*").unwrap()) {
        let name = element.value().name();
        assert!(ELEMENTS.split_whitespace().any(|known| known == name), "<{name}> on {address}");
        for (attribute, value) in element.value().attrs() {
            assert!(!attribute.starts_with("on") && attribute != "style" && attribute != "srcdoc", "{attribute}={value:?} on {address}");
            assert!(attribute.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ':'), "{attribute:?} on {address}");
            if ["href", "src", "action", "formaction", "poster", "data-src", "data-href", "cite"].contains(&attribute) {
                assert_harmless_address(value, address);
            }
        }
        if name == "script" {
            let source = element.attr("src").unwrap_or_else(|| panic!("a script without a source on {address}"));
            let ours = source
                .trim_start_matches("/case/")
                .trim_start_matches("../")
                .strip_prefix("static/")
                .is_some_and(|name| name.ends_with(".js"));
            assert!(ours && element.text().next().is_none(), "{source:?} on {address}");
        }
        if name == "meta" && element.attr("http-equiv").is_some_and(|what| what != "Content-Security-Policy") {
            panic!("{:?} on {address}", element.html());
        }
    }
}

fn assert_whole(address: &str, file: &str) {
    match address.rsplit('.').next() {
        Some("json" | "geojson") => {
            drop(serde_json::from_str::<serde_json::Value>(file).unwrap_or_else(|error| panic!("{address}: {error}")))
        }
        Some("xml" | "graphml" | "svg") => {
            let mut reader = quick_xml::Reader::from_str(file);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{address}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::DocType(_) | quick_xml::events::Event::CData(_) => panic!("{address} has markup of others"),
                    _ => {}
                }
            }
        }
        Some("csv") => {
            let mut rows = csv::ReaderBuilder::new().from_reader(file.trim_start_matches('\u{feff}').as_bytes());
            let cells = rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>();
            let is_formula = |cell: &&String| {
                cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && cell.parse::<f64>().is_err()
            };
            assert_eq!(cells.iter().filter(is_formula).collect::<Vec<_>>(), Vec::<&String>::new(), "{address}");
        }
        Some("js") => {
            let (call, data) = file.split_once('(').unwrap();
            assert!(["casebookCard", "casebookSearch"].contains(&call), "{address} begins {call:?}");
            let arguments = format!("[{}]", data.trim_end().trim_end_matches(';').strip_suffix(')').unwrap());
            serde_json::from_str::<serde_json::Value>(&arguments).unwrap_or_else(|error| panic!("{address}: {error}"));
        }
        _ => {}
    }
}

/// Builds casebooks of payloads and looks at all that would be published.
fn assert_harmless(payloads: &[String]) {
    for batch in payloads.chunks(40) {
        let compiled = compiled(&casebook("Words", batch));
        let pages: BTreeMap<String, String> = rendered(&compiled).into_iter().collect();
        for (address, file) in &pages {
            if address.ends_with(".html") { assert_inert(address, file) } else { assert_whole(address, file) }
        }
        let report = compiled.report();
        for (number, words) in batch.iter().enumerate() {
            // A title that is nothing, or holds what no page can hold, is an error of its own.
            let path = format!("content/sources/s{number}.md");
            if !report.iter().any(|(_, problem)| *problem.location.path == *path && problem.location.span.start < 200) {
                assert_exact(words, &pages[&format!("/sources/s{number}.html")]);
            }
        }
    }
}

/// The words stand as they were written, in the title, the head and in a block of code.
fn assert_exact(words: &str, html: &str) {
    let page = Html::parse_document(html);
    let first = |selector: &str| page.select(&Selector::parse(selector).unwrap()).next().map(text);
    assert_eq!(first("h1"), Some(shown(words)), "as a title");
    assert_eq!(first("head title"), Some(format!("{} · Words", shown(words)).trim().to_owned()), "in the head");
    let code: Vec<String> = page.select(&Selector::parse("pre code").unwrap()).map(|code| code.text().collect()).collect();
    let written = words.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
    assert!(code.iter().any(|code| code.trim_end_matches('\n') == written.trim_end_matches('\n')), "{written:?} in {code:?}");
}

/// The same for prose alone, where what counts is how it is read.
fn assert_harmless_prose(payloads: &[String]) {
    for batch in payloads.chunks(200) {
        let mut snapshot = casebook("Words", &[]);
        for (number, words) in batch.iter().enumerate() {
            let note = format!("corrections: [{{date: 2024-02-01, text: {}}}]", quoted(words));
            let front = format!("title: Words {number}\nsummary: Words.\ntype: state\n{note}");
            snapshot.insert(format!("content/actors/a{number}.md"), format!("---\n{front}\n---\n{words}"));
        }
        for (address, html) in
            rendered(&compiled(&snapshot)).iter().filter(|(address, _)| address.starts_with("/actors/a") && address.ends_with(".html"))
        {
            assert_inert(address, html);
        }
    }
}

#[test]
fn our_own_hostile_words_stay_words() {
    assert_harmless(&corpora::own());
}

#[test]
fn a_sites_own_title_stays_words() {
    for words in corpora::own() {
        for (address, html) in rendered(&compiled(&casebook(&words, &[]))) {
            if address.ends_with(".html") { assert_inert(&address, &html) } else { assert_whole(&address, &html) }
        }
    }
}

#[test]
fn our_own_hostile_words_are_inert_as_markdown() {
    assert_harmless_prose(&corpora::own());
}

#[test]
#[ignore = "looks at the collections below the folder that CASEBOOK_CORPORA names"]
fn collected_hostile_words_stay_words() {
    for name in ["blns", "xss-h5sc", "urls", "path-slug"] {
        assert_harmless(&corpora::present(name));
    }
}

#[test]
#[ignore = "looks at the collections below the folder that CASEBOOK_CORPORA names"]
fn every_example_of_the_markdown_specifications_is_inert() {
    for name in ["commonmark-spec", "gfm-spec"] {
        assert_harmless_prose(&corpora::present(name));
    }
}
