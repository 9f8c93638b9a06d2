//! The channels in use.

use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_engine::App;
use touchstone_engine::journeys::PeriodQuery;
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Page, Query};
use crate::problem::{Problem, ProblemBody};

/// Where and when channels were used.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListChannels {
    /// Only for answers to this survey; over all surveys when left out.
    #[param(value_type = Option<schema::SurveyId>)]
    pub survey: Option<SurveyId>,
    /// Of this unit and all below it; of all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// The first day, in the brand's time zone; 30 days back when left out.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<Date>,
}

/// A channel and how much came over it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelUse {
    /// The brand's own word for it.
    #[schema(example = "dine_in")]
    pub channel: String,
    /// Responses completed over it in the period.
    #[schema(example = 1204)]
    pub completed: i64,
}

/// Lists the channels over which surveys were answered in a period, of one's own units, the most used first; at most 100.
#[utoipa::path(
    get,
    path = "/v1/metrics/channels",
    tag = "metrics",
    params(ListChannels),
    responses(
        (status = 200, description = "The channels.", body = Page<ChannelUse>),
        (status = 404, description = "There is no such unit or survey, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_channels(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Query(query): Query<ListChannels>,
) -> Result<Json<Page<ChannelUse>>, Problem> {
    let ListChannels { survey, unit, from, to } = query;
    let found = app.channels_in_use(&who, (survey, unit), PeriodQuery { from, to }).await?;
    let items = found.into_iter().map(|used| ChannelUse { channel: used.channel, completed: used.completed });
    Ok(Json(Page { items: items.collect(), next_cursor: None }))
}
