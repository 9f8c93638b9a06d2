//! How many responses a survey has.

use std::collections::HashMap;

use touchstone_domain::id::SurveyId;

use crate::{Param, StoreError, Tx};

/// The name under which all completed responses of a survey are counted.
pub const ALL: &str = "";

/// How many are counted, by quota; none is counted by nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken(HashMap<String, i64>);

impl Taken {
    /// How many are counted for a quota, or for [`ALL`].
    #[must_use]
    pub fn of(&self, quota: &str) -> i64 {
        self.0.get(quota).copied().unwrap_or(0)
    }
}

/// How many are counted.
pub fn taken(tx: &mut Tx, survey: SurveyId) -> Result<Taken, StoreError> {
    let brand = tx.brand();
    let rows = tx.query(
        "SELECT quota, taken FROM survey_counts WHERE brand_id = $1 AND survey_id = $2",
        &[brand.into(), survey.into()],
        |row| Ok((row.text(0)?.to_owned(), row.int(1)?)),
    )?;
    Ok(Taken(rows.into_iter().collect()))
}

/// Counts one more for each of these.
pub fn count(tx: &mut Tx, survey: SurveyId, quotas: &[&str]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let params: Vec<Param> = quotas
        .iter()
        .flat_map(|quota| [brand.into(), survey.into(), (*quota).into(), 1_i64.into()])
        .collect();
    tx.insert_many(
        "INSERT INTO survey_counts (brand_id, survey_id, quota, taken)",
        4,
        &params,
        "ON CONFLICT (brand_id, survey_id, quota) DO UPDATE SET taken = survey_counts.taken + 1",
    )?;
    Ok(())
}
