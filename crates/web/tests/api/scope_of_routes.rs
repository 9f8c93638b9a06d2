//! Every route that reads, as the document lists them: a member of one store meets nothing of another store there. A route
//! that is new is asked, too; if it needs something in its path or query that is not known here, this says so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::{Answer, Sender};
use crate::lists::walk;
use crate::scope::{Stores, stores};

/// What stands in paths and queries: the manager's own, and the other store's where there is one.
type Known = BTreeMap<&'static str, (String, Option<String>)>;

/// Where `unit` says something else than "only there".
const OTHER_UNIT: [&str; 2] = ["/v1/units/tree", "/v1/metrics/units"];

/// What else a route has to be told.
const MORE: [(&str, &str); 2] = [
    ("/v1/journeys/{journey_id}/compare", "other_from=2026-02-01&other_to=2026-02-10"),
    ("/v1/surveys/{survey_id}/eligibility", "identity=user:u-S1"),
];

/// Nobody of this world sent a file; `files.rs` asks for one.
const ELSEWHERE: &str = "/v1/responses/{response_id}/files/{file_id}";

/// Streams say what happens from now on; `scope.rs` listens to them.
fn is_stream(operation: &Value) -> bool {
    !operation["responses"]["200"]["content"]["text/event-stream"].is_null()
}

struct Routes {
    stores: Stores,
    known: Known,
    /// What tells of the other store.
    marks: Vec<String>,
}

async fn first(sender: &Sender, list: &str) -> String {
    let items = walk(sender, list).await;
    items.first().and_then(|item| item["id"].as_str()).unwrap_or_else(|| panic!("{list} is empty")).to_owned()
}

impl Routes {
    async fn new() -> Self {
        let stores = stores().await;
        let (admin, survey) = (&stores.story.admin, stores.story.survey.clone());
        let journey = json!({ "name": { "en": "J" }, "stages": [{ "id": "s", "name": { "en": "S" }, "touchpoints": [
            { "id": "whole", "name": { "en": "W" }, "metric": "nps",
              "asked": [{ "survey": survey, "question": "recommend" }] }] }] });
        let journey =
            admin.post("/v1/journeys", &journey).await.json()["id"].as_str().expect("an id").to_owned();
        let source = admin.post("/v1/sources", &json!({ "name": "till" })).await.json();
        let plan = json!({ "name": "All", "whom": { "from": "customers" }, "channels": ["email"] });
        let made = admin.post(&format!("/v1/surveys/{survey}/distributions"), &plan).await.json();
        let distribution = made["id"].as_str().expect("an id").to_owned();
        let [own, other] = [stores.ids[0].to_string(), stores.ids[1].to_string()];
        let at = async |list: &str| {
            let at = |unit: &str| format!("{list}?unit={unit}");
            (first(admin, &at(&own)).await, Some(first(admin, &at(&other)).await))
        };
        let links = walk(admin, &format!("/v1/surveys/{survey}/links")).await;
        let link_at = |unit: &str, code: &str| {
            let is_there =
                |link: &&Value| link["params"]["unit"] == unit || link["params"]["unit_code"] == code;
            links.iter().find(is_there).and_then(|link| link["id"].as_str()).expect("a link").to_owned()
        };
        let members = walk(admin, "/v1/members").await;
        let member = members[0]["id"].as_str().expect("an id").to_owned();
        let known: Known = BTreeMap::from([
            ("case_id", at("/v1/cases").await),
            ("customer_id", at("/v1/customers").await),
            ("response_id", at("/v1/responses").await),
            ("unit_id", (own.clone(), Some(other.clone()))),
            ("link_id", (link_at(&own, "S1"), Some(link_at(&other, "S2")))),
            ("message_id", ("m-S1".to_owned(), Some("m-S2".to_owned()))),
            ("survey_id", (survey, None)),
            ("journey_id", (journey, None)),
            ("distribution_id", (distribution, None)),
            ("touchpoint_id", ("whole".to_owned(), None)),
            ("member_id", (member, None)),
            ("playbook_id", (stores.story.playbooks[0].clone(), None)),
            ("source_id", (source["id"].as_str().expect("an id").to_owned(), None)),
            ("template_id", (first(admin, "/v1/templates").await, None)),
            ("metric", ("nps".to_owned(), None)),
            ("version", ("1".to_owned(), None)),
            ("question", ("comment".to_owned(), None)),
            ("row", ("next".to_owned(), None)),
            ("column", ("recommend".to_owned(), None)),
            ("format", ("csv".to_owned(), None)),
        ]);
        let mut marks: Vec<String> =
            ["m-S2", "u-S2", "order-S2", "S2@example.com", "s2@example.com", "Store S2", "\"S2\""]
                .map(str::to_owned)
                .into();
        marks.extend(known.values().filter_map(|(_, other)| other.clone()));
        Self { stores, known, marks }
    }

