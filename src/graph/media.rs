//! Pictures beside briefs: where a relative path leads, and the address it is published at.

/// File endings of pictures that may be published. SVG is active content and is not among them.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "webp", "gif", "avif"];

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
    let (_, ending) = path.rsplit_once('.')?;
    let is_picture = PICTURES.contains(&ending.to_ascii_lowercase().as_str());
    is_picture.then(|| path.strip_prefix("content").map(|rest| format!("/media{rest}"))).flatten()
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
