//! `.casebook-site`: the list of what Casebook wrote, in the output itself, so that ownership can be proved
//! without any cache. One line a file: the start of its bytes' hash, and its address. It names published files
//! only, holds no time and no path of the building machine, and is equal for equal sites.

use super::address::{MARKER, below};
use super::read::open_plain;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

const HEADER: &str = "casebook-site 1";

/// The first 16 bytes of the BLAKE3 hash of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digest([u8; 16]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self::shorten(&blake3::hash(bytes))
    }

    /// The digest of a plain file's bytes; links are not followed.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut file = open_plain(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(&mut file)?;
        Ok(Self::shorten(&hasher.finalize()))
    }

    fn shorten(hash: &blake3::Hash) -> Self {
        let mut short = [0; 16];
        short.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Self(short)
    }

    fn parse(hex: &str) -> Option<Self> {
        let is_hex = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        u128::from_str_radix(hex, 16).ok().filter(|_| is_hex).map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// The marker's text for files in path order.
pub(super) fn format<'a>(files: impl Iterator<Item = (&'a str, Digest)>) -> String {
    use fmt::Write;
    let mut text = format!("{HEADER}\n");
    for (path, digest) in files {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{digest} /{path}");
    }
    text
}

/// The files that a folder's marker lists, by path; none if there is no marker.
pub(super) fn read(output: &Path) -> Option<HashMap<String, Digest>> {
    let mut text = String::new();
    let mut file = open_plain(&output.join(MARKER)).ok()?;
    file.metadata().ok().filter(fs::Metadata::is_file)?;
    file.read_to_string(&mut text).ok()?;
    parse(&text)
}

/// A line that does not read as one is passed over: it proves nothing about any file.
fn parse(text: &str) -> Option<HashMap<String, Digest>> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return None;
    }
    let entry = |line: &str| {
        let (digest, address) = line.split_once(' ')?;
        Some((below(address).ok()?.to_owned(), Digest::parse(digest)?))
    };
    Some(lines.filter_map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote() {
        let digest = Digest::of(b"page");
        let text = format([("actors/iran.html", digest), ("index.html", Digest::of(b"home"))].into_iter());
        let read = parse(&text).unwrap();
        assert_eq!((read.len(), read.get("actors/iran.html")), (2, Some(&digest)));
    }

    #[test]
    fn passes_over_what_is_damaged_or_leads_out() {
        let digest = Digest::of(b"page");
        let text = format!("{HEADER}\n{digest} /../../etc/passwd\n{digest}\nxyz /a\n+0000000000000000000000000000000 /b\n{digest} /c");
        assert_eq!(parse(&text).unwrap().into_keys().collect::<Vec<_>>(), ["c"]);
        assert!(parse("").is_none() && parse("another file\n").is_none());
    }

    #[test]
    fn a_file_has_the_digest_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "page").unwrap();
        assert_eq!(Digest::of_file(&folder.path().join("a")).unwrap(), Digest::of(b"page"));
        assert!(Digest::of_file(folder.path()).is_err());
    }
}
