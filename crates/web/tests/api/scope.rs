//! A member of one store sees that store's rows and no other's, on every route.

use serde_json::{Value, json};
use touchstone_domain::id::UnitId;
use touchstone_domain::member::Role;
use touchstone_engine::access::MemberDraft;

use crate::client::{Sender, Server};
use crate::lists::walk;
use crate::story::{Story, path_of};

/// Two stores with a customer, a link and an answer each, and a manager of the first.
pub struct Stores {
    pub story: Story,
    pub manager: Sender,
    pub ids: Vec<UnitId>,
}

pub async fn stores() -> Stores {
    let story = Story::begin(Server::new()).await;
    let ids = story.server.test.add_stores(&["S1", "S2"]).await.expect("two stores");
    for store in ["S1", "S2"] {
        let order = json!({ "order_id": format!("order-{store}"), "unit": store, "total": 10,
            "products": [{ "product_id": "soup", "quantity": 1, "price": 10 }] });
        let call = json!({ "type": "track", "messageId": format!("m-{store}"), "userId": format!("u-{store}"),
            "traits": {}, "context": { "traits": { "email": format!("{store}@example.com") } },
            "event": "Order Completed", "properties": order });
        story.decide(&call).await;
        let path = story.open_link(&json!({ "unit_code": store })).await;
        let answer = story.server.stranger().post(&path, &json!({ "answers": { "recommend": 1 } })).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    }
    story.two_hours_later().await;
    let manager = member(&story, Role::Manager, ids[0]).await;
    Stores { story, manager, ids }
}

async fn member(story: &Story, role: Role, unit: UnitId) -> Sender {
    let app = &story.server.test.app;
    let token = story.admin.bearer().expect("the administrator's token");
    let admin = app.bearer(&token).await.expect("a look-up").expect("the administrator");
    let password = "steamed buns at dawn".to_owned();
    let draft = MemberDraft {
        email: format!("{}@example.com", role.as_str()),
        name: format!("{} of a store", role.as_str()),
        role,
        units: vec![unit],
        password: Some(password.clone()),
    };
    let email = draft.email.clone();
    app.create_member(&admin, draft).await.expect("a member");
    story.server.browser_of(&email, &password).await
}

