//! The time axis: days to places along a width, with long empty stretches cut out.
//!
//! Every piece keeps the same pixels per day, so widths can be compared across a cut; only a piece too short to be
//! seen is widened. A cut is drawn, never hidden (see `axis`).

/// A stretch of the axis without a cut: days from `first` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    pub first: i64,
    pub end: i64,
    /// Where it begins and ends along the width.
    pub from: f64,
    pub to: f64,
}

impl Piece {
    /// Pixels for one day.
    pub fn per_day(&self) -> f64 {
        (self.to - self.from) / days(self.end - self.first).max(1.0)
    }

    fn x(&self, day: f64) -> f64 {
        self.from + (day - days(self.first)) * self.per_day()
    }
}

/// Days to places.
#[derive(Clone, Debug)]
pub struct Scale {
    pub pieces: Vec<Piece>,
}

/// The width of a cut.
pub const CUT: f64 = 22.0;
/// The narrowest piece: room for a mark and a date.
const NARROWEST: f64 = 64.0;
const MOST_CUTS: usize = 5;
/// A gap shorter than this is never cut, in days.
const SHORTEST_GAP: i64 = 30;
/// A gap is cut when it takes more than this share of the days left.
const GAP_SHARE: f64 = 0.16;

/// A count of days as a length; exact for any date.
pub fn days(count: i64) -> f64 {
    count as f64
}

impl Scale {
    /// An axis over the given spans (first day, day after the last) between two places; none without a span.
    pub fn fit(spans: &[(i64, i64)], from: f64, to: f64) -> Option<Self> {
        let busy = merge(spans);
        let (first, last) = (busy.first()?.0, busy.last()?.1);
        let cuts = choose_cuts(&busy, last - first);
        let mut pieces = split(&busy, &cuts);
        pad(&mut pieces);
        lay_out(&mut pieces, from, to);
        Some(Self { pieces })
    }

    /// Where a moment lies; inside a cut, in proportion; outside, at the end.
    pub fn x(&self, day: f64) -> f64 {
        let mut before: Option<&Piece> = None;
        for piece in &self.pieces {
            if day < days(piece.first) {
                return before.map_or(piece.from, |left| {
                    let share = (day - days(left.end)) / days(piece.first - left.end).max(1.0);
                    left.to + share * (piece.from - left.to)
                });
            }
            if day <= days(piece.end) {
                return piece.x(day);
            }
            before = Some(piece);
        }
        before.map_or(0.0, |last| last.to)
    }

    /// Whether anything was cut out.
    pub fn is_cut(&self) -> bool {
        self.pieces.len() > 1
    }
}

/// Spans in order, those that touch made one.
fn merge(spans: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (first, end) in sorted {
        match merged.last_mut() {
            Some(last) if first <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((first, end.max(first + 1))),
        }
    }
    merged
}

/// The gaps to cut, longest first while each is a large share of what is left; in order of time.
fn choose_cuts(busy: &[(i64, i64)], span: i64) -> Vec<usize> {
    let mut gaps: Vec<(i64, usize)> = busy.windows(2).enumerate().map(|(at, pair)| (pair[1].0 - pair[0].1, at)).collect();
    gaps.sort_unstable_by_key(|&(length, at)| (std::cmp::Reverse(length), at));
    let mut left = span;
    let mut cuts = Vec::new();
    for (length, at) in gaps.into_iter().take(MOST_CUTS) {
        if length < SHORTEST_GAP || days(length) < GAP_SHARE * days(left) {
            break;
        }
        left -= length;
        cuts.push(at);
    }
    cuts.sort_unstable();
    cuts
}

fn split(busy: &[(i64, i64)], cuts: &[usize]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for end in cuts.iter().copied().chain([busy.len() - 1]) {
        pieces.push(Piece { first: busy[start].0, end: busy[end].1, from: 0.0, to: 0.0 });
        start = end + 1;
    }
    pieces
}

