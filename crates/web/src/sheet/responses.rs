//! Responses as rows: CSV and JSON lines written stretch by stretch, and workbooks.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Serialize;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::locale::Lang;
use touchstone_domain::response::{Answer, Apart, Columns, Value};
use touchstone_domain::survey::Key;
use touchstone_engine::surveys::ExportedResponse;

use super::csv::{MARK, harmless};
use super::xlsx::shortened;
use crate::problem::Problem;

/// The most rows of a workbook below its heads; the format's own limit.
pub const WORKBOOK_ROWS_MAX: usize = 1_048_575;
/// The most columns of a workbook; the format's own limit.
pub const WORKBOOK_COLUMNS_MAX: usize = 16_384;
/// What is known of every response.
const FRAME: [&str; 14] = [
    "id",
    "version",
    "link",
    "unit",
    "channel",
    "customer",
    "language",
    "started_at",
    "submitted_at",
    "band",
    "nps",
    "csat",
    "ces",
    "apart",
];

/// What the columns are headed by.
#[derive(Debug)]
pub struct Heads(Vec<String>);

impl Heads {
    /// The ids, or the texts.
    pub fn of(columns: &Columns, labels: bool) -> Self {
        let own = columns.all().iter().map(|column| if labels { &column.label } else { &column.name });
        // The frame keeps its names: a question may be called like one of them.
        Self(FRAME.iter().map(|name| format!("response.{name}")).chain(own.cloned()).collect())
    }
}

impl Heads {
    /// How many columns.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// The first line of a CSV file.
pub fn heads(heads: &Heads) -> Vec<u8> {
    let mut text = MARK.as_bytes().to_vec();
    for (at, head) in heads.0.iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        field(&mut text, &harmless(head));
    }
    text.extend_from_slice(b"\r\n");
    text
}

/// Responses as lines of CSV.
pub fn records(columns: &Columns, responses: &[ExportedResponse]) -> Vec<u8> {
    let mut text = Vec::with_capacity(responses.len() * 256);
    for response in responses {
        frame(response, |at, cell| {
            if at > 0 {
                text.push(b',');
            }
            write(&mut text, &cell);
        });
        for cell in columns.cells(&response.draft) {
            text.push(b',');
            write(&mut text, &cell);
        }
        text.extend_from_slice(b"\r\n");
    }
    text
}

/// Calls `each` with the cells of the frame.
fn frame(response: &ExportedResponse, mut each: impl FnMut(usize, Value<'_>)) {
    let number = |value: Option<i64>| {
        #[expect(clippy::cast_precision_loss, reason = "scores are small")]
        value.map_or(Value::Empty, |value| Value::Number(value as f64))
    };
    let id = |text: Option<String>| text.map_or(Value::Empty, |text| Value::Text(text.into()));
    let word = |text: Option<&str>| text.map_or(Value::Empty, |text| Value::Text(text.to_owned().into()));
    let cells = [
        id(Some(response.id.to_string())),
        number(Some(response.version)),
        id(Some(response.link.to_string())),
        id(response.unit.map(|unit| unit.to_string())),
        word(response.channel.as_deref()),
        id(response.customer.map(|customer| customer.to_string())),
        word(response.draft.language.as_ref().map(Lang::as_str)),
        id(Some(response.started_at.to_string())),
        id(response.submitted_at.map(|at| at.to_string())),
        word(response.band.as_deref()),
        number(response.nps),
        number(response.csat),
        number(response.ces),
        word(response.apart.map(Apart::name)),
    ];
    for (at, cell) in cells.into_iter().enumerate() {
        each(at, cell);
    }
}

fn write(text: &mut Vec<u8>, cell: &Value<'_>) {
    match cell {
        Value::Empty => {}
        Value::Number(number) => {
            use std::io::Write;
            write!(text, "{number}").expect("memory can be written to");
        }
        Value::Flag(flag) => text.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Value::Id(id) => text.extend_from_slice(id.as_bytes()),
        Value::Text(words) => field(text, &harmless(words)),
    }
}

/// A field of CSV (RFC 4180).
fn field(text: &mut Vec<u8>, words: &str) {
    if words.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        text.push(b'"');
        for part in words.split_inclusive('"') {
            text.extend_from_slice(part.as_bytes());
            if part.ends_with('"') {
                text.push(b'"');
            }
        }
        text.push(b'"');
    } else {
        text.extend_from_slice(words.as_bytes());
    }
}

