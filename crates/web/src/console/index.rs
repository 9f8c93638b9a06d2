//! The console's page. Each answer has a policy of its own with a fresh nonce: scripts are files of this server
//! and nothing else; a style that a component makes is allowed by the nonce, which the page hands to it.

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use data_encoding::BASE64;

use super::Asset;
use crate::Web;
use crate::problem::Problem;
use crate::start::{Words, page, words};

/// The page's path among the built files.
pub(super) const PATH: &str = "/index.html";
/// What the built page has in the nonce's place.
const NONCE_PLACE: &str = "CSP_NONCE";

#[derive(Template)]
#[template(path = "start/unbuilt.html")]
struct Unbuilt {
    words: &'static Words,
}

/// The page, or in a build without the console how to build it.
pub(super) fn respond(web: &Web, assets: &[Asset], headers: &HeaderMap) -> Result<Response, Problem> {
    let built =
        assets.iter().find(|asset| asset.path == PATH).and_then(|page| str::from_utf8(page.plain).ok());
    match built {
        Some(html) => Ok(with_nonce(html, &BASE64.encode(&web.app.random_bytes::<16>()))),
        None => page(StatusCode::OK, &Unbuilt { words: words(headers) }),
    }
}

fn with_nonce(html: &str, nonce: &str) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let mut response = Html(html.replace(NONCE_PLACE, nonce)).into_response();
    let headers = response.headers_mut();
    let policy = HeaderValue::try_from(policy).expect("base64 is ASCII");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_its_policy_have_the_same_nonce() {
        let response = with_nonce("<meta nonce=\"CSP_NONCE\">", "bm9uY2U=");
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("style-src 'self' 'nonce-bm9uY2U='"), "{policy}");
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }
}
