//! Reading files of customers, orders, reviews and units, as people keep them in spreadsheets.
//!
//! This module turns rows into the calls that a client library would send; it sends nothing. A row that
//! cannot be used is reported with its line, never guessed at.

mod calls;
mod columns;
mod message;
mod table;
#[cfg(test)]
mod tests;
mod time;

use touchstone_domain::field::FieldError;

pub use calls::{Call, Calls};
pub use columns::{Columns, Field, Kind, Unmapped};
pub use message::Origin;
pub use table::{FileError, Format, Rows};

/// Longest cell that is read, in bytes.
pub const CELL_BYTES_MAX: usize = 16 * 1024;
/// Most columns of a file.
pub const COLUMNS_MAX: usize = 200;

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line, counted from 1; in a spreadsheet its row.
    pub line: u64,
    /// Cells by column, in the file's order; empty cells are left out.
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// A cell by the name of its column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct RejectedRow {
    /// Its line.
    pub line: u64,
    /// What is wrong with which column.
    pub error: FieldError,
}