/// A response as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    id: ResponseId,
    survey: SurveyId,
    version: i64,
    link: LinkId,
    unit: Option<UnitId>,
    channel: Option<&'a str>,
    customer: Option<CustomerId>,
    language: Option<&'a str>,
    started_at: jiff::Timestamp,
    submitted_at: Option<jiff::Timestamp>,
    band: Option<&'a str>,
    nps: Option<i64>,
    csat: Option<i64>,
    ces: Option<i64>,
    apart: Option<Apart>,
    answers: &'a std::collections::BTreeMap<Key, Answer>,
    hidden: &'a std::collections::BTreeMap<Key, String>,
}

/// Responses as lines of JSON.
pub fn lines(survey: SurveyId, responses: &[ExportedResponse]) -> Vec<u8> {
    let mut text = Vec::with_capacity(responses.len() * 512);
    for response in responses {
        let line = Line {
            id: response.id,
            survey,
            version: response.version,
            link: response.link,
            unit: response.unit,
            channel: response.channel.as_deref(),
            customer: response.customer,
            language: response.draft.language.as_ref().map(Lang::as_str),
            started_at: response.started_at,
            submitted_at: response.submitted_at,
            band: response.band.as_deref(),
            nps: response.nps,
            csat: response.csat,
            ces: response.ces,
            apart: response.apart,
            answers: &response.draft.answers,
            hidden: &response.draft.hidden,
        };
        serde_json::to_writer(&mut text, &line).expect("answers are JSON, and memory can be written to");
        text.push(b'\n');
    }
    text
}

/// A workbook being written.
pub struct Book {
    book: Workbook,
    rows: u32,
}

impl Book {
    /// A workbook with its heads.
    pub fn new(heads: &Heads) -> Result<Self, Problem> {
        let mut book = Workbook::new();
        headed(&mut book, heads).map_err(|error| failed(&error))?;
        Ok(Self { book, rows: 0 })
    }

    /// How many responses it holds.
    pub fn rows(&self) -> usize {
        self.rows as usize
    }

    /// Adds responses.
    pub fn write(&mut self, columns: &Columns, responses: &[ExportedResponse]) -> Result<(), Problem> {
        responses.iter().try_for_each(|response| self.row(columns, response)).map_err(|error| failed(&error))
    }

    fn row(&mut self, columns: &Columns, response: &ExportedResponse) -> Result<(), XlsxError> {
        self.rows += 1;
        let row = self.rows;
        let sheet = self.book.worksheet_from_index(0)?;
        let mut result = Ok(());
        let mut column = 0;
        let mut put = |cell: Value<'_>| {
            let written = match cell {
                Value::Empty => Ok(()),
                Value::Number(number) => sheet.write_number(row, column, number).map(|_| ()),
                Value::Flag(flag) => sheet.write_boolean(row, column, flag).map(|_| ()),
                // A text is written as one, so that no spreadsheet takes it for a formula.
                Value::Id(text) => sheet.write_string(row, column, text).map(|_| ()),
                Value::Text(text) => sheet.write_string(row, column, shortened(&text)).map(|_| ()),
            };
            if result.is_ok() {
                result = written;
            }
            column += 1;
        };
        frame(response, |_, cell| put(cell));
        columns.cells(&response.draft).into_iter().for_each(put);
        result
    }

    /// The file.
    pub fn close(mut self) -> Result<Vec<u8>, Problem> {
        self.book.save_to_buffer().map_err(|error| failed(&error))
    }
}

fn headed(book: &mut Workbook, heads: &Heads) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    // Rows that were written lie in a file, not in memory.
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, head) in (0_u16..).zip(&heads.0) {
        sheet.write_string_with_format(0, column, shortened(head), &bold)?;
    }
    Ok(())
}

fn failed(error: &XlsxError) -> Problem {
    tracing::error!(%error, "a workbook could not be written");
    Problem::internal()
}
