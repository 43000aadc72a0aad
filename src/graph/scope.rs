//! Answers for one text: which brief it belongs to, in which language its reader is.

use super::Graph;
use super::asked::{Notes, Way};
use crate::markup::{Found, Resolve, Shown};
use crate::model::{BriefIx, Kind, Kinds, Target};
use std::borrow::Cow;
use std::ops::Range;

/// A text of brief `own`, read in `lang`.
pub(super) struct Scope<'g> {
    pub graph: &'g Graph,
    pub own: BriefIx,
    pub lang: Option<&'g str>,
    /// Whether names in the text link by themselves.
    pub links_names: bool,
    /// Where the text's questions are noted.
    pub notes: Option<&'g Notes>,
}

impl Scope<'_> {
    /// Notes a question.
    pub fn note(&self, way: Way, text: &str) {
        self.notes.iter().for_each(|notes| notes.note(way, text));
    }

    fn found(&self, target: Target) -> Found<'_> {
        let brief = &self.graph[target.brief];
        let translated = self.lang.and_then(|lang| brief.translations.get(lang)).map(|translation| &translation.title);
        let mut href = self.address(target.brief);
        self.graph.part_id(target).iter().for_each(|id| href.extend(["#", id]));
        Found { target, href, title: Cow::Borrowed(&translated.unwrap_or(&brief.common.title).value) }
    }
}

impl Resolve for Scope<'_> {
    fn reference(&self, text: &str) -> Option<Found<'_>> {
        self.note(Way::Reference, text);
        let resolver = &self.graph.resolver;
        resolver.resolve(self.graph, text, Kinds::ANY).ok().map(|target| self.found(target))
    }

    fn source(&self, text: &str) -> Option<Found<'_>> {
        self.note(Way::Citation, text);
        let resolver = &self.graph.resolver;
        resolver.resolve(self.graph, text, Kinds::SOURCE).ok().map(|target| self.found(target))
    }

    fn picture(&self, src: &str) -> Option<Shown> {
        let path = super::media::beside(&self.graph[self.own].path, src)?;
        let address = super::media::address(&path)?;
        let size = crate::picture::size(self.graph.media.get(&address)?);
        Some(Shown { address, size })
    }

    fn file(&self, path: &str) -> Option<Found<'_>> {
        let (path, fragment) = path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
        let path = super::media::beside(&self.graph[self.own].path, path)?;
        let (folder, rest) = path.strip_prefix("content/")?.split_once('/')?;
        let kind = Kind::of_folder(folder)?;
        let id = rest.rsplit('/').next()?.strip_suffix(".md")?;
        let name = format!("{}/{id}{}", kind.folder(), fragment.map(|f| format!("#{f}")).unwrap_or_default());
        self.reference(&name)
    }

    fn named(&self, text: &str) -> Vec<(Range<usize>, BriefIx)> {
        let names = self.graph.names.as_deref().filter(|_| self.links_names);
        let found = names.map(|names| names.find(text)).unwrap_or_default();
        found.iter().filter_map(|(range, _)| text.get(range.clone())).for_each(|name| self.note(Way::Name, name));
        found
    }

    fn address(&self, brief: BriefIx) -> String {
        self.graph.address_in(brief, self.lang)
    }

    fn own(&self) -> BriefIx {
        self.own
    }

    fn word(&self, key: &'static str) -> String {
        self.graph.words.get_in(self.lang, key).into_owned()
    }
}
