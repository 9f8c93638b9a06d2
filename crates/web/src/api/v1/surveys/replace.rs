//! Another draft.

use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Survey;
use crate::api::{documents, schema};
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;

/// From which state of the draft the new one was made.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReplaceSurvey {
    /// The `changed_at` that the survey had then. If it was changed since, by whomever, nothing is replaced and the
    /// answer is `conflict`.
    #[param(value_type = Option<schema::Time>)]
    pub made_from: Option<Timestamp>,
}

/// Replaces the draft. What is published stays as it is until the survey is published again.
#[utoipa::path(
    put,
    path = "/v1/surveys/{survey_id}",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ReplaceSurvey),
    request_body = documents::SurveyDocument,
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn replace_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(query): Query<ReplaceSurvey>,
    Json(document): Json<Map<String, Value>>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.update_survey(&who, survey, Value::Object(document), query.made_from).await?.into()))
}
