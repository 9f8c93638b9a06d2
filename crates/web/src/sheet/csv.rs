//! CSV that spreadsheets read as it is meant.

use super::cell::{Cell, Table};
use crate::problem::Problem;

/// Without it Excel takes UTF-8 for the machine's old code page.
pub(super) const MARK: &str = "\u{feff}";

/// Writes a table.
pub fn write(table: &Table) -> Result<Vec<u8>, Problem> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    let failed = |_| Problem::internal();
    writer.write_record(table.heads()).map_err(failed)?;
    for row in table.rows() {
        writer.write_record(row.map(text)).map_err(failed)?;
    }
    writer.into_inner().map_err(|_| Problem::internal())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Text(text) => harmless(text).into_owned(),
    }
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV injection): customers write these cells.
pub(super) fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formulas_are_text() {
        let mut table = Table::new(&["text", "number"]);
        for text in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@sum", "a, \"b\"\nc", "汤是凉的"] {
            let item = json!({ "text": text, "number": -1.5 });
            table.push(super::super::cell::row(&["text", "number"], &item).expect("a row"));
        }
        let written = String::from_utf8(write(&table).expect("a file")).expect("UTF-8");
        let lines = "\u{feff}text,number\r\n\"'=HYPERLINK(\"\"http://x\"\")\",-1.5\r\n'+1,-1.5\r\n'-1,-1.5\r\n\
             '@sum,-1.5\r\n\"a, \"\"b\"\"\nc\",-1.5\r\n汤是凉的,-1.5\r\n";
        assert_eq!(written, lines);
    }
}
