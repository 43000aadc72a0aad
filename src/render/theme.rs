//! The theme: templates, interface words and assets. The built-in one is embedded; a casebook overrides any file by name.

use crate::content::Snapshot;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(rust_embed::RustEmbed)]
#[folder = "templates"]
struct Templates;

#[derive(rust_embed::RustEmbed)]
#[folder = "static"]
struct Static;

/// Files of the theme by their name below `templates/` and `static/`.
#[derive(Debug, Default)]
pub struct Theme {
    /// Templates and interface words.
    pub templates: BTreeMap<String, Cow<'static, [u8]>>,
    /// Assets, published below `/static/`.
    pub assets: BTreeMap<String, Arc<Cow<'static, [u8]>>>,
}

impl Theme {
    /// The built-in theme with a casebook's own files over it.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut theme = Self::built_in();
        let own = |folder: &'static str| {
            let name = move |path: &str| path.strip_prefix(folder).unwrap_or(path).to_owned();
            snapshot.below(folder).map(move |input| (name(&input.path), Cow::Owned(input.bytes.to_vec())))
        };
        theme.templates.extend(own("templates/"));
        theme.assets.extend(own("static/").map(|(name, bytes)| (name, Arc::new(bytes))));
        theme
    }

    /// The theme as embedded.
    pub fn built_in() -> Self {
        let file = |name: Cow<'static, str>, file: Option<rust_embed::EmbeddedFile>| Some((name.into_owned(), file?.data));
        Self {
            templates: Templates::iter().filter_map(|name| file(name.clone(), Templates::get(&name))).collect(),
            assets: Static::iter()
                .filter_map(|name| file(name.clone(), Static::get(&name)))
                .map(|(name, bytes)| (name, Arc::new(bytes)))
                .collect(),
        }
    }

    /// Interface words of a language (`lang/ur.yaml`), over English; values are phrases by key.
    ///
    /// # Errors
    /// What is wrong with the file, and its name.
    pub fn words(&self, lang: &str) -> Result<BTreeMap<String, String>, String> {
        let language = lang.split('-').next().unwrap_or(lang);
        let mut names = vec!["en", language, lang];
        names.dedup();
        let mut words = BTreeMap::new();
        for name in names {
            words.extend(self.words_of(name)?.unwrap_or_default());
        }
        Ok(words)
    }

    fn words_of(&self, lang: &str) -> Result<Option<BTreeMap<String, String>>, String> {
        let name = format!("lang/{lang}.yaml");
        let Some(bytes) = self.templates.get(&name) else { return Ok(None) };
        let text = std::str::from_utf8(bytes).map_err(|error| format!("templates/{name}: {error}"))?;
        serde_yaml::from_str(text).map(Some).map_err(|error| format!("templates/{name}: {error}"))
    }
}
