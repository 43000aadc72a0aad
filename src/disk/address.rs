//! Addresses of the site as paths below the output folder. What could lead out of it, or hide in it, is refused.

use std::io;

/// The ownership marker's name; see [`super::marker`].
pub(super) const MARKER: &str = ".casebook-site";

/// What Casebook's own names inside an output begin with; no page may.
pub(super) const OURS: &str = ".casebook";

/// The path below the output folder that a root-absolute address stands for: `/actors/iran.html` → `actors/iran.html`.
///
/// # Errors
/// `InvalidInput` for anything but plain names between single slashes.
pub(super) fn below(address: &str) -> io::Result<&str> {
    let path = address.strip_prefix('/').unwrap_or_default();
    let plain =
        |name: &str| !matches!(name, "" | "." | "..") && name.len() <= 255 && !name.starts_with(OURS) && !name.contains(['\0', '\n', '\r']);
    if path.split('/').all(plain) {
        Ok(path)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{address:?} is no address of a page")))
    }
}

/// The folders above a path, nearest first: `a/b/c` → `a/b`, `a`.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_path_below_the_output() {
        assert_eq!(below("/actors/iran~2024.html").unwrap(), "actors/iran~2024.html");
        assert_eq!(below("/.well-known/security.txt").unwrap(), ".well-known/security.txt");
    }

    #[test]
    fn nothing_leads_out_or_hides() {
        let long = format!("/{}", "a".repeat(256));
        for address in [
            "",
            "/",
            "x",
            "//x",
            "/../x",
            "/a/../../x",
            "/a//b",
            "/a/",
            "/./a",
            "/a\0b",
            "/a\nb",
            "/.casebook-site",
            "/.casebook-work/x",
            &long,
        ] {
            assert!(below(address).is_err(), "{address:?}");
        }
    }

    #[test]
    fn ancestors_are_nearest_first() {
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(ancestors("a").count(), 0);
    }
}
