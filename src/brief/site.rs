//! `casebook.yaml` to [`Config`]: read through serde, then checked for what types cannot say.
//!
//! The file is also read as a tree, so that every unknown key and bad word is found at once and has its place.

use super::fields::{Cx, Map, Words};
use super::table::{Field, Shape, field, required};
use super::tree::{self, Data, Node};
use super::value;
use crate::content::Snapshot;
use crate::diagnostic::{Code, Diagnostic, Level, Problems, Span, code};
use crate::model::Config;
use crate::model::relation::BUILT_IN;
use crate::model::scale::LikelihoodScale;
use crate::model::terms::Tlp;
use crate::text::escape::visible;
use crate::text::{near, slug};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file's name in the casebook's root.
pub const FILE: &str = "casebook.yaml";

/// Every setting.
pub const FIELDS: &[Field] = &[
    required("title", Shape::Text, "the site's title", "\"Pakistan and Iran, January 2024\""),
    field("description", Shape::Text, "one or two sentences", "\"What this casebook is about.\""),
    field("base_url", Shape::Url, "where it is published; for feeds, sitemap, canonical links and 404", "https://example.org/casebook/"),
    field("lang", Shape::Language, "its language, and that of briefs without one", "en"),
    field("languages", Shape::List(&Shape::Language), "languages that briefs may have versions in", "[en, ur, fa]"),
    field("authors", Shape::Pairs(&Shape::Map(AUTHOR)), "who writes, by key", "{desk: {name: The desk}}"),
    field("likelihood_scale", Shape::Word(LikelihoodScale::WORDS), "the words for probability", "icd203"),
    field("release", Shape::Map(RELEASE), "what may be published", "{ceiling: CLEAR, default: CLEAR}"),
    field("citations", Shape::Map(CITATIONS), "how sources are written out", "{style: chicago-author-date}"),
    field("feeds", Shape::List(&Shape::Word(FEEDS)), "which feeds are written", "[site, kinds]"),
    field("exports", Shape::List(&Shape::Text), "data files written under /data/", "[]"),
    field("offline", Shape::Flag, "search and previews work from file:// too", "false"),
    field("autolink", Shape::List(&Shape::Word(FOLDERS)), "kinds whose names link by themselves in prose", "[actors]"),
    field("vocabulary", Shape::Map(VOCABULARY), "words of the site's own", "{actor_types: [malware]}"),
    field(
        "lints",
        Shape::Pairs(&Shape::Word(LEVELS)),
        "levels by code; `casebook explain CODE` says what each means",
        "{no-archive: allow}",
    ),
    field("loaded_words", Shape::List(&Shape::Text), "the words that loaded-word looks for, instead of its own", "[]"),
    field("navigation", Shape::List(&Shape::Text), "entries of the main navigation", "[timeline, map, recommendations]"),
    field("keep", Shape::List(&Shape::Text), "files in the output folder that are not ours and stay", "[CNAME, .well-known]"),
    field("limits", Shape::Map(LIMITS), "how much one brief may ask of a build", "{seconds: 600}"),
];

const AUTHOR: &[Field] =
    &[required("name", Shape::Text, "as shown", "The desk"), field("url", Shape::Url, "where to read more", "https://example.org/desk")];

const RELEASE: &[Field] = &[
    field("ceiling", Shape::Word(Tlp::WORDS), "the most restricted label that may go out", "CLEAR"),
    field("default", Shape::Word(Tlp::WORDS), "for briefs without a label; without it they are withheld", "CLEAR"),
];

const LIMITS: &[Field] = &[
    field("brief", Shape::Number, "bytes of one brief's file", "1048576"),
    field("values", Shape::Number, "keys, values and collections in the front matter of one brief", "50000"),
    field("depth", Shape::Number, "collections inside collections, and Markdown inside Markdown", "32"),
    field("page", Shape::Number, "bytes of one page", "4194304"),
    field("seconds", Shape::Number, "how long build, check or export may take", "600"),
];

const CITATIONS: &[Field] = &[field("style", Shape::Text, "the name of a CSL style", "chicago-author-date")];

