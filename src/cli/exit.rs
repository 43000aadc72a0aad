//! How a command ends: one table of exit codes, and the failure that leads to each.

use crate::disk::{Class, DiskError};
use std::fmt;
use std::io;

/// What the process's exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done; warnings alone are no failure.
    Done = 0,
    /// Problems in the content; nothing was published.
    Problems = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// Withheld material would have been published.
    Withheld = 3,
    /// The environment: disk, permissions.
    Environment = 4,
    /// A resource limit.
    Limit = 5,
    /// Refused: the output folder is not ours, or is the input, its parent, home or `/`.
    Refused = 6,
    /// Another build holds the output.
    Locked = 7,
    /// A bug in Casebook.
    Bug = 70,
}

impl Exit {
    /// Every way to end, with what it means.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Done, "done; warnings alone are no failure"),
        (Self::Problems, "problems in the content; nothing was published"),
        (Self::Usage, "wrong usage or configuration"),
        (Self::Withheld, "withheld material would have been published"),
        (Self::Environment, "the environment: disk, permissions"),
        (Self::Limit, "a resource limit"),
        (Self::Refused, "refused: something stands there that is not ours, or the output would be dangerous"),
        (Self::Locked, "another build holds the output"),
        (Self::Bug, "a bug in Casebook"),
    ];

    /// The number the shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// Why a command could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What went wrong, one phrase.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    /// A failure that ends in this exit code.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None }
    }

    /// Wrong usage or configuration.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the reader of the output went away, which is no failure of ours.
    pub fn is_closed_pipe(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::BrokenPipe
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if Self::is_closed_pipe(&error) {
            return Self::new(Exit::Done, String::new());
        }
        Self::new(Exit::Environment, error.to_string())
    }
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        let exit = match error.class {
            Class::Environment => Exit::Environment,
            Class::Limit => Exit::Limit,
            Class::Refused => Exit::Refused,
            Class::Busy => Exit::Locked,
        };
        Self { exit, message: error.to_string(), help: error.help }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
