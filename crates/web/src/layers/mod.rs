//! What happens to every request around its handler: limits, headers, log, idempotency keys.

mod headers;
mod idempotency;
mod language;
mod limits;
mod observe;

pub use idempotency::{KEY_CHARS_MAX, KEY_HEADER, keep_keys};
pub use limits::BODY_BYTES_MAX;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::Web;
use crate::extract::Room;

/// Puts the layers around a router; the last one added sees a request first.
pub fn around(router: Router<Web>, web: &Web) -> Router<Web> {
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(Extension(Room::default()))
        .layer(from_fn(limits::within_time))
        .layer(CatchPanicLayer::custom(limits::panicked))
        .layer(from_fn(language::worded))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(web.clone(), headers::secure))
        .layer(from_fn(observe::observe))
}
