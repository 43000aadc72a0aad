//! Readers of single values: text, numbers, dates, words, references, codes.
//!
//! Each takes a node and gives the value with its place, or a problem. None fails silently, none panics.

use super::fields::{Cx, Map, wrong};
use super::table::{Field, Shape, Tables, field, required};
use super::tree::{Data, Node};
use crate::diagnostic::{Diagnostic, Span, code};
use crate::model::reference::IfWithheld;
use crate::model::terms::Term;
use crate::model::{Kinds, Reference, Spanned};
use crate::text::edtf::Edtf;
use crate::text::escape::{is_deceptive, visible};
use crate::text::url::{Destination, destination};
use crate::text::{near, slug};
use std::collections::{BTreeMap, BTreeSet};

/// The text of a scalar; anything else is a wrong type.
pub fn scalar<'n>(node: &'n Node<'_>, expected: &str, cx: &mut Cx<'_>) -> Option<&'n str> {
    match &node.data {
        Data::Scalar { text, .. } => Some(text),
        _ => {
            wrong(node, expected, cx);
            None
        }
    }
}

/// Text on one line; a folded one is joined.
pub fn text(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a text", cx)?.trim();
    let line =
        if written.contains(['\n', '\r']) { written.split_whitespace().collect::<Vec<_>>().join(" ").into() } else { written.into() };
    Some(Spanned::new(line, node.span))
}

/// Inline Markdown.
pub fn prose(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    scalar(node, "a text", cx).map(|written| Spanned::new(written.trim().into(), node.span))
}

