//! What senders read: each dialect's own words for "it is safe now" and for "no".

use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use touchstone_domain::event::{Arrived, Rejected};
use touchstone_domain::field::FieldError;
use touchstone_engine::accept::{AcceptError, Receipt};
use utoipa::ToSchema;

use super::body::Unread;
use super::key::Unknown;
use crate::problem::{Code, Problem};
use crate::protocol::BodyError;

/// How many rejected or curtailed events an answer names.
const NAMED_MAX: usize = 100;
/// When to come back after a moment's trouble, in seconds.
const SOON_S: u64 = 2;

/// Whose words to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Segment's clients, and RudderStack's on the same paths.
    Segment,
    /// RudderStack's own paths.
    Rudder,
    /// Jitsu's clients, which insist on JSON.
    Jitsu,
    /// An image: nobody reads more than the status.
    Pixel,
    /// `POST /v1/events`: ours.
    Own,
}

/// What a request led to, as its sender is told.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = EventReport)]
pub struct Report {
    /// Segment's word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    success: Option<bool>,
    /// Jitsu's word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    ok: Option<bool>,
    /// Events that are new, and on disk now.
    accepted: usize,
    /// Events that had been accepted before.
    duplicates: usize,
    /// Items that could not become events; at most 100 are named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<RejectedItem>,
    /// Events of which something was left out; at most 100 are named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Curtailed>,
}

/// An item that did not become an event.
#[derive(Debug, Serialize, ToSchema)]
struct RejectedItem {
    /// Its position in the request.
    index: usize,
    /// The sender's id of it, if it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// What was wrong: `field`, `code`, `message`.
    #[schema(value_type = Vec<Object>)]
    errors: Vec<FieldError>,
}

/// An event that was accepted without some of its fields.
#[derive(Debug, Serialize, ToSchema)]
struct Curtailed {
    /// The sender's id of it.
    message_id: String,
    /// What was left out: `field`, `code`, `message`.
    #[schema(value_type = Vec<Object>)]
    errors: Vec<FieldError>,
}

impl Report {
    /// What will be told if these events are accepted.
    pub(super) fn new(events: &[Arrived], rejected: &[Rejected]) -> Self {
        let rejected = rejected.iter().take(NAMED_MAX).map(|item| RejectedItem {
            index: item.index,
            message_id: item.message_id.clone(),
            errors: item.errors.clone(),
        });
        let curtailed = events.iter().filter(|arrived| !arrived.warnings.is_empty()).take(NAMED_MAX);
        let warnings = curtailed.map(|arrived| Curtailed {
            message_id: arrived.event.message_id.clone(),
            errors: arrived.warnings.clone(),
        });
        Self { rejected: rejected.collect(), warnings: warnings.collect(), ..Self::default() }
    }

    pub(super) fn with(mut self, receipt: Receipt) -> Self {
        self.accepted = receipt.accepted;
        self.duplicates = receipt.duplicates;
        self
    }
}

/// Why nothing of a request was taken.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    errors: Vec<FieldError>,
    retry_after_s: Option<u64>,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), errors: Vec::new(), retry_after_s: None }
    }

    fn later(status: StatusCode, code: &'static str, message: impl Into<String>, retry_after_s: u64) -> Self {
        Self { retry_after_s: Some(retry_after_s.max(1)), ..Self::new(status, code, message) }
    }

    /// Every item of a request was refused; `batch` says whether it was a list of them.
    pub(super) fn all_rejected(rejected: &[Rejected], batch: bool) -> Self {
        let placed = |item: &Rejected, error: &FieldError| {
            let field = match (batch, error.field.as_str()) {
                (true, "item") => format!("batch[{}]", item.index),
                (true, field) => format!("batch[{}].{field}", item.index),
                (false, "item") => "body".to_owned(),
                (false, field) => field.to_owned(),
            };
            FieldError { field, ..error.clone() }
        };
        let named = rejected.iter().take(NAMED_MAX);
        let errors: Vec<FieldError> =
            named.flat_map(|item| item.errors.iter().map(|error| placed(item, error))).collect();
        let message = errors.first().map_or_else(String::new, ToString::to_string);
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "invalid", message) }
    }

    /// The state cannot be read or written now. Logged here, at the boundary; the sender learns no more.
    pub(super) fn unavailable(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "events were not accepted");
        let message = "The server cannot keep events now; nothing was taken, try again.";
        Self::later(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message, SOON_S)
    }

    /// The media type is none that this route takes.
    pub(super) fn media_type(message: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", message)
    }

    /// There is nothing at this address for this key.
    pub(super) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        let errors = error.errors();
        let message = errors.first().map_or_else(String::new, |error| error.message.clone());
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "invalid_body", message) }
    }
}

