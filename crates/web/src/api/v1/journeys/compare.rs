//! A journey seen twice: two periods, units or channels side by side.

use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{JourneyId, UnitId};
use touchstone_domain::journey::Metric;
use touchstone_engine::App;
use touchstone_engine::journeys::{
    JourneyComparison as Found, PeriodQuery, Side, TouchpointComparison as FoundTouchpoint, Whole,
};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::api::v1::metrics::{Change, Figure, ResponseRate};
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Path, Query};
use crate::problem::{Problem, ProblemBody};

/// The one side, and in what the other differs from it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareJourney {
    /// The one side: of this unit and all below it; of all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// The first day, in the brand's time zone; 30 days back when left out.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<Date>,
    /// The other side: of this unit; the same as the one side's when left out, as are those that follow.
    #[param(value_type = Option<schema::UnitId>)]
    pub other_unit: Option<UnitId>,
    /// Over this channel.
    #[param(max_length = 200)]
    pub other_channel: Option<String>,
    /// The first day.
    #[param(value_type = Option<schema::Day>)]
    pub other_from: Option<Date>,
    /// The last day.
    #[param(value_type = Option<schema::Day>)]
    pub other_to: Option<Date>,
}

impl CompareJourney {
    fn sides(self) -> [Side; 2] {
        let Self { unit, channel, from, to, other_unit, other_channel, other_from, other_to } = self;
        let other = Side {
            unit: other_unit.or(unit),
            channel: other_channel.or_else(|| channel.clone()),
            period: PeriodQuery { from: other_from.or(from), to: other_to.or(to) },
        };
        [Side { unit, channel, period: PeriodQuery { from, to } }, other]
    }
}

/// Days.
#[derive(Debug, Serialize, ToSchema)]
pub struct Days {
    /// The first day.
    #[schema(value_type = schema::Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = schema::Day)]
    pub to: Date,
}

/// A journey seen twice.
#[derive(Debug, Serialize, ToSchema)]
pub struct JourneyComparison {
    /// The days of the one side.
    pub one: Days,
    /// The days of the other side.
    pub other: Days,
    /// The side that holds the other, such as the brand its store, and is therefore counted without it; null when the two
    /// have no answers in common anyway.
    #[schema(required, example = "other")]
    pub without: Option<WholeSide>,
    /// One per touchpoint, in the order of the way.
    pub touchpoints: Vec<TouchpointComparison>,
}

/// A side that holds the other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WholeSide {
    /// The one side.
    One,
    /// The other side.
    Other,
}

/// A touchpoint seen twice.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchpointComparison {
    /// The id of the stage.
    #[schema(example = "eat")]
    pub stage: String,
    /// The id of the touchpoint.
    #[schema(example = "food")]
    pub touchpoint: String,
    /// How it is measured.
    #[schema(value_type = schema::Metric)]
    pub metric: Metric,
    /// The figure of the one side; null without answers.
    #[schema(required)]
    pub one: Option<Figure>,
    /// The figure of the other side.
    #[schema(required)]
    pub other: Option<Figure>,
    /// The one minus the other; null when either has too few answers. Of the touchpoints of a map whose difference is said
    /// to be real, at most one in twenty is not (Benjamini–Hochberg).
    #[schema(required)]
    pub difference: Option<Change>,
    /// How the surveys were asked and answered on the one side.
    pub one_response_rate: ResponseRate,
    /// The same on the other side.
    pub other_response_rate: ResponseRate,
}

impl From<Found> for JourneyComparison {
    fn from(found: Found) -> Self {
        let [one, other] = found.periods.map(|period| Days { from: period.from(), to: period.to() });
        Self {
            one,
            other,
            without: found.without.map(|whole| match whole {
                Whole::One => WholeSide::One,
                Whole::Other => WholeSide::Other,
            }),
            touchpoints: found.touchpoints.into_iter().map(TouchpointComparison::from).collect(),
        }
    }
}

impl From<FoundTouchpoint> for TouchpointComparison {
    fn from(found: FoundTouchpoint) -> Self {
        let [one, other] = found.figures.map(|figure| figure.map(Figure::from));
        let [one_rate, other_rate] = found.response_rates;
        Self {
            stage: found.stage.to_string(),
            touchpoint: found.touchpoint.to_string(),
            metric: found.metric,
            one,
            other,
            difference: found.difference.map(Change::from),
            one_response_rate: ResponseRate::of(found.asking[0], one_rate),
            other_response_rate: ResponseRate::of(found.asking[1], other_rate),
        }
    }
}

/// Compares a journey between two periods, units or channels, touchpoint by touchpoint. Where one side is a part of the
/// other, the whole is counted without the part.
#[utoipa::path(
    get,
    path = "/v1/journeys/{journey_id}/compare",
    tag = "journeys",
    params(("journey_id" = schema::JourneyId, Path, description = "Which journey."), CompareJourney),
    responses(
        (status = 200, description = "Both sides and their differences.", body = JourneyComparison),
        (status = 404, description = "There is no such journey or unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A period is none or too long, or the sides are the same or overlap.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn compare_journey(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Path(journey): Path<JourneyId>,
    Query(query): Query<CompareJourney>,
) -> Result<Json<JourneyComparison>, Problem> {
    Ok(Json(app.compare_journey(&who, journey, query.sides()).await?.into()))
}