/// `true` or `false`.
pub fn flag(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<bool> {
    match scalar(node, "true or false", cx)? {
        "true" => Some(true),
        "false" => Some(false),
        other => {
            let message = format!("`{}` is `{}`, not true or false", cx.key, visible(other));
            cx.bad(node.span, message, "write `true` or `false`");
            None
        }
    }
}

/// A decimal number.
pub fn number(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<f64>> {
    let written = scalar(node, "a number", cx)?;
    let decimal = written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    match written.parse::<f64>() {
        Ok(value) if decimal && value.is_finite() => Some(Spanned::new(value, node.span)),
        _ => {
            let message = format!("`{}` is `{}`, not a number", cx.key, visible(written));
            cx.bad(node.span, message, "write digits with a point for decimals and nothing between thousands, as in 1200.5");
            None
        }
    }
}

/// A whole number from `low` to `high`.
fn whole(node: &Node<'_>, low: u8, high: u8, cx: &mut Cx<'_>) -> Option<Spanned<u8>> {
    let written = scalar(node, "a number", cx)?;
    match written.parse::<u8>() {
        Ok(value) if (low..=high).contains(&value) => Some(Spanned::new(value, node.span)),
        _ => {
            let message = format!("`{}` is `{}`, not a number from {low} to {high}", cx.key, visible(written));
            cx.bad(node.span, message, format!("write one of {low} to {high}"));
            None
        }
    }
}

/// Credibility 1 to 6 (NATO AJP-2.1).
pub fn credibility(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<u8>> {
    whole(node, 1, 6, cx)
}

/// A rung 0 to 9 of the escalation ladder.
pub fn rung(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<u8>> {
    whole(node, 0, 9, cx)
}

/// A term of a closed enumeration.
pub fn term<T: Term>(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<T>> {
    let written = scalar(node, "a word", cx)?;
    let found = T::of(written);
    if found.is_none() {
        bad_word(node.span, written, T::TERMS, cx);
    }
    found.map(|term| Spanned::new(term, node.span))
}

/// A word of a vocabulary that the site may extend under `setting` of casebook.yaml.
pub fn vocabulary(node: &Node<'_>, words: &BTreeSet<&str>, setting: &str, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a word", cx)?;
    if !words.contains(written) {
        let message = format!("`{}` cannot be `{}`", cx.key, visible(written));
        let near = near::did_you_mean(written, words.iter().copied());
        cx.bad(node.span, message, near.unwrap_or_else(|| format!("a site adds words of its own under `{setting}` in casebook.yaml")));
        return None;
    }
    Some(Spanned::new(written.into(), node.span))
}

/// A word that is none of those allowed: names the nearest, or all when none is near.
pub fn bad_word(span: Span, written: &str, words: &[&str], cx: &mut Cx<'_>) {
    let message = format!("`{}` cannot be `{}`", cx.key, visible(written));
    let help = near::did_you_mean(written, words.iter().copied()).unwrap_or_else(|| format!("it is one of {}", words.join(", ")));
    cx.bad(span, message, help);
}

/// A date or interval.
pub fn date(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Edtf>> {
    let written = scalar(node, "a date", cx)?;
    match Edtf::parse(written) {
        Ok(date) => Some(Spanned::new(date, node.span)),
        Err(error) => {
            cx.problem(code::BAD_DATE, node.span, error.to_string(), error.hint());
            None
        }
    }
}

/// An RFC 3339 instant with its offset.
pub fn instant(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<jiff::Timestamp>> {
    let written = scalar(node, "an instant", cx)?;
    let plain = written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'T' | b'Z' | b'.' | b'+'));
    match written.parse() {
        Ok(instant) if plain => Some(Spanned::new(instant, node.span)),
        _ => {
            let message = format!("`{}` is no instant with an offset", visible(written));
            cx.problem(code::BAD_DATE, node.span, message, "write it as \"2024-02-10T06:00:00+05:00\"");
            None
        }
    }
}

const LONG: Tables = &[LONG_REFERENCE];

/// A reference written long.
const LONG_REFERENCE: &[Field] = &[
    required("ref", Shape::Reference(Kinds::ANY), "the brief or claim", "iran"),
    field("if_withheld", Shape::Word(&["drop"]), "what to do when it may not be published", "drop"),
];

/// A reference, short (`iran`) or long (`{ref: iran, if_withheld: drop}`).
pub fn reference(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Reference> {
    match &node.data {
        Data::Scalar { text, .. } => short(text, node.span, cx),
        Data::Mapping { .. } => {
            let map = Map::open(node, LONG, cx)?;
            let reference = map.need("ref", cx, |node, cx| short(scalar(node, "a reference", cx)?, node.span, cx))?;
            let drop = map.get("if_withheld", cx, if_withheld);
            Some(Reference { if_withheld: drop.unwrap_or_default(), ..reference })
        }
        Data::Sequence(_) => {
            cx.bad(
                node.span,
                format!("`{}` takes a reference, not a list", cx.key),
                "in front matter a reference is a bare id, without [[ ]]",
            );
            None
        }
        Data::Broken => None,
    }
}

fn short(written: &str, span: Span, cx: &mut Cx<'_>) -> Option<Reference> {
    let written = written.trim();
    if written.is_empty() || written.starts_with('[') || written.contains(['\n', '|']) {
        let message = format!("`{}` is no reference", visible(written));
        cx.bad(span, message, "write a brief's id, as in `iran`, `actors/iran` or `marg-bar-sarmachar#c1`");
        return None;
    }
    Some(Reference::new(written, span))
}

fn if_withheld(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<IfWithheld> {
    match scalar(node, "a word", cx)? {
        "drop" => Some(IfWithheld::Drop),
        other => {
            bad_word(node.span, other, &["drop"], cx);
            None
        }
    }
}

/// A name unique in its list.
pub fn id(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "an id", cx)?;
    if let Err(reason) = slug::is_id(written) {
        let help = "an id is lower-case letters, digits and hyphens";
        cx.problem(code::BAD_ID, node.span, format!("the id `{}` {reason}", visible(written)), help);
        return None;
    }
    Some(Spanned::new(written.into(), node.span))
}

/// Reports ids that stand twice in one list.
pub fn unique<'a>(ids: impl Iterator<Item = &'a Spanned<Box<str>>>, place: &str, cx: &mut Cx<'_>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for id in ids {
        if let Some(first) = seen.insert(&id.value, id.span) {
            let problem =
                Diagnostic::new(code::DUPLICATE_ID, cx.path, id.span, format!("the id `{}` stands twice in {place}", visible(id)));
            cx.problems.push(problem.help("rename one of the two").related(cx.path, first, "first used here"));
        }
    }
}

/// A BCP 47 tag: checked for its form, not against the registry.
pub fn language(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a language tag", cx)?;
    checked(node, written, is_language(written), "a language tag", "write a BCP 47 tag, as in `en`, `ur` or `fa-Latn`", cx)
}

/// Whether the text has the form of a BCP 47 tag.
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    first && parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// An ISO 3166-1 alpha-2 code.
pub fn country(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a country code", cx)?;
    let help = if written == "UK" { "the United Kingdom is `GB`" } else { "write an ISO 3166-1 code of two capital letters, as in `PK`" };
    checked(node, written, is_country(written), "a country code", help, cx)
}

/// An ISO 3166-2 code.
pub fn region(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a region code", cx)?;
    let tail = |rest: &str| matches!(rest.len(), 1..=3) && rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let fine = written.split_once('-').is_some_and(|(country, rest)| is_country(country) && tail(rest));
    checked(node, written, fine, "a region code", "write an ISO 3166-2 code, as in `PK-BA`", cx)
}

/// Countries of ISO 3166-1, alpha-2, and XK, which many use for Kosovo.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD \
    CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP \
    GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU \
    LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN \
    PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW \
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

fn is_country(text: &str) -> bool {
    text.len() == 2 && COUNTRIES.split(' ').any(|country| country == text)
}

/// An `http` or `https` address; another scheme is an unsafe one.
pub fn url(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "an address", cx)?;
    web_address(written, node.span, cx).then(|| Spanned::new(written.into(), node.span))
}

/// Whether a text is an `http` or `https` address; reports it where it is not.
pub fn web_address(written: &str, span: Span, cx: &mut Cx<'_>) -> bool {
    let (code, why) = match destination(written) {
        Destination::External(url) if !url.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:")) => return true,
        Destination::Unsafe(why) if written.starts_with("http") => (code::UNSAFE_URL, format!(": {why}")),
        Destination::Unsafe(_) => (code::UNSAFE_URL, String::new()),
        _ => (code::BAD_VALUE, String::new()),
    };
    let message = format!("`{}` is no web address{why}", visible(written));
    cx.problem(code, span, message, "write it whole, beginning with https:// or http://");
    false
}

/// A root-absolute path of this site.
pub fn address(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a path", cx)?;
    let plain = |c: char| !is_deceptive(c) && !matches!(c, '\\' | '?' | '#' | '%' | ':' | '*' | '"' | '<' | '>' | '|');
    let segments = written.strip_prefix('/').map(|rest| rest.strip_suffix('/').unwrap_or(rest).split('/'));
    let fine = written.chars().all(plain) && segments.is_some_and(|mut parts| parts.all(|part| slug::is_file_name(part).is_ok()));
    let help = "write an old path of this site, as in `/old/path/`, its letters themselves and not %-escaped";
    checked(node, written, fine, "a path of this site", help, cx)
}

/// A file beside the brief or below its folder.
pub fn file(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a file name", cx)?;
    let plain = |c: char| !is_deceptive(c) && !matches!(c, '\\' | ':' | '?' | '#');
    let fine = written.chars().all(plain) && written.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    checked(node, written, fine, "a file beside the brief", "write its name, as in `map.png`", cx)
}

/// 64 hexadecimal digits.
pub fn sha256(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a checksum", cx)?;
    let fine = written.len() == 64 && written.bytes().all(|byte| byte.is_ascii_hexdigit());
    checked(node, written, fine, "a SHA-256 checksum", "write its 64 hexadecimal digits", cx)
}

/// An SPDX licence expression, checked for its form.
pub fn licence(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    let written = scalar(node, "a licence", cx)?;
    let fine =
        !written.is_empty() && written.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | ' ' | '(' | ')' | ':'));
    checked(node, written, fine, "a licence", "write an SPDX expression, as in `CC-BY-4.0`", cx)
}

fn checked(node: &Node<'_>, written: &str, fine: bool, what: &str, help: &str, cx: &mut Cx<'_>) -> Option<Spanned<Box<str>>> {
    if !fine {
        cx.bad(node.span, format!("`{}` is not {what}", visible(written)), help);
        return None;
    }
    Some(Spanned::new(written.into(), node.span))
}
