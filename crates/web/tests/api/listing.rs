//! Lists as the console needs them: narrowed, searched, sorted, and as files.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::ranks::Ranks;

use crate::client::{Sender, Server};
use crate::lists::walk;
use crate::scope::{Stores, stores};
use crate::story::Story;

async fn ids(sender: &Sender, path: &str) -> Vec<String> {
    let items = walk(sender, path).await;
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

fn lines(csv: &str) -> Vec<&str> {
    csv.trim_start_matches('\u{feff}').lines().collect()
}

#[tokio::test]
async fn customers_are_found_by_whatever_is_known_of_them() {
    let (server, admin) = Server::set_up().await;
    let people = [
        ("u1", json!({ "name": "王小明", "phone": "13800002207", "email": "wang@example.com" })),
        ("u2", json!({ "firstName": "Li", "lastName": "Na", "phone": "13911118888" })),
        ("u3", json!({ "name": "王芳" })),
    ];
    for (user, traits) in &people {
        let call = json!({ "type": "identify", "userId": user, "traits": traits });
        assert_eq!(admin.post("/v1/decisions", &call).await.status.as_u16(), 200);
        server.test.clock.advance(SignedDuration::from_secs(1));
    }
    let names = async |query: &str| {
        let items = walk(&admin, &format!("/v1/customers?{query}")).await;
        items.iter().map(|item| item["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let percent = |text: &str| form_urlencoded(text);
    for (asked, expected) in [
        ("13800002207", vec!["王小明"]),
        ("+8613800002207", vec!["王小明"]),
        ("2207", vec!["王小明"]),
        ("wang@example.com", vec!["王小明"]),
        ("WANG@EXAMPLE.COM", vec!["王小明"]),
        ("u2", vec!["Li Na"]),
        ("li", vec!["Li Na"]),
        ("na li", vec!["Li Na"]),
        ("王", vec!["王小明", "王芳"]),
        ("小明", vec!["王小明"]),
        ("明小", vec![]),
        ("nobody", vec![]),
    ] {
        assert_eq!(names(&format!("q={}", percent(asked))).await, expected, "{asked}");
    }
    assert_eq!(names("sort=-created_at").await, ["王芳", "Li Na", "王小明"]);
    let mut ranks = Ranks::default();
    let app = &server.test.app;
    while ranks.step(app, app.now()).await.expect("a step").next_wake.is_some() {}
    assert_eq!(names("sort=-last_seen_at").await, ["王芳", "Li Na", "王小明"]);
    let order = json!({ "type": "track", "event": "Order Completed", "userId": "u2", "properties": { "order_id": "o-1",
        "total": 10, "products": [{ "product_id": "soup", "quantity": 1, "price": 10 }] } });
    assert_eq!(admin.post("/v1/decisions", &order).await.status.as_u16(), 200);
    while ranks.step(app, app.now()).await.expect("a step").next_wake.is_some() {}
    assert_eq!(names("sort=-last_seen_at").await, ["Li Na", "王芳", "王小明"]);
    assert_eq!(names("sort=last_seen_at").await, ["王小明", "王芳", "Li Na"]);
    assert_eq!(names("sort=-spend_total").await[0], "Li Na");
    assert_eq!(names("sort=spend_total").await[2], "Li Na");
    assert_eq!(names(&format!("sort=-last_seen_at&q={}", percent("王"))).await, ["王芳", "王小明"]);
    let page = admin.get("/v1/customers?limit=1").await.json();
    let cursor = page["next_cursor"].as_str().expect("more").to_owned();
    let foreign = admin.get(&format!("/v1/customers?sort=-last_seen_at&cursor={cursor}")).await;
    assert_eq!(foreign.problem().0, 400, "a place in another order is none in this one");
    assert_eq!(names("sort=created_at").await, ["王小明", "Li Na", "王芳"]);
    // A name that changes is found by the new one only.
    let call = json!({ "type": "identify", "userId": "u3", "traits": { "name": "李芳" } });
    admin.post("/v1/decisions", &call).await;
    assert_eq!(names(&format!("q={}", percent("王"))).await, ["王小明"]);
    assert_eq!(names(&format!("q={}", percent("李"))).await, ["李芳"]);
    for (query, field) in
        [("sort=name", "sort"), ("qq=1", "qq"), ("limit=0", "limit"), ("format=pdf", "format")]
    {
        let answer = admin.get(&format!("/v1/customers?{query}")).await;
        assert_eq!(answer.problem(), (400, "invalid_request".to_owned()), "{query}");
        assert_eq!(answer.field().0, field, "{query}");
    }
}

/// As a browser writes it into an address.
fn form_urlencoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

#[tokio::test]
async fn tags_narrow_the_list_and_merged_customers_are_gone() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let answers = json!({ "answers": { "recommend": 1, "comment": "汤是凉的, slow service" } });
    assert_eq!(story.server.stranger().post(&path, &answers).await.status.as_u16(), 200);
    let tagged = walk(&story.admin, "/v1/customers?tag=%E4%B8%8D%E6%BB%A1%E6%84%8F").await;
    assert_eq!(tagged.len(), 1, "{tagged:?}");
    assert_eq!(tagged[0]["tags"], json!(["不满意"]));
    assert!(walk(&story.admin, "/v1/customers?tag=nothing").await.is_empty());
    assert!(!tagged[0]["open_case"].is_null());
}

async fn answered(story: &Story, params: &Value, answers: &Value) {
    let path = story.open_link(params).await;
    let answer = story.server.stranger().post(&path, &json!({ "answers": answers })).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    story.server.test.clock.advance(SignedDuration::from_secs(1));
}

#[tokio::test]
async fn responses_are_narrowed_and_searched() {
    let story = Story::begin(Server::new()).await;
    answered(
        &story,
        &json!({ "channel": "dine_in" }),
        &json!({ "recommend": 1, "comment": "汤是凉的, slow service" }),
    )
    .await;
    answered(&story, &json!({ "channel": "delivery" }), &json!({ "recommend": 9, "comment": "汤很好" }))
        .await;
    answered(&story, &json!({ "channel": "dine_in" }), &json!({ "recommend": 8 })).await;
    let partial = story.open_link(&json!({})).await;
    let form = b"do=save&lang=en&a.recommend=3".to_vec();
    story.server.stranger().raw("POST", &partial, "application/x-www-form-urlencoded", form).await;
    let scores = async |query: &str| {
        let items = walk(&story.admin, &format!("/v1/responses?{query}")).await;
        items.iter().map(|item| item["nps"].as_i64()).collect::<Vec<_>>()
    };
    assert_eq!(scores("complete=true").await, [Some(8), Some(9), Some(1)]);
    assert_eq!(scores("complete=false").await, [None]);
    assert_eq!(scores("band=detractor").await, [Some(1)]);
    assert_eq!(scores("channel=dine_in").await, [Some(8), Some(1)]);
    for (asked, expected) in [
        ("汤是凉", vec![Some(1)]),
        ("Service SLOW", vec![Some(1)]),
        ("汤", vec![Some(9), Some(1)]),
        ("凉汤", vec![]),
    ] {
        assert_eq!(scores(&format!("q={}", form_urlencoded(asked))).await, expected, "{asked}");
    }
    let survey = &story.survey;
    assert_eq!(scores(&format!("survey={survey}&band=promoter")).await, [Some(9)]);
    let first = &walk(&story.admin, "/v1/responses?complete=true").await[2];
    let begun = first["started_at"].as_str().expect("a time");
    assert_eq!(scores(&format!("complete=true&until={begun}")).await, [], "until is exclusive");
    assert_eq!(scores(&format!("band=detractor&from={begun}")).await, [Some(1)]);
    // Whoever is erased leaves scores and no words, also not in the index.
    let customer = first["customer"].as_str().expect("a customer");
    let erased = story.admin.send("POST", &format!("/v1/customers/{customer}/erase"), None).await;
    assert_eq!(erased.status.as_u16(), 200, "{erased:?}");
    assert_eq!(scores(&format!("q={}", form_urlencoded("汤是凉"))).await, []);
    assert_eq!(scores("band=detractor").await, [Some(1)]);
}

#[tokio::test]
async fn a_file_holds_exactly_what_the_list_shows() {
    let Stores { story, manager, ids: units } = stores().await;
    for (list, columns) in [
        ("/v1/customers", "id,name,identities,home_unit"),
        ("/v1/responses", "id,survey,version,unit"),
        ("/v1/cases", "id,customer,unit,owner"),
    ] {
        for sender in [&story.admin, &manager] {
            let shown = ids(sender, list).await;
            assert!(!shown.is_empty(), "{list}");
            for answer in [
                sender.get(&format!("{list}?format=csv")).await,
                sender.with("accept", "text/csv").get(list).await,
            ] {
                assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{answer:?}");
                let written = lines(&answer.body);
                assert!(written[0].starts_with(columns), "{}", written[0]);
                let rows: Vec<&str> =
                    written[1..].iter().map(|line| line.split(',').next().unwrap_or_default()).collect();
                assert_eq!(rows, shown, "{list}");
            }
            let bytes = sender.bytes(&format!("{list}?format=xlsx")).await;
            assert!(bytes.starts_with(b"PK"), "a workbook is a zip file");
        }
        let own = ids(&manager, &format!("{list}?unit={}", units[0])).await;
        assert_eq!(own, ids(&manager, list).await, "{list}: one's own store by name");
        assert_eq!(own, ids(&story.admin, &format!("{list}?unit={}", units[0])).await);
        let other = manager.get(&format!("{list}?unit={}&format=csv", units[1])).await;
        assert_eq!(other.problem(), (404, "not_found".to_owned()), "another store does not exist");
    }
}

#[tokio::test]
async fn cases_are_narrowed_and_sorted() {
    let Stores { story, ids: units, .. } = stores().await;
    let all = ids(&story.admin, "/v1/cases").await;
    assert_eq!(all.len(), 2);
    let mut due = ids(&story.admin, "/v1/cases?sort=due_at").await;
    due.reverse();
    assert_eq!(due, all, "the one opened first is late first");
    let first = &all[0];
    let closed = story.admin.post(&format!("/v1/cases/{first}/close"), &json!({})).await;
    assert_eq!(closed.status.as_u16(), 200, "{closed:?}");
    assert_eq!(ids(&story.admin, "/v1/cases?open=true").await, all[1..]);
    assert_eq!(ids(&story.admin, "/v1/cases?state=closed").await, all[..1]);
    let of_unit = ids(&story.admin, &format!("/v1/cases?unit={}", units[0])).await;
    assert_eq!(of_unit.len(), 1);
}
