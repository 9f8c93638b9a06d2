//! `Idempotency-Key` on every POST of the management API.
//!
//! The key travels with the actor into the change, which records it in its own transaction (see
//! `engine::access::Change`). Two requests at once with one key are therefore carried out one after the
//! other, and the second answers what the first did: there is no "in flight" to tell the client about.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use touchstone_engine::access::Claim;

use crate::auth::Claimed;
use crate::problem::Problem;

/// The header's name.
pub const KEY_HEADER: &str = "idempotency-key";
/// Says that the answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The most characters of a key.
pub const KEY_CHARS_MAX: usize = 255;

/// Takes the key of a POST along, and checks that the change kept it.
pub async fn keep_keys(mut request: Request, next: Next) -> Response {
    let claim: Claimed = match claim(&request) {
        Ok(Some(claim)) => Arc::new(claim),
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    request.extensions_mut().insert(Arc::clone(&claim));
    let mut response = next.run(request).await;
    if claim.is_replayed() {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    } else if response.status().is_success() && !claim.is_kept() {
        // A defect of the handler: it changed something beside `App::change`.
        debug_assert!(false, "a POST succeeded without recording its idempotency key");
        tracing::error!("a POST succeeded without recording its idempotency key");
    }
    response
}

fn claim(request: &Request) -> Result<Option<Claim>, Problem> {
    if request.method() != Method::POST {
        return Ok(None);
    }
    let mut keys = request.headers().get_all(KEY_HEADER).iter();
    let Some(key) = keys.next() else { return Ok(None) };
    let text = key.to_str().ok().map(str::trim).filter(|text| {
        (1..=KEY_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
    });
    let (Some(text), None) = (text, keys.next()) else {
        let message = format!("send one key of 1 to {KEY_CHARS_MAX} visible ASCII characters");
        return Err(Problem::parameter(KEY_HEADER, "invalid", message));
    };
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    Ok(Some(Claim::new(format!("POST {route}"), text, target)))
}
