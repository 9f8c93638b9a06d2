//! How many responses a survey has, as far as it limits them.

use std::collections::HashMap;

use touchstone_domain::id::SurveyId;

use crate::{StoreError, Tx};

/// The name under which all completed responses of a survey are counted.
pub const ALL: &str = "";

/// How many are counted, by quota.
pub fn taken(tx: &mut Tx, survey: SurveyId) -> Result<HashMap<String, i64>, StoreError> {
    let brand = tx.brand();
    let rows = tx.query(
        "SELECT quota, taken FROM survey_counts WHERE brand_id = $1 AND survey_id = $2",
        &[brand.into(), survey.into()],
        |row| Ok((row.text(0)?.to_owned(), row.int(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Counts one more unless there are `limit` already: answers `false` then.
pub fn take(tx: &mut Tx, survey: SurveyId, quota: &str, limit: i64) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.execute(
        "INSERT INTO survey_counts (brand_id, survey_id, quota, taken) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (brand_id, survey_id, quota) DO UPDATE SET taken = survey_counts.taken + 1 \
         WHERE survey_counts.taken < $4",
        &[brand.into(), survey.into(), quota.into(), limit.into()],
    )?;
    Ok(changed == 1)
}

/// Begins to count all responses of a survey that did not limit them before.
pub fn begin(tx: &mut Tx, survey: SurveyId, taken: i64) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO survey_counts (brand_id, survey_id, quota, taken) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (brand_id, survey_id, quota) DO NOTHING",
        &[brand.into(), survey.into(), ALL.into(), taken.into()],
    )?;
    Ok(())
}

/// How many completed responses a survey has, one by one.
pub fn completed(tx: &mut Tx, survey: SurveyId) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let counted = tx.query_one(
        "SELECT COUNT(*) FROM responses \
         WHERE brand_id = $1 AND survey_id = $2 AND submitted_at IS NOT NULL AND apart IS NULL",
        &[brand.into(), survey.into()],
        |row| row.int(0),
    )?;
    Ok(counted.unwrap_or(0))
}
