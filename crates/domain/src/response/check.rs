//! Whether an answer is one that its question takes.

use std::collections::BTreeMap;

use super::value::{
    columns, contact_part, day, day_fault, email, exclusion_fault, number_fault, order_fault, phone, places,
    time,
};
use super::{Answer, Cell};
use crate::survey::{
    Ask, Cells, Choice, Contact, ContactPart, FaultKind, Faults, Key, Matrix, Number, Question, Ranking,
    TEXT_CHARS_DEFAULT, Walk,
};

/// What is wrong with the answer of a question that is asked: rows, options and what is needed are those of
/// this respondent.
pub(super) fn check(question: &Question, walk: &Walk<'_>, faults: &mut Faults) {
    let id = question.id.as_str();
    let path = format!("answers.{id}");
    let (answer, required) = (walk.answer(id), walk.is_required(id));
    // Consent that was withheld is none, and a statement takes no answer.
    let given =
        answer.filter(|answer| !matches!((&question.ask, answer), (Ask::Consent(_), Answer::Flag(false))));
    let Some(answer) = given else {
        if required {
            faults.add(path, FaultKind::Required);
        }
        return;
    };
    let fault = match (&question.ask, answer) {
        (Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_), Answer::Score(score)) => {
            out_of_range(question, [score])
        }
        (Ask::ItemRating(_), Answer::Items { items }) => out_of_range(question, items.values()),
        (Ask::Text(field), Answer::Text(text)) => too_long(text, field.chars_max as usize),
        (Ask::SingleChoice(_) | Ask::MultipleChoice(_), Answer::Options { options, other }) => {
            chosen(question, walk, options, other.as_deref())
        }
        (Ask::Ranking(ranking), Answer::Ranked { ranked }) => order(ranking, ranked, walk.options(id).len()),
        (Ask::Matrix(matrix), Answer::Rows { rows }) => {
            return row_faults((&path, question, matrix), rows, &walk.rows(id), faults);
        }
        (Ask::Slider(_) | Ask::Number(_), Answer::Score(score)) => {
            number_fault(&question.ask, Number::from(*score))
        }
        (Ask::Slider(_) | Ask::Number(_), Answer::Number(number)) => number_fault(&question.ask, *number),
        (Ask::Date(field), Answer::Text(text)) => day(text).map_or_else(Some, |day| day_fault(field, day)),
        (Ask::Time, Answer::Text(text)) => time(text).err(),
        (Ask::Email, Answer::Text(text)) => email(text).err(),
        (Ask::Phone, Answer::Text(text)) => phone(text).err(),
        (Ask::Contact(contact), Answer::Contact { contact: given }) => {
            return part_faults(&path, required, (contact, given), faults);
        }
        (Ask::YesNo(_), Answer::Flag(_)) | (Ask::Consent(_), Answer::Flag(true)) => None,
        (Ask::File(field), Answer::Files { files }) => {
            let max = usize::from(field.files_max);
            (files.len() > max).then_some(FaultKind::TooMany { max })
        }
        _ => Some(FaultKind::Expected { expected: "an answer of the question's kind" }),
    };
    if let Some(kind) = fault {
        faults.add(path, kind);
    }
}

fn out_of_range<'n>(question: &Question, numbers: impl IntoIterator<Item = &'n u8>) -> Option<FaultKind> {
    let (min, max) = question.ask.range()?;
    let outside = numbers.into_iter().any(|number| !(min..=max).contains(number));
    outside.then_some(FaultKind::OutOfRange { min: i64::from(min), max: i64::from(max) })
}

fn too_long(text: &str, max: usize) -> Option<FaultKind> {
    (text.chars().count() > max).then_some(FaultKind::TooLong { max })
}

