//! The list of people of a distribution.

use axum::extract::State;
use serde::Serialize;
use touchstone_engine::App;
use touchstone_engine::asking::ListReport;
use utoipa::ToSchema;

use super::DistributionPath;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path, Raw};
use crate::problem::Problem;

/// The most bytes of a list.
pub const LIST_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What became of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecipientsReport {
    /// People who were added.
    pub added: u64,
    /// Lines about people who were on the list already.
    pub repeated: u64,
    /// Lines that name nobody.
    pub refused: u64,
    /// The first hundred of those.
    pub lines: Vec<RefusedRecipient>,
}

/// A line that names nobody.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedRecipient {
    /// Which, from 1.
    #[schema(example = 17)]
    pub line: u64,
    /// Why.
    #[schema(example = "the value does not have the form of its kind")]
    pub message: String,
}

/// Adds people to the list of a distribution that was not started: one identity a line, such as
/// `phone:+8613800000000`; an e-mail address or a phone number may stand alone. At most 200,000 lines. Whoever is not
/// known yet becomes a customer. Sending the same list again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/distributions/{distribution_id}/recipients/import",
    tag = "distributions",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("distribution_id" = schema::DistributionId, Path, description = "Which of its distributions."),
    ),
    request_body(content = String, content_type = "text/plain", example = "wang@example.com\nphone:+8613800000000\n"),
    responses((status = 200, description = "What became of it.", body = RecipientsReport))
)]
pub async fn upload_recipients(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<DistributionPath>,
    Raw(list): Raw,
) -> Result<Json<RecipientsReport>, Problem> {
    let text =
        std::str::from_utf8(&list).map_err(|_| Problem::field("body", "encoding", "Send text in UTF-8."))?;
    let report: ListReport = app.add_recipients(&who, path.survey_id, path.distribution_id, text).await?;
    let lines = report.lines.into_iter();
    Ok(Json(RecipientsReport {
        added: report.added,
        repeated: report.repeated,
        refused: report.refused,
        lines: lines.map(|line| RefusedRecipient { line: line.line, message: line.message }).collect(),
    }))
}
