//! Responses over all surveys.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use touchstone_domain::id::{JourneyId, SurveyId, UnitId};
use touchstone_domain::survey::{Band, Key};
use touchstone_engine::App;
use touchstone_engine::surveys::ResponseQuery;
use utoipa::{IntoParams, ToSchema};

use super::{ApartFilter, SurveyResponse};
use crate::api::schema;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Cursor, Listing, Page};
use crate::problem::{Problem, ProblemBody};
use crate::sheet::{self, PageOrFile};

/// Longest text to search for, in bytes.
const TEXT_BYTES_MAX: usize = 200;

/// Which responses.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchResponses {
    /// To this survey.
    #[param(value_type = Option<schema::SurveyId>)]
    pub survey: Option<SurveyId>,
    /// Of this unit and all below it.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Asked over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// From customers who felt so.
    #[param(inline)]
    pub band: Option<ResponseBand>,
    /// Begun at or after this time.
    #[param(value_type = Option<schema::Time>)]
    pub from: Option<Timestamp>,
    /// Begun before this time.
    #[param(value_type = Option<schema::Time>)]
    pub until: Option<Timestamp>,
    /// Completed on this day or later, in the brand's time zone; without those begun more than 90 days before it.
    #[param(value_type = Option<schema::Day>)]
    pub completed_from: Option<Date>,
    /// Completed on this day or earlier.
    #[param(value_type = Option<schema::Day>)]
    pub completed_to: Option<Date>,
    /// Those that a touchpoint of this journey is measured by; `touchpoint` says which.
    #[param(value_type = Option<schema::JourneyId>)]
    pub journey: Option<JourneyId>,
    /// The touchpoint's id within the journey.
    #[param(value_type = Option<String>, example = "food", pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub touchpoint: Option<Key>,
    /// `true`: only complete ones; `false`: only partial ones.
    pub complete: Option<bool>,
    /// `true`: only those about which something raises doubts; `false`: only the others.
    pub flagged: Option<bool>,
    /// Whether they count in figures, or why not. Those through links for trying out are only listed when asked for.
    #[param(inline)]
    pub apart: Option<ApartFilter>,
    /// What stands in the customer's own words: every word of it, in any order.
    #[param(example = "汤是凉的", max_length = 200)]
    pub q: Option<String>,
}

/// How a customer felt.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseBand {
    /// Unhappy.
    Detractor,
    /// Neither nor.
    Passive,
    /// Happy.
    Promoter,
}

impl From<ResponseBand> for Band {
    fn from(band: ResponseBand) -> Self {
        match band {
            ResponseBand::Detractor => Self::Detractor,
            ResponseBand::Passive => Self::Passive,
            ResponseBand::Promoter => Self::Promoter,
        }
    }
}

/// Lists responses over all surveys, of one's own units, the latest begun first. A page may hold fewer than `limit` while
/// others follow: `next_cursor` tells.
#[utoipa::path(
    get,
    path = "/v1/responses",
    tag = "responses",
    params(SearchResponses, PageOrFile),
    responses(
        (status = 200, description = "A page of responses, or all of them as a file.", content(
            (Page<SurveyResponse> = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is no such unit, journey or touchpoint, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file would have more than 50,000 rows.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn search_responses(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Listing { filter, page }: Listing<SearchResponses, PageOrFile>,
) -> Result<Response, Problem> {
    sheet::short("q", filter.q.as_deref(), TEXT_BYTES_MAX)?;
    sheet::short("channel", filter.channel.as_deref(), TEXT_BYTES_MAX)?;
    let touchpoint = match (filter.journey, filter.touchpoint) {
        (None, None) => None,
        (Some(journey), Some(touchpoint)) => Some((journey, touchpoint)),
        (None, Some(_)) => return Err(Problem::parameter("journey", "required", "of which journey?")),
        (Some(_), None) => return Err(Problem::parameter("touchpoint", "required", "which one of it?")),
    };
    let query = ResponseQuery {
        survey: filter.survey,
        unit: filter.unit,
        channel: filter.channel,
        band: filter.band.map(Band::from),
        from: filter.from,
        until: filter.until,
        completed: (filter.completed_from, filter.completed_to),
        touchpoint,
        complete: filter.complete,
        flagged: filter.flagged,
        counted: ApartFilter::counted(filter.apart),
        text: filter.q,
        before: None,
    };
    sheet::answer("responses", page, |limit, cursor| {
        let (app, who, query) = (app.clone(), who.clone(), query.clone());
        async move {
            let before = cursor.map(|cursor| cursor.id()).transpose()?;
            let slice = app.search_responses(&who, ResponseQuery { before, ..query }, limit.get()).await?;
            Ok(Page::of_slice(slice, |id| Cursor::after(*id.as_bytes()), SurveyResponse::from))
        }
    })
    .await
}
