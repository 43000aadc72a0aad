//! One resolver for front matter, wikilinks and citations: ids, `kind/id`, `id#claim`, titles and aliases.

use super::Graph;
use crate::diagnostic::Span;
use crate::model::reference::IfWithheld;
use crate::model::{Brief, BriefIx, Kind, Kinds, Target};
use crate::release::Released;
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Looks names up; built once, after everything is loaded and filtered.
#[derive(Debug, Default)]
pub struct Resolver {
    ids: FxHashMap<Box<str>, Bearers>,
    titles: FxHashMap<String, Bearers>,
}

/// Who bears a name: nearly always one, which is found without a look elsewhere.
#[derive(Debug)]
enum Bearers {
    One((Kind, BriefIx)),
    Several(Vec<(Kind, BriefIx)>),
}

impl Bearers {
    fn list(&self) -> &[(Kind, BriefIx)] {
        match self {
            Self::One(bearer) => std::slice::from_ref(bearer),
            Self::Several(bearers) => bearers,
        }
    }

    /// One more, unless it is the last.
    fn add(&mut self, bearer: (Kind, BriefIx)) {
        match self {
            Self::One(first) if *first == bearer => {}
            Self::One(first) => *self = Self::Several(vec![*first, bearer]),
            Self::Several(bearers) if bearers.last() == Some(&bearer) => {}
            Self::Several(bearers) => bearers.push(bearer),
        }
    }
}

/// Why a name leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// No brief bears it.
    Unknown,
    /// Several briefs bear it.
    Ambiguous(Vec<BriefIx>),
    /// The brief exists, but is of a kind that the field does not take.
    WrongKind(BriefIx),
    /// The brief exists, but has no claim or judgement of that id.
    NoPart(BriefIx),
}

/// A reference that leads nowhere, where it stands.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// The file.
    pub path: Arc<str>,
    /// Bytes of the reference.
    pub span: Span,
    /// As written.
    pub text: Box<str>,
    /// The kinds the place takes.
    pub kinds: Kinds,
    /// What the author says of withheld targets.
    pub if_withheld: IfWithheld,
    /// Whether the place also takes a plain word, so that only a withheld name is a fault.
    pub or_word: bool,
    /// Why.
    pub miss: Miss,
}

impl Resolver {
    pub(super) fn new(briefs: &[Released<Arc<Brief>>]) -> Self {
        let mut resolver = Self::default();
        for (at, brief) in briefs.iter().enumerate() {
            let ix = BriefIx(u32::try_from(at).unwrap_or(u32::MAX));
            let bearer = (brief.kind, ix);
            resolver.ids.entry(brief.id.clone()).and_modify(|bearers| bearers.add(bearer)).or_insert(Bearers::One(bearer));
            let translated = brief.translations.values().flat_map(|t| std::iter::once(&t.title).chain(&t.aliases));
            for name in std::iter::once(&brief.common.title).chain(&brief.common.aliases).chain(translated) {
                let bearers = resolver.titles.entry(fold::title_key(&name.value));
                bearers.and_modify(|bearers| bearers.add(bearer)).or_insert(Bearers::One(bearer));
            }
        }
        resolver
    }

    /// What a name means where these kinds are taken.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn resolve(&self, graph: &Graph, text: &str, kinds: Kinds) -> Result<Target, Miss> {
        let text = text.trim();
        // A title may hold a `#`; an id cannot.
        let whole = self.brief(text, kinds);
        let Some((name, part)) = text.split_once('#').filter(|_| whole.is_err()) else {
            return whole.map(|brief| Target { brief, part: None });
        };
        let brief = self.brief(name.trim(), kinds)?;
        let part = part_of(&graph[brief], part.trim()).ok_or(Miss::NoPart(brief))?;
        Ok(Target { brief, part: Some(part) })
    }

    /// The brief of a kind with that id.
    pub fn named(&self, kind: Kind, id: &str) -> Option<BriefIx> {
        let bearers = self.ids.get(id)?.list();
        bearers.iter().find(|(of, _)| *of == kind).map(|(_, ix)| *ix)
    }

    fn brief(&self, name: &str, kinds: Kinds) -> Result<BriefIx, Miss> {
        if let Some((folder, id)) = name.split_once('/')
            && let Some(kind) = Kind::of_folder(folder)
        {
            let bearers = self.ids.get(id).map_or(&[][..], Bearers::list);
            return choose(bearers.iter().copied().filter(|(k, _)| *k == kind), kinds);
        }
        if let Some(bearers) = self.ids.get(name) {
            return choose(bearers.list().iter().copied(), kinds);
        }
        let bearers = self.titles.get(&fold::title_key(name)).map_or(&[][..], Bearers::list);
        choose(bearers.iter().copied(), kinds)
    }

    /// Every name that leads somewhere where these kinds are taken: ids, then titles; for the nearest.
    pub fn names<'g>(&'g self, graph: &'g Graph, kinds: Kinds) -> impl Iterator<Item = &'g str> {
        let of_kind = move |ix: &BriefIx| kinds.has(graph[*ix].kind);
        graph.all().filter(of_kind).flat_map(|ix| graph.briefs.get(ix.index())).flat_map(|brief| [&*brief.id, &*brief.common.title.value])
    }
}

fn choose(bearers: impl Iterator<Item = (Kind, BriefIx)> + Clone, kinds: Kinds) -> Result<BriefIx, Miss> {
    let mut fitting = bearers.clone().filter(|(kind, _)| kinds.has(*kind)).map(|(_, ix)| ix);
    match (fitting.next(), fitting.next()) {
        (Some(ix), None) => Ok(ix),
        (Some(_), Some(_)) => Err(Miss::Ambiguous(bearers.filter(|(kind, _)| kinds.has(*kind)).map(|(_, ix)| ix).collect())),
        (None, _) => Err(bearers.map(|(_, ix)| ix).next().map_or(Miss::Unknown, Miss::WrongKind)),
    }
}

fn part_of(brief: &Brief, id: &str) -> Option<u16> {
    let claim = brief.event().and_then(|event| event.claims.iter().position(|claim| *claim.id.value == *id));
    let judgement = || brief.analysis().and_then(|a| a.judgements.iter().position(|judgement| *judgement.id.value == *id));
    u16::try_from(claim.or_else(judgement)?).ok()
}
