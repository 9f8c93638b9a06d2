//! Customers with their profiles, the identities that lead to them, and merges.

use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{BrandId, CustomerId, MergeId, UnitId};
use touchstone_domain::identity::Identity;
use touchstone_domain::profile::Profile;

use crate::hot::{CustomerKey, HotCustomer};
use crate::packed::{self, Packed};
use crate::row::parse;
use crate::{Param, StoreError, Tx};

/// A customer's row.
#[derive(Debug, Clone)]
pub struct CustomerRow {
    /// Who.
    pub customer: CustomerId,
    /// Since when.
    pub created_at: Timestamp,
    /// The customer this one was merged into.
    pub merged_into: Option<CustomerId>,
    /// The profile.
    pub profile: Profile,
    /// What lists find the customer by, as the table has it; none for one that is not in the table.
    pub listed: Option<Listed>,
}

/// The columns that lists of customers look at. Unlike the profile they are always up to date in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    merged_into: Option<CustomerId>,
    home_unit: Option<UnitId>,
    terms: Vec<i64>,
}

impl CustomerRow {
    /// A customer of whom nothing is known yet.
    #[must_use]
    pub fn new(customer: CustomerId, now: Timestamp) -> Self {
        Self { customer, created_at: now, merged_into: None, profile: Profile::new(), listed: None }
    }

    fn stored(
        customer: CustomerId,
        created_at: Timestamp,
        merged_into: Option<CustomerId>,
        profile: Profile,
    ) -> Self {
        let terms = terms_of(merged_into, &profile);
        let listed = Some(Listed { merged_into, home_unit: profile.home_unit, terms });
        Self { customer, created_at, merged_into, profile, listed }
    }

    fn hot(customer: CustomerId, hot: &HotCustomer) -> Result<Self, StoreError> {
        Ok(Self::stored(
            customer,
            hot.created_at,
            hot.merged_into,
            parse(PROFILE, &hot.profile.unpack(&packed::PROFILE)?)?,
        ))
    }

    /// Whether the columns of the table are what they should be.
    fn is_placed(&self) -> bool {
        let of = |listed: &Listed| (listed.merged_into, listed.home_unit);
        self.listed.as_ref().is_some_and(|listed| of(listed) == (self.merged_into, self.profile.home_unit))
    }

    /// Whether the terms in the table are what they should be.
    fn is_called(&self) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.terms == terms_of(self.merged_into, &self.profile))
    }
}

/// What finds a customer; whoever was merged away is not found.
fn terms_of(merged_into: Option<CustomerId>, profile: &Profile) -> Vec<i64> {
    if merged_into.is_some() { Vec::new() } else { profile.terms() }
}

/// Where queries of this file have the profile.
const PROFILE: usize = 3;
const PACKED: usize = 4;

