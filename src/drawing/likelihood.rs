//! A judgement's range on its likelihood scale: every step along 0–100 %, the judgement's own filled and named.
//!
//! Gaps between steps (the UK yardstick has them on purpose) stay empty. The drawing is narrow enough for a phone.
//!
//! Classes: `dr-step` a step, `dr-chosen` the judgement's, `dr-axis` the line under them, `dr-tick` a percent mark;
//! texts `dr-value` (the judgement's word and range), `dr-end` (the scale's ends), `dr-percent`.

use super::frame::{Frame, Role};
use super::measure;
use super::svg::Svg;

/// One step of the scale, in the reader's words.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The word.
    pub label: &'a str,
    /// Its bounds in words, as in `20–45 %`.
    pub range: &'a str,
    /// Percent, lower bound.
    pub low: u8,
    /// Percent, upper bound.
    pub high: u8,
}

/// A scale and the step a judgement stands on.
#[derive(Clone, Copy, Debug)]
pub struct Likelihood<'a> {
    /// The drawing's identity.
    pub frame: Frame<'a>,
    /// From least to most likely.
    pub steps: &'a [Step<'a>],
    /// The judgement's step; none draws the scale alone.
    pub chosen: Option<usize>,
}

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 74.0;
const MARGIN: f64 = 12.0;
const BAR: (f64, f64) = (28.0, 14.0);
const VALUE_SIZE: f64 = 14.0;
const SMALL: f64 = 12.0;

impl Likelihood<'_> {
    /// The drawing.
    pub fn draw(&self) -> String {
        let mut svg = Svg::with_capacity(3_000);
        self.frame.open(&mut svg, "likelihood", Role::Image, (WIDTH, HEIGHT));
        for (at, step) in self.steps.iter().enumerate() {
            self.bar(&mut svg, step, self.chosen == Some(at));
        }
        let chosen = self.chosen.and_then(|at| self.steps.get(at));
        if let Some(step) = chosen {
            self.value(&mut svg, step);
        }
        self.percents(&mut svg, chosen);
        if let (Some(first), Some(last)) = (self.steps.first(), self.steps.last()) {
            self.end(&mut svg, first.label, 0.0, "start");
            self.end(&mut svg, last.label, 100.0, "end");
        }
        svg.finish()
    }

    fn x(&self, percent: f64) -> f64 {
        self.frame.x(WIDTH, MARGIN + percent.clamp(0.0, 100.0) / 100.0 * (WIDTH - 2.0 * MARGIN))
    }

    fn bar(&self, svg: &mut Svg, step: &Step<'_>, is_chosen: bool) {
        let (a, b) = (self.x(f64::from(step.low)), self.x(f64::from(step.high)));
        let (top, height) = if is_chosen { (BAR.0 - 3.0, BAR.1 + 6.0) } else { BAR };
        svg.start("rect").attr("class", if is_chosen { "dr-step dr-chosen" } else { "dr-step" });
        svg.nums(&[("x", a.min(b) + 0.5), ("y", top), ("width", ((a - b).abs() - 1.0).max(1.0)), ("height", height)]);
        svg.leaf("title", &named(step)).end();
    }

    /// The word and its range, centred over the step as far as the edges allow.
    fn value(&self, svg: &mut Svg, step: &Step<'_>) {
        let words = measure::fit(&named(step), VALUE_SIZE, WIDTH - 2.0 * MARGIN);
        let half = measure::width(&words, VALUE_SIZE) / 2.0;
        let middle = self.x((f64::from(step.low) + f64::from(step.high)) / 2.0);
        let x = middle.max(half + 2.0).min(WIDTH - half - 2.0);
        svg.start("text").attr("class", "dr-value").nums(&[("x", x), ("y", 16.0), ("font-size", VALUE_SIZE)]);
        svg.attr("text-anchor", "middle").text(&words).end();
    }

    /// Marks at 0, 50 and 100 and at the step's own ends, those first, where they do not touch.
    fn percents(&self, svg: &mut Svg, chosen: Option<&Step<'_>>) {
        let line = BAR.0 + BAR.1 + 4.0;
        svg.start("path").attr("class", "dr-axis").attr("d", &format!("M{MARGIN} {line}H{}", WIDTH - MARGIN)).attr("fill", "none").end();
        let own = chosen.into_iter().flat_map(|step| [step.low, step.high]);
        let mut placed: Vec<f64> = Vec::new();
        for percent in own.chain([0, 100, 50, 25, 75]) {
            let x = self.x(f64::from(percent));
            if placed.iter().any(|other| (other - x).abs() < 30.0) {
                continue;
            }
            placed.push(x);
            svg.start("path").attr("class", "dr-tick").attr("d", &format!("M{x:.1} {line}v4")).end();
            svg.start("text").attr("class", "dr-percent").nums(&[("x", x), ("y", line + 15.0), ("font-size", 11.0)]);
            svg.attr("text-anchor", "middle").text(&self.frame.figures(&percent)).end();
        }
    }

    fn end(&self, svg: &mut Svg, label: &str, percent: f64, anchor: &str) {
        let words = measure::fit(label, SMALL, WIDTH / 2.0 - MARGIN);
        svg.start("text").attr("class", "dr-end").nums(&[("x", self.x(percent)), ("y", HEIGHT - 2.0), ("font-size", SMALL)]);
        svg.attr("text-anchor", anchor).text(&words).end();
    }
}

/// The word and its bounds, isolated so that they keep their order between right-to-left words.
fn named(step: &Step<'_>) -> String {
    format!("{}, \u{2066}{}\u{2069}", step.label, step.range)
}

#[cfg(test)]
mod tests {
    use super::super::frame::Direction;
    use super::super::proof;
    use super::*;

    const STEPS: [Step<'static>; 3] = [
        Step { label: "almost no chance", range: "1–5 %", low: 1, high: 5 },
        Step { label: "unlikely", range: "20–45 %", low: 20, high: 45 },
        Step { label: "almost certain", range: "95–99 %", low: 95, high: 99 },
    ];

    fn drawn(chosen: Option<usize>, direction: Direction) -> String {
        let frame = Frame { id: "kj1", title: "Likelihood", description: "unlikely", lang: Some("en"), direction, ..Frame::default() };
        Likelihood { frame, steps: &STEPS, chosen }.draw()
    }

    #[test]
    fn every_step_keeps_its_words_inside() {
        for direction in [Direction::LeftToRight, Direction::RightToLeft] {
            for chosen in [None, Some(0), Some(1), Some(2), Some(9)] {
                proof::check(&drawn(chosen, direction));
            }
        }
    }

    #[test]
    fn percents_stand_in_the_digits_of_the_page() {
        let frame = Frame { digits: "۰۱۲۳۴۵۶۷۸۹", ..Frame::default() };
        let svg = Likelihood { frame, steps: &STEPS, chosen: Some(1) }.draw();
        assert!(svg.contains(">۲۰</text>") && !svg.contains(">20</text>"), "{svg}");
    }

    #[test]
    fn the_range_is_marked_and_mirrored() {
        let (ltr, rtl) = (drawn(Some(1), Direction::LeftToRight), drawn(Some(1), Direction::RightToLeft));
        assert!(ltr.contains("unlikely, \u{2066}20–45 %\u{2069}</text>"));
        assert_eq!(ltr.matches("dr-chosen").count(), 1);
        assert!(ltr.contains("class=\"dr-step dr-chosen\" x=\"75.7\""), "{ltr}");
        assert!(rtl.contains("class=\"dr-step dr-chosen\" x=\"186.3\""), "{rtl}");
    }
}
