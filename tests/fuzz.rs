//! Each parser against input that nobody would write, with a fixed number of tries: none panics, and what each promises
//! holds. Bytes of whole files are tried in [`properties`](crate::properties), pictures beside their reader, request paths
//! beside theirs.

use crate::hostile::words::assert_inert;
use casebook::compile::{self, Compiled, Options};
use casebook::content::Snapshot;
use casebook::diagnostic::code;
use casebook::model::Kinds;
use casebook::release::Reach;
use casebook::text::edtf::Edtf;
use casebook::text::{fold, slug};
use proptest::prelude::*;

/// Every lint that can be lowered is, so that what is wrong is shown as text and not refused.
fn compiled(files: &[(&str, String)]) -> Compiled {
    let allowed: Vec<String> = code::ALL.iter().filter(|code| !code.always()).map(|code| format!("{code}: allow")).collect();
    let mut snapshot = Snapshot::default();
    snapshot.insert("casebook.yaml", format!("title: x\nrelease: {{default: CLEAR}}\nlints: {{{}}}\n", allowed.join(", ")));
    for (path, text) in files {
        snapshot.insert(*path, text.clone());
    }
    compile::compile(&snapshot, &Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers })
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Marks of Markdown and of ours, in any order.
fn markdown() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "[[",
        "]]",
        "[[open",
        "[[open]]",
        "[[open|",
        "|",
        "\\|",
        "#",
        "[@",
        "[@s]",
        "[@s, p. 3; ",
        "@",
        "]",
        "[",
        "](",
        ")",
        "(<",
        ">",
        "![",
        "![a](p.png",
        "[^1]",
        "[^1]: ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "```",
        "~~~ x\n",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "> ",
        "> [!NOTE]\n",
        "- ",
        "- [ ] ",
        "1. ",
        "| a | b |\n|--|:-:|\n| ",
        "# ",
        "## ",
        "{#id .class on=x}",
        "<",
        "</",
        "<b>",
        "<!--",
        "-->",
        "<?x",
        "<![CDATA[",
        "&",
        "&lt;",
        "&#x3c;",
        "&#0;",
        "http://",
        "https://a.b/",
        "<https://a.b>",
        "javascript:",
        "\\",
        "\"",
        "'",
        "$x$",
        ": ",
        "==",
        "^a^",
        "Open",
        "word ",
        "۱",
        "\u{202e}",
        "\u{200b}",
        "\u{0}",
        "\r",
        "\u{feff}",
    ]);
    prop::collection::vec(marks, 0..40).prop_map(|marks| marks.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_are_read_whole_or_refused(text in "[0-9]{0,5}[-/.?~%XYu0-9 \u{6f0}-\u{6f9}]{0,24}|\\PC{0,20}") {
        match Edtf::parse(&text) {
            Ok(date) => {
                prop_assert!(date.earliest() <= date.latest());
                prop_assert_eq!(date.as_str(), &text);
                prop_assert_eq!(Edtf::parse(date.as_str()), Ok(date));
            }
            Err(error) => prop_assert!(!error.hint().is_empty()),
        }
    }

    #[test]
    fn folding_is_stable_and_hides_no_word(text in "\\PC{0,60}", mark in "[\u{300}-\u{36f}\u{64b}-\u{652}\u{200c}\u{200d}\u{640}]") {
        let folded = fold::fold(&text);
        prop_assert_eq!(&fold::fold(&folded), &folded);
        // Marks, joiners and tatweel change nothing.
        let marked: String = text.chars().flat_map(|c| [Some(c), c.is_ascii_alphabetic().then(|| mark.chars().next().unwrap())]).flatten().collect();
        prop_assert_eq!(fold::fold(&marked), folded);
        let tokens: Vec<String> = casebook::search::tokens(&text).collect();
        prop_assert!(tokens.iter().all(|token| !token.is_empty() && !token.contains(char::is_whitespace)), "{:?}", tokens);
        prop_assert_eq!(casebook::search::tokens(&tokens.join(" ")).collect::<Vec<_>>(), tokens);
    }

    #[test]
    fn no_name_makes_an_address_that_leads_elsewhere(name in "\\PC{0,60}|[./\\\\%~:*?\"<>|A-Za-z\u{0}-\u{1f}-]{0,20}") {
        let slug = slug::tag_slug(&name);
        prop_assert!(!slug.contains(['/', '\\', '.', '~', '%', ':', '?', '#', '&', '"', '<', ' ']) && !slug.contains(char::is_control), "{}", slug);
        if slug::is_id(&name).is_ok() {
            prop_assert!(!name.contains(['/', '\\', '.', '~', '%']) && name.len() <= 220);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn front_matter_is_read_or_told(text in "(?s)(---\n)?([a-z_]{1,9}|title|type|release|tlp|claims|: |\n|  |- |[\\[\\]{},&*!|>'\"#?é-]|\\PC){0,60}(\n---\n)?.{0,20}") {
        let compiled = compiled(&[("content/actors/a.md", text.clone())]);
        let is_read = compiled.graph.as_ref().is_some_and(|graph| graph.all().len() == 1);
        prop_assert!(is_read || compiled.problems.iter().next().is_some(), "neither read nor told");
        for problem in compiled.problems.iter() {
            let range = problem.location.span.range();
            prop_assert!(&*problem.location.path != "content/actors/a.md" || text.get(range.clone()).is_some(), "{:?} is no place of the file", range);
        }
    }

    #[test]
    fn markdown_of_every_extension_is_inert(body in markdown(), prose in markdown()) {
        let compiled = compiled(&[
            ("content/actors/open.md", format!("---\ntitle: Open\nsummary: S.\ntype: state\n---\n\n{body}\n")),
            ("content/sources/s.md", "---\ntitle: Source\ntype: book\n---\n".into()),
            ("content/events/e.md", format!("---\ntitle: Event\nsummary: S.\ntype: strike\nclaims: [{{id: c1, by: open, stance: asserts, about: target, text: {}}}]\n---\n[[open]] [@s]\n", quoted(&prose))),
        ]);
        let graph = compiled.graph.as_ref().unwrap();
        for ix in graph.all() {
            let version = &graph.body(ix).unwrap().original;
            assert_inert("a body", &graph.text(ix, None).unwrap().html);
            prop_assert!(version.headings.iter().all(|heading| heading.id.chars().all(|c| c.is_alphanumeric() || "-_~".contains(c) || !c.is_ascii())));
            for claim in graph.get(ix).event().into_iter().flat_map(|event| &event.claims) {
                assert_inert("a field", &graph.prose(ix, None, &claim.text, &mut Default::default()));
            }
        }
    }

    #[test]
    fn references_lead_to_their_brief_or_nowhere(title in "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} '’#/.,&-]{0,20}", other in "\\PC{1,20}") {
        let compiled = compiled(&[
            ("content/actors/one.md", format!("---\ntitle: {}\nsummary: S.\ntype: state\n---\n[[{other}]] [@{other}]\n", quoted(&title))),
            ("content/actors/two.md", format!("---\ntitle: The second of two\nsummary: S.\ntype: state\nrelations: [{{type: ally-of, to: {}}}]\n---\n", quoted(&other))),
        ]);
        let graph = compiled.graph.as_ref().unwrap();
        let found = |name: &str| graph.resolver().resolve(graph, name, Kinds::ANY).ok().map(|target| graph.get(target.brief).id.to_string());
        if graph.all().len() == 2 {
            for name in ["one", "actors/one", &title, &title.to_uppercase().to_lowercase(), &format!(" {title} ")] {
                if fold::title_key(name) == fold::title_key(&title) && !["two", "actors/two"].contains(&title.trim()) && fold::title_key(&title) != "the second of two" {
                    prop_assert!(found(name).as_deref() == Some("one"), "{}", name);
                }
            }
            prop_assert!(found("actors/one").as_deref() == Some("one"));
            prop_assert_eq!(found("events/one"), None);
            prop_assert_eq!(found("one#c1"), None);
        }
    }
}
