//! What stands at `/`.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::words::Words;
use crate::Web;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "start/home.html")]
struct Home {
    words: &'static Words,
}

/// Leads to the setup until there is a brand, then tells that the server runs.
pub async fn home(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Problem> {
    if web.app.installed_brand().await?.is_none() {
        return Ok(Redirect::to("/setup").into_response());
    }
    super::page(StatusCode::OK, &Home { words: super::words(&headers) })
}
