//! What will be published: pages, their contexts and keys. Two pages on one address are refused here.
//!
//! A [`Page`] is an address and a function that makes its content. Its [`Key`] is a hash of the engine and of what the page
//! depends on: of its [`Basis`] where a view can tell that without making the page, else of the content itself, for a
//! template can read only its context. Same key: the page is not made, not rendered and not written. Deliberately
//! absent: any rendering or writing.

use crate::diagnostic::Location;
use crate::learnt::Learnt;
use rayon::prelude::*;
use serde::Serialize;
use std::fmt;
use std::io;
use std::sync::Arc;

/// A hash (BLAKE3, 32 bytes) of everything a page's bytes depend on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
pub struct Key(pub [u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Key {
    /// The key of finished bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

/// What a template may read: a small typed struct of its view, made when the page is rendered and dropped after.
pub trait Context: Send {
    /// Feeds the context, in a canonical form, to the hash.
    fn digest(&self, hasher: &mut blake3::Hasher);
    /// The values a template sees.
    ///
    /// # Errors
    /// When the struct cannot be a map of values: a bug of the view.
    fn values(&self) -> Result<tera::Context, tera::Error>;
}

impl<T: Serialize + Send> Context for T {
    fn digest(&self, hasher: &mut blake3::Hasher) {
        // Serialising a derived struct into memory cannot fail; a view whose context does fails in `values` too. A hash
        // of one long piece is several times faster than one of many short ones.
        hasher.update(&postcard::to_extend(self, Vec::with_capacity(16 * 1024)).unwrap_or_default());
    }

    fn values(&self) -> Result<tera::Context, tera::Error> {
        tera::Context::from_serialize(self)
    }
}

/// What a page is made of.
pub enum Content {
    /// A template and what it may read.
    Template {
        /// The template's name in `templates/`.
        name: &'static str,
        /// What it may read.
        context: Box<dyn Context>,
    },
    /// Finished bytes: data, feeds, drawings, assets.
    Bytes(Vec<u8>),
}

/// Makes a page's content, when it is needed, from what the plan was made from or from what plans the same pages.
pub type Make<G> = Arc<dyn Fn(&G) -> Content + Send + Sync>;

/// One file of the site; `G` is what its content is made from.
pub struct Page<G> {
    /// Root-absolute: `/actors/iran.html`.
    pub address: String,
    /// The view it comes from, for messages and `--explain`.
    pub view: &'static str,
    /// Whether the sitemap lists it, and the day it was last changed in substance.
    pub sitemap: Option<Listed>,
    /// Makes its content.
    pub make: Make<G>,
    /// What in the casebook asks for this address, where it is not a brief's own.
    pub origin: Option<Location>,
    /// What it depends on.
    pub basis: Basis,
}

/// What a page depends on, as far as it can be told without making it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Nothing is known but the page itself: it is made, and its content hashed.
    #[default]
    Content,
    /// One brief, and what it has to do with, by number.
    Brief(u32),
    /// What lists show of all briefs.
    Lists,
}

/// Tells what a basis is made from; nothing where it is the content.
pub type Told<G> = Box<dyn Fn(&G, Basis) -> Option<Key> + Send + Sync>;

/// A page's line in the sitemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The day the content last changed, `YYYY-MM-DD`, where known.
    pub updated: Option<String>,
}

/// Files that are made together: their addresses and bytes depend on all of the casebook, so they are made when the
/// first of them is needed.
pub struct Bundle<G> {
    /// The view they come from.
    pub view: &'static str,
    /// What all their addresses begin with, and no page's does: `/search/`.
    pub folder: &'static str,
    make: MakeBundle<G>,
}

/// Makes a bundle's files, with less work where something of it was learnt before or stands.
type MakeBundle<G> = Box<dyn Fn(&G, &Learnt, Stands<'_>) -> Vec<Bundled> + Send + Sync>;

/// One file of a bundle.
#[derive(Debug)]
pub struct Bundled {
    /// Root-absolute: `/search/meta.json`.
    pub address: String,
    /// All that it depends on, where that is known without making it.
    pub basis: Option<Key>,
    /// Its bytes; absent where it stands.
    pub bytes: Option<Vec<u8>>,
}

/// Whether the file at an address stands as it was made from what has that key.
pub type Stands<'s> = &'s (dyn Fn(&str, &Key) -> bool + Sync);

impl<G> Bundle<G> {
    /// Its files, without the bytes of those that stand.
    pub fn files(&self, graph: &G, learnt: &Learnt, stands: Stands<'_>) -> Vec<Bundled> {
        (self.make)(graph, learnt, stands)
    }

    /// All its files, address and bytes.
    pub fn all(&self, graph: &G) -> impl Iterator<Item = (String, Vec<u8>)> {
        let files = self.files(graph, &Learnt::none(), &|_, _| false);
        files.into_iter().map(|file| (file.address, file.bytes.unwrap_or_default()))
    }
}

/// Every page of the site. Pages are added in any order, then [`Plan::settle`] puts them in the order of addresses.
/// A plan holds nothing of what it was made from: one plan serves all that would plan the same pages.
pub struct Plan<G> {
    bundles: Vec<Bundle<G>>,
    pages: Vec<Page<G>>,
    /// The basis of pages that are added now.
    basis: Basis,
    told: Option<Told<G>>,
    collisions: Vec<Collision>,
}

impl<G> Default for Plan<G> {
    fn default() -> Self {
        Self { bundles: Vec::new(), pages: Vec::new(), basis: Basis::default(), told: None, collisions: Vec::new() }
    }
}

/// Two pages that would stand on one address, also after case folding and Unicode normalisation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collision {
    /// The address taken.
    pub address: String,
    /// What wants it: two views, or two subjects of one, such as tags.
    pub claimants: [String; 2],
    /// Where the casebook asks for them, as far as the plan knows.
    pub origins: [Option<Location>; 2],
}

impl<G> Plan<G> {
    /// From here on, pages are added that depend on this alone, and on their address.
    pub fn rest_on(&mut self, basis: Basis) {
        self.basis = basis;
    }

    /// How bases are told.
    pub fn tell(&mut self, told: Told<G>) {
        self.told = Some(told);
    }

    /// What a page depends on, where that is known without making it.
    pub fn basis(&self, graph: &G, page: &Page<G>) -> Option<Key> {
        self.told.as_ref().and_then(|told| told(graph, page.basis))
    }

    /// Adds a page.
    pub fn add(&mut self, page: Page<G>) {
        self.pages.push(page);
    }

    /// All of some parts that were planned by themselves.
    pub fn of(parts: Vec<Self>) -> Self {
        let mut plan = Self::default();
        // One more page may follow, which would move all others.
        plan.pages.reserve(parts.iter().map(|part| part.pages.len()).sum::<usize>() + 1);
        for part in parts {
            plan.bundles.extend(part.bundles);
            plan.pages.extend(part.pages);
            plan.collisions.extend(part.collisions);
        }
        plan
    }

    /// Puts the pages in order. Of two on one address the first added stays; the other is remembered as a collision.
    pub fn settle(&mut self) {
        self.pages.par_sort_by(|a, b| a.address.cmp(&b.address));
        let collisions = &mut self.collisions;
        self.pages.dedup_by(|page, other| {
            let collides = page.address == other.address;
            if collides {
                let claimants = [other.view.to_owned(), page.view.to_owned()];
                collisions.push(Collision {
                    address: page.address.clone(),
                    claimants,
                    origins: [other.origin.clone(), page.origin.take()],
                });
            }
            collides
        });
    }

    /// Has the pages that are the same in a plan of before made by what made them there, with what it found out meanwhile.
    /// Both plans are settled.
    pub fn adopt(&mut self, before: &Self, is_same: impl Fn(&Page<G>) -> bool) {
        let mut others = before.pages.iter().peekable();
        for page in &mut self.pages {
            while others.next_if(|other| other.address < page.address).is_some() {}
            let same = others.next_if(|other| other.address == page.address).filter(|_| is_same(page));
            same.iter().for_each(|other| page.make = Arc::clone(&other.make));
        }
    }

    /// Remembers two subjects of one view that would stand on one address.
    pub fn collide(&mut self, address: &str, claimants: [&str; 2], origins: [Option<Location>; 2]) {
        self.collisions.push(Collision { address: address.to_owned(), claimants: claimants.map(str::to_owned), origins });
    }

    /// Adds a page that the sitemap lists.
    pub fn page(
        &mut self,
        view: &'static str,
        address: impl Into<String>,
        updated: Option<String>,
        make: impl Fn(&G) -> Content + Send + Sync + 'static,
    ) {
        self.add(Page {
            address: address.into(),
            view,
            sitemap: Some(Listed { updated }),
            make: Arc::new(make),
            origin: None,
            basis: self.basis,
        });
    }

    /// Adds a file that the sitemap does not list.
    pub fn file(&mut self, view: &'static str, address: impl Into<String>, make: impl Fn(&G) -> Content + Send + Sync + 'static) {
        self.add(Page { address: address.into(), view, sitemap: None, make: Arc::new(make), origin: None, basis: self.basis });
    }

    /// Adds a file whose address a place in the casebook asks for.
    pub fn file_from(
        &mut self,
        origin: Location,
        view: &'static str,
        address: impl Into<String>,
        make: impl Fn(&G) -> Content + Send + Sync + 'static,
    ) {
        self.add(Page { address: address.into(), view, sitemap: None, make: Arc::new(make), origin: Some(origin), basis: self.basis });
    }

    /// Adds files that are made together.
    pub fn bundle(
        &mut self,
        view: &'static str,
        folder: &'static str,
        make: impl Fn(&G, &Learnt, Stands<'_>) -> Vec<Bundled> + Send + Sync + 'static,
    ) {
        self.bundles.push(Bundle { view, folder, make: Box::new(make) });
    }

    /// Files that are made together.
    pub fn bundles(&self) -> &[Bundle<G>] {
        &self.bundles
    }

    /// Every page, in address order.
    pub fn pages(&self) -> impl Iterator<Item = &Page<G>> {
        self.pages.iter()
    }

    /// The page at an address.
    pub fn get(&self, address: &str) -> Option<&Page<G>> {
        self.pages.binary_search_by(|page| page.address.as_str().cmp(address)).ok().and_then(|at| self.pages.get(at))
    }

    /// How many pages, without those of bundles.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// Addresses that two pages want; addresses that fold together are found by `lints`.
    pub fn collisions(&self) -> &[Collision] {
        &self.collisions
    }
}

/// Where rendered pages go: a staged folder, or the preview's memory. Called from several threads.
pub trait Sink: Sync {
    /// The key under which the page stands in the previous output, if its bytes there are whole.
    fn previous(&self, address: &str) -> Option<Key>;
    /// The page is as it was.
    ///
    /// # Errors
    /// When the environment fails.
    fn keep(&self, address: &str, key: Key) -> io::Result<()>;
    /// The page is new or changed.
    ///
    /// # Errors
    /// When the environment fails.
    fn write(&self, address: &str, key: Key, bytes: &[u8]) -> io::Result<()>;
}
