//! What a file below `content/` is, told by its path alone.

use crate::diagnostic::{Diagnostic, Span, code};
use crate::model::{Config, Kind};
use crate::text::escape::visible;
use crate::text::{near, slug};
use std::sync::Arc;

/// What a file stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `ID.md` in a kind's folder.
    Brief {
        /// By the folder.
        kind: Kind,
        /// The file's stem.
        id: Box<str>,
    },
    /// `ID.LANG.md` beside it.
    Translation {
        /// By the folder.
        kind: Kind,
        /// Of the original.
        id: Box<str>,
        /// One of the site's languages.
        lang: Box<str>,
    },
    /// `content/sources/….yaml`: a list of sources.
    Library,
    /// `content/sources/….bib`.
    Bibliography,
    /// Pictures and other files that briefs may show; hidden files.
    Elsewhere,
}

/// Tells what a file is.
///
/// # Errors
/// A text that is in no kind's folder, or whose name can be no id.
pub fn of(path: &Arc<str>, config: &Config) -> Result<Place, Box<Diagnostic>> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let Some((name, folders)) = segments.split_last() else { return Ok(Place::Elsewhere) };
    if segments.iter().any(|segment| segment.starts_with('.')) {
        return Ok(Place::Elsewhere);
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let known = ["md", "markdown", "yaml", "yml", "bib"].into_iter().find(|known| known.eq_ignore_ascii_case(extension));
    let Some(known) = known else { return Ok(Place::Elsewhere) };
    let Some(kind) = folders.first().and_then(|folder| Kind::of_folder(folder)) else {
        return Err(Box::new(no_folder(path, folders.first().copied())));
    };
    match known {
        "md" if extension == "md" => brief(kind, name, path, config),
        "md" | "markdown" => Err(Box::new(problem(path, "a brief's file name ends in `.md`", "rename it"))),
        _ if kind != Kind::Source => {
            Err(Box::new(problem(path, "a library of sources in another folder", "move it below content/sources/")))
        }
        "bib" => Ok(Place::Bibliography),
        _ => Ok(Place::Library),
    }
}

fn brief(kind: Kind, name: &str, path: &Arc<str>, config: &Config) -> Result<Place, Box<Diagnostic>> {
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let (id, lang) = stem.rsplit_once('.').map_or((stem, None), |(id, lang)| (id, Some(lang)));
    if let Some(lang) = lang.filter(|lang| !config.languages.iter().any(|known| known == lang)) {
        let message = format!("`{}` is none of the site's languages", visible(lang));
        let near = near::did_you_mean(lang, config.languages.iter().map(String::as_str));
        let help = near.unwrap_or_else(|| "add it to `languages` in casebook.yaml, or take the full stop out of the name".into());
        return Err(Box::new(Diagnostic::new(code::BAD_ID, path, Span::default(), message).help(help)));
    }
    if let Err(reason) = slug::is_id(id) {
        let message = format!("the id `{}` {reason}", visible(id));
        let help = "rename the file; an id is lower-case letters, digits and hyphens";
        return Err(Box::new(Diagnostic::new(code::BAD_ID, path, Span::default(), message).help(help)));
    }
    let id = id.into();
    Ok(lang.map_or_else(
        || Place::Brief { kind, id: Box::clone(&id) },
        |lang| Place::Translation { kind, id: Box::clone(&id), lang: lang.into() },
    ))
}

fn no_folder(path: &Arc<str>, folder: Option<&str>) -> Diagnostic {
    let folders = || Kind::ALL.iter().map(|kind| kind.folder());
    let near = folder.and_then(|folder| near::did_you_mean(folder, folders()));
    let all = || format!("move it below one of content/{}/", folders().collect::<Vec<_>>().join("/, content/"));
    problem(path, "the file is in no kind's folder", &near.unwrap_or_else(all))
}

fn problem(path: &Arc<str>, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(code::BAD_VALUE, path, Span::default(), message).help(help)
}
