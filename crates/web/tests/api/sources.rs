//! Sources over HTTP.

use serde_json::json;

use crate::client::Server;

#[tokio::test]
async fn pages_hold_every_source_once() {
    let (_server, admin) = Server::set_up().await;
    for number in 0..7 {
        let answer = admin.post("/v1/sources", &json!({ "name": format!("Shop {number}") })).await;
        assert!(answer.json()["key"].as_str().is_some_and(|key| key.starts_with("tsk_")), "{answer:?}");
    }
    let (mut names, mut path) = (Vec::new(), "/v1/sources?limit=3".to_owned());
    loop {
        let page = admin.get(&path).await.json();
        let items = page["items"].as_array().expect("items").clone();
        assert!(items.len() <= 3);
        assert!(items.iter().all(|item| item.get("key").is_none()), "keys are not shown again");
        names.extend(items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/sources?limit=3&cursor={cursor}");
    }
    names.sort();
    assert_eq!(names, (0..7).map(|number| format!("Shop {number}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_revoked_key_is_refused() {
    let (server, admin) = Server::set_up().await;
    let made = admin.post("/v1/sources", &json!({ "name": "Shop" })).await.json();
    let key = made["key"].as_str().expect("a key");
    assert!(server.test.app.source_of_key(key).await.expect("a look-up").is_some());
    let path = format!("/v1/sources/{}", made["id"].as_str().expect("an id"));
    for _ in 0..2 {
        assert_eq!(admin.send("DELETE", &path, None).await.status.as_u16(), 204);
    }
    assert!(server.test.app.source_of_key(key).await.expect("a look-up").is_none());
    assert!(admin.get("/v1/sources").await.json()["items"][0]["revoked_at"].is_string());
}
