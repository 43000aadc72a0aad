//! The command line: one file per command, exit codes, progress.
//!
//! A command reads its flags, calls the library and says what came of it. Results go to standard output, messages
//! to standard error. Deliberately absent: any rule about content; a command that knows one is in the wrong place.

mod build;
mod check;
mod clock;
mod closing;
mod completions;
mod deadline;
mod example;
mod exit;
mod explain;
mod export;
mod external;
mod fields;
mod import;
mod init;
mod man;
mod new;
mod progress;
mod reasons;
mod schema;
mod serve;
mod session;
mod terminal;
mod timings;
mod when;

pub use exit::{Exit, Failure};
pub use terminal::{ColorWhen, Terminal};

use crate::disk;
use crate::text::escape::visible;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

/// Checks, cross-links and publishes Markdown briefs on actors, events and recommendations as a static website.
#[derive(Debug, Parser)]
#[command(name = "casebook", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", exit_codes()))]
pub struct Cli {
    /// The casebook's folder; else the nearest folder upward that holds casebook.yaml
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// When to write colour; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorWhen,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:\n  casebook init desk && cd desk && casebook build\n  casebook check\n  casebook explain unsourced-claim";

/// The table of exit codes, for the long help and the manual.
fn exit_codes() -> String {
    let line = |(exit, meaning): &(Exit, &str)| format!("  {:>2}  {meaning}", exit.code());
    format!("Exit codes:\n{}", Exit::ALL.iter().map(line).collect::<Vec<_>>().join("\n"))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new casebook that builds at once
    Init(init::Args),
    /// Write a brief with every field explained and three blanks to fill
    New(new::Args),
    /// Check, render and publish the site
    Build(build::Args),
    /// Preview the site on this machine, reloading on save
    Serve(serve::Args),
    /// Report every problem; write nothing
    Check(check::Args),
    /// Write one export of what may be published
    Export(export::Args),
    /// Say what a lint means, why it matters, with a good and a bad example
    Explain(explain::Args),
    /// Write the JSON Schema of a kind's front matter, for editors
    Schema(schema::Args),
    /// Make briefs from existing data, never over a file that stands
    Import(import::Args),
    /// Write shell completions to standard output
    Completions(completions::Args),
    /// Write the manual page to standard output
    Man(man::Args),
}

/// What every command is given besides its own arguments.
struct Setting {
    root: Option<PathBuf>,
    terminal: Terminal,
}

impl Setting {
    /// The casebook's folder: `--root`, or the nearest upward.
    fn root(&self) -> Result<PathBuf, Failure> {
        if let Some(root) = &self.root {
            let here = disk::find_root(root).filter(|found| root.canonicalize().is_ok_and(|root| root == *found));
            let missing = || Failure::usage(format!("{} holds no {}", root.display(), disk::CONFIGURATION));
            return here.map(|_| root.clone()).ok_or_else(missing);
        }
        let missing = || {
            let failure = Failure::usage(format!("there is no {} here or in a folder above", disk::CONFIGURATION));
            failure.help("go into a casebook, name one with --root, or start one with `casebook init DIR`")
        };
        disk::find_root(Path::new(".")).ok_or_else(missing)
    }
}

/// Runs the command that the arguments ask for.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let command = Cli::command().color(color_asked(&args).for_clap());
    let parsed = command.try_get_matches_from(args).and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, and end well. The reader of either may be gone.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    let terminal = Terminal::new(cli.color);
    match dispatch(cli.command, &Setting { root: cli.root, terminal }) {
        Ok(exit) => exit,
        Err(failure) => {
            terminal.fail(&failure);
            failure.exit
        }
    }
}

fn dispatch(command: Command, setting: &Setting) -> Result<Exit, Failure> {
    match command {
        Command::Init(args) => init::run(&args, setting),
        Command::New(args) => new::run(&args, setting),
        Command::Schema(args) => schema::run(&args, setting),
        Command::Build(args) => build::run(&args, setting),
        Command::Serve(args) => serve::run(&args, setting),
        Command::Check(args) => check::run(&args, setting),
        Command::Export(args) => export::run(&args, setting),
        Command::Explain(args) => explain::run(&args, setting),
        Command::Import(args) => import::run(&args, setting),
        Command::Completions(args) => completions::run(&args, setting),
        Command::Man(args) => man::run(&args, setting),
    }
}

/// The `--color` that clap's own messages should follow, found before clap reads the arguments.
fn color_asked(args: &[OsString]) -> ColorWhen {
    let flag = args.iter().position(|arg| arg == "--color").and_then(|at| args.get(at + 1).cloned());
    let joined = || args.iter().find_map(|arg| arg.to_str()?.strip_prefix("--color=").map(OsString::from));
    let value = flag.or_else(joined);
    let read = |value: OsString| <ColorWhen as clap::ValueEnum>::from_str(value.to_str()?, false).ok();
    value.and_then(read).unwrap_or_default()
}

/// Tells the person about a bug of ours, politely and with what a report needs.
///
/// # Errors
/// When `out` cannot be written.
pub fn report_bug(bug: &PanicHookInfo<'_>, out: &mut dyn Write) -> io::Result<()> {
    let payload = bug.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = bug.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    tell_bug(text.unwrap_or("no message"), &place, out)
}

fn tell_bug(what: &str, place: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "error: Casebook has met a bug of its own, and stopped; nothing of yours is wrong.")?;
    writeln!(out, "  {}{place}, version {}", visible(what), env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "help: please report it with these lines and, if you may share it, the brief it stopped at.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_has_an_example() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("casebook {}", command.get_name())), "{}", command.get_name());
        }
    }

    #[test]
    fn colour_of_usage_errors_follows_the_flag() {
        let asked = |text: &str| color_asked(&text.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked("casebook --color never x"), ColorWhen::Never);
        assert_eq!(asked("casebook x --color=always"), ColorWhen::Always);
        assert_eq!(asked("casebook --color"), ColorWhen::Auto);
    }

    #[test]
    fn a_bug_is_told_politely_and_shows_no_raw_text() {
        let mut out = Vec::new();
        tell_bug("left \u{1b}[31mright", " at src/x.rs:7", &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("  left \\u{1b}[31mright at src/x.rs:7, version "), "{text}");
        assert!(text.starts_with("error: Casebook has met a bug") && text.ends_with(" stopped at.\n"), "{text}");
    }

    #[test]
    fn exit_codes_are_the_documented_ones() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 70]);
    }
}
