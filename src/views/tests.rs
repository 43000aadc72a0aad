//! The pages for the whole casebook, made from small casebooks given as strings and read as a browser would.

use crate::compile::{Compiled, Options, compile, plan};
use crate::content::Snapshot;
use crate::diagnostic::code;
use crate::plan::Key;
use crate::release::Reach;
use crate::render;
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A built site: bytes by address.
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    compiled: Compiled,
}

impl Site {
    /// Builds a casebook; its `casebook.yaml` begins with these lines.
    fn of(settings: &str, briefs: &str) -> Self {
        let text = format!(
            "=== casebook.yaml\ntitle: A case\nbase_url: https://example.org/case/\nrelease: {{default: CLEAR}}\n{settings}\n{briefs}"
        );
        let now = "2024-07-01T00:00:00Z".parse().unwrap();
        let compiled = compile(&Snapshot::of(&text), &Options { ceiling: None, now, reach: Reach::Readers });
        let graph = compiled.graph.as_ref().expect("the configuration is sound");
        let engine = compiled.engine(&graph.config, Key([0; 32])).unwrap();
        let pages = plan(graph, &compiled.theme);
        let files = pages.pages().filter(|page| !page.address.starts_with("/static/"));
        let files = files.map(|page| (page.address.clone(), render::page(page, graph, &engine).unwrap()));
        let files = files.chain(pages.bundles().iter().flat_map(|bundle| bundle.all(graph))).collect();
        drop(pages);
        Self { files, compiled }
    }

    fn text(&self, address: &str) -> String {
        let bytes = self.files.get(address).unwrap_or_else(|| panic!("no {address}; there are {:?}", self.files.keys()));
        String::from_utf8(bytes.clone()).unwrap()
    }

    fn json(&self, address: &str) -> serde_json::Value {
        serde_json::from_str(&self.text(address)).unwrap()
    }

    /// The text of every element that the selector finds on a page.
    fn find(&self, address: &str, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text(address));
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        page.select(&Selector::parse(selector).unwrap()).map(|element| words(element.text().collect())).collect()
    }

    fn attributes(&self, address: &str, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text(address));
        let value = |element: scraper::ElementRef<'_>| element.value().attr(name).map(str::to_owned);
        page.select(&Selector::parse(selector).unwrap()).filter_map(value).collect()
    }
}

fn actor(id: &str, fields: &str) -> String {
    format!("=== content/actors/{id}.md\n---\ntitle: Actor {id}\nsummary: It acts.\ntype: state\n{fields}\n---\n")
}

fn event(id: &str, date: &str, fields: &str) -> String {
    format!("=== content/events/{id}.md\n---\ntitle: Event {id}\nsummary: It happened.\ntype: strike\ndate: {date}\n{fields}\n---\n")
}

fn recommendation(id: &str, fields: &str) -> String {
    format!(
        "=== content/recommendations/{id}.md\n---\ntitle: Recommendation {id}\nsummary: It is asked.\naction: Do {id}.\norigin: desk\n{fields}\n---\n"
    )
}

fn many(count: usize, brief: impl Fn(&str, usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, n| {
        let _ = write!(all, "{}", brief(&format!("n{n:03}"), n));
        all
    })
}

#[test]
fn a_register_is_grouped_sorted_and_paged_by_fifty() {
    let briefs = many(60, |id, n| {
        actor(id, if n % 2 == 0 { "countries: [IR]" } else { "" }).replace("type: state", if n < 5 { "type: media" } else { "type: state" })
    });
    let site = Site::of("", &briefs);
    assert_eq!(site.find("/actors.html", "#rows .row").len(), 50);
    assert_eq!(site.find("/actors~2.html", "#rows .row").len(), 10);
    assert_eq!(site.find("/actors.html", "#rows h2"), ["State 55"]);
    assert_eq!(site.find("/actors~2.html", "#rows h2"), ["State 55", "Media 5"]);
    assert_eq!(site.find("/actors~type-media.html", "#rows .row-title").len(), 5);
    assert_eq!(site.find("/actors~2.html", "title"), ["Actors, page 2 · A case"]);
    assert_eq!(site.attributes("/actors~2.html", ".pager-previous", "href"), ["actors.html"]);
    assert_eq!(site.attributes("/actors.html", "#filter", "data-src"), ["actors.json"]);
    let data = site.json("/actors.json");
    assert_eq!(data["total"], 60);
    assert_eq!(data["rows"].as_array().unwrap().len(), 60);
    assert_eq!(data["rows"][1]["href"], "actors/n006.html");
    assert_eq!(data["rows"][1]["country"], "IR");
}

