//! Cases, inboxes and the live view over HTTP: who sees what, and what a stream gives.

use serde_json::{Value, json};
use touchstone_domain::effect::{About, CaseRequest, Effect, EffectKind, FORMAT, Priority};
use touchstone_domain::id::{BrandId, CaseId, CustomerId, EffectId};
use touchstone_engine::live::Signals;
use touchstone_engine::pipeline::Circumstances;
use touchstone_engine::{cases, testing::TestApp};
use touchstone_web::WebSettings;

use crate::client::{Sender, Server};
use crate::story::{Story, path_of};

/// Two stores; the manager of the first and a front-line member of the second.
struct Chain {
    server: Server,
    admin: Sender,
    manager: Sender,
    stranger: Sender,
    brand: BrandId,
}

impl Chain {
    async fn new(test: TestApp) -> Self {
        let server = Server::with(test, WebSettings::default());
        let admin = server.administrator().await;
        let file = "code,name,kind,parent\nS1,Nanjing Road,store,\nS2,The Bund,store,\n";
        assert_eq!(admin.raw("POST", "/v1/units/import", "text/csv", file.into()).await.status, 200);
        let page = admin.get("/v1/units").await.json();
        let unit = |code: &str| {
            let units = page["items"].as_array().expect("items");
            units.iter().find(|unit| unit["code"] == code).expect("imported")["id"].clone()
        };
        let manager = server.member(&admin, "manager", &[&unit("S1")]).await;
        let stranger = server.member(&admin, "front_line", &[&unit("S2")]).await;
        let session = manager.get("/v1/session").await.json();
        let own = format!("/v1/units/{}", unit("S1").as_str().expect("an id"));
        let owned = admin.send("PATCH", &own, Some(&json!({ "owner": session["member"] }))).await;
        assert_eq!(owned.status, 200, "{owned:?}");
        let brand = session["brand"]["id"].as_str().expect("a brand").parse().expect("an id");
        Self { server, admin, manager, stranger, brand }
    }

    /// A bad answer at the first store.
    async fn complaint(&self, n: u8) {
        self.commit(effect(n, self.server.test.app.now())).await;
    }

    async fn commit(&self, effect: Effect) {
        let app = self.server.test.app.clone();
        let signals = std::sync::Arc::new(Signals::default());
        let (shared, told) = (app.clone(), signals.clone());
        app.store()
            .write("complaint", self.brand, move |tx| {
                let brand = shared.brands().current(tx)?.expect("the brand is there");
                let (now, random) = (shared.now(), shared.random());
                let circumstances = Circumstances { brand: &brand, now, random, chunk: 0, signals: &told };
                cases::commit(tx, circumstances, std::slice::from_ref(&effect))
            })
            .await
            .expect("committed");
        app.committed(self.brand, &signals);
    }

    async fn only_case(&self, sender: &Sender) -> Value {
        let page = sender.get("/v1/cases").await.json();
        assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{page}");
        page["items"][0].clone()
    }
}

fn effect(n: u8, now: jiff::Timestamp) -> Effect {
    let request = CaseRequest {
        case: CaseId::from_bytes([n; 16]),
        joins: false,
        reason: "NPS 1: 汤是凉的".to_owned(),
        priority: Priority::High,
        due_at: now + jiff::SignedDuration::from_hours(72),
        unit: None,
        about: About { unit: Some("S1".to_owned()), order_id: Some(format!("o-{n}")), ..About::default() },
        response: None,
    };
    Effect {
        format: FORMAT,
        id: EffectId::from_bytes([n; 16]),
        customer: CustomerId::from_bytes([n; 16]),
        run: None,
        message_id: format!("m-{n}"),
        created_at: now,
        not_before: None,
        kind: EffectKind::OpenCase(request),
    }
}

