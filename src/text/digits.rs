//! Numbers in a script's own digits.

/// Ten digits that are not ASCII's; empty for anything else.
pub fn known_digits(digits: &str) -> &str {
    if digits.chars().count() == 10 && !digits.is_ascii() { digits } else { "" }
}

/// A digit as one of ten others; any other character as it is.
pub fn own_digit(c: char, digits: &str) -> char {
    c.to_digit(10).and_then(|digit| digits.chars().nth(digit as usize)).unwrap_or(c)
}

/// A text with its digits as ten others; as it is where there are none.
pub fn in_digits(text: String, digits: &str) -> String {
    if digits.is_empty() { text } else { text.chars().map(|c| own_digit(c, digits)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ten_digits_of_another_script_are_taken() {
        assert_eq!(in_digits("20–45 %".to_owned(), known_digits("۰۱۲۳۴۵۶۷۸۹")), "۲۰–۴۵ %");
        assert_eq!(in_digits("20".to_owned(), known_digits("0123456789")), "20");
        assert_eq!(in_digits("20".to_owned(), known_digits("۰۱۲")), "20");
    }
}
