//! A citation style, quick to write entries with: a large style asks thousands of questions for each entry, and nearly all of
//! them have the same answer for every entry of one shape (its type and which variables it has). For each shape, the style is
//! trimmed once.
//!
//! Entries are what the whole style makes of them, to the letter. Where a trimmed style writes the entry otherwise that it is
//! made for, it is not taken. Marks in the text, and entries that differ because of other entries (2024a, 2024b), are not made.

mod facts;
mod survey;
mod terms;
#[cfg(test)]
mod tests;
mod trim;
mod usage;

use facts::Facts;
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{IndependentStyle, Locale, Style};
use hayagriva::{BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest, ElemChildren};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A style, and what is left of it for each shape of entries that came more than once.
pub struct Writer {
    /// All its words are in its first locale.
    style: IndependentStyle,
    trimmed: Mutex<BTreeMap<String, Arc<Trimmed>>>,
}

/// None where the whole style must be taken.
type Trimmed = OnceLock<Option<IndependentStyle>>;

impl Writer {
    /// Reads the style of that name; none if there is no such style.
    pub fn new(name: &str) -> Option<Self> {
        let (mut style, words) = read(name)?;
        style.locale = vec![terms::merged(&style, words.as_slice())];
        Some(Self { style, trimmed: Mutex::default() })
    }

    /// The entry of an item; none if the style has no bibliography.
    pub fn entry(&self, item: &Item) -> Option<ElemChildren> {
        let trimmed = facts::shape(item).and_then(|shape| self.of_shape(shape));
        let style = trimmed.as_ref().and_then(|trimmed| trimmed.get_or_init(|| self.trimmed(item)).as_ref());
        write(style.unwrap_or(&self.style), &[], item)
    }

    /// The place of a shape's style, from the second entry on: to trim a style takes as long as to write some entries with it.
    fn of_shape(&self, shape: String) -> Option<Arc<Trimmed>> {
        let mut known = self.trimmed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trimmed) = known.get(&shape) {
            return Some(Arc::clone(trimmed));
        }
        known.insert(shape, Arc::default());
        None
    }

    /// The style for entries like this one, if it writes this one as the whole style does.
    fn trimmed(&self, item: &Item) -> Option<IndependentStyle> {
        let trimmed = trim::trimmed(&self.style, self.style.locale.first()?, Facts::of(item));
        (html(&trimmed, &[], item) == html(&self.style, &[], item)).then_some(trimmed)
    }
}

/// A style as it is published, without its marks in the text, and the words of its language.
fn read(name: &str) -> Option<(IndependentStyle, Option<Locale>)> {
    let Style::Independent(mut style) = ArchivedStyle::by_name(name)?.get() else { return None };
    // Entries alone are taken; marks in the text are ours, and writing them costs as much again.
    style.citation.layout.elements.clear();
    // Entries are written in the style's own language.
    let words = terms::read(&terms::language(&style));
    Some((style, words))
}

fn write(style: &IndependentStyle, words: &[Locale], item: &Item) -> Option<ElemChildren> {
    let mut driver = BibliographyDriver::new();
    driver.citation(CitationRequest::from_items(vec![CitationItem::with_entry(item)], style, words));
    let rendered = driver.finish(BibliographyRequest { style, locale: None, locale_files: words });
    Some(rendered.bibliography?.items.into_iter().next()?.content)
}

/// An entry as the engine itself shows it, to compare.
fn html(style: &IndependentStyle, words: &[Locale], item: &Item) -> Option<String> {
    let mut html = String::new();
    write(style, words, item)?.write_buf(&mut html, BufWriteFormat::Html).ok()?;
    Some(html)
}
