//! One metric over a period.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::SurveyId;
use touchstone_domain::journey::Metric;
use touchstone_domain::survey::Key;
use touchstone_engine::App;
use touchstone_engine::journeys::MetricQuery;
use utoipa::IntoParams;

use super::{CourseScope, Measured};
use crate::api::schema;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Query};
use crate::problem::{Problem, ProblemBody};

/// What is measured, how, and the steps of its course.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShowMetric {
    /// How it is measured.
    #[param(value_type = schema::Metric)]
    pub metric: Metric,
    /// Only in answers to this survey; over all surveys when left out.
    #[param(value_type = Option<schema::SurveyId>)]
    pub survey: Option<SurveyId>,
    /// Only to this question of the survey.
    #[param(value_type = Option<String>, example = "recommend", pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub question: Option<Key>,
    /// Of this unit and all below it; of all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<touchstone_domain::id::UnitId>,
    /// Over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// The first day, in the brand's time zone; 30 days back when left out.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<jiff::civil::Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<jiff::civil::Date>,
    /// The days of a point; `day` when left out.
    #[serde(default)]
    #[param(inline)]
    pub by: super::Step,
}

impl ShowMetric {
    fn split(self) -> (MetricQuery, CourseScope) {
        let Self { metric, survey, question, unit, channel, from, to, by } = self;
        let scope = CourseScope { unit, channel: channel.clone(), from, to, by };
        let period = scope.period();
        (MetricQuery { metric, survey, question, unit, channel, period }, scope)
    }
}

/// Answers a metric's figure, its change and its course over a period, of one's own units; live and exact.
#[utoipa::path(
    get,
    path = "/v1/metrics",
    tag = "metrics",
    params(ShowMetric),
    responses(
        (status = 200, description = "The figure and its course.", body = Measured),
        (status = 404, description = "There is no such unit or survey, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_metric(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Query(query): Query<ShowMetric>,
) -> Result<Json<Measured>, Problem> {
    let (query, scope) = query.split();
    Ok(Json(app.measure(&who, query, scope.by.into()).await?.into()))
}
