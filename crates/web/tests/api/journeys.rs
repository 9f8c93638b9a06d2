//! Journeys and their live figures, through the outward contract.

use serde_json::{Value, json};

use crate::client::{Sender, Server};
use crate::lists::walk;
use crate::scope::{Stores, stores};
use crate::story::Story;

async fn made(sender: &Sender, survey: &str) -> Value {
    let journey = json!({
        "name": { "en": "Restaurant", "zh-CN": "餐厅" },
        "stages": [{ "id": "eat", "name": { "en": "Eat" }, "touchpoints": [
            { "id": "whole", "name": { "en": "All in all" }, "metric": "nps", "moment_of_truth": true,
              "asked": [{ "survey": survey, "question": "recommend" }] },
            { "id": "food", "name": { "en": "Food" }, "metric": "csat", "asked": [{ "survey": survey }] },
            { "id": "nothing", "name": { "en": "Nothing asks" }, "metric": "ces" },
        ] }],
    });
    let answer = sender.post("/v1/journeys", &journey).await;
    assert_eq!(answer.status.as_u16(), 201, "{answer:?}");
    answer.json()
}

async fn answered(story: &Story, params: &Value, score: u8) {
    let path = story.open_link(params).await;
    let body = json!({ "answers": { "recommend": score } });
    assert_eq!(story.server.stranger().post(&path, &body).await.status.as_u16(), 200);
}

#[tokio::test]
async fn journeys_are_made_from_templates_and_changed() {
    let story = Story::begin(Server::new()).await;
    let templates = story.admin.get("/v1/journeys/templates").await.json();
    assert_eq!(templates["items"].as_array().map(Vec::len), Some(4));
    let first = &templates["items"][0];
    let body = json!({ "name": first["name"], "stages": first["stages"] });
    let made = story.admin.post("/v1/journeys", &body).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let mut journey = made.json();
    assert_eq!(walk(&story.admin, "/v1/journeys").await, [journey.clone()]);
    let path = format!("/v1/journeys/{}", journey["id"].as_str().expect("an id"));
    journey["stages"][0]["touchpoints"][0]["moment_of_truth"] = true.into();
    let body = json!({ "name": journey["name"], "stages": journey["stages"] });
    assert_eq!(story.admin.send("PUT", &path, Some(&body)).await.json(), journey);
    assert_eq!(story.admin.get(&path).await.json(), journey);
    let touchpoint = |part: Value| {
        let mut whole = json!({ "id": "a", "name": { "en": "A" }, "metric": "nps" });
        whole.as_object_mut().expect("an object").extend(part.as_object().expect("an object").clone());
        json!({ "name": { "en": "J" }, "stages": [{ "id": "s", "name": { "en": "S" }, "touchpoints": [whole] }] })
    };
    let unknown = "srv_01jd0m6x4pfk2v9w3q8r7t5y1z";
    for (body, field) in [
        (json!({ "name": {}, "stages": [] }), "name"),
        (touchpoint(json!({ "id": "not a key" })), "stages[0].touchpoints[0].id"),
        (touchpoint(json!({ "metric": "stars" })), "stages[0].touchpoints[0].metric"),
        (touchpoint(json!({ "asked": [{ "survey": unknown }] })), "stages[0].touchpoints[0].asked[0].survey"),
    ] {
        let answer = story.admin.post("/v1/journeys", &body).await;
        assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()), "{body}");
        assert_eq!(answer.field().0, field, "{body}");
    }
    assert_eq!(story.admin.send("DELETE", &path, None).await.status.as_u16(), 204);
    assert_eq!(story.admin.get(&path).await.status.as_u16(), 404);
}

