//! What every page that lists briefs hands to its template: a heading, ways to narrow the list, the list itself as
//! finished HTML, and the links to its other pages.

use super::card::is_arabic;
use super::frame::PageHead;
use super::html;
use super::paging::Pager;
use crate::graph::Graph;
use crate::model::Words;
use crate::model::words::grouped;
use crate::plan::Content;
use serde::Serialize;

/// The context of `list.html` and the templates that extend it.
#[derive(Debug, Default, Serialize)]
pub struct List {
    /// The head.
    pub page: PageHead,
    /// The heading; the head's title adds the number of the page.
    pub title: String,
    /// A word above the heading, and where it leads.
    pub kicker: String,
    /// Root-absolute; may be empty.
    pub kicker_href: String,
    /// What is listed, counted.
    pub lead: String,
    /// Links to parts of the list.
    pub facets_html: String,
    /// The filter form.
    pub controls_html: String,
    /// A drawing of what is listed.
    pub drawing_html: String,
    /// What a reader must know before reading on.
    pub note: String,
    /// The list.
    pub body_html: String,
    /// The other pages.
    pub pager: Option<Pager>,
    /// Whether there is nothing to list.
    pub is_empty: bool,
}

impl List {
    /// The page as content; it asks for the Arabic-script fonts where a row is written in that script.
    pub fn content(mut self, template: &'static str) -> Content {
        self.page.arabic |= is_arabic(&self.title) || is_arabic(&self.body_html);
        Content::Template { name: template, context: Box::new(self) }
    }
}

/// The head of page `number` of a list: the number is in its title, and the way to it leads over the first.
pub fn head(graph: &Graph, kind: &'static str, title: &str, base: &str, number: usize) -> PageHead {
    let mut head = PageHead::of_list(graph, kind, title, super::address::numbered(base, number));
    if number > 1 {
        head.title = graph.words.fill("title_page", &[("title", title), ("n", &number.to_string())]);
        head.breadcrumbs = super::frame::trail(&[(title, base), (&head.title, "")]);
    }
    head.section = base.to_owned();
    head
}

/// The same for a list over the whole casebook, whose first page says when anything was last updated.
pub fn overview(graph: &Graph, kind: &'static str, title: &str, base: &str, number: usize) -> PageHead {
    let head = head(graph, kind, title, base, number);
    if number == 1 { head.with_foot(graph) } else { head }
}

/// Opens a section as the component of that name does: heading, count, a note, the body.
pub fn open_section(out: &mut String, id: &str, title: &str, count: Option<usize>, note: &str) {
    out.push_str("<section class=\"section\"");
    html::attribute(out, "id", id);
    html::attribute(out, "aria-labelledby", &format!("{id}-title"));
    out.push_str("><div class=\"section-head\"><h2");
    html::attribute(out, "id", &format!("{id}-title"));
    out.push('>');
    html::text(out, title);
    if let Some(count) = count {
        out.push_str(" <span class=\"count\">");
        html::text(out, &grouped(count));
        out.push_str("</span>");
    }
    out.push_str("</h2>");
    if !note.is_empty() {
        out.push_str("<p class=\"section-note\">");
        html::text(out, note);
        out.push_str("</p>");
    }
    out.push_str("</div><div class=\"section-body\">\n");
}

/// Closes what [`open_section`] opened.
pub fn close_section(out: &mut String) {
    out.push_str("</div></section>\n");
}

/// A row of links to parts of a list, each with its count, under one title.
pub struct Facets {
    out: String,
}

impl Facets {
    /// Begins a row. The title is shown where `is_titled`, else only spoken.
    pub fn new(title: &str, shown: Option<&str>) -> Self {
        let mut out = String::from("<nav class=\"facets\"");
        html::attribute(&mut out, "aria-label", title);
        out.push('>');
        if let Some(shown) = shown {
            out.push_str("<p class=\"facets-title\">");
            html::text(&mut out, shown);
            out.push_str("</p>");
        }
        out.push_str("<ul>");
        Self { out }
    }

    /// Adds a link; `mark` is finished HTML before its label.
    pub fn link(&mut self, href: &str, mark: &str, label: &str, count: Option<usize>, current: bool) {
        let out = &mut self.out;
        out.push_str("<li><a");
        html::attribute(out, "href", href);
        out.push_str(if current { " aria-current=\"page\">" } else { ">" });
        out.push_str(mark);
        html::text(out, label);
        out.push_str("</a>");
        if let Some(count) = count {
            out.push_str(" <span class=\"count\">");
            html::text(out, &grouped(count));
            out.push_str("</span>");
        }
        out.push_str("</li>");
    }

    /// The finished row.
    pub fn html(mut self) -> String {
        self.out.push_str("</ul></nav>\n");
        self.out
    }
}

/// Opens a table in its scroll region, as the component `table` does, caption spoken only. A column is the key of its
/// interface word and a class, which may be empty.
pub fn open_table(out: &mut String, words: &Words, caption: &str, class: &str, columns: &[(&str, &str)]) {
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html::attribute(out, "aria-label", caption);
    out.push_str("><table");
    html::attribute(out, "class", class);
    out.push_str("><caption class=\"visually-hidden\">");
    html::text(out, caption);
    out.push_str("</caption><thead><tr>");
    for (word, class) in columns {
        out.push_str("<th scope=\"col\"");
        html::attribute(out, "class", class);
        out.push('>');
        html::text(out, &words.get(word));
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
}

/// Closes what [`open_table`] opened.
pub fn close_table(out: &mut String) {
    out.push_str("</tbody></table></div>\n");
}
