//! Released briefs → a typed graph: one resolver for front matter and prose, inverses, backlinks with their
//! sentence, what is contested, orders by date. Never does I/O, never makes a page.
//!
//! Briefs are ordered by kind, then id; a [`BriefIx`] is a position in that order. Everything derived is a list of
//! positions, so the graph stays small beside the briefs' text. Contexts ask it; nothing changes it once it is linked.

mod amend;
mod asked;
mod basis;
mod bibliography;
mod bodies;
mod contested;
mod fields;
mod inverse;
mod learnt;
mod link;
mod media;
mod memory;
mod relations;
mod renamed;
mod resolver;
mod scope;
mod spoken;
mod style;

pub use amend::{Amended, Change, Extent, amended};
pub use bibliography::{csl, is_style};
pub use bodies::{Body, SiteLink, Text, Version};
pub use contested::{Contested, Issue};
pub use fields::{Field, Seen, visit, visit_prose};
pub use inverse::{Backlink, ClaimAt, How};
pub use learnt::learn;
pub use link::{Site, link};
pub use memory::Memory;
pub use relations::{Edge, Link, Statement};
pub use resolver::{Miss, Resolver, Unresolved};

use crate::content::Bytes;
use crate::diagnostic::Diagnostic;
use crate::learnt::Aside;
use crate::markup::{Numbering, Rendered};
use crate::model::{Brief, BriefIx, Claim, Config, Kind, Kinds, Prose, Reference, RelationType, Target, Words};
use crate::release::Released;
use crate::text::edtf::Day;
use std::collections::BTreeMap;
use std::ops::{Index, Range};
use std::sync::{Arc, OnceLock};

/// Everything a view may ask. A copy shares what it holds, so that a casebook of which little changed is copied and amended.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The site's settings.
    pub config: Arc<Config>,
    /// The day taken as today: what is overdue or stale.
    pub today: Day,
    /// The interface's words, for prose and for views that write finished HTML.
    pub words: Arc<Words>,
    pub(crate) briefs: Vec<Released<Arc<Brief>>>,
    pub(crate) kinds: BTreeMap<Kind, Range<u32>>,
    pub(crate) addresses: Arc<[Box<str>]>,
    pub(crate) resolver: Arc<Resolver>,
    pub(crate) relation_types: Arc<[RelationType]>,
    pub(crate) relations: Arc<relations::Relations>,
    pub(crate) bodies: Vec<Arc<Body>>,
    /// How many of them hold their text, where there is a place for the rest.
    pub(crate) held: u32,
    pub(crate) aside: Option<Arc<dyn Aside>>,
    /// Whether none has its text before somebody wants it.
    pub(crate) are_texts_late: bool,
    pub(crate) inverse: Arc<inverse::Inverse>,
    /// By brief: who mentions it.
    pub(crate) backlinks: Vec<Arc<[Backlink]>>,
    pub(crate) contested: Arc<BTreeMap<BriefIx, Vec<Contested>>>,
    /// By brief: whether it is an event of one origin alone.
    pub(crate) uncorroborated: Vec<bool>,
    pub(crate) chronology: Arc<[BriefIx]>,
    /// By brief: where its title stands among all.
    pub(crate) title_ranks: Arc<[u32]>,
    /// The day of the newest update.
    pub(crate) newest: Option<Day>,
    pub(crate) entries: Arc<BTreeMap<BriefIx, Box<str>>>,
    pub(crate) media: Arc<BTreeMap<String, Bytes>>,
    /// What is wrong with prose, as far as no other brief has a part in it.
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) unresolved: Vec<Unresolved>,
    pub(crate) site_links: Vec<SiteLink>,
    pub(crate) names: Option<Arc<crate::markup::Names>>,
    /// All that every text may show of the site.
    pub(crate) site: blake3::Hash,
    /// By brief: what others may call it and its parts, as a hash.
    pub(crate) called: Arc<[u128]>,
    pub(crate) bases: Arc<OnceLock<basis::Bases>>,
}

impl Index<BriefIx> for Graph {
    type Output = Released<Arc<Brief>>;

    #[expect(clippy::indexing_slicing, reason = "a BriefIx is made by this graph for one of its briefs")]
    fn index(&self, ix: BriefIx) -> &Released<Arc<Brief>> {
        &self.briefs[ix.index()]
    }
}