#[tokio::test]
async fn a_member_of_one_store_sees_only_its_rows() {
    let Stores { story, manager, .. } = stores().await;
    let survey = &story.survey;
    for (path, everything, own) in [
        (format!("/v1/surveys/{survey}/links"), 4, 2),
        (format!("/v1/surveys/{survey}/responses"), 2, 1),
        (format!("/v1/playbooks/{}/runs", story.playbooks[0]), 2, 1),
        ("/v1/customers".to_owned(), 4, 2),
        ("/v1/outbox".to_owned(), 2, 1),
    ] {
        assert!(walk(&story.admin, &path).await.len() >= everything, "{path}");
        let seen = walk(&manager, &path).await;
        assert_eq!(seen.len(), own, "{path}: {seen:?}");
    }
    let counts = format!("/v1/playbooks/{}/statistics", story.playbooks[0]);
    for (who, runs) in [(&story.admin, 2), (&manager, 1)] {
        let counted = who.get(&counts).await.json();
        assert_eq!((&counted["n"], &counted["done"]), (&json!(runs), &json!(runs)), "{counted}");
        assert_eq!((&counted["held_out"], &counted["held_out_share"]["rate"]), (&json!(0), &json!(0.0)));
    }
    for (path, ids) in [
        ("/v1/responses/", walk(&story.admin, &format!("/v1/surveys/{survey}/responses")).await),
        ("/v1/customers/", walk(&story.admin, "/v1/customers").await),
    ] {
        let own: Vec<Value> = match path {
            "/v1/responses/" => walk(&manager, &format!("/v1/surveys/{survey}/responses")).await,
            _ => walk(&manager, "/v1/customers").await,
        };
        for item in &ids {
            let one = format!("{path}{}", item["id"].as_str().expect("an id"));
            let status = if own.contains(item) { 200 } else { 404 };
            assert_eq!(manager.get(&one).await.status.as_u16(), status, "{one}");
            if path == "/v1/customers/" {
                let timeline = format!("{one}/timeline");
                assert_eq!(manager.get(&timeline).await.status.as_u16(), status, "{timeline}");
                // All of a person is more than one store may see of them, whoever's customer they are.
                let export = format!("{one}/export");
                let refused = if status == 200 { 403 } else { 404 };
                assert_eq!(manager.get(&export).await.status.as_u16(), refused, "{export}");
                assert_eq!(story.admin.get(&export).await.status.as_u16(), 200, "{export}");
                // And more than one store may take from the others.
                let erased = manager.send("POST", &format!("{one}/erase"), None).await;
                assert_eq!(erased.status.as_u16(), refused, "{one}: {erased:?}");
                assert_eq!(story.admin.get(&one).await.status.as_u16(), 200, "{one} is still there");
            }
        }
    }
    let found = manager.get("/v1/customers?identity=user:u-S2").await.json();
    assert_eq!(found["items"], json!([]), "another store's customer does not exist");
    let found = manager.get("/v1/customers?identity=user:u-S1").await.json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn of_other_stores_a_timeline_tells_only_that_something_happened() {
    let Stores { story, manager, ids } = stores().await;
    let analyst = member(&story, Role::Analyst, ids[0]).await;
    let call = |event: &str, id: &str, properties: Value| json!({ "type": "track", "userId": "u-S1", "event": event, "messageId": id, "properties": properties });
    let order = |store: &str, dish: &str| {
        let products = json!([{ "product_id": dish, "name": dish, "quantity": 1, "price": 10 }]);
        json!({ "order_id": dish, "unit": store, "total": 10, "products": products })
    };
    story.decide(&call("Order Completed", "order-there", order("S2", "there-dish"))).await;
    let review = json!({ "unit": "S2", "text": "there-review", "rating": 1 });
    story.decide(&call("Review Posted", "review-there", review)).await;
    story.decide(&call("Table Called", "table-there", json!({ "unit": "S2", "wish": "there-wish" }))).await;
    let found = story.admin.get("/v1/customers?identity=user:u-S1").await.json();
    let customer = found["items"][0]["id"].as_str().expect("the customer");
    let params = json!({ "kind": "personal", "params": { "customer": customer, "unit": ids[1] } });
    let made = story.admin.post(&format!("/v1/surveys/{}/links", story.survey), &params).await.json();
    let path = path_of(made["url"].as_str().expect("an address"));
    let answers = json!({ "answers": { "recommend": 1, "comment": "there-comment" } });
    assert_eq!(story.server.stranger().post(&path, &answers).await.status.as_u16(), 200);
    story.two_hours_later().await;
    // The latest order makes the customer one of the first store's again.
    story.decide(&call("Order Completed", "order-here", order("S1", "here-dish"))).await;

    let words = ["there-dish", "there-review", "there-wish", "there-comment"];
    let path = format!("/v1/customers/{customer}/timeline");
    let whole = story.admin.get(&path).await.body;
    let told = words.iter().filter(|word| whole.contains(**word)).count();
    assert!(told >= 3 && whole.contains("here-dish"), "words of an answer stand in the response: {whole}");
    let seen = manager.get(&path).await;
    assert!(
        words.iter().all(|word| !seen.body.contains(word)) && seen.body.contains("here-dish"),
        "{seen:?}"
    );
    let items = seen.json()["items"].as_array().expect("items").clone();
    let kind = |item: &Value| item["event"]["name"].as_str().unwrap_or("a message").to_owned();
    let elsewhere: Vec<&Value> = items.iter().filter(|item| item["elsewhere"] == true).collect();
    let mut kinds: Vec<String> = elsewhere.iter().map(|item| kind(item)).collect();
    kinds.sort();
    kinds.dedup();
    let expected = ["Order Completed", "Review Posted", "Survey Answered", "Table Called", "a message"];
    assert_eq!(kinds, expected, "{items:?}");
    for item in elsewhere {
        assert!(item["event"]["properties"].is_null(), "{item}");
        assert!(item["message"].is_null() || item["message"]["detail"]["text"] == "", "{item}");
    }
    let own = |item: &&Value| item["elsewhere"] == false;
    assert!(items.iter().filter(own).any(|item| item["message"]["detail"]["text"] != Value::Null));

    for (id, is_elsewhere) in [("order-there", true), ("order-here", false)] {
        let path = format!("/v1/traces/{id}");
        let seen = analyst.get(&path).await.json();
        assert_eq!(seen["elsewhere"], is_elsewhere, "{seen}");
        assert_eq!(seen["event"]["properties"].is_null(), is_elsewhere, "{seen}");
        assert_eq!(seen["runs"].as_array().is_some_and(Vec::is_empty), is_elsewhere, "{seen}");
        assert!(story.admin.get(&path).await.json()["event"]["properties"].is_object());
    }
}

#[tokio::test]
async fn what_is_no_known_event_belongs_to_the_store_that_it_names() {
    let Stores { story, manager, ids } = stores().await;
    let analyst = member(&story, Role::Analyst, ids[0]).await;
    let call = |id: &str, kind: &str, properties: Value| {
        json!({ "type": kind, "event": "Table Called", "messageId": id, "userId": format!("guest-{id}"),
            "properties": properties })
    };
    story.decide(&call("here", "track", json!({ "store": "S1" }))).await;
    story.decide(&call("there", "track", json!({ "unit": "S2" }))).await;
    story.decide(&call("anywhere", "track", json!({}))).await;
    // Looking at a store's page makes nobody its customer.
    story.decide(&call("page", "page", json!({ "unit": "S1" }))).await;
    let seen: Vec<Value> = walk(&analyst, "/v1/events").await;
    let seen: Vec<&str> = seen.iter().filter_map(|event| event["message_id"].as_str()).collect();
    assert!(seen.contains(&"here") && seen.contains(&"page"), "{seen:?}");
    assert!(!seen.contains(&"there") && !seen.contains(&"anywhere"), "{seen:?}");
    let stock = |id: &str, unit: &str| {
        json!({ "type": "track", "event": "Stock Changed", "messageId": id,
            "properties": { "product_id": "soup", "unit": unit, "quantity": 3 } })
    };
    let key = story.admin.post("/v1/sources", &json!({ "name": "till" })).await.json()["key"].clone();
    let till = story.server.stranger().with("x-write-key", key.as_str().expect("a key"));
    let batch = json!({ "batch": [stock("soup-here", "S1"), stock("soup-there", "S2")] });
    assert_eq!(till.post("/v1/batch", &batch).await.status.as_u16(), 200);
    for (id, status) in [
        ("here", 200),
        ("soup-here", 200),
        ("there", 404),
        ("soup-there", 404),
        ("anywhere", 404),
        // Whose customer this is, nobody can say.
        ("page", 404),
    ] {
        assert_eq!(analyst.get(&format!("/v1/traces/{id}")).await.status.as_u16(), status, "{id}");
    }
    for (id, found) in [("here", 1), ("there", 0), ("anywhere", 0), ("page", 0)] {
        let page = manager.get(&format!("/v1/customers?identity=user:guest-{id}")).await.json();
        assert_eq!(page["items"].as_array().map(Vec::len), Some(found), "{id}");
    }
}

#[tokio::test]
async fn a_merge_is_undone_by_who_sees_the_whole_brand() {
    let Stores { story, manager, .. } = stores().await;
    let call = |id: &str, who: Value| {
        let mut call = json!({ "type": "track", "event": "Table Called", "messageId": id, "properties": {} });
        call.as_object_mut().expect("an object").extend(who.as_object().expect("an object").clone());
        call
    };
    story.decide(&call("before", json!({ "anonymousId": "browser-1" }))).await;
    story.decide(&call("together", json!({ "anonymousId": "browser-1", "userId": "u-S1" }))).await;
    let found = manager.get("/v1/customers?identity=user:u-S1").await.json();
    let path = format!("/v1/customers/{}", found["items"][0]["id"].as_str().expect("the customer"));
    let merge = manager.get(&path).await.json()["merges"][0]["id"].as_str().expect("a merge").to_owned();
    let undo = format!("/v1/merges/{merge}/undo");
    let refused = manager.send("POST", &undo, None).await;
    assert_eq!(refused.problem(), (403, "forbidden".to_owned()), "{refused:?}");
    assert!(story.admin.get(&path).await.json()["merges"][0]["undone_at"].is_null());
    for (who, everything) in [(&manager, false), (&story.admin, true)] {
        assert_eq!(who.get("/v1/session").await.json()["sees_whole_brand"], everything);
    }
    assert_eq!(story.admin.send("POST", &undo, None).await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_live_view_goes_on_where_it_ended_within_ones_units() {
    let Stores { story, manager, ids } = stores().await;
    let answer = async |store: &str| {
        let path = story.open_link(&json!({ "unit_code": store })).await;
        story.server.stranger().post(&path, &json!({ "answers": { "recommend": 1 } })).await;
    };
    let mut first = story.admin.listen("/v1/live").await;
    answer("S1").await;
    let (event, last, data) = first.next().await.expect("the answer");
    assert_eq!((event.as_str(), data["name"].as_str()), ("item", Some("Survey Answered")));
    assert!(data["score"].is_number() && data["took_us"].is_number(), "{data}");
    drop(first);
    answer("S2").await;
    let mut resumed = story.admin.with("last-event-id", &last).listen("/v1/live").await;
    let (_, next, _) = resumed.next().await.expect("what came meanwhile");
    assert_ne!(next, last);
    assert_eq!(resumed.next().await, None, "and nothing twice");
    for mut own in [
        manager.listen("/v1/live?recent=200").await,
        manager.listen(&format!("/v1/live?recent=1&unit={}", ids[0])).await,
        story.admin.listen(&format!("/v1/live?recent=1&unit={}", ids[0])).await,
    ] {
        let (_, id, data) = own.next().await.expect("the store's latest, though another's came later");
        assert_eq!((&id, &data["unit"]), (&last, &json!(ids[0])));
        assert_eq!(own.next().await, None, "and no other's");
    }
    let other = manager.get(&format!("/v1/live?unit={}", ids[1])).await;
    assert_eq!(other.problem(), (404, "not_found".to_owned()), "another's store does not exist");
    assert_eq!(story.admin.with("last-event-id", "odd").get("/v1/live").await.problem().0, 400);
}

#[tokio::test]
async fn names_are_those_of_what_one_may_see() {
    let Stores { story, manager, ids } = stores().await;
    let own = manager.get("/v1/session").await.json()["member"].as_str().expect("an id").to_owned();
    let mut customers = Vec::new();
    for user in ["u-S1", "u-S2"] {
        let found = story.admin.get(&format!("/v1/customers?identity=user:{user}")).await.json();
        customers.push(found["items"][0]["id"].as_str().expect("an id").to_owned());
    }
    let path = format!("/v1/names?ids={},{},{},{},{own}", ids[0], ids[1], customers[0], customers[1]);
    let all = story.admin.get(&path).await.json();
    assert_eq!(all["names"].as_object().map(serde_json::Map::len), Some(5), "{all}");
    let seen = manager.get(&path).await.json();
    let expected = json!({ ids[0].to_string(): all["names"][ids[0].to_string()],
        &customers[0]: "s1@example.com", &own: "manager of a store" });
    assert_eq!(seen["names"], expected);
    assert_eq!(manager.get("/v1/names?ids=srv_01jd0m6x4pfk2v9w3q8r7t5y1z").await.problem().0, 400);
}

#[tokio::test]
async fn a_member_of_one_store_makes_links_for_it_only() {
    let Stores { story, manager, ids } = stores().await;
    let path = format!("/v1/surveys/{}/links", story.survey);
    let other = story.admin.get("/v1/customers?identity=user:u-S2").await.json();
    let other = other["items"][0]["id"].clone();
    for (params, field) in [
        (json!({}), "params.unit"),
        (json!({ "unit": ids[1] }), "params.unit"),
        (json!({ "unit_code": "S2" }), "params.unit_code"),
        (json!({ "group": "S2" }), "params.group"),
        (json!({ "unit": ids[0], "customer": other }), "params.customer"),
    ] {
        let kind = if params.get("customer").is_some() { "personal" } else { "open" };
        let answer = manager.post(&path, &json!({ "kind": kind, "params": params })).await;
        assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()), "{params}: {answer:?}");
        assert_eq!(answer.field().0, field, "{params}");
    }
    let made = manager.post(&path, &json!({ "kind": "open", "params": { "unit": ids[0] } })).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
}

#[tokio::test]
async fn a_link_follows_up_on_a_case_of_its_customer_only() {
    let Stores { story, manager, ids } = stores().await;
    let path = format!("/v1/surveys/{}/links", story.survey);
    let case = async |unit: UnitId| {
        let page = story.admin.get(&format!("/v1/cases?unit={unit}")).await.json();
        page["items"][0].clone()
    };
    let (own, other) = (case(ids[0]).await, case(ids[1]).await);
    let bought = story.admin.get("/v1/customers?identity=user:u-S1").await.json();
    let bought = bought["items"][0]["id"].clone();
    let follow = |kind: &str, customer: &Value, case: &Value| {
        let mut params = json!({ "unit": ids[0], "case": case["id"] });
        if !customer.is_null() {
            params["customer"] = customer.clone();
        }
        json!({ "kind": kind, "params": params })
    };
    for (who, wish) in [
        (&manager, follow("personal", &bought, &other)),
        (&manager, follow("personal", &bought, &own)),
        (&story.admin, follow("personal", &other["customer"], &own)),
        (&story.admin, follow("open", &Value::Null, &own)),
        (&story.admin, follow("single_use", &Value::Null, &own)),
    ] {
        let answer = who.post(&path, &wish).await;
        assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()), "{wish}: {answer:?}");
        assert_eq!(answer.field().0, "params.case", "{wish}: {answer:?}");
    }
    let made = story.admin.post(&path, &follow("personal", &own["customer"], &own)).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
}

