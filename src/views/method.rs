//! How this site works: its scales, labels and vocabularies, and the rules its briefs were checked by, all from its
//! configuration.

use super::frame::PageHead;
use crate::diagnostic::{Level, code};
use crate::graph::Graph;
use crate::model::event::{RUNGS, TYPES};
use crate::model::terms::{Confidence, Matter, Precision, Progress, Reliability, Stance, Tlp};
use crate::plan::{Content, Plan};
use serde::Serialize;

const BASE: &str = "/method.html";

/// What `method.html` reads.
#[derive(Serialize)]
struct Method {
    page: PageHead,
    contents: Vec<Item>,
    scale_name: &'static str,
    likelihood: Vec<Step>,
    confidence: Vec<Confidence>,
    reliability: Vec<Reliability>,
    credibility: Vec<u8>,
    rungs: Vec<Rung>,
    stances: Vec<String>,
    matters: Vec<String>,
    progress: Vec<Progress>,
    precision: Vec<Radius>,
    labels: Vec<Label>,
    ceiling: Tlp,
    rules: Vec<Rules>,
}

#[derive(Serialize)]
struct Item {
    id: &'static str,
    title: String,
    level: u8,
}

#[derive(Serialize)]
struct Step {
    word: &'static str,
    range: String,
    low: u8,
    high: u8,
    text: String,
}

#[derive(Serialize)]
struct Rung {
    rung: u8,
    text: String,
    types: String,
}

#[derive(Serialize)]
struct Radius {
    text: String,
    km: String,
}

#[derive(Serialize)]
struct Label {
    label: Tlp,
    text: String,
}

#[derive(Serialize)]
struct Rules {
    title: String,
    codes: Vec<&'static str>,
}

/// Parts of the page, by id and the interface word of their heading.
const PARTS: [(&str, &str); 9] = [
    ("accounts", "method_accounts"),
    ("likelihood", "method_likelihood"),
    ("confidence", "method_confidence"),
    ("rating", "method_rating"),
    ("ladder", "method_ladder"),
    ("progress", "method_progress"),
    ("places", "method_places"),
    ("handling", "method_handling"),
    ("rules", "method_rules"),
];

/// Plans the page.
pub fn plan(_: &Graph, plan: &mut Plan<Graph>) {
    plan.page("method", BASE, None, page);
}

fn page(graph: &Graph) -> Content {
    let words = &graph.words;
    let mut page = PageHead::of_list(graph, "method", words.get("method"), BASE).with_foot(graph);
    page.description = words.fill("method_of", &[("title", &graph.config.title)]);
    let step = |step: &crate::model::scale::Step| Step {
        word: step.term,
        range: words.percents_in(None, step.low, step.high),
        low: step.low,
        high: step.high,
        text: words.term("likelihood", step.term),
    };
    let radius = |precision: &Precision| Radius {
        text: words.term("precision", precision.as_str()),
        km: precision.radius_km().map(|km| format!("{km} km")).unwrap_or_default(),
    };
    let label = |label: &Tlp| Label { label: *label, text: words.term("tlp", &label.as_str().replace('+', "_").to_lowercase()) };
    let context = Method {
        page,
        contents: PARTS.iter().map(|(id, word)| Item { id, title: words.get(word).into_owned(), level: 2 }).collect(),
        scale_name: match graph.config.likelihood_scale {
            crate::model::scale::LikelihoodScale::Icd203 => "ICD 203",
            crate::model::scale::LikelihoodScale::Phia => "PHIA",
        },
        likelihood: graph.config.likelihood_scale.steps().iter().map(step).collect(),
        confidence: Confidence::ALL.to_vec(),
        reliability: Reliability::ALL.to_vec(),
        credibility: (1..=6).collect(),
        rungs: rungs(graph),
        stances: Stance::ALL.iter().map(|stance| words.term("stance", stance.as_str())).collect(),
        matters: Matter::ALL.iter().map(|matter| words.term("about", matter.as_str())).collect(),
        progress: Progress::ALL.to_vec(),
        precision: Precision::ALL.iter().map(radius).collect(),
        labels: Tlp::ALL.iter().map(label).collect(),
        ceiling: graph.config.release.ceiling,
        rules: rules(graph),
    };
    Content::Template { name: "method.html", context: Box::new(context) }
}

/// Each rung with the types of event that stand on it unless their brief says otherwise.
fn rungs(graph: &Graph) -> Vec<Rung> {
    let of = |rung: u8| {
        let types = TYPES.iter().filter(|(_, default)| *default == Some(rung));
        let types: Vec<String> = types.map(|(name, _)| graph.words.term("event_type", name)).collect();
        Rung { rung, text: graph.words.term("rung", &rung.to_string()), types: types.join(", ") }
    };
    (0..RUNGS.len()).filter_map(|rung| u8::try_from(rung).ok()).map(of).collect()
}

/// The rules in force, the strictest first.
fn rules(graph: &Graph) -> Vec<Rules> {
    let levels = graph.config.levels();
    let at = |(level, word): (Level, &str)| Rules {
        title: graph.words.get(word).into_owned(),
        codes: code::ALL.iter().filter(|code| code.level(&levels) == level).map(|code| code.name()).collect(),
    };
    [(Level::Deny, "rules_deny"), (Level::Warn, "rules_warn"), (Level::Allow, "rules_allow")]
        .map(at)
        .into_iter()
        .filter(|rules| !rules.codes.is_empty())
        .collect()
}
