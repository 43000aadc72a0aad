//! Text made safe to show: in HTML, and in messages where control and bidirectional characters could deceive.

/// Appends the text with `&`, `<`, `>`, `"` and `'` as character references: safe as content and in quoted attributes.
pub fn html(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\'' => "&#39;",
        _ => "",
    });
}

/// Appends the text with `&`, `<` and `>` as character references: safe as content, not in attributes.
pub fn body(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "",
    });
}

/// Appends the text with some ASCII characters as references.
fn escape(text: &str, out: &mut String, reference: impl Fn(u8) -> &'static str) {
    let mut from = 0;
    // Most text holds nothing to escape and is looked through many bytes at a time.
    for (nth, bytes) in text.as_bytes().chunks(32).enumerate() {
        if !bytes.iter().fold(false, |seen, byte| seen | matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
            continue;
        }
        for (at, byte) in bytes.iter().enumerate() {
            let reference = reference(*byte);
            if !reference.is_empty() {
                let at = nth * 32 + at;
                out.push_str(&text[from..at]);
                out.push_str(reference);
                from = at + 1;
            }
        }
    }
    out.push_str(&text[from..]);
}

/// The text with every control, bidirectional and invisible character shown as `\u{…}`.
///
/// The joiners U+200C and U+200D stay: Persian and Indic words are spelt with them.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character is not seen, or changes how others are seen.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_escapes_what_can_end_text_or_an_attribute() {
        let mut out = String::from("<p>");
        html(r#"a & b < c > d " e ' f"#, &mut out);
        assert_eq!(out, "<p>a &amp; b &lt; c &gt; d &quot; e &#39; f");
    }

    #[test]
    fn text_without_specials_is_unchanged() {
        let mut out = String::new();
        html("پاکستان 2024", &mut out);
        assert_eq!(out, "پاکستان 2024");
    }

    #[test]
    fn bidi_and_control_characters_are_shown() {
        assert_eq!(visible("a\u{202e}b\tc\u{0}"), "a\\u{202e}b\\u{9}c\\u{0}");
        assert_eq!(visible("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }
}
