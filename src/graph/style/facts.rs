//! What is known of every entry that has the same type and the same variables: which of them have a value, and how the
//! conditions of a style turn out.

use super::trim::MARK;
use super::usage::Known;
use hayagriva::citationberg::json::{DateValue, Item, NameValue, Value};
use hayagriva::citationberg::taxonomy::{Kind, NumberVariable, StandardVariable, Variable};
use hayagriva::citationberg::{ChooseBranch, ChooseMatch};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// Of what sort a value is; a variable of another sort does not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Text,
    Names,
    Date,
}

/// What entries of one shape have in common.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    kind: Option<Kind>,
    values: BTreeMap<String, Sort>,
    /// Variables that a substitute may have printed: CSL hides them afterwards.
    pub(super) spent: BTreeSet<String>,
}

/// The shape of an entry: its type and the names of its variables. None where a value is of a kind that styles look into.
pub(super) fn shape(item: &Item) -> Option<String> {
    let mark = MARK.to_string();
    let mut shape = item.type_()?.into_owned();
    for (name, value) in &item.0 {
        // A title has a short form without being asked for it.
        if name == "title-short" || *name == mark || !is_plain(value) {
            return None;
        }
        shape.push('\n');
        shape.push_str(name);
    }
    Some(shape)
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.chars().all(char::is_whitespace),
        Value::Number(_) => true,
        Value::Names(names) => !names.is_empty() && names.iter().all(is_named),
        Value::Date(DateValue::DateParts { date_parts, literal: None, season: None, circa: false }) => {
            matches!(&date_parts.0[..], [day] if !day.0.is_empty())
        }
        Value::Date(_) => false,
    }
}

fn is_named(name: &NameValue) -> bool {
    let name = match name {
        NameValue::Literal(name) => &name.literal,
        NameValue::Item(name) => &name.family,
    };
    !name.chars().all(char::is_whitespace)
}

impl Facts {
    /// Of an entry that has a shape.
    pub(super) fn of(item: &Item) -> Self {
        let sort = |value: &Value| match value {
            Value::String(_) | Value::Number(_) => Sort::Text,
            Value::Names(_) => Sort::Names,
            Value::Date(_) => Sort::Date,
        };
        let kind = item.type_().and_then(|name| Kind::from_str(&name).ok());
        Self { kind, values: item.0.iter().map(|(name, value)| (name.clone(), sort(value))).collect(), spent: BTreeSet::new() }
    }

    /// Whether a variable has a value when the style asks for it.
    pub(super) fn has(&self, variable: Variable) -> Known {
        let name = variable.to_string();
        let held = |sort| self.values.get(&name) == Some(&sort);
        let held = match variable {
            // An entry is written alone: without a suffix to its year, a note or a place in the source.
            Variable::Standard(StandardVariable::YearSuffix)
            | Variable::Number(NumberVariable::FirstReferenceNoteNumber | NumberVariable::Locator) => false,
            Variable::Number(NumberVariable::CitationNumber) => true,
            // Taken out of the pages, if these are numbers.
            Variable::Number(NumberVariable::PageFirst) if self.values.contains_key("page") => return Known::Maybe,
            Variable::Standard(_) | Variable::Page(_) | Variable::Number(_) => held(Sort::Text),
            Variable::Date(_) => held(Sort::Date),
            Variable::Name(_) => held(Sort::Names),
        };
        if held && self.spent.contains(&name) { Known::Maybe } else { held.into() }
    }

    /// Whether a branch is taken, if no branch before it is.
    pub(super) fn takes(&self, branch: &ChooseBranch) -> Known {
        let tests = self.tests(branch);
        match branch.match_ {
            ChooseMatch::All => tests.into_iter().fold(Known::Yes, Known::and),
            ChooseMatch::Any => tests.into_iter().fold(Known::No, Known::or),
            ChooseMatch::None => tests.into_iter().fold(Known::No, Known::or).not(),
        }
    }

    fn tests(&self, branch: &ChooseBranch) -> Vec<Known> {
        let mut tests: Vec<Known> = branch.disambiguate.iter().map(|wanted| Known::from(!wanted)).collect();
        tests.extend(branch.is_numeric.iter().flatten().map(|variable| self.is_numeric(*variable)));
        // No date of an entry with a shape is uncertain, and no entry is cited at a place of its source.
        tests.extend(branch.is_uncertain_date.iter().flatten().map(|_| Known::No));
        tests.extend(branch.locator.iter().flatten().map(|_| Known::No));
        // Positions are not asked in a bibliography.
        tests.extend(branch.type_.iter().flatten().map(|kind| Known::from(self.kind == Some(*kind))));
        tests.extend(branch.variable.iter().flatten().map(|variable| self.has(*variable)));
        tests
    }

    /// Takes the tests out of a branch that say nothing new.
    pub(super) fn prune(&self, branch: &mut ChooseBranch) {
        branch.disambiguate = None;
        branch.is_uncertain_date = None;
        branch.locator = None;
        branch.position = None;
        branch.type_ = None;
        open(&mut branch.is_numeric, |variable| self.is_numeric(variable));
        open(&mut branch.variable, |variable| self.has(variable));
    }

    fn is_numeric(&self, variable: Variable) -> Known {
        match variable {
            Variable::Date(_) | Variable::Name(_) => Known::No,
            _ => self.has(variable).and(Known::Maybe),
        }
    }
}

/// Leaves the tests that only the engine can answer.
fn open(tests: &mut Option<Vec<Variable>>, answer: impl Fn(Variable) -> Known) {
    *tests = tests.take().and_then(|mut tests| {
        tests.retain(|variable| answer(*variable) == Known::Maybe);
        Some(tests).filter(|tests| !tests.is_empty())
    });
}
