//! The most connected actors and their ties, bounded: names in boxes that never touch, lines behind them.

use super::super::frame::{Frame, Role};
use super::super::label::{Area, Taken};
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::{Family, Heading, Standing, head, layout, tie_class};
use std::collections::BTreeMap;

/// An actor.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// The name's language where it differs from the drawing's.
    pub lang: Option<&'a str>,
    /// Its page.
    pub href: &'a str,
    /// What scripts filter by, written as `data-` attributes.
    pub facets: &'a [(&'a str, &'a str)],
}

/// A relation between two actors, by place in the list.
#[derive(Clone, Copy, Debug)]
pub struct Tie<'a> {
    /// The first.
    pub from: usize,
    /// The second.
    pub to: usize,
    /// The relation's word, read from the first.
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
pub struct Network<'a> {
    /// The drawing's identity.
    pub frame: Frame<'a>,
    /// The most connected first.
    pub nodes: &'a [Node<'a>],
    /// The most telling first.
    pub ties: &'a [Tie<'a>],
}

/// A drawing and how much of its input it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The SVG.
    pub svg: String,
    /// Actors drawn: the first so many.
    pub nodes: usize,
    /// Ties drawn.
    pub ties: usize,
    /// The word most lines would bear: it is left out where it would be written over and over, and belongs in the
    /// caption.
    pub common: Option<String>,
}

/// More actors than this are left to the table.
pub const MOST_NODES: usize = 40;
/// More ties than this are left to the table.
pub const MOST_TIES: usize = 80;

const WIDTH: f64 = 1000.0;
const NAME_SIZE: f64 = 13.0;
const TYPE_SIZE: f64 = 11.0;
/// An actor with so many ties gets no more of those that both ends could spare.
const FEW: usize = 6;
const NAME_WIDTH: f64 = 148.0;
const LINE: f64 = 15.0;
const MARGIN: f64 = 8.0;

/// All ties between two actors, drawn as one line.
struct Line<'a> {
    ends: (usize, usize),
    labels: Vec<&'a str>,
    is_onward: bool,
    is_back: bool,
    family: Family,
    standing: Standing,
}

impl<'a> Network<'a> {
    /// The drawing; none without two actors and a tie between them.
    pub fn draw(&self) -> Option<Drawn> {
        let nodes = &self.nodes[..self.nodes.len().min(MOST_NODES)];
        let (lines, ties) = self.lines(nodes.len());
        if lines.is_empty() {
            return None;
        }
        let common = common(&lines);
        let names: Vec<Vec<String>> = nodes.iter().map(|node| measure::wrap(node.title, NAME_SIZE, NAME_WIDTH, 2)).collect();
        let boxes: Vec<layout::Half> = names.iter().map(|lines| half(lines)).collect();
        let height = (220.0 + 15.0 * nodes.len() as f64).min(800.0);
        let frame = Area { left: MARGIN, top: MARGIN, right: WIDTH - MARGIN, bottom: height - MARGIN };
        let pairs: Vec<(usize, usize)> = lines.iter().map(|line| line.ends).collect();
        let mut places = layout::place(&boxes, &pairs, frame);
        places.iter_mut().for_each(|place| place.0 = self.frame.x(WIDTH, place.0));
        let mut svg = Svg::with_capacity(1_000 + 300 * nodes.len() + 260 * lines.len());
        self.frame.open(&mut svg, "network", Role::Group, (WIDTH, height));
        let mut taken = Taken::within(frame);
        let areas: Vec<Area> = places.iter().zip(&boxes).map(|(place, half)| Area::around(place.0, place.1, half.0, half.1)).collect();
        areas.iter().for_each(|area| taken.take(*area));
        lines.iter().for_each(|line| self.line(&mut svg, line, common.as_deref(), &areas, &mut taken));
        for ((node, name), area) in nodes.iter().zip(&names).zip(&areas) {
            draw_node(&mut svg, node, name, area);
        }
        Some(Drawn { svg: svg.finish(), nodes: nodes.len(), ties, common })
    }

    /// The ties to draw: first those that give each actor one, then others while both their actors have few.
    fn chosen(&self, nodes: usize) -> Vec<&'a Tie<'a>> {
        let among: Vec<&Tie<'_>> = self.ties.iter().filter(|tie| tie.from < nodes && tie.to < nodes && tie.from != tie.to).collect();
        let budget = MOST_TIES.min(nodes * 3 / 2 + 1);
        let mut degrees = vec![0usize; nodes];
        let mut is_chosen = vec![false; among.len()];
        let passes: [fn(usize, usize) -> bool; 3] = [
            |from, to| (from == 0 || to == 0) && from < FEW && to < FEW,
            |from, to| from == 0 || to == 0,
            |from, to| from < FEW && to < FEW,
        ];
        let mut count = 0;
        for is_wanted in passes {
            for (at, tie) in among.iter().enumerate() {
                if count < budget && !is_chosen[at] && is_wanted(degrees[tie.from], degrees[tie.to]) {
                    (is_chosen[at], count) = (true, count + 1);
                    degrees[tie.from] += 1;
                    degrees[tie.to] += 1;
                }
            }
        }
        among.into_iter().zip(is_chosen).filter(|(_, is_chosen)| *is_chosen).map(|(tie, _)| tie).collect()
    }

