//! The pages of briefs, rendered from small casebooks and read as a browser reads them.

use casebook::compile::{self, Compiled, Options};
use casebook::content::Snapshot;
use casebook::plan::Key;
use casebook::release::Reach;
use casebook::render;
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// A casebook with one contested strike, its speakers, a recommendation, an analysis and a translation.
const CASE: &str = "=== casebook.yaml
title: Test
lang: en
languages: [en, ur]
release: {default: CLEAR}
lints: {unresolved-reference: warn, orphan-brief: allow, no-archive: allow, single-source: allow, stale-brief: allow}
=== content/sources/paper.md
---
type: article-newspaper
title: Paper of the day
publisher: Paper
issued: 2024-01-17
origin: paper
reliability: B
---
=== content/sources/wire.md
---
type: report
title: Wire report
origin: wire
---
=== content/actors/iran.md
---
title: Iran
summary: A state.
type: state
countries: [IR]
names: [{text: ایران, lang: fa, use: native}]
ids: {wikidata: Q794}
---
It struck [[strike]] [@paper].
=== content/actors/group.md
---
title: The Group
summary: An armed group.
type: armed-group
relations: [{type: hosted-by, to: iran, according_to: ministry, disputed_by: iran, valid: '2012/..', note: 'It is *said* so.', sources: [wire]}]
---
The Group is named at [[strike|the strike]].
=== content/actors/ministry.md
---
title: The Ministry
summary: A ministry.
type: government-body
relations: [{type: part-of, to: iran}]
---
Text.
=== content/events/before.md
---
title: The cause
summary: What came before.
type: bombing
date: 2024-01-03
sources: [paper]
---
Text [@paper].
=== content/events/strike.md
---
title: The strike
summary: A strike across the border.
type: strike
date: 2024-01-16~
location: {name: The village, country: PK, lat: 26.97, lon: 64.1, precision: admin2}
participants:
  - {actor: iran, role: initiator, certainty: confirmed, sources: [paper]}
  - {actor: group, role: target, certainty: claimed}
figures:
  - {measure: killed, best: 2, by: ministry, as_of: 2024-01-16, sources: [paper]}
  - {measure: killed, best: 4, by: ministry, as_of: 2024-01-18, sources: [paper]}
  - {measure: killed, low: 9000, high: 12000, by: group, as_of: 2024-01-18, sources: [wire]}
claims:
  - {id: c1, by: iran, stance: asserts, about: target, value: group, date: 2024-01-17, text: 'It hit *the group*.', original: {text: گروه, lang: fa}, sources: [paper], rating: {credibility: 4}}
  - {id: c2, by: ministry, stance: denies, about: target, value: a-house, date: 2024-01-17, text: 'It hit a house.', responds_to: c1, sources: [paper, wire], rating: {reliability: A, credibility: 2}}
  - {id: c3, by: ministry, stance: asserts, about: legality, text: 'It broke the law.', sources: [wire]}
relations:
  - {type: retaliates-for, to: before, according_to: iran, note: 'Iran says so.', sources: [paper]}
