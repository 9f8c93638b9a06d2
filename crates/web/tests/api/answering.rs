//! The survey page and the end of messages, as browsers and mail programs use them.

use axum::http::header;
use serde_json::{Value, json};

use crate::client::{Answer, Sender, Server};
use crate::story::{Story, path_of};

const FORM: &str = "application/x-www-form-urlencoded";

async fn form(sender: &Sender, path: &str, fields: &str) -> Answer {
    sender.raw("POST", path, FORM, fields.as_bytes().to_vec()).await
}

/// The hidden key of a form.
fn key(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("name=\"resume\" value=\"").expect("the form carries its key");
    rest.split('"').next().expect("a value").to_owned()
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().expect("a pair").to_owned()
}

#[tokio::test]
async fn an_open_link_is_answered_resumed_and_corrected() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let visitor = story.server.stranger().with("accept-language", "en");
    let page = visitor.get(&path).await;
    assert_eq!(page.status.as_u16(), 200, "{page:?}");
    assert!(page.body.contains("How likely are you to recommend us"), "{}", page.body);
    assert!(page.headers["content-security-policy"].to_str().is_ok_and(|csp| csp.contains("sha256-")));
    assert!(visitor.get(&format!("{path}?lang=zh-CN")).await.body.contains("您有多大可能"));

    // What is typed is kept, and found again by the cookie.
    let kept = form(&visitor, &format!("{path}/partial"), "do=submit&a.comment=warm").await;
    assert_eq!(kept.status.as_u16(), 204, "{kept:?}");
    let back = visitor.with("cookie", &cookie(&kept));
    let resumed = back.get(&path).await;
    assert!(resumed.body.contains("warm") && resumed.body.contains("We kept your earlier answers"));

    // The score is needed.
    let wrong = form(&back, &path, "do=submit&a.comment=warm").await;
    assert_eq!(wrong.status.as_u16(), 422, "{wrong:?}");
    assert!(wrong.body.contains("Please choose one") && wrong.body.contains("warm"));

    let done = form(&back, &path, "do=submit&lang=en&a.recommend=10&a.comment=warm").await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    assert!(done.body.contains("Thank you"), "{}", done.body);
    assert!(back.get(&path).await.body.contains("Thank you"), "the same browser sees the end again");
    assert_eq!(story.responses().await.len(), 1);
}

#[tokio::test]
async fn an_answer_given_in_a_message_is_chosen_on_the_page_and_not_yet_given() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let visitor = story.server.stranger().with("accept-language", "en");
    let plain = visitor.get(&path).await.body;
    let chosen = visitor.get(&format!("{path}?a.recommend=9")).await.body;
    let nine = "name=\"a.recommend\" value=\"9\"";
    assert!(plain.contains(nine) && !plain.contains(&format!("{nine} checked")), "{plain}");
    assert!(chosen.contains(&format!("{nine} checked")), "{chosen}");
    assert!(visitor.get(&format!("{path}?a.recommend=99&a.nothing=1")).await.body.contains(nine));
    assert!(story.responses().await.is_empty(), "programs that look for harm open every link of a message");
}

#[tokio::test]
async fn a_link_works_until_its_time_is_over() {
    let story = Story::begin(Server::new()).await;
    let links = format!("/v1/surveys/{}/links", story.survey);
    let made = async |until: jiff::Timestamp| {
        story.admin.post(&links, &json!({ "kind": "open", "params": {}, "expires_at": until })).await
    };
    let now = story.server.test.app.now();
    assert_eq!(made(now).await.field(), ("expires_at".to_owned(), "past".to_owned()));
    let hour = jiff::SignedDuration::from_hours(1);
    let link = made(now + hour).await;
    assert_eq!(link.status.as_u16(), 201, "{link:?}");
    let path = path_of(link.json()["url"].as_str().expect("an address"));
    let (early, late) = (story.server.stranger(), story.server.stranger().with("accept-language", "en"));
    let kept = form(&early, &format!("{path}/partial"), "do=submit&a.comment=warm").await;
    let early = early.with("cookie", &cookie(&kept));
    let thanked = form(&early, &path, "do=submit&a.recommend=9").await;
    assert_eq!(thanked.status.as_u16(), 200, "{thanked:?}");
    story.server.test.clock.advance(hour);
    let over = late.get(&path).await;
    assert_eq!(over.status.as_u16(), 410, "{over:?}");
    assert!(over.body.contains("expired"), "{}", over.body);
    assert_eq!(form(&late, &path, "do=submit&a.recommend=9").await.status.as_u16(), 410);
    let problem = late.post(&path, &json!({ "answers": { "recommend": 9 } })).await.problem();
    assert_eq!(problem, (410, "gone".to_owned()));
    assert_eq!(story.responses().await.len(), 1);
    // Who answered in time keeps the thank-you.
    let again = early.get(&path).await;
    assert_eq!(again.status.as_u16(), 200, "{again:?}");
}

