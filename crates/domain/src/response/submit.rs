//! From a draft to a completed response.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Accepted, Answer, Draft, Signal, SignalKind};
use crate::link::Item;
use crate::survey::{Ask, Fault, FaultKind, Faults, Question, Survey, TEXT_CHARS_DEFAULT, Version};

/// Completes a response.
///
/// # Errors
/// Every question that is required and not answered, or answered in a way the question does not
/// take, as `answers.{question}`; `answers` alone when nothing at all was answered.
pub fn submit(
    version: &Version,
    items: &[Item],
    draft: &Draft,
    now: Timestamp,
) -> Result<Accepted, Vec<Fault>> {
    let mut faults = Faults::default();
    for question in version.survey.questions() {
        check(question, items, draft.answers.get(&question.id), &mut faults);
    }
    let accepted = read(version, items, draft, now);
    if accepted.answers.is_empty() && faults.is_empty() {
        faults.add("answers", FaultKind::Required);
    }
    faults.finish(Some(accepted))
}

/// What a response says that was completed before, whatever a person's erasure has taken out of it since.
#[must_use]
pub fn read(version: &Version, items: &[Item], draft: &Draft, completed_at: Timestamp) -> Accepted {
    let survey = &version.survey;
    let mut answers = BTreeMap::new();
    let mut signals = Vec::new();
    for question in survey.questions() {
        if let Some(answer) = draft.answers.get(&question.id) {
            read_signals(question, items, answer, &mut signals);
            answers.insert(question.id.clone(), answer.clone());
        }
    }
    Accepted {
        survey: survey.id,
        version: version.number,
        language: draft.language.clone().unwrap_or_else(|| survey.default_language.clone()),
        completed_at,
        nps_bands: survey.nps_bands,
        answers,
        signals,
    }
}

/// What keeps a page from being left forward.
pub(super) fn page_faults(survey: &Survey, page: usize, items: &[Item], draft: &Draft) -> Vec<Fault> {
    let mut faults = Faults::default();
    for question in survey.pages.get(page).map_or(&[][..], |page| &page.questions) {
        check(question, items, draft.answers.get(&question.id), &mut faults);
    }
    faults.into_vec()
}

fn check(question: &Question, items: &[Item], answer: Option<&Answer>, faults: &mut Faults) {
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

/// One signal per answered field: each item of a rating is a field of its own.
fn read_signals(question: &Question, items: &[Item], answer: &Answer, signals: &mut Vec<Signal>) {
    let signal = |kind, value: Option<u8>| Signal {
        question: question.id.clone(),
        touchpoint: question.touchpoint.clone(),
        kind,
        item: None,
        value,
        score: value.zip(question.ask.range()).map(|(value, range)| share(value, range)),
        options: Vec::new(),
        text: None,
    };
    let kind = match &question.ask {
        Ask::Nps(_) => SignalKind::Nps,
        Ask::Csat(_) => SignalKind::Csat,
        Ask::Ces(_) => SignalKind::Ces,
        Ask::ItemRating(_) => SignalKind::ItemRating,
        Ask::SingleChoice(_) | Ask::MultipleChoice(_) => SignalKind::Choice,
        Ask::Text(_) => SignalKind::Text,
    };
    match answer {
        Answer::Score(score) => signals.push(signal(kind, Some(*score))),
        Answer::Text(text) => signals.push(Signal { text: Some(text.clone()), ..signal(kind, None) }),
        Answer::Options { options, other } => {
            let said = Signal { options: options.clone(), text: other.clone(), ..signal(kind, None) };
            signals.push(said);
        }
        Answer::Items { items: ratings } => {
            signals.extend(ratings.iter().map(|(id, rating)| {
                let unnamed = || Item { id: id.clone(), name: id.clone() };
                let item = items.iter().find(|item| item.id == *id).cloned().unwrap_or_else(unnamed);
                Signal { item: Some(item), ..signal(kind, Some(*rating)) }
            }));
        }
    }
}

/// Where a number stands on its scale, 0 to 1.
fn share(value: u8, (min, max): (u8, u8)) -> f64 {
    (f64::from(value) - f64::from(min)) / (f64::from(max) - f64::from(min))
}
