//! Rows of CSV, JSON lines and XLSX files.

use std::collections::{BTreeMap, HashSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde::de::IgnoredAny;
use serde_json::Value;
use touchstone_domain::field::FieldError;

use super::{CELL_BYTES_MAX, COLUMNS_MAX, RejectedRow, Row};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values in UTF-8, the first line naming the columns.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// A workbook; its first sheet is read, the first row naming the columns.
    Xlsx,
}

impl Format {
    /// The format of a file name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Not a file of its format.
    #[error("the file cannot be read as {format:?}: {reason}")]
    Unreadable {
        /// What it should be.
        format: Format,
        /// What was met.
        reason: String,
    },
    /// Too many columns, or none.
    #[error("the file has {0} columns; at least 1 and at most {COLUMNS_MAX} are read")]
    Columns(usize),
}

/// The rows of a file, each read or refused on its own.
pub struct Rows<'f> {
    /// The names of the columns; of JSON lines, those of all objects.
    pub header: Vec<String>,
    rows: Box<dyn Iterator<Item = Result<Row, RejectedRow>> + 'f>,
}

impl<'f> Rows<'f> {
    /// Opens a file's content.
    pub fn read(format: Format, content: &'f [u8]) -> Result<Self, FileError> {
        match format {
            Format::Csv => csv_rows(content),
            Format::Jsonl => jsonl_rows(content),
            Format::Xlsx => xlsx_rows(content),
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, RejectedRow>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

fn counted(header: Vec<String>) -> Result<Vec<String>, FileError> {
    if header.is_empty() || header.len() > COLUMNS_MAX {
        Err(FileError::Columns(header.len()))
    } else {
        Ok(header)
    }
}

/// A row of cells, unless one of them is too long.
fn row(line: u64, cells: impl Iterator<Item = (String, String)>) -> Result<Row, RejectedRow> {
    let cells: Vec<(String, String)> = cells.filter(|(_, value)| !value.is_empty()).collect();
    match cells.iter().find(|(_, value)| value.len() > CELL_BYTES_MAX) {
        Some((column, _)) => {
            let error = FieldError::new(column, "too_long", format!("at most {CELL_BYTES_MAX} bytes"));
            Err(RejectedRow { line, error })
        }
        None => Ok(Row { line, cells }),
    }
}

fn csv_rows(content: &[u8]) -> Result<Rows<'_>, FileError> {
    let unreadable = |reason: String| FileError::Unreadable { format: Format::Csv, reason };
    let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(content);
    let header = reader.headers().map_err(|error| unreadable(error.to_string()))?;
    let header = counted(header.iter().map(str::to_owned).collect())?;
    let names = header.clone();
    let mut lines = Lines { content, counted: 0, line: 1 };
    let rows = reader.into_records().map(move |record| {
        let record = record.map_err(|error| {
            let line = lines.of(error.position());
            let error = FieldError::new("file", "encoding", format!("not CSV in UTF-8: {error}"));
            RejectedRow { line, error }
        })?;
        let line = lines.of(record.position());
        if record.len() > names.len() {
            let error = FieldError::new("file", "columns", "the row has more cells than the header names");
            return Err(RejectedRow { line, error });
        }
        row(line, names.iter().cloned().zip(record.iter().map(str::to_owned)))
    });
    Ok(Rows { header, rows: Box::new(rows) })
}

/// Counts lines as an editor does. The reader's own count stands before a line end of two characters until
/// the next record is read.
struct Lines<'f> {
    content: &'f [u8],
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record begins; records are asked for in their order.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0)).max(self.counted);
        let ends = self.content[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.content[self.counted..start + ends];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.counted = start + ends;
        self.line
    }
}

fn jsonl_rows(content: &[u8]) -> Result<Rows<'_>, FileError> {
    let unreadable = |reason: String| FileError::Unreadable { format: Format::Jsonl, reason };
    let mut lines = content.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first: Value = serde_json::from_slice(lines.next().unwrap_or_default())
        .map_err(|error| unreadable(format!("the first line: {error}")))?;
    let object = first.as_object().ok_or_else(|| unreadable("the first line is no object".to_owned()))?;
    let mut header: Vec<String> = object.keys().cloned().collect();
    let mut known: HashSet<String> = header.iter().cloned().collect();
    // A later object may have what the first has not; a line that is no object is refused when its turn comes.
    for line in lines {
        let Ok(object) = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(line) else { continue };
        for key in object.into_keys() {
            if !known.contains(&key) && known.len() <= COLUMNS_MAX {
                known.insert(key.clone());
                header.push(key);
            }
        }
    }
    let header = counted(header)?;
    let rows = content
        .split(|byte| *byte == b'\n')
        .zip(1_u64..)
        .filter(|(bytes, _)| !bytes.trim_ascii().is_empty())
        .map(|(bytes, line)| json_row(line, bytes));
    Ok(Rows { header, rows: Box::new(rows) })
}

fn json_row(line: u64, bytes: &[u8]) -> Result<Row, RejectedRow> {
    let broken = |message: String| RejectedRow { line, error: FieldError::new("file", "json", message) };
    let value: Value = serde_json::from_slice(bytes).map_err(|error| broken(error.to_string()))?;
    let Value::Object(object) = value else { return Err(broken("not an object".to_owned())) };
    let cells = object.into_iter().map(|(name, value)| {
        let text = match value {
            Value::Null => String::new(),
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        (name, text)
    });
    row(line, cells)
}

fn xlsx_rows(content: &[u8]) -> Result<Rows<'_>, FileError> {
    let unreadable = |reason: String| FileError::Unreadable { format: Format::Xlsx, reason };
    let mut workbook = Xlsx::new(Cursor::new(content)).map_err(|error| unreadable(error.to_string()))?;
    let sheet = workbook.worksheet_range_at(0).ok_or_else(|| unreadable("no sheet".to_owned()))?;
    let sheet = sheet.map_err(|error| unreadable(error.to_string()))?;
    let first = u64::from(sheet.start().map_or(0, |(row, _)| row)) + 1;
    let mut lines = sheet.rows();
    let header: Vec<String> = lines.next().unwrap_or_default().iter().map(cell).collect();
    let header = counted(header)?;
    let rows: Vec<Result<Row, RejectedRow>> = lines
        .zip(first + 1..)
        .filter(|(cells, _)| cells.iter().any(|cell| !matches!(cell, Data::Empty)))
        .map(|(cells, line)| row(line, header.iter().cloned().zip(cells.iter().map(cell))))
        .collect();
    Ok(Rows { header, rows: Box::new(rows.into_iter()) })
}

/// A cell as text: whole numbers without a fraction, dates as `2026-03-02 12:30:00`.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) if at.is_duration() => at.as_f64().to_string(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
    }
}