#[test]
fn links_to_groups_lead_to_the_page_they_begin_on() {
    let progress = |n: usize| if n < 55 { "open" } else { "withdrawn" };
    let site = Site::of("lints: {missing-addressee: allow}", &many(60, |id, n| recommendation(id, &format!("progress: {}", progress(n)))));
    let links = site.attributes("/recommendations.html", ".facets a", "href");
    assert_eq!(links, ["recommendations.html#group-open", "recommendations~2.html#group-withdrawn"]);
    assert_eq!(site.find("/recommendations~2.html", "#group-withdrawn .row").len(), 5);
}

#[test]
fn a_short_register_has_all_rows_and_no_further_page() {
    let site = Site::of("", &(event("b", "2023-05-01", "") + &event("a", "2024-01-16", "") + &event("c", "2024-01~", "")));
    assert_eq!(site.find("/events.html", ".row-title"), ["Event a", "Event c", "Event b"]);
    assert_eq!(site.find("/events.html", "#rows h2"), ["2024 2", "2023 1"]);
    assert!(site.attributes("/events.html", "#filter", "data-src").is_empty());
    assert_eq!(site.attributes("/events.html", ".row", "data-year"), ["2024", "2024", "2023"]);
    assert!(!site.files.contains_key("/events~2.html"));
}

#[test]
fn hostile_titles_stay_text_in_every_list() {
    let hostile = event("x", "2024-01-16", "tags: [\"<img src=x onerror=alert(1)>\"]")
        .replace("title: Event x", "title: \"<script>alert(1)</script>\"");
    let site = Site::of("", &hostile);
    for (address, bytes) in site.files.iter().filter(|(address, _)| address.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{address}");
    }
}

#[test]
fn the_tracker_counts_by_progress_and_addressee_and_names_what_is_overdue() {
    let briefs = actor("iran", "")
        + &recommendation("late", "addressees: [iran]\nprogress: open\npriority: must\ntimeframe: {due: 2024-06-30}")
        + &recommendation("early", "addressees: [iran]\nprogress: open\ntimeframe: {due: 2024-07-01}")
        + &recommendation("never", "addressees: [iran]\nprogress: not-implemented\ntimeframe: {due: 2024-01-01}");
    let site = Site::of("", &briefs);
    assert_eq!(site.find("/tracker.html", "tbody th a"), ["Recommendation late", "Recommendation early", "Recommendation never"]);
    assert_eq!(site.find("/tracker.html", ".badge-overdue").len(), 1);
    assert_eq!(site.find("/tracker.html", ".head-lead"), ["3 recommendations · 2 still open · 1 overdue"]);
    assert_eq!(site.find("/tracker/~overdue.html", "tbody th a"), ["Recommendation late"]);
    assert_eq!(site.find("/tracker/~not-implemented.html", "tbody th a"), ["Recommendation never"]);
    assert_eq!(site.find("/tracker/iran.html", "tbody tr").len(), 3);
    assert_eq!(site.attributes("/tracker/iran.html", "tbody th a", "href")[0], "../recommendations/late.html");
}

const DISPUTE: &str = "claims:\n  - {id: c1, by: a, stance: asserts, about: target, value: house, date: 2024-01-17, text: It was a house., sources: [s]}\n  \
    - {id: c2, by: b, stance: denies, about: target, date: 2024-01-18, text: It was no house., sources: [s]}";

fn dispute() -> String {
    let source = "=== content/sources/s.md\n---\ntitle: A report\ntype: report\n---\n";
    actor("a", "") + &actor("b", "") + source + &event("e", "2024-01-16", DISPUTE)
}

#[test]
fn contested_matters_come_before_all_other_claims() {
    let site = Site::of("", &dispute());
    assert_eq!(site.find("/claims.html", "#rows h2"), ["Contested matters 1", "Uncorroborated claims 2", "All claims 2"]);
    assert_eq!(site.find("/claims.html", ".dispute .dispute-event"), ["Event e"]);
    assert!(site.find("/claims.html", ".dispute .dispute-matter")[0].ends_with("disputed since 18 January 2024"));
    assert_eq!(site.find("/claims.html", ".dispute .claim-by"), ["Actor a", "Actor b"]);
    assert_eq!(site.attributes("/claims.html", ".dispute .claim-text a", "href")[0], "events/e.html#c1");
    assert_eq!(site.find("/events/e.html", "#c1").len(), 1, "the claim a list links to stands on its event's page");
}

