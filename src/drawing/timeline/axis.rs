//! The time axis on paper: ticks from days to centuries, a line of context below them, cuts, and the overview.
//!
//! Classes: `dr-grid` a line down the plot, `dr-tick` a date, `dr-context` the month or year it lies in, `dr-cut` the
//! sign of a cut, `dr-overview` the uncut strip, `dr-window` what of it is shown below, `dr-moment` an event on it.

use super::super::calendar::{Civil, civil, first_of_month};
use super::super::frame::Frame;
use super::super::measure;
use super::super::svg::{Path, Svg};
use super::WIDTH;
use super::scale::{Piece, Scale, days};

/// A date on the axis and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub day: i64,
    pub label: String,
    /// The wider unit, the same for all ticks in it.
    pub context: Option<String>,
}

/// How far apart dates must stand.
const LEAST: f64 = 34.0;
/// The font sizes of dates and their context.
pub const TICK_SIZE: f64 = 12.0;
const CONTEXT_SIZE: f64 = 12.0;

/// The ticks of a piece, as fine as there is room for.
pub fn ticks(piece: &Piece, months: &[&str; 12]) -> Vec<Tick> {
    let scale = piece.per_day();
    if piece.to - piece.from < 2.0 * LEAST {
        return vec![day_tick(piece.first + (piece.end - piece.first) / 2, months)];
    }
    if let Some(step) = [1, 2, 5, 10].into_iter().find(|&step| days(step) * scale >= LEAST) {
        return day_ticks(piece, step, months);
    }
    if let Some(step) = [1, 3, 6].into_iter().find(|&step| days(step) * 30.4 * scale >= LEAST) {
        return month_ticks(piece, step, months);
    }
    year_ticks(piece, scale)
}

fn month_word<'a>(months: &[&'a str; 12], month: i64) -> &'a str {
    usize::try_from(month - 1).ok().and_then(|at| months.get(at)).copied().unwrap_or("")
}

fn day_ticks(piece: &Piece, step: i64, months: &[&str; 12]) -> Vec<Tick> {
    let shown = |date: &Civil| (date.day - 1) % step == 0 && (step == 1 || date.day <= 31 - step);
    (piece.first..piece.end).filter(|day| shown(&civil(*day))).map(|day| day_tick(day, months)).collect()
}

fn day_tick(day: i64, months: &[&str; 12]) -> Tick {
    let date = civil(day);
    Tick { day, label: date.day.to_string(), context: Some(format!("{} {}", month_word(months, date.month), date.year)) }
}

fn month_ticks(piece: &Piece, step: i64, months: &[&str; 12]) -> Vec<Tick> {
    let start = civil(piece.first);
    let mut ticks = Vec::new();
    let mut count = start.year * 12 + start.month - 1;
    loop {
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        let day = first_of_month(year, month);
        if day >= piece.end {
            return ticks;
        }
        if day >= piece.first && (month - 1) % step == 0 {
            ticks.push(Tick { day, label: month_word(months, month).to_owned(), context: Some(year.to_string()) });
        }
        count += 1;
    }
}

fn year_ticks(piece: &Piece, scale: f64) -> Vec<Tick> {
    let steps = (0..12).flat_map(|power| [1i64, 2, 5].map(|unit| unit * 10i64.pow(power)));
    let step = steps.into_iter().find(|&step| days(step) * 365.25 * scale >= LEAST + 8.0).unwrap_or(i64::MAX / 400);
    let first = (civil(piece.first).year + step - 1).div_euclid(step) * step;
    let years = (0..200).map(|at| first + at * step);
    let dated = years.map(|year| (year, first_of_month(year, 1))).take_while(|&(_, day)| day < piece.end);
    dated.filter(|&(_, day)| day >= piece.first).map(|(year, day)| Tick { day, label: year.to_string(), context: None }).collect()
}

/// Where the axis stands: its line, and the plot it rules.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The line the ticks hang over.
    pub top: f64,
    /// The bottom of the plot.
    pub bottom: f64,
}

/// Draws dates, grid lines and cuts.
pub fn draw(svg: &mut Svg, frame: &Frame<'_>, scale: &Scale, months: &[&str; 12], place: Place) {
    let mut grid = Path::default();
    let mut end_of_labels = f64::MIN;
    for piece in &scale.pieces {
        let mut context_end = piece.from - 4.0;
        let mut context: Option<String> = None;
        for tick in ticks(piece, months) {
            let x = scale.x(days(tick.day));
            let half = measure::width(&tick.label, TICK_SIZE) / 2.0;
            let middle = if tick.context.is_some() && piece.per_day() > 20.0 { x + piece.per_day() / 2.0 } else { x };
            if middle - half < end_of_labels || middle + half > piece.to + 8.0 {
                continue;
            }
            end_of_labels = middle + half + 6.0;
            grid.move_to(frame.x(WIDTH, x), place.top + 4.0).line_to(frame.x(WIDTH, x), place.bottom);
            text(svg, frame, "dr-tick", &tick.label, (middle, place.top - 18.0), "middle");
            if tick.context != context {
                context.clone_from(&tick.context);
                let words = tick.context.unwrap_or_default();
                let width = measure::width(&words, CONTEXT_SIZE);
                let from = (middle - half).max(context_end).min(piece.to + 8.0 - width);
                if from >= context_end {
                    text(svg, frame, "dr-context", &words, (from, place.top - 3.0), "start");
                    context_end = from + width + 8.0;
                }
            }
        }
    }
    svg.start("path").attr("class", "dr-grid").attr("d", grid.data()).end();
    scale.pieces.windows(2).for_each(|pair| cut(svg, frame, (pair[0].to + pair[1].from) / 2.0, place));
}

