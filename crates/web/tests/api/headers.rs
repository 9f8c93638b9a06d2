//! Headers that every answer carries, and what operators read.

use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{EMAIL, PASSWORD, Server};

#[tokio::test]
async fn every_answer_is_defended() {
    let (server, admin) = Server::set_up().await;
    for answer in [
        server.stranger().get("/").await,
        server.stranger().get("/nothing").await,
        server.stranger().get("/v1/session").await,
        admin.get("/v1/session").await,
    ] {
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        assert!(!answer.headers.contains_key("strict-transport-security"), "this server speaks http");
        assert!(
            !answer.headers.contains_key("access-control-allow-origin"),
            "the API is not for other sites"
        );
    }
    assert_eq!(admin.get("/v1/session").await.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn over_https_cookies_are_secure_and_browsers_stay() {
    let settings = WebSettings { public_url: "https://cem.example.com".to_owned(), ..WebSettings::default() };
    let server = Server::with(TestApp::sqlite(), settings);
    server.administrator().await;
    let login = serde_json::json!({ "email": EMAIL, "password": PASSWORD });
    let answer = server.stranger().post("/v1/session", &login).await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-touchstone=tss_"), "{cookie}");
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(
        answer.headers["strict-transport-security"].to_str().expect("text").starts_with("max-age=31536000")
    );
}

#[tokio::test]
async fn operators_see_the_state() {
    let server = Server::new();
    for (path, body) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = server.stranger().get(path).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, body));
    }
    assert_eq!(server.stranger().get("/metrics").await.problem().0, 404, "none are collected here");
    let document = server.stranger().get("/openapi.json").await;
    assert_eq!(document.headers["content-type"], "application/json");
    assert_eq!(document.json()["openapi"].as_str().map(|version| &version[..2]), Some("3."));
}

#[tokio::test]
async fn metrics_name_routes_and_no_paths() {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let settings = WebSettings { metrics: Some(recorder.handle()), ..WebSettings::default() };
    let _guard = metrics::set_default_local_recorder(&recorder);
    let server = Server::with(TestApp::sqlite(), settings);
    let admin = server.administrator().await;
    admin.send("DELETE", "/v1/sources/src_01jd0m6x4pfk2v9w3q8r7t5y1z?phone=13812342207", None).await;
    let text = server.stranger().get("/metrics").await.body;
    assert!(text.contains("route=\"/v1/sources/{source_id}\""), "{text}");
    assert!(!text.contains("src_01jd0m6x4pfk2v9w3q8r7t5y1z") && !text.contains("13812342207"), "{text}");
}
