//! Dates with their real width: the EDTF (ISO 8601-2:2019) level 0 and 1 subset that briefs may use.
//!
//! `2024`, `2024-01`, `2024-01-16`, each with a trailing `?` (uncertain), `~` (approximate) or `%` (both), and
//! intervals of two of them, `..` standing for an open side. A date is stored as written with its earliest and
//! latest day; it sorts by these two. Deliberately absent: times of day, seasons, unspecified digits, years outside
//! 0000–9999. The calendar is `jiff`'s proleptic Gregorian one.

use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// A date or interval as written, with its earliest and latest day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edtf {
    text: Box<str>,
    shape: Shape,
    earliest: Day,
    latest: Day,
}

/// How exactly a date is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// `2024`
    Year,
    /// `2024-01`
    Month,
    /// `2024-01-16`
    Day,
}

/// One date of an [`Edtf`], for formatting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// 0 to 9999.
    pub year: i16,
    /// 1 to 12, where given.
    pub month: Option<u8>,
    /// 1 to 31, where given.
    pub day: Option<u8>,
    /// `?` or `%`.
    pub uncertain: bool,
    /// `~` or `%`.
    pub approximate: bool,
}

/// What a reader is told: a date, or an interval with one or two known sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One date.
    Single(Part),
    /// From the first to the second.
    Between(Part, Part),
    /// `2012/..`
    Since(Part),
    /// `../2012`
    Until(Part),
}

/// Why a string is not a date: a phrase, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdtfError {
    phrase: String,
    hint: &'static str,
}

impl EdtfError {
    /// How to mend it.
    pub fn hint(&self) -> &str {
        self.hint
    }
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.phrase)
    }
}

impl std::error::Error for EdtfError {}

const FORMS: &str =
    "write 2024, 2024-01 or 2024-01-16, with ?, ~ or % after it where unsure; intervals as 2012/.. or 2024-04-22/2024-04-24";

