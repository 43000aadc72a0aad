//! Finds what substitutes reach. What a substitute prints is hidden from then on, so that the engine's answers there depend
//! on the order of its questions: such parts are trimmed with more care.

use super::facts::Facts;
use super::usage::Known;
use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{Choose, IndependentStyle, LayoutRenderingElement as Element, Names, TextTarget};

use std::collections::BTreeSet;

/// What substitutes of a style reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    /// Variables by name.
    pub(super) variables: BTreeSet<String>,
    /// Macros by name.
    pub(super) macros: BTreeSet<String>,
}

struct Survey<'s> {
    style: &'s IndependentStyle,
    facts: &'s Facts,
    reached: Reached,
    seen: BTreeSet<(&'s str, bool)>,
}

/// Marks what the substitutes of the bibliography reach as spent in the facts, and names the macros among it.
pub(super) fn spend(style: &IndependentStyle, facts: &mut Facts) -> BTreeSet<String> {
    loop {
        let mut survey = Survey { style, facts, reached: Reached::default(), seen: BTreeSet::new() };
        let layout = style.bibliography.iter().flat_map(|bibliography| &bibliography.layout.elements);
        layout.for_each(|element| survey.element(element, false));
        let reached = survey.reached;
        if reached.variables == facts.spent {
            return reached.macros;
        }
        // A variable that is spent leaves names empty that were not, and these have substitutes, too.
        facts.spent = reached.variables;
    }
}

impl<'s> Survey<'s> {
    fn elements(&mut self, elements: &'s [Element], inside: bool) {
        elements.iter().for_each(|element| self.element(element, inside));
    }

    fn element(&mut self, element: &'s Element, inside: bool) {
        match element {
            Element::Text(text) => match &text.target {
                TextTarget::Variable { var, .. } => self.variable(*var, inside),
                TextTarget::Macro { name } => self.called(name, inside),
                TextTarget::Term { .. } | TextTarget::Value { .. } => {}
            },
            Element::Number(number) => self.variable(number.variable.into(), inside),
            Element::Label(label) => self.variable(label.variable.into(), inside),
            Element::Date(date) => date.variable.iter().for_each(|variable| self.variable((*variable).into(), inside)),
            Element::Names(names) => self.names(names, inside),
            Element::Group(group) => self.elements(&group.children, inside),
            Element::Choose(choose) => self.choose(choose, inside),
        }
    }

    fn variable(&mut self, variable: Variable, inside: bool) {
        if inside {
            self.reached.variables.insert(variable.to_string());
        }
    }

    fn called(&mut self, name: &'s str, inside: bool) {
        if inside {
            self.reached.macros.insert(name.to_owned());
        }
        if self.seen.insert((name, inside)) {
            let called = self.style.macros.iter().find(|each| each.name == name);
            called.into_iter().for_each(|called| self.elements(&called.children, inside));
        }
    }

    fn names(&mut self, names: &'s Names, inside: bool) {
        names.variable.iter().for_each(|variable| self.variable((*variable).into(), inside));
        let is_filled = names.variable.iter().any(|variable| self.facts.has((*variable).into()) == Known::Yes);
        if let Some(substitute) = names.substitute().filter(|_| !is_filled) {
            self.elements(&substitute.children, true);
        }
    }

    fn choose(&mut self, choose: &'s Choose, inside: bool) {
        for branch in choose.branches() {
            let taken = self.facts.takes(branch);
            if taken != Known::No {
                self.elements(&branch.children, inside);
            }
            if taken == Known::Yes {
                return;
            }
        }
        choose.otherwise.iter().for_each(|otherwise| self.elements(&otherwise.children, inside));
    }
}
