//! Taking a message back before it leaves.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::{CaseId, EffectId};
use touchstone_engine::App;
use utoipa::ToSchema;

use super::Case;
use crate::api::schema;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::{Problem, ProblemBody};

/// Which message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawMessageRequest {
    /// The effect that carries it.
    #[schema(value_type = schema::EffectId)]
    pub effect: EffectId,
}

/// Takes back a message of a case that has not left yet, with the voucher that goes with it.
#[utoipa::path(
    post,
    path = "/v1/cases/{case_id}/withdraw",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    request_body = WithdrawMessageRequest,
    responses(
        (status = 200, description = "The case as it is now.", body = Case),
        (status = 409, description = "The message has left.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn withdraw_message(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Json(request): Json<WithdrawMessageRequest>,
) -> Result<Json<Case>, Problem> {
    Ok(Json(app.withdraw_message(&who, case, request.effect).await?.into()))
}
