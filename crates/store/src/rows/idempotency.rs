//! What was answered for an idempotency key.

use jiff::Timestamp;
use touchstone_domain::id::MemberId;

use crate::{StoreError, Tx};

/// Whom and what a key stands for.
#[derive(Debug, Clone)]
pub struct Key {
    /// Who sent it.
    pub member: MemberId,
    /// Method and path template, such as `POST /v1/units`.
    pub operation: String,
    /// Digest of the key.
    pub key_hash: [u8; 32],
    /// Digest of all that the request says.
    pub request_hash: [u8; 32],
}

/// What is known about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Nobody used it: it is taken now, and [`answer`] must follow in the same transaction.
    Taken,
    /// The same request was carried out and answered with this.
    Answered(String),
    /// It was used for another request.
    Foreign,
}

/// Takes a key, unless it was used after `kept_since`.
///
/// Two requests with one key never both take it: the second waits for the first transaction to end, or
/// fails to serialise with it and runs again.
pub fn claim(tx: &mut Tx<'_>, key: &Key, now: Timestamp, kept_since: Timestamp) -> Result<Claim, StoreError> {
    let brand = tx.brand();
    let taken = tx.execute(
        "INSERT INTO idempotency (brand_id, member_id, operation, key_hash, request_hash, at, answer) \
         VALUES ($1, $2, $3, $4, $5, $6, '') \
         ON CONFLICT (brand_id, member_id, operation, key_hash) \
         DO UPDATE SET request_hash = $5, at = $6, answer = '' WHERE idempotency.at < $7",
        &[
            brand.into(),
            key.member.into(),
            (&key.operation).into(),
            (&key.key_hash).into(),
            (&key.request_hash).into(),
            now.into(),
            kept_since.into(),
        ],
    )?;
    if taken == 1 {
        return Ok(Claim::Taken);
    }
    let kept = tx.query_one(
        "SELECT request_hash, answer FROM idempotency \
         WHERE brand_id = $1 AND member_id = $2 AND operation = $3 AND key_hash = $4",
        &[brand.into(), key.member.into(), (&key.operation).into(), (&key.key_hash).into()],
        |row| Ok((row.blob(0)? == key.request_hash, row.text(1)?.to_owned())),
    )?;
    match kept {
        Some((true, answer)) => Ok(Claim::Answered(answer)),
        Some((false, _)) => Ok(Claim::Foreign),
        None => {
            Err(StoreError::Defect("an idempotency key conflicts with a row that is not there".to_owned()))
        }
    }
}

/// Keeps the answer for a key that was taken in this transaction.
pub fn answer(tx: &mut Tx<'_>, key: &Key, answer: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE idempotency SET answer = $5 \
         WHERE brand_id = $1 AND member_id = $2 AND operation = $3 AND key_hash = $4",
        &[brand.into(), key.member.into(), (&key.operation).into(), (&key.key_hash).into(), answer.into()],
    )?;
    Ok(())
}

/// Forgets some `limit` keys that were used before `before`, of all brands, oldest first; answers how many.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM idempotency WHERE (brand_id, member_id, operation, key_hash) IN \
         (SELECT brand_id, member_id, operation, key_hash FROM idempotency \
          WHERE at < $1 ORDER BY at LIMIT $2)",
        &[before.into(), limit.into()],
    )
}
