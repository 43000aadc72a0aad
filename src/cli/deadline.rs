//! A time that work may take. When it is over, the command says so and ends: whatever was being done is left as a power
//! cut would leave it, which every build is made to outlast.

use super::{Exit, Failure, Terminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// Ends the process when its time is over; dropped in time, it does nothing.
#[derive(Debug)]
pub struct Deadline {
    _alive: Sender<()>,
}

impl Deadline {
    /// From now on, so many seconds.
    pub fn start(seconds: u64, terminal: Terminal) -> Self {
        let (alive, ended) = mpsc::channel();
        thread::spawn(move || {
            if ended.recv_timeout(Duration::from_secs(seconds)) == Err(RecvTimeoutError::Timeout) {
                terminal.fail(&failure(seconds));
                std::process::exit(Exit::Limit.code().into());
            }
        });
        Self { _alive: alive }
    }
}

fn failure(seconds: u64) -> Failure {
    Failure::new(Exit::Limit, format!("this casebook takes more than {seconds} seconds"))
        .help("look for a brief that is much larger than the others, or raise `limits: {seconds: …}` in casebook.yaml")
}