/// A merge's row.
#[derive(Debug, Clone)]
pub struct MergeRow {
    /// Which merge.
    pub merge: MergeId,
    /// When.
    pub at: Timestamp,
    /// Who stayed.
    pub winner: CustomerId,
    /// Who was folded in.
    pub loser: CustomerId,
    /// `event:<message id>` or `member:<id>`.
    pub cause: String,
    /// The winner's profile before.
    pub winner_before: Profile,
    /// The loser's profile before.
    pub loser_before: Profile,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

/// The key of an identity within the whole installation.
#[must_use]
pub fn identity_key(brand: BrandId, identity: &Identity) -> [u8; 16] {
    digest16(&[brand.as_bytes(), identity.kind.as_str().as_bytes(), identity.value.as_bytes()])
}

/// Where identities lead; those that lead nowhere are absent. Merged customers are already followed:
/// a merge rewrites the rows of the loser's identities.
pub fn resolve(tx: &mut Tx, keys: &[[u8; 16]]) -> Result<HashMap<[u8; 16], CustomerId>, StoreError> {
    let ahead = tx.looking().kept().is_some();
    let memory = tx.hot().filter(|hot| ahead || hot.writes());
    let mut found = memory.map(|hot| hot.identities(keys)).unwrap_or_default();
    let missing: Vec<[u8; 16]> = keys.iter().filter(|key| !found.contains_key(*key)).copied().collect();
    let seen = tx.take_seen(&missing, |seen, key| seen.identities.remove(&key));
    let list: Vec<Param> =
        missing.iter().zip(&seen).filter(|(_, seen)| seen.is_none()).map(|(key, _)| key.into()).collect();
    let sql = "SELECT identity_key, customer_id FROM identities WHERE identity_key IN ({in})";
    let mut stored: HashMap<[u8; 16], CustomerId> = tx
        .query_in(sql, &[], &list, |row| {
            let key = row
                .blob(0)?
                .try_into()
                .map_err(|_| StoreError::Corrupt("an identity key has not 16 bytes".to_owned()))?;
            Ok((key, row.id::<CustomerId>(1)?))
        })?
        .into_iter()
        .collect();
    stored.extend(missing.iter().zip(seen).filter_map(|(key, seen)| Some((*key, seen??))));
    if let Some(kept) = tx.looking().kept() {
        kept.identities.extend(missing.iter().map(|key| (*key, stored.get(key).copied())));
    } else if let Some(hot) = tx.hot() {
        hot.put_identities(stored.iter().map(|(key, customer)| (*key, *customer)));
    }
    found.extend(stored);
    Ok(found)
}

/// Points identities at customers.
pub fn point(tx: &mut Tx, pairs: &[([u8; 16], CustomerId)]) -> Result<(), StoreError> {
    let brand = tx.brand();
    if let Some(hot) = tx.hot() {
        hot.put_identities(pairs.iter().copied());
        hot.change(pairs.iter().map(|(key, _)| *key));
    }
    let params: Vec<Param> =
        pairs.iter().flat_map(|(key, customer)| [key.into(), brand.into(), (*customer).into()]).collect();
    tx.insert_many(
        "INSERT INTO identities (identity_key, brand_id, customer_id)",
        3,
        &params,
        "ON CONFLICT (identity_key) DO UPDATE SET customer_id = excluded.customer_id",
    )?;
    Ok(())
}

/// Customers by id, in no order.
pub fn load(tx: &mut Tx, ids: &[CustomerId]) -> Result<Vec<CustomerRow>, StoreError> {
    let brand = tx.brand();
    let mut rows = Vec::with_capacity(ids.len());
    let seen = tx.take_seen(ids, |seen, customer| seen.customers.remove(&CustomerKey { brand, customer }));
    let mut unseen: Vec<CustomerId> = Vec::new();
    for (&id, seen) in ids.iter().zip(seen) {
        match seen {
            Some(row) => rows.push(row),
            None => unseen.push(id),
        }
    }
    let mut list: Vec<Param> = Vec::new();
    for (&id, hot) in unseen.iter().zip(hot(tx, &unseen)) {
        match hot {
            Some(hot) => rows.push(CustomerRow::hot(id, &hot)?),
            None => list.push(id.into()),
        }
    }
    rows.extend(tx.query_in(
        "SELECT customer_id, created_at, merged_into, profile, packed FROM customers \
         WHERE brand_id = $1 AND customer_id IN ({in})",
        &[brand.into()],
        &list,
        stored,
    )?);
    Ok(rows)
}

/// For looking ahead: keeps customers, as they were loaded, for the write to come.
pub fn keep(tx: &mut Tx, rows: impl Iterator<Item = CustomerRow>) {
    let brand = tx.brand();
    if let Some(kept) = tx.looking().kept() {
        let keyed = |row: CustomerRow| (CustomerKey { brand, customer: row.customer }, row);
        kept.customers.extend(rows.map(keyed));
    }
}

fn stored(row: &crate::Row<'_>) -> Result<CustomerRow, StoreError> {
    let profile = match row.opt_blob(PACKED)? {
        Some(stored) => parse(PACKED, &Packed::from_stored(stored)?.unpack(&packed::PROFILE)?)?,
        // As it was stored before profiles were packed.
        None => row.json(PROFILE)?,
    };
    Ok(CustomerRow::stored(row.id(0)?, row.timestamp(1)?, row.opt_id(2)?, profile))
}

/// Those of the brand's customers that are hot.
fn hot(tx: &mut Tx, ids: &[CustomerId]) -> Vec<Option<Arc<HotCustomer>>> {
    let brand = tx.brand();
    let keys: Vec<CustomerKey> = ids.iter().map(|&customer| CustomerKey { brand, customer }).collect();
    tx.hot().map_or_else(|| vec![None; ids.len()], |hot| hot.customers(keys.iter()))
}

/// A customer's row that is ready to be written.
#[derive(Debug)]
pub struct Prepared<'r> {
    row: &'r CustomerRow,
    hot: Option<HotCustomer>,
}

