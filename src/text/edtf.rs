//! Dates with their real width: the EDTF (ISO 8601-2:2019) level 0 and 1 subset that `model.md` names.

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// A date or interval as written, with its earliest and latest day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edtf {
    text: Box<str>,
    earliest: Day,
    latest: Day,
}
