//! One's own notes as they come.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use touchstone_engine::App;
use touchstone_engine::cases::InboxStream;

use super::Notice;
use crate::api::v1::live::{Events, Step, events};
use crate::auth::{Can, ReadInbox};
use crate::problem::Problem;

/// Streams one's own notes as server-sent events, `event: notice` with the position as its id. With
/// `Last-Event-ID` it goes on exactly after that note; without, it begins with the next one. A stream is
/// ended after some minutes and goes on where it was when the client connects again, as browsers do.
#[utoipa::path(
    get,
    path = "/v1/inbox/stream",
    tag = "inbox",
    params(("Last-Event-ID" = Option<i64>, Header, description = "The position of the last note that was received.")),
    responses((status = 200, description = "Notes as they come.", content_type = "text/event-stream", body = Notice))
)]
pub async fn stream_inbox(
    who: Can<ReadInbox>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Events, Problem> {
    let position = headers
        .get("last-event-id")
        .map(|value| value.to_str().ok().and_then(|text| text.trim().parse::<i64>().ok()))
        .map(|position| {
            position.ok_or_else(|| Problem::parameter("Last-Event-ID", "invalid", "expected a whole number"))
        })
        .transpose()?;
    let stream = app.stream_inbox(&who, position).await?;
    Ok(events(&app, stream, next))
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
