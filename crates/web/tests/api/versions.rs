//! Versions of a survey, how they differ, copies, and surveys to start from.

use serde_json::{Value, json};

use crate::client::Server;
use crate::lists::walk;
use crate::story::Story;

#[tokio::test]
async fn versions_are_listed_read_and_told_apart() {
    let story = Story::begin(Server::new()).await;
    let path = format!("/v1/surveys/{}", story.survey);
    let first = walk(&story.admin, &format!("{path}/versions")).await;
    assert_eq!((first.len(), &first[0]["version"], &first[0]["questions"]), (1, &json!(1), &json!(4)));
    let mut draft = story.admin.get(&path).await.json()["draft"].clone();
    draft["pages"][0]["questions"][0]["title"]["en"] = "Would you recommend us?".into();
    draft["pages"][0]["questions"].as_array_mut().expect("a list").remove(1);
    assert_eq!(story.admin.send("PUT", &path, Some(&draft)).await.status.as_u16(), 200);
    let of_draft = story.admin.get(&format!("{path}/versions/0/difference")).await.json();
    assert_eq!(story.admin.post(&format!("{path}/publish"), &Value::Null).await.status.as_u16(), 200);
    let listed = walk(&story.admin, &format!("{path}/versions")).await;
    let numbers: Vec<&Value> = listed.iter().map(|version| &version["version"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(1)]);
    assert_eq!(listed[0]["changes"], 2);
    let found = story.admin.get(&format!("{path}/versions/2/difference?from=1")).await.json();
    assert_eq!(found["changes"], of_draft["changes"], "what was the draft is the version now");
    assert_eq!((&found["version"], &found["from"]), (&json!(2), &json!(1)));
    assert_eq!(
        found["changes"][1],
        json!({ "what": "changed", "part": "question", "id": "recommend", "of": "meal", "field": "title", "language": "en",
            "before": "How likely are you to recommend us to a friend?", "after": "Would you recommend us?" }),
        "{found}"
    );
    assert_eq!(
        (&found["changes"][0]["what"], &found["changes"][0]["id"]),
        (&json!("removed"), &json!("dishes"))
    );
    let back = story.admin.get(&format!("{path}/versions/1/difference?from=2")).await.json();
    assert_eq!(back["changes"].as_array().map(Vec::len), Some(2));
    let first = story.admin.get(&format!("{path}/versions/1")).await.json();
    assert_eq!(first["pages"][0]["questions"].as_array().map(Vec::len), Some(4));
    for missing in ["versions/3", "versions/3/difference", "versions/2/difference?from=9"] {
        assert_eq!(story.admin.get(&format!("{path}/{missing}")).await.status.as_u16(), 404, "{missing}");
    }
    let nothing = story.admin.get(&format!("{path}/versions/1/difference")).await.json();
    assert_eq!((&nothing["from"], &nothing["changes"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn surveys_are_copied_and_begun_from_templates() {
    let story = Story::begin(Server::new()).await;
    let path = format!("/v1/surveys/{}/duplicate", story.survey);
    let copy = story.admin.post(&path, &json!({ "name": "After the meal, autumn" })).await;
    assert_eq!(copy.status.as_u16(), 201, "{copy:?}");
    let copy = copy.json();
    assert_eq!((&copy["name"], &copy["state"]), (&json!("After the meal, autumn"), &json!("draft")));
    assert_ne!(copy["id"], story.survey.as_str());
    assert_eq!(story.admin.post(&path, &json!({ "name": " " })).await.field().0, "name");
    let audit = walk(&story.admin, "/v1/audit?action=survey.create").await;
    assert!(audit.iter().any(|entry| entry["target"] == copy["id"]), "{audit:?}");
    let templates = story.admin.get("/v1/surveys/templates").await.json();
    let items = templates["items"].as_array().expect("templates");
    assert_eq!(items.len(), 10);
    for item in items {
        let made = story.admin.post("/v1/surveys", &item["document"]).await;
        assert_eq!(made.status.as_u16(), 201, "{}: {made:?}", item["id"]);
        let publish = format!("/v1/surveys/{}/publish", made.json()["id"].as_str().expect("an id"));
        assert_eq!(story.admin.post(&publish, &Value::Null).await.status.as_u16(), 200);
    }
}
