//! Finished HTML of the pieces that long lists repeat, the same as the components of `templates/components.html` write.
//!
//! A register of 50,000 briefs has a thousand pages of fifty rows; made here, a row costs what its text costs. Every
//! text is escaped on its way in. Deliberately absent: whole pages, which are templates.

use super::card::Ref;
use crate::model::Words;
use crate::text::escape;
use std::fmt::Write;

/// Appends escaped text.
pub fn text(out: &mut String, text: &str) {
    escape::html(text, out);
}

/// Appends ` name="value"`, escaped; nothing for an empty value.
pub fn attribute(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape::html(value, out);
        out.push('"');
    }
}

/// Links in a row, commas between.
pub fn links(out: &mut String, to: &[Ref]) {
    for (at, one) in to.iter().enumerate() {
        if at > 0 {
            out.push_str("<span class=\"comma\">, </span>");
        }
        one.html(out);
    }
}

/// A name in its own language and direction: the component `name`.
pub fn name(out: &mut String, name: &str, lang: &str, dir: &str) {
    out.push_str("<bdi");
    attribute(out, "lang", lang);
    attribute(out, "dir", dir);
    out.push('>');
    text(out, name);
    out.push_str("</bdi>");
}

/// A date in words: the component `date`.
pub fn date(out: &mut String, words: &str, iso: &str) {
    if iso.is_empty() {
        out.push_str("<span class=\"date\">");
        text(out, words);
        out.push_str("</span>");
    } else {
        out.push_str("<time");
        attribute(out, "datetime", iso);
        out.push('>');
        text(out, words);
        out.push_str("</time>");
    }
}

/// A badge: the component `badge`. An empty word is a badge whose family says all, such as *contested*.
pub fn badge(out: &mut String, words: &Words, family: &str, word: &str) {
    out.push_str("<span class=\"badge badge-");
    text(out, family);
    if !word.is_empty() {
        out.push_str(" is-");
        text(out, word);
    }
    out.push_str("\">");
    mark(out, family, word);
    let phrase = if word.is_empty() { words.get(family).into_owned() } else { words.term(family, word) };
    text(out, &phrase);
    out.push_str("</span>");
}

/// A rung of the escalation ladder: the component `rung`.
pub fn rung(out: &mut String, words: &Words, rung: u8) {
    let phrase = words.term("rung", &rung.to_string());
    out.push_str("<span class=\"rung\"");
    attribute(out, "title", &format!("{} {rung}: {phrase}", words.get("rung")));
    let (top, height) = (18_u8.saturating_sub(rung * 2), rung * 2 + 2);
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "><svg class=\"rung-bar\" viewBox=\"0 0 8 20\" width=\"8\" height=\"20\" aria-hidden=\"true\" focusable=\"false\">\
         <rect class=\"rung-track\" x=\"0\" y=\"0\" width=\"8\" height=\"20\"/>\
         <rect class=\"rung-fill\" x=\"0\" y=\"{top}\" width=\"8\" height=\"{height}\"/></svg><span class=\"visually-hidden\">"
    );
    text(out, &words.get("rung"));
    let _ = write!(out, " </span><span class=\"rung-number\">{rung}</span><span class=\"visually-hidden\">: ");
    text(out, &phrase);
    out.push_str("</span></span>");
}

const DISC: &str = "<svg class=\"mark\" viewBox=\"0 0 12 12\" width=\"12\" height=\"12\" aria-hidden=\"true\" focusable=\"false\">";
const WIDE: &str = "<svg class=\"mark\" viewBox=\"0 0 14 12\" width=\"14\" height=\"12\" aria-hidden=\"true\" focusable=\"false\">";

/// The shape of a badge, so that colour is never the only sign: the component `badge_mark`.
fn mark(out: &mut String, family: &str, word: &str) {
    match family {
        "progress" => {
            out.push_str(DISC);
            out.push_str("<circle cx=\"6\" cy=\"6\" r=\"5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>");
            out.push_str(match word {
                "implemented" => "<circle cx=\"6\" cy=\"6\" r=\"5.5\" fill=\"currentColor\"/>",
                "partly-implemented" => "<path d=\"M6 1a5 5 0 0 1 0 10z\" fill=\"currentColor\"/>",
                "in-progress" => "<path d=\"M6 6V1a5 5 0 0 1 5 5z\" fill=\"currentColor\"/>",
                "not-implemented" => "<path d=\"M3.6 3.6l4.8 4.8m0-4.8l-4.8 4.8\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
                "overtaken" | "superseded" | "withdrawn" => "<path d=\"M3 6h6\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
                _ => "",
            });
            out.push_str("</svg>");
        }
        "contested" => {
            out.push_str(WIDE);
            out.push_str("<path d=\"M1 4h9l-3-3M13 8H4l3 3\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/></svg>");
        }
        "uncorroborated" => {
            out.push_str(DISC);
            out.push_str("<circle cx=\"6\" cy=\"6\" r=\"2.2\" fill=\"currentColor\"/>");
            out.push_str("<circle cx=\"6\" cy=\"6\" r=\"5\" fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"1.6 2\"/></svg>");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::model::terms::Progress;
    use crate::render::Theme;

    /// What a template makes of one component, blanks between elements aside.
    fn component(call: &str) -> String {
        let theme = Theme::built_in();
        let mut tera = tera::Tera::new();
        tera.autoescape_on(vec![".html"]);
        let components = String::from_utf8(theme.templates["components.html"].to_vec()).unwrap();
        tera.add_raw_templates([("components.html", components.as_str()), ("x.html", call)]).unwrap();
        let mut context = tera::Context::new();
        context.insert("t", &theme.words("en").unwrap());
        tera.render("x.html", &context).unwrap().trim().replace("/>\n<", "/><")
    }

    fn words() -> Words {
        Words::new(Theme::built_in().words("en").unwrap(), std::collections::BTreeMap::new())
    }

    #[test]
    fn badges_are_those_of_the_components() {
        let families = [("contested", ""), ("uncorroborated", ""), ("overdue", ""), ("priority", "must"), ("stance", "declines-comment")];
        let progress = Progress::ALL.iter().map(|progress| ("progress", progress.as_str()));
        for (family, word) in families.into_iter().chain(progress) {
            let mut out = String::new();
            badge(&mut out, &words(), family, word);
            assert_eq!(out, component(&format!("{{{{ <badge family=\"{family}\" word=\"{word}\" /> }}}}")), "{family} {word}");
        }
    }

    #[test]
    fn rungs_are_those_of_the_components() {
        for number in 0..=9 {
            let mut out = String::new();
            rung(&mut out, &words(), number);
            assert_eq!(out, component(&format!("{{{{ <rung rung={{{number}}} /> }}}}")));
        }
    }

    #[test]
    fn a_hostile_title_stays_text() {
        let to = Ref { title: "<script>\"&".into(), href: "/a\"b.html".into(), kind: Some(Kind::Actor), lang: None, dir: None };
        let mut out = String::new();
        to.html(&mut out);
        assert_eq!(out, "<a class=\"ref kind-actor\" href=\"/a&quot;b.html\"><bdi>&lt;script&gt;&quot;&amp;</bdi></a>");
    }
}
