//! Acting on a case over HTTP: messages, vouchers, handing over; and who is told of it.

use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{PASSWORD, Sender, Server};
use crate::lists::walk;
use crate::story::{Story, path_of};

/// Two stores with an owner each, a colleague at the first, and a customer who was badly served there.
struct Care {
    story: Story,
    owner: Sender,
    colleague: Sender,
    elsewhere: Sender,
    units: [String; 2],
    customer: String,
    /// The path of the case.
    case: String,
}

impl Care {
    async fn begin(test: TestApp) -> Self {
        let story = Story::begin(Server::with(test, WebSettings::default())).await;
        let ids = story.server.test.add_stores(&["S1", "S2"]).await.expect("two stores");
        let units = [ids[0].to_string(), ids[1].to_string()];
        let owner = member(&story, "li.na", "manager", &units[0]).await;
        let colleague = member(&story, "wu.gang", "front_line", &units[0]).await;
        let elsewhere = member(&story, "sun.li", "manager", &units[1]).await;
        for (who, unit) in [(&owner, &units[0]), (&elsewhere, &units[1])] {
            let change = json!({ "owner": own_id(who).await });
            let owned = story.admin.send("PATCH", &format!("/v1/units/{unit}"), Some(&change)).await;
            assert_eq!(owned.status.as_u16(), 200, "{owned:?}");
        }
        let channels = json!({ "email": { "host": "smtp.example.com", "port": 25, "from": "care@example.com" },
            "webhook": { "messages_url": "https://example.com/messages" } });
        assert_eq!(story.admin.send("PUT", "/v1/channels", Some(&channels)).await.status.as_u16(), 200);
        let traits = json!({ "name": "王秀兰", "email": "wang@example.com", "phone": "+8613800002207" });
        story.decide(&json!({ "type": "identify", "userId": "u1", "traits": traits })).await;
        let properties = json!({ "order_id": "o-1", "unit": "S1", "total": 88 });
        let call =
            json!({ "type": "track", "userId": "u1", "event": "Order Completed", "properties": properties });
        story.decide(&call).await;
        let customer = story.customer().await;
        let mut care = Self { story, owner, colleague, elsewhere, units, customer, case: String::new() };
        care.complain(0, "汤是凉的").await;
        let page = care.owner.get("/v1/cases").await.json();
        care.case = format!("/v1/cases/{}", page["items"][0]["id"].as_str().expect("a case"));
        care
    }

    /// The customer answers badly about a store.
    async fn complain(&self, store: usize, words: &str) {
        let customer = self.customer.rsplit('/').next().expect("an id");
        let params = json!({ "customer": customer, "unit": self.units[store] });
        let body = json!({ "kind": "personal", "params": params });
        let made = self.story.admin.post(&format!("/v1/surveys/{}/links", self.story.survey), &body).await;
        let path = path_of(made.json()["url"].as_str().expect("an address"));
        let answers = json!({ "answers": { "recommend": 1, "comment": words } });
        let done = self.story.server.stranger().post(&path, &answers).await;
        assert_eq!(done.status.as_u16(), 200, "{done:?}");
    }

    async fn changes(&self) -> Vec<String> {
        let case = self.story.admin.get(&self.case).await.json();
        let history = case["history"].as_array().expect("a history").iter();
        history.filter_map(|entry| entry["change"].as_str().map(str::to_owned)).collect()
    }
}

async fn member(story: &Story, name: &str, role: &str, unit: &str) -> Sender {
    let email = format!("{name}@example.com");
    let wish = json!({ "email": email, "name": name, "role": role, "units": [unit], "password": PASSWORD });
    let made = story.admin.post("/v1/members", &wish).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    story.server.browser_of(&email, PASSWORD).await
}

async fn own_id(who: &Sender) -> String {
    who.get("/v1/session").await.json()["member"].as_str().expect("an id").to_owned()
}

/// All of a list that has one page.
async fn items(who: &Sender, path: &str) -> Vec<Value> {
    let page = who.get(path).await.json();
    page["items"].as_array().unwrap_or_else(|| panic!("{path}: {page}")).clone()
}

