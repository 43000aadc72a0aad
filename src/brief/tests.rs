//! Whole files to briefs and problems. Each problem is compared as `path:line:column code: message`.

use super::table::{Field, Shape};
use super::*;
use crate::model::reference::IfWithheld;
use crate::model::terms::{Status, Tlp};
use proptest::prelude::*;
use std::fmt::Write as _;

fn config() -> Config {
    let yaml = "title: Test\nlanguages: [en, ur, fa]\nvocabulary: {actor_types: [malware], event_types: [campaign], relation_types: {uses: used-by}}\n";
    serde_yaml::from_str(yaml).unwrap_or_else(|error| unreachable!("{error}"))
}

fn parsed(snapshot: &Snapshot) -> (Vec<Arc<Brief>>, Vec<String>) {
    let mut problems = Problems::default();
    let briefs = parse(snapshot, &config(), &Learnt::none(), &mut problems);
    let found = problems.finish(&Default::default()).into_iter().map(|(_, problem)| line(snapshot, &problem)).collect();
    (briefs, found)
}

fn line(snapshot: &Snapshot, problem: &Diagnostic) -> String {
    let at = problem.location.span.start as usize;
    let bytes = snapshot.get(&problem.location.path).map(|bytes| bytes.to_vec()).unwrap_or_default();
    let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default()).into_owned();
    let (row, column) = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1);
    format!("{}:{row}:{column} {}: {}", problem.location.path, problem.code, problem.message)
}

/// Problems of one file in a casebook.
fn faults(path: &str, text: &str) -> Vec<String> {
    let mut snapshot = Snapshot::default();
    snapshot.insert(path, text);
    let prefix = format!("{path}:");
    parsed(&snapshot).1.into_iter().map(|found| found.replacen(&prefix, "", 1)).collect()
}

fn only(path: &str, text: &str) -> Option<Brief> {
    let mut snapshot = Snapshot::default();
    snapshot.insert(path, text);
    let (briefs, problems) = parsed(&snapshot);
    assert_eq!(problems, [""; 0]);
    briefs.into_iter().next().map(Arc::unwrap_or_clone)
}

