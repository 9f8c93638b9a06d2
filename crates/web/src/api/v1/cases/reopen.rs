//! A case that was not over.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::CaseId;
use touchstone_engine::App;
use touchstone_engine::cases::CaseChange;
use utoipa::ToSchema;

use super::Case;
use crate::api::schema;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenCaseRequest {
    /// A note, at most 4,096 bytes.
    #[serde(default)]
    #[schema(example = "The customer called again.", max_length = 4096)]
    pub note: Option<String>,
}

/// Opens a closed case again, with a new clock.
#[utoipa::path(
    post,
    path = "/v1/cases/{case_id}/reopen",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    request_body = ReopenCaseRequest,
    responses((status = 200, description = "The case as it is now.", body = Case))
)]
pub async fn reopen_case(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Json(request): Json<ReopenCaseRequest>,
) -> Result<Json<Case>, Problem> {
    let change = CaseChange::Reopen { note: request.note };
    Ok(Json(app.change_case(&who, case, change).await?.into()))
}
