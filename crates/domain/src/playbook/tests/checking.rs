//! What is wrong with a playbook is said before it is saved, at the field.

use super::*;

fn errors(steps: &Value, fields: &Value) -> Vec<String> {
    let mut document = json!({
        "id": PLAYBOOK, "name": "Test", "state": "draft", "version": 1,
        "trigger": {"event": "Order Completed"}, "steps": steps,
    });
    for (name, value) in fields.as_object().cloned().unwrap_or_default() {
        document[&name] = value;
    }
    let found = match Playbook::read(&document) {
        Ok(playbook) => sound(&playbook),
        Err(errors) => errors,
    };
    found.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
}

/// What is wrong with a playbook of two steps, the second of these fields.
fn step_errors(fields: &Value) -> Vec<String> {
    let mut step = json!({"id": "a"});
    for (name, value) in fields.as_object().cloned().unwrap_or_default() {
        step[&name] = value;
    }
    errors(&json!([{"id": "first", "do": "untag", "name": "x"}, step]), &json!({}))
}

#[test]
fn waits_and_jumps_name_the_field_that_is_wrong() {
    for (fields, expected) in [
        (json!({"do": "wait"}), "steps[1].for required"),
        (json!({"do": "wait", "for": "soon"}), "steps[1].for malformed"),
        (json!({"do": "wait", "for": "P3Y"}), "steps[1].for malformed"),
        (json!({"do": "wait", "for": 5}), "steps[1].for malformed"),
        (json!({"do": "wait", "for": "1h", "hour": "18:00"}), "steps[1].hour unknown"),
        (json!({"do": "wait_until", "hour": "6pm"}), "steps[1].hour malformed"),
        (json!({"do": "dance"}), "steps[1].do malformed"),
        (json!({"for": "1h"}), "steps[1].do required"),
        (json!({"do": "end", "next": 5}), "steps[1].next malformed"),
        (json!({"do": "end", "next": "first"}), "steps[1].next backward"),
        (json!({"do": "end", "next": "a"}), "steps[1].next backward"),
        (json!({"do": "end", "next": "b"}), "steps[1].next unknown"),
        (json!({"do": "end", "id": "first"}), "steps[1].id duplicate"),
        (json!({"do": "end", "id": "end"}), "steps[1].id malformed"),
        (json!({"do": "end", "id": "步骤"}), "steps[1].id malformed"),
    ] {
        assert_eq!(step_errors(&fields), [expected], "{fields}");
    }
}

#[test]
fn actions_name_the_field_that_is_wrong() {
    for (fields, expected) in [
        (json!({"do": "send", "template": template(9)}), "steps[1].template unknown"),
        (json!({"do": "send", "template": "tpl_x"}), "steps[1].template malformed"),
        (json!({"do": "send", "template": template(1), "channel": "pigeon"}), "steps[1].channel malformed"),
        (
            json!({"do": "send", "template": template(1), "channel": ["sms", "sms"]}),
            "steps[1].channel duplicate",
        ),
        (json!({"do": "ask", "survey": SurveyId::from_bytes([9; 16])}), "steps[1].survey unknown"),
        (json!({"do": "ask", "survey": SURVEY, "template": template(1)}), "steps[1].template no_survey_link"),
        (json!({"do": "offer", "template": template(1)}), "steps[1].template not_marketing"),
        (json!({"do": "offer", "template": template(2), "max_products": 11}), "steps[1].max_products range"),
        (
            json!({"do": "offer", "template": template(2), "max_products": 999}),
            "steps[1].max_products malformed",
        ),
        (json!({"do": "tag", "name": " "}), "steps[1].name required"),
        (json!({"do": "tag", "name": "t", "value": "{{ oops"}), "steps[1].value syntax"),
        (
            json!({"do": "notify", "to": "owner", "text": "{{ custmer.name }}"}),
            "steps[1].text unknown_variable",
        ),
        (json!({"do": "notify", "to": "nobody", "text": "x"}), "steps[1].to malformed"),
        (json!({"do": "open_case", "reason": "x", "clock": "PT0S"}), "steps[1].clock range"),
        (json!({"do": "call_webhook", "url": "ftp://x"}), "steps[1].url malformed"),
        (json!({"do": "call_webhook", "url": "https://user:secret@x"}), "steps[1].url malformed"),
    ] {
        assert_eq!(step_errors(&fields), [expected], "{fields}");
    }
}

