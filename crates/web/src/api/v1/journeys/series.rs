//! The course of one touchpoint.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::JourneyId;
use touchstone_domain::survey::Key;
use touchstone_engine::App;

use crate::api::schema;
use crate::api::v1::metrics::{CourseScope, Measured};
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Path, Query};
use crate::problem::{Problem, ProblemBody};

/// Which touchpoint.
#[derive(Debug, Deserialize)]
pub struct TouchpointPath {
    /// Of which journey.
    pub journey_id: JourneyId,
    /// Its id within the journey.
    pub touchpoint_id: String,
}

/// Answers a touchpoint's figure and its course over a period, of one's own units.
#[utoipa::path(
    get,
    path = "/v1/journeys/{journey_id}/touchpoints/{touchpoint_id}",
    tag = "journeys",
    params(
        ("journey_id" = schema::JourneyId, Path, description = "Which journey."),
        ("touchpoint_id" = String, Path, description = "Which touchpoint of it.", example = "food"),
        CourseScope,
    ),
    responses(
        (status = 200, description = "The figure and its course.", body = Measured),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_touchpoint(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Path(path): Path<TouchpointPath>,
    Query(scope): Query<CourseScope>,
) -> Result<Json<Measured>, Problem> {
    let touchpoint: Key = path.touchpoint_id.parse().map_err(|_| Problem::not_found("touchpoint"))?;
    let (period, by) = (scope.period(), scope.by.into());
    let found = app
        .measure_touchpoint(&who, (path.journey_id, touchpoint), (scope.unit, scope.channel), (period, by))
        .await?;
    Ok(Json(found.into()))
}
