//! Responses as a table: which columns the versions of a survey make together, and a response's cells.
//!
//! A column is named by the ids of what it holds, so it keeps its name over languages, versions and rewording:
//! `recommend`, `parts.food` (a row), `liked.soup` (an option), `liked.other` (own words), `who.email` (a part),
//! `hidden.campaign`, `computed.gap`.

use std::collections::HashMap;

use crate::locale::{Lang, LocalizedText};
use crate::survey::{Ask, Choice, Key, OTHER, Survey};

use super::{Answer, Cell as RowCell, Draft};

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its stable name.
    pub name: String,
    /// What it is called by its texts, in the survey's own language.
    pub label: String,
}

/// A value of the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing was said, or not asked.
    Empty,
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A text of ours: an id, or ids.
    Id(&'a str),
    /// A respondent's own words, or what they name.
    Text(std::borrow::Cow<'a, str>),
}

/// The columns of a survey, over all its versions.
#[derive(Debug, Default)]
pub struct Columns {
    columns: Vec<Column>,
    /// Where the columns of a question begin, and what it consists of.
    places: HashMap<Key, Place>,
    hidden: Vec<(Key, usize)>,
    computed: Vec<(Key, usize)>,
}

#[derive(Debug, Default)]
struct Place {
    /// The column of the answer itself.
    whole: Option<usize>,
    /// Columns of its options, rows or parts.
    parts: HashMap<String, usize>,
}

impl Columns {
    /// The columns of these versions, in the order of the latest; what only an earlier one has comes after.
    #[must_use]
    pub fn of<'s>(versions: impl IntoIterator<Item = &'s Survey>) -> Self {
        let mut columns = Self::default();
        for survey in versions {
            for question in survey.questions() {
                let title = plain(&question.title, &survey.default_language);
                columns.question(&question.id, &title, &question.ask, &survey.default_language);
            }
            for hidden in &survey.hidden {
                if columns.hidden.iter().all(|(known, _)| *known != hidden.id) {
                    let at = columns.add(format!("hidden.{}", hidden.id), hidden.id.to_string());
                    columns.hidden.push((hidden.id.clone(), at));
                }
            }
            for computed in &survey.computed {
                if columns.computed.iter().all(|(known, _)| *known != computed.id) {
                    let at = columns.add(format!("computed.{}", computed.id), computed.id.to_string());
                    columns.computed.push((computed.id.clone(), at));
                }
            }
        }
        columns
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Column] {
        &self.columns
    }

    fn add(&mut self, name: String, label: String) -> usize {
        self.columns.push(Column { name, label });
        self.columns.len() - 1
    }

    fn question(&mut self, id: &Key, title: &str, ask: &Ask, lang: &Lang) {
        if matches!(ask, Ask::Statement) {
            return;
        }
        let mut place = self.places.remove(id).unwrap_or_default();
        let mut part = |columns: &mut Self, name: &str, label: &str| {
            if !place.parts.contains_key(name) {
                let at = columns.add(format!("{id}.{name}"), format!("{title}: {label}"));
                place.parts.insert(name.to_owned(), at);
            }
        };
        let mut parts = |columns: &mut Self, all: &[Choice]| {
            for choice in all {
                part(columns, choice.id.as_str(), &plain(&choice.label, lang));
            }
        };
        let whole = match ask {
            Ask::MultipleChoice(choice) => {
                parts(self, &choice.options);
                false
            }
            Ask::Ranking(ranking) => {
                parts(self, &ranking.options);
                false
            }
            Ask::Matrix(matrix) => {
                parts(self, &matrix.rows);
                false
            }
            Ask::Contact(contact) => {
                for name in &contact.parts {
                    part(self, name.name(), name.name());
                }
                false
            }
            _ => true,
        };
        if whole && place.whole.is_none() {
            place.whole = Some(self.add(id.to_string(), title.to_owned()));
        }
        let other = matches!(ask, Ask::SingleChoice(choice) if choice.other)
            || matches!(ask, Ask::MultipleChoice(choice) if choice.other);
        if other && !place.parts.contains_key(OTHER) {
            let at = self.add(format!("{id}.{OTHER}"), format!("{title}: {OTHER}"));
            place.parts.insert(OTHER.to_owned(), at);
        }
        self.places.insert(id.clone(), place);
    }

    /// The cells of a response, one for each column.
    #[must_use]
    pub fn cells<'d>(&self, draft: &'d Draft) -> Vec<Value<'d>> {
        let mut cells = vec![Value::Empty; self.columns.len()];
        for (question, answer) in &draft.answers {
            if let Some(place) = self.places.get(question) {
                place.fill(answer, &mut cells);
            }
        }
        for (hidden, at) in &self.hidden {
            if let Some(text) = draft.hidden.get(hidden) {
                cells[*at] = Value::Text(text.as_str().into());
            }
        }
        if let Some(ended) = &draft.ended {
            for (computed, at) in &self.computed {
                cells[*at] = ended.computed.get(computed).map_or(Value::Empty, worked_out);
            }
        }
        cells
    }
}

/// The cell of a computed value; lists and records stay JSON.
fn worked_out(value: &serde_json::Value) -> Value<'_> {
    match value {
        serde_json::Value::Null => Value::Empty,
        serde_json::Value::Bool(flag) => Value::Flag(*flag),
        serde_json::Value::Number(number) => number.as_f64().map_or(Value::Empty, Value::Number),
        serde_json::Value::String(text) => Value::Text(text.as_str().into()),
        other => Value::Text(other.to_string().into()),
    }
}

