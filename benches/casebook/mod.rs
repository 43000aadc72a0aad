//! A made-up casebook of any size, the same at every run: three events in four briefs, a few actors that take part in
//! most of them, 4.5 KB a brief with links, a table, a list, a quotation and footnotes, and a library of sources.
//!
//! Who is linked follows a power law, as in real casebooks: at 10,000 briefs the best-known actor takes part in two
//! thousand events. Words do too, so that an index of them has a few long lists and many short ones.

use serde::Serialize;
use std::fmt::Write;

/// One brief without any notation, so that other generators can be given the same.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// `actors`, `events` or `recommendations`.
    pub folder: &'static str,
    /// File stem.
    pub id: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// `YYYY-MM-DD`; empty for actors.
    pub date: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Allies of an actor, participants of an event, addressees of a recommendation: indices of records.
    pub actors: Vec<usize>,
    /// What an event responds to, what a recommendation rests on: indices of records.
    pub events: Vec<usize>,
    /// Ids of sources.
    pub sources: Vec<String>,
    /// Latitude and longitude of an event.
    pub place: Option<(f64, f64)>,
    /// Markdown without links.
    pub body: Vec<Paragraph>,
}

/// Part of a brief's text.
#[derive(Clone, Debug, Serialize)]
pub enum Paragraph {
    /// Words and, between them, links to records.
    Prose(Vec<Piece>),
    /// Markdown as it stands.
    Plain(String),
}

/// Part of a paragraph.
#[derive(Clone, Debug, Serialize)]
pub enum Piece {
    /// Markdown.
    Text(String),
    /// A link to a record.
    Link(usize),
}

/// One source of the library.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// `YYYY-MM-DD`.
    pub date: String,
}

/// All that a casebook is made from.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// Actors, then events, then recommendations.
    pub records: Vec<Record>,
    /// The library.
    pub sources: Vec<Source>,
}

/// A casebook of so many briefs, sources aside.
pub fn make(count: usize) -> Made {
    let mut maker = Maker::new(count);
    let sources = (0..count.div_ceil(10).max(5)).map(|at| maker.source(at)).collect();
    let records = (0..count).map(|at| maker.record(at)).collect();
    Made { records, sources }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high + 1 - low)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of so many, the first ones far more often: the n-th in proportion to 1/n.
    fn ranked(&mut self, count: usize) -> usize {
        let rank = (count as f64 + 1.0).powf(self.share()) - 1.0;
        (rank as usize).min(count.saturating_sub(1))
    }
}

const SYLLABLES: [&str; 40] = [
    "ba", "cor", "da", "del", "en", "fal", "gar", "hi", "im", "jo", "ka", "lem", "ma", "nor", "ol", "pa", "qui", "ra", "sen", "ta", "ul",
    "va", "wes", "ya", "zo", "bri", "cha", "dro", "fe", "gla", "kry", "lo", "mir", "ni", "pre", "sha", "ti", "tru", "vel", "ze",
];
const SMALL: [&str; 24] = [
    "the", "of", "and", "to", "in", "a", "for", "on", "was", "with", "by", "that", "at", "from", "its", "after", "were", "had", "near",
    "which", "said", "no", "two", "between",
];
/// Words beside the small ones.
const WORDS: usize = 12_000;

struct Maker {
    chance: Chance,
    words: Vec<String>,
    titles: Vec<String>,
    actors: usize,
    events: usize,
    count: usize,
}

impl Maker {
    fn new(count: usize) -> Self {
        let mut chance = Chance(count as u64);
        let word = |chance: &mut Chance| (0..chance.between(2, 4)).map(|_| SYLLABLES[chance.below(SYLLABLES.len())]).collect::<String>();
        let words: Vec<String> = (0..WORDS).map(|_| word(&mut chance)).collect();
        let actors = (count * 15 / 100).max(3).min(count);
        let events = (count * 75 / 100).min(count - actors);
        let mut maker = Self { chance, words, titles: Vec::new(), actors, events, count };
        maker.titles = (0..count).map(|at| maker.title(at)).collect();
        maker
    }

    fn title(&mut self, at: usize) -> String {
        let name = capital(&self.words[self.chance.below(WORDS)]);
        match self.folder(at) {
            "actors" => format!("{name} {}", capital(&self.words[self.chance.below(WORDS)])),
            "events" => {
                format!("{} {name}", ["Clash at", "Talks in", "Strike on", "Vote in", "Visit to", "Raid near"][self.chance.below(6)])
            }
            _ => format!("{} {name}", ["Open", "Fund", "Repair", "Publish", "Reopen"][self.chance.below(5)]),
        }
    }

