//! The closing line: what was done, and how long it took.

use crate::disk::Published;
use std::time::Duration;

/// `1,204 pages: 12 written, 1,192 unchanged, 0.31 s`.
pub fn line(published: &Published, took: Duration) -> String {
    let total = published.written + published.unchanged;
    let pages = if total == 1 { "page" } else { "pages" };
    let removed = if published.removed > 0 { format!(", {} removed", count(published.removed)) } else { String::new() };
    let (written, unchanged) = (count(published.written), count(published.unchanged));
    format!("{} {pages}: {written} written, {unchanged} unchanged{removed}, {:.2} s", count(total), took.as_secs_f64())
}

/// A number with its thousands set apart by commas.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let counted: Vec<String> = [0, 12, 999, 1000, 1_234_567].map(count).into();
        assert_eq!(counted, ["0", "12", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn the_line_counts_pages_and_says_what_went() {
        let published = |removed| Published { written: 12, unchanged: 1192, removed, ..Published::default() };
        assert_eq!(line(&published(0), Duration::from_millis(312)), "1,204 pages: 12 written, 1,192 unchanged, 0.31 s");
        assert_eq!(line(&published(2), Duration::from_millis(312)), "1,204 pages: 12 written, 1,192 unchanged, 2 removed, 0.31 s");
    }
}