impl Edtf {
    /// Reads a date or interval.
    ///
    /// # Errors
    /// When the string is no form of the subset, names a day that does not exist, or ends before it starts.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let shape = Shape::parse(text)?;
        let (earliest, latest) = shape.days().ok_or_else(|| impossible(text))?;
        if latest < earliest {
            return Err(EdtfError { phrase: format!("the interval `{text}` ends before it starts"), hint: "put the earlier date first" });
        }
        Ok(Self { text: text.into(), shape, earliest, latest })
    }

    /// Stands in for a date that could not be read, so that what else a brief says can be. Never published: the fault is
    /// an error.
    pub fn unknown() -> Self {
        let nothing = Part { year: 0, month: None, day: None, uncertain: false, approximate: false };
        Self { text: "0000".into(), shape: Shape::Single(nothing), earliest: Day::MIN, latest: Day::MAX }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day it may mean; [`Day::MIN`] for an open start.
    pub fn earliest(&self) -> Day {
        self.earliest
    }

    /// The last day it may mean; [`Day::MAX`] for an open end.
    pub fn latest(&self) -> Day {
        self.latest
    }

    /// Whether it was written with a `/`.
    pub fn is_interval(&self) -> bool {
        self.text.contains('/')
    }

    /// Whether the interval has no known start.
    pub fn is_open_start(&self) -> bool {
        self.earliest == Day::MIN
    }

    /// The latest day; of an open interval, whose latest nobody knows, the earliest.
    pub fn last_known(&self) -> Day {
        if self.is_open_end() { self.earliest } else { self.latest }
    }

    /// Whether the interval has no known end.
    pub fn is_open_end(&self) -> bool {
        self.latest == Day::MAX
    }

    /// How exactly the start is given; of `../2012`, how exactly the end is.
    pub fn start_precision(&self) -> Precision {
        self.shape().first().precision()
    }

    /// How exactly the coarser side is given.
    pub fn precision(&self) -> Precision {
        let shape = self.shape();
        shape.first().precision().min(shape.last().precision())
    }

    /// Whether a side carries `?` or `%`.
    pub fn is_uncertain(&self) -> bool {
        self.text.contains(['?', '%'])
    }

    /// Whether a side carries `~` or `%`.
    pub fn is_approximate(&self) -> bool {
        self.text.contains(['~', '%'])
    }

    /// The year of the start; of `../2012`, of the end.
    pub fn year(&self) -> i16 {
        self.shape().first().year
    }

    /// The parts to format in any language.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// In English words: `16 January 2024`, `22–24 April 2024`, `since 2012`, `around May 2024`, `2024 (uncertain)`.
    /// `months` gives the name of the months 1 to 12.
    pub fn display(&self, months: &dyn Fn(u8) -> String) -> String {
        match self.shape() {
            Shape::Single(part) => part.display(months),
            Shape::Since(part) => format!("since {}", part.display(months)),
            Shape::Until(part) => format!("until {}", part.display(months)),
            Shape::Between(start, end) => between(start, end, months),
        }
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Edtf {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.earliest, self.latest, &self.text).cmp(&(other.earliest, other.latest, &other.text))
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for Edtf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Edtf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl Shape {
    fn parse(text: &str) -> Result<Self, EdtfError> {
        let Some((start, end)) = text.split_once('/') else {
            return Part::parse(text).map(Self::Single);
        };
        match (start, end) {
            ("" | "..", "" | "..") => Err(form(text)),
            ("", _) | (_, "") => {
                Err(EdtfError { phrase: format!("`{text}` leaves one side empty"), hint: "write .. for an open side, as in 2012/.." })
            }
            (start, "..") => Part::parse(start).map(Self::Since),
            ("..", end) => Part::parse(end).map(Self::Until),
            (start, end) => Ok(Self::Between(Part::parse(start)?, Part::parse(end)?)),
        }
    }

    fn days(self) -> Option<(Day, Day)> {
        Some(match self {
            Self::Single(part) => part.days()?,
            Self::Between(start, end) => (start.days()?.0, end.days()?.1),
            Self::Since(start) => (start.days()?.0, Day::MAX),
            Self::Until(end) => (Day::MIN, end.days()?.1),
        })
    }

    fn first(self) -> Part {
        let (Self::Single(part) | Self::Between(part, _) | Self::Since(part) | Self::Until(part)) = self;
        part
    }

    fn last(self) -> Part {
        let (Self::Single(part) | Self::Between(_, part) | Self::Since(part) | Self::Until(part)) = self;
        part
    }
}

impl Part {
    /// How exactly it is given.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        }
    }

    fn parse(text: &str) -> Result<Self, EdtfError> {
        let (digits, uncertain, approximate) = match text.as_bytes().last() {
            Some(b'?') => (&text[..text.len() - 1], true, false),
            Some(b'~') => (&text[..text.len() - 1], false, true),
            Some(b'%') => (&text[..text.len() - 1], true, true),
            _ => (text, false, false),
        };
        let bytes = digits.as_bytes();
        let well_formed = matches!(bytes.len(), 4 | 7 | 10)
            && bytes.iter().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
        if !well_formed {
            return Err(form(text));
        }
        let number =
            |range: std::ops::Range<usize>| bytes.get(range).map(|digits| digits.iter().fold(0_u16, |n, d| n * 10 + u16::from(d - b'0')));
        let small = |range| number(range).and_then(|n| u8::try_from(n).ok());
        let year = number(0..4).and_then(|year| i16::try_from(year).ok()).unwrap_or_default();
        let part = Self { year, month: small(5..7), day: small(8..10), uncertain, approximate };
        if part.days().is_some() { Ok(part) } else { Err(impossible(text)) }
    }

    /// First and last day; `None` for a day that does not exist.
    fn days(self) -> Option<(Day, Day)> {
        let date = |month: u8, day: u8| Date::new(self.year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        let (first, last) = match (self.month, self.day) {
            (Some(month), Some(day)) => (date(month, day)?, date(month, day)?),
            (Some(month), None) => (date(month, 1)?, date(month, 1)?.last_of_month()),
            (None, _) => (date(1, 1)?, date(12, 31)?),
        };
        Some((day_of(first), day_of(last)))
    }

    fn display(self, months: &dyn Fn(u8) -> String) -> String {
        let around = if self.approximate { "around " } else { "" };
        let unsure = if self.uncertain { " (uncertain)" } else { "" };
        let year = self.year;
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{around}{day} {} {year}{unsure}", months(month)),
            (Some(month), None) => format!("{around}{} {year}{unsure}", months(month)),
            (None, _) => format!("{around}{year}{unsure}"),
        }
    }
}

/// An interval in words, what both sides share said once.
fn between(start: Part, end: Part, months: &dyn Fn(u8) -> String) -> String {
    let plain = |part: Part| !part.uncertain && !part.approximate;
    let same_year = start.year == end.year && plain(start) && plain(end);
    let year = end.year;
    match (start.month, start.day, end.month, end.day) {
        (Some(month), Some(from), Some(to_month), Some(to)) if same_year && month == to_month => {
            format!("{from}–{to} {} {year}", months(month))
        }
        (Some(month), Some(from), Some(to_month), Some(to)) if same_year => {
            format!("{from} {} – {to} {} {year}", months(month), months(to_month))
        }
        (Some(month), None, Some(to_month), None) if same_year => format!("{}–{} {year}", months(month), months(to_month)),
        (None, _, None, _) if plain(start) && plain(end) => format!("{}–{year}", start.year),
        _ => format!("{} – {}", start.display(months), end.display(months)),
    }
}

fn form(text: &str) -> EdtfError {
    EdtfError { phrase: format!("`{}` is not a date", super::escape::visible(text)), hint: FORMS }
}

fn impossible(text: &str) -> EdtfError {
    EdtfError { phrase: format!("`{text}` is not in the calendar"), hint: "check the month and the day" }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The days of −9999-01-01 and 9999-12-31.
const CALENDAR: (Day, Day) = (-4_371_587, 2_932_896);

fn day_of(date: Date) -> Day {
    let seconds = date.duration_since(EPOCH).as_secs();
    i32::try_from(seconds / 86_400).unwrap_or_default()
}

/// The day of a civil date; `None` where the calendar has no such day.
pub fn day_from_civil(year: i32, month: u8, day: u8) -> Option<Day> {
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(day_of(date))
}

/// Year, month and day; days beyond the years −9999 and 9999 give the last day that can be named.
pub fn civil_from_day(day: Day) -> (i32, u8, u8) {
    let date = EPOCH.saturating_add(day.clamp(CALENDAR.0, CALENDAR.1).days());
    (i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// `YYYY-MM-DD`.
pub fn iso(day: Day) -> String {
    let (year, month, day) = civil_from_day(day);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    fn words(text: &str) -> String {
        let month = |n: u8| MONTHS[usize::from(n) - 1].to_owned();
        Edtf::parse(text).map_or_else(|error| error.to_string(), |date| date.display(&month))
    }

    fn days(text: &str) -> (String, String) {
        Edtf::parse(text).map(|date| (iso(date.earliest()), iso(date.latest()))).unwrap_or_default()
    }

    #[test]
    fn every_form_of_the_subset_is_read() {
        for text in [
            "0000",
            "0409",
            "9999",
            "2016-05",
            "2016-12",
            "2016-05-31",
            "2024-02-29",
            "2000-02-29",
            "2016?",
            "2016~",
            "2016%",
            "2016-05?",
            "2016-05-03~",
            "2016-05-03%",
            "2012/..",
            "../2012",
            "2024-04-22/2024-04-24",
            "2024-05~/2024-06?",
            "2024/2024",
            "2024-04-24/2024-04",
        ] {
            let read = Edtf::parse(text).map(|date| date.as_str().to_owned());
            assert_eq!(read.as_deref(), Ok(text));
        }
    }

    #[test]
    fn everything_else_is_refused_with_a_hint() {
        for text in [
            "",
            "-",
            "/",
            "..",
            "../..",
            "2012/",
            "/2012",
            "-0000",
            "-0002",
            "12345",
            "193",
            "19",
            "2016-13",
            "2016-00",
            "2016-05-00",
            "2016-05-32",
            "2016-02-30",
            "2023-02-29",
            "1900-02-29",
            "2016-04-31",
            "2016-5",
            "2016-05-1",
            "2016/05",
            "2016-05-02T16:54:59",
            "198X",
            "2016-XX",
            "Y17000",
            "2001-21",
            "?2001",
            "2001~-09",
            "2016??",
            "2024-04-24/2024-04-22",
            "2025/2024",
            "2024-01/2023-12-31",
            "2024/2025/2026",
            " 2024",
            "2024 ",
            "２０２４",
            "٢٠٢٤",
            "2024-0a",
            "20é4",
            "2024-01-16 ",
            "[1999",
            "{1999]",
            "16 January 2024",
            "2024-1-1?",
        ] {
            let error = Edtf::parse(text).err();
            assert!(error.is_some_and(|error| !error.hint().is_empty() && !error.to_string().is_empty()), "{text:?}");
        }
    }

    #[test]
    fn a_date_has_its_real_width() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(days("2024"), pair("2024-01-01", "2024-12-31"));
        assert_eq!(days("2024-02~"), pair("2024-02-01", "2024-02-29"));
        assert_eq!(days("2024-04-22/2024-05"), pair("2024-04-22", "2024-05-31"));
        let open = Edtf::parse("2012/..").map(|date| (date.latest(), date.is_open_end(), date.is_open_start(), date.is_interval()));
        assert_eq!(open, Ok((Day::MAX, true, false, true)));
        let start = Edtf::parse("../2012").map(|date| (date.earliest(), date.precision(), date.start_precision()));
        assert_eq!(start, Ok((Day::MIN, Precision::Year, Precision::Year)));
        let mixed = Edtf::parse("2024-04-22/2024-05").map(|date| (date.precision(), date.start_precision()));
        assert_eq!(mixed, Ok((Precision::Month, Precision::Day)));
    }

    #[test]
    fn words_say_no_more_than_the_date() {
        for (text, expected) in [
            ("2024-01-16", "16 January 2024"),
            ("2024-01", "January 2024"),
            ("2024", "2024"),
            ("2024-04-22/2024-04-24", "22–24 April 2024"),
            ("2024-04-22/2024-05-03", "22 April – 3 May 2024"),
            ("2024-04/2024-05", "April–May 2024"),
            ("2023-12-30/2024-01-02", "30 December 2023 – 2 January 2024"),
            ("2012/2014", "2012–2014"),
            ("2012/..", "since 2012"),
            ("../2012-03", "until March 2012"),
            ("2024-05~", "around May 2024"),
            ("2024?", "2024 (uncertain)"),
            ("2024-01-16%", "around 16 January 2024 (uncertain)"),
            ("2024-05~/2024-06", "around May 2024 – June 2024"),
        ] {
            assert_eq!(words(text), expected);
        }
    }

    #[test]
    fn dates_sort_by_earliest_then_latest_day() {
        let mut dates: Vec<Edtf> =
            ["2024-01-02", "2024", "2024-01", "../2030", "2024-01-01"].iter().filter_map(|t| Edtf::parse(t).ok()).collect();
        dates.sort();
        let order: Vec<&str> = dates.iter().map(Edtf::as_str).collect();
        assert_eq!(order, ["../2030", "2024-01-01", "2024-01", "2024", "2024-01-02"]);
    }

    #[test]
    fn days_beyond_the_calendar_do_not_panic() {
        assert_eq!(civil_from_day(Day::MAX).0, 9999);
        assert_eq!(civil_from_day(Day::MIN).0, -9999);
        assert_eq!(day_from_civil(2023, 2, 29), None);
        assert_eq!(day_from_civil(1_000_000, 1, 1), None);
        assert_eq!(day_from_civil(1970, 1, 2), Some(1));
    }

    proptest! {
        #[test]
        fn a_day_and_its_civil_date_are_one(day in -719_528..2_932_896_i32) {
            let (year, month, date) = civil_from_day(day);
            prop_assert_eq!(day_from_civil(year, month, date), Some(day));
            let read = Edtf::parse(&iso(day)).map(|date| (date.earliest(), date.latest()));
            prop_assert_eq!(read, Ok((day, day)));
        }

        #[test]
        fn no_string_panics(text in "[0-9./?~%XY-]{0,24}|\\PC{0,16}") {
            if let Ok(date) = Edtf::parse(&text) {
                prop_assert!(date.earliest() <= date.latest());
                prop_assert_eq!(date.as_str(), text);
                prop_assert!(!words(date.as_str()).is_empty());
            }
        }

        #[test]
        fn what_we_accept_the_standard_accepts(year in 0_u16..10_000, month in 0_u8..15, day in 0_u8..34, mark in "[?~%]?", depth in 0..3) {
            let text = match depth { 0 => format!("{year:04}{mark}"), 1 => format!("{year:04}-{month:02}{mark}"), _ => format!("{year:04}-{month:02}-{day:02}{mark}") };
            prop_assert_eq!(Edtf::parse(&text).is_ok(), edtf::level_1::Edtf::parse(&text).is_ok(), "{}", text);
        }
    }
}
