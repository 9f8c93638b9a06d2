//! Whatever is wrong with a request is answered with a problem that says so.

use axum::http::header;
use serde_json::json;

use crate::client::Server;

fn is(code: &str) -> impl Fn((u16, String)) -> bool + '_ {
    move |(_, found)| found == code
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let (server, admin) = Server::set_up().await;
    assert_eq!(server.stranger().get("/v1/nothing").await.problem(), (404, "not_found".into()));
    assert_eq!(server.stranger().get("/v1/..%2f..%2fetc").await.problem(), (404, "not_found".into()));
    let answer = admin.send("PATCH", "/v1/sources", None).await;
    assert_eq!(answer.problem(), (405, "method_not_allowed".into()));
    let allowed = answer.headers[header::ALLOW].to_str().expect("text").to_owned();
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let (_server, admin) = Server::set_up().await;
    let send = |media_type: &'static str, body: Vec<u8>| {
        let admin = admin.clone();
        async move { admin.raw("POST", "/v1/sources", media_type, body).await.problem() }
    };
    assert_eq!(send("text/plain", b"{}".to_vec()).await, (415, "unsupported_media_type".into()));
    assert_eq!(send("", b"{}".to_vec()).await, (415, "unsupported_media_type".into()));
    assert_eq!(send("application/json", b"{\"name\":".to_vec()).await, (400, "invalid_body".into()));
    assert_eq!(send("application/json", b"{\"name\":\"\xff\"}".to_vec()).await, (400, "invalid_body".into()));
    let nested = format!("{{\"x\":{}", "[".repeat(100_000)).into_bytes();
    assert_eq!(send("application/json", nested).await.1, "invalid_fields");
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(send("application/json", long.into_bytes()).await, (413, "too_large".into()));
}

#[tokio::test]
async fn fields_are_named() {
    let (_server, admin) = Server::set_up().await;
    for (body, field, code) in [
        (json!({}), "name", "required"),
        (json!({ "name": 7 }), "name", "invalid"),
        (json!({ "name": "Shop", "kind": "x" }), "kind", "unknown_field"),
        (json!({ "name": "  " }), "name", "required"),
        (json!({ "name": "\u{0}" }), "name", "invalid"),
        (json!({ "name": "x".repeat(101) }), "name", "too_long"),
        (json!(["Shop"]), "body", "invalid"),
        (json!(null), "body", "invalid"),
    ] {
        let answer = admin.post("/v1/sources", &body).await;
        assert!(is("invalid_fields")(answer.problem()), "{body}: {answer:?}");
        assert_eq!(answer.field(), (field.to_owned(), code.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn parameters_are_named() {
    let (_server, admin) = Server::set_up().await;
    for (method, path, field) in [
        ("GET", "/v1/sources?limit=0", "limit"),
        ("GET", "/v1/sources?limit=abc", "limit"),
        ("GET", "/v1/sources?cursor=!!", "cursor"),
        ("GET", "/v1/sources?cursor=AAAA", "cursor"),
        ("GET", "/v1/sources?colour=red", "colour"),
        ("GET", "/v1/sources?limit=%FF", "limit"),
        ("DELETE", "/v1/sources/src_1", "source_id"),
        ("DELETE", "/v1/sources/%FF", "source_id"),
        ("DELETE", "/v1/sources/tok_01jd0m6x4pfk2v9w3q8r7t5y1z", "source_id"),
    ] {
        let answer = admin.send(method, path, None).await;
        assert_eq!(answer.problem(), (400, "invalid_request".into()), "{path}");
        assert_eq!(answer.field().0, field, "{path}");
    }
    let answer = admin.send("DELETE", "/v1/sources/src_01jd0m6x4pfk2v9w3q8r7t5y1z", None).await;
    assert_eq!(answer.problem(), (404, "not_found".into()));
}
