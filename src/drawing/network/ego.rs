//! One actor's ties: the actor in the middle, its neighbours in a column on either side, tied type by type.
//!
//! Columns rather than a ring: every name is read straight, none overlaps, and each type's word stands once. A long side
//! takes two columns, its names by turns in one and the other, so that a line reaches the second between the names of the
//! first; a side without ties takes no room. So a drawing has one of four widths, which style sheets may tell apart.

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

/// The height of a row, and of one whose names take two lines.
const ROW: f64 = 22.0;
const TALL_ROW: f64 = 34.0;
/// The height of a line of a name.
const LINE: f64 = 14.0;
const AIR: f64 = 10.0;
const NAME_SIZE: f64 = 13.0;
const TYPE_SIZE: f64 = 12.0;
/// Measured from the middle of the drawing to either side.
const BOX: f64 = 62.0;
const TYPE: (f64, f64) = (94.0, 170.0);
const NAME: f64 = 192.0;
/// The width of names in one column, and in each of two with the way between them.
const ONE_COLUMN: f64 = 186.0;
const TWO_COLUMNS: f64 = 172.0;
const ALLEY: f64 = 12.0;
/// A side with more rows has two columns, in groups of more than `FEW` rows.
const MOST_ROWS: usize = 10;
const FEW: usize = 4;

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

    /// Its word.
    fn lines(&self) -> Vec<String> {
        measure::wrap(self.label, TYPE_SIZE, TYPE.1 - TYPE.0, 2)
    }
}

/// A group with its names laid out.
struct Block<'g, 'a> {
    group: &'g Group<'a>,
    /// The lines of its word.
    label: Vec<String>,
    /// The lines of each name.
    names: Vec<Vec<String>>,
    columns: usize,
    /// From one name to the next, which in two columns is beside it.
    step: f64,
    height: f64,
}

impl<'g, 'a> Block<'g, 'a> {
    fn new(group: &'g Group<'a>, is_wide: bool) -> Self {
        let columns = if is_wide && group.rows() > FEW { 2 } else { 1 };
        let room = match (is_wide, columns) {
            (false, _) => ONE_COLUMN,
            (true, 1) => 2.0 * TWO_COLUMNS + ALLEY,
            (true, _) => TWO_COLUMNS,
        };
        let names: Vec<Vec<String>> = group.shown.iter().map(|tie| measure::wrap(tie.title, NAME_SIZE, room - 2.0, 2)).collect();
        let row = if names.iter().any(|lines| lines.len() > 1) { TALL_ROW } else { ROW };
        let step = row / columns as f64;
        let label = group.lines();
        let height = (step * group.rows().saturating_sub(1) as f64 + row).max(label.len() as f64 * 14.0 + 4.0);
        Self { group, label, names, columns, step, height }
    }

    /// How far from the actor's middle a name begins.
    fn offset(&self, at: usize) -> f64 {
        NAME + (at % self.columns) as f64 * (TWO_COLUMNS + ALLEY)
    }

    /// Where the first name stands, where the group's middle is.
    fn first(&self, middle: f64) -> f64 {
        middle - self.step * self.group.rows().saturating_sub(1) as f64 / 2.0
    }
}

/// The groups of one side, from the top.
struct Wing<'g, 'a> {
    side: Side,
    blocks: Vec<Block<'g, 'a>>,
    is_wide: bool,
}

impl<'g, 'a> Wing<'g, 'a> {
    fn new(side: Side, groups: Vec<&'g Group<'a>>, is_wide: bool) -> Self {
        Self { side, blocks: groups.into_iter().map(|group| Block::new(group, is_wide)).collect(), is_wide }
    }

    fn height(&self) -> f64 {
        self.blocks.iter().map(|block| block.height + AIR).sum()
    }

    /// Its width, measured from the actor's middle.
    fn reach(&self) -> f64 {
        match (self.blocks.is_empty(), self.is_wide) {
            (true, _) => BOX + 8.0,
            (false, false) => NAME + ONE_COLUMN + 2.0,
            (false, true) => NAME + 2.0 * TWO_COLUMNS + ALLEY,
        }
    }
}

/// The width of the drawing and the place of the actor in it.
#[derive(Clone, Copy)]
struct Ground<'a> {
    frame: Frame<'a>,
    width: f64,
    centre: f64,
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

