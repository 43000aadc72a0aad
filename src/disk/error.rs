//! What can go wrong on disk: the action, the path, the system's error, and the class that decides the exit code.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A [`DiskError`] or a value.
pub type Result<T> = std::result::Result<T, DiskError>;

/// Whose fault it is; each class is one exit code of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The environment: disk, permissions, links where files belong (exit 4).
    Environment,
    /// A resource limit (exit 5).
    Limit,
    /// The output folder is not ours, or is the input, its parent, the home folder or `/` (exit 6).
    Refused,
    /// Another build holds the output (exit 7).
    Busy,
}

impl Class {
    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Environment => 4,
            Self::Limit => 5,
            Self::Refused => 6,
            Self::Busy => 7,
        }
    }
}

/// A fault of the environment, with what was being done and to what.
#[derive(Debug)]
pub struct DiskError {
    /// Decides the exit code.
    pub class: Class,
    /// What failed, as it follows "cannot": `write`, `replace the output folder`.
    pub action: &'static str,
    /// The file or folder concerned.
    pub path: PathBuf,
    /// Why, in one phrase.
    pub reason: String,
    /// How to mend it.
    pub help: Option<String>,
    /// What the system said, if it was asked.
    pub source: Option<io::Error>,
}

impl DiskError {
    /// The system refused an action on a path.
    pub fn system(action: &'static str, path: &Path, source: impl Into<io::Error>) -> Self {
        let source = source.into();
        match source.downcast::<Self>() {
            Ok(inner) => inner,
            Err(source) => Self {
                class: Class::Environment,
                action,
                path: path.to_owned(),
                reason: source.to_string(),
                help: None,
                source: Some(source),
            },
        }
    }

    /// Casebook itself declines an action on a path.
    pub fn declined(class: Class, action: &'static str, path: &Path, reason: impl Into<String>) -> Self {
        Self { class, action, path: path.to_owned(), reason: reason.into(), help: None, source: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Takes a [`DiskError`] out of an [`io::Error`] that carried it through a [`crate::plan::Sink`].
    pub fn from_sink(error: io::Error) -> Self {
        Self::system("publish", Path::new("."), error)
    }
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}: {}", self.action, self.path.display(), self.reason)
    }
}

impl std::error::Error for DiskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

impl From<DiskError> for io::Error {
    fn from(error: DiskError) -> Self {
        let kind = error.source.as_ref().map_or(io::ErrorKind::Other, io::Error::kind);
        Self::new(kind, error)
    }
}

/// Puts the action and the path to a system's error.
pub(super) trait During<T> {
    /// The value, or a [`DiskError`] that says what was being done to what.
    fn during(self, action: &'static str, path: &Path) -> Result<T>;
}

impl<T, E: Into<io::Error>> During<T> for std::result::Result<T, E> {
    fn during(self, action: &'static str, path: &Path) -> Result<T> {
        self.map_err(|error| DiskError::system(action, path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_its_way_through_a_sink() {
        let error = DiskError::declined(Class::Busy, "build", Path::new("public"), "another build holds it");
        let carried = DiskError::from_sink(error.into());
        assert_eq!(carried.class, Class::Busy);
        assert_eq!(carried.to_string(), "cannot build public: another build holds it");
    }

    #[test]
    fn a_system_error_keeps_its_kind() {
        let error = DiskError::system("write", Path::new("x"), io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(io::Error::from(error).kind(), io::ErrorKind::StorageFull);
    }
}
