//! One actor's ties: the actor in the middle, its neighbours in a column on either side, tied type by type.
//!
//! Columns rather than a ring: every name is read straight, none overlaps, and each type's word stands once.

use super::super::frame::{Frame, Role};
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::{Family, Heading, Standing, head, tie_class};

/// One tie of the actor.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'a> {
    /// The other's name.
    pub title: &'a str,
    /// The name's language where it differs from the drawing's.
    pub lang: Option<&'a str>,
    /// The other's page.
    pub href: &'a str,
    /// The relation's word, read from the actor in the middle.
    pub label: &'a str,
    /// Which way it points.
    pub heading: Heading,
    /// What sort of relation it is.
    pub family: Family,
    /// Whether it is alleged or over.
    pub standing: Standing,
}

/// What to draw.
#[derive(Clone, Copy, Debug)]
pub struct Ego<'a> {
    /// The drawing's identity.
    pub frame: Frame<'a>,
    /// The actor's name.
    pub title: &'a str,
    /// The name's language where it differs from the drawing's.
    pub lang: Option<&'a str>,
    /// Its ties; those of one type are drawn together, in this order.
    pub neighbours: &'a [Neighbour<'a>],
    /// What stands for those left out, `{}` for their number: "and {} more".
    pub more: &'a str,
}

/// More neighbours than this are counted, not drawn.
pub const MOST_NEIGHBOURS: usize = 24;
/// More types than this share the last row.
const MOST_GROUPS: usize = 16;

const WIDTH: f64 = 760.0;
const ROW: f64 = 22.0;
const AIR: f64 = 10.0;
const NAME_SIZE: f64 = 13.0;
const TYPE_SIZE: f64 = 12.0;
/// Measured from the middle of the drawing to either side.
const BOX: f64 = 62.0;
const TYPE: (f64, f64) = (94.0, 170.0);
const NAME: f64 = 192.0;

/// The ties of one type.
struct Group<'a> {
    label: &'a str,
    heading: Heading,
    family: Family,
    shown: Vec<&'a Neighbour<'a>>,
    left_out: usize,
}

impl Group<'_> {
    fn rows(&self) -> usize {
        self.shown.len() + usize::from(self.left_out > 0)
    }

    fn height(&self) -> f64 {
        let lines = measure::wrap(self.label, TYPE_SIZE, TYPE.1 - TYPE.0, 2).len();
        (self.rows() as f64 * ROW).max(lines as f64 * 14.0 + 4.0)
    }
}

/// Which column, and the sign of its places.
#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

impl Side {
    fn sign(self) -> f64 {
        match self {
            Self::Before => -1.0,
            Self::After => 1.0,
        }
    }

    fn anchor(self) -> &'static str {
        match self {
            Self::Before => "end",
            Self::After => "start",
        }
    }
}

impl<'a> Ego<'a> {
    /// The drawing; none without a neighbour.
    pub fn draw(&self) -> Option<String> {
        let groups = self.groups();
        if groups.is_empty() {
            return None;
        }
        let (after, before) = balanced(&groups);
        let height = |side: &[&Group<'_>]| side.iter().map(|group| group.height() + AIR).sum::<f64>();
        let lines = measure::wrap(self.title, 14.0, 2.0 * BOX - 16.0, 3);
        let own = lines.len() as f64 * 17.0 + 16.0;
        let total = height(&after).max(height(&before)).max(own + 12.0) + 8.0;
        let mut svg = Svg::with_capacity(900 + 420 * self.neighbours.len().min(MOST_NEIGHBOURS));
        self.frame.open(&mut svg, "ego", Role::Group, (WIDTH, total));
        for (side, groups) in [(Side::Before, &before), (Side::After, &after)] {
            let mut top = (total - height(groups)) / 2.0 + AIR / 2.0;
            for (at, group) in groups.iter().enumerate() {
                let port = (at as f64 + 1.0) / (groups.len() as f64 + 1.0) - 0.5;
                self.group(&mut svg, group, side, top, total / 2.0 + port * (own - 8.0));
                top += group.height() + AIR;
            }
        }
        self.middle(&mut svg, &lines, total / 2.0, own);
        Some(svg.finish())
    }

    /// Ties by type, each type cut so that all together are few enough.
    fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for tie in self.neighbours {
            let same = |group: &&mut Group<'_>| (group.label, group.heading, group.family) == (tie.label, tie.heading, tie.family);
            match groups.iter_mut().find(same) {
                Some(group) => group.shown.push(tie),
                None => groups.push(Group { label: tie.label, heading: tie.heading, family: tie.family, shown: vec![tie], left_out: 0 }),
            }
        }
        if groups.len() > MOST_GROUPS {
            let rest: usize = groups[MOST_GROUPS - 1..].iter().map(|group| group.shown.len()).sum();
            groups.truncate(MOST_GROUPS - 1);
            groups.push(Group { label: "", heading: Heading::Level, family: Family::Other, shown: Vec::new(), left_out: rest });
        }
        let kept = |most: usize| groups.iter().map(|group| group.shown.len().min(most)).sum::<usize>();
        let most = (1..=MOST_NEIGHBOURS).rev().find(|&most| kept(most) <= MOST_NEIGHBOURS).unwrap_or(1);
        for group in &mut groups {
            group.left_out += group.shown.len().saturating_sub(most);
            group.shown.truncate(most);
        }
        groups
    }

    fn x(&self, side: Side, offset: f64) -> f64 {
        self.frame.x(WIDTH, WIDTH / 2.0 + side.sign() * offset)
    }

