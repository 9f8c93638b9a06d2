//! How a brand's messages leave.

use jiff::Timestamp;
use touchstone_domain::channel::ChannelSettings;

use crate::{StoreError, Tx};

/// The settings of the transaction's brand; nothing is configured before the first save.
pub fn load(tx: &mut Tx) -> Result<ChannelSettings, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM channels WHERE brand_id = $1";
    Ok(tx.query_one(sql, &[brand.into()], |row| row.json(0))?.unwrap_or_default())
}

/// Writes the settings of the transaction's brand.
pub fn save(tx: &mut Tx, settings: &ChannelSettings, now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let body = serde_json::to_string(settings)
        .map_err(|error| StoreError::Defect(format!("channel settings do not serialise: {error}")))?;
    tx.execute(
        "INSERT INTO channels (brand_id, changed_at, body) VALUES ($1, $2, $3) \
         ON CONFLICT (brand_id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
        &[brand.into(), now.into(), body.as_str().into()],
    )?;
    Ok(())
}
