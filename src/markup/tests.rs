//! What prose becomes, with a resolver that knows four briefs.

use super::*;
use crate::model::{BriefIx, Target};

pub(super) struct Four {
    names: Option<Names>,
}

impl Four {
    pub(super) fn new() -> Self {
        Self { names: Names::new([("Iran", BriefIx(1)), ("Jaish al-Adl", BriefIx(2))].into_iter()) }
    }
}

impl Resolve for Four {
    fn reference(&self, text: &str) -> Option<Found<'_>> {
        let (name, part) = text.split_once('#').map_or((text, None), |(name, _)| (name, Some(0)));
        let (at, href, title) = match name {
            "own" => (0, "/events/own.html", "Own"),
            "iran" | "actors/iran" => (1, "/actors/iran.html", "Iran"),
            "jaish-al-adl" => (2, "/actors/jaish-al-adl.html", "Jaish al-Adl"),
            "dawn" => (3, "/sources/dawn.html", "Dawn"),
            _ => return None,
        };
        let href = if part.is_some() { format!("{href}#c1") } else { href.to_owned() };
        Some(Found { target: Target { brief: BriefIx(at), part }, href, title: title.into() })
    }

    fn source(&self, text: &str) -> Option<Found<'_>> {
        self.reference(text).filter(|found| found.target.brief.0 == 3)
    }

    fn picture(&self, src: &str) -> Option<Shown> {
        (src == "map.png").then(|| Shown { address: "/media/events/map.png".to_owned(), size: Some((640, 480)) })
    }

    fn file(&self, path: &str) -> Option<Found<'_>> {
        path.ends_with("iran.md").then(|| self.reference("iran")).flatten()
    }

    fn named(&self, text: &str) -> Vec<(std::ops::Range<usize>, BriefIx)> {
        self.names.as_ref().map(|names| names.find(text)).unwrap_or_default()
    }

    fn address(&self, brief: BriefIx) -> String {
        format!("/actors/{}.html", if brief.0 == 1 { "iran" } else { "jaish-al-adl" })
    }

    fn own(&self) -> BriefIx {
        BriefIx(0)
    }

    fn word(&self, key: &'static str) -> String {
        format!("{{{key}}}")
    }
}

fn made(markdown: &str) -> Rendered {
    render(markdown, &Four::new(), &mut Numbering::default())
}

fn kinds(rendered: &Rendered) -> Vec<&FaultKind> {
    rendered.faults.iter().map(|fault| &fault.kind).collect()
}

#[test]
fn references_link_with_their_title_or_the_words_given() {
    let done = made("See [[iran]], [[actors/iran|Tehran]] and [[own#c1|the claim]].");
    assert_eq!(
        done.html,
        "<p>See <a href=\"/actors/iran.html\">Iran</a>, <a href=\"/actors/iran.html\">Tehran</a> and <a href=\"/events/own.html#c1\">the claim</a>.</p>\n"
    );
    assert!(done.faults.is_empty());
}

#[test]
fn a_brief_does_not_link_to_its_own_page() {
    let done = made("Here [[own]] is [[own|this page]].");
    assert_eq!(done.html, "<p>Here Own is this page.</p>\n");
    assert!(done.faults.is_empty() && done.mentions.is_empty(), "{:?}", done.mentions);
    assert_eq!(done.plain.trim(), "Here Own is this page.");
}

#[test]
fn regions_and_marked_quotations_are_named_in_the_readers_language() {
    let done = made("> [!WARNING]\n> Take care.\n\n| a |\n|---|\n| b[^1] |\n\n[^1]: Why.\n");
    assert!(
        done.html.contains("<blockquote class=\"markdown-alert-warning\">\n<p class=\"alert-title\">{alert_warning}</p>"),
        "{}",
        done.html
    );
    assert!(done.html.contains("aria-label=\"{table}\"") && done.html.contains("aria-label=\"{footnotes}\""), "{}", done.html);
    assert!(done.html.contains("aria-label=\"{back_to_text}\""), "{}", done.html);
    assert!(!done.plain.contains("alert_warning"), "the word is the page's, not the author's: {}", done.plain);
}

#[test]
fn a_pipe_in_a_table_is_written_with_a_backslash() {
    let done = made("| who |\n|---|\n| [[iran\\|Tehran]] |\n");
    assert!(done.html.contains("<td><a href=\"/actors/iran.html\">Tehran</a></td>"), "{}", done.html);
    assert!(done.html.contains("role=\"region\""));
}

#[test]
fn a_reference_that_leads_nowhere_is_a_fault_at_its_bracket_and_its_words_stay() {
    let text = "See [[nowhere|the place]].";
    let done = made(text);
    assert_eq!(done.html, "<p>See the place.</p>\n");
    assert_eq!(done.faults[0].kind, FaultKind::Reference("nowhere".into()));
    assert_eq!(&text[done.faults[0].range.clone()], "[[nowhere|the place]]");
}

