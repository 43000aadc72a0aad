//! Path data in whole numbers, as short as SVG's grammar allows: outlines have thousands of points.

/// Path data under construction: absolute moves, relative lines. A letter is written once for all lines that follow.
#[derive(Default)]
pub struct Trace {
    /// ASCII alone.
    out: Vec<u8>,
    at: (i32, i32),
    /// The letter that what follows would repeat.
    letter: u8,
}

impl Trace {
    /// Nothing yet; room for that many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), ..Self::default() }
    }

    /// Begins a subpath.
    pub fn move_to(&mut self, (x, y): (i32, i32)) {
        self.letter = 0;
        self.command(b'M');
        self.first(x);
        self.next(y);
        self.at = (x, y);
    }

    /// A straight line; nothing where it would have no length.
    pub fn line_to(&mut self, to: (i32, i32)) {
        match (to.0 - self.at.0, to.1 - self.at.1) {
            (0, 0) => {}
            (across, 0) => self.level(b'h', across),
            (0, down) => self.level(b'v', down),
            (across, down) if self.letter == b'l' => {
                self.next(across);
                self.next(down);
            }
            (across, down) => {
                self.command(b'l');
                self.first(across);
                self.next(down);
            }
        }
        self.at = to;
    }

    /// Closes the subpath.
    pub fn close(&mut self) {
        self.command(b'z');
    }

    /// The path data.
    pub fn finish(self) -> String {
        String::from_utf8(self.out).unwrap_or_default()
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    fn level(&mut self, letter: u8, value: i32) {
        self.command(letter);
        self.first(value);
    }

    fn command(&mut self, letter: u8) {
        self.out.push(letter);
        self.letter = letter;
    }

    /// A number that follows another.
    fn next(&mut self, value: i32) {
        if value >= 0 {
            self.out.push(b' ');
        }
        self.first(value);
    }

    /// A number that follows a letter.
    fn first(&mut self, value: i32) {
        if value < 0 {
            self.out.push(b'-');
        }
        self.digits(value.unsigned_abs());
    }

    fn digits(&mut self, number: u32) {
        if number >= 100 {
            self.digits(number / 100);
            self.out.push(b'0' + (number / 10 % 10) as u8);
        } else if number >= 10 {
            self.out.push(b'0' + (number / 10) as u8);
        }
        self.out.push(b'0' + (number % 10) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn trace(points: &[(i32, i32)]) -> String {
        let mut trace = Trace::default();
        let (first, rest) = points.split_first().unwrap();
        trace.move_to(*first);
        rest.iter().for_each(|point| trace.line_to(*point));
        trace.finish()
    }

    /// The points again, by SVG's grammar: a letter, then numbers for it and for as many like it as follow.
    fn read(data: &str) -> Vec<(i32, i32)> {
        let mut points: Vec<(i32, i32)> = Vec::new();
        for (letter, numbers) in data.match_indices(char::is_alphabetic).map(|(at, letter)| (letter, &data[at + 1..])) {
            let numbers = numbers.split(char::is_alphabetic).next().unwrap().replace('-', " -");
            let numbers: Vec<i32> = numbers.split_whitespace().map(|number| number.parse().unwrap()).collect();
            for step in numbers.chunks(if letter == "h" || letter == "v" { 1 } else { 2 }) {
                let (x, y) = points.last().copied().unwrap_or_default();
                points.push(match letter {
                    "M" => (step[0], step[1]),
                    "h" => (x + step[0], y),
                    "v" => (x, y + step[0]),
                    _ => (x + step[0], y + step[1]),
                });
            }
        }
        points
    }

    #[test]
    fn a_letter_is_written_once_for_lines_in_a_row() {
        assert_eq!(
            trace(&[(10, -5), (12, -8), (12, -8), (11, 0), (15, 0), (15, 100), (14, 101), (20, 103)]),
            "M10-5l2-3-1 8h4v100l-1 1 6 2"
        );
        let mut empty = Trace::default();
        assert!(empty.is_empty());
        empty.move_to((0, 0));
        empty.close();
        empty.move_to((-7, 1));
        assert_eq!(empty.finish(), "M0 0zM-7 1");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(mut points in prop::collection::vec((-40i32..800, -40i32..800), 1..60)) {
            points.dedup();
            prop_assert_eq!(read(&trace(&points)), points);
        }
    }
}
