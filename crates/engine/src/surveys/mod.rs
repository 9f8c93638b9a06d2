//! Surveys as members handle them: drafts, versions, links, responses.

mod export;
mod files;
mod import;
mod links;
mod live;
mod past;
mod preview;
mod responses;
pub(crate) mod results;
mod search;
mod sheet;
mod templates;
mod versions;
mod walk;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::{self, Command, Survey, SurveyState};
use touchstone_store::rows::surveys::{self, SurveyRow};
use touchstone_store::{StoreError, Tx};

use crate::access::{Actor, Change};
use crate::{App, Refusal, compute};

pub use touchstone_store::rows::files::FileRow;

pub use export::{ExportQuery, ExportedResponse, Stretch};
pub use import::ImportedSurvey;
pub use links::{NewLink, StoredLink};
pub(crate) use links::{shut, withdrawn};
pub use past::{PAST_MAX, PastResponse};
pub use preview::{Preview, Previewed, Stage};
pub use responses::StoredResponse;
pub use results::{CrossedQuestions, Flagged, Rates, ResultsQuery, Said, SurveyResults, Trend, WordsQuery};
pub use search::{Counted, ResponseQuery};
pub(crate) use search::{terms, terms_ever};
pub use sheet::{PLACES_MAX, Place, Sheet};
pub use templates::{SurveyTemplate, templates};
pub use versions::StoredVersion;

/// A survey with its state and draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredSurvey {
    /// Which survey.
    pub id: SurveyId,
    /// Where it stands.
    pub state: SurveyState,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The draft, as the next version would be.
    pub draft: Value,
}

/// Where a survey stands, from its row.
#[must_use]
pub fn state_of(row: &SurveyRow) -> SurveyState {
    let version = u32::try_from(row.version).unwrap_or(u32::MAX);
    match row.state.as_str() {
        "published" => SurveyState::Published { version },
        "paused" => SurveyState::Paused { version },
        "closed" => SurveyState::Closed { version },
        _ => SurveyState::Draft,
    }
}

fn stored(row: &SurveyRow) -> Result<StoredSurvey, StoreError> {
    Ok(StoredSurvey {
        id: row.survey,
        state: state_of(row),
        changed_at: row.changed_at,
        draft: serde_json::from_str(&row.draft)
            .map_err(|error| StoreError::Corrupt(format!("survey {}: {error}", row.survey)))?,
    })
}

/// Reads and checks a definition.
pub(crate) fn definition(id: SurveyId, document: &Value) -> Result<Survey, Refusal> {
    let survey = Survey::read(id, document)?;
    let errors = survey::check(&survey);
    if errors.is_empty() { Ok(survey) } else { Err(errors.into()) }
}

/// [`definition`] of a request: what one document makes the server compute keeps no other request waiting.
async fn definition_of(id: SurveyId, document: Value) -> Result<Survey, Refusal> {
    compute::beside("checking a survey", move || definition(id, &document)).await?
}

/// Adds a survey as a draft.
pub(crate) fn add(change: &mut Change<'_, '_>, id: SurveyId, survey: &Survey) -> Result<SurveyRow, Refusal> {
    let row = SurveyRow {
        survey: id,
        name: survey.name.clone(),
        state: SurveyState::Draft.name().to_owned(),
        version: 0,
        changed_at: change.now,
        draft: survey.to_json().to_string(),
    };
    surveys::save(change.tx, &row)?;
    change.audit("survey.create", id, &(), &serde_json::json!({ "name": survey.name }));
    Ok(row)
}

/// Publishes, pauses, resumes or closes a survey.
pub(crate) fn carry_out(
    change: &mut Change<'_, '_>,
    id: SurveyId,
    command: Command,
) -> Result<SurveyRow, Refusal> {
    let mut row = row(change.tx, id)?;
    let before = state_of(&row);
    let after = before.after(command).map_err(|refusal| Refusal::Conflict(refusal.to_string()))?;
    after.name().clone_into(&mut row.state);
    row.version = i64::from(after.version().unwrap_or(0));
    row.changed_at = change.now;
    if command == Command::Publish {
        surveys::publish(change.tx, id, row.version, &row.draft, change.now)?;
    }
    surveys::save(change.tx, &row)?;
    change.audit("survey.state", id, &before, &after);
    change.config_changed();
    Ok(row)
}

/// Refuses a change made from another state of the survey than the present one.
fn is_as_seen(row: &SurveyRow, made_from: Option<Timestamp>) -> Result<(), Refusal> {
    if made_from.is_some_and(|seen| seen != row.changed_at) {
        return Err(changed_since());
    }
    Ok(())
}

fn changed_since() -> Refusal {
    Refusal::Conflict("The survey was changed since; look at it first.".to_owned())
}

fn row(tx: &mut Tx, id: SurveyId) -> Result<SurveyRow, Refusal> {
    surveys::find(tx, id)?.ok_or(Refusal::NotFound("survey"))
}

impl App {
    /// Makes a survey as a draft.
    pub async fn create_survey(&self, actor: &Actor, document: Value) -> Result<StoredSurvey, Refusal> {
        let id = self.new_id(SurveyId::new);
        let survey = definition_of(id, document).await?;
        self.change("create_survey", actor, move |change| Ok(stored(&add(change, id, &survey)?)?)).await
    }

    /// Replaces a survey's draft; what is published stays as it is. One who says which state of the draft theirs
    /// was made from does not replace what somebody else wrote since.
    pub async fn update_survey(
        &self,
        actor: &Actor,
        id: SurveyId,
        document: Value,
        made_from: Option<Timestamp>,
    ) -> Result<StoredSurvey, Refusal> {
        let survey = definition_of(id, document).await?;
        self.change("update_survey", actor, move |change| {
            let mut row = row(change.tx, id)?;
            is_as_seen(&row, made_from)?;
            let before = serde_json::json!({ "name": row.name });
            row.name.clone_from(&survey.name);
            row.draft = survey.to_json().to_string();
            row.changed_at = change.now;
            surveys::save(change.tx, &row)?;
            change.audit("survey.update", id, &before, &serde_json::json!({ "name": row.name }));
            Ok(stored(&row)?)
        })
        .await
    }

    /// Publishes, pauses, resumes or closes a survey. One who says which state of it they have seen does not publish
    /// what somebody else wrote since.
    pub async fn command_survey(
        &self,
        actor: &Actor,
        id: SurveyId,
        command: Command,
        made_from: Option<Timestamp>,
    ) -> Result<StoredSurvey, Refusal> {
        let checked = self.check_live(actor, id, command).await?;
        self.change("command_survey", actor, move |change| {
            let row = row(change.tx, id)?;
            is_as_seen(&row, made_from)?;
            checked.must_be(&row)?;
            Ok(stored(&carry_out(change, id, command)?)?)
        })
        .await
    }

    /// One survey.
    pub async fn survey(&self, actor: &Actor, id: SurveyId) -> Result<StoredSurvey, Refusal> {
        let found = self.store().read("survey", actor.brand, move |tx| surveys::find(tx, id)).await?;
        Ok(stored(&found.ok_or(Refusal::NotFound("survey"))?)?)
    }

    /// Surveys after an id.
    pub async fn list_surveys(
        &self,
        actor: &Actor,
        after: Option<SurveyId>,
        limit: u32,
    ) -> Result<Vec<StoredSurvey>, Refusal> {
        let rows = self
            .store()
            .read("surveys", actor.brand, move |tx| surveys::list(tx, after, limit.into()))
            .await?;
        Ok(rows.iter().map(stored).collect::<Result<_, _>>()?)
    }
}
