//! Answers from JSON, for programs that show the survey themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::read_form_ask::{options, ranked};
use super::value::{
    columns, contact_part, day, day_fault, email, in_order, number_fault, order_fault, phone, time,
};
use super::{Answer, Cell, Change, Patch, clean};
use crate::link::Item;
use crate::survey::{
    Ask, Cells, Contact, ContactPart, Fault, FaultKind, Faults, Matrix, Number, OTHER, Question, Ranking,
    Survey, TEXT_CHARS_DEFAULT, shorten,
};

/// Reads `{"recommend": 9, "reason": {"options": ["soup"], "other": null}, "dishes": {"items":
/// {"sku-1": 4}}, "parts": {"rows": {"food": "good"}}, "order": {"ranked": ["b", "a"]}, "who": {"contact":
/// {"name": "…"}}, "photo": {"files": ["fil_…"]}, "again": true, "comment": "…"}`, so everything that a stored
/// response says. `null` takes an answer away; a single option may stand alone as a text, several as a
/// list. Unlike a form, unknown names are reported: a program wants to know.
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
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) => {
            let score = number(&path, value, question.ask.range()?, faults)?;
            Some(Change::Set(Answer::Score(score)))
        }
        Ask::ItemRating(_) => item_ratings(&path, question, items, value, faults),
        Ask::SingleChoice(_) | Ask::MultipleChoice(_) => choice(&path, question, value, faults),
        Ask::Ranking(ranking) => order(&path, ranking, value, faults),
        Ask::Matrix(matrix) => rows(&path, matrix, value, faults),
        Ask::Slider(_) | Ask::Number(_) => {
            let number = value.as_f64().and_then(Number::new);
            let read = number.ok_or(FaultKind::Expected { expected: "a number of at most 15 digits" });
            let read = read.and_then(|number| number_fault(&question.ask, number).map_or(Ok(number), Err));
            fine(&path, read, faults).map(|number| Change::Set(Answer::number(number)))
        }
        Ask::Text(field) => {
            let text = text(&path, value, field.chars_max as usize, faults)?;
            Some(if text.is_empty() { Change::Clear } else { Change::Set(Answer::Text(text)) })
        }
        Ask::Date(field) => words(&path, value, faults, |text| {
            let day = day(text)?;
            day_fault(field, day).map_or(Ok(day.to_string()), Err)
        }),
        Ask::Time => words(&path, value, faults, time),
        Ask::Email => words(&path, value, faults, email),
        Ask::Phone => words(&path, value, faults, phone),
        Ask::Contact(contact) => contacts(&path, contact, value, faults),
        Ask::YesNo(_) => flag(&path, value, faults).map(|yes| Change::Set(Answer::Flag(yes))),
        Ask::Consent(_) => flag(&path, value, faults)
            .map(|yes| if yes { Change::Set(Answer::Flag(true)) } else { Change::Clear }),
        Ask::File(_) => files(&path, value, faults),
        Ask::Statement => {
            faults.add(path, FaultKind::Expected { expected: "no answer, since a statement is only read" });
            None
        }
    }
}

fn fine<T>(path: &str, read: Result<T, FaultKind>, faults: &mut Faults) -> Option<T> {
    read.map_err(|kind| faults.add(path, kind)).ok()
}

fn number(path: &str, value: &Value, (min, max): (u8, u8), faults: &mut Faults) -> Option<u8> {
    let number =
        value.as_u64().and_then(|n| u8::try_from(n).ok()).filter(|number| (min..=max).contains(number));
    if number.is_none() {
        faults.add(path, FaultKind::OutOfRange { min: i64::from(min), max: i64::from(max) });
    }
    number
}

fn flag(path: &str, value: &Value, faults: &mut Faults) -> Option<bool> {
    fine(path, value.as_bool().ok_or(FaultKind::Expected { expected: "true or false" }), faults)
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

/// A text of a kind of its own; an empty one takes the answer away, as an empty field does.
fn words(
    path: &str,
    value: &Value,
    faults: &mut Faults,
    read: impl FnOnce(&str) -> Result<String, FaultKind>,
) -> Option<Change> {
    let given = fine(path, value.as_str().ok_or(FaultKind::Expected { expected: "a text" }), faults)?;
    if clean(given).is_empty() {
        return Some(Change::Clear);
    }
    fine(path, read(given), faults).map(|text| Change::Set(Answer::Text(text)))
}

/// The object under a name, like the ratings in `{"items": {…}}`.
fn under<'v>(
    path: &str,
    value: &'v Value,
    name: &str,
    expected: &'static str,
    faults: &mut Faults,
) -> Option<&'v Map<String, Value>> {
    let object = value.get(name).and_then(Value::as_object);
    fine(path, object.ok_or(FaultKind::Expected { expected }), faults)
}

