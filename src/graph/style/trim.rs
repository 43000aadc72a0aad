//! Leaves of a style what entries of one shape need: branches that are not taken, variables without a value and what hangs
//! on them alone are cut out. What stays asks the engine the same questions, so that it prints the same.
//!
//! The engine is followed to the letter (`hayagriva` 0.10, `csl/rendering`), also where it differs from CSL: an empty number
//! or an empty list of names leaves an empty element, and a hidden group may have moved a full stop before it was hidden.

use super::facts::Facts;
use super::survey;
use super::terms;
use super::usage::{Known, Usage};
use hayagriva::citationberg::taxonomy::{StandardVariable, Variable};
use hayagriva::citationberg::{
    Affixes, Choose, ChooseBranch, ChooseMatch, CslMacro, ElseBranch, Formatting, Group, IndependentStyle,
    LayoutRenderingElement as Element, Locale, Name, Names, NamesChild, Text, TextTarget, ToAffixes, ToFormatting,
};
use std::collections::{BTreeMap, BTreeSet};

/// A variable that entries with a shape do not have.
pub(super) const MARK: Variable = Variable::Standard(StandardVariable::ReviewedGenre);

/// Where an element stands, and so what happens if it prints nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The engine asks first whether it prints.
    Asked,
    /// It is rendered in any case.
    Plain,
    /// It is rendered in any case, and nothing may take its place.
    Alone,
}

/// What is left of an element.
struct Cut {
    elements: Vec<Element>,
    /// Of the element as it was.
    usage: Usage,
    /// Variables without a value were cut out, so that a group around it may no longer know that it names some.
    is_robbed: bool,
}

/// What is left of a macro.
#[derive(Clone)]
struct Called {
    children: Vec<Element>,
    usage: Usage,
    /// Rendering its children does nothing at all.
    is_silent: bool,
}

struct Trimmer<'s> {
    style: &'s IndependentStyle,
    words: &'s Locale,
    facts: &'s Facts,
    /// Macros that a substitute reaches.
    guarded: BTreeSet<String>,
    called: BTreeMap<&'s str, Called>,
}

/// The style as entries of one shape need it; `words` are all its words.
pub(super) fn trimmed(style: &IndependentStyle, words: &Locale, mut facts: Facts) -> IndependentStyle {
    let guarded = survey::spend(style, &mut facts);
    let mut trimmer = Trimmer { style, words, facts: &facts, guarded, called: BTreeMap::new() };
    let mut bibliography = style.bibliography.clone();
    if let (Some(small), Some(whole)) = (&mut bibliography, &style.bibliography) {
        let place = if whole.layout.delimiter.is_none() { Place::Plain } else { Place::Alone };
        let cuts = trimmer.all(&whole.layout.elements, place, false);
        small.layout.elements = cuts.into_iter().flat_map(|cut| cut.elements).collect();
    }
    let macros = std::mem::take(&mut trimmer.called);
    let macros = macros.into_iter().map(|(name, called)| CslMacro { name: name.to_owned(), children: called.children });
    let mut words = words.clone();
    let mut style = IndependentStyle {
        info: style.info.clone(),
        default_locale: style.default_locale.clone(),
        version: style.version.clone(),
        citation: style.citation.clone(),
        bibliography,
        settings: style.settings.clone(),
        macros: macros.collect(),
        locale: Vec::new(),
    };
    let layout = style.bibliography.iter().flat_map(|bibliography| &bibliography.layout.elements);
    terms::keep(&mut words, layout.chain(style.macros.iter().flat_map(|each| &each.children)));
    style.locale.push(words);
    style
}

impl Cut {
    /// Cut out.
    fn out(usage: Usage) -> Self {
        Self { elements: Vec::new(), usage, is_robbed: usage.variables != Known::No }
    }

    fn kept(element: Element, usage: Usage) -> Self {
        Self { elements: vec![element], usage, is_robbed: false }
    }
}

