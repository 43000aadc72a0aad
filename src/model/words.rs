//! Words of the interface, by language: what a view needs that writes finished HTML. Templates read the same words as `t`.

use crate::text::digits::{in_digits, known_digits};
use crate::text::edtf::{Edtf, Part, Shape};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Phrases by key, one set a language; made from `templates/lang/*.yaml` by the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    site: Phrases,
    others: BTreeMap<String, Phrases>,
}

/// Asked for by key alone, a dozen times a row: no order is needed.
type Phrases = FxHashMap<String, String>;

impl Words {
    /// The words of the site's language, and those of others.
    pub fn new(site: BTreeMap<String, String>, others: BTreeMap<String, BTreeMap<String, String>>) -> Self {
        let others = others.into_iter().map(|(lang, words)| (lang, words.into_iter().collect())).collect();
        Self { site: site.into_iter().collect(), others }
    }

    /// The phrase of that key in the site's language; without one, the key in plain words.
    pub fn get<'w>(&'w self, key: &'w str) -> Cow<'w, str> {
        self.get_in(None, key)
    }

    /// The phrase of that key for a page in `lang` (none: the site's).
    pub fn get_in<'w>(&'w self, lang: Option<&str>, key: &'w str) -> Cow<'w, str> {
        let own = lang.and_then(|lang| self.others.get(lang)).and_then(|words| words.get(key));
        own.or_else(|| self.site.get(key)).map_or_else(|| Cow::Owned(plain(key)), |phrase| Cow::Borrowed(phrase.as_str()))
    }

    /// The phrase of a word of an enumeration in the site's language: `FAMILY_word`, hyphens as underscores.
    /// A word that has none, such as a site's own type, is shown as it is, hyphens as spaces.
    pub fn term(&self, family: &str, word: &str) -> String {
        self.term_in(None, family, word)
    }

    /// The same for a page in `lang` (none: the site's).
    pub fn term_in(&self, lang: Option<&str>, family: &str, word: &str) -> String {
        let mut key = String::with_capacity(family.len() + word.len() + 1);
        key.push_str(family);
        key.push('_');
        key.extend(word.chars().map(|c| if c == '-' { '_' } else { c }));
        let own = lang.and_then(|lang| self.others.get(lang)).and_then(|words| words.get(&key));
        own.or_else(|| self.site.get(&key)).cloned().unwrap_or_else(|| plain(word))
    }

    /// The phrase of that key with `{name}` replaced by its value; for counts and dates inside a sentence.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.fill_in(None, key, values)
    }

    /// The same for a page in `lang` (none: the site's).
    pub fn fill_in(&self, lang: Option<&str>, key: &str, values: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(64);
        fill(&self.get_in(lang, key), values, &mut |text| filled.push_str(text));
        filled
    }

    /// A date in words for a page in `lang` (none: the site's): `16 January 2024`, `22–24 April 2024`, `since 2012`.
    /// Day, month and year stay on one line: the blanks between them are U+00A0, those round them ordinary.
    pub fn date_in(&self, lang: Option<&str>, date: &Edtf) -> String {
        let part = |part: Part| self.part(lang, part);
        let around = |key: &str, date: String| self.fill_in(lang, key, &[("date", &date)]);
        let words = match date.shape() {
            Shape::Single(one) => part(one),
            Shape::Since(start) => around("date_since", part(start)),
            Shape::Until(end) => around("date_until", part(end)),
            // What is not sure is said of each end by itself, in the words of the language.
            Shape::Between(start, end) if [start, end].iter().any(|part| part.approximate || part.uncertain) => {
                part(start) + " – " + &part(end)
            }
            Shape::Between(..) => {
                let range = date.display(&|month| self.month(lang, month).into_owned());
                range.split(" – ").map(unbroken).collect::<Vec<_>>().join(" – ")
            }
        };
        self.digits(lang, words)
    }

    fn month(&self, lang: Option<&str>, month: u8) -> Cow<'_, str> {
        self.get_in(lang, MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default())
    }

    fn part(&self, lang: Option<&str>, part: Part) -> String {
        let (year, day) = (part.year.to_string(), part.day.map(|day| day.to_string()));
        let mut date = String::with_capacity(24);
        let mut push = |text: &str| push_unbroken(text, &mut date);
        match part.month.map(|month| self.month(lang, month)) {
            Some(month) => {
                let (key, day) = day.map_or(("date_month", String::new()), |day| ("date_day", day));
                fill(&self.get_in(lang, key), &[("day", &day), ("month", &month), ("year", &year)], &mut push);
            }
            None => push(&year),
        }
        let date = if part.approximate { self.fill_in(lang, "date_around", &[("date", &date)]) } else { date };
        if part.uncertain { self.fill_in(lang, "date_uncertain", &[("date", &date)]) } else { date }
    }

    /// The text in the language's own digits, where its file names ten under `digits`.
    pub fn digits(&self, lang: Option<&str>, text: String) -> String {
        in_digits(text, self.own_digits(lang))
    }

    /// The language's own digits from nought to nine; empty where it has none.
    pub fn own_digits(&self, lang: Option<&str>) -> &str {
        let own = lang.and_then(|lang| self.others.get(lang)).unwrap_or(&self.site).get("digits");
        own.map_or("", |digits| known_digits(digits))
    }

    /// A share in percent, `50 %`, for a page in `lang` (none: the site's).
    pub fn percent_in(&self, lang: Option<&str>, share: u8) -> String {
        self.digits(lang, self.fill_in(lang, "percent", &[("n", &share.to_string())]))
    }

    /// A range in percent, `20–45 %`, for a page in `lang` (none: the site's).
    pub fn percents_in(&self, lang: Option<&str>, low: u8, high: u8) -> String {
        self.digits(lang, self.fill_in(lang, "percents", &[("low", &low.to_string()), ("high", &high.to_string())]))
    }

    /// A counted phrase: `KEY_one` for one, else `KEY`, with `{n}` as the number, thousands parted.
    pub fn count(&self, key: &str, count: usize) -> String {
        self.count_in(None, key, count)
    }

    /// The same for a page in `lang` (none: the site's).
    pub fn count_in(&self, lang: Option<&str>, key: &str, count: usize) -> String {
        let one = format!("{key}_one");
        let own = lang.and_then(|lang| self.others.get(lang)).unwrap_or(&self.site);
        let key = if count == 1 && own.contains_key(&one) { one.as_str() } else { key };
        self.digits(lang, self.fill_in(lang, key, &[("n", &grouped(count))]))
    }
}

