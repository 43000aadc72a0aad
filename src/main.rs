//! The `casebook` command. All it does itself is to turn a bug into a polite message and exit code 70.

use casebook::cli::{self, Exit};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|bug| {
        // Standard error may be closed; there is nobody left to tell then.
        let _ = cli::report_bug(bug, &mut std::io::stderr());
        std::process::exit(Exit::Bug.code().into());
    }));
    ExitCode::from(cli::run(std::env::args_os()).code())
}
