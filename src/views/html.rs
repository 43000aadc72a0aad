//! Finished HTML of the pieces that long lists repeat, the same as the components of `templates/components.html` write.
//!
//! A register of 50,000 briefs has a thousand pages of fifty rows; made here, a row costs what its text costs. Every
//! text is escaped on its way in. Deliberately absent: whole pages, which are templates.

use super::card::Ref;
use crate::model::{Kind, Words};
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

/// The title of a page: the heading of the component `page_head`, which sets a title of more than 90 characters smaller.
pub fn heading(out: &mut String, title: &str) {
    out.push_str(if title.chars().nth(90).is_some() { "<h1 class=\"is-long\">" } else { "<h1>" });
    text(out, title);
    out.push_str("</h1>\n");
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

/// A badge: the component `badge`. An empty word is a badge whose family says all, such as *contested*. Its shape, which
/// keeps colour from being the only sign, is the style sheet's.
pub fn badge(out: &mut String, words: &Words, family: &str, word: &str) {
    badge_in(out, words, None, family, word);
}

/// The same for a page in `lang` (none: the site's).
pub fn badge_in(out: &mut String, words: &Words, lang: Option<&str>, family: &str, word: &str) {
    out.push_str("<span class=\"badge badge-");
    text(out, family);
    if !word.is_empty() {
        out.push_str(" is-");
        text(out, word);
    }
    out.push_str("\">");
    let phrase = if word.is_empty() { words.get_in(lang, family).into_owned() } else { words.term_in(lang, family, word) };
    text(out, &phrase);
    out.push_str("</span>");
}

/// The shape, colour and word of a kind: the component `kind_label`.
pub fn kind(out: &mut String, kind: Kind, words: &str) {
    out.push_str("<span class=\"kind kind-");
    out.push_str(kind.as_str());
    out.push_str("\">");
    text(out, words);
    out.push_str("</span>");
}

/// Words in a `<span>` of their own after a blank; nothing for no words.
pub fn aside(out: &mut String, class: &str, words: &str) {
    if !words.is_empty() {
        out.push_str(" <span");
        attribute(out, "class", class);
        out.push('>');
        text(out, words);
        out.push_str("</span>");
    }
}

/// A rung of the escalation ladder: the component `rung`.
pub fn rung(out: &mut String, words: &Words, rung: u8) {
    rung_in(out, words, None, rung);
}

/// The same for a page in `lang` (none: the site's).
pub fn rung_in(out: &mut String, words: &Words, lang: Option<&str>, rung: u8) {
    let phrase = words.term_in(lang, "rung", &rung.to_string());
    let word = words.get_in(lang, "rung");
    // Writing to a String cannot fail.
    let _ = write!(out, "<span class=\"rung rung-{rung}\"");
    attribute(out, "title", &format!("{word} {rung}: {phrase}"));
    out.push_str("><span class=\"visually-hidden\">");
    text(out, &word);
    let _ = write!(out, " </span>{rung}<span class=\"visually-hidden\">: ");
    text(out, &phrase);
    out.push_str("</span></span>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::terms::Progress;
    use crate::render::Theme;

    /// What a template makes of one component, blanks between elements aside.
    fn component(call: &str) -> String {
        let theme = Theme::built_in();
        let mut tera = crate::render::templates();
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
    fn titles_are_those_of_the_components() {
        for length in [1, 90, 91, 263] {
            let title = "ش".repeat(length);
            let mut out = String::new();
            heading(&mut out, &title);
            let head = component(&format!("{{{{ <page_head title=\"{title}\" /> }}}}"));
            assert!(head.contains(out.trim()), "{length}: {head}");
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
