//! `POST /v1/events`: CloudEvents 1.0, structured, binary or batch.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::Response;

use super::answer::{Dialect, Failure, Report};
use super::{EVENTS_BYTES_MAX, Ingest, arrival, body, hand_over, key};
use crate::protocol::{Arrival, BodyError, Parsed, cloudevents};

/// How the attributes and the data of events are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Structured,
    Batch,
    Binary,
}

/// Takes events of machines: CloudEvents 1.0, structured, batch, or binary with the attributes in `ce-` headers.
///
/// `type` is the name, `subject` as `kind:value` says who it is about, `data` holds the properties.
/// An event of the same `source` and `id` is taken once.
#[utoipa::path(
    post,
    path = "/v1/events",
    operation_id = "send_events",
    tag = "events",
    request_body(description = "One event, or a list of them.", content(
        (Object = "application/cloudevents+json", example = json!({
            "specversion": "1.0", "id": "o-1-paid", "source": "/till/7", "type": "com.example.order.completed",
            "time": "2026-03-02T10:00:00+08:00", "subject": "phone:13812342207",
            "data": { "order_id": "o-1", "total": 86.5, "unit": "SH-017" },
        })),
        (Vec<Object> = "application/cloudevents-batch+json"),
    )),
    responses(
        (status = 200, description = "What is accepted is on disk.", body = Report),
    ),
    security(("source_key" = []))
)]
pub(super) async fn receive(State(ingest): State<Ingest>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    Dialect::Own.answer(take(&ingest, &parts, body).await)
}

async fn take(ingest: &Ingest, parts: &Parts, body: axum::body::Body) -> Result<Report, Failure> {
    let held = body::read(&parts.headers, body, EVENTS_BYTES_MAX, &ingest.room).await?;
    let from = key::source(&ingest.web.app, key::keys(&parts.headers, &[]), None).await?;
    let layout = layout(&parts.headers, &held.bytes).ok_or_else(|| {
        Failure::media_type(
            "Send application/cloudevents+json, application/cloudevents-batch+json, or the attributes as ce- headers.",
        )
    })?;
    let parsed = parse(layout, &parts.headers, &held.bytes, &arrival(ingest, from, None))?;
    hand_over(&ingest.web.app, from, parsed, layout == Layout::Batch).await
}

fn layout(headers: &HeaderMap, body: &[u8]) -> Option<Layout> {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        cloudevents::STRUCTURED => Some(Layout::Structured),
        cloudevents::BATCH => Some(Layout::Batch),
        _ if headers.contains_key("ce-specversion") || headers.contains_key("ce-id") => Some(Layout::Binary),
        // Tools that cannot set the media type say JSON, or nothing.
        "" | "application/json" => match body.trim_ascii_start().first() {
            Some(b'[') => Some(Layout::Batch),
            _ => Some(Layout::Structured),
        },
        _ => None,
    }
}

fn parse<'a>(
    layout: Layout,
    headers: &HeaderMap,
    body: &'a [u8],
    arrival: &Arrival<'_>,
) -> Result<Parsed<'a>, BodyError> {
    match layout {
        Layout::Structured => cloudevents::parse_structured(body, arrival),
        Layout::Batch => cloudevents::parse_batch(body, arrival),
        Layout::Binary => {
            let attributes = headers.iter().filter_map(|(name, value)| {
                Some((name.as_str().strip_prefix("ce-")?, cloudevents::header_value(value.as_bytes())))
            });
            let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            cloudevents::parse_binary(attributes, media, body, arrival)
        }
    }
}
