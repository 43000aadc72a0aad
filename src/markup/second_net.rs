//! A second net under our writer, spread where it is tested: whatever the Markdown, ammonia, which knows nothing of how
//! the HTML was made, finds nothing to take out of it.
//!
//! It is not spread at every build. Raw HTML never enters the output, so there is nothing to catch but a mistake of ours,
//! which this test looks for in every kind of Markdown; and catching it again in each of ten thousand briefs would cost
//! half a second of six.

use super::tests::Four;
use super::{Numbering, inline, render};
use ammonia::{Builder, UrlRelative};
use proptest::prelude::*;
use scraper::Html;

/// Elements that prose may become, and their attributes.
const ALLOWED: &[(&str, &[&str])] = &[
    ("a", &["href", "title", "rel", "id", "class", "role", "aria-label"]),
    ("img", &["src", "alt", "title", "width", "height", "loading"]),
    ("th", &["scope", "class"]),
    ("td", &["class"]),
    ("ol", &["start"]),
    ("li", &["id"]),
    ("code", &["class"]),
    ("input", &["type", "disabled", "checked"]),
    ("sup", &["class"]),
    ("span", &["class"]),
    ("p", &["class"]),
    ("blockquote", &["class"]),
    ("section", &["class", "role", "aria-label"]),
    ("div", &["class", "tabindex", "role", "aria-label"]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
];

const PLAIN: &[&str] = &["br", "hr", "em", "strong", "del", "pre", "ul", "table", "thead", "tbody", "tr"];

fn net() -> Builder<'static> {
    let mut net = Builder::empty();
    net.tags(ALLOWED.iter().map(|(tag, _)| *tag).chain(PLAIN.iter().copied()).collect())
        .tag_attributes(ALLOWED.iter().map(|(tag, attributes)| (*tag, attributes.iter().copied().collect())).collect())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    net
}

/// What a browser reads of the HTML, and what the net lets through of it.
fn read_and_caught(html: &str) -> (String, String) {
    let read = |html: &str| Html::parse_fragment(html).root_element().inner_html();
    (read(html), read(&net().clean(html).to_string()))
}

/// Markdown of parts that break out of things, in any order.
fn markdown() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "[",
        "]",
        "(",
        ")",
        "![",
        "[[",
        "]]",
        "[@dawn]",
        "[@",
        "[^1]",
        "[^1]: ",
        "|",
        "\n",
        "\n\n",
        "\n|---|---|\n",
        "> ",
        "- ",
        "1. ",
        "- [x] ",
        "## ",
        "###### ",
        "`",
        "```",
        "~~~",
        "*",
        "**",
        "_",
        "~~",
        "<",
        ">",
        "</",
        "<b>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<![CDATA[",
        "]]>",
        "<a href=\"x\" ",
        "onclick=alert(1)",
        "style=\"x\"",
        "\"",
        "'",
        "\\",
        "&",
        "&lt;",
        "&#60;",
        "&colon;",
        "javascript:",
        "JAVASCRIPT:",
        "data:",
        "//evil.example",
        "/\\evil",
        "https://example.org",
        "<https://example.org>",
        "<javascript:x>",
        "mailto:a@b.c",
        "map.png",
        "iran",
        "Iran",
        "Jaish al-Adl",
        "{{",
        "}}",
        "\u{202e}",
        "\u{200b}",
        "\0",
        "\u{1b}",
        "\t",
        "    ",
        "a",
        " ",
        "[!NOTE]\n",
        "=",
        "---",
        ": ",
        "#s-a",
        "\u{fffd}",
    ]);
    prop::collection::vec(prop_oneof![4 => part.prop_map(str::to_owned), 1 => " \\PC{0,8}"], 0..60).prop_map(|parts| parts.concat())
}

#[test]
fn the_net_catches_what_we_never_write() {
    for html in ["<script>x</script>", "<p onclick=\"x\">a</p>", "<a href=\"javascript:x\">a</a>", "<p style=\"x\">a</p>", "<svg></svg>"] {
        let (read, caught) = read_and_caught(html);
        assert_ne!(read, caught, "{html}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_of_our_html_is_caught(markdown in markdown()) {
        for html in [render(&markdown, &Four::new(), &mut Numbering::default()).html, inline(&markdown, &Four::new(), &mut Numbering::default()).html] {
            let (read, caught) = read_and_caught(&html);
            prop_assert_eq!(read, caught, "{}", html);
        }
    }
}