/// Kinds and cases of somebody's notes, oldest first.
async fn notes(who: &Sender) -> Vec<(String, Value)> {
    let mut items = walk(who, "/v1/inbox").await;
    items.reverse();
    items
        .iter()
        .map(|note| (note["kind"].as_str().expect("a word").to_owned(), note["case"].clone()))
        .collect()
}

async fn a_message_leaves_once_and_can_be_taken_back(test: TestApp) {
    let care = Care::begin(test).await;
    let reach = care.owner.get(&format!("{}/reach", care.case)).await.json();
    let sms = reach["channels"].as_array().expect("channels").iter().find(|one| one["channel"] == "sms");
    let sms = sms.expect("text messages");
    assert_eq!(
        (&sms["service"]["is_allowed"], &sms["marketing"]["reason"]),
        (&json!(true), &json!("no_consent"))
    );
    let templates = reach["templates"].as_array().expect("templates");
    assert!(templates.iter().all(|template| template["class"] != "survey"), "{reach}");
    assert!(
        templates
            .iter()
            .any(|template| template["text"].as_str().is_some_and(|text| text.contains("对不起")))
    );

    let words = json!({ "channel": "sms", "text": "对不起，汤凉了。" });
    let once = care.owner.with("idempotency-key", "sorry-1");
    let sent = once.post(&format!("{}/message", care.case), &words).await;
    assert_eq!(sent.status.as_u16(), 200, "{sent:?}");
    assert_eq!(sent.json()["case"]["state"], "in_progress");
    let again = once.post(&format!("{}/message", care.case), &words).await;
    assert_eq!(again.json()["effect"], sent.json()["effect"]);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let outbox = walk(&care.owner, "/v1/outbox?state=pending").await;
    let texts: Vec<&Value> = outbox.iter().map(|row| &row["detail"]["text"]).collect();
    assert_eq!(texts.iter().filter(|text| **text == "对不起，汤凉了。").count(), 1, "{texts:?}");
    let timeline = care.owner.get(&format!("{}/timeline", care.customer)).await.body;
    assert!(timeline.contains("对不起，汤凉了。"), "{timeline}");
    let shown = care.owner.get(&care.case).await.json();
    assert_eq!(shown["messages"][0]["state"], "pending", "{shown}");

    let back = json!({ "effect": sent.json()["effect"] });
    let withdrawn =
        care.owner.with("idempotency-key", "back").post(&format!("{}/withdraw", care.case), &back).await;
    assert_eq!(withdrawn.status.as_u16(), 200, "{withdrawn:?}");
    let twice =
        care.owner.with("idempotency-key", "back-2").post(&format!("{}/withdraw", care.case), &back).await;
    assert_eq!(twice.problem(), (409, "conflict".to_owned()));
    let foreign = json!({ "effect": "eff_01jd0m6x4pfk2v9w3q8r7t5y1z" });
    let foreign =
        care.owner.with("idempotency-key", "f").post(&format!("{}/withdraw", care.case), &foreign).await;
    assert_eq!(foreign.problem().0, 404, "only messages of this case");
    let shown = care.owner.get(&care.case).await.json();
    assert_eq!(shown["messages"][0]["state"], "cancelled");
    assert_eq!(care.changes().await, ["opened", "messaged", "withdrawn"]);
    let audit = care.story.admin.get("/v1/audit").await.body;
    assert!(audit.contains("case.message") && audit.contains("case.withdraw") && !audit.contains("汤凉了"));
    let contacts = care.owner.get(&care.customer).await.json()["profile"]["contacts"].clone();
    let counted =
        contacts.as_array().map_or(0, |all| all.iter().filter(|one| one["channel"] == "sms").count());
    assert_eq!(counted, 0, "what was not sent is no contact");
}

