//! Story C through the outward contract: an owner posts links into chat groups of their own; good answers lead to
//! what fits by themselves, and a bad one reaches that owner at once, with all that is known of who gave it.

use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{PASSWORD, Sender, Server};
use crate::story::{Story, path_of};

/// A store with the chat groups of two owners.
struct Groups {
    story: Story,
    owner: Sender,
    other: Sender,
    /// The groups' ids, in the order of their codes: two of the owner, one of the other.
    groups: Vec<String>,
}

impl Groups {
    async fn begin(test: TestApp) -> Self {
        let story = Story::begin(Server::with(test, WebSettings::default())).await;
        let file = "code,name,kind,parent\nS1,Nanjing Road,store,\nG1,Noodle friends,chat_group,S1\n\
                    G2,Office lunch,chat_group,S1\nG3,Neighbours,chat_group,S1\n";
        let taken = story.admin.raw("POST", "/v1/units/import", "text/csv", file.into()).await;
        assert_eq!(taken.status.as_u16(), 200, "{taken:?}");
        let page = story.admin.get("/v1/units").await.json();
        let units = page["items"].as_array().expect("items");
        let id = |code: &str| {
            let unit = units.iter().find(|unit| unit["code"] == code).expect("imported");
            unit["id"].as_str().expect("an id").to_owned()
        };
        let groups = vec![id("G1"), id("G2"), id("G3")];
        let owner = owner_of(&story, "zhou.min", &groups[..2]).await;
        let other = owner_of(&story, "ma.chao", &groups[2..]).await;
        for product in ["mapo", "pudding"] {
            let properties =
                json!({ "product_id": product, "name": product, "category": "spicy", "quantity": 5 });
            let stock = json!({ "type": "track", "userId": "till", "event": "Stock Changed", "properties": properties });
            story.decide(&stock).await;
        }
        Self { story, owner, other, groups }
    }

    /// The owner makes a link; answers where it leads.
    async fn link(&self, kind: &str, params: &Value) -> String {
        let path = format!("/v1/surveys/{}/links", self.story.survey);
        let made = self.owner.post(&path, &json!({ "kind": kind, "params": params })).await;
        assert_eq!(made.status.as_u16(), 201, "{made:?}");
        path_of(made.json()["url"].as_str().expect("an address"))
    }

    /// Somebody answers with a form, as a browser without scripts does; answers the page.
    async fn answer(&self, path: &str, fields: &str) -> String {
        let body = format!("do=submit&lang=en&{fields}").into_bytes();
        let visitor = self.story.server.stranger();
        let done = visitor.raw("POST", path, "application/x-www-form-urlencoded", body).await;
        assert_eq!(done.status.as_u16(), 200, "{done:?}");
        done.body
    }
}

/// A member of the front line who owns these groups and sees nothing else.
async fn owner_of(story: &Story, name: &str, groups: &[String]) -> Sender {
    let email = format!("{name}@example.com");
    let wish =
        json!({ "email": email, "name": name, "role": "front_line", "units": groups, "password": PASSWORD });
    let made = story.admin.post("/v1/members", &wish).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    for group in groups {
        let change = json!({ "owner": made.json()["id"] });
        let owned = story.admin.send("PATCH", &format!("/v1/units/{group}"), Some(&change)).await;
        assert_eq!(owned.status.as_u16(), 200, "{owned:?}");
    }
    story.server.browser_of(&email, PASSWORD).await
}

async fn list(who: &Sender, path: &str) -> Vec<Value> {
    let page = who.get(path).await.json();
    page["items"].as_array().unwrap_or_else(|| panic!("{path}: {page}")).clone()
}

async fn a_bad_answer_reaches_its_groups_owner_and_nobody_elses(test: TestApp) {
    let groups = Groups::begin(test).await;
    let posted = groups.link("open", &json!({ "unit": groups.groups[0], "group": "G1" })).await;
    let mut inbox = groups.owner.listen("/v1/inbox/stream").await;
    let page = groups.answer(&posted, "a.recommend=1&a.comment=The+soup+was+cold").await;
    assert!(page.contains("Noodle friends"), "who answers is told who knows: {page}");
    let (event, _, note) = inbox.next().await.expect("a note");
    assert_eq!((event.as_str(), &note["kind"]), ("notice", &json!("case_opened")), "{note}");
    assert!(note["body"]["text"].as_str().is_some_and(|text| text.contains("The soup was cold")), "{note}");

    let case =
        groups.owner.get(&format!("/v1/cases/{}", note["case"].as_str().expect("a case"))).await.json();
    let me = groups.owner.get("/v1/session").await.json()["member"].clone();
    assert_eq!((&case["owner"], &case["unit"]), (&me, &json!(groups.groups[0])), "{case}");
    for (path, seen) in [("/v1/cases", 0), ("/v1/inbox", 0), ("/v1/responses", 0), ("/v1/customers", 0)] {
        assert_eq!(list(&groups.other, path).await.len(), seen, "{path} of another owner");
    }
    assert_eq!(list(&groups.owner, "/v1/responses").await.len(), 1);
}

