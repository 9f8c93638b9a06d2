//! For those who run the server: is it alive, is it ready, how is it doing, what does it offer.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::Web;
use crate::problem::{Code, Problem};

/// `/healthz`, `/readyz`, `/metrics`, `/openapi.json`.
pub fn routes(document: &OpenApi) -> Router<Web> {
    let document: bytes::Bytes =
        document.to_json().expect("the document holds nothing that is no JSON").into_bytes().into();
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(async move || typed("application/json", document)))
}

/// Ready when the state can be read.
async fn ready(State(web): State<Web>) -> Result<&'static str, Problem> {
    web.app.installed_brand().await?;
    Ok("ready")
}

async fn metrics(State(web): State<Web>) -> Result<Response, Problem> {
    let Some(handle) = &web.settings.metrics else {
        return Err(Problem::new(Code::NotFound, "This server collects no metrics."));
    };
    Ok(typed("text/plain; version=0.0.4; charset=utf-8", handle.render()))
}

fn typed(media_type: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
