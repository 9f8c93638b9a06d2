//! What the survey studio asks for: checking and trying out a definition, and saving without overwriting others.

use serde_json::{Value, json};

use crate::client::Server;
use crate::story::Story;

/// Two pages, one question each.
fn document() -> Value {
    json!({
        "version": 2, "name": "Tried out", "default_language": "en", "languages": ["en", "ar"],
        "title": { "en": "Your visit", "ar": "زيارتك" }, "paging": "page_by_page",
        "pages": [
            { "id": "one", "questions": [
                { "id": "score", "kind": "nps", "title": { "en": "Would you recommend us?", "ar": "هل توصي بنا؟" },
                  "required": true }] },
            { "id": "two", "questions": [
                { "id": "why", "kind": "text", "title": { "en": "Why?" }, "required": false, "multiline": true }] },
        ],
    })
}

fn field(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

#[tokio::test]
async fn a_definition_is_tried_out_page_by_page_and_nothing_is_stored() {
    let story = Story::begin(Server::new()).await;
    let surveys = story.admin.get("/v1/surveys").await.json();
    let tried = async |body: Value| {
        let answer = story.admin.post("/v1/surveys/preview", &body).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.json()
    };
    let html = |page: &Value| page["html"].as_str().expect("a page").to_owned();

    let first = tried(json!({ "document": document() })).await;
    assert!(html(&first).contains("Would you recommend us?") && !html(&first).contains("Why?"));
    assert_eq!(first["shades"].as_array().map(Vec::len), Some(7));
    let arabic = tried(json!({ "document": document(), "language": "ar" })).await;
    assert!(html(&arabic).contains("dir=\"rtl\""));

    let wrong =
        tried(json!({ "document": document(), "posted": [field("page", "0"), field("do", "next")] })).await;
    assert!(html(&wrong).contains("class=\"errors\""), "{}", html(&wrong));

    let score = [field("a.score", "9")];
    let posted = json!([field("page", "0"), score[0], field("do", "next")]);
    let second = tried(json!({ "document": document(), "posted": posted })).await;
    assert!(html(&second).contains("Why?") && second["is_done"] == false);

    let posted = json!([field("page", "1"), field("a.why", "The soup"), field("do", "submit")]);
    let last = tried(json!({ "document": document(), "answers": score, "posted": posted })).await;
    assert!(last["is_done"] == true && html(&last).contains("Thank you"), "{}", html(&last));

    assert!(story.responses().await.is_empty());
    assert_eq!(story.admin.get("/v1/surveys").await.json(), surveys);
}

#[tokio::test]
async fn the_end_that_is_tried_out_is_the_one_that_logic_picks() {
    let story = Story::begin(Server::new()).await;
    let mut document = document();
    document["hidden"] = json!([{ "id": "campaign" }, { "id": "mood", "default": "fair" }]);
    document["rules"] = json!([
        { "after": "one", "when": "answers.score <= 6", "then": { "do": "set", "field": "mood", "value": "'bad'" } },
        { "after": "one", "when": "answers.score <= 6", "then": { "do": "set", "field": "why", "value": "'the price'" } },
        { "after": "one", "when": "answers.score == 0", "then": { "do": "end", "ending": "sorry" } },
    ]);
    document["endings"] = json!([
        { "id": "sorry", "text": { "en": "We call you about {{ hidden.campaign }}" } },
        { "id": "sad", "when": "hidden.mood == 'bad'", "text": { "en": "{{ answers.score }} is {{ hidden.mood }}: {{ answers.why }}" } },
    ]);
    let tried = async |score: &str, answers: Value, page: &str| {
        let posted = json!([field("page", page), field("a.score", score), field("do", "next")]);
        let params = json!({ "hidden": { "campaign": "spring" } });
        let body = json!({ "document": document, "answers": answers, "posted": posted, "params": params });
        let answer = story.admin.post("/v1/surveys/preview", &body).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        let page = answer.json();
        (page["is_done"] == true, page["html"].as_str().expect("a page").to_owned())
    };
    let (done, html) = tried("0", json!([]), "0").await;
    assert!(done && html.contains("We call you about spring"), "{html}");
    // What a rule has set stands in the form, and counts until it is answered.
    let (done, html) = tried("5", json!([]), "0").await;
    assert!(!done && html.contains("the price</textarea>"), "{html}");
    let (done, html) = tried("5", json!([]), "1").await;
    assert!(done && html.contains("5 is bad: the price"), "{html}");
    let (done, html) = tried("9", json!([]), "1").await;
    assert!(done && html.contains("Thank you"), "{html}");
}

#[tokio::test]
async fn what_is_tried_out_goes_to_the_question_that_is_edited() {
    let story = Story::begin(Server::new()).await;
    let mut document = document();
    document["pages"][1]["show_when"] = json!("answers.score <= 6");
    let shown = async |at: &str, answers: Value| {
        let body = json!({ "document": document, "answers": answers, "at": at });
        let answer = story.admin.post("/v1/surveys/preview", &body).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.json()["html"].as_str().expect("a page").to_owned()
    };
    let unhappy = json!([field("a.score", "3")]);
    for at in ["why", "two"] {
        let html = shown(at, unhappy.clone()).await;
        assert!(html.contains("Why?") && !html.contains("class=\"errors\""), "{html}");
    }
    assert!(shown("score", unhappy).await.contains("Would you recommend us?"));
    // Nobody comes to it, so it stays where it is.
    for answers in [json!([]), json!([field("a.score", "9")])] {
        assert!(shown("why", answers).await.contains("Would you recommend us?"));
    }
    // The end is left again for a question that was asked.
    let posted = json!([field("page", "0"), field("a.score", "9"), field("do", "submit")]);
    let body = json!({ "document": document, "posted": posted, "at": "score" });
    assert_eq!(story.admin.post("/v1/surveys/preview", &body).await.json()["is_done"], false);
    let long = json!({ "document": document, "at": "a".repeat(65) });
    let told = story.admin.post("/v1/surveys/preview", &long).await;
    assert_eq!(told.json()["errors"][0]["field"], "at");
}

#[tokio::test]
async fn colours_are_tried_out_with_the_contrast_that_settings_are_refused_by() {
    let story = Story::begin(Server::new()).await;
    let theme = json!({ "background": "#101820", "surface": "#1d2a36", "text": "#f4f6f7" });
    let body = json!({ "document": document(), "accent": "#ffd400", "theme": theme });
    let tried = story.admin.post("/v1/surveys/preview", &body).await.json();
    let html = tried["html"].as_str().expect("a page");
    assert!(html.contains("--bg:#101820") && html.contains("--fill:#ffd400"), "{html}");
    assert!(
        story
            .admin
            .send("PATCH", "/v1/settings", Some(&json!({ "accent": "#ffd400", "theme": theme })))
            .await
            .status
            .is_success()
    );

    // The brand's own colours do not count while others are tried out.
    let grey = json!({ "document": document(), "theme": { "text": "#8a8a8a" } });
    let shades = story.admin.post("/v1/surveys/preview", &grey).await.json()["shades"].take();
    let wrong: Vec<&Value> = shades
        .as_array()
        .expect("a list")
        .iter()
        .filter(|shade| shade["ratio"].as_f64() < shade["needed"].as_f64())
        .map(|shade| &shade["of"])
        .collect();
    assert_eq!(wrong, ["background", "surface"]);
    let refused =
        story.admin.send("PATCH", "/v1/settings", Some(&json!({ "theme": { "text": "#8a8a8a" } }))).await;
    assert_eq!(refused.problem(), (422, "invalid_fields".to_owned()));

    let wrong = json!({ "document": document(), "theme": { "surface": "white" } });
    let told = story.admin.post("/v1/surveys/preview", &wrong).await;
    assert_eq!(told.json()["errors"][0]["field"], "theme.surface");
}

#[tokio::test]
async fn conditions_can_name_every_field_that_is_listed() {
    let story = Story::begin(Server::new()).await;
    let fields = story.admin.get("/v1/surveys/fields").await.json();
    let fields = fields["items"].as_array().expect("a list");
    assert!(fields.contains(&json!({ "path": "customer.orders_90d", "kind": "number" })), "{fields:?}");
    assert!(fields.contains(&json!({ "path": "unit.name", "kind": "text" })), "{fields:?}");
    for field in fields {
        let mut document = document();
        let path = field["path"].as_str().expect("a path");
        document["pages"][1]["show_when"] = json!(format!("{path} != null"));
        let told = story.admin.post("/v1/surveys/check", &document).await;
        assert_eq!(told.status.as_u16(), 204, "{path}: {told:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_definition_is_said_by_its_path() {
    let story = Story::begin(Server::new()).await;
    let good = story.admin.post("/v1/surveys/check", &document()).await;
    assert_eq!(good.status.as_u16(), 204, "{good:?}");
    let mut wrong = document();
    wrong["pages"][1]["questions"][0]["title"] = json!({});
    let told = story.admin.post("/v1/surveys/check", &wrong).await;
    assert_eq!(told.problem(), (422, "invalid_fields".to_owned()));
    assert_eq!(told.json()["errors"][0]["field"], "pages[1].questions[0].title.en");
    let told = story.admin.with("accept-language", "zh-CN").post("/v1/surveys/check", &wrong).await.json();
    assert_eq!(told["errors"][0]["message"], "必填");
    let told = story.admin.post("/v1/surveys/preview", &json!({ "document": wrong })).await;
    assert_eq!(told.json()["errors"][0]["field"], "document.pages[1].questions[0].title.en");

    let long = json!({ "document": document(), "posted": [field(&"n".repeat(201), "")] });
    let told = story.admin.post("/v1/surveys/preview", &long).await;
    assert_eq!(told.json()["errors"][0]["field"], "posted[0]");
}

#[tokio::test]
async fn a_draft_made_from_an_older_one_replaces_nothing() {
    let story = Story::begin(Server::new()).await;
    let made = story.admin.post("/v1/surveys", &document()).await.json();
    let path = format!("/v1/surveys/{}", made["id"].as_str().expect("an id"));
    let seen = made["changed_at"].as_str().expect("a time");
    let from = |seen: &str| format!("{path}?made_from={seen}");
    story.server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    let mut theirs = document();
    theirs["name"] = json!("Theirs");
    let saved = story.admin.send("PUT", &from(seen), Some(&theirs)).await;
    assert_eq!(saved.status.as_u16(), 200, "{saved:?}");
    let late = story.admin.send("PUT", &from(seen), Some(&document())).await;
    assert_eq!(late.problem(), (409, "conflict".to_owned()));
    assert_eq!(story.admin.get(&path).await.json()["name"], "Theirs");
    let seen = saved.json()["changed_at"].as_str().expect("a time").to_owned();
    story.server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    let again = story.admin.send("PUT", &from(&seen), Some(&document())).await;
    assert_eq!(again.status.as_u16(), 200, "{again:?}");
    let publish = |seen: &str| format!("{path}/publish?made_from={seen}");
    let late = story.admin.post(&publish(&seen), &json!({})).await;
    assert_eq!(
        late.problem(),
        (409, "conflict".to_owned()),
        "what somebody else wrote is not published unseen"
    );
    let seen = again.json()["changed_at"].as_str().expect("a time").to_owned();
    assert_eq!(story.admin.post(&publish(&seen), &json!({})).await.json()["state"], "published");
}
