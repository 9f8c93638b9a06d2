//! Journeys, as JSON.

use jiff::Timestamp;
use touchstone_domain::id::JourneyId;
use touchstone_domain::journey::Journey;

use crate::{StoreError, Tx};

/// Writes a journey.
pub fn save(tx: &mut Tx, journey: &Journey, at: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let body = serde_json::to_string(journey).map_err(|error| StoreError::Defect(error.to_string()))?;
    tx.execute(
        "INSERT INTO journeys (brand_id, journey_id, changed_at, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (brand_id, journey_id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
        &[brand.into(), journey.id.into(), at.into(), (&body).into()],
    )?;
    Ok(())
}

/// One journey.
pub fn find(tx: &mut Tx, id: JourneyId) -> Result<Option<Journey>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM journeys WHERE brand_id = $1 AND journey_id = $2";
    tx.query_one(sql, &[brand.into(), id.into()], |row| row.json(0))
}

/// Journeys by id, after `after`.
pub fn list(tx: &mut Tx, after: Option<JourneyId>, limit: u32) -> Result<Vec<Journey>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(JourneyId::from_bytes([0; 16]));
    let sql =
        "SELECT body FROM journeys WHERE brand_id = $1 AND journey_id > $2 ORDER BY journey_id LIMIT $3";
    tx.query(sql, &[brand.into(), after.into(), limit.into()], |row| row.json(0))
}

/// Removes a journey; `false` when there is none.
pub fn delete(tx: &mut Tx, id: JourneyId) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM journeys WHERE brand_id = $1 AND journey_id = $2";
    Ok(tx.execute(sql, &[brand.into(), id.into()])? > 0)
}
