//! The first start: pages rendered by the server, which work without JavaScript.

mod setup;
mod words;

use askama::Template;
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::Web;
use crate::problem::Problem;
pub(crate) use words::Words;

/// The first start.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/setup", get(setup::show).post(setup::submit))
        .route("/assets/start.css", get(stylesheet))
}

async fn stylesheet() -> Response {
    let body = include_str!("../../assets/start.css");
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

/// The words in the language that the browser asks for.
pub(crate) fn words(headers: &HeaderMap) -> &'static Words {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Words::for_accept_language(wanted.unwrap_or_default())
}

/// A page that no cache keeps.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Result<Response, Problem> {
    let html = template.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Problem::internal()
    })?;
    let mut response = (status, Html(html)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