#[test]
fn an_actor_is_read_whole() {
    let text = "---\ntitle: Iran\nsummary: A state.\ntype: state\nnames:\n  - {text: \"ایران\", lang: fa, use: native}\n  - {text: X, use: hostile, used_by: blf}\n\
        active: 1979/..\ncountries: [IR]\naliases: [Tehran]\ntags: [x]\nautolink: false\nrelations:\n  - {type: ally-of, to: {ref: syria, if_withheld: drop}, according_to: [a, b]}\n\
        ids: {wikidata: Q794}\nextra: {a: 1.10, b: 2, c: no, d: true, e: [x, null], f: 1.5}\nrelease: {tlp: AMBER+STRICT, status: review}\n---\nBody *text*.\n";
    let Some(brief) = only("content/actors/asia/iran.md", text) else { unreachable!("no brief") };
    let Some(actor) = brief.actor() else { unreachable!("no actor") };
    assert_eq!((&*brief.id, brief.kind, &*brief.markdown()), ("iran", Kind::Actor, "Body *text*.\n"));
    assert_eq!(&*actor.names[0].text.value, "ایران");
    assert_eq!(&brief.text.whole()[actor.names[0].text.span.range()], "\"ایران\"");
    assert_eq!(&brief.text.whole()[actor.names[1].span.range()], "{text: X, use: hostile, used_by: blf}");
    assert_eq!(&*actor.names[1].used_by[0].text, "blf");
    assert_eq!(brief.common.autolink, Some(false));
    assert_eq!(brief.common.relations[0].to.if_withheld, IfWithheld::Drop);
    assert_eq!(brief.common.relations[0].according_to.len(), 2);
    let extra = serde_json::to_string(&brief.common.extra).unwrap_or_default();
    assert_eq!(extra, r#"{"a":"1.10","b":2,"c":"no","d":true,"e":["x",null],"f":1.5}"#);
    let release = &brief.common.release;
    assert_eq!(
        (release.tlp.as_ref().map(|t| t.value), release.status.as_ref().map(|s| s.value), release.unreadable),
        (Some(Tlp::AmberStrict), Some(Status::Review), false)
    );
}

#[test]
fn block_items_and_folded_text_have_their_place() {
    let text = "---\ntitle: >\n  Two\n  lines\nsummary: |\n  One.\n\ntype: strike\nclaims:\n  - id: c1\n    by: a\n    stance: denies\n    about: target\n    text: |\n      It [[was]]\n      not [[was]].\n  - id: c2\n    by: b\n    stance: asserts\n    about: target\n    text: 'It''s [[b]]'\n---\n";
    let Some(brief) = only("content/events/e.md", text) else { unreachable!("no brief") };
    assert_eq!(&*brief.common.title.value, "Two lines");
    assert_eq!(&*brief.common.summary.value, "One.");
    let claims = brief.event().map(|event| event.claims.as_slice()).unwrap_or_default();
    assert_eq!(&text[claims[0].span.range()], &text[text.find("id: c1").unwrap_or(0)..text.find("\n  - id: c2").unwrap_or(0)]);
    let prose = &claims[0].text;
    let second = prose.rfind("[[was]]").unwrap_or(0);
    let span = prose.locate(text, second..second + 7);
    assert_eq!(span.start as usize, text.rfind("[[was]]").unwrap_or(0));
    assert_eq!(&*claims[1].text.value, "It's [[b]]");
}

#[test]
fn every_fault_of_a_file_is_found_at_once() {
    let text = "---\ntitel: Iran\ntype: stat\nactive: 2024-02-30\ncountries: [IR, UK]\nautolink: yes\nnames: Iran\nids: [x]\nrelations:\n  - {type: part-off, to: iran}\n  - {to: [[iran]], valid: 2024/2023}\n  - x\nsources: [a, ]\nreview_by:\n---\n";
    assert_eq!(
        faults("content/actors/iran.md", text),
        [
            "1:1 missing-field: `summary` is missing",
            "1:1 missing-field: `title` is missing",
            "2:1 unknown-key: unknown key `titel`",
            "3:7 bad-value: `type` cannot be `stat`",
            "4:9 bad-date: `2024-02-30` is not in the calendar",
            "5:17 bad-value: `UK` is not a country code",
            "6:11 bad-value: `autolink` is `yes`, not true or false",
            "7:8 bad-value: `names` takes a list",
            "8:6 bad-value: `ids` takes a mapping of keys and values, not a list",
            "10:12 bad-value: `type` cannot be `part-off`",
            "11:5 missing-field: `type` is missing",
            "11:10 bad-value: `to` takes a reference, not a list",
            "11:27 bad-date: the interval `2024/2023` ends before it starts",
            "12:5 bad-value: `relations` takes a mapping of keys and values, not a single value",
        ]
    );
}

#[test]
fn numbers_and_places_are_checked() {
    let text = "---\ntitle: E\nsummary: S.\ntype: strike\nrung: 10\nlocation: {lat: 126.9, lon: abc, precision: exactly}\nfigures:\n  - {measure: killed, low: \"1,200\", high: .inf}\n  - {measure: killed}\n  - {low: 1}\nclaims:\n  - {id: C1, by: a, stance: says, about: x, text: \"\", rating: {credibility: 7, reliability: c}}\n  - {id: c1, by: a, stance: asserts, about: target, text: T}\n  - {id: c1, by: a, stance: asserts, about: target, text: T}\n---\n";
    assert_eq!(
        faults("content/events/e.md", text),
        [
            "5:7 bad-value: `rung` is `10`, not a number from 0 to 9",
            "6:17 bad-value: `lat` is beyond 90 degrees",
            "6:29 bad-value: `lon` is `abc`, not a number",
            "6:45 bad-value: `precision` cannot be `exactly`",
            "8:28 bad-value: `low` is `1,200`, not a number",
            "8:43 bad-value: `high` is `.inf`, not a number",
            "9:5 missing-field: the figure has no number",
            "10:5 missing-field: `measure` is missing",
            "12:10 bad-id: the id `C1` has an upper-case letter",
            "12:29 bad-value: `stance` cannot be `says`",
            "12:42 bad-value: `about` cannot be `x`",
            "12:45 missing-field: `text` has no value",
            "12:77 bad-value: `credibility` is `7`, not a number from 1 to 6",
            "12:93 bad-value: `reliability` cannot be `c`",
            "14:10 duplicate-id: the id `c1` stands twice in `claims`",
        ]
    );
}

#[test]
fn an_analysis_knows_its_own_parts() {
    let text = "---\ntitle: A\nsummary: S.\npublished: 2024\njudgements:\n  - {id: kj1, text: T, likelihood: unlikly, assumptions: [a1, a3], would_change_if: [i9]}\nassumptions: [{id: a1, text: T}]\nindicators: [{id: i1, text: T}, {id: a1, text: T}]\nach: {hypotheses: [{id: h1, text: T}], evidence: [{ref: x, ratings: {h1: C, h2: X}}]}\n---\n";
    assert_eq!(
        faults("content/analyses/a.md", text),
        [
            "6:36 bad-value: `likelihood` cannot be `unlikly`",
            "6:63 unresolved-reference: no assumption `a3` in this analysis",
            "6:86 unresolved-reference: no indicator `i9` in this analysis",
            "8:38 duplicate-id: the id `a1` stands twice in this analysis",
            "9:81 bad-value: `ratings` cannot be `X`",
        ]
    );
}

/// What the release block of a brief comes to: label read, unreadable, codes of its problems.
fn release(block: &str) -> (Option<Tlp>, bool, Vec<String>) {
    let mut snapshot = Snapshot::default();
    snapshot.insert("content/actors/a.md", format!("---\ntitle: A\nsummary: S.\ntype: state\n{block}\n---\n"));
    let (briefs, problems) = parsed(&snapshot);
    let release = briefs.first().map(|brief| &brief.common.release);
    let codes = problems.iter().map(|problem| problem.split([' ', ':']).nth(3).unwrap_or_default().to_owned()).collect();
    (release.and_then(|release| release.tlp.as_ref().map(|tlp| tlp.value)), release.is_none_or(|release| release.unreadable), codes)
}

#[test]
fn a_release_block_that_is_not_understood_fails_closed() {
    let fine = |block: &str, tlp| assert_eq!(release(block), (tlp, false, vec![]), "{block}");
    fine("tags: []", None);
    fine("release: {tlp: CLEAR}", Some(Tlp::Clear));
    fine("release: {tlp: \"RED\", status: draft, embargo_until: 2024-02-10T06:00:00+05:00, licence: CC-BY-4.0}", Some(Tlp::Red));
    for block in [
        "release:",
        "release: {}x",
        "release: CLEAR",
        "release: [CLEAR]",
        "release: {tlp: clear}",
        "release: {tlp: CLEAR }\nrelease: {tlp: RED}",
        "release: {tlp: СLEAR}",
        "release: {tlp: TLP:CLEAR}",
        "release: {tlp: }",
        "release: {tpl: RED}",
        "release: {tlp: [CLEAR]}",
        "release: {tlp: CLEAR, tlp: RED}",
        "release: {status: publised}",
        "release: {embargo_until: 2024-02-10}",
        "release: {embargo_until: \"2024-02-10T06:00:00\"}",
        "release: {tlp: !!str CLEAR}x",
        "release: &a {tlp: CLEAR",
        "relase: {tlp: RED}",
        "Release: {tlp: RED}",
        "tlp: RED",
        "release: {tlp: *x}",
        "release: {<<: *x}",
        "title: B",
    ] {
        let (_, unreadable, codes) = release(block);
        assert!(unreadable && !codes.is_empty(), "{block}: {unreadable} {codes:?}");
    }
}

#[test]
fn features_of_yaml_that_hide_things_are_refused() {
    let head = "---\ntitle: A\nsummary: S.\ntype: state\n";
    let found = |yaml: &str| faults("content/actors/a.md", &format!("{head}{yaml}\n---\n"));
    assert_eq!(found("tags: &t [a]"), ["5:7 yaml-feature: an anchor"]);
    assert_eq!(found("tags: [a, *t]"), ["5:11 yaml-feature: an alias"]);
    assert_eq!(found("tags: !!seq [a]"), ["5:7 yaml-feature: a tag"]);
    assert_eq!(found("<<: {a: 1}"), ["5:1 yaml-feature: a merge key"]);
    assert_eq!(found("...\nx: 1"), ["6:1 yaml-feature: a second document"]);
    assert_eq!(found("tags: [a]\ntags: [b]"), ["6:1 duplicate-key: the key `tags` is written twice"]);
    assert_eq!(found("? [a]\n: b"), ["5:3 invalid-yaml: a collection used as a key"]);
    assert_eq!(found("tags: [a"), ["5:7 invalid-yaml: unclosed bracket '['"]);
    assert_eq!(found("tags: a: b"), ["5:8 invalid-yaml: mapping values are not allowed in this context"]);
    assert_eq!(found("tags:\n\t- a"), ["6:2 invalid-yaml: tabs disallowed within this context (block indentation)"]);
    assert_eq!(found("tags: [\"a\\0b\"]"), ["5:8 bad-value: the control character \\u{0} in a text"]);
    let deep = format!("extra: {{a: {}{}}}", "[".repeat(4000), "]".repeat(4000));
    assert_eq!(found(&deep), ["5:43 limit: collections inside collections more than 32 times"]);
}

#[test]
fn empty_values_say_nothing() {
    let text = "---\ntitle: A\nsummary: S.\ntype: state\ntags: [\"\", x, ~]\nlang: \"\"\naliases:\nids: {wikidata: }\nnames: []\n---\n";
    let Some(brief) = only("content/actors/a.md", text) else { unreachable!("no brief") };
    assert_eq!((brief.common.tags.len(), brief.common.lang.is_none(), brief.common.ids.len()), (1, true, 0));
    let required = "---\ntitle: \"  \"\nsummary:\ntype: ~\n---\n";
    let expected =
        ["2:1 missing-field: `title` has no value", "3:1 missing-field: `summary` has no value", "4:1 missing-field: `type` has no value"];
    assert_eq!(faults("content/actors/a.md", required), expected);
}

#[test]
fn letters_read_in_a_wrong_encoding_are_shown_as_such() {
    let Some(brief) = only("content/actors/a.md", "---\ntitle: \"A\\u009dB\"\nsummary: S.\ntype: state\n---\n") else {
        unreachable!("no brief")
    };
    assert_eq!(&*brief.common.title.value, "A\u{fffd}B");
}

#[test]
fn what_was_written_stays() {
    let text = "---\ntitle: 1.10\nsummary: no\ntype: state\ntags: [no, 0123, 12:30:45, 2024-01-01]\naliases: [NO, 'null']\n---\n";
    let Some(brief) = only("content/actors/a.md", text) else { unreachable!("no brief") };
    assert_eq!((&*brief.common.title.value, &*brief.common.summary.value), ("1.10", "no"));
    let tags: Vec<&str> = brief.common.tags.iter().map(|tag| &*tag.value).collect();
    assert_eq!(tags, ["no", "0123", "12:30:45", "2024-01-01"]);
    assert_eq!(brief.common.aliases.len(), 2);
}

#[test]
fn encodings_and_line_ends_keep_their_places() {
    let crlf = "\u{feff}---\r\ntitle: A\r\nsummary: \"é S\"\r\ntype: stat\r\n---\r\nBody\r\n";
    assert_eq!(faults("content/actors/a.md", crlf), ["4:7 bad-value: `type` cannot be `stat`"]);
    let mut snapshot = Snapshot::default();
    snapshot.insert("content/actors/a.md", b"---\ntitle: A\xff\n---\n".to_vec());
    assert_eq!(parsed(&snapshot).1, ["content/actors/a.md:2:9 invalid-utf8: not UTF-8 from here on"]);
    assert_eq!(faults("content/actors/a.md", ""), ["1:1 missing-field: the file is empty"]);
    assert_eq!(faults("content/actors/a.md", "---\n- a\n---\n"), ["2:1 bad-value: the front matter is a list, not a mapping"]);
    assert_eq!(faults("content/actors/a.md", "---\ntext\n---\n"), ["2:1 bad-value: the front matter is a single value, not a mapping"]);
    assert_eq!(faults("content/actors/a.md", "---\n---\n").len(), 3);
    assert_eq!(faults("content/actors/a.md", "---\ntitle: A\nBody"), ["1:1 unclosed-front-matter: the front matter is not closed"]);
}

#[test]
fn files_are_known_by_their_place() {
    let good = "---\ntitle: A\nsummary: S.\ntype: state\n---\n";
    for (path, expected) in [
        ("content/actors/x/y/a.md", vec![]),
        ("content/actors/.hidden.md", vec![]),
        ("content/.git/a.md", vec![]),
        ("content/actors/map.png", vec![]),
        ("content/a.md", vec!["1:1 bad-value: the file is in no kind's folder"]),
        ("content/actor/a.md", vec!["1:1 bad-value: the file is in no kind's folder"]),
        ("content/actors/A.md", vec!["1:1 bad-id: the id `A` has an upper-case letter"]),
        ("content/actors/a.MD", vec!["1:1 bad-value: a brief's file name ends in `.md`"]),
        ("content/actors/a.de.md", vec!["1:1 bad-id: `de` is none of the site's languages"]),
        ("content/actors/con.md", vec!["1:1 bad-id: the id `con` is a name that Windows keeps for a device"]),
        ("content/actors/lib.yaml", vec!["1:1 bad-value: a library of sources in another folder"]),
        (
            "content/actors/a.ur.md",
            vec!["2:8 unresolved-reference: there is no actor `a` for this version in `ur`", "4:1 unknown-key: unknown key `type`"],
        ),
    ] {
        assert_eq!(faults(path, good), expected, "{path}");
    }
}

#[test]
fn names_are_unique() {
    let good = "---\ntitle: A\nsummary: S.\ntype: state\n---\n";
    let mut snapshot = Snapshot::default();
    for path in ["content/actors/a.md", "content/actors/x/a.md", "content/events/a.md", "content/actors/iran.md", "content/actors/іran.md"]
    {
        snapshot.insert(path, good.replace("state", if path.contains("events") { "strike" } else { "state" }));
    }
    let mut problems = Problems::default();
    let briefs = unique(parsed(&snapshot).0, &mut problems);
    assert_eq!(briefs.len(), 4);
    let problems: Vec<String> = problems.iter().map(|problem| line(&snapshot, problem)).collect();
    assert_eq!(
        problems,
        [
            "content/actors/x/a.md:2:8 duplicate-id: a second actor with the id `a`",
            "content/actors/іran.md:2:8 path-collision: the ids `іran` and `iran` cannot be told apart"
        ]
    );
}

#[test]
fn versions_in_other_languages_belong_to_their_brief() {
    let snapshot = Snapshot::of(
        "=== content/events/e.md\n---\ntitle: E\nsummary: S.\ntype: strike\nrelease: {tlp: RED}\n---\nBody\n\
         === content/events/e.ur.md\n---\ntitle: واقعہ\nsummary: خلاصہ۔\nclaims: {c1: \"متن\"}\n---\nمتن\n\
         === content/events/e.fa.md\n---\ntitle: ف\nsummary: خ\nrelease: {tlp: CLEAR}\n---\n",
    );
    let (briefs, problems) = parsed(&snapshot);
    assert_eq!(problems, ["content/events/e.fa.md:4:1 unknown-key: unknown key `release`"]);
    let languages: Vec<&str> = briefs[0].translations.keys().map(|lang| &**lang).collect();
    assert_eq!((briefs.len(), languages), (1, vec!["fa", "ur"]));
    assert_eq!(briefs[0].translations["ur"].markdown(), "متن\n");
    assert_eq!(&*briefs[0].translations["ur"].claims["c1"].value, "متن");
}

#[test]
fn a_library_holds_many_sources() {
    let snapshot = Snapshot::of(
        "=== content/sources/lib.yaml\n- id: a\n  type: webpage\n  title: A\n  url: https://example.org/a\n- {id: b, type: webpge, title: B, url: \"javascript:alert(1)\"}\n- {type: book, title: C}\n- {id: d, type: book, title: D, author: [{literal: ICG}, {given: X}, Y], page: 1-2}\n",
    );
    let (briefs, problems) = parsed(&snapshot);
    let ids: Vec<&str> = briefs.iter().map(|brief| &*brief.id).collect();
    assert_eq!(ids, ["a", "b", "d"]);
    let path = "content/sources/lib.yaml";
    assert_eq!(
        problems,
        [
            format!("{path}:5:17 bad-value: `type` cannot be `webpge`"),
            format!("{path}:5:40 unsafe-url: `javascript:alert(1)` is no web address"),
            format!("{path}:6:3 missing-field: `id` is missing"),
            format!("{path}:7:58 missing-field: the author has no name"),
            format!("{path}:7:70 bad-value: an author is a mapping"),
        ]
    );
    assert_eq!(&briefs[2].text.whole()[briefs[2].common.title.span.range()], "D");
}

#[test]
fn every_example_of_the_tables_is_read_without_a_problem() {
    for kind in Kind::ALL {
        let mut text = String::from("---\n");
        for field in fields_reference(*kind) {
            let _ = writeln!(text, "{}: {}", field.key, field.example);
        }
        text.push_str("---\n");
        assert_eq!(faults(&format!("content/{}/x.md", kind.folder()), &text), [""; 0], "{text}");
    }
}

#[test]
fn nested_examples_are_read_too() {
    fn nested(fields: &'static [Field]) -> String {
        let pairs: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.key, field.example)).collect();
        format!("{{{}}}", pairs.join(", "))
    }
    for kind in Kind::ALL {
        let mut text = String::from("---\n");
        for field in fields_reference(*kind) {
            let value = match field.shape {
                Shape::Map(fields) => nested(fields),
                Shape::List(Shape::Map(fields)) => format!("[{}]", nested(fields)),
                _ => field.example.to_owned(),
            };
            let _ = writeln!(text, "{}: {value}", field.key);
        }
        text.push_str("---\n");
        assert_eq!(faults(&format!("content/{}/x.md", kind.folder()), &text), [""; 0], "{text}");
    }
}

