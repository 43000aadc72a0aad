//! Names that become addresses: ids of briefs, anchors of headings, addresses of tags.

use super::escape::is_deceptive;
use super::fold::{arabic_variant, decimal_digit, title_key};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest id, in characters.
pub const MAX_CHARS: usize = 100;

/// Longest id, in bytes: a file name has at most 255, and a page's adds to the id.
const MAX_BYTES: usize = 220;

/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The same, with a digit after them.
const PORTS: &[&str] = &["com", "lpt"];

/// Whether the text may be an id: lower-case letters, digits and hyphens of any script, NFC, at most 100 characters,
/// a letter or digit at both ends, not the name of a device.
///
/// # Errors
/// One phrase that continues "the id …".
pub fn is_id(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("is empty");
    }
    if text.chars().count() > MAX_CHARS || text.len() > MAX_BYTES {
        return Err("is longer than 100 characters or 220 bytes");
    }
    if text.starts_with('-') || text.ends_with('-') {
        return Err("begins or ends with a hyphen");
    }
    if text.starts_with(is_combining_mark) {
        return Err("begins with a combining mark");
    }
    for c in text.chars() {
        is_id_char(c)?;
    }
    if !unicode_normalization::is_nfc(text) {
        return Err("is not in Unicode's normal form NFC");
    }
    if is_device(text) {
        return Err("is a name that Windows keeps for a device");
    }
    Ok(())
}

/// Longest name of a file or folder that is published as it stands, in bytes.
const MAX_NAME: usize = 200;

/// Whether a file or folder may be published under the name it has: on every system, in every address, as it is seen.
///
/// # Errors
/// One phrase that continues "the name …".
pub fn is_file_name(name: &str) -> Result<(), &'static str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    match () {
        () if name.is_empty() => Err("is empty"),
        () if name.len() > MAX_NAME => Err("is longer than 200 bytes"),
        () if name.starts_with('.') => Err("begins with a full stop"),
        () if name.ends_with('.') => Err("ends with a full stop"),
        () if name.trim().len() != name.len() => Err("begins or ends with a space"),
        () if name.contains(is_deceptive) => Err("has a character that is not seen or changes how others are seen"),
        () if name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '#', '%']) => {
            Err("has a character that means something else in an address or on another system")
        }
        () if is_device(&stem) => Err("is one that Windows keeps for a device"),
        () => Ok(()),
    }
}

/// What an id looks like: two ids with one skeleton cannot be told apart by a reader or a file system. Case, normal form
/// and variants of Arabic-script letters are folded, and letters of other scripts stand for the Latin ones they look like.
pub fn skeleton(id: &str) -> String {
    if id.is_ascii() {
        return id.to_ascii_lowercase();
    }
    let letters = title_key(id);
    letters
        .chars()
        .flat_map(arabic_variant)
        .map(|c| LOOK_ALIKES.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin))
        .collect()
}

