//! A random casebook that changes step by step as people change one, and the files that it stands in.

use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::path::Path;

/// Every file of a casebook by path.
pub type Files = BTreeMap<String, Vec<u8>>;

const FOLDERS: [&str; 5] = ["actors", "events", "recommendations", "analyses", "sources"];
const ACTOR: usize = 0;
const EVENT: usize = 1;
const SOURCE: usize = 4;

/// How many briefs there may be.
const SLOTS: usize = 9;

/// Of which the first two may go out at CLEAR.
const RELEASES: [&str; 4] = ["", "release: {tlp: CLEAR}\n", "release: {tlp: GREEN}\n", "release: {status: draft}\n"];
const OPEN: usize = 2;

/// One brief; its fields are versions of what it says.
#[derive(Clone, Debug)]
pub struct Brief {
    kind: usize,
    name: u8,
    title: u8,
    summary: u8,
    text: u8,
    alias: u8,
    day: u8,
    tag: u8,
    release: usize,
    links: Vec<usize>,
    translated: Option<u8>,
    pictured: Option<u8>,
    prose: Prose,
}

/// What its prose alone says.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    sentence: u8,
    links: Vec<usize>,
    /// Something that a rule minds.
    fault: usize,
}

/// What prose may say that is told, and stops no build.
const FAULTS: [&str; 4] = ["", "#### A heading too deep\n", "The regime said so.\n", "It is likely, and we have high confidence.\n"];

prop_compose! {
    fn brief()(
        kind in 0..FOLDERS.len(),
        text in 0..3u8,
        day in 1..28u8,
        tag in 0..3u8,
        release in prop_oneof![6 => 0..OPEN, 1 => 0..RELEASES.len()],
        links in prop::collection::vec(0..SLOTS, 0..5),
        translated in prop::option::weighted(0.3, 0..3u8),
        pictured in prop::option::weighted(0.2, 0..3u8),
    ) -> Brief {
        Brief { kind, name: 0, title: 0, summary: 0, text, alias: 0, day, tag, release, links, translated, pictured, prose: Prose::default() }
    }
}

/// What a person does between two builds.
#[derive(Clone, Debug)]
pub enum Change {
    /// A brief is added, or another takes its place.
    Put(usize, Brief),
    /// A brief is deleted.
    Delete(usize),
    /// Its file gets another name; its old address may lead to the new one.
    Rename(usize),
    /// It gets another title, while prose may still use the old one.
    Retitle(usize),
    /// Its summary is written anew.
    Summarise(usize),
    /// Its text is written anew.
    Rewrite(usize, u8),
    /// Its prose says something else, and nothing else changes.
    Reword(usize, Prose),
    /// It gets other aliases.
    Alias(usize),
    /// It happened, was published or issued on another day.
    Redate(usize, u8),
    /// It gets another tag.
    Retag(usize, u8),
    /// It refers to others.
    Relink(usize, Vec<usize>),
    /// It gets another label or status.
    Release(usize, usize),
    /// It gets, loses or changes its version in another language.
    Translate(usize, Option<u8>),
    /// It gets, loses or changes its picture.
    Picture(usize, Option<u8>),
    /// A line of casebook.yaml says something else.
    Configure(usize, usize),
    /// A file of the theme is overridden, changed or given back.
    Theme(usize, u8),
    /// A reference leads nowhere, or is mended.
    Break(bool),
}

/// Any change.
pub fn change() -> impl Strategy<Value = Change> {
    let slot = || 0..SLOTS;
    prop_oneof![
        3 => (slot(), brief()).prop_map(|(at, brief)| Change::Put(at, brief)),
        2 => slot().prop_map(Change::Delete),
        2 => slot().prop_map(Change::Rename),
        2 => slot().prop_map(Change::Retitle),
        3 => slot().prop_map(Change::Summarise),
        2 => (slot(), 0..3u8).prop_map(|(at, text)| Change::Rewrite(at, text)),
        6 => (slot(), prose()).prop_map(|(at, prose)| Change::Reword(at, prose)),
        1 => slot().prop_map(Change::Alias),
        1 => (slot(), 1..28u8).prop_map(|(at, day)| Change::Redate(at, day)),
        1 => (slot(), 0..3u8).prop_map(|(at, tag)| Change::Retag(at, tag)),
        2 => (slot(), prop::collection::vec(slot(), 0..5)).prop_map(|(at, links)| Change::Relink(at, links)),
        2 => (slot(), 0..RELEASES.len()).prop_map(|(at, release)| Change::Release(at, release)),
        1 => (slot(), prop::option::of(0..3u8)).prop_map(|(at, version)| Change::Translate(at, version)),
        1 => (slot(), prop::option::of(0..3u8)).prop_map(|(at, version)| Change::Picture(at, version)),
        3 => (0..SETTINGS.len(), 0..3usize).prop_map(|(line, choice)| Change::Configure(line, choice)),
        2 => (0..THEME.len(), 0..3u8).prop_map(|(file, version)| Change::Theme(file, version)),
        1 => select(vec![true, false, false]).prop_map(Change::Break),
    ]
}

