//! Names that lead nowhere, to several briefs, to the wrong kind, or to something withheld.

use super::Scan;
use crate::diagnostic::{Code, Diagnostic, Problems, code};
use crate::graph::{Graph, Miss, Unresolved};
use crate::model::reference::IfWithheld;
use crate::model::{BriefIx, Kind, Kinds};
use crate::text::near;
use rayon::prelude::*;

/// How many near names a hint lists.
const HINTS: usize = 3;

pub(super) fn run(scan: &Scan<'_>, problems: &mut Problems) {
    let names = Nearest::new(scan.graph);
    let found: Vec<Diagnostic> = scan
        .graph
        .unresolved()
        .par_iter()
        // The author has said that the reference may vanish; whether its target is withheld or gone is no reader's matter.
        .filter(|reference| reference.if_withheld == IfWithheld::Refuse)
        .filter_map(|reference| match is_leak(scan, reference) {
            true => Some(leak(reference)),
            false if reference.or_word => None,
            false => Some(report(scan.graph, reference, &names)),
        })
        .collect();
    problems.extend(found);
}

/// Names by the kinds a place takes, made ready once for all references of a run.
struct Nearest<'g>(Vec<(Kinds, near::Names<'g>)>);

impl<'g> Nearest<'g> {
    fn new(graph: &'g Graph) -> Self {
        let mut asked: Vec<Kinds> = Vec::new();
        for reference in graph.unresolved() {
            if !asked.contains(&reference.kinds) {
                asked.push(reference.kinds);
            }
        }
        Self(asked.into_iter().map(|kinds| (kinds, near::Names::new(graph.resolver().names(graph, kinds)))).collect())
    }

    fn to(&self, name: &str, kinds: Kinds) -> Vec<&'g str> {
        let names = self.0.iter().find(|(asked, _)| *asked == kinds);
        names.map(|(_, names)| names.nearest(name, HINTS)).unwrap_or_default()
    }
}

fn is_leak(scan: &Scan<'_>, reference: &Unresolved) -> bool {
    reference.miss == Miss::Unknown && scan.is_withheld(&reference.text)
}

fn leak(reference: &Unresolved) -> Diagnostic {
    let message = "this brief may be published, but what it refers to may not";
    Diagnostic::new(code::MARKING_LEAK, &reference.path, reference.span, message)
        .help("write {ref: …, if_withheld: drop} in front matter, take the reference out, or change a label")
}

fn report(graph: &Graph, reference: &Unresolved, names: &Nearest<'_>) -> Diagnostic {
    let name = reference.text.split('#').next().unwrap_or(&reference.text).trim();
    let make = |code: Code, message: String| Diagnostic::new(code, &reference.path, reference.span, message);
    match &reference.miss {
        Miss::Unknown => unknown(reference, name, names),
        Miss::Ambiguous(bearers) => {
            let names: Vec<String> = bearers.iter().take(HINTS).map(|ix| graph[*ix].name()).collect();
            make(code::AMBIGUOUS_REFERENCE, format!("{name:?} names several briefs")).help(format!("write one of {}", names.join(", ")))
        }
        Miss::WrongKind(other) => wrong_kind(graph, reference, *other, names),
        Miss::NoPart(brief) => {
            let part = reference.text.split_once('#').map_or("", |(_, part)| part);
            let parts = parts(graph, *brief);
            let diagnostic = make(code::UNRESOLVED_REFERENCE, format!("{} has no claim or judgement {part:?}", graph[*brief].name()));
            let hint = near::nearest(part, parts.iter().map(String::as_str), HINTS).join(", ");
            if hint.is_empty() { diagnostic } else { diagnostic.help(format!("it has {hint}")) }
        }
    }
}

fn unknown(reference: &Unresolved, name: &str, names: &Nearest<'_>) -> Diagnostic {
    let what = if reference.kinds == Kinds::SOURCE { "source" } else { "brief" };
    let message = format!("no {what} is named {name:?}");
    let diagnostic = Diagnostic::new(code::UNRESOLVED_REFERENCE, &reference.path, reference.span, message);
    let wanted = name.rsplit('/').next().unwrap_or(name);
    let nearest = names.to(wanted, reference.kinds);
    match nearest.as_slice() {
        [] => diagnostic,
        [one] => diagnostic.help(format!("the nearest is {one}")),
        several => diagnostic.help(format!("the nearest are {}", several.join(", "))),
    }
}

fn wrong_kind(graph: &Graph, reference: &Unresolved, other: BriefIx, names: &Nearest<'_>) -> Diagnostic {
    let name = &*reference.text;
    let article = |kind: Kind| if matches!(kind, Kind::Actor | Kind::Event | Kind::Analysis) { "an" } else { "a" };
    let kind = graph[other].kind;
    let wanted: Vec<&str> = Kind::ALL.iter().filter(|kind| reference.kinds.has(**kind)).map(|kind| kind.as_str()).collect();
    let message = format!("{name:?} is {} {kind}, but this field takes {}", article(kind), wanted.join(" or "));
    let diagnostic = Diagnostic::new(code::WRONG_KIND, &reference.path, reference.span, message);
    let nearest = names.to(name, reference.kinds);
    match nearest.as_slice() {
        [] => diagnostic,
        [one] => diagnostic.help(format!("the nearest is {one}")),
        several => diagnostic.help(format!("the nearest are {}", several.join(", "))),
    }
}

fn parts(graph: &Graph, brief: BriefIx) -> Vec<String> {
    let brief = &graph[brief];
    let claims = brief.event().into_iter().flat_map(|event| &event.claims).map(|claim| claim.id.value.to_string());
    let judgements = brief.analysis().into_iter().flat_map(|a| &a.judgements).map(|judgement| judgement.id.value.to_string());
    claims.chain(judgements).collect()
}