fn chosen(question: &Question, walk: &Walk<'_>, options: &[Key], other: Option<&str>) -> Option<FaultKind> {
    let ask = &question.ask;
    let (choices, own_words) = ask.choices()?;
    let (min, max) = match ask {
        Ask::MultipleChoice(choice) => (choice.choose_min.unwrap_or(1), choice.choose_max),
        _ => (1, Some(1)),
    };
    let alone = choices.iter().any(|choice| choice.exclusive && options.contains(&choice.id));
    // "None of these" is a whole answer also where two others are asked for.
    let mut min = if alone { 1 } else { min.max(1) as usize };
    if min > 1 {
        // Of two that are left nobody can choose three.
        min = min.min(walk.options(question.id.as_str()).len() + usize::from(own_words));
    }
    let max = max.map_or(usize::MAX, |max| max as usize);
    match options.iter().find(|option| !is_option(ask, option.as_str())) {
        Some(option) => Some(FaultKind::Unknown { given: option.to_string() }),
        None if options.len() < min => Some(FaultKind::TooFew { min }),
        None => exclusion_fault(choices, options)
            .or_else(|| (options.len() > max).then_some(FaultKind::TooMany { max }))
            .or_else(|| too_long(other?, TEXT_CHARS_DEFAULT as usize)),
    }
}

fn is_option(ask: &Ask, option: &str) -> bool {
    ask.choices().is_some_and(|(choices, other)| {
        choices.iter().any(|choice| choice.id == *option) || (other && option == crate::survey::OTHER)
    })
}

/// Half an order says little: every place that is asked for has to be given.
fn order(ranking: &Ranking, ranked: &[Key], offered: usize) -> Option<FaultKind> {
    let ids: Vec<&str> = ranked.iter().map(Key::as_str).collect();
    let min = places(ranking).min(offered);
    order_fault(ranking, &ids).or_else(|| (ids.len() < min).then_some(FaultKind::TooFew { min }))
}

fn row_faults(
    (path, question, matrix): (&str, &Question, &Matrix),
    rows: &BTreeMap<Key, Cell>,
    asked: &[&Choice],
    faults: &mut Faults,
) {
    for (row, cell) in rows {
        let fault = match (&matrix.cells, cell) {
            _ if !matrix.rows.iter().any(|known| known.id == *row) => {
                Some(FaultKind::Unknown { given: row.to_string() })
            }
            (Cells::Rating(_), Cell::Score(score)) => out_of_range(question, [score]),
            (Cells::Single { .. }, Cell::Options(options)) if options.len() > 1 => {
                Some(FaultKind::TooMany { max: 1 })
            }
            (Cells::Single { .. } | Cells::Multiple { .. }, Cell::Options(options)) => {
                in_columns(columns(matrix), options)
            }
            _ => Some(FaultKind::Expected { expected: "an answer of the row's kind" }),
        };
        if let Some(kind) = fault {
            faults.add(format!("{path}.{row}"), kind);
        }
    }
    if matrix.every_row {
        for row in asked.iter().filter(|row| !rows.contains_key(&row.id)) {
            faults.add(format!("{path}.{}", row.id), FaultKind::Required);
        }
    }
}

fn in_columns(columns: &[Choice], chosen: &[Key]) -> Option<FaultKind> {
    match chosen.iter().find(|id| !columns.iter().any(|column| column.id == **id)) {
        Some(unknown) => Some(FaultKind::Unknown { given: unknown.to_string() }),
        None => exclusion_fault(columns, chosen),
    }
}

fn part_faults(
    path: &str,
    required: bool,
    (contact, given): (&Contact, &BTreeMap<ContactPart, String>),
    faults: &mut Faults,
) {
    for (part, text) in given {
        let fault = match contact_part(*part, text) {
            _ if !contact.parts.contains(part) => Some(FaultKind::UnknownField),
            Ok(_) => None,
            Err(kind) => Some(kind),
        };
        if let Some(kind) = fault {
            faults.add(format!("{path}.{}", part.name()), kind);
        }
    }
    // Who asks for a name and a number cannot call back with the name alone.
    if required {
        for part in contact.parts.iter().filter(|part| !given.contains_key(part)) {
            faults.add(format!("{path}.{}", part.name()), FaultKind::Required);
        }
    }
}
