//! One's own notes as they come.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use touchstone_engine::App;
use touchstone_engine::cases::InboxStream;
use utoipa::IntoParams;

use super::Notice;
use crate::api::v1::live::{Events, Step, events};
use crate::auth::{Can, ReadInbox};
use crate::problem::Problem;

/// Where a stream goes on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
struct Resume {
    /// The position of the last note that was received.
    #[param(rename = "Last-Event-ID", value_type = i64, required = false)]
    last_event_id: Option<i64>,
}

impl Resume {
    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(value) = headers.get("last-event-id") else { return Ok(Self { last_event_id: None }) };
        let position = value.to_str().ok().and_then(|text| text.trim().parse().ok());
        let wrong = || Problem::parameter("Last-Event-ID", "invalid", "expected a whole number");
        Ok(Self { last_event_id: Some(position.ok_or_else(wrong)?) })
    }
}

/// Streams one's own notes as server-sent events, `event: notice` with the position as its id. With
/// `Last-Event-ID` it goes on exactly after that note; without, it begins with the next one. A stream is
/// ended after some minutes and goes on where it was when the client connects again, as browsers do.
#[utoipa::path(
    get,
    path = "/v1/inbox/stream",
    tag = "inbox",
    params(Resume),
    responses((status = 200, description = "Notes as they come.", content_type = "text/event-stream", body = Notice))
)]
pub async fn stream_inbox(
    who: Can<ReadInbox>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Events, Problem> {
    let position = Resume::read(&headers)?.last_event_id;
    let stream = app.stream_inbox(&who, position).await?;
    Ok(events(&app, &who, stream, next))
}

/// A store that cannot be read ends the stream; the client connects again and loses nothing.
fn next(mut stream: InboxStream) -> Step<InboxStream> {
    Box::pin(async move {
        let row = stream.next().await.ok()?;
        let id = row.position.to_string();
        let event = Event::default().event("notice").id(id).json_data(Notice::from(row)).ok()?;
        Some((event, stream))
    })
}
