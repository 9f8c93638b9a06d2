//! One journey.

use axum::extract::State;
use touchstone_domain::id::JourneyId;
use touchstone_engine::App;

use super::Journey;
use crate::api::schema;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one journey.
#[utoipa::path(
    get,
    path = "/v1/journeys/{journey_id}",
    tag = "journeys",
    params(("journey_id" = schema::JourneyId, Path, description = "Which journey.")),
    responses((status = 200, description = "The journey.", body = Journey))
)]
pub async fn show_journey(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Path(journey): Path<JourneyId>,
) -> Result<Json<Journey>, Problem> {
    Ok(Json(app.journey(&who, journey).await?.into()))
}
