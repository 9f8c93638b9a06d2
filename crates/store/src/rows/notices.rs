//! Notes in members' inboxes.
//!
//! Each member's notes have positions without gaps that become visible in their order, so whoever has
//! read up to one position misses nothing below it, and a stream resumes exactly where it ended.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::{CaseId, CustomerId, MemberId, NoticeId, UnitId};

use crate::{Param, Row, StoreError, Tx};

/// A note to be put into one inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewNotice {
    /// Its id.
    pub id: NoticeId,
    /// Whose inbox.
    pub member: MemberId,
    /// What it is about: a word.
    pub kind: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The case.
    pub case: Option<CaseId>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// What it says.
    pub body: Value,
}

/// A note as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// Where it stands in its inbox, from 1.
    pub position: i64,
    /// The note.
    pub notice: NewNotice,
    /// When it came.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

pub(super) const COLUMNS: &str =
    "position, notice_id, member_id, kind, unit_id, case_id, customer_id, at, read_at, body";

/// Puts notes into inboxes. Answers the highest position of each member who got one.
pub fn insert_many(
    tx: &mut Tx,
    notices: &[NewNotice],
    now: Timestamp,
) -> Result<BTreeMap<MemberId, i64>, StoreError> {
    if notices.is_empty() {
        return Ok(BTreeMap::new());
    }
    let brand = tx.brand();
    let highest = give_positions(tx, notices)?;
    let bodies: Vec<String> = notices.iter().map(|notice| notice.body.to_string()).collect();
    let mut left: BTreeMap<MemberId, i64> = BTreeMap::new();
    for notice in notices {
        *left.entry(notice.member).or_default() += 1;
    }
    let mut values: Vec<Param<'_>> = Vec::with_capacity(notices.len() * 10);
    for (notice, body) in notices.iter().zip(&bodies) {
        let count = left.get_mut(&notice.member).expect("every member was counted");
        let top = highest
            .get(&notice.member)
            .ok_or_else(|| StoreError::Corrupt("an inbox without a position".to_owned()))?;
        *count -= 1;
        values.extend([
            Param::from(brand),
            notice.member.into(),
            (*top - *count).into(),
            notice.id.into(),
            notice.kind.as_str().into(),
            notice.unit.into(),
            notice.case.into(),
            notice.customer.into(),
            now.into(),
            body.as_str().into(),
        ]);
    }
    tx.insert_many(
        "INSERT INTO notices (brand_id, member_id, position, notice_id, kind, unit_id, case_id, customer_id, at, body)",
        10,
        &values,
        "",
    )?;
    Ok(highest)
}

/// Takes as many positions per member as there are notes for them; answers the highest of each. Members
/// are taken in the order of their ids, so that two transactions never wait for each other.
fn give_positions(tx: &mut Tx, notices: &[NewNotice]) -> Result<BTreeMap<MemberId, i64>, StoreError> {
    let brand = tx.brand();
    let mut counts: BTreeMap<MemberId, i64> = BTreeMap::new();
    for notice in notices {
        *counts.entry(notice.member).or_default() += 1;
    }
    let values: Vec<Param<'_>> = counts
        .iter()
        .flat_map(|(&member, &count)| [Param::from(brand), member.into(), count.into()])
        .collect();
    let given = tx.insert_many_returning(
        "INSERT INTO inboxes (brand_id, member_id, position)",
        3,
        &values,
        "ON CONFLICT (brand_id, member_id) DO UPDATE SET position = inboxes.position + excluded.position \
         RETURNING member_id, position",
        |row| Ok((row.id(0)?, row.int(1)?)),
    )?;
    Ok(given.into_iter().collect())
}

/// Notes of a member after `after`, oldest first: what a stream sends.
pub fn after(tx: &mut Tx, member: MemberId, after: i64, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS} FROM notices WHERE brand_id = $1 AND member_id = $2 AND position > $3 \
         ORDER BY position LIMIT $4"
    );
    tx.query(&sql, &[brand.into(), member.into(), after.into(), limit.into()], read)
}

/// Notes of a member, newest first, before `before`.
pub fn list(
    tx: &mut Tx,
    member: MemberId,
    unread_only: bool,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let brand = tx.brand();
    let unread = if unread_only { "AND read_at IS NULL " } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM notices WHERE brand_id = $1 AND member_id = $2 AND position < $3 {unread}\
         ORDER BY position DESC LIMIT $4"
    );
    let before = before.unwrap_or(i64::MAX);
    tx.query(&sql, &[brand.into(), member.into(), before.into(), limit.into()], read)
}

/// The highest position given out to a member, 0 before the first note.
pub fn position(tx: &mut Tx, member: MemberId) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT position FROM inboxes WHERE brand_id = $1 AND member_id = $2";
    Ok(tx.query_one(sql, &[brand.into(), member.into()], |row| row.int(0))?.unwrap_or(0))
}

/// How many notes a member has not read, counted up to `most`.
pub fn unread(tx: &mut Tx, member: MemberId, most: i64) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT COUNT(*) FROM (SELECT position FROM notices WHERE brand_id = $1 AND member_id = $2 \
               AND read_at IS NULL LIMIT $3) AS unread";
    let count = tx.query_one(sql, &[brand.into(), member.into(), most.into()], |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}

/// Marks a member's note as read and answers it; the first reading counts. `None`: no such note.
pub fn mark_read(
    tx: &mut Tx,
    member: MemberId,
    notice: NoticeId,
    now: Timestamp,
) -> Result<Option<NoticeRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "UPDATE notices SET read_at = COALESCE(read_at, $4) \
         WHERE brand_id = $1 AND notice_id = $2 AND member_id = $3 RETURNING {COLUMNS}"
    );
    tx.query_one(&sql, &[brand.into(), notice.into(), member.into(), now.into()], read)
}

/// Removes all notes about a customer: part of erasing them. Positions stay given out.
pub fn erase_customer(tx: &mut Tx, customer: CustomerId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM notices WHERE brand_id = $1 AND customer_id = $2",
        &[brand.into(), customer.into()],
    )
}

pub(super) fn read(row: &Row<'_>) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        position: row.int(0)?,
        notice: NewNotice {
            id: row.id(1)?,
            member: row.id(2)?,
            kind: row.text(3)?.to_owned(),
            unit: row.opt_id(4)?,
            case: row.opt_id(5)?,
            customer: row.opt_id(6)?,
            body: row.json(9)?,
        },
        at: row.timestamp(7)?,
        read_at: row.opt_timestamp(8)?,
    })
}
