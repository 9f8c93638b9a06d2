//! Story A through the outward contract: an order, a link, an answer, an offer, and the trace of it all.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::effect::EffectKind;
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{Sender, Server};

/// A brand with active starter content.
pub struct Story {
    pub server: Server,
    pub admin: Sender,
    pub survey: String,
    pub playbooks: Vec<String>,
}

pub fn path_of(url: &str) -> String {
    url.strip_prefix("http://127.0.0.1:8080").expect("an address of this server").to_owned()
}

impl Story {
    pub async fn begin(server: Server) -> Self {
        let admin = server.administrator().await;
        let made = admin.post("/v1/starter", &json!({ "active": true })).await;
        assert_eq!(made.status.as_u16(), 201, "{made:?}");
        let made = made.json();
        let survey = made["survey"].as_str().expect("a survey").to_owned();
        let playbooks = made["playbooks"].as_array().expect("playbooks").iter();
        let playbooks = playbooks.map(|id| id.as_str().expect("an id").to_owned()).collect();
        Self { server, admin, survey, playbooks }
    }

    /// The path of a new open link.
    pub async fn open_link(&self, params: &Value) -> String {
        let body = json!({ "kind": "open", "params": params });
        let made = self.admin.post(&format!("/v1/surveys/{}/links", self.survey), &body).await;
        assert_eq!(made.status.as_u16(), 201, "{made:?}");
        path_of(made.json()["url"].as_str().expect("an address"))
    }

    pub async fn responses(&self) -> Vec<Value> {
        let page = self.admin.get(&format!("/v1/surveys/{}/responses", self.survey)).await.json();
        page["items"].as_array().expect("items").clone()
    }

    /// Takes in an event and answers the decision.
    pub async fn decide(&self, call: &Value) -> Value {
        let answer = self.admin.post("/v1/decisions", call).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.json()
    }

    /// A customer who says yes to messages buys.
    pub async fn order(&self, number: &str) -> Value {
        let traits = json!({ "email": "wang@example.com", "consent": { "email.marketing": true } });
        self.decide(&json!({ "type": "identify", "userId": "u1", "traits": traits })).await;
        let products = json!([{ "product_id": "soup", "name": "酸菜鱼", "category": "spicy", "quantity": 1, "price": 88 }]);
        let properties = json!({ "order_id": number, "total": 88, "products": products });
        let call = json!({
            "type": "track", "messageId": number, "userId": "u1", "event": "Order Completed", "properties": properties,
        });
        self.decide(&call).await
    }

    /// The path of the customer who buys.
    pub async fn customer(&self) -> String {
        let page = self.admin.get("/v1/customers?identity=user:u1").await.json();
        format!("/v1/customers/{}", page["items"][0]["id"].as_str().expect("the customer"))
    }

    /// Lets two hours pass, wakes the runs that waited, and answers the texts of their messages.
    pub async fn two_hours_later(&self) -> Vec<String> {
        self.server.test.clock.advance(SignedDuration::from_hours(2));
        let effects = self.server.test.wake().await.expect("the runs go on");
        let texts = effects.into_iter().filter_map(|effect| match effect.kind {
            EffectKind::Send(message) => Some(message.text),
            _ => None,
        });
        texts.collect()
    }

    pub async fn link_of(&self, path: &str) -> String {
        let texts = self.two_hours_later().await;
        let text = texts.first().expect("an invitation");
        let at = text.find(path).expect("the link");
        text[at..].split_whitespace().next().expect("an address").to_owned()
    }

    pub async fn unsubscribe_link(&self) -> String {
        self.link_of("http://127.0.0.1:8080/u/").await
    }
}

