//! Answers from JSON, for programs that show the survey themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Answer, Change, Patch, clean, read_form::options};
use crate::link::Item;
use crate::survey::{Ask, Fault, FaultKind, Faults, OTHER, Question, Survey, TEXT_CHARS_DEFAULT, shorten};

/// Reads `{"recommend": 9, "reason": {"options": ["soup"], "other": null}, "dishes": {"items":
/// {"sku-1": 4}}, "comment": "…"}`. `null` takes an answer away; a single option may stand alone as a
/// text, several as a list. Unlike a form, unknown names are reported: a program wants to know.
#[must_use]
pub fn read_json(survey: &Survey, items: &[Item], answers: &Value) -> (Patch, Vec<Fault>) {
    let mut faults = Faults::default();
    let mut patch = Patch::new();
    let Some(object) = answers.as_object() else {
        faults.add("answers", FaultKind::Expected { expected: "an object of answers by question" });
        return (patch, faults.into_vec());
    };
    for (name, value) in object {
        let Some(question) = survey.question(name) else {
            faults.add(format!("answers.{}", shorten(name)), FaultKind::UnknownField);
            continue;
        };
        let change =
            if value.is_null() { Some(Change::Clear) } else { answer(question, items, value, &mut faults) };
        if let Some(change) = change {
            patch.insert(question.id.clone(), change);
        }
    }
    (patch, faults.into_vec())
}

fn answer(question: &Question, items: &[Item], value: &Value, faults: &mut Faults) -> Option<Change> {
    let path = format!("answers.{}", question.id);
    match &question.ask {
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) => {
            let score = number(&path, value, question.ask.range()?, faults)?;
            Some(Change::Set(Answer::Score(score)))
        }
        Ask::ItemRating(_) => {
            let Some(given) = value.get("items").and_then(Value::as_object) else {
                faults.add(&path, FaultKind::Expected { expected: "{\"items\": {product number: rating}}" });
                return None;
            };
            let mut ratings = BTreeMap::new();
            for (id, rating) in given {
                let path = format!("{path}.items.{}", shorten(id));
                if !items.iter().any(|item| item.id == *id) {
                    faults.add(path, FaultKind::Unknown { given: shorten(id) });
                } else if let Some(rating) = number(&path, rating, question.ask.range()?, faults) {
                    ratings.insert(id.clone(), rating);
                }
            }
            (!ratings.is_empty()).then_some(Change::Rate(ratings))
        }
        Ask::SingleChoice(_) | Ask::MultipleChoice(_) => choice(&path, question, value, faults),
        Ask::Text(field) => {
            let text = text(&path, value, field.chars_max as usize, faults)?;
            Some(if text.is_empty() { Change::Clear } else { Change::Set(Answer::Text(text)) })
        }
        _ => None,
    }
}

fn number(path: &str, value: &Value, (min, max): (u8, u8), faults: &mut Faults) -> Option<u8> {
    let number =
        value.as_u64().and_then(|n| u8::try_from(n).ok()).filter(|number| (min..=max).contains(number));
    if number.is_none() {
        faults.add(path, FaultKind::OutOfRange { min: i64::from(min), max: i64::from(max) });
    }
    number
}

fn text(path: &str, value: &Value, max: usize, faults: &mut Faults) -> Option<String> {
    let Some(text) = value.as_str().map(clean) else {
        faults.add(path, FaultKind::Expected { expected: "a text" });
        return None;
    };
    if text.chars().count() > max {
        faults.add(path, FaultKind::TooLong { max });
        return None;
    }
    Some(text)
}

fn choice(path: &str, question: &Question, value: &Value, faults: &mut Faults) -> Option<Change> {
    let (choices, other_offered) = question.ask.choices()?;
    let listed = match value {
        Value::String(_) => std::slice::from_ref(value),
        Value::Array(options) => options.as_slice(),
        _ => value.get("options").and_then(Value::as_array).map_or(&[][..], Vec::as_slice),
    };
    let expected = "an option, a list of options or {\"options\": […], \"other\": \"…\"}";
    let wrong_form = !value.is_string() && !value.is_array() && value.get("options").is_none();
    let given: Option<Vec<&str>> = listed.iter().map(Value::as_str).collect();
    let Some(given) = given.filter(|_| !wrong_form) else {
        faults.add(path, FaultKind::Expected { expected });
        return None;
    };
    for option in &given {
        let known = choices.iter().any(|choice| choice.id == **option) || (other_offered && *option == OTHER);
        if !known {
            faults.add(path, FaultKind::Unknown { given: shorten(option) });
            return None;
        }
    }
    if matches!(question.ask, Ask::SingleChoice(_)) && given.len() > 1 {
        faults.add(path, FaultKind::TooMany { max: 1 });
        return None;
    }
    let other = match value.get("other").filter(|other| !other.is_null()) {
        Some(words) => Some(text(&format!("{path}.other"), words, TEXT_CHARS_DEFAULT as usize, faults)?),
        None => None,
    };
    if given.is_empty() {
        return Some(Change::Clear);
    }
    Some(Change::Set(options(choices, &given, other.filter(|words| !words.is_empty()))))
}
