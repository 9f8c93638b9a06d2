//! Lists as files: CSV and XLSX of exactly the rows that the list shows, with the same filters and scope.
//!
//! A file is bounded ([`ROWS_MAX`]); a longer list is refused rather than cut off, since a file does not tell
//! that something is missing. Few files are made at a time, so that they cannot fill the memory.

mod cell;
mod csv;
pub mod responses;
mod xlsx;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Cursor, Json, Limit, Page, PageQuery};
use crate::problem::{Code, Problem};
use cell::Table;

/// Most rows of a file.
pub const ROWS_MAX: usize = 50_000;
/// Files that are made at the same time.
static MAKING: Semaphore = Semaphore::const_new(2);

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// As what a list is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A page, as JSON.
    Json,
    /// All rows as comma-separated values, UTF-8 with a byte order mark.
    Csv,
    /// All rows as a workbook.
    Xlsx,
}

/// Which page of a list, or the whole list as a file.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PageOrFile {
    /// Items at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
    /// `csv` or `xlsx` for all rows as a file; the header `Accept` says the same. Pages are `json`.
    #[param(inline)]
    pub format: Option<Format>,
}

impl PageQuery for PageOrFile {
    const NAMES: &'static [&'static str] = &["limit", "cursor", "format"];

    fn heeding(mut self, headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.format = self.format.or(match accepted {
            _ if accepted.contains(XLSX) => Some(Format::Xlsx),
            _ if accepted.contains(CSV) => Some(Format::Csv),
            _ => None,
        });
        self
    }
}

/// An item that can be a row of a file.
pub trait Row: Serialize {
    /// The fields that are columns, in their order. `answers.*` makes one of each field of `answers`.
    const COLUMNS: &'static [&'static str];
}

/// Refuses a parameter that is too long.
pub fn short(name: &str, text: Option<&str>, bytes_max: usize) -> Result<(), Problem> {
    match text {
        Some(text) if text.len() > bytes_max => {
            Err(Problem::parameter(name, "too_long", format!("at most {bytes_max} bytes")))
        }
        _ => Ok(()),
    }
}

/// Answers a page, or the whole list as the file that was asked for. `read` reads one page.
pub async fn answer<T: Row + Send + 'static, F: Future<Output = Result<Page<T>, Problem>>>(
    name: &str,
    asked: PageOrFile,
    read: impl Fn(Limit, Option<Cursor>) -> F,
) -> Result<Response, Problem> {
    let write: fn(&Table) -> Result<Vec<u8>, Problem> = match asked.format {
        None | Some(Format::Json) => {
            return Ok(Json(read(asked.limit, asked.cursor).await?).into_response());
        }
        Some(Format::Csv) => csv::write,
        Some(Format::Xlsx) => xlsx::write,
    };
    let (media_type, ending) =
        if asked.format == Some(Format::Csv) { ("text/csv; charset=utf-8", "csv") } else { (XLSX, "xlsx") };
    let permit = MAKING.acquire().await.map_err(|_| Problem::internal())?;
    let mut table = Table::new(T::COLUMNS);
    let mut page = read(Limit::LARGEST, None).await?;
    loop {
        let cursor = page.next_cursor.as_deref().and_then(Cursor::decode);
        // The next page is read while the rows of this one are made.
        let items = page.items;
        let rows = tokio::task::spawn_blocking(move || {
            items.iter().map(|item| cell::row(T::COLUMNS, item)).collect::<Result<Vec<_>, _>>()
        });
        let next = async {
            match cursor {
                Some(cursor) => read(Limit::LARGEST, Some(cursor)).await.map(Some),
                None => Ok(None),
            }
        };
        let (rows, next) = tokio::join!(rows, next);
        for row in rows.map_err(|_| Problem::internal())?? {
            table.push(row);
        }
        match next? {
            None => break,
            Some(_) if table.len() >= ROWS_MAX => {
                let detail = format!(
                    "The list has more than {ROWS_MAX} rows; narrow its filters, such as the period."
                );
                return Err(Problem::new(Code::TooLarge, detail));
            }
            Some(next) => page = next,
        }
    }
    let bytes =
        tokio::task::spawn_blocking(move || write(&table)).await.map_err(|_| Problem::internal())??;
    drop(permit);
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(|_| Problem::internal())?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
