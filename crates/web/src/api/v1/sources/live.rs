//! What a source sends, as it comes.

use axum::extract::State;
use axum::response::sse::Event;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::SourceId;
use touchstone_engine::App;
use touchstone_engine::debugger::{Sent, SourceStream};
use utoipa::ToSchema;

use super::rejected::RejectedEvent;
use crate::api::schema;
use crate::api::v1::events::EventView;
use crate::api::v1::live::{Events, Step, events};
use crate::auth::{Can, ManageSources};
use crate::extract::Path;
use crate::problem::{FieldProblem, Problem};

/// Something a source sent: exactly one of the two is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceItem {
    /// When it came.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// The event that it became; null for what could not become one.
    #[schema(required)]
    pub accepted: Option<EventView>,
    /// What was left out of the event, or could not be used as what its name says.
    pub problems: Vec<FieldProblem>,
    /// What could not become an event, and why.
    #[schema(required)]
    pub rejected: Option<RejectedEvent>,
}

/// Streams what a source sends as server-sent events, from now on: `event: item` for each event that was accepted, with
/// what was wrong in it, and each item that was not; `event: more` when more came than is shown. Needs the permission
/// `read_traces`, too.
#[utoipa::path(
    get,
    path = "/v1/sources/{source_id}/live",
    tag = "sources",
    params(("source_id" = schema::SourceId, Path, description = "Which source.")),
    responses((status = 200, description = "What comes.", content_type = "text/event-stream", body = SourceItem))
)]
pub async fn watch_source(
    who: Can<ManageSources>,
    State(app): State<App>,
    Path(source): Path<SourceId>,
) -> Result<Events, Problem> {
    let stream = app.watch_source(&who, source).await?;
    Ok(events(&app, &who, stream, next))
}

fn next(mut stream: SourceStream) -> Step<SourceStream> {
    Box::pin(async move {
        let item = match stream.next().await.ok()? {
            Sent::Accepted { at, entry } => SourceItem {
                at,
                problems: entry.trace.invalid.iter().map(FieldProblem::from).collect(),
                accepted: Some(EventView::from(*entry)),
                rejected: None,
            },
            Sent::Rejected(row) => {
                let at = row.at;
                SourceItem { at, problems: Vec::new(), accepted: None, rejected: Some(row.into()) }
            }
            Sent::More => return Some((Event::default().event("more").data("{}"), stream)),
        };
        let event = Event::default().event("item").json_data(item).ok()?;
        Some((event, stream))
    })
}
