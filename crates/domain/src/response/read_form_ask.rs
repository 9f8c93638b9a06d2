//! The fields of one question of a form, kind by kind.

use std::collections::BTreeMap;

use super::read_form::Form;
use super::value::{
    columns, contact_part, day, day_fault, email, in_order, number_fault, order_fault, phone, places, time,
    typed_number,
};
use super::{Answer, Cell, Change, clean};
use crate::link::Item;
use crate::survey::{
    Ask, Cells, Choice, Contact, Fault, FaultKind, Faults, Key, Matrix, OTHER, Question, Ranking, shorten,
};

/// The longest text that is shown back when it was refused.
const TYPED_CHARS_MAX: usize = 20_000;

/// The fields of one question as sent.
#[derive(Default)]
pub(super) struct Raw<'f> {
    values: Vec<&'f str>,
    parts: BTreeMap<&'f str, Vec<&'f str>>,
}

impl<'f> Raw<'f> {
    pub fn add(&mut self, part: &'f str, value: &'f str) {
        match part {
            "" => self.values.push(value),
            _ => self.parts.entry(part).or_default().push(value),
        }
    }

    fn last(&self) -> Option<&'f str> {
        self.values.last().copied()
    }

    fn part(&self, part: &str) -> Option<&'f str> {
        self.parts.get(part)?.last().copied()
    }
}

pub(super) struct Reader<'r> {
    items: &'r [Item],
    form: &'r mut Form,
    faults: Faults,
}

impl<'r> Reader<'r> {
    pub fn new(items: &'r [Item], form: &'r mut Form) -> Self {
        Self { items, form, faults: Faults::default() }
    }

    pub fn finish(self) -> Vec<Fault> {
        self.faults.into_vec()
    }

