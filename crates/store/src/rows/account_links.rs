//! Links of letters to members, known by their digest.

use jiff::Timestamp;
use touchstone_domain::id::BrandId;
use touchstone_domain::member::letter::Purpose;

use crate::{StoreError, Tx};

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountLink {
    /// What for.
    pub purpose: Purpose,
    /// The member or the invitation.
    pub subject: [u8; 16],
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Makes a link work.
pub fn insert(tx: &mut Tx<'_>, secret_hash: &[u8; 32], link: &AccountLink) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO account_links (secret_hash, brand_id, purpose, subject_id, expires_at) \
         VALUES ($1, $2, $3, $4, $5)",
        &[
            secret_hash.into(),
            brand.into(),
            link.purpose.as_str().into(),
            (&link.subject).into(),
            link.expires_at.into(),
        ],
    )
    .map(drop)
}

/// Where a link leads, over all brands; none when it was used, has ended or never was.
pub fn by_secret(
    tx: &mut Tx<'_>,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(BrandId, AccountLink)>, StoreError> {
    tx.query_one(
        "SELECT brand_id, purpose, subject_id, expires_at FROM account_links \
         WHERE secret_hash = $1 AND expires_at > $2",
        &[secret_hash.into(), now.into()],
        |row| {
            let (purpose, subject) = (row.text(1)?, row.blob(2)?.try_into());
            let link = AccountLink {
                purpose: Purpose::parse(purpose)
                    .ok_or_else(|| StoreError::Corrupt(format!("account_links.purpose holds {purpose:?}")))?,
                subject: subject.map_err(|_| {
                    StoreError::Corrupt("account_links.subject_id has not 16 bytes".to_owned())
                })?,
                expires_at: row.timestamp(3)?,
            };
            Ok((row.id(0)?, link))
        },
    )
}

/// Uses a link up; `false` when someone was faster.
pub fn take(tx: &mut Tx<'_>, secret_hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM account_links WHERE secret_hash = $1 AND brand_id = $2 AND expires_at > $3";
    Ok(tx.execute(sql, &[secret_hash.into(), brand.into(), now.into()])? == 1)
}

/// Ends all links of a member or an invitation.
pub fn end(tx: &mut Tx<'_>, subject: &[u8; 16]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM account_links WHERE brand_id = $1 AND subject_id = $2";
    tx.execute(sql, &[brand.into(), subject.into()]).map(drop)
}

/// Forgets some `limit` links that ended before `now`, of all brands, oldest first; answers how many.
pub fn forget_ended(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM account_links WHERE secret_hash IN \
         (SELECT secret_hash FROM account_links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        &[now.into(), limit.into()],
    )
}
