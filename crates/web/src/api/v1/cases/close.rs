//! The end of a case.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::case::Outcome;
use touchstone_domain::id::CaseId;
use touchstone_engine::App;
use touchstone_engine::cases::{CaseChange, CloseCase};
use utoipa::ToSchema;

use super::Case;
use crate::api::schema;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// How it ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCaseRequest {
    /// What you know of the outcome; `unknown` when left out.
    #[serde(default)]
    pub outcome: Option<CaseOutcome>,
    /// A last note, at most 4,096 bytes.
    #[serde(default)]
    #[schema(example = "Sent a voucher and an apology.", max_length = 4096)]
    pub note: Option<String>,
}

/// Whether the customer is won back.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseOutcome {
    /// Yes.
    Recovered,
    /// No.
    NotRecovered,
    /// Not known.
    Unknown,
}

impl From<CaseOutcome> for Outcome {
    fn from(outcome: CaseOutcome) -> Self {
        match outcome {
            CaseOutcome::Recovered => Self::Recovered,
            CaseOutcome::NotRecovered => Self::NotRecovered,
            CaseOutcome::Unknown => Self::Unknown,
        }
    }
}

/// Closes a case. Playbooks that start with the event Case Closed ask the customer whether all is well again, and the answer sets the outcome.
#[utoipa::path(
    post,
    path = "/v1/cases/{case_id}/close",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    request_body = CloseCaseRequest,
    responses((status = 200, description = "The case as it is now.", body = Case))
)]
pub async fn close_case(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Json(request): Json<CloseCaseRequest>,
) -> Result<Json<Case>, Problem> {
    let change = CaseChange::Close(CloseCase {
        outcome: request.outcome.map_or(Outcome::Unknown, Outcome::from),
        note: request.note,
    });
    Ok(Json(app.change_case(&who, case, change).await?.into()))
}
