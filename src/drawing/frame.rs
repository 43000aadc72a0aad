//! What every drawing shares: its identifier, words for those who cannot see it, direction and size.
//!
//! Classes: `drawing` (the root), `dr-NAME` (the kind of drawing).

use super::svg::Svg;
use crate::text::digits::in_digits;

/// Which way time and reading run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the left.
    #[default]
    LeftToRight,
    /// From the right: the drawing is mirrored, its words are not.
    RightToLeft,
}

/// The identity of one drawing on a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame<'a> {
    /// Unique on its page; element ids in the drawing begin with it. ASCII letters, digits and hyphens.
    pub id: &'a str,
    /// What the drawing is, in a few words.
    pub title: &'a str,
    /// What it shows, in a sentence or two, and where the same is said in words.
    pub description: &'a str,
    /// The language of its words where it differs from the page's (BCP 47).
    pub lang: Option<&'a str>,
    /// Which way it runs.
    pub direction: Direction,
    /// The ten digits of its language where they are not ASCII's.
    pub digits: &'a str,
}

/// Whether a drawing's parts can be reached, or it is one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It holds links: a named group. (`img` would hide them from assistive technology.)
    Group,
    /// It holds none: one picture.
    Image,
}

impl Frame<'_> {
    /// Opens the root element with its name and description.
    pub(super) fn open(&self, svg: &mut Svg, kind: &str, role: Role, (width, height): (f64, f64)) {
        let (title, description) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        svg.start("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("class", &format!("drawing dr-{kind}"))
            .attr("role", if role == Role::Image { "img" } else { "group" })
            .attr("aria-labelledby", &title)
            .attr("aria-describedby", &description)
            .attr("viewBox", &view_box(width, height))
            .nums(&[("width", width), ("height", height)])
            .maybe("lang", self.lang)
            .attr("direction", if self.direction == Direction::RightToLeft { "rtl" } else { "ltr" });
        svg.start("title").attr("id", &title).text(self.title).end();
        svg.start("desc").attr("id", &description).text(self.description).end();
    }

    /// A number in the digits of its language.
    pub(super) fn figures(&self, number: &impl ToString) -> String {
        in_digits(number.to_string(), self.digits)
    }

    /// A place along a width, mirrored where the drawing is.
    pub(super) fn x(&self, width: f64, x: f64) -> f64 {
        if self.direction == Direction::RightToLeft { width - x } else { x }
    }
}

/// What scripts filter by, as `data-` attributes.
pub(super) fn push_facets(svg: &mut Svg, facets: &[(&str, &str)]) {
    for (name, value) in facets.iter().filter(|(_, value)| !value.is_empty()) {
        svg.attr(&format!("data-{name}"), value);
    }
}

fn view_box(width: f64, height: f64) -> String {
    format!("0 0 {} {}", width.ceil() as i64, height.ceil() as i64)
}
