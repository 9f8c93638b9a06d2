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
    let done = story.admin.get(&of_customer).await.json();
    assert_eq!((&done["eligible"], &done["refused_by"]), (&json!(false), &json!("answered")), "{done}");
    let done = story.admin.get(&format!("{of_customer}&way=web")).await.json();
    assert!(!reason(&done, "answered")["passed"].as_bool().expect("a yes or no"), "{done}");
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

/// A page is explained as its widget decides; without one that asks, nobody is asked there.
async fn a_page_is_explained_by_its_widget(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    let survey = format!("/v1/surveys/{}", story.survey);
    let ask = |who: &'static str| {
        let address = format!("{survey}/eligibility?identity={who}&way=web");
        let admin = &story.admin;
        async move { admin.get(&address).await.json() }
    };
    let none = ask("anonymous:a-17").await;
    assert_eq!((&none["customer"], &none["refused_by"]), (&Value::Null, &json!("widget")), "{none}");
    assert_eq!(reason(&none, "widget")["values"], json!({ "widget": "missing" }), "{none}");

    let set = async |more: Value| {
        let mut settings =
            json!({ "enabled": true, "origins": ["https://shop.example.com"], "trigger": { "on": "page" } });
        settings.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let set = story.admin.send("PUT", &format!("{survey}/widget"), Some(&settings)).await;
        assert_eq!(set.status.as_u16(), 200, "{set:?}");
        set.json()["key"].as_str().expect("a key").to_owned()
    };
    set(json!({ "enabled": false, "condition": "customer.orders_90d > 0" })).await;
    let off = ask("anonymous:a-17").await;
    assert_eq!(reason(&off, "widget")["values"], json!({ "widget": "off" }), "{off}");
    assert_eq!(reason(&off, "condition")["passed"], false, "all rules are looked at: {off}");

    set(json!({ "condition": "customer.orders_90d > 0" })).await;
    assert_eq!(ask("anonymous:a-17").await["refused_by"], "condition");

    // The draw, too, is the one of the visit, and so is the widget's clock.
    let key = set(json!({ "share": 0.5, "again_after_days": 9 })).await;
    let page = story.server.stranger().with("origin", "https://shop.example.com");
    let mut shown = 0;
    for browser in ["b-1", "b-2", "b-3", "b-4", "b-5", "b-6", "b-7", "b-8"] {
        let address = format!("{survey}/eligibility?identity=anonymous:{browser}&way=web");
        let explained = story.admin.get(&address).await.json();
        let body = json!({ "anonymous_id": browser, "page": "/" }).to_string().into_bytes();
        let visited = page.raw("POST", &format!("/w/{key}/visits"), "text/plain", body).await;
        assert_eq!(
            explained["eligible"],
            visited.status.as_u16() == 200,
            "{browser}: {explained} {visited:?}"
        );
        if visited.status.as_u16() == 200 {
            shown += 1;
            let again = story.admin.get(&address).await.json();
            assert_eq!(again["refused_by"], "again_after", "{again}");
            assert_eq!(reason(&again, "again_after")["values"]["days"], 9, "{again}");
            let customer = again["customer"].as_str().expect("the one who was asked");
            let same =
                story.admin.get(&format!("{survey}/eligibility?customer={customer}&way=web")).await.json();
            assert_eq!(reason(&same, "sample"), reason(&again, "sample"), "drawn by the same browser");
        } else {
            assert_eq!(explained["refused_by"], "sample", "{explained}");
        }
    }
    assert!((1..8).contains(&shown), "{shown} of 8");
}

