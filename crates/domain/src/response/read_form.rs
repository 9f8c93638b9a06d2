//! Answers from an HTML form.
//!
//! The fields of question `k` are `a.k` (a number, a text, an option; repeated for several options),
//! `a.k.other` (own words) and `a.k.3` (the rating of the link's fourth item). A page that leaves a
//! question out does not touch it. A group of checkboxes sends an empty `a.k` besides, so that
//! unticking all of them is seen.

use std::collections::BTreeMap;

use super::{Answer, Change, Patch, clean};
use crate::link::{Item, ResumeKey};
use crate::locale::Lang;
use crate::survey::{Ask, Fault, FaultKind, Faults, Key, OTHER, Question, Survey, shorten};

/// How many fields of a form are looked at: a survey at its limits stays below.
pub const FORM_FIELDS_MAX: usize = 45_000;

/// The longest text that is shown back when it was refused.
const TYPED_CHARS_MAX: usize = 20_000;

/// What a posted form says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The answers that could be read.
    pub patch: Patch,
    /// The answers that could not, as `answers.k`, `answers.k.other` or `answers.k.3`.
    pub faults: Vec<Fault>,
    /// Refused texts by form field, to be shown back rather than lost.
    pub typed: BTreeMap<String, String>,
    /// What the respondent pressed.
    pub command: Command,
    /// The page the form stood on.
    pub page: usize,
    /// The language chosen.
    pub language: Option<Lang>,
    /// The key of the respondent's own response, for browsers that refuse cookies.
    pub resume: Option<ResumeKey>,
}

/// What the respondent pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Command {
    /// Keep what is there and show the page again.
    #[default]
    Save,
    /// On to the next page.
    Next,
    /// Back to the page before.
    Back,
    /// Done.
    Submit,
}

/// Reads a decoded form. Unknown fields are ignored, since browsers' extensions and shared links add
/// their own; nothing in the input makes it fail.
#[must_use]
pub fn read_form<'f>(
    survey: &Survey,
    items: &[Item],
    fields: impl IntoIterator<Item = (&'f str, &'f str)>,
) -> Form {
    let mut form = Form::default();
    let mut raw: BTreeMap<&str, Raw<'f>> = BTreeMap::new();
    for (name, value) in fields.into_iter().take(FORM_FIELDS_MAX) {
        match name {
            "do" => command(value, &mut form),
            // The language the page was shown in; a language button pressed on it counts more.
            "lang" => form.language = form.language.take().or_else(|| value.parse().ok()),
            "page" => form.page = value.parse().unwrap_or(0),
            "resume" => form.resume = value.parse().ok(),
            _ => {
                if let Some(rest) = name.strip_prefix("a.") {
                    let (key, part) = rest.split_once('.').unwrap_or((rest, ""));
                    raw.entry(key).or_default().add(part, value);
                }
            }
        }
    }
    let mut reader = Reader { items, form: &mut form, faults: Faults::default() };
    for question in survey.questions() {
        if let Some(raw) = raw.get(question.id.as_str()) {
            reader.question(question, raw);
        }
    }
    form.faults = reader.faults.into_vec();
    form
}

fn command(value: &str, form: &mut Form) {
    match value {
        "next" => form.command = Command::Next,
        "back" => form.command = Command::Back,
        "submit" => form.command = Command::Submit,
        _ => {
            if let Some(tag) = value.strip_prefix("lang:") {
                form.language = tag.parse().ok();
            }
        }
    }
}

/// The fields of one question as sent.
#[derive(Default)]
struct Raw<'f> {
    values: Vec<&'f str>,
    other: Option<&'f str>,
    items: BTreeMap<usize, &'f str>,
}

impl<'f> Raw<'f> {
    fn add(&mut self, part: &str, value: &'f str) {
        match part {
            "" => self.values.push(value),
            "other" => self.other = Some(value),
            _ => {
                if let Ok(position) = part.parse() {
                    self.items.insert(position, value);
                }
            }
        }
    }

    fn last(&self) -> Option<&'f str> {
        self.values.last().copied()
    }
}

struct Reader<'r> {
    items: &'r [Item],
    form: &'r mut Form,
    faults: Faults,
}

impl Reader<'_> {
    fn question(&mut self, question: &Question, raw: &Raw<'_>) {
        let key = &question.id;
        let change = match &question.ask {
            Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) => self.score(question, raw),
            Ask::ItemRating(_) => self.ratings(question, raw),
            Ask::SingleChoice(_) | Ask::MultipleChoice(_) => self.options(question, raw),
            Ask::Text(text) => raw
                .last()
                .and_then(|value| self.text(&format!("{key}"), value, text.chars_max as usize))
                .map(|text| if text.is_empty() { Change::Clear } else { Change::Set(Answer::Text(text)) }),
            _ => None,
        };
        if let Some(change) = change {
            self.form.patch.insert(key.clone(), change);
        }
    }

    fn score(&mut self, question: &Question, raw: &Raw<'_>) -> Option<Change> {
        let value = raw.last()?.trim();
        if value.is_empty() {
            return Some(Change::Clear);
        }
        let score = self.number(&question.id.to_string(), value, question.ask.range()?)?;
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
        for (position, value) in raw.items.iter().filter(|(_, value)| !value.is_empty()) {
            // A position beyond the list is a foreign field like any other.
            let Some(item) = self.items.get(*position) else { continue };
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
        let words = raw.other.filter(|words| other_offered && !words.trim().is_empty());
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

    /// A cleaned text, or a fault and the text kept for showing it back.
    fn text(&mut self, field: &str, value: &str, max: usize) -> Option<String> {
        let text = clean(value);
        if text.chars().count() <= max {
            return Some(text);
        }
        self.faults.add(format!("answers.{field}"), FaultKind::TooLong { max });
        self.form.typed.insert(field.to_owned(), text.chars().take(TYPED_CHARS_MAX).collect());
        None
    }
}

/// The answer of known options, once each and in the survey's order, own words last.
pub(super) fn options(choices: &[crate::survey::Choice], given: &[&str], other: Option<String>) -> Answer {
    let mut options: Vec<Key> =
        choices.iter().map(|choice| &choice.id).filter(|id| given.contains(&id.as_str())).cloned().collect();
    let own_words = given.contains(&OTHER) && !options.iter().any(|id| *id == *OTHER);
    if own_words {
        options.extend(OTHER.parse::<Key>());
    }
    Answer::Options { options, other: other.filter(|_| own_words) }
}