#[test]
fn a_long_timeline_has_a_page_a_year_and_undated_events_one_of_their_own() {
    let briefs = many(130, |id, n| event(id, if n < 120 { "2024-03-01" } else { "2023" }, ""))
        + &event("z", "2024-01-01", "").replace("date: 2024-01-01\n", "");
    let site = Site::of("", &briefs);
    assert_eq!(site.find("/timeline.html", ".moment").len(), 50);
    assert_eq!(site.find("/timeline~2024.html", ".moment").len(), 50);
    assert_eq!(site.find("/timeline~2024~2.html", ".moment").len(), 50);
    assert_eq!(site.find("/timeline~2024~3.html", ".moment").len(), 20);
    assert_eq!(site.find("/timeline~2023.html", ".moment").len(), 10);
    assert_eq!(site.find("/timeline~undated.html", ".moment-title"), ["Event z"]);
    assert_eq!(site.find("/timeline~2024.html", ".timeline-period"), ["March"]);
}

#[test]
fn places_keep_their_uncertainty_and_count_their_events() {
    let place = "location: {name: Rask, country: IR, lat: 26.24, lon: -61.4, precision: admin2}";
    let site = Site::of("", &many(7, |id, n| event(id, &format!("2024-01-{:02}", n + 1), place)));
    assert_eq!(site.find("/map.html", "tbody th"), ["Rask"]);
    let cells = site.find("/map.html", "tbody td");
    assert!(cells[0].starts_with("Event n006 7 January 2024") && cells[0].contains("and 2 more"), "{}", cells[0]);
    assert_eq!(site.find("/map.html", "tbody details li").len(), 2);
    assert_eq!(cells[2], "26.24° N 61.4° W");
}

#[test]
fn changes_and_corrections_come_newest_first() {
    let briefs =
        actor("a", "created: 2024-01-20\nupdated: 2024-02-10\ncorrections: [{date: 2024-02-12, type: retraction, text: It was *wrong*.}]")
            + &actor("b", "created: 2024-02-11\nupdated: 2024-02-11");
    let site = Site::of("", &briefs);
    assert_eq!(site.find("/changes.html", "#rows h2"), ["12 February 2024", "11 February 2024", "10 February 2024", "20 January 2024"]);
    assert_eq!(site.find("/changes.html", ".row-date"), ["Retraction", "New", "Updated", "New"]);
    assert_eq!(site.find("/corrections.html", ".row-summary"), ["It was wrong."]);
}

#[test]
fn overviews_say_when_anything_was_last_updated_and_further_pages_do_not() {
    let site = Site::of("", &many(60, |id, n| actor(id, if n == 7 { "updated: 2024-03-02" } else { "created: 2024-01-01" })));
    for overview in ["/index.html", "/actors.html", "/timeline.html", "/map.html", "/tracker.html", "/claims.html", "/changes.html"] {
        assert_eq!(site.attributes(overview, ".page-foot time", "datetime"), ["2024-03-02"], "{overview}");
    }
    let cite = "“Actors”, A case, 2 March 2024, https://example.org/case/actors.html.";
    assert_eq!(site.find("/actors.html", "#cite-text"), [cite]);
    assert!(site.find("/actors~2.html", ".page-foot time, #cite-text").is_empty());
}

#[test]
fn the_usual_navigation_leads_to_nothing_empty() {
    let words = |site: &Site| site.find("/index.html", "#navigation a");
    assert_eq!(words(&Site::of("", &actor("a", ""))), ["Actors"]);
    let site = Site::of("lints: {missing-addressee: allow}", &(dispute() + &recommendation("r", "")));
    assert_eq!(words(&site), ["Events", "Actors", "Recommendations", "Timeline", "Tracker", "Claims", "Sources"]);
    let site = Site::of("navigation: [map]", &actor("a", ""));
    assert_eq!(words(&site), ["Map"], "what a site names is shown");
}

