//! Units: the brand's tree. The path of a row is its place; see `domain::unit::UnitPath`.

use jiff::Timestamp;
use touchstone_domain::id::UnitId;
use touchstone_domain::member::Scope;
use touchstone_domain::unit::{Unit, UnitKind, UnitPath};

use crate::{Param, Row, StoreError, Tx};

const COLUMNS: &str = "unit_id, parent_id, path, kind, code, name, owner_id, time_zone, archived_at";

/// A row's columns without the brand, for inserts.
const INSERT: &str = "INSERT INTO units \
    (brand_id, unit_id, parent_id, path, kind, code, name, owner_id, time_zone, created_at, changed_at)";

/// Adds a unit; `false` when its code is taken.
pub fn insert(tx: &mut Tx<'_>, unit: &Unit, at: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "{INSERT} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) ON CONFLICT (brand_id, code) DO NOTHING"
    );
    let added = tx.execute(
        &sql,
        &[
            brand.into(),
            unit.id.into(),
            unit.parent.into(),
            unit.path.as_bytes().into(),
            unit.kind.as_str().into(),
            (&unit.code).into(),
            (&unit.name).into(),
            unit.owner.into(),
            unit.time_zone.as_deref().into(),
            at.into(),
        ],
    )?;
    Ok(added == 1)
}

/// Adds many units, or writes name, kind, owner and time zone of those whose id exists. No id twice.
pub fn upsert_many(tx: &mut Tx<'_>, units: &[Unit], at: Timestamp) -> Result<(), StoreError> {
    let tail = "ON CONFLICT (brand_id, unit_id) DO UPDATE SET kind = excluded.kind, name = excluded.name, \
                owner_id = excluded.owner_id, time_zone = excluded.time_zone, changed_at = excluded.changed_at";
    insert_many(tx, units, at, tail)
}

fn insert_many(tx: &mut Tx<'_>, units: &[Unit], at: Timestamp, tail: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    let mut rows: Vec<Param<'_>> = Vec::with_capacity(units.len() * 11);
    for unit in units {
        rows.extend([
            Param::from(brand),
            unit.id.into(),
            unit.parent.into(),
            unit.path.as_bytes().into(),
            unit.kind.as_str().into(),
            (&unit.code).into(),
            (&unit.name).into(),
            unit.owner.into(),
            unit.time_zone.as_deref().into(),
            at.into(),
            at.into(),
        ]);
    }
    tx.insert_many(INSERT, 11, &rows, tail)?;
    Ok(())
}

/// One unit.
pub fn get(tx: &mut Tx<'_>, id: UnitId) -> Result<Option<Unit>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM units WHERE brand_id = $1 AND unit_id = $2");
    tx.query_one(&sql, &[brand.into(), id.into()], unit)
}

/// The unit of the brand's own code.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Unit>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM units WHERE brand_id = $1 AND code = $2");
    tx.query_one(&sql, &[brand.into(), code.into()], unit)
}

/// The head office.
pub fn root(tx: &mut Tx<'_>) -> Result<Option<Unit>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM units WHERE brand_id = $1 ORDER BY path LIMIT 1");
    tx.query_one(&sql, &[brand.into()], unit)
}

/// Takes `count` numbers for new units; answers the first.
pub fn take_numbers(tx: &mut Tx<'_>, count: u32) -> Result<u32, StoreError> {
    let brand = tx.brand();
    let last = tx.query_one(
        "INSERT INTO unit_numbers (brand_id, taken) VALUES ($1, $2) \
         ON CONFLICT (brand_id) DO UPDATE SET taken = unit_numbers.taken + excluded.taken RETURNING taken",
        &[brand.into(), count.into()],
        |row| row.int(0),
    )?;
    let first = last.map(|last| last - i64::from(count) + 1);
    first
        .and_then(|first| u32::try_from(first).ok())
        .ok_or_else(|| StoreError::Corrupt("unit_numbers.taken is out of range".to_owned()))
}

/// Where units of a list stand; unknown ids are left out.
pub fn paths(tx: &mut Tx<'_>, ids: &[UnitId]) -> Result<Vec<UnitPath>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    tx.query_in(
        "SELECT path FROM units WHERE brand_id = $1 AND unit_id IN ({in})",
        &[brand.into()],
        &list,
        |row| path(row, 0),
    )
}

/// All units, parents before children. For the tree in memory; a brand has a bounded number of units.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Unit>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM units WHERE brand_id = $1 ORDER BY path LIMIT $2");
    tx.query(&sql, &[brand.into(), units_max().into()], unit)
}

/// How many units the brand has.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let count =
        tx.query_one("SELECT COUNT(*) FROM units WHERE brand_id = $1", &[brand.into()], |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}

/// Which units are asked for; parents come before their children.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only what this scope covers.
    pub scope: Scope,
    /// Only this subtree.
    pub within: Option<UnitPath>,
    /// Only the direct children of this unit.
    pub parent: Option<UnitId>,
    /// Only units of this kind.
    pub kind: Option<UnitKind>,
    /// Also archived ones.
    pub archived: bool,
    /// Only those after this place.
    pub after: Option<UnitPath>,
}

