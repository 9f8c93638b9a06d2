//! What compiling refuses, what a walk shows, and the laws that hold for every survey and answer.

mod compiling;
mod laws;
mod recalling;
mod walking;
mod working;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Facts, Walk};
use crate::id::SurveyId;
use crate::response::Draft;
use crate::survey::{Survey, Version};

/// A survey in English of these pages, with other fields of the document beside them.
fn survey(pages: Value, others: Value) -> Survey {
    let mut document = json!({
        "version": 2, "name": "Test", "default_language": "en", "languages": ["en", "zh-CN"],
        "title": {"en": "Test"}, "paging": "page_by_page",
    });
    document["pages"] = pages;
    if let (Value::Object(document), Value::Object(others)) = (&mut document, others) {
        document.extend(others);
    }
    Survey::read(SurveyId::from_bytes([7; 16]), &document).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(|error| format!("{error}\n")).collect::<String>())
    })
}

/// A question with some fields besides.
fn question(id: &str, kind: &str, others: Value) -> Value {
    let mut question = json!({"id": id, "kind": kind, "title": {"en": id}, "required": false});
    if kind == "text" {
        question["chars_max"] = json!(100);
        question["multiline"] = json!(false);
    }
    if kind.ends_with("_choice") {
        question["other"] = json!(false);
    }
    if let (Value::Object(question), Value::Object(others)) = (&mut question, others) {
        question.extend(others);
    }
    question
}

/// Options with these ids.
fn options(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id, "label": {"en": id.to_uppercase()}})).collect()
}

fn page(id: &str, questions: &[Value]) -> Value {
    json!({"id": id, "questions": questions})
}

fn version(pages: Value, others: Value) -> Version {
    let survey = survey(pages, others);
    let errors = crate::survey::check(&survey);
    assert!(errors.is_empty(), "{}", errors.iter().map(|error| format!("{error}\n")).collect::<String>());
    Version::of_published(1, survey)
}

/// What has been answered, as a draft keeps it.
fn draft(answers: Value) -> Draft {
    Draft { answers: serde_json::from_value(answers).expect("answers"), ..Draft::default() }
}

fn facts() -> Facts<'static> {
    Facts::at(Timestamp::from_second(1_790_000_000).expect("a time"))
}

/// The pages asked with their questions: `first: a b* | second: c`, where `*` marks what is needed.
fn shown(walk: &Walk<'_>) -> String {
    let question = |question: &&crate::survey::Question| {
        format!("{}{}", question.id, if walk.is_required(question.id.as_str()) { "*" } else { "" })
    };
    walk.pages()
        .map(|(page, questions)| {
            format!("{}: {}", page.id, questions.iter().map(question).collect::<Vec<_>>().join(" "))
        })
        .collect::<Vec<_>>()
        .join(" | ")
}

/// What is shown after these answers.
fn after(version: &Version, answers: Value) -> String {
    shown(&version.walk(&draft(answers), &facts()))
}
