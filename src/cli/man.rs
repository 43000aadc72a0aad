//! `man`: the manual page in roff, made from the same definition as `--help`.

use super::{Cli, Exit, Failure, Setting};
use clap::CommandFactory;
use std::io::Write;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casebook man > casebook.1\n  casebook man build | man -l -")]
pub struct Args {
    /// The page of one command; else the page that lists them all
    command: Option<String>,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let mut all = Cli::command();
    all.build();
    let page = match &args.command {
        None => all,
        Some(name) => {
            let command = all.find_subcommand(name).cloned();
            let known = || all.get_subcommands().map(|command| command.get_name().to_owned()).collect::<Vec<_>>().join(", ");
            let unknown = || Failure::usage(format!("there is no command `{name}`")).help(format!("the commands are {}", known()));
            command.ok_or_else(unknown)?
        }
    };
    let mut out = setting.terminal.results();
    clap_mangen::Man::new(page).render(&mut out)?;
    out.flush()?;
    Ok(Exit::Done)
}
