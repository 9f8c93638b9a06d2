//! Cases and their histories.

use jiff::Timestamp;
use touchstone_domain::case::{Case, Entry, State};
use touchstone_domain::id::{CaseId, CustomerId, MemberId};
use touchstone_domain::member::Scope;

use crate::rows::scope;
use crate::{Param, Row, StoreError, Tx};

/// Writes a new case. `false` when the customer has an open one: add to that instead.
pub fn insert(tx: &mut Tx, case: &Case) -> Result<bool, StoreError> {
    let body = body(case)?;
    let brand = tx.brand();
    let changed = tx.execute(
        "INSERT INTO cases (brand_id, case_id, customer_id, unit_id, owner_id, state, outcome, opened_at, due_at, \
         entries, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        &[
            brand.into(),
            case.id.into(),
            case.customer.into(),
            case.unit.into(),
            case.holder.member.into(),
            case.state.as_str().into(),
            outcome(case).into(),
            case.opened_at.into(),
            case.due_at.into(),
            case.entries.into(),
            body.as_str().into(),
        ],
    )?;
    Ok(changed > 0)
}

/// Writes a changed case if its history still had `entries_before` entries. `false`: someone was faster;
/// read it again and decide again.
pub fn update(tx: &mut Tx, case: &Case, entries_before: u32) -> Result<bool, StoreError> {
    let body = body(case)?;
    let brand = tx.brand();
    let changed = tx.execute(
        "UPDATE cases SET customer_id = $3, unit_id = $4, owner_id = $5, state = $6, outcome = $7, due_at = $8, \
         entries = $9, body = $10 WHERE brand_id = $1 AND case_id = $2 AND entries = $11",
        &[
            brand.into(),
            case.id.into(),
            case.customer.into(),
            case.unit.into(),
            case.holder.member.into(),
            case.state.as_str().into(),
            outcome(case).into(),
            case.due_at.into(),
            case.entries.into(),
            body.as_str().into(),
            entries_before.into(),
        ],
    )?;
    Ok(changed > 0)
}

/// One case, whoever asks; for what acts on its own behalf.
pub fn find(tx: &mut Tx, case: CaseId) -> Result<Option<Case>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM cases WHERE brand_id = $1 AND case_id = $2";
    tx.query_one(sql, &[brand.into(), case.into()], |row| row.json(0))
}

/// One case, if `scope` covers its unit.
pub fn find_in(tx: &mut Tx, scope: &Scope, case: CaseId) -> Result<Option<Case>, StoreError> {
    let brand = tx.brand();
    let mut params = vec![brand.into(), case.into()];
    let ranges = scope.ranges();
    let within = scope::condition("unit_id", ranges.as_deref(), &mut params);
    let sql = format!("SELECT body FROM cases WHERE brand_id = $1 AND case_id = $2{within}");
    tx.query_one(&sql, &params, |row| row.json(0))
}

/// The open case of a customer.
pub fn open_of(tx: &mut Tx, customer: CustomerId) -> Result<Option<Case>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM cases WHERE brand_id = $1 AND customer_id = $2 AND state <> 'closed'";
    tx.query_one(sql, &[brand.into(), customer.into()], |row| row.json(0))
}

/// Later than any case.
const END: (Timestamp, CaseId) = (Timestamp::MAX, CaseId::from_bytes([0xFF; 16]));

/// Earlier than any case.
const BEGINNING: (Timestamp, CaseId) = (Timestamp::MIN, CaseId::from_bytes([0; 16]));

/// What a list of cases is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct CaseFilter<'a> {
    /// In this state (a word of [`State::as_str`]).
    pub state: Option<&'a str>,
    /// Not closed.
    pub open: bool,
    /// Held by this member.
    pub owner: Option<MemberId>,
    /// For this customer.
    pub customer: Option<CustomerId>,
    /// Open and due at or before this time.
    pub late_at: Option<Timestamp>,
    /// The order, and where in it to go on.
    pub order: Order,
}

/// The order of a list of cases, each with the place after which to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest first, by when they were opened.
    Newest(Option<(Timestamp, CaseId)>),
    /// The most urgent first, by when they are late.
    Due(Option<(Timestamp, CaseId)>),
}

impl Default for Order {
    fn default() -> Self {
        Self::Newest(None)
    }
}

