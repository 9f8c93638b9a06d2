//! The console: a page that browsers build from files which are part of this binary.
//!
//! Every path that nothing else answers and that a browser opens as a page is the console's; which page it
//! shows there is its own matter. A binary that was built without it says how to build it.

mod asset;
mod index;

pub use asset::Asset;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::Web;
use crate::problem::{Code, Problem};

/// What was built into this binary; nothing in a build without the console.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/console.rs"));

/// What the API, machines and customers use. A browser that opens such a path gets the API's answer.
const NOT_PAGES: [&str; 5] = ["/v1/", "/s/", "/u/", "/console/", "/assets/"];

/// Answers what no route answers: a file, a page, or that there is nothing.
pub async fn answer(State(web): State<Web>, request: Request) -> Result<Response, Problem> {
    let (path, headers) = (request.uri().path(), request.headers());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && let Some(asset) = Asset::find(ASSETS, path) {
        return Ok(asset.respond(headers));
    }
    if !reads || !wants_page(headers) || NOT_PAGES.iter().any(|prefix| path.starts_with(prefix)) {
        return Err(Problem::new(Code::NotFound, "There is nothing at this path."));
    }
    if web.app.installed_brand().await?.is_none() {
        return Ok(Redirect::to("/setup").into_response());
    }
    index::respond(&web, ASSETS, headers)
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}