async fn a_case_is_led_to_its_end(test: TestApp) {
    let chain = Chain::new(test).await;
    chain.complaint(1).await;
    let case = chain.only_case(&chain.manager).await;
    assert_eq!((case["state"].as_str(), case["priority"].as_str()), (Some("open"), Some("high")));
    assert_eq!(case["causes"][0]["order_id"], "o-1");
    let path = format!("/v1/cases/{}", case["id"].as_str().expect("an id"));
    let noted = chain
        .manager
        .post(&format!("{path}/note"), &json!({ "note": "Called.", "waits_for_customer": true }))
        .await;
    assert_eq!(noted.json()["state"], "waiting_customer", "{noted:?}");
    let empty = chain.manager.post(&format!("{path}/note"), &json!({ "note": "  " })).await;
    assert_eq!(empty.field(), ("note".into(), "required".into()));
    let own = chain.stranger.get("/v1/session").await.json()["member"].clone();
    let wrong = chain.manager.post(&format!("{path}/assign"), &json!({ "to": own })).await;
    assert_eq!(wrong.field(), ("to".into(), "not_allowed".into()));

    let once = chain.manager.with("idempotency-key", "k1");
    let closed = once.post(&format!("{path}/close"), &json!({ "outcome": "recovered" })).await;
    assert_eq!(
        (closed.json()["state"].as_str(), closed.json()["outcome"].as_str()),
        (Some("closed"), Some("recovered"))
    );
    let again = once.post(&format!("{path}/close"), &json!({ "outcome": "recovered" })).await;
    assert_eq!(again.status, 200, "the same request with the same key is answered, not repeated");
    let twice = chain.manager.post(&format!("{path}/close"), &json!({})).await;
    assert_eq!(twice.problem(), (409, "conflict".into()));
    let reopened = chain.manager.post(&format!("{path}/reopen"), &json!({ "note": "Called again." })).await;
    assert_eq!(reopened.json()["state"], "open");
    let history = chain.manager.get(&path).await.json()["history"].clone();
    let changes: Vec<&str> =
        history.as_array().expect("a list").iter().filter_map(|entry| entry["change"].as_str()).collect();
    assert_eq!(changes, ["opened", "noted", "closed", "reopened"]);
    let audit = chain.admin.get("/v1/audit").await.body;
    assert!(audit.contains("case.close") && !audit.contains("Called again"), "notes stay with the case");
}

/// Two orders, two invitations, two bad answers of one customer: one person cares for both.
async fn a_second_bad_answer_joins_the_open_case(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    for (order, score) in [("o-1", 2), ("o-2", 1)] {
        story.order(order).await;
        let path = path_of(&story.link_of("http://127.0.0.1:8080/s/").await);
        let answers = json!({ "recommend": score, "comment": format!("cold soup of {order}") });
        let done = story.server.stranger().post(&path, &json!({ "answers": answers })).await;
        assert_eq!(done.json()["outcomes"][0]["kind"], "told", "{done:?}");
    }
    let cases = story.admin.get("/v1/cases").await.json();
    assert_eq!(cases["items"].as_array().map(Vec::len), Some(1), "{cases}");
    let case = &cases["items"][0];
    assert_eq!((&case["causes_total"], &case["state"]), (&json!(2), &json!("open")));
    let causes = case["causes"].as_array().expect("causes");
    for (cause, order) in causes.iter().zip(["o-1", "o-2"]) {
        assert_eq!(cause["order_id"], order);
        let path = format!("/v1/responses/{}", cause["response"].as_str().expect("the answer"));
        let response = story.admin.get(&path).await.json();
        assert_eq!(response["answers"]["comment"], format!("cold soup of {order}"), "{response}");
    }
    let path = format!("/v1/cases/{}", case["id"].as_str().expect("an id"));
    let history = story.admin.get(&path).await.json();
    let changes: Vec<&Value> =
        history["history"].as_array().expect("a history").iter().map(|entry| &entry["change"]).collect();
    assert_eq!(changes, ["opened", "cause_added"], "{history}");
    let inbox = story.admin.get("/v1/inbox").await.json();
    let notes = inbox["items"].as_array().expect("notes").iter();
    let kinds: Vec<&Value> =
        notes.filter(|note| note["case"] == case["id"]).map(|note| &note["kind"]).collect();
    assert!(kinds.contains(&&json!("case_opened")) && kinds.contains(&&json!("case_cause_added")), "{inbox}");
}

