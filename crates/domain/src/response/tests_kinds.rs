//! Every kind of question: what a form and JSON say, what is refused, and that both mean the same.

use expect_test::{Expect, expect};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::id::FileId;
use crate::link::Item;
use crate::survey::{Band, Facts, Fault, Key, Survey, Version};

fn survey_of(question: &Value) -> Survey {
    let mut question = question.clone();
    question["id"] = json!("q");
    question["title"] = json!({"en": "?"});
    let document = json!({
        "version": 2, "name": "One", "default_language": "en", "languages": ["en"], "title": {"en": "One"},
        "pages": [{"id": "p", "questions": [question]}],
    });
    let survey = Survey::read("srv_00000000000000000000000001".parse().expect("an id"), &document);
    let survey = survey.expect("readable");
    assert_eq!(crate::survey::check(&survey), []);
    survey
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a time")
}

fn submitted(version: &Version, items: &[Item], draft: &Draft) -> Result<Completed, Vec<Fault>> {
    let facts = Facts::at(now()).about(items);
    submit(version, &version.walk(draft, &facts), draft)
}

fn said(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("  {fault}\n")).collect()
}

/// What comes of an answer: as it is stored, or what is wrong with it, now and on completion.
fn outcome(survey: &Survey, patch: Patch, faults: &[Fault]) -> String {
    let mut draft = Draft::default();
    draft.merge(patch);
    let stored = serde_json::to_string(&draft.answers.get("q")).expect("serialisable");
    let version = Version::of_published(1, survey.clone());
    let wrong = match submitted(&version, &[], &draft) {
        Err(faults) if faults.iter().any(|fault| fault.field != "answers") => said(&faults),
        _ => String::new(),
    };
    format!("{stored}\n{}{wrong}", said(faults))
}

/// Each case as a form and as JSON; where the two lead to the same, it is written once.
fn check(question: &Value, cases: &[(&[(&str, &str)], Value)], expected: &Expect) {
    let survey = survey_of(question);
    let mut text = String::new();
    for (fields, answer) in cases {
        let fields: Vec<(String, &str)> =
            fields.iter().map(|(part, value)| (format!("a.q{part}"), *value)).collect();
        let form = read_form(&survey, &[], fields.iter().map(|(name, value)| (name.as_str(), *value)));
        let (patch, faults) = read_json(&survey, &[], &json!({ "q": answer }));
        let (by_form, by_json) =
            (outcome(&survey, form.patch, &form.faults), outcome(&survey, patch, &faults));
        match by_form == by_json {
            true => text.push_str(&format!("both {by_form}")),
            false => text.push_str(&format!("form {by_form}json {by_json}")),
        }
    }
    expected.assert_eq(&text);
}

const WORDS: fn(&str) -> Value = |text| json!({ "en": text });

