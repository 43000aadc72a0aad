//! The tools above a drawing: what to show, and zoom. They are written hidden, for the script to show: a drawing is
//! complete without them.

use super::Reader;
use crate::views::html;
use std::collections::BTreeMap;

/// What one list chooses by: the name of its `data-` attribute and of the parameter in the address.
pub struct Choice {
    name: &'static str,
    title: String,
    /// Value → label and count.
    options: BTreeMap<String, (String, usize)>,
}

/// A list with fewer values chooses nothing; one with more is no list.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=60;

impl Choice {
    /// A list without options yet.
    pub fn new(name: &'static str, title: String) -> Self {
        Self { name, title, options: BTreeMap::new() }
    }

    /// Where each value stands among the options, from 1: marks name their values so, which keeps them short. Nothing
    /// where there is nothing to choose.
    pub fn positions(&self) -> BTreeMap<&str, String> {
        let order = if self.is_list() { self.in_order() } else { Vec::new() };
        order.into_iter().zip(1..).map(|((value, _), at): (_, usize)| (value, at.to_string())).collect()
    }

    fn is_list(&self) -> bool {
        OPTIONS.contains(&self.options.len())
    }

    fn in_order(&self) -> Vec<(&str, &(String, usize))> {
        let mut options: Vec<(&str, &(String, usize))> = self.options.iter().map(|(value, option)| (&**value, option)).collect();
        options.sort_unstable_by(|a, b| a.1.0.cmp(&b.1.0).then(a.0.cmp(b.0)));
        options
    }

    /// Counts a value; it is labelled when first met.
    pub fn count(&mut self, value: &str, label: impl FnOnce() -> String) {
        if !value.is_empty() {
            self.options.entry(value.to_owned()).or_insert_with(|| (label(), 0)).1 += 1;
        }
    }
}

/// The form, hidden.
pub fn form(reader: &Reader<'_>, choices: &[Choice]) -> String {
    let mut out = String::from("<form class=\"drawing-tools\" hidden");
    html::attribute(&mut out, "aria-label", &reader.word("drawing_tools"));
    html::attribute(&mut out, "data-shown", &reader.word("filter_shown"));
    out.push('>');
    for choice in choices.iter().filter(|choice| choice.is_list()) {
        select(&mut out, reader, choice);
    }
    out.push_str("<output aria-live=\"polite\"></output><span class=\"drawing-zoom\">");
    for (act, sign, word) in [("out", "−", "zoom_out"), ("whole", "⤢", "zoom_whole"), ("in", "+", "zoom_in")] {
        out.push_str("<button type=\"button\"");
        html::attribute(&mut out, "data-do", act);
        html::attribute(&mut out, "aria-label", &reader.word(word));
        out.push('>');
        out.push_str(sign);
        out.push_str("</button>");
    }
    out.push_str("</span></form>");
    out
}

fn select(out: &mut String, reader: &Reader<'_>, choice: &Choice) {
    out.push_str("<label>");
    html::text(out, &choice.title);
    out.push_str(" <select");
    html::attribute(out, "name", choice.name);
    out.push_str("><option value=\"\">");
    html::text(out, &reader.word("filter_any"));
    out.push_str("</option>");
    for (value, (label, count)) in choice.in_order() {
        out.push_str("<option");
        html::attribute(out, "value", value);
        out.push('>');
        html::text(out, &format!("{label} ({count})"));
        out.push_str("</option>");
    }
    out.push_str("</select></label> ");
}