async fn what_may_not_be_sent_says_why(test: TestApp) {
    let care = Care::begin(test).await;
    let path = format!("{}/message", care.case);
    let text = "新品上市";
    for (n, (body, expected)) in [
        (json!({ "channel": "sms", "text": text, "class": "marketing" }), ("channel", "no_consent")),
        (json!({ "channel": "wechat", "text": text }), ("channel", "no_address")),
        (json!({ "channel": "sms", "text": "  " }), ("text", "required")),
        (json!({ "channel": "sms" }), ("text", "required")),
        (json!({ "channel": "sms", "text": "字".repeat(2001) }), ("text", "too_long")),
        (
            json!({ "channel": "email", "template": "tpl_01jd0m6x4pfk2v9w3q8r7t5y1z" }),
            ("template", "unknown"),
        ),
        (
            json!({ "channel": "sms", "text": text, "voucher": { "worth": "", "days": 30 } }),
            ("voucher.worth", "length"),
        ),
        (
            json!({ "channel": "sms", "text": text, "voucher": { "worth": "x", "days": 0 } }),
            ("voucher.days", "out_of_range"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = care.owner.with("idempotency-key", &format!("k{n}")).post(&path, &body).await;
        assert_eq!(refused.problem().0, 422, "{body}: {refused:?}");
        assert_eq!(refused.field(), (expected.0.to_owned(), expected.1.to_owned()), "{body}");
    }
    let body = json!({ "channel": "sms", "text": text, "class": "marketing" });
    let chinese = care.owner.with("accept-language", "zh-CN").post(&path, &body).await;
    assert!(chinese.body.contains("顾客尚未同意接收此类消息"), "{chinese:?}");
    let templates = walk(&care.story.admin, "/v1/templates").await;
    let survey = templates.iter().find(|template| template["class"] == "survey").expect("an invitation");
    let body = json!({ "channel": "email", "template": survey["id"] });
    assert_eq!(care.owner.post(&path, &body).await.field().1, "not_by_hand");
    let none = json!({ "email": null, "webhook": {} });
    assert_eq!(care.story.admin.send("PUT", "/v1/channels", Some(&none)).await.status.as_u16(), 200);
    let body = json!({ "channel": "sms", "text": text });
    assert_eq!(care.owner.with("idempotency-key", "n").post(&path, &body).await.field().1, "not_configured");
    assert_eq!(care.changes().await, ["opened"], "a refusal changes nothing");
}

async fn a_voucher_goes_with_the_words(test: TestApp) {
    let care = Care::begin(test).await;
    let path = format!("{}/message", care.case);
    let body = json!({ "channel": "sms", "text": "对不起", "voucher": { "worth": "甜品一份", "value": 2000, "days": 30 } });
    let sent = care.owner.post(&path, &body).await;
    assert_eq!(sent.status.as_u16(), 200, "{sent:?}");
    let voucher = sent.json()["voucher"].clone();
    assert_eq!((&voucher["state"], &voucher["last_day"]), (&json!("valid"), &json!("2026-04-01")));
    let code = voucher["code"].as_str().expect("a code");
    let outbox = care.owner.get("/v1/outbox?state=pending").await.body;
    assert!(outbox.contains(code) && outbox.contains("2026年4月1日"), "{outbox}");
    let list = items(&care.colleague, &format!("{}/vouchers", care.customer)).await;
    assert_eq!(list, std::slice::from_ref(&voucher));
    let timeline = care.owner.get(&format!("{}/timeline", care.customer)).await.json();
    let events = timeline["items"].as_array().expect("items").iter().map(|item| &item["event"]["name"]);
    assert_eq!(events.filter(|name| **name == "Voucher Issued").count(), 1, "{timeline}");
    let export = care.story.admin.get(&format!("{}/export", care.customer)).await.json();
    assert_eq!(export["vouchers"][0]["code"], code, "{export}");

    let back = json!({ "effect": sent.json()["effect"] });
    assert_eq!(care.owner.post(&format!("{}/withdraw", care.case), &back).await.status.as_u16(), 200);
    let list = items(&care.owner, &format!("{}/vouchers", care.customer)).await;
    assert_eq!(list[0]["state"], "withdrawn");
    let erased = care.story.admin.send("POST", &format!("{}/erase", care.customer), None).await;
    assert_eq!(erased.json()["vouchers"], 1, "{erased:?}");
}

async fn a_voucher_is_used_once(test: TestApp) {
    let care = Care::begin(test).await;
    let body = json!({ "channel": "sms", "text": "对不起", "voucher": { "worth": "甜品一份", "days": 30 } });
    let sent = care.owner.post(&format!("{}/message", care.case), &body).await.json();
    let code = sent["voucher"]["code"].as_str().expect("a code");
    let (look, take) = (format!("/v1/vouchers/{code}/validate"), format!("/v1/vouchers/{code}/redeem"));
    let typed = format!("/v1/vouchers/{}/validate", code.replace('-', "").to_lowercase());
    let seen = care.colleague.send("POST", &typed, None).await;
    assert_eq!((seen.status.as_u16(), &seen.json()["state"]), (200, &json!("valid")), "{seen:?}");
    for path in ["/v1/vouchers/K7QM3-XPD9T/redeem", "/v1/vouchers/x/redeem"] {
        let answer = care.elsewhere.post(path, &json!({})).await;
        assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{path}");
    }
    // The brand's promise holds in every store; of the customer nothing is told there.
    let there = care.elsewhere.send("POST", &look, None).await.json();
    assert_eq!((&there["state"], &there["worth"]), (&json!("valid"), &json!("甜品一份")), "{there}");
    assert_eq!((&there["case"], there.get("customer")), (&Value::Null, None), "{there}");
    assert!(seen.json()["case"].is_string(), "{seen:?}");
    let there = care.colleague.post(&take, &json!({ "unit": care.units[1] })).await;
    assert_eq!(there.problem(), (404, "not_found".to_owned()), "at no unit that one does not see");

    let mut tills = tokio::task::JoinSet::new();
    for nth in 0..8 {
        // Tills of two stores.
        let store = if nth % 2 == 0 { &care.colleague } else { &care.elsewhere };
        let (till, take) = (store.with("idempotency-key", &format!("till-{nth}")), take.clone());
        tills.spawn(async move {
            let answer = till.post(&take, &json!({})).await;
            (nth, answer.status.as_u16())
        });
    }
    let answers = tills.join_all().await;
    let winners: Vec<i32> =
        answers.iter().filter(|(_, status)| *status == 200).map(|(nth, _)| *nth).collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|(_, status)| [200, 409].contains(status)), "{answers:?}");
    let store = if winners[0] % 2 == 0 { &care.colleague } else { &care.elsewhere };
    let winner = store.with("idempotency-key", &format!("till-{}", winners[0]));
    let again = winner.post(&take, &json!({})).await;
    assert_eq!((again.status.as_u16(), &again.json()["state"]), (200, &json!("redeemed")), "{again:?}");
    let late = care.owner.post(&take, &json!({})).await;
    assert_eq!(late.problem(), (409, "conflict".to_owned()));

    let list = items(&care.owner, &format!("{}/vouchers", care.customer)).await;
    assert_eq!(
        (&list[0]["state"], &list[0]["redeemed_by"]),
        (&json!("redeemed"), &json!(own_id(store).await))
    );
    let timeline = care.owner.get(&format!("{}/timeline", care.customer)).await.json();
    let events = timeline["items"].as_array().expect("items").iter().map(|item| &item["event"]["name"]);
    assert_eq!(events.filter(|name| **name == "Voucher Redeemed").count(), 1, "{timeline}");
    assert_eq!(walk(&care.story.admin, "/v1/audit?action=voucher.redeem").await.len(), 1);
}

