//! What single pages of the console ask for: QR codes, the tree, how cases are handled.

use serde_json::{Value, json};

use crate::lists::walk;
use crate::scope::{Stores, stores};

#[tokio::test]
async fn links_are_shown_as_pictures_of_ones_own_units() {
    let Stores { story, manager, .. } = stores().await;
    let links = format!("/v1/surveys/{}/links", story.survey);
    let own = walk(&manager, &links).await;
    for link in walk(&story.admin, &links).await {
        let path = format!("{links}/{}/qr", link["id"].as_str().expect("an id"));
        let svg = story.admin.get(&path).await;
        assert_eq!(svg.headers["content-type"], "image/svg+xml");
        assert!(svg.body.contains("<svg"));
        assert!(story.admin.bytes(&format!("{path}?format=png")).await.starts_with(b"\x89PNG"));
        let status = if own.contains(&link) { 200 } else { 404 };
        assert_eq!(manager.get(&path).await.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn the_tree_opens_branch_by_branch() {
    let Stores { story, manager, ids } = stores().await;
    let tops = walk(&story.admin, "/v1/units/tree").await;
    assert_eq!((tops.len(), &tops[0]["children"]), (1, &json!(2)), "{tops:?}");
    let root = tops[0]["id"].as_str().expect("an id");
    let below = walk(&story.admin, &format!("/v1/units/tree?below={root}")).await;
    assert_eq!(below.len(), 2);
    assert_eq!(below[0]["above"][0]["id"], root);
    let codes = |nodes: &[Value]| nodes.iter().map(|node| node["code"].clone()).collect::<Vec<_>>();
    assert_eq!(codes(&walk(&story.admin, "/v1/units/tree?q=store%20s2").await), [json!("S2")]);
    let own = walk(&manager, "/v1/units/tree").await;
    assert_eq!(codes(&own), [json!("S1")]);
    assert_eq!(own[0]["above"], json!([]), "what is above does not exist for a manager");
    assert!(walk(&manager, "/v1/units/tree?q=s2").await.is_empty());
    for (query, status) in [
        (format!("below={root}"), 404),
        (format!("unit={}", ids[1]), 404),
        (format!("unit={}", ids[0]), 200),
        (format!("unit={}&q=x", ids[0]), 200),
    ] {
        let answer = manager.get(&format!("/v1/units/tree?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
    }
    // All that is named holds.
    for (query, found) in [
        (format!("below={root}&q=s1"), vec![json!("S1")]),
        (format!("below={}&q=s1", ids[0]), vec![]),
        (format!("below={root}&unit={}", ids[1]), vec![json!("S2")]),
        (format!("below={}&unit={root}", ids[1]), vec![]),
        (format!("unit={}&q=s1", ids[0]), vec![json!("S1")]),
        (format!("unit={}&q=s2", ids[0]), vec![]),
    ] {
        assert_eq!(codes(&walk(&story.admin, &format!("/v1/units/tree?{query}")).await), found, "{query}");
    }
}

#[tokio::test]
async fn cases_are_summed_with_open_ones_counted() {
    let Stores { story, manager, ids } = stores().await;
    let first = walk(&story.admin, &format!("/v1/cases?unit={}", ids[0])).await[0]["id"].clone();
    let close = format!("/v1/cases/{}/close", first.as_str().expect("an id"));
    let closed = story.admin.post(&close, &json!({ "outcome": "recovered" })).await;
    assert_eq!(closed.status.as_u16(), 200, "{closed:?}");
    let all = story.admin.get("/v1/cases/statistics").await.json();
    assert_eq!((&all["n"], &all["open"], &all["late"]), (&json!(2), &json!(1), &json!(0)), "{all}");
    let resolution = &all["resolution"];
    assert_eq!((&resolution["n"], &resolution["happened"]), (&json!(2), &json!(1)));
    assert_eq!(all["first_response"]["happened"], 1);
    assert_eq!((&all["recovery"]["n"], &all["recovery"]["rate"]), (&json!(1), &json!(100.0)));
    let load: u64 =
        all["owners"].as_array().expect("owners").iter().filter_map(|owner| owner["open"].as_u64()).sum();
    assert_eq!(load, 1);
    let own = manager.get("/v1/cases/statistics").await.json();
    assert_eq!((&own["n"], &own["open"]), (&json!(1), &json!(0)), "{own}");
    let other = manager.get(&format!("/v1/cases/statistics?unit={}", ids[1])).await;
    assert_eq!(other.problem(), (404, "not_found".to_owned()));
    let none = story.admin.get("/v1/cases/statistics?until=2020-01-01T00:00:00Z").await.json();
    assert_eq!((&none["n"], &none["resolution"]["median"]), (&json!(0), &Value::Null));
}
