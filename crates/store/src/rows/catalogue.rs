//! Products with their stock, and promotions, as the latest events say.

use jiff::Timestamp;
use touchstone_domain::event::{Promotion, Stock};

use crate::{Param, StoreError, Tx};

/// Writes products; `unit` is empty for the whole brand. The same product and unit may stand several times: the last holds.
pub fn save_stock(tx: &mut Tx, stock: &[(&Stock, String)], now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    for (item, body) in stock {
        let unit = item.unit.as_deref().unwrap_or_default();
        tx.insert_many(
            "INSERT INTO products (brand_id, product, unit, changed_at, body)",
            5,
            &[brand.into(), (&item.product).into(), unit.into(), now.into(), body.into()],
            "ON CONFLICT (brand_id, product, unit) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
        )?;
    }
    Ok(())
}

/// Writes promotions.
pub fn save_promotions(tx: &mut Tx, promotions: &[(&Promotion, String)], now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    for (promotion, body) in promotions {
        tx.insert_many(
            "INSERT INTO promotions (brand_id, promotion, changed_at, body)",
            4,
            &[brand.into(), (&promotion.promotion).into(), now.into(), body.into()],
            "ON CONFLICT (brand_id, promotion) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
        )?;
    }
    Ok(())
}

/// All products, at most `limit`.
pub fn products<T: serde::de::DeserializeOwned>(tx: &mut Tx, limit: i64) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM products WHERE brand_id = $1 ORDER BY product, unit LIMIT $2";
    tx.query(sql, &[Param::from(brand), limit.into()], |row| row.json(0))
}

/// All promotions, at most `limit`.
pub fn promotions<T: serde::de::DeserializeOwned>(tx: &mut Tx, limit: i64) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM promotions WHERE brand_id = $1 ORDER BY promotion LIMIT $2";
    tx.query(sql, &[Param::from(brand), limit.into()], |row| row.json(0))
}
