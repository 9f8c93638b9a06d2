//! The widget's part of the server: the loader that stands in the brand's pages, its settings, and the question
//! whether a visitor is asked. Only pages of the allowed origins are answered.

mod visit;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use touchstone_domain::link::Token;
use touchstone_domain::widget::{Look, Trigger};
use touchstone_engine::asking::PublicWidget;

use crate::Web;
use crate::extract::Path;
use crate::problem::Problem;

/// Longest body of a visit, in bytes.
const BODY_BYTES_MAX: usize = 8 * 1024;

const LOADER: &str = include_str!("../../assets/widget.js");
const FRAME: &str = include_str!("../../assets/frame.js");

/// The routes that pages of other sites ask.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/w/touchstone.js", get(loader))
        .route("/w/{key}", get(settings))
        .route(
            "/w/{key}/visits",
            post(visit::visit).layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES_MAX)),
        )
        .route("/assets/frame.js", get(frame))
}

async fn loader() -> Response {
    script(LOADER)
}

async fn frame() -> Response {
    script(FRAME)
}

fn script(text: &'static str) -> Response {
    let fixed = HeaderValue::from_static;
    let headers = [
        (header::CONTENT_TYPE, fixed("text/javascript; charset=utf-8")),
        (header::CACHE_CONTROL, fixed("public, max-age=3600")),
        // Pages that isolate themselves load it, too.
        (HeaderName::from_static("cross-origin-resource-policy"), fixed("cross-origin")),
    ];
    (headers, text).into_response()
}

/// What a page needs to know before it asks.
#[derive(Debug, Serialize)]
struct Settings<'a> {
    trigger: &'a Trigger,
    pages: &'a [String],
    look: &'a Look,
    again_after_days: u32,
    words: Words<'a>,
}

#[derive(Debug, Serialize)]
struct Words<'a> {
    close: &'static str,
    title: String,
    lang: &'a str,
}

async fn settings(
    State(web): State<Web>,
    key: Result<Path<String>, Problem>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (widget, origin) = allowed(&web, key, &headers).await?;
    let chinese = widget.language.starts_with("zh");
    let (close, title) = if chinese {
        ("关闭", format!("{}的问卷", widget.brand_name))
    } else {
        ("Close", format!("{}: a short survey", widget.brand_name))
    };
    let settings = Settings {
        trigger: &widget.widget.trigger,
        pages: &widget.widget.pages,
        look: &widget.widget.look,
        again_after_days: widget.again_after_days,
        words: Words { close, title, lang: &widget.language },
    };
    let mut response = axum::Json(settings).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Ok(readable(response, origin))
}

/// The widget of a key, and the page's origin if it may ask.
async fn allowed(
    web: &Web,
    key: Result<Path<String>, Problem>,
    headers: &HeaderMap,
) -> Result<(PublicWidget, HeaderValue), Problem> {
    let unknown = || Problem::not_found("widget");
    let key: Token = key?.0.parse().map_err(|_| unknown())?;
    let widget = web.app.public_widget(&key.to_string()).await?.ok_or_else(unknown)?;
    let origin = headers.get(header::ORIGIN).ok_or_else(unknown)?;
    let is_allowed = widget.widget.origins.iter().any(|allowed| origin == allowed.as_str());
    if is_allowed { Ok((widget, origin.clone())) } else { Err(unknown()) }
}

/// Lets the page that asked read the answer. No cookie is looked at.
fn readable(mut response: Response, origin: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
    response
}

/// Nothing, and it is of no use to ask again before so many seconds have passed.
fn nothing(origin: HeaderValue, for_s: u64) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(for_s));
    readable(response, origin)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn the_loader_is_small() {
        for (script, most) in [(LOADER, 5 * 1024), (FRAME, 1024)] {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(script.as_bytes()).expect("memory");
            let bytes = packed.finish().expect("memory").len();
            assert!(bytes <= most, "{bytes} bytes");
        }
    }
}
