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
    assert_eq!(whole["points"], json!([]), "no course is wanted");
    let with_course = story.admin.get(&format!("{path}/figures?by=day")).await.json();
    let points = with_course["touchpoints"][0]["points"].as_array().expect("points");
    assert_eq!((points.len(), &points[29]["figure"]["n"]), (30, &json!(5)));
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
    let compared = format!("{path}/compare?other_unit={}", ids[1]);
    assert_eq!(manager.get(&compared).await.problem(), (404, "not_found".to_owned()), "{compared}");
    let channels = format!("/v1/metrics/channels?unit={}", ids[1]);
    assert_eq!(manager.get(&channels).await.problem(), (404, "not_found".to_owned()), "{channels}");
    let of_touchpoint =
        format!("/v1/responses?touchpoint=whole&{}", path.replace("/v1/journeys/", "journey="));
    assert_eq!(walk(&story.admin, &of_touchpoint).await.len(), 2);
    assert_eq!(walk(&manager, &of_touchpoint).await.len(), 1);
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

/// Differences between two sides, each time of the first touchpoint: the numbers of answers, and the difference.
async fn sides(sender: &Sender, path: &str, query: &str) -> (Value, Value, Value, Value) {
    let answer = sender.get(&format!("{path}/compare?{query}")).await;
    assert_eq!(answer.status.as_u16(), 200, "{query}: {answer:?}");
    let found = answer.json();
    let whole = &found["touchpoints"][0];
    let n = |side: &str| whole[side]["n"].clone();
    (n("one"), n("other"), whole["difference"]["difference"].clone(), found["without"].clone())
}

