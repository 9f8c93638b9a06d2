//! Second factors of members: the sealed secret of their codes, and recovery codes by digest.

use jiff::Timestamp;
use touchstone_domain::id::MemberId;

use crate::{Param, StoreError, Tx};

/// A second factor as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What codes are made of, sealed.
    pub secret: String,
    /// Since when it is asked for; none while it is being set up.
    pub confirmed_at: Option<Timestamp>,
    /// The latest step whose code was used.
    pub last_step: i64,
    /// Wrong codes since the last right one.
    pub failures: i64,
    /// Until when no code is tried.
    pub wait_until: Option<Timestamp>,
}

/// A member's second factor.
pub fn find(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<SecondFactor>, StoreError> {
    let brand = tx.brand();
    tx.query_one(
        "SELECT secret, confirmed_at, last_step, failures, wait_until FROM second_factors \
         WHERE brand_id = $1 AND member_id = $2",
        &[brand.into(), member.into()],
        |row| {
            Ok(SecondFactor {
                secret: row.text(0)?.to_owned(),
                confirmed_at: row.opt_timestamp(1)?,
                last_step: row.int(2)?,
                failures: row.int(3)?,
                wait_until: row.opt_timestamp(4)?,
            })
        },
    )
}

/// Begins to set one up; one that was not confirmed gives way. `false` when there is a confirmed one.
pub fn begin(tx: &mut Tx<'_>, member: MemberId, secret: &str, at: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.execute(
        "INSERT INTO second_factors (brand_id, member_id, secret, created_at, last_step, failures) \
         VALUES ($1, $2, $3, $4, 0, 0) \
         ON CONFLICT (brand_id, member_id) DO UPDATE SET secret = excluded.secret, \
           created_at = excluded.created_at, last_step = 0 \
         WHERE second_factors.confirmed_at IS NULL",
        &[brand.into(), member.into(), secret.into(), at.into()],
    )?;
    Ok(changed == 1)
}

/// From now on it is asked for.
pub fn confirm(tx: &mut Tx<'_>, member: MemberId, at: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "UPDATE second_factors SET confirmed_at = $3 WHERE brand_id = $1 AND member_id = $2";
    tx.execute(sql, &[brand.into(), member.into(), at.into()]).map(drop)
}

/// Takes the code of a step; `false` when a code of it or of a later one was used. Wrong codes before it are forgiven.
pub fn take_step(tx: &mut Tx<'_>, member: MemberId, step: i64) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.execute(
        "UPDATE second_factors SET last_step = $3, failures = 0, wait_until = NULL \
         WHERE brand_id = $1 AND member_id = $2 AND last_step < $3",
        &[brand.into(), member.into(), step.into()],
    )?;
    Ok(changed == 1)
}

/// Notes a wrong code.
pub fn failed(
    tx: &mut Tx<'_>,
    member: MemberId,
    failures: i64,
    wait_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql =
        "UPDATE second_factors SET failures = $3, wait_until = $4 WHERE brand_id = $1 AND member_id = $2";
    tx.execute(sql, &[brand.into(), member.into(), failures.into(), wait_until.into()]).map(drop)
}

/// Replaces the recovery codes.
pub fn replace_codes(tx: &mut Tx<'_>, member: MemberId, codes: &[[u8; 32]]) -> Result<(), StoreError> {
    let brand = tx.brand();
    forget_codes(tx, member)?;
    let rows: Vec<Param<'_>> =
        codes.iter().flat_map(|code| [Param::from(brand), member.into(), code.into()]).collect();
    tx.insert_many("INSERT INTO recovery_codes (brand_id, member_id, code_hash)", 3, &rows, "").map(drop)
}

/// Uses a recovery code up; `false` when there is none like it. Wrong codes before it are forgiven.
pub fn take_code(tx: &mut Tx<'_>, member: MemberId, code: &[u8; 32]) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let gone = tx.execute(
        "DELETE FROM recovery_codes WHERE brand_id = $1 AND member_id = $2 AND code_hash = $3",
        &[brand.into(), member.into(), code.into()],
    )?;
    if gone == 1 {
        failed(tx, member, 0, None)?;
    }
    Ok(gone == 1)
}

/// Recovery codes that are left.
pub fn codes_left(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT COUNT(*) FROM recovery_codes WHERE brand_id = $1 AND member_id = $2";
    Ok(tx.query_one(sql, &[brand.into(), member.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Removes a member's second factor and recovery codes; `false` when there is none.
pub fn remove(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let brand = tx.brand();
    forget_codes(tx, member)?;
    let sql = "DELETE FROM second_factors WHERE brand_id = $1 AND member_id = $2";
    Ok(tx.execute(sql, &[brand.into(), member.into()])? == 1)
}

fn forget_codes(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM recovery_codes WHERE brand_id = $1 AND member_id = $2";
    tx.execute(sql, &[brand.into(), member.into()]).map(drop)
}

/// The sealed secrets of members after one, for sealing them anew.
pub fn secrets(
    tx: &mut Tx<'_>,
    after: Option<MemberId>,
    limit: u32,
) -> Result<Vec<(MemberId, String)>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(MemberId::from_bytes([0; 16]));
    tx.query(
        "SELECT member_id, secret FROM second_factors WHERE brand_id = $1 AND member_id > $2 \
         ORDER BY member_id LIMIT $3",
        &[brand.into(), after.into(), limit.into()],
        |row| Ok((row.id(0)?, row.text(1)?.to_owned())),
    )
}

/// Replaces a sealed secret.
pub fn save_secret(tx: &mut Tx<'_>, member: MemberId, sealed: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "UPDATE second_factors SET secret = $3 WHERE brand_id = $1 AND member_id = $2";
    tx.execute(sql, &[brand.into(), member.into(), sealed.into()]).map(drop)
}
