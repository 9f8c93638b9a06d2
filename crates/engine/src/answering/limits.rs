//! What a survey takes: in its time, up to its limits, and its quotas, counted in the transaction in which a
//! response is completed. Limits are those of the version that is published now, whichever version a response
//! answers: one that was begun before a limit was set is held to it, too. That a quota is full is looked at before,
//! when a page is left with which it is decided that the response would count for it, so that nobody answers on for
//! nothing.

use touchstone_domain::id::SurveyId;
use touchstone_domain::link::{self, Refusal};
use touchstone_domain::survey::{Quota, Survey};
use touchstone_store::rows::quotas::{self, Taken};
use touchstone_store::{StoreError, Tx};

use crate::App;

/// Whether there is a place for a completed response.
pub(super) enum Place {
    /// It counts.
    Taken,
    /// A quota that it would count for is full.
    QuotaFull(Quota),
    /// The survey has all the answers it wants.
    SurveyFull,
}

/// Whether a survey, as it is published now, takes another answer.
pub(super) fn refusal(tx: &mut Tx, app: &App, survey: &Survey) -> Result<Option<Refusal>, StoreError> {
    let completed = match survey.taking.responses_max {
        Some(_) => completed(tx, survey.id)?,
        None => 0,
    };
    Ok(link::takes(&survey.taking, completed, app.now()).err())
}

/// How many completed responses there are.
pub(crate) fn completed(tx: &mut Tx, survey: SurveyId) -> Result<i64, StoreError> {
    Ok(quotas::taken(tx, survey)?.of(quotas::ALL))
}

/// Takes a place in the survey, as it is published now, and in each of its quotas, or in none of them.
pub(super) fn take(tx: &mut Tx, survey: &Survey, wanted: &[Quota]) -> Result<Place, StoreError> {
    let max = survey.taking.responses_max;
    if max.is_some() || !wanted.is_empty() {
        let taken = quotas::taken(tx, survey.id)?;
        if max.is_some_and(|max| taken.of(quotas::ALL) >= i64::from(max)) {
            return Ok(Place::SurveyFull);
        }
        if let Some(full) = first_full(&taken, wanted) {
            return Ok(Place::QuotaFull(full));
        }
    }
    // Looked at in this same transaction: each of them has room, whoever else comes at the same time.
    count(tx, survey.id, wanted)?;
    Ok(Place::Taken)
}

/// The first of these quotas that has no place left. Nothing is taken: who goes on may still come too late.
pub(super) fn full(tx: &mut Tx, survey: SurveyId, wanted: &[Quota]) -> Result<Option<Quota>, StoreError> {
    if wanted.is_empty() {
        return Ok(None);
    }
    Ok(first_full(&quotas::taken(tx, survey)?, wanted))
}

fn first_full(taken: &Taken, wanted: &[Quota]) -> Option<Quota> {
    wanted.iter().find(|quota| taken.of(quota.id.as_str()) >= i64::from(quota.limit)).cloned()
}

/// Counts one more response of a survey and of these quotas, whether or not there is a limit: one that is set
/// later holds for what came before.
pub(crate) fn count(tx: &mut Tx, survey: SurveyId, wanted: &[Quota]) -> Result<(), StoreError> {
    let names: Vec<&str> =
        std::iter::once(quotas::ALL).chain(wanted.iter().map(|quota| quota.id.as_str())).collect();
    quotas::count(tx, survey, &names)
}
