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
use std::sync::Arc;

/// The briefs with a name of their own, in their order.
pub fn unique<B: Borrow<Arc<Brief>>>(briefs: Vec<B>, problems: &mut Problems) -> Vec<B> {
    let mut taken = Taken::default();
    let mut kept: Vec<B> = Vec::with_capacity(briefs.len());
    for brief in briefs {
        let own = brief.borrow();
        if let Some(first) = taken.same(own).and_then(|at| kept.get(at)) {
            problems.push(same_id(own, first.borrow()));
            continue;
        }
        if let Some(first) = taken.look_alike(own, kept.len()).and_then(|at| kept.get(at)) {
            problems.push(same_look(own, first.borrow()));
        }
        taken.names.insert((own.kind, own.id.clone()), kept.len());
        kept.push(brief);
    }
    kept
}

/// Positions of the briefs that have a name.
#[derive(Default)]
struct Taken {
    names: FxHashMap<(Kind, Box<str>), usize>,
    looks: FxHashMap<(Kind, Box<str>), usize>,
}

impl Taken {
    fn same(&self, brief: &Brief) -> Option<usize> {
        self.names.get(&(brief.kind, brief.id.clone())).copied()
    }

    /// An earlier brief whose id looks the same. Plain ASCII ids are their own skeletons, so only others are kept apart.
    fn look_alike(&mut self, brief: &Brief, at: usize) -> Option<usize> {
        if brief.id.is_ascii() && self.looks.is_empty() {
            return None;
        }
        let look = (brief.kind, slug::skeleton(&brief.id).into_boxed_str());
        let found = self.looks.get(&look).or_else(|| self.names.get(&look)).copied();
        if !brief.id.is_ascii() && found.is_none() {
            self.looks.insert(look, at);
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
