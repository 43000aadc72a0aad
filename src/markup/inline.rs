//! Inline Markdown of front matter: notes, claims, judgements. One paragraph, same references and citations.

use super::writer::Writer;
use super::{Destination, FaultKind, Numbering, Rendered, Resolve, destination};
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

/// Renders a note as inline HTML: block structure is flattened to its text.
pub fn inline(markdown: &str, resolve: &dyn Resolve, numbering: &mut Numbering) -> Rendered {
    let parser =
        Parser::new_with_broken_link_callback(markdown, super::writer::options(), Some(|link: BrokenLink<'_>| super::writer::cited(&link)));
    let definitions = super::writer::unsafe_definitions(&parser);
    let mut writer = Writer::new(markdown, resolve, numbering);
    definitions.into_iter().for_each(|fault| writer.fault(fault.kind, fault.range));
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
            | Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_) => writer.event(event, range),
            // A note shows no pictures, but says what is wrong with one all the same.
            Event::Start(Tag::Image { dest_url, .. }) => {
                if let Destination::Unsafe(why) = destination(&dest_url) {
                    writer.fault(FaultKind::UnsafeUrl(why.to_owned()), range);
                }
            }
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