#[test]
fn an_actor_shows_the_aliases_that_its_names_do_not() {
    let names = "aliases: [Actor A, The Front, Jabha]\nnames:\n  - {text: jabha, lang: ar-Latn, use: official}";
    let site = Site::of("", &actor("a", names));
    let facts = site.find("/actors/a.html", ".facts dd");
    assert!(facts.contains(&"The Front".to_owned()), "{facts:?}");
    assert!(!facts.contains(&"Actor A".to_owned()) && !facts.contains(&"Jabha".to_owned()), "{facts:?}");
    assert_eq!(site.find("/actors/a.html", "#names th[scope=col]"), ["Form", "Language", "Use"], "nobody is said to use it");
}

#[test]
fn a_summary_that_the_prose_begins_with_is_said_once() {
    let with = |body: &str| Site::of("", &(actor("a", "") + body)).find("/actors/a.html", ".head-lead");
    assert_eq!(with("\nIt begins.\n"), ["It acts."]);
    assert!(with("\nIt **acts.** It goes on.\n").is_empty());
    assert!(with("\n## It\n\nIt acts. More.\n").is_empty());
}

#[test]
fn few_tags_are_one_list_and_many_stand_under_letters() {
    let tagged = |count: usize| Site::of("", &many(count, |id, _| actor(id, &format!("tags: [{id}]"))));
    assert!(tagged(3).find("/tags.html", "#rows h2").is_empty());
    assert_eq!(tagged(61).find("/tags.html", "#rows h2"), ["N 61"]);
}

#[test]
fn spellings_of_a_tag_are_one_and_two_tags_with_one_address_are_refused() {
    let briefs = actor("a", "tags: [Risk Management]") + &actor("b", "tags: [risk management]") + &actor("c", "tags: [risk management]");
    let site = Site::of("", &briefs);
    assert_eq!(site.find("/tags/risk-management.html", "h1"), ["risk management"]);
    assert_eq!(site.find("/tags/risk-management.html", ".row").len(), 3);
    let site = Site::of("", &(actor("a", "tags: [\"C++\"]") + &actor("b", "tags: [\"C#\"]")));
    let collision = site.compiled.problems.iter().find(|problem| problem.code == code::PATH_COLLISION).expect("two tags want /tags/c.html");
    assert!(collision.message.contains("tag `C#`") && collision.message.contains("tag `C++`"), "{}", collision.message);
}

#[test]
fn atom_feeds_are_well_formed_and_say_what_rfc_4287_asks() {
    let site = Site::of(
        "feeds: [site, kinds, actors, tags]",
        &actor("a", "created: 2024-01-20\nupdated: 2024-02-10\ntags: [x & y]").replace("It acts.", "A < B & C."),
    );
    for address in ["/feed.xml", "/actors~feed.xml", "/events~feed.xml", "/actors/a~feed.xml", "/tags/x-y~feed.xml"] {
        let text = site.text(address);
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{address}: {error}")) {
                quick_xml::events::Event::Start(start) => names.push(start.name().as_ref().to_owned()),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        for name in ["feed", "id", "title", "updated", "author"] {
            assert!(names.iter().any(|found| found == name), "{address} lacks {name}");
        }
    }
    let feed = site.text("/feed.xml");
    assert!(feed.contains("<id>https://example.org/case/actors/a.html</id>"), "{feed}");
    assert!(feed.contains("<updated>2024-02-10T00:00:00Z</updated>") && feed.contains("A &lt; B &amp; C."), "{feed}");
}

#[test]
fn json_feeds_hold_what_version_1_1_asks() {
    let site = Site::of("", &(actor("a", "created: 2024-01-20\nupdated: 2024-02-10\ntags: [t]") + &actor("b", "")));
    let feed = site.json("/feed.json");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://example.org/case/feed.json");
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "a brief without any date is in no feed");
    assert_eq!(items[0]["id"], "https://example.org/case/actors/a.html");
    assert_eq!(items[0]["date_published"], "2024-01-20T00:00:00Z");
    assert_eq!(items[0]["date_modified"], "2024-02-10T00:00:00Z");
    assert_eq!(items[0]["content_text"], "It acts.");
}