/// Cases that `scope` covers.
pub fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &CaseFilter<'_>,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    let brand = tx.brand();
    let (at, case) = match filter.order {
        Order::Newest(before) => before.unwrap_or(END),
        Order::Due(after) => after.unwrap_or(BEGINNING),
    };
    let mut params: Vec<Param<'_>> = vec![brand.into(), at.into(), case.into(), limit.into()];
    let mut conditions = String::new();
    let mut narrow = |condition: &str, value: Param<'static>| {
        params.push(value);
        conditions.push_str(&condition.replace('?', &format!("${}", params.len())));
    };
    if let Some(owner) = filter.owner {
        narrow(" AND owner_id = ?", owner.into());
    }
    if let Some(customer) = filter.customer {
        narrow(" AND customer_id = ?", customer.into());
    }
    if let Some(at) = filter.late_at {
        narrow(" AND state <> 'closed' AND due_at <= ?", at.into());
    }
    if let Some(state) = filter.state {
        params.push(state.into());
        conditions.push_str(&format!(" AND state = ${}", params.len()));
    }
    if filter.open {
        conditions.push_str(" AND state <> 'closed'");
    }
    let ranges = scope.ranges();
    let within = scope::condition("unit_id", ranges.as_deref(), &mut params);
    let (place, order) = match filter.order {
        Order::Newest(_) => ("(opened_at, case_id) < ($2, $3)", "opened_at DESC, case_id DESC"),
        Order::Due(_) => ("(due_at, case_id) > ($2, $3)", "due_at, case_id"),
    };
    let sql = format!(
        "SELECT body FROM cases WHERE brand_id = $1 AND {place}{conditions}{within} ORDER BY {order} LIMIT $4"
    );
    tx.query(&sql, &params, |row| row.json(0))
}

/// How many open cases that `scope` covers each of these members holds; those who hold none are left out.
pub fn open_per_owner(
    tx: &mut Tx,
    scope: &Scope,
    owners: &[MemberId],
) -> Result<Vec<(MemberId, i64)>, StoreError> {
    let brand = tx.brand();
    let mut params: Vec<Param<'_>> = vec![brand.into()];
    let ranges = scope.ranges();
    let within = scope::condition("unit_id", ranges.as_deref(), &mut params);
    let list: Vec<Param<'_>> = owners.iter().map(|&owner| owner.into()).collect();
    let sql = format!(
        "SELECT owner_id, COUNT(*) FROM cases WHERE brand_id = $1{within} AND state <> 'closed' \
         AND owner_id IN ({{in}}) GROUP BY owner_id"
    );
    tx.query_in(&sql, &params, &list, |row| Ok((row.id(0)?, row.int(1)?)))
}

/// Adds to a case's history.
pub fn insert_entries(tx: &mut Tx, case: CaseId, entries: &[Entry]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let texts = entries
        .iter()
        .map(|entry| serde_json::to_string(entry).map_err(|error| unwritable(&error)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut values: Vec<Param<'_>> = Vec::with_capacity(entries.len() * 5);
    for (entry, text) in entries.iter().zip(&texts) {
        values.extend([
            Param::from(brand),
            case.into(),
            entry.number.into(),
            entry.at.into(),
            text.as_str().into(),
        ]);
    }
    tx.insert_many("INSERT INTO case_entries (brand_id, case_id, number, at, body)", 5, &values, "")?;
    Ok(())
}

/// The history of a case, oldest first, after entry `after`.
pub fn entries(tx: &mut Tx, case: CaseId, after: u32, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT body FROM case_entries WHERE brand_id = $1 AND case_id = $2 AND number > $3 \
         ORDER BY number LIMIT $4",
        &[brand.into(), case.into(), after.into(), limit.into()],
        |row: &Row<'_>| row.json(0),
    )
}

/// Removes the cases of a customer and their histories: part of erasing them.
pub fn erase_customer(tx: &mut Tx, customer: CustomerId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let own = [brand.into(), customer.into()];
    tx.execute(
        "DELETE FROM case_entries WHERE brand_id = $1 AND case_id IN \
         (SELECT case_id FROM cases WHERE brand_id = $1 AND customer_id = $2)",
        &own,
    )?;
    tx.execute("DELETE FROM cases WHERE brand_id = $1 AND customer_id = $2", &own)
}

fn outcome(case: &Case) -> Option<&'static str> {
    match case.state {
        State::Closed { outcome, .. } => Some(outcome.as_str()),
        _ => None,
    }
}

fn body(case: &Case) -> Result<String, StoreError> {
    serde_json::to_string(case).map_err(|error| unwritable(&error))
}

fn unwritable(error: &serde_json::Error) -> StoreError {
    StoreError::Defect(format!("a case does not serialise: {error}"))
}
