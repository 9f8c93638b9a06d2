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

#[tokio::test]
async fn what_a_source_sends_is_seen_as_it_comes() {
    let (server, admin) = Server::set_up().await;
    let made =
        admin.with("idempotency-key", "a").post("/v1/sources", &json!({ "name": "till" })).await.json();
    let other =
        admin.with("idempotency-key", "b").post("/v1/sources", &json!({ "name": "app" })).await.json();
    let path = format!("/v1/sources/{}/live", made["id"].as_str().expect("an id"));
    let mut stream = admin.listen(&path).await;
    server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    let key = |source: &serde_json::Value| source["key"].as_str().expect("a key").to_owned();
    let (till, app) = (
        server.stranger().with("x-write-key", &key(&made)),
        server.stranger().with("x-write-key", &key(&other)),
    );
    let good = json!({ "type": "track", "messageId": "good", "userId": "u1", "event": "Order Completed", "properties": { "total": "many" } });
    let bad = json!({ "type": "track", "messageId": "bad", "userId": "u1" });
    assert_eq!(app.post("/v1/batch", &json!({ "batch": [good] })).await.status.as_u16(), 200);
    assert_eq!(till.post("/v1/batch", &json!({ "batch": [good, bad] })).await.status.as_u16(), 200);
    let mut seen = Vec::new();
    while let Some((event, _, item)) = stream.next().await {
        assert_eq!(event, "item");
        seen.push(item);
        if seen.len() == 2 {
            break;
        }
    }
    let accepted = seen.iter().find(|item| !item["accepted"].is_null()).expect("the good one");
    assert_eq!(accepted["accepted"]["message_id"], "good");
    assert!(!accepted["problems"].as_array().expect("problems").is_empty(), "{accepted}");
    let rejected = seen.iter().find(|item| !item["rejected"].is_null()).expect("the bad one");
    assert_eq!(
        (&rejected["rejected"]["message_id"], &rejected["rejected"]["errors"][0]["field"]),
        (&json!("bad"), &json!("event"))
    );
    assert_eq!(stream.next().await, None, "and nothing of another source");
    let nobody = admin.get("/v1/sources/src_01jd0m6x4pfk2v9w3q8r7t5y1z/live").await;
    assert_eq!(nobody.problem().0, 404);
}
