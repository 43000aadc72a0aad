//! Each command as a person calls it: what it writes where, and how it ends.

mod build;
mod docs;
mod import;
mod reasons;
mod words;
mod write;

use assert_cmd::Command;

/// The command, in a folder of its own and without the caller's terminal variables.
pub fn casebook(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("COLUMNS").env_remove("SOURCE_DATE_EPOCH");
    command
}

/// What a command wrote and how it ended.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the command with these arguments, separated by spaces.
pub fn run(folder: &std::path::Path, args: &str) -> Ran {
    let output = casebook(folder).args(args.split(' ')).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// An empty folder.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}
