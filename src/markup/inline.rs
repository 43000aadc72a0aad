//! Inline Markdown of front matter: notes, claims, judgements. One paragraph, same references and citations.

use super::writer::Writer;
use super::{Numbering, Rendered, Resolve};
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

/// Renders a note as inline HTML: block structure is flattened to its text.
pub fn inline(markdown: &str, resolve: &dyn Resolve, numbering: &mut Numbering) -> Rendered {
    let parser =
        Parser::new_with_broken_link_callback(markdown, super::writer::options(), Some(|link: BrokenLink<'_>| super::writer::cited(&link)));
    let mut writer = Writer::new(markdown, resolve, numbering);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
            | Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_) => writer.event(event, range),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                writer.event(Event::Text(CowStr::Borrowed(" ")), range);
            }
            _ => {}
        }
    }
    let mut done = writer.finish();
    done.html.truncate(done.html.trim_end().len());
    done
}
