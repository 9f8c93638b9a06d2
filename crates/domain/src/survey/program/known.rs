//! What is known of one question while a survey is walked through, and answers as values of conditions.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Part;
use crate::expression::{Element, Record, Value};
use crate::response::{Answer, Cell};
use crate::survey::{Ask, Cells, Choice, ContactPart, Key, Matrix, Number, Question};

/// Where a question stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Known<'a> {
    /// The answer in force: none while the question is not asked.
    pub answer: Option<Cow<'a, Answer>>,
    /// Whether it is asked.
    pub asked: bool,
    /// Whether it needs an answer.
    pub required: bool,
    /// Whether one option is meant where an answer holds a list of them.
    pub single: bool,
    /// The first of its checks that its answer does not meet.
    pub failed: Option<u16>,
    /// Its choices that are not offered.
    pub unoffered: Vec<(Part, u16)>,
    /// What its answer counts, once that was asked: a condition may ask often, and many options are much to add up.
    score: OnceLock<Option<f64>>,
}

impl<'a> Known<'a> {
    /// A question of which nothing is known yet.
    pub fn new(single: bool) -> Self {
        Self { single, ..Self::default() }
    }

    /// Gives it another answer.
    pub fn set(&mut self, answer: Option<Cow<'a, Answer>>) {
        self.answer = answer;
        self.score = OnceLock::new();
    }

    /// What its answer counts.
    pub fn score(&self, ask: &Ask) -> Option<f64> {
        *self.score.get_or_init(|| score(ask, self.answer.as_deref()))
    }

    /// The answer as conditions see it.
    pub fn value(&self) -> Value<'_> {
        match self.answer.as_deref() {
            None => Value::Null,
            Some(Answer::Score(score)) => Value::from(*score),
            Some(Answer::Number(number)) => Value::Double(number.get()),
            Some(Answer::Flag(flag)) => Value::Bool(*flag),
            Some(Answer::Text(text)) => Value::text(text),
            Some(Answer::Options { options, .. }) => chosen(options, self.single),
            Some(Answer::Ranked { ranked }) => Value::Items(ranked),
            Some(Answer::Files { files }) => Value::from(files.len()),
            Some(Answer::Items { .. } | Answer::Rows { .. } | Answer::Contact { .. }) => Value::Record(self),
        }
    }
}

/// Answers with parts.
impl Record for Known<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        match self.answer.as_deref() {
            Some(Answer::Items { items }) => items.get(name).map_or(Value::Null, |rating| (*rating).into()),
            Some(Answer::Rows { rows }) => match rows.get(name) {
                Some(Cell::Score(score)) => Value::from(*score),
                Some(Cell::Options(options)) => chosen(options, self.single),
                None => Value::Null,
            },
            Some(Answer::Contact { contact }) => {
                let said = ContactPart::named(name).and_then(|part| contact.get(&part));
                said.map_or(Value::Null, |text| Value::text(text))
            }
            _ => Value::Null,
        }
    }

    fn names(&self) -> Option<Vec<&str>> {
        Some(match self.answer.as_deref() {
            Some(Answer::Items { items }) => items.keys().map(String::as_str).collect(),
            Some(Answer::Rows { rows }) => rows.keys().map(Key::as_str).collect(),
            Some(Answer::Contact { contact }) => contact.keys().map(|part| part.name()).collect(),
            _ => Vec::new(),
        })
    }
}

fn chosen(options: &Vec<Key>, single: bool) -> Value<'_> {
    match options.first() {
        Some(option) if single => Value::text(option.as_str()),
        None if single => Value::Null,
        _ => Value::Items(options),
    }
}

impl Element for Key {
    fn value(&self) -> Value<'_> {
        Value::text(self.as_str())
    }
}

/// Whether an answer's options, or those of a matrix's row, stand for one.
pub(super) fn is_single(ask: &Ask) -> bool {
    matches!(ask, Ask::SingleChoice(_) | Ask::Matrix(Matrix { cells: Cells::Single { .. }, .. }))
}