/// Keys of the months' names.
const MONTHS: [&str; 12] =
    ["month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9", "month_10", "month_11", "month_12"];

/// Gives the pieces of a phrase with `{name}` replaced by its value; a value is never filled itself.
fn fill(phrase: &str, values: &[(&str, &str)], give: &mut impl FnMut(&str)) {
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        give(before);
        let named = after.split_once('}').and_then(|(name, after)| Some((values.iter().find(|(known, _)| *known == name)?.1, after)));
        let (value, after) = named.unwrap_or(("{", after));
        give(value);
        rest = after;
    }
    give(rest);
}

/// A text that a line does not end in.
fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    push_unbroken(text, &mut out);
    out
}

fn push_unbroken(text: &str, out: &mut String) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push('\u{a0}');
        }
        out.push_str(word);
    }
}

/// A text for those who copy it or read it by program: words with ordinary blanks alone.
pub fn with_plain_blanks(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// `12345` → `12,345`.
pub fn grouped(number: usize) -> String {
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

/// `armed-group` → `Armed group`.
fn plain(word: &str) -> String {
    let spaced = word.replace(['-', '_'], " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(key, phrase)| ((*key).to_owned(), (*phrase).to_owned())).collect();
        let others = BTreeMap::from([("ur".to_owned(), of(&[("events", "واقعات")]))]);
        Words::new(of(&[("events", "Events"), ("progress_in_progress", "Under way"), ("of", "{n} of {all}")]), others)
    }

    #[test]
    fn a_term_is_its_phrase_or_its_own_words() {
        assert_eq!(words().term("progress", "in-progress"), "Under way");
        assert_eq!(words().term("actor_type", "armed-group"), "Armed group");
    }

    #[test]
    fn another_language_falls_back_to_the_sites() {
        assert_eq!(words().get_in(Some("ur"), "events"), "واقعات");
        assert_eq!(words().get_in(Some("fa"), "events"), "Events");
        assert_eq!(words().get_in(Some("fa"), "no_such_key"), "No such key");
    }

    #[test]
    fn dates_follow_the_language() {
        let pairs = [
            ("date_day", "{day} {month} {year}"),
            ("date_month", "{month} {year}"),
            ("date_since", "از {date}"),
            ("date_around", "حدود {date}"),
            ("date_uncertain", "{date}؟"),
            ("month_1", "ژانویهٔ"),
            ("digits", "۰۱۲۳۴۵۶۷۸۹"),
        ];
        let fa: BTreeMap<String, String> = pairs.iter().map(|(key, phrase)| ((*key).to_owned(), (*phrase).to_owned())).collect();
        let words = Words::new(BTreeMap::new(), BTreeMap::from([("fa".to_owned(), fa)]));
        let date = |text: &str| words.date_in(Some("fa"), &Edtf::parse(text).unwrap());
        assert_eq!(date("2024-01-16"), "۱۶\u{a0}ژانویهٔ\u{a0}۲۰۲۴");
        assert_eq!(date("2012/.."), "از ۲۰۱۲");
        assert_eq!(date("2024-01%"), "حدود ژانویهٔ\u{a0}۲۰۲۴؟");
        assert_eq!(date("2024-01-16/2024-01-18"), "۱۶–۱۸\u{a0}ژانویهٔ\u{a0}۲۰۲۴");
        assert_eq!(date("2023-01-16/2024-01-18"), "۱۶\u{a0}ژانویهٔ\u{a0}۲۰۲۳ – ۱۸\u{a0}ژانویهٔ\u{a0}۲۰۲۴");
        assert_eq!(date("2012~/2024-01"), "حدود ۲۰۱۲ – ژانویهٔ\u{a0}۲۰۲۴");
    }

    #[test]
    fn values_enter_a_phrase() {
        assert_eq!(words().fill("of", &[("n", "3"), ("all", "12")]), "3 of 12");
        assert_eq!(words().fill("of", &[("n", "{all}")]), "{all} of {all}", "a value is never filled itself");
        assert_eq!(words().fill("no { such } {key", &[("key", "x")]), "No { such } {key");
    }

    #[test]
    fn counts_have_a_singular_and_parted_thousands() {
        let of = [("event", "{n} events"), ("event_one", "{n} event")].map(|(key, phrase)| (key.to_owned(), phrase.to_owned()));
        let words = Words::new(of.into(), BTreeMap::new());
        assert_eq!(words.count("event", 1), "1 event");
        assert_eq!(words.count("event", 0), "0 events");
        assert_eq!(words.count("event", 1_234_567), "1,234,567 events");
        assert_eq!(grouped(999), "999");
    }
}