#[test]
fn without_a_base_there_are_no_feeds_and_no_sitemap() {
    let text = format!("=== casebook.yaml\ntitle: A case\nrelease: {{default: CLEAR}}\n{}", actor("a", "created: 2024-01-20"));
    let options = Options { ceiling: None, now: "2024-07-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
    let compiled = compile(&Snapshot::of(&text), &options);
    let plan = plan(compiled.graph.as_ref().unwrap(), &compiled.theme);
    assert!(plan.get("/feed.xml").is_none() && plan.get("/sitemap.xml").is_none());
    assert!(plan.get("/robots.txt").is_some());
}

#[test]
fn the_sitemap_lists_pages_and_no_files() {
    let site = Site::of("", &actor("a", "updated: 2024-02-10"));
    let sitemap = site.text("/sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.org/case/actors/a.html</loc><lastmod>2024-02-10</lastmod>"), "{sitemap}");
    assert!(!sitemap.contains(".json") && !sitemap.contains("404.html") && !sitemap.contains("search.html"), "{sitemap}");
    assert!(site.text("/robots.txt").contains("Sitemap: https://example.org/case/sitemap.xml"));
}

#[test]
fn old_addresses_lead_to_the_brief() {
    let site = Site::of("", &actor("a", "redirect_from: [/old/path/, /gone]"));
    assert_eq!(site.attributes("/old/path/index.html", "meta[http-equiv=refresh]", "content"), ["0; url=../../actors/a.html"]);
    assert_eq!(site.attributes("/gone.html", "link[rel=canonical]", "href"), ["https://example.org/case/actors/a.html"]);
    assert_eq!(site.text("/_redirects"), "/old/path/ /actors/a.html 301\n/gone /actors/a.html 301\n");
}

#[test]
fn only_the_page_for_what_is_not_found_links_from_the_base() {
    let site = Site::of("", &actor("a", ""));
    assert!(site.attributes("/404.html", "a", "href").iter().any(|href| href == "/case/index.html"));
    assert!(!site.text("/index.html").contains("href=\"/"));
}

#[test]
fn the_first_page_sets_likelihood_and_confidence_apart() {
    let analysis = "=== content/analyses/q.md\n---\ntitle: Question\nsummary: An answer.\npublished: 2024-02-10\njudgements:\n  \
        - {id: kj1, text: \"A strike is unlikely by 2025.\", likelihood: unlikely, confidence: moderate, confidence_basis: Few sources., horizon: 2025-01-31}\n---\nText.\n";
    let site = Site::of("", &(analysis.to_owned() + &dispute()));
    assert_eq!(site.find("/index.html", ".home-judgements .judgement-text"), ["A strike is unlikely by 2025."]);
    assert_eq!(site.find("/index.html", ".home-judgements .likelihood-words"), ["Unlikely 20–45 %"]);
    assert_eq!(site.find("/index.html", ".home-judgements .badge-confidence"), ["Moderate confidence"]);
    assert_eq!(site.attributes("/index.html", ".home-judgements .judgement-text a", "href"), ["analyses/q.html#kj1"]);
    assert!(site.find("/index.html", ".counts li").contains(&"1 Contested matter".to_owned()));
}

#[test]
fn the_method_states_the_rules_in_force() {
    let site = Site::of("lints: {no-archive: allow, single-source: deny}\nlikelihood_scale: phia", "");
    assert!(site.find("/method.html", "#likelihood tbody th").contains(&"Realistic possibility".to_owned()));
    let lists = site.find("/method.html", "#rules .code-list");
    assert!(lists[0].contains("single-source") && lists[2].contains("no-archive"), "{lists:?}");
}

#[test]
fn exports_are_published_where_asked_and_never_name_what_is_withheld() {
    let briefs = dispute()
        + "=== content/actors/secret.md\n---\ntitle: Secret\nsummary: Hidden.\ntype: state\nrelease: {tlp: RED}\n---\n"
        + &actor("c", "relations: [{type: ally-of, to: {ref: secret, if_withheld: drop}}, {type: ally-of, to: a}]");
    let names: Vec<&str> = super::exports::list().iter().map(|export| export.name).collect();
    let site = Site::of(&format!("exports: [{}]", names.join(", ")), &briefs);
    for name in &names {
        let text = site.text(&format!("/data/{name}"));
        assert!(!text.to_lowercase().contains("secret"), "{name}");
    }
    assert_eq!(site.json("/data/actors.json")[2]["relations"].as_array().unwrap().len(), 1);
    assert_eq!(site.json("/data/events.json")[0]["claims"][1]["by"], "actors/b");
    assert_eq!(site.find("/data.html", "#exports tbody th").len(), names.len());
    let graph = site.text("/data/graph.graphml");
    assert!(graph.contains("<edge source=\"actors/a\" target=\"actors/c\">"), "{graph}");
    assert!(site.text("/data/sources.bib").starts_with("@techreport{s,\n  title = {{A report}}"));
}

