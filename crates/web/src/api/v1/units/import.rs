//! Tens of thousands of units from a file.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::Serialize;
use touchstone_engine::App;
use touchstone_engine::units;
use utoipa::ToSchema;

use crate::auth::{Can, EditUnits};
use crate::extract::{Json, Raw};
use crate::problem::{Code, Problem};

/// The most bytes of a file.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// Units that were added.
    pub created: usize,
    /// Units that were changed.
    pub changed: usize,
    /// Rows that said what was so already.
    pub unchanged: usize,
    /// Rows that were refused.
    pub rejected: usize,
    /// The first 50,000 refused rows, with the reason.
    pub rejections: Vec<RejectedRow>,
}

/// A row that was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectedRow {
    /// Its line in the file, counted from 1.
    #[schema(example = 17)]
    pub line: u64,
    /// The column that is wrong.
    #[schema(example = "parent")]
    pub field: String,
    /// A stable word.
    #[schema(example = "unknown")]
    pub code: String,
    /// What to do about it.
    #[schema(example = "there is no unit with this code, neither here nor in the file")]
    pub message: String,
}

/// Imports units from CSV in UTF-8 with a header: `code`, `name`, `kind`, and if you like `parent` (a code; the
/// head office when empty), `owner` (a member's e-mail address) and `time_zone`.
///
/// Rows may stand in any order. A known code changes that unit, a new one adds a unit; sound rows are taken,
/// others reported, all in one transaction. Nothing is moved or removed.
#[utoipa::path(
    post,
    path = "/v1/units/import",
    tag = "units",
    request_body(content = String, content_type = "text/csv",
        example = "code,name,kind,parent\nEAST,East,region,\nSH-001,Nanjing Road,store,EAST\n"),
    responses((status = 200, description = "What was done, row by row where it was refused.", body = ImportReport))
)]
pub async fn import_units(
    who: Can<EditUnits>,
    State(app): State<App>,
    headers: HeaderMap,
    Raw(file): Raw,
) -> Result<Json<ImportReport>, Problem> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !value.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/csv")) {
        return Err(Problem::new(Code::UnsupportedMediaType, "Send the file with Content-Type: text/csv."));
    }
    Ok(Json(app.import_units(&who, &file).await?.into()))
}

impl From<units::ImportReport> for ImportReport {
    fn from(report: units::ImportReport) -> Self {
        let rejections = report.rejections.into_iter().map(|row| RejectedRow {
            line: row.line,
            field: row.error.field,
            code: row.error.code,
            message: row.error.message,
        });
        Self {
            created: report.created,
            changed: report.changed,
            unchanged: report.unchanged,
            rejected: report.rejected,
            rejections: rejections.collect(),
        }
    }
}
