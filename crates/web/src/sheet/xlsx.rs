//! Workbooks. Text is written as text, so a spreadsheet never reads a formula out of it.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::cell::{Cell, Table};
use crate::problem::Problem;

/// Characters of a cell; the format's own limit.
const CELL_CHARS_MAX: usize = 32_767;

/// Writes a table.
pub fn write(table: &Table) -> Result<Vec<u8>, Problem> {
    workbook(table).map_err(|error| {
        tracing::error!(%error, "a workbook could not be written");
        Problem::internal()
    })
}

fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, head) in (0u16..).zip(table.heads()) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (number, row) in (1u32..).zip(table.rows()) {
        for (column, cell) in (0u16..).zip(row) {
            match cell {
                Cell::Empty => continue,
                Cell::Number(value) => sheet.write_number(number, column, *value)?,
                Cell::Bool(value) => sheet.write_boolean(number, column, *value)?,
                Cell::Text(text) => sheet.write_string(number, column, shortened(text))?,
            };
        }
    }
    book.save_to_buffer()
}

pub(super) fn shortened(text: &str) -> &str {
    text.char_indices().nth(CELL_CHARS_MAX).map_or(text, |(end, _)| &text[..end])
}
