//! Random casebooks in which every field of every kind is filled, made from the parser's own table of fields, so that a
//! field added later is covered without a word here. What is withheld carries canaries: texts, names, numbers and dates
//! that no other brief has.

use casebook::brief::table::{Field, Shape, Vocabulary};
use casebook::brief::{fields_reference, words};
use casebook::content::Snapshot;
use casebook::diagnostic::{Problems, code};
use casebook::model::{Kind, Kinds};
use casebook::views::exports;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The instant at which these casebooks are built.
pub const NOW: &str = "2024-06-01T00:00:00Z";

/// Releases, of which the first [`OPEN`] may be published on the day at the ceiling CLEAR.
pub const RELEASES: [&str; 16] = [
    "",
    "release: {tlp: CLEAR, status: published}",
    "release: {tlp: CLEAR, embargo_until: '2024-06-01T00:00:00Z', licence: CC-BY-4.0}",
    "release: {tlp: GREEN}",
    "release: {tlp: AMBER}",
    "release: {tlp: AMBER+STRICT, embargo_until: '2020-01-01T00:00:00Z'}",
    "release: {tlp: RED}",
    "release: {status: draft}",
    "release: {tlp: CLEAR, status: review}",
    "release: {tlp: CLEAR, status: withdrawn}",
    "release: {tlp: CLEAR, embargo_until: '2024-06-01T00:00:01Z'}",
    "release: {tlp: CLEAR, embargo_until: '2024-06-01T05:00:00+04:59'}",
    "release: {status: draft, embargo_until: '2020-01-01T00:00:00Z', licence: CC-BY-4.0}",
    "release: {tlp: GREEN, status: published, embargo_until: '2019-01-01T00:00:00+05:00'}",
    "release: {tlp: RED, status: withdrawn}",
    "release: {tlp: AMBER, status: draft, embargo_until: '2034-01-01T00:00:00Z'}",
];

/// How many of [`RELEASES`] may be published.
pub const OPEN: usize = 3;

/// The word in every canary, as no other text has it.
pub const CANARY: &str = "kanarek";

/// One brief, before its neighbours are known.
#[derive(Clone, Debug)]
pub struct Seed {
    kind: Kind,
    release: usize,
    random: u64,
    translated: bool,
    /// Of sources: whether it stands in a library with others.
    shelved: bool,
}

prop_compose! {
    fn seed()(
        kind in prop::sample::select(Kind::ALL),
        release in prop_oneof![0..OPEN, 0..RELEASES.len()],
        random in any::<u64>(),
        translated in any::<bool>(),
        shelved in any::<bool>(),
    ) -> Seed {
        Seed { kind, release, random, translated, shelved: shelved && kind == Kind::Source }
    }
}

/// The briefs of one random casebook.
pub fn seeds(most: usize) -> impl Strategy<Value = Vec<Seed>> {
    prop::collection::vec(seed(), 1..most)
}

/// Two published briefs of each kind and four withheld ones, in every way at least once, for tests that build once.
pub fn every_kind_and_release() -> Vec<Seed> {
    let mut ways = (OPEN..RELEASES.len()).cycle();
    let seed = |at: usize| Seed {
        kind: Kind::ALL[at / 6],
        release: if at % 6 < 2 { at % OPEN } else { ways.next().unwrap_or(OPEN) },
        random: at as u64 * 7919,
        translated: at.is_multiple_of(2),
        shelved: Kind::ALL[at / 6] == Kind::Source && at.is_multiple_of(3),
    };
    (0..Kind::ALL.len() * 6).map(seed).collect()
}

impl Seed {
    /// Whether it may be published.
    pub fn is_open(&self) -> bool {
        self.release < OPEN
    }
}

/// Paths and bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// `casebook.yaml`: everything on, and of the lints those that stop a build only where they must.
pub fn configuration() -> String {
    let allowed = code::ALL.iter().filter(|code| !code.always()).map(|code| format!("  {code}: allow\n")).collect::<String>();
    let exports: Vec<&str> = exports::list().iter().map(|export| export.name).collect();
    format!(
        "title: Random\nlang: en\nlanguages: [en, ur]\nbase_url: https://example.org/random/\nfeeds: [site, kinds, actors, tags]
offline: true\nautolink: [actors, events, sources]\nexports: [{}]\nrelease: {{ceiling: CLEAR, default: CLEAR}}\nlints:\n{allowed}",
        exports.join(", ")
    )
}