#[test]
fn branches_name_the_field_that_is_wrong() {
    for (fields, expected) in [
        (json!({"do": "wait_for", "event": "X", "timeout": "PT0S"}), "steps[1].timeout range"),
        (
            json!({"do": "wait_for", "event": "X", "timeout": "1h", "condition": "evnt.name"}),
            "steps[1].condition unknown_name",
        ),
        (json!({"do": "split", "branches": []}), "steps[1].branches length"),
        (json!({"do": "split", "branches": [{"to": "end"}]}), "steps[1].branches[0] one_of"),
        (
            json!({"do": "split", "branches": [{"share": 0.7, "to": "end"}, {"share": 0.7, "to": "end"}]}),
            "steps[1].branches range",
        ),
        (
            json!({"do": "split", "branches": [{"share": -1, "to": "end"}]}),
            "steps[1].branches[0].share range",
        ),
        (
            json!({"do": "split", "branches": [{"when": "true", "to": "x"}]}),
            "steps[1].branches[0].to unknown",
        ),
        (
            json!({"do": "split", "branches": [{"when": "response.nps > 8", "to": "end"}]}),
            "steps[1].branches[0].when not_in_scope",
        ),
        (
            json!({"do": "split", "branches": [{"when": "event.name", "to": "end"}]}),
            "steps[1].branches[0].when expected",
        ),
    ] {
        assert_eq!(step_errors(&fields), [expected], "{fields}");
    }
}

#[test]
fn the_head_names_the_field_that_is_wrong() {
    let long = "x".repeat(121);
    for (fields, expected) in [
        (json!({"name": ""}), "name required"),
        (json!({"name": long}), "name too_long"),
        (json!({"state": "on"}), "state malformed"),
        (json!({"trigger": {"event": ""}}), "trigger.event required"),
        (json!({"trigger": {}}), "trigger.event required"),
        (json!({"trigger": {"event": "X", "surveys": 1}}), "trigger.surveys unknown"),
        (json!({"trigger": {"event": "Visit Started", "survey": SURVEY}}), "trigger.survey not_here"),
        (json!({"condition": "event.properties.total >"}), "condition syntax"),
        (json!({"condition": "customer.nmae == 'x'"}), "condition unknown_field"),
        (json!({"key": "customer.id"}), "key not_in_scope"),
        (json!({"re_entry": {"rule": "once_per_key"}}), "key required"),
        (json!({"re_entry": {"rule": "after", "duration": "PT0S"}}), "re_entry.duration range"),
        (json!({"re_entry": {"rule": "sometimes"}}), "re_entry malformed"),
        (json!({"holdout": {"share": 1.5, "salt": "s"}}), "holdout.share range"),
        (json!({"holdout": {"share": 0.1, "salt": ""}}), "holdout.salt required"),
        (json!({"colour": "red"}), "colour unknown"),
        (json!({"format": 2}), "format unknown"),
        (json!({"steps": []}), "steps required"),
        (json!({"steps": "none"}), "steps required"),
        (json!({"steps": vec![json!({"id": "a", "do": "end"}); 101]}), "steps too_many"),
        (json!({"steps": [5]}), "steps[0] type"),
    ] {
        assert_eq!(errors(&json!([{"id": "a", "do": "end"}]), &fields), [expected], "{fields}");
    }
    assert_eq!(Playbook::read(&json!([])).map_err(|errors| errors.len()), Err(1));
}

#[test]
fn answers_are_in_scope_where_there_can_be_one() {
    let split = json!({"id": "s", "do": "split", "branches": [{"when": "response.nps > 8", "to": "end"}]});
    let waits = json!({"id": "w", "do": "wait_for", "event": "Survey Answered", "timeout": "P1D"});
    assert_eq!(errors(&json!([waits, split]), &json!({})), Vec::<String>::new());
    let trigger =
        json!({"trigger": {"event": "Survey Answered", "survey": SURVEY}, "key": "response.survey"});
    assert_eq!(errors(&json!([split]), &trigger), Vec::<String>::new());
}
