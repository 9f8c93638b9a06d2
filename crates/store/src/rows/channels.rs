//! How a brand's messages leave.

use jiff::Timestamp;
use touchstone_domain::channel::ChannelSettings;

use crate::{StoreError, Tx};

/// The settings of the transaction's brand, secrets as they are stored; nothing is configured before the
/// first save.
pub fn load(tx: &mut Tx) -> Result<ChannelSettings, StoreError> {
    Ok(stored(tx)?.map(|(settings, _)| settings).unwrap_or_default())
}

/// The settings as they are stored, if there are any, and when they were changed.
pub fn stored(tx: &mut Tx) -> Result<Option<(ChannelSettings, Timestamp)>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body, changed_at FROM channels WHERE brand_id = $1";
    tx.query_one(sql, &[brand.into()], |row| Ok((row.json(0)?, row.timestamp(1)?)))
}

/// Writes the settings of the transaction's brand; their secrets are sealed by then.
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
