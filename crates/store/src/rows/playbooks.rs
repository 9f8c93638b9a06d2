//! Playbooks and message templates as configured, and the runs of playbooks.
//!
//! Bodies are JSON texts that the domain reads and writes; this module knows only what it must index.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use touchstone_domain::id::{CustomerId, PlaybookId, RunId, TemplateId};

use crate::packed::{self, Packed};
use crate::row::parse;
use crate::{Param, Row, StoreError, Tx};

/// A run as stored.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Which run.
    pub run: RunId,
    /// Of which playbook.
    pub playbook: PlaybookId,
    /// Of which customer.
    pub customer: CustomerId,
    /// When it began.
    pub started_at: Timestamp,
    /// How often its customer has entered with its key, from 1; it begins anew with each.
    pub generation: u32,
    /// The word of its state.
    pub state: String,
    /// The run as JSON.
    pub body: String,
}

/// A playbook as stored.
#[derive(Debug, Clone)]
pub struct PlaybookRow {
    /// Which playbook.
    pub playbook: PlaybookId,
    /// The word of its state.
    pub state: String,
    /// Its version.
    pub version: u32,
    /// When it changed.
    pub changed_at: Timestamp,
    /// The playbook as JSON.
    pub body: String,
}

/// Writes a playbook.
pub fn save(tx: &mut Tx, row: &PlaybookRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.insert_many(
        "INSERT INTO playbooks (brand_id, playbook_id, state, version, changed_at, body)",
        6,
        &[
            brand.into(),
            row.playbook.into(),
            (&row.state).into(),
            row.version.into(),
            row.changed_at.into(),
            (&row.body).into(),
        ],
        "ON CONFLICT (brand_id, playbook_id) DO UPDATE SET state = excluded.state, version = excluded.version, \
         changed_at = excluded.changed_at, body = excluded.body",
    )?;
    Ok(())
}

/// One playbook.
pub fn find<T: DeserializeOwned>(tx: &mut Tx, playbook: PlaybookId) -> Result<Option<T>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM playbooks WHERE brand_id = $1 AND playbook_id = $2";
    tx.query_one(sql, &[brand.into(), playbook.into()], |row| row.json(0))
}

/// Playbooks by id, after `after`.
pub fn list<T: DeserializeOwned>(
    tx: &mut Tx,
    after: Option<PlaybookId>,
    limit: i64,
) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(PlaybookId::from_bytes([0; 16]));
    let sql =
        "SELECT body FROM playbooks WHERE brand_id = $1 AND playbook_id > $2 ORDER BY playbook_id LIMIT $3";
    tx.query(sql, &[brand.into(), after.into(), limit.into()], |row| row.json(0))
}

/// Writes a template.
pub fn save_template(
    tx: &mut Tx,
    template: TemplateId,
    body: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.insert_many(
        "INSERT INTO templates (brand_id, template_id, changed_at, body)",
        4,
        &[brand.into(), template.into(), now.into(), body.into()],
        "ON CONFLICT (brand_id, template_id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
    )?;
    Ok(())
}

/// One template.
pub fn template<T: DeserializeOwned>(tx: &mut Tx, template: TemplateId) -> Result<Option<T>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT body FROM templates WHERE brand_id = $1 AND template_id = $2";
    tx.query_one(sql, &[brand.into(), template.into()], |row| row.json(0))
}

/// Templates by id, after `after`.
pub fn templates<T: DeserializeOwned>(
    tx: &mut Tx,
    after: Option<TemplateId>,
    limit: i64,
) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(TemplateId::from_bytes([0; 16]));
    let sql =
        "SELECT body FROM templates WHERE brand_id = $1 AND template_id > $2 ORDER BY template_id LIMIT $3";
    tx.query(sql, &[brand.into(), after.into(), limit.into()], |row| row.json(0))
}

/// Runs by id, in no order.
pub fn runs<T: DeserializeOwned>(tx: &mut Tx, ids: &[RunId]) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = ids.iter().map(|&id| id.into()).collect();
    let sql = "SELECT body, packed FROM runs WHERE brand_id = $1 AND run_id IN ({in})";
    tx.query_in(sql, &[brand.into()], &list, read_run)
}

fn read_run<T: DeserializeOwned>(row: &Row<'_>) -> Result<T, StoreError> {
    match row.opt_blob(1)? {
        Some(stored) => parse(1, &Packed::from_stored(stored)?.unpack(&packed::RUN)?),
        // As it was stored before runs were packed.
        None => row.json(0),
    }
}

/// Writes runs whole; no run may stand twice.
pub fn save_runs(tx: &mut Tx, rows: &[RunRow]) -> Result<(), StoreError> {
    if let Some(hot) = tx.hot() {
        hot.change(rows.iter().map(|row| row.run.into()));
    }
    // A column that is set is written to its index anew, at a random place, even if it stays as it is. A
    // run of the first generation began when it was inserted, so nearly all leave the index alone.
    let (again, first): (Vec<&RunRow>, Vec<&RunRow>) = rows.iter().partition(|row| row.generation > 1);
    let kept = "ON CONFLICT (brand_id, run_id) DO UPDATE SET customer_id = excluded.customer_id, \
                state = excluded.state, body = excluded.body, packed = excluded.packed";
    put_runs(tx, &first, kept)?;
    put_runs(tx, &again, &format!("{kept}, started_at = excluded.started_at"))
}

fn put_runs(tx: &mut Tx, rows: &[&RunRow], tail: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    let packed: Vec<Vec<u8>> =
        rows.iter().map(|row| Packed::pack(&row.body, &packed::RUN).to_stored()).collect();
    let params: Vec<Param> = rows
        .iter()
        .zip(&packed)
        .flat_map(|(row, packed)| {
            [
                brand.into(),
                row.run.into(),
                row.playbook.into(),
                row.customer.into(),
                row.started_at.into(),
                (&row.state).into(),
                "".into(),
                packed.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO runs (brand_id, run_id, playbook_id, customer_id, started_at, state, body, packed)",
        8,
        &params,
        tail,
    )?;
    Ok(())
}

/// How many of the latest `limit` runs of a playbook are in each state: its word, and how many.
pub fn count_runs(tx: &mut Tx, playbook: PlaybookId, limit: i64) -> Result<Vec<(String, i64)>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT state, COUNT(*) FROM (SELECT state FROM runs WHERE brand_id = $1 AND playbook_id = $2 \
         ORDER BY started_at DESC, run_id DESC LIMIT $3) latest GROUP BY state ORDER BY state",
        &[brand.into(), playbook.into(), limit.into()],
        |row| Ok((row.text(0)?.to_owned(), row.int(1)?)),
    )
}

/// Runs of a playbook, newest first, before a place in that order.
pub fn runs_of<T: DeserializeOwned>(
    tx: &mut Tx,
    playbook: PlaybookId,
    before: Option<(Timestamp, RunId)>,
    limit: i64,
) -> Result<Vec<T>, StoreError> {
    let brand = tx.brand();
    let (at, run) = before.unwrap_or((Timestamp::MAX, RunId::from_bytes([0xff; 16])));
    tx.query(
        "SELECT body, packed FROM runs WHERE brand_id = $1 AND playbook_id = $2 \
         AND (started_at < $3 OR (started_at = $3 AND run_id < $4)) \
         ORDER BY started_at DESC, run_id DESC LIMIT $5",
        &[brand.into(), playbook.into(), at.into(), run.into(), limit.into()],
        read_run,
    )
}
