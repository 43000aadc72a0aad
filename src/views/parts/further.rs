//! Pages that continue a long part of a brief's page: `/actors/iran~mentions-2.html`, `/actors/iran~relations-2.html`.
//!
//! The brief's own page holds the first of them and says how many follow; each costs time in proportion to what it shows.

use super::claims::{self, ClaimRow};
use super::mentions;
use super::page::BriefPage;
use super::relations;
use super::rows;
use super::timeline::{self, Timeline, YearPage};
use crate::graph::{Edge, Graph};
use crate::model::BriefIx;
use crate::plan::{Content, Plan};
use crate::views::address;
use crate::views::frame::{Crumb, PageHead, canonical};
use crate::views::html;
use crate::views::parts::end::bibliography;
use serde::Serialize;
use std::sync::Arc;

/// A part that may continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Further {
    /// Briefs that mention this one.
    Mentions,
    /// Relations.
    Relations,
    /// Claims the speaker makes.
    Claims,
    /// Claims of others about it.
    ClaimsAbout,
    /// Recommendations addressed to it.
    Addressed,
    /// Recommendations that rest on it.
    Resting,
}

/// The context of `further.html`.
#[derive(Serialize)]
struct Context {
    page: PageHead,
    /// The brief's title and own page.
    title: String,
    back: String,
    /// What is continued.
    part: String,
    id: &'static str,
    /// Mentions, relations or rows.
    list_html: String,
    claims: Vec<ClaimRow>,
    timeline: Option<Timeline>,
    /// Links to the other pages.
    more_html: String,
    sources_html: String,
}

impl Further {
    /// Every part.
    pub const ALL: [Self; 6] = [Self::Mentions, Self::Relations, Self::Claims, Self::ClaimsAbout, Self::Addressed, Self::Resting];

    /// Its word in addresses, and the id of the section on the brief's own page.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Relations => "relations",
            Self::Claims => "claims",
            Self::ClaimsAbout => "claims-about",
            Self::Addressed => "recommendations",
            Self::Resting => "resting",
        }
    }

    /// Key of its title.
    fn title(self) -> &'static str {
        match self {
            Self::Mentions => "mentioned_in",
            Self::Relations => "relations",
            Self::Claims => "its_claims",
            Self::ClaimsAbout => "claims_about_it",
            Self::Addressed => "addressed_to_it",
            Self::Resting => "resting_on_it",
        }
    }

    /// Items on one page.
    pub fn size(self) -> usize {
        match self {
            Self::Mentions => mentions::PAGE,
            Self::Relations => 20,
            Self::Claims | Self::ClaimsAbout => 10,
            Self::Addressed | Self::Resting => 15,
        }
    }

    /// How many pages it fills, the brief's own included.
    pub fn count(self, graph: &Graph, ix: BriefIx) -> usize {
        let items = match self {
            Self::Mentions => mentions::count(graph, ix),
            Self::Relations => relations::listed(graph, ix).len(),
            Self::Claims => graph.claims_by(ix).len(),
            Self::ClaimsAbout => graph.claims_about(ix).len(),
            Self::Addressed => graph.addressed_to(ix).len(),
            Self::Resting => graph.resting_on(ix).len(),
        };
        items.div_ceil(self.size())
    }

    /// The address of a page; the first is the section on the brief's own page.
    fn address(self, base: &str, number: usize) -> String {
        match number {
            0 | 1 => format!("{base}#{}", self.slug()),
            _ => address::part(base, &format!("{}-{number}", self.slug())),
        }
    }

    /// Links to its pages from page `number`; nothing where there is one page only.
    pub fn pages_html(self, page: &BriefPage<'_>, number: usize, count: usize) -> String {
        let mut out = String::new();
        if count <= 1 {
            return out;
        }
        let base = page.address();
        out.push_str("<nav class=\"pager\"");
        html::attribute(&mut out, "aria-label", &page.word(self.title()));
        out.push('>');
        if number > 1 {
            beside(&mut out, ("pager-previous", "prev"), &self.address(&base, number - 1), &page.word("previous_page"));
        }
        out.push_str("<ol>");
        let mut last = 0;
        for to in (1..=count).filter(|to| *to == 1 || *to == count || to.abs_diff(number) <= 2) {
            out.push_str(if to > last + 1 { "<li><span class=\"gap\">…</span></li>" } else { "" });
            numbered(&mut out, to, &self.address(&base, to), to == number);
            last = to;
        }
        out.push_str("</ol>");
        if number < count {
            beside(&mut out, ("pager-next", "next"), &self.address(&base, number + 1), &page.word("next_page"));
        }
        out.push_str("</nav>\n");
        out
    }
}

/// The page before or after.
fn beside(out: &mut String, (class, rel): (&str, &str), href: &str, words: &str) {
    out.push_str("<a");
    html::attribute(out, "class", class);
    html::attribute(out, "rel", rel);
    html::attribute(out, "href", href);
    out.push('>');
    html::text(out, words);
    out.push_str("</a>");
}