impl From<Unread> for Failure {
    fn from(unread: Unread) -> Self {
        let message = format!("{unread}.");
        match unread {
            Unread::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message),
            Unread::Encoding => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_encoding", message),
            Unread::NotGzip | Unread::Broken => Self::new(StatusCode::BAD_REQUEST, "invalid_body", message),
            // Of the statuses that clients try again after, the one that says what happened.
            Unread::Slow => Self::new(StatusCode::REQUEST_TIMEOUT, "slow", message),
            Unread::NoRoom => Self::later(StatusCode::TOO_MANY_REQUESTS, "overloaded", message, SOON_S),
        }
    }
}

impl From<Unknown> for Failure {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Missing => Self::new(
                StatusCode::UNAUTHORIZED,
                "key_missing",
                "Send the source key: as user name of Basic authentication, as Bearer token, in X-Write-Key, or as writeKey.",
            ),
            Unknown::Wrong => Self::new(StatusCode::UNAUTHORIZED, "key_unknown", "No source has this key."),
        }
    }
}

impl From<AcceptError> for Failure {
    fn from(reason: AcceptError) -> Self {
        match reason {
            AcceptError::Overloaded { retry_after_s } => Self::later(
                StatusCode::TOO_MANY_REQUESTS,
                "overloaded",
                "Too many events are waiting; nothing was taken, try again.",
                retry_after_s.into(),
            ),
            AcceptError::Unavailable(error) => Self::unavailable(&error),
        }
    }
}

impl Dialect {
    /// The answer to a request.
    pub(super) fn answer(self, result: Result<Report, Failure>) -> Response {
        let mut response = match result {
            Ok(report) => self.success(report),
            Err(failure) => self.failure(failure),
        };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn success(self, mut report: Report) -> Response {
        match self {
            Self::Segment => report.success = Some(true),
            Self::Jitsu => report.ok = Some(true),
            Self::Rudder => return "ok".into_response(),
            Self::Pixel => return pixel(StatusCode::OK),
            Self::Own => {}
        }
        Json(report).into_response()
    }

    fn failure(self, failure: Failure) -> Response {
        let status = match (self, failure.status) {
            // Segment's clients know 400 for this.
            (Self::Segment, StatusCode::PAYLOAD_TOO_LARGE) => StatusCode::BAD_REQUEST,
            (_, status) => status,
        };
        let retry_after_s = failure.retry_after_s;
        let mut response = match self {
            Self::Pixel => pixel(status),
            Self::Own => Problem::from(failure).into_response(),
            Self::Segment | Self::Rudder | Self::Jitsu => {
                (status, Json(self.refusal(failure))).into_response()
            }
        };
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn refusal(self, failure: Failure) -> Refusal {
        Refusal {
            success: (self != Self::Jitsu).then_some(false),
            ok: (self == Self::Jitsu).then_some(false),
            code: failure.code,
            message: failure.message,
            errors: failure.errors,
        }
    }
}

/// What Segment's Python client shows to the developer, and others log.
#[derive(Debug, Serialize)]
struct Refusal {
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<bool>,
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let code = match failure.status {
            StatusCode::UNAUTHORIZED => Code::Unauthenticated,
            StatusCode::NOT_FOUND => Code::NotFound,
            StatusCode::REQUEST_TIMEOUT => Code::Timeout,
            StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
            StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests,
            StatusCode::SERVICE_UNAVAILABLE => Code::Busy,
            // Readable, but every item was rejected: the fields say why.
            _ if failure.code == "invalid" => return Self::fields(failure.errors),
            _ => Code::InvalidBody,
        };
        Self::new(code, failure.message)
    }
}

/// One transparent pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn pixel(status: StatusCode) -> Response {
    (status, [(CONTENT_TYPE, "image/gif")], GIF).into_response()
}

#[cfg(test)]
mod tests {
    use touchstone_engine::Refusal as EngineRefusal;

    use super::*;

    #[test]
    fn trouble_of_ours_is_told_so_that_clients_try_again() {
        for dialect in [Dialect::Segment, Dialect::Rudder, Dialect::Jitsu, Dialect::Pixel, Dialect::Own] {
            for (failure, status, seconds) in [
                (AcceptError::Overloaded { retry_after_s: 3 }.into(), 429, "3"),
                (Failure::unavailable(&EngineRefusal::NotFound("store")), 503, "2"),
                (Unread::NoRoom.into(), 429, "2"),
            ] {
                let response = dialect.answer(Err(failure));
                assert_eq!(response.status().as_u16(), status);
                assert_eq!(response.headers()[RETRY_AFTER], seconds);
            }
        }
    }
}