/// Units in the order of the tree.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, limit: u32) -> Result<Vec<Unit>, StoreError> {
    let brand = tx.brand();
    let ranges = filter.scope.ranges();
    let within = filter.within.as_ref().map(UnitPath::range);
    let mut params: Vec<Param<'_>> = vec![brand.into(), limit.into()];
    let mut sql = format!("SELECT {COLUMNS} FROM units WHERE brand_id = $1");
    if let Some(ranges) = &ranges {
        sql.push_str(&in_ranges("path", ranges, &mut params));
    }
    if let Some((from, to)) = &within {
        params.extend([Param::from(from), Param::from(to)]);
        sql.push_str(&format!(" AND path >= ${} AND path < ${}", params.len() - 1, params.len()));
    }
    if let Some(parent) = filter.parent {
        params.push(parent.into());
        sql.push_str(&format!(" AND parent_id = ${}", params.len()));
    }
    if let Some(kind) = filter.kind {
        params.push(kind.as_str().into());
        sql.push_str(&format!(" AND kind = ${}", params.len()));
    }
    if !filter.archived {
        sql.push_str(" AND archived_at IS NULL");
    }
    if let Some(after) = &filter.after {
        params.push(after.as_bytes().into());
        sql.push_str(&format!(" AND path > ${}", params.len()));
    }
    sql.push_str(" ORDER BY path LIMIT $2");
    tx.query(&sql, &params, unit)
}

/// ` AND (..)`: the column lies in one of the ranges of a scope, whose bounds are added to `params`.
/// No range at all means that nothing may be seen.
pub fn in_ranges<'p>(column: &str, ranges: &'p [(Vec<u8>, Vec<u8>)], params: &mut Vec<Param<'p>>) -> String {
    if ranges.is_empty() {
        return " AND 1 = 0".to_owned();
    }
    let mut sql = String::from(" AND (");
    for (position, (from, to)) in ranges.iter().enumerate() {
        params.extend([Param::from(from), Param::from(to)]);
        let or = if position == 0 { "" } else { " OR " };
        let (low, high) = (params.len() - 1, params.len());
        sql.push_str(&format!("{or}({column} >= ${low} AND {column} < ${high})"));
    }
    sql.push(')');
    sql
}

/// Writes kind, code, name, owner, time zone and archiving of a unit.
pub fn update(
    tx: &mut Tx<'_>,
    unit: &Unit,
    archived_at: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE units SET kind = $3, code = $4, name = $5, owner_id = $6, time_zone = $7, archived_at = $8, \
         changed_at = $9 WHERE brand_id = $1 AND unit_id = $2",
        &[
            brand.into(),
            unit.id.into(),
            unit.kind.as_str().into(),
            (&unit.code).into(),
            (&unit.name).into(),
            unit.owner.into(),
            unit.time_zone.as_deref().into(),
            archived_at.into(),
            at.into(),
        ],
    )?;
    Ok(())
}

/// The levels of the deepest unit of a subtree.
pub fn depth(tx: &mut Tx<'_>, top: &UnitPath) -> Result<usize, StoreError> {
    let brand = tx.brand();
    let (from, to) = top.range();
    let bytes = tx.query_one(
        "SELECT MAX(LENGTH(path)) FROM units WHERE brand_id = $1 AND path >= $2 AND path < $3",
        &[brand.into(), (&from).into(), (&to).into()],
        |row| row.opt_int(0),
    )?;
    let top_bytes = top.as_bytes().len();
    let bytes = bytes.flatten().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(top_bytes);
    Ok(bytes * top.depth() / top_bytes)
}

/// Hangs the subtree at `unit` under another parent, where its new path is `to`; answers how many units
/// moved. The caller has checked that `to` is not inside the subtree and that the depth holds.
pub fn move_subtree(
    tx: &mut Tx<'_>,
    unit: &Unit,
    parent: UnitId,
    to: &UnitPath,
    at: Timestamp,
) -> Result<usize, StoreError> {
    let mut moved = below(tx, &unit.path)?;
    for below in &mut moved {
        if below.id == unit.id {
            below.parent = Some(parent);
        }
        let path = below.path.moved(&unit.path, to);
        below.path = path.ok_or_else(|| StoreError::Defect("a moved unit is too deep".to_owned()))?;
    }
    // Bytes are put together here, since the two databases do not agree on how that is written.
    let tail = "ON CONFLICT (brand_id, unit_id) DO UPDATE SET path = excluded.path, \
                parent_id = excluded.parent_id, changed_at = excluded.changed_at";
    insert_many(tx, &moved, at, tail)?;
    Ok(moved.len())
}

/// The unit at a path and all below it.
fn below(tx: &mut Tx<'_>, top: &UnitPath) -> Result<Vec<Unit>, StoreError> {
    let brand = tx.brand();
    let (from, to) = top.range();
    let sql = format!(
        "SELECT {COLUMNS} FROM units WHERE brand_id = $1 AND path >= $2 AND path < $3 ORDER BY path LIMIT $4"
    );
    tx.query(&sql, &[brand.into(), (&from).into(), (&to).into(), units_max().into()], unit)
}

fn units_max() -> i64 {
    i64::try_from(touchstone_domain::unit::UNITS_MAX).expect("a small number")
}

fn unit(row: &Row<'_>) -> Result<Unit, StoreError> {
    let kind = row.text(3)?;
    Ok(Unit {
        id: row.id(0)?,
        parent: row.opt_id(1)?,
        path: path(row, 2)?,
        kind: UnitKind::parse(kind)
            .ok_or_else(|| StoreError::Corrupt(format!("units.kind holds {kind:?}")))?,
        code: row.text(4)?.to_owned(),
        name: row.text(5)?.to_owned(),
        owner: row.opt_id(6)?,
        time_zone: row.opt_text(7)?.map(str::to_owned),
        archived: row.opt_int(8)?.is_some(),
    })
}

fn path(row: &Row<'_>, column: usize) -> Result<UnitPath, StoreError> {
    UnitPath::from_bytes(row.blob(column)?)
        .ok_or_else(|| StoreError::Corrupt("units.path is no path".to_owned()))
}