/// The elements of several cuts, what they do together, and whether they were robbed.
fn gathered(cuts: Vec<Cut>) -> Cut {
    let mut all = Cut { elements: Vec::new(), usage: Usage::NONE, is_robbed: false };
    for cut in cuts {
        all.elements.extend(cut.elements);
        all.usage = all.usage.and(cut.usage);
        all.is_robbed |= cut.is_robbed;
    }
    all
}

/// Names a variable in place of those that were cut out.
fn repaid(mut cut: Cut) -> Cut {
    if cut.is_robbed {
        cut.elements.push(Element::Text(Text::with_target(MARK)));
        cut.is_robbed = false;
    }
    cut
}

/// Cut out, if it prints nothing where the engine asks or does nothing where it does not.
fn is_idle(usage: Usage, is_silent: bool, place: Place) -> bool {
    usage.prints == Known::No && usage.shows() == Known::No && (place == Place::Asked || is_silent)
}

impl<'s> Trimmer<'s> {
    fn all(&mut self, elements: &'s [Element], place: Place, is_guarded: bool) -> Vec<Cut> {
        elements.iter().map(|element| self.one(element, place, is_guarded)).collect()
    }

    fn one(&mut self, element: &'s Element, place: Place, is_guarded: bool) -> Cut {
        let leaf = |usage: Usage, may_go: bool| {
            if may_go && is_idle(usage, true, place) { Cut::out(usage) } else { Cut::kept(element.clone(), usage) }
        };
        match element {
            Element::Text(text) => match &text.target {
                TextTarget::Macro { name } => self.call(text, name, place, is_guarded),
                _ => leaf(self.text(text), matches!(text.target, TextTarget::Variable { .. })),
            },
            Element::Number(number) => leaf(Usage::variable(self.facts.has(number.variable.into())), place == Place::Asked),
            Element::Label(label) => leaf(Usage::text(self.facts.has(label.variable.into()).and(Known::Maybe)), true),
            Element::Date(date) => match date.variable {
                // A date that is less precise than the style asks for may print nothing.
                Some(variable) => leaf(Usage::variable(self.facts.has(variable.into())).thin(), true),
                None => leaf(Usage::variable(Known::No), false),
            },
            Element::Names(names) => self.names(names, place, is_guarded),
            Element::Group(group) => self.group(group, place, is_guarded),
            Element::Choose(choose) => self.choose(choose, place, is_guarded),
        }
    }

    fn text(&self, text: &Text) -> Usage {
        match &text.target {
            TextTarget::Variable { var: Variable::Standard(StandardVariable::YearSuffix), .. } => Usage::NONE,
            // Text never shows names and dates.
            TextTarget::Variable { var: Variable::Name(_) | Variable::Date(_), .. } => Usage::variable(Known::No),
            TextTarget::Variable { var, .. } if text.strip_periods => Usage::variable(self.facts.has(*var)).thin(),
            TextTarget::Variable { var, .. } => Usage::variable(self.facts.has(*var)),
            TextTarget::Term { term, form, plural } => Usage::text(terms::is_known(self.words, *term, *form, *plural).into()),
            TextTarget::Value { val } => Usage::text((!val.is_empty()).into()),
            TextTarget::Macro { .. } => Usage::MAYBE,
        }
    }

    fn call(&mut self, text: &Text, name: &str, place: Place, is_guarded: bool) -> Cut {
        let Some(called) = self.called(name) else { return Cut::out(Usage::NONE) };
        let Called { children, usage, is_silent } = called;
        let renders = usage.renders();
        let is_silent = !text.quotes && (is_silent || renders == Known::No);
        let is_empty = children.iter().all(is_mark);
        if is_idle(usage, is_silent, place) && (!is_guarded || is_empty) {
            return Cut::out(usage);
        }
        let is_bare = is_bare(text.formatting, &text.affixes) && text.display.is_none() && !text.quotes && text.text_case.is_none();
        // Without a shape of its own, a macro that prints is what it prints.
        if !is_guarded && is_bare && !text.strip_periods && renders == Known::Yes && usage.filled == Known::Yes {
            let may_stand = match place {
                Place::Plain => usage.stays == Known::Yes,
                _ => usage.prints == Known::Yes && is_single(&children),
            };
            if may_stand {
                return Cut { elements: children, usage, is_robbed: false };
            }
        }
        Cut::kept(Element::Text(text.clone()), usage)
    }