/// Whether customers are packed before they are written.
#[must_use]
pub fn are_packed(tx: &mut Tx) -> bool {
    tx.hot().is_some()
}

/// Prepares customers to be written. It takes no transaction, so that it can be done beside one.
#[must_use]
pub fn prepare<'r>(rows: &[&'r CustomerRow], packed: bool, now: Timestamp) -> Vec<Prepared<'r>> {
    let hot = |row: &CustomerRow| HotCustomer {
        created_at: row.created_at,
        changed_at: now,
        merged_into: row.merged_into,
        profile: Packed::pack(&row.profile.to_json(), &packed::PROFILE),
    };
    let prepared = |&row| Prepared { row, hot: (packed && row.listed.is_some()).then(|| hot(row)) };
    rows.iter().map(prepared).collect()
}

/// Writes customers whole; new ones are inserted.
pub fn save(tx: &mut Tx, rows: &[&CustomerRow], now: Timestamp) -> Result<(), StoreError> {
    let packed = are_packed(tx);
    write(tx, prepare(rows, packed, now), now)
}

/// Writes customers that were prepared.
pub fn write(tx: &mut Tx, prepared: Vec<Prepared<'_>>, now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let rows = || prepared.iter().map(|prepared| prepared.row);
    // The columns in the table are always up to date; the profile need not be if memory has it.
    let to_table = |prepared: &&Prepared<'_>| prepared.hot.is_none() || !prepared.row.is_placed();
    let table: Vec<&CustomerRow> = prepared.iter().filter(to_table).map(|prepared| prepared.row).collect();
    let called: Vec<&CustomerRow> = rows().filter(|row| !row.is_called()).collect();
    if let Some(memory) = tx.hot() {
        memory.change(rows().map(|row| row.customer.into()));
        memory.put_customers(prepared.into_iter().filter_map(|prepared| {
            let key = CustomerKey { brand, customer: prepared.row.customer };
            Some((key, prepared.hot?))
        }));
    }
    if !table.is_empty() {
        upsert(tx, &table, now)?;
    }
    if called.is_empty() { Ok(()) } else { save_terms(tx, &called) }
}