async fn the_live_view_keeps_answers_from_those_who_may_not_read_them(test: TestApp) {
    let story = Story::begin(Server::with(test, WebSettings::default())).await;
    let root = story.admin.get("/v1/units").await.json()["items"][0]["id"].clone();
    let developer = story.server.member(&story.admin, "developer", &[&root]).await;
    let analyst = story.server.member(&story.admin, "analyst", &[&root]).await;
    let (mut blind, mut seeing) = (developer.listen("/v1/live").await, analyst.listen("/v1/live").await);
    let path = story.open_link(&json!({})).await;
    let answers = json!({ "recommend": 1, "comment": "cold soup" });
    story.server.stranger().post(&path, &json!({ "answers": answers })).await;
    let (_, _, seen) = seeing.next().await.expect("an answer");
    assert_eq!((&seen["name"], &seen["text"]), (&json!("Survey Answered"), &json!("cold soup")));
    let (_, _, hidden) = blind.next().await.expect("an answer");
    assert_eq!((&hidden["name"], &hidden["text"]), (&json!("Survey Answered"), &Value::Null));
    assert_eq!((&hidden["score"], &hidden["customer"]), (&Value::Null, &seen["customer"]));
}

async fn nobody_sees_another_units_case(test: TestApp) {
    let chain = Chain::new(test).await;
    let mut live = chain.stranger.listen("/v1/live").await;
    chain.complaint(1).await;
    let id = chain.only_case(&chain.admin).await["id"].as_str().expect("an id").to_owned();
    assert_eq!(chain.stranger.get("/v1/cases").await.json()["items"], json!([]));
    assert_eq!(chain.stranger.get(&format!("/v1/cases/{id}")).await.problem(), (404, "not_found".into()));
    let note = chain.stranger.post(&format!("/v1/cases/{id}/note"), &json!({ "note": "x" })).await;
    assert_eq!(note.problem(), (404, "not_found".into()));
    assert_eq!(chain.stranger.get("/v1/inbox").await.json()["items"], json!([]));
    let unread = chain.manager.get("/v1/inbox").await.json();
    assert_eq!(unread["unread"], 1);
    let notice = format!("/v1/inbox/{}/read", unread["items"][0]["id"].as_str().expect("an id"));
    assert_eq!(chain.stranger.post(&notice, &json!({})).await.problem(), (404, "not_found".into()));
    assert_eq!(chain.manager.with("idempotency-key", "k").post(&notice, &json!({})).await.status, 200);
    assert_eq!(chain.manager.get("/v1/inbox?unread=true").await.json()["items"], json!([]));
    assert_eq!(live.next().await, None);
    for query in ["?late=true", "?state=closed", "?owner=mbr_01jd0m6x4pfk2v9w3q8r7t5y1z"] {
        assert_eq!(chain.admin.get(&format!("/v1/cases{query}")).await.json()["items"], json!([]), "{query}");
    }
    assert_eq!(chain.admin.get("/v1/cases?state=odd").await.problem().0, 400);
}

async fn cases_go_page_by_page(test: TestApp) {
    let chain = Chain::new(test).await;
    for n in 1..=7 {
        chain.complaint(n).await;
        chain.server.test.clock.advance(jiff::SignedDuration::from_secs(i64::from(n % 2)));
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = chain.manager.get(&format!("/v1/cases?limit=3{cursor}")).await.json();
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|case| case["opened_at"].as_str().expect("a time").to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted_by(|one, other| one >= other), "newest first: {seen:?}");
}