    fn folder(&self, at: usize) -> &'static str {
        if at < self.actors {
            "actors"
        } else if at < self.actors + self.events {
            "events"
        } else {
            "recommendations"
        }
    }

    fn source(&mut self, at: usize) -> Source {
        let title = self.sentence(5, 9);
        let publisher = ["Wire", "Courier", "Gazette", "Monitor", "Radio", "Observer"][self.chance.below(6)].to_owned();
        Source { id: format!("source-{at}"), title: title.trim_end_matches('.').to_owned(), publisher, date: self.date() }
    }

    fn record(&mut self, at: usize) -> Record {
        let folder = self.folder(at);
        let actors = if folder == "actors" { self.chance.below(5) } else { self.chance.between(1, 4) };
        let events = match folder {
            "actors" => 0,
            "events" => usize::from(self.chance.below(3) == 0),
            _ => self.chance.between(1, 3),
        };
        let sources = self.count.div_ceil(10).max(5);
        Record {
            folder,
            id: format!("{}-{at}", slug(&self.titles[at])),
            title: self.titles[at].clone(),
            summary: self.sentence(12, 20),
            date: self.dated(at),
            tags: distinct((0..self.chance.between(1, 3)).map(|_| format!("tag-{}", self.chance.ranked(20 + self.count / 200)))),
            actors: distinct((0..actors).map(|_| self.actor())).into_iter().filter(|to| *to != at).collect(),
            events: distinct((0..events).filter_map(|_| self.event_before(at)).collect::<Vec<_>>().into_iter()),
            sources: distinct((0..self.chance.between(1, 4)).map(|_| format!("source-{}", self.chance.below(sources)))),
            place: (folder == "events").then(|| (self.chance.share() * 120.0 - 50.0, self.chance.share() * 340.0 - 170.0)),
            body: self.body(),
        }
    }

    fn actor(&mut self) -> usize {
        self.chance.ranked(self.actors)
    }

    /// Events are linked more evenly than actors, and not by their age.
    fn event(&mut self) -> usize {
        if self.events == 0 { 0 } else { self.actors + self.chance.below(self.events).min(self.chance.below(self.events)) }
    }

    /// Nothing responds to what comes after it.
    fn event_before(&mut self, at: usize) -> Option<usize> {
        let events = at.min(self.actors + self.events).saturating_sub(self.actors);
        (events > 0).then(|| self.actors + self.chance.below(events))
    }

    /// Events stand in the order of their dates, over thirty-five years of months of twenty-eight days.
    fn dated(&mut self, at: usize) -> String {
        match self.folder(at) {
            "actors" => String::new(),
            "events" => {
                let day = (at - self.actors) * 35 * 12 * 28 / self.events.max(1);
                format!("{}-{:02}-{:02}", 1990 + day / (12 * 28), 1 + day / 28 % 12, 1 + day % 28)
            }
            _ => self.date(),
        }
    }

    fn linked(&mut self) -> usize {
        match self.chance.below(10) {
            0..6 => self.actor(),
            6..9 => self.event(),
            _ => self.chance.below(self.count),
        }
    }

    fn date(&mut self) -> String {
        format!("{}-{:02}-{:02}", self.chance.between(1990, 2024), self.chance.between(1, 12), self.chance.between(1, 28))
    }

    fn word(&mut self) -> String {
        if self.chance.below(5) < 2 {
            SMALL[self.chance.ranked(SMALL.len())].to_owned()
        } else {
            self.words[self.chance.ranked(WORDS)].clone()
        }
    }

    fn sentence(&mut self, low: usize, high: usize) -> String {
        let words: Vec<String> = (0..self.chance.between(low, high)).map(|_| self.word()).collect();
        capital(&words.join(" ")) + "."
    }

    fn body(&mut self) -> Vec<Paragraph> {
        let mut body = Vec::new();
        let plain = |text: String| Paragraph::Plain(text);
        let notes = ["[^1]", "", "[^2]", "", "", ""];
        let headings = ["", "## Background", "", "## What happened", "", "## Assessment"];
        for (heading, note) in headings.into_iter().zip(notes) {
            if !heading.is_empty() {
                body.push(plain(heading.to_owned()));
            }
            body.push(self.prose(note));
        }
        let items: Vec<String> = (0..self.chance.between(3, 5)).map(|_| format!("- {}", self.sentence(5, 10))).collect();
        body.insert(4, plain(items.join("\n")));
        let mut table = "| Place | Date | Count | Note |\n|---|:---:|---:|---|".to_owned();
        for _ in 0..self.chance.between(3, 6) {
            let (place, note) = (capital(&self.word()), self.sentence(3, 4));
            let _ = write!(table, "\n| {place} | {} | {} | {note} |", self.date(), self.chance.below(500));
        }
        body.push(plain("### Figures".to_owned()));
        body.push(plain(table));
        body.push(plain(format!("> {}\n> {}", self.sentence(12, 16), self.sentence(8, 12))));
        let number = self.chance.below(100_000);
        body.push(plain(format!("See [the report](https://example.org/reports/{number}) and `code-{}`.", number % 999)));
        body.push(plain(format!("[^1]: {}\n[^2]: {}", self.sentence(8, 12), self.sentence(8, 12))));
        body
    }

    /// About seventy words, of which one is strong, and one link or two.
    fn prose(&mut self, note: &str) -> Paragraph {
        let mut pieces = Vec::new();
        for _ in 0..self.chance.between(1, 2) {
            pieces.push(Piece::Text(format!("{} **{}** and ", self.sentence(14, 22), self.word())));
            pieces.push(Piece::Link(self.linked()));
            pieces.push(Piece::Text(format!(" {} ", self.sentence(10, 18))));
        }
        pieces.push(Piece::Text(format!("{}{note} {}", self.sentence(10, 16), self.sentence(10, 16))));
        Paragraph::Prose(pieces)
    }
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn slug(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

impl Made {
    /// Every file of the casebook: path and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let settings =
            "title: A made-up casebook\nbase_url: https://example.org/made-up/\nlang: en\nrelease: {ceiling: CLEAR, default: CLEAR}\n";
        // What these lints ask for, made-up briefs do not have.
        let lints =
            "lints: {no-archive: allow, single-source: allow, orphan-brief: allow, vague-recommendation: allow, loaded-word: allow}\n";
        let mut files = vec![("casebook.yaml".to_owned(), format!("{settings}{lints}")), (self.library_path(), self.library())];
        files.extend(self.records.iter().map(|record| (format!("content/{}/{}.md", record.folder, record.id), self.brief(record))));
        files
    }

    fn library_path(&self) -> String {
        "content/sources/library.yaml".to_owned()
    }

    fn library(&self) -> String {
        let mut text = String::new();
        for Source { id, title, publisher, date } in &self.sources {
            let _ = writeln!(
                text,
                "- {{id: {id}, type: report, title: {title}, publisher: {publisher}, issued: {date}, url: \"https://example.org/{id}\"}}"
            );
        }
        text
    }

    fn reference(&self, to: usize) -> String {
        self.records.get(to).map(|record| format!("{}/{}", record.folder, record.id)).unwrap_or_default()
    }

    fn references(&self, to: &[usize]) -> String {
        to.iter().map(|to| self.reference(*to)).collect::<Vec<_>>().join(", ")
    }

    fn brief(&self, record: &Record) -> String {
        let Record { title, summary, date, tags, sources, .. } = record;
        let mut text = format!("---\ntitle: {title}\nsummary: {summary}\ntags: [{}]\nsources: [{}]\n", tags.join(", "), sources.join(", "));
        let each =
            |to: &[usize], make: &dyn Fn(String) -> String| to.iter().map(|to| make(self.reference(*to))).collect::<Vec<_>>().join(", ");
        let _ = match record.folder {
            "actors" => {
                let allies = each(&record.actors, &|to| format!("{{type: ally-of, to: {to}}}"));
                writeln!(text, "type: armed-group\nrelations: [{allies}]")
            }
            "events" => {
                let participants = each(&record.actors, &|to| format!("{{actor: {to}, role: participant}}"));
                let causes = each(&record.events, &|to| format!("{{type: responds-to, to: {to}}}"));
                let (lat, lon) = record.place.unwrap_or_default();
                writeln!(
                    text,
                    "type: meeting\ndate: {date}\nparticipants: [{participants}]\nrelations: [{causes}]\nlocation: {{name: A place, lat: {lat:.4}, lon: {lon:.4}, precision: near}}"
                )
            }
            _ => {
                let (addressees, rests) = (self.references(&record.actors), self.references(&record.events));
                writeln!(
                    text,
                    "action: {title} by the end of the year.\norigin: desk\nprogress: open\nissued: {date}\naddressees: [{addressees}]\nbased_on: [{rests}]"
                )
            }
        };
        text.push_str("---\n");
        for paragraph in &record.body {
            match paragraph {
                Paragraph::Plain(plain) => text.push_str(plain),
                Paragraph::Prose(pieces) => pieces.iter().for_each(|piece| match piece {
                    Piece::Text(words) => text.push_str(words),
                    Piece::Link(to) => drop(write!(text, "[[{}]]", self.reference(*to))),
                }),
            }
            text.push_str("\n\n");
        }
        text
    }
}
