//! The log of hot rows, and writing them to their tables; see [`hot`](crate::hot).

use crate::hot::{CustomerKey, EventKey, HotCustomer, Place};
use crate::{Param, StoreError, Tx};

/// Goes through the log's rows, oldest first.
pub(crate) fn log(
    tx: &mut Tx,
    mut each: impl FnMut(i64, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    // As many as there are: the log is bounded by what memory holds, and memory is made of it.
    let sql = "SELECT seq, body FROM hot_log ORDER BY seq";
    tx.query(sql, &[], |row| each(row.int(0)?, row.blob(1)?)).map(drop)
}

/// Adds a row at the end of the log.
pub(crate) fn append(tx: &mut Tx, seq: i64, body: &[u8]) -> Result<(), StoreError> {
    tx.execute("INSERT INTO hot_log (seq, body) VALUES ($1, $2)", &[seq.into(), body.into()]).map(drop)
}

/// Forgets the rows of the log up to this one.
pub(crate) fn forget(tx: &mut Tx, last: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM hot_log WHERE seq <= $1", &[last.into()]).map(drop)
}

/// Brings a customer's profile in the table up to date; its other columns always are.
pub(crate) fn settle_customer(tx: &mut Tx, key: CustomerKey, row: &HotCustomer) -> Result<(), StoreError> {
    let sql = "UPDATE customers SET changed_at = $1, profile = '', packed = $2 \
               WHERE brand_id = $3 AND customer_id = $4";
    let packed = row.profile.to_stored();
    tx.execute(sql, &[row.changed_at.into(), (&packed).into(), key.brand.into(), key.customer.into()])
        .map(drop)
}

/// Brings event keys into the table.
pub(crate) fn settle_event_keys(tx: &mut Tx, keys: &[(EventKey, Place)]) -> Result<(), StoreError> {
    let params: Vec<Param> = keys.iter().flat_map(|(key, place)| [key.into(), (*place).into()]).collect();
    let head = "INSERT INTO event_keys (event_key, place)";
    tx.insert_many(head, 2, &params, "ON CONFLICT (event_key) DO NOTHING").map(drop)
}
