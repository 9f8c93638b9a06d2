//! Members: who works for the brand.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, MemberId, UnitId};
use touchstone_domain::member::Role;

use crate::{Param, Row, StoreError, Tx};

/// A member as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// What they log in with, in lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// The tops of the subtrees they may see.
    pub units: Vec<UnitId>,
    /// Since when they may not log in.
    pub suspended_at: Option<Timestamp>,
    /// When they were added.
    pub created_at: Timestamp,
    /// When anything of this last changed.
    pub changed_at: Timestamp,
    /// Since when logging in asks for a second factor.
    pub second_factor_at: Option<Timestamp>,
}

const COLUMNS: &str = "member_id, email, name, role, units, suspended_at, created_at, changed_at, \
    (SELECT f.confirmed_at FROM second_factors f \
     WHERE f.brand_id = members.brand_id AND f.member_id = members.member_id)";

/// Adds a member; `false` when the e-mail address is taken.
pub fn insert(tx: &mut Tx<'_>, member: &Member, password_hash: &str) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let units = json(&member.units)?;
    let added = tx.execute(
        "INSERT INTO members (brand_id, member_id, email, name, role, units, password_hash, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (email) DO NOTHING",
        &[
            brand.into(),
            member.id.into(),
            (&member.email).into(),
            (&member.name).into(),
            member.role.as_str().into(),
            (&units).into(),
            password_hash.into(),
            member.created_at.into(),
            member.changed_at.into(),
        ],
    )?;
    Ok(added == 1)
}

/// Whose e-mail address it is, over all brands.
pub fn holder_of_email(
    tx: &mut Tx<'_>,
    email: &str,
) -> Result<Option<(BrandId, Member, String)>, StoreError> {
    let sql = format!("SELECT {COLUMNS}, brand_id, password_hash FROM members WHERE email = $1");
    tx.query_one(&sql, &[email.into()], |row| Ok((row.id(9)?, member(row)?, row.text(10)?.to_owned())))
}

/// One member.
pub fn get(tx: &mut Tx<'_>, id: MemberId) -> Result<Option<Member>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM members WHERE brand_id = $1 AND member_id = $2");
    tx.query_one(&sql, &[brand.into(), id.into()], member)
}

/// The hash of a member's password.
pub fn password_hash(tx: &mut Tx<'_>, id: MemberId) -> Result<Option<String>, StoreError> {
    let brand = tx.brand();
    tx.query_one(
        "SELECT password_hash FROM members WHERE brand_id = $1 AND member_id = $2",
        &[brand.into(), id.into()],
        |row| Ok(row.text(0)?.to_owned()),
    )
}

/// Members after an id.
pub fn list(tx: &mut Tx<'_>, after: Option<MemberId>, limit: u32) -> Result<Vec<Member>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(MemberId::from_bytes([0; 16]));
    let sql = format!(
        "SELECT {COLUMNS} FROM members WHERE brand_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), after.into(), limit.into()], member)
}

/// Members by id, in no order; unknown ones are left out.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    let sql = format!("SELECT {COLUMNS} FROM members WHERE brand_id = $1 AND member_id IN ({{in}})");
    tx.query_in(&sql, &[brand.into()], &list, member)
}

/// What those of a list of members that exist are called.
pub fn names(tx: &mut Tx<'_>, ids: &[MemberId]) -> Result<Vec<(MemberId, String)>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    tx.query_in(
        "SELECT member_id, name FROM members WHERE brand_id = $1 AND member_id IN ({in})",
        &[brand.into()],
        &list,
        |row| Ok((row.id(0)?, row.text(1)?.to_owned())),
    )
}

/// Those of a list of members that exist and may log in.
pub fn active_of(tx: &mut Tx<'_>, ids: &[MemberId]) -> Result<Vec<MemberId>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    tx.query_in(
        "SELECT member_id FROM members WHERE brand_id = $1 AND suspended_at IS NULL AND member_id IN ({in})",
        &[brand.into()],
        &list,
        |row| row.id(0),
    )
}

/// Those of a list of e-mail addresses that belong to members of the brand, with their ids.
pub fn ids_of_emails(tx: &mut Tx<'_>, emails: &[&str]) -> Result<Vec<(String, MemberId)>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param<'_>> = emails.iter().map(|email| Param::from(*email)).collect();
    tx.query_in(
        "SELECT email, member_id FROM members WHERE brand_id = $1 AND email IN ({in})",
        &[brand.into()],
        &list,
        |row| Ok((row.text(0)?.to_owned(), row.id(1)?)),
    )
}

/// Writes name, role, units and suspension of a member.
pub fn update(tx: &mut Tx<'_>, member: &Member) -> Result<(), StoreError> {
    let brand = tx.brand();
    let units = json(&member.units)?;
    tx.execute(
        "UPDATE members SET name = $3, role = $4, units = $5, suspended_at = $6, changed_at = $7 \
         WHERE brand_id = $1 AND member_id = $2",
        &[
            brand.into(),
            member.id.into(),
            (&member.name).into(),
            member.role.as_str().into(),
            (&units).into(),
            member.suspended_at.into(),
            member.changed_at.into(),
        ],
    )?;
    Ok(())
}

/// Replaces a member's password.
pub fn set_password_hash(tx: &mut Tx<'_>, id: MemberId, hash: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE members SET password_hash = $3 WHERE brand_id = $1 AND member_id = $2",
        &[brand.into(), id.into(), hash.into()],
    )?;
    Ok(())
}

/// The units of each administrator who may log in.
pub fn administrators(tx: &mut Tx<'_>) -> Result<Vec<Vec<UnitId>>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT units FROM members WHERE brand_id = $1 AND role = $2 AND suspended_at IS NULL \
         ORDER BY member_id LIMIT 1000",
        &[brand.into(), Role::Administrator.as_str().into()],
        |row| row.json(0),
    )
}

fn member(row: &Row<'_>) -> Result<Member, StoreError> {
    let role = row.text(3)?;
    Ok(Member {
        id: row.id(0)?,
        email: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        role: Role::parse(role).ok_or_else(|| StoreError::Corrupt(format!("members.role holds {role:?}")))?,
        units: row.json(4)?,
        suspended_at: row.opt_timestamp(5)?,
        created_at: row.timestamp(6)?,
        changed_at: row.timestamp(7)?,
        second_factor_at: row.opt_timestamp(8)?,
    })
}

fn json(units: &[UnitId]) -> Result<String, StoreError> {
    serde_json::to_string(units).map_err(|error| StoreError::Defect(error.to_string()))
}
