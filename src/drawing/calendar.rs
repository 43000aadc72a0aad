//! Days since 1970-01-01 as years and months of the proleptic Gregorian calendar, and back.
//!
//! The arithmetic is Howard Hinnant's `civil_from_days`, which holds for every day a drawing can meet.

/// A year, a month 1–12 and a day 1–31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

/// The civil date of a day.
pub fn civil(day: i64) -> Civil {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    Civil { year: year_of_era + era * 400 + i64::from(month <= 2), month, day: of_year - (153 * shifted_month + 2) / 5 + 1 }
}

/// The day on which a month begins.
pub fn first_of_month(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted_month + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_date_library() {
        let epoch = jiff::civil::date(1970, 1, 1);
        for day in (-1_000_000..1_000_000).step_by(997) {
            let known = epoch + jiff::Span::new().days(day);
            let Civil { year, month, day: of_month } = civil(day);
            assert_eq!((year, month, of_month), (i64::from(known.year()), i64::from(known.month()), i64::from(known.day())));
            assert_eq!(first_of_month(year, month) + of_month - 1, day);
        }
    }
}
