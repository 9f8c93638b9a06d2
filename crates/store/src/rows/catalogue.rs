//! Products with their stock, and promotions, as the latest events say.
//!
//! Every write carries the number of its change, so that a copy in memory is brought up to date with what is new to it.

use serde::de::DeserializeOwned;

use crate::{Param, StoreError, Tx};

/// A product at a unit; the unit is empty for the whole brand.
#[derive(Debug, Clone)]
pub struct StockRow {
    /// The product's id.
    pub product: String,
    /// The unit's code, or empty.
    pub unit: String,
    /// What is known of it, as JSON.
    pub body: String,
}

/// Writes stock; no product and unit may stand twice.
pub fn save_stock(tx: &mut Tx, rows: &[StockRow], change: i64) -> Result<(), StoreError> {
    let brand = tx.brand();
    let params: Vec<Param> = rows
        .iter()
        .flat_map(|row| {
            [brand.into(), (&row.product).into(), (&row.unit).into(), change.into(), (&row.body).into()]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO products (brand_id, product, unit, change, body)",
        5,
        &params,
        "ON CONFLICT (brand_id, product, unit) DO UPDATE SET change = excluded.change, body = excluded.body",
    )?;
    Ok(())
}

/// Writes a promotion.
pub fn save_promotion(tx: &mut Tx, promotion: &str, body: &str, change: i64) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.insert_many(
        "INSERT INTO promotions (brand_id, promotion, change, body)",
        4,
        &[brand.into(), promotion.into(), change.into(), body.into()],
        "ON CONFLICT (brand_id, promotion) DO UPDATE SET change = excluded.change, body = excluded.body",
    )?;
    Ok(())
}

/// Stock written after `change`, in the order of writing, at most `limit` rows.
pub fn stock_since<T: DeserializeOwned>(tx: &mut Tx, change: i64, limit: i64) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM products WHERE brand_id = $1 AND change > $2 ORDER BY change LIMIT $3";
    tx.query(sql, &[brand.into(), change.into(), limit.into()], |row| row.json(0))
}

/// Promotions written after `change`, in the order of writing, at most `limit` rows.
pub fn promotions_since<T: DeserializeOwned>(
    tx: &mut Tx,
    change: i64,
    limit: i64,
) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM promotions WHERE brand_id = $1 AND change > $2 ORDER BY change LIMIT $3";
    tx.query(sql, &[brand.into(), change.into(), limit.into()], |row| row.json(0))
}
