//! Responses as rows: CSV and JSON lines written stretch by stretch, and workbooks.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Serialize;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::locale::Lang;
use touchstone_domain::response::quality::Flag;
use touchstone_domain::response::{Answer, Apart, Columns, Value};
use touchstone_domain::survey::{Key, Number};
use touchstone_engine::Refusal;
use touchstone_engine::surveys::{ExportedResponse, Stretch};

use super::csv::{MARK, harmless};
use super::xlsx::shortened;
use crate::problem::{Code, Problem};

/// The most rows of a workbook below its heads; the format's own limit.
const WORKBOOK_ROWS_MAX: usize = 1_048_575;
/// The most columns of a workbook; the format's own limit.
pub const WORKBOOK_COLUMNS_MAX: usize = 16_384;
/// What is known of every response.
const FRAME: [&str; 19] = [
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
    "score",
    "seconds",
    "flags",
    "ending",
    "quota",
    "apart",
];

/// What was worked out for a response that is not complete.
const NOTHING: &BTreeMap<Key, serde_json::Value> = &BTreeMap::new();

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
pub fn records(columns: &Columns, stretch: Stretch) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::with_capacity(stretch.count() * 256);
    for response in stretch.responses() {
        let response = response?;
        frame(&response, |at, cell| {
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
    Ok(text)
}

/// Calls `each` with the cells of the frame.
fn frame<'r>(response: &'r ExportedResponse, mut each: impl FnMut(usize, Value<'r>)) {
    let number = |value: Option<i64>| {
        #[expect(clippy::cast_precision_loss, reason = "scores are small")]
        value.map_or(Value::Empty, |value| Value::Number(value as f64))
    };
    let id = |text: Option<String>| text.map_or(Value::Empty, |text| Value::Text(text.into()));
    let word = |text: Option<&'r str>| text.map_or(Value::Empty, |text| Value::Text(text.into()));
    let ended = response.draft.ended.as_ref();
    let score = ended.and_then(|ended| ended.score).map_or(Value::Empty, |score| Value::Number(score.get()));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a visit are few")]
    let seconds = response.took_ms.map_or(Value::Empty, |ms| Value::Number(ms as f64 / 1_000.0));
    let flags: Vec<&str> = response.flags.iter().map(Flag::name).collect();
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
        score,
        seconds,
        id(Some(flags.join("; ")).filter(|flags| !flags.is_empty())),
        word(ended.and_then(|ended| ended.ending.as_ref()).map(Key::as_str)),
        word(ended.and_then(|ended| ended.quota_full.as_ref()).map(Key::as_str)),
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
    score: Option<f64>,
    took_ms: Option<i64>,
    flags: Vec<&'static str>,
    ending: Option<&'a Key>,
    quota: Option<&'a Key>,
    apart: Option<Apart>,
    answers: &'a BTreeMap<Key, Answer>,
    hidden: &'a BTreeMap<Key, String>,
    computed: &'a BTreeMap<Key, serde_json::Value>,
}

/// Responses as lines of JSON.
pub fn lines(survey: SurveyId, stretch: Stretch) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::with_capacity(stretch.count() * 512);
    for response in stretch.responses() {
        let response = response?;
        let ended = response.draft.ended.as_ref();
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
            score: ended.and_then(|ended| ended.score).map(Number::get),
            took_ms: response.took_ms,
            flags: response.flags.iter().map(Flag::name).collect(),
            ending: ended.and_then(|ended| ended.ending.as_ref()),
            quota: ended.and_then(|ended| ended.quota_full.as_ref()),
            apart: response.apart,
            answers: &response.draft.answers,
            hidden: &response.draft.hidden,
            computed: ended.map_or(NOTHING, |ended| &ended.computed),
        };
        serde_json::to_writer(&mut text, &line).expect("answers are JSON, and memory can be written to");
        text.push(b'\n');
    }
    Ok(text)
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

    /// Adds responses, as long as there is room for them.
    pub fn write(&mut self, columns: &Columns, stretch: Stretch) -> Result<(), Problem> {
        if self.rows as usize + stretch.count() > WORKBOOK_ROWS_MAX {
            let detail = format!(
                "A workbook has at most {WORKBOOK_ROWS_MAX} rows; ask for CSV, or for a shorter time."
            );
            return Err(Problem::new(Code::TooLarge, detail));
        }
        for response in stretch.responses() {
            self.row(columns, &response?).map_err(|error| failed(&error))?;
        }
        Ok(())
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