#[tokio::test]
async fn what_was_refused_or_never_answered_leaves_no_response() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let visitor = story.server.stranger();
    for answers in [json!({ "comment": "cold" }), json!({ "recommend": 99, "comment": "cold" }), json!({})] {
        let refused = visitor.post(&path, &json!({ "answers": answers })).await;
        assert_eq!(refused.problem(), (422, "invalid_fields".to_owned()), "{answers}: {refused:?}");
    }
    assert_eq!(form(&visitor, &path, "do=submit").await.status.as_u16(), 422);
    assert_eq!(form(&visitor, &path, "do=lang:en").await.status.as_u16(), 200);
    assert_eq!(form(&visitor, &format!("{path}/partial"), "a.comment=").await.status.as_u16(), 204);
    assert_eq!(story.responses().await, Vec::<serde_json::Value>::new(), "nothing was answered");

    // What a page has kept stays as it was when a program's answers are refused, and counts once they are not.
    let kept = form(&visitor, &format!("{path}/partial"), "a.comment=warm").await;
    let back = visitor.with("cookie", &cookie(&kept));
    let refused = back.post(&path, &json!({ "answers": { "recommend": 99, "comment": "cold" } })).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(back.get(&path).await.body.contains("warm"));
    let done = back.post(&path, &json!({ "answers": { "recommend": 9 } })).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    let responses = story.responses().await;
    assert_eq!(responses.len(), 1);
    assert_eq!(responses[0]["answers"]["comment"], "warm", "{responses:?}");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_response_also_without_cookies() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let visitor = story.server.stranger();
    let fields = format!("do=submit&a.recommend=3&resume={}", key(&visitor.get(&path).await));
    let first = form(&visitor, &path, &fields).await;
    assert_eq!(first.status.as_u16(), 200);
    assert!(first.body.contains("负责人"), "someone was told: {}", first.body);
    let second = form(&visitor, &path, &fields).await;
    assert_eq!(second.status.as_u16(), 200);
    assert!(second.body.contains("负责人"), "the end is the same: {}", second.body);
    assert_eq!(story.responses().await.len(), 1);
}

#[tokio::test]
async fn what_takes_no_answers_says_why() {
    let story = Story::begin(Server::new()).await;
    let visitor = story.server.stranger();
    for path in ["/s/0123456789abcdefghjk", "/s/x", "/s/%FF", "/s/..%2f..%2fetc", "/s/%00"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status.as_u16(), 404, "{path}");
        assert!(page.body.contains("没有找到"), "{path}: {}", page.body);
        assert_eq!(form(&visitor, path, "do=submit").await.status.as_u16(), 404, "{path}");
    }
    let path = story.open_link(&json!({})).await;
    for (command, status) in [("pause", 503), ("resume", 200), ("close", 410)] {
        let answer = story.admin.post(&format!("/v1/surveys/{}/{command}", story.survey), &json!({})).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        assert_eq!(visitor.get(&path).await.status.as_u16(), status, "{command}");
    }
    assert_eq!(form(&visitor, &path, "do=submit&a.recommend=9").await.status.as_u16(), 410);
    let problem = visitor.post(&path, &json!({ "answers": { "recommend": 9 } })).await.problem();
    assert_eq!(problem, (410, "gone".to_owned()));
    assert!(story.responses().await.is_empty());
}

