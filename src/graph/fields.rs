//! Every reference and every piece of inline Markdown that front matter holds, in one walk.

use crate::model::analysis::Judgement;
use crate::model::{Analysis, Brief, Claim, Event, Facts, Kinds, Prose, Recommendation, Reference, Relation};

/// The front-matter field a reference stands in, as YAML names it.
pub type Field = &'static str;

/// One reference met on the walk.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'b> {
    /// The top-level field.
    pub field: Field,
    /// The reference.
    pub reference: &'b Reference,
    /// What the field takes.
    pub kinds: Kinds,
    /// The words beside it, for the backlink.
    pub text: &'b str,
    /// Whether a plain word may stand there instead of a reference.
    pub or_word: bool,
}

/// Calls `see` for every reference of a brief's front matter, in the order of the model.
/// `responds_to` of claims is left out: it may name a claim of the same event by its id alone.
pub fn visit<'b>(brief: &'b Brief, see: &mut dyn FnMut(Seen<'b>)) {
    let common = &brief.common;
    all(see, "sources", &common.sources, Kinds::SOURCE, "");
    for relation in &common.relations {
        visit_relation(relation, see);
    }
    match &brief.facts {
        Facts::Actor(actor) => {
            for name in &actor.names {
                all(see, "names", &name.used_by, Kinds::ACTOR, &name.text);
                all(see, "names", &name.sources, Kinds::SOURCE, &name.text);
            }
        }
        Facts::Event(event) => visit_event(event, see),
        Facts::Recommendation(recommendation) => visit_recommendation(recommendation, see),
        Facts::Analysis(analysis) => visit_analysis(analysis, see),
        Facts::Source(_) => {}
    }
}

/// Calls `see` for every reference of a brief's front matter, `responds_to` of claims included.
pub(super) fn visit_references<'b>(brief: &'b Brief, see: &mut dyn FnMut(&'b Reference)) {
    visit(brief, &mut |seen| see(seen.reference));
    brief.event().iter().flat_map(|event| &event.claims).flat_map(|claim| &claim.responds_to).for_each(see);
}

/// Whether two states of a brief differ in nothing but words that are shown and decide nothing: its prose, its summary, and
/// the inline Markdown of its front matter, translations included.
pub fn differ_in_words_alone(one: &Brief, other: &Brief) -> bool {
    let said = |brief: &Brief| -> Vec<Vec<Box<str>>> {
        brief.translations.values().map(|translation| translation.claims.keys().cloned().collect()).collect()
    };
    said(one) == said(other) && written_but_words(one).is_some_and(|one| written_but_words(other) == Some(one))
}

/// The front matter as written, in the pieces between those words; none for an entry of a library.
fn written_but_words(brief: &Brief) -> Option<Vec<String>> {
    let mut words = vec![brief.common.summary.span];
    visit_prose(brief, &mut |_, prose| words.push(prose.span));
    words.sort_unstable_by_key(|span| span.start);
    let text = brief.text.get(0..brief.body.start).filter(|_| brief.body.start > 0)?;
    let mut at = 0;
    let mut pieces = Vec::with_capacity(words.len() + 1);
    for span in words {
        pieces.push(text.get(at..span.start as usize)?.to_owned());
        at = span.end as usize;
    }
    pieces.push(text.get(at..)?.to_owned());
    Some(pieces)
}

/// Calls `see` for every piece of inline Markdown, with its field.
pub fn visit_prose<'b>(brief: &'b Brief, see: &mut dyn FnMut(Field, &'b Prose)) {
    let mut note = |field: Field, prose: &'b Option<Prose>| prose.iter().for_each(|prose| see(field, prose));
    for relation in &brief.common.relations {
        note("relations", &relation.note);
    }
    match &brief.facts {
        Facts::Actor(_) | Facts::Source(_) => {}
        Facts::Event(event) => {
            event.participants.iter().for_each(|p| note("participants", &p.note));
            event.figures.iter().for_each(|f| note("figures", &f.note));
            event.claims.iter().for_each(|c| see("claims", &c.text));
        }
        Facts::Recommendation(recommendation) => {
            recommendation.response.iter().for_each(|r| note("response", &r.note));
            recommendation.log.iter().for_each(|l| note("log", &l.note));
            recommendation.risks.iter().for_each(|risk| see("risks", risk));
        }
        Facts::Analysis(analysis) => {
            note("question", &analysis.question);
            for judgement in &analysis.judgements {
                see("judgements", &judgement.text);
                judgement.confidence_basis.iter().for_each(|basis| see("judgements", basis));
            }
            analysis.assumptions.iter().for_each(|a| see("assumptions", &a.text));
            analysis.indicators.iter().for_each(|i| see("indicators", &i.text));
            if let Some(ach) = &analysis.ach {
                ach.hypotheses.iter().for_each(|h| see("ach", &h.text));
                ach.evidence.iter().flat_map(|e| &e.text).for_each(|text| see("ach", text));
            }
        }
    }
    brief.common.corrections.iter().for_each(|c| see("corrections", &c.text));
}

