//! `build --timings`: where the time went, phase by phase.

use super::closing::count;
use super::{Failure, Setting};
use std::io::Write;
use std::time::{Duration, Instant};

/// Phases in the order they ran.
pub struct Timings {
    last: Instant,
    phases: Vec<Phase>,
}

struct Phase {
    name: &'static str,
    took: Duration,
    count: usize,
    bytes: u64,
}

impl Timings {
    /// Begins with the first phase.
    pub fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::new() }
    }

    /// Ends a phase that dealt with so many things and bytes, and begins the next.
    pub fn phase(&mut self, name: &'static str, count: usize, bytes: u64) {
        let now = Instant::now();
        self.phases.push(Phase { name, took: now - self.last, count, bytes });
        self.last = now;
    }

    /// Prints the table among the results, where it was asked for.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn report(&self, wanted: bool, setting: &Setting) -> Result<(), Failure> {
        if !wanted {
            return Ok(());
        }
        let mut out = setting.terminal.results();
        writeln!(out, "{:<10} {:>9} {:>10} {:>15}", "phase", "ms", "count", "bytes")?;
        for phase in &self.phases {
            let ms = phase.took.as_secs_f64() * 1000.0;
            let bytes = usize::try_from(phase.bytes).unwrap_or(usize::MAX);
            writeln!(out, "{:<10} {ms:>9.1} {:>10} {:>15}", phase.name, count(phase.count), count(bytes))?;
        }
        Ok(out.flush()?)
    }
}
