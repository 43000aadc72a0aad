//! A clock that goes back. Embargoes are decided by it, so a build or an export while one waits does not believe a clock
//! that shows less than the last build's did: one of the two was wrong, and nobody knows which.
//!
//! An instant said with `--date` is believed. Deliberately absent: any memory of it without `.casebook/`.

use super::session::Session;
use super::{Exit, Failure};
use crate::compile::Compiled;
use crate::disk::{Cache, DiskError};
use jiff::Timestamp;

/// The name under which the instant of the last build is remembered.
const NAME: &str = "clock";

/// Refuses to decide an embargo by a clock that went back.
///
/// # Errors
/// The environment is at fault (exit 4).
pub fn check(cache: &Cache, session: &Session, compiled: &Compiled) -> Result<(), Failure> {
    let awaits = compiled.last_embargo.is_some_and(|until| until > session.now);
    let Some(last) = last(cache).filter(|last| awaits && !session.is_date_said && *last > session.now) else { return Ok(()) };
    let message = format!("the clock shows {}, but the last build was at {last}, and an embargo waits for its end", session.now);
    Err(Failure::new(Exit::Environment, message).help("set the clock, or say the instant that counts with --date"))
}

/// Remembers the instant of a build. One that was said does not raise it, so that a look into the future stops nobody.
///
/// # Errors
/// When the cache cannot be written.
pub fn remember(cache: &Cache, session: &Session) -> Result<(), DiskError> {
    let last = last(cache);
    if session.is_date_said && last.is_none_or(|last| last <= session.now) {
        return Ok(());
    }
    cache.store(NAME, &session.now.as_second().to_le_bytes())
}

fn last(cache: &Cache) -> Option<Timestamp> {
    let bytes = cache.load(NAME)?;
    Timestamp::from_second(i64::from_le_bytes(bytes.try_into().ok()?)).ok()
}
