//! What a reader gets from a page, as lines of text: language, title, where it stands; then headings, words, and links
//! with what they lead to. Expectations in this form survive a change of dress and fail at a change of meaning.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

/// A page as its reader has it.
pub fn outline(html: &str) -> String {
    let page = Html::parse_document(html);
    let mut out = String::new();
    head(&page, &mut out);
    if let Some(main) = page.select(&Selector::parse("main").unwrap()).next() {
        let mut words = String::new();
        block(main, &mut words);
        for line in words.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty()) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

fn head(page: &Html, out: &mut String) {
    let mut say = |what: &str, selector: &str, name: &str| {
        for element in page.select(&Selector::parse(selector).unwrap()) {
            let value = if name.is_empty() { element.text().collect() } else { element.attr(name).unwrap_or_default().to_owned() };
            out.push_str(&format!("{what}: {value}\n"));
        }
    };
    say("language", "html", "lang");
    say("direction", "html", "dir");
    say("title", "head title", "");
    say("description", "meta[name=description]", "content");
    say("robots", "meta[name=robots]", "content");
    say("refresh", "meta[http-equiv=refresh]", "content");
    say("canonical", "link[rel=canonical]", "href");
    say("feed", "link[rel=alternate][title]", "href");
    say("handling", ".masthead .marking", "");
    say("in", ".translations a", "href");
    out.push_str("----\n");
}

/// Elements that begin and end a line.
const LINES: &[&str] = &[
    "section",
    "div",
    "p",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "footer",
    "nav",
    "figure",
    "figcaption",
    "blockquote",
    "details",
    "summary",
    "form",
    "label",
    "aside",
    "pre",
];
/// What says nothing to read: drawings have a twin in words, controls need a browser.
const SILENT: &[&str] = &["svg", "script", "style", "form", "noscript"];

fn block(element: ElementRef<'_>, out: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => out.push_str(&text.replace('\n', " ")),
            Node::Element(inside) => {
                if let Some(child) = ElementRef::wrap(child) {
                    nested(child, inside, out);
                }
            }
            _ => {}
        }
    }
}

fn nested(child: ElementRef<'_>, element: &Element, out: &mut String) {
    let name = element.name();
    if SILENT.contains(&name) {
        return;
    }
    let is_line = LINES.contains(&name);
    if is_line {
        out.push('\n');
        out.push_str(match name {
            "h1" => "# ",
            "h2" => "## ",
            "h3" => "### ",
            "h4" => "#### ",
            "li" => "- ",
            _ => "",
        });
    }
    if let Some(id) = element.attr("id").filter(|_| is_line) {
        out.push_str(&format!("{{{id}}} "));
    }
    let lang = element.attr("lang");
    if let Some(lang) = lang {
        out.push_str(&format!("«{lang}: "));
    }
    match (name, element.attr("href")) {
        ("a", Some(href)) => {
            out.push('[');
            block(child, out);
            out.push_str(&format!("]({href})"));
        }
        ("td" | "th", _) => {
            block(child, out);
            out.push_str(" | ");
        }
        _ => block(child, out),
    }
    if lang.is_some() {
        out.push('»');
    }
    if is_line {
        out.push('\n');
    }
}
