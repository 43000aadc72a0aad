//! Words of the interface, by language: what a view needs that writes finished HTML. Templates read the same words as `t`.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Phrases by key, one set a language; made from `templates/lang/*.yaml` by the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    site: BTreeMap<String, String>,
    others: BTreeMap<String, BTreeMap<String, String>>,
}

impl Words {
    /// The words of the site's language, and those of others.
    pub fn new(site: BTreeMap<String, String>, others: BTreeMap<String, BTreeMap<String, String>>) -> Self {
        Self { site, others }
    }

    /// The phrase of that key in the site's language; without one, the key in plain words.
    pub fn get<'w>(&'w self, key: &'w str) -> Cow<'w, str> {
        self.get_in(None, key)
    }

    /// The phrase of that key for a page in `lang` (none: the site's).
    pub fn get_in<'w>(&'w self, lang: Option<&str>, key: &'w str) -> Cow<'w, str> {
        let own = lang.and_then(|lang| self.others.get(lang)).and_then(|words| words.get(key));
        own.or_else(|| self.site.get(key)).map_or_else(|| Cow::Owned(plain(key)), |phrase| Cow::Borrowed(phrase.as_str()))
    }

    /// The phrase of a word of an enumeration in the site's language: `FAMILY_word`, hyphens as underscores.
    /// A word that has none, such as a site's own type, is shown as it is, hyphens as spaces.
    pub fn term(&self, family: &str, word: &str) -> String {
        self.term_in(None, family, word)
    }

    /// The same for a page in `lang` (none: the site's).
    pub fn term_in(&self, lang: Option<&str>, family: &str, word: &str) -> String {
        let key = format!("{family}_{}", word.replace('-', "_"));
        let own = lang.and_then(|lang| self.others.get(lang)).and_then(|words| words.get(&key));
        own.or_else(|| self.site.get(&key)).cloned().unwrap_or_else(|| plain(word))
    }

    /// The phrase of that key with `{name}` replaced by its value; for counts and dates inside a sentence.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let phrase = self.get(key).into_owned();
        values.iter().fold(phrase, |phrase, (name, value)| phrase.replace(&format!("{{{name}}}"), value))
    }
}

/// `armed-group` → `Armed group`.
fn plain(word: &str) -> String {
    let spaced = word.replace(['-', '_'], " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(key, phrase)| ((*key).to_owned(), (*phrase).to_owned())).collect();
        let others = BTreeMap::from([("ur".to_owned(), of(&[("events", "واقعات")]))]);
        Words::new(of(&[("events", "Events"), ("progress_in_progress", "Under way"), ("of", "{n} of {all}")]), others)
    }

    #[test]
    fn a_term_is_its_phrase_or_its_own_words() {
        assert_eq!(words().term("progress", "in-progress"), "Under way");
        assert_eq!(words().term("actor_type", "armed-group"), "Armed group");
    }

    #[test]
    fn another_language_falls_back_to_the_sites() {
        assert_eq!(words().get_in(Some("ur"), "events"), "واقعات");
        assert_eq!(words().get_in(Some("fa"), "events"), "Events");
        assert_eq!(words().get_in(Some("fa"), "no_such_key"), "No such key");
    }

    #[test]
    fn values_enter_a_phrase() {
        assert_eq!(words().fill("of", &[("n", "3"), ("all", "12")]), "3 of 12");
    }
}