async fn the_owner_sees_all_that_is_known_of_a_customer_of_the_group(test: TestApp) {
    let groups = Groups::begin(test).await;
    let products =
        json!([{ "product_id": "soup", "name": "酸菜鱼", "category": "spicy", "quantity": 1, "price": 88 }]);
    let order = json!({ "order_id": "o-1", "total": 88, "unit": "S1", "group": "G1", "products": products });
    let traits = json!({ "name": "王秀兰", "email": "wang@example.com" });
    groups.story.decide(&json!({ "type": "identify", "userId": "u1", "traits": traits })).await;
    let bought = json!({ "type": "track", "userId": "u1", "event": "Order Completed", "properties": order });
    groups.story.decide(&bought).await;
    let customer = groups.story.customer().await;
    let id = customer.rsplit('/').next().expect("an id");
    let path = format!("/v1/surveys/{}/links", groups.story.survey);
    let params = json!({ "customer": id, "unit": groups.groups[0], "group": "G1", "order": "o-1" });
    let made = groups.story.admin.post(&path, &json!({ "kind": "personal", "params": params })).await;
    let personal = path_of(made.json()["url"].as_str().expect("an address"));
    groups.answer(&personal, "a.recommend=2").await;

    let [case] = &list(&groups.owner, "/v1/cases").await[..] else { panic!("one case") };
    assert_eq!(case["customer"], id, "{case}");
    let seen = groups.owner.get(&customer).await.json();
    assert_eq!(seen["profile"]["traits"]["name"], "王秀兰", "{seen}");
    assert_eq!(seen["profile"]["purchases"][0]["product"], "soup", "{seen}");
    let timeline = list(&groups.owner, &format!("{customer}/timeline")).await;
    let names: Vec<&Value> = timeline.iter().map(|item| &item["event"]["name"]).collect();
    assert!(names.contains(&&json!("Survey Answered")), "{names:?}");
    let sorry = groups.owner.get("/v1/outbox?state=pending").await.json();
    assert!(sorry["items"].as_array().is_some_and(|items| !items.is_empty()), "the apology: {sorry}");
    assert_eq!(groups.other.get(&customer).await.status.as_u16(), 404);
}

async fn a_good_answer_leads_to_what_fits_by_itself(test: TestApp) {
    let groups = Groups::begin(test).await;
    let posted = groups.link("open", &json!({ "unit": groups.groups[1], "group": "G2" })).await;
    let page = groups.answer(&posted, "a.recommend=10&a.next=spicy").await;
    assert!(page.contains("mapo"), "{page}");
    assert!(list(&groups.owner, "/v1/cases").await.is_empty(), "nobody has to do anything");
    let responses = list(&groups.owner, "/v1/responses").await;
    assert_eq!(responses.len(), 1, "{responses:?}");
    let id = responses[0]["id"].as_str().expect("an id");
    let trace = groups.story.admin.get(&format!("/v1/traces/response:{id}")).await.json();
    assert_eq!(trace["event"]["properties"]["group"], "G2", "{trace}");
}

async fn an_owner_posts_into_groups_of_their_own_only(test: TestApp) {
    let groups = Groups::begin(test).await;
    let path = format!("/v1/surveys/{}/links", groups.story.survey);
    for params in [json!({ "unit": groups.groups[2] }), json!({ "group": "G3" }), json!({})] {
        let refused = groups.owner.post(&path, &json!({ "kind": "open", "params": params })).await;
        assert_eq!(refused.status.as_u16(), 422, "{params}: {refused:?}");
    }
    groups.link("open", &json!({ "group": "G2" })).await;
    assert_eq!(list(&groups.owner, &path).await.len(), 1);
    assert_eq!(list(&groups.other, &path).await.len(), 0);
}

touchstone_engine::on_both![
    a_bad_answer_reaches_its_groups_owner_and_nobody_elses,
    the_owner_sees_all_that_is_known_of_a_customer_of_the_group,
    a_good_answer_leads_to_what_fits_by_itself,
    an_owner_posts_into_groups_of_their_own_only,
];