#[tokio::test]
async fn a_link_is_withdrawn_by_who_may_make_it() {
    let Stores { story, manager, ids } = stores().await;
    let path = format!("/v1/surveys/{}/links", story.survey);
    let make = async |unit: UnitId| {
        let made =
            story.admin.post(&path, &json!({ "kind": "open", "params": { "unit": unit } })).await.json();
        let revoke = format!("{path}/{}/revoke", made["id"].as_str().expect("an id"));
        (revoke, path_of(made["url"].as_str().expect("an address")))
    };
    let ((own, page), (other, _)) = (make(ids[0]).await, make(ids[1]).await);
    assert_eq!(manager.post(&other, &json!({})).await.problem().0, 404, "another store's");
    assert_eq!(story.server.stranger().post(&own, &json!({})).await.problem().0, 401);
    let visitor = story.server.stranger().with("accept-language", "en");
    assert_eq!(visitor.get(&page).await.status.as_u16(), 200);
    let revoked = manager.post(&own, &json!({})).await;
    assert_eq!(revoked.status.as_u16(), 200, "{revoked:?}");
    let at = revoked.json()["revoked_at"].clone();
    assert!(at.is_string(), "{revoked:?}");
    let gone = visitor.get(&page).await;
    assert_eq!(gone.status.as_u16(), 410);
    assert!(gone.body.contains("This link no longer works"), "{}", gone.body);
    let answer = visitor.post(&page, &json!({ "answers": { "recommend": 9 } })).await;
    assert_eq!(answer.problem(), (410, "gone".to_owned()));
    // Once more changes nothing, neither the time nor the log.
    story.server.test.clock.advance(jiff::SignedDuration::from_secs(60));
    assert_eq!(manager.post(&own, &json!({})).await.json()["revoked_at"], at);
    let log = story.admin.get("/v1/audit?action=link.revoke").await.json();
    assert_eq!(log["items"].as_array().map(Vec::len), Some(1), "{log}");
}

