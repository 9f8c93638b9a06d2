//! Published versions, how they differ, and copies of a survey.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::{Change, Survey, Version, difference};
use touchstone_store::rows::surveys;
use touchstone_store::{StoreError, Tx};

use super::{StoredSurvey, add, definition_of, row, stored};
use crate::access::Actor;
use crate::{App, Refusal};

/// A published version in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    /// Its number.
    pub version: u32,
    /// Since when.
    pub published_at: Timestamp,
    /// How many questions it asks.
    pub questions: usize,
    /// How much differs from the version before; all questions of the first.
    pub changes: usize,
}

impl App {
    /// The published versions, the latest first, before a number.
    pub async fn list_versions(
        &self,
        actor: &Actor,
        survey: SurveyId,
        before: Option<u32>,
        limit: u32,
    ) -> Result<Vec<StoredVersion>, Refusal> {
        let app = self.clone();
        self.store()
            .read("survey_versions", actor.brand, move |tx| {
                row(tx, survey)?;
                let published = surveys::published(tx, survey, before.map(i64::from), limit.into())?;
                let mut list = Vec::with_capacity(published.len());
                for one in published {
                    let number = u32::try_from(one.version).unwrap_or(0);
                    let version = version(tx, &app, survey, number)?;
                    let questions = version.survey.questions().count();
                    let earlier = match number.checked_sub(1).filter(|before| *before > 0) {
                        Some(before) => app.versions().get(tx, survey, before)?,
                        None => None,
                    };
                    let changes = earlier
                        .map_or(questions, |earlier| difference(&earlier.survey, &version.survey).len());
                    list.push(StoredVersion { version: number, published_at: one.at, questions, changes });
                }
                Ok(list)
            })
            .await
    }

    /// What a version asks, as JSON.
    pub async fn survey_version(
        &self,
        actor: &Actor,
        survey: SurveyId,
        number: u32,
    ) -> Result<Value, Refusal> {
        let app = self.clone();
        self.store()
            .read("survey_version", actor.brand, move |tx| {
                row(tx, survey)?;
                Ok(version(tx, &app, survey, number)?.survey.to_json())
            })
            .await
    }

    /// How a version differs from another, or from the one before it; 0 stands for the draft.
    pub async fn version_difference(
        &self,
        actor: &Actor,
        survey: SurveyId,
        number: u32,
        from: Option<u32>,
    ) -> Result<(Option<u32>, Vec<Change>), Refusal> {
        let app = self.clone();
        self.store()
            .read("version_difference", actor.brand, move |tx| {
                let found = row(tx, survey)?;
                let after = match number {
                    0 => {
                        let draft: Value = serde_json::from_str(&found.draft)
                            .map_err(|error| StoreError::Corrupt(format!("survey {survey}: {error}")))?;
                        Survey::read(survey, &draft)?
                    }
                    number => version(tx, &app, survey, number)?.survey.clone(),
                };
                let latest = u32::try_from(found.version).unwrap_or(0);
                let before = from.or(if number == 0 { Some(latest) } else { number.checked_sub(1) });
                let Some(before) = before.filter(|before| *before > 0) else { return Ok((None, Vec::new())) };
                let earlier = version(tx, &app, survey, before)?;
                Ok((Some(before), difference(&earlier.survey, &after)))
            })
            .await
    }

    /// Makes a copy of a survey's draft under another name.
    pub async fn duplicate_survey(
        &self,
        actor: &Actor,
        survey: SurveyId,
        name: String,
    ) -> Result<StoredSurvey, Refusal> {
        let id = self.new_id(SurveyId::new);
        let read = self.store().read("duplicate_survey", actor.brand, move |tx| {
            Ok::<_, Refusal>(stored(&row(tx, survey)?)?.draft)
        });
        let mut document = read.await?;
        document["name"] = name.into();
        let copy = definition_of(id, document).await?;
        self.change("duplicate_survey", actor, move |change| Ok(stored(&add(change, id, &copy)?)?)).await
    }
}

fn version(tx: &mut Tx<'_>, app: &App, survey: SurveyId, number: u32) -> Result<Arc<Version>, Refusal> {
    app.versions().get(tx, survey, number)?.ok_or(Refusal::NotFound("version"))
}
