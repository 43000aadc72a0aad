//! Input that asks too much: it ends at a limit with its place, or is read like any other. None of it takes for ever.

use super::{CONFIGURATION, compiled, corpora, rendered};
use crate::cli::{folder, run};
use casebook::content::Snapshot;
use casebook::diagnostic::{Code, code};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What is repeated in a hostile text, and how often: texts of some hundred kilobytes.
const MUCH: usize = 40_000;

/// The codes of the errors in an actor with this front matter and body.
fn codes(front: &str, body: &str) -> Vec<Code> {
    let actor = format!("---\ntitle: An actor\nsummary: A state.\ntype: state\n{front}\n---\n{body}\n");
    let mut snapshot = Snapshot::of(CONFIGURATION);
    snapshot.insert("content/actors/a.md", actor);
    snapshot.insert("content/actors/iran.md", "---\ntitle: Iran\nsummary: A state.\ntype: state\n---\nText.\n");
    let compiled = compiled(&snapshot);
    rendered(&compiled);
    compiled.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn markdown_that_breaks_parsers_is_read_to_its_end() {
    for part in [
        "[",
        "]",
        "![",
        "[a](",
        "[[",
        "[[a|",
        "<",
        "<!--",
        "<![CDATA[",
        "<?",
        "<!A ",
        "`",
        "*a_ ",
        "a**b",
        "_a__b ",
        "~~a~ ",
        "&",
        "&amp;",
        "\\",
        "a",
        "word ",
        "Iran ",
        "[[iran]] ",
        "[[iran]]",
        "[@nobody] ",
        "a[^1] ",
        "[^1]: ",
        "|",
        "|a",
        "<b>",
        "<https://e.org> ",
        "<a@b.c> ",
        "-",
        "=",
        "#",
        "\t",
        "\u{301}",
        "\u{202e}",
        "A. ",
        ". ",
        "[a](b \"",
        "[a](<b",
        "[a]: <b",
        "> [!NOTE]\n> ",
        "a  \n",
        "\n",
        "```\n",
        "## a\n\n",
        "a\n=\n",
        "- a\n",
        "| a |\n|---|\n",
        "[a]: https://e.org\n",
        "[^a]: [^a]\n\n",
        "*a **b ",
        "(",
        "(a",
        "[a](b)",
        "![a](b)",
        "<div>\n\n",
        "$",
        "^",
        ":a:",
    ] {
        codes("", &part.repeat(MUCH / part.len() * 2));
    }
}

#[test]
fn texts_that_grow_are_bounded() {
    // A definition that is long and used often, a wide table with many short rows, many notes to one footnote.
    codes("", &format!("[a]: https://e.org/{}\n\n{}", "x".repeat(MUCH), "[a] ".repeat(MUCH / 4)));
    codes("", &format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "a\n".repeat(MUCH / 2)));
    codes("", &format!("{}\n\n[^1]: x", "a[^1] ".repeat(MUCH / 6)));
    codes("", &(1..300).fold(String::new(), |text, n| text + &"`".repeat(n) + " "));
    let definitions = (0..MUCH / 20).fold(String::new(), |mut text, n| {
        writeln!(text, "[a{n}]: https://e.org\n").unwrap();
        text
    });
    codes("", &definitions);
}