#[tokio::test]
async fn programs_answer_with_json() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let program = story.server.stranger();
    let wrong = program.post(&path, &json!({ "answers": { "recommend": 11, "taste": 1 } })).await;
    assert_eq!(wrong.problem(), (422, "invalid_fields".to_owned()));
    let fields = wrong.json()["errors"].to_string();
    assert!(fields.contains("answers.recommend") && fields.contains("answers.taste"), "{fields}");
    let body = json!({ "answers": { "recommend": 2 }, "resume": "0123456789abcdefghjk" });
    for _ in 0..2 {
        let done = program.post(&path, &body).await;
        assert_eq!(done.status.as_u16(), 200, "{done:?}");
        assert_eq!(done.json()["state"], "done");
        assert_eq!(done.json()["outcomes"][0]["kind"], "told");
    }
    assert_eq!(program.post(&path, &json!({ "answers": [] })).await.problem().0, 422);
    assert_eq!(program.post(&path, &json!({ "answer": {} })).await.problem().0, 422);
    let complete = story.responses().await.into_iter().filter(|response| !response["submitted_at"].is_null());
    assert_eq!(complete.count(), 1, "sent twice, it is one answer");
}

#[tokio::test]
async fn messages_end_with_one_post_and_not_by_reading() {
    let story = Story::begin(Server::new()).await;
    story.order("o-1").await;
    let stop = story.unsubscribe_link().await;
    let path = path_of(&stop);
    let customer = story.customer().await;
    let refused = |customer: &serde_json::Value| customer["profile"]["consent"]["email"]["granted"].clone();
    let mail = story.server.stranger().with("accept-language", "en");
    let page = mail.get(&path).await;
    assert!(page.status.is_success() && page.body.contains("<button>Unsubscribe</button>"), "{page:?}");
    assert!(refused(&story.admin.get(&customer).await.json()).is_null(), "reading ends nothing");
    for _ in 0..2 {
        let done = form(&mail, &path, "List-Unsubscribe=One-Click").await;
        assert!(done.status.is_success() && done.body.contains("You are unsubscribed"), "{done:?}");
    }
    assert_eq!(refused(&story.admin.get(&customer).await.json()), json!(false));
    for path in ["/u/x", "/u/%00", "/u/a.b", &format!("{path}x")] {
        assert_eq!(form(&mail, path, "").await.status.as_u16(), 404, "{path}");
        assert_eq!(mail.get(path).await.status.as_u16(), 404, "{path}");
    }
}

/// A published survey with these parts of its document, and the path of an open link to it.
async fn asked(story: &Story, others: Value, params: &Value) -> (String, String) {
    let mut survey = json!({ "version": 2, "name": "Asked", "default_language": "zh-CN",
        "languages": ["zh-CN", "en"], "title": { "zh-CN": "问卷", "en": "Asked" } });
    if let (Value::Object(survey), Value::Object(others)) = (&mut survey, others) {
        survey.extend(others);
    }
    let made = story.admin.post("/v1/surveys", &survey).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let survey = format!("/v1/surveys/{}", made.json()["id"].as_str().expect("an id"));
    story.admin.post(&format!("{survey}/publish"), &json!({})).await;
    let link = json!({ "kind": "open", "params": params });
    let made = story.admin.post(&format!("{survey}/links"), &link).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    (survey, path_of(made.json()["url"].as_str().expect("an address")))
}