#[tokio::test]
async fn figures_are_live_exact_and_narrowed() {
    let story = Story::begin(Server::new()).await;
    let journey = made(&story.admin, &story.survey).await;
    let path = format!("/v1/journeys/{}", journey["id"].as_str().expect("an id"));
    for score in [10, 9, 8, 2] {
        answered(&story, &json!({ "channel": "dine_in" }), score).await;
    }
    answered(&story, &json!({ "channel": "delivery" }), 10).await;
    story.order("o-1").await;
    story.two_hours_later().await;
    let figures = story.admin.get(&format!("{path}/figures")).await.json();
    let whole = &figures["touchpoints"][0];
    assert_eq!((&whole["touchpoint"], &whole["figure"]["n"]), (&json!("whole"), &json!(5)), "{figures}");
    // Three promoters and a detractor of five.
    assert!((whole["figure"]["score"].as_f64().expect("a score") - 40.0).abs() < 1e-9);
    assert_eq!(whole["figure"]["method"], "adjusted_wald");
    assert_eq!((&whole["earlier"], &whole["change"]), (&Value::Null, &Value::Null));
    let rate = &whole["response_rate"];
    assert_eq!((&rate["invited"], &rate["answered"], &rate["completed"]), (&json!(1), &json!(0), &json!(5)));
    assert_eq!(figures["touchpoints"][2]["figure"], Value::Null);
    let delivery = story.admin.get(&format!("{path}/figures?channel=delivery")).await.json();
    assert_eq!(delivery["touchpoints"][0]["figure"]["n"], 1);
    let course = story.admin.get(&format!("{path}/touchpoints/whole?by=week")).await.json();
    assert_eq!(course["figure"]["n"], 5);
    assert_eq!(course["counts"], json!([0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 2]));
    let points = course["points"].as_array().expect("points");
    assert!((4..=6).contains(&points.len()));
    let sum: u64 = points.iter().filter_map(|point| point["figure"]["n"].as_u64()).sum();
    assert_eq!(sum, 5, "each answer is in one point");
    // A month later it is the earlier period.
    story.server.test.clock.advance(jiff::SignedDuration::from_hours(30 * 24));
    for score in [1, 2, 3, 1, 2, 3] {
        answered(&story, &json!({ "channel": "dine_in" }), score).await;
    }
    let later = story.admin.get("/v1/metrics?metric=nps").await.json();
    assert_eq!((&later["figure"]["n"], &later["earlier"]["n"]), (&json!(6), &json!(5)), "{later}");
    assert_eq!(later["change"]["is_real"], true);
    assert!(later["change"]["difference"].as_f64().expect("a difference") < -100.0);
    for (query, status) in [
        ("metric=nps&from=2026-02-30", 400),
        ("metric=stars", 400),
        ("metric=nps&from=2030-01-02&to=2030-01-01", 422),
        ("metric=nps&from=1999-01-02", 422),
        ("metric=nps&survey=srv_01jd0m6x4pfk2v9w3q8r7t5y1z", 404),
        ("metric=nps&unit=unt_01jd0m6x4pfk2v9w3q8r7t5y1z", 404),
    ] {
        assert_eq!(story.admin.get(&format!("/v1/metrics?{query}")).await.status.as_u16(), status, "{query}");
    }
    assert_eq!(story.admin.get(&format!("{path}/touchpoints/nowhere")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_member_of_one_store_sees_only_its_figures() {
    let Stores { story, manager, ids } = stores().await;
    let journey = made(&story.admin, &story.survey).await;
    let path = format!("/v1/journeys/{}", journey["id"].as_str().expect("an id"));
    let of = async |sender: &Sender, query: &str| {
        let figures = sender.get(&format!("{path}/figures{query}")).await.json();
        let course = sender.get(&format!("{path}/touchpoints/whole{query}")).await.json();
        let sign = if query.is_empty() { "" } else { "&" };
        let metric = sender
            .get(&format!("/v1/metrics?metric=nps{sign}{}", query.trim_start_matches('?')))
            .await
            .json();
        let n = [&figures["touchpoints"][0]["figure"]["n"], &course["figure"]["n"], &metric["figure"]["n"]];
        n.map(|n| n.as_u64().unwrap_or(0))
    };
    assert_eq!(of(&story.admin, "").await, [2; 3]);
    assert_eq!(of(&story.admin, &format!("?unit={}", ids[1])).await, [1; 3]);
    assert_eq!(of(&manager, "").await, [1; 3]);
    assert_eq!(of(&manager, &format!("?unit={}", ids[0])).await, [1; 3]);
    for route in [
        format!("{path}/figures?unit={}", ids[1]),
        format!("{path}/touchpoints/whole?unit={}", ids[1]),
        format!("/v1/metrics?metric=nps&unit={}", ids[1]),
        format!("/v1/metrics/units?metric=nps&unit={}", ids[1]),
    ] {
        assert_eq!(manager.get(&route).await.problem(), (404, "not_found".to_owned()), "{route}");
    }
    let all = story.admin.get("/v1/metrics/units?metric=nps").await.json();
    let units: Vec<&Value> =
        all["items"].as_array().expect("items").iter().map(|item| &item["unit"]).collect();
    assert_eq!(units.len(), 2, "{all}");
    let own = manager.get("/v1/metrics/units?metric=nps").await.json();
    assert_eq!(own["items"].as_array().map(Vec::len), Some(1), "{own}");
    assert_eq!(own["items"][0]["figure"]["n"], 1);
    let refused = manager.post("/v1/journeys", &json!({ "name": { "en": "x" }, "stages": [] })).await;
    assert_eq!(refused.problem(), (403, "forbidden".to_owned()));
}