/// A page by its number.
fn numbered(out: &mut String, number: usize, href: &str, is_current: bool) {
    out.push_str(if is_current { "<li><span aria-current=\"page\"" } else { "<li><a" });
    html::attribute(out, "href", if is_current { "" } else { href });
    out.push('>');
    out.push_str(&number.to_string());
    out.push_str(if is_current { "</span></li>" } else { "</a></li>" });
}

/// The relations on one page of their section; pages count from 1.
pub fn related(page: &BriefPage<'_>, number: usize) -> Vec<Edge> {
    slice(&relations::listed(page.graph, page.ix), Further::Relations, number).to_vec()
}

/// One page of a list; pages count from 1.
pub fn slice<T>(list: &[T], part: Further, number: usize) -> &[T] {
    let start = (number.saturating_sub(1) * part.size()).min(list.len());
    let end = (start + part.size()).min(list.len());
    list.get(start..end).unwrap_or_default()
}

/// Plans every further page of a brief in one language.
pub fn plan(graph: &Graph, plan: &mut Plan<Graph>, view: &'static str, ix: BriefIx, lang: Option<&str>) {
    let base = graph.address_in(ix, lang);
    let lang = lang.map(Arc::<str>::from);
    for part in Further::ALL {
        let count = part.count(graph, ix);
        for number in 2..=count {
            let lang = lang.clone();
            plan.page(view, part.address(&base, number), None, move |graph| continued(graph, ix, lang.as_deref(), part, (number, count)));
        }
    }
    // A hub has hundreds, and each leads to all.
    let years: Arc<[YearPage]> = timeline::year_pages(graph, ix).into();
    for (at, year) in years.iter().enumerate() {
        let to = address::part(&base, &year.part());
        let years = Arc::clone(&years);
        let lang = lang.clone();
        plan.page(view, to, None, move |graph| of_year(graph, ix, lang.as_deref(), &years, at));
    }
}

fn continued(graph: &Graph, ix: BriefIx, lang: Option<&str>, part: Further, (number, count): (usize, usize)) -> Content {
    let mut page = BriefPage::new(graph, ix, lang);
    page.numbering = crate::markup::Numbering::default();
    let title =
        page.fill("part_page", &[("part", &page.word(part.title())), ("n", &page.number(u32::try_from(number).map_or(0.0, f64::from)))]);
    let mut context = context(&page, &part.address(&page.address(), number), title);
    context.id = part.slug();
    match part {
        Further::Mentions => context.list_html = mentions::html(&mentions::groups(&page, mentions::start(graph, ix, number))),
        Further::Relations => {
            let edges = related(&page, number);
            let groups = relations::groups(&mut page, &edges);
            context.list_html = relations::html(&page, &groups);
        }
        Further::Claims => context.claims = claims::list(&mut page, slice(graph.claims_by(ix), part, number)),
        Further::ClaimsAbout => context.claims = claims::list(&mut page, slice(graph.claims_about(ix), part, number)),
        Further::Addressed => {
            context.list_html = rows::html(&page, &rows::recommendations(&page, slice(graph.addressed_to(ix), part, number)));
        }
        Further::Resting => {
            context.list_html = rows::html(&page, &rows::recommendations(&page, slice(graph.resting_on(ix), part, number)));
        }
    }
    context.more_html = part.pages_html(&page, number, count);
    context.sources_html = bibliography(&page);
    Content::Template { name: "further.html", context: Box::new(context) }
}

fn of_year(graph: &Graph, ix: BriefIx, lang: Option<&str>, years: &[YearPage], at: usize) -> Content {
    let Some(year) = years.get(at) else { return Content::Bytes(Vec::new()) };
    let page = BriefPage::new(graph, ix, lang);
    let to = address::part(&page.address(), &year.part());
    let title = format!("{}, {}", page.word("timeline"), year.title(&page));
    let mut context = context(&page, &to, title);
    context.id = "timeline";
    context.timeline = Some(timeline::of_year(&page, year, years));
    Content::Template { name: "further.html", context: Box::new(context) }
}

fn context(page: &BriefPage<'_>, to: &str, part: String) -> Context {
    let own = PageHead::of_brief(page.graph, page.ix, page.lang);
    let title = own.title.clone();
    let back = page.address();
    let mut breadcrumbs: Vec<Crumb> = own.breadcrumbs.iter().take(1).cloned().collect();
    breadcrumbs.push(Crumb { title: title.clone(), href: back.clone() });
    breadcrumbs.push(Crumb { title: part.clone(), href: String::new() });
    let head = PageHead {
        title: format!("{title} – {part}"),
        description: String::new(),
        canonical: canonical(page.graph, to),
        address: to.to_owned(),
        data_href: String::new(),
        cite: String::new(),
        translations: Vec::new(),
        breadcrumbs,
        ..own
    };
    let (list_html, claims, more_html, sources_html) = Default::default();
    Context { page: head, title, back, part, id: "", list_html, claims, timeline: None, more_html, sources_html }
}
