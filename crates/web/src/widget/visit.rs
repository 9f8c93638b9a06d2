//! A visitor of a page: asked or not. Why is not said here, since the page may not know what is known of them.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use touchstone_domain::identity::IdentityKind;
use touchstone_engine::Refusal;
use touchstone_engine::asking::{Visited, Visitor, visitor_identity};

use super::{allowed, nothing, readable};
use crate::Web;
use crate::extract::{Path, Raw};
use crate::problem::{Code, Problem};

/// Longest path kept, in characters.
const PAGE_CHARS_MAX: usize = 500;

/// What the page says. It is sent as plain text, so that browsers ask no permission first.
#[derive(Debug, Deserialize)]
struct Visit {
    #[serde(default)]
    anonymous_id: Option<String>,
    #[serde(default)]
    user_id: Option<String>,
    #[serde(default)]
    signature: Option<String>,
    #[serde(default)]
    page: String,
}

/// The survey to show.
#[derive(Debug, Serialize)]
struct Shown {
    url: String,
}

/// Answers the address of the visitor's survey, or nothing and for how long.
pub(super) async fn visit(
    State(web): State<Web>,
    key: Result<Path<String>, Problem>,
    headers: HeaderMap,
    body: Result<Raw, Problem>,
) -> Result<Response, Problem> {
    let (widget, origin) = allowed(&web, key, &headers).await?;
    let visit: Visit = serde_json::from_slice(&body?.0)
        .map_err(|_| Problem::field("body", "malformed", "Send who visits as JSON."))?;
    let visitor = Visitor {
        anonymous: visitor_identity(IdentityKind::Anonymous, visit.anonymous_id.as_deref()),
        user: visitor_identity(IdentityKind::User, visit.user_id.as_deref()),
        signature: visit.signature,
        page: visit.page.chars().filter(|letter| !letter.is_control()).take(PAGE_CHARS_MAX).collect(),
    };
    let url = match web.app.visit(&widget, visitor).await {
        Ok(Visited::Asked(url)) => url,
        Ok(Visited::NotAsked { for_s }) => return Ok(nothing(origin, for_s)),
        Err(Refusal::TooMany { retry_after_s }) => {
            let later = Problem::new(Code::TooManyRequests, "This browser asks too often; wait a moment.");
            return Ok(readable(later.retry_after(retry_after_s).into_response(), origin));
        }
        Err(other) => return Err(other.into()),
    };
    let mut response = axum::Json(Shown { url }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(readable(response, origin))
}
