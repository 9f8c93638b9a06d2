//! Bearer tokens over HTTP.

use serde_json::json;

use crate::client::Server;

#[tokio::test]
async fn a_token_does_what_it_was_made_for() {
    let (server, admin) = Server::set_up().await;
    let wish = json!({ "name": "Robot", "permissions": ["read_units", "manage_tokens"] });
    let made = admin.post("/v1/tokens", &wish).await.json();
    assert_eq!(made["permissions"], json!(["read_units", "manage_tokens"]));
    let secret = made["secret"].as_str().expect("shown once");
    let robot = server.stranger().with("authorization", &format!("bearer {secret}"));
    assert_eq!(robot.get("/v1/session").await.json()["permissions"], made["permissions"]);
    assert_eq!(robot.get("/v1/sources").await.problem(), (403, "forbidden".into()));
    let more = robot.post("/v1/tokens", &json!({ "name": "x", "permissions": ["read_audit"] })).await;
    assert_eq!(more.field(), ("permissions[0]".into(), "not_yours".into()));

    let path = format!("/v1/tokens/{}", made["id"].as_str().expect("an id"));
    assert_eq!(admin.send("DELETE", &path, None).await.status.as_u16(), 204);
    assert_eq!(robot.get("/v1/session").await.problem().0, 401);
    let list = admin.get("/v1/tokens").await;
    assert!(!list.body.contains("tst_"), "secrets are not shown again");
    assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(2), "with the one of the setup");
}

#[tokio::test]
async fn wishes_are_checked() {
    let (_server, admin) = Server::set_up().await;
    for (wish, field, code) in [
        (json!({ "name": "x", "permissions": [] }), "permissions", "required"),
        (json!({ "name": "x", "permissions": ["fly"] }), "permissions[0]", "invalid"),
        (json!({ "name": "x", "expires_at": "2020-01-01T00:00:00Z" }), "expires_at", "past"),
        (json!({ "name": "x", "expires_at": "soon" }), "expires_at", "invalid"),
    ] {
        assert_eq!(admin.post("/v1/tokens", &wish).await.field(), (field.into(), code.into()), "{wish}");
    }
}
