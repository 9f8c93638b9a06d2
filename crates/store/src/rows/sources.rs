//! Sources: where events come from, found by their key.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, MemberId, SourceId};

use crate::{Row, StoreError, Tx};

/// A source as stored: its key is known by its digest only.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// What people call it.
    pub name: String,
    /// The key's last characters, to tell keys apart.
    pub key_hint: String,
    /// Who made it.
    pub created_by: MemberId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when its key is refused.
    pub revoked_at: Option<Timestamp>,
}

const COLUMNS: &str = "source_id, name, key_hint, created_by, created_at, revoked_at";

/// Adds a source.
pub fn insert(tx: &mut Tx<'_>, source: &Source, key_hash: &[u8; 32]) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO sources (brand_id, source_id, key_hash, key_hint, name, created_by, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            brand.into(),
            source.id.into(),
            key_hash.into(),
            (&source.key_hint).into(),
            (&source.name).into(),
            source.created_by.into(),
            source.created_at.into(),
        ],
    )?;
    Ok(())
}

/// The brand and the source behind a key that is not revoked.
pub fn by_key(tx: &mut Tx<'_>, key_hash: &[u8; 32]) -> Result<Option<(BrandId, SourceId)>, StoreError> {
    tx.query_one(
        "SELECT brand_id, source_id FROM sources WHERE key_hash = $1 AND revoked_at IS NULL",
        &[key_hash.into()],
        |row| Ok((row.id(0)?, row.id(1)?)),
    )
}

/// One source.
pub fn get(tx: &mut Tx<'_>, id: SourceId) -> Result<Option<Source>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM sources WHERE brand_id = $1 AND source_id = $2");
    tx.query_one(&sql, &[brand.into(), id.into()], source)
}

/// Sources after an id.
pub fn list(tx: &mut Tx<'_>, after: Option<SourceId>, limit: u32) -> Result<Vec<Source>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(SourceId::from_bytes([0; 16]));
    let sql = format!(
        "SELECT {COLUMNS} FROM sources WHERE brand_id = $1 AND source_id > $2 ORDER BY source_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), after.into(), limit.into()], source)
}

/// Refuses a source's key from now on; answers the key's digest, or `None` when it was refused already.
pub fn revoke(tx: &mut Tx<'_>, id: SourceId, at: Timestamp) -> Result<Option<[u8; 32]>, StoreError> {
    let brand = tx.brand();
    tx.query_one(
        "UPDATE sources SET revoked_at = $3 WHERE brand_id = $1 AND source_id = $2 AND revoked_at IS NULL \
         RETURNING key_hash",
        &[brand.into(), id.into(), at.into()],
        |row| {
            let digest = row.blob(0)?.try_into();
            digest.map_err(|_| StoreError::Corrupt("sources.key_hash has not 32 bytes".to_owned()))
        },
    )
}

/// How many sources of the brand are not revoked.
pub fn count_active(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT COUNT(*) FROM sources WHERE brand_id = $1 AND revoked_at IS NULL";
    Ok(tx.query_one(sql, &[brand.into()], |row| row.int(0))?.unwrap_or(0))
}

fn source(row: &Row<'_>) -> Result<Source, StoreError> {
    Ok(Source {
        id: row.id(0)?,
        name: row.text(1)?.to_owned(),
        key_hint: row.text(2)?.to_owned(),
        created_by: row.id(3)?,
        created_at: row.timestamp(4)?,
        revoked_at: row.opt_timestamp(5)?,
    })
}