const VOCABULARY: &[Field] = &[
    field("actor_types", Shape::List(&Shape::Id), "more types of actors", "[malware]"),
    field("event_types", Shape::List(&Shape::Id), "more types of events", "[campaign]"),
    field(
        "relation_types",
        Shape::Pairs(&Shape::Id),
        "more types of relations and their inverses; the same name twice means symmetric",
        "{uses: used-by}",
    ),
];

const FEEDS: &[&str] = &["site", "kinds", "actors", "tags"];
const LEVELS: &[&str] = &["allow", "warn", "deny"];
const FOLDERS: &[&str] = &["actors", "events", "recommendations", "analyses", "sources"];

/// Reads the site's configuration; `None` when it cannot be used, with every reason among the problems.
pub fn read_config(snapshot: &Snapshot, problems: &mut Problems) -> Option<Config> {
    let path: Arc<str> = FILE.into();
    let Some(bytes) = snapshot.get(FILE) else {
        let problem = Diagnostic::new(code::MISSING_FIELD, &path, Span::default(), "there is no casebook.yaml");
        problems.push(problem.help("`casebook init` makes one"));
        return None;
    };
    let text = match bytes.text() {
        Ok(text) => text,
        Err(error) => {
            problems.push(super::not_text(&path, error));
            return None;
        }
    };
    let words = Words::default();
    let mut cx = Cx { path: &path, words: &words, problems: Vec::new(), key: "" };
    let config = read(&text, &mut cx);
    let sound = cx.problems.is_empty();
    problems.extend(cx.problems);
    config.filter(|_| sound)
}

fn read(text: &str, cx: &mut Cx<'_>) -> Option<Config> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &text[start..];
    let root = tree::read(text, start, tree::CONFIGURATION, cx.path, &mut cx.problems);
    if !cx.problems.is_empty() {
        return None;
    }
    let root = root.unwrap_or(Node { span: Span::default(), data: Data::Mapping { entries: Vec::new(), faulty: false } });
    check(&root, cx);
    match serde_yaml::from_str::<Config>(text) {
        Ok(config) => Some(config),
        Err(error) => {
            // The tree's reader explains most faults better; this is what it does not know.
            if cx.problems.is_empty() {
                let at = error
                    .location()
                    .and_then(|location| location.span().byte_offset())
                    .and_then(|at| usize::try_from(at).ok())
                    .unwrap_or_default();
                let message = error.without_snippet().to_string();
                cx.bad(
                    Span::new(start + at, start + at),
                    visible(message.lines().next().unwrap_or_default()),
                    "see the documentation of casebook.yaml",
                );
            }
            None
        }
    }
}

/// Reads every setting for its problems alone.
fn check(root: &Node<'_>, cx: &mut Cx<'_>) -> Option<()> {
    cx.key = FILE;
    let map = Map::open(root, &[FIELDS], cx)?;
    map.need("title", cx, value::text);
    map.get("base_url", cx, base_url);
    map.get("lang", cx, value::language);
    map.list("languages", cx, value::language);
    map.pairs("authors", cx, |node, cx| {
        let author = Map::open(node, &[AUTHOR], cx)?;
        author.need("name", cx, value::text);
        author.get("url", cx, value::url).map(drop)
    });
    map.get("likelihood_scale", cx, value::term::<LikelihoodScale>);
    map.get("release", cx, |node, cx| {
        let release = Map::open(node, &[RELEASE], cx)?;
        release.get("ceiling", cx, value::term::<Tlp>);
        release.get("default", cx, value::term::<Tlp>).map(drop)
    });
    map.get("citations", cx, |node, cx| Map::open(node, &[CITATIONS], cx).map(drop));
    map.list("feeds", cx, |node, cx| word(node, FEEDS, cx));
    map.get("offline", cx, value::flag);
    map.list("autolink", cx, |node, cx| word(node, FOLDERS, cx));
    map.get("vocabulary", cx, vocabulary);
    lints(&map, cx);
    map.list("keep", cx, kept);
    map.get("limits", cx, limits);
    Some(())
}