prop_compose! {
    fn prose()(sentence in 0..3u8, links in prop::collection::vec(0..SLOTS, 0..4), fault in 0..FAULTS.len()) -> Prose {
        Prose { sentence, links, fault }
    }
}

/// What each line of casebook.yaml may say; the first choice is how a casebook begins.
const SETTINGS: [[&str; 3]; 13] = [
    ["title: Random", "title: Another title", "title: A <third> & last"],
    ["languages: [en, ur]", "languages: [ur, en]", "languages: [en, ur, fa]"],
    ["base_url: https://example.org/random/", "base_url: https://example.org/", ""],
    ["feeds: [site, kinds, actors, tags]", "feeds: []", "feeds: [site]"],
    ["exports: [events.csv, actors.json, graph.json]", "exports: []", "exports: [events.geojson, figures.csv]"],
    ["", "description: What it is about.", "offline: true"],
    ["", "navigation: [events, actors]", "navigation: [timeline, map, network]"],
    ["autolink: [actors]", "autolink: []", "autolink: [actors, events]"],
    [
        "authors: {desk: {name: The desk}}",
        "authors: {desk: {name: The other desk, url: https://example.org/desk}}",
        "authors: {desk: {name: D}}",
    ],
    ["likelihood_scale: icd203", "likelihood_scale: phia", "likelihood_scale: icd203"],
    ["", "citations: {style: apa}", "citations: {style: ieee}"],
    ["", "vocabulary: {relation_types: {borders: borders}}", "vocabulary: {actor_types: [malware]}"],
    ["release: {ceiling: CLEAR, default: CLEAR}", "release: {ceiling: GREEN, default: CLEAR}", "release: {ceiling: CLEAR, default: CLEAR}"],
];

/// Files of the theme that may be overridden: the built-in one, and what is put in place of what.
const THEME: [(&str, &str, &str); 6] = [
    ("templates/actor.html", "<div class=\"opening\">", "<div class=\"opening own-VERSION\">"),
    ("templates/base.html", "</body>", "<p>Own words VERSION</p></body>"),
    ("templates/components.html", "class=\"section-head\"", "class=\"section-head own-VERSION\""),
    ("templates/redirect.html", "<div class=\"register-top\">", "<div class=\"register-top own-VERSION\">"),
    ("templates/lang/en.yaml", "menu: Menu", "menu: Menu VERSION"),
    ("static/casebook.css", "{", "{ --own: VERSION;"),
];

/// A casebook as it stands between two builds.
#[derive(Clone, Debug, Default)]
pub struct World {
    briefs: [Option<Brief>; SLOTS],
    settings: [usize; SETTINGS.len()],
    theme: [u8; THEME.len()],
    is_broken: bool,
}

/// A casebook to begin with.
pub fn world() -> impl Strategy<Value = World> {
    let briefs = prop::array::uniform9(prop::option::weighted(0.7, brief()));
    briefs.prop_map(|briefs| World { briefs, ..World::default() })
}

impl World {
    /// Whether a build must refuse it.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Does what a person does.
    pub fn change(&mut self, change: &Change) {
        let next = |version: &mut u8| *version = (*version + 1) % 3;
        match change.clone() {
            Change::Put(at, brief) => self.briefs[at] = Some(brief),
            Change::Delete(at) => self.briefs[at] = None,
            Change::Rename(at) => self.edit(at, |brief| next(&mut brief.name)),
            Change::Retitle(at) => self.edit(at, |brief| next(&mut brief.title)),
            Change::Summarise(at) => self.edit(at, |brief| next(&mut brief.summary)),
            Change::Rewrite(at, text) => self.edit(at, |brief| brief.text = text),
            Change::Reword(at, prose) => self.edit(at, |brief| brief.prose = prose),
            Change::Alias(at) => self.edit(at, |brief| next(&mut brief.alias)),
            Change::Redate(at, day) => self.edit(at, |brief| brief.day = day),
            Change::Retag(at, tag) => self.edit(at, |brief| brief.tag = tag),
            Change::Relink(at, links) => self.edit(at, |brief| brief.links = links),
            Change::Release(at, release) => self.edit(at, |brief| brief.release = release),
            Change::Translate(at, version) => self.edit(at, |brief| brief.translated = version),
            Change::Picture(at, version) => self.edit(at, |brief| brief.pictured = version),
            Change::Configure(line, choice) => self.settings[line] = choice,
            Change::Theme(file, version) => self.theme[file] = version,
            Change::Break(is_broken) => self.is_broken = is_broken,
        }
    }