async fn buy_answer_act(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    for (product, category) in [("mapo", "spicy"), ("soup", "spicy"), ("pudding", "dessert")] {
        let properties =
            json!({ "product_id": product, "name": product, "category": category, "quantity": 5 });
        story
            .decide(&json!({ "type": "track", "userId": "till", "event": "Stock Changed", "properties": properties }))
            .await;
    }
    let decision = story.order("o-1").await;
    assert_eq!((&decision["duplicate"], &decision["message_id"]), (&json!(false), &json!("o-1")));
    assert_eq!(decision["profile"]["orders_total"], 1, "{decision}");
    let entered = decision["playbooks"].as_array().expect("looks").iter().find(|look| !look["run"].is_null());
    assert_eq!(entered.expect("a playbook began")["playbook"], story.playbooks[0].as_str());
    assert_eq!(story.order("o-1").await["duplicate"], true);

    let path = path_of(&story.link_of("http://127.0.0.1:8080/s/").await);
    let visitor = story.server.stranger();
    assert!(visitor.get(&path).await.body.contains("酸菜鱼"), "the dishes of this order are asked about");
    let fields = b"do=submit&lang=en&a.recommend=10&a.dishes.0=5&a.next=spicy".to_vec();
    let done = visitor.raw("POST", &path, "application/x-www-form-urlencoded", fields).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    assert!(
        done.body.contains("mapo") && done.body.contains("You said you would like to try it"),
        "{}",
        done.body
    );

    traced(&story).await;
    let customer = story.customer().await;
    let seen = story.admin.get(&customer).await.json();
    assert_eq!(seen["profile"]["tags"]["想要"]["value"], "spicy", "{seen}");
    let timeline = story.admin.get(&format!("{customer}/timeline")).await.json();
    let items = timeline["items"].as_array().expect("items");
    assert!(items.iter().any(|item| item["event"]["name"] == "Survey Answered"), "{timeline}");
    assert!(items.iter().any(|item| item["message"]["do"] == "send"), "{timeline}");
}

/// The order's trace leads to the invitation, the answer's to the offer with its reasons.
async fn traced(story: &Story) {
    let trace = story.admin.get("/v1/traces/o-1").await.json();
    assert_eq!(trace["event"]["name"], "Order Completed", "{trace}");
    assert_eq!(trace["runs"][0]["playbook"], story.playbooks[0].as_str(), "{trace}");
    assert_eq!(trace["effects"].as_array().map(Vec::len), Some(1), "the invitation: {trace}");
    let two_hours_us = 2 * 3_600 * 1_000_000;
    assert!(trace["effects"][0]["after_us"].as_i64().is_some_and(|after| after >= two_hours_us), "{trace}");

    let response = story.responses().await.remove(0);
    assert_eq!(response["nps"], 10);
    let id = response["id"].as_str().expect("an id");
    let mut alone = story.admin.get(&format!("/v1/responses/{id}")).await.json();
    // By itself it says what its dishes are called.
    let items = alone.as_object_mut().and_then(|alone| alone.remove("items"));
    assert_eq!(items, Some(json!([{ "id": "soup", "name": "酸菜鱼" }])));
    assert_eq!(alone, response);
    let trace = story.admin.get(&format!("/v1/traces/response:{id}")).await.json();
    let conditions: Vec<&Value> = trace["playbooks"]
        .as_array()
        .expect("looks")
        .iter()
        .map(|look| &look["condition"]["value"])
        .collect();
    assert!(
        conditions.contains(&&json!("holds")) && conditions.contains(&&json!("does_not_hold")),
        "{trace}"
    );
    let offer =
        trace["effects"].as_array().expect("effects").iter().find(|effect| effect["channel"] == "email");
    let detail = &offer.expect("the offer")["detail"];
    assert_eq!(detail["offer"]["picks"][0]["product"], "mapo", "{trace}");
    assert!(detail.get("address").is_none());
    assert!(!trace["decided"].as_array().expect("changes").is_empty(), "the tag: {trace}");
}

#[tokio::test]
async fn buy_answer_act_on_sqlite() {
    buy_answer_act(TestApp::sqlite()).await;
}

#[tokio::test]
async fn buy_answer_act_on_postgres() {
    buy_answer_act(TestApp::postgres()).await;
}

#[tokio::test]
async fn decisions_are_made_once_and_say_what_is_wrong() {
    let story = Story::begin(Server::new()).await;
    let call = json!({ "type": "track", "userId": "u9", "event": "Visit Started" });
    let keyed = story.admin.with("idempotency-key", "door-1");
    let first = keyed.post("/v1/decisions", &call).await;
    let second = keyed.post("/v1/decisions", &call).await;
    assert_eq!(first.json()["message_id"], second.json()["message_id"]);
    assert_eq!((&first.json()["duplicate"], &second.json()["duplicate"]), (&json!(false), &json!(true)));
    assert_eq!(second.headers["idempotency-replayed"], "true");
    let other = json!({ "type": "track", "userId": "u8", "event": "Visit Started" });
    assert_eq!(keyed.post("/v1/decisions", &other).await.problem().1, "idempotency_key_reused");
    for (body, field) in [
        (json!({}), "type"),
        (json!({ "type": "track", "userId": "u9" }), "event"),
        (json!({ "type": "dance", "userId": "u9", "event": "x" }), "type"),
        (json!([]), "body"),
    ] {
        let answer = story.admin.post("/v1/decisions", &body).await;
        assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()), "{body}: {answer:?}");
        assert_eq!(answer.field().0, field, "{body}");
    }
    let all = story.admin.get("/v1/events").await.json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
}
