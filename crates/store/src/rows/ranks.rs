//! What lists of customers are sorted by: when they were last seen, and what they spent.
//!
//! These rows follow the profiles a moment later, so a customer may be missing here, or stand where they stood a moment
//! ago. Whoever walks them looks at the profile before showing anything.

use touchstone_domain::id::{CustomerId, UnitId};

use super::listing::Source;
use crate::{Param, Row, StoreError, Tx};

/// Most rows of a term that are sorted for a page; a term of more is asked for each row of the order instead.
const SORTED_MAX: i64 = 5_000;

/// What a customer is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// Who.
    pub customer: CustomerId,
    /// Where they were last.
    pub home_unit: Option<UnitId>,
    /// When they were last seen, in microseconds; 0 for never.
    pub seen_at: i64,
    /// What they spent, in hundredths.
    pub spend: i64,
}

/// By which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// When they were last seen.
    Seen,
    /// What they spent.
    Spend,
}

impl By {
    const fn column(self) -> &'static str {
        match self {
            Self::Seen => "seen_at",
            Self::Spend => "spend",
        }
    }
}

/// Where a customer stands in an order: by the number, then by the id.
pub type Place = (i64, CustomerId);

/// Brings ranks up to date.
pub fn save(tx: &mut Tx, ranks: &[Rank]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let rows: Vec<Param> = ranks
        .iter()
        .flat_map(|rank| {
            [
                Param::from(brand),
                rank.customer.into(),
                rank.home_unit.into(),
                rank.seen_at.into(),
                rank.spend.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO customer_ranks (brand_id, customer_id, home_unit, seen_at, spend)",
        5,
        &rows,
        "ON CONFLICT (brand_id, customer_id) DO UPDATE SET home_unit = excluded.home_unit, \
         seen_at = excluded.seen_at, spend = excluded.spend",
    )
    .map(drop)
}

/// The ranks of these customers, as far as they have one.
pub fn of(tx: &mut Tx, customers: &[CustomerId]) -> Result<Vec<Rank>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = customers.iter().map(|&id| id.into()).collect();
    tx.query_in(
        "SELECT customer_id, home_unit, seen_at, spend FROM customer_ranks WHERE brand_id = $1 AND customer_id IN ({in})",
        &[brand.into()],
        &list,
        |row| {
            Ok(Rank { customer: row.id(0)?, home_unit: row.opt_id(1)?, seen_at: row.int(2)?, spend: row.int(3)? })
        },
    )
}

/// Takes customers out of the orders.
pub fn forget(tx: &mut Tx, customers: &[CustomerId]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = customers.iter().map(|&id| id.into()).collect();
    let sql = "DELETE FROM customer_ranks WHERE brand_id = $1 AND customer_id IN ({in})";
    tx.execute_in(sql, &[brand.into()], &list).map(drop)
}

/// A walk through an order.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// By what.
    pub by: By,
    /// The largest first.
    pub descending: bool,
    /// Through which customers; not those of a survey.
    pub source: Source<'a>,
    /// After this place.
    pub after: Option<Place>,
}

/// The next places of a walk, with where the customers were last.
pub fn walk(tx: &mut Tx, walk: &Walk<'_>, limit: u32) -> Result<Vec<(Place, Option<UnitId>)>, StoreError> {
    let brand = tx.brand();
    let (column, order, beyond) = (
        walk.by.column(),
        if walk.descending { "DESC" } else { "ASC" },
        if walk.descending { "<" } else { ">" },
    );
    let (number, id) = walk.after.unwrap_or(if walk.descending {
        (i64::MAX, CustomerId::from_bytes([0xff; 16]))
    } else {
        (i64::MIN, CustomerId::from_bytes([0; 16]))
    });
    let mut params: Vec<Param> = vec![brand.into(), number.into(), id.into(), limit.into()];
    let mut from = "customer_ranks r".to_owned();
    let mut narrowed = String::new();
    match walk.source {
        Source::All | Source::Survey(_) => {}
        Source::Unit(unit) => {
            params.push(unit.into());
            narrowed = format!(" AND r.home_unit = ${}", params.len());
        }
        Source::Terms(terms) => {
            let (terms, rarest) = by_rarity(tx, terms)?;
            let mut asked = terms.as_slice();
            if let Some((first, others)) = terms.split_first().filter(|_| rarest <= SORTED_MAX) {
                // Few rows: found by the term, then sorted. A plain join would leave the order of the tables open.
                params.push((*first).into());
                from = "customer_terms t CROSS JOIN customer_ranks r".to_owned();
                narrowed = format!(
                    " AND t.brand_id = $1 AND t.term = ${} AND r.customer_id = t.customer_id",
                    params.len()
                );
                asked = others;
            }
            for &term in asked {
                params.push(term.into());
                narrowed.push_str(&format!(
                    " AND EXISTS (SELECT 1 FROM customer_terms o WHERE o.brand_id = $1 AND o.term = ${} \
                     AND o.customer_id = r.customer_id)",
                    params.len()
                ));
            }
        }
    }
    let sql = format!(
        "SELECT r.{column}, r.customer_id, r.home_unit FROM {from} WHERE r.brand_id = $1 \
         AND r.{column} {beyond}= $2 AND (r.{column} {beyond} $2 OR r.customer_id {beyond} $3){narrowed} \
         ORDER BY r.{column} {order}, r.customer_id {order} LIMIT $4"
    );
    tx.query(&sql, &params, |row: &Row<'_>| Ok(((row.int(0)?, row.id(1)?), row.opt_id(2)?)))
}

/// The terms, the one of the fewest customers first, and of how many: one more than [`SORTED_MAX`] at most.
fn by_rarity(tx: &mut Tx, terms: &[i64]) -> Result<(Vec<i64>, i64), StoreError> {
    let brand = tx.brand();
    let sql =
        "SELECT COUNT(*) FROM (SELECT 1 FROM customer_terms WHERE brand_id = $1 AND term = $2 LIMIT $3) few";
    let mut counted = Vec::with_capacity(terms.len());
    for &term in terms {
        let params: [Param; 3] = [brand.into(), term.into(), (SORTED_MAX + 1).into()];
        counted.push((tx.query_one(sql, &params, |row| row.int(0))?.unwrap_or(0), term));
    }
    counted.sort_unstable();
    let rarest = counted.first().map_or(0, |(count, _)| *count);
    Ok((counted.into_iter().map(|(_, term)| term).collect(), rarest))
}