/// What an answer counts: its number, or the sum of its options' scores. `None` where nothing counts.
fn score(ask: &Ask, answer: Option<&Answer>) -> Option<f64> {
    let of = |choices: &[Choice], chosen: &[Key]| -> Option<f64> {
        let scores = chosen.iter().filter_map(|id| choices.iter().find(|choice| choice.id == *id)?.score);
        sum(scores.map(Number::get))
    };
    match (ask, answer?) {
        (Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) | Ask::Slider(_), answer) => {
            answer.as_number()
        }
        (Ask::ItemRating(_), Answer::Items { items }) => sum(items.values().map(|rating| f64::from(*rating))),
        (Ask::SingleChoice(choice), Answer::Options { options, .. }) => of(&choice.options, options),
        (Ask::MultipleChoice(choice), Answer::Options { options, .. }) => of(&choice.options, options),
        (Ask::Matrix(matrix), Answer::Rows { rows }) => match &matrix.cells {
            Cells::Single { columns } | Cells::Multiple { columns } => {
                sum(rows.values().filter_map(|cell| {
                    let Cell::Options(options) = cell else { return None };
                    of(columns, options)
                }))
            }
            Cells::Rating(_) => sum(rows.values().filter_map(|cell| match cell {
                Cell::Score(score) => Some(f64::from(*score)),
                Cell::Options(_) => None,
            })),
        },
        _ => None,
    }
}

/// The sum of numbers, `None` of none at all.
fn sum(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    numbers.fold(None, |sum, number| Some(sum.unwrap_or(0.0) + number))
}

/// The answer that a rule's value makes, if the question takes it.
pub(super) fn answer_of(question: &Question, value: &Value<'_>) -> Option<Answer> {
    let number = || value.as_number().and_then(Number::new);
    let known = |option: &str| {
        let (choices, _) = question.ask.choices()?;
        choices.iter().find(|choice| choice.id == *option).map(|choice| choice.id.clone())
    };
    match &question.ask {
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) => {
            let (min, max) = question.ask.range()?;
            let score = number().map(Answer::number)?;
            matches!(score, Answer::Score(score) if (min..=max).contains(&score)).then_some(score)
        }
        Ask::Slider(slider) => {
            let number = number().filter(|number| (slider.min..=slider.max).contains(number))?;
            Some(Answer::number(number))
        }
        Ask::Number(field) => {
            let above = |number: &Number| field.min.is_none_or(|min| *number >= min);
            let below = |number: &Number| field.max.is_none_or(|max| *number <= max);
            number().filter(above).filter(below).map(Answer::number)
        }
        Ask::YesNo(_) | Ask::Consent(_) => value.as_bool().map(Answer::Flag),
        Ask::Text(field) => {
            let text = value.as_text().filter(|text| !text.is_empty())?;
            (text.chars().count() <= field.chars_max as usize).then(|| Answer::Text(text.to_owned()))
        }
        Ask::SingleChoice(_) => {
            let options = vec![known(value.as_text()?)?];
            Some(Answer::Options { options, other: None })
        }
        Ask::MultipleChoice(choice) => {
            let given = texts(value)?;
            let given = |option: &Choice| given.iter().any(|given| option.id == **given);
            let options: Vec<Key> = choice
                .options
                .iter()
                .filter(|option| given(option))
                .map(|option| option.id.clone())
                .collect();
            (!options.is_empty()).then_some(Answer::Options { options, other: None })
        }
        _ => None,
    }
}

fn texts(value: &Value<'_>) -> Option<Vec<String>> {
    let text = |value: &Value<'_>| value.as_text().map(str::to_owned);
    match value {
        Value::List(values) => values.iter().map(text).collect(),
        Value::Items(items) => (0..items.len()).map(|index| text(&items.get(index))).collect(),
        single => Some(vec![text(single)?]),
    }
}