async fn the_inbox_resumes_where_it_ended(test: TestApp) {
    let chain = Chain::new(test).await;
    let mut first = chain.manager.listen("/v1/inbox/stream").await;
    chain.complaint(1).await;
    let (event, id, data) = first.next().await.expect("at once");
    assert_eq!((event.as_str(), id.as_str(), data["kind"].as_str()), ("notice", "1", Some("case_opened")));
    assert_eq!(data["body"]["text"], "NPS 1: 汤是凉的");
    drop(first);
    chain.complaint(2).await;
    chain.complaint(3).await;
    let mut resumed = chain.manager.with("last-event-id", "1").listen("/v1/inbox/stream").await;
    assert_eq!(resumed.next().await.expect("missed meanwhile").1, "2");
    assert_eq!(resumed.next().await.expect("missed meanwhile").1, "3");
    assert_eq!(resumed.next().await, None, "and nothing twice");
    let odd = chain.manager.with("last-event-id", "odd").get("/v1/inbox/stream").await;
    assert_eq!(odd.problem().0, 400);
    let mut open = Vec::new();
    for _ in 0..9 {
        open.push(chain.manager.listen("/v1/inbox/stream").await);
    }
    assert_eq!(chain.manager.get("/v1/inbox/stream").await.problem().0, 429, "a member has ten streams");
    open.clear();
    open.push(chain.manager.listen("/v1/inbox/stream").await);
}

/// A cause joins the customer's open case wherever it happened; its words stay where they were said.
async fn what_was_said_at_another_store_stays_there(test: TestApp) {
    let chain = Chain::new(test).await;
    chain.complaint(1).await;
    let mut more = effect(2, chain.server.test.app.now());
    more.customer = CustomerId::from_bytes([1; 16]);
    if let EffectKind::OpenCase(request) = &mut more.kind {
        request.about.unit = Some("S2".to_owned());
        request.reason = "NPS 0: 空调太冷".to_owned();
    }
    chain.commit(more).await;
    let case = chain.only_case(&chain.manager).await;
    let causes = [&case["causes"][0], &case["causes"][1]];
    assert_eq!((&case["causes_total"], &causes[0]["reason"]), (&json!(2), &json!("NPS 1: 汤是凉的")));
    let nothing = json!({ "at": causes[1]["at"], "reason": null, "message_id": null, "response": null,
        "unit": null, "order_id": null });
    assert_eq!(causes[1], &nothing);
    let path = format!("/v1/cases/{}", case["id"].as_str().expect("an id"));
    let noted = chain.manager.post(&format!("{path}/note"), &json!({ "note": "Called." })).await;
    for answer in [
        noted,
        chain.manager.get(&path).await,
        chain.manager.get("/v1/cases").await,
        chain.manager.get("/v1/inbox").await,
    ] {
        assert!(answer.body.contains("汤是凉的") && answer.status == 200, "{answer:?}");
        for word in ["空调太冷", "m-2", "o-2"] {
            assert!(!answer.body.contains(word), "{word}: {answer:?}");
        }
    }
    let inbox = chain.manager.get("/v1/inbox").await.json();
    let added =
        inbox["items"].as_array().expect("notes").iter().find(|note| note["kind"] == "case_cause_added");
    assert_eq!(added.expect("the owner is told that there is more")["body"]["text"], Value::Null);
    for path in [path.as_str(), "/v1/cases"] {
        assert!(chain.admin.get(path).await.body.contains("空调太冷"), "head office sees it: {path}");
    }
}

touchstone_engine::on_both![
    a_case_is_led_to_its_end,
    a_second_bad_answer_joins_the_open_case,
    nobody_sees_another_units_case,
    what_was_said_at_another_store_stays_there,
    the_live_view_keeps_answers_from_those_who_may_not_read_them,
    cases_go_page_by_page,
    the_inbox_resumes_where_it_ended,
];