    pub fn question(&mut self, question: &Question, raw: &Raw<'_>) {
        let change = match &question.ask {
            Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) => self.score(question, raw),
            Ask::ItemRating(_) => self.ratings(question, raw),
            Ask::SingleChoice(_) | Ask::MultipleChoice(_) => self.options(question, raw),
            Ask::Ranking(ranking) => self.ranking(question, ranking, raw),
            Ask::Matrix(matrix) => self.matrix(question, matrix, raw),
            Ask::Contact(contact) => self.contact(question, contact, raw),
            Ask::File(_) => removed(raw),
            Ask::Statement => None,
            _ => self.single(question, raw),
        };
        if let Some(change) = change {
            self.form.patch.insert(question.id.clone(), change);
        }
    }

    /// A question with one field: empty takes the answer away, what cannot be read is shown back.
    fn single(&mut self, question: &Question, raw: &Raw<'_>) -> Option<Change> {
        let value = raw.last()?;
        if clean(value).is_empty() {
            return Some(Change::Clear);
        }
        let read = match &question.ask {
            Ask::Text(field) => return self.words(question, value, field.chars_max as usize),
            Ask::Slider(_) | Ask::Number(_) => number(&question.ask, value).map(Answer::number),
            Ask::Date(field) => day(value).and_then(|day| match day_fault(field, day) {
                Some(kind) => Err(kind),
                None => Ok(Answer::Text(day.to_string())),
            }),
            Ask::Time => time(value).map(Answer::Text),
            Ask::Email => email(value).map(Answer::Text),
            Ask::Phone => phone(value).map(Answer::Text),
            Ask::YesNo(_) => match value {
                "yes" => Ok(Answer::Flag(true)),
                "no" => Ok(Answer::Flag(false)),
                _ => Err(FaultKind::Unknown { given: shorten(value) }),
            },
            Ask::Consent(_) => match value {
                "yes" => Ok(Answer::Flag(true)),
                _ => Err(FaultKind::Unknown { given: shorten(value) }),
            },
            _ => return None,
        };
        match read {
            Ok(answer) => Some(Change::Set(answer)),
            Err(kind) => {
                self.refuse(question.id.as_str(), value, kind);
                None
            }
        }
    }

    fn words(&mut self, question: &Question, value: &str, max: usize) -> Option<Change> {
        let text = self.text(question.id.as_str(), value, max)?;
        Some(if text.is_empty() { Change::Clear } else { Change::Set(Answer::Text(text)) })
    }

    fn score(&mut self, question: &Question, raw: &Raw<'_>) -> Option<Change> {
        let value = raw.last()?.trim();
        if value.is_empty() {
            return Some(Change::Clear);
        }
        let score = self.number(question.id.as_str(), value, question.ask.range()?)?;
        Some(Change::Set(Answer::Score(score)))
    }

    fn number(&mut self, field: &str, value: &str, (min, max): (u8, u8)) -> Option<u8> {
        let number = value.trim().parse().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            let kind = FaultKind::OutOfRange { min: i64::from(min), max: i64::from(max) };
            self.faults.add(format!("answers.{field}"), kind);
        }
        number
    }

    fn ratings(&mut self, question: &Question, raw: &Raw<'_>) -> Option<Change> {
        let range = question.ask.range()?;
        let mut ratings = BTreeMap::new();
        let positions = raw.parts.keys().filter_map(|part| Some((*part, part.parse::<usize>().ok()?)));
        for (part, position) in positions {
            let value = raw.part(part).filter(|value| !value.is_empty());
            // A position beyond the list is a foreign field like any other.
            let Some((item, value)) = self.items.get(position).zip(value) else { continue };
            if let Some(number) = self.number(&format!("{}.{position}", question.id), value, range) {
                ratings.insert(item.id.clone(), number);
            }
        }
        (!ratings.is_empty()).then_some(Change::Rate(ratings))
    }

    fn options(&mut self, question: &Question, raw: &Raw<'_>) -> Option<Change> {
        let (choices, other_offered) = question.ask.choices()?;
        let single = matches!(question.ask, Ask::SingleChoice(_));
        let key = &question.id;
        let mut given: Vec<&str> = raw.values.iter().copied().filter(|value| !value.is_empty()).collect();
        if single {
            given = given.last().copied().into_iter().collect();
        }
        let max = crate::survey::TEXT_CHARS_DEFAULT as usize;
        let words = raw.part("other").filter(|words| other_offered && !words.trim().is_empty());
        let other = words.and_then(|words| self.text(&format!("{key}.other"), words, max));
        // Who writes own words without ticking the box before them means it all the same.
        if words.is_some() && !given.contains(&OTHER) && (given.is_empty() || !single) {
            given.push(OTHER);
        }
        for value in &given {
            let known =
                choices.iter().any(|choice| choice.id == **value) || (other_offered && *value == OTHER);
            if !known {
                let given = shorten(value);
                self.faults.add(format!("answers.{key}"), FaultKind::Unknown { given });
                return None;
            }
        }
        if given.is_empty() {
            // Radio buttons cannot be taken back, so for them nothing sent is nothing said.
            return (!raw.values.is_empty()).then_some(Change::Clear);
        }
        Some(Change::Set(options(choices, &given, other.filter(|words| !words.is_empty()))))
    }

    /// Each option's place; a page sends all of them. Half an order is kept, so that nothing is lost on the way.
    fn ranking(&mut self, question: &Question, ranking: &Ranking, raw: &Raw<'_>) -> Option<Change> {
        let mut sent = false;
        let mut placed: Vec<(usize, &str)> = Vec::new();
        let mut fault = None;
        for option in &ranking.options {
            let Some(value) = raw.part(option.id.as_str()) else { continue };
            sent = true;
            if value.is_empty() {
                continue;
            }
            let max = places(ranking);
            match value.parse().ok().filter(|place| (1..=max).contains(place)) {
                Some(place) if placed.iter().any(|(taken, _)| *taken == place) => {
                    fault = fault.or(Some(FaultKind::Duplicate { first: place.to_string() }));
                }
                Some(place) => placed.push((place, option.id.as_str())),
                None => {
                    fault =
                        fault.or(Some(FaultKind::OutOfRange { min: 1, max: max.try_into().unwrap_or(0) }));
                }
            }
        }
        placed.sort_unstable();
        let order: Vec<&str> = placed.into_iter().map(|(_, id)| id).collect();
        if let Some(kind) = fault.or_else(|| order_fault(ranking, &order)) {
            self.faults.add(format!("answers.{}", question.id), kind);
            for option in &ranking.options {
                if let Some(value) = raw.part(option.id.as_str()) {
                    self.keep_typed(&format!("{}.{}", question.id, option.id), value);
                }
            }
            return None;
        }
        match ranked(ranking, &order) {
            Some(answer) => Some(Change::Set(answer)),
            None => sent.then_some(Change::Clear),
        }
    }

    fn matrix(&mut self, question: &Question, matrix: &Matrix, raw: &Raw<'_>) -> Option<Change> {
        let mut cells = BTreeMap::new();
        for row in &matrix.rows {
            let Some(values) = raw.parts.get(row.id.as_str()) else { continue };
            let given: Vec<&str> = values.iter().copied().filter(|value| !value.is_empty()).collect();
            let field = format!("{}.{}", question.id, row.id);
            let cell = match (&matrix.cells, given.last()) {
                (_, None) => None,
                (Cells::Rating(rating), Some(value)) => {
                    let Some(score) = self.number(&field, value, (rating.min, rating.max)) else { continue };
                    Some(Cell::Score(score))
                }
                (kind, Some(last)) => {
                    let single = matches!(kind, Cells::Single { .. });
                    let wanted = if single { std::slice::from_ref(last) } else { &given[..] };
                    match in_order(columns(matrix), wanted) {
                        Ok(chosen) => Some(Cell::Options(chosen)),
                        Err(kind) => {
                            self.faults.add(format!("answers.{field}"), kind);
                            continue;
                        }
                    }
                }
            };
            cells.insert(row.id.clone(), cell);
        }
        (!cells.is_empty()).then_some(Change::Fill(cells))
    }

    /// A page sends all parts; what cannot be read is shown back and the others are kept.
    fn contact(&mut self, question: &Question, contact: &Contact, raw: &Raw<'_>) -> Option<Change> {
        let mut given = BTreeMap::new();
        let (mut sent, mut refused) = (false, false);
        for part in &contact.parts {
            let Some(value) = raw.part(part.name()) else { continue };
            sent = true;
            match contact_part(*part, value) {
                Ok(text) => given.extend(text.map(|text| (*part, text))),
                Err(kind) => {
                    refused = true;
                    self.refuse(&format!("{}.{}", question.id, part.name()), value, kind);
                }
            }
        }
        match given.is_empty() {
            false => Some(Change::Set(Answer::Contact { contact: given })),
            true => (sent && !refused).then_some(Change::Clear),
        }
    }

    /// A cleaned text, or a fault and the text kept for showing it back.
    fn text(&mut self, field: &str, value: &str, max: usize) -> Option<String> {
        let text = clean(value);
        if text.chars().count() <= max {
            return Some(text);
        }
        self.refuse(field, &text, FaultKind::TooLong { max });
        None
    }

    fn refuse(&mut self, field: &str, value: &str, kind: FaultKind) {
        self.faults.add(format!("answers.{field}"), kind);
        self.keep_typed(field, value);
    }

    fn keep_typed(&mut self, field: &str, value: &str) {
        let typed = clean(value).chars().take(TYPED_CHARS_MAX).collect();
        self.form.typed.insert(field.to_owned(), typed);
    }
}

