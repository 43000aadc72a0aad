//! Which output folders are refused outright: the casebook itself, what contains it, what it is made of, the
//! home folder, `/`, a file, a link. Whether a folder's files are ours is asked in [`super::existing`].

use super::cache;
use super::error::{Class, DiskError, During, Result};
use super::read::FOLDERS;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The output folder's path without links or `..`, if a site may stand there.
///
/// # Errors
/// Refused (exit 6) as above; the environment's faults when a path cannot be looked at.
pub(super) fn resolve(root: &Path, output: &Path) -> Result<PathBuf> {
    check_kind(output)?;
    let root = fs::canonicalize(root).during("read", root)?;
    let resolved = canonical(&std::path::absolute(output).during("find", output)?)?;
    let refuse = |reason: &str| Err(refused(output, reason));
    if resolved.parent().is_none() {
        return refuse("it is the top of the file system");
    }
    if root == resolved {
        return refuse("it is the casebook itself");
    }
    if root.starts_with(&resolved) {
        return refuse("the casebook is inside it");
    }
    if home().is_some_and(|home| home.starts_with(&resolved)) {
        return refuse("it is the home folder, or contains it");
    }
    for folder in FOLDERS.iter().chain(&[cache::FOLDER, ".git"]) {
        if resolved.starts_with(root.join(folder)) {
            return refuse(&format!("it is the casebook's {folder}/, or inside it"));
        }
    }
    Ok(resolved)
}

fn refused(output: &Path, reason: &str) -> DiskError {
    DiskError::declined(Class::Refused, "publish into", output, reason).help("give --output a folder of its own")
}

fn check_kind(output: &Path) -> Result<()> {
    match fs::symlink_metadata(output) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(metadata) if metadata.is_symlink() => Err(refused(output, "it is a symbolic link")),
        Ok(_) => Err(refused(output, "it is a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(DiskError::system("find", output, error)),
    }
}

/// The path of a folder that need not exist yet: what exists is resolved, the rest must be plain names.
fn canonical(path: &Path) -> Result<PathBuf> {
    let mut rest = Vec::new();
    let mut existing = path;
    loop {
        match fs::canonicalize(existing) {
            Ok(found) => return Ok(rest.iter().rev().fold(found, |whole, name| whole.join(name))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(DiskError::system("find", path, error)),
            Err(_) => {}
        }
        match (existing.components().next_back(), existing.parent()) {
            (Some(Component::Normal(name)), Some(parent)) => {
                // A link that leads nowhere would be made to lead somewhere only after it was looked at.
                if existing.is_symlink() {
                    return Err(refused(path, "it lies behind a symbolic link that leads nowhere"));
                }
                rest.push(name.to_owned());
                existing = parent;
            }
            _ => return Err(refused(path, "`..` follows a folder that does not exist")),
        }
    }
}

fn home() -> Option<PathBuf> {
    std::env::home_dir().and_then(|home| fs::canonicalize(home).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn casebook() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("book/content/actors")).unwrap();
        folder
    }

    #[test]
    fn dangerous_outputs_are_refused() {
        let folder = casebook();
        let root = folder.path().join("book");
        fs::write(folder.path().join("file"), "").unwrap();
        symlink(folder.path().join("elsewhere"), folder.path().join("link")).unwrap();
        symlink(&root, folder.path().join("again")).unwrap();
        let names = [
            "book",
            "book/.",
            "book/../book",
            ".",
            "..",
            "book/content",
            "book/content/actors/site",
            "book/static",
            "book/templates/x",
            "book/.casebook",
            "book/.git/site",
            "file",
            "link",
            "link/site",
            "again/content",
            "missing/../book",
            "/",
        ];
        for name in names {
            let error = resolve(&root, &folder.path().join(name)).unwrap_err();
            assert_eq!(error.class.exit_code(), 6, "{name}: {error}");
        }
        let home = std::env::home_dir().unwrap();
        for output in home.ancestors() {
            assert_eq!(resolve(&root, output).unwrap_err().class.exit_code(), 6, "{}", output.display());
        }
    }

    #[test]
    fn a_folder_of_its_own_is_taken() {
        let folder = casebook();
        let root = folder.path().join("book");
        let real = fs::canonicalize(&root).unwrap();
        assert_eq!(resolve(&root, &root.join("public")).unwrap(), real.join("public"));
        assert_eq!(resolve(&root, &root.join("contents")).unwrap(), real.join("contents"));
        symlink(&root, folder.path().join("again")).unwrap();
        assert_eq!(resolve(&root, &folder.path().join("again/new/site")).unwrap(), real.join("new/site"));
    }
}