#[test]
fn names_that_lead_nowhere_are_refused_with_the_nearest() {
    let site = Site::of("navigation: [timelin]\nexports: [event.csv]", "");
    let helps: Vec<&str> = site.compiled.problems.iter().filter_map(|problem| problem.help.as_deref()).collect();
    assert!(helps.iter().any(|help| help.contains("timeline")) && helps.iter().any(|help| help.contains("events.csv")), "{helps:?}");
}

#[test]
fn the_day_is_on_no_page_but_where_it_decides() {
    let briefs = actor("iran", "") + &recommendation("r", "addressees: [iran]\nprogress: open\ntimeframe: {due: 2024-12-31}");
    let site = |now: &str| {
        let text = format!("=== casebook.yaml\ntitle: A case\nbase_url: https://example.org/case/\nrelease: {{default: CLEAR}}\n{briefs}");
        let compiled = compile(&Snapshot::of(&text), &Options { ceiling: None, now: now.parse().unwrap(), reach: Reach::Readers });
        let graph = compiled.graph.as_ref().unwrap();
        let engine = compiled.engine(&graph.config, Key([0; 32])).unwrap();
        plan(graph, &compiled.theme)
            .pages()
            .map(|page| (page.address.clone(), render::page(page, graph, &engine).unwrap()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(site("2024-07-01T00:00:00Z"), site("2024-08-15T10:00:00Z"));
    assert_ne!(site("2024-07-01T00:00:00Z"), site("2025-01-01T00:00:00Z"));
}

#[test]
fn a_title_is_not_said_twice_and_cells_of_the_tracker_are_named() {
    let same = recommendation("a", "addressees: [x]\npriority: must").replace("action: Do a.", "action: Recommendation a.");
    let site = Site::of("", &(same + &recommendation("b", "addressees: [x]") + &actor("x", "")));
    assert_eq!(site.find("/index.html", ".row-summary"), ["Do b."]);
    assert_eq!(site.find("/tracker.html", ".tracker-action"), ["Do b."]);
    let labels = site.attributes("/tracker.html", "tr[data-row]:first-child td", "data-label");
    assert_eq!(labels, ["Progress", "Priority", "Addressee"]);
}

#[test]
fn rows_below_a_drawing_say_what_its_marks_say() {
    let at = |place: &str| format!("participants: [{{actor: x, role: target, certainty: confirmed}}]\nlocation: {{{place}}}");
    let events =
        event("a", "2024-01-16", &at("name: Here, lat: 27, lon: 64, precision: exact")) + &event("b", "2023-05", &at("name: There"));
    let site = Site::of("", &(events + &actor("x", "")));
    for (address, rows) in [("/timeline.html", ".moment"), ("/map.html", "#rows li")] {
        let mut years = site.attributes(address, rows, "data-year");
        years.sort();
        assert_eq!(years, ["2023", "2024"], "{address}");
        assert_eq!(site.attributes(address, rows, "data-type"), ["strike"; 2]);
    }
    assert_eq!(site.attributes("/timeline.html", ".moment", "data-actor"), ["x", "x"]);
    assert_eq!(site.find("/events/a.html", ".fact-place dd"), ["Here"]);
}

#[test]
fn counts_stand_in_the_digits_of_the_page() {
    let events = many(40, |id, n| event(id, &format!("2019-01-{:02}", 1 + n % 28), "participants: [{actor: a, role: target}]"));
    let persian = "=== content/actors/a.fa.md\n---\ntitle: بازیگر\nsummary: کار می‌کند.\n---\n";
    let site = Site::of("languages: [en, fa]", &format!("{}{persian}{events}", actor("a", "")));
    assert_eq!(site.find("/actors/a.html", "#timeline .count"), ["40", "40"]);
    assert_eq!(site.find("/fa/actors/a.html", "#timeline .count"), ["۴۰", "۴۰"]);
}
