//! Pictures beside briefs: where a relative path leads, the address it is published at, and the bytes that are.

use crate::content::{Bytes, Snapshot};
use crate::diagnostic::{Diagnostic, Problems, Span, code};
use crate::picture::{self, Format};
use crate::text::slug;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Every picture below `content/`, by address, as it stands there.
pub(super) fn all(snapshot: &Snapshot) -> BTreeMap<String, Bytes> {
    snapshot.below("content/").filter_map(|input| Some((address(&input.path)?, input.bytes))).collect()
}

/// Keeps the pictures that are shown, without what they tell of their making. What is not shown is not looked at: it may
/// belong to a brief that is withheld.
pub(super) fn publish(media: &BTreeMap<String, Bytes>, shown: &BTreeSet<String>, problems: &mut Problems) -> BTreeMap<String, Bytes> {
    let wanted: Vec<(&String, &Bytes)> = media.iter().filter(|(address, _)| shown.contains(*address)).collect();
    let cleaned = wanted.into_par_iter().map(|(address, bytes)| (address.clone(), cleaned(address, bytes)));
    let cleaned: Vec<_> = cleaned.collect();
    let mut published = BTreeMap::new();
    for (address, bytes) in cleaned {
        // One that cannot be cleaned keeps its place, so that no second problem says it is missing; its bytes go.
        let bytes = bytes.unwrap_or_else(|problem| {
            problems.push(*problem);
            Bytes::from("")
        });
        published.insert(address, bytes);
    }
    published
}

fn cleaned(address: &str, bytes: &Bytes) -> Result<Bytes, Box<Diagnostic>> {
    let Some(format) = Format::of_name(address) else { return Ok(Bytes::from("")) };
    let path = || Arc::from(address.replacen("/media/", "content/", 1));
    if let Some(reason) = address.split('/').skip(1).find_map(|name| slug::is_file_name(name).err()) {
        let problem = Diagnostic::new(code::BAD_ID, &path(), Span::default(), format!("the name of this picture {reason}"));
        return Err(Box::new(problem.help("rename it")));
    }
    match picture::clean(format, bytes) {
        Ok(Cow::Borrowed(_)) => Ok(bytes.clone()),
        Ok(Cow::Owned(cleaned)) => Ok(cleaned.into()),
        Err(fault) => {
            let problem = Diagnostic::new(code::BAD_PICTURE, &path(), Span::default(), fault.to_string());
            Err(Box::new(problem.help(fault.hint())))
        }
    }
}

/// The path of a file named relative to a brief's; `None` when it leaves `content/`.
pub(super) fn beside(brief: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = brief.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    (parts.first() == Some(&"content") && parts.len() > 1).then(|| parts.join("/"))
}

/// `/media/actors/map.png` for `content/actors/map.png`; `None` when it is not a picture.
pub(super) fn address(path: &str) -> Option<String> {
    Format::of_name(path)?;
    path.strip_prefix("content").map(|rest| format!("/media{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_content() {
        assert_eq!(beside("content/actors/iran.md", "map.png").as_deref(), Some("content/actors/map.png"));
        assert_eq!(beside("content/actors/x/iran.md", "../map.png").as_deref(), Some("content/actors/map.png"));
        assert_eq!(beside("content/actors/iran.md", "../../casebook.yaml"), None);
        assert_eq!(beside("content/actors/iran.md", "../../../etc/passwd"), None);
    }

    #[test]
    fn only_pictures_have_an_address() {
        assert_eq!(address("content/actors/map.PNG").as_deref(), Some("/media/actors/map.PNG"));
        assert_eq!(address("content/actors/map.svg"), None);
    }
}
