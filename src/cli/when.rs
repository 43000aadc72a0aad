//! The instant taken as now: `--date`, else `SOURCE_DATE_EPOCH`, else the clock. The one place that may ask it.

use super::exit::Failure;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Reads a day (its first instant, UTC) or an RFC 3339 instant.
///
/// # Errors
/// When the text is neither; the message says what is expected.
pub fn parse(text: &str) -> Result<Timestamp, String> {
    let expected = || format!("`{text}` is neither a day like 2024-02-10 nor an instant like 2024-02-10T06:00:00Z");
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let is_day = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day: Date = is_day.then(|| text.parse().ok()).flatten().ok_or_else(expected)?;
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| expected())
}

/// The instant taken as now.
///
/// # Errors
/// When `SOURCE_DATE_EPOCH` is set and is not a number of seconds.
pub fn now(date: Option<Timestamp>) -> Result<Timestamp, Failure> {
    if let Some(date) = date {
        return Ok(date);
    }
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(text) => epoch(&text.to_string_lossy()),
        None => clock(),
    }
}

/// Seconds since 1970, as the reproducible-builds project defines the variable.
fn epoch(text: &str) -> Result<Timestamp, Failure> {
    let seconds = text.trim().parse().ok();
    let instant = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let wrong = || Failure::usage(format!("SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds since 1970"));
    instant.ok_or_else(wrong)
}

#[expect(clippy::disallowed_methods, reason = "the one place that may ask the clock; all else is given the instant")]
fn clock() -> Result<Timestamp, Failure> {
    let wrong = |_| Failure::usage("the clock shows a year that cannot be a date").help("say the day with --date 2024-02-10");
    Timestamp::try_from(std::time::SystemTime::now()).map_err(wrong)
}

/// The latest modification, in nanoseconds since 1970, after which another one is sure to show another time, if both
/// come after this call.
pub fn settled() -> i64 {
    // File systems stamp with the kernel's tick, at most ten milliseconds; the rest is for clocks that differ.
    let grain: i128 = 100_000_000;
    clock().map_or(i64::MIN, |now| i64::try_from(now.as_nanosecond() - grain).unwrap_or(i64::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_read() {
        assert_eq!(parse("2024-02-10").unwrap().to_string(), "2024-02-10T00:00:00Z");
        assert_eq!(parse("2024-02-10T06:00:00+05:00").unwrap().to_string(), "2024-02-10T01:00:00Z");
    }

    #[test]
    fn what_is_no_instant_is_refused_with_an_example() {
        for text in ["", "yesterday", "2024-02-30", "2024-02", "2024-02-10T06:00:00", "20240210"] {
            assert!(parse(text).unwrap_err().contains("2024-02-10T06:00:00Z"), "{text}");
        }
    }

    #[test]
    fn the_epoch_is_whole_seconds() {
        assert_eq!(epoch("0").unwrap(), Timestamp::UNIX_EPOCH);
        assert!(epoch("").is_err() && epoch("1.5").is_err() && epoch("99999999999999999").is_err());
    }
}
