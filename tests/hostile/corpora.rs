//! Strings that others have collected to break programs, and a few of our own that are always at hand.
//!
//! The collections are not part of this repository: they are looked at where `CASEBOOK_CORPORA` names their folder.
//! Elsewhere the tests run on our own alone.

use serde_json::Value;
use std::path::PathBuf;

/// A line of our own lists: `\u{…}` stands for a character.
pub fn unescaped(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("a character ends with }");
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

/// Our own strings.
pub fn own() -> Vec<String> {
    include_str!("words.txt").lines().filter(|line| !line.starts_with("# ") && !line.is_empty()).map(unescaped).collect()
}

/// One collection; `None` where it is not at hand.
pub fn collection(name: &str) -> Option<Value> {
    let folder = PathBuf::from(std::env::var_os("CASEBOOK_CORPORA")?);
    let packed = std::fs::read(folder.join("hostile").join(format!("{name}.json.gz"))).ok()?;
    Some(serde_json::from_slice(&unpacked(&packed)).expect("a collection is JSON"))
}

/// The strings of a collection that is a list of them.
pub fn list(name: &str) -> Vec<String> {
    let Some(Value::Array(items)) = collection(name) else { return Vec::new() };
    items.iter().filter_map(|item| item.as_str().or_else(|| item.get("markdown")?.as_str())).map(str::to_owned).collect()
}

/// The same, of one that must be at hand.
pub fn present(name: &str) -> Vec<String> {
    let items = list(name);
    assert!(!items.is_empty(), "CASEBOOK_CORPORA names no folder with hostile/{name}.json.gz");
    items
}

/// A gzip member (RFC 1952).
fn unpacked(gzip: &[u8]) -> Vec<u8> {
    assert_eq!(gzip[..3], [0x1f, 0x8b, 8], "not gzip");
    // A file name is the one extra that such files have.
    let name = if gzip[3] & 8 == 0 { 0 } else { gzip[10..].iter().position(|byte| *byte == 0).unwrap() + 1 };
    assert_eq!(gzip[3] & !8, 0, "an extra that is not read");
    miniz_oxide::inflate::decompress_to_vec(&gzip[10 + name..gzip.len() - 8]).expect("a whole gzip member")
}
