//! Another draft.

use axum::extract::State;
use serde_json::{Map, Value};
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use super::Survey;
use crate::api::{documents, schema};
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Replaces the draft. What is published stays as it is until the survey is published again.
#[utoipa::path(
    put,
    path = "/v1/surveys/{survey_id}",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    request_body = documents::SurveyDocument,
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn replace_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Json(document): Json<Map<String, Value>>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.update_survey(&who, survey, Value::Object(document)).await?.into()))
}
