//! Whether an answer is one that its question takes.

use super::Answer;
use crate::link::Item;
use crate::survey::{Ask, FaultKind, Faults, Question, TEXT_CHARS_DEFAULT};

pub(super) fn check(question: &Question, items: &[Item], answer: Option<&Answer>, faults: &mut Faults) {
    let path = format!("answers.{}", question.id);
    let Some(answer) = answer else {
        if question.required && question.is_shown(items) {
            faults.add(path, FaultKind::Required);
        }
        return;
    };
    let fault = match (&question.ask, answer) {
        (Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_), Answer::Score(score)) => out_of_range(question, [score]),
        (Ask::ItemRating(_), Answer::Items { items }) => out_of_range(question, items.values()),
        (Ask::Text(field), Answer::Text(text)) => too_long(text, field.chars_max as usize),
        (Ask::SingleChoice(_), Answer::Options { options, .. }) if options.len() > 1 => {
            Some(FaultKind::TooMany { max: 1 })
        }
        (Ask::SingleChoice(_) | Ask::MultipleChoice(_), Answer::Options { options, other }) => {
            let (min, max) = match &question.ask {
                Ask::MultipleChoice(choice) => (choice.choose_min.unwrap_or(1), choice.choose_max),
                _ => (1, Some(1)),
            };
            let (min, max) = (min.max(1) as usize, max.map_or(usize::MAX, |max| max as usize));
            let unknown = options.iter().find(|option| !is_option(&question.ask, option.as_str()));
            match unknown {
                Some(option) => Some(FaultKind::Unknown { given: option.to_string() }),
                None if options.len() < min => Some(FaultKind::TooFew { min }),
                None if options.len() > max => Some(FaultKind::TooMany { max }),
                None => other.as_deref().and_then(|words| too_long(words, TEXT_CHARS_DEFAULT as usize)),
            }
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

fn is_option(ask: &Ask, option: &str) -> bool {
    ask.choices().is_some_and(|(choices, other)| {
        choices.iter().any(|choice| choice.id == *option) || (other && option == crate::survey::OTHER)
    })
}