#[test]
fn ratings() {
    check(
        &json!({"kind": "rating", "required": true, "shape": "emoji", "min": 0, "max": 3}),
        &[(&[("", "0")], json!(0)), (&[("", "4")], json!(4)), (&[("", "")], json!(null))],
        &expect![[r#"
            both 0
            both null
              answers.q: must be from 0 to 3
              answers.q: is required
            both null
              answers.q: is required
        "#]],
    );
}

#[test]
fn sliders_and_numbers() {
    check(
        &json!({"kind": "slider", "required": false, "min": -1, "max": 1, "step": 0.1}),
        &[
            (&[("", "0.3")], json!(0.3)),
            (&[("", "-1")], json!(-1)),
            (&[("", "1,0")], json!(1.0)),
            (&[("", "0.25")], json!(0.25)),
            (&[("", "2")], json!(2)),
            (&[("", "x")], json!("0.3")),
            (&[("", " ")], json!(null)),
        ],
        &expect![[r#"
            both 0.3
            both -1
            both 1
            both null
              answers.q: expected one of the slider's steps
            both null
              answers.q: must be from -1 to 1
            both null
              answers.q: expected a number of at most 15 digits
            both null
        "#]],
    );
    check(
        &json!({"kind": "number", "required": false, "min": 1, "decimals": 2}),
        &[
            (&[("", "1200")], json!(1200)),
            (&[("", "１２,５")], json!(12.5)),
            (&[("", "1.255")], json!(1.255)),
            (&[("", "0")], json!(0)),
            (&[("", "9e99")], json!(9e99)),
            (&[("", "1.000,5")], json!(true)),
        ],
        &expect![[r#"
            both 1200
            both 12.5
            both null
              answers.q: expected a number with fewer digits behind the point
            both null
              answers.q: must be at least 1
            both null
              answers.q: expected a number of at most 15 digits
            both null
              answers.q: expected a number of at most 15 digits
        "#]],
    );
    check(
        &json!({"kind": "number", "required": false}),
        &[(&[("", "2.5")], json!(2.5)), (&[("", "-3")], json!(-3)), (&[("", "٧")], json!(7))],
        &expect![[r#"
            both null
              answers.q: expected a whole number
            both -3
            both 7
        "#]],
    );
}

#[test]
fn days_and_times() {
    check(
        &json!({"kind": "date", "required": false, "min": "2026-01-01", "max": "2026-12-31"}),
        &[
            (&[("", "2026-11-22")], json!("2026-11-22")),
            (&[("", " 2026年1月2日 ")], json!(" 2026年1月2日 ")),
            (&[("", "2025-12-31")], json!("2025-12-31")),
            (&[("", "2026-02-29")], json!("2026-02-29")),
            (&[("", "")], json!("")),
        ],
        &expect![[r#"
            both "2026-11-22"
            both "2026-01-02"
            both null
              answers.q: must be from 2026-01-01 to 2026-12-31
            both null
              answers.q: expected a day like 2026-11-22
            both null
        "#]],
    );
    check(
        &json!({"kind": "time", "required": false}),
        &[
            (&[("", "8:05:30")], json!("8:05:30")),
            (&[("", "25:00")], json!("25:00")),
            (&[("", "x")], json!(5)),
        ],
        &expect![[r#"
            both "08:05"
            both null
              answers.q: expected a time of day like 18:30
            form null
              answers.q: expected a time of day like 18:30
            json null
              answers.q: expected a text
        "#]],
    );
}

#[test]
fn addresses_and_numbers_are_normalised() {
    check(
        &json!({"kind": "email", "required": false}),
        &[
            (&[("", " Li.Na@Example.COM ")], json!(" Li.Na@Example.COM ")),
            (&[("", "li.na at example")], json!("li.na at example")),
        ],
        &expect![[r#"
            both "li.na@example.com"
            both null
              answers.q: expected an e-mail address
        "#]],
    );
    check(
        &json!({"kind": "phone", "required": false}),
        &[(&[("", "138 1234-2207")], json!("138 1234-2207")), (&[("", "12")], json!("12"))],
        &expect![[r#"
            both "+8613812342207"
            both null
              answers.q: expected a phone number
        "#]],
    );
    check(
        &json!({"kind": "contact", "required": true, "parts": ["name", "phone", "email"]}),
        &[
            (
                &[(".name", " 王芳 "), (".phone", "13812342207"), (".email", "w@example.com")],
                json!({"contact": {"name": " 王芳 ", "phone": "13812342207", "email": "w@example.com"}}),
            ),
            (
                &[(".name", "王芳"), (".phone", "soon"), (".email", "")],
                json!({"contact": {"name": "王芳", "phone": "soon", "email": null}}),
            ),
            (
                &[(".name", ""), (".phone", ""), (".email", " ")],
                json!({"contact": {"name": "", "phone": "", "email": " "}}),
            ),
            (&[(".email", "soon")], json!({"contact": {"email": "soon"}})),
            (&[(".city", "成都")], json!({"contact": {"city": "成都"}})),
        ],
        &expect![[r#"
            both {"contact":{"name":"王芳","email":"w@example.com","phone":"+8613812342207"}}
            both {"contact":{"name":"王芳"}}
              answers.q.phone: expected a phone number
              answers.q.phone: is required
              answers.q.email: is required
            both null
              answers.q: is required
            both null
              answers.q.email: expected an e-mail address
              answers.q: is required
            form null
              answers.q: is required
            json null
              answers.q.city: is not a known field
              answers.q: is required
        "#]],
    );
}

#[test]
fn yes_and_consent() {
    check(
        &json!({"kind": "yes_no", "required": true}),
        &[
            (&[("", "yes")], json!(true)),
            (&[("", "no")], json!(false)),
            (&[("", "")], json!(null)),
            (&[("", "maybe")], json!("yes")),
        ],
        &expect![[r#"
            both true
            both false
            both null
              answers.q: is required
            form null
              answers.q: "maybe" does not exist
              answers.q: is required
            json null
              answers.q: expected true or false
              answers.q: is required
        "#]],
    );
    check(
        &json!({"kind": "consent", "required": true, "label": WORDS("I agree")}),
        &[(&[("", ""), ("", "yes")], json!(true)), (&[("", "")], json!(false)), (&[("", "no")], json!("no"))],
        &expect![[r#"
            both true
            both null
              answers.q: is required
            form null
              answers.q: "no" does not exist
              answers.q: is required
            json null
              answers.q: expected true or false
              answers.q: is required
        "#]],
    );
}

fn choices(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id, "label": WORDS(id), "exclusive": *id == "none"})).collect()
}

#[test]
fn an_exclusive_option_stands_alone() {
    check(
        &json!({
            "kind": "multiple_choice", "required": false, "other": true, "choose_min": 2, "choose_max": 2,
            "options": choices(&["a", "b", "none"]),
        }),
        &[
            (&[("", ""), ("", "none")], json!(["none"])),
            (&[("", "none"), ("", "a")], json!(["none", "a"])),
            (&[("", "none"), (".other", "c")], json!({"options": ["none", "other"], "other": "c"})),
            (&[("", "b"), ("", "a"), ("", "a")], json!(["b", "a", "a"])),
            (&[("", "a")], json!("a")),
        ],
        &expect![[r#"
            both {"options":["none"]}
            both {"options":["a","none"]}
              answers.q: none excludes every other option
            both {"options":["none","other"],"other":"c"}
              answers.q: none excludes every other option
            both {"options":["a","b"]}
            both {"options":["a"]}
              answers.q: has fewer than 2 entries
        "#]],
    );
}

#[test]
fn rankings() {
    let ranking = |places: &Value| json!({"kind": "ranking", "required": false, "places": places, "options": choices(&["a", "b", "other"])});
    check(
        &ranking(&json!(null)),
        &[
            (&[(".a", "2"), (".b", "3"), (".other", "1")], json!({"ranked": ["other", "a", "b"]})),
            (&[(".a", "3"), (".b", "1"), (".other", "")], json!(["b", "a"])),
            (&[(".a", "1"), (".b", "1"), (".other", "2")], json!(["a", "a"])),
            (&[(".a", ""), (".b", ""), (".other", "")], json!([])),
            (&[(".a", "4")], json!(["x"])),
            (&[(".a", "first")], json!(7)),
            (&[(".c", "1")], json!("c")),
        ],
        &expect![[r#"
            both {"ranked":["other","a","b"]}
            both {"ranked":["b","a"]}
              answers.q: has fewer than 3 entries
            form null
              answers.q: repeats 1
            json null
              answers.q: repeats a
            both null
            form null
              answers.q: must be from 1 to 3
            json null
              answers.q: "x" does not exist
            form null
              answers.q: must be from 1 to 3
            json null
              answers.q: expected {"ranked": [option, …]}
            form null
            json null
              answers.q: "c" does not exist
        "#]],
    );
    check(
        &ranking(&json!(1)),
        &[(&[(".b", "1")], json!("b")), (&[(".b", "1"), (".a", "2")], json!(["b", "a"]))],
        &expect![[r#"
            both {"ranked":["b"]}
            form null
              answers.q: must be from 1 to 1
            json null
              answers.q: has more than 1 entries
        "#]],
    );
}

fn matrix(cells: &Value) -> Value {
    json!({"kind": "matrix", "required": true, "every_row": true, "rows": choices(&["food", "staff"]), "cells": cells})
}

#[test]
fn matrices() {
    check(
        &matrix(&json!({"kind": "single", "columns": choices(&["good", "bad"])})),
        &[
            (&[(".food", "good"), (".staff", "bad")], json!({"rows": {"food": "good", "staff": ["bad"]}})),
            (&[(".food", "good")], json!({"rows": {"food": "good", "staff": null}})),
            (&[(".food", "x")], json!({"rows": {"food": "x"}})),
            (&[(".x", "good")], json!({"rows": {"x": "good"}})),
            (&[], json!({"rows": {}})),
            (&[("", "good")], json!("good")),
        ],
        &expect![[r#"
            both {"rows":{"food":["good"],"staff":["bad"]}}
            both {"rows":{"food":["good"]}}
              answers.q.staff: is required
            both null
              answers.q.food: "x" does not exist
              answers.q: is required
            form null
              answers.q: is required
            json null
              answers.q.x: "x" does not exist
              answers.q: is required
            both null
              answers.q: is required
            form null
              answers.q: is required
            json null
              answers.q: expected {"rows": {row: answer}}
              answers.q: is required
        "#]],
    );
    check(
        &matrix(&json!({"kind": "multiple", "columns": choices(&["good", "bad", "none"])})),
        &[
            (
                &[(".food", ""), (".food", "bad"), (".food", "good"), (".staff", "none")],
                json!({"rows": {"food": ["bad", "good"], "staff": "none"}}),
            ),
            (
                &[(".food", "none"), (".food", "bad"), (".staff", "")],
                json!({"rows": {"food": ["none", "bad"], "staff": []}}),
            ),
        ],
        &expect![[r#"
            both {"rows":{"food":["good","bad"],"staff":["none"]}}
            both {"rows":{"food":["bad","none"]}}
              answers.q.food: none excludes every other option
              answers.q.staff: is required
        "#]],
    );
    check(
        &matrix(&json!({"kind": "rating", "shape": "star", "min": 1, "max": 5})),
        &[
            (&[(".food", "5"), (".staff", "1")], json!({"rows": {"food": 5, "staff": 1}})),
            (&[(".food", "6"), (".staff", "")], json!({"rows": {"food": 6, "staff": null}})),
        ],
        &expect![[r#"
            both {"rows":{"food":5,"staff":1}}
            both null
              answers.q.food: must be from 1 to 5
              answers.q: is required
        "#]],
    );
}

#[test]
fn statements_take_no_answer() {
    check(
        &json!({"kind": "statement", "required": true}),
        &[(&[("", "x")], json!("x")), (&[], json!(null))],
        &expect![[r#"
            form null
            json null
              answers.q: expected no answer, since a statement is only read
            both null
        "#]],
    );
}

fn file(n: u8) -> FileRef {
    FileRef {
        id: FileId::from_bytes([n; 16]),
        name: format!("{n}.jpg"),
        media_type: "image/jpeg".to_owned(),
        size: 1_000,
    }
}

#[test]
fn files_are_added_by_sending_and_taken_away_by_name() {
    let survey = survey_of(&json!({"kind": "file", "required": true, "files_max": 2}));
    let version = Version::of_published(1, survey.clone());
    let key: Key = "q".parse().expect("a key");
    let mut draft = Draft::default();
    for n in 1..=3 {
        draft.attach(key.clone(), file(n));
    }
    let faults = submitted(&version, &[], &draft).expect_err("too many");
    assert_eq!(said(&faults), "  answers.q: has more than 2 entries\n");
    // As it is stored, JSON says the same answer again; ids alone do, too.
    let stored = serde_json::to_value(&draft.answers).expect("serialisable");
    let mut same = draft.clone();
    same.merge(read_json(&survey, &[], &stored).0);
    assert_eq!(same, draft);
    let ids = |ns: &[u8]| json!({"q": ns.iter().map(|n| FileId::from_bytes([*n; 16])).collect::<Vec<_>>()});
    let mut fewer = draft.clone();
    fewer.merge(read_json(&survey, &[], &ids(&[3, 1, 3, 9])).0);
    assert_eq!(fewer.files_of(&key), [file(3), file(1)]);
    let gone = FileId::from_bytes([2; 16]).to_string();
    draft.merge(read_form(&survey, &[], [("a.q.remove", gone.as_str()), ("a.q.remove", "x")]).patch);
    assert_eq!(draft.files_of(&key), [file(1), file(3)]);
    assert!(submitted(&version, &[], &draft).is_ok());
    draft.merge(read_json(&survey, &[], &ids(&[])).0);
    assert!(draft.answers.is_empty());
    assert_eq!(said(&read_json(&survey, &[], &json!({"q": [5]})).1).lines().count(), 1);
}

fn everything() -> Version {
    let document = serde_json::from_str(include_str!("../../golden/survey-v2.json")).expect("JSON");
    let id = "srv_00000000000000000000000001".parse().expect("an id");
    Version::of_published(3, Survey::read(id, &document).expect("readable"))
}

fn items() -> Vec<Item> {
    vec![Item { id: "sku-1".into(), name: "酸菜鱼".into() }]
}

#[test]
fn ratings_and_their_rows_are_signals_with_a_band() {
    let version = everything();
    let answers = json!({"stars": 2, "marks": {"rows": {"food": 4}}, "day": "2026-05-01", "parts": {"rows": {"food": "good"}}});
    let mut draft = Draft::default();
    draft.merge(read_json(&version.survey, &items(), &answers).0);
    let accepted = read(&version, &items(), &draft, now());
    let text = serde_json::to_string_pretty(&accepted.signals).expect("serialisable");
    expect![[r#"
        [
          {
            "question": "stars",
            "kind": "rating",
            "value": 2,
            "score": 0.25
          },
          {
            "question": "marks",
            "kind": "rating",
            "row": "food",
            "value": 4,
            "score": 0.75
          }
        ]
    "#]]
    .assert_eq(&format!("{text}\n"));
    // (0.25 + 0.75) / 2
    assert_eq!(accepted.band(), Some(Band::Passive));
    assert_eq!(accepted.score(), Some(0.5));
}

/// Field names and values near the format, so that every branch is reached.
fn any_field() -> impl Strategy<Value = (String, String)> {
    let version = everything();
    let parts = [
        "", ".other", ".food", ".taste", ".place", ".name", ".phone", ".email", ".remove", ".0", ".1", ".x",
        "..",
    ];
    let names: Vec<String> = version
        .survey
        .questions()
        .flat_map(|question| parts.map(|part| format!("a.{}{part}", question.id)))
        .chain(["do".to_owned(), "page".to_owned()])
        .collect();
    let values = [
        "",
        " ",
        "0",
        "1",
        "2",
        "5",
        "11",
        "0.3",
        "0.35",
        "-1",
        "1e5",
        "near",
        "taste",
        "place",
        "none",
        "good",
        "yes",
        "no",
        "other",
        "2026-11-22",
        "2025-11-22",
        "18:30",
        "24:00",
        "li@example.com",
        "13812342207",
        "0000000",
        "fil_00000000000000000000000001",
        "汤是\u{202e}凉的",
        "\u{0}",
        "submit",
        "next",
        "٣",
    ];
    let value = prop_oneof![
        20 => prop::sample::select(values.to_vec()).prop_map(str::to_owned),
        3 => prop::collection::vec(any::<char>(), 0..12).prop_map(|characters| characters.into_iter().collect()),
        1 => prop::sample::select(vec![200, 201, 501, 2_001]).prop_map(|length| "长".repeat(length)),
    ];
    (prop::sample::select(names), value)
}

fn any_answers() -> impl Strategy<Value = Value> {
    let ids: Vec<String> = everything().survey.questions().map(|question| question.id.to_string()).collect();
    let leaf = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(false),
        json!(-1),
        json!(0),
        json!(1),
        json!(5),
        json!(255),
        json!(256),
        json!(0.3),
        json!(1e300),
        json!(""),
        json!("near"),
        json!("taste"),
        json!("none"),
        json!("good"),
        json!("2026-11-22"),
        json!("18:30"),
        json!("li@example.com"),
        json!("13812342207"),
        json!("fil_00000000000000000000000001"),
        json!("\u{0}\u{202e}汤 "),
        json!("长".repeat(501)),
    ]);
    let names = vec![
        "items", "options", "other", "rows", "ranked", "contact", "files", "id", "food", "name", "phone",
        "sku-1", "x",
    ];
    let value = leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(names.clone()), inner), 0..4).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    });
    prop::collection::vec((prop::sample::select(ids), value), 0..8)
        .prop_map(|fields| Value::Object(fields.into_iter().collect()))
}

fn is_clean(answer: &Answer) -> bool {
    let text = |text: &String| text.trim() == text && !text.chars().any(|c| c.is_control() && c != '\n');
    match answer {
        Answer::Score(_) | Answer::Number(_) | Answer::Flag(_) => true,
        Answer::Text(words) => text(words) && words.chars().count() <= 256,
        Answer::Options { options, other } => !options.is_empty() && other.as_ref().is_none_or(text),
        Answer::Ranked { ranked } => !ranked.is_empty(),
        Answer::Items { items } => items.values().all(|rating| (1..=5).contains(rating)),
        Answer::Rows { rows } => {
            !rows.is_empty()
                && rows.values().all(|cell| !matches!(cell, Cell::Options(options) if options.is_empty()))
        }
        Answer::Contact { contact } => !contact.is_empty() && contact.values().all(text),
        Answer::Files { .. } => false,
    }
}

/// What holds of every draft, however it came about.
fn lawful(version: &Version, draft: &Draft) -> Result<(), TestCaseError> {
    for answer in draft.answers.values() {
        prop_assert!(is_clean(answer), "{answer:?}");
    }
    let stored = serde_json::to_value(draft).expect("serialisable");
    prop_assert_eq!(&serde_json::from_value::<Draft>(stored.clone()).expect("readable"), draft);
    // What is stored can be said again as JSON, and is then the same.
    let (patch, faults) = read_json(&version.survey, &items(), &stored["answers"]);
    prop_assert!(faults.is_empty(), "{faults:?}");
    let mut again = Draft { answers: std::collections::BTreeMap::new(), ..draft.clone() };
    again.merge(patch);
    prop_assert_eq!(&again, draft);
    let accepted = read(version, &items(), draft, now());
    prop_assert!(accepted.score().is_none_or(|score| (0.0..=1.0).contains(&score)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn no_form_breaks_any_kind(fields in prop::collection::vec(any_field(), 0..12)) {
        let version = everything_once();
        let form = read_form(&version.survey, &items(), fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let mut draft = Draft::default();
        draft.merge(form.patch.clone());
        lawful(version, &draft)?;
        let mut again = draft.clone();
        again.merge(form.patch.clone());
        prop_assert_eq!(&again, &draft);
        let _ = step(version, &Facts::at(now()).about(&items()), draft, form, 0);
    }

    #[test]
    fn no_json_breaks_any_kind(answers in any_answers()) {
        let version = everything_once();
        let (patch, faults) = read_json(&version.survey, &items(), &answers);
        prop_assert!(faults.iter().all(|fault| fault.field.starts_with("answers.")));
        let mut draft = Draft::default();
        draft.merge(patch);
        lawful(version, &draft)?;
        let _ = submitted(version, &items(), &draft);
    }
}

fn everything_once() -> &'static Version {
    static VERSION: std::sync::OnceLock<Version> = std::sync::OnceLock::new();
    VERSION.get_or_init(everything)
}
