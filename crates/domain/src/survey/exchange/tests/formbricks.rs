use serde_json::json;

use super::{imported, losses};
use crate::survey::{Ask, Then};

#[test]
fn blocks_with_their_logic() {
    let text = |text: &str| json!({ "default": text, "de": format!("{text} (de)") });
    let group =
        |condition: serde_json::Value| json!({ "id": "g", "connector": "and", "conditions": [condition] });
    let about = |id: &str| json!({ "type": "question", "value": id });
    let fixed = |value: serde_json::Value| json!({ "type": "static", "value": value });
    let document = json!({ "data": {
        "name": "After the visit", "status": "inProgress", "autoComplete": 500, "recontactDays": 30, "styling": { "a": 1 },
        "languages": [{ "default": true, "enabled": true, "language": { "code": "en" } }, { "enabled": true, "language": { "code": "de" } }],
        "welcomeCard": { "enabled": true, "headline": text("Hello"), "html": text("<p>A few questions</p>"), "timeToFinish": true },
        "hiddenFields": { "enabled": true, "fieldIds": ["store-id", "channel"] },
        "variables": [{ "id": "v1", "name": "points", "type": "number", "value": 1 }, { "id": "v2", "name": "mood", "type": "text", "value": "" }],
        "blocks": [
            { "id": "b1", "name": "One", "elements": [
                { "id": "nps", "type": "nps", "headline": text("Recommend?"), "required": true, "lowerLabel": text("no") },
                { "id": "why-not", "type": "openText", "headline": text("Why #recall:nps/fallback:so#?"), "required": false,
                  "inputType": "text", "longAnswer": true, "charLimit": { "enabled": true, "max": 200 },
                  "validation": { "logic": "and", "rules": [{ "id": "r", "type": "minLength", "params": { "min": 3 } }] } } ],
              "logic": [
                { "id": "l1", "conditions": group(json!({ "id": "c", "leftOperand": about("nps"), "operator": "isLessThan", "rightOperand": fixed(json!(7)) })),
                  "actions": [
                    { "id": "a", "objective": "calculate", "variableId": "v1", "operator": "add", "value": fixed(json!(5)) },
                    { "id": "b", "objective": "calculate", "variableId": "v2", "operator": "assign", "value": fixed(json!("sad")) },
                    { "id": "c", "objective": "requireAnswer", "target": "why-not" },
                    { "id": "d", "objective": "jumpToBlock", "target": "b3" } ] },
                { "id": "l2", "conditions": group(json!({ "id": "c", "leftOperand": { "type": "variable", "value": "v1" }, "operator": "isGreaterThan", "rightOperand": fixed(json!(5)) })),
                  "actions": [{ "id": "a", "objective": "jumpToBlock", "target": "e2" }] } ] },
            { "id": "b2", "name": "Two", "elements": [
                { "id": "pick", "type": "multipleChoiceMulti", "headline": text("Which?"), "required": false, "shuffleOption": "exceptLast",
                  "choices": [{ "id": "c1", "label": text("Food") }, { "id": "c2", "label": text("Staff") }, { "id": "other", "label": text("Other") }] },
                { "id": "cal", "type": "cal", "headline": text("Book"), "required": false, "calUserName": "x" } ],
              "logic": [{ "id": "l", "conditions": group(json!({ "id": "c", "leftOperand": about("pick"), "operator": "includesOneOf", "rightOperand": fixed(json!(["c1", "other"])) })),
                "actions": [{ "id": "a", "objective": "jumpToBlock", "target": "b1" }] }] },
            { "id": "b3", "name": "Three", "elements": [
                { "id": "grid", "type": "matrix", "headline": text("Rate"), "required": true, "rows": [{ "id": "r1", "label": text("Food") }],
                  "columns": [{ "id": "k1", "label": text("Bad") }, { "id": "k2", "label": text("Good") }] },
                { "id": "who", "type": "contactInfo", "headline": text("Who?"), "required": false,
                  "firstName": { "show": true, "required": false, "placeholder": text("") }, "email": { "show": true, "required": false, "placeholder": text("") } } ] } ],
        "endings": [{ "id": "e1", "type": "endScreen", "headline": text("Thanks") }, { "id": "e2", "type": "redirectToUrl", "url": "https://example.org", "label": "Site" }] } });
    let imported = imported(&document);
    let survey = &imported.survey;
    assert_eq!(survey.name, "After the visit");
    assert_eq!((survey.taking.responses_max, survey.taking.again_after_days), (Some(500), Some(30)));
    let source = |key: &str| {
        survey.computed.iter().find(|computed| computed.id == *key).map(|computed| computed.value.to_string())
    };
    assert_eq!(source("points").as_deref(), Some("1 + (answers.nps < 7 ? 5 : 0)"));
    assert_eq!(source("mood").as_deref(), Some("answers.nps < 7 ? 'sad' : ''"));
    let why = survey.question("why_not").expect("a question");
    assert_eq!(why.required_when.as_ref().map(ToString::to_string).as_deref(), Some("answers.nps < 7"));
    assert_eq!(why.checks[0].holds.to_string(), "size(answers.why_not) >= 3");
    assert_eq!(why.title.exact(&crate::locale::Lang::en()), Some("Why {{ answers.nps }}?"));
    let rules: Vec<String> = survey
        .rules
        .iter()
        .map(|rule| {
            let when = rule.when.as_ref().map(ToString::to_string).unwrap_or_default();
            let then = match &rule.then {
                Then::SkipTo { page } => format!("skip {page}"),
                Then::End { ending } => {
                    format!("end {}", ending.as_ref().map(ToString::to_string).unwrap_or_default())
                }
                Then::Set { field, .. } => format!("set {field}"),
            };
            format!("{when} → {then}")
        })
        .collect();
    assert_eq!(rules, ["answers.nps < 7 → skip b3", "computed.points > 5 → end e2"]);
    let faults = crate::survey::check(survey);
    assert!(faults.is_empty(), "{faults:?}");
    expect_test::expect_file!["formbricks_losses.txt"].assert_eq(&losses(&imported));
}

#[test]
fn the_older_list_of_questions() {
    let document = json!({ "name": "Old", "questions": [
        { "id": "a", "type": "rating", "headline": { "default": "这家店怎么样？" }, "required": true, "scale": "smiley", "range": 5,
          "logic": [{ "condition": "lessThan", "value": 3, "destination": "c" }, { "condition": "submitted", "destination": "end" }] },
        { "id": "b", "type": "cta", "headline": { "default": "Go" }, "required": false, "buttonLabel": { "default": "Next" } },
        { "id": "c", "type": "multipleChoiceSingle", "headline": "Why", "required": false, "choices": [{ "id": "x1", "label": "Slow" }, { "id": "x2", "label": "Cold" }] } ] });
    let imported = imported(&document);
    let survey = &imported.survey;
    assert_eq!(survey.default_language, crate::locale::Lang::zh_cn());
    assert_eq!(survey.pages.len(), 3);
    assert!(matches!(survey.question("b").map(|question| &question.ask), Some(Ask::Statement)));
    assert_eq!(survey.rules[0].when.as_ref().map(ToString::to_string).as_deref(), Some("answers.a < 3"));
    assert!(matches!(survey.rules[1].then, Then::End { ending: None }));
    assert!(crate::survey::check(survey).is_empty());
}