    fn called(&mut self, name: &str) -> Option<Called> {
        if let Some(called) = self.called.get(name) {
            return Some(called.clone());
        }
        let found = self.style.macros.iter().find(|each| each.name == name)?;
        let is_guarded = self.guarded.contains(name);
        let cuts = self.all(&found.children, Place::Plain, is_guarded);
        let is_silent = cuts.iter().all(|cut| cut.elements.is_empty());
        let mut cut = gathered(cuts);
        let renders = cut.usage.renders();
        let prints = cut.usage.prints.and(renders);
        if is_guarded || renders != Known::Yes {
            cut = repaid(cut);
        }
        let usage = Usage { prints, stays: cut.usage.stays.and(renders), macros: prints, ..cut.usage };
        let called = Called { children: cut.elements, usage, is_silent };
        self.called.insert(&found.name, called.clone());
        Some(called)
    }

    fn group(&mut self, group: &'s Group, place: Place, is_guarded: bool) -> Cut {
        let cuts = self.all(&group.children, Place::Asked, is_guarded);
        let printing = cuts.iter().zip(&group.children).filter(|(_, child)| matches!(child, Element::Group(_)));
        let groups = printing.fold(Known::No, |any, (cut, _)| any.or(cut.usage.prints));
        let mut cut = gathered(cuts);
        let is_silent = cut.usage.prints == Known::No;
        cut.usage.groups = cut.usage.groups.or(groups);
        let renders = cut.usage.renders();
        cut.usage.prints = cut.usage.prints.and(renders);
        cut.usage.stays = cut.usage.stays.and(renders);
        let usage = cut.usage;
        if is_idle(usage, is_silent, place) && (!is_guarded || cut.elements.is_empty()) {
            return Cut::out(usage);
        }
        if is_guarded || renders != Known::Yes {
            cut = repaid(cut);
        }
        let is_bare = is_bare(group.to_formatting(), &group.to_affixes()) && group.display.is_none();
        let is_sure = usage.prints == Known::Yes && usage.filled == Known::Yes;
        // Without a shape of its own, a group of one element is that element.
        if !is_guarded && is_bare && is_sure && place != Place::Alone && is_single(&cut.elements) {
            return Cut { elements: cut.elements, usage, is_robbed: false };
        }
        let children = cut.elements;
        Cut::kept(Element::Group(Group { children, ..group.clone() }), usage)
    }

    fn names(&mut self, names: &'s Names, place: Place, is_guarded: bool) -> Cut {
        let filled = names.variable.iter().fold(Known::No, |any, variable| any.or(self.facts.has((*variable).into())));
        let mut kept = names.clone();
        let Some(substitute) = names.substitute() else {
            let usage = if filled == Known::No { Usage::NONE } else { named(names, filled) };
            return if filled == Known::No { Cut::out(usage) } else { Cut::kept(Element::Names(kept), usage) };
        };
        let own = named(names, filled);
        if own.filled == Known::Yes && !is_guarded {
            kept.children.retain(|child| !matches!(child, NamesChild::Substitute(_)));
            return Cut::kept(Element::Names(kept), own);
        }
        let instead = gathered(self.all(&substitute.children, Place::Alone, true));
        let usage = if filled == Known::No { instead.usage } else { own.either(instead.usage) };
        if filled == Known::No && place == Place::Asked && instead.elements.is_empty() {
            return Cut::out(usage);
        }
        let elements = repaid(instead).elements;
        for child in &mut kept.children {
            if let NamesChild::Substitute(substitute) = child {
                substitute.children = elements.clone();
            }
        }
        Cut::kept(Element::Names(kept), usage)
    }

    /// The branches of which only the engine can tell whether they are taken, and what is taken if none of them is.
    fn open(&self, choose: &'s Choose) -> (Vec<&'s ChooseBranch>, Option<&'s [Element]>) {
        let mut open = Vec::new();
        for branch in choose.branches() {
            match self.facts.takes(branch) {
                Known::No => {}
                Known::Maybe => open.push(branch),
                Known::Yes => return (open, Some(&branch.children)),
            }
        }
        (open, choose.otherwise.as_ref().map(|otherwise| &otherwise.children[..]))
    }