    /// The ties among the first nodes, those of one pair together.
    fn lines(&self, nodes: usize) -> (Vec<Line<'a>>, usize) {
        let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut count = 0;
        for tie in self.chosen(nodes) {
            count += 1;
            let ends = (tie.from.min(tie.to), tie.from.max(tie.to));
            let at = *pairs.entry(ends).or_insert_with(|| {
                let standing = Standing { is_alleged: true, is_past: true };
                lines.push(Line { ends, labels: Vec::new(), is_onward: false, is_back: false, family: tie.family, standing });
                lines.len() - 1
            });
            let line = &mut lines[at];
            if !line.labels.contains(&tie.label) {
                line.labels.push(tie.label);
            }
            let is_turned = tie.from > tie.to;
            line.is_onward |= tie.heading == if is_turned { Heading::Back } else { Heading::Onward };
            line.is_back |= tie.heading == if is_turned { Heading::Onward } else { Heading::Back };
            line.family = if line.family == Family::Conflict || tie.family == Family::Conflict {
                Family::Conflict
            } else {
                line.family.min(tie.family)
            };
            line.standing.is_alleged &= tie.standing.is_alleged;
            line.standing.is_past &= tie.standing.is_past;
        }
        (lines, count)
    }

    fn line(&self, svg: &mut Svg, line: &Line<'_>, common: Option<&str>, areas: &[Area], taken: &mut Taken) {
        let (a, b) = (&areas[line.ends.0], &areas[line.ends.1]);
        let (from, to) = (edge(a, middle(b)), edge(b, middle(a)));
        let label = line.labels.join(" · ");
        svg.start("g").attr("class", &tie_class(line.family, line.standing));
        svg.attr("data-from", self.nodes[line.ends.0].id).attr("data-to", self.nodes[line.ends.1].id);
        svg.leaf("title", &format!("{} · {label} · {}", self.nodes[line.ends.0].title, self.nodes[line.ends.1].title));
        let mut path = Path::default();
        path.move_to(from.0, from.1).line_to(to.0, to.1);
        svg.start("path").attr("d", path.data()).attr("fill", "none").end();
        if line.is_onward {
            head(svg, from, to);
        }
        if line.is_back {
            head(svg, to, from);
        }
        if common != Some(label.as_str()) {
            write_type(svg, &label, (from, to), taken);
        }
        svg.end();
    }
}

/// The relation's word on its line, where there is room.
fn write_type(svg: &mut Svg, label: &str, (from, to): ((f64, f64), (f64, f64)), taken: &mut Taken) {
    let words = measure::fit(label, TYPE_SIZE, 150.0);
    let half = measure::width(&words, TYPE_SIZE) / 2.0 + 2.0;
    let at = |t: f64| Area::around(from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t, half, 7.0);
    if let Some((_, area)) = taken.place([0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map(at)) {
        svg.start("text").attr("class", "dr-type").nums(&[("x", f64::midpoint(area.left, area.right)), ("y", area.bottom - 3.0)]);
        svg.num("font-size", TYPE_SIZE).attr("text-anchor", "middle").text(&words).end();
    }
}

/// The word of more than two thirds of many lines.
fn common(lines: &[Line<'_>]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *counts.entry(line.labels.join(" · ")).or_default() += 1);
    let (label, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (lines.len() > 24 && count * 3 > lines.len() * 2).then_some(label)
}

fn middle(area: &Area) -> (f64, f64) {
    (f64::midpoint(area.left, area.right), f64::midpoint(area.top, area.bottom))
}

/// Where the way from a box's middle to a point leaves the box.
fn edge(area: &Area, to: (f64, f64)) -> (f64, f64) {
    let from = middle(area);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let reach = |distance: f64, half: f64| if distance.abs() < 1e-9 { f64::MAX } else { (half + 1.5) / distance.abs() };
    let share = reach(dx, (area.right - area.left) / 2.0).min(reach(dy, (area.bottom - area.top) / 2.0)).min(1.0);
    (from.0 + dx * share, from.1 + dy * share)
}

/// The half-size of a box around lines of a name.
fn half(lines: &[String]) -> layout::Half {
    let widest = lines.iter().map(|line| measure::width(line, NAME_SIZE)).fold(10.0, f64::max);
    (widest / 2.0 + 9.0, lines.len().max(1) as f64 * LINE / 2.0 + 5.0)
}

fn draw_node(svg: &mut Svg, node: &Node<'_>, lines: &[String], area: &Area) {
    svg.start("a").attr("class", "dr-node").attr("href", node.href).attr("data-id", node.id);
    super::super::frame::push_facets(svg, node.facets);
    if lines.last().is_some_and(|line| line.ends_with('…')) {
        svg.leaf("title", node.title);
    }
    svg.start("rect").attr("class", "dr-box").nums(&[("x", area.left), ("y", area.top), ("width", area.right - area.left)]);
    svg.nums(&[("height", area.bottom - area.top), ("rx", 3.0)]).end();
    let first = middle(area).1 + 4.5 - LINE / 2.0 * (lines.len() as f64 - 1.0);
    for (at, line) in lines.iter().enumerate() {
        svg.start("text").attr("class", "dr-name").nums(&[
            ("x", middle(area).0),
            ("y", first + at as f64 * LINE),
            ("font-size", NAME_SIZE),
        ]);
        svg.attr("text-anchor", "middle").maybe("lang", node.lang).text(line).end();
    }
    svg.end();
}
