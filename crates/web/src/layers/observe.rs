//! One line of log and two metrics per request: the route's template, never the path or the query, since
//! those may hold personal data.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

pub(super) async fn observe(request: Request, next: Next) -> Response {
    #[expect(clippy::disallowed_methods, reason = "measures how long the request took; decides nothing")]
    let began = Instant::now();
    let method = known(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let seconds = began.elapsed().as_secs_f64();
    let route = matched.as_ref().map_or("none", MatchedPath::as_str).to_owned();
    let status = response.status().as_u16();
    if status >= 500 {
        tracing::warn!(method, route, status, seconds, "request failed");
    } else {
        tracing::debug!(method, route, status, seconds, "request");
    }
    metrics::counter!("touchstone_http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("touchstone_http_request_seconds", "route" => route).record(seconds);
    response
}

/// Methods that nobody defined would make as many time series as a client likes.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
