//! `completions SHELL`: a script that completes commands and flags.

use super::{Cli, Exit, Failure, Setting};
use clap::CommandFactory;
use std::io::Write;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casebook completions bash > ~/.local/share/bash-completion/completions/casebook")]
pub struct Args {
    /// The shell to write for
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "casebook", &mut script);
    let mut out = setting.terminal.results();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Done)
}
