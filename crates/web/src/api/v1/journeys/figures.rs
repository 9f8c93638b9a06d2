//! The live figures of a journey.

use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use touchstone_domain::id::JourneyId;
use touchstone_domain::journey::Metric;
use touchstone_engine::App;
use touchstone_engine::journeys::{
    Bucket, JourneyFigures as Found, PeriodQuery, TouchpointFigures as FoundTouchpoint,
};
use utoipa::ToSchema;

use crate::api::schema;
use crate::api::v1::metrics::{Change, Figure, MetricPoint, OptionalCourse, ResponseRate};
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Path, Query};
use crate::problem::{Problem, ProblemBody};

/// The figures of a journey over a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct JourneyFigures {
    /// The first day.
    #[schema(value_type = schema::Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = schema::Day)]
    pub to: Date,
    /// The first day of the equally long period before.
    #[schema(value_type = schema::Day)]
    pub earlier_from: Date,
    /// One per touchpoint, in the order of the way.
    pub touchpoints: Vec<TouchpointFigures>,
}

/// The figures of a touchpoint.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchpointFigures {
    /// The id of the stage.
    #[schema(example = "eat")]
    pub stage: String,
    /// The id of the touchpoint.
    #[schema(example = "food")]
    pub touchpoint: String,
    /// How it is measured.
    #[schema(value_type = schema::Metric)]
    pub metric: Metric,
    /// The figure; null without answers.
    #[schema(required)]
    pub figure: Option<Figure>,
    /// That of the period before.
    #[schema(required)]
    pub earlier: Option<Figure>,
    /// How they differ; null when either has too few answers. Of the touchpoints of a map whose change is said to be real,
    /// at most one in twenty is not (Benjamini–Hochberg).
    #[schema(required)]
    pub change: Option<Change>,
    /// The course, oldest first; empty unless `by` was given.
    pub points: Vec<MetricPoint>,
    /// How its surveys were asked and answered.
    pub response_rate: ResponseRate,
}

impl From<Found> for JourneyFigures {
    fn from(found: Found) -> Self {
        Self {
            from: found.period.from(),
            to: found.period.to(),
            earlier_from: found.period.earlier().from(),
            touchpoints: found.touchpoints.into_iter().map(TouchpointFigures::from).collect(),
        }
    }
}

impl From<FoundTouchpoint> for TouchpointFigures {
    fn from(found: FoundTouchpoint) -> Self {
        Self {
            stage: found.stage.to_string(),
            touchpoint: found.touchpoint.to_string(),
            metric: found.metric,
            figure: found.figure.map(Figure::from),
            earlier: found.earlier.map(Figure::from),
            change: found.change.map(Change::from),
            points: found.points.into_iter().map(MetricPoint::from).collect(),
            response_rate: ResponseRate::of(found.asking, found.response_rate),
        }
    }
}

/// Answers each touchpoint's score, interval, number of answers, response rate and change, of one's own units.
#[utoipa::path(
    get,
    path = "/v1/journeys/{journey_id}/figures",
    tag = "journeys",
    params(("journey_id" = schema::JourneyId, Path, description = "Which journey."), OptionalCourse),
    responses(
        (status = 200, description = "The figures.", body = JourneyFigures),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_journey_figures(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Path(journey): Path<JourneyId>,
    Query(scope): Query<OptionalCourse>,
) -> Result<Json<JourneyFigures>, Problem> {
    let course = (PeriodQuery { from: scope.from, to: scope.to }, scope.by.map(Bucket::from));
    Ok(Json(app.journey_figures(&who, journey, (scope.unit, scope.channel), course).await?.into()))
}
