//! What deciding on whom to ask needs to know of a survey.

use touchstone_domain::eligibility::SurveyTerms;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::Survey;
use touchstone_store::rows::surveys;
use touchstone_store::{StoreError, Tx};

use crate::answering::{self, Versions};

/// The terms of a survey of the transaction's brand, with its answers counted where they are limited; none when
/// there is no such survey.
pub(crate) fn terms(
    tx: &mut Tx<'_>,
    versions: &Versions,
    survey: SurveyId,
) -> Result<Option<SurveyTerms>, StoreError> {
    let Some(mut terms) = configured(tx, versions, survey)? else { return Ok(None) };
    count(tx, survey, &mut terms)?;
    Ok(Some(terms))
}

/// The terms of a survey as they are configured: nothing is counted yet.
pub(crate) fn configured(
    tx: &mut Tx<'_>,
    versions: &Versions,
    survey: SurveyId,
) -> Result<Option<SurveyTerms>, StoreError> {
    let Some(row) = surveys::find(tx, survey)? else { return Ok(None) };
    let state = crate::surveys::state_of(&row);
    let published = match state.version() {
        Some(number) => versions.get(tx, survey, number)?,
        None => None,
    };
    let taking = match published {
        Some(version) => version.survey.taking.clone(),
        // Not published yet: what would hold if it were.
        None => {
            let document = serde_json::from_str(&row.draft).unwrap_or_default();
            Survey::read(survey, &document).map(|survey| survey.taking).unwrap_or_default()
        }
    };
    Ok(Some(SurveyTerms { state, taking, completed: 0 }))
}

/// Counts the answers of a survey that limits them.
pub(crate) fn count(tx: &mut Tx<'_>, survey: SurveyId, terms: &mut SurveyTerms) -> Result<(), StoreError> {
    if terms.taking.responses_max.is_some() {
        terms.completed = u64::try_from(answering::completed(tx, survey)?).unwrap_or(0);
    }
    Ok(())
}