sources: [paper]
---
Two accounts stand [@paper; @wire, p. 4].
=== content/events/strike.ur.md
---
title: حملہ
summary: ایک حملہ۔
claims: {c1: گروہ ہدف تھا۔}
---
[[iran|ایران]] نے حملہ کیا [@wire]۔
=== content/recommendations/officers.md
---
title: Post officers
summary: Officers should be posted.
action: Post officers on both sides.
addressees: [ministry]
issued: 2024-01-29
origin: agreed
priority: must
timeframe: {due: 2024-06-30}
based_on: [strike#c1]
progress: in-progress
log: [{date: 2024-04-29, progress: in-progress, note: Named., evidence: [strike], sources: [paper]}]
response: [{by: ministry, position: accepted, date: 2024-01-29, sources: [paper]}]
supersedes: [talk]
---
Text.
=== content/recommendations/talk.md
---
title: Talk
summary: Talk first.
action: Talk.
addressees: [iran]
origin: desk
progress: superseded
---
Text.
=== content/analyses/outlook.md
---
title: Outlook
summary: What comes next.
question: Will it strike again?
published: 2024-02-10
about: [iran, officers]
judgements:
  - {id: kj1, text: 'Another strike is unlikely.', likelihood: unlikely, confidence: moderate, confidence_basis: Two reports., horizon: 2025-01-31, based_on: [strike#c2], assumptions: [a1], would_change_if: [i1]}
assumptions: [{id: a1, text: 'Channels stay open.', status: supported, impact: high}]
indicators: [{id: i1, text: 'An ambassador leaves.', direction: escalation, state: not-observed}]
ach:
  hypotheses: [{id: h1, text: Answer}, {id: h2, text: Signal}]
  evidence:
    - {ref: strike, credibility: 1, ratings: {h1: C, h2: II}}
    - {text: Words alone, credibility: 3, ratings: {h1: I, h2: I}}
---
## The argument

It rests on [[strike]] [@wire].
";

struct Site {
    pages: BTreeMap<String, String>,
}

impl Site {
    fn of(text: &str) -> Self {
        Self::on(text, "2024-07-01T00:00:00Z")
    }

    fn on(text: &str, now: &str) -> Self {
        let options = Options { ceiling: None, now: now.parse().unwrap(), reach: Reach::Readers };
        let compiled: Compiled = compile::compile(&Snapshot::of(text), &options);
        assert!(!compiled.is_stopped(), "{:?}", compiled.report());
        let graph = compiled.graph.as_ref().unwrap();
        let engine = compiled.engine(&graph.config, Key([0; 32])).unwrap();
        let plan = compile::plan(graph, &compiled.theme);
        let of_brief = plan.pages().filter(|page| !["static", "media"].contains(&page.view));
        let pages = of_brief.map(|page| (page.address.clone(), String::from_utf8(render::page(page, graph, &engine).unwrap()).unwrap()));
        Self { pages: pages.collect() }
    }

    fn raw(&self, address: &str) -> &str {
        self.pages.get(address).unwrap_or_else(|| panic!("no {address} among {:?}", self.pages.keys()))
    }

    fn page(&self, address: &str) -> Html {
        Html::parse_document(self.raw(address))
    }

    fn texts(&self, address: &str, selector: &str) -> Vec<String> {
        self.page(address).select(&Selector::parse(selector).unwrap()).map(text).collect()
    }
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attributes(page: &Html, selector: &str, name: &str) -> Vec<String> {
    page.select(&Selector::parse(selector).unwrap()).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
}

#[test]
fn rival_claims_stand_side_by_side_and_the_matter_is_contested() {
    let site = Site::of(CASE);
    assert_eq!(site.texts("/events/strike.html", ".matrix thead th"), ["At issue", "Iran", "The Ministry"]);
    assert_eq!(site.texts("/events/strike.html", ".matrix tr.is-contested th"), ["What the target was Contested"]);
    let cells = site.texts("/events/strike.html", ".matrix tr.is-contested td");
    assert!(cells[0].contains("It hit the group.") && cells[1].contains("Denies") && cells[1].contains("It hit a house."), "{cells:?}");
    assert_eq!(site.texts("/events/strike.html", ".head .badge"), ["Contested"]);
}

#[test]
fn a_claims_own_rating_beats_its_sources_and_one_origin_is_said() {
    let site = Site::of(CASE);
    assert_eq!(site.texts("/events/strike.html", "#c1 .rating"), ["B4"], "reliability comes from the source where the claim has none");
    assert_eq!(site.texts("/events/strike.html", "#c2 .rating"), ["A2"]);
    assert_eq!(site.texts("/events/strike.html", "#c1 .badge-uncorroborated").len(), 1);
    assert_eq!(site.texts("/events/strike.html", "#c2 .badge-uncorroborated").len(), 0, "two origins corroborate");
}

#[test]
fn words_as_spoken_carry_their_language() {
    let page = Site::of(CASE).page("/events/strike.html");
    assert_eq!(attributes(&page, "#c1 .claim-original", "lang"), ["fa"]);
    assert_eq!(attributes(&page, "#c1 .claim-original", "dir"), ["rtl"]);
}

#[test]
fn figures_are_never_merged_and_a_revision_is_history() {
    let site = Site::of(CASE);
    assert_eq!(site.texts("/events/strike.html", ".figures .figure-value"), ["2", "4", "9,000–12,000"]);
    assert_eq!(site.texts("/events/strike.html", ".figures .is-superseded .figure-value"), ["2"]);
    assert_eq!(site.texts("/events/strike.html", ".figures tr.is-contested th"), ["Killed Contested"]);
}

#[test]
fn a_sequence_says_who_asserts_each_step() {
    let site = Site::of(CASE);
    assert_eq!(site.texts("/events/strike.html", ".sequence-title"), ["Retaliates for"]);
    assert_eq!(site.texts("/events/before.html", ".sequence-title"), ["Retaliated by"]);
    assert_eq!(site.texts("/events/before.html", ".sequence .relation-who"), ["according to Iran"]);
}

#[test]
fn a_date_is_said_at_its_real_precision() {
    let site = Site::of(CASE);
    assert_eq!(site.texts("/events/strike.html", ".head-fact"), ["around 16 January 2024", "The village, Pakistan"]);
}

#[test]
fn an_actor_is_told_by_what_others_say_of_it() {
    let site = Site::of(CASE);
    assert!(site.texts("/actors/group.html", "#claims h3").iter().any(|title| title.starts_with("What others claim about it")));
    let relation = site.texts("/actors/group.html", ".relation").join(" ");
    assert!(relation.contains("since 2012") && relation.contains("It is said so."), "{relation}");
    assert!(relation.contains("according to The Ministry") && relation.contains("disputed by Iran"), "{relation}");
    assert_eq!(site.texts("/actors/iran.html", ".relation-group dt"), ["Parts", "Hosts"], "the inverse is shown on the other side");
    assert_eq!(site.texts("/actors/group.html", ".moment-title"), ["The strike"]);
    assert!(site.texts("/actors/group.html", ".moment-meta").join(" ").contains("Target, claimed"));
    assert_eq!(attributes(&site.page("/actors/iran.html"), ".head-native bdi", "dir"), ["rtl"]);
}

#[test]
fn citations_number_on_from_the_prose_and_every_number_has_its_entry() {
    let site = Site::of(CASE);
    for (address, html) in site.pages.iter().filter(|(address, _)| address.ends_with(".html")) {
        let page = Html::parse_document(html);
        let ids: Vec<String> = attributes(&page, "[id]", "id");
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{address} has an id twice: {ids:?}");
        for target in attributes(&page, "main a[href^='#']", "href") {
            assert!(unique.contains(&target[1..].to_owned()), "{address} links to {target}, which is not there");
        }
        let ways_back = attributes(&page, ".bibliography .back a", "href").len();
        assert_eq!(attributes(&page, "a.citation", "href").len(), ways_back, "{address}: every citation has a way back");
    }
    assert_eq!(site.texts("/events/strike.html", ".prose .citations"), ["[1; 2, p. 4]"]);
    assert_eq!(site.texts("/events/strike.html", "#c3 .citations"), ["[2]"], "a field's source keeps the number the prose gave it");
}

#[test]
fn overdue_depends_on_the_day_and_on_progress() {
    let badges = |now: &str| Site::on(CASE, now).texts("/recommendations/officers.html", ".head .badge");
    assert_eq!(badges("2024-07-01T00:00:00Z"), ["In progress", "Overdue", "Must"]);
    assert_eq!(badges("2024-06-30T00:00:00Z"), ["In progress", "Must"]);
    let done = CASE.replace("progress: in-progress", "progress: implemented");
    assert_eq!(Site::of(&done).texts("/recommendations/officers.html", ".head .badge"), ["Implemented", "Must"]);
}

#[test]
fn a_recommendation_says_why_and_what_replaced_it() {
    let site = Site::of(CASE);
    let why = site.texts("/recommendations/officers.html", "#why .row").join(" ");
    assert!(why.contains("The strike") && why.contains("Iran: It hit the group."), "{why}");
    assert_eq!(attributes(&site.page("/recommendations/officers.html"), "#why .row-title a", "href"), ["../events/strike.html#c1"]);
    assert_eq!(site.texts("/recommendations/talk.html", "#superseded-by .row-title"), ["Post officers"]);
    assert_eq!(site.texts("/events/strike.html", "#resting .row-title"), ["Post officers"]);
}

#[test]
fn a_judgement_keeps_likelihood_and_confidence_apart() {
    let site = Site::of(CASE);
    let judgement = site.texts("/analyses/outlook.html", "#kj1").join(" ");
    assert!(
        judgement.contains("20–45 %") && judgement.contains("Moderate confidence") && judgement.contains("Two reports."),
        "{judgement}"
    );
    assert!(judgement.contains("The strike, according to The Ministry"), "{judgement}");
    assert_eq!(site.texts("/analyses/outlook.html", ".head-lead"), ["Will it strike again?"]);
}

#[test]
fn the_least_inconsistent_hypothesis_stands_best_and_rows_that_fit_all_are_marked() {
    let site = Site::of(CASE);
    assert_eq!(site.texts("/analyses/outlook.html", ".ach tfoot td"), ["0.6 stands best", "2.6"]);
    assert_eq!(site.texts("/analyses/outlook.html", ".ach tr.is-undiagnostic th"), ["Words alone undiagnostic"]);
}

#[test]
fn a_source_names_where_it_is_cited_with_the_sentence() {
    let site = Site::of(CASE);
    let mentions = site.texts("/sources/paper.html", "#mentions .mention").join(" | ");
    assert!(
        mentions.contains("Iran") && mentions.contains("It struck The strike") && mentions.contains("Two accounts stand"),
        "{mentions}"
    );
    assert!(site.texts("/sources/paper.html", ".facts").join(" ").contains("B: usually reliable"));
}

#[test]
fn a_translation_shows_its_words_and_leads_to_its_language() {
    let site = Site::of(CASE);
    let page = site.page("/ur/events/strike.html");
    assert_eq!(attributes(&page, "html", "dir"), ["rtl"]);
    assert_eq!(site.texts("/ur/events/strike.html", "#c1 .claim-text"), ["گروہ ہدف تھا۔[2]"]);
    assert_eq!(attributes(&page, "#c2 .claim-text", "lang"), ["en"], "untranslated words say their language");
    assert_eq!(attributes(&page, "link[hreflang='en']", "href"), ["../../events/strike.html"]);
    assert_eq!(attributes(&site.page("/events/strike.html"), "link[hreflang='ur']", "href"), ["../ur/events/strike.html"]);
    assert!(site.pages.contains_key("/ur/events/strike.json"));
}

#[test]
fn mentions_are_in_the_readers_language() {
    let site = Site::of(CASE);
    let english = site.texts("/actors/iran.html", "#mentions .mention-sentence").join(" ");
    assert!(!english.contains("حملہ"), "{english}");
}

#[test]
fn data_beside_a_page_holds_facts_claims_and_markdown() {
    let site = Site::of(CASE);
    let data: serde_json::Value = serde_json::from_str(site.raw("/events/strike.json")).unwrap();
    assert_eq!(data["claims"][0]["by"], "actors/iran");
    assert_eq!(data["claims"][0]["value"], "actors/group");
    assert_eq!(data["claims"][1]["value"], "a-house");
    assert_eq!(data["relations"][0]["to"], "events/before");
    assert_eq!(data["figures"][2]["high"], 12000.0);
    assert_eq!(data["card"]["facts"][0], serde_json::json!(["Type", "Strike"]));
    assert!(data["markdown"].as_str().unwrap().starts_with("Two accounts stand [@paper"));
    let script = Site::of(&CASE.replace("lang: en\nlanguages", "offline: true\nlang: en\nlanguages"));
    assert!(script.raw("/events/strike.card.js").starts_with("casebookCard({"));
}

#[test]
fn words_that_lead_nowhere_are_shown_plain() {
    let site = Site::of(&CASE.replace("addressees: [iran]", "addressees: [iran, nobody-known]"));
    assert!(site.texts("/recommendations/talk.html", ".facts").join(" ").contains("nobody-known"));
    assert!(!site.raw("/recommendations/talk.html").contains("nobody-known.html"));
}

#[test]
fn hostile_words_stay_words() {
    let attack = "<script>alert(1)</script>\\\" onload=x";
    let hostile = CASE
        .replace("title: The Group", &format!("title: \"{attack}\""))
        .replace("title: Paper of the day", &format!("title: \"{attack} paper\""))
        .replace("name: The village", &format!("name: \"{attack}\""))
        .replace("measure: killed", &format!("measure: \"{attack}\""))
        .replace("value: a-house", &format!("value: \"{attack} word\""))
        .replace("wikidata: Q794", &format!("wikidata: \"{attack}\""))
        .replace("[[strike|the strike]]", "[[strike]]");
    let site = Site::of(&hostile);
    for (address, html) in site.pages.iter().filter(|(address, _)| address.ends_with(".html")) {
        let page = Html::parse_document(html);
        let scripts = attributes(&page, "script", "src").len();
        assert_eq!(page.select(&Selector::parse("script").unwrap()).count(), scripts, "{address} has a script of its own");
        assert_eq!(attributes(&page, "[onload]", "onload").len(), 0, "{address}");
    }
    assert!(site.texts("/events/strike.html", ".facts").join(" ").contains("<script>alert(1)</script>"));
}

/// A casebook whose one actor takes part in, and is mentioned by, so many events.
fn hub(events: usize) -> String {
    let mut case =
        String::from("=== casebook.yaml\ntitle: Hub\nrelease: {default: CLEAR}\nlints: {unsourced-event: allow, orphan-brief: allow}\n");
    case.push_str("=== content/actors/hub.md\n---\ntitle: Hub\nsummary: An actor.\ntype: state\n---\nText.\n");
    for at in 0..events {
        let (year, day) = (2000 + at % 3, 1 + at % 28);
        case.push_str(&format!(
            "=== content/events/e{at}.md\n---\ntitle: Event {at}\nsummary: It happened.\ntype: meeting\ndate: {year}-05-{day:02}\n\
             participants: [{{actor: hub}}]\nrelations: [{{type: part-of, to: actors/hub}}]\n---\nHere [[hub]] met number {at}.\n"
        ));
    }
    case
}

#[test]
fn a_hubs_page_stays_light_and_its_further_pages_hold_every_event_and_mention_once() {
    let site = Site::of(&hub(700));
    let own = site.raw("/actors/hub.html");
    assert!(own.len() <= 100 * 1024, "{} bytes", own.len());
    let events = |pages: &dyn Fn(&str) -> bool, selector: &str| -> Vec<String> {
        let found = site.pages.keys().filter(|address| address.starts_with("/actors/hub") && address.ends_with(".html"));
        found.filter(|address| pages(address)).flat_map(|address| site.texts(address, selector)).collect()
    };
    let of_years = events(&|address| address.contains("~20"), ".moment-title");
    assert_eq!(of_years.iter().collect::<BTreeSet<_>>().len(), 700);
    assert_eq!(of_years.len(), 700);
    let mentions = events(&|address| !address.contains("~20"), ".mention-from a");
    assert_eq!((mentions.len(), mentions.iter().collect::<BTreeSet<_>>().len()), (700, 700));
    let relations = events(&|address| !address.contains("~20"), ".relation-to a");
    assert_eq!(relations.iter().collect::<BTreeSet<_>>().len(), 700);
    for (address, html) in site.pages.iter().filter(|(address, _)| address.starts_with("/actors/hub") && address.ends_with(".html")) {
        assert!(html.len() <= 100 * 1024, "{address} has {} bytes", html.len());
        for to in attributes(&Html::parse_document(html), "main .pager a, main .years a", "href") {
            let to = format!("/actors/{}", to.split('#').next().unwrap_or_default().trim_start_matches("../actors/"));
            assert!(to == "/actors/" || site.pages.contains_key(&to), "{address} links to {to}");
        }
    }
}

#[test]
fn a_short_timeline_is_whole_on_the_actors_own_page() {
    let site = Site::of(&hub(30));
    assert_eq!(site.texts("/actors/hub.html", ".moment-title").len(), 30);
    assert!(!site.pages.keys().any(|address| address.contains("/hub~20")), "{:?}", site.pages.keys());
}

/// A casebook whose one event is followed by so many.
fn cause(effects: usize) -> String {
    let mut case =
        String::from("=== casebook.yaml\ntitle: Cause\nrelease: {default: CLEAR}\nlints: {unsourced-event: allow, orphan-brief: allow}\n");
    case.push_str("=== content/events/cause.md\n---\ntitle: Cause\nsummary: It began.\ntype: strike\ndate: 2000-01-01\n---\nText.\n");
    for at in 0..effects {
        case.push_str(&format!(
            "=== content/events/e{at}.md\n---\ntitle: Effect {at}\nsummary: It happened.\ntype: meeting\ndate: 2001-05-01\n\
             relations: [{{type: responds-to, to: cause}}]\n---\nText.\n"
        ));
    }
    case
}

#[test]
fn an_events_sequence_shows_its_steps_and_what_it_cannot_hold_is_listed() {
    let few = Site::of(&cause(30));
    assert_eq!(few.texts("/events/cause.html", ".sequence .relation-to").len(), 30);
    assert_eq!(few.texts("/events/cause.html", "#relations .relation-to").len(), 0, "said once");
    let many = Site::of(&cause(100));
    let pages = many.pages.keys().filter(|address| address.starts_with("/events/cause") && address.ends_with(".html"));
    let listed: Vec<String> = pages.flat_map(|address| many.texts(address, "#relations .relation-to")).collect();
    assert_eq!((listed.len(), listed.iter().collect::<BTreeSet<_>>().len()), (100, 100));
}

#[test]
fn a_relation_stated_alike_on_both_sides_says_its_note_once_with_all_sources() {
    let case = "=== casebook.yaml\ntitle: Two\nrelease: {default: CLEAR}\nlints: {unsourced-event: allow, orphan-brief: allow, no-archive: allow}\n\
        === content/actors/a.md\n---\ntitle: First\nsummary: One.\ntype: state\nrelations: [{type: ally-of, to: b, note: By treaty., sources: [s]}]\n---\n\
        === content/actors/b.md\n---\ntitle: Second\nsummary: Two.\ntype: state\nrelations: [{type: ally-of, to: a, note: By treaty., sources: [s, t]}]\n---\n\
        === content/sources/s.md\n---\ntype: webpage\ntitle: A page\npublisher: Press\n---\n\
        === content/sources/t.md\n---\ntype: article-newspaper\ntitle: \"Post, 18 January 2024\"\npublisher: Post\nissued: 2024-01-18\n---\n";
    let site = Site::of(case);
    let notes = site.texts("/actors/a.html", "#relations .relation-note");
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(notes[0].matches("By treaty.").count(), 1, "{notes:?}");
    assert_eq!(site.texts("/actors/a.html", "#relations .citation"), ["1", "2"]);
    let entry = site.texts("/sources/t.html", ".source-entry");
    assert_eq!(entry[0].matches("Post").count(), 1, "publisher and date are said once: {entry:?}");
}
