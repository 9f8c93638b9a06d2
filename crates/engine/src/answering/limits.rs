//! What a survey takes: in its time, up to its limits, and its quotas, counted in the transaction in which a
//! response is completed. That a quota is full is looked at before, too: when a page is left with which it is
//! decided that the response would count for it, so that nobody answers on for nothing.

use std::collections::HashMap;

use touchstone_domain::id::SurveyId;
use touchstone_domain::link::{self, Refusal};
use touchstone_domain::survey::{Quota, Taking};
use touchstone_store::rows::quotas;
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

/// Whether a survey takes another answer now.
pub(super) fn refusal(
    tx: &mut Tx,
    app: &App,
    survey: SurveyId,
    taking: &Taking,
) -> Result<Option<Refusal>, StoreError> {
    let completed = match taking.responses_max {
        Some(_) => completed(tx, survey)?,
        None => 0,
    };
    Ok(link::takes(taking, completed, app.now()).err())
}

/// How many completed responses there are; counted one by one until a limit is first taken from.
pub(crate) fn completed(tx: &mut Tx, survey: SurveyId) -> Result<i64, StoreError> {
    match quotas::taken(tx, survey)?.get(quotas::ALL) {
        Some(taken) => Ok(*taken),
        None => quotas::completed(tx, survey),
    }
}

/// Takes a place in the survey and in each of the quotas, or in none of them.
pub(super) fn take(
    tx: &mut Tx,
    survey: SurveyId,
    taking: &Taking,
    wanted: &[Quota],
) -> Result<Place, StoreError> {
    if taking.responses_max.is_none() && wanted.is_empty() {
        return Ok(Place::Taken);
    }
    let taken = quotas::taken(tx, survey)?;
    if let Some(max) = taking.responses_max {
        let completed = match taken.get(quotas::ALL) {
            Some(taken) => *taken,
            None => {
                let completed = quotas::completed(tx, survey)?;
                quotas::begin(tx, survey, completed)?;
                completed
            }
        };
        if completed >= i64::from(max) {
            return Ok(Place::SurveyFull);
        }
    }
    if let Some(full) = first_full(&taken, wanted) {
        return Ok(Place::QuotaFull(full));
    }
    // Looked at in this same transaction: each of them has room, whoever else comes at the same time.
    for quota in wanted {
        quotas::take(tx, survey, quota.id.as_str(), i64::from(quota.limit))?;
    }
    if let Some(max) = taking.responses_max {
        quotas::take(tx, survey, quotas::ALL, i64::from(max))?;
    }
    Ok(Place::Taken)
}

/// The first of these quotas that has no place left. Nothing is taken: who goes on may still come too late.
pub(super) fn full(tx: &mut Tx, survey: SurveyId, wanted: &[Quota]) -> Result<Option<Quota>, StoreError> {
    if wanted.is_empty() {
        return Ok(None);
    }
    Ok(first_full(&quotas::taken(tx, survey)?, wanted))
}

fn first_full(taken: &HashMap<String, i64>, wanted: &[Quota]) -> Option<Quota> {
    let full =
        |quota: &&Quota| taken.get(quota.id.as_str()).is_some_and(|taken| *taken >= i64::from(quota.limit));
    wanted.iter().find(full).cloned()
}