fn item_ratings(
    path: &str,
    question: &Question,
    items: &[Item],
    value: &Value,
    faults: &mut Faults,
) -> Option<Change> {
    let given = under(path, value, "items", "{\"items\": {product number: rating}}", faults)?;
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

fn choice(path: &str, question: &Question, value: &Value, faults: &mut Faults) -> Option<Change> {
    let (choices, other_offered) = question.ask.choices()?;
    let expected = "an option, a list of options or {\"options\": […], \"other\": \"…\"}";
    let given = listed(path, value, "options", expected, faults)?;
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

/// A text alone, a list of texts, or a list of texts under a name.
fn listed<'v>(
    path: &str,
    value: &'v Value,
    name: &str,
    expected: &'static str,
    faults: &mut Faults,
) -> Option<Vec<&'v str>> {
    let list = match value {
        Value::String(_) => Some(std::slice::from_ref(value)),
        Value::Array(entries) => Some(entries.as_slice()),
        _ => value.get(name).and_then(Value::as_array).map(Vec::as_slice),
    };
    let given = list.and_then(|list| list.iter().map(Value::as_str).collect());
    fine(path, given.ok_or(FaultKind::Expected { expected }), faults)
}

fn order(path: &str, ranking: &Ranking, value: &Value, faults: &mut Faults) -> Option<Change> {
    let given = listed(path, value, "ranked", "{\"ranked\": [option, …]}", faults)?;
    if let Some(kind) = order_fault(ranking, &given) {
        faults.add(path, kind);
        return None;
    }
    Some(ranked(ranking, &given).map_or(Change::Clear, Change::Set))
}

fn rows(path: &str, matrix: &Matrix, value: &Value, faults: &mut Faults) -> Option<Change> {
    let given = under(path, value, "rows", "{\"rows\": {row: answer}}", faults)?;
    let mut cells = BTreeMap::new();
    for (id, value) in given {
        let path = format!("{path}.{}", shorten(id));
        let Some(row) = matrix.rows.iter().find(|row| row.id == **id) else {
            faults.add(path, FaultKind::Unknown { given: shorten(id) });
            continue;
        };
        let cell = match &matrix.cells {
            _ if value.is_null() => None,
            Cells::Rating(rating) => match number(&path, value, (rating.min, rating.max), faults) {
                Some(score) => Some(Cell::Score(score)),
                None => continue,
            },
            Cells::Single { .. } | Cells::Multiple { .. } => {
                let chosen = listed(&path, value, "options", "a column or a list of columns", faults);
                let Some(chosen) = chosen else { continue };
                let one = matches!(matrix.cells, Cells::Single { .. });
                let chosen = match chosen.len() {
                    count if one && count > 1 => Err(FaultKind::TooMany { max: 1 }),
                    _ => in_order(columns(matrix), &chosen),
                };
                match fine(&path, chosen, faults) {
                    Some(chosen) if chosen.is_empty() => None,
                    Some(chosen) => Some(Cell::Options(chosen)),
                    None => continue,
                }
            }
        };
        cells.insert(row.id.clone(), cell);
    }
    (!cells.is_empty()).then_some(Change::Fill(cells))
}

fn contacts(path: &str, contact: &Contact, value: &Value, faults: &mut Faults) -> Option<Change> {
    let given = under(path, value, "contact", "{\"contact\": {part: text}}", faults)?;
    let (mut parts, mut refused) = (BTreeMap::new(), false);
    for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let path = format!("{path}.{}", shorten(name));
        let Some(part) = ContactPart::named(name).filter(|part| contact.parts.contains(part)) else {
            faults.add(path, FaultKind::UnknownField);
            refused = true;
            continue;
        };
        let read = value.as_str().ok_or(FaultKind::Expected { expected: "a text" });
        match fine(&path, read.and_then(|text| contact_part(part, text)), faults) {
            Some(text) => parts.extend(text.map(|text| (part, text))),
            None => refused = true,
        }
    }
    match parts.is_empty() {
        false => Some(Change::Set(Answer::Contact { contact: parts })),
        true => (!refused).then_some(Change::Clear),
    }
}

/// Files are sent before and named here, by their ids alone or as they stand in a stored response.
fn files(path: &str, value: &Value, faults: &mut Faults) -> Option<Change> {
    let expected = "{\"files\": [id of a file sent before, …]}";
    let listed = value.get("files").or(Some(value)).and_then(Value::as_array);
    let ids = listed.and_then(|files| {
        let id = |file: &Value| file.get("id").unwrap_or(file).as_str()?.parse().ok();
        files.iter().map(id).collect::<Option<Vec<_>>>()
    });
    fine(path, ids.ok_or(FaultKind::Expected { expected }), faults).map(Change::Keep)
}
