//! A copy of a survey.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use utoipa::ToSchema;

use super::Survey;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::{Problem, ProblemBody};

/// What the copy is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DuplicateSurvey {
    /// What members call it.
    #[schema(min_length = 1, max_length = 200, example = "After the meal, autumn")]
    pub name: String,
}

/// Makes a copy of a survey's draft as a survey of its own: without responses, versions and links.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/duplicate",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    request_body = DuplicateSurvey,
    responses(
        (status = 201, description = "The copy, a draft.", body = Survey),
        (status = 404, description = "There is no such survey.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn duplicate_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Json(wish): Json<DuplicateSurvey>,
) -> Result<(StatusCode, Json<Survey>), Problem> {
    let made = app.duplicate_survey(&who, survey, wish.name).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
