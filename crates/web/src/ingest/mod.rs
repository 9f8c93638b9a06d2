//! Where events come in: the routes that client libraries know, and `POST /v1/events`.
//!
//! Every route does the same: read the body within limits, find the source of the key, parse, hand
//! over to the engine, and answer in the sender's dialect once everything is durable. What is wrong
//! with one event never costs another; what is wrong with us is 429 or 503, after which clients
//! try again.

mod answer;
mod body;
mod cors;
mod device;
mod events;
mod key;
mod settings;
#[cfg(test)]
mod tests;
mod view;

use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use touchstone_domain::event::{Arrived, EventKind};
use touchstone_engine::App;
use touchstone_engine::accept;
use touchstone_engine::access::SourceIdentity;

use crate::Web;
use crate::protocol::segment::{self, Call};
use crate::protocol::{Arrival, BodyError, Limits, Parsed, pixel};
use answer::{Dialect, Failure, Report};
pub use body::HELD_BYTES_MAX;
use body::Room;
pub use view::EventView;

/// Bytes of one request of Segment's clients, unpacked.
pub const SEGMENT_BYTES_MAX: usize = 500 * 1024;
/// Bytes of one request of RudderStack's clients, unpacked.
pub const RUDDER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of one request to `POST /v1/events`, unpacked.
pub const EVENTS_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The calls and the paths they have; browsers use the first letter.
const CALLS: [(&str, Call); 13] = [
    ("track", Call::Plain(EventKind::Track)),
    ("t", Call::Plain(EventKind::Track)),
    ("identify", Call::Plain(EventKind::Identify)),
    ("i", Call::Plain(EventKind::Identify)),
    ("page", Call::Plain(EventKind::Page)),
    ("p", Call::Plain(EventKind::Page)),
    ("screen", Call::Plain(EventKind::Screen)),
    ("s", Call::Plain(EventKind::Screen)),
    ("group", Call::Plain(EventKind::Group)),
    ("g", Call::Plain(EventKind::Group)),
    ("alias", Call::Plain(EventKind::Alias)),
    ("a", Call::Plain(EventKind::Alias)),
    ("merge", Call::Merge),
];

/// What the handlers share.
#[derive(Clone)]
struct Ingest {
    web: Web,
    room: Room,
}

/// What a route takes and how it answers.
#[derive(Debug, Clone, Copy)]
struct Route {
    dialect: Dialect,
    form: Form,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Batch { historical: bool },
    Call(Call),
}

/// What the API document says about ingest: our own route. The others are documented by their inventors.
#[derive(utoipa::OpenApi)]
#[openapi(paths(events::receive))]
pub struct Document;

/// The routes of ingest.
pub fn routes<S: Clone + Send + Sync + 'static>(web: &Web) -> Router<S> {
    let ingest = Ingest { web: web.clone(), room: Room::new(HELD_BYTES_MAX) };
    Router::new()
        .merge(segment_routes())
        .merge(rudder_routes())
        .merge(jitsu_routes())
        // Pages of any site may send to the routes above; ours below has a management side, too.
        .layer(middleware::from_fn(cors::allow))
        .route("/v1/events", post(events::receive))
        .with_state(ingest)
}

fn segment_routes() -> Router<Ingest> {
    let batch = |historical| Route { dialect: Dialect::Segment, form: Form::Batch { historical } };
    let router = Router::new()
        .route("/v1/batch", takes(batch(false)))
        .route("/v1/b", takes(batch(false)))
        .route("/v1/import", takes(batch(true)))
        .route("/v1/projects/{write_key}/settings", open(get(settings::segment)));
    CALLS.into_iter().fold(router, |router, (word, call)| {
        router
            .route(&format!("/v1/{word}"), takes(Route { dialect: Dialect::Segment, form: Form::Call(call) }))
    })
}

fn rudder_routes() -> Router<Ingest> {
    let beacon = Route { dialect: Dialect::Rudder, form: Form::Batch { historical: false } };
    Router::new()
        .route("/beacon/v1/batch", takes(beacon))
        .route("/pixel/v1/track", get(image))
        .route("/pixel/v1/page", get(image))
        .route("/sourceConfig", open(get(settings::rudder)))
        .route("/sourceConfig/", open(get(settings::rudder)))
        .route("/health", get(|| async { Json(serde_json::json!({ "server": "UP" })) }))
}

fn jitsu_routes() -> Router<Ingest> {
    let words = CALLS.into_iter().filter(|(word, _)| word.len() > 1);
    words.fold(Router::new(), |router, (word, call)| {
        let route = Route { dialect: Dialect::Jitsu, form: Form::Call(call) };
        router
            .route(&format!("/api/s/{word}"), takes(route))
            .route(&format!("/api/s/s2s/{word}"), takes(route))
    })
}

