//! A distribution's life: started, stopped.

use axum::extract::State;
use touchstone_engine::App;

use super::{Distribution, DistributionPath};
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Starts a distribution, now or at the time its plan says. Each person is asked only if the rules of asking allow it.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/distributions/{distribution_id}/start",
    tag = "distributions",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("distribution_id" = schema::DistributionId, Path, description = "Which of its distributions."),
    ),
    responses((status = 200, description = "The distribution.", body = Distribution))
)]
pub async fn start_distribution(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<DistributionPath>,
) -> Result<Json<Distribution>, Problem> {
    Ok(Json(app.start_distribution(&who, path.survey_id, path.distribution_id).await?.into()))
}

/// Stops a distribution: messages that have not left are taken back, and nobody is reminded any more.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/distributions/{distribution_id}/stop",
    tag = "distributions",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("distribution_id" = schema::DistributionId, Path, description = "Which of its distributions."),
    ),
    responses((status = 200, description = "The distribution.", body = Distribution))
)]
pub async fn stop_distribution(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<DistributionPath>,
) -> Result<Json<Distribution>, Problem> {
    Ok(Json(app.stop_distribution(&who, path.survey_id, path.distribution_id).await?.into()))
}