fn limits(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<()> {
    let map = Map::open(node, &[LIMITS], cx)?;
    for limit in LIMITS {
        map.get(limit.key, cx, |node, cx| {
            let written = value::scalar(node, "a number", cx)?;
            let fine = written.parse::<u32>().is_ok_and(|number| number > 0) && written.bytes().all(|byte| byte.is_ascii_digit());
            (!fine).then(|| {
                cx.bad(node.span, format!("`{}` is no whole number above 0", visible(written)), "write digits alone, as in 1048576")
            })
        });
    }
    Some(())
}

fn vocabulary(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<()> {
    let map = Map::open(node, &[VOCABULARY], cx)?;
    map.list("actor_types", cx, value::id);
    map.list("event_types", cx, value::id);
    let mut inverses: BTreeMap<String, String> =
        BUILT_IN.iter().flat_map(|(name, inverse, _)| [(*name, *inverse), (*inverse, *name)]).map(|(a, b)| (a.into(), b.into())).collect();
    for (name, inverse) in map.pairs("relation_types", cx, value::id) {
        if let Err(reason) = slug::is_id(&name) {
            let message = format!("the type `{}` {reason}", visible(&name));
            cx.problem(code::BAD_ID, name.span, message, "a type is lower-case letters, digits and hyphens");
            continue;
        }
        for (one, other) in [(&name, &inverse), (&inverse, &name)] {
            let known = inverses.entry(one.value.to_string()).or_insert_with(|| other.value.to_string());
            if **known != *other.value {
                let message = format!("the inverse of `{}` is `{known}` already", one.value);
                cx.bad(one.span, message, "a type has one inverse; choose another name");
            }
        }
    }
    Some(())
}

fn lints(map: &Map<'_, '_>, cx: &mut Cx<'_>) {
    for (name, level) in map.pairs("lints", cx, level) {
        match Code::named(&name) {
            None => {
                let message = format!("there is no lint `{}`", visible(&name));
                let near = near::did_you_mean(&name, code::ALL.iter().map(|code| code.name()));
                cx.problem(code::UNKNOWN_KEY, name.span, message, near.unwrap_or_else(|| "`casebook explain` lists them".into()));
            }
            Some(code) if code.always() && level < code.default_level() => {
                cx.bad(name.span, format!("`{code}` cannot be lowered"), "it guards what the site is built on; take the line out");
            }
            Some(_) => {}
        }
    }
}

fn level(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Level> {
    match value::scalar(node, "a level", cx)? {
        "allow" => Some(Level::Allow),
        "warn" => Some(Level::Warn),
        "deny" => Some(Level::Deny),
        other => {
            value::bad_word(node.span, other, LEVELS, cx);
            None
        }
    }
}

fn word(node: &Node<'_>, words: &[&str], cx: &mut Cx<'_>) -> Option<()> {
    let written = value::scalar(node, "a word", cx)?;
    if !words.contains(&written) {
        value::bad_word(node.span, written, words, cx);
    }
    Some(())
}

fn base_url(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<()> {
    let url = value::url(node, cx)?;
    if !url.ends_with('/') || url.contains(['?', '#']) {
        cx.bad(
            node.span,
            format!("`{}` is not the address of a folder", visible(&url)),
            "end it with `/`, as in https://example.org/casebook/",
        );
    }
    Some(())
}

fn kept(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<()> {
    let written = value::scalar(node, "a file name", cx)?;
    if written.is_empty()
        || written.starts_with('/')
        || written.contains('\\')
        || written.split('/').any(|part| matches!(part, "" | "." | ".."))
    {
        cx.bad(
            node.span,
            format!("`{}` is not a file in the output folder", visible(written)),
            "write its path from there, as in `CNAME` or `.well-known`",
        );
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn read(yaml: &str) -> (Option<Config>, Vec<String>) {
        let mut snapshot = Snapshot::default();
        snapshot.insert(FILE, yaml);
        let mut problems = Problems::default();
        let config = read_config(&snapshot, &mut problems);
        let found = problems.finish(&Default::default());
        let place = |at: u32| {
            let before = &yaml[..at as usize];
            format!("{}:{}", before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
        };
        let line = |problem: &Diagnostic| {
            let help = problem.help.as_deref().unwrap_or_default();
            format!("{} {}: {}; {help}", place(problem.location.span.start), problem.code, problem.message)
        };
        (config, found.iter().map(|(_, problem)| line(problem)).collect())
    }

    #[test]
    fn a_title_is_enough() {
        let (config, problems) = read("title: T\n");
        assert_eq!(problems, [""; 0]);
        assert!(config.is_some_and(|config| config.title == "T" && config.lang == "en" && config.release.default.is_none()));
    }

    #[test]
    fn every_example_is_read() {
        let lines: Vec<String> = FIELDS.iter().map(|field| format!("{}: {}", field.key, field.example)).collect();
        let (config, problems) = read(&lines.join("\n"));
        assert_eq!(problems, [""; 0]);
        assert!(config.is_some_and(|config| config.keep.len() == 2 && config.languages.len() == 3));
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let yaml = "titel: T\nbase_url: https://example.org\nlints: {no-archiv: allow, duplicate-id: warn, single-source: never}\nrelease: {ceilling: RED, default: clear}\nfeeds: [sites]\nautolink: [actor]\noffline: no\nkeep: [../x]\n";
        let (config, problems) = read(yaml);
        assert!(config.is_none());
        assert_eq!(
            problems,
            [
                "1:1 missing-field: `title` is missing; add `title:`; the site's title",
                "1:1 unknown-key: unknown key `titel`; did you mean `title`?",
                "2:11 bad-value: `https://example.org` is not the address of a folder; end it with `/`, as in https://example.org/casebook/",
                "3:9 unknown-key: there is no lint `no-archiv`; did you mean `no-archive`?",
                "3:27 bad-value: `duplicate-id` cannot be lowered; it guards what the site is built on; take the line out",
                "3:62 bad-value: `lints` cannot be `never`; it is one of allow, warn, deny",
                "4:11 unknown-key: unknown key `ceilling`; did you mean `ceiling`?",
                "4:35 bad-value: `default` cannot be `clear`; did you mean `CLEAR`?",
                "5:9 bad-value: `feeds` cannot be `sites`; did you mean `site`?",
                "6:12 bad-value: `autolink` cannot be `actor`; did you mean `actors`?",
                "7:10 bad-value: `offline` is `no`, not true or false; write `true` or `false`",
                "8:8 bad-value: `../x` is not a file in the output folder; write its path from there, as in `CNAME` or `.well-known`",
            ]
        );
    }

    #[test]
    fn what_serde_alone_refuses_has_its_place() {
        let (config, problems) = read("title: [T]\nexports: x\n");
        assert!(config.is_none());
        assert!(problems[0].starts_with("1:8 bad-value: `title` takes a text"), "{problems:?}");
        assert!(read("title: T\nexports: x\n").1[0].starts_with("2:10 bad-value"), "{:?}", read("title: T\nexports: x\n").1);
        assert!(read("").0.is_none() && read("- a\n").0.is_none() && read("title: &a T\n").0.is_none());
    }

    #[test]
    fn plain_words_stay_text() {
        let (config, problems) = read("title: 2024\ndescription: no\nkeep: [404]\nauthors: {desk: {name: 1.10}}\n");
        assert_eq!(problems, [""; 0]);
        let texts = config.map(|config| (config.title, config.description, config.keep, config.authors["desk"].name.clone()));
        assert_eq!(texts, Some(("2024".into(), "no".into(), vec!["404".into()], "1.10".into())));
    }

    #[test]
    fn a_relation_type_has_one_inverse() {
        assert_eq!(read("title: T\nvocabulary: {relation_types: {uses: used-by, borders: borders, has-member: member-of}}\n").1, [""; 0]);
        let clashes = read("title: T\nvocabulary: {relation_types: {part-of: contains, a: b, b: c}}\n").1;
        let clashes: Vec<&str> = clashes.iter().filter_map(|clash| clash.split(';').next()).collect();
        assert_eq!(
            clashes,
            ["2:31 bad-value: the inverse of `part-of` is `has-part` already", "2:56 bad-value: the inverse of `b` is `a` already"]
        );
    }

    #[test]
    fn folders_are_those_of_the_kinds() {
        let folders: Vec<&str> = Kind::ALL.iter().map(|kind| kind.folder()).collect();
        assert_eq!(folders, FOLDERS);
    }
}
