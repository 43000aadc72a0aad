//! A writer of SVG that cannot produce ill-formed XML: elements close in order, text and attributes are escaped.
//!
//! Numbers are written with at most one decimal, and one that is not finite is written as 0. Deliberately absent:
//! styles, scripts, and any element's meaning.

/// SVG under construction.
pub struct Svg {
    out: String,
    open: Vec<&'static str>,
    in_tag: bool,
}

impl Svg {
    /// Nothing yet; room for that many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), open: Vec::new(), in_tag: false }
    }

    /// Opens an element; attributes follow.
    pub fn start(&mut self, element: &'static str) -> &mut Self {
        self.close_tag();
        self.out.push('<');
        self.out.push_str(element);
        self.open.push(element);
        self.in_tag = true;
        self
    }

    /// An attribute of the element just opened, escaped.
    pub fn attr(&mut self, name: &str, value: &str) -> &mut Self {
        debug_assert!(self.in_tag, "{name} after the element's content began");
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(&mut self.out, value);
        self.out.push('"');
        self
    }

    /// The attribute where there is a value.
    pub fn maybe(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// A numeric attribute.
    pub fn num(&mut self, name: &str, value: f64) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_number(&mut self.out, value);
        self.out.push('"');
        self
    }

    /// Several numeric attributes.
    pub fn nums(&mut self, pairs: &[(&str, f64)]) -> &mut Self {
        for (name, value) in pairs {
            self.num(name, *value);
        }
        self
    }

    /// The attribute `d` of a path just opened: path data needs no escape.
    pub fn data(&mut self, data: &str) -> &mut Self {
        debug_assert!(data.bytes().all(|byte| PLAIN[usize::from(byte)]), "no path data: {data}");
        self.out.push_str(" d=\"");
        self.out.push_str(data);
        self.out.push('"');
        self
    }

    /// Character data, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.close_tag();
        escape(&mut self.out, text);
        self
    }

    /// Closes the innermost element.
    pub fn end(&mut self) -> &mut Self {
        if let Some(element) = self.open.pop() {
            if self.in_tag {
                self.out.push_str("/>");
                self.in_tag = false;
            } else {
                self.out.push_str("</");
                self.out.push_str(element);
                self.out.push('>');
            }
        }
        self
    }

    /// A whole element that holds text alone.
    pub fn leaf(&mut self, element: &'static str, text: &str) -> &mut Self {
        self.start(element).text(text).end()
    }

    /// The finished text, every open element closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.out
    }

    fn close_tag(&mut self) {
        if self.in_tag {
            self.out.push('>');
            self.in_tag = false;
        }
    }
}

/// Path data in absolute moves and relative lines, as short as SVG's grammar allows.
#[derive(Default)]
pub struct Path {
    out: String,
    at: (i64, i64),
}

impl Path {
    /// Begins a subpath.
    pub fn move_to(&mut self, x: f64, y: f64) -> &mut Self {
        self.at = (tenths(x), tenths(y));
        self.out.push('M');
        push_tenths(&mut self.out, self.at.0);
        self.push_next(self.at.1);
        self
    }

    /// A straight line.
    pub fn line_to(&mut self, x: f64, y: f64) -> &mut Self {
        let to = (tenths(x), tenths(y));
        match (to.0 - self.at.0, to.1 - self.at.1) {
            (across, 0) => self.push_level('h', across),
            (0, down) => self.push_level('v', down),
            (across, down) => {
                self.push_level('l', across);
                self.push_next(down);
            }
        }
        self.at = to;
        self
    }

    /// A cubic curve through two control points.
    pub fn curve_to(&mut self, first: (f64, f64), second: (f64, f64), to: (f64, f64)) -> &mut Self {
        self.out.push('C');
        push_number(&mut self.out, first.0);
        for value in [first.1, second.0, second.1, to.0, to.1] {
            self.push_next(tenths(value));
        }
        self.at = (tenths(to.0), tenths(to.1));
        self
    }

    /// Closes the subpath.
    pub fn close(&mut self) -> &mut Self {
        self.out.push('z');
        self
    }

    /// The path data.
    pub fn data(&self) -> &str {
        &self.out
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    fn push_level(&mut self, command: char, value: i64) {
        self.out.push(command);
        push_tenths(&mut self.out, value);
    }

    fn push_next(&mut self, value: i64) {
        if value >= 0 {
            self.out.push(' ');
        }
        push_tenths(&mut self.out, value);
    }
}

/// Which bytes stand as they are: not those of what is escaped or left out, or with which its encoding begins. Most texts
/// have none of those.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = !matches!(byte as u8, 0..=0x1f | b'&' | b'<' | b'>' | b'"' | 0x7f | 0xc2 | 0xef);
        byte += 1;
    }
    plain
};

/// Text without what XML cannot carry, its five special characters escaped.
fn escape(out: &mut String, text: &str) {
    if text.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        out.push_str(text);
        return;
    }
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
}

fn tenths(value: f64) -> i64 {
    if value.is_finite() { (value.clamp(-1e7, 1e7) * 10.0).round() as i64 } else { 0 }
}

fn push_number(out: &mut String, value: f64) {
    push_tenths(out, tenths(value));
}

fn push_tenths(out: &mut String, tenths: i64) {
    if tenths < 0 {
        out.push('-');
    }
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if whole > 0 || rest == 0 {
        push_whole(out, whole);
    }
    if rest > 0 {
        out.push('.');
        push_whole(out, rest);
    }
}

/// The digits of a number; a map has thousands of them.
fn push_whole(out: &mut String, number: u64) {
    if number >= 10 {
        push_whole(out, number / 10);
    }
    out.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_close_in_order_and_text_is_escaped() {
        let mut svg = Svg::with_capacity(64);
        svg.start("g").attr("class", "a\"b").start("circle").num("r", 2.25).end().leaf("text", "1 < 2 & \u{1}3");
        assert_eq!(svg.finish(), "<g class=\"a&quot;b\"><circle r=\"2.3\"/><text>1 &lt; 2 &amp; 3</text></g>");
    }

    #[test]
    fn numbers_are_short_and_always_finite() {
        let mut svg = Svg::with_capacity(64);
        svg.start("a").nums(&[("a", 0.0), ("b", -0.5), ("c", 3.0), ("d", f64::NAN), ("e", -0.04), ("f", f64::INFINITY)]);
        assert_eq!(svg.finish(), "<a a=\"0\" b=\"-.5\" c=\"3\" d=\"0\" e=\"0\" f=\"0\"/>");
    }

    #[test]
    fn relative_lines_do_not_drift() {
        let mut path = Path::default();
        path.move_to(0.0, 0.0);
        for step in 1..=1000 {
            path.line_to(f64::from(step) * 0.14, 0.0);
        }
        assert_eq!(path.at.0, 1400);
    }

    #[test]
    fn path_data_is_compact() {
        let mut path = Path::default();
        path.move_to(10.0, -5.0).line_to(12.5, -5.5).close();
        assert_eq!(path.data(), "M10-5l2.5-.5z");
        let mut level = Path::default();
        level.move_to(1.0, 2.0).line_to(4.5, 2.0).line_to(4.5, 0.0).line_to(4.5, 0.0);
        assert_eq!(level.data(), "M1 2h3.5v-2h0");
    }
}