impl Place {
    fn fill<'d>(&self, answer: &'d Answer, cells: &mut [Value<'d>]) {
        let whole = |cells: &mut [Value<'d>], value| {
            if let Some(at) = self.whole {
                cells[at] = value;
            }
        };
        let part = |cells: &mut [Value<'d>], name: &str, value| {
            if let Some(at) = self.parts.get(name) {
                cells[*at] = value;
            }
        };
        match answer {
            Answer::Score(score) => whole(cells, Value::Number(f64::from(*score))),
            Answer::Number(number) => whole(cells, Value::Number(number.get())),
            Answer::Flag(flag) => whole(cells, Value::Flag(*flag)),
            Answer::Text(text) => whole(cells, Value::Text(text.as_str().into())),
            Answer::Options { options, other } => {
                if self.whole.is_some() {
                    if let Some(option) = options.first() {
                        whole(cells, Value::Id(option.as_str()));
                    }
                } else {
                    // What was asked and not chosen is known to be so.
                    self.parts.values().for_each(|at| cells[*at] = Value::Number(0.0));
                    options.iter().for_each(|option| part(cells, option.as_str(), Value::Number(1.0)));
                    part(cells, OTHER, Value::Empty);
                }
                if let Some(words) = other {
                    part(cells, OTHER, Value::Text(words.as_str().into()));
                }
            }
            Answer::Ranked { ranked } => {
                for (place, option) in (1_u32..).zip(ranked) {
                    part(cells, option.as_str(), Value::Number(f64::from(place)));
                }
            }
            Answer::Items { items } => {
                let rated: Vec<String> =
                    items.iter().map(|(item, score)| format!("{item}={score}")).collect();
                whole(cells, Value::Text(rated.join("; ").into()));
            }
            Answer::Rows { rows } => {
                for (row, cell) in rows {
                    let value = match cell {
                        RowCell::Score(score) => Value::Number(f64::from(*score)),
                        RowCell::Options(columns) => match columns.as_slice() {
                            [one] => Value::Id(one.as_str()),
                            many => {
                                let ids: Vec<&str> = many.iter().map(Key::as_str).collect();
                                Value::Text(ids.join("; ").into())
                            }
                        },
                    };
                    part(cells, row.as_str(), value);
                }
            }
            Answer::Contact { contact } => {
                contact
                    .iter()
                    .for_each(|(name, text)| part(cells, name.name(), Value::Text(text.as_str().into())));
            }
            Answer::Files { files } => {
                let ids: Vec<String> = files.iter().map(|file| file.id.to_string()).collect();
                whole(cells, Value::Text(ids.join("; ").into()));
            }
        }
    }
}

fn plain(text: &LocalizedText, lang: &Lang) -> String {
    text.get(lang, lang).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::SurveyId;

    fn survey(questions: &serde_json::Value) -> Survey {
        let text = json!({ "en": "T" });
        let document = json!({ "version": 2, "name": "n", "default_language": "en", "languages": ["en"], "title": text,
            "hidden": [{ "id": "campaign" }], "computed": [{ "id": "gap", "value": "10 - answers.s" }], "pages": [{ "id": "p", "questions": questions }] });
        Survey::read(SurveyId::new(0, [0; 10]), &document).expect("a survey")
    }

    #[test]
    fn versions_share_columns_and_every_answer_has_its_cell() {
        let t = json!({ "en": "T" });
        let option = |id: &str| json!({ "id": id, "label": t });
        let first = survey(&json!([
            { "id": "s", "title": t, "kind": "nps" },
            { "id": "m", "title": t, "kind": "multiple_choice", "options": [option("a"), option("old")], "other": true } ]));
        let second = survey(&json!([
            { "id": "s", "title": t, "kind": "nps" },
            { "id": "m", "title": t, "kind": "multiple_choice", "options": [option("a"), option("b")], "other": true },
            { "id": "x", "title": t, "kind": "matrix", "rows": [option("r1"), option("r2")], "cells": { "kind": "multiple", "columns": [option("c")] } },
            { "id": "rank", "title": t, "kind": "ranking", "options": [option("a"), option("b")] },
            { "id": "say", "title": t, "kind": "statement" },
            { "id": "who", "title": t, "kind": "contact", "parts": ["email", "name"] } ]));
        let columns = Columns::of([&second, &first]);
        let names: Vec<&str> = columns.all().iter().map(|column| column.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "s",
                "m.a",
                "m.b",
                "m.other",
                "x.r1",
                "x.r2",
                "rank.a",
                "rank.b",
                "who.email",
                "who.name",
                "hidden.campaign",
                "computed.gap",
                "m.old"
            ]
        );
        let draft: Draft = serde_json::from_value(json!({ "answers": {
            "s": 9, "m": { "options": ["a", "other"], "other": "=1+1" }, "x": { "rows": { "r2": ["c", "d"] } },
            "rank": { "ranked": ["b", "a"] }, "who": { "contact": { "name": "李" } }, "gone": 3 }, "hidden": { "campaign": "spring" },
            "ended": { "computed": { "gap": 1 } } }))
        .expect("a draft");
        use Value::{Empty, Number, Text};
        assert_eq!(
            columns.cells(&draft),
            [
                Number(9.0),
                Number(1.0),
                Number(0.0),
                Text("=1+1".into()),
                Empty,
                Text("c; d".into()),
                Number(2.0),
                Number(1.0),
                Empty,
                Text("李".into()),
                Text("spring".into()),
                Number(1.0),
                Number(0.0)
            ]
        );
    }
}
