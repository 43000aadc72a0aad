//! `build --timings`: where the time went, phase by phase.
//!
//! Two clocks: the one on the wall, and that of the processors, which counts every thread. Pages are rendered and written
//! at once, in all threads, so the two share one time on the wall, and only processor time tells them apart.

use super::closing::count;
use super::{Failure, Setting};
use rustix::time::{ClockId, clock_gettime};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Phases in the order they ran.
pub struct Timings {
    begun: Instant,
    last: Clocks,
    phases: Vec<Phase>,
}

struct Phase {
    name: &'static str,
    /// None where it shares the one of the phase above.
    wall: Option<Duration>,
    processor: Duration,
    amount: Amount,
}

/// How much a phase dealt with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amount {
    /// Files, briefs, links, pages: what the phase is about.
    pub count: usize,
    /// Bytes read or made; none where a phase makes no bytes.
    pub bytes: u64,
}

impl Amount {
    /// So many things without bytes of their own.
    pub fn of(count: usize) -> Self {
        Self { count, bytes: 0 }
    }
}

#[derive(Clone, Copy)]
struct Clocks {
    wall: Instant,
    processor: Duration,
}

impl Clocks {
    fn now() -> Self {
        Self { wall: Instant::now(), processor: of_clock(ClockId::ProcessCPUTime) }
    }
}

fn of_clock(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    let part = |part: i64| u64::try_from(part).unwrap_or(0);
    Duration::from_secs(part(time.tv_sec)) + Duration::from_nanos(part(time.tv_nsec))
}

impl Timings {
    /// Begins with the first phase.
    pub fn start() -> Self {
        Self { begun: Instant::now(), last: Clocks::now(), phases: Vec::new() }
    }

    /// Ends a phase and begins the next.
    pub fn phase(&mut self, name: &'static str, amount: Amount) {
        let (wall, processor) = self.lap();
        self.phases.push(Phase { name, wall: Some(wall), processor, amount });
    }

    /// Ends the phase that rendered pages while it wrote them.
    pub fn pages(&mut self, spent: &Spent) {
        let (wall, processor) = self.lap();
        let of = |number: &AtomicU64| number.load(Ordering::Relaxed);
        let writing = Duration::from_nanos(of(&spent.writing)).min(processor);
        let pages = usize::try_from(of(&spent.pages)).unwrap_or(usize::MAX);
        let amount = Amount { count: pages, bytes: of(&spent.bytes) };
        self.phases.push(Phase { name: "render", wall: Some(wall), processor: processor - writing, amount });
        self.phases.push(Phase { name: "write", wall: None, processor: writing, amount });
    }

    fn lap(&mut self) -> (Duration, Duration) {
        let last = std::mem::replace(&mut self.last, Clocks::now());
        (self.last.wall - last.wall, self.last.processor.saturating_sub(last.processor))
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
        self.table(&mut out)?;
        Ok(out.flush()?)
    }

    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "Processor time is summed over all threads. Pages are written while others are rendered: one time on the wall for both."
        )?;
        writeln!(out, "{:<8} {:>10} {:>13} {:>10} {:>15}", "phase", "wall ms", "processor ms", "count", "bytes")?;
        let mut line = |name, wall: Option<Duration>, processor: Duration, amount: Option<Amount>| {
            let wall = wall.map_or_else(|| "\"".to_owned(), milliseconds);
            let things = amount.map_or_else(String::new, |amount| count(amount.count));
            let bytes = amount.filter(|amount| amount.bytes > 0).map(|amount| count(usize::try_from(amount.bytes).unwrap_or(usize::MAX)));
            let (processor, bytes) = (milliseconds(processor), bytes.unwrap_or_default());
            writeln!(out, "{}", format!("{name:<8} {wall:>10} {processor:>13} {things:>10} {bytes:>15}").trim_end())
        };
        for phase in &self.phases {
            line(phase.name, phase.wall, phase.processor, Some(phase.amount))?;
        }
        line("all", Some(self.last.wall - self.begun), self.phases.iter().map(|phase| phase.processor).sum(), None)
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// What threads spent on pages, counted while they are at it.
#[derive(Default)]
pub struct Spent {
    pages: AtomicU64,
    bytes: AtomicU64,
    /// Nanoseconds of processor time.
    writing: AtomicU64,
}

impl Spent {
    /// Does what hands a page of so many bytes on, and counts it.
    pub fn write<T>(&self, bytes: usize, write: impl FnOnce() -> T) -> T {
        let before = of_clock(ClockId::ThreadCPUTime);
        let done = write();
        let took = of_clock(ClockId::ThreadCPUTime).saturating_sub(before);
        let add = |to: &AtomicU64, number: u64| to.fetch_add(number, Ordering::Relaxed);
        add(&self.pages, 1);
        add(&self.bytes, bytes as u64);
        add(&self.writing, u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_a_phase_and_one_for_all() {
        let mut timings = Timings::start();
        timings.phase("read", Amount { count: 1200, bytes: 34_567 });
        timings.phase("link", Amount::of(7));
        let spent = Spent::default();
        assert_eq!(spent.write(2000, || 5), 5);
        timings.pages(&spent);
        let mut out = Vec::new();
        timings.table(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        let names: Vec<&str> = lines.iter().map(|line| line[0]).collect();
        assert_eq!(names, ["phase", "read", "link", "render", "write", "all"]);
        assert_eq!((&lines[1][3..], &lines[2][3..]), (["1,200", "34,567"].as_slice(), ["7"].as_slice()));
        assert_eq!((lines[4][1], &lines[4][3..]), ("\"", ["1", "2,000"].as_slice()));
    }
}
