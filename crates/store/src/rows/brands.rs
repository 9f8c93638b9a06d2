//! Brands: the tenants, their settings, and the counters that tell caches that they are out of date.

use jiff::Timestamp;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::id::BrandId;

use crate::{Param, StoreError, Tx};

/// What changes about a brand, small enough to be read in every batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// Changes of configuration.
    pub config: i64,
    /// Changes of products and promotions.
    pub catalogue: i64,
}

/// A brand's row.
#[derive(Debug, Clone)]
pub struct BrandRow {
    /// Which brand.
    pub brand: BrandId,
    /// Its settings.
    pub settings: BrandSettings,
    /// Signs what the brand hands out; sealed.
    pub secret: Vec<u8>,
    /// Its counters.
    pub versions: Versions,
    /// Since when.
    pub created_at: Timestamp,
}

/// Adds a brand.
pub fn insert(
    tx: &mut Tx,
    brand: BrandId,
    settings: &BrandSettings,
    secret: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let settings = json(settings)?;
    tx.execute(
        "INSERT INTO brands (brand_id, settings, secret, config_version, catalogue_change, journal_chunk, created_at) \
         VALUES ($1, $2, $3, 1, 0, 0, $4)",
        &[brand.into(), (&settings).into(), secret.into(), now.into()],
    )?;
    Ok(())
}

/// Whether there is any brand yet.
pub fn exists(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(tx.query_one("SELECT brand_id FROM brands LIMIT 1", &[], |_| Ok(()))?.is_some())
}

/// All brands, at most `limit`.
pub fn ids(tx: &mut Tx, limit: i64) -> Result<Vec<BrandId>, StoreError> {
    tx.query("SELECT brand_id FROM brands ORDER BY brand_id LIMIT $1", &[limit.into()], |row| row.id(0))
}

/// The transaction's brand.
pub fn load(tx: &mut Tx) -> Result<Option<BrandRow>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT settings, secret, config_version, catalogue_change, created_at FROM brands WHERE brand_id = $1";
    tx.query_one(sql, &[Param::from(brand)], |row| {
        Ok(BrandRow {
            brand,
            settings: row.json(0)?,
            secret: row.blob(1)?.to_vec(),
            versions: Versions { config: row.int(2)?, catalogue: row.int(3)? },
            created_at: row.timestamp(4)?,
        })
    })
}

/// The counters of the transaction's brand.
pub fn versions(tx: &mut Tx) -> Result<Option<Versions>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT config_version, catalogue_change FROM brands WHERE brand_id = $1";
    tx.query_one(sql, &[brand.into()], |row| Ok(Versions { config: row.int(0)?, catalogue: row.int(1)? }))
}

/// Says that configuration changed. Every change of playbooks, surveys, templates, units, members or
/// settings calls this in its own transaction, as its last statement.
pub fn config_changed(tx: &mut Tx) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute("UPDATE brands SET config_version = config_version + 1 WHERE brand_id = $1", &[brand.into()])?;
    Ok(())
}

/// Takes the number of the next change of products and promotions.
pub fn catalogue_changes(tx: &mut Tx) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "UPDATE brands SET catalogue_change = catalogue_change + 1 WHERE brand_id = $1 RETURNING catalogue_change";
    let change = tx.query_one(sql, &[brand.into()], |row| row.int(0))?;
    change.ok_or_else(|| StoreError::Corrupt("the brand has no row".to_owned()))
}

/// Replaces the secret by one sealed otherwise, or by another. Caches of the brand are out of date then.
pub fn save_secret(tx: &mut Tx, secret: &[u8]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "UPDATE brands SET secret = $1, config_version = config_version + 1 WHERE brand_id = $2";
    tx.execute(sql, &[secret.into(), brand.into()])?;
    Ok(())
}

/// Replaces the settings.
pub fn save_settings(tx: &mut Tx, settings: &BrandSettings) -> Result<(), StoreError> {
    let brand = tx.brand();
    let settings = json(settings)?;
    let sql = "UPDATE brands SET settings = $1, config_version = config_version + 1 WHERE brand_id = $2";
    tx.execute(sql, &[(&settings).into(), brand.into()])?;
    Ok(())
}

fn json(settings: &BrandSettings) -> Result<String, StoreError> {
    serde_json::to_string(settings).map_err(|error| StoreError::Defect(error.to_string()))
}