/// Writes customers to the table.
fn upsert(tx: &mut Tx, rows: &[&CustomerRow], now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let packed: Vec<Vec<u8>> =
        rows.iter().map(|row| Packed::pack(&row.profile.to_json(), &packed::PROFILE).to_stored()).collect();
    let params: Vec<Param> = rows
        .iter()
        .zip(&packed)
        .flat_map(|(row, packed)| {
            [
                brand.into(),
                row.customer.into(),
                row.created_at.into(),
                now.into(),
                row.merged_into.into(),
                row.profile.home_unit.into(),
                "".into(),
                packed.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO customers \
         (brand_id, customer_id, created_at, changed_at, merged_into, home_unit, profile, packed)",
        8,
        &params,
        "ON CONFLICT (brand_id, customer_id) DO UPDATE SET changed_at = excluded.changed_at, \
         merged_into = excluded.merged_into, home_unit = excluded.home_unit, profile = excluded.profile, packed = excluded.packed",
    )?;
    Ok(())
}

/// Brings the terms by which lists find customers up to date; most of the time nothing changed.
fn save_terms(tx: &mut Tx, rows: &[&CustomerRow]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let mut fresh: Vec<Param> = Vec::new();
    for row in rows {
        let held = row.listed.as_ref().map_or(&[][..], |listed| &listed.terms);
        let wanted = terms_of(row.merged_into, &row.profile);
        let new = wanted.iter().filter(|term| held.binary_search(term).is_err());
        fresh.extend(new.flat_map(|&term| [Param::from(brand), term.into(), row.customer.into()]));
        let gone: Vec<Param> =
            held.iter().filter(|term| wanted.binary_search(term).is_err()).map(|&term| term.into()).collect();
        let sql = "DELETE FROM customer_terms WHERE brand_id = $1 AND customer_id = $2 AND term IN ({in})";
        tx.execute_in(sql, &[brand.into(), row.customer.into()], &gone)?;
    }
    let head = "INSERT INTO customer_terms (brand_id, term, customer_id)";
    tx.insert_many(head, 3, &fresh, "ON CONFLICT (brand_id, term, customer_id) DO NOTHING").map(drop)
}

/// Customers that were not merged away, by id, after `after`; with `ranges`, only those whose home unit lies there.
pub fn list(
    tx: &mut Tx,
    after: Option<CustomerId>,
    ranges: Option<&[(Vec<u8>, Vec<u8>)]>,
    limit: i64,
) -> Result<Vec<CustomerRow>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(CustomerId::from_bytes([0; 16]));
    let mut params = vec![brand.into(), after.into(), limit.into()];
    let within = super::scope::condition("home_unit", ranges, &mut params);
    let sql = format!(
        "SELECT customer_id, created_at, merged_into, profile, packed, home_unit FROM customers \
         WHERE brand_id = $1 AND customer_id > $2 AND merged_into IS NULL{within} ORDER BY customer_id LIMIT $3"
    );
    let mut rows = tx.query(&sql, &params, |row| Ok((stored(row)?, row.opt_id::<UnitId>(5)?)))?;
    let ids: Vec<CustomerId> = rows.iter().map(|(row, _)| row.customer).collect();
    for ((row, home_unit), hot) in rows.iter_mut().zip(hot(tx, &ids)) {
        let Some(hot) = hot else { continue };
        let hot = CustomerRow::hot(row.customer, &hot)?;
        // Moved or merged since this transaction began: who may see the row was asked of what it was then.
        if (hot.merged_into, hot.profile.home_unit) == (row.merged_into, *home_unit) {
            *row = hot;
        }
    }
    Ok(rows.into_iter().map(|(row, _)| row).collect())
}

/// Logs a merge with both profiles as they were.
pub fn log_merge(tx: &mut Tx, merge: &MergeRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    let (winner_before, loser_before) = (merge.winner_before.to_json(), merge.loser_before.to_json());
    tx.execute(
        "INSERT INTO merges (brand_id, merge_id, at, winner, loser, cause, winner_before, loser_before) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            brand.into(),
            merge.merge.into(),
            merge.at.into(),
            merge.winner.into(),
            merge.loser.into(),
            (&merge.cause).into(),
            (&winner_before).into(),
            (&loser_before).into(),
        ],
    )?;
    Ok(())
}

const MERGE_COLUMNS: &str = "merge_id, at, winner, loser, cause, winner_before, loser_before, undone_at";

fn merge_row(row: &crate::Row<'_>) -> Result<MergeRow, StoreError> {
    Ok(MergeRow {
        merge: row.id(0)?,
        at: row.timestamp(1)?,
        winner: row.id(2)?,
        loser: row.id(3)?,
        cause: row.text(4)?.to_owned(),
        winner_before: row.json(5)?,
        loser_before: row.json(6)?,
        undone_at: row.opt_timestamp(7)?,
    })
}

/// One merge.
pub fn merge(tx: &mut Tx, merge: MergeId) -> Result<Option<MergeRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {MERGE_COLUMNS} FROM merges WHERE brand_id = $1 AND merge_id = $2");
    tx.query_one(&sql, &[brand.into(), merge.into()], merge_row)
}

/// Merges of a customer, newest first.
pub fn merges_of(tx: &mut Tx, customer: CustomerId, limit: i64) -> Result<Vec<MergeRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {MERGE_COLUMNS} FROM merges WHERE brand_id = $1 AND (winner = $2 OR loser = $2) \
         ORDER BY at DESC, merge_id DESC LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), customer.into(), limit.into()], merge_row)
}

/// Marks a merge as undone; answers whether it still stood.
pub fn mark_undone(tx: &mut Tx, merge: MergeId, now: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.execute(
        "UPDATE merges SET undone_at = $1 WHERE brand_id = $2 AND merge_id = $3 AND undone_at IS NULL",
        &[now.into(), brand.into(), merge.into()],
    )?;
    Ok(changed == 1)
}
