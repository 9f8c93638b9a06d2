//! Imports SurveyJS surveys and fills them in, for the test that compares with `survey-core`: cases as lines of
//! JSON on standard input, `{"survey": …, "answers": {…}, "now": "2026-11-22T09:00:00Z"}`, one line of JSON for each
//! on standard output: what is asked, required, offered, wrong, said and worked out, and what the import reported.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, Write};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use touchstone_domain::expression;
use touchstone_domain::id::SurveyId;
use touchstone_domain::locale::{Lang, LocalizedText};
use touchstone_domain::response::{Answer, Cell, Draft, question_of, submit};
use touchstone_domain::survey::exchange::{Format, Outcome, import};
use touchstone_domain::survey::{Ask, Choice, Facts, Key, Number, Question, Version, Walk, check};

#[derive(Deserialize)]
struct Case {
    survey: Value,
    answers: Map<String, Value>,
    now: Timestamp,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        writeln!(out, "{}", filled_in(&case)?)?;
    }
    Ok(())
}

fn filled_in(case: &Case) -> Result<Value, Box<dyn Error>> {
    let imported = import(SurveyId::new(0, [1; 10]), &case.survey, Some(Format::SurveyJs))?;
    let left_out = imported.items.iter().filter(|item| item.outcome == Outcome::LeftOut);
    let left_out: Vec<Value> = left_out
        .map(
            |item| json!({ "source": item.source, "code": item.reason.code(), "why": item.reason.english() }),
        )
        .collect();
    // What keeps it from being saved, such as a question that no answer leads to, does not keep it from being filled in.
    let refused: Vec<String> = check(&imported.survey).iter().map(ToString::to_string).collect();
    let version = Version::of_published(1, imported.survey);
    let survey = &version.survey;
    let mut draft = Draft::default();
    for (name, value) in flat(&case.answers) {
        let Some(question) = survey.question(&name) else { continue };
        let own = case.answers.get(&format!("{name}-Comment")).and_then(Value::as_str);
        let answer = answer(question, &value, own).ok_or_else(|| format!("{name}: {value} is no answer"))?;
        // Rows that are never asked about are not here.
        if !matches!(&answer, Answer::Rows { rows } if rows.is_empty()) {
            draft.answers.insert(question.id.clone(), answer);
        }
    }
    let facts = Facts::at(case.now);
    let walk = version.walk(&draft, &facts);
    let faults = submit(&version, &walk, &draft).err().unwrap_or_default();
    let wrong = |id: &str| faults.iter().any(|fault| question_of(fault) == Some(id));
    let asked: Vec<&Question> = walk.questions().collect();
    let of = |test: &dyn Fn(&str) -> bool| -> Vec<&str> {
        asked.iter().map(|question| question.id.as_str()).filter(|id| test(id)).collect()
    };
    let each = |value: &dyn Fn(&Question) -> Option<Value>| -> Map<String, Value> {
        let values = asked.iter().filter_map(|question| Some((question.id.to_string(), value(question)?)));
        values.collect()
    };
    let ids = |choices: Vec<&Choice>| choices.iter().map(|choice| choice.id.as_str()).collect::<Value>();
    let said =
        |text: &LocalizedText| walk.recall(text.get(&Lang::en(), &Lang::en()), &Lang::en()).into_owned();
    Ok(json!({
        "asked": of(&|_| true),
        "required": of(&|id| walk.is_required(id)),
        "wrong": of(&wrong),
        "values": each(&|question| walk.answer(question.id.as_str()).map(|answer| plain(question, answer))),
        "options": each(&|question| {
            question.ask.choices().map(|_| ids(walk.options(question.id.as_str())))
        }),
        "rows": each(&|question| {
            matches!(question.ask, Ask::Matrix(_)).then(|| ids(walk.rows(question.id.as_str())))
        }),
        "titles": each(&|question| Some(said(&question.title).into())),
        "computed": computed(&walk),
        "ending": said(walk.end().ending.map_or(&survey.thank_you, |ending| &ending.text)),
        "left_out": left_out,
        "refused": refused,
    }))
}

/// Answers by the names of our questions: what has columns or fields of its own is one question for each here.
fn flat(answers: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in answers {
        flat.push((name.clone(), value.clone()));
        let mut columns: BTreeMap<&String, Map<String, Value>> = BTreeMap::new();
        for (part, value) in value.as_object().into_iter().flatten() {
            flat.push((format!("{name}_{part}"), value.clone()));
            for (column, cell) in value.as_object().into_iter().flatten() {
                columns.entry(column).or_default().insert(part.clone(), cell.clone());
            }
        }
        flat.extend(columns.into_iter().map(|(column, rows)| (format!("{name}_{column}"), rows.into())));
    }
    flat
}

/// An answer of SurveyJS as one of ours.
fn answer(question: &Question, value: &Value, own: Option<&str>) -> Option<Answer> {
    // Values with blanks have an underscore in their names here.
    let key = |value: &Value| -> Option<Key> {
        let text = value.as_str().map_or_else(|| value.to_string(), |text| text.replace(' ', "_"));
        text.parse().ok()
    };
    let keys = |value: &Value| match value {
        Value::Array(all) => all.iter().map(key).collect::<Option<Vec<_>>>(),
        one => Some(vec![key(one)?]),
    };
    let other = own.map(str::to_owned);
    Some(match &question.ask {
        Ask::SingleChoice(_) | Ask::MultipleChoice(_) => Answer::Options { options: keys(value)?, other },
        Ask::Ranking(_) => Answer::Ranked { ranked: keys(value)? },
        Ask::YesNo(_) => Answer::Flag(value.as_bool().unwrap_or(value == "Y")),
        Ask::Matrix(matrix) => {
            let known = |row: &str| matrix.rows.iter().any(|known| known.id == *row);
            let cells = value.as_object()?.iter().filter(|(row, _)| known(row));
            let rows = cells.map(|(row, columns)| Some((row.parse().ok()?, Cell::Options(keys(columns)?))));
            Answer::Rows { rows: rows.collect::<Option<_>>()? }
        }
        _ => match value {
            Value::Number(number) => Answer::number(Number::new(number.as_f64()?)?),
            Value::String(text) => Answer::Text(text.clone()),
            _ => return None,
        },
    })
}

/// An answer of ours as SurveyJS writes it, with our names of values.
fn plain(question: &Question, answer: &Answer) -> Value {
    let single = matches!(question.ask, Ask::SingleChoice(_));
    match answer {
        Answer::Options { options, .. } if single => json!(options.first()),
        Answer::Options { options, .. } => json!(options),
        Answer::Ranked { ranked } => json!(ranked),
        Answer::Rows { rows } => json!(rows),
        other => json!(other),
    }
}

fn computed(walk: &Walk<'_>) -> BTreeMap<String, Value> {
    let plain = |value: &expression::Value<'_>| match value {
        expression::Value::Bool(flag) => json!(flag),
        expression::Value::Int(number) => json!(number),
        expression::Value::Double(number) => json!(number),
        expression::Value::Text(text) => json!(text),
        _ => Value::Null,
    };
    walk.computed().map(|(key, value)| (key.to_string(), plain(value))).collect()
}
