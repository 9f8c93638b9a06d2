//! Recall: `{{ CEL }}` in what respondents read, compiled with the survey.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::compile::{Compiler, lists, said};
use super::{Logic, Walk};
use crate::expression::{Expression, ExpressionError, Kind, Problem, Scope, Type, Value};
use crate::field::FieldError;
use crate::locale::{Lang, LocalizedText};
use crate::survey::{Ask, Cells, Choice, LANGUAGES_MAX, Matrix, OTHER, Survey};

/// The most characters that one recall adds to a text: a comment of pages has no place in a heading.
pub const RECALL_CHARS_MAX: usize = 200;

/// A text with values in it.
#[derive(Debug)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    /// A stretch of the text itself.
    Text(Range<usize>),
    Value(Logic),
}

/// Compiles every text that recalls something.
pub(super) fn compile(survey: &Survey, compiler: &mut Compiler<'_>) -> HashMap<Box<str>, Template> {
    let mut templates = HashMap::new();
    for (path, text) in texts(survey) {
        for (lang, text) in text.iter().take(LANGUAGES_MAX) {
            if text.contains("{{") && !templates.contains_key(text) {
                let path = format!("{path}.{lang}");
                if let Some(template) = template(&path, text, compiler) {
                    templates.insert(text.into(), template);
                }
            }
        }
    }
    templates
}

/// All that respondents read, with its path.
fn texts(survey: &Survey) -> Vec<(String, &LocalizedText)> {
    let mut texts = vec![
        ("title".to_owned(), &survey.title),
        ("intro".to_owned(), &survey.intro),
        ("thank_you".to_owned(), &survey.thank_you),
        ("notice".to_owned(), &survey.notice),
    ];
    for (at, page) in survey.pages.iter().enumerate() {
        texts.push((format!("pages[{at}].title"), &page.title));
        for (place, question) in page.questions.iter().enumerate() {
            let path = format!("pages[{at}].questions[{place}]");
            texts.push((format!("{path}.title"), &question.title));
            texts.push((format!("{path}.help"), &question.help));
            let own = question.ask.texts().into_iter();
            texts.extend(own.map(|(field, text)| (format!("{path}.{field}"), text)));
            let checks = question.checks.iter().enumerate();
            texts.extend(checks.map(|(at, check)| (format!("{path}.checks[{at}].message"), &check.message)));
            for (part, list) in lists(&question.ask) {
                let labels = list.iter().enumerate();
                texts.extend(
                    labels.map(|(at, choice)| (format!("{path}.{}[{at}].label", part.path()), &choice.label)),
                );
            }
        }
    }
    for (at, ending) in survey.endings.iter().enumerate() {
        texts.push((format!("endings[{at}].title"), &ending.title));
        texts.push((format!("endings[{at}].text"), &ending.text));
        texts.push((format!("endings[{at}].link_label"), &ending.link_label));
    }
    texts
}

fn template(path: &str, text: &str, compiler: &mut Compiler<'_>) -> Option<Template> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut sound = true;
    while let Some(open) = text[at..].find("{{").map(|found| at + found) {
        let start = open + 2;
        let Some(end) = text[start..].find("}}").map(|found| start + found) else {
            let english = "a {{ without its }}";
            let error = FieldError::new(path, "syntax", english).in_chinese("{{ 没有对应的 }}");
            let (line, column) = place(text, open, (1, 1));
            compiler.errors.push(error.at(line, column));
            return None;
        };
        if at < open {
            pieces.push(Piece::Text(at..open));
        }
        match value(&text[start..end], compiler) {
            Ok(logic) => pieces.push(Piece::Value(logic)),
            Err(error) => {
                compiler.errors.push(said(path, &error, place(text, start, (error.line, error.column))));
                sound = false;
            }
        }
        at = end + 2;
    }
    if at < text.len() {
        pieces.push(Piece::Text(at..text.len()));
    }
    sound.then_some(Template { pieces })
}

fn value(source: &str, compiler: &mut Compiler<'_>) -> Result<Logic, ExpressionError> {
    let names = &compiler.dictionary.names;
    let expression = Expression::compile_among(source, Scope::SURVEY, Type::Any, names)?;
    if expression.kind().name() == Kind::Open.name() {
        // A record has no form in a text; one of its fields has.
        let problem = Problem::Expected { expected: Kind::Text.name(), found: Kind::Open.name() };
        return Err(ExpressionError::of(problem));
    }
    Ok(compiler.needing(expression))
}

