//! Public pages: server-rendered, complete without a script, at most 20 kB compressed.

mod answer;
mod invited;
mod json;
mod stop;
pub mod survey;
mod upload;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::Web;
use crate::extract::Room;

/// The pages that customers reach with what stands in their messages and on posters.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/s/{token}", get(answer::show).post(answer::submit))
        .route("/s/{token}/partial", post(answer::keep))
        .layer(Extension(upload::FilesRoom::default()))
        // Anybody may send a form: what strangers send takes no room from members.
        .layer(Extension(Room::default()))
        .route("/u/{token}", get(stop::show).post(stop::submit))
        .route("/assets/survey.js", get(script))
}

async fn script() -> Response {
    let mut response = survey::script().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}