#[tokio::test]
async fn what_is_asked_goes_by_the_language_of_the_page() {
    let story = Story::begin(Server::new()).await;
    let questions = json!([
        { "id": "score", "kind": "nps", "title": { "zh-CN": "推荐？", "en": "Recommend?" }, "required": true },
        { "id": "tax", "kind": "text", "title": { "zh-CN": "税号", "en": "Tax number" }, "required": true,
          "show_when": "language == 'en'" },
    ]);
    let document = json!({ "paging": "one_page", "pages": [{ "id": "p", "questions": questions }] });
    let (_, path) = asked(&story, document, &json!({})).await;
    let english = story.server.stranger().with("accept-language", "en");
    assert!(english.get(&path).await.body.contains("Tax number"));
    let chinese = story.server.stranger().with("accept-language", "zh-CN");
    assert!(!chinese.get(&path).await.body.contains("税号"));
    assert!(chinese.get(&format!("{path}?lang=en")).await.body.contains("Tax number"));
}

#[tokio::test]
async fn what_only_the_link_says_is_not_on_the_page() {
    let story = Story::begin(Server::new()).await;
    let document = json!({
        "hidden": [{ "id": "class" }, { "id": "campaign" }],
        "pages": [{ "id": "p", "questions": [
            { "id": "score", "kind": "nps", "title": { "zh-CN": "推荐？", "en": "Recommend?" }, "required": true },
        ] }],
    });
    let params = json!({ "hidden": { "class": "secretly-gold" } });
    let (survey, path) = asked(&story, document, &params).await;
    let visitor = story.server.stranger();
    let page = visitor.get(&format!("{path}?campaign=spring&class=guessed")).await;
    assert!(page.body.contains("name=\"h.campaign\" value=\"spring\""), "{}", page.body);
    assert!(!page.body.contains("secretly-gold") && !page.body.contains("h.class"), "{}", page.body);
    let done = form(&visitor, &path, "do=submit&h.campaign=spring&h.class=guessed&a.score=9").await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    let all = story.admin.get(&format!("{survey}/export?format=csv")).await;
    assert!(all.body.contains("spring") && all.body.contains("secretly-gold"), "{all:?}");
}

#[tokio::test]
async fn what_was_typed_while_a_survey_paused_is_found_again() {
    let story = Story::begin(Server::new()).await;
    let path = story.open_link(&json!({})).await;
    let visitor = story.server.stranger().with("accept-language", "en");
    let key = key(&visitor.get(&path).await);
    let turn = async |what: &str| {
        let answer = story.admin.post(&format!("/v1/surveys/{}/{what}", story.survey), &json!({})).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    };
    turn("pause").await;
    let paused = form(&visitor, &path, &format!("do=submit&resume={key}&a.comment=warm")).await;
    assert_eq!(paused.status.as_u16(), 503, "{paused:?}");
    assert!(paused.body.contains("What you have answered is kept"), "{}", paused.body);
    turn("resume").await;
    let back = visitor.with("cookie", &cookie(&paused));
    assert!(back.get(&path).await.body.contains("warm"));
}

