//! Who may be asked, and why.

use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::Server;
use crate::scope::{Stores, stores};
use crate::story::{Story, path_of};

fn reason<'a>(answer: &'a Value, rule: &str) -> &'a Value {
    let all = answer["reasons"].as_array().expect("reasons");
    all.iter().find(|reason| reason["rule"] == rule).unwrap_or_else(|| panic!("no {rule}: {answer}"))
}

async fn eligibility_names_every_reason(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    story.order("o-1").await;
    let customer = story.customer().await.rsplit('/').next().expect("an id").to_owned();
    let address = format!("/v1/surveys/{}/eligibility", story.survey);
    let of_customer = format!("{address}?customer={customer}");

    let found = story.admin.get(&of_customer).await.json();
    assert_eq!((&found["eligible"], &found["channel"]), (&json!(true), &json!("email")), "{found}");
    assert_eq!(reason(&found, "state")["values"]["state"], "published");
    let same = story.admin.get(&format!("{address}?identity=user:u1")).await.json();
    assert_eq!(same, found);

    // The invitation goes out: a second one would be too many.
    let path = path_of(&story.link_of("http://127.0.0.1:8080/s/").await);
    let pending = story.admin.get(&of_customer).await.json();
    assert_eq!(
        (&pending["eligible"], &pending["refused_by"]),
        (&json!(false), &json!("pending")),
        "{pending}"
    );
    assert!(pending["again_at"].is_string(), "{pending}");

    let answered = story.server.stranger().post(&path, &json!({ "answers": { "recommend": 9 } })).await;
    assert_eq!(answered.status.as_u16(), 200, "{answered:?}");
    let done = story.admin.get(&format!("{of_customer}&way=web")).await.json();
    assert_eq!((&done["eligible"], &done["refused_by"]), (&json!(false), &json!("answered")), "{done}");
    let on_page = reason(&done, "contact");
    assert_eq!((&on_page["values"]["way"], &on_page["passed"]), (&json!("web"), &json!(true)), "{done}");

    story.admin.post(&format!("/v1/surveys/{}/pause", story.survey), &json!({})).await;
    let paused = story.admin.get(&of_customer).await.json();
    assert_eq!((&paused["refused_by"], &paused["again_at"]), (&json!("state"), &Value::Null), "{paused}");
}

#[tokio::test]
async fn eligibility_names_every_reason_on_sqlite() {
    eligibility_names_every_reason(TestApp::sqlite()).await;
}

#[tokio::test]
async fn eligibility_names_every_reason_on_postgres() {
    eligibility_names_every_reason(TestApp::postgres()).await;
}

#[tokio::test]
async fn eligibility_is_explained_only_for_ones_own_customers() {
    let Stores { story, manager, .. } = stores().await;
    let address = format!("/v1/surveys/{}/eligibility", story.survey);
    for (identity, status) in [("user:u-S1", 200), ("user:u-S2", 404), ("user:nobody", 404)] {
        let answer = manager.get(&format!("{address}?identity={identity}")).await;
        assert_eq!(answer.status.as_u16(), status, "{identity}: {answer:?}");
    }
    let stranger = story.admin.get(&format!("{address}?identity=anonymous:a-17&way=web")).await.json();
    assert_eq!((&stranger["customer"], &stranger["eligible"]), (&Value::Null, &json!(true)), "{stranger}");

    // A page is explained as its widget decides.
    let widget = format!("/v1/surveys/{}/widget", story.survey);
    let set = json!({ "enabled": true, "origins": ["https://shop.example.com"], "trigger": { "on": "page" }, "condition": "customer.orders_90d > 0" });
    let set = story.admin.send("PUT", &widget, Some(&set)).await;
    assert_eq!(set.status.as_u16(), 200, "{set:?}");
    let stranger = story.admin.get(&format!("{address}?identity=anonymous:a-17&way=web")).await.json();
    assert_eq!(
        (&stranger["eligible"], &stranger["refused_by"]),
        (&json!(false), &json!("condition")),
        "{stranger}"
    );
    for (query, status) in [
        ("", 400),
        ("?identity=phone", 422),
        ("?identity=phone:x", 422),
        ("?identity=user:u-S1&way=fax", 400),
    ] {
        let answer = story.admin.get(&format!("{address}{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {answer:?}");
    }
}