#[tokio::test]
async fn a_page_is_explained_by_its_widget_on_sqlite() {
    a_page_is_explained_by_its_widget(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_page_is_explained_by_its_widget_on_postgres() {
    a_page_is_explained_by_its_widget(TestApp::postgres()).await;
}

/// A distribution is explained with its people, condition and share, before it is started.
async fn a_distribution_is_explained(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    story.order("o-1").await;
    let survey = format!("/v1/surveys/{}", story.survey);
    let plan = async |more: Value| {
        let mut plan = json!({ "name": "Some", "whom": { "from": "customers" }, "channels": ["email"] });
        plan.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let made = story.admin.post(&format!("{survey}/distributions"), &plan).await;
        assert_eq!(made.status.as_u16(), 201, "{made:?}");
        made.json()["id"].as_str().expect("an id").to_owned()
    };
    let explained = async |id: &str| {
        let address = format!("{survey}/eligibility?identity=user:u1&distribution={id}");
        story.admin.get(&address).await.json()
    };
    for (whom, refused_by, standing) in [
        (json!({ "from": "customers" }), Value::Null, "eligible"),
        (json!({ "from": "customers", "condition": "customer.orders_90d > 0" }), Value::Null, "eligible"),
        (
            json!({ "from": "customers", "condition": "customer.orders_90d > 5" }),
            json!("condition"),
            "eligible",
        ),
        (json!({ "from": "customers", "tag": "vip" }), json!("distribution"), "absent"),
        (json!({ "from": "list" }), json!("distribution"), "absent"),
    ] {
        let found = explained(&plan(json!({ "whom": whom })).await).await;
        assert_eq!(found["refused_by"], refused_by, "{whom}: {found}");
        let values = &reason(&found, "distribution")["values"];
        assert_eq!(values, &json!({ "state": "draft", "recipient": standing }), "{whom}: {found}");
    }
    let few = plan(json!({ "sample": { "by": "share", "share": 0.000_001 } })).await;
    assert_eq!(explained(&few).await["refused_by"], "sample");
    let by_text = plan(json!({ "channels": ["sms"] })).await;
    assert_eq!(explained(&by_text).await["refused_by"], "no_address", "on its own channels");

    let list = plan(json!({ "whom": { "from": "list" } })).await;
    let import = format!("{survey}/distributions/{list}/recipients/import");
    let added = story.admin.raw("POST", &import, "text/plain", b"wang@example.com\n".to_vec()).await;
    assert_eq!(added.status.as_u16(), 200, "{added:?}");
    let found = explained(&list).await;
    assert_eq!(
        (&found["eligible"], &reason(&found, "distribution")["values"]["recipient"]),
        (&json!(true), &json!("chosen")),
        "{found}"
    );
    story.admin.post(&format!("{survey}/distributions/{list}/stop"), &json!({})).await;
    assert_eq!(explained(&list).await["refused_by"], "distribution", "it asks nobody any more");

    for (query, status) in [
        (format!("identity=user:u1&distribution={list}&way=web"), 400),
        ("identity=user:u1&distribution=dst_01jd0m6x4p3f2v9w3q8r01jd0m".to_owned(), 404),
        (format!("identity=anonymous:a-17&distribution={list}"), 404),
    ] {
        let answer = story.admin.get(&format!("{survey}/eligibility?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {answer:?}");
    }
}

#[tokio::test]
async fn a_distribution_is_explained_on_sqlite() {
    a_distribution_is_explained(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_distribution_is_explained_on_postgres() {
    a_distribution_is_explained(TestApp::postgres()).await;
}

#[tokio::test]
async fn a_distribution_is_explained_only_to_those_who_plan() {
    let Stores { story, manager, .. } = stores().await;
    let survey = format!("/v1/surveys/{}", story.survey);
    let plan = json!({ "name": "All", "whom": { "from": "customers" }, "channels": ["email"] });
    let made = story.admin.post(&format!("{survey}/distributions"), &plan).await.json();
    let id = made["id"].as_str().expect("an id");
    let address = format!("{survey}/eligibility?identity=user:u-S1&distribution={id}");
    assert_eq!(manager.get(&address).await.status.as_u16(), 403);
    assert_eq!(story.admin.get(&address).await.status.as_u16(), 200);
}