impl Graph {
    /// Every brief, by kind, then id.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = BriefIx> + ExactSizeIterator + use<> {
        (0..u32::try_from(self.briefs.len()).unwrap_or(u32::MAX)).map(BriefIx)
    }

    /// The briefs of one kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl DoubleEndedIterator<Item = BriefIx> + ExactSizeIterator + use<> {
        self.kinds.get(&kind).cloned().unwrap_or_default().map(BriefIx)
    }

    /// How many briefs of one kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.of_kind(kind).len()
    }

    /// The brief's page in the site's language: `/actors/iran.html`.
    pub fn address(&self, ix: BriefIx) -> &str {
        self.addresses.get(ix.index()).map_or("", |address| address)
    }

    /// The page for a reader of `lang`: `/ur/actors/iran.html` where that version exists.
    pub fn address_in(&self, ix: BriefIx, lang: Option<&str>) -> String {
        match lang.filter(|lang| self[ix].translations.contains_key(*lang)) {
            Some(lang) => format!("/{lang}{}", self.address(ix)),
            None => self.address(ix).to_owned(),
        }
    }

    /// The address of a target, with `#c1` for a claim or judgement.
    pub fn href(&self, target: Target) -> String {
        match self.part_id(target) {
            Some(id) => format!("{}#{id}", self.address(target.brief)),
            None => self.address(target.brief).to_owned(),
        }
    }

    /// The id of the claim or judgement a target names.
    pub fn part_id(&self, target: Target) -> Option<&str> {
        let part = usize::from(target.part?);
        let brief = &self[target.brief];
        let claim = brief.event().and_then(|event| event.claims.get(part)).map(|claim| &*claim.id.value);
        claim.or_else(|| brief.analysis().and_then(|a| a.judgements.get(part)).map(|judgement| &*judgement.id.value))
    }

    /// What a reference of a field means; faults were reported when the graph was linked.
    pub fn target(&self, reference: &Reference, kinds: Kinds) -> Option<Target> {
        self.resolver.resolve(self, &reference.text, kinds).ok()
    }

    /// The brief a reference of a field means.
    pub fn brief(&self, reference: &Reference, kinds: Kinds) -> Option<BriefIx> {
        self.target(reference, kinds).map(|target| target.brief)
    }

    /// The briefs that references mean, in their order, unresolved ones left out.
    pub fn briefs_of(&self, references: &[Reference], kinds: Kinds) -> Vec<BriefIx> {
        references.iter().filter_map(|reference| self.brief(reference, kinds)).collect()
    }

    /// What a claim of `event` answers: claims of the same event by id alone, or of others.
    pub fn answered(&self, event: BriefIx, reference: &Reference) -> Option<Target> {
        let local = |claims: &[Claim]| claims.iter().position(|claim| *claim.id.value == *reference.text);
        let part = self[event].event().and_then(|facts| local(&facts.claims)).and_then(|at| u16::try_from(at).ok());
        part.map(|part| Target { brief: event, part: Some(part) }).or_else(|| self.target(reference, Kinds::EVENT))
    }

    /// Relations seen from a brief, by type, then the other's title.
    pub fn edges(&self, ix: BriefIx) -> &[Edge] {
        self.relations.edges.get(ix.index()).map_or(&[], Vec::as_slice)
    }

    /// Every relation once, in canonical direction.
    pub fn links(&self) -> &[Link] {
        &self.relations.links
    }

    /// The relation an edge shows.
    pub fn link_of(&self, edge: &Edge) -> Option<&Link> {
        self.relations.links.get(edge.link as usize)
    }

    /// The word for an edge as seen from its brief: `retaliates-for` or `retaliated-by`.
    pub fn word(&self, edge: &Edge) -> &str {
        let Some(relation) = self.relation_types.get(usize::from(edge.relation)) else { return "" };
        if edge.forward { &relation.name } else { &relation.inverse }
    }

    /// The type of a relation.
    pub fn relation_type(&self, relation: u16) -> Option<&RelationType> {
        self.relation_types.get(usize::from(relation))
    }

    /// What is known of the prose of a brief.
    pub fn body(&self, ix: BriefIx) -> Option<&Body> {
        self.bodies.get(ix.index()).map(|body| &**body)
    }

    /// Numbers for a page that begins with this body: fields continue where the prose ended.
    pub fn numbering(&self, version: &Version) -> Numbering {
        version.numbering.clone()
    }

    /// Renders inline Markdown of front matter for a page of brief `ix` in `lang`.
    pub fn inline(&self, ix: BriefIx, lang: Option<&str>, prose: &str, numbering: &mut Numbering) -> Rendered {
        crate::markup::inline(prose, &scope::Scope { graph: self, own: ix, lang, links_names: false, notes: None }, numbering)
    }

    /// The text of a field and where it stands rendered as plain inline HTML.
    pub fn prose(&self, ix: BriefIx, lang: Option<&str>, prose: &Prose, numbering: &mut Numbering) -> String {
        self.inline(ix, lang, &prose.value, numbering).html
    }

    /// Mentions of a brief elsewhere: in prose with the sentence, and in fields that no section shows.
    pub fn backlinks(&self, ix: BriefIx) -> &[Backlink] {
        self.backlinks.get(ix.index()).map_or(&[], |links| links)
    }

    /// Events an actor took part in, oldest first, each once.
    pub fn events_of(&self, actor: BriefIx) -> &[BriefIx] {
        self.inverse.events.get(actor.index()).map_or(&[], Vec::as_slice)
    }

    /// Recommendations addressed to an actor, newest first.
    pub fn addressed_to(&self, actor: BriefIx) -> &[BriefIx] {
        self.inverse.addressed.get(actor.index()).map_or(&[], Vec::as_slice)
    }

    /// Recommendations that rest on a brief.
    pub fn resting_on(&self, ix: BriefIx) -> &[BriefIx] {
        self.inverse.resting.get(ix.index()).map_or(&[], Vec::as_slice)
    }

    /// Analyses about a brief.
    pub fn analyses_about(&self, ix: BriefIx) -> &[BriefIx] {
        self.inverse.about.get(ix.index()).map_or(&[], Vec::as_slice)
    }

    /// Claims that a speaker makes, in event order.
    pub fn claims_by(&self, speaker: BriefIx) -> &[ClaimAt] {
        self.inverse.claims_by.get(speaker.index()).map_or(&[], Vec::as_slice)
    }

    /// Claims of others whose answer is this brief.
    pub fn claims_about(&self, ix: BriefIx) -> &[ClaimAt] {
        self.inverse.claims_about.get(ix.index()).map_or(&[], Vec::as_slice)
    }

    /// The claim at a place.
    pub fn claim(&self, at: ClaimAt) -> Option<&Claim> {
        self[at.event].event()?.claims.get(usize::from(at.claim))
    }

    /// Contested matters of an event.
    pub fn contested(&self, event: BriefIx) -> &[Contested] {
        self.contested.get(&event).map_or(&[], Vec::as_slice)
    }

    /// Events with contested matters, by event.
    pub fn all_contested(&self) -> impl Iterator<Item = (BriefIx, &[Contested])> {
        self.contested.iter().map(|(ix, matters)| (*ix, matters.as_slice()))
    }

    /// Whether everything cited for an event, in its fields and in its prose, goes back to one origin.
    pub fn is_event_uncorroborated(&self, event: BriefIx) -> bool {
        self.uncorroborated.get(event.index()).is_some_and(|is| *is)
    }

    /// Whether all sources of a claim share one origin.
    pub fn is_uncorroborated(&self, claim: &Claim) -> bool {
        !claim.sources.is_empty() && self.origins(&claim.sources).len() <= 1
    }

    /// The independent origins behind sources: who reported first; a source without `origin` is its own.
    pub fn origins(&self, sources: &[Reference]) -> std::collections::BTreeSet<&str> {
        let origin = |ix: BriefIx| {
            let brief = &self.briefs.get(ix.index())?;
            let named = brief.source().and_then(|source| source.origin.as_ref()).map(|origin| &*origin.value);
            Some(named.unwrap_or(&brief.id))
        };
        self.briefs_of(sources, Kinds::SOURCE).into_iter().filter_map(origin).collect()
    }

    /// Dated events, oldest first (earliest day, then latest, then id); undated ones are not in it.
    pub fn chronology(&self) -> &[BriefIx] {
        &self.chronology
    }

    /// Where a brief's title stands among those of all briefs, whatever its case and accents; no two stand at one place.
    pub fn title_rank(&self, ix: BriefIx) -> u32 {
        self.title_ranks.get(ix.index()).copied().unwrap_or(u32::MAX)
    }

    /// The day of the newest update of any brief.
    pub fn newest_update(&self) -> Option<Day> {
        self.newest
    }

    /// The bibliography entry of a source, as HTML.
    pub fn entry(&self, source: BriefIx) -> &str {
        self.entries.get(&source).map_or("", |entry| entry)
    }

    /// Pictures that published briefs show, by address.
    pub fn media(&self) -> &BTreeMap<String, Bytes> {
        &self.media
    }

    /// What is wrong with prose, for the lint that reports it.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// References that lead nowhere, for the lints that report them.
    pub fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }

    /// Links of prose to addresses of this site, for the lint that checks them against the plan.
    pub fn site_links(&self) -> &[SiteLink] {
        &self.site_links
    }

    /// Every brief, in order.
    pub fn all_briefs(&self) -> &[Released<Arc<Brief>>] {
        &self.briefs
    }

    /// Where a brief stands.
    pub fn find(&self, kind: Kind, id: &str) -> Option<BriefIx> {
        let at = self.briefs.binary_search_by(|brief| (brief.kind, &*brief.id).cmp(&(kind, id))).ok()?;
        u32::try_from(at).ok().map(BriefIx)
    }

    /// The brief at a position.
    pub fn get(&self, ix: BriefIx) -> &Released<Arc<Brief>> {
        &self[ix]
    }

    /// The address of the picture that a brief's front matter names, where the file exists.
    pub fn image(&self, ix: BriefIx) -> Option<String> {
        let brief = &self[ix];
        let path = media::beside(&brief.path, &brief.common.image.as_ref()?.src.value)?;
        media::address(&path).filter(|address| self.media.contains_key(address))
    }

    /// The one resolver.
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }
}
