//! Files that people name: what `init`, `new` and `import` write anew, what `import` reads, what `export` is told to write.
//!
//! A new file never takes the place of one that stands, not even of a broken link.

use super::error::{Class, DiskError, During, Result};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Whether anything stands at the path, a broken link included.
pub fn stands(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Writes a new file and the folders above it, and syncs it.
///
/// # Errors
/// When something stands there, or the file system refuses.
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).during("make the folder", folder)?;
    }
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    if opened.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists) {
        return Err(DiskError::declined(Class::Refused, "write", path, "something stands there already"));
    }
    opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all())).during("write", path)
}

/// Writes a file that a person asked for by name, in place of what stands there.
///
/// # Errors
/// When the file system refuses.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).during("write", path)
}

/// Reads a file that a person named.
///
/// # Errors
/// When the file system refuses.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).during("read", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_stands_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.md");
        create(&path, b"first").unwrap();
        assert_eq!(create(&path, b"second").unwrap_err().class, Class::Refused);
        assert_eq!(read(&path).unwrap(), b"first");
    }

    #[cfg(unix)]
    #[test]
    fn a_broken_link_stands_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        std::os::unix::fs::symlink("nowhere", &path).unwrap();
        assert!(stands(&path));
        assert_eq!(create(&path, b"x").unwrap_err().class, Class::Refused);
    }
}