    /// The addresses of a route: with the manager's own in the path, and with the other store's where there is one.
    fn addresses(&self, path: &str, operation: &Value) -> (String, Option<String>) {
        let (mut own, mut other, mut is_other) = (path.to_owned(), path.to_owned(), false);
        let more = MORE.iter().filter(|(route, _)| *route == path);
        let mut query: Vec<String> = more.map(|(_, query)| (*query).to_owned()).collect();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            if name == "ids" {
                query.push(format!("ids={},{}", self.stores.ids[0], self.stores.ids[1]));
                continue;
            }
            if parameter["required"] != true || parameter["in"] == "header" {
                continue;
            }
            let (mine, theirs) =
                self.known.get(name).unwrap_or_else(|| panic!("{path}: say here what `{name}` is"));
            if parameter["in"] == "path" {
                let place = format!("{{{name}}}");
                own = own.replace(&place, mine);
                other = other.replace(&place, theirs.as_ref().unwrap_or(mine));
                is_other |= theirs.is_some();
            } else {
                query.push(format!("{name}={mine}"));
            }
        }
        if !query.is_empty() {
            own = format!("{own}?{}", query.join("&"));
        }
        (own, is_other.then_some(other))
    }

    fn tells(&self, answer: &Answer) -> Option<&String> {
        self.marks.iter().find(|mark| answer.body.contains(mark.as_str()))
    }
}

fn with(path: &str, parameter: &str) -> String {
    format!("{path}{}{parameter}", if path.contains('?') { '&' } else { '?' })
}

fn takes(operation: &Value, name: &str) -> bool {
    operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == name)
}

#[tokio::test]
async fn a_member_of_one_store_meets_nothing_of_another_on_any_route() {
    let routes = Routes::new().await;
    let Stores { story, manager, ids } = &routes.stores;
    let document = serde_json::to_value(touchstone_web::router::document()).expect("JSON");
    let mut telling = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let operation = &item["get"];
        if operation.is_null() || !path.starts_with("/v1/") || is_stream(operation) || path == ELSEWHERE {
            continue;
        }
        let (own, other) = routes.addresses(path, operation);
        // An export has to be told its format, and was.
        let both = takes(operation, "format") && !own.contains("format=");
        for format in if both { ["", "format=csv"].as_slice() } else { &[""] } {
            let address = if format.is_empty() { own.clone() } else { with(&own, format) };
            if path.ends_with("/qr") && !format.is_empty() {
                continue;
            }
            let answer = manager.get(&address).await;
            assert!([200, 403, 404].contains(&answer.status.as_u16()), "{address}: {answer:?}");
            assert_eq!(routes.tells(&answer), None, "{address}: {answer:?}");
            let whole = story.admin.get(&address).await;
            assert_eq!(whole.status.as_u16(), 200, "{address}: {whole:?}");
            if routes.tells(&whole).is_some() {
                telling.push(address);
            }
        }
        if let Some(other) = other {
            let answer = manager.get(&other).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{other}: {answer:?}");
            assert_eq!(story.admin.get(&other).await.status.as_u16(), 200, "{other}");
        }
        if takes(operation, "unit") && !OTHER_UNIT.contains(&path.as_str()) {
            // Figures bear no names: those of one's own store are those that head office sees of it, and no sum of both.
            let seen = manager.get(&own).await;
            let of_store = story.admin.get(&with(&own, &format!("unit={}", ids[0]))).await;
            assert_eq!(seen.body, of_store.body, "{own}");
            let theirs = manager.get(&with(&own, &format!("unit={}", ids[1]))).await;
            assert_eq!(theirs.status.as_u16(), 404, "{own}: {theirs:?}");
        }
    }
    // Without these there would have been nothing to see.
    for list in ["/v1/cases", "/v1/customers", "/v1/responses", "/v1/units", "/v1/outbox", "/v1/events"] {
        assert!(telling.iter().any(|address| address == list), "{list} tells nothing: {telling:?}");
    }
    assert!(telling.len() >= 14, "{telling:?}");
}
