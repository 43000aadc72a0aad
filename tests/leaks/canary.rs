//! Finds the canary word in bytes, however it is written there.

use super::generator::CANARY;
use casebook::text::fold::fold;

/// The forms in which canaries are written in the briefs.
const FORMS: [&str; 3] = ["Kanárek", "kanarek", "Kana\u{301}rek"];

/// A way of writing text: its name, what must be there for it to make a difference, and how it is undone.
type Way<'a> = (&'a str, &'a str, &'a dyn Fn(&str) -> String);

/// How bytes hold a canary; `None` when they hold none.
pub fn found(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(bytes);
    // Each way with what must be there for it to make a difference.
    let ways: [Way<'static>; 7] = [
        ("plain", "", &str::to_owned),
        ("percent", "%", &|text| escapes(text, "%", 2)),
        ("quoted-printable", "=C3", &|text| escapes(text, "=", 2)),
        ("entities", "&#", &entities),
        ("entities", "&aacute;", &entities),
        ("JSON", "\\u", &|text| escapes(text, "\\u", 4)),
        ("folded lines", "\r\n ", &|text| text.replace("\r\n ", "")),
    ];
    let holds = |(_, mark, decode): &Way<'static>| text.contains(mark) && fold(&decode(&text)).contains(CANARY);
    let decoded = ways.into_iter().find(holds).map(|(way, ..)| way);
    decoded.or_else(|| encoded(bytes)).or_else(|| dated(&text))
}

/// Text inside which `mark` and hexadecimal digits stand for a byte, or with four digits for a character.
fn escapes(text: &str, mark: &str, digits: usize) -> String {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + mark.len()..];
        match rest.get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                match (digits, u8::try_from(code)) {
                    (2, Ok(byte)) => out.push(byte),
                    _ => out.extend_from_slice(char::from_u32(code).unwrap_or(' ').to_string().as_bytes()),
                }
                rest = &rest[digits..];
            }
            None => out.extend_from_slice(mark.as_bytes()),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split("&#");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (number, rest) = part.split_once(';').unwrap_or(("", part));
        let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16).ok());
        let code = hex.unwrap_or_else(|| number.parse().ok());
        match code.and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out.replace("&aacute;", "á")
}

/// Base64 at each of its three alignments, hexadecimal, and UTF-16.
fn encoded(bytes: &[u8]) -> Option<&'static str> {
    let holds = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    for form in FORMS {
        if (0..3).any(|before| holds(base64_middle(form.as_bytes(), before).as_bytes())) {
            return Some("base64");
        }
        let hex: String = form.bytes().map(|byte| format!("{byte:02x}")).collect();
        if holds(hex.as_bytes()) || holds(hex.to_uppercase().as_bytes()) {
            return Some("hexadecimal");
        }
        let wide = |bytes: fn(u16) -> [u8; 2]| form.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        if holds(&wide(u16::to_le_bytes)) || holds(&wide(u16::to_be_bytes)) {
            return Some("UTF-16");
        }
    }
    None
}

/// The letters of base64 that depend on these bytes alone, with `before` bytes in front of them.
fn base64_middle(bytes: &[u8], before: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded = [vec![0; before], bytes.to_vec()].concat();
    let whole = padded.chunks_exact(3).flat_map(|three| {
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift) as usize & 63]))
    });
    let letters: String = whole.collect();
    letters[if before == 0 { 0 } else { before + 1 }..].to_owned()
}

/// Dates and numbers that only withheld briefs have.
fn dated(text: &str) -> Option<&'static str> {
    let years = (1611..1621).map(|year| format!("{year}-"));
    let is_date = |(at, year): (usize, &str)| {
        let after = &text.as_bytes()[at + year.len()..];
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        before && matches!(after, [a, b, b'-', ..] if a.is_ascii_digit() && b.is_ascii_digit())
    };
    for year in years {
        if text.match_indices(&year).any(is_date) {
            return Some("date");
        }
    }
    let number = |text: &str| text.contains("\"8813") || text.contains(">8813") || text.contains("881,3");
    number(text).then_some("number")
}

#[test]
fn a_canary_is_found_in_every_encoding() {
    for hidden in [
        "xxKanárek",
        "KANAREK",
        "kana\u{301}rek",
        "Kan%C3%A1rek",
        "%6banarek",
        "Kan=C3=A1rek",
        "Kan&#225;rek",
        "&#x4b;an&aacute;rek",
        "Kan\\u00e1rek",
        "Kan\r\n arek",
        "Ｋａｎａｒｅｋ",
        "S2Fuw6FyZWs=",
        "eEthbsOhcmVr",
        "a2FuYXJlaw",
        "4b616ec3a172656b",
        "on 1614-03-02",
        "\"881312\"",
    ] {
        assert!(found(hidden.as_bytes()).is_some(), "{hidden}");
    }
    for plain in ["", "canary", "year 1614 and 21614-03-02", "Kan rek", "%", "&#", "&#99999999;", "\\u12"] {
        assert_eq!(found(plain.as_bytes()), None, "{plain}");
    }
    assert_eq!(found(&"Kanárek".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), Some("UTF-16"));
}
