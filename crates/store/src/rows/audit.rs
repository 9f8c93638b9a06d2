//! The audit log: every change by a member, in the transaction of the change.

use jiff::Timestamp;
use serde_json::value::RawValue;
use touchstone_domain::id::{AuditId, MemberId};

use crate::{Param, Row, StoreError, Tx};

/// One change by a member.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id; ids sort by time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub member: MemberId,
    /// With what: `session:…`, `token:…` or `setup`.
    pub via: String,
    /// What was done, such as `unit.move`.
    pub action: String,
    /// The id of what was changed.
    pub target: String,
    /// The changed fields before, as JSON without secrets.
    pub before: Option<Box<RawValue>>,
    /// The changed fields after, as JSON without secrets.
    pub after: Option<Box<RawValue>>,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only by this member.
    pub member: Option<MemberId>,
    /// Only about this target.
    pub target: Option<String>,
    /// Only this action, such as `unit.move`, or all with a kind of thing, such as `unit`.
    pub action: Option<String>,
    /// Only those that are not older than this one.
    pub from: Option<AuditId>,
    /// Only those older than this one.
    pub before: Option<AuditId>,
}

/// Adds entries.
pub fn insert(tx: &mut Tx<'_>, entries: &[Entry]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let mut rows: Vec<Param<'_>> = Vec::with_capacity(entries.len() * 9);
    for entry in entries {
        rows.extend([
            Param::from(brand),
            entry.id.into(),
            entry.at.into(),
            entry.member.into(),
            (&entry.via).into(),
            (&entry.action).into(),
            (&entry.target).into(),
            entry.before.as_ref().map(|json| json.get()).into(),
            entry.after.as_ref().map(|json| json.get()).into(),
        ]);
    }
    let head = "INSERT INTO audit (brand_id, audit_id, at, member_id, via, action, target, before, after)";
    tx.insert_many(head, 9, &rows, "")?;
    Ok(())
}

/// Entries, newest first.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let brand = tx.brand();
    // Ids are times first, so the largest id stands for "from the newest".
    let before = filter.before.unwrap_or(AuditId::from_bytes([0xFF; 16]));
    let kind = filter.action.as_ref().map(|action| format!("{action}.")).unwrap_or_default();
    let mut params: Vec<Param<'_>> = vec![brand.into(), before.into(), limit.into()];
    let mut sql = String::from(
        "SELECT audit_id, at, member_id, via, action, target, before, after FROM audit \
         WHERE brand_id = $1 AND audit_id < $2",
    );
    if let Some(member) = filter.member {
        params.push(member.into());
        sql.push_str(&format!(" AND member_id = ${}", params.len()));
    }
    if let Some(target) = &filter.target {
        params.push(target.into());
        sql.push_str(&format!(" AND target = ${}", params.len()));
    }
    if let Some(action) = &filter.action {
        params.extend([Param::from(action), (&kind).into()]);
        // A kind is no range: databases do not agree on the order of texts.
        let (whole, kind, length) = (params.len() - 1, params.len(), kind.chars().count());
        sql.push_str(&format!(" AND (action = ${whole} OR SUBSTR(action, 1, {length}) = ${kind})"));
    }
    if let Some(from) = filter.from {
        params.push(from.into());
        sql.push_str(&format!(" AND audit_id >= ${}", params.len()));
    }
    sql.push_str(" ORDER BY audit_id DESC LIMIT $3");
    tx.query(&sql, &params, entry)
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.id(0)?,
        at: row.timestamp(1)?,
        member: row.id(2)?,
        via: row.text(3)?.to_owned(),
        action: row.text(4)?.to_owned(),
        target: row.text(5)?.to_owned(),
        before: row.opt_json(6)?,
        after: row.opt_json(7)?,
    })
}
