//! One response.

use axum::extract::State;
use touchstone_domain::id::ResponseId;
use touchstone_engine::App;

use super::SurveyResponse;
use crate::api::schema;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one response of one's own units.
#[utoipa::path(
    get,
    path = "/v1/responses/{response_id}",
    tag = "responses",
    params(("response_id" = schema::ResponseId, Path, description = "Which response.")),
    responses((status = 200, description = "The response.", body = SurveyResponse))
)]
pub async fn show_response(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(response): Path<ResponseId>,
) -> Result<Json<SurveyResponse>, Problem> {
    Ok(Json(app.response(&who, response).await?.into()))
}
