//! Each name once: of two briefs of one kind with one id the first stays, and ids that look alike are told.
//!
//! Asked after the filter, of what one build sees: a withheld brief takes no name from a published one, and no message
//! says that it is there.

use crate::diagnostic::{Diagnostic, Problems, code};
use crate::model::{Brief, Kind};
use crate::text::escape::visible;
use crate::text::slug;
use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// The briefs with a name of their own, in their order.
pub fn unique<B: Borrow<Arc<Brief>>>(briefs: Vec<B>, problems: &mut Problems) -> Vec<B> {
    let mut taken = Taken::default();
    taken.names.reserve(briefs.len());
    let own: Vec<bool> = briefs.iter().map(|brief| taken.take(brief.borrow(), problems)).collect();
    briefs.into_iter().zip(own).filter_map(|(brief, is_own)| is_own.then_some(brief)).collect()
}

/// The briefs that have a name.
#[derive(Default)]
struct Taken<'b> {
    names: FxHashMap<(Kind, &'b str), &'b Brief>,
    looks: FxHashMap<(Kind, String), &'b Brief>,
}

impl<'b> Taken<'b> {
    /// Whether a brief's name was free; what cannot be told apart from it is told.
    fn take(&mut self, brief: &'b Brief, problems: &mut Problems) -> bool {
        match self.names.entry((brief.kind, &brief.id)) {
            Entry::Occupied(first) => {
                problems.push(same_id(brief, first.get()));
                return false;
            }
            Entry::Vacant(free) => _ = free.insert(brief),
        }
        problems.extend(self.look_alike(brief).map(|first| same_look(brief, first)));
        true
    }

    /// An earlier brief whose id looks the same. Plain ASCII ids are their own skeletons, so only others are kept apart.
    fn look_alike(&mut self, brief: &'b Brief) -> Option<&'b Brief> {
        if brief.id.is_ascii() && self.looks.is_empty() {
            return None;
        }
        let look = slug::skeleton(&brief.id);
        let named = self.names.get(&(brief.kind, look.as_str())).copied().filter(|other| !std::ptr::eq(*other, brief));
        let look = (brief.kind, look);
        let found = self.looks.get(&look).copied().or(named);
        if !brief.id.is_ascii() && found.is_none() {
            self.looks.insert(look, brief);
        }
        found
    }
}

fn same_id(brief: &Brief, first: &Brief) -> Diagnostic {
    let message = format!("a second {} with the id `{}`", brief.kind, visible(&brief.id));
    let problem = Diagnostic::new(code::DUPLICATE_ID, &brief.path, brief.common.title.span, message).help("rename one of the two");
    problem.related(&first.path, first.common.title.span, "the first")
}

fn same_look(brief: &Brief, first: &Brief) -> Diagnostic {
    let (one, other) = (visible(&brief.id), visible(&first.id));
    let message = format!("the ids `{one}` and `{other}` cannot be told apart");
    let help = "they differ only by case, normal form or letters that look alike; rename one";
    let problem = Diagnostic::new(code::PATH_COLLISION, &brief.path, brief.common.title.span, message).help(help);
    problem.related(&first.path, first.common.title.span, "the other")
}
