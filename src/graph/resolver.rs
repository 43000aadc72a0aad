//! One resolver for front matter, wikilinks and citations: ids, `kind/id`, `id#claim`, titles and aliases.

use super::Graph;
use crate::diagnostic::Span;
use crate::model::reference::IfWithheld;
use crate::model::{Brief, BriefIx, Kind, Kinds, Target};
use crate::release::Released;
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::Arc;

/// Looks names up; built once, after everything is loaded and filtered.
#[derive(Clone, Debug, Default)]
pub struct Resolver {
    ids: Arc<FxHashMap<Box<str>, Bearers>>,
    titles: Arc<FxHashMap<String, Bearers>>,
    /// Titles that others bear than when all were looked at.
    other: FxHashMap<String, Bearers>,
}

/// Keys of titles to look for among many texts.
#[derive(Debug)]
pub(super) struct TitleKeys {
    keys: FxHashSet<String>,
    /// A bit for the length of each, by which most texts are passed over.
    lengths: u64,
}

impl TitleKeys {
    pub fn of(keys: impl Iterator<Item = String>) -> Self {
        let keys: FxHashSet<String> = keys.collect();
        let lengths = keys.iter().fold(0, |lengths, key| lengths | Self::bit(key));
        Self { keys, lengths }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Whether a title has one of these keys.
    fn has(&self, title: &str) -> bool {
        // Folding leaves plain words as long as they are.
        let is_plain = title.bytes().all(|byte| byte.is_ascii_graphic());
        (!is_plain || self.lengths & Self::bit(title) != 0) && self.keys.contains(&fold::title_key(title))
    }

    fn bit(text: &str) -> u64 {
        1 << (text.len() % 64)
    }
}

/// Who bears a name: nearly always one, which is found without a look elsewhere.
#[derive(Clone, Debug)]
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
        let bearers = || briefs.iter().zip(0..).map(|(brief, at)| (brief, (brief.kind, BriefIx(at))));
        let (mut ids, mut titles) = (FxHashMap::default(), FxHashMap::default());
        ids.reserve(briefs.len());
        titles.reserve(briefs.len());
        let by_id = || bearers().for_each(|(brief, bearer)| bear(&mut ids, brief.id.clone(), bearer));
        let by_title =
            || bearers().for_each(|(brief, bearer)| brief.titles().for_each(|title| bear(&mut titles, fold::title_key(title), bearer)));
        rayon::join(by_id, by_title);
        Self { ids: Arc::new(ids), titles: Arc::new(titles), other: FxHashMap::default() }
    }

    /// The same where these briefs have the titles of another graph.
    pub(super) fn renamed(&self, before: &Graph, now: &Graph, briefs: &[BriefIx]) -> Self {
        let mut other = self.other.clone();
        let keys = |graph: &Graph| briefs.iter().flat_map(|ix| graph[*ix].titles()).map(fold::title_key).collect::<BTreeSet<String>>();
        let bears_now = |ix: BriefIx, key: &str| now[ix].titles().any(|title| fold::title_key(title) == key);
        for key in keys(before).union(&keys(now)) {
            let others = self.titled(key).iter().filter(|(_, ix)| !briefs.contains(ix)).copied();
            let own = briefs.iter().filter(|ix| bears_now(**ix, key)).map(|ix| (now[*ix].kind, *ix));
            let mut bearers: Vec<(Kind, BriefIx)> = others.chain(own).collect();
            // As they are met where all are.
            bearers.sort_unstable_by_key(|(_, ix)| *ix);
            other.insert(key.clone(), Bearers::Several(bearers));
        }
        Self { ids: Arc::clone(&self.ids), titles: Arc::clone(&self.titles), other }
    }

    /// Who bears a title of this key, in order.
    pub(super) fn titled(&self, key: &str) -> &[(Kind, BriefIx)] {
        self.other.get(key).or_else(|| self.titles.get(key)).map_or(&[], Bearers::list)
    }

    /// Whether a reference, or what stands in it before a `#`, is looked up as a title of one of these keys.
    pub(super) fn is_titled(&self, text: &str, keys: &TitleKeys) -> bool {
        names_in(text).any(|name| keys.has(name) && self.is_title(name))
    }

    /// Whether a reference, or what stands in it before a `#`, is looked up as a title.
    pub(super) fn may_be_title(&self, text: &str) -> bool {
        names_in(text).any(|name| self.is_title(name))
    }

    fn is_title(&self, name: &str) -> bool {
        !names_kind(name) && !self.ids.contains_key(name)
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
        choose(self.titled(&fold::title_key(name)).iter().copied(), kinds)
    }

    /// Every name that leads somewhere where these kinds are taken: ids, then titles; for the nearest.
    pub fn names<'g>(&'g self, graph: &'g Graph, kinds: Kinds) -> impl Iterator<Item = &'g str> {
        let of_kind = move |ix: &BriefIx| kinds.has(graph[*ix].kind);
        graph.all().filter(of_kind).flat_map(|ix| graph.briefs.get(ix.index())).flat_map(|brief| [&*brief.id, &*brief.common.title.value])
    }
}

/// What a reference may be looked up by: the whole, and what stands before a `#`.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.trim();
    std::iter::once(whole).chain(whole.split_once('#').map(|(name, _)| name.trim()))
}

/// Whether a reference says the kind of what it means.
fn names_kind(name: &str) -> bool {
    name.split_once('/').is_some_and(|(folder, _)| Kind::of_folder(folder).is_some())
}

/// One more who bears a name, of those who are met in their order.
fn bear<K: Eq + Hash>(names: &mut FxHashMap<K, Bearers>, name: K, bearer: (Kind, BriefIx)) {
    names.entry(name).and_modify(|bearers| bearers.add(bearer)).or_insert(Bearers::One(bearer));
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
