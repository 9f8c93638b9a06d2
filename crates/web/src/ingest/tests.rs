//! Requests through the router into a real engine and its database.

use std::io::Write;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::event::Event;
use touchstone_engine::access::Setup;
use touchstone_engine::testing::TestApp;
use touchstone_engine::traces;
use tower::ServiceExt;

use crate::{Web, WebSettings};

/// A server on a database of its own, with one source.
struct Server {
    app: TestApp,
    key: String,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON answer")
    }
}

impl Server {
    async fn start() -> Self {
        let app = TestApp::sqlite();
        let settings = BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() };
        let (email, password) = ("li.na@example.com".to_owned(), "a warm bowl of noodles".to_owned());
        let done = app.app.set_up(Setup { settings, email, password }).await.expect("the first setup");
        let actor = app.app.bearer(&done.token).await.expect("a look-up").expect("the setup's token");
        let source = app.app.create_source(&actor, "shop").await.expect("a source");
        Self { app, key: source.key.expect("a fresh source shows its key") }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let router: Router = crate::router(Web::new(self.app.app.clone(), WebSettings::default()));
        let response = router.oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("an answer");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends `METHOD path` with headers and a body, in which `wk_test` stands for the source's key.
    async fn call(&self, line: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let line = line.replace("wk_test", &self.key);
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            let basic = format!("Basic {}", STANDARD.encode(format!("{}:", self.key)));
            let value = value.replace("Basic d2tfdGVzdDo=", &basic).replace("wk_test", &self.key);
            request = request.header(*name, value.replace("key:secret", &format!("{}:secret", self.key)));
        }
        self.send(request.body(Body::from(body.into())).expect("a request")).await
    }

    /// The event of a message id, as it stands in the journal.
    async fn event(&self, message_id: &str) -> Option<Event> {
        let brand = self.app.app.installed_brand().await.expect("a look-up").expect("a brand");
        let found = traces::explain(&self.app.app, brand, None, message_id.to_owned()).await;
        found.expect("a look-up").map(|explained| explained.entry.event)
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

const KEY: (&str, &str) = ("authorization", "Basic d2tfdGVzdDo=");
const TRACK: &str = r#"{"userId":"u","event":"E","messageId":"m"}"#;

#[tokio::test]
async fn requests_of_real_clients_are_accepted() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/requests");
    let mut said = String::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "http"))
        .collect();
    files.sort();
    let server = Server::start().await;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a fixture");
        let (head, body) = text.split_once("\n\n").unwrap_or((text.trim(), ""));
        let mut lines = head.lines();
        let line = lines.next().expect("a request line");
        let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
        let packed = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
        let body = if packed { gzip(body.as_bytes()) } else { body.into() };
        let answer = server.call(line, &headers, body.clone()).await;
        let name = file.file_stem().expect("a name").to_string_lossy();
        said.push_str(&format!("{name}: {} {}\n", answer.status.as_u16(), answer.body));
        // A client that did not hear the answer sends the same again.
        let again = server.call(line, &headers, body).await;
        if answer.status == StatusCode::OK {
            let taken = answer.json()["accepted"].as_u64().expect("a number");
            let counted = json!({ "accepted": 0, "duplicates": taken + answer.json()["duplicates"].as_u64().unwrap_or(0) });
            let heard =
                json!({ "accepted": again.json()["accepted"], "duplicates": again.json()["duplicates"] });
            assert_eq!(heard, counted, "{name}");
        }
    }
    expect![[r#"
        jitsu-js-1.11.0-group: 200 {"ok":true,"accepted":1,"duplicates":0}
        jitsu-js-1.11.0-identify: 200 {"ok":true,"accepted":1,"duplicates":0}
        jitsu-js-1.11.0-page: 200 {"ok":true,"accepted":1,"duplicates":0}
        jitsu-js-1.11.0-s2s-track: 200 {"ok":true,"accepted":1,"duplicates":0}
        jitsu-js-1.11.0-track: 200 {"ok":true,"accepted":1,"duplicates":0}
        rudder-sdk-node-3.0.13-batch-gzip: 200 {"success":true,"accepted":5,"duplicates":0}
        rudder-sdk-node-3.0.13-batch: 200 {"success":true,"accepted":5,"duplicates":0}
        rudder-sdk-node-3.0.13-identify: 200 {"success":true,"accepted":1,"duplicates":0}
        segment-analytics-next-1.84.3-alias: 200 {"success":true,"accepted":1,"duplicates":0}
        segment-analytics-next-1.84.3-batch: 200 {"success":true,"accepted":5,"duplicates":0}
        segment-analytics-next-1.84.3-group: 200 {"success":true,"accepted":1,"duplicates":0}
        segment-analytics-next-1.84.3-identify: 200 {"success":true,"accepted":1,"duplicates":0}
        segment-analytics-next-1.84.3-page: 200 {"success":true,"accepted":1,"duplicates":0}
        segment-analytics-next-1.84.3-preflight: 204 
        segment-analytics-next-1.84.3-track: 200 {"success":true,"accepted":1,"duplicates":0}
        segment-analytics-node-3.1.0-batch: 200 {"success":true,"accepted":7,"duplicates":0}
        segment-analytics-python-2.4.0-batch-gzip: 200 {"success":true,"accepted":7,"duplicates":0}
        segment-analytics-python-2.4.0-batch: 200 {"success":true,"accepted":7,"duplicates":0}
    "#]]
    .assert_eq(&said);
}

#[tokio::test]
async fn the_key_may_stand_in_any_place() {
    let server = Server::start().await;
    for (headers, path, body) in [
        (vec![KEY], "/v1/track", TRACK.to_owned()),
        (vec![("authorization", "Bearer wk_test")], "/v1/track", TRACK.to_owned()),
        (vec![("x-write-key", "wk_test")], "/v1/track", TRACK.to_owned()),
        (vec![], "/v1/track?writeKey=wk_test", TRACK.to_owned()),
        (vec![], "/v1/track", TRACK.replacen('{', r#"{"writeKey":"wk_test","#, 1)),
        // Jitsu masks the key in the body: the header decides.
        (
            vec![("x-write-key", "key:secret")],
            "/api/s/track",
            TRACK.replacen('{', r#"{"writeKey":"key:***","#, 1),
        ),
    ] {
        let answer =
            server.call(&format!("POST {path}"), &headers, body.replace("wk_test", &server.key)).await;
        assert_eq!(answer.status, StatusCode::OK, "{headers:?} {path} {}", answer.body);
    }
    for (headers, code) in [(vec![], "key_missing"), (vec![("x-write-key", "other")], "key_unknown")] {
        let answer = server.call("POST /v1/track", &headers, TRACK).await;
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::UNAUTHORIZED, &json!(code)));
    }
}

async fn check_report(server: &Server, line: &str, body: &str, expected: Expect) {
    let answer = server.call(line, &[KEY], body.to_owned()).await;
    expected.assert_eq(&format!("{} {}", answer.status.as_u16(), answer.body));
}

#[tokio::test]
async fn one_bad_event_costs_no_other() {
    let server = Server::start().await;
    let body = r#"{"batch":[{"type":"track","messageId":"bad","userId":"u"},{"type":"track","messageId":"good","userId":"u","event":"E"},{"type":"track","messageId":"half","userId":"null","event":"E"}]}"#;
    check_report(&server, "POST /v1/batch", body, expect![[r#"200 {"success":true,"accepted":2,"duplicates":0,"rejected":[{"index":0,"message_id":"bad","errors":[{"field":"event","code":"required","message":"`event` is needed, as text."}]}],"warnings":[{"message_id":"half","errors":[{"field":"userId","code":"placeholder","message":"Not usable as an identity: the value is a placeholder that programs send when they have no id."}]}]}"#]]).await;
    assert_eq!(server.event("good").await.expect("kept").name, "E");
    assert_eq!(server.event("half").await.expect("kept").identities, []);
    assert_eq!(server.event("bad").await, None);
}

#[tokio::test]
async fn a_request_of_which_nothing_remains_is_refused_by_field() {
    let server = Server::start().await;
    check_report(
        &server,
        "POST /v1/batch",
        r#"{"batch":[{"type":"track","messageId":"bad","userId":"u"},7]}"#,
        expect![[r#"400 {"success":false,"code":"invalid","message":"batch[0].event: `event` is needed, as text.","errors":[{"field":"batch[0].event","code":"required","message":"`event` is needed, as text."},{"field":"batch[1]","code":"type","message":"An event must be an object."}]}"#]],
    )
    .await;
    check_report(&server, "POST /v1/track", r#"{"event":"E"}"#, expect![[r#"400 {"success":false,"code":"invalid","message":"userId: Either `userId` or `anonymousId` is needed.","errors":[{"field":"userId","code":"required","message":"Either `userId` or `anonymousId` is needed."}]}"#]]).await;
    check_report(&server, "POST /v1/track", "{", expect![[r#"400 {"success":false,"code":"invalid_body","message":"The body is not JSON: EOF while parsing an object at line 1 column 1.","errors":[{"field":"body","code":"json","message":"The body is not JSON: EOF while parsing an object at line 1 column 1."}]}"#]]).await;
    check_report(&server, "POST /api/s/track", "[]", expect![[r#"400 {"ok":false,"code":"invalid_body","message":"`body` must be an object.","errors":[{"field":"body","code":"required","message":"`body` must be an object."}]}"#]]).await;
    check_report(
        &server,
        "POST /v1/batch",
        r#"{"batch":[]}"#,
        expect![[r#"200 {"success":true,"accepted":0,"duplicates":0}"#]],
    )
    .await;
}

#[tokio::test]
async fn sizes_are_limited_packed_or_not() {
    let server = Server::start().await;
    let padded = |bytes: usize| format!("{}{}", TRACK, " ".repeat(bytes));
    let gzip_header = ("content-encoding", "gzip");
    for (line, headers, body, status) in [
        ("POST /v1/track", vec![KEY], padded(490_000).into_bytes(), 200),
        ("POST /v1/track", vec![KEY], padded(600_000).into_bytes(), 400),
        ("POST /v1/track", vec![KEY, ("anonymousid", "YQ==")], padded(600_000).into_bytes(), 200),
        ("POST /beacon/v1/batch", vec![KEY], padded(5_000_000).into_bytes(), 413),
        ("POST /v1/events", vec![KEY], padded(5_000_000).into_bytes(), 413),
        ("POST /v1/track", vec![KEY, gzip_header], gzip(padded(10).as_bytes()), 200),
        ("POST /v1/track", vec![KEY, gzip_header], gzip(&vec![b' '; 50_000_000]), 400),
        ("POST /v1/track", vec![KEY, gzip_header], TRACK.into(), 400),
        ("POST /v1/track", vec![KEY, ("content-encoding", "br")], TRACK.into(), 415),
    ] {
        let length = body.len();
        let answer = server.call(line, &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{line} {headers:?} {length} {}", answer.body);
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_send_but_not_to_our_own_route() {
    let server = Server::start().await;
    let asks = [
        ("origin", "https://shop.cn"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,x-retry-count"),
    ];
    let answer = server.call("OPTIONS /v1/t", &asks, "").await;
    let mut said: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("access-control") || *name == "vary")
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    said.sort();
    expect![[r#"
        204 access-control-allow-credentials: true
        access-control-allow-headers: authorization,x-retry-count
        access-control-allow-methods: GET, POST
        access-control-allow-origin: https://shop.cn
        access-control-expose-headers: Retry-After
        access-control-max-age: 7200
        vary: Origin"#]]
    .assert_eq(&format!("{} {}", answer.status.as_u16(), said.join("\n")));
    let answer = server.call("POST /v1/t", &[KEY, asks[0]], TRACK).await;
    assert_eq!(answer.headers["access-control-allow-origin"], "https://shop.cn");
    let refused = server.call("POST /v1/t", &asks[..1], TRACK).await;
    assert_eq!(refused.headers["access-control-allow-origin"], "https://shop.cn", "the page may read why");
    let answer = server.call("OPTIONS /v1/events", &asks, "").await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn images_and_beacons() {
    let server = Server::start().await;
    let image = server
        .call("GET /pixel/v1/track?writeKey=wk_test&event=Opened&anonymousId=a1&messageId=pixel&properties.mail=7", &[], "")
        .await;
    assert_eq!((image.status, image.headers["content-type"].as_bytes()), (StatusCode::OK, &b"image/gif"[..]));
    assert!(image.body.starts_with("GIF89a"));
    let beacon = format!(r#"{{"batch":[{}]}}"#, TRACK.replacen('{', r#"{"type":"track","#, 1));
    let answer = server.call("POST /beacon/v1/batch?writeKey=wk_test", &[], beacon).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok"));
    assert_eq!(server.event("pixel").await.expect("kept").name, "Opened");
    assert_eq!(server.event("m").await.expect("kept").name, "E");
}

#[tokio::test]
async fn libraries_find_their_settings() {
    let server = Server::start().await;
    let host = ("host", "cx.shop.cn");
    let mut said = String::new();
    for line in [
        "GET /v1/projects/wk_test/settings",
        "GET /v1/projects/other/settings",
        "GET /sourceConfig/?writeKey=wk_test&v=3",
        "GET /sourceConfig?writeKey=other",
        "GET /health",
    ] {
        let answer = server.call(line, &[host], "").await;
        let mut body = answer.body.replace(&server.key, "wk_test");
        // An id is random, and comes twice.
        while let Some(at) = body.find("src_") {
            let id = body[at..at + 30].to_owned();
            body = body.replace(&id, "srcid");
        }
        said.push_str(&format!("{} {body}\n", answer.status.as_u16()));
    }
    expect![[r#"
        200 {"integrations":{"Segment.io":{"apiHost":"cx.shop.cn/v1","apiKey":"wk_test","bundlingStatus":"bundled","protocol":"http","type":"browser"}},"plan":{}}
        404 {"success":false,"code":"not_found","message":"No source has this key."}
        200 {"consentManagementMetadata":{},"source":{"config":{"statsCollection":{"errors":{"enabled":false},"metrics":{"enabled":false}}},"dataplanes":{},"destinations":[],"enabled":true,"id":"srcid","name":"srcid","workspaceId":"touchstone"}}
        401 {"success":false,"code":"key_unknown","message":"No source has this key."}
        200 {"server":"UP"}
    "#]].assert_eq(&said);
}

#[tokio::test]
async fn cloudevents_in_every_layout() {
    let server = Server::start().await;
    let event =
        r#"{"specversion":"1.0","id":"1","source":"/pos","type":"order.completed","subject":"user:u1"}"#;
    let mut said = String::new();
    for (headers, body) in [
        (vec![("content-type", "application/cloudevents+json; charset=UTF-8")], event.to_owned()),
        (vec![("content-type", "application/cloudevents-batch+json")], format!("[{event},{{}}]")),
        (vec![("content-type", "application/json")], format!("[{event}]")),
        (
            vec![
                ("content-type", "application/json"),
                ("ce-specversion", "1.0"),
                ("ce-id", "2"),
                ("ce-source", "/pos"),
                ("ce-type", "review.posted"),
                ("ce-shop", "%E6%9D%AD%E5%B7%9E"),
            ],
            r#"{"rating":5}"#.to_owned(),
        ),
        (vec![("content-type", "application/cloudevents+json")], "{}".to_owned()),
        (vec![("content-type", "text/csv")], "a,b".to_owned()),
    ] {
        let headers: Vec<_> = headers.into_iter().chain([KEY]).collect();
        let answer = server.call("POST /v1/events", &headers, body).await;
        let media = answer.headers["content-type"].to_str().expect("text");
        said.push_str(&format!("{} {media} {}\n", answer.status.as_u16(), answer.body));
    }
    expect![[r#"
        200 application/json {"accepted":1,"duplicates":0}
        200 application/json {"accepted":0,"duplicates":1,"rejected":[{"index":1,"errors":[{"field":"specversion","code":"unknown","message":"`specversion` must be \"1.0\"."},{"field":"id","code":"required","message":"`id` is needed, as text."},{"field":"source","code":"required","message":"`source` is needed, as text."},{"field":"type","code":"required","message":"`type` is needed, as text."}]}]}
        200 application/json {"accepted":0,"duplicates":1}
        200 application/json {"accepted":1,"duplicates":0}
        422 application/problem+json {"type":"https://github.com/touchstone-cem/touchstone/blob/main/docs/api-design.md#invalid_fields","title":"Fields of the body are wrong","status":422,"detail":"4 fields are wrong.","code":"invalid_fields","errors":[{"field":"specversion","code":"unknown","message":"`specversion` must be \"1.0\"."},{"field":"id","code":"required","message":"`id` is needed, as text."},{"field":"source","code":"required","message":"`source` is needed, as text."},{"field":"type","code":"required","message":"`type` is needed, as text."}]}
        415 application/problem+json {"type":"https://github.com/touchstone-cem/touchstone/blob/main/docs/api-design.md#unsupported_media_type","title":"Another media type is needed","status":415,"detail":"Send application/cloudevents+json, application/cloudevents-batch+json, or the attributes as ce- headers.","code":"unsupported_media_type","errors":[]}
    "#]].assert_eq(&said);
    let event = server.event("/pos 2").await.expect("kept");
    assert_eq!(event.context["cloudevents"]["shop"], "杭州");
}
