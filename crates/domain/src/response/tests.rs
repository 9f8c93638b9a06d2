use expect_test::expect;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::link::Item;
use crate::survey::{Band, Facts, Fault, Survey, Version};

fn version() -> Version {
    let document = serde_json::from_str(include_str!("../../golden/survey-v1.json")).expect("JSON");
    let id = "srv_00000000000000000000000001".parse().expect("an id");
    Version::of_published(3, Survey::read(id, &document).expect("readable"))
}

fn items() -> Vec<Item> {
    [("sku-1", "酸菜鱼"), ("sku/2 ", "担担面")]
        .map(|(id, name)| Item { id: id.into(), name: name.into() })
        .into()
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a time")
}

/// What `items` make of a draft.
fn submitted(version: &Version, items: &[Item], draft: &Draft) -> Result<Accepted, Vec<Fault>> {
    let facts = Facts::at(now()).about(items);
    submit(version, &version.walk(draft, &facts), draft).map(|completed| completed.accepted)
}

fn form(fields: &[(&str, &str)]) -> Form {
    read_form(&version().survey, &items(), fields.iter().copied())
}

fn draft(fields: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::default();
    draft.merge(form(fields).patch);
    draft
}

fn said(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}

fn json(value: &impl serde::Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).expect("serialisable"))
}

const COMPLETE: [(&str, &str); 14] = [
    ("a.recommend", "3"),
    ("a.service", "4"),
    ("a.pay", "7"),
    ("a.dishes.0", "2"),
    ("a.dishes.1", "5"),
    ("a.dishes.7", "5"),
    ("a.reason", ""),
    ("a.reason.other", " 生日\u{0}\u{202e} "),
    ("a.improve", ""),
    ("a.improve", "price"),
    ("a.improve", "wait"),
    ("a.comment", "汤是凉的\r\n等位太久"),
    ("a.unknown", "1"),
    ("utm_source", "x"),
];

