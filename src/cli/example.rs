//! The built-in case, embedded: this repository's own `casebook.yaml` and `content/`.

use std::borrow::Cow;

#[derive(rust_embed::RustEmbed)]
#[folder = "content"]
struct Content;

const CONFIGURATION: &str = include_str!("../../casebook.yaml");

/// Every file of the case: its path below the root, and its bytes.
pub fn files() -> impl Iterator<Item = (Cow<'static, str>, Cow<'static, [u8]>)> {
    let file = |name: Cow<'static, str>| Some((Cow::Owned(format!("content/{name}")), Content::get(&name)?.data));
    let configuration = (Cow::Borrowed("casebook.yaml"), Cow::Borrowed(CONFIGURATION.as_bytes()));
    std::iter::once(configuration).chain(Content::iter().filter_map(file))
}
