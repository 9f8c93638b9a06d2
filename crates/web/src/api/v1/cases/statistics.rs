//! How cases are handled.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_engine::App;
use touchstone_engine::cases::{CaseStatistics as Found, StatisticsQuery};
use touchstone_engine::cases::{Curve, OwnerLoad as FoundOwner};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, ReadCases};
use crate::extract::{Json, Query};
use crate::problem::{Problem, ProblemBody};

/// Most steps of a curve; of a longer one some are left out.
const STEPS_MAX: usize = 200;

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseStatisticsQuery {
    /// Of this unit and all below it.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Opened at or after this time.
    #[param(value_type = Option<schema::Time>)]
    pub from: Option<Timestamp>,
    /// Opened before this time.
    #[param(value_type = Option<schema::Time>)]
    pub until: Option<Timestamp>,
}

/// How cases are handled. Times are hours by Kaplan and Meier: open cases count for as long as they are open.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseStatistics {
    /// How many cases.
    pub n: u64,
    /// Whether only the newest 20,000 were looked at.
    pub is_cut: bool,
    /// Not closed.
    pub open: u64,
    /// Open past their time.
    pub late: u64,
    /// Until a member did something for the first time.
    pub first_response: TimeTo,
    /// Until closed.
    pub resolution: TimeTo,
    /// Customers won back.
    pub recovery: Recovery,
    /// Per owner, the most loaded first.
    pub owners: Vec<OwnerLoad>,
}

/// Time until something happens.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeTo {
    /// Hours by which it has happened for half; null when it has not for half yet.
    #[schema(required, example = 5.5)]
    pub median: Option<f64>,
    /// The lower end of its interval at 95 % (Brookmeyer and Crowley); null when it is not reached.
    #[schema(required)]
    pub low: Option<f64>,
    /// The upper end.
    #[schema(required)]
    pub high: Option<f64>,
    /// How many were watched.
    pub n: u64,
    /// For how many it happened; the others count as open.
    pub happened: u64,
    /// The share for which it has not happened, over hours.
    pub curve: Vec<CurveStep>,
}

/// A step of a curve.
#[derive(Debug, Serialize, ToSchema)]
pub struct CurveStep {
    /// Hours.
    pub time: f64,
    /// The share for which it has not happened, 0 to 1.
    pub open: f64,
    /// The lower end of the share.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many were still watched just before.
    pub at_risk: u64,
}

/// The share won back of those whose outcome is known, in percent, with a Wilson interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recovery {
    /// The share; null when no outcome is known.
    #[schema(required, example = 62.5)]
    pub rate: Option<f64>,
    /// The lower end.
    #[schema(required)]
    pub low: Option<f64>,
    /// The upper end.
    #[schema(required)]
    pub high: Option<f64>,
    /// Closed with a known outcome.
    pub n: u64,
    /// Closed, and nobody knows.
    pub unknown: u64,
}

/// What one member holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerLoad {
    /// Who; null for cases that nobody holds.
    #[schema(value_type = Option<schema::MemberId>, required)]
    pub member: Option<MemberId>,
    /// What they are called.
    #[schema(required, example = "Li Na")]
    pub name: Option<String>,
    /// Not closed.
    pub open: u64,
    /// Open past their time.
    pub late: u64,
    /// Closed.
    pub closed: u64,
    /// Hours until closed, for half; null when it has not been reached.
    #[schema(required)]
    pub resolution_median: Option<f64>,
}

impl From<Curve> for TimeTo {
    fn from(curve: Curve) -> Self {
        let median = curve.median();
        let every = curve.steps.len().div_ceil(STEPS_MAX).max(1);
        let last = curve.steps.len().saturating_sub(1);
        let shown = |at: &usize| at.is_multiple_of(every) || *at == last;
        let steps = curve.steps.iter().enumerate().filter(|(at, _)| shown(at));
        Self {
            median: median.map(|(median, ..)| median),
            low: median.and_then(|(_, low, _)| low),
            high: median.and_then(|(.., high)| high),
            n: curve.n,
            happened: curve.happened,
            curve: steps
                .map(|(_, step)| CurveStep {
                    time: step.time,
                    open: step.open,
                    low: step.low,
                    high: step.high,
                    at_risk: step.at_risk,
                })
                .collect(),
        }
    }
}

impl From<FoundOwner> for OwnerLoad {
    fn from(found: FoundOwner) -> Self {
        Self {
            resolution_median: found.resolution.quantile(0.5),
            member: found.member,
            name: found.name,
            open: found.open,
            late: found.late,
            closed: found.closed,
        }
    }
}

impl From<Found> for CaseStatistics {
    fn from(found: Found) -> Self {
        Self {
            n: found.n,
            is_cut: found.is_cut,
            open: found.open,
            late: found.late,
            first_response: found.first_response.into(),
            resolution: found.resolution.into(),
            recovery: Recovery {
                rate: found.recovery.map(|share| share.value),
                low: found.recovery.map(|share| share.low),
                high: found.recovery.map(|share| share.high),
                n: found.known,
                unknown: found.unknown,
            },
            owners: found.owners.into_iter().map(OwnerLoad::from).collect(),
        }
    }
}

/// Answers workload per owner, time to first response and resolution, and the share won back, of one's own units.
#[utoipa::path(
    get,
    path = "/v1/cases/statistics",
    tag = "cases",
    params(CaseStatisticsQuery),
    responses(
        (status = 200, description = "The figures.", body = CaseStatistics),
        (status = 404, description = "There is no such unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_case_statistics(
    who: Can<ReadCases>,
    State(app): State<App>,
    Query(query): Query<CaseStatisticsQuery>,
) -> Result<Json<CaseStatistics>, Problem> {
    let CaseStatisticsQuery { unit, from, until } = query;
    Ok(Json(app.case_statistics(&who, StatisticsQuery { unit, from, until }).await?.into()))
}