#[test]
fn a_form_becomes_typed_answers() {
    let form = form(&COMPLETE);
    assert_eq!(form.faults, []);
    let mut draft = Draft::default();
    draft.merge(form.patch);
    expect![[r#"
        {
          "page": 0,
          "answers": {
            "comment": "汤是凉的\n等位太久",
            "dishes": {
              "items": {
                "sku-1": 2,
                "sku/2 ": 5
              }
            },
            "improve": {
              "options": [
                "wait",
                "price"
              ]
            },
            "pay": 7,
            "reason": {
              "options": [
                "other"
              ],
              "other": "生日"
            },
            "recommend": 3,
            "service": 4
          }
        }
    "#]]
    .assert_eq(&json(&draft));
    let stored = serde_json::from_str::<Draft>(&json(&draft)).expect("readable");
    assert_eq!(stored, draft);
}

#[test]
fn a_completed_response_says_what_was_felt() {
    let accepted = submitted(&version(), &items(), &draft(&COMPLETE)).expect("complete");
    expect![[r#"
        [
          {
            "question": "recommend",
            "touchpoint": "visit",
            "kind": "nps",
            "value": 3,
            "score": 0.3
          },
          {
            "question": "service",
            "touchpoint": "service",
            "kind": "csat",
            "value": 4,
            "score": 0.75
          },
          {
            "question": "pay",
            "touchpoint": "pay",
            "kind": "ces",
            "value": 7,
            "score": 1.0
          },
          {
            "question": "dishes",
            "touchpoint": "food",
            "kind": "item_rating",
            "item": {
              "id": "sku-1",
              "name": "酸菜鱼"
            },
            "value": 2,
            "score": 0.25
          },
          {
            "question": "dishes",
            "touchpoint": "food",
            "kind": "item_rating",
            "item": {
              "id": "sku/2 ",
              "name": "担担面"
            },
            "value": 5,
            "score": 1.0
          },
          {
            "question": "reason",
            "kind": "choice",
            "options": [
              "other"
            ],
            "text": "生日"
          },
          {
            "question": "improve",
            "kind": "choice",
            "options": [
              "wait",
              "price"
            ]
          },
          {
            "question": "comment",
            "kind": "text",
            "text": "汤是凉的\n等位太久"
          }
        ]
    "#]]
    .assert_eq(&json(&accepted.signals));
    assert_eq!((accepted.nps(), accepted.csat(), accepted.ces()), (Some(3), Some(4), Some(7)));
    assert_eq!(accepted.band(), Some(Band::Detractor));
    // NPS 0.3, CSAT 0.75, CES 1, dishes (0.25 + 1) / 2.
    assert!((accepted.score().expect("scored") - (0.3 + 0.75 + 1.0 + 0.625) / 4.0).abs() < 1e-12);
    assert_eq!(accepted.text(), "生日\n汤是凉的\n等位太久");
    assert_eq!(
        accepted.ratings().map(|(item, rating)| (item.name.as_str(), rating)).collect::<Vec<_>>(),
        [("酸菜鱼", 2), ("担担面", 5)]
    );
    let stored = serde_json::from_str::<Accepted>(&json(&accepted)).expect("readable");
    assert_eq!(stored, accepted);
}

#[test]
fn json_and_form_mean_the_same() {
    let (patch, faults) = read_json(
        &version().survey,
        &items(),
        &json!({
            "recommend": 3, "service": 4, "pay": 7, "dishes": {"items": {"sku-1": 2, "sku/2 ": 5}},
            "reason": {"options": ["other"], "other": "生日"}, "improve": ["price", "wait", "price"],
            "comment": "汤是凉的\n等位太久"
        }),
    );
    assert_eq!(faults, []);
    assert_eq!(patch, form(&COMPLETE).patch);
}

#[test]
fn the_band_comes_from_what_was_asked() {
    let band = |fields: &[(&str, &str)]| {
        let mut version = version();
        for page in &mut version.survey.pages {
            page.questions.iter_mut().for_each(|question| question.required = false);
        }
        submitted(&version, &items(), &draft(fields)).expect("complete").band()
    };
    assert_eq!(band(&[("a.recommend", "7"), ("a.service", "1")]), Some(Band::Passive));
    assert_eq!(band(&[("a.service", "2"), ("a.pay", "7")]), Some(Band::Detractor));
    assert_eq!(band(&[("a.pay", "4")]), Some(Band::Passive));
    assert_eq!(band(&[("a.dishes.0", "5"), ("a.dishes.1", "2")]), Some(Band::Passive));
    assert_eq!(band(&[("a.dishes.0", "5")]), Some(Band::Promoter));
    assert_eq!(band(&[("a.comment", "hm")]), None);
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let nothing = submitted(&version(), &items(), &Draft::default()).expect_err("incomplete");
    expect![[r#"
        answers.recommend: is required
        answers.reason: is required
    "#]]
    .assert_eq(&said(&nothing));
    let long = "长".repeat(201);
    let wrong = form(&[
        ("a.recommend", "11"),
        ("a.service", "four"),
        ("a.dishes.1", "0"),
        ("a.reason", "far"),
        ("a.comment", &long),
        ("a.improve.other", &"x".repeat(2_001)),
    ]);
    expect![[r#"
        answers.recommend: must be from 0 to 10
        answers.service: must be from 1 to 5
        answers.dishes.1: must be from 1 to 5
        answers.reason: "far" does not exist
        answers.improve.other: is longer than 2000 characters
        answers.comment: is longer than 200 characters
    "#]]
    .assert_eq(&said(&wrong.faults));
    assert_eq!(wrong.typed["comment"], long);
    let too_many = draft(&[
        ("a.recommend", "9"),
        ("a.reason", "near"),
        ("a.improve", "wait"),
        ("a.improve", "taste"),
        ("a.improve", "price"),
    ]);
    expect![[r#"
        answers.improve: has more than 2 entries
    "#]]
    .assert_eq(&said(&submitted(&version(), &items(), &too_many).expect_err("too many")));
    let (_, faults) = read_json(
        &version().survey,
        &items(),
        &json!({
            "recommend": "9", "recomend": 9, "dishes": {"items": {"sku-9": 1, "sku-1": 6}}, "reason": ["near", "friends"],
            "improve": 4, "comment": 5
        }),
    );
    expect![[r#"
        answers.comment: expected a text
        answers.dishes.items.sku-1: must be from 1 to 5
        answers.dishes.items.sku-9: "sku-9" does not exist
        answers.improve: expected an option, a list of options or {"options": […], "other": "…"}
        answers.reason: has more than 1 entries
        answers.recomend: is not a known field
        answers.recommend: must be from 0 to 10
    "#]]
    .assert_eq(&said(&faults));
}

#[test]
fn a_survey_answered_with_nothing_is_not_complete() {
    let mut version = version();
    for page in &mut version.survey.pages {
        page.questions.iter_mut().for_each(|question| question.required = false);
    }
    let faults = submitted(&version, &items(), &Draft::default()).expect_err("empty");
    assert_eq!(said(&faults), "answers: is required\n");
}

#[test]
fn partial_saves_add_up_whatever_their_order() {
    let saves = [
        form(&[("a.recommend", "9"), ("a.dishes.0", "5")]),
        form(&[("a.dishes.1", "3"), ("a.comment", "好")]),
        form(&[("a.reason", "near")]),
    ];
    let sum = |order: [usize; 3]| {
        let mut draft = Draft::default();
        order.into_iter().for_each(|at| draft.merge(saves[at].patch.clone()));
        draft
    };
    let whole = sum([0, 1, 2]);
    assert_eq!(whole.answers.len(), 4);
    assert!(
        [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].into_iter().all(|order| sum(order) == whole)
    );
    let mut cleared = whole;
    cleared.merge(form(&[("a.comment", " "), ("a.improve", "")]).patch);
    assert!(!cleared.answers.contains_key("comment") && cleared.answers.contains_key("recommend"));
}

/// Plays posted forms one after the other and notes each page and what was wrong.
fn play(forms: &[&[(&str, &str)]], items: &[Item]) -> String {
    let (version, mut current, mut notes) = (version(), Draft::default(), String::new());
    for fields in forms {
        let form = read_form(&version.survey, items, fields.iter().copied());
        match step(&version, &Facts::at(now()).about(items), current.clone(), form, 0) {
            Step::Show { draft, faults, .. } => {
                notes.push_str(&format!("page {} {}\n", draft.page, said(&faults).trim_end()));
                current = draft;
            }
            Step::Done(completed) => {
                notes.push_str(&format!("done in {}\n", completed.accepted.language));
            }
        }
    }
    notes
}

#[test]
fn pages_are_walked_forward_when_answered_and_back_always() {
    let walk: [&[(&str, &str)]; 7] = [
        &[("do", "next"), ("page", "0")],
        &[("do", "next"), ("page", "0"), ("a.recommend", "9")],
        &[("do", "lang:en"), ("page", "1"), ("lang", "zh-CN"), ("a.dishes.0", "5")],
        &[("do", "back"), ("page", "1"), ("a.dishes.0", "9")],
        &[("do", "next"), ("page", "0"), ("a.recommend", "8")],
        &[("do", "submit"), ("page", "2"), ("a.recommend", "99")],
        &[("do", "submit"), ("page", "2"), ("a.reason", "near")],
    ];
    expect![[r#"
        page 0 answers.recommend: is required
        page 1 
        page 1 
        page 0 
        page 1 
        page 0 answers.recommend: must be from 0 to 10
        answers.reason: is required
        done in en
    "#]]
    .assert_eq(&play(&walk, &items()));
    // Without items the page of dishes is passed over, in both directions.
    let walk: [&[(&str, &str)]; 2] =
        [&[("do", "next"), ("page", "0"), ("a.recommend", "9")], &[("do", "back"), ("page", "2")]];
    expect![[r#"
        page 2 
        page 0 
    "#]]
    .assert_eq(&play(&walk, &[]));
    assert_eq!(
        play(&[&[("do", "next"), ("page", "99999999999999999999")], &[("page", "77")]], &[]).lines().count(),
        2
    );
}

/// Field names and values near the format, so that every branch is reached.
fn any_field() -> impl Strategy<Value = (String, String)> {
    let names = [
        "a.recommend",
        "a.service",
        "a.pay",
        "a.dishes",
        "a.dishes.0",
        "a.dishes.1",
        "a.dishes.2",
        "a.dishes.-1",
        "a.reason",
        "a.reason.other",
        "a.improve",
        "a.improve.other",
        "a.comment",
        "a.comment.other",
        "a.",
        "a..",
        "a.none",
        "do",
        "page",
        "lang",
        "resume",
        "",
        "\u{0}",
    ];
    let values = [
        "",
        " ",
        "0",
        "3",
        "5",
        "7",
        "10",
        "11",
        "-1",
        "256",
        "3.5",
        "near",
        "other",
        "wait",
        "price",
        "submit",
        "next",
        "back",
        "lang:en",
        "lang:",
        "汤是\u{202e}凉的",
        "\r\n\r",
        "\u{0}\u{7f}",
        "\u{feff} x ",
        "9e99",
    ];
    let value = prop_oneof![
        16 => prop::sample::select(values.to_vec()).prop_map(str::to_owned),
        4 => prop::collection::vec(any::<char>(), 0..12).prop_map(|characters| characters.into_iter().collect()),
        1 => prop::sample::select(vec![200, 201, 2_000, 2_001]).prop_map(|length| "长".repeat(length)),
    ];
    (prop::sample::select(names.to_vec()).prop_map(str::to_owned), value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_form_breaks_a_response(fields in prop::collection::vec(any_field(), 0..12)) {
        let (version, items) = (version_once(), items());
        let pairs = || fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let form = read_form(&version.survey, &items, pairs());
        let mut draft = Draft::default();
        draft.merge(form.patch.clone());
        for answer in draft.answers.values() {
            prop_assert!(is_clean(answer), "{answer:?}");
        }
        // What is stored is read back as it was, and saving the same form again changes nothing.
        let stored = serde_json::from_value::<Draft>(serde_json::to_value(&draft).expect("serialisable"));
        prop_assert_eq!(&stored.expect("readable"), &draft);
        let mut again = draft.clone();
        again.merge(form.patch.clone());
        prop_assert_eq!(&again, &draft);
        if let Step::Done(completed) = step(version, &Facts::at(now()).about(&items), draft, form, 0) {
            let accepted = completed.accepted;
            prop_assert!(accepted.nps().is_some_and(|nps| nps <= 10));
            prop_assert!(accepted.score().is_some_and(|score| (0.0..=1.0).contains(&score)));
        }
    }

    #[test]
    fn no_json_breaks_a_response(answers in any_answers()) {
        let (version, items) = (version_once(), items());
        let (patch, faults) = read_json(&version.survey, &items, &answers);
        prop_assert!(faults.iter().all(|fault| fault.field.starts_with("answers")));
        let mut draft = Draft::default();
        draft.merge(patch);
        prop_assert!(draft.answers.values().all(is_clean));
        match submitted(version, &items, &draft) {
            Ok(accepted) => prop_assert!(accepted.signals.len() >= accepted.answers.len()),
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}

fn version_once() -> &'static Version {
    static VERSION: std::sync::OnceLock<Version> = std::sync::OnceLock::new();
    VERSION.get_or_init(version)
}

fn is_clean(answer: &Answer) -> bool {
    let text = |text: &str| {
        text.chars().count() <= 2_000
            && text.trim() == text
            && text.chars().all(|character| character == '\n' || !character.is_control())
    };
    match answer {
        Answer::Score(score) => *score <= 10,
        Answer::Text(words) => text(words) && words.chars().count() <= 200,
        Answer::Options { options, other } => !options.is_empty() && other.as_deref().is_none_or(text),
        Answer::Items { items } => items.values().all(|rating| (1..=5).contains(rating)),
        _ => false,
    }
}

fn any_answers() -> impl Strategy<Value = Value> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(3),
        json!(5),
        json!(10),
        json!(11),
        json!(3.5),
        json!(1e300),
        json!(""),
        json!("near"),
        json!("other"),
        json!("wait"),
        json!("taste"),
        json!("price"),
        json!("\u{0}\u{202e}汤 "),
        json!("长".repeat(200)),
        json!("长".repeat(201)),
        json!("长".repeat(2_001)),
    ];
    let leaf = prop::sample::select(values.to_vec());
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        let name = prop::sample::select(vec!["items", "options", "other", "sku-1", "sku/2 ", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4).prop_map(object),
        ]
    });
    let questions = vec!["recommend", "service", "pay", "dishes", "reason", "improve", "comment", "x"];
    prop::collection::vec((prop::sample::select(questions), value), 0..8).prop_map(object)
}

fn object(fields: Vec<(&str, Value)>) -> Value {
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[test]
fn a_page_is_shown_again_for_what_its_answers_lead_to_and_once_only() {
    let follow_up = json!({ "version": 2, "paging": "page_by_page", "name": "s", "default_language": "en", "languages": ["en"],
        "title": { "en": "S" }, "pages": [
            { "id": "p", "questions": [
                { "id": "score", "kind": "nps", "title": { "en": "Score" } },
                { "id": "why", "kind": "text", "title": { "en": "Why" }, "show_when": "answers.score <= 6" },
                { "id": "sorry", "kind": "statement", "title": { "en": "Sorry" }, "show_when": "answers.score <= 6" },
            ] },
            { "id": "q", "questions": [{ "id": "more", "kind": "text", "title": { "en": "More" } }] },
        ] });
    let survey =
        Survey::read("srv_00000000000000000000000001".parse().expect("an id"), &follow_up).expect("a survey");
    let version = Version::of_draft(survey).expect("a version");
    let go = |fields: &[(&str, &str)]| {
        let form = read_form(&version.survey, &[], fields.iter().copied());
        match step(&version, &Facts::at(now()), Draft::default(), form, 0) {
            Step::Show { draft, faults, appeared, .. } => {
                let appeared: Vec<String> = appeared.iter().map(ToString::to_string).collect();
                format!("page {} {} {}", draft.page, appeared.join(" "), said(&faults)).trim_end().to_owned()
            }
            Step::Done(_) => "done".to_owned(),
        }
    };
    let next = [("do", "next"), ("page", "0")];
    let with = |others: &[(&'static str, &'static str)]| go(&[next.as_slice(), others].concat());
    assert_eq!(with(&[("on", "score"), ("a.score", "9")]), "page 1");
    assert_eq!(with(&[("on", "score"), ("a.score", "2")]), "page 0 why");
    assert_eq!(with(&[("on", "score why sorry"), ("a.score", "2")]), "page 1");
    assert_eq!(with(&[("a.score", "2")]), "page 1", "a form that does not say what stood on it");
    assert_eq!(
        with(&[("on", "score"), ("a.score", "2"), ("a.why", "cold")]),
        "page 1",
        "answered all the same"
    );
    assert_eq!(go(&[("do", "back"), ("page", "1"), ("on", "more")]), "page 0");
    let endless = "x ".repeat(100_000);
    let stood = read_form(&version.survey, &[], [("on", endless.as_str())]).stood.expect("what stood on it");
    assert_eq!(stood.len(), crate::survey::QUESTIONS_MAX, "no more than a survey can have");
}