#[test]
fn citations_are_numbered_with_locators_and_their_sentence_is_kept() {
    let done = made("Two were killed [@dawn, para. 4]. More is unknown. Dawn again [@dawn; @nobody].");
    assert!(done.html.contains(">1</a>, para. 4]"), "{}", done.html);
    assert!(done.html.contains("id=\"cite-1-2\""), "{}", done.html);
    assert!(done.html.contains("@nobody]"));
    assert_eq!(done.mentions[0].manner, Manner::Citation);
    assert_eq!(&*done.mentions[0].sentence, "Two were killed.");
    assert_eq!(kinds(&done), [&FaultKind::Citation("nobody".into())]);
}

#[test]
fn citations_that_touch_are_all_numbered() {
    let done = made("Both say so [@dawn][@dawn, p. 2][@dawn]. [Words][@dawn] too.");
    assert_eq!(done.html.matches("class=\"citation\"").count(), 4, "{}", done.html);
    assert_eq!(done.html.matches("class=\"citations\"").count(), 2, "those that touch are one group: {}", done.html);
    assert!(done.html.contains("Words <span"), "{}", done.html);
    assert!(done.faults.is_empty());
}

#[test]
fn a_citation_of_something_that_is_no_source_is_a_fault() {
    assert_eq!(kinds(&made("So it says [@iran].")), [&FaultKind::Citation("iran".into())]);
}

#[test]
fn names_link_once_a_section_and_never_in_links_code_and_headings() {
    let done = made("## Iran\n\nIran and Iran, `Iran`, [Iran](https://example.org).\n\n## Next\n\nJaish\nal-Adl and Iran.\n");
    assert_eq!(done.html.matches("<a href=\"/actors/iran.html\">Iran</a>").count(), 2, "{}", done.html);
    assert_eq!(done.html.matches("/actors/jaish-al-adl.html").count(), 1, "{}", done.html);
    assert!(done.html.contains("<h2 id=\"s-iran\">Iran</h2>"));
    let sentences: Vec<&str> = done.mentions.iter().map(|m| &*m.sentence).collect();
    assert_eq!(sentences[1], "Jaish al-Adl and Iran.");
}

#[test]
fn html_is_a_fault_and_shown_as_text() {
    let done = made("A <b onclick=\"x\">bold</b> word.\n\n<script>alert(1)</script>\n");
    assert!(!done.html.contains("<b") && !done.html.contains("<script"), "{}", done.html);
    assert!(done.html.contains("&lt;script&gt;"));
    assert!(done.faults.len() >= 3 && kinds(&done).iter().all(|kind| **kind == FaultKind::RawHtml));
}

#[test]
fn an_unsafe_link_loses_its_address_and_keeps_its_words() {
    let done = made("[click](javascript:alert(1)) and ![pic](data:image/svg+xml,x)");
    assert_eq!(done.html, "<p>click and pic</p>\n");
    assert_eq!(done.faults.len(), 2);
}

#[test]
fn footnotes_stand_at_the_end_with_a_way_back() {
    let done = made("One[^a] and two[^a].\n\n[^a]: The note about Iran.\n");
    assert!(done.html.contains("id=\"fnref-1\" href=\"#fn-1\""));
    assert!(done.html.contains("href=\"#fnref-1-2\""));
    assert!(done.html.find("</p>").unwrap() < done.html.find("The note").unwrap());
    assert_eq!(kinds(&made("Gone[^b].")).len(), 0, "an undefined footnote is plain text in CommonMark");
}

#[test]
fn headings_get_unique_ids_and_their_order_is_checked() {
    let done = made("## A\n\n#### B\n\n## A\n\n# Top\n");
    let ids: Vec<&str> = done.headings.iter().map(|h| &*h.id).collect();
    assert_eq!(ids, ["s-a", "s-b", "s-a~2", "s-top"]);
    assert_eq!(kinds(&done), [&FaultKind::HeadingOrder(2, 4), &FaultKind::HeadingOrder(2, 1)]);
    assert_eq!(done.headings[3].level, 2);
}

#[test]
fn pictures_lead_to_their_published_address() {
    let done = made("![A map](map.png) and ![](map.png) and ![gone](gone.png)");
    assert_eq!(done.pictures, ["/media/events/map.png", "/media/events/map.png"]);
    assert!(
        done.html.contains("<img src=\"/media/events/map.png\" width=\"640\" height=\"480\" loading=\"lazy\" alt=\"A map\""),
        "{}",
        done.html
    );
    assert_eq!(kinds(&done), [&FaultKind::MissingAlt, &FaultKind::Picture("gone.png".into())]);
}

#[test]
fn a_note_is_one_run_of_inline_text() {
    let done = inline("Said by **[[iran]]** [@dawn].\n\n- twice", &Four::new(), &mut Numbering::default());
    assert!(!done.html.contains("<p>") && !done.html.contains("<li>"), "{}", done.html);
    assert!(done.html.starts_with("Said by <strong><a href=\"/actors/iran.html\">Iran</a></strong>"), "{}", done.html);
    assert!(done.html.ends_with("twice"), "{}", done.html);
}
