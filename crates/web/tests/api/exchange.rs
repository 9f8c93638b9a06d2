//! Surveys of other tools as drafts, and all responses of a survey as a file.

use serde_json::json;

use crate::client::Server;
use crate::story::Story;

#[tokio::test]
async fn a_foreign_survey_is_read_told_and_kept() {
    let (server, admin) = Server::set_up().await;
    let foreign = json!({ "title": "After the meal", "logo": "x", "pages": [{ "name": "first page", "elements": [
        { "type": "rating", "name": "food", "isRequired": true },
        { "type": "comment", "name": "why", "visibleIf": "{food} < 3" },
        { "type": "signaturepad", "name": "sign" } ] }] });
    let count = async || admin.get("/v1/surveys").await.json()["items"].as_array().map(Vec::len);
    let before = count().await;
    let read = admin.post("/v1/surveys/import", &foreign).await;
    assert_eq!(read.status.as_u16(), 200, "{read:?}");
    let read = read.json();
    assert_eq!(read["format"], "surveyjs");
    assert_eq!(read["errors"], json!([]));
    let of = |source: &str| {
        let items = read["items"].as_array().expect("items");
        items
            .iter()
            .find(|item| item["source"] == source)
            .unwrap_or_else(|| panic!("{source}: {read}"))
            .clone()
    };
    assert_eq!(of("pages[0].elements[1].visibleIf")["outcome"], "kept");
    assert_eq!(of("pages[0]")["outcome"], "changed");
    let sign = of("pages[0].elements[2]");
    assert_eq!((&sign["outcome"], &sign["target"]), (&json!("left_out"), &json!(null)));
    assert_eq!(sign["reason"]["zh-CN"], "这里没有对应的功能。");
    assert_eq!(count().await, before, "nothing is saved");

    let made = admin.post("/v1/surveys", &read["draft"]).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let made = made.json();
    assert_eq!(made["draft"]["pages"][0]["questions"][1]["show_when"], "answers.food < 3");
    let again = admin.post("/v1/surveys/import", &made["draft"]).await.json();
    assert_eq!(again["format"], "touchstone");
    assert_eq!(again["draft"], read["draft"], "an export comes back identically");

    let wrong = admin.post("/v1/surveys/import", &json!({ "a": 1 })).await;
    assert_eq!(wrong.field(), ("body".to_owned(), "unknown_format".to_owned()));
    let reader = server.member(&admin, "analyst", &[]).await;
    assert_eq!(reader.post("/v1/surveys/import", &foreign).await.status.as_u16(), 403);
}

#[tokio::test]
async fn responses_leave_in_stretches() {
    let story = Story::begin(Server::new()).await;
    for number in 0..7 {
        let path = story.open_link(&json!({})).await;
        let answers = json!({ "answers": { "recommend": number } });
        assert_eq!(story.server.stranger().post(&path, &answers).await.status.as_u16(), 200);
    }
    let export = format!("/v1/surveys/{}/export", story.survey);
    let csv = story.admin.get(&format!("{export}?format=csv")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8", "{csv:?}");
    let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 8, "{}", csv.body);
    let heads: Vec<&str> = lines[0].split(',').collect();
    let at = heads.iter().position(|head| *head == "recommend").expect("a column of its id");
    let mut scores: Vec<&str> = lines[1..].iter().filter_map(|line| line.split(',').nth(at)).collect();
    scores.sort_unstable();
    assert_eq!(scores, ["0", "1", "2", "3", "4", "5", "6"], "each once");
    let jsonl = story.admin.get(&format!("{export}?format=jsonl&complete=false")).await;
    assert_eq!((jsonl.status.as_u16(), jsonl.body.as_str()), (200, ""), "all are complete");
    let labels = story.admin.get(&format!("{export}?format=csv&headers=labels")).await;
    assert!(!labels.body.contains(",recommend,"), "{}", labels.body);
    let bytes = story.admin.bytes(&format!("{export}?format=xlsx")).await;
    assert!(bytes.starts_with(b"PK"), "a workbook is a zip file");
    assert_eq!(story.admin.get(&export).await.status.as_u16(), 400, "a file has a format");
}

