//! `content/sources/*.bib`: BibLaTeX or BibTeX entries as sources, in CSL's terms.
//!
//! The reader is the one inside the citation engine, which stops at the first fault of syntax. Spans are those of a field,
//! or of the entry's key. A key such as `Yousaf2024` becomes the id `yousaf2024`, and stays an alias.

use super::fields::Cx;
use super::value;
use crate::diagnostic::{Diagnostic, Span, code};
use crate::model::common::{Common, Release};
use crate::model::source::{Person, Source, VARIABLES};
use crate::model::terms::{Reliability, Term};
use crate::model::{Brief, Facts, Kind, Spanned};
use crate::text::edtf::Edtf;
use crate::text::escape::visible;
use crate::text::slug;
use biblatex::{Bibliography, ChunksExt, ParseError, RawBibliography};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Entry types and the CSL types nearest to them; all others are documents.
const TYPES: &[(&str, &str)] = &[
    ("article", "article-journal"),
    ("artwork", "graphic"),
    ("audio", "song"),
    ("book", "book"),
    ("bookinbook", "chapter"),
    ("booklet", "pamphlet"),
    ("collection", "book"),
    ("conference", "paper-conference"),
    ("dataset", "dataset"),
    ("electronic", "webpage"),
    ("image", "graphic"),
    ("inbook", "chapter"),
    ("incollection", "chapter"),
    ("inproceedings", "paper-conference"),
    ("inreference", "entry-encyclopedia"),
    ("jurisdiction", "legal_case"),
    ("legal", "treaty"),
    ("legislation", "legislation"),
    ("letter", "personal_communication"),
    ("magazine_article", "article-magazine"),
    ("manual", "report"),
    ("map", "map"),
    ("mastersthesis", "thesis"),
    ("movie", "motion_picture"),
    ("music", "song"),
    ("mvbook", "book"),
    ("mvcollection", "book"),
    ("mvproceedings", "book"),
    ("mvreference", "book"),
    ("newspaper", "article-newspaper"),
    ("newspaper_article", "article-newspaper"),
    ("online", "webpage"),
    ("patent", "patent"),
    ("performance", "performance"),
    ("periodical", "periodical"),
    ("phdthesis", "thesis"),
    ("proceedings", "book"),
    ("reference", "book"),
    ("report", "report"),
    ("review", "review"),
    ("software", "software"),
    ("standard", "standard"),
    ("suppbook", "chapter"),
    ("suppcollection", "chapter"),
    ("suppperiodical", "article-journal"),
    ("talk", "speech"),
    ("techreport", "report"),
    ("thesis", "thesis"),
    ("unpublished", "manuscript"),
    ("video", "motion_picture"),
    ("web_page", "webpage"),
    ("webpage", "webpage"),
    ("www", "webpage"),
];

/// CSL variables and the fields that may hold them, the first that is there.
const FIELDS: &[(&str, &[&str])] = &[
    ("volume", &["volume"]),
    ("issue", &["issue"]),
    ("page", &["pages"]),
    ("edition", &["edition"]),
    ("doi", &["doi"]),
    ("isbn", &["isbn"]),
    ("issn", &["issn"]),
    ("publisher-place", &["location", "address"]),
    ("number", &["number"]),
    ("note", &["note", "addendum"]),
];

/// Reads every entry; one whose key can be no id is left out, with the reason among the problems.
pub fn read(text: &Arc<str>, cx: &mut Cx<'_>) -> Vec<Brief> {
    let raw = match RawBibliography::parse(text) {
        Ok(raw) => raw,
        Err(error) => return refuse(&error, text, cx),
    };
    let places: Vec<(String, Span)> = raw
        .entries
        .iter()
        .map(|entry| (entry.v.kind.v.to_ascii_lowercase(), Span::new(entry.v.key.span.start, entry.v.key.span.end)))
        .collect();
    match Bibliography::from_raw(raw) {
        Ok(bibliography) => {
            let entries = bibliography.iter().zip(places).filter(|(_, (kind, _))| !matches!(kind.as_str(), "xdata" | "set"));
            entries.filter_map(|(entry, (kind, place))| Entry { entry, kind, place, text }.brief(cx)).collect()
        }
        Err(error) => refuse(&error, text, cx),
    }
}

fn refuse(error: &ParseError, text: &str, cx: &mut Cx<'_>) -> Vec<Brief> {
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (start, end) = (boundary(error.span.start), boundary(error.span.end));
    let message = format!("the bibliography cannot be read: {}", visible(&error.kind.to_string()));
    cx.bad(Span::new(start, end), message, "check the braces, quotes and commas of this entry and the one before");
    Vec::new()
}