fn text(svg: &mut Svg, frame: &Frame<'_>, class: &str, words: &str, (x, y): (f64, f64), anchor: &str) {
    svg.start("text").attr("class", class).nums(&[("x", frame.x(WIDTH, x)), ("y", y), ("font-size", TICK_SIZE)]);
    svg.maybe("text-anchor", (anchor != "start").then_some(anchor)).text(&frame.figures(&words)).end();
}

/// Two slanted strokes across the axis and a dotted line down the plot.
fn cut(svg: &mut Svg, frame: &Frame<'_>, x: f64, place: Place) {
    let mut path = Path::default();
    for side in [-3.0, 3.0] {
        path.move_to(frame.x(WIDTH, x + side - 3.0), place.top + 10.0).line_to(frame.x(WIDTH, x + side + 3.0), place.top);
    }
    svg.start("path").attr("class", "dr-cut").attr("d", path.data()).end();
    let mut line = Path::default();
    line.move_to(frame.x(WIDTH, x), place.top + 14.0).line_to(frame.x(WIDTH, x), place.bottom);
    svg.start("path").attr("class", "dr-cut dr-cut-line").attr("d", line.data()).attr("stroke-dasharray", "1 4").end();
}

/// The whole span without cuts, above the detail, its shown parts tied to what they become below.
pub fn overview(svg: &mut Svg, frame: &Frame<'_>, scale: &Scale, moments: &[(i64, i64)], (top, axis): (f64, f64)) {
    let (Some(first), Some(last)) = (scale.pieces.first(), scale.pieces.last()) else { return };
    let air = ((last.end - first.first) / 40).max(1);
    let whole = Piece { first: first.first - air, end: last.end + air, from: first.from, to: last.to };
    let (at, line) = (|day: i64| whole.from + days(day - whole.first) * whole.per_day(), top + 26.0);
    svg.start("g").attr("class", "dr-overview");
    for piece in &scale.pieces {
        let corners = [(at(piece.first), line - 8.0), (at(piece.end), line - 8.0), (at(piece.end), line + 8.0), (piece.to, axis - 34.0)];
        let rest = [(piece.from, axis - 34.0), (at(piece.first), line + 8.0)];
        let mut path = Path::default();
        path.move_to(frame.x(WIDTH, corners[0].0), corners[0].1);
        corners[1..].iter().chain(&rest).for_each(|&(x, y)| _ = path.line_to(frame.x(WIDTH, x), y));
        svg.start("path").attr("class", "dr-window").attr("d", path.close().data()).end();
    }
    let mut marks = Path::default();
    marks.move_to(frame.x(WIDTH, whole.from), line).line_to(frame.x(WIDTH, whole.to), line);
    svg.start("path").attr("class", "dr-axis").attr("d", marks.data()).end();
    let mut marks = Path::default();
    moments
        .iter()
        .for_each(|&(day, _)| _ = marks.move_to(frame.x(WIDTH, at(day)), line - 6.0).line_to(frame.x(WIDTH, at(day)), line + 6.0));
    svg.start("path").attr("class", "dr-moment").attr("d", marks.data()).end();
    for tick in year_ticks(&whole, whole.per_day()) {
        let half = measure::width(&tick.label, TICK_SIZE) / 2.0;
        if at(tick.day) - half >= whole.from && at(tick.day) + half <= whole.to {
            text(svg, frame, "dr-tick", &tick.label, (at(tick.day), top + 10.0), "middle");
        }
    }
    svg.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    fn labels(first: i64, end: i64, width: f64) -> Vec<String> {
        ticks(&Piece { first, end, from: 0.0, to: width }, &MONTHS).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_follow_the_span() {
        let january = first_of_month(2024, 1);
        assert_eq!(
            labels(january, january + 31, 800.0),
            ["1", "3", "5", "7", "9", "11", "13", "15", "17", "19", "21", "23", "25", "27", "29"]
        );
        assert_eq!(labels(january, january + 366, 800.0).len(), 12);
        assert_eq!(
            labels(first_of_month(2000, 1), january, 800.0),
            ["2000", "2002", "2004", "2006", "2008", "2010", "2012", "2014", "2016", "2018", "2020", "2022"]
        );
        assert_eq!(labels(first_of_month(1000, 1), january, 800.0).first().map(String::as_str), Some("1000"));
        assert_eq!(labels(january + 1, january + 3, 64.0).len(), 1);
    }
}
