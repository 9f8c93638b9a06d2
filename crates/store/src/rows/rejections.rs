//! Items that could not become events.

use jiff::Timestamp;
use touchstone_domain::event::Rejected;
use touchstone_domain::id::SourceId;

use crate::{Param, StoreError, Tx};

/// A kept item.
#[derive(Debug, Clone)]
pub struct RejectedRow {
    /// When it came.
    pub at: Timestamp,
    /// What was wrong.
    pub rejected: Rejected,
}

/// Keeps items of one request.
pub fn insert(tx: &mut Tx, source: SourceId, at: Timestamp, items: &[Rejected]) -> Result<(), StoreError> {
    let brand = tx.brand();
    for item in items {
        let body = serde_json::to_string(item).map_err(|error| StoreError::Defect(error.to_string()))?;
        let position = i64::try_from(item.index).unwrap_or(i64::MAX);
        let message_id = item.message_id.as_deref();
        tx.insert_many(
            "INSERT INTO rejected_events (brand_id, source_id, at, position, message_id, errors)",
            6,
            &[brand.into(), source.into(), at.into(), position.into(), message_id.into(), (&body).into()],
            "ON CONFLICT (brand_id, source_id, at, position) DO NOTHING",
        )?;
    }
    Ok(())
}

/// Removes all but the newest `keep` items of a source.
pub fn trim(tx: &mut Tx, source: SourceId, keep: i64) -> Result<(), StoreError> {
    let brand = tx.brand();
    let oldest_kept = tx.query_one(
        "SELECT at FROM rejected_events WHERE brand_id = $1 AND source_id = $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
        &[brand.into(), source.into(), keep.into()],
        |row| row.int(0),
    )?;
    if let Some(oldest_kept) = oldest_kept {
        tx.execute(
            "DELETE FROM rejected_events WHERE brand_id = $1 AND source_id = $2 AND at <= $3",
            &[brand.into(), source.into(), oldest_kept.into()],
        )?;
    }
    Ok(())
}

/// The newest items of a source.
pub fn list(tx: &mut Tx, source: SourceId, limit: i64) -> Result<Vec<RejectedRow>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT at, errors FROM rejected_events WHERE brand_id = $1 AND source_id = $2 \
         ORDER BY at DESC, position LIMIT $3",
        &[Param::from(brand), source.into(), limit.into()],
        |row| Ok(RejectedRow { at: row.timestamp(0)?, rejected: row.json(1)? }),
    )
}