/// The files of a casebook; without what is withheld where `all` is false.
pub fn files(seeds: &[Seed], all: bool) -> Files {
    files_with(seeds, all, None).0
}

/// A published brief of each kind, and after each a withheld one.
pub fn neighbours() -> Vec<Seed> {
    let seed = |(at, kind): (u64, Kind)| Seed {
        kind,
        release: if at % 2 == 0 { 0 } else { 6 },
        random: at * 31,
        translated: false,
        shelved: false,
    };
    (0..).zip(Kind::ALL.iter().flat_map(|kind| [*kind; 2])).map(seed).collect()
}

/// Every file, where in the brief at `careless.0` the reference to a withheld brief of number `careless.1` does not say that
/// it may vanish; and how many such references that brief has.
pub fn files_with(seeds: &[Seed], all: bool, careless: Option<(usize, usize)>) -> (Files, usize) {
    let mut files = Files::from([("casebook.yaml".to_owned(), configuration().into_bytes())]);
    let mut library = String::new();
    let mut references = 0;
    for at in (0..seeds.len()).filter(|at| all || seeds[*at].is_open()) {
        let careless = careless.filter(|(brief, _)| *brief == at).map(|(_, number)| number);
        let mut writer = Writer { seeds, at, random: seeds[at].random, count: 0, references: 0, careless };
        if seeds[at].shelved {
            library.push_str(&writer.entry());
        } else {
            files.extend(writer.files());
        }
        references += if careless.is_some() { writer.references } else { 0 };
    }
    // A library stands in both casebooks, so that its own absence says nothing.
    files.insert("content/sources/library.yaml".into(), format!("# Sources\n{library}").into_bytes());
    (files, references)
}

/// The same as a snapshot.
pub fn snapshot(files: &Files) -> Snapshot {
    let mut snapshot = Snapshot::default();
    files.iter().for_each(|(path, bytes)| snapshot.insert(path.as_str(), bytes.clone()));
    snapshot
}

/// Writes one brief.
struct Writer<'a> {
    seeds: &'a [Seed],
    at: usize,
    random: u64,
    count: usize,
    /// References of front matter to withheld briefs so far.
    references: usize,
    /// The one of them that does not say that it may vanish.
    careless: Option<usize>,
}