async fn a_case_is_handed_to_who_may_see_it(test: TestApp) {
    let care = Care::begin(test).await;
    let candidates = items(&care.owner, &format!("{}/candidates", care.case)).await;
    let names: Vec<&str> = candidates.iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!((names.len(), names[0]), (2, "wu.gang"), "the colleague, then head office: {candidates:?}");
    let found = items(&care.owner, &format!("{}/candidates?name=WU", care.case)).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let path = format!("{}/assign", care.case);
    let wrong = json!({ "to": own_id(&care.elsewhere).await });
    let refused = care.owner.with("accept-language", "zh-CN").post(&path, &wrong).await;
    assert!(refused.body.contains("无权处理"), "{refused:?}");
    let to = json!({ "to": own_id(&care.colleague).await, "note": "她喜欢晚上接电话" });
    // Head office gives the owner's case to the colleague: both are told.
    let given = care.story.admin.post(&path, &to).await;
    assert_eq!((given.status.as_u16(), &given.json()["owner"]), (200, &to["to"]), "{given:?}");
    let case = json!(care.case.rsplit('/').next());
    assert_eq!(notes(&care.colleague).await, [("case_assigned".to_owned(), case.clone())]);
    assert_eq!(notes(&care.owner).await.last(), Some(&("case_handed_over".to_owned(), case)));
    let shown = care.colleague.get(&care.case).await.json();
    assert_eq!(shown["history"][1]["detail"]["note"], "她喜欢晚上接电话");
    let audit = walk(&care.story.admin, "/v1/audit").await;
    let entry = audit.iter().find(|entry| entry["action"] == "case.assign").expect("an entry");
    assert_eq!(entry["after"]["owner"], to["to"], "{entry}");
}

