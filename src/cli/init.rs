//! `init DIR`: a new casebook that builds at once; `--example` brings the built-in case.

use super::{Exit, Failure, Setting};
use crate::disk::fresh;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casebook init desk && cd desk && casebook build\n  casebook init --example case")]
pub struct Args {
    /// The folder to make it in; files that stand are never touched
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Bring the built-in case: Pakistan and Iran, January 2024
    #[arg(long)]
    example: bool,
}

/// A small complete casebook: one actor, one event, one recommendation and its sources.
const STARTER: &[(&str, &str)] = &[
    ("casebook.yaml", include_str!("starter/casebook.yaml")),
    (".gitignore", GITIGNORE),
    ("content/actors/harbour-authority.md", include_str!("starter/content/actors/harbour-authority.md")),
    ("content/events/north-quay-closed.md", include_str!("starter/content/events/north-quay-closed.md")),
    (
        "content/recommendations/publish-inspection-reports.md",
        include_str!("starter/content/recommendations/publish-inspection-reports.md"),
    ),
    ("content/sources/inspection-report.md", include_str!("starter/content/sources/inspection-report.md")),
    ("content/sources/library.yaml", include_str!("starter/content/sources/library.yaml")),
];

const GITIGNORE: &str = include_str!("starter/gitignore");

type File = (Cow<'static, str>, Cow<'static, [u8]>);

pub fn run(args: &Args, setting: &Setting) -> Result<Exit, Failure> {
    let files = if args.example { example() } else { starter() };
    refuse_standing(&args.folder, &files)?;
    for (path, bytes) in &files {
        fresh::create(&args.folder.join(&**path), bytes)?;
    }
    let folder = args.folder.display();
    setting.terminal.say(&format!("{folder}: a casebook of {} files; next: cd {folder} && casebook build", files.len()));
    Ok(Exit::Done)
}

/// Nothing is written when one file stands: half a casebook helps nobody.
fn refuse_standing(folder: &Path, files: &[File]) -> Result<(), Failure> {
    let stands = files.iter().map(|(path, _)| folder.join(&**path)).find(|path| fresh::stands(path));
    stands.map_or(Ok(()), |path| {
        let message = format!("{} stands already; nothing was written", path.display());
        Err(Failure::new(Exit::Refused, message).help("name a folder without a casebook"))
    })
}

fn starter() -> Vec<File> {
    STARTER.iter().map(|(path, text)| (Cow::Borrowed(*path), Cow::Borrowed(text.as_bytes()))).collect()
}

fn example() -> Vec<File> {
    let ignore = (Cow::Borrowed(".gitignore"), Cow::Borrowed(GITIGNORE.as_bytes()));
    super::example::files().chain([ignore]).collect()
}