impl Writer<'_> {
    fn files(&mut self) -> Files {
        let (own, id) = (&self.seeds[self.at], id(self.seeds, self.at));
        let stem = format!("content/{}/{id}", own.kind.folder());
        let front = self.front();
        let body = self.body();
        let mut files = Files::from([(format!("{stem}.md"), format!("---\n{front}---\n{body}").into_bytes())]);
        files.insert(format!("{stem}.png"), self.picture());
        if own.translated {
            let (title, text) = (self.text(), self.text());
            let text =
                format!("---\ntitle: {title}\nsummary: {text}\naliases: [{}]\nclaims: {{c1: {text}}}\n---\n{}", self.text(), self.body());
            files.insert(format!("{stem}.ur.md"), text.into_bytes());
        }
        files
    }

    fn entry(&mut self) -> String {
        let front = format!("id: {}\n{}", id(self.seeds, self.at), self.front());
        let lines = front.lines().map(|line| format!("  {line}\n")).collect::<String>();
        format!("-{}", &lines[1..])
    }

    /// Every field of the kind.
    fn front(&mut self) -> String {
        let own = &self.seeds[self.at];
        let mut front = String::new();
        for field in fields_reference(own.kind) {
            let value = match field.key {
                "release" => {
                    front.push_str(RELEASES[own.release]);
                    front.push('\n');
                    continue;
                }
                "title" => Some(format!("{:?}", title(self.seeds, self.at))),
                // In a library the folder holds no picture of its own.
                "image" if own.shelved => None,
                _ => self.field(field),
            };
            value.into_iter().for_each(|value| front.push_str(&format!("{}: {value}\n", field.key)));
        }
        front
    }

    /// A field is always there in what is withheld, and mostly in the rest, where some of several must be.
    fn field(&mut self, field: &Field) -> Option<String> {
        let wanted = field.required
            || matches!(field.key, "low" | "best" | "high" | "lat" | "lon" | "text" | "family")
            || self.is_hidden()
            || self.below(4) > 0;
        wanted.then(|| self.value(field, &field.shape)).flatten()
    }

    /// A value of a shape; none where no brief could be named.
    fn value(&mut self, field: &Field, shape: &Shape) -> Option<String> {
        Some(match shape {
            Shape::Text if matches!(field.key, "doi" | "isbn" | "issn") => field.example.to_owned(),
            // A word, or a reference to any brief.
            Shape::Text if field.key == "value" && self.below(4) > 0 => self.reference(Kinds::ANY)?,
            Shape::Text => self.text(),
            Shape::Prose => self.prose(),
            Shape::Date => self.date(),
            Shape::Instant => "'2024-01-01T00:00:00Z'".into(),
            Shape::Flag => ["true", "false"][self.below(2)].into(),
            Shape::Number => self.number(field),
            Shape::Whole(from, to) => (usize::from(*from) + self.below(usize::from(to - from) + 1)).to_string(),
            Shape::Word(words) => format!("{:?}", words[self.below(words.len())]),
            Shape::Vocabulary(name) => self.word(*name),
            Shape::Reference(kinds) => self.reference(*kinds)?,
            Shape::Id => self.name(),
            Shape::Language => ["en", "fa", "ps"][self.below(3)].into(),
            Shape::Country => ["PK", "IR", "AF"][self.below(3)].into(),
            Shape::Region => "PK-BA".into(),
            Shape::Url => format!("\"https://{}.example/a?b=1\"", self.name()),
            Shape::Address => format!("/was/{}.html", self.name()),
            Shape::File => format!("{}.png", id(self.seeds, self.at)),
            Shape::Sha256 => sha(&self.name()),
            Shape::List(item) => {
                let items = (0..=self.below(3)).filter_map(|_| self.value(field, item)).collect::<Vec<_>>();
                format!("[{}]", items.join(", "))
            }
            Shape::OneOrMore(item) => self.value(field, item)?,
            Shape::Map(fields) => {
                let pairs: Option<Vec<Option<String>>> = fields
                    .iter()
                    .map(|field| match self.field(field) {
                        None if field.required => None,
                        value => Some(value.map(|value| format!("{}: {value}", field.key))),
                    })
                    .collect();
                format!("{{{}}}", pairs?.into_iter().flatten().collect::<Vec<_>>().join(", "))
            }
            Shape::Pairs(item) => format!("{{{}: {}}}", self.name(), self.value(field, item)?),
            Shape::Free => format!("{{{}: [{}, {}]}}", self.name(), self.text(), self.below(1000)),
        })
    }

    /// Markdown of every sort, with links to what may be named here.
    fn body(&mut self) -> String {
        let prose: Vec<String> = (0..3).map(|_| self.said()).collect();
        let picture = id(self.seeds, self.at);
        let word = self.words();
        let picture = if self.seeds[self.at].shelved { String::new() } else { format!("![{word}]({picture}.png \"{word}\")\n\n") };
        format!(
            "\n{}\n\n## {word}\n\n{}[^n]\n\n| {word} | b |\n|---|---|\n| 1 | {} |\n\n{picture}> {}\n\n```{word}\n{word}\n```\n\n- {}\n\n[^n]: {word}\n",
            prose[0], prose[1], word, prose[2], word
        )
    }

    /// A picture of one pixel with a remark in it.
    fn picture(&mut self) -> Vec<u8> {
        let remark = format!("Comment\0{}", self.words());
        let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0];
        let pixel = [0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1];
        let chunks = [chunk(b"IHDR", &header), chunk(b"tEXt", remark.as_bytes()), chunk(b"IDAT", &pixel), chunk(b"IEND", b"")];
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
    }

    fn is_hidden(&self) -> bool {
        !self.seeds[self.at].is_open()
    }

    /// A number below `most`, the same for the same seed.
    fn below(&mut self, most: usize) -> usize {
        // SplitMix64.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most as u64) as usize
    }

    /// An id that no other place has.
    fn name(&mut self) -> String {
        self.count += 1;
        let word = if self.is_hidden() { CANARY } else { "plain" };
        format!("{word}-{}-{}", self.at, self.count)
    }

    /// Words that no other place has; of what is withheld, with letters that encodings write in other ways.
    fn words(&mut self) -> String {
        self.count += 1;
        let word = if self.is_hidden() { "Kanárek" } else { "Plain" };
        format!("{word} {} {}", self.at, self.count)
    }

    fn text(&mut self) -> String {
        let words = self.words();
        format!("\"{words} & co’s\"")
    }

    fn prose(&mut self) -> String {
        let said = self.said();
        format!("\"{said}\"")
    }

    /// A sentence with links. In prose no reference can be dropped, so only what is published is named.
    fn said(&mut self) -> String {
        let (brief, source) = (self.nameable(Kinds::ANY), self.nameable(Kinds::SOURCE));
        let brief = brief.map(|at| format!(" of [[{}|words]]", named(self.seeds, at))).unwrap_or_default();
        let source = source.map(|at| format!(" [@{}, p. 3]", id(self.seeds, at))).unwrap_or_default();
        format!("{} says *so*{brief}{source}.", self.words())
    }

    /// The years of what is withheld are no other brief's.
    fn date(&mut self) -> String {
        let year = if self.is_hidden() { 1611 } else { 2010 } + self.below(10);
        let (month, day) = (1 + self.below(12), 1 + self.below(28));
        format!("{year}-{month:02}-{day:02}{}", ["", "?", "~", ""][self.below(4)])
    }

    fn number(&mut self, field: &Field) -> String {
        let fraction = if self.is_hidden() { 1337 } else { 25 };
        match field.key {
            "lat" | "lon" => format!("{}.{fraction}", 20 + self.below(50)),
            _ => (self.below(50) + if self.is_hidden() { 881_300 } else { 0 }).to_string(),
        }
    }

    fn word(&mut self, vocabulary: Vocabulary) -> String {
        let config = casebook::brief::read_config(&Snapshot::of("=== casebook.yaml\ntitle: x\n"), &mut Problems::default()).unwrap();
        let words = words(&config);
        let list: Vec<&str> = match vocabulary {
            Vocabulary::ActorTypes => words.actor_types.into_iter().collect(),
            Vocabulary::EventTypes => words.event_types.into_iter().collect(),
            Vocabulary::RelationTypes => words.relation_types.into_iter().collect(),
            Vocabulary::Likelihoods => words.likelihoods,
        };
        list[self.below(list.len())].to_owned()
    }

    /// A brief of these kinds that this one may name in prose.
    fn nameable(&mut self, kinds: Kinds) -> Option<usize> {
        let fitting = |at: &usize| *at != self.at && kinds.has(self.seeds[*at].kind) && self.seeds[*at].is_open();
        let fitting: Vec<usize> = (0..self.seeds.len()).filter(fitting).collect();
        (!fitting.is_empty()).then(|| fitting[self.below(fitting.len())])
    }

    /// A reference of front matter; one to what is withheld says that it may vanish.
    fn reference(&mut self, kinds: Kinds) -> Option<String> {
        let fitting: Vec<usize> = (0..self.seeds.len()).filter(|at| *at != self.at && kinds.has(self.seeds[*at].kind)).collect();
        if fitting.is_empty() {
            return None;
        }
        let to = fitting[self.below(fitting.len())];
        let name = match self.below(3) {
            0 => named(self.seeds, to),
            1 => format!("{:?}", title(self.seeds, to)),
            _ => format!("{}/{}", self.seeds[to].kind.folder(), id(self.seeds, to)),
        };
        let is_hidden = !self.seeds[to].is_open();
        self.references += usize::from(is_hidden);
        let is_careless = self.careless == Some(self.references);
        Some(if is_hidden && !is_careless { format!("{{ref: {name}, if_withheld: drop}}") } else { name })
    }
}

fn id(seeds: &[Seed], at: usize) -> String {
    format!("{}-{at}", if seeds[at].is_open() { "open" } else { CANARY })
}

fn title(seeds: &[Seed], at: usize) -> String {
    format!("{} number {at}", if seeds[at].is_open() { "Open" } else { "Kanárek" })
}

fn named(seeds: &[Seed], at: usize) -> String {
    format!("{}/{}", seeds[at].kind.folder(), id(seeds, at))
}

/// 64 hexadecimal digits that stand for a name.
pub fn sha(name: &str) -> String {
    casebook::plan::Key::of_bytes(name.as_bytes()).0.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A chunk of a PNG: its length, name, bytes and checksum.
fn chunk(name: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
    let named = [name, bytes].concat();
    let step = |sum: u32, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    let sum = named.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step));
    let length = u32::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes()[..], &named, &(!sum).to_be_bytes()[..]].concat()
}
