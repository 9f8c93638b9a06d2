//! A new survey.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use touchstone_engine::App;

use super::Survey;
use crate::api::documents;
use crate::auth::{Can, EditSurvey};
use crate::extract::Json;
use crate::problem::Problem;

/// Makes a survey as a draft. Publish it to take answers.
#[utoipa::path(
    post,
    path = "/v1/surveys",
    tag = "surveys",
    request_body = documents::SurveyDocument,
    responses((status = 201, description = "The survey.", body = Survey))
)]
pub async fn create_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Json(document): Json<Map<String, Value>>,
) -> Result<(StatusCode, Json<Survey>), Problem> {
    let made = app.create_survey(&who, Value::Object(document)).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