    /// One type: a trunk from the actor to its word, and a branch to each name.
    fn group(&self, svg: &mut Svg, group: &Group<'_>, side: Side, top: f64, port: f64) {
        let middle = top + group.height() / 2.0;
        let all = |of: fn(Standing) -> bool| group.shown.iter().all(|tie| of(tie.standing)) && !group.shown.is_empty();
        let standing = Standing { is_alleged: all(|standing| standing.is_alleged), is_past: all(|standing| standing.is_past) };
        svg.start("g").attr("class", &tie_class(group.family, standing));
        let lines = measure::wrap(group.label, TYPE_SIZE, TYPE.1 - TYPE.0, 2);
        let wide = lines.iter().map(|line| measure::width(line, TYPE_SIZE)).fold(0.0, f64::max) / 2.0 + 4.0;
        let (near, far) = (f64::midpoint(TYPE.0, TYPE.1) - wide, f64::midpoint(TYPE.0, TYPE.1) + wide);
        let bend = f64::midpoint(BOX, TYPE.0);
        let half = self.x(side, bend);
        let mut trunk = Path::default();
        trunk.move_to(self.x(side, BOX + 2.0), port).curve_to((half, port), (half, middle), (self.x(side, TYPE.0 - 2.0), middle));
        trunk.line_to(self.x(side, near - 2.0), middle);
        svg.start("path").attr("d", trunk.data()).attr("fill", "none").end();
        match group.heading {
            Heading::Onward => head(svg, (half, middle), (self.x(side, near), middle)),
            Heading::Back => head(svg, (half, port), (self.x(side, BOX), port)),
            Heading::Level => {}
        }
        let first = middle + 4.0 - 7.0 * (lines.len() as f64 - 1.0);
        for (at, line) in lines.iter().enumerate() {
            svg.start("text")
                .attr("class", "dr-type")
                .nums(&[("x", self.x(side, f64::midpoint(TYPE.0, TYPE.1))), ("y", first + at as f64 * 14.0)]);
            svg.num("font-size", TYPE_SIZE).attr("text-anchor", "middle").text(line).end();
        }
        svg.end();
        let start = middle - group.rows() as f64 * ROW / 2.0 + ROW / 2.0;
        for (at, tie) in group.shown.iter().enumerate() {
            self.neighbour(svg, tie, side, (far, middle), start + at as f64 * ROW);
        }
        if group.left_out > 0 {
            let words = self.more.replace("{}", &group.left_out.to_string());
            let y = start + group.shown.len() as f64 * ROW;
            svg.start("text").attr("class", "dr-more").nums(&[("x", self.x(side, NAME)), ("y", y + 4.5), ("font-size", TYPE_SIZE)]);
            svg.attr("text-anchor", side.anchor()).text(&measure::fit(&words, TYPE_SIZE, WIDTH / 2.0 - NAME)).end();
        }
    }

    fn neighbour(&self, svg: &mut Svg, tie: &Neighbour<'_>, side: Side, (far, middle): (f64, f64), y: f64) {
        svg.start("g").attr("class", &tie_class(tie.family, tie.standing));
        let half = self.x(side, f64::midpoint(TYPE.1, NAME));
        let mut branch = Path::default();
        branch.move_to(self.x(side, far), middle).line_to(self.x(side, TYPE.1 + 1.0), middle);
        branch.curve_to((half, middle), (half, y), (self.x(side, NAME - 4.0), y));
        svg.start("path").attr("d", branch.data()).attr("fill", "none").end().end();
        svg.start("a").attr("class", "dr-node").attr("href", tie.href);
        let words = measure::fit(tie.title, NAME_SIZE, WIDTH / 2.0 - NAME - 2.0);
        if words != tie.title {
            svg.leaf("title", tie.title);
        }
        svg.start("text").attr("class", "dr-name").nums(&[("x", self.x(side, NAME)), ("y", y + 4.5), ("font-size", NAME_SIZE)]);
        svg.attr("text-anchor", side.anchor()).maybe("lang", tie.lang).text(&words).end().end();
    }

    fn middle(&self, svg: &mut Svg, lines: &[String], y: f64, height: f64) {
        svg.start("g").attr("class", "dr-ego");
        svg.start("rect").attr("class", "dr-box").nums(&[("x", WIDTH / 2.0 - BOX), ("y", y - height / 2.0), ("width", 2.0 * BOX)]);
        svg.nums(&[("height", height), ("rx", 3.0)]).end();
        let first = y + 5.0 - 8.5 * (lines.len() as f64 - 1.0);
        for (at, line) in lines.iter().enumerate() {
            svg.start("text").attr("class", "dr-name").nums(&[("x", WIDTH / 2.0), ("y", first + at as f64 * 17.0), ("font-size", 14.0)]);
            svg.attr("text-anchor", "middle").maybe("lang", self.lang).text(line).end();
        }
        svg.end();
    }
}

/// The groups after and before the actor, about as tall: the tallest first, each to the shorter side; in their order.
fn balanced<'g, 'a>(groups: &'g [Group<'a>]) -> (Vec<&'g Group<'a>>, Vec<&'g Group<'a>>) {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|a, b| groups[*b].rows().cmp(&groups[*a].rows()).then(a.cmp(b)));
    let (mut heights, mut sides) = ([0.0, 0.0], [Vec::new(), Vec::new()]);
    for at in order {
        let side = usize::from(heights[1] < heights[0]);
        heights[side] += groups[at].height() + AIR;
        sides[side].push(at);
    }
    let [after, before] = sides.map(|mut side| {
        side.sort_unstable();
        side.into_iter().map(|at| &groups[at]).collect()
    });
    (after, before)
}
