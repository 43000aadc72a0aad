//! Keys by which text is found: [`fold`] for search and sameness of names, [`title_key`] for titles and aliases.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// First of ten consecutive decimal digits, for every script that has its own (Unicode category Nd), in order.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950,
    0x1fbf0,
];

/// The value of a decimal digit of any script.
pub fn decimal_digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let code = u32::from(c);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    u8::try_from(code - zero).ok().filter(|digit| *digit < 10)
}

/// The key of search and of sameness: NFKC, case folded, without diacritics, tatweel, harakat and invisible
/// characters; variants of Arabic-script letters made one, digits ASCII, white space collapsed.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return collapse(text.chars().map(|c| if c == '`' { '\'' } else { c.to_ascii_lowercase() }), text.len());
    }
    if text.chars().all(|c| alone_at(c).is_some()) {
        return collapse(text.chars().flat_map(alone), text.len());
    }
    collapse(folded(text), text.len())
}

/// Folded, before white space is collapsed.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let letters = text.nfkd().filter(|c| !is_dropped(*c)).flat_map(cased);
    letters.flat_map(variant).nfc()
}

/// Latin, Greek, Cyrillic, Hebrew, Arabic and others, and general punctuation. All their marks are dropped, so that
/// nothing is left to compose and each character folds by itself.
const ALONE: [std::ops::Range<u32>; 2] = [0..0x700, 0x2000..0x2070];

/// What each character of [`ALONE`] folds to, U+0000 behind where it is less than four.
static FOLDED: LazyLock<Vec<[char; 4]>> = LazyLock::new(|| {
    let fold = |c: char| {
        let mut letters = ['\0'; 4];
        letters.iter_mut().zip(folded(c.encode_utf8(&mut [0; 4]))).for_each(|(to, letter)| *to = letter);
        letters
    };
    ALONE.into_iter().flatten().filter_map(char::from_u32).map(fold).collect()
});

/// The position in [`FOLDED`] of a character that folds by itself.
fn alone_at(c: char) -> Option<usize> {
    let [letters, punctuation] = ALONE;
    let code = u32::from(c);
    if letters.contains(&code) {
        // U+0000 marks the end there.
        return (code != 0).then_some(code as usize);
    }
    punctuation.contains(&code).then(|| (letters.end + code - punctuation.start) as usize)
}

fn alone(c: char) -> impl Iterator<Item = char> {
    let letters = alone_at(c).and_then(|at| FOLDED.get(at)).copied().unwrap_or_default();
    letters.into_iter().take_while(|letter| *letter != '\0')
}

/// The milder key by which titles and aliases resolve: NFKC, case folded, white space collapsed.
pub fn title_key(text: &str) -> String {
    if text.is_ascii() {
        return collapse(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    collapse(text.nfkc().flat_map(cased).nfc(), text.len())
}

/// Full case folding as far as upper and lower case tell it: `ß`, `ẞ` and `SS`, `ς` and `σ` become one.
fn cased(c: char) -> impl Iterator<Item = char> {
    let ascii = c.is_ascii().then(|| c.to_ascii_lowercase());
    let other = if c.is_ascii() { None } else { Some(c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)) };
    ascii.into_iter().chain(other.into_iter().flatten())
}

fn collapse(chars: impl Iterator<Item = char>, capacity: usize) -> String {
    let mut out = String::with_capacity(capacity);
    let mut gap = false;
    for c in chars {
        if c.is_whitespace() {
            gap = !out.is_empty();
        } else {
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(c);
        }
    }
    out
}

/// Marks that readers leave out when they type, and characters that are not seen. Vowel signs of Indic scripts and the
/// Japanese voicing marks are letters to their readers and stay.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{8ca}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | 'ـ' | 'ء' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One letter for what readers and keyboards do not keep apart.
fn variant(c: char) -> impl Iterator<Item = char> {
    let text = match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'þ' => "th",
        '’' | '‘' | 'ʼ' | 'ʻ' | '`' => "'",
        '‐' | '‑' | '–' | '—' | '−' => "-",
        _ => "",
    };
    let kept = text.is_empty().then(|| arabic_variant(c));
    kept.into_iter().flatten().chain(text.chars())
}

