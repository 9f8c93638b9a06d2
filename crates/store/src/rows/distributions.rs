//! Surveys on their way to many people, and how far each has come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use touchstone_domain::distribution::{Distribution, State};
use touchstone_domain::id::{BrandId, CustomerId, DistributionId, SurveyId};

use crate::{Row, StoreError, Tx};

/// A distribution as stored.
#[derive(Debug, Clone)]
pub struct DistributionRow {
    /// What it does, and its state.
    pub distribution: Distribution,
    /// When something is to be done next; none when nothing is.
    pub next_at: Option<Timestamp>,
    /// How far it has come.
    pub progress: Progress,
}

/// How far a distribution has come; fields only ever get added, with defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The last customer that was looked at while choosing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<CustomerId>,
    /// Customers that were looked at.
    pub looked_at: u64,
    /// Those who are meant.
    pub meant: u64,
    /// Those who were invited.
    pub invited: u64,
    /// Reminders that were sent.
    pub reminded: u64,
    /// Those who could not be invited, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Reminders that were not sent, by reason.
    pub not_reminded: BTreeMap<String, u64>,
    /// When its last step failed; it is tried again later, and others go on meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Timestamp>,
    /// Since when it has been on its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

const COLUMNS: &str = "distribution_id, survey_id, state, created_at, next_at, plan, progress";

/// Adds a distribution.
pub fn insert(tx: &mut Tx, row: &DistributionRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    let (plan, progress) = bodies(row)?;
    let of = &row.distribution;
    tx.execute(
        "INSERT INTO distributions (brand_id, distribution_id, survey_id, state, created_at, next_at, plan, progress) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            brand.into(),
            of.id.into(),
            of.survey.into(),
            of.state.as_str().into(),
            of.created_at.into(),
            row.next_at.into(),
            (&plan).into(),
            (&progress).into(),
        ],
    )?;
    Ok(())
}

/// Writes what may change: state, plan and progress.
pub fn update(tx: &mut Tx, row: &DistributionRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    let (plan, progress) = bodies(row)?;
    let of = &row.distribution;
    tx.execute(
        "UPDATE distributions SET state = $3, next_at = $4, plan = $5, progress = $6 \
         WHERE brand_id = $1 AND distribution_id = $2",
        &[
            brand.into(),
            of.id.into(),
            of.state.as_str().into(),
            row.next_at.into(),
            (&plan).into(),
            (&progress).into(),
        ],
    )?;
    Ok(())
}

/// Sets when something is to be done next, whatever else stands in the row.
pub fn postpone(tx: &mut Tx, id: DistributionId, until: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE distributions SET next_at = $3 WHERE brand_id = $1 AND distribution_id = $2",
        &[brand.into(), id.into(), until.into()],
    )
    .map(drop)
}

fn bodies(row: &DistributionRow) -> Result<(String, String), StoreError> {
    let json = |text: serde_json::Result<String>| text.map_err(|error| StoreError::Defect(error.to_string()));
    Ok((json(serde_json::to_string(&row.distribution.plan))?, json(serde_json::to_string(&row.progress))?))
}

/// One distribution.
pub fn find(tx: &mut Tx, id: DistributionId) -> Result<Option<DistributionRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM distributions WHERE brand_id = $1 AND distribution_id = $2");
    tx.query_one(&sql, &[brand.into(), id.into()], read)
}

/// Distributions of a survey, newest first, before `before`.
pub fn of_survey(
    tx: &mut Tx,
    survey: SurveyId,
    before: Option<DistributionId>,
    limit: i64,
) -> Result<Vec<DistributionRow>, StoreError> {
    let brand = tx.brand();
    let before = before.unwrap_or(DistributionId::from_bytes([0xff; 16]));
    let sql = format!(
        "SELECT {COLUMNS} FROM distributions WHERE brand_id = $1 AND survey_id = $2 AND distribution_id < $3 \
         ORDER BY distribution_id DESC LIMIT $4"
    );
    tx.query(&sql, &[brand.into(), survey.into(), before.into(), limit.into()], read)
}

/// The distribution that has been due for the longest, of all brands.
pub fn next_due(tx: &mut Tx, now: Timestamp) -> Result<Option<(BrandId, DistributionId)>, StoreError> {
    tx.query_one(
        "SELECT brand_id, distribution_id FROM distributions WHERE next_at IS NOT NULL AND next_at <= $1 \
         ORDER BY next_at LIMIT 1",
        &[now.into()],
        |row| Ok((row.id(0)?, row.id(1)?)),
    )
}

/// When something is to be done next, over all brands.
pub fn next_at(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(
        "SELECT next_at FROM distributions WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1",
        &[],
        |row| row.timestamp(0),
    )
}

fn read(row: &Row<'_>) -> Result<DistributionRow, StoreError> {
    let word = row.text(2)?;
    let state = State::parse(word)
        .ok_or_else(|| StoreError::Corrupt(format!("a distribution in the unknown state {word}")))?;
    let distribution = Distribution {
        id: row.id(0)?,
        survey: row.id(1)?,
        state,
        created_at: row.timestamp(3)?,
        plan: row.json(5)?,
    };
    Ok(DistributionRow { distribution, next_at: row.opt_timestamp(4)?, progress: row.json(6)? })
}