    fn choose(&mut self, choose: &'s Choose, place: Place, is_guarded: bool) -> Cut {
        let (open, otherwise) = self.open(choose);
        let otherwise = otherwise.map(|children| self.all(children, Place::Asked, is_guarded));
        if open.is_empty() {
            return otherwise.map_or_else(|| Cut::out(Usage::NONE), |cuts| taken(cuts, place, is_guarded));
        }
        let otherwise = otherwise.map(|cuts| repaid(gathered(cuts)));
        let mut usage = otherwise.as_ref().map_or(Usage::NONE, |cut| cut.usage);
        let mut is_left = otherwise.as_ref().is_some_and(|cut| !cut.elements.iter().all(is_mark));
        let mut branches = open.into_iter().map(|branch| {
            let cut = repaid(gathered(self.all(&branch.children, Place::Asked, is_guarded)));
            usage = usage.either(cut.usage);
            is_left |= !cut.elements.iter().all(is_mark);
            let mut branch = ChooseBranch { children: cut.elements, ..branch.clone() };
            self.facts.prune(&mut branch);
            branch
        });
        let Some(if_) = branches.next() else { return Cut::out(Usage::NONE) };
        let else_if = branches.collect();
        if !is_left && usage.prints == Known::No && usage.shows() == Known::No {
            return Cut::out(usage);
        }
        let otherwise = otherwise.map(|cut| ElseBranch { children: cut.elements });
        Cut::kept(Element::Choose(Choose { if_, else_if, otherwise }), usage)
    }
}

/// What is left of a choice whose branch is known.
fn taken(cuts: Vec<Cut>, place: Place, is_guarded: bool) -> Cut {
    // Set free, a group would count for the group around it, and what may print nothing would no longer be asked.
    let is_free = |cut: &Cut| {
        let has_group = cut.elements.iter().any(|element| matches!(element, Element::Group(_)));
        let is_asked = place == Place::Asked || cut.usage.prints == Known::Yes || cut.elements.iter().all(is_harmless);
        is_asked && (!has_group || cut.usage.filled == Known::Yes)
    };
    if place != Place::Alone && !is_guarded && cuts.iter().all(is_free) {
        return gathered(cuts);
    }
    let cut = gathered(cuts);
    if cut.elements.is_empty() {
        return cut;
    }
    let Cut { elements: children, usage, .. } = repaid(cut);
    let always = ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children,
    };
    Cut::kept(Element::Choose(Choose { if_: always, else_if: Vec::new(), otherwise: None }), usage)
}

/// Whether rendering an element does nothing if it does not print.
fn is_harmless(element: &Element) -> bool {
    match element {
        Element::Text(text) => matches!(text.target, TextTarget::Variable { .. }),
        Element::Date(_) | Element::Label(_) => true,
        _ => false,
    }
}

/// Whether an element can do without what is around it: a choice takes its delimiter from there, and a date that prints
/// nothing leaves an empty element, which is thrown away there.
fn is_single(elements: &[Element]) -> bool {
    matches!(elements, [Element::Text(Text { strip_periods: false, .. }) | Element::Number(_) | Element::Names(_) | Element::Group(_)])
}

fn is_mark(element: &Element) -> bool {
    matches!(element, Element::Text(text) if matches!(text.target, TextTarget::Variable { var, .. } if var == MARK))
}

fn is_bare(formatting: Formatting, affixes: &Affixes) -> bool {
    formatting.is_empty() && affixes.prefix.is_none() && affixes.suffix.is_none()
}

/// Of names, as far as they have a value.
fn named(names: &Names, filled: Known) -> Usage {
    let options = names.options();
    let is_hidden = |name: &Name| name.options(&options).et_al_use_first == Some(0);
    if !names.children.is_empty() && names.name().is_none_or(is_hidden) {
        return Usage::MAYBE;
    }
    if filled == Known::Yes { Usage::variable(Known::Yes) } else { Usage::variable(Known::Yes).either(Usage::NONE) }
}