#[tokio::test]
async fn what_concerns_the_brand_takes_the_whole_brand() {
    let Stores { story, ids, .. } = stores().await;
    let analyst = member(&story, Role::Analyst, ids[0]).await;
    let developer = member(&story, Role::Developer, ids[0]).await;
    let regional = member(&story, Role::Administrator, ids[0]).await;
    let playbook = format!("/v1/playbooks/{}", story.playbooks[0]);
    for (who, method, path) in [
        (&analyst, "POST", "/v1/playbooks".to_owned()),
        (&analyst, "PUT", playbook.clone()),
        (&analyst, "POST", format!("{playbook}/pause")),
        (&analyst, "POST", "/v1/templates".to_owned()),
        (&analyst, "POST", format!("/v1/surveys/{}/close", story.survey)),
        (&developer, "POST", "/v1/sources".to_owned()),
        (&developer, "GET", "/v1/sources".to_owned()),
        (&developer, "POST", "/v1/decisions".to_owned()),
        (&regional, "GET", "/v1/audit".to_owned()),
        (&regional, "GET", "/v1/channels".to_owned()),
        (&regional, "PATCH", "/v1/settings".to_owned()),
        (&regional, "GET", "/v1/settings/files".to_owned()),
        (&regional, "POST", "/v1/starter".to_owned()),
    ] {
        let body = (method != "GET").then(|| json!({}));
        let answer = who.send(method, &path, body.as_ref()).await;
        assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{method} {path}: {answer:?}");
    }
    assert_eq!(analyst.get(&playbook).await.status.as_u16(), 200, "reading is no harm");
    let session = regional.get("/v1/session").await.json();
    let permissions = session["permissions"].as_array().expect("permissions");
    assert!(!permissions.contains(&json!("edit_brand")) && permissions.contains(&json!("manage_members")));
    // The administrator of a store gives its people their roles, and changes their own name.
    let own = format!("/v1/members/{}", session["member"].as_str().expect("an id"));
    let renamed = regional.send("PATCH", &own, Some(&json!({ "name": "Regional" }))).await;
    assert_eq!(renamed.status.as_u16(), 200, "{renamed:?}");
    let wish = json!({ "email": "two@example.com", "name": "Two", "role": "analyst", "units": [ids[0]] });
    assert_eq!(regional.post("/v1/members", &wish).await.status.as_u16(), 201);
    let wish = json!({ "email": "three@example.com", "name": "Three", "role": "analyst", "units": [ids[1]] });
    assert_eq!(regional.post("/v1/members", &wish).await.problem().0, 422, "no unit but their own");
}

#[tokio::test]
async fn what_a_role_may_not_do_is_refused() {
    let Stores { story, manager, .. } = stores().await;
    let survey = &story.survey;
    for (method, path) in [
        ("POST", "/v1/surveys".to_owned()),
        ("POST", format!("/v1/surveys/{survey}/publish")),
        ("PUT", format!("/v1/surveys/{survey}")),
        ("POST", "/v1/templates".to_owned()),
        ("POST", "/v1/playbooks".to_owned()),
        ("POST", format!("/v1/playbooks/{}/pause", story.playbooks[0])),
        ("POST", "/v1/starter".to_owned()),
        ("POST", "/v1/decisions".to_owned()),
        ("PATCH", "/v1/settings".to_owned()),
        ("GET", "/v1/channels".to_owned()),
        ("GET", "/v1/events".to_owned()),
        ("GET", "/v1/traces/m-S1".to_owned()),
    ] {
        let body = (method != "GET").then(|| json!({}));
        let answer = manager.send(method, &path, body.as_ref()).await;
        assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{method} {path}");
    }
}