/// A little air on both sides, never more than a third of a cut gap.
fn pad(pieces: &mut [Piece]) {
    let total: i64 = pieces.iter().map(|piece| piece.end - piece.first).sum();
    let air = (total / 30).max(1);
    let gaps: Vec<i64> = pieces.windows(2).map(|pair| pair[1].first - pair[0].end).collect();
    let last = pieces.len() - 1;
    for (at, piece) in pieces.iter_mut().enumerate() {
        piece.first -= if at == 0 { air } else { air.min(gaps[at - 1] / 3) };
        piece.end += if at == last { air } else { air.min(gaps[at] / 3) };
    }
}

/// Shares the width: pieces that would be too narrow get the least width, the others one scale.
fn lay_out(pieces: &mut [Piece], from: f64, to: f64) {
    let cuts = CUT * days(i64::try_from(pieces.len()).unwrap_or(1) - 1);
    let mut room = to - from - cuts;
    let mut flexible: i64 = pieces.iter().map(|piece| piece.end - piece.first).sum();
    let mut fixed = vec![false; pieces.len()];
    while let Some(at) = (0..pieces.len()).find(|&at| !fixed[at] && width_of(&pieces[at], room, flexible) < NARROWEST && pieces.len() > 1) {
        fixed[at] = true;
        room -= NARROWEST;
        flexible -= pieces[at].end - pieces[at].first;
    }
    let mut x = from;
    for (at, piece) in pieces.iter_mut().enumerate() {
        let width = if fixed[at] && flexible > 0 { NARROWEST } else { width_of(piece, room.max(1.0), flexible) };
        let width = if flexible > 0 { width } else { (to - from - cuts) / days(i64::try_from(fixed.len()).unwrap_or(1)) };
        (piece.from, piece.to) = (x, x + width);
        x = piece.to + CUT;
    }
}

fn width_of(piece: &Piece, room: f64, flexible: i64) -> f64 {
    room * days(piece.end - piece.first) / days(flexible.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn eight_years_with_one_busy_month_are_cut_at_the_gaps() {
        let single = |day| (day, day + 1);
        let mut spans = vec![single(0), single(1_230), single(2_560)];
        spans.extend((2_840..2_890).step_by(4).map(single));
        spans.push((2_970, 2_978));
        let scale = Scale::fit(&spans, 0.0, 800.0).unwrap();
        assert_eq!(scale.pieces.len(), 5);
        let busy = scale.pieces[3];
        assert!(busy.to - busy.from > 400.0, "{:?}", scale.pieces);
    }

    #[test]
    fn an_even_spread_is_left_whole() {
        let spans: Vec<(i64, i64)> = (0..40).map(|year| (year * 365, year * 365 + 30)).collect();
        assert!(!Scale::fit(&spans, 0.0, 800.0).unwrap().is_cut());
        assert!(Scale::fit(&[], 0.0, 800.0).is_none());
    }

    proptest! {
        #[test]
        fn order_is_kept_and_everything_fits(starts in prop::collection::vec((-800_000i64..800_000, 1i64..2_000), 1..60)) {
            let spans: Vec<(i64, i64)> = starts.iter().map(|&(first, length)| (first, first + length)).collect();
            let scale = Scale::fit(&spans, 100.0, 900.0).unwrap();
            let mut moments: Vec<i64> = spans.iter().flat_map(|&(first, end)| [first, end]).collect();
            moments.sort_unstable();
            let places: Vec<f64> = moments.iter().map(|&day| scale.x(days(day))).collect();
            prop_assert!(places.windows(2).all(|pair| pair[0] <= pair[1] + 1e-6));
            prop_assert!(places.iter().all(|x| x.is_finite() && *x >= 99.9 && *x <= 900.1));
            prop_assert!((scale.pieces.last().unwrap().to - 900.0).abs() < 0.01);
        }
    }
}