#[tokio::test]
async fn two_sides_are_compared_without_counting_an_answer_twice() {
    let story = Story::begin(Server::new()).await;
    let stores = story.server.test.add_stores(&["S1", "S2"]).await.expect("two stores");
    let journey = made(&story.admin, &story.survey).await;
    let path = format!("/v1/journeys/{}", journey["id"].as_str().expect("an id"));
    let day = || story.server.test.app.now().to_string()[..10].to_owned();
    let first_day = day();
    for (store, channel, score) in
        [("S1", "dine_in", 10), ("S1", "delivery", 9), ("S2", "dine_in", 1), ("S2", "dine_in", 8)]
    {
        answered(&story, &json!({ "unit_code": store, "channel": channel }), score).await;
    }
    story.server.test.clock.advance(jiff::SignedDuration::from_hours(7 * 24));
    answered(&story, &json!({ "unit_code": "S1", "channel": "dine_in" }), 2).await;
    let last_day = day();
    let (admin, none) = (&story.admin, Value::Null);
    // One store and the other: (10, 9, 2) and (1, 8).
    let query = format!("unit={}&other_unit={}", stores[0], stores[1]);
    let (one, other, difference, without) = sides(admin, &path, &query).await;
    assert_eq!((one, other, without), (json!(3), json!(2), none.clone()));
    assert!((difference.as_f64().expect("a difference") - (100.0 / 3.0 + 50.0)).abs() < 1e-9);
    // A store and the brand: the brand without the store.
    let (one, other, _, without) = sides(admin, &path, &format!("other_unit={}", stores[0])).await;
    assert_eq!((one, other, without), (json!(2), json!(3), json!("one")));
    // One channel and the other.
    let (one, other, ..) = sides(admin, &path, "channel=dine_in&other_channel=delivery").await;
    assert_eq!((one, other), (json!(4), json!(1)));
    // One period and the other, in one store.
    let periods = format!(
        "unit={}&from={last_day}&to={last_day}&other_from={first_day}&other_to={first_day}",
        stores[0]
    );
    let (one, other, difference, _) = sides(admin, &path, &periods).await;
    assert_eq!((one, other, difference), (json!(1), json!(2), json!(-200.0)));
    // What is the same, or shares answers, says nothing of a difference.
    for (query, code) in [
        (String::new(), "same"),
        (format!("from={first_day}&to={last_day}&other_to=2099-01-01"), "too_long"),
        (format!("unit={}&other_unit={}&channel=dine_in", stores[0], stores[0]), "same"),
    ] {
        let answer = admin.get(&format!("{path}/compare?{query}")).await;
        assert_eq!((answer.problem().0, answer.field().1), (422, code.to_owned()), "{query}");
    }
    let (from, to) = (&first_day, &last_day);
    let crossing = format!("channel=dine_in&from={from}&to={to}&other_unit={}&other_to={from}", stores[0]);
    let (.., without) = sides(admin, &path, &crossing).await;
    assert_eq!(without, json!("one"), "a part in every respect is a part");
    let query = format!("unit={}&from={from}&to={from}&other_from={from}&other_to={to}", stores[0]);
    let (.., without) = sides(admin, &path, &query).await;
    assert_eq!(without, json!("other"));
    let query = format!("unit={}&from={from}&to={to}&other_from=2000-01-01&other_to=2000-01-02", stores[0]);
    assert_eq!(sides(admin, &path, &query).await.3, none);
    let unknown = admin.get(&format!("{path}/compare?other_unit=unt_01jd0m6x4pfk2v9w3q8r7t5y1z")).await;
    assert_eq!(unknown.problem(), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn channels_in_use_are_named() {
    let story = Story::begin(Server::new()).await;
    for (params, score) in [
        (json!({ "channel": "delivery" }), 9),
        (json!({ "channel": "dine_in" }), 9),
        (json!({ "channel": "dine_in" }), 2),
        (json!({}), 5),
    ] {
        answered(&story, &params, score).await;
    }
    let found = story.admin.get("/v1/metrics/channels").await.json();
    assert_eq!(
        found["items"],
        json!([{ "channel": "dine_in", "completed": 2 }, { "channel": "delivery", "completed": 1 }])
    );
    let other = story.admin.get("/v1/metrics/channels?survey=srv_01jd0m6x4pfk2v9w3q8r7t5y1z").await;
    assert_eq!(other.problem(), (404, "not_found".to_owned()));
    let early = story.admin.get("/v1/metrics/channels?from=2000-01-01&to=2000-01-31").await.json();
    assert_eq!(early["items"], json!([]));
}

#[tokio::test]
async fn the_answers_of_a_touchpoint_are_those_it_is_measured_by() {
    let story = Story::begin(Server::new()).await;
    let journey = made(&story.admin, &story.survey).await;
    let id = journey["id"].as_str().expect("an id");
    let items = json!([{ "id": "D01", "name": "酸菜鱼" }]);
    let day = || story.server.test.app.now().to_string()[..10].to_owned();
    let first_day = day();
    for (params, answers) in [
        (
            json!({ "items": items, "channel": "dine_in" }),
            json!({ "recommend": 9, "dishes": { "items": { "D01": 5 } } }),
        ),
        (json!({ "channel": "dine_in" }), json!({ "recommend": 3, "comment": "汤是凉的" })),
        (json!({ "channel": "delivery" }), json!({ "recommend": 8 })),
    ] {
        let path = story.open_link(&params).await;
        let answer = story.server.stranger().post(&path, &json!({ "answers": answers })).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        story.server.test.clock.advance(jiff::SignedDuration::from_hours(24));
    }
    let partial = story.open_link(&json!({})).await;
    let form = b"do=save&lang=en&a.recommend=3".to_vec();
    story.server.stranger().raw("POST", &partial, "application/x-www-form-urlencoded", form).await;
    let of = async |touchpoint: &str, more: &str| {
        walk(&story.admin, &format!("/v1/responses?journey={id}&touchpoint={touchpoint}{more}")).await.len()
    };
    for (touchpoint, more, expected) in [
        ("whole", "", 3),
        ("food", "", 1),
        ("nothing", "", 0),
        ("whole", "&channel=dine_in", 2),
        ("whole", "&q=%E6%B1%A4", 1),
        ("whole", &format!("&completed_to={first_day}"), 1),
        ("whole", &format!("&completed_from={first_day}"), 3),
        ("whole", &format!("&completed_from={}", day()), 0),
        ("whole", "&completed_from=2000-01-01&completed_to=2000-01-02", 0),
    ] {
        assert_eq!(of(touchpoint, more).await, expected, "{touchpoint}{more}");
    }
    let figures = story.admin.get(&format!("/v1/journeys/{id}/figures")).await.json();
    assert_eq!(figures["touchpoints"][0]["figure"]["n"], 3, "the list is what the figure counts");
    let csv = story.admin.get(&format!("/v1/responses?journey={id}&touchpoint=food&format=csv")).await.body;
    assert_eq!(csv.trim_end().lines().count(), 2, "{csv}");
    for (query, status) in [
        (format!("journey={id}"), 400),
        ("touchpoint=food".to_owned(), 400),
        (format!("journey={id}&touchpoint=nowhere"), 404),
        ("journey=jny_01jd0m6x4pfk2v9w3q8r7t5y1z&touchpoint=food".to_owned(), 404),
        ("completed_from=yesterday".to_owned(), 400),
    ] {
        let answer = story.admin.get(&format!("/v1/responses?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
    }
}

#[tokio::test]
async fn what_was_answered_before_counts_on_its_day_and_leads_to_nothing() {
    let story = Story::begin(Server::new()).await;
    let stores = story.server.test.add_stores(&["S1"]).await.expect("a store");
    let journey = made(&story.admin, &story.survey).await;
    let links = format!("/v1/surveys/{}/links", story.survey);
    let link = async |kind: &str, params: &Value| {
        let made = story.admin.post(&links, &json!({ "kind": kind, "params": params })).await;
        format!("{links}/{}/responses", made.json()["id"].as_str().expect("an id"))
    };
    let open = link("open", &json!({ "unit_code": "S1", "channel": "dine_in" })).await;
    let now = story.server.test.app.now();
    let before = |days: i64| (now - jiff::SignedDuration::from_hours(24 * days)).to_string();
    let body = json!({ "responses": [
        { "answered_at": before(40), "answers": { "recommend": 2, "comment": "汤是凉的" } },
        { "answered_at": before(3), "language": "en", "answers": { "recommend": 10 } },
    ] });
    let added = story.admin.post(&open, &body).await;
    assert_eq!((added.status.as_u16(), added.json()), (201, json!({ "added": 2 })));
    let path = format!("/v1/journeys/{}/figures", journey["id"].as_str().expect("an id"));
    let figures = story.admin.get(&format!("{path}?unit={}&channel=dine_in", stores[0])).await.json();
    let whole = &figures["touchpoints"][0];
    assert_eq!((&whole["figure"]["n"], &whole["earlier"]["n"]), (&json!(1), &json!(1)), "{figures}");
    assert_eq!(whole["response_rate"]["completed"], 1);
    let found = walk(&story.admin, "/v1/responses?q=%E6%B1%A4").await;
    assert_eq!(found[0]["submitted_at"].as_str().expect("a time")[..19], before(40)[..19]);
    assert_eq!((&found[0]["customer"], &found[0]["band"]), (&Value::Null, &json!("detractor")));
    assert!(walk(&story.admin, "/v1/cases").await.is_empty(), "what is past leads to no case");
    assert!(walk(&story.admin, "/v1/events").await.iter().all(|event| event["name"] != "Survey Answered"));
    let audited = walk(&story.admin, "/v1/audit").await;
    assert!(audited.iter().any(|entry| entry["action"] == "link.responses"), "{audited:?}");
    let customer = story.decide(&json!({ "type": "identify", "userId": "u1", "traits": {} })).await;
    assert!(!customer.is_null());
    let single = link("single_use", &json!({})).await;
    let one = |at: &str, answers: Value| json!({ "responses": [{ "answered_at": at, "answers": answers }] });
    let fine = json!({ "recommend": 9 });
    for (path, body, status, field) in [
        (&single, one(&before(1), fine.clone()), 409, ""),
        (&open, json!({ "responses": [] }), 422, "responses"),
        (&open, one("2999-01-01T00:00:00Z", fine.clone()), 422, "responses[0].answered_at"),
        (&open, one("1999-01-01T00:00:00Z", fine.clone()), 422, "responses[0].answered_at"),
        (&open, one(&before(1), json!({ "recommend": 11 })), 422, "responses[0].answers.recommend"),
        (&open, one(&before(1), json!({ "stars": 5 })), 422, "responses[0].answers.stars"),
        (&open, one(&before(1), json!({})), 422, "responses[0].answers.recommend"),
    ] {
        let answer = story.admin.post(path, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {answer:?}");
        assert_eq!(answer.field().0, field, "{body}");
    }
    let unknown = format!("{links}/lnk_01jd0m6x4pfk2v9w3q8r7t5y1z/responses");
    assert_eq!(story.admin.post(&unknown, &one(&before(1), fine)).await.problem().0, 404);
    let still = story.admin.get(&path).await.json();
    assert_eq!(still["touchpoints"][0]["figure"]["n"], 1, "what was refused counts for nothing");
}