/// What is worked out of a response leaves the house with it, in every kind of file.
#[tokio::test]
async fn all_that_was_worked_out_leaves_too() {
    let (server, admin) = Server::set_up().await;
    let option = |id: &str, score: i32| json!({ "id": id, "label": { "en": id }, "score": score });
    let document = json!({
        "version": 2, "name": "Visit", "default_language": "en", "languages": ["en"], "title": { "en": "Visit" },
        "computed": [{ "id": "gap", "value": "5.0 - scores.taste" }],
        "endings": [{ "id": "enough", "title": { "en": "We have heard from enough" } }],
        "quotas": [{ "id": "few", "name": "Few", "when": "true", "limit": 1, "ending": "enough" }],
        "pages": [{ "id": "p", "questions": [
            { "id": "taste", "kind": "single_choice", "title": { "en": "?" }, "options": [option("hot", 3), option("mild", 1)] },
        ] }],
    });
    let made = admin.post("/v1/surveys", &document).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let survey = made.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(admin.post(&format!("/v1/surveys/{survey}/publish"), &json!({})).await.status.as_u16(), 200);
    let link = admin
        .post(&format!("/v1/surveys/{survey}/links"), &json!({ "kind": "open", "params": {} }))
        .await
        .json();
    let path = crate::story::path_of(link["url"].as_str().expect("an address"));
    for taste in ["hot", "mild"] {
        let answer = server.stranger().post(&path, &json!({ "answers": { "taste": taste } })).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        server.test.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    let export = format!("/v1/surveys/{survey}/export");
    let csv = admin.get(&format!("{export}?format=csv")).await.body;
    let lines: Vec<Vec<&str>> = csv
        .trim_start_matches('\u{feff}')
        .split_terminator("\r\n")
        .map(|line| line.split(',').collect())
        .collect();
    let cells = |line: usize| {
        [
            "taste",
            "computed.gap",
            "response.score",
            "response.flags",
            "response.ending",
            "response.quota",
            "response.apart",
        ]
        .map(|head| lines[line][lines[0].iter().position(|cell| *cell == head).expect(head)])
    };
    assert_eq!(cells(1), ["mild", "4", "1", "", "enough", "few", "quota_full"], "{csv}");
    assert_eq!(cells(2), ["hot", "2", "3", "unvouched", "", "", ""], "{csv}");
    assert!(lines[0].contains(&"response.seconds"), "{csv}");
    let counted = admin.get(&format!("{export}?format=jsonl&apart=none")).await.body;
    let counted: Vec<serde_json::Value> =
        counted.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(counted.len(), 1, "what the results count: {counted:?}");
    let one = &counted[0];
    assert_eq!(
        (&one["computed"]["gap"], &one["score"], &one["apart"]),
        (&json!(2.0), &json!(3.0), &json!(null))
    );
    assert_eq!((&one["flags"], &one["quota"]), (&json!(["unvouched"]), &json!(null)));
    let listed = admin.get(&format!("/v1/responses?survey={survey}&apart=quota_full")).await.json();
    assert_eq!(listed["items"][0]["apart"], "quota_full", "{listed}");
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
}

/// Whatever is done for speed, files stay what they are, byte by byte.
#[tokio::test]
async fn a_line_is_written_to_the_letter() {
    let (server, admin) = Server::set_up().await;
    let text = json!({ "en": "?" });
    let option = |id: &str| json!({ "id": id, "label": { "en": id } });
    let document = json!({
        "version": 2, "name": "Visit", "default_language": "en", "languages": ["en"], "title": text,
        "hidden": [{ "id": "campaign" }],
        "pages": [{ "id": "p", "questions": [
            { "id": "score", "kind": "nps", "title": text },
            { "id": "why", "kind": "text", "title": text, "multiline": true },
            { "id": "liked", "kind": "multiple_choice", "title": text, "options": [option("soup"), option("tea")], "other": true },
            { "id": "rows", "kind": "matrix", "title": text, "rows": [option("a"), option("b")],
              "cells": { "kind": "single", "columns": [option("good"), option("bad")] } },
            { "id": "sum", "kind": "number", "title": text },
        ] }],
    });
    let made = admin.post("/v1/surveys", &document).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let survey = made.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(admin.post(&format!("/v1/surveys/{survey}/publish"), &json!({})).await.status.as_u16(), 200);
    let link = json!({ "kind": "open", "params": { "hidden": { "campaign": "spring, \"26\"" }, "channel": "dine_in" } });
    let link = admin.post(&format!("/v1/surveys/{survey}/links"), &link).await.json();
    let path = crate::story::path_of(link["url"].as_str().expect("an address"));
    let answers = json!({ "answers": { "score": 9, "why": "=1+1, \"so\"\nto say", "sum": 1234,
        "liked": { "options": ["tea", "other"], "other": "@home" }, "rows": { "rows": { "b": ["bad"] } } } });
    let answer = server.stranger().post(&path, &answers).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");

    let kept = admin.get(&format!("/v1/responses?survey={survey}")).await.json()["items"][0].clone();
    let word = |field: &str| kept[field].as_str().unwrap_or_default().to_owned();
    let csv = admin.get(&format!("/v1/surveys/{survey}/export?format=csv")).await.body;
    let heads = "\u{feff}response.id,response.version,response.link,response.unit,response.channel,response.customer,\
         response.language,response.started_at,response.submitted_at,response.band,response.nps,response.csat,response.ces,\
         response.score,response.seconds,response.flags,response.ending,response.quota,response.apart,score,why,liked.soup,\
         liked.tea,liked.other,rows.a,rows.b,sum,hidden.campaign\r\n";
    let line = format!(
        "{},1,{},,dine_in,{},,{},{},promoter,9,,,9,,unvouched,,,,9,\"'=1+1, \"\"so\"\"\nto say\",0,1,'@home,,bad,1234,\"spring, \"\"26\"\"\"\r\n",
        word("id"),
        word("link"),
        word("customer"),
        word("started_at"),
        word("submitted_at"),
    );
    assert_eq!(csv, format!("{heads}{line}"));
    let jsonl = admin.get(&format!("/v1/surveys/{survey}/export?format=jsonl")).await.body;
    let line = format!(
        "{{\"id\":\"{}\",\"survey\":\"{survey}\",\"version\":1,\"link\":\"{}\",\"unit\":null,\"channel\":\"dine_in\",\
         \"customer\":\"{}\",\"language\":null,\"started_at\":\"{}\",\"submitted_at\":\"{}\",\"band\":\"promoter\",\"nps\":9,\
         \"csat\":null,\"ces\":null,\"score\":9.0,\"took_ms\":null,\"flags\":[\"unvouched\"],\"ending\":null,\"quota\":null,\
         \"apart\":null,\"answers\":{{\"liked\":{{\"options\":[\"tea\",\"other\"],\"other\":\"@home\"}},\
         \"rows\":{{\"rows\":{{\"b\":[\"bad\"]}}}},\"score\":9,\"sum\":1234,\"why\":\"=1+1, \\\"so\\\"\\nto say\"}},\
         \"hidden\":{{\"campaign\":\"spring, \\\"26\\\"\"}},\"computed\":{{}}}}\n",
        word("id"),
        word("link"),
        word("customer"),
        word("started_at"),
        word("submitted_at"),
    );
    assert_eq!(jsonl, line);
}
