//! A survey's life: published, paused, resumed, closed.

use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::Command;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Survey;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;

/// Which state of the survey is to be published.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PublishSurvey {
    /// The `changed_at` that the survey had when it was looked at. If it was changed since, by whomever, nothing is
    /// published and the answer is `conflict`.
    #[param(value_type = Option<schema::Time>)]
    pub made_from: Option<Timestamp>,
}

/// Freezes the draft as the next version and takes answers for it.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/publish",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), PublishSurvey),
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn publish_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(query): Query<PublishSurvey>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.command_survey(&who, survey, Command::Publish, query.made_from).await?.into()))
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
    Ok(Json(app.command_survey(&who, survey, Command::Pause, None).await?.into()))
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
    Ok(Json(app.command_survey(&who, survey, Command::Resume, None).await?.into()))
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
    Ok(Json(app.command_survey(&who, survey, Command::Close, None).await?.into()))
}
