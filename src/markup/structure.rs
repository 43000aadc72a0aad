//! Paragraphs, lists, quotations, code and tables: what stands between the words of a text.

use super::table::Columns;
use super::writer::{Scope, Writer};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

impl<'a> Writer<'a> {
    pub(super) fn open_block(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Paragraph => self.out.line("<p>"),
            Tag::Item => self.out.line("<li>"),
            Tag::List(None) => self.out.line("<ul>\n"),
            Tag::List(Some(1)) => self.out.line("<ol>\n"),
            Tag::List(Some(start)) => {
                self.out.line("<ol start=\"");
                self.out.number(start);
                self.out.raw("\">\n");
            }
            Tag::BlockQuote(None) => self.out.line("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.open_alert(kind),
            Tag::CodeBlock(kind) => self.open_code(&kind),
            Tag::Table(alignments) => {
                let name = self.resolve.word("table");
                self.out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
                self.out.value(&name);
                self.out.raw("\"><table>");
                self.columns = Columns::new(alignments);
            }
            Tag::TableHead => {
                self.columns.open_head();
                self.out.raw("<thead><tr>");
            }
            Tag::TableRow => {
                self.columns.open_row();
                self.out.raw("<tr>");
            }
            Tag::TableCell => self.out.raw(self.columns.open_cell()),
            _ => {}
        }
    }

    fn open_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.scopes.push(Scope::Code);
        let lang = if let CodeBlockKind::Fenced(info) = kind { info.split(' ').next().unwrap_or_default() } else { "" };
        self.out.line("<pre><code");
        if !lang.is_empty() {
            self.out.raw(" class=\"language-");
            self.out.value(lang);
            self.out.raw("\"");
        }
        self.out.raw(">");
    }

    /// A quotation marked as a note, a warning …: it begins with what it is.
    fn open_alert(&mut self, kind: BlockQuoteKind) {
        let (class, key) = match kind {
            BlockQuoteKind::Note => ("note", "alert_note"),
            BlockQuoteKind::Tip => ("tip", "alert_tip"),
            BlockQuoteKind::Important => ("important", "alert_important"),
            BlockQuoteKind::Warning => ("warning", "alert_warning"),
            BlockQuoteKind::Caution => ("caution", "alert_caution"),
        };
        let title = self.resolve.word(key);
        self.out.line("<blockquote class=\"markdown-alert-");
        self.out.raw(class);
        self.out.raw("\">\n<p class=\"alert-title\">");
        self.out.value(&title);
        self.out.raw("</p>\n");
    }

    pub(super) fn close_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.raw("</p>\n"),
            TagEnd::Item => self.out.raw("</li>\n"),
            TagEnd::List(true) => self.out.raw("</ol>\n"),
            TagEnd::List(false) => self.out.raw("</ul>\n"),
            TagEnd::BlockQuote(_) => self.out.raw("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.scopes.pop();
                self.out.raw("</code></pre>\n");
            }
            TagEnd::TableHead => {
                self.columns.close_head();
                self.out.raw("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.raw("</tr>\n"),
            TagEnd::TableCell => self.out.raw(self.columns.close_cell()),
            _ => {}
        }
    }
}
