//! The audit log over HTTP.

use serde_json::json;

use crate::client::{EMAIL, PASSWORD, Server};

#[tokio::test]
async fn every_change_leaves_its_entry_and_no_secret() {
    let (server, admin) = Server::set_up().await;
    let tick = || server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    tick();
    let source = admin.post("/v1/sources", &json!({ "name": "Shop" })).await.json();
    tick();
    let root = admin.get("/v1/session").await.json()["units"][0].clone();
    let unit = json!({ "parent": root, "kind": "store", "code": "S1", "name": "One" });
    let unit = admin.post("/v1/units", &unit).await.json()["id"].as_str().expect("an id").to_owned();
    tick();
    admin.send("PATCH", &format!("/v1/units/{unit}"), Some(&json!({ "name": "Two" }))).await;
    tick();
    admin.send("PATCH", &format!("/v1/units/{unit}"), Some(&json!({ "name": "Two" }))).await;
    admin.post("/v1/units", &json!({ "parent": root, "kind": "store", "code": "S1", "name": "x" })).await;

    let page = admin.get("/v1/audit").await;
    assert!(!page.body.contains("tst_") && !page.body.contains("tsk_") && !page.body.contains(PASSWORD));
    assert!(!page.body.contains(source["key"].as_str().expect("a key")));
    let page = page.json();
    let entries = page["items"].as_array().expect("items");
    let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().expect("an action")).collect();
    assert_eq!(actions[..3], ["unit.change", "unit.create", "source.create"], "no change, no entry");
    assert!(actions.contains(&"brand.set_up"), "{actions:?}");
    assert_eq!((&entries[0]["before"]["name"], &entries[0]["after"]["name"]), (&json!("One"), &json!("Two")));
    assert!(entries[0]["via"].as_str().is_some_and(|via| via.starts_with("tok_")));
    let set_up = entries.iter().find(|entry| entry["action"] == "brand.set_up");
    assert_eq!(set_up.expect("the setup")["via"], "setup");

    let about = admin.get(&format!("/v1/audit?target={unit}&limit=1")).await.json();
    assert_eq!(about["items"][0]["action"], "unit.change");
    let cursor = about["next_cursor"].as_str().expect("more");
    let next = admin.get(&format!("/v1/audit?target={unit}&limit=1&cursor={cursor}")).await.json();
    assert_eq!((&next["items"][0]["action"], &next["next_cursor"]), (&json!("unit.create"), &json!(null)));
    let me = admin.get("/v1/session").await.json()["member"].clone();
    let mine = admin.get(&format!("/v1/audit?member={}", me.as_str().expect("an id"))).await.json();
    assert_eq!(mine["items"].as_array().map(Vec::len), Some(entries.len()), "nobody else did anything");

    let count = async |query: &str| {
        let found = admin.get(&format!("/v1/audit?{query}")).await;
        assert_eq!(found.status.as_u16(), 200, "{query}: {found:?}");
        found.json()["items"].as_array().map(Vec::len)
    };
    assert_eq!(count("action=unit.create").await, Some(1));
    assert_eq!(count("action=unit").await, Some(2), "everything that was done with units");
    assert_eq!(count("action=uni").await, Some(0));
    assert_eq!(count("action=unit_create").await, Some(0));
    let changed = entries[0]["at"].as_str().expect("a time");
    assert_eq!(count(&format!("from={changed}")).await, Some(1));
    assert_eq!(count(&format!("until={changed}")).await, Some(entries.len() - 1));
    assert_eq!(count(&format!("from={changed}&until={changed}")).await, Some(0));
    assert_eq!(admin.get("/v1/audit?from=yesterday").await.problem().0, 400);

    let csv = admin.get("/v1/audit?action=unit&format=csv").await;
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!(lines.len(), 3, "{csv:?}");
    assert!(lines[0].ends_with("id,at,member,via,action,target,before,after"), "{lines:?}");
    assert!(lines[1].contains("unit.change") && lines[1].contains("Two"), "{lines:?}");

    let login = json!({ "email": EMAIL, "password": PASSWORD });
    server.stranger().post("/v1/session", &login).await;
    assert_eq!(admin.get("/v1/audit?limit=1").await.json()["items"][0]["action"], "session.begin");
}
