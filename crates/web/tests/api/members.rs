//! Members over HTTP: nobody hands out more than they have.

use serde_json::{Value, json};

use crate::client::{Answer, Sender, Server};

async fn region(admin: &Sender, code: &str) -> Value {
    let root = admin.get("/v1/session").await.json()["units"][0].clone();
    let unit = json!({ "parent": root, "kind": "region", "code": code, "name": code });
    admin.post("/v1/units", &unit).await.json()["id"].clone()
}

fn wish(email: &str, role: &str, units: &[&Value]) -> Value {
    json!({ "email": email, "name": "Wang Wei", "role": role, "units": units })
}

async fn change(sender: &Sender, member: &Value, body: Value) -> Answer {
    sender.send("PATCH", &format!("/v1/members/{}", member.as_str().expect("an id")), Some(&body)).await
}

#[tokio::test]
async fn a_made_up_password_logs_in_once_handed_over() {
    let (server, admin) = Server::set_up().await;
    let east = region(&admin, "EAST").await;
    let keyed = admin.with("idempotency-key", "k");
    let wang = wish("Wang.Wei@example.com", "front_line", &[&east]);
    let made = keyed.post("/v1/members", &wang).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let made = made.json();
    assert_eq!((&made["email"], &made["role"]), (&json!("wang.wei@example.com"), &json!("front_line")));
    let login = json!({ "email": "wang.wei@example.com", "password": made["password"] });
    assert_eq!(server.stranger().post("/v1/session", &login).await.status.as_u16(), 201);
    let again = keyed.post("/v1/members", &wang).await.json();
    assert_eq!((&again["id"], &again["password"]), (&made["id"], &Value::Null), "a secret is shown once");
    let taken = admin.post("/v1/members", &wang).await;
    assert_eq!(taken.field(), ("email".into(), "taken".into()));

    let path = format!("/v1/members/{}/reset_password", made["id"].as_str().expect("an id"));
    let reset = admin.send("POST", &path, None).await.json();
    assert_ne!(reset["password"], made["password"]);
    assert_eq!(server.stranger().post("/v1/session", &login).await.problem().0, 401);
    let login = json!({ "email": "wang.wei@example.com", "password": reset["password"] });
    assert_eq!(server.stranger().post("/v1/session", &login).await.status.as_u16(), 201);
}

#[tokio::test]
async fn managers_act_within_their_units_and_powers() {
    let (server, admin) = Server::set_up().await;
    let (east, west) = (region(&admin, "EAST").await, region(&admin, "WEST").await);
    let manager = server.member(&admin, "manager", &[&east]).await;
    // Members of one millisecond have no order.
    server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    let clerk = manager.post("/v1/members", &wish("a@example.com", "front_line", &[&east])).await.json();
    let hidden = admin.post("/v1/members", &wish("b@example.com", "front_line", &[&west])).await.json();
    let both = admin.post("/v1/members", &wish("c@example.com", "front_line", &[&east, &west])).await.json();

    for (body, field, code) in [
        (wish("x@example.com", "administrator", &[&east]), "role", "not_yours"),
        (wish("x@example.com", "analyst", &[&east]), "role", "not_yours"),
        (wish("x@example.com", "front_line", &[&west]), "units", "unknown"),
        (wish("nobody", "front_line", &[&east]), "email", "invalid_email"),
        (wish("x@example.com", "king", &[&east]), "role", "invalid"),
    ] {
        assert_eq!(manager.post("/v1/members", &body).await.field(), (field.into(), code.into()), "{body}");
    }
    let seen = manager.get("/v1/members").await.json();
    let seen: Vec<_> =
        seen["items"].as_array().expect("items").iter().map(|member| &member["id"]).cloned().collect();
    let me = manager.get("/v1/session").await.json()["member"].clone();
    // Ids of one millisecond have no order among themselves.
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen.contains(&me) && seen.contains(&clerk["id"]), "{seen:?}");
    for other in [&hidden, &both] {
        assert_eq!(change(&manager, &other["id"], json!({ "name": "x" })).await.problem().0, 404);
    }
    assert_eq!(change(&manager, &me, json!({ "role": "administrator" })).await.field().1, "not_yours");
    let boss = admin.post("/v1/members", &wish("d@example.com", "analyst", &[&east])).await.json();
    assert_eq!(change(&manager, &boss["id"], json!({ "suspended": true })).await.problem().0, 403);
    assert_eq!(change(&manager, &clerk["id"], json!({ "units": [west] })).await.field().0, "units");
    assert_eq!(change(&manager, &clerk["id"], json!({ "name": "Li Lei" })).await.json()["name"], "Li Lei");
}

#[tokio::test]
async fn a_suspended_member_is_out_at_once() {
    let (server, admin) = Server::set_up().await;
    let east = region(&admin, "EAST").await;
    let clerk = server.member(&admin, "front_line", &[&east]).await;
    let id = clerk.get("/v1/session").await.json()["member"].clone();
    assert!(change(&admin, &id, json!({ "suspended": true })).await.json()["suspended_at"].is_string());
    assert_eq!(clerk.get("/v1/session").await.problem().0, 401);
    assert!(change(&admin, &id, json!({ "suspended": false })).await.json()["suspended_at"].is_null());
    assert_eq!(clerk.get("/v1/session").await.problem().0, 401, "the session stays ended");
}

#[tokio::test]
async fn an_administrator_of_everything_remains() {
    let (_server, admin) = Server::set_up().await;
    let east = region(&admin, "EAST").await;
    let me = admin.get("/v1/session").await.json()["member"].clone();
    for body in [json!({ "role": "analyst" }), json!({ "suspended": true }), json!({ "units": [east] })] {
        assert_eq!(change(&admin, &me, body).await.problem(), (409, "conflict".into()));
    }
    let root = admin.get("/v1/session").await.json()["units"][0].clone();
    admin.post("/v1/members", &wish("second@example.com", "administrator", &[&root])).await;
    assert_eq!(change(&admin, &me, json!({ "role": "analyst" })).await.status.as_u16(), 200);
    assert_eq!(admin.get("/v1/audit").await.problem().0, 403, "the token is worth no more than its member");
}
