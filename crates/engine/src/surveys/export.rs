//! All responses of a survey, a stretch at a time, so that a file of any length needs the memory of one stretch.

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::quality::{self, Flag};
use touchstone_domain::response::{Apart, Draft};
use touchstone_domain::survey::Survey;
use touchstone_store::StoreError;
use touchstone_store::rows::surveys::{self, ResponseRow};

use super::{Counted, stored, walk};
use crate::access::Actor;
use crate::units::Reach;
use crate::{App, Refusal};

/// Rows of one stretch.
const STRETCH: u32 = 2_000;

/// Which responses.
#[derive(Debug, Clone, Copy)]
pub struct ExportQuery {
    /// To this survey.
    pub survey: SurveyId,
    /// Only complete ones, or only partial ones.
    pub complete: Option<bool>,
    /// Whether they count in figures.
    pub counted: Counted,
    /// Begun at or after this time.
    pub from: Option<Timestamp>,
    /// Begun before this time.
    pub until: Option<Timestamp>,
}

/// A response as it leaves.
#[derive(Debug)]
pub struct ExportedResponse {
    /// Which response.
    pub id: ResponseId,
    /// To which version.
    pub version: i64,
    /// Through which link.
    pub link: LinkId,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// Where.
    pub unit: Option<UnitId>,
    /// Over which channel.
    pub channel: Option<String>,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it was completed.
    pub submitted_at: Option<Timestamp>,
    /// How the customer felt.
    pub band: Option<String>,
    /// Would recommend.
    pub nps: Option<i64>,
    /// Satisfaction.
    pub csat: Option<i64>,
    /// Ease.
    pub ces: Option<i64>,
    /// How long the respondent was at it, in milliseconds.
    pub took_ms: Option<i64>,
    /// What raises doubts about it.
    pub flags: Vec<Flag>,
    /// Why it counts in no figure.
    pub apart: Option<Apart>,
    /// The answers.
    pub draft: Draft,
}

/// A stretch of responses, newest first, as they are stored.
#[derive(Debug)]
pub struct Stretch {
    rows: Vec<ResponseRow>,
    /// Where the next one goes on; none at the end.
    pub before: Option<ResponseId>,
}

impl Stretch {
    /// How many responses.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The responses, each made out of its row when it is asked for.
    pub fn responses(self) -> impl Iterator<Item = Result<ExportedResponse, Refusal>> {
        self.rows.into_iter().map(|row| Ok(exported(row)?))
    }
}

fn exported(row: ResponseRow) -> Result<ExportedResponse, StoreError> {
    let draft = serde_json::from_str(&row.answers)
        .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", row.response)))?;
    Ok(ExportedResponse {
        id: row.response,
        version: row.version,
        link: row.link,
        customer: row.customer,
        unit: row.unit,
        channel: row.channel,
        started_at: row.started_at,
        submitted_at: row.submitted_at,
        band: row.band,
        nps: row.nps,
        csat: row.csat,
        ces: row.ces,
        took_ms: row.took_ms,
        flags: quality::flags(row.flags.as_deref()),
        apart: row.apart,
        draft,
    })
}

impl App {
    /// The published versions of a survey, the latest first; the draft if none was published.
    pub async fn survey_versions(&self, actor: &Actor, id: SurveyId) -> Result<Vec<Survey>, Refusal> {
        self.store()
            .read("survey_versions", actor.brand, move |tx| {
                let row = surveys::find(tx, id)?.ok_or(Refusal::NotFound("survey"))?;
                let mut documents = Vec::new();
                for number in (1..=row.version).rev() {
                    documents.extend(surveys::version::<serde_json::Value>(tx, id, number)?);
                }
                if documents.is_empty() {
                    documents.push(stored(&row)?.draft);
                }
                let read = |document: &serde_json::Value| {
                    Survey::read(id, document)
                        .map_err(|_| StoreError::Corrupt(format!("survey {id} cannot be read")))
                };
                Ok(documents.iter().map(read).collect::<Result<_, _>>()?)
            })
            .await
    }

    /// The responses before an id, newest first, of the actor's own units.
    pub async fn export_responses(
        &self,
        actor: &Actor,
        query: ExportQuery,
        before: Option<ResponseId>,
    ) -> Result<Stretch, Refusal> {
        // Ids begin with the milliseconds at which a response was begun.
        let first_at = |at: Timestamp| ResponseId::new(at.as_millisecond(), [0; 10]);
        let before = before.into_iter().chain(query.until.map(first_at)).min();
        let from = query.from.map(first_at);
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("export_responses", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let reach = Reach::of(&brand.units, &scope, None)?;
                let mut rows = walk::rows(tx, &reach, Some(query.survey), (from, before), STRETCH)?;
                let is_full = rows.len() == STRETCH as usize;
                let next = rows.last().map(|row| row.response).filter(|_| is_full);
                rows.retain(|row| {
                    row.survey == query.survey
                        && reach.covers(&brand.units, row.unit)
                        && query.counted.takes(row.apart)
                        && query.complete.is_none_or(|complete| row.submitted_at.is_some() == complete)
                });
                Ok(Stretch { rows, before: next })
            })
            .await
    }
}
