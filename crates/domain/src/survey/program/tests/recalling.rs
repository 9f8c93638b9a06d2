use expect_test::expect;

use super::*;
use crate::locale::Lang;
use crate::response::submit;

#[test]
fn answers_come_back_in_the_readers_words() {
    let labels = json!({"other": true, "options": [
        {"id": "soup", "label": {"en": "the soup", "zh-CN": "汤"}}, {"id": "fish", "label": {"en": "the fish", "zh-CN": "鱼"}},
    ]});
    let cells = json!({"rows": options(&["food"]), "cells": {"kind": "single", "columns": [{"id": "ok", "label": {"en": "fine", "zh-CN": "好"}}]}});
    let texts = [
        "You gave {{ answers.score }}.",
        "{{answers.liked}} and {{answers.best}}",
        "{{answers.best == 'other' ? 'own words' : answers.best}}",
        "{{answers.parts.food}}",
        "{{answers.again}}{{answers.nothing}}",
        "{{answers.weight * 3}} kg, {{computed.double}}, {{scores.total}}",
        "{{hidden.name}}: {{customer.traits.name}}",
        "no { braces }",
    ];
    let mut first = vec![
        question("score", "nps", json!({})),
        question("liked", "multiple_choice", labels.clone()),
        question("best", "single_choice", labels),
        question("parts", "matrix", cells),
        question("again", "yes_no", json!({})),
        question("nothing", "text", json!({})),
        question("weight", "number", json!({"decimals": 1})),
    ];
    first.extend(
        texts
            .iter()
            .enumerate()
            .map(|(at, text)| question(&format!("t{at}"), "statement", json!({"title": {"en": text}}))),
    );
    let others = json!({"hidden": [{"id": "name", "default": "x"}], "computed": [{"id": "double", "value": "answers.score * 2"}]});
    let version = version(json!([page("first", &first)]), others);
    let draft = draft(json!({
        "score": 9, "liked": {"options": ["soup", "fish"]}, "best": {"options": ["other"], "other": "tea"},
        "parts": {"rows": {"food": ["ok"]}}, "again": true, "weight": 0.1,
    }));
    let facts = facts();
    let walk = version.walk(&draft, &facts);
    let mut said = String::new();
    for lang in [Lang::en(), Lang::zh_cn()] {
        for text in texts {
            said.push_str(&format!("{}\n", walk.recall(text, &lang)));
        }
    }
    expect![[r#"
        You gave 9.
        the soup, the fish and tea
        own words
        fine
        yes
        0.3 kg, 18, 9
        x: 
        no { braces }
        You gave 9.
        汤、鱼 and tea
        own words
        好
        是
        0.3 kg, 18, 9
        x: 
        no { braces }
    "#]]
    .assert_eq(&said);
}

#[test]
fn days_are_those_of_the_brand_and_ends_of_scales_recall() {
    let ends = json!({"low": {"en": "worse than {{ answers.score }}"}});
    let first = [question("score", "nps", json!({})), question("again", "csat", ends.clone())];
    let version = version(json!([page("first", &first)]), json!({}));
    let draft = draft(json!({"score": 9}));
    let mut facts = facts();
    facts.now = "2026-11-21T16:30:00Z".parse().expect("a time");
    facts.zone = crate::time::zone("Asia/Shanghai");
    let walk = version.walk(&draft, &facts);
    assert_eq!(walk.recall("worse than {{ answers.score }}", &Lang::en()), "worse than 9");
    let now = "it is {{ now }}";
    let question = question("day", "statement", json!({"title": {"en": now}}));
    let version = super::version(json!([page("first", &[question])]), json!({}));
    assert_eq!(version.walk(&draft, &facts).recall(now, &Lang::en()), "it is 2026-11-22");
}

#[test]
fn what_is_over_is_said_as_it_was_stored() {
    let text = "{{hidden.visits}} {{hidden.gone}} {{computed.said}} {{computed.at}} {{answers.score}} {{scores.total}}";
    let others = json!({
        "endings": [{"id": "end", "text": {"en": text}}],
        "hidden": [{"id": "visits", "default": "one"}, {"id": "gone", "default": "here"}],
        "computed": [{"id": "said", "value": "hidden.visits + '?'"}, {"id": "at", "value": "now"}],
        "rules": [
            {"after": "first", "then": {"do": "set", "field": "visits", "value": "hidden.visits + '!'"}},
            {"after": "first", "then": {"do": "set", "field": "gone", "value": "null"}},
        ],
    });
    let first = question("score", "nps", json!({"show_when": "hidden.visits == 'one'"}));
    let version = version(json!([page("first", &[first])]), others);
    let (draft, facts) = (draft(json!({"score": 9})), facts());
    let walk = version.walk(&draft, &facts);
    let said = walk.recall(text, &Lang::en()).into_owned();
    let completed = submit(&version, &walk, &draft).expect("complete").draft;
    let later = Facts::at(facts.now + jiff::SignedDuration::from_hours(24 * 400));
    let over = version.completed(&completed, &later);
    assert_eq!(over.recall(text, &Lang::en()), said);
    assert!(said.starts_with("one!  one!? 20") && said.ends_with("9 9"), "{said}");
}