/// A value that no field of this shape takes.
fn wrong(shape: Shape) -> &'static str {
    match shape {
        Shape::List(_) | Shape::Map(_) | Shape::Pairs(_) | Shape::Free => "x",
        _ => "[[x]]",
    }
}

/// Every field of the tables is read: with one wrong value among good ones, that value is a problem.
#[test]
fn no_field_of_the_tables_is_left_unread() {
    fn item(fields: &'static [Field], broken: &Field) -> String {
        let value = |field: &Field| if field.key == broken.key { wrong(field.shape) } else { field.example };
        let pairs: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.key, value(field))).collect();
        format!("{{{}}}", pairs.join(", "))
    }
    let faulty = |kind: Kind, broken: &Field, value: &str| {
        let line = |field: &Field| format!("{}: {}\n", field.key, if field.key == broken.key { value } else { field.example });
        let text = format!("---\n{}---\n", fields_reference(kind).map(line).collect::<String>());
        assert!(!faults(&format!("content/{}/x.md", kind.folder()), &text).is_empty(), "{}: {value}", broken.key);
    };
    for kind in Kind::ALL {
        for field in fields_reference(*kind) {
            faulty(*kind, field, wrong(field.shape));
            match field.shape {
                Shape::Map(fields) => fields.iter().for_each(|inner| faulty(*kind, field, &item(fields, inner))),
                Shape::List(Shape::Map(fields)) => {
                    fields.iter().for_each(|inner| faulty(*kind, field, &format!("[{}]", item(fields, inner))))
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_flood_of_unknown_keys_is_summed_up() {
    let keys: String = (0..5000).map(|n| format!("zzz{n}: 1\n")).collect();
    let found = faults("content/actors/a.md", &format!("---\ntitle: A\nsummary: S.\ntype: state\n{keys}---\n"));
    assert_eq!((found.len(), found.last().map(String::as_str)), (51, Some("55:1 unknown-key: 4950 more unknown keys")));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut snapshot = Snapshot::default();
        snapshot.insert("content/actors/a.md", bytes.clone());
        snapshot.insert("content/sources/l.yaml", bytes.clone());
        snapshot.insert("content/sources/l.bib", bytes);
        parsed(&snapshot);
    }

    #[test]
    fn arbitrary_front_matter_never_panics_and_points_into_the_file(yaml in "([a-z_]{1,8}|title|release|claims|relations|names|- |: |\n|  |[\\[\\]{},&*!|>'\"#?é]|\\PC){0,60}", crlf in any::<bool>()) {
        let yaml = if crlf { yaml.replace('\n', "\r\n") } else { yaml };
        let text = format!("---\n{yaml}\n---\nbody");
        let mut snapshot = Snapshot::default();
        for kind in Kind::ALL {
            snapshot.insert(format!("content/{}/a.md", kind.folder()), text.as_str());
        }
        snapshot.insert("content/sources/l.yaml", yaml.as_str());
        let mut problems = Problems::default();
        parse(&snapshot, &config(), &Learnt::none(), &mut problems);
        for problem in problems.iter() {
            let bytes = snapshot.get(&problem.location.path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
            prop_assert!(bytes.get(problem.location.span.range()).is_some(), "{problem:?} in {bytes:?}");
        }
    }

    #[test]
    fn the_order_of_files_and_threads_does_not_matter(count in 1_usize..40) {
        let mut snapshot = Snapshot::default();
        for n in 0..count {
            snapshot.insert(format!("content/actors/{}.md", (n * 7) % 31), format!("---\ntitle: T{n}\n---\n"));
        }
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let one = alone.map(|pool| pool.install(|| parsed(&snapshot).1)).unwrap_or_default();
        prop_assert_eq!(parsed(&snapshot).1, one);
    }
}
