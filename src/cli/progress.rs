//! Progress on a terminal, when work takes longer than half a second; nothing in a pipe.

use super::Terminal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// Work that takes less is over before anyone wonders.
const QUIET: Duration = Duration::from_millis(500);

/// A bar that appears by itself and is gone when dropped.
pub struct Progress {
    bar: ProgressBar,
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins with a first phase.
    pub fn start(terminal: Terminal, phase: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        style(&bar, "{spinner} {msg}");
        bar.set_message(phase);
        let waiting = terminal.is_live().then(|| {
            let (done, gone) = mpsc::channel();
            let shown = bar.clone();
            let thread = std::thread::spawn(move || {
                if gone.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(Duration::from_millis(100));
                }
            });
            (done, thread)
        });
        Self { bar, waiting }
    }

    /// A phase whose length is not known.
    pub fn phase(&self, name: &'static str) {
        style(&self.bar, "{spinner} {msg}");
        self.bar.set_message(name);
    }

    /// A phase of so many steps.
    pub fn count(&self, name: &'static str, steps: usize) {
        self.bar.set_position(0);
        style(&self.bar, "{spinner} {msg} {bar:30} {human_pos}/{human_len}");
        self.bar.set_message(name);
        self.bar.set_length(steps as u64);
    }

    /// One step done; called from several threads.
    pub fn step(&self) {
        if self.waiting.is_some() {
            self.bar.inc(1);
        }
    }
}

/// Both templates are ours and can be read; a bar that could not would keep its look.
fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.waiting.take() {
            let _ = done.send(());
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::ColorWhen;

    #[test]
    fn a_pipe_gets_no_bar_and_nothing_waits() {
        let progress = Progress::start(Terminal::new(ColorWhen::Never), "reading");
        assert!(progress.bar.is_hidden());
        progress.count("rendering", 3);
        progress.step();
        assert!(progress.bar.is_hidden());
    }
}
