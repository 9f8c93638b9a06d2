//! A POST with a key is carried out once.

use serde_json::json;

use crate::client::Server;

#[tokio::test]
async fn a_repeated_request_is_answered_and_not_repeated() {
    let (_server, admin) = Server::set_up().await;
    let keyed = admin.with("idempotency-key", "order-7");
    let first = keyed.post("/v1/sources", &json!({ "name": "Shop" })).await;
    let again = keyed.post("/v1/sources", &json!({ "name": "Shop" })).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert!(first.headers.get("idempotency-replayed").is_none());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert!(first.json()["key"].is_string() && again.json()["key"].is_null(), "a secret is shown once");
    assert_eq!(admin.get("/v1/sources").await.json()["items"].as_array().map(Vec::len), Some(1));

    let other = keyed.post("/v1/sources", &json!({ "name": "Till" })).await;
    assert_eq!(other.problem(), (422, "idempotency_key_reused".into()));
    let elsewhere = keyed.post("/v1/tokens", &json!({ "name": "Till" })).await;
    assert_eq!(elsewhere.status.as_u16(), 201, "a key belongs to its operation: {elsewhere:?}");
}

#[tokio::test]
async fn what_was_refused_did_not_use_the_key_up() {
    let (_server, admin) = Server::set_up().await;
    let keyed = admin.with("idempotency-key", "k");
    assert_eq!(keyed.post("/v1/sources", &json!({ "name": "" })).await.problem().0, 422);
    assert_eq!(keyed.post("/v1/sources", &json!({ "name": "Shop" })).await.status.as_u16(), 201);
}

#[tokio::test]
async fn two_at_once_are_one() {
    let (_server, admin) = Server::set_up().await;
    let keyed = admin.with("idempotency-key", "k");
    let body = json!({ "name": "Shop" });
    let (one, two) = tokio::join!(keyed.post("/v1/sources", &body), keyed.post("/v1/sources", &body));
    assert_eq!(one.json()["id"], two.json()["id"]);
    assert_eq!(admin.get("/v1/sources").await.json()["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn keys_have_a_form() {
    let (_server, admin) = Server::set_up().await;
    for key in ["", " ", &"k".repeat(256), "schlüssel"] {
        let answer = admin.with("idempotency-key", key).post("/v1/sources", &json!({ "name": "Shop" })).await;
        assert_eq!(answer.problem(), (400, "invalid_request".into()), "{key:?}");
        assert_eq!(answer.field().0, "idempotency-key");
    }
}
