//! One customer's events over several requests: they are applied in the order in which they were accepted, and requests
//! that race are applied one after the other, each whole.

use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{Answer, Sender, Server};

/// How often two requests race.
const RACES: usize = 12;

struct Till {
    admin: Sender,
    machine: Sender,
}

impl Till {
    async fn new(server: &Server) -> Self {
        let admin = server.administrator().await;
        let made = admin.post("/v1/sources", &json!({ "name": "till" })).await.json();
        let machine = server.stranger().with("x-write-key", made["key"].as_str().expect("a key"));
        Self { admin, machine }
    }

    /// Sends orders of one customer in one request; each is followed by the word of which was the latest.
    async fn send(&self, user: &str, orders: &[String]) -> Answer {
        let calls = orders.iter().flat_map(|order| {
            let products = json!([{ "product_id": order, "quantity": 1, "price": 10 }]);
            let properties = json!({ "order_id": order, "total": 10, "products": products });
            let track = json!({ "type": "track", "event": "Order Completed", "messageId": order, "userId": user,
                "properties": properties });
            let identify = json!({ "type": "identify", "messageId": format!("{order}-after"), "userId": user,
                "traits": { "latest": order } });
            [track, identify]
        });
        self.machine.post("/v1/batch", &json!({ "batch": calls.collect::<Vec<_>>() })).await
    }

    /// The orders of a customer in the order in which they were applied, and which was the latest.
    async fn applied(&self, user: &str) -> (Vec<String>, String) {
        let found = self.admin.get(&format!("/v1/customers?identity=user:{user}")).await.json();
        let id = found["items"][0]["id"].as_str().expect("the customer");
        let profile = self.admin.get(&format!("/v1/customers/{id}")).await.json()["profile"].clone();
        let purchases = profile["purchases"].as_array().expect("purchases").iter();
        let orders: Vec<String> =
            purchases.map(|line| line["order"].as_str().expect("an order").to_owned()).collect();
        assert_eq!(profile["orders_total"], orders.len(), "each once: {profile}");
        (orders, profile["traits"]["latest"].as_str().expect("a trait").to_owned())
    }
}

fn orders(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}-{number}")).collect()
}

async fn one_after_the_other(test: TestApp) {
    let server = Server::with(test, WebSettings::default());
    let till = Till::new(&server).await;
    let mut sent = Vec::new();
    for request in 0..8 {
        let orders = orders(&format!("r{request}"), 1 + request % 3);
        assert_eq!(till.send("u-1", &orders).await.status.as_u16(), 200);
        sent.extend(orders);
        let latest = sent.last().expect("an order").clone();
        assert_eq!(till.applied("u-1").await, (sent.clone(), latest), "what was answered is applied");
    }
    // Sent again, nothing is applied once more, nor moved to the end.
    assert_eq!(till.send("u-1", &sent[..2]).await.status.as_u16(), 200);
    assert_eq!(till.applied("u-1").await, (sent.clone(), sent[sent.len() - 1].clone()));
}

async fn two_at_once(test: TestApp) {
    let server = Server::with(test, WebSettings::default());
    let till = Till::new(&server).await;
    let first = orders("before", 2);
    for race in 0..RACES {
        let user = format!("racer-{race}");
        let own = |name: &str, count| orders(&format!("{race}-{name}"), count);
        let before: Vec<String> = first.iter().map(|order| format!("{race}-{order}")).collect();
        // Half of them are not known before, so that both requests would make the customer.
        let known = if race % 2 == 0 { before } else { Vec::new() };
        if !known.is_empty() {
            assert_eq!(till.send(&user, &known).await.status.as_u16(), 200);
        }
        let (one, other) = (own("a", 5), own("b", 4));
        let (left, right) = tokio::join!(till.send(&user, &one), till.send(&user, &other));
        assert_eq!((left.status.as_u16(), right.status.as_u16()), (200, 200));
        let (applied, latest) = till.applied(&user).await;
        let in_turn = [[&known[..], &one, &other].concat(), [&known[..], &other, &one].concat()];
        assert!(in_turn.contains(&applied), "each request whole and in its order: {applied:?}");
        assert_eq!(Some(&latest), applied.last(), "and the same came last for all of it");
    }
    let customers = till.admin.get("/v1/customers?limit=200").await.json();
    let users = customers["items"].as_array().expect("items").len();
    assert_eq!(users, RACES, "one customer each");
    let log = till.admin.get("/v1/events?limit=100").await.json();
    let log: &Vec<Value> = log["items"].as_array().expect("items");
    let of_request = |name: &str| -> Vec<String> {
        let ids = log.iter().filter_map(|event| event["message_id"].as_str());
        ids.filter(|id| id.starts_with(name) && !id.ends_with("-after")).map(str::to_owned).collect()
    };
    for (name, count) in [("a", 5), ("b", 4)] {
        let name = format!("{}-{name}", RACES - 1);
        let mut newest_first = orders(&name, count);
        newest_first.reverse();
        assert_eq!(of_request(&name), newest_first, "the journal keeps their order");
    }
}

#[tokio::test]
async fn requests_are_applied_one_after_the_other_on_sqlite() {
    one_after_the_other(TestApp::sqlite()).await;
}

#[tokio::test]
async fn requests_are_applied_one_after_the_other_on_postgres() {
    one_after_the_other(TestApp::postgres()).await;
}

#[tokio::test]
async fn requests_that_race_are_applied_in_turn_on_sqlite() {
    two_at_once(TestApp::sqlite()).await;
}

#[tokio::test]
async fn requests_that_race_are_applied_in_turn_on_postgres() {
    two_at_once(TestApp::postgres()).await;
}
