use expect_test::{Expect, expect};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::id::SurveyId;
use crate::survey::Survey;

fn draft(answers: &Value) -> Draft {
    serde_json::from_value(json!({ "answers": answers })).expect("a draft")
}

fn check(flag: Option<Flag>, expected: &Expect) {
    expected
        .assert_eq(&flag.map_or("nothing".to_owned(), |flag| serde_json::to_string(&flag).expect("JSON")));
}

#[test]
fn speeders_are_fast_for_their_survey() {
    let usual = |seconds: f64, n: usize| Usual { seconds, n };
    check(speeding(1.0, usual(6.0, 200)), &expect![[r#"{"flag":"speeder","seconds":1.0,"usual":6.0}"#]]);
    check(speeding(2.0, usual(6.0, 200)), &expect!["nothing"]);
    // With few responses nobody knows what is usual.
    check(speeding(0.1, usual(6.0, 29)), &expect!["nothing"]);
    // A survey over which people think long: four seconds are not careless.
    check(speeding(4.0, usual(30.0, 200)), &expect!["nothing"]);
}

#[test]
fn the_pace_is_that_of_each_answer() {
    let answers = draft(&json!({ "a": 9, "grid": { "rows": { "x": 1, "y": 2, "z": 3 } } }));
    assert_eq!(pace(&answers, Some(8_000)), Some(2.0));
    assert_eq!(
        (pace(&answers, None), pace(&answers, Some(0)), pace(&draft(&json!({})), Some(9))),
        (None, None, None)
    );
    let usual = Usual::of(vec![5.0, 1.0, 3.0, 9.0]).expect("paces");
    assert_eq!((usual.seconds, usual.n, Usual::of(Vec::new())), (4.0, 4, None));
}

fn survey() -> Survey {
    let option = |id: &str| json!({ "id": id, "label": { "en": id } });
    let rows: Vec<Value> = (0..6).map(|n| option(&format!("r{n}"))).collect();
    let document = json!({
        "version": 2, "name": "S", "default_language": "en", "languages": ["en"], "title": { "en": "T" }, "paging": "one_page",
        "pages": [{ "id": "one", "questions": [
            { "id": "grid", "kind": "matrix", "required": false, "title": { "en": "G" }, "rows": rows,
              "cells": { "kind": "rating", "shape": "star", "min": 1, "max": 5 } },
            { "id": "csat", "kind": "csat", "required": false, "title": { "en": "C" } },
            { "id": "nps", "kind": "nps", "required": false, "title": { "en": "N" } },
            { "id": "picks", "kind": "matrix", "required": false, "title": { "en": "P" }, "rows": rows,
              "cells": { "kind": "multiple", "columns": [option("a"), option("b")] } },
        ] }],
    });
    Survey::read(SurveyId::from_bytes([1; 16]), &document).expect("a survey")
}

#[test]
fn straight_lines_are_long_and_everywhere() {
    let rows = |last: u8, n: u8| {
        let row = |at: u8| (format!("r{at}"), Value::from(if at + 1 == n { last } else { 3 }));
        json!({ "rows": (0..n).map(row).collect::<serde_json::Map<_, _>>() })
    };
    let look = |answers: Value| straight_lining(&survey(), &draft(&answers));
    check(look(json!({ "grid": rows(3, 6) })), &expect![[r#"{"flag":"straight_liner","judgements":6}"#]]);
    check(
        look(json!({ "grid": rows(3, 6), "nps": 8 })),
        &expect![[r#"{"flag":"straight_liner","judgements":6}"#]],
    );
    // A question of the same range belongs to the line, and breaks it.
    check(look(json!({ "grid": rows(3, 6), "csat": 5 })), &expect!["nothing"]);
    check(look(json!({ "grid": rows(4, 6) })), &expect!["nothing"]);
    check(look(json!({ "grid": rows(3, 5) })), &expect!["nothing"]);
    let picks: serde_json::Map<String, Value> = (0..6).map(|n| (format!("r{n}"), json!(["a"]))).collect();
    check(look(json!({ "picks": { "rows": picks } })), &expect!["nothing"]);
    check(look(json!({})), &expect!["nothing"]);
}

#[test]
fn bursts_are_of_one_device_or_link() {
    let now: Timestamp = "2026-03-02T12:00:00Z".parse().expect("a time");
    let before = |minutes: i64| now - SignedDuration::from_mins(minutes);
    let device = |earlier: &[Timestamp]| burst(BurstOf::Device, earlier, now);
    check(device(&[before(1), before(2), before(3), before(4)]), &expect!["nothing"]);
    check(
        device(&[before(1), before(2), before(3), before(4), before(5)]),
        &expect![[r#"{"flag":"burst","responses":6,"of":"device"}"#]],
    );
    check(device(&[before(1), before(11), before(12), before(13), before(14)]), &expect!["nothing"]);
    let link = |earlier: usize| burst(BurstOf::Link, &vec![before(1); earlier], now);
    check(link(19), &expect!["nothing"]);
    check(link(20), &expect![[r#"{"flag":"burst","responses":21,"of":"link"}"#]]);
    assert_ne!(BurstOf::Device.mark(b"x"), BurstOf::Link.mark(b"x"));
}

#[test]
fn duplicates_share_answers_and_whose_they_are() {
    let (one, other) = (draft(&json!({ "a": 1, "b": 2 })), draft(&json!({ "a": 1, "b": 3 })));
    let of = |draft: &Draft, by, whose: &str| mark(draft, by, whose.as_bytes());
    assert_eq!(of(&one, Alike::Device, "x"), of(&one.clone(), Alike::Device, "x"));
    assert_ne!(of(&one, Alike::Device, "x"), of(&other, Alike::Device, "x"));
    assert_ne!(of(&one, Alike::Device, "x"), of(&one, Alike::Device, "y"));
    assert_ne!(of(&one, Alike::Device, "x"), of(&one, Alike::Customer, "x"));
    assert_eq!(of(&draft(&json!({ "a": 1 })), Alike::Device, "x"), None, "one answer is given alike by many");
    assert_eq!(of(&one, Alike::Device, ""), None);
}

#[test]
fn what_is_stored_is_read_and_weighed() {
    let stored = serde_json::to_string(&[Flag::Unvouched, Flag::Burst { responses: 7, of: BurstOf::Link }])
        .expect("JSON");
    assert_eq!(flags(Some(&stored)).len(), 2);
    assert!(is_doubted(Some(&stored)));
    let before = flags(Some(r#"[{"flag":"burst","responses":7}]"#));
    assert_eq!(before, [Flag::Burst { responses: 7, of: BurstOf::Device }]);
    assert!(!is_doubted(Some(r#"[{"flag":"unvouched"}]"#)) && !is_doubted(None) && !is_doubted(Some("?")));
}