impl Ground<'_> {
    /// A place so far from the actor's middle.
    fn x(&self, side: Side, offset: f64) -> f64 {
        self.frame.x(self.width, self.centre + side.sign() * offset)
    }
}

impl<'a> Ego<'a> {
    /// The drawing; none without a neighbour.
    pub fn draw(&self) -> Option<String> {
        let groups = self.groups();
        if groups.is_empty() {
            return None;
        }
        let wings = wings(&groups);
        let lines = measure::wrap(self.title, 14.0, 2.0 * BOX - 16.0, 3);
        let own = lines.len() as f64 * 17.0 + 16.0;
        let total = wings.iter().map(Wing::height).fold(own + 12.0, f64::max) + 8.0;
        let [before, after] = &wings;
        let ground = Ground { frame: self.frame, width: before.reach() + after.reach(), centre: before.reach() };
        let mut svg = Svg::with_capacity(900 + 420 * self.neighbours.len().min(MOST_NEIGHBOURS));
        self.frame.open(&mut svg, "ego", Role::Group, (ground.width, total));
        for wing in &wings {
            let mut top = (total - wing.height()) / 2.0 + AIR / 2.0;
            for (at, block) in wing.blocks.iter().enumerate() {
                let port = (at as f64 + 1.0) / (wing.blocks.len() as f64 + 1.0) - 0.5;
                self.block(&mut svg, &ground, block, wing.side, (top + block.height / 2.0, total / 2.0 + port * (own - 8.0)));
                top += block.height + AIR;
            }
        }
        self.middle(&mut svg, &ground, &lines, total / 2.0, own);
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

    /// One type: a trunk from the actor to its word, and a branch to each name.
    fn block(&self, svg: &mut Svg, ground: &Ground<'_>, block: &Block<'_, '_>, side: Side, (middle, port): (f64, f64)) {
        let wide = block.label.iter().map(|line| measure::width(line, TYPE_SIZE)).fold(0.0, f64::max) / 2.0 + 4.0;
        let (near, far) = (f64::midpoint(TYPE.0, TYPE.1) - wide, f64::midpoint(TYPE.0, TYPE.1) + wide);
        trunk(svg, ground, block, side, (port, middle, near));
        let start = block.first(middle);
        for (at, tie) in block.group.shown.iter().enumerate() {
            let place = Place { side, offset: block.offset(at), y: start + at as f64 * block.step };
            neighbour(svg, ground, tie, &block.names[at], place, (far, middle));
        }
        if block.group.left_out > 0 {
            let at = block.group.shown.len();
            let words = self.more.replace("{}", &block.group.left_out.to_string());
            let y = start + at as f64 * block.step + 4.5;
            svg.start("text").attr("class", "dr-more").nums(&[("x", ground.x(side, block.offset(at))), ("y", y), ("font-size", TYPE_SIZE)]);
            svg.attr("text-anchor", side.anchor()).text(&measure::fit(&words, TYPE_SIZE, TWO_COLUMNS)).end();
        }
    }

    fn middle(&self, svg: &mut Svg, ground: &Ground<'_>, lines: &[String], y: f64, height: f64) {
        let x = self.frame.x(ground.width, ground.centre);
        svg.start("g").attr("class", "dr-ego");
        svg.start("rect").attr("class", "dr-box").nums(&[("x", x - BOX), ("y", y - height / 2.0), ("width", 2.0 * BOX)]);
        svg.nums(&[("height", height), ("rx", 3.0)]).end();
        let first = y + 5.0 - 8.5 * (lines.len() as f64 - 1.0);
        for (at, line) in lines.iter().enumerate() {
            svg.start("text").attr("class", "dr-name").nums(&[("x", x), ("y", first + at as f64 * 17.0), ("font-size", 14.0)]);
            svg.attr("text-anchor", "middle").maybe("lang", self.lang).text(line).end();
        }
        svg.end();
    }
}

/// The line from the actor to a type's word, with its head, and the word.
fn trunk(svg: &mut Svg, ground: &Ground<'_>, block: &Block<'_, '_>, side: Side, (port, middle, near): (f64, f64, f64)) {
    let group = block.group;
    let all = |of: fn(Standing) -> bool| group.shown.iter().all(|tie| of(tie.standing)) && !group.shown.is_empty();
    let standing = Standing { is_alleged: all(|standing| standing.is_alleged), is_past: all(|standing| standing.is_past) };
    svg.start("g").attr("class", &tie_class(group.family, standing));
    let half = ground.x(side, f64::midpoint(BOX, TYPE.0));
    let mut path = Path::default();
    path.move_to(ground.x(side, BOX + 2.0), port).curve_to((half, port), (half, middle), (ground.x(side, TYPE.0 - 2.0), middle));
    path.line_to(ground.x(side, near - 2.0), middle);
    svg.start("path").attr("d", path.data()).attr("fill", "none").end();
    match group.heading {
        Heading::Onward => head(svg, (half, middle), (ground.x(side, near), middle)),
        Heading::Back => head(svg, (half, port), (ground.x(side, BOX), port)),
        Heading::Level => {}
    }
    let first = middle + 4.0 - 7.0 * (block.label.len() as f64 - 1.0);
    let x = ground.x(side, f64::midpoint(TYPE.0, TYPE.1));
    for (at, line) in block.label.iter().enumerate() {
        svg.start("text").attr("class", "dr-type").nums(&[("x", x), ("y", first + at as f64 * 14.0)]);
        svg.num("font-size", TYPE_SIZE).attr("text-anchor", "middle").text(line).end();
    }
    svg.end();
}

/// Where a name begins, and the middle of its lines.
#[derive(Clone, Copy)]
struct Place {
    side: Side,
    offset: f64,
    y: f64,
}

/// A branch from a type's word to a name, and the name.
fn neighbour(svg: &mut Svg, ground: &Ground<'_>, tie: &Neighbour<'_>, lines: &[String], place: Place, (far, middle): (f64, f64)) {
    let Place { side, offset, y } = place;
    svg.start("g").attr("class", &tie_class(tie.family, tie.standing));
    let half = ground.x(side, f64::midpoint(TYPE.1, NAME));
    let mut branch = Path::default();
    branch.move_to(ground.x(side, far), middle).line_to(ground.x(side, TYPE.1 + 1.0), middle);
    branch.curve_to((half, middle), (half, y), (ground.x(side, NAME - 4.0), y));
    if offset > NAME {
        branch.line_to(ground.x(side, offset - 4.0), y);
    }
    svg.start("path").attr("d", branch.data()).attr("fill", "none").end().end();
    svg.start("a").attr("class", "dr-node").attr("href", tie.href);
    if lines.last().is_some_and(|line| line.ends_with('…')) {
        svg.leaf("title", tie.title);
    }
    let first = y + 4.5 - LINE / 2.0 * (lines.len() as f64 - 1.0);
    for (at, line) in lines.iter().enumerate() {
        svg.start("text").attr("class", "dr-name");
        svg.nums(&[("x", ground.x(side, offset)), ("y", first + at as f64 * LINE), ("font-size", NAME_SIZE)]);
        svg.attr("text-anchor", side.anchor()).maybe("lang", tie.lang).text(line).end();
    }
    svg.end();
}

/// Both sides, before and after the actor. The longer of them takes two columns where it has many names.
fn wings<'g, 'a>(groups: &'g [Group<'a>]) -> [Wing<'g, 'a>; 2] {
    let (after, before) = balanced(groups);
    let rows = |side: &[&Group<'_>]| side.iter().map(|group| group.rows()).sum::<usize>();
    let (rows_before, rows_after) = (rows(&before), rows(&after));
    let is_wide_before = rows_before > MOST_ROWS && rows_before > rows_after;
    let is_wide_after = rows_after > MOST_ROWS && rows_after >= rows_before;
    [Wing::new(Side::Before, before, is_wide_before), Wing::new(Side::After, after, is_wide_after)]
}

/// The groups after and before the actor, about as tall: the tallest first, each to the shorter side; in their order.
fn balanced<'g, 'a>(groups: &'g [Group<'a>]) -> (Vec<&'g Group<'a>>, Vec<&'g Group<'a>>) {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_unstable_by(|a, b| groups[*b].rows().cmp(&groups[*a].rows()).then(a.cmp(b)));
    let (mut heights, mut sides) = ([0.0, 0.0], [Vec::new(), Vec::new()]);
    for at in order {
        let side = usize::from(heights[1] < heights[0]);
        heights[side] += groups[at].rows() as f64 * ROW + AIR;
        sides[side].push(at);
    }
    let [after, before] = sides.map(|mut side| {
        side.sort_unstable();
        side.into_iter().map(|at| &groups[at]).collect()
    });
    (after, before)
}
