//! What client libraries load before they send: where to, and nothing to load besides.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::WebSettings;

use super::answer::{Dialect, Failure};
use super::{Ingest, key};

/// How long clients may keep it.
const KEPT: [(HeaderName, HeaderValue); 1] =
    [(CACHE_CONTROL, HeaderValue::from_static("private, max-age=120"))];

/// `GET /v1/projects/{writeKey}/settings`: Segment's browser and mobile libraries.
///
/// One integration and no other, since each further name would make the library load code from
/// Segment's servers.
pub(super) async fn segment(
    State(ingest): State<Ingest>,
    Path(key): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    match ingest.web.app.source_of_key(&key).await {
        Ok(Some(_)) => {}
        Ok(None) => return Dialect::Segment.answer(Err(Failure::not_found("No source has this key."))),
        Err(refusal) => return Dialect::Segment.answer(Err(Failure::unavailable(&refusal))),
    }
    (KEPT, Json(segment_settings(&key, &headers, &uri, &ingest.web.settings))).into_response()
}

fn segment_settings(key: &str, headers: &HeaderMap, uri: &Uri, settings: &WebSettings) -> Value {
    let mut integration = json!({ "apiKey": key, "bundlingStatus": "bundled", "type": "browser" });
    // Without a host that we know, the library keeps the one it was given.
    if let Some(host) = host(headers, uri, settings) {
        integration["apiHost"] = format!("{host}/v1").into();
        integration["protocol"] = scheme(headers, settings).into();
    }
    json!({ "integrations": { "Segment.io": integration }, "plan": {} })
}

/// Where the client reached us, as far as its request says.
fn host<'h>(headers: &'h HeaderMap, uri: &'h Uri, settings: &WebSettings) -> Option<&'h str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    settings
        .behind_proxy
        .then(|| text("x-forwarded-host"))
        .flatten()
        .or_else(|| text(HOST.as_str()))
        .or_else(|| uri.authority().map(axum::http::uri::Authority::as_str))
        .filter(|host| {
            host.len() <= 255
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        })
}

/// The scheme to send with: secure if this server is reached so, or if the page is, since a browser lets
/// a secure page reach nothing else.
fn scheme(headers: &HeaderMap, settings: &WebSettings) -> &'static str {
    let secure_page = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"));
    if settings.https() || secure_page { "https" } else { "http" }
}

/// `GET /sourceConfig/?writeKey=`: RudderStack's libraries. No destinations, no plugins.
pub(super) async fn rudder(
    State(ingest): State<Ingest>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    match key::source(&ingest.web.app, key::keys(&headers, &query), None).await {
        Ok(found) => (KEPT, Json(rudder_settings(&found.source.to_string()))).into_response(),
        Err(failure) => Dialect::Rudder.answer(Err(failure)),
    }
}

fn rudder_settings(source: &str) -> Value {
    json!({
        "source": {
            "id": source,
            "name": source,
            "enabled": true,
            "workspaceId": "touchstone",
            "config": { "statsCollection": { "errors": { "enabled": false }, "metrics": { "enabled": false } } },
            "dataplanes": {},
            "destinations": [],
        },
        "consentManagementMetadata": {},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(headers: &[(&'static str, &'static str)], web: &WebSettings) -> Value {
        let headers: HeaderMap = headers
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        segment_settings("wk", &headers, &Uri::from_static("/"), web)["integrations"]["Segment.io"].take()
    }

    #[test]
    fn clients_are_sent_back_to_where_they_came() {
        let local = WebSettings::default();
        let plain = settings(&[("host", "localhost:8080"), ("origin", "http://shop.test")], &local);
        assert_eq!((&plain["apiHost"], &plain["protocol"]), (&json!("localhost:8080/v1"), &json!("http")));
        let headers = [("host", "10.0.0.7"), ("x-forwarded-host", "cx.shop.cn")];
        let claimed = settings(&headers, &local);
        assert_eq!(claimed["apiHost"], "10.0.0.7/v1");
        let public = WebSettings { public_url: "https://cx.shop.cn".to_owned(), behind_proxy: true, ..local };
        let proxied = settings(&headers, &public);
        assert_eq!((&proxied["apiHost"], &proxied["protocol"]), (&json!("cx.shop.cn/v1"), &json!("https")));
        assert_eq!(settings(&[("host", "shop\"/")], &public)["apiHost"], Value::Null);
    }
}
