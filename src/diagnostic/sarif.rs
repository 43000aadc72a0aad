//! Problems as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors read.
//!
//! One run, one rule for each code that was found, with its page as help. Columns count code points, as ours do.
//! The structs hold the part of the format that is written here and no more.

use super::source::{Sources, TextOf};
use super::{Code, Diagnostic, Level, Location};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// What a rule is, for its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// One sentence.
    pub short: String,
    /// The whole page, in Markdown.
    pub markdown: String,
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints,
}

/// The same problem keeps its fingerprint when lines above it come and go.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "casebook/v1")]
    casebook: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Writes one SARIF log.
///
/// # Errors
/// When `out` cannot be written.
pub fn print(
    items: &[(Level, Diagnostic)],
    text_of: TextOf<'_>,
    rule_text: &dyn Fn(Code) -> RuleText,
    out: &mut dyn Write,
) -> io::Result<()> {
    let codes: Vec<Code> = items.iter().map(|(_, problem)| problem.code).collect::<BTreeSet<_>>().into_iter().collect();
    let mut sources = Sources::new(text_of);
    let results = items.iter().map(|(level, problem)| result(*level, problem, &codes, &mut sources)).collect();
    let driver = Driver {
        name: "Casebook",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: codes.iter().map(|code| rule(*code, rule_text(*code))).collect(),
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: Code, text: RuleText) -> Rule {
    Rule {
        id: code.name(),
        short_description: plain(text.short),
        help: Text { text: text.markdown.clone(), markdown: Some(text.markdown) },
        default_configuration: Configuration { level: word(code.default_level()) },
    }
}

fn result(level: Level, problem: &Diagnostic, codes: &[Code], sources: &mut Sources<'_>) -> SarifResult {
    let help = problem.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let related = problem.related.iter().enumerate();
    SarifResult {
        rule_id: problem.code.name(),
        rule_index: codes.binary_search(&problem.code).unwrap_or_default(),
        level: word(level),
        message: plain(format!("{}{help}", problem.message)),
        locations: [place(&problem.location, None, None, sources)],
        related_locations: related
            .map(|(id, (location, note))| place(location, Some(id + 1), Some(plain(note.clone())), sources))
            .collect(),
        partial_fingerprints: Fingerprints { casebook: fingerprint(problem) },
    }
}

fn place(location: &Location, id: Option<usize>, message: Option<Text>, sources: &mut Sources<'_>) -> Place {
    let (from, to) = sources.places(location);
    let region = Region { start_line: from.line, start_column: from.column, end_line: to.line, end_column: to.column };
    let artifact_location = Artifact { uri: uri(&location.path), uri_base_id: "%SRCROOT%" };
    Place { id, physical_location: Physical { artifact_location, region }, message }
}

fn fingerprint(problem: &Diagnostic) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [problem.code.name(), &problem.location.path, &problem.message] {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex().as_str().chars().take(32).collect()
}

/// A relative path as a URI reference: all but RFC 3986's unreserved characters and `/` are percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn plain(text: String) -> Text {
    Text { text, markdown: None }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Allow => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Span, code};
    use super::*;

    fn log(items: &[(Level, Diagnostic)]) -> serde_json::Value {
        let text = |code: Code| RuleText { short: format!("About {code}."), markdown: format!("# {code}") };
        let mut out = Vec::new();
        print(items, &|_| Some("title: é!\n".into()), &text, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn items() -> Vec<(Level, Diagnostic)> {
        let path = "content/a b/é.md".into();
        let first = Diagnostic::new(code::BAD_VALUE, &path, Span::new(7, 10), "not so").related(&path, Span::new(0, 5), "see here");
        let second = Diagnostic::new(code::NO_ARCHIVE, &path, Span::new(0, 5), "no copy").help("add one");
        vec![(Level::Deny, first), (Level::Warn, second)]
    }

    #[test]
    fn a_log_says_what_was_found() {
        let log = serde_json::to_string_pretty(&log(&items())).unwrap();
        insta::assert_snapshot!(log.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }

    #[test]
    fn every_result_names_a_rule_that_is_there() {
        let log = log(&items());
        let run = &log["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(result["ruleId"], run["tool"]["driver"]["rules"][index]["id"]);
        }
    }

    #[test]
    fn a_clean_run_is_a_log_with_no_results() {
        let log = log(&[]);
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], serde_json::json!([]));
    }

    #[test]
    fn the_fingerprint_does_not_depend_on_the_line() {
        let path = "a.md".into();
        let at = |start| Diagnostic::new(code::BAD_VALUE, &path, Span::new(start, start), "x");
        assert_eq!(fingerprint(&at(0)), fingerprint(&at(5)));
    }
}
