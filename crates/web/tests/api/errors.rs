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
async fn strangers_send_little() {
    let server = Server::new();
    let much = json!({ "email": "a@example.com", "password": "x".repeat(20_000) });
    for path in ["/v1/session", "/v1/setup"] {
        let answer = server.stranger().post(path, &much).await;
        assert_eq!(answer.problem(), (413, "too_large".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn problems_are_said_in_the_language_asked_for() {
    let (server, admin) = Server::set_up().await;
    let wrong = json!({ "format": 1, "name": "Odd", "trigger": { "event": "Called" },
        "condition": "true &&\n custmer.tags.size() > 1", "steps": [{ "id": "stop", "do": "end" }] });
    let english = admin.post("/v1/playbooks", &wrong).await;
    assert_eq!(english.problem(), (422, "invalid_fields".to_owned()), "{english:?}");
    assert_eq!(english.headers["vary"], "Accept-Language");
    let error = english.json()["errors"][0].clone();
    assert_eq!(error["code"], "unknown_name");
    assert_eq!(error["message"], "line 2, column 2: unknown name `custmer`; did you mean customer?");
    assert_eq!(error["position"], json!({ "line": 2, "column": 2 }));

    let chinese = admin.with("accept-language", "zh-CN,zh;q=0.9,en;q=0.8");
    let answer = chinese.post("/v1/playbooks", &wrong).await;
    assert_eq!(answer.headers["content-language"], "zh-CN");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let told = answer.json();
    assert_eq!((&told["title"], &told["code"]), (&json!("有字段填写有误"), &json!("invalid_fields")));
    let message = "第 2 行第 2 列：没有 `custmer` 这个名字；您是想写 customer 吗？";
    assert_eq!(told["errors"][0]["message"], message);
    assert_eq!(told["errors"][0]["position"], json!({ "line": 2, "column": 2 }));
    assert_eq!(told["detail"], format!("condition: {message}"));

    let stranger = server.stranger().with("accept-language", "zh");
    let told = stranger.get("/v1/units").await;
    assert_eq!((told.status.as_u16(), &told.json()["title"]), (401, &json!("需要登录")));
    assert_eq!(told.headers["www-authenticate"], "Bearer", "what else it says stays");
    let german = server.stranger().with("accept-language", "de").get("/v1/units").await;
    assert_eq!(german.json()["title"], "A credential is needed");
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
