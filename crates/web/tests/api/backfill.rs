//! Rows of before lists were searched and answers counted: made up, once, wherever it is broken off.

use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::backfill::Backfill;
use touchstone_web::WebSettings;

use crate::client::Server;
use crate::lists::walk;
use crate::story::Story;

/// What is found and counted.
async fn seen(story: &Story) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in ["/v1/metrics?metric=nps", "/v1/metrics?metric=csat", "/v1/metrics/units?metric=nps"] {
        let answer = story.admin.get(path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {answer:?}");
        seen.push(answer.json());
    }
    for path in [
        "/v1/responses?q=soup",
        "/v1/responses?band=detractor",
        "/v1/responses?channel=dine_in",
        "/v1/customers?q=s1",
        "/v1/customers?tag=unhappy",
    ] {
        seen.push(Value::Array(walk(&story.admin, path).await));
    }
    seen
}

async fn older_rows_are_made_up(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    let app = story.server.test.app.clone();
    for (n, params) in
        [json!({ "channel": "dine_in" }), json!({}), json!({ "channel": "delivery" })].iter().enumerate()
    {
        let path = story.open_link(params).await;
        let comment = format!("cold soup {n}");
        let body = json!({ "answers": { "recommend": 3 * n, "comment": comment } });
        assert_eq!(story.server.stranger().post(&path, &body).await.status.as_u16(), 200);
    }
    // One that was opened only, and one customer who is found by name.
    let path = story.open_link(&json!({})).await;
    story.server.stranger().get(&path).await;
    story.decide(&json!({ "type": "identify", "userId": "s1", "traits": { "name": "S1 Wang" } })).await;
    let before = seen(&story).await;
    assert_eq!(before[3].as_array().map(Vec::len), Some(3), "{before:?}");

    story.server.test.make_old().await.expect("rows of before");
    assert_ne!(seen(&story).await, before);
    let tick = || story.server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    tick();
    assert_eq!(app.begin_backfills().await.expect("a beginning"), 1);
    tick();
    // What comes from here on is counted when it comes.
    let path = story.open_link(&json!({})).await;
    let body = json!({ "answers": { "recommend": 10, "comment": "warm soup" } });
    assert_eq!(story.server.stranger().post(&path, &body).await.status.as_u16(), 200);
    // Broken off after each step, and begun again.
    for _ in 0..20 {
        app.begin_backfills().await.expect("nothing new");
        if Backfill::default().step(&app, app.now()).await.expect("a step").next_wake.is_none() {
            break;
        }
    }
    let after = seen(&story).await;
    assert_eq!(after[3].as_array().map(Vec::len), Some(4), "three made up, one new");
    assert_eq!(after[4..], before[4..]);
    let counted = |seen: &[Value]| seen[0].to_string();
    assert_ne!(counted(&after), counted(&before), "the new answer is counted");

    // Made up once more it is the same: nothing is counted twice.
    story.server.test.make_old().await.expect("rows of before");
    tick();
    app.begin_backfills().await.expect("a beginning");
    let mut worker = Backfill::default();
    while worker.step(&app, app.now()).await.expect("a step").next_wake.is_some() {}
    assert_eq!(seen(&story).await, after);
}

#[tokio::test]
async fn on_sqlite() {
    older_rows_are_made_up(TestApp::sqlite()).await;
}

#[tokio::test]
async fn on_postgres() {
    older_rows_are_made_up(TestApp::postgres()).await;
}
