use expect_test::expect;

use super::*;
use crate::link::{Item, LinkParams};

#[test]
fn what_is_not_asked_has_no_answer() {
    let pages = json!([
        page("one", &[
            question("score", "nps", json!({"required": true})),
            question("why", "text", json!({"show_when": "answers.score <= 6", "required_when": "answers.score <= 3"})),
        ]),
        {"id": "two", "show_when": "answers.why != null", "questions": [question("more", "text", json!({"required": true}))]},
    ]);
    let version = version(pages, json!({}));
    assert_eq!(after(&version, json!({})), "one: score*");
    assert_eq!(after(&version, json!({"score": 5})), "one: score* why");
    assert_eq!(after(&version, json!({"score": 2, "why": "cold"})), "one: score* why* | two: more*");
    // Hidden again: its answer counts for nothing, and comes back with the question.
    assert_eq!(after(&version, json!({"score": 9, "why": "cold"})), "one: score*");
    let draft = draft(json!({"score": 9, "why": "cold"}));
    let facts = facts();
    assert_eq!(version.walk(&draft, &facts).answer("why"), None);
}

#[test]
fn rules_are_looked_at_when_their_page_is_left() {
    let pages = json!([
        page("one", &[question("a", "csat", json!({}))]),
        page("two", &[question("b", "csat", json!({}))]),
        page("three", &[question("c", "csat", json!({}))]),
        {"id": "four", "show_when": "hidden.kind == 'fan'", "questions": [question("d", "csat", json!({}))]},
    ]);
    let others = json!({
        "hidden": [{"id": "kind"}, {"id": "left", "default": "0"}],
        "rules": [
            {"after": "one", "when": "answers.a == 1", "then": {"do": "skip_to", "page": "three"}},
            {"after": "one", "when": "answers.a == 5", "then": {"do": "set", "field": "kind", "value": "'fan'"}},
            {"after": "one", "when": "answers.a == 5", "then": {"do": "set", "field": "c", "value": "answers.a - 1"}},
            {"when": "answers.b == 1", "then": {"do": "end", "ending": "sorry"}},
            {"then": {"do": "set", "field": "left", "value": "int(hidden.left) + 1"}},
        ],
        "endings": [{"id": "sorry", "title": {"en": "Sorry"}}, {"id": "fans", "when": "hidden.kind == 'fan'"}],
    });
    let version = version(pages, others);
    let mut said = String::new();
    for answers in [
        json!({}),
        json!({"a": 1, "b": 1}),
        json!({"a": 2, "b": 1}),
        json!({"a": 5}),
        json!({"a": 5, "c": 2}),
    ] {
        let draft = draft(answers.clone());
        let facts = facts();
        let walk = version.walk(&draft, &facts);
        let end = walk.end();
        let hidden: Vec<String> = walk.hidden().map(|(id, value)| format!("{id}={value}")).collect();
        said.push_str(&format!(
            "{answers}: {} → {}{} c={:?} {}\n",
            shown(&walk),
            end.ending.map_or("thanks", |ending| ending.id.as_str()),
            if end.by_rule { " early" } else { "" },
            walk.answer("c").and_then(crate::response::Answer::as_number),
            hidden.join(" ")
        ));
    }
    expect![[r#"
        {}: one: a | two: b | three: c → thanks c=None left=3
        {"a":1,"b":1}: one: a | three: c → thanks c=None left=2
        {"a":2,"b":1}: one: a | two: b → sorry early c=None left=2
        {"a":5}: one: a | two: b | three: c | four: d → fans c=Some(4.0) kind=fan left=4
        {"a":5,"c":2}: one: a | two: b | three: c | four: d → fans c=Some(2.0) kind=fan left=4
    "#]]
    .assert_eq(&said);
}

#[test]
fn options_rows_and_columns_come_and_go() {
    let offered = |id: &str, when: &str| json!({"id": id, "label": {"en": id}, "show_when": when});
    let liked = json!({"options": [offered("x", "answers.a > 2"), offered("y", "answers.a > 4")]});
    let parts = json!({
        "rows": [offered("r", "answers.a > 2"), {"id": "s", "label": {"en": "s"}}],
        "cells": {"kind": "multiple", "columns": [offered("p", "answers.a > 4"), {"id": "q", "label": {"en": "q"}}]},
    });
    let questions = [
        question("a", "csat", json!({})),
        question("liked", "multiple_choice", liked),
        question("parts", "matrix", parts),
    ];
    let version = version(json!([page("one", &questions)]), json!({}));
    let answers = |a: u8| {
        draft(json!({
            "a": a, "liked": {"options": ["x", "y"]}, "parts": {"rows": {"r": ["p", "q"], "s": ["p"]}},
        }))
    };
    let mut said = String::new();
    for a in [1, 3, 5] {
        let (draft, facts) = (answers(a), facts());
        let walk = version.walk(&draft, &facts);
        let ids = |choices: Vec<&crate::survey::Choice>| {
            choices.iter().map(|choice| choice.id.to_string()).collect::<Vec<_>>().join(",")
        };
        let answer = |id: &str| serde_json::to_string(&walk.answer(id)).expect("JSON");
        said.push_str(&format!(
            "{a}: {} [{}] [{}] [{}] {} {}\n",
            shown(&walk),
            ids(walk.options("liked")),
            ids(walk.rows("parts")),
            ids(walk.columns("parts")),
            answer("liked"),
            answer("parts"),
        ));
    }
    // Without any option there is no question.
    expect![[r#"
        1: one: a parts [] [s] [q] null null
        3: one: a liked parts [x] [r,s] [q] {"options":["x"]} {"rows":{"r":["q"]}}
        5: one: a liked parts [x,y] [r,s] [p,q] {"options":["x","y"]} {"rows":{"r":["p","q"],"s":["p"]}}
    "#]]
    .assert_eq(&said);
}

#[test]
fn values_are_typed_by_the_kind_of_question() {
    let scored = json!([
        {"id": "x", "label": {"en": "x"}, "score": 1.5}, {"id": "y", "label": {"en": "y"}, "score": 2},
    ]);
    let questions = [
        question("nps", "nps", json!({})),
        question("one", "single_choice", json!({"options": scored, "other": true})),
        question("many", "multiple_choice", json!({"options": scored})),
        question("rank", "ranking", json!({"options": options(&["x", "y"])})),
        question("dishes", "item_rating", json!({})),
        question(
            "marks",
            "matrix",
            json!({"rows": options(&["r"]), "cells": {"kind": "rating", "shape": "star", "min": 1, "max": 5}}),
        ),
        question("day", "date", json!({})),
        question("who", "contact", json!({"parts": ["name", "email"]})),
        question("ok", "consent", json!({"label": {"en": "ok"}})),
        question("photo", "file", json!({"images_only": true, "files_max": 3, "size_max_kb": 100})),
    ];
    let conditions = [
        "answers.nps == 9 && answers.nps / 2 == 4.5",
        "answers.one == 'other' && answers.one != 'x'",
        "'x' in answers.many && answers.many.size() == 2 && answers.many == ['x', 'y']",
        "answers.many.exists(option, option == 'y')",
        "answers.rank[0] == 'y'",
        "answers.dishes['sku-1'] == 4 && answers.dishes.exists(sku, answers.dishes[sku] < 5)",
        "answers.marks.r == 3",
        "answers.day == '2026-11-22' && timestamp(answers.day + 'T00:00:00Z') < now",
        "answers.who.name == 'Li' && answers.who.email == null",
        "answers.ok && answers.photo == 1",
        "scores.nps == 9 && scores.many == 3.5 && scores.one == null && scores.total == 19.5",
        "order.id == 'o1' && order.items.exists(item, item.name == 'Soup') && order.total == null",
        "customer.known == null && unit.id == null && language == 'en'",
        "now.getFullYear() == 2026",
    ];
    let hidden = conditions.iter().enumerate().map(|(at, _)| json!({"id": format!("h{at}")}));
    let computed: Vec<Value> = conditions
        .iter()
        .enumerate()
        .map(|(at, condition)| json!({"id": format!("c{at}"), "value": condition}))
        .collect();
    let version = version(
        json!([page("one", &questions)]),
        json!({"computed": computed, "hidden": hidden.collect::<Vec<_>>()}),
    );
    let draft = draft(json!({
        "nps": 9, "one": {"options": ["other"], "other": "z"}, "many": {"options": ["x", "y"]},
        "rank": {"ranked": ["y", "x"]}, "dishes": {"items": {"sku-1": 4}}, "marks": {"rows": {"r": 3}},
        "day": "2026-11-22", "who": {"contact": {"name": "Li"}}, "ok": true,
        "photo": {"files": [{"id": "fil_00000000000000000000000001", "name": "a.png", "media_type": "image/png", "size": 5}]},
    }));
    let params = LinkParams {
        order: Some("o1".to_owned()),
        items: vec![Item { id: "sku-1".to_owned(), name: "Soup".to_owned() }],
        ..LinkParams::default()
    };
    let later = Timestamp::from_second(1_795_500_000).expect("a time");
    let facts = Facts::at(later).of_link(&params);
    let walk = version.walk(&draft, &facts);
    for ((id, value), condition) in walk.computed().zip(conditions) {
        assert_eq!(value.as_bool(), Some(true), "{id}: {condition}");
    }
}

#[test]
fn orders_are_the_seeds_own_and_fixed_places_stay() {
    let choice = json!({"random_options": true, "options": [
        {"id": "a", "label": {"en": "a"}}, {"id": "b", "label": {"en": "b"}}, {"id": "c", "label": {"en": "c"}},
        {"id": "none", "label": {"en": "none"}, "fixed": true},
    ]});
    let middle = |id: &str| page(id, &[question(&format!("of_{id}"), "nps", json!({}))]);
    let pages = json!([
        {"id": "hello", "fixed": true, "random_questions": true, "questions": [
            question("q1", "single_choice", choice), question("q2", "nps", json!({})), question("q3", "nps", json!({})),
        ]},
        middle("x"), middle("y"), middle("z"),
        {"id": "bye", "fixed": true, "questions": [question("last", "nps", json!({}))]},
    ]);
    let version = version(pages, json!({"random_pages": true}));
    let of_seed = |seed: u64| {
        let draft = Draft { seed, ..Draft::default() };
        let facts = facts();
        let walk = version.walk(&draft, &facts);
        let options: Vec<String> = walk.options("q1").iter().map(|choice| choice.id.to_string()).collect();
        format!("{} [{}]", shown(&walk), options.join(" "))
    };
    let orders: std::collections::BTreeSet<String> = (1..200).map(of_seed).collect();
    assert!(orders.len() > 100, "{}", orders.len());
    for order in &orders {
        assert!(order.starts_with("hello: ") && order.contains("| bye: last ["), "{order}");
        assert!(order.ends_with(" none]"), "{order}");
    }
    assert_eq!(of_seed(0), "hello: q1 q2 q3 | x: of_x | y: of_y | z: of_z | bye: last [a b c none]");
    assert_eq!(of_seed(77), of_seed(77));
}

#[test]
fn checks_have_their_say_once_there_is_an_answer() {
    let checks = json!({"checks": [
        {"holds": "answers.b > answers.a", "message": {"en": "more than {{answers.a}}"}},
        {"holds": "answers.b < 5", "message": {"en": "less than 5"}},
    ]});
    let version = version(
        json!([page("one", &[question("a", "csat", json!({})), question("b", "csat", checks)])]),
        json!({}),
    );
    let failed = |answers: Value| {
        let (draft, facts) = (draft(answers), facts());
        let walk = version.walk(&draft, &facts);
        walk.failed("b").map(|check| {
            walk.recall(check.message.get(walk.language(), walk.language()), walk.language()).into_owned()
        })
    };
    assert_eq!(failed(json!({"a": 3})), None);
    assert_eq!(failed(json!({"a": 3, "b": 4})), None);
    assert_eq!(failed(json!({"a": 3, "b": 2})).as_deref(), Some("more than 3"));
    assert_eq!(failed(json!({"a": 3, "b": 5})).as_deref(), Some("less than 5"));
    assert_eq!(failed(json!({"b": 5})).as_deref(), Some("more than "));
}
