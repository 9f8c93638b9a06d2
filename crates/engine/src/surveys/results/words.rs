//! What respondents wrote to one question, newest first.

use std::sync::Arc;

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::quality::is_doubted;
use touchstone_domain::response::{Answer, Draft};
use touchstone_domain::survey::{Key, Version};
use touchstone_domain::time;
use touchstone_store::rows::surveys::ResponseRow;
use touchstone_store::{StoreError, Tx};

use super::super::walk;
use super::ResultsQuery;
use super::figures::walked;
use crate::access::Actor;
use crate::journeys::Period;
use crate::units::Reach;
use crate::{App, Refusal, Slice, slice};

/// Most responses that are looked at for one page.
const LOOKED_AT_MAX: usize = 10_000;
/// A response was begun at most so long before it was completed.
const BEGUN_BEFORE_MAX: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 90);

/// Which words.
#[derive(Debug, Clone)]
pub struct WordsQuery {
    /// In answers to this question.
    pub question: Key,
    /// In these responses.
    pub results: ResultsQuery,
    /// After this one of the page before.
    pub before: Option<ResponseId>,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In which response.
    pub response: ResponseId,
    /// When it was completed.
    pub at: Timestamp,
    /// Where.
    pub unit: Option<UnitId>,
    /// Who, if known.
    pub customer: Option<CustomerId>,
    /// How they felt.
    pub band: Option<String>,
    /// Their words.
    pub text: String,
}

impl App {
    /// What respondents wrote to a question, in complete responses that the actor may see.
    pub async fn survey_words(
        &self,
        actor: &Actor,
        survey: SurveyId,
        query: WordsQuery,
        limit: u32,
    ) -> Result<Slice<Said, ResponseId>, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("survey_words", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                super::super::row(tx, survey)?;
                let period = Period::of(query.results.period, &brand, now)?;
                let reach = Reach::of(&brand.units, &scope, query.results.unit)?;
                let span = walked(period, &time::zone(&brand.settings.time_zone));
                let first = |at: Timestamp| ResponseId::new(at.as_millisecond(), [0; 10]);
                let from = first(time::after(span.0, -BEGUN_BEFORE_MAX));
                let before = query.before.map_or(first(span.1), |before| before.min(first(span.1)));
                slice::collect_from(
                    Some(before),
                    (limit, LOOKED_AT_MAX),
                    |before, limit| {
                        let rows = walk::rows(tx, &reach, Some(survey), (Some(from), before), limit)?;
                        let rows = rows.into_iter().map(|row| with_version(tx, &app, survey, row));
                        Ok(rows.collect::<Result<Vec<_>, StoreError>>()?)
                    },
                    |(row, _)| row.response,
                    |(row, version)| {
                        let is_seen = row.survey == survey && reach.covers(&brand.units, row.unit);
                        Ok::<_, Refusal>(if is_seen {
                            said(&query, span, row, version.as_deref())?
                        } else {
                            None
                        })
                    },
                )
            })
            .await
    }
}

/// A response and the version of the survey that it answers.
fn with_version(
    tx: &mut Tx<'_>,
    app: &App,
    survey: SurveyId,
    row: ResponseRow,
) -> Result<(ResponseRow, Option<Arc<Version>>), StoreError> {
    let number = u32::try_from(row.version).unwrap_or(0);
    let version = if row.survey == survey { app.versions().get(tx, survey, number)? } else { None };
    Ok((row, version))
}

fn said(
    query: &WordsQuery,
    span: (Timestamp, Timestamp),
    row: ResponseRow,
    version: Option<&Version>,
) -> Result<Option<Said>, StoreError> {
    let results = &query.results;
    let Some(at) = row.submitted_at.filter(|at| span.0 <= *at && *at < span.1) else { return Ok(None) };
    let is_wanted = row.apart.is_none()
        && results.version.is_none_or(|version| i64::from(version) == row.version)
        && results.channel.as_ref().is_none_or(|channel| row.channel.as_ref() == Some(channel))
        && results.flagged.takes(is_doubted(row.flags.as_deref()));
    if !is_wanted {
        return Ok(None);
    }
    let mut draft: Draft = serde_json::from_str(&row.answers)
        .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", row.response)))?;
    // Who chose no language answered in the survey's own.
    let language = draft.language.as_ref().or(version.map(|version| &version.survey.default_language));
    if results.language.is_some() && results.language.as_ref() != language {
        return Ok(None);
    }
    let text = match draft.answers.remove(&query.question) {
        Some(Answer::Text(text)) => text,
        Some(Answer::Options { other: Some(text), .. }) => text,
        _ => return Ok(None),
    };
    let Some(text) = Some(text).filter(|text| !text.is_empty()) else { return Ok(None) };
    Ok(Some(Said {
        response: row.response,
        at,
        unit: row.unit,
        customer: row.customer,
        band: row.band,
        text,
    }))
}