fn takes(route: Route) -> MethodRouter<Ingest> {
    open(post(move |State(ingest): State<Ingest>, request: Request| async move {
        let (parts, body) = request.into_parts();
        route.dialect.answer(take(&ingest, route, parts, body).await)
    }))
}

/// Gives a path a method OPTIONS of its own: the server's answer to unknown methods stands outside of
/// [`cors::allow`], which fills this one in.
fn open(methods: MethodRouter<Ingest>) -> MethodRouter<Ingest> {
    methods.options(|| async { StatusCode::NO_CONTENT })
}

async fn take(
    ingest: &Ingest,
    route: Route,
    mut parts: Parts,
    body: axum::body::Body,
) -> Result<Report, Failure> {
    let max = bytes_max(route.dialect, &parts);
    let held = body::read(&parts.headers, body, max, &ingest.room).await?;
    let query = query(&mut parts).await;
    let keys = key::keys(&parts.headers, &query);
    let from = key::source(&ingest.web.app, keys, Some(&held.bytes)).await?;
    let ip = device::address(&mut parts, &ingest.web).await;
    let parsed = route.form.parse(&held.bytes, &arrival(ingest, from, ip.as_deref()))?;
    hand_over(&ingest.web.app, from, parsed, matches!(route.form, Form::Batch { .. })).await
}

/// Segment's clients keep to 500 KB by themselves; RudderStack's send up to 4 MB and say who they are.
fn bytes_max(dialect: Dialect, parts: &Parts) -> usize {
    let agent = parts.headers.get(axum::http::header::USER_AGENT).and_then(|value| value.to_str().ok());
    let rudder = dialect == Dialect::Rudder
        || parts.headers.contains_key("anonymousid")
        || agent.is_some_and(|agent| agent.starts_with("analytics-node/"));
    if rudder { RUDDER_BYTES_MAX } else { SEGMENT_BYTES_MAX }
}

async fn query(parts: &mut Parts) -> Vec<(String, String)> {
    Query::from_request_parts(parts, &()).await.map_or_else(|_| Vec::new(), |Query(pairs)| pairs)
}

fn arrival<'a>(ingest: &Ingest, from: SourceIdentity, ip: Option<&'a str>) -> Arrival<'a> {
    Arrival {
        source: from.source,
        received_at: ingest.web.app.now(),
        random: ingest.web.app.random_bytes(),
        ip,
        limits: Limits::default(),
    }
}

impl Form {
    fn parse<'a>(self, body: &'a [u8], arrival: &Arrival<'_>) -> Result<Parsed<'a>, BodyError> {
        match self {
            Self::Batch { historical } => segment::parse_batch(body, arrival, historical),
            Self::Call(call) => segment::parse_call(body, arrival, Some(call)),
        }
    }
}

/// Hands over what was parsed; an answer of success means that all of it is durable.
async fn hand_over(
    app: &App,
    from: SourceIdentity,
    parsed: Parsed<'_>,
    batch: bool,
) -> Result<Report, Failure> {
    let events: Vec<Arrived> = parsed.events.into_iter().map(Arrived::from).collect();
    let rejected = parsed.rejected;
    let failure =
        (events.is_empty() && !rejected.is_empty()).then(|| Failure::all_rejected(&rejected, batch));
    let report = Report::new(&events, &rejected);
    let receipt = accept::accept(app, from.brand, from.source, events, rejected).await?;
    failure.map_or_else(|| Ok(report.with(receipt)), Err)
}

/// `GET /pixel/v1/{track,page}`: a call in the query of an image.
async fn image(State(ingest): State<Ingest>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let query = query(&mut parts).await;
    let call = parts.uri.path().rsplit('/').next().unwrap_or_default();
    let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = pixel::body(call, pairs).to_string();
    Dialect::Pixel.answer(image_call(&ingest, &mut parts, &query, body.as_bytes()).await)
}

async fn image_call(
    ingest: &Ingest,
    parts: &mut Parts,
    query: &[(String, String)],
    body: &[u8],
) -> Result<Report, Failure> {
    let from = key::source(&ingest.web.app, key::keys(&parts.headers, query), None).await?;
    let ip = device::address(parts, &ingest.web).await;
    let parsed = segment::parse_call(body, &arrival(ingest, from, ip.as_deref()), None)?;
    hand_over(&ingest.web.app, from, parsed, false).await
}