async fn nobody_elsewhere_acts_on_it(test: TestApp) {
    let care = Care::begin(test).await;
    let body = json!({ "channel": "sms", "text": "x" });
    let effect = json!({ "effect": "eff_01jd0m6x4pfk2v9w3q8r7t5y1z" });
    for (method, path, body) in [
        ("GET", format!("{}/candidates", care.case), None),
        ("GET", format!("{}/reach", care.case), None),
        ("GET", format!("{}/vouchers", care.customer), None),
        ("POST", format!("{}/message", care.case), Some(&body)),
        ("POST", format!("{}/withdraw", care.case), Some(&effect)),
    ] {
        let answer = care.elsewhere.send(method, &path, body).await;
        assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{path}");
    }
    let analyst = member(&care.story, "ana", "analyst", &care.units[0]).await;
    for path in ["candidates", "reach"] {
        assert_eq!(analyst.get(&format!("{}/{path}", care.case)).await.problem().0, 403, "{path}");
    }
    assert_eq!(analyst.post(&format!("{}/message", care.case), &body).await.problem().0, 403);
}

/// The same customer is badly served in the other store: its owner hears of it, and nothing of a case they may not open.
async fn another_stores_owner_hears_nothing_of_the_case(test: TestApp) {
    let care = Care::begin(test).await;
    care.complain(1, "等了一小时").await;
    let case = json!(care.case.rsplit('/').next());
    assert_eq!(notes(&care.elsewhere).await, [("note".to_owned(), Value::Null)]);
    let told = care.elsewhere.get("/v1/inbox").await.json();
    assert!(
        told["items"][0]["body"]["text"].as_str().is_some_and(|text| text.contains("等了一小时")),
        "{told}"
    );
    let response = told["items"][0]["body"]["response"].as_str().expect("the answer");
    assert_eq!(care.elsewhere.get(&format!("/v1/responses/{response}")).await.status.as_u16(), 200);
    assert_eq!(notes(&care.owner).await.last(), Some(&("case_cause_added".to_owned(), case.clone())));
    let office = notes(&care.story.admin).await;
    assert!(office.iter().all(|(_, told)| *told == case), "head office may open all: {office:?}");
}

async fn a_suspended_members_stream_ends(test: TestApp) {
    let care = Care::begin(test).await;
    let mut streams = [
        care.owner.listen("/v1/inbox/stream").await,
        care.owner.listen("/v1/live").await,
        care.colleague.listen("/v1/inbox/stream").await,
    ];
    let path = format!("/v1/members/{}", own_id(&care.owner).await);
    let change = json!({ "suspended": true });
    let suspended = care.story.admin.send("PATCH", &path, Some(&change)).await;
    assert_eq!(suspended.status.as_u16(), 200, "{suspended:?}");
    let ended = async {
        streams[0].ended().await;
        streams[1].ended().await;
    };
    tokio::time::timeout(std::time::Duration::from_secs(8), ended).await.expect("within seconds");
    let goes_on = tokio::time::timeout(std::time::Duration::from_secs(1), streams[2].ended()).await;
    assert!(goes_on.is_err(), "the colleague reads on");
}

touchstone_engine::on_both![
    a_message_leaves_once_and_can_be_taken_back,
    what_may_not_be_sent_says_why,
    a_voucher_goes_with_the_words,
    a_voucher_is_used_once,
    a_case_is_handed_to_who_may_see_it,
    nobody_elsewhere_acts_on_it,
    another_stores_owner_hears_nothing_of_the_case,
    a_suspended_members_stream_ends,
];