    fn edit(&mut self, at: usize, edit: impl FnOnce(&mut Brief)) {
        if let Some(brief) = &mut self.briefs[at] {
            edit(brief);
        }
    }

    /// Every file as it stands now.
    pub fn files(&self) -> Files {
        let mut files = Files::from([("casebook.yaml".to_owned(), self.configuration().into_bytes())]);
        for (version, (path, from, to)) in self.theme.iter().zip(THEME).filter(|(version, _)| **version > 0) {
            let built_in = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
            assert!(built_in.contains(from), "{path} has no {from}");
            files.insert(path.to_owned(), built_in.replacen(from, &to.replace("VERSION", &version.to_string()), 1).into_bytes());
        }
        for (at, brief) in self.briefs.iter().enumerate().filter_map(|(at, brief)| Some((at, brief.as_ref()?))) {
            let stem = format!("content/{}/{}", FOLDERS[brief.kind], self.id(at));
            files.insert(format!("{stem}.md"), self.text(at, brief).into_bytes());
            if let Some(version) = brief.translated {
                let text = format!("---\ntitle: عنوان {at} {version}\nsummary: خلاصہ\naliases: [نام {at} {version}]\n---\nمتن {version}\n");
                files.insert(format!("{stem}.ur.md"), text.into_bytes());
            }
            if let Some(version) = brief.pictured {
                files.insert(format!("{stem}.gif"), picture(at, version));
            }
        }
        if self.is_broken {
            let text = "---\ntitle: Broken\nsummary: It leads nowhere.\ntype: state\n---\nSee [[nobody-at-all]].\n";
            files.insert("content/actors/broken.md".to_owned(), text.into());
        }
        files
    }

    fn configuration(&self) -> String {
        let mut text =
            "lang: en\nlints: {missing-addressee: allow, unsourced-claim: allow, unsourced-figure: allow, mixed-likelihood: warn}\n"
                .to_owned();
        for (choices, choice) in SETTINGS.iter().zip(self.settings) {
            text.push_str(choices[choice]);
            text.push('\n');
        }
        text
    }

    fn id(&self, at: usize) -> String {
        format!("brief-{at}-{}", self.briefs[at].as_ref().map_or(0, |brief| brief.name))
    }

    /// The briefs that one refers to. What may go out never speaks of what may not, whatever the ceiling.
    fn links(&self, at: usize, kind: usize) -> Vec<usize> {
        let Some(brief) = &self.briefs[at] else { return Vec::new() };
        self.open(at, kind, &brief.links)
    }

    /// Those of a list that one may refer to.
    fn open(&self, at: usize, kind: usize, links: &[usize]) -> Vec<usize> {
        let is_open = |to: &usize| self.briefs[*to].as_ref().is_some_and(|to| to.kind == kind && to.release < OPEN);
        let mut links: Vec<usize> = links.iter().copied().filter(|to| *to != at && is_open(to)).collect();
        links.sort_unstable();
        links.dedup();
        links
    }

    fn ids(&self, at: usize, kind: usize) -> Vec<String> {
        self.links(at, kind).into_iter().map(|to| format!("{}/{}", FOLDERS[kind], self.id(to))).collect()
    }

