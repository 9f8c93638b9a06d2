//! What comes in, second by second.

use axum::extract::State;
use axum::response::sse::Event;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use touchstone_domain::id::{CaseId, CustomerId, UnitId};
use touchstone_engine::App;
use touchstone_engine::live::{LiveItem, LiveStream};
use utoipa::ToSchema;

use super::{Events, Step, events};
use crate::api::schema;
use crate::auth::{Can, ReadInbox};
use crate::problem::Problem;

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
            more: item.more,
        }
    }
}

/// Streams what comes in from now on, within the units in one's scope, as server-sent events
/// (`event: item`). A reader who is too slow gets `event: missed` with the number of items and the end of
/// the stream; it connects again and begins anew. On several nodes each shows what it takes in itself.
#[utoipa::path(
    get,
    path = "/v1/live",
    tag = "live",
    responses((status = 200, description = "What comes in.", content_type = "text/event-stream", body = LiveEvent))
)]
pub async fn show_live(who: Can<ReadInbox>, State(app): State<App>) -> Result<Events, Problem> {
    Ok(events(&app, Watching::On(app.watch_live(&who).await?), next))
}

/// A stream, or the end after what was missed.
enum Watching {
    On(LiveStream),
    Over,
}

fn next(watching: Watching) -> Step<Watching> {
    Box::pin(async move {
        let Watching::On(mut stream) = watching else { return None };
        match stream.next().await {
            Ok(item) => {
                let event = Event::default().event("item").json_data(LiveEvent::from(&*item)).ok()?;
                Some((event, Watching::On(stream)))
            }
            Err(missed) => {
                let event = Event::default().event("missed").json_data(json!({ "items": missed.0 })).ok()?;
                Some((event, Watching::Over))
            }
        }
    })
}