#[tokio::test]
async fn what_an_answer_leads_to_on_the_same_page_is_asked_before_the_end() {
    let story = Story::begin(Server::new()).await;
    let asks = |id: &str, kind: &str, title: &str, when: &str| {
        let title = json!({ "zh-CN": title, "en": title });
        json!({ "id": id, "kind": kind, "title": title, "show_when": when })
    };
    let questions = json!([
        asks("score", "nps", "Recommend?", "true"),
        asks("why", "text", "What went wrong?", "answers.score <= 6"),
        asks("call", "yes_no", "May we call you?", "answers.why != null"),
    ]);
    let document = json!({ "paging": "one_page", "pages": [{ "id": "p", "questions": questions }] });
    let (survey, path) = asked(&story, document, &json!({})).await;
    let visitor = story.server.stranger().with("accept-language", "en");
    let page = visitor.get(&path).await;
    assert!(page.body.contains("name=\"on\" value=\"score\"") && !page.body.contains("What went wrong?"));

    // The script is told at once, and only when other questions are asked than stand on the page.
    let partial = format!("{path}/partial");
    let other = story.server.stranger().with("accept-language", "en");
    let kept = form(&other, &partial, "on=score&page=0&lang=en&a.score=9").await;
    assert_eq!((kept.status.as_u16(), kept.body.as_str()), (204, ""));
    let other = other.with("cookie", &cookie(&kept));
    let swapped = form(&other, &partial, "on=score&page=0&lang=en&a.score=2").await;
    assert_eq!(swapped.status.as_u16(), 200, "{swapped:?}");
    assert!(
        swapped.body.contains("What went wrong?") && swapped.body.contains("name=\"on\" value=\"score why\"")
    );
    let kept = form(&other, &partial, "on=score+why&page=0&lang=en&a.score=2").await;
    assert_eq!(kept.status.as_u16(), 204, "{kept:?}");

    // Without it, the page comes again with what is new, and says so.
    let resume = format!("resume={}&page=0&lang=en&do=submit", key(&page));
    let more = form(&visitor, &path, &format!("{resume}&on=score&a.score=2")).await;
    assert_eq!(more.status.as_u16(), 200, "{more:?}");
    assert!(
        more.body.contains("What went wrong?") && more.body.contains("one more question"),
        "{}",
        more.body
    );
    assert!(more.body.contains("id=\"q-why\" tabindex=\"-1\" autofocus"), "{}", more.body);
    let more = form(&visitor, &path, &format!("{resume}&on=score+why&a.score=2&a.why=cold")).await;
    assert!(
        more.body.contains("May we call you?")
            && more.body.contains("id=\"q-call\" tabindex=\"-1\" autofocus")
    );
    let done = form(&visitor, &path, &format!("{resume}&on=score+why+call&a.score=2&a.why=cold")).await;
    assert!(done.body.contains("Thank you"), "{}", done.body);

    // A form that does not say what stood on it ends as it always did.
    let plain = form(&story.server.stranger(), &path, "do=submit&a.score=1").await;
    assert!(!plain.body.contains("What went wrong?"), "{}", plain.body);
    let all = story.admin.get(&format!("{survey}/export?format=csv")).await;
    assert_eq!(all.body.lines().filter(|line| line.contains("cold")).count(), 1, "{}", all.body);
}

#[tokio::test]
async fn templates_ask_what_an_answer_leads_to_on_the_same_page() {
    let story = Story::begin(Server::new()).await;
    let templates = story.admin.get("/v1/surveys/templates").await.json();
    let cases = [
        ("retail", "0", "recommend came_for", "a.recommend=9&a.came_for=buy", "found"),
        (
            "parcel_delivery",
            "0",
            "recommend speed where condition",
            "a.recommend=9&a.where=locker&a.condition=whole",
            "wanted",
        ),
        ("new_product", "1", "intent price comment", "a.intent=never", "instead"),
    ];
    for (id, number, stood, answers, follow_up) in cases {
        let items = templates["items"].as_array().expect("templates");
        let document = items.iter().find(|item| item["id"] == id).expect("the template")["document"].clone();
        let (_, path) = asked(&story, document, &json!({})).await;
        let visitor = story.server.stranger().with("accept-language", "en");
        let resume = format!("resume={}&lang=en", key(&visitor.get(&path).await));
        if number != "0" {
            let before = form(&visitor, &path, &format!("{resume}&do=next&page=0&a.liking=5")).await;
            assert_eq!(before.status.as_u16(), 200, "{id}: {before:?}");
        }
        let asks = format!("id=\"q-{follow_up}\" tabindex=\"-1\" autofocus");
        let here = format!("name=\"page\" value=\"{number}\"");
        let go = format!("{resume}&do=next&page={number}&{answers}&on=");
        let stood = stood.replace(' ', "+");
        let again = form(&visitor, &path, &format!("{go}{stood}")).await;
        assert_eq!(again.status.as_u16(), 200, "{id}: {again:?}");
        assert!(again.body.contains(&asks) && again.body.contains(&here), "{id}: {}", again.body);
        // Left empty it is not asked a second time.
        let on = form(&visitor, &path, &format!("{go}{stood}+{follow_up}")).await;
        assert_eq!(on.status.as_u16(), 200, "{id}: {on:?}");
        assert!(!on.body.contains(&here), "{id}: {}", on.body);
    }
}
