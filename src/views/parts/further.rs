//! Pages that continue a long part of a brief's page: `/actors/iran~mentions-2.html`, `/actors/iran~relations-2.html`.
//!
//! The brief's own page holds the first of them and says how many follow; each costs time in proportion to what it shows.

use super::claims::{self, ClaimRow};
use super::mentions::{self, MentionGroup};
use super::page::BriefPage;
use super::relations::{self, RelationGroup};
use super::rows::{self, Row};
use super::timeline::{self, Timeline, YearPage};
use crate::graph::{Edge, Graph};
use crate::model::BriefIx;
use crate::plan::{Content, Plan};
use crate::views::address;
use crate::views::frame::{Crumb, PageHead, canonical};
use crate::views::parts::end::{Entry, bibliography};
use serde::Serialize;

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

/// Links to the pages of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MorePages {
    /// The pages to show, gaps among them.
    pub pages: Vec<MorePage>,
    /// The page before; without address on the first.
    pub previous: MorePage,
    /// The page after; without address on the last.
    pub next: MorePage,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MorePage {
    /// Its number, or `…`.
    pub title: String,
    /// Root-absolute; empty for a gap.
    pub href: String,
    /// Whether it is the page itself.
    pub current: bool,
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
    mentions: Vec<MentionGroup>,
    relations: Vec<RelationGroup>,
    claims: Vec<ClaimRow>,
    rows: Vec<Row>,
    timeline: Option<Timeline>,
    more: Option<MorePages>,
    sources: Vec<Entry>,
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
            Self::Mentions => return mentions::starts(graph, ix).len(),
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

    /// Links to its pages from page `number`; none where there is one page only.
    pub fn pages(self, page: &BriefPage<'_>, number: usize, count: usize) -> Option<MorePages> {
        if count <= 1 {
            return None;
        }
        let base = page.address();
        let link = |to: usize| MorePage { title: to.to_string(), href: self.address(&base, to), current: to == number };
        let beside = |to: usize| {
            let exists = (1..=count).contains(&to);
            if exists { MorePage { title: String::new(), ..link(to) } } else { MorePage::default() }
        };
        let mut pages: Vec<MorePage> = Vec::new();
        let mut last = 0;
        for to in (1..=count).filter(|to| *to == 1 || *to == count || to.abs_diff(number) <= 2) {
            if to > last + 1 {
                pages.push(MorePage { title: "…".to_owned(), ..MorePage::default() });
            }
            pages.push(link(to));
            last = to;
        }
        Some(MorePages { pages, previous: beside(number.wrapping_sub(1)), next: beside(number + 1) })
    }
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
pub fn plan<'g>(graph: &'g Graph, plan: &mut Plan<'g>, view: &'static str, ix: BriefIx, lang: Option<&'g str>) {
    let base = graph.address_in(ix, lang);
    for part in Further::ALL {
        let starts = if part == Further::Mentions { mentions::starts(graph, ix) } else { Vec::new() };
        let count = if part == Further::Mentions { starts.len() } else { part.count(graph, ix) };
        for number in 2..=count {
            let start = starts.get(number - 1).copied().unwrap_or_default();
            plan.page(view, part.address(&base, number), None, move || continued(graph, ix, lang, part, (number, count, start)));
        }
    }
    for year in timeline::year_pages(graph, ix) {
        let to = address::part(&base, &year.part());
        plan.page(view, to, None, move || of_year(graph, ix, lang, &year));
    }
}

fn continued(graph: &Graph, ix: BriefIx, lang: Option<&str>, part: Further, (number, count, start): (usize, usize, usize)) -> Content {
    let mut page = BriefPage::new(graph, ix, lang);
    page.numbering = crate::markup::Numbering::default();
    let title =
        page.fill("part_page", &[("part", &page.word(part.title())), ("n", &page.number(u32::try_from(number).map_or(0.0, f64::from)))]);
    let mut context = context(&page, &part.address(&page.address(), number), title);
    context.id = part.slug();
    match part {
        Further::Mentions => context.mentions = mentions::groups(&page, start),
        Further::Relations => {
            let edges = related(&page, number);
            context.relations = relations::groups(&mut page, &edges);
        }
        Further::Claims => context.claims = claims::list(&mut page, slice(graph.claims_by(ix), part, number)),
        Further::ClaimsAbout => context.claims = claims::list(&mut page, slice(graph.claims_about(ix), part, number)),
        Further::Addressed => context.rows = rows::recommendations(&page, slice(graph.addressed_to(ix), part, number)),
        Further::Resting => context.rows = rows::recommendations(&page, slice(graph.resting_on(ix), part, number)),
    }
    context.more = part.pages(&page, number, count);
    context.sources = bibliography(&page);
    Content::Template { name: "further.html", context: Box::new(context) }
}

fn of_year(graph: &Graph, ix: BriefIx, lang: Option<&str>, year: &YearPage) -> Content {
    let page = BriefPage::new(graph, ix, lang);
    let to = address::part(&page.address(), &year.part());
    let title = format!("{}, {}", page.word("timeline"), year.title(&page));
    let mut context = context(&page, &to, title);
    context.id = "timeline";
    context.timeline = Some(timeline::of_year(&page, year));
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
    let (mentions, relations, claims, rows, sources) = Default::default();
    Context { page: head, title, back, part, id: "", mentions, relations, claims, rows, timeline: None, more: None, sources }
}