/// One entry on its way to a brief.
struct Entry<'a> {
    entry: &'a biblatex::Entry,
    kind: String,
    /// The key.
    place: Span,
    text: &'a Arc<str>,
}

impl Entry<'_> {
    fn brief(&self, cx: &mut Cx<'_>) -> Option<Brief> {
        let key = &self.entry.key;
        let id = slug::tag_slug(key);
        if let Err(reason) = slug::is_id(&id) {
            let problem =
                Diagnostic::new(code::BAD_ID, cx.path, self.place, format!("the key `{}` makes no id: it {reason}", visible(key)));
            cx.problems.push(problem.help("rename the entry"));
            return None;
        }
        let common = self.common(&id, cx);
        let facts = Facts::Source(Box::new(self.source(cx)));
        let (path, text) = (Arc::clone(cx.path), Arc::clone(self.text).into());
        Some(Brief {
            kind: Kind::Source,
            id: id.into(),
            path,
            text,
            digest: [0; 32],
            extent: self.place,
            body: 0..0,
            common,
            facts,
            translations: BTreeMap::new(),
        })
    }

    fn common(&self, id: &str, cx: &mut Cx<'_>) -> Common {
        let title = self.joined("title", "subtitle").unwrap_or_else(|| {
            cx.problem(code::MISSING_FIELD, self.place, "`title` is missing", "add `title = {…}`");
            Spanned::new(id.into(), self.place)
        });
        let key = Spanned::new(self.entry.key.as_str().into(), self.place);
        Common {
            title,
            summary: self.first(&["abstract"]).unwrap_or_default(),
            aliases: if &*self.entry.key == id { Vec::new() } else { vec![key] },
            tags: self.tags(),
            lang: self.first(&["langid"]).filter(|lang| value::is_language(lang) && lang.len() <= 3),
            release: Release::default(),
            ..Common::default()
        }
    }

    fn source(&self, cx: &mut Cx<'_>) -> Source {
        let reliability = self.first(&["reliability"]).and_then(|word| {
            let known = Reliability::of(&word);
            if known.is_none() {
                cx.key = "reliability";
                value::bad_word(word.span, &word, Reliability::TERMS, cx);
            }
            known.map(|term| Spanned::new(term, word.span))
        });
        Source {
            source_type: Spanned::new(self.csl_type().into(), self.place),
            author: self.authors(),
            publisher: self.first(&["publisher", "institution", "organization", "school"]),
            container_title: self.first(&["journaltitle", "journal", "booktitle", "maintitle"]),
            issued: self.date("date", cx).or_else(|| self.year_and_month(cx)),
            url: self.first(&["url"]).and_then(|url| self.web(url, cx)),
            archive: None,
            accessed: self.date("urldate", cx),
            origin: self.first(&["origin"]),
            reliability,
            variables: self.variables(),
        }
    }

    fn csl_type(&self) -> &'static str {
        let subtype = self.first(&["entrysubtype"]).map(|subtype| subtype.to_ascii_lowercase());
        match (self.kind.as_str(), subtype.as_deref()) {
            ("article" | "suppperiodical", Some("newspaper")) => "article-newspaper",
            ("article" | "suppperiodical", Some("magazine")) => "article-magazine",
            (kind, _) => TYPES.iter().find(|(name, _)| *name == kind).map_or("document", |(_, csl)| csl),
        }
    }

    fn authors(&self) -> Vec<Person> {
        let field = ["author", "editor"].into_iter().find(|field| self.entry.fields.contains_key(*field));
        let Some(chunks) = field.and_then(|field| self.entry.fields.get(field)) else { return Vec::new() };
        let span = self.span(chunks);
        let people: Vec<biblatex::Person> = chunks.parse().unwrap_or_default();
        let person = |person: biblatex::Person| {
            let family = if person.prefix.is_empty() { person.name } else { format!("{} {}", person.prefix, person.name) };
            let given = Some(person.given_name).filter(|given| !given.is_empty()).map(Into::into);
            Person { span, family: family.into(), given }
        };
        people.into_iter().filter(|person| !person.name.is_empty()).map(person).collect()
    }

    /// BibLaTeX dates are EDTF already.
    fn date(&self, field: &str, cx: &mut Cx<'_>) -> Option<Spanned<Edtf>> {
        let written = self.first(&[field])?;
        let date = written.trim_end_matches('/');
        let date = if date.len() < written.len() { format!("{date}/..") } else { date.to_owned() };
        match Edtf::parse(&date) {
            Ok(date) => Some(Spanned::new(date, written.span)),
            Err(error) => {
                cx.problem(code::BAD_DATE, written.span, error.to_string(), error.hint());
                None
            }
        }
    }

    /// BibTeX has year and month apart, the month as a number or a name.
    fn year_and_month(&self, cx: &mut Cx<'_>) -> Option<Spanned<Edtf>> {
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let year = self.first(&["year"])?;
        let month = self.first(&["month"]).and_then(|month| {
            let word = month.to_ascii_lowercase();
            let named = MONTHS.iter().position(|name| word.starts_with(name)).map(|at| at + 1);
            named.or_else(|| word.parse().ok()).filter(|month| (1..=12).contains(month))
        });
        let date = month.map_or_else(|| year.value.to_string(), |month| format!("{}-{month:02}", year.value));
        match Edtf::parse(&date) {
            Ok(date) => Some(Spanned::new(date, year.span)),
            Err(error) => {
                cx.problem(code::BAD_DATE, year.span, error.to_string(), error.hint());
                None
            }
        }
    }

    fn web(&self, url: Spanned<Box<str>>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
        value::web_address(&url, url.span, cx).then_some(url)
    }

    fn variables(&self) -> Vec<(Box<str>, Spanned<Box<str>>)> {
        debug_assert_eq!(FIELDS.len(), VARIABLES.len(), "every variable has its fields");
        // BibTeX calls the issue of a journal its number.
        let article = matches!(self.kind.as_str(), "article" | "periodical" | "suppperiodical");
        let named = |name: &'static str| if name == "number" && article { "issue" } else { name };
        let read = |(name, fields): &(&'static str, &[&str])| Some((named(name).into(), self.first(fields)?));
        let mut variables: Vec<(Box<str>, Spanned<Box<str>>)> = FIELDS.iter().filter_map(read).collect();
        variables.dedup_by(|later, earlier| later.0 == earlier.0);
        for (name, value) in &mut variables {
            if &**name == "page" {
                value.value = value.value.replace("--", "–").into();
            }
        }
        variables
    }

    fn tags(&self) -> Vec<Spanned<Box<str>>> {
        let Some(keywords) = self.first(&["keywords"]) else { return Vec::new() };
        let words = keywords.split([',', ';']).map(str::trim).filter(|word| !slug::tag_slug(word).is_empty());
        words.map(|word| Spanned::new(word.into(), keywords.span)).collect()
    }

    /// The first of these fields that is there and not empty, on one line.
    fn first(&self, fields: &[&str]) -> Option<Spanned<Box<str>>> {
        fields.iter().find_map(|field| {
            let chunks = self.entry.fields.get(*field)?;
            let line = chunks.format_verbatim().split_whitespace().collect::<Vec<_>>().join(" ");
            let clean: String = line.chars().filter(|c| !c.is_control()).collect();
            (!clean.is_empty()).then(|| Spanned::new(clean.into(), self.span(chunks)))
        })
    }

    fn joined(&self, field: &str, more: &str) -> Option<Spanned<Box<str>>> {
        let mut text = self.first(&[field])?;
        if let Some(more) = self.first(&[more]) {
            text.value = format!("{}: {}", text.value, more.value).into();
        }
        Some(text)
    }

    /// A field's place; that of an inherited or abbreviated one is the entry's.
    fn span(&self, chunks: &[biblatex::Spanned<biblatex::Chunk>]) -> Span {
        let span = chunks.span();
        if self.text.get(span.clone()).is_some_and(|written| !written.is_empty()) { Span::new(span.start, span.end) } else { self.place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::fields::Words;

    fn parsed(bib: &str) -> (Vec<Brief>, Vec<String>) {
        let (path, words) = (Arc::from("content/sources/x.bib"), Words::default());
        let mut cx = Cx { path: &path, words: &words, problems: Vec::new(), key: "" };
        let briefs = read(&Arc::from(bib), &mut cx);
        let problems = cx
            .problems
            .iter()
            .map(|p| format!("{:?} {}: {}", bib.get(p.location.span.range()).unwrap_or("?"), p.code, p.message))
            .collect();
        (briefs, problems)
    }

    #[test]
    fn an_article_is_a_source() {
        let bib = "@article{Yousaf2024,\n  title = {Panic grips {Koh-i-Sabz}},\n  subtitle = {A report},\n  author = {Yousaf, Kamran and van der Berg, Jan and {International Crisis Group}},\n  \
            journaltitle = {Dawn}, entrysubtype = {newspaper}, date = {2024-01-18}, number = 3, volume = {12}, pages = {12--15},\n  url = {https://www.dawn.com/1}, urldate = {2024-02-08},\n  \
            keywords = {iran, strikes}, reliability = {B}, origin = {dawn}, note = {Ärger \\& Co}\n}\n";
        let (briefs, problems) = parsed(bib);
        assert_eq!(problems, [""; 0]);
        let brief = &briefs[0];
        let Some(source) = brief.source() else { unreachable!("no source") };
        assert_eq!((&*brief.id, &*brief.common.title.value), ("yousaf2024", "Panic grips Koh-i-Sabz: A report"));
        assert_eq!(&*brief.common.aliases[0].value, "Yousaf2024");
        assert_eq!(&*source.source_type.value, "article-newspaper");
        let names: Vec<(&str, Option<&str>)> = source.author.iter().map(|p| (&*p.family, p.given.as_deref())).collect();
        assert_eq!(names, [("Yousaf", Some("Kamran")), ("van der Berg", Some("Jan")), ("International Crisis Group", None)]);
        assert_eq!(source.issued.as_ref().map(|date| date.as_str()), Some("2024-01-18"));
        assert_eq!(source.reliability.as_ref().map(|word| word.value), Some(Reliability::B));
        let variables: Vec<(&str, &str)> = source.variables.iter().map(|(name, value)| (&**name, &*value.value)).collect();
        assert_eq!(variables, [("volume", "12"), ("page", "12–15"), ("issue", "3"), ("note", "Ärger & Co")]);
        assert_eq!(brief.common.tags.len(), 2);
        assert_eq!(&bib[source.url.as_ref().map(|url| url.span.range()).unwrap_or(0..0)], "https://www.dawn.com/1");
    }

    #[test]
    fn bibtex_years_and_months_are_dates() {
        let date = |fields: &str| {
            let (briefs, problems) = parsed(&format!("@misc{{a, title={{T}}, {fields}}}"));
            (briefs.first().and_then(Brief::source).and_then(|s| s.issued.as_ref().map(|d| d.as_str().to_owned())), problems)
        };
        assert_eq!(date("year = 2024"), (Some("2024".into()), vec![]));
        assert_eq!(date("year = 2024, month = jan"), (Some("2024-01".into()), vec![]));
        assert_eq!(date("year = {2024}, month = {11}"), (Some("2024-11".into()), vec![]));
        assert_eq!(date("date = {2024/}"), (Some("2024/..".into()), vec![]));
        assert_eq!(date("date = {2024-02-30}"), (None, vec!["\"2024-02-30\" bad-date: `2024-02-30` is not in the calendar".into()]));
        assert_eq!(date("year = {forthcoming}").1, ["\"forthcoming\" bad-date: `forthcoming` is not a date"]);
    }

    #[test]
    fn faults_have_their_place() {
        assert_eq!(parsed("@book{a, author = {X}}").1, ["\"a\" missing-field: `title` is missing"]);
        assert_eq!(
            parsed("@book{a, title = {T}, url = {javascript:x}}").1,
            ["\"javascript:x\" unsafe-url: `javascript:x` is no web address"]
        );
        assert_eq!(parsed("@book{a, title = {T}, reliability = {Z}}").1, ["\"Z\" bad-value: `reliability` cannot be `Z`"]);
        assert!(parsed("@book{a, title = {T}\n@book{b}").1[0].contains("bad-value: the bibliography cannot be read"));
        assert!(parsed("@book{+, title = {T}}").1[0].contains("bad-id"));
        let twice = parsed("@book{a, title = {T}}\n@book{a, title = {T}}");
        assert!(twice.1[0].contains("bad-value: the bibliography cannot be read: "), "{:?}", twice.1);
        assert!(parsed("").0.is_empty() && parsed("just a comment").1.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn no_bibliography_panics(bib in "(@[a-z]{1,7}\\{|[a-z]{1,4}|, | = |\\{|\\}|\"|\\\\[a-z'\"&]|#|%|\n|2024|-|/|é|\\PC){0,40}") {
            for problem in parsed(&bib).1 {
                proptest::prop_assert!(!problem.starts_with("\"?\""), "{}", problem);
            }
        }
    }
}
