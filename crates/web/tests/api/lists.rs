//! Every list holds each row once over its pages, and every id is read as an id.

use serde_json::{Value, json};

use crate::client::{Sender, Server};
use crate::story::Story;

/// All items of a list, walked in small pages.
pub async fn walk(sender: &Sender, path: &str) -> Vec<Value> {
    let sign = if path.contains('?') { '&' } else { '?' };
    let first = format!("{path}{sign}limit=2");
    let (mut items, mut next) = (Vec::new(), first.clone());
    for _ in 0..100 {
        let page = sender.get(&next).await;
        assert_eq!(page.status.as_u16(), 200, "{next}: {page:?}");
        let page = page.json();
        let part = page["items"].as_array().expect("items").clone();
        assert!(part.len() <= 2, "{path}");
        items.extend(part);
        let Some(cursor) = page["next_cursor"].as_str() else { return items };
        next = format!("{first}&cursor={cursor}");
    }
    panic!("{path} has no end");
}

#[tokio::test]
async fn pages_hold_every_row_once() {
    let story = Story::begin(Server::new()).await;
    for number in 0..5 {
        story.order(&format!("o-{number}")).await;
        let call = json!({ "type": "track", "userId": format!("w{number}"), "event": "Visit Started" });
        story.decide(&call).await;
        let path = story.open_link(&json!({})).await;
        let answer =
            story.server.stranger().post(&path, &json!({ "answers": { "recommend": number } })).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    }
    story.two_hours_later().await;
    let customer = story.customer().await;
    let survey = format!("/v1/surveys/{}", story.survey);
    for (path, key, least) in [
        ("/v1/surveys".to_owned(), "id", 2),
        (format!("{survey}/links"), "id", 5),
        (format!("{survey}/responses"), "id", 5),
        ("/v1/templates".to_owned(), "id", 6),
        ("/v1/playbooks".to_owned(), "id", 6),
        (format!("/v1/playbooks/{}/runs", story.playbooks[0]), "id", 5),
        ("/v1/customers".to_owned(), "id", 11),
        ("/v1/events".to_owned(), "message_id", 20),
        ("/v1/outbox?state=pending".to_owned(), "id", 2),
        (format!("{customer}/timeline"), "", 10),
    ] {
        let items = walk(&story.admin, &path).await;
        assert!(items.len() >= least, "{path}: {} items", items.len());
        let mut keys: Vec<String> = items
            .iter()
            .map(|item| if key.is_empty() { item.to_string() } else { item[key].to_string() })
            .collect();
        let whole = story.admin.get(&with_limit(&path)).await.json();
        assert_eq!(whole["items"].as_array(), Some(&items), "{path}: small pages equal a large one");
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), items.len(), "{path}: each once");
    }
}

fn with_limit(path: &str) -> String {
    format!("{path}{}limit=500", if path.contains('?') { '&' } else { '?' })
}

#[tokio::test]
async fn foreign_and_broken_ids_are_refused() {
    let (_server, admin) = Server::set_up().await;
    let document = serde_json::to_value(touchstone_web::router::document()).expect("JSON");
    let mut walked = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        let ours = ["surveys", "responses", "templates", "playbooks", "customers", "merges", "sources"];
        if !path.contains('{') || !ours.iter().any(|name| path.starts_with(&format!("/v1/{name}/"))) {
            continue;
        }
        for method in item.as_object().expect("operations").keys() {
            let (before, after) = path.split_once('{').expect("a parameter");
            let after = after.split_once('}').expect("its end").1;
            let method = method.to_uppercase();
            let body = (method != "GET" && method != "DELETE").then(|| json!({}));
            for id in ["x", "%00", "%FF", "..%2f", "tok_01jd0m6x4pfk2v9w3q8r7t5y1z", "' OR 1=1 --".trim()] {
                let id = id.replace(' ', "%20");
                let answer = admin.send(&method, &format!("{before}{id}{after}"), body.as_ref()).await;
                assert_eq!(
                    answer.problem(),
                    (400, "invalid_request".to_owned()),
                    "{method} {path} with {id}"
                );
                walked += 1;
            }
        }
    }
    assert!(walked > 60, "the walk found the routes");
    for path in ["/v1/traces/%00", "/v1/traces/nothing", "/v1/traces/%27%20OR%201%3D1"] {
        assert_eq!(admin.get(path).await.problem(), (404, "not_found".to_owned()), "{path}");
    }
    for cursor in ["AAAA", "!!"] {
        for list in ["surveys", "templates", "playbooks", "customers", "events", "outbox"] {
            let answer = admin.get(&format!("/v1/{list}?cursor={cursor}")).await;
            assert_eq!(answer.problem(), (400, "invalid_request".to_owned()), "{list} {cursor}");
        }
    }
}

#[tokio::test]
async fn settings_change_by_name() {
    let (_server, admin) = Server::set_up().await;
    let budget = json!({ "total": { "max": 5, "per": "P7D" } });
    let changed =
        admin.send("PATCH", "/v1/settings", Some(&json!({ "accent": "#123456", "budget": budget }))).await;
    assert_eq!(changed.status.as_u16(), 200, "{changed:?}");
    let settings = admin.get("/v1/settings").await.json();
    assert_eq!(settings, changed.json());
    assert_eq!((&settings["name"], &settings["accent"]), (&json!("Golden Spoon"), &json!("#123456")));
    assert_eq!(settings["budget"]["total"]["max"], 5);
    for (change, field) in [
        (json!({ "accent": "red" }), "accent"),
        (json!({ "colour": "red" }), "colour"),
        (json!({ "time_zone": "Mars/Olympus" }), "time_zone"),
        (json!({ "budget": { "total": 7 } }), "budget"),
        (json!({ "name": 7 }), "name"),
    ] {
        let answer = admin.send("PATCH", "/v1/settings", Some(&change)).await;
        assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()), "{change}");
        assert_eq!(answer.field().0, field, "{change}");
    }
    assert_eq!(admin.get("/v1/settings").await.json(), settings, "what is refused changes nothing");
}
