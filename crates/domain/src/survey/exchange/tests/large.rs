//! Documents that ask for more than a survey can hold: read in a moment, cut, and said to be.

use serde_json::{Value, json};

use super::{imported, losses};

#[test]
fn code_that_grows_with_every_step_is_left_out() {
    let said = |expression: &str| {
        let document = json!({ "elements": [{ "type": "text", "name": "n", "inputType": "number" }],
            "calculatedValues": [{ "name": "v", "expression": expression }] });
        losses(&imported(&document))
    };
    let expected = "left_out calculatedValues[0].expression → -: Cannot be said in CEL: it takes more than 4000 characters\n";
    assert_eq!(said(&format!("{{n}}{}", " ^ 3".repeat(12))), expected);
    assert_eq!(said(&format!("{}{{n}}{}", "{n} / (".repeat(10), ")".repeat(10))), expected);
    assert_eq!(said("{n} ^ 3 ^ 2"), "");
}

#[test]
fn tables_are_cut_before_they_are_multiplied() {
    let rows: Vec<Value> = (0..3_000).map(Value::from).collect();
    let columns: Vec<Value> = (0..3_000).map(|at| json!({ "name": format!("c{at}") })).collect();
    let table =
        json!({ "type": "matrixdropdown", "name": "t", "choices": [1, 2], "rows": rows, "columns": columns });
    let imported = imported(&json!({ "elements": [table, { "type": "text", "name": "behind" }] }));
    assert_eq!(imported.survey.questions().count(), 500);
    let said = losses(&imported);
    for cut in [
        "elements[0].rows → -: Is limited to 500 here.",
        "elements[0].columns → -: Is limited to 500 here.",
        "elements[1] → -: Is limited to 200 here.",
    ] {
        assert!(said.contains(cut), "{cut}");
    }
}

#[test]
fn values_that_wait_for_one_another_are_settled_in_a_moment() {
    let value = |at: usize| json!({ "name": format!("v{at}"), "expression": format!("{{v{}}} + 1", at + 1) });
    let mut values: Vec<Value> = (0..400).map(value).collect();
    values.push(json!({ "name": "v400", "expression": "{n}" }));
    let document = json!({ "elements": [{ "type": "text", "name": "n", "inputType": "number" }], "calculatedValues": values });
    assert_eq!(imported(&document).survey.computed.len(), 401);
}

#[test]
fn questions_are_no_more_than_a_survey_has() {
    // All of these names come down to the same letters.
    let question = |at: u32| json!({ "type": "text", "name": char::from_u32(0x4e00 + at).map(String::from) });
    let elements: Vec<Value> = (0..300).map(question).collect();
    let imported = imported(&json!({ "elements": elements }));
    let mut names: Vec<_> = imported.survey.questions().map(|question| question.id.clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 200);
    assert!(losses(&imported).contains("elements[200] → -: Is limited to 200 here."));
}

#[test]
fn rules_are_no_more_than_a_survey_has() {
    let about = json!({ "leftOperand": { "type": "question", "value": "a" }, "operator": "equals",
        "rightOperand": { "type": "static", "value": "x".repeat(3_000) } });
    let needs = json!({ "objective": "requireAnswer", "target": "a" });
    let end = json!({ "objective": "jumpToBlock", "target": "end" });
    let logic = |conditions: usize, action: &Value| {
        json!({ "conditions": { "connector": "or", "conditions": vec![about.clone(); conditions] },
        "actions": vec![action.clone(); 400] })
    };
    let text = json!({ "default": "?" });
    let document = json!({ "name": "x", "languages": [{ "default": true, "language": { "code": "en" } }], "blocks": [{ "id": "b", "elements": [
        { "id": "a", "type": "openText", "headline": text }],
        "logic": [logic(1, &needs), logic(1, &end), logic(2, &end)] }] });
    let imported = imported(&document);
    assert_eq!(imported.survey.rules.len(), 200);
    let needed = imported.survey.question("a").and_then(|question| question.required_when.clone());
    assert!(needed.is_some_and(|source| source.0.len() < 10_000));
    assert!(
        losses(&imported)
            .contains("blocks[0].logic[2] → -: Cannot be said in CEL: it takes more than 4000 characters")
    );
}
