//! Writing on a case.

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

/// What to write down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteCaseRequest {
    /// The note, at most 4,096 bytes.
    #[schema(example = "Called, nobody answered.", min_length = 1, max_length = 4096)]
    pub note: String,
    /// Whether the customer has to say something now.
    #[serde(default)]
    pub waits_for_customer: bool,
}

/// Writes a note on a case. Whoever writes on an open case works on it.
#[utoipa::path(
    post,
    path = "/v1/cases/{case_id}/note",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    request_body = NoteCaseRequest,
    responses((status = 200, description = "The case as it is now.", body = Case))
)]
pub async fn note_case(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Json(request): Json<NoteCaseRequest>,
) -> Result<Json<Case>, Problem> {
    let change = CaseChange::Note { text: request.note, is_waiting: request.waits_for_customer };
    Ok(Json(app.change_case(&who, case, change).await?.into()))
}
