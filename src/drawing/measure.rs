//! How wide text will be: estimated from the advance widths of common sans-serif faces, on the wide side.
//!
//! No font is opened: the reader's may differ anyway. Estimates are used to keep labels apart and inside.

/// The advance of a character in thousandths of the font size.
fn advance(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' | '‘' => 270,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '"' | '“' | '”' => 360,
        ' ' => 240,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 850,
        '0'..='9' => 520,
        'A'..='Z' => 620,
        'a'..='z' => 520,
        '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' => 0,
        '\u{590}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => 520,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => {
            1000
        }
        '\u{80}'..='\u{24f}' => 560,
        '\u{1f000}'.. => 1200,
        _ => 650,
    }
}

/// The width of a line of text at a font size.
pub fn width(text: &str, size: f64) -> f64 {
    f64::from(text.chars().map(advance).fold(0u32, u32::saturating_add)) * size / 1000.0
}

/// The text, cut at a word where one is near and ended with an ellipsis where it is wider than `room`.
pub fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let budget = room - width("…", size);
    let mut used = 0.0;
    let mut cut = 0;
    for (at, character) in text.char_indices() {
        used += f64::from(advance(character)) * size / 1000.0;
        if used > budget {
            break;
        }
        cut = at + character.len_utf8();
    }
    let kept = &text[..cut];
    let word = kept.rfind(' ').filter(|at| text[cut..].chars().next().is_some_and(|next| next != ' ') && *at * 3 > cut * 2);
    format!("{}…", kept[..word.unwrap_or(cut)].trim_end())
}

/// At most `lines` lines no wider than `room`, broken at spaces; the last is cut where text remains.
pub fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && wrapped.len() + 1 < lines && width(rest, size) > room {
        let line = first_line(rest, size, room);
        if line.is_empty() {
            break;
        }
        wrapped.push(line.to_owned());
        rest = rest[line.len()..].trim_start();
    }
    if !rest.is_empty() {
        wrapped.push(fit(rest, size, room));
    }
    wrapped
}

/// As many whole words as fit, or nothing where the first is already too wide.
fn first_line(text: &str, size: f64, room: f64) -> &str {
    let breaks = text.match_indices(' ').map(|(at, _)| at);
    let end = breaks.take_while(|at| width(&text[..*at], size) <= room).last();
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fitted_text_fits() {
        let title = "Operation Marg Bar Sarmachar near Saravan in Sistan and Baluchestan";
        for room in [20.0, 60.0, 120.0, 500.0] {
            assert!(width(&fit(title, 13.0, room), 13.0) <= room, "{room}");
        }
        assert_eq!(fit("Iran", 13.0, 100.0), "Iran");
        assert_eq!(fit("Operation Marg Bar", 10.0, width("Operation Mar…", 10.0)), "Operation…");
    }

    #[test]
    fn wrapping_keeps_every_word_while_there_is_room() {
        assert_eq!(wrap("Islamic Revolutionary Guard Corps", 13.0, 110.0, 3), ["Islamic", "Revolutionary", "Guard Corps"]);
        assert_eq!(wrap("Islamic Revolutionary Guard Corps", 13.0, 110.0, 2).len(), 2);
        assert_eq!(wrap("", 13.0, 110.0, 2), Vec::<String>::new());
        assert_eq!(wrap("Donaudampfschifffahrtsgesellschaft", 13.0, 60.0, 3).len(), 1);
    }
}
