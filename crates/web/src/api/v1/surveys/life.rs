//! A survey's life: published, paused, resumed, closed.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::Command;
use touchstone_engine::App;

use super::Survey;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Freezes the draft as the next version and takes answers for it.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/publish",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn publish_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.command_survey(&who, survey, Command::Publish).await?.into()))
}

/// Takes no answers until the survey is resumed; what was begun is kept.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/pause",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn pause_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.command_survey(&who, survey, Command::Pause).await?.into()))
}

/// Takes answers again.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/resume",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn resume_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.command_survey(&who, survey, Command::Resume).await?.into()))
}

/// Takes no answers any more, unless the survey is published again.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/close",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn close_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.command_survey(&who, survey, Command::Close).await?.into()))
}
