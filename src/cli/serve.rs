//! `serve`: the preview on this machine, until it is stopped.

use super::session::{Publication, Session, executable};
use super::{Exit, Failure, Setting};
use crate::compile::Options as CompileOptions;
use crate::release::Reach;
use crate::serve::{self, News, ServeError};
use std::process::{Command, Stdio};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casebook serve\n  casebook serve --port 8080 --open")]
pub struct Args {
    /// The port on 127.0.0.1; else 4000, or the next that is free
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    publication: Publication,
}

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let session = Session::open(&args.publication, setting)?;
    let options = serve::Options {
        root: session.root.clone(),
        port: args.port,
        compile: CompileOptions { ceiling: session.ceiling, now: session.now, reach: Reach::Readers },
        executable: executable()?,
    };
    let tell = |news: &News| match news {
        News::Listening(url) => {
            setting.terminal.say(&format!("serving {url} (stop with Ctrl-C)"));
            if args.open {
                open(url);
            }
        }
        News::Compiled { pages, report } => {
            if !report.is_empty() {
                setting.terminal.say(report.trim_end());
            }
            setting.terminal.say(&format!("{pages} pages ready"));
        }
    };
    serve::serve(&options, &tell).map_err(failure)?;
    Ok(Exit::Done)
}

fn failure(error: ServeError) -> Failure {
    match error {
        ServeError::Disk(error) => error.into(),
        ServeError::Environment(message) => Failure::new(Exit::Environment, message).help("name another port with --port N"),
    }
}

/// Asks the desktop to show the page. A machine without one has no browser to open.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let _ = Command::new(program).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
