//! Two questions against each other.

use touchstone_domain::field::FieldError;
use touchstone_domain::id::SurveyId;
use touchstone_domain::results::{Crossed, Table, can_cross};
use touchstone_domain::survey::{Key, Question};

use super::ResultsQuery;
use super::days::{What, days};
use crate::access::Actor;
use crate::journeys::Period;
use crate::{App, Refusal};

/// A table of two questions.
#[derive(Debug, Clone)]
pub struct CrossedQuestions {
    /// The days.
    pub period: Period,
    /// The question of the rows.
    pub row: Question,
    /// That of the columns.
    pub column: Question,
    /// The table.
    pub table: Table,
}

impl App {
    /// What those who answered this to one question answered to another.
    pub async fn cross_questions(
        &self,
        actor: &Actor,
        survey: SurveyId,
        query: ResultsQuery,
        (row, column): (Key, Key),
    ) -> Result<CrossedQuestions, Refusal> {
        let app = self.clone();
        let versions = self.store().read("cross_versions", actor.brand, move |tx| {
            super::super::row(tx, survey)?;
            Ok::<_, Refusal>(super::figures::published(tx, &app, survey)?)
        });
        let versions = versions.await?;
        let named = |field: &'static str, key: &Key| {
            let found = versions.iter().find_map(|version| version.survey.question(key.as_str()));
            let found =
                found.ok_or_else(|| FieldError::new(field, "unknown", "the survey has no such question"))?;
            if can_cross(found) {
                Ok(found.clone())
            } else {
                Err(FieldError::new(field, "unfit", "its answers do not fall into few kinds"))
            }
        };
        let (of_row, of_column) = (named("row", &row)?, named("column", &column)?);
        if row == column {
            return Err(FieldError::new("column", "same", "a question is not set against itself").into());
        }
        let days = days(self, actor, survey, &query, What::Cross(row, column)).await?;
        let mut crossed = Crossed::default();
        days.completed().for_each(|(_, day)| crossed.merge(&day.crossed));
        let table = crossed.table(&of_row, &of_column);
        Ok(CrossedQuestions { period: days.period, row: of_row, column: of_column, table })
    }
}