/// Lower-case letters of other scripts that most fonts draw like a Latin one.
const LOOK_ALIKES: &[(char, char)] = &[
    ('а', 'a'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ӏ', 'l'),
    ('о', 'o'),
    ('р', 'p'),
    ('ԛ', 'q'),
    ('ѕ', 's'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('у', 'y'),
    ('α', 'a'),
    ('ι', 'i'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('υ', 'u'),
    ('ν', 'v'),
    ('օ', 'o'),
    ('ս', 'u'),
    ('ո', 'n'),
    ('հ', 'h'),
    ('ց', 'g'),
    ('ɑ', 'a'),
    ('ɡ', 'g'),
    ('ı', 'i'),
    ('ɩ', 'i'),
    ('г', 'r'),
    ('γ', 'y'),
    ('ա', 'w'),
    ('զ', 'q'),
    ('յ', 'j'),
    ('ᴄ', 'c'),
    ('ᴏ', 'o'),
    ('ᴠ', 'v'),
    ('ᴡ', 'w'),
    ('ᴢ', 'z'),
    ('ꜱ', 's'),
    ('ꮯ', 'c'),
    ('ꮪ', 's'),
    ('ꮩ', 'v'),
    ('ꮃ', 'w'),
    ('ꮓ', 'z'),
    ('ꭵ', 'i'),
];

/// An anchor for a heading: its letters and digits folded to lower case, everything between them one hyphen.
/// `section` where nothing is left. Two headings of one page may share it; the page tells them apart.
pub fn heading_slug(text: &str) -> String {
    let slug = hyphenated(text);
    if slug.is_empty() { "section".into() } else { slug }
}

/// The last part of a tag's address, without extension; empty where the tag has no letter or digit.
pub fn tag_slug(text: &str) -> String {
    hyphenated(text)
}

fn hyphenated(text: &str) -> String {
    // Unicode's normal forms leave ASCII as it is.
    if text.is_ascii() {
        return hyphened(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    hyphened(text.nfkc().flat_map(char::to_lowercase).nfc(), text.len())
}

fn hyphened(chars: impl Iterator<Item = char>, capacity: usize) -> String {
    let mut slug = String::with_capacity(capacity);
    let mut length = 0;
    for c in chars {
        let kept = c.is_alphanumeric() || is_combining_mark(c) && !slug.is_empty() && !slug.ends_with('-');
        if !kept && (slug.is_empty() || slug.ends_with('-') || is_joined(c)) {
            continue;
        }
        length += 1;
        if length > MAX_CHARS || slug.len() + c.len_utf8() > MAX_BYTES {
            break;
        }
        slug.push(if kept { c } else { '-' });
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Characters inside a word that leave no gap: apostrophes and joiners.
fn is_joined(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | 'ʻ' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

fn is_id_char(c: char) -> Result<(), &'static str> {
    if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' {
        return Ok(());
    }
    if c.is_uppercase() || !c.to_lowercase().eq([c]) {
        return Err("has an upper-case letter");
    }
    if c.is_alphabetic() || decimal_digit(c).is_some() || is_combining_mark(c) {
        return Ok(());
    }
    Err(match c {
        ' ' => "has a space",
        '_' => "has an underscore; write a hyphen",
        '.' => "has a full stop; only a language may follow one, as in `iran.ur.md`",
        '~' => "has a `~`, which belongs to generated pages",
        _ => "has a character that is no letter, digit or hyphen",
    })
}

fn is_device(text: &str) -> bool {
    let port = text.strip_suffix(|c: char| c.is_ascii_digit());
    DEVICES.contains(&text) || port.is_some_and(|port| PORTS.contains(&port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_script_are_accepted() {
        for id in ["iran", "marg-bar-sarmachar", "2024", "پاکستان", "中国", "भारत", "ไทย", "é", "a--b", "ß", "١٢", "con1", "com", "index"]
        {
            assert_eq!(is_id(id), Ok(()), "{id}");
        }
    }

    #[test]
    fn ids_that_cannot_be_addresses_are_refused() {
        let long = "x".repeat(101);
        let wide = "漢".repeat(90);
        let bad = [
            "",
            "-a",
            "a-",
            "Iran",
            "a b",
            "a.b",
            "a~2",
            "a_b",
            "a/b",
            "..",
            "e\u{301}",
            "\u{301}a",
            "con",
            "nul",
            "com1",
            "lpt9",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{200c}b",
            "½",
            "①",
            "👍",
            "İ",
            "ǅ",
            "a\u{0}",
            "a\nb",
            "a%20b",
            &long,
            &wide,
        ];
        for id in bad {
            assert!(is_id(id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn names_of_files_are_those_that_every_system_takes() {
        for name in ["map.png", "Map 2.PNG", "نقشه.png", "a..b.png", "con1.png", "icon.png"] {
            assert_eq!(is_file_name(name), Ok(()), "{name}");
        }
        let long = "x".repeat(197) + ".png";
        for name in [
            "",
            ".",
            "..",
            ".x",
            "x.",
            " x",
            "x ",
            "a/b",
            "a\\b",
            "a:b",
            "a?b",
            "a#b",
            "a%2fb",
            "a\u{202e}b",
            "a\nb",
            "CON.png",
            "nul",
            "Lpt1.gif",
            &long,
        ] {
            assert!(is_file_name(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn ids_that_look_alike_have_one_skeleton() {
        for (one, other) in
            [("iran", "Iran"), ("iran", "іran"), ("ope", "оре"), ("پاکستان", "پاكستان"), ("abc", "ａｂｃ"), ("é", "e\u{301}"), ("۱۲", "12")]
        {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        assert_ne!(skeleton("cafe"), skeleton("café"));
        assert_ne!(skeleton("al-1"), skeleton("al-l"));
    }

    #[test]
    fn headings_keep_their_script() {
        assert_eq!(heading_slug("Who says what?"), "who-says-what");
        assert_eq!(heading_slug("  The desk’s view: 2024 "), "the-desks-view-2024");
        assert_eq!(heading_slug("پس‌منظر اور حال"), "پسمنظر-اور-حال");
        assert_eq!(heading_slug("भारत की नीति"), "भारत-की-नीति");
        assert_eq!(heading_slug("???"), "section");
    }

    #[test]
    fn tags_have_one_address_whatever_their_case() {
        assert_eq!(tag_slug("Air Strike"), tag_slug("air-strike"));
        assert_eq!(tag_slug("C++"), "c");
        assert_eq!(tag_slug("#"), "");
    }

    proptest::proptest! {
        #[test]
        fn slugs_are_ids_or_nearly(text in "\\PC{0,150}") {
            let slug = tag_slug(&text);
            proptest::prop_assert!(slug.chars().count() <= MAX_CHARS && slug.len() <= MAX_BYTES);
            proptest::prop_assert!(!slug.starts_with('-') && !slug.ends_with('-'));
            proptest::prop_assert!(!slug.contains(['/', '.', '~', '\\', '%', '#', '?', '&', '<', '"']));
        }
    }
}