/// Line and column in a text of what stands at a line and column of the expression that begins at an offset.
fn place(text: &str, offset: usize, (line, column): (u32, u32)) -> (u32, u32) {
    let before = &text[..offset];
    let lines = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
    if line > 1 {
        return (lines.saturating_add(line), column);
    }
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let columns = u32::try_from(before[start..].chars().count()).unwrap_or(u32::MAX);
    (lines.saturating_add(1), columns.saturating_add(column))
}

impl<'a> Walk<'a> {
    /// A text of the survey with what it recalls, for readers of a language. Null shows nothing.
    #[must_use]
    pub fn recall<'t>(&self, text: &'t str, lang: &Lang) -> Cow<'t, str> {
        if !text.contains("{{") {
            return Cow::Borrowed(text);
        }
        let Some(template) = self.state.program.texts.get(text) else { return Cow::Borrowed(text) };
        let mut recalled = String::with_capacity(text.len());
        for piece in &template.pieces {
            match piece {
                Piece::Text(range) => recalled.push_str(&text[range.clone()]),
                Piece::Value(logic) => {
                    let value = self.state.budget.value(&logic.expression, &self.state);
                    let said = self.said(&value, logic.expression.kind(), lang);
                    recalled.extend(said.chars().take(RECALL_CHARS_MAX));
                }
            }
        }
        Cow::Owned(recalled)
    }

    /// A value as people read it.
    fn said(&self, value: &Value<'_>, kind: Kind, lang: &Lang) -> String {
        let list = |texts: Vec<String>| texts.join(if lang.primary() == "zh" { "、" } else { ", " });
        match value {
            Value::Null | Value::Record(_) => String::new(),
            Value::Bool(flag) => yes_or_no(*flag, lang).to_owned(),
            Value::Int(number) => number.to_string(),
            // As many digits as people write, whatever binary fractions make of a sum.
            Value::Double(number) => ((number * 1e6).round() / 1e6).to_string(),
            Value::Text(text) => self.label(kind, text, lang).into_owned(),
            Value::Timestamp(instant) => {
                instant.to_zoned(self.state.facts.zone.clone()).strftime("%Y-%m-%d").to_string()
            }
            Value::Duration(length) => length.to_string(),
            Value::List(values) => list(values.iter().map(|value| self.said(value, kind, lang)).collect()),
            Value::Items(items) => {
                list((0..items.len()).map(|at| self.said(&items.get(at), kind, lang)).collect())
            }
        }
    }

    /// What a respondent reads for an option; any other text is as it is.
    fn label<'t>(&'t self, kind: Kind, text: &'t str, lang: &Lang) -> Cow<'t, str> {
        let (Kind::Choice(number) | Kind::Choices(number)) = kind else { return Cow::Borrowed(text) };
        let Some(labels) = self.state.program.labels.get(usize::from(number)) else {
            return Cow::Borrowed(text);
        };
        let question = self.state.question(labels.question);
        let choices: &[Choice] = match &question.ask {
            Ask::Matrix(Matrix {
                cells: Cells::Single { columns } | Cells::Multiple { columns }, ..
            }) if labels.columns => columns,
            ask => ask.choices().map_or(&[], |(choices, _)| choices),
        };
        let default = &self.state.survey.default_language;
        if let Some(choice) = choices.iter().find(|choice| choice.id == *text) {
            return Cow::Borrowed(choice.label.get(lang, default));
        }
        match self.state.known[usize::from(labels.question)].answer.as_deref() {
            Some(crate::response::Answer::Options { other: Some(words), .. }) if text == OTHER => {
                Cow::Borrowed(words)
            }
            _ => Cow::Borrowed(text),
        }
    }
}

fn yes_or_no(flag: bool, lang: &Lang) -> &'static str {
    match (lang.primary(), flag) {
        ("zh", true) => "是",
        ("zh", false) => "否",
        ("ar", true) => "نعم",
        ("ar", false) => "لا",
        (_, true) => "yes",
        (_, false) => "no",
    }
}
