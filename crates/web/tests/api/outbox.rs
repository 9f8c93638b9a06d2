//! Trying again and withdrawing what leaves the machine.

use std::sync::Arc;

use serde_json::{Value, json};
use touchstone_domain::id::EffectId;
use touchstone_engine::channel::{Carrier, Delivering, Delivery, Failure};
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::outbox::Outbox;

use crate::client::Server;
use crate::story::Story;

async fn invitation(story: &Story, order: &str) -> String {
    story.order(order).await;
    story.two_hours_later().await;
    let page = story.admin.get("/v1/outbox").await.json();
    page["items"][0]["id"].as_str().expect("an invitation").to_owned()
}

/// A mail server that knows no mailbox.
struct Refusing;

impl Carrier for Refusing {
    fn deliver<'a>(&'a self, _: &'a Delivery) -> Delivering<'a> {
        Box::pin(async { Err(Failure::permanent("550 no such mailbox")) })
    }
}

/// The worker tries to send what is due, and is refused.
async fn fail(story: &Story) {
    let app = &story.server.test.app;
    let mut worker = Outbox::new(Arc::new(Refusing));
    worker.step(app, app.now()).await.expect("a step");
    worker.settle().await;
    worker.step(app, app.now()).await.expect("a step");
}

async fn contacts(story: &Story) -> usize {
    let customer = story.customer().await;
    let seen = story.admin.get(&customer).await.json();
    seen["profile"]["contacts"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn what_failed_is_tried_again_once_per_key() {
    let story = Story::begin(Server::new()).await;
    let id = invitation(&story, "o-1").await;
    let retry = format!("/v1/outbox/{id}/retry");
    let early = story.admin.post(&retry, &json!({})).await;
    assert_eq!(early.problem(), (409, "conflict".to_owned()), "it has not failed");
    fail(&story).await;
    let keyed = story.admin.with("idempotency-key", "again");
    let done = keyed.post(&retry, &json!({})).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    let shown = done.json();
    assert_eq!((&shown["state"], &shown["attempts"]), (&json!("pending"), &json!(0)), "{shown}");
    assert_eq!(shown["finished_at"], Value::Null);
    let repeated = keyed.post(&retry, &json!({})).await;
    assert_eq!(repeated.status.as_u16(), 200, "a repetition is answered, not refused: {repeated:?}");
    assert_eq!(story.admin.post(&retry, &json!({})).await.problem().0, 409);
    let log = story.admin.get("/v1/audit").await.json();
    let entries = log["items"].as_array().expect("entries").iter();
    let entries: Vec<&Value> = entries.filter(|entry| entry["action"] == "effect.retry").collect();
    assert_eq!(entries.len(), 1, "{log}");
    assert_eq!((&entries[0]["target"], &entries[0]["before"]), (&json!(id), &json!("failed")));
}

#[tokio::test]
async fn what_is_withdrawn_never_leaves_and_counts_as_no_contact() {
    let story = Story::begin(Server::new()).await;
    let id = invitation(&story, "o-1").await;
    assert_eq!(contacts(&story).await, 1);
    let cancel = format!("/v1/outbox/{id}/cancel");
    let shown = story.admin.post(&cancel, &json!({})).await.json();
    assert_eq!((&shown["state"], &shown["next_at"]), (&json!("cancelled"), &Value::Null), "{shown}");
    assert_eq!(shown["last_error"], "withdrawn by a member");
    assert_eq!(contacts(&story).await, 0);
    let trace = story.admin.get("/v1/traces/o-1").await.json();
    assert_eq!(trace["effects"][0]["state"], "cancelled", "{trace}");
    for path in [cancel, format!("/v1/outbox/{id}/retry")] {
        assert_eq!(
            story.admin.post(&path, &json!({})).await.problem(),
            (409, "conflict".to_owned()),
            "{path}"
        );
    }
    let unknown = format!("/v1/outbox/{}/cancel", EffectId::from_bytes([7; 16]));
    assert_eq!(story.admin.post(&unknown, &json!({})).await.problem().0, 404);
}
