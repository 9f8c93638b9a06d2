//! Vouchers that customers were given.

use touchstone_domain::id::{CustomerId, VoucherId};
use touchstone_domain::voucher::Voucher;

use crate::{Param, StoreError, Tx};

/// Writes a new voucher. `false` when another one has its code: make one with another.
pub fn insert(tx: &mut Tx, voucher: &Voucher) -> Result<bool, StoreError> {
    let (brand, body) = (tx.brand(), body(voucher)?);
    let changed = tx.execute(
        "INSERT INTO vouchers (brand_id, voucher_id, code, customer_id, issued_at, expires_at, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        &[
            brand.into(),
            voucher.id.into(),
            (&voucher.code).into(),
            voucher.customer.into(),
            voucher.issued_at.into(),
            voucher.expires_at.into(),
            (&body).into(),
        ],
    )?;
    Ok(changed > 0)
}

/// Writes a voucher that changed; whose it is and its code stay.
pub fn update(tx: &mut Tx, voucher: &Voucher) -> Result<(), StoreError> {
    let (brand, body) = (tx.brand(), body(voucher)?);
    tx.execute(
        "UPDATE vouchers SET body = $3 WHERE brand_id = $1 AND voucher_id = $2",
        &[brand.into(), voucher.id.into(), (&body).into()],
    )?;
    Ok(())
}

/// One voucher.
pub fn find(tx: &mut Tx, voucher: VoucherId) -> Result<Option<Voucher>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM vouchers WHERE brand_id = $1 AND voucher_id = $2";
    tx.query_one(sql, &[brand.into(), voucher.into()], |row| row.json(0))
}

/// The voucher with a code.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Voucher>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM vouchers WHERE brand_id = $1 AND code = $2";
    tx.query_one(sql, &[brand.into(), code.into()], |row| row.json(0))
}

/// The vouchers of some customers, the latest first, at most so many of each.
pub fn of_customers(tx: &mut Tx, customers: &[CustomerId], limit: i64) -> Result<Vec<Voucher>, StoreError> {
    let brand = tx.brand();
    let mut found = Vec::new();
    for &customer in customers {
        let sql = "SELECT body FROM vouchers WHERE brand_id = $1 AND customer_id = $2 \
                   ORDER BY issued_at DESC, voucher_id DESC LIMIT $3";
        let params: [Param<'_>; 3] = [brand.into(), customer.into(), limit.into()];
        found.extend(tx.query(sql, &params, |row| row.json::<Voucher>(0))?);
    }
    found.sort_by_key(|voucher| std::cmp::Reverse((voucher.issued_at, voucher.id)));
    Ok(found)
}

/// Removes the vouchers of a customer: part of erasing them.
pub fn erase_customer(tx: &mut Tx, customer: CustomerId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM vouchers WHERE brand_id = $1 AND customer_id = $2",
        &[brand.into(), customer.into()],
    )
}

fn body(voucher: &Voucher) -> Result<String, StoreError> {
    serde_json::to_string(voucher)
        .map_err(|error| StoreError::Defect(format!("a voucher does not serialise: {error}")))
}
