//! No request takes too long or brings the process down.

use std::any::Any;
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{Code, Problem};

/// The most bytes of a body, unless a route says otherwise.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The most time until an answer begins; a stream may go on longer.
const TIME_MAX: Duration = Duration::from_secs(30);

/// The routes that get more: two read the whole journal, however long it is, one takes in a long list, one makes a workbook of
/// up to a million rows, results read every response the first time they are asked for, and photos come over slow networks.
const LONG: [(&str, Duration); 9] = [
    ("/v1/customers/{customer_id}/export", Duration::from_secs(3_600)),
    ("/v1/customers/{customer_id}/erase", Duration::from_secs(3_600)),
    ("/v1/surveys/{survey_id}/distributions/{distribution_id}/recipients/import", Duration::from_secs(3_600)),
    ("/v1/surveys/{survey_id}/export", Duration::from_secs(3_600)),
    ("/v1/surveys/{survey_id}/results", Duration::from_secs(3_600)),
    ("/v1/surveys/{survey_id}/results/cross", Duration::from_secs(3_600)),
    ("/v1/surveys/{survey_id}/results/words", Duration::from_secs(3_600)),
    ("/s/{token}", Duration::from_secs(300)),
    ("/s/{token}/partial", Duration::from_secs(300)),
];

/// Answers a problem when the handler takes too long.
pub(super) async fn within_time(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let most = LONG.iter().find(|(long, _)| *long == route).map_or(TIME_MAX, |(_, most)| *most);
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let detail = "The request took too long; whether it was carried out is not known. Repeat a POST with its idempotency key.";
            Problem::new(Code::Timeout, detail).into_response()
        }
    }
}

/// Answers a problem when a handler panicked. The message may hold anything, so it goes to the log only
/// as far as it is text written by us.
#[expect(clippy::needless_pass_by_value, reason = "tower-http hands the panic over")]
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic.downcast_ref::<&'static str>().copied().unwrap_or("a formatted message");
    tracing::error!(message, "a handler panicked");
    Problem::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_routes_exist() {
        let document = crate::router::document();
        for (route, _) in LONG {
            let public = route.starts_with("/s/");
            assert!(public || document.paths.paths.contains_key(route), "{route}");
        }
    }
}
