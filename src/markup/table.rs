//! Cells of a Markdown table with their alignment as a class: a policy without inline style refuses `style` attributes,
//! which is how the Markdown crate would write it.

use pulldown_cmark::Alignment;

/// The table being written: its columns, the cell reached, and whether that cell is in the head.
#[derive(Debug, Default)]
pub(super) struct Columns {
    alignments: Vec<Alignment>,
    next: usize,
    is_head: bool,
}

impl Columns {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, next: 0, is_head: false }
    }

    pub(super) fn open_head(&mut self) {
        self.is_head = true;
        self.next = 0;
    }

    pub(super) fn close_head(&mut self) {
        self.is_head = false;
    }

    pub(super) fn open_row(&mut self) {
        self.next = 0;
    }

    /// The opening tag of the next cell.
    pub(super) fn open_cell(&mut self) -> &'static str {
        let alignment = self.alignments.get(self.next).copied().unwrap_or(Alignment::None);
        self.next += 1;
        match (self.is_head, alignment) {
            (true, Alignment::None | Alignment::Left) => "<th scope=\"col\">",
            (true, Alignment::Center) => "<th scope=\"col\" class=\"center\">",
            (true, Alignment::Right) => "<th scope=\"col\" class=\"number\">",
            (false, Alignment::None | Alignment::Left) => "<td>",
            (false, Alignment::Center) => "<td class=\"center\">",
            (false, Alignment::Right) => "<td class=\"number\">",
        }
    }

    /// The closing tag of the current cell.
    pub(super) fn close_cell(&self) -> &'static str {
        if self.is_head { "</th>" } else { "</td>" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_name_their_alignment_without_style() {
        let mut columns = Columns::new(vec![Alignment::Left, Alignment::Right, Alignment::Center]);
        columns.open_head();
        assert_eq!([columns.open_cell(), columns.open_cell()], ["<th scope=\"col\">", "<th scope=\"col\" class=\"number\">"]);
        assert_eq!(columns.close_cell(), "</th>");
        columns.close_head();
        columns.open_row();
        let row: Vec<&str> = (0..4).map(|_| columns.open_cell()).collect();
        assert_eq!(row, ["<td>", "<td class=\"number\">", "<td class=\"center\">", "<td>"]);
        assert_eq!(columns.close_cell(), "</td>");
    }
}
