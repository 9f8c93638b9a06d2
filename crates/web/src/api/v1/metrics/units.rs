//! One metric, unit by unit.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_domain::journey::Metric;
use touchstone_domain::survey::Key;
use touchstone_engine::App;
use touchstone_engine::journeys::{self, MetricQuery, PeriodQuery};
use utoipa::{IntoParams, ToSchema};

use super::Figure;
use crate::api::schema;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Page, Query};
use crate::problem::{Problem, ProblemBody};

/// What is compared.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareUnits {
    /// How it is measured.
    #[param(value_type = schema::Metric)]
    pub metric: Metric,
    /// Only in answers to this survey; over all surveys when left out.
    #[param(value_type = Option<schema::SurveyId>)]
    pub survey: Option<SurveyId>,
    /// Only to this question of the survey.
    #[param(value_type = Option<String>, example = "recommend", pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub question: Option<Key>,
    /// The units directly below this one; the tops of what one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// The first day, in the brand's time zone; 30 days back when left out.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<jiff::civil::Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<jiff::civil::Date>,
}

/// The figure of a unit with all below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitFigure {
    /// The unit.
    #[schema(value_type = schema::UnitId)]
    pub unit: UnitId,
    /// What people call it.
    #[schema(example = "Nanjing Road")]
    pub name: String,
    /// The figure; null without answers.
    #[schema(required)]
    pub figure: Option<Figure>,
}

impl From<journeys::UnitFigure> for UnitFigure {
    fn from(found: journeys::UnitFigure) -> Self {
        Self { unit: found.unit, name: found.name, figure: found.figure.map(Figure::from) }
    }
}

/// Compares a metric between the units directly below one, each with all below it, in the order of the tree; at most 500.
#[utoipa::path(
    get,
    path = "/v1/metrics/units",
    tag = "metrics",
    params(CompareUnits),
    responses(
        (status = 200, description = "One per unit.", body = Page<UnitFigure>),
        (status = 404, description = "There is no such unit or survey, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn compare_units(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Query(query): Query<CompareUnits>,
) -> Result<Json<Page<UnitFigure>>, Problem> {
    let CompareUnits { metric, survey, question, unit, channel, from, to } = query;
    let period = PeriodQuery { from, to };
    let query = MetricQuery { metric, survey, question, unit, channel, period };
    let found = app.measure_units(&who, query).await?;
    Ok(Json(Page { items: found.into_iter().map(UnitFigure::from).collect(), next_cursor: None }))
}
