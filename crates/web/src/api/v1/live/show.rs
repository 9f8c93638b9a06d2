//! What comes in, second by second.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use touchstone_domain::id::{CaseId, CustomerId, UnitId};
use touchstone_engine::App;
use touchstone_engine::live::{LiveItem, LiveStream, Place, Seen};
use utoipa::{IntoParams, ToSchema};

use super::{Events, Step, events};
use crate::api::schema;
use crate::auth::{Can, ReadInbox};
use crate::extract::Query;
use crate::problem::{Problem, ProblemBody};

/// Most recent items that a stream begins with.
const RECENT_MAX: usize = 200;

/// One thing that came in.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveEvent {
    /// When it was taken in.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// What happened.
    #[schema(example = "Survey Answered")]
    pub name: String,
    /// Leads to its trace.
    pub message_id: String,
    /// Where.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub unit: Option<UnitId>,
    /// Whom it is about.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// How good an answer was, 0 worst to 1 best.
    #[schema(required, example = 0.9)]
    pub score: Option<f64>,
    /// What the customer said, shortened.
    #[schema(required)]
    pub text: Option<String>,
    /// What it led to at once: `send`, `webhook`, `open_case`, `notify`.
    #[schema(example = json!(["send", "open_case"]))]
    pub effects: Vec<&'static str>,
    /// The case that was opened or added to.
    #[schema(value_type = Option<schema::CaseId>, required)]
    pub case: Option<CaseId>,
    /// From when an answer came until all it led to was on disk, in microseconds.
    #[schema(required, example = 12_000)]
    pub took_us: Option<i64>,
    /// Further events of the same moment that are not shown one by one; 0 for those who do not see everything.
    pub more: usize,
}

impl From<&LiveItem> for LiveEvent {
    fn from(item: &LiveItem) -> Self {
        Self {
            at: item.at,
            name: item.name.clone(),
            message_id: item.message_id.clone(),
            unit: item.unit,
            customer: item.customer,
            score: item.score,
            text: item.text.clone(),
            effects: item.effects.clone(),
            case: item.case,
            took_us: item.took_us,
            more: item.more,
        }
    }
}

/// Where to begin.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShowLive {
    /// So many of the latest items first, if somebody watched when they came in.
    #[serde(default)]
    #[param(maximum = 200)]
    pub recent: u8,
    /// Only in this unit and all below it; in all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
}

/// Where a stream goes on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
struct Resume {
    /// The id of the last item that was received.
    #[param(rename = "Last-Event-ID", value_type = String, required = false, pattern = "^[0-3]?[0-9]{1,9}-[0-9]{1,18}$")]
    #[expect(dead_code, reason = "documents the header, which `place` reads")]
    last_event_id: Option<String>,
}

/// Streams what comes in, within the units in one's scope or one of them, as server-sent events (`event: item`). With
/// `Last-Event-ID` it goes on exactly after that item; the latest 1,000 are kept while somebody watches and two
/// minutes longer. Who was away longer gets `event: missed` with the number of items that are gone, and what is
/// kept. On several nodes each shows what it takes in itself.
#[utoipa::path(
    get,
    path = "/v1/live",
    tag = "live",
    params(ShowLive, Resume),
    responses(
        (status = 200, description = "What comes in.", content_type = "text/event-stream", body = LiveEvent),
        (status = 404, description = "There is no such unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_live(
    who: Can<ReadInbox>,
    State(app): State<App>,
    Query(query): Query<ShowLive>,
    headers: HeaderMap,
) -> Result<Events, Problem> {
    let recent = usize::from(query.recent).min(RECENT_MAX);
    let stream = app.watch_live(&who, query.unit, place(&headers)?, recent).await?;
    Ok(events(&app, &who, stream, next))
}

fn place(headers: &HeaderMap) -> Result<Option<Place>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let parse = |text: &str| {
        let (feed, next) = text.trim().split_once('-')?;
        Some(Place { feed: feed.parse().ok()?, next: next.parse().ok()? })
    };
    let wrong = || Problem::parameter("Last-Event-ID", "invalid", "expected the id of an item");
    Ok(Some(value.to_str().ok().and_then(parse).ok_or_else(wrong)?))
}

fn next(mut stream: LiveStream) -> Step<LiveStream> {
    Box::pin(async move {
        let event = match stream.next().await {
            Seen::Item(item, Place { feed, next }) => {
                let event = Event::default().event("item").id(format!("{feed}-{next}"));
                event.json_data(LiveEvent::from(&*item)).ok()?
            }
            Seen::Missed(items) => {
                Event::default().event("missed").json_data(json!({ "items": items })).ok()?
            }
        };
        Some((event, stream))
    })
}
