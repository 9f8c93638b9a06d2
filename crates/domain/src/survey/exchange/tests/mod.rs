mod formbricks;
mod large;
mod round_trip;
mod surveyjs;

use std::fmt::Write;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Format, Imported, import};
use crate::id::SurveyId;

fn id() -> SurveyId {
    SurveyId::new(1_763_784_000_000, [7; 10])
}

fn imported(document: &Value) -> Imported {
    import(id(), document, None).expect("a survey of a known tool")
}

/// What was changed or left out, a line for each.
fn losses(imported: &Imported) -> String {
    let mut text = String::new();
    for item in imported.items.iter().filter(|item| item.outcome != super::Outcome::Kept) {
        let target = item.target.as_deref().unwrap_or("-");
        writeln!(text, "{} {} → {target}: {}", item.outcome.name(), item.source, item.reason.english())
            .expect("text");
    }
    text
}

#[test]
fn reasons_are_said_in_both_languages() {
    for reason in [super::Reason::Same, super::Reason::Renamed("q_1".to_owned()), super::Reason::Backwards] {
        assert!(reason.english().is_ascii(), "{reason:?}");
        assert!(!reason.chinese().is_ascii(), "{reason:?}");
        assert!(!reason.english().contains("{}") && !reason.chinese().contains("{}"), "{reason:?}");
    }
}

#[test]
fn formats_are_known_by_their_fields() {
    let format = |text: &str| Format::detect(&serde_json::from_str(text).expect("JSON"));
    assert_eq!(format(r#"{"pages":[{"elements":[]}]}"#), Some(Format::SurveyJs));
    assert_eq!(format(r#"{"elements":[{"type":"text","name":"a"}]}"#), Some(Format::SurveyJs));
    assert_eq!(format(r#"{"name":"x","blocks":[]}"#), Some(Format::Formbricks));
    assert_eq!(
        format(r#"{"questions":[{"id":"a","type":"nps","headline":{"default":"?"}}]}"#),
        Some(Format::Formbricks)
    );
    assert_eq!(format(r#"{"version":2,"default_language":"en","pages":[]}"#), Some(Format::Touchstone));
    assert_eq!(format(r#"{"a":1}"#), None);
    assert_eq!(format("[]"), None);
}

/// Any JSON whose fields have names and values that mean something.
fn document(names: &'static [&'static str], words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-20_i32..300).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(words).prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 120, 8, move |inner| {
        let object = proptest::collection::vec((proptest::sample::select(names), inner.clone()), 0..10)
            .prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            });
        prop_oneof![object, proptest::collection::vec(inner, 0..4).prop_map(Value::Array)]
    })
}

const NAMES: &[&str] = &[
    "type",
    "name",
    "title",
    "choices",
    "rows",
    "columns",
    "value",
    "text",
    "visibleIf",
    "enableIf",
    "requiredIf",
    "validators",
    "min",
    "max",
    "rateMin",
    "rateMax",
    "rateValues",
    "choicesFromQuestion",
    "isRequired",
    "expression",
    "id",
    "headline",
    "required",
    "logic",
    "conditions",
    "actions",
    "objective",
    "target",
    "leftOperand",
    "operator",
    "rightOperand",
    "connector",
    "label",
    "range",
    "inputType",
    "default",
    "cellType",
    "items",
    "maxLength",
    "variableId",
];
const WORDS: &[&str] = &[
    "text",
    "radiogroup",
    "checkbox",
    "rating",
    "matrix",
    "matrixdropdown",
    "multipletext",
    "ranking",
    "panel",
    "boolean",
    "expression",
    "html",
    "file",
    "slider",
    "a",
    "b",
    "{a} = 1",
    "{a} contains 'x' or {b} notempty",
    "{b} + {a} > 3",
    "openText",
    "nps",
    "multipleChoiceSingle",
    "multipleChoiceMulti",
    "equals",
    "static",
    "question",
    "calculate",
    "jumpToBlock",
    "add",
    "default",
    "https://example.org/x.png",
    "<p>one</p>",
    "{{",
    "#recall:a/fallback:b#",
    "1",
    "-1",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_document_breaks_the_import(
        elements in proptest::collection::vec(document(NAMES, WORDS), 0..6),
        more in document(NAMES, WORDS),
        frame in proptest::sample::select(&["pages", "elements", "blocks", "questions", "triggers", "calculatedValues", "endings", "variables"][..]),
    ) {
        for format in [Format::SurveyJs, Format::Formbricks, Format::Touchstone] {
            let mut root = Map::new();
            root.insert("elements".to_owned(), Value::Array(elements.clone()));
            root.insert("questions".to_owned(), Value::Array(elements.clone()));
            root.insert("blocks".to_owned(), serde_json::json!([{ "id": "b1", "elements": elements.clone(), "logic": more.clone() }]));
            root.insert(frame.to_owned(), more.clone());
            if let Ok(imported) = import(id(), &Value::Object(root), Some(format)) {
                let _ = crate::survey::check(&imported.survey);
                prop_assert!(imported.items.len() <= super::ITEMS_MAX + 1);
            }
        }
    }
}
