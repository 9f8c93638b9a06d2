//! Giving a case to a member.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::{CaseId, MemberId};
use touchstone_engine::App;
use touchstone_engine::cases::CaseChange;
use utoipa::ToSchema;

use super::Case;
use crate::api::schema;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// To whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignCaseRequest {
    /// An active member who may handle cases of its unit.
    #[schema(value_type = schema::MemberId)]
    pub to: MemberId,
    /// What they should know, at most 4,096 bytes.
    #[serde(default)]
    #[schema(example = "She likes to be called in the evening.", min_length = 1, max_length = 4096)]
    pub note: Option<String>,
}

/// Gives a case to a member, who is told and works on it from now on; whoever held it before is told, too.
#[utoipa::path(
    post,
    path = "/v1/cases/{case_id}/assign",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    request_body = AssignCaseRequest,
    responses((status = 200, description = "The case as it is now.", body = Case))
)]
pub async fn assign_case(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Json(request): Json<AssignCaseRequest>,
) -> Result<Json<Case>, Problem> {
    let change = CaseChange::Assign { to: request.to, note: request.note };
    Ok(Json(app.change_case(&who, case, change).await?.into()))
}
