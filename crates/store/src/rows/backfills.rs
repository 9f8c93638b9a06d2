//! What is still to be made up for rows that were stored before lists were searched and answers counted.
//!
//! The migration that brought this asked for it once, for the brands that there were. A part is walked in the order of its
//! ids, a batch with its progress in one transaction, so it goes on where it was broken off and does nothing twice.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, CustomerId, LinkId, ResponseId};
use touchstone_domain::time::from_micros;

use super::surveys::{LINK, LinkRow, RESPONSE, ResponseRow, link_row, response_row};
use crate::{Param, StoreError, Tx};

/// The parts, in the order in which they are made up.
pub const PARTS: [&str; 3] = ["customers", "links", "responses"];

/// A part that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfill {
    /// Which one of [`PARTS`].
    pub part: String,
    /// When it began: what came since is right already.
    pub began_at: Timestamp,
    /// The last row that is done; none at the beginning.
    pub after: Option<[u8; 16]>,
}

/// The brands for which something is to be made up.
pub fn brands(tx: &mut Tx, limit: i64) -> Result<Vec<BrandId>, StoreError> {
    tx.query("SELECT DISTINCT brand_id FROM backfills ORDER BY brand_id LIMIT $1", &[limit.into()], |row| {
        row.id(0)
    })
}

/// Begins what has not begun, from now on: counters start anew, since they hold nobody knows how much. To be called before
/// anything is counted. Answers how many parts that were.
pub fn begin(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let begun = tx.execute(
        "UPDATE backfills SET began_at = $2 WHERE brand_id = $1 AND began_at IS NULL",
        &[brand.into(), now.into()],
    )?;
    if begun > 0 {
        for table in ["score_counts", "ask_counts"] {
            tx.execute(&format!("DELETE FROM {table} WHERE brand_id = $1"), &[brand.into()])?;
        }
    }
    Ok(begun)
}

/// The part to go on with.
pub fn next(tx: &mut Tx) -> Result<Option<Backfill>, StoreError> {
    let brand = tx.brand();
    let found = tx.query(
        "SELECT part, began_at, after_id FROM backfills WHERE brand_id = $1 AND began_at IS NOT NULL ORDER BY part",
        &[brand.into()],
        |row| {
            let after = row.opt_blob(2)?.map(<[u8; 16]>::try_from).transpose();
            let after = after.map_err(|_| StoreError::Corrupt("backfills.after_id is no id".to_owned()))?;
            Ok(Backfill { part: row.text(0)?.to_owned(), began_at: from_micros(row.int(1)?), after })
        },
    )?;
    Ok(found.into_iter().next())
}

/// The part has come so far.
pub fn advance(tx: &mut Tx, part: &str, after: [u8; 16]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "UPDATE backfills SET after_id = $3 WHERE brand_id = $1 AND part = $2";
    tx.execute(sql, &[brand.into(), part.into(), (&after).into()]).map(drop)
}

/// The part is done.
pub fn finish(tx: &mut Tx, part: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute("DELETE FROM backfills WHERE brand_id = $1 AND part = $2", &[brand.into(), part.into()])
        .map(drop)
}

/// Responses by id.
pub fn responses(tx: &mut Tx, after: Option<[u8; 16]>, limit: u32) -> Result<Vec<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let after = ResponseId::from_bytes(after.unwrap_or_default());
    let sql = format!(
        "SELECT {RESPONSE} FROM responses WHERE brand_id = $1 AND response_id > $2 AND apart IS NULL ORDER BY response_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), after.into(), limit.into()], response_row)
}

/// Links by id.
pub fn links(tx: &mut Tx, after: Option<[u8; 16]>, limit: u32) -> Result<Vec<LinkRow>, StoreError> {
    let brand = tx.brand();
    let after = LinkId::from_bytes(after.unwrap_or_default());
    let sql =
        format!("SELECT {LINK} FROM links WHERE brand_id = $1 AND link_id > $2 ORDER BY link_id LIMIT $3");
    tx.query(&sql, &[brand.into(), after.into(), limit.into()], link_row)
}

/// Says of a response how the customer felt and over which channel it was asked, where that is missing.
pub fn describe_response(
    tx: &mut Tx,
    response: ResponseId,
    band: Option<&str>,
    channel: Option<&str>,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE responses SET band = COALESCE(band, $3), channel = COALESCE(channel, $4) \
         WHERE brand_id = $1 AND response_id = $2",
        &[brand.into(), response.into(), band.into(), channel.into()],
    )
    .map(drop)
}

/// Adds the terms by which customers are found, where they are missing.
pub fn save_customer_terms(tx: &mut Tx, terms: &[(CustomerId, Vec<i64>)]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let rows: Vec<Param> = terms
        .iter()
        .flat_map(|(customer, terms)| {
            terms.iter().flat_map(move |&term| [Param::from(brand), term.into(), (*customer).into()])
        })
        .collect();
    let head = "INSERT INTO customer_terms (brand_id, term, customer_id)";
    tx.insert_many(head, 3, &rows, "ON CONFLICT (brand_id, term, customer_id) DO NOTHING").map(drop)
}