/// One letter for each family of Arabic-script letters, and ASCII for digits of any script.
pub fn arabic_variant(c: char) -> std::iter::Once<char> {
    std::iter::once(match c {
        'ي' | 'ى' | 'ې' => 'ی',
        'ك' | 'ڪ' => 'ک',
        'ة' | 'ۃ' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        _ => decimal_digit(c).map_or(c, |digit| char::from(b'0' + digit)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(a: &str, b: &str) {
        assert_eq!(fold(a), fold(b), "{a} and {b}");
    }

    #[test]
    fn case_and_diacritics_do_not_count() {
        same("Évaluation", "EVALUATION");
        same("Straße", "STRASSE");
        same("STRAẞE", "strasse");
        same("ΣΊΣΥΦΟΣ", "σίσυφος");
        same("Łódź", "lodz");
        same("Jaish  ul\u{a0}Adl", "jaish ul adl");
        same("Ｆｕｌｌｗｉｄｔｈ", "fullwidth");
        same("İstanbul", "istanbul");
    }

    #[test]
    fn arabic_script_variants_are_one() {
        same("پاكستان", "پاکستان");
        same("إيران", "ایران");
        same("أحمد", "احمد");
        same("آغا", "اغا");
        same("جيش العدل", "جیش العدل");
        same("مُحَمَّد", "محمد");
        same("محمـــد", "محمد");
        same("مدينة", "مدينه");
        same("می\u{200c}خواهم", "میخواهم");
        same("مسؤول", "مسوول");
        same("موسى", "موسی");
        same("ہمارا", "همارا");
    }

    #[test]
    fn digits_of_all_scripts_are_ascii() {
        assert_eq!(fold("١٢٣ ۴۵۶ ०१२ ９ 𝟗"), "123 456 012 9 9");
        assert_eq!(decimal_digit('½'), None);
        assert_eq!(decimal_digit('①'), None);
        assert_eq!(decimal_digit('a'), None);
        assert_eq!(decimal_digit('٩'), Some(9));
    }

    #[test]
    fn letters_that_carry_meaning_stay() {
        assert_ne!(fold("がき"), fold("かき"));
        assert_ne!(fold("की"), fold("का"));
        assert_eq!(fold("한국"), "한국");
    }

    #[test]
    fn titles_keep_their_diacritics() {
        assert_eq!(title_key("  Operation\n Marg  Bar SARMACHAR "), "operation marg bar sarmachar");
        assert_ne!(title_key("Évora"), title_key("Evora"));
        assert_eq!(title_key("e\u{301}"), title_key("É"));
    }

    #[test]
    fn characters_that_fold_alone_fold_so_beside_any_other() {
        for c in ALONE.into_iter().flatten().filter_map(char::from_u32) {
            assert!(folded(&c.to_string()).count() <= 4, "{c:?}");
            for text in [format!("a{c}"), format!("{c}e"), format!("ا{c}ي"), format!("{c}\u{653}{c}\u{338}"), format!("가{c}か{c}")] {
                assert_eq!(fold(&text), collapse(folded(&text), 0), "{text:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn folding_letter_by_letter_is_folding(text in "[\0-\u{6ff}\u{2000}-\u{206f}]{0,40}") {
            proptest::prop_assert_eq!(fold(&text), collapse(folded(&text), 0));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = title_key(&text);
            proptest::prop_assert_eq!(title_key(&once), once);
        }

        #[test]
        fn names_that_fold_alike_as_titles_fold_alike(text in "[\\p{L}\\p{M}\\p{N} ]{0,30}") {
            proptest::prop_assert_eq!(fold(&title_key(&text)), fold(&fold(&title_key(&text))));
        }
    }
}
