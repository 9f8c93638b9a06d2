//! What the responses to a survey say, through the outward contract, on both databases.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::Server;
use crate::lists::walk;
use crate::story::Story;

async fn begin(test: TestApp) -> Story {
    Story::begin(Server::with(test, WebSettings::default())).await
}

async fn answered(story: &Story, params: &Value, answers: &Value) {
    let path = story.open_link(params).await;
    let answer = story.server.stranger().post(&path, &json!({ "answers": answers })).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
}

async fn results(story: &Story, query: &str) -> Value {
    let answer = story.admin.get(&format!("/v1/surveys/{}/results{query}", story.survey)).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    answer.json()
}

fn question<'r>(results: &'r Value, id: &str) -> &'r Value {
    let questions = results["questions"].as_array().expect("questions");
    questions.iter().find(|question| question["id"] == id).unwrap_or_else(|| panic!("{id}: {results}"))
}

async fn results_are_live_exact_and_narrowed(test: TestApp) {
    let story = begin(test).await;
    let empty = results(&story, "").await;
    assert_eq!((&empty["responses"]["completed"], &empty["version"]), (&json!(0), &json!(1)));
    assert_eq!(question(&empty, "recommend")["figure"], Value::Null);
    let dish = json!({ "channel": "dine_in", "items": [{ "id": "soup", "name": "酸菜鱼" }] });
    answered(
        &story,
        &dish,
        &json!({ "recommend": 10, "dishes": { "items": { "soup": 5 } }, "next": "spicy" }),
    )
    .await;
    answered(
        &story,
        &dish,
        &json!({ "recommend": 9, "dishes": { "items": { "soup": 4 } }, "comment": "好吃" }),
    )
    .await;
    answered(
        &story,
        &json!({ "channel": "delivery" }),
        &json!({ "recommend": 2, "next": "light", "comment": "凉了" }),
    )
    .await;
    let found = results(&story, "").await;
    let nps = question(&found, "recommend");
    assert_eq!(
        (&nps["n"], &nps["figure"]["method"], &nps["metric"]),
        (&json!(3), &json!("adjusted_wald"), &json!("nps"))
    );
    assert!((nps["figure"]["score"].as_f64().expect("a score") - 100.0 / 3.0).abs() < 1e-9, "{nps}");
    assert_eq!(nps["bars"].as_array().map(Vec::len), Some(11));
    assert_eq!((&nps["bars"][10]["count"], &nps["quartiles"]["median"]), (&json!(1), &json!(9.0)));
    assert_eq!(nps["trend"].as_array().map(Vec::len), Some(30), "a point for each day");
    assert_eq!(nps["trend"][29]["figure"]["n"], 3);
    let dishes = question(&found, "dishes");
    assert_eq!((&dishes["items"][0]["name"], &dishes["items"][0]["n"]), (&json!("酸菜鱼"), &json!(2)));
    assert_eq!(dishes["items"][0]["mean"]["value"], 4.5);
    let next = question(&found, "next");
    assert_eq!((&next["n"], &next["bars"][0]["count"]), (&json!(2), &json!(1)));
    assert_eq!(next["bars"][0]["share"]["rate"], 50.0);
    assert_eq!(question(&found, "comment")["words"], 2);
    assert_eq!(found["funnel"][0]["reached"], 3);

    let delivery = results(&story, "?channel=delivery").await;
    assert_eq!(
        (&delivery["responses"]["completed"], &question(&delivery, "recommend")["n"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(results(&story, "?version=1").await["responses"]["completed"], 3);
    let other = results(&story, "?version=7").await;
    assert_eq!((&other["responses"]["completed"], &other["rates"]), (&json!(0), &Value::Null), "{other}");
    assert_eq!(results(&story, "?language=zh-CN").await["responses"]["completed"], 3);
    assert_eq!(results(&story, "?language=en").await["responses"]["completed"], 0);
    assert_eq!(results(&story, "?flagged=only").await["responses"]["completed"], 0);

    // The next day the first one is past, and what comes is seen at once.
    story.server.test.clock.advance(SignedDuration::from_hours(24));
    answered(&story, &json!({}), &json!({ "recommend": 7 })).await;
    let later = results(&story, "").await;
    assert_eq!(
        (&later["responses"]["completed"], &question(&later, "recommend")["n"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(question(&later, "recommend")["trend"][28]["figure"]["n"], 3);
    answered(&story, &json!({}), &json!({ "recommend": 7 })).await;
    assert_eq!(results(&story, "").await["responses"]["completed"], 5);
    assert_eq!(results(&story, "?from=2026-03-02&to=2026-03-02&by=week").await["responses"]["completed"], 3);
}

#[tokio::test]
async fn results_are_live_exact_and_narrowed_on_sqlite() {
    results_are_live_exact_and_narrowed(TestApp::sqlite()).await;
}

#[tokio::test]
async fn results_are_live_exact_and_narrowed_on_postgres() {
    results_are_live_exact_and_narrowed(TestApp::postgres()).await;
}

#[tokio::test]
async fn rates_are_those_of_who_was_asked() {
    let story = begin(TestApp::sqlite()).await;
    story.order("o-1").await;
    story.two_hours_later().await;
    answered(&story, &json!({}), &json!({ "recommend": 9 })).await;
    let path = story.open_link(&json!({})).await;
    let partial = story.server.stranger();
    let form = b"a.comment=hm".to_vec();
    let saved =
        partial.raw("POST", &format!("{path}/partial"), "application/x-www-form-urlencoded", form).await;
    assert_eq!(saved.status.as_u16(), 204, "{saved:?}");
    let found = results(&story, "").await;
    let rates = &found["rates"];
    assert_eq!(
        (&rates["invited"], &rates["complete"], &rates["no_reply"]),
        (&json!(1), &json!(0), &json!(1)),
        "{found}"
    );
    assert_eq!((&rates["rr1"]["rate"], &rates["rr2"]["rate"]), (&json!(0.0), &json!(0.0)));
    assert_eq!((&found["responses"]["completed"], &found["responses"]["partial"]), (&json!(1), &json!(1)));
    assert_eq!(rates["completion"]["rate"], 50.0);
    assert_eq!((&found["funnel"][0]["reached"], &found["funnel"][0]["left"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn questions_are_crossed_and_words_are_paged() {
    let story = begin(TestApp::sqlite()).await;
    for (recommend, next) in
        [(10, "spicy"), (9, "spicy"), (1, "light"), (2, "light"), (10, "spicy"), (0, "light")]
    {
        let words = format!("{recommend} {next}");
        answered(&story, &json!({}), &json!({ "recommend": recommend, "next": next, "comment": words }))
            .await;
    }
    let path = format!("/v1/surveys/{}/results", story.survey);
    let table = story.admin.get(&format!("{path}/cross?row=next&column=recommend")).await.json();
    assert_eq!((&table["n"], &table["row"]["categories"][0]["id"]), (&json!(6), &json!("spicy")), "{table}");
    assert_eq!(table["cells"][0][2], json!({ "count": 3, "share": table["cells"][0][2]["share"] }));
    // Three of three against none of three: Fisher's p is 2 / C(6, 3).
    assert_eq!(table["association"]["test"], "fisher_exact", "{table}");
    assert!((table["association"]["p"].as_f64().expect("p") - 0.1).abs() < 1e-6);
    for (query, status, field) in [
        ("row=nobody&column=recommend", 422, "row"),
        ("row=comment&column=recommend", 422, "row"),
        ("row=next&column=next", 422, "column"),
        ("row=next", 400, "column"),
        ("row=next&column=recommend&channel=x&shoes=1", 400, "shoes"),
    ] {
        let answer = story.admin.get(&format!("{path}/cross?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {answer:?}");
        assert_eq!(answer.field().0, field, "{query}: {answer:?}");
    }
    let said = walk(&story.admin, &format!("{path}/words?question=comment")).await;
    let texts: Vec<&str> = said.iter().filter_map(|said| said["text"].as_str()).collect();
    assert_eq!(texts.len(), 6, "{said:?}");
    assert!(texts.contains(&"0 light"));
    // Programs name no language: what they send is in the survey's own.
    for (language, count) in [("zh-CN", 6), ("en", 0)] {
        let said = walk(&story.admin, &format!("{path}/words?question=comment&language={language}")).await;
        assert_eq!(said.len(), count, "{language}: {said:?}");
    }
    for (query, status) in [
        ("?from=2026-02-30", 400),
        ("?from=2026-03-02&to=2026-03-01", 422),
        ("?unit=x", 400),
        ("?version=0x", 400),
    ] {
        let answer = story.admin.get(&format!("{path}{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {answer:?}");
    }
}
