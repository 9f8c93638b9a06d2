//! Making, replacing and removing journeys.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::JourneyId;
use touchstone_engine::App;

use super::{Journey, JourneyRequest};
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Makes a journey, such as one of `GET /v1/journeys/templates`.
#[utoipa::path(
    post,
    path = "/v1/journeys",
    tag = "journeys",
    request_body = JourneyRequest,
    responses((status = 201, description = "The journey.", body = Journey))
)]
pub async fn create_journey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Json(request): Json<JourneyRequest>,
) -> Result<(StatusCode, Json<Journey>), Problem> {
    let made = app.create_journey(&who, request.draft()?).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Replaces a journey: its names, stages, touchpoints, their order and what asks about them. Figures follow what is asked
/// now, also for the past.
#[utoipa::path(
    put,
    path = "/v1/journeys/{journey_id}",
    tag = "journeys",
    params(("journey_id" = schema::JourneyId, Path, description = "Which journey.")),
    request_body = JourneyRequest,
    responses((status = 200, description = "The journey as it is now.", body = Journey))
)]
pub async fn replace_journey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(journey): Path<JourneyId>,
    Json(request): Json<JourneyRequest>,
) -> Result<Json<Journey>, Problem> {
    Ok(Json(app.update_journey(&who, journey, request.draft()?).await?.into()))
}

/// Removes a journey. What was counted stays with the surveys.
#[utoipa::path(
    delete,
    path = "/v1/journeys/{journey_id}",
    tag = "journeys",
    params(("journey_id" = schema::JourneyId, Path, description = "Which journey.")),
    responses((status = 204, description = "It is gone."))
)]
pub async fn delete_journey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(journey): Path<JourneyId>,
) -> Result<StatusCode, Problem> {
    app.delete_journey(&who, journey).await?;
    Ok(StatusCode::NO_CONTENT)
}
