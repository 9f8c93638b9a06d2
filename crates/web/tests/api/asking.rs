//! Asking on web pages and by codes: only where the brand allowed it, and only whom the rules allow.

use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{Answer, Sender, Server};
use crate::scope::{Stores, stores};
use crate::story::{Story, path_of};

const ORIGIN: &str = "https://shop.example.com";

struct Pages {
    story: Story,
    key: String,
}

impl Pages {
    async fn new(test: TestApp, more: Value) -> Self {
        let story = Story::begin(Server::with(test, WebSettings::default())).await;
        let mut settings = json!({ "enabled": true, "origins": [ORIGIN], "trigger": { "on": "page" } });
        settings.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let put =
            story.admin.send("PUT", &format!("/v1/surveys/{}/widget", story.survey), Some(&settings)).await;
        assert_eq!(put.status.as_u16(), 200, "{put:?}");
        let widget = put.json();
        let key = widget["key"].as_str().expect("a key").to_owned();
        let (snippet, policy) = (widget["snippet"].as_str(), widget["policy"].as_str());
        let (snippet, policy) = (snippet.expect("lines"), policy.expect("a policy"));
        assert!(snippet.contains(&format!("data-key=\"{key}\"")), "{snippet}");
        // The first line runs under the policy that is said to be needed.
        let queue = snippet.strip_prefix("<script>").and_then(|rest| rest.split_once("</script>"));
        let (queue, _) = queue.expect("a line that keeps what is called for before the loader is there");
        let hash = data_encoding::BASE64.encode(&Sha256::digest(queue));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
        Self { story, key }
    }

    fn page(&self) -> Sender {
        self.story.server.stranger().with("origin", ORIGIN)
    }

    async fn visit(&self, who: Value) -> Answer {
        let body = who.to_string().into_bytes();
        self.page().raw("POST", &format!("/w/{}/visits", self.key), "text/plain", body).await
    }