    fn text(&self, at: usize, brief: &Brief) -> String {
        let Brief { title, summary, text, alias, tag, .. } = brief;
        let mut front =
            format!("title: Title {at} v{title}\nsummary: Summary {summary} of {at}.\naliases: [Name {at} v{alias}]\ntags: [tag-{tag}]\n");
        front.push_str(&format!("updated: 2020-01-{:02}\nauthors: [desk]\n{}", brief.day, RELEASES[brief.release]));
        if brief.name > 0 {
            front.push_str(&format!("redirect_from: [/{}/brief-{at}-{}.html]\n", FOLDERS[brief.kind], brief.name + 10));
        }
        if brief.pictured.is_some() {
            front.push_str(&format!("image: {{src: {}.gif, alt: A picture}}\n", self.id(at)));
        }
        if brief.kind != SOURCE {
            front.push_str(&format!("sources: [{}]\n", self.ids(at, SOURCE).join(", ")));
        }
        front.push_str(&self.facts(at, brief));
        let mentions: String = (0..SLOTS).map(|to| format!("Of Title {to} v{text} and Name {to} v{text} it says {text}.\n")).collect();
        let links: String = (0..SOURCE).flat_map(|kind| self.ids(at, kind)).map(|id| format!("It met [[{id}]].\n")).collect();
        let cited: String = self.ids(at, SOURCE).iter().map(|id| format!("So says [@{}].\n", &id["sources/".len()..])).collect();
        let said: String = (0..=SOURCE)
            .flat_map(|kind| self.open(at, kind, &brief.prose.links).into_iter().map(move |to| (kind, to)))
            .map(|(kind, to)| match kind {
                SOURCE => format!("As [@{}] has it. ", self.id(to)),
                _ => format!("Also [[{}/{}]]. ", FOLDERS[kind], self.id(to)),
            })
            .collect();
        let said = format!("Sentence {}. {said}\n\n{}", brief.prose.sentence, FAULTS[brief.prose.fault]);
        let code = format!("As code: `[[Title {} v0]]`.", (at + 1) % SLOTS);
        format!(
            "---\n{front}---\n{mentions}\n{said}\n{code}\n\n## Links\n\n{links}\n| a | b |\n|---|---|\n| {text} | x[^1] |\n\n[^1]: Note {text}.\n\n{cited}"
        )
    }

    /// A reference in a note of front matter, to the first of those that the prose names.
    fn noted(&self, at: usize, brief: &Brief) -> String {
        let named = (0..SOURCE).find_map(|kind| Some((kind, *self.open(at, kind, &brief.prose.links).first()?)));
        named.map(|(kind, to)| format!(" with [[{}/{}]]", FOLDERS[kind], self.id(to))).unwrap_or_default()
    }

    fn facts(&self, at: usize, brief: &Brief) -> String {
        let noted = self.noted(at, brief);
        let listed = |kind: usize| self.ids(at, kind).join(", ");
        let date = format!("2019-0{}-{:02}", 1 + at % 9, brief.day);
        match FOLDERS[brief.kind] {
            "actors" => {
                let ally = |to: String| format!("{{type: ally-of, to: {to}, note: 'Since {}{noted}'}}", brief.text);
                format!("type: state\nrelations: [{}]\n", self.ids(at, ACTOR).into_iter().map(ally).collect::<Vec<_>>().join(", "))
            }
            "events" => {
                let actors = self.ids(at, ACTOR);
                let each = |make: &dyn Fn(&str, usize) -> String| {
                    actors.iter().enumerate().map(|(n, actor)| make(actor, n)).collect::<Vec<_>>().join(", ")
                };
                let sources = listed(SOURCE);
                let participants = each(&|actor, _| format!("{{actor: {actor}, role: participant}}"));
                let figures = each(&|actor, n| format!("{{measure: killed, best: {n}, by: {actor}, sources: [{sources}]}}"));
                let claims = each(&|actor, n| {
                    // A word, or a brief by its title.
                    let value = if brief.text == 0 { format!("v{n}") } else { format!("Title {} v{}", (at + n) % SLOTS, brief.text) };
                    format!(
                        "{{id: c{n}, by: {actor}, stance: asserts, about: target, value: {value}, text: 'It was {}{noted}.', sources: [{sources}]}}",
                        brief.text
                    )
                });
                let place = format!("{{name: Place {}, country: PK, lat: {}, lon: 64.1, precision: near}}", brief.tag, 20 + brief.text);
                format!(
                    "type: strike\ndate: {date}\nlocation: {place}\nparticipants: [{participants}]\nfigures: [{figures}]\nclaims: [{claims}]\n"
                )
            }
            "recommendations" => {
                let (addressees, events) = (listed(ACTOR), listed(EVENT));
                format!(
                    "action: 'Talk about {}{noted}.'\norigin: desk\nprogress: open\nissued: {date}\naddressees: [{addressees}]\nbased_on: [{events}]\ntimeframe: {{horizon: short, due: {date}}}\n",
                    brief.text
                )
            }
            "analyses" => {
                let judgement = format!(
                    "{{id: kj1, text: 'It is likely {}{noted}.', likelihood: likely, confidence: moderate, confidence_basis: Seen., horizon: 2025-01-31}}",
                    brief.text
                );
                format!("published: {date}\nabout: [{}]\njudgements: [{judgement}]\n", listed(ACTOR))
            }
            _ => format!("type: report\norigin: origin-{at}\nissued: {date}\n"),
        }
    }
}

/// A picture of one pixel, in a colour of its own for each brief and version.
fn picture(at: usize, version: u8) -> Vec<u8> {
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0RGBRGB,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec();
    gif[13..15].copy_from_slice(&[u8::try_from(at).unwrap(), version]);
    gif
}
