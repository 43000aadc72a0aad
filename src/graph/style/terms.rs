//! The words of a style as one short list. The engine looks a word up in five lists of hundreds, one after the other;
//! what it would find first is put into one.

use hayagriva::archive::LOCALES;
use hayagriva::citationberg::taxonomy::{NameVariable, OtherTerm, Term};
use hayagriva::citationberg::{
    BaseLanguage, IndependentStyle, LayoutRenderingElement as Element, Locale, LocaleCode, LocaleOptions, Names, TermForm, Terms,
    TextTarget,
};
use memchr::memmem;

/// Every word of a style, in the order in which the engine looks for them.
///
/// Ordinals are taken from the first list that has any, as the engine does for numbers; no style asks for one by its name.
pub(super) fn merged(style: &IndependentStyle, files: &[Locale]) -> Locale {
    let locales = in_order(style, files);
    let ordinals = locales.iter().position(|locale| locale.ordinals().is_some());
    let mut terms = Vec::new();
    for (at, locale) in locales.iter().enumerate() {
        let each = locale.terms.iter().flat_map(|terms| &terms.terms);
        terms.extend(each.filter(|term| Some(at) == ordinals || !term.name.is_ordinal()).cloned());
    }
    let options = || locales.iter().filter_map(|locale| locale.style_options);
    Locale {
        lang: Some(language(style)),
        info: None,
        terms: Some(Terms { terms }),
        date: locales.iter().flat_map(|locale| &locale.date).cloned().collect(),
        style_options: Some(LocaleOptions {
            // The engine asks the first list alone for this one.
            limit_day_ordinals_to_day_1: locales.first().and_then(|locale| locale.style_options?.limit_day_ordinals_to_day_1),
            punctuation_in_quote: options().find_map(|options| options.punctuation_in_quote),
        }),
    }
}

/// The words of a language; none if the engine has none. To read all languages takes as long as a hundred entries.
pub(super) fn read(language: &LocaleCode) -> Option<Locale> {
    let has_name = |file: &&&[u8]| memmem::find(file, language.0.as_bytes()).is_some();
    let mut files = LOCALES.iter().filter(has_name).filter_map(|file| ciborium::from_reader::<Locale, _>(*file).ok());
    files.find(|locale| locale.lang.as_ref() == Some(language))
}

/// The language that a style is written in.
pub(super) fn language(style: &IndependentStyle) -> LocaleCode {
    style.default_locale.clone().unwrap_or_else(LocaleCode::en_us)
}

fn in_order<'l>(style: &'l IndependentStyle, files: &'l [Locale]) -> Vec<&'l Locale> {
    let language = language(style);
    let base = language.parse_base().and_then(|base| match base {
        BaseLanguage::Iso639_1(code) => String::from_utf8(code.to_vec()).ok().map(LocaleCode),
        BaseLanguage::Iana(code) => Some(LocaleCode(code)),
        BaseLanguage::Unregistered(_) => None,
    });
    let of = |locales: &'l [Locale], wanted: Option<&LocaleCode>| locales.iter().find(|locale| locale.lang.as_ref() == wanted);
    let own = of(&style.locale, Some(&language)).into_iter();
    let own = own.chain(base.and_then(|base| of(&style.locale, Some(&base)))).chain(of(&style.locale, None));
    let fallback = language.fallback().and_then(|fallback| of(files, Some(&fallback)));
    own.chain(of(files, Some(&language))).chain(fallback).chain(of(files, Some(&LocaleCode::en_us()))).collect()
}

/// Whether the engine finds a word.
pub(super) fn is_known(locale: &Locale, term: Term, form: TermForm, plural: bool) -> bool {
    let found = std::iter::successors(Some(form), |form| form.fallback()).find_map(|form| locale.term(term, form));
    found.is_some_and(|term| if plural { term.multiple() } else { term.single() }.is_some())
}

/// Leaves the words that the elements may ask for.
pub(super) fn keep<'e>(locale: &mut Locale, elements: impl Iterator<Item = &'e Element>) {
    let mut wanted = Vec::new();
    elements.for_each(|element| ask(element, &mut wanted));
    if let Some(terms) = &mut locale.terms {
        terms.terms.retain(|term| is_implied(term.name) || wanted.iter().any(|wanted| term.name.is_lexically_same(*wanted)));
    }
}

/// Words that the engine asks for where no element names them.
fn is_implied(term: Term) -> bool {
    let Term::Other(other) = term else { return false };
    let is_calendar = (0..12).filter_map(OtherTerm::month).any(|month| month == other);
    is_calendar
        || term.is_ordinal()
        || matches!(other, OtherTerm::OpenQuote | OtherTerm::CloseQuote | OtherTerm::OpenInnerQuote | OtherTerm::CloseInnerQuote)
        || matches!(other, OtherTerm::And | OtherTerm::EtAl | OtherTerm::AndOthers | OtherTerm::Ad | OtherTerm::Bc)
        || matches!(other, OtherTerm::PageRangeDelimiter | OtherTerm::NoDate)
        || matches!(other, OtherTerm::Season01 | OtherTerm::Season02 | OtherTerm::Season03 | OtherTerm::Season04)
}

fn ask(element: &Element, wanted: &mut Vec<Term>) {
    match element {
        Element::Text(text) => {
            if let TextTarget::Term { term, .. } = text.target {
                wanted.push(term);
            }
        }
        Element::Number(number) => wanted.push(number.variable.into()),
        Element::Label(label) => wanted.push(label.variable.into()),
        Element::Date(_) => {}
        Element::Names(names) => ask_of(names, wanted),
        Element::Group(group) => group.children.iter().for_each(|child| ask(child, wanted)),
        Element::Choose(choose) => {
            let otherwise = choose.otherwise.iter().flat_map(|otherwise| &otherwise.children);
            choose.branches().flat_map(|branch| &branch.children).chain(otherwise).for_each(|child| ask(child, wanted));
        }
    }
}

fn ask_of(names: &Names, wanted: &mut Vec<Term>) {
    wanted.extend(names.variable.iter().map(|variable| Term::from(*variable)));
    wanted.push(NameVariable::EditorTranslator.into());
    names.substitute().iter().flat_map(|substitute| &substitute.children).for_each(|child| ask(child, wanted));
}
