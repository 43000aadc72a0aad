//! What each code means: one Markdown page a code, beside the rules, and one table that groups them.
//!
//! A page opens with what the code says, then why a desk would want it, then a bad and a good example. Examples are
//! small casebooks in the form [`crate::content::Snapshot::of`] reads, so that a test compiles them: the bad one must
//! raise its code and the good one must not. They stand beside the briefs of [`STANDING`].

use crate::diagnostic::Code;
use crate::diagnostic::code as codes;

/// A group of codes under one heading.
pub struct Family {
    /// What its codes have in common.
    pub title: &'static str,
    /// The codes, in the order of the documentation.
    pub pages: &'static [Page],
}

/// The page of one code.
pub struct Page {
    /// The code.
    pub code: Code,
    /// The whole page, in Markdown.
    pub markdown: &'static str,
}

/// The briefs that every example may refer to, in the form of [`crate::content::Snapshot::of`].
pub const STANDING: &str = include_str!("explain/standing.txt");

macro_rules! families {
    ($($title:literal { $($code:ident $file:literal),+ $(,)? })+) => {
        /// Every family, in the order of the documentation.
        pub const FAMILIES: &[Family] = &[$(Family {
            title: $title,
            pages: &[$(Page { code: codes::$code, markdown: include_str!(concat!("explain/", $file, ".md")) }),+],
        }),+];
    };
}

families! {
    "Front matter and files" {
        UNCLOSED_FRONT_MATTER "unclosed-front-matter",
        INVALID_UTF8 "invalid-utf8",
        INVALID_YAML "invalid-yaml",
        DUPLICATE_KEY "duplicate-key",
        YAML_FEATURE "yaml-feature",
        UNKNOWN_KEY "unknown-key",
        MISSING_FIELD "missing-field",
        BAD_VALUE "bad-value",
        BAD_DATE "bad-date",
        BAD_ID "bad-id",
        BAD_PICTURE "bad-picture",
        LIMIT "limit",
    }
    "Names and addresses" {
        UNRESOLVED_REFERENCE "unresolved-reference",
        AMBIGUOUS_REFERENCE "ambiguous-reference",
        WRONG_KIND "wrong-kind",
        DUPLICATE_ID "duplicate-id",
        PATH_COLLISION "path-collision",
    }
    "What may be published" {
        MARKING_LEAK "marking-leak",
        RAW_HTML "raw-html",
        UNSAFE_URL "unsafe-url",
    }
    "Time and structure" {
        RELATION_CYCLE "relation-cycle",
        TIME_TRAVEL "time-travel",
    }
    "Claims, figures and sources" {
        UNSOURCED_CLAIM "unsourced-claim",
        UNSOURCED_FIGURE "unsourced-figure",
        BAD_FIGURE "bad-figure",
        WEAK_CORROBORATION "weak-corroboration",
        UNATTRIBUTED_ALLEGATION "unattributed-allegation",
        UNSOURCED_EVENT "unsourced-event",
        UNDATED_EVENT "undated-event",
        SINGLE_SOURCE "single-source",
        NO_ARCHIVE "no-archive",
        UNREACHABLE_URL "unreachable-url",
    }
    "Judgements" {
        MIXED_LIKELIHOOD "mixed-likelihood",
        JUDGEMENT_INCOMPLETE "judgement-incomplete",
        OFF_SCALE_WORD "off-scale-word",
    }
    "Recommendations" {
        MISSING_ADDRESSEE "missing-addressee",
        PROGRESS_WITHOUT_EVIDENCE "progress-without-evidence",
        PROGRESS_MISMATCH "progress-mismatch",
        VAGUE_RECOMMENDATION "vague-recommendation",
    }
    "Upkeep and words" {
        STALE_BRIEF "stale-brief",
        ORPHAN_BRIEF "orphan-brief",
        MISSING_ALT "missing-alt",
        HEADING_ORDER "heading-order",
        LOADED_WORD "loaded-word",
    }
}

/// The page of a code; every code has one.
pub fn page(code: Code) -> Option<&'static Page> {
    FAMILIES.iter().flat_map(|family| family.pages).find(|page| page.code == code)
}

impl Page {
    /// The first sentence: what the code says.
    pub fn meaning(&self) -> String {
        let paragraph = self.markdown.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ");
        let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
        paragraph.get(..end).unwrap_or_default().to_owned()
    }

    /// The example that raises the code.
    pub fn bad(&self) -> &'static str {
        example(self.markdown, "\n## Bad\n")
    }

    /// The same, mended.
    pub fn good(&self) -> &'static str {
        example(self.markdown, "\n## Good\n")
    }
}

fn example(markdown: &'static str, heading: &str) -> &'static str {
    let after = markdown.split_once(heading).map_or("", |(_, after)| after);
    let block = after.split_once("```casebook\n").map_or("", |(_, block)| block);
    block.split_once("```").map_or("", |(block, _)| block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_one_page_with_its_name_and_its_parts() {
        let pages: Vec<&Page> = FAMILIES.iter().flat_map(|family| family.pages).collect();
        let named: BTreeSet<Code> = pages.iter().map(|page| page.code).collect();
        assert_eq!(pages.len(), named.len(), "a code has two pages");
        assert_eq!(named, codes::ALL.iter().copied().collect(), "a code has no page");
        for page in pages {
            let name = page.code.name();
            assert!(page.markdown.starts_with(&format!("# {name}\n\n")), "{name}");
            assert!(page.markdown.contains("\n## Why\n\n"), "{name}");
            assert!(page.bad().starts_with("=== ") && page.good().starts_with("=== "), "{name}");
            assert_ne!(page.bad(), page.good(), "{name}");
            assert!(page.meaning().ends_with('.'), "{name}: {}", page.meaning());
        }
    }
}
