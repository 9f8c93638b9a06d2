//! Surveys whose logic takes more work than one walk may make: found by walking as somebody who has answered nothing,
//! and as one who has answered everything at length. What only takes that much with other answers, or with what is
//! known of a customer, is not found; a preview says so when it happens.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::compile::lists;
use super::{Facts, Part, Program};
use crate::field::FieldError;
use crate::response::{Answer, Cell, Draft};
use crate::survey::{Ask, Key, Question, Survey};

/// Where the work ends before the survey does.
pub(super) fn find(survey: &Survey, program: &Program) -> Vec<FieldError> {
    let answers = survey.questions().filter_map(|question| Some((question.id.clone(), longest(question)?)));
    let full = Draft { answers: answers.collect(), ..Draft::default() };
    let found = [Draft::default(), full].iter().find_map(|draft| passed(survey, program, draft));
    let Some(path) = found else { return Vec::new() };
    let english = "the conditions and values up to here take more work than one visit may make";
    let chinese = "到这里为止的条件和取值，超过了一次访问允许的计算量";
    vec![FieldError::new(path, "too_much_work", english).in_chinese(chinese)]
}

/// The part of the survey at which the steps are spent.
fn passed(survey: &Survey, program: &Program, draft: &Draft) -> Option<String> {
    let facts = Facts::at(Timestamp::UNIX_EPOCH);
    let walk = program.walk(survey, draft, &facts);
    if let Some(page) = walk.spent_on() {
        return Some(format!("pages[{page}]"));
    }
    let spent = |path: &str| walk.is_spent().then(|| path.to_owned());
    spent("computed")
        .or_else(|| {
            let _ending = walk.end();
            spent("endings")
        })
        .or_else(|| {
            walk.quotas().count();
            spent("quotas")
        })
}

/// An answer that is as long as one can be, of the kinds whose length makes work.
fn longest(question: &Question) -> Option<Answer> {
    let of = |wanted: Part| -> Vec<Key> {
        let found = lists(&question.ask).filter(|(part, _)| *part == wanted).flat_map(|(_, list)| list);
        found.map(|choice| choice.id.clone()).collect()
    };
    Some(match &question.ask {
        Ask::Text(field) => Answer::Text("字".repeat(field.chars_max as usize)),
        Ask::YesNo(_) | Ask::Consent(_) => Answer::Flag(true),
        Ask::SingleChoice(_) => {
            Answer::Options { options: of(Part::Options).into_iter().take(1).collect(), other: None }
        }
        Ask::MultipleChoice(_) => Answer::Options { options: of(Part::Options), other: None },
        Ask::Ranking(_) => Answer::Ranked { ranked: of(Part::Options) },
        Ask::Matrix(_) => {
            let columns = of(Part::Columns);
            let row = |row: Key| (row, Cell::Options(columns.clone()));
            Answer::Rows { rows: of(Part::Rows).into_iter().map(row).collect::<BTreeMap<_, _>>() }
        }
        ask => Answer::Score(ask.range()?.1),
    })
}