#[test]
fn nesting_ends_at_a_limit() {
    for body in [
        "> ".repeat(1000) + "a",
        ">".repeat(MUCH) + "a",
        "- ".repeat(1000) + "a",
        "1. ".repeat(500) + "a",
        "*a ".repeat(500) + &"b* ".repeat(500),
    ] {
        assert!(codes("", &body).contains(&code::LIMIT), "{}", &body[..40]);
    }
    for front in ["[".repeat(MUCH) + &"]".repeat(MUCH), "{a: ".repeat(MUCH), "[".repeat(33) + &"]".repeat(33)] {
        assert!(codes(&format!("extra: {{x: {front}}}"), "").contains(&code::LIMIT), "{}", &front[..20]);
    }
    let blocks = (1..100).fold("extra:\n".to_owned(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    assert!(codes(&blocks, "").contains(&code::LIMIT));
    assert!(!codes("extra: {a: [{b: [c]}]}", "> > - a\n>   - **b *c***\n").contains(&code::LIMIT));
}

#[test]
fn values_and_problems_of_one_file_end_at_a_limit() {
    assert!(codes(&format!("extra: {{x: [{}a]}}", "a,".repeat(50_000)), "").contains(&code::LIMIT));
    assert!(codes(&format!("tags: [{}a]", "a,".repeat(50_000)), "").contains(&code::LIMIT));
    let faulty = codes(&"type: state\n".repeat(5000), "");
    assert_eq!(faulty.iter().filter(|code| **code == code::DUPLICATE_KEY).count(), 1000);
    assert!(faulty.contains(&code::LIMIT));
}

#[test]
fn a_billion_laughs_are_none() {
    let laughs = (b'b'..b'n').fold("a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, letter| {
        let (this, before) = (char::from(letter), char::from(letter - 1));
        text + &format!("{this}: &{this} [{}]\n", vec![format!("*{before}"); 9].join(","))
    });
    assert!(codes(&laughs, "").contains(&code::YAML_FEATURE));
    assert!(codes("a: &a [*a]", "").contains(&code::YAML_FEATURE));
}

/// Front matter without a title, or that is none: whatever else it is, it stops a build.
fn assert_refused(name: &str, text: &str) {
    let mut snapshot = Snapshot::of(CONFIGURATION);
    snapshot.insert("content/actors/a.md", format!("---\n{text}\n---\n"));
    snapshot.insert("content/sources/a.yaml", text);
    assert!(compiled(&snapshot).is_stopped(), "{name}: front matter without a title passed");
}

#[test]
fn front_matter_of_every_bad_sort_is_refused() {
    for text in
        ["", "~", "[]", "- a", "a: 1\na: 2", "a: !!binary x", "? [a]: b", "<<: {a: 1}", "a:\n\tb: 1", "a: \"", "%YAML 9\n---", "a: |9\n x"]
    {
        assert_refused(text, text);
    }
}

#[test]
#[ignore = "looks at the collections below the folder that CASEBOOK_CORPORA names"]
fn collected_front_matter_is_refused() {
    let collected = corpora::collection("yaml-frontmatter").expect("CASEBOOK_CORPORA names the folder");
    for (name, yaml) in collected.as_object().unwrap() {
        assert_refused(name, yaml.as_str().unwrap_or_default());
    }
}

fn casebook(root: &Path, limits: &str, body: &str) {
    fs::create_dir_all(root.join("content/actors")).unwrap();
    fs::write(root.join("casebook.yaml"), format!("title: T\nlang: en\nrelease: {{default: CLEAR}}\nlimits: {limits}\n")).unwrap();
    fs::write(root.join("content/actors/iran.md"), format!("---\ntitle: Iran\nsummary: A state.\ntype: state\n---\n{body}\n")).unwrap();
}

#[test]
fn a_limit_is_exit_5_with_its_place_and_what_to_do() {
    for (limits, place) in [
        ("{brief: 60}", "content/actors/iran.md:1:1: error[limit]: the file has 164 bytes, more than 60"),
        ("{values: 3}", "content/actors/iran.md:3:1: error[limit]: more than 3 values in one file"),
        ("{depth: 2}", "content/actors/iran.md:6:5: error[limit]: Markdown inside Markdown 3 times, more than 2"),
        ("{page: 100}", "content/actors/iran.md:6:1: error[limit]: this text becomes"),
    ] {
        let root = folder();
        casebook(root.path(), limits, &format!("> > A quotation. {}", "words ".repeat(16)));
        for command in ["build", "check"] {
            let ran = run(root.path(), command);
            let said = format!("{}{}", ran.out, ran.err);
            assert_eq!(ran.code, 5, "{command} with {limits}: {said}");
            assert!(said.contains(place) && said.contains("casebook.yaml"), "{command} with {limits}: {said}");
        }
        assert!(!root.path().join("public/index.html").exists());
    }
}

#[test]
fn a_page_that_grows_too_large_is_exit_5() {
    let root = folder();
    casebook(root.path(), "{page: 4000}", "Text.");
    let ran = run(root.path(), "build");
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains(".html: ") && ran.err.contains("more than 4000") && ran.err.contains("limits: {page: …}"), "{}", ran.err);
    assert!(!root.path().join("public/index.html").exists());
}

#[test]
fn limits_are_whole_numbers() {
    for limits in ["{brief: 0}", "{seconds: -1}", "{page: many}", "{depth: 1.5}", "{sides: 4}", "[]"] {
        let root = folder();
        casebook(root.path(), limits, "Text.");
        let ran = run(root.path(), "check");
        assert_eq!(ran.code, 2, "{limits}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn time_that_is_over_ends_with_exit_5_and_leaves_no_site() {
    let root = folder();
    casebook(root.path(), "{seconds: 1}", "Text.");
    // A page for each of twenty thousand tags takes any machine longer than that.
    let tags = (0..20_000).map(|n| format!("t{n}")).collect::<Vec<_>>().join(", ");
    let brief = format!("---\ntitle: Tagged\nsummary: A state.\ntype: state\ntags: [{tags}]\n---\nText.\n");
    fs::write(root.path().join("content/actors/tagged.md"), brief).unwrap();
    let ran = run(root.path(), "build");
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("takes more than 1 seconds") && ran.err.contains("limits: {seconds: …}"), "{}", ran.err);
    assert!(!root.path().join("public").join("index.html").exists());
}