    /// A visit of a user whom the brand's server has signed.
    async fn visit_signed(&self, user: &str, browser: &str) -> Answer {
        let path = format!("/v1/surveys/{}/widget/secret", self.story.survey);
        let secret = self.story.admin.post(&path, &json!({})).await.json();
        let secret = secret["secret"].as_str().expect("a secret").as_bytes().to_vec();
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).expect("a key");
        mac.update(user.as_bytes());
        let signature = data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes());
        self.visit(json!({ "user_id": user, "anonymous_id": browser, "signature": signature })).await
    }

    /// Publishes the survey with another clock, and its first question asked by what is known of the customer.
    async fn change_survey(&self) {
        let path = format!("/v1/surveys/{}", self.story.survey);
        let mut draft = self.story.admin.get(&path).await.json()["draft"].clone();
        draft["taking"] = json!({ "again_after_days": 7 });
        draft["pages"][0]["questions"][0]["title"]["en"] =
            "After {{ customer.orders_90d }} orders: would you recommend us?".into();
        assert_eq!(self.story.admin.send("PUT", &path, Some(&draft)).await.status.as_u16(), 200);
        let published = self.story.admin.post(&format!("{path}/publish"), &Value::Null).await;
        assert_eq!(published.status.as_u16(), 200, "{published:?}");
    }

    async fn settings(&self) -> Value {
        self.page().get(&format!("/w/{}", self.key)).await.json()
    }

    async fn decisions(&self) -> Vec<Value> {
        let path = format!("/v1/surveys/{}/widget/decisions", self.story.survey);
        self.story.admin.get(&path).await.json()["items"].as_array().expect("items").clone()
    }
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn a_page_asks_whom_the_rules_allow(test: TestApp) {
    let pages = Pages::new(test, json!({})).await;
    let settings = format!("/w/{}", pages.key);
    assert_eq!(pages.story.server.stranger().get(&settings).await.status.as_u16(), 404, "no page asks");
    let foreign = pages.story.server.stranger().with("origin", "https://evil.example.com");
    assert_eq!(foreign.get(&settings).await.status.as_u16(), 404);
    let found = pages.page().get(&settings).await;
    assert_eq!((found.status.as_u16(), header(&found, "access-control-allow-origin")), (200, ORIGIN));

    let visit = json!({ "anonymous_id": "browser-17", "page": "/orders/1" });
    let shown = pages.visit(visit.clone()).await;
    assert_eq!(shown.status.as_u16(), 200, "{shown:?}");
    let path = path_of(shown.json()["url"].as_str().expect("an address"));
    let framed = pages.story.server.stranger().get(&path).await;
    let policy = header(&framed, "content-security-policy");
    assert!(
        policy.contains(&format!("frame-ancestors {ORIGIN}")) && !policy.contains("frame-ancestors 'none'")
    );
    assert!(framed.body.contains("/assets/frame.js"), "it tells the page how tall it is");
    let plain = pages.story.open_link(&json!({})).await;
    let plain = pages.story.server.stranger().get(&plain).await;
    assert!(header(&plain, "content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!plain.body.contains("frame.js"));

    assert_eq!(pages.visit(visit.clone()).await.status.as_u16(), 204, "shown a moment ago");
    let decisions = pages.decisions().await;
    let latest = &decisions[0];
    assert_eq!((&latest["shown"], &latest["page"]), (&json!(false), &json!("/orders/1")), "{decisions:?}");
    assert_eq!(latest["decision"]["refused_by"], "again_after", "{latest}");

    // What was shown is an event with its reasons.
    let customer = latest["customer"].as_str().expect("whom");
    let timeline = pages.story.admin.get(&format!("/v1/customers/{customer}/timeline")).await.json();
    let event = &timeline["items"][0]["event"];
    assert_eq!(event["name"], "Survey Shown", "{timeline}");

    let done = pages.story.server.stranger().post(&path, &json!({ "answers": { "recommend": 9 } })).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    for (body, status) in [("{}", 204), ("[", 422), ("{\"anonymous_id\":\"\"}", 204)] {
        let visits = format!("/w/{}/visits", pages.key);
        let answer = pages.page().raw("POST", &visits, "text/plain", body.into()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {answer:?}");
    }
}

async fn a_page_asks_nobody_who_refused(test: TestApp) {
    let pages = Pages::new(test, json!({ "condition": "customer.orders_90d > 0" })).await;
    pages.story.order("o-1").await;
    let stranger = pages.visit(json!({ "anonymous_id": "browser-1" })).await;
    assert_eq!(stranger.status.as_u16(), 204, "nothing is known of a stranger's orders");
    let shown = pages.visit_signed("u1", "browser-2").await;
    assert_eq!(shown.status.as_u16(), 200, "{shown:?}");
    let traits = json!({ "email": "li@example.com", "consent": { "survey": false } });
    pages.story.decide(&json!({ "type": "identify", "userId": "u2", "traits": traits })).await;
    let order = json!({ "order_id": "o-2", "total": 5, "products": [{ "product_id": "soup", "price": 5 }] });
    let bought = json!({ "type": "track", "messageId": "o-2", "userId": "u2", "event": "Order Completed", "properties": order });
    pages.story.decide(&bought).await;
    assert_eq!(pages.visit_signed("u2", "browser-3").await.status.as_u16(), 204);
    let decisions = pages.decisions().await;
    let reasons: Vec<&Value> = decisions.iter().map(|decision| &decision["decision"]["refused_by"]).collect();
    assert!(reasons.contains(&&json!("refused")) && reasons.contains(&&Value::Null), "{decisions:?}");
}

#[tokio::test]
async fn a_browser_that_asks_without_end_is_told_to_wait_and_others_are_not() {
    let pages = Pages::new(TestApp::sqlite(), json!({ "condition": "false" })).await;
    let visit = |browser: &str| json!({ "anonymous_id": browser, "user_id": "u1" });
    for _ in 0..30 {
        assert_eq!(pages.visit(visit("one")).await.status.as_u16(), 204);
    }
    let later = pages.visit(visit("one")).await;
    assert_eq!((later.status.as_u16(), header(&later, "retry-after")), (429, "5"), "{later:?}");
    assert_eq!(header(&later, "access-control-allow-origin"), ORIGIN, "the page may know");
    assert_eq!(later.json()["code"], "too_many_requests");
    assert_eq!(pages.visit(visit("another")).await.status.as_u16(), 204, "of the same shop");
    pages.story.server.test.clock.advance(jiff::SignedDuration::from_secs(5));
    assert_eq!(pages.visit(visit("one")).await.status.as_u16(), 204);
}

#[tokio::test]
async fn a_users_id_needs_a_signature_unless_the_brand_says_otherwise() {
    let pages = Pages::new(TestApp::sqlite(), json!({ "condition": "customer.orders_90d > 0" })).await;
    let path = format!("/v1/surveys/{}/widget", pages.story.survey);
    let settings = pages.story.admin.get(&path).await.json();
    assert_eq!(settings["widget"]["signed_users_only"], true, "{settings}");
    pages.story.order("o-1").await;
    for signature in [Value::Null, json!("00"), json!("")] {
        let visit = json!({ "user_id": "u1", "signature": signature });
        assert_eq!(pages.visit(visit).await.status.as_u16(), 204, "{signature}");
    }
    assert_eq!(pages.visit_signed("u1", "browser-1").await.status.as_u16(), 200);
    let audit = pages.story.admin.get("/v1/audit?action=widget.secret").await.json();
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(1), "{audit}");
}

async fn an_unsigned_id_opens_nothing_of_whom_it_names(test: TestApp) {
    let pages = Pages::new(test, json!({ "signed_users_only": false })).await;
    pages.change_survey().await;
    pages.story.order("o-1").await;
    let customer = pages.story.customer().await;
    let id = customer.rsplit('/').next().expect("an id");
    let asked = async |shown: &Answer| {
        assert_eq!(shown.status.as_u16(), 200, "{shown:?}");
        let path = path_of(shown.json()["url"].as_str().expect("an address"));
        let reader = pages.story.server.stranger().with("accept-language", "en");
        (path.clone(), reader.get(&path).await.body)
    };

    let claimed = pages.visit(json!({ "user_id": "u1", "anonymous_id": "browser-1" })).await;
    let (path, page) = asked(&claimed).await;
    assert!(page.contains("After  orders") && !page.contains("After 1 orders"), "{page}");
    let done = pages.story.server.stranger().post(&path, &json!({ "answers": { "recommend": 1 } })).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    let responses = pages.story.responses().await;
    assert!(responses[0]["customer"].is_string() && responses[0]["customer"] != *id, "{responses:?}");
    let eligibility = format!("/v1/surveys/{}/eligibility?customer={id}&way=web", pages.story.survey);
    let found = pages.story.admin.get(&eligibility).await.json();
    assert_eq!(found["eligible"], true, "nobody used up their clock: {found}");

    let (_, page) = asked(&pages.visit_signed("u1", "browser-2").await).await;
    assert!(page.contains("After 1 orders"), "{page}");
    // Now they were asked, which is a reason not to ask who claims to be them. It is nobody's decision.
    let decisions = pages.decisions().await.len();
    let again = pages.visit(json!({ "user_id": "u1", "anonymous_id": "browser-3" })).await;
    assert_eq!(again.status.as_u16(), 204);
    assert_eq!(pages.decisions().await.len(), decisions);
    let other = pages.visit(json!({ "user_id": "u9", "anonymous_id": "browser-3" })).await;
    assert_eq!(other.status.as_u16(), 200, "{other:?}");
    let alone = pages.visit(json!({ "user_id": "u9" })).await;
    assert_eq!(alone.status.as_u16(), 204, "nobody to ask");
}

#[tokio::test]
async fn the_page_goes_by_the_surveys_own_clock() {
    let pages = Pages::new(TestApp::sqlite(), json!({ "again_after_days": 40 })).await;
    assert_eq!(pages.settings().await["again_after_days"], 40);
    pages.change_survey().await;
    assert_eq!(pages.settings().await["again_after_days"], 7);
}

#[tokio::test]
async fn a_visit_that_changes_nothing_writes_nothing() {
    let pages = Pages::new(TestApp::sqlite(), json!({ "condition": "customer.orders_90d > 1" })).await;
    pages.story.order("o-1").await;
    let at = async || {
        let no = pages.visit_signed("u1", "browser-1").await;
        assert_eq!((no.status.as_u16(), header(&no, "retry-after")), (204, "300"), "{no:?}");
        pages.decisions().await[0]["at"].clone()
    };
    let first = at().await;
    pages.story.server.test.clock.advance(SignedDuration::from_mins(59));
    assert_eq!(at().await, first);
    pages.story.server.test.clock.advance(SignedDuration::from_mins(1));
    let second = at().await;
    assert_ne!(second, first, "that they were here is known to the hour");
    pages.story.order("o-2").await;
    let shown = pages.visit_signed("u1", "browser-1").await;
    assert_eq!(shown.status.as_u16(), 200, "{shown:?}");
    pages.story.server.test.clock.advance(SignedDuration::from_mins(1));
    let no = pages.visit_signed("u1", "browser-1").await;
    assert_eq!(no.status.as_u16(), 204);
    let decisions = pages.decisions().await;
    assert_eq!(decisions[0]["decision"]["refused_by"], "again_after", "another decision is kept at once");
}

#[tokio::test]
async fn browsers_that_are_made_up_do_not_become_customers_without_end() {
    let pages = Pages::new(TestApp::sqlite(), json!({})).await;
    let visit =
        async |browser: usize| pages.visit(json!({ "anonymous_id": format!("made-up-{browser}") })).await;
    let mut asked = 0;
    let last = loop {
        let answer = visit(asked).await;
        if answer.status.as_u16() != 200 || asked > 1_000 {
            break answer;
        }
        asked += 1;
    };
    assert_eq!((asked, last.status.as_u16(), header(&last, "retry-after")), (300, 204, "1"), "{last:?}");
    assert_eq!(pages.visit(json!({ "anonymous_id": "made-up-7" })).await.status.as_u16(), 204, "known");
    pages.story.server.test.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(visit(2_000).await.status.as_u16(), 200, "in time others are asked");
}

#[tokio::test]
async fn every_store_gets_one_code_and_keeps_it() {
    let Stores { story, manager, .. } = stores().await;
    let path = format!("/v1/surveys/{}/links/sheet", story.survey);
    let links = async |who: &Sender| {
        let path = format!("/v1/surveys/{}/links?limit=100", story.survey);
        who.get(&path).await.json()["items"].as_array().expect("items").len()
    };
    let before = links(&story.admin).await;
    for _ in 0..2 {
        let pdf = story.admin.raw_bytes("POST", &path, &json!({ "format": "pdf" })).await;
        assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF\n"));
        assert_eq!(
            links(&story.admin).await,
            before + 2,
            "two stores, one link each, whenever it is asked for"
        );
    }
    let own = manager.raw_bytes("POST", &path, &json!({ "format": "zip" })).await;
    let text = String::from_utf8_lossy(&own);
    assert!(
        own.starts_with(b"PK") && text.contains("S1.png") && !text.contains("S2.png"),
        "only one's own stores"
    );
    let none = story.admin.post(&path, &json!({ "kind": "counter" })).await;
    assert_eq!(none.problem(), (422, "invalid_fields".to_owned()));
}

touchstone_engine::on_both![
    a_page_asks_whom_the_rules_allow,
    a_page_asks_nobody_who_refused,
    an_unsigned_id_opens_nothing_of_whom_it_names,
];
