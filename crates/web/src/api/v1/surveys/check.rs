//! Whether a definition could be saved.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use touchstone_engine::App;

use crate::api::documents;
use crate::auth::{Can, ReadSurveys};
use crate::extract::Json;
use crate::problem::Problem;

/// Checks a definition without storing it: what keeps it from being saved is named as if it had been.
#[utoipa::path(
    post,
    path = "/v1/surveys/check",
    tag = "surveys",
    request_body = documents::SurveyDocument,
    responses((status = 204, description = "It could be saved."))
)]
pub async fn check_survey(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Json(document): Json<Map<String, Value>>,
) -> Result<StatusCode, Problem> {
    app.check_survey(&who, Value::Object(document)).await?;
    Ok(StatusCode::NO_CONTENT)
}