fn number(ask: &Ask, value: &str) -> Result<crate::survey::Number, FaultKind> {
    let number =
        typed_number(value).ok_or(FaultKind::Expected { expected: "a number of at most 15 digits" })?;
    number_fault(ask, number).map_or(Ok(number), Err)
}

fn removed(raw: &Raw<'_>) -> Option<Change> {
    let ids = raw.parts.get("remove")?.iter().filter_map(|id| id.parse().ok()).collect::<Vec<_>>();
    (!ids.is_empty()).then_some(Change::Drop(ids))
}

/// The answer of known options, once each and in the survey's order, own words last.
pub(super) fn options(choices: &[Choice], given: &[&str], other: Option<String>) -> Answer {
    let mut options: Vec<Key> =
        choices.iter().map(|choice| &choice.id).filter(|id| given.contains(&id.as_str())).cloned().collect();
    let own_words = given.contains(&OTHER) && !options.iter().any(|id| *id == *OTHER);
    if own_words {
        options.extend(OTHER.parse::<Key>());
    }
    Answer::Options { options, other: other.filter(|_| own_words) }
}

/// The answer of known options in the respondent's order; none of no options.
pub(super) fn ranked(ranking: &Ranking, order: &[&str]) -> Option<Answer> {
    let key = |id: &&str| ranking.options.iter().map(|option| &option.id).find(|key| *key == *id).cloned();
    let ranked: Vec<Key> = order.iter().filter_map(key).collect();
    (!ranked.is_empty()).then_some(Answer::Ranked { ranked })
}
