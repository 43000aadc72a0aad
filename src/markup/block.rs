//! The plain text of the block being read, and the sentences that mentions stand in.

use super::{Manner, Mention, Rendered};
use crate::model::{BriefIx, Target};
use crate::text::sentence::Sentences;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Longest sentence kept with a mention, in characters.
const LONGEST: usize = 300;

/// Plain text and mentions of the current block; names already linked in the current section.
#[derive(Default)]
pub(super) struct Blocks {
    text: String,
    mentions: Vec<Pending>,
    linked: BTreeSet<BriefIx>,
}

struct Pending {
    target: Target,
    manner: Manner,
    /// Byte offset in the block's text.
    at: usize,
    length: usize,
    range: Range<usize>,
}

impl Blocks {
    pub(super) fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A citation follows: the space before it is not part of the sentence.
    pub(super) fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }

    pub(super) fn mention(&mut self, target: Target, manner: Manner, length: usize, range: Range<usize>) {
        self.mentions.push(Pending { target, manner, at: self.text.len(), length, range });
    }

    /// Whether this is the first link to that brief since the last heading; remembers it.
    pub(super) fn first_in_section(&mut self, brief: BriefIx) -> bool {
        self.linked.insert(brief)
    }

    pub(super) fn new_section(&mut self) {
        self.linked.clear();
    }

    /// Ends the block: its text joins the plain text, its mentions get their sentences.
    pub(super) fn close(&mut self, done: &mut Rendered) {
        let sentences = Sentences::new(if self.mentions.is_empty() { "" } else { &self.text });
        for pending in self.mentions.drain(..) {
            let sentence = around(&self.text, &sentences, pending.at, pending.length);
            done.mentions.push(Mention { target: pending.target, manner: pending.manner, sentence, range: pending.range });
        }
        let text = self.text.trim();
        if !text.is_empty() {
            done.plain.push_str(text);
            done.plain.push('\n');
        }
        self.text.clear();
    }
}

/// The sentence at an offset, cut to a readable length around it. A citation after the full stop belongs before it.
fn around(text: &str, sentences: &Sentences<'_>, at: usize, length: usize) -> Arc<str> {
    let at = if length == 0 { text.get(..at).map_or(0, |before| before.trim_end().len()).saturating_sub(1) } else { at };
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let range = sentences.at(at);
    let sentence = text.get(range.clone()).unwrap_or_default();
    if sentence.chars().nth(LONGEST).is_none() {
        return sentence.trim().into();
    }
    // Counted from the place outwards: a text without full stops is one long sentence around every mention in it.
    let before = sentence.get(..at.saturating_sub(range.start)).unwrap_or_default();
    let from = before.char_indices().rev().nth(LONGEST / 2 - 1).map_or(0, |(from, _)| from);
    let cut: String = sentence.get(from..).unwrap_or_default().chars().take(LONGEST).collect();
    let lead = if from > 0 { "… " } else { "" };
    format!("{lead}{} …", cut.trim()).into()
}