fn all<'b>(see: &mut dyn FnMut(Seen<'b>), field: Field, references: &'b [Reference], kinds: Kinds, text: &'b str) {
    references.iter().for_each(|reference| see(Seen { field, reference, kinds, text, or_word: false }));
}

fn one<'b>(see: &mut dyn FnMut(Seen<'b>), field: Field, reference: &'b Option<Reference>, kinds: Kinds, text: &'b str) {
    reference.iter().for_each(|reference| see(Seen { field, reference, kinds, text, or_word: false }));
}

fn words(prose: &Option<Prose>) -> &str {
    prose.as_ref().map_or("", |prose| prose)
}

fn visit_relation<'b>(relation: &'b Relation, see: &mut dyn FnMut(Seen<'b>)) {
    let text = words(&relation.note);
    see(Seen { field: "relations", reference: &relation.to, kinds: Kinds::ANY, text, or_word: false });
    all(see, "relations.according_to", &relation.according_to, Kinds::SPEAKER, text);
    all(see, "relations.disputed_by", &relation.disputed_by, Kinds::SPEAKER, text);
    all(see, "relations.sources", &relation.sources, Kinds::SOURCE, text);
}

fn visit_event<'b>(event: &'b Event, see: &mut dyn FnMut(Seen<'b>)) {
    for participant in &event.participants {
        let text = words(&participant.note);
        see(Seen { field: "participants", reference: &participant.actor, kinds: Kinds::ACTOR, text, or_word: false });
        all(see, "participants.sources", &participant.sources, Kinds::SOURCE, text);
    }
    for figure in &event.figures {
        let text = if figure.note.is_some() { words(&figure.note) } else { &figure.measure };
        one(see, "figures.by", &figure.by, Kinds::SPEAKER, text);
        all(see, "figures.sources", &figure.sources, Kinds::SOURCE, text);
    }
    event.claims.iter().for_each(|claim| visit_claim(claim, see));
}

fn visit_claim<'b>(claim: &'b Claim, see: &mut dyn FnMut(Seen<'b>)) {
    one(see, "claims.by", &claim.by, Kinds::SPEAKER, &claim.text);
    if let Some(reference) = &claim.value {
        see(Seen { field: "claims.value", reference, kinds: Kinds::ANY, text: &claim.text, or_word: true });
    }
    all(see, "claims.sources", &claim.sources, Kinds::SOURCE, &claim.text);
}

fn visit_recommendation<'b>(recommendation: &'b Recommendation, see: &mut dyn FnMut(Seen<'b>)) {
    let action: &str = &recommendation.action;
    all(see, "addressees", &recommendation.addressees, Kinds::ACTOR, action);
    one(see, "by", &recommendation.by, Kinds::SPEAKER, action);
    all(see, "based_on", &recommendation.based_on, Kinds::ANY, action);
    for response in &recommendation.response {
        let text = words(&response.note);
        see(Seen { field: "response.by", reference: &response.by, kinds: Kinds::ACTOR, text, or_word: false });
        all(see, "response.sources", &response.sources, Kinds::SOURCE, text);
    }
    for entry in &recommendation.log {
        let text = words(&entry.note);
        all(see, "log.evidence", &entry.evidence, Kinds::ANY, text);
        all(see, "log.sources", &entry.sources, Kinds::SOURCE, text);
    }
    all(see, "depends_on", &recommendation.depends_on, Kinds::RECOMMENDATION, action);
    all(see, "supersedes", &recommendation.supersedes, Kinds::RECOMMENDATION, action);
}

fn visit_analysis<'b>(analysis: &'b Analysis, see: &mut dyn FnMut(Seen<'b>)) {
    all(see, "about", &analysis.about, Kinds::ANY, words(&analysis.question));
    for Judgement { based_on, sources, text, .. } in &analysis.judgements {
        all(see, "judgements.based_on", based_on, Kinds::ANY, text);
        all(see, "judgements.sources", sources, Kinds::SOURCE, text);
    }
    for indicator in &analysis.indicators {
        all(see, "indicators.sources", &indicator.sources, Kinds::SOURCE, &indicator.text);
    }
    for row in analysis.ach.iter().flat_map(|ach| &ach.evidence) {
        one(see, "ach.evidence", &row.reference, Kinds::ANY, words(&row.text));
    }
}
