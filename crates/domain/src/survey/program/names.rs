//! The names of one survey in the expression language: its questions by the type of their answers, its
//! hidden fields and computed values, and what its answers count.

use crate::expression::{Kind, Name, Names, Root};
use crate::survey::{Ask, Cells, Choice, ContactPart, Matrix, OTHER, Question, Survey};

/// The number of `scores.total` among the scores; the others have that of their question.
pub(super) const TOTAL: u16 = u16::MAX;

/// Where the options of a kind of choice are written, for showing their labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labels {
    /// The question's position.
    pub question: u16,
    /// Whether they are the columns of its matrix.
    pub columns: bool,
}

/// The names of a survey and what they lead to.
pub(super) struct Dictionary {
    /// For checking expressions.
    pub names: Names,
    /// By the number of [`Kind::Choice`].
    pub labels: Vec<Labels>,
    /// The type of each question's answer; none of what is only read.
    pub answers: Vec<Option<Kind>>,
    /// The record of computed values.
    pub computed: Kind,
}

impl Dictionary {
    /// The names of a survey. The types of computed values are not known yet.
    pub fn of(survey: &Survey) -> Self {
        let mut names = Names::default();
        let mut labels = Vec::new();
        let questions: Vec<&Question> = survey.questions().collect();
        let answers: Vec<Option<Kind>> = (0_u16..)
            .zip(&questions)
            .map(|(at, question)| answer(&mut names, &mut labels, at, &question.ask))
            .collect();
        let named = |name: &str, kind, slot| Name { name: name.into(), kind, slot };
        let of_answers = (0_u16..)
            .zip(&questions)
            .zip(&answers)
            .filter_map(|((slot, question), kind)| Some(named(question.id.as_str(), (*kind)?, slot)));
        let record = names.record(of_answers.collect());
        names.root(Root::Answers, record);
        let scored = (0_u16..)
            .zip(&questions)
            .filter(|(_, question)| counts(&question.ask))
            .map(|(slot, question)| named(question.id.as_str(), Kind::Number, slot));
        let record = names.record([named("total", Kind::Number, TOTAL)].into_iter().chain(scored).collect());
        names.root(Root::Scores, record);
        let hidden = survey.hidden.iter().map(|hidden| hidden.id.as_str());
        let record =
            names.record((0_u16..).zip(hidden).map(|(slot, id)| named(id, Kind::Text, slot)).collect());
        names.root(Root::Hidden, record);
        let computed = survey.computed.iter().map(|computed| computed.id.as_str());
        let computed =
            names.record((0_u16..).zip(computed).map(|(slot, id)| named(id, Kind::Any, slot)).collect());
        names.root(Root::Computed, computed);
        Self { names, labels, answers, computed }
    }
}

fn answer(names: &mut Names, labels: &mut Vec<Labels>, question: u16, ask: &Ask) -> Option<Kind> {
    let mut options = |choices: &[Choice], other: bool, columns: bool| {
        let other = other.then(|| OTHER.into());
        labels.push(Labels { question, columns });
        names.choices(choices.iter().map(|choice| choice.id.as_str().into()).chain(other))
    };
    Some(match ask {
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) => Kind::Number,
        Ask::Slider(_) | Ask::Number(_) | Ask::File(_) => Kind::Number,
        Ask::ItemRating(_) => Kind::Open,
        Ask::SingleChoice(choice) => Kind::Choice(options(&choice.options, choice.other, false)),
        Ask::MultipleChoice(choice) => Kind::Choices(options(&choice.options, choice.other, false)),
        Ask::Ranking(ranking) => Kind::Choices(options(&ranking.options, false, false)),
        Ask::Matrix(Matrix { rows, cells, .. }) => {
            let kind = match cells {
                Cells::Single { columns } => Kind::Choice(options(columns, false, true)),
                Cells::Multiple { columns } => Kind::Choices(options(columns, false, true)),
                Cells::Rating(_) => Kind::Number,
            };
            let row = |row: &Choice| Name { name: row.id.as_str().into(), kind, slot: 0 };
            names.record(rows.iter().map(row).collect())
        }
        Ask::Text(_) | Ask::Date(_) | Ask::Time | Ask::Email | Ask::Phone => Kind::Text,
        Ask::YesNo(_) | Ask::Consent(_) => Kind::Bool,
        Ask::Contact(contact) => {
            let part = |part: &ContactPart| Name { name: part.name().into(), kind: Kind::Text, slot: 0 };
            names.record(contact.parts.iter().map(part).collect())
        }
        Ask::Statement => return None,
    })
}

/// Whether an answer counts in the scores: it is a number on a scale, or its options have a score.
pub(super) fn counts(ask: &Ask) -> bool {
    let scored = |choices: &[Choice]| choices.iter().any(|choice| choice.score.is_some());
    match ask {
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) | Ask::ItemRating(_) | Ask::Slider(_) => {
            true
        }
        Ask::SingleChoice(choice) => scored(&choice.options),
        Ask::MultipleChoice(choice) => scored(&choice.options),
        Ask::Matrix(matrix) => match &matrix.cells {
            Cells::Single { columns } | Cells::Multiple { columns } => scored(columns),
            Cells::Rating(_) => true,
        },
        _ => false,
    }
}
