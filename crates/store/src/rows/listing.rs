//! Where the walks of lists begin: ids and rows in the order of their ids, by what has an index. Everything
//! else a list is narrowed to is looked at row by row by the caller.

use touchstone_domain::id::{CustomerId, ResponseId, SurveyId, UnitId};

use super::surveys::{RESPONSE, ResponseRow, response_row};
use crate::{Param, StoreError, Tx};

/// What an index gives in the order of ids.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// All rows.
    All,
    /// Rows of this survey; of responses only.
    Survey(SurveyId),
    /// Rows of exactly this unit.
    Unit(UnitId),
    /// Rows that have all of these terms; there is at least one.
    Terms(&'a [i64]),
}

/// Responses newest first, between two ids (exclusive).
pub fn responses(
    tx: &mut Tx,
    source: Source<'_>,
    from: Option<ResponseId>,
    before: Option<ResponseId>,
    limit: u32,
) -> Result<Vec<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let from = from.unwrap_or(ResponseId::from_bytes([0; 16]));
    let before = before.unwrap_or(ResponseId::from_bytes([0xff; 16]));
    let mut params: Vec<Param> = vec![brand.into(), from.into(), before.into(), limit.into()];
    let narrowed = match source {
        Source::All => String::new(),
        Source::Survey(survey) => equals("survey_id", survey.into(), &mut params),
        Source::Unit(unit) => equals("unit_id", unit.into(), &mut params),
        Source::Terms(terms) => return responses_with(tx, terms, params),
    };
    let sql = format!(
        "SELECT {RESPONSE} FROM responses WHERE brand_id = $1 AND response_id > $2 AND response_id < $3{narrowed} \
         ORDER BY response_id DESC LIMIT $4"
    );
    tx.query(&sql, &params, response_row)
}

fn responses_with(
    tx: &mut Tx,
    terms: &[i64],
    params: Vec<Param<'_>>,
) -> Result<Vec<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let (sql, params) = with_terms("response_terms", "response_id", "DESC", terms, params);
    let ids: Vec<ResponseId> = tx.query(&sql, &params, |row| row.id(0))?;
    let list: Vec<Param> = ids.iter().map(|&id| id.into()).collect();
    let sql = format!("SELECT {RESPONSE} FROM responses WHERE brand_id = $1 AND response_id IN ({{in}})");
    let mut rows = tx.query_in(&sql, &[brand.into()], &list, response_row)?;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.response));
    Ok(rows)
}

/// The places of some customers. Without a column that the index by unit has not, SQLite reads the whole of that index
/// instead of these rows.
const PLACES: &str =
    "SELECT customer_id, home_unit, created_at FROM customers WHERE brand_id = $1 AND customer_id IN ({in})";

/// A customer's id and home unit, as the table has them.
pub type CustomerPlace = (CustomerId, Option<UnitId>);

/// Customers that were not merged away, between two ids (exclusive), in the order of their ids.
pub fn customers(
    tx: &mut Tx,
    source: Source<'_>,
    (from, before): (Option<CustomerId>, Option<CustomerId>),
    newest_first: bool,
    limit: u32,
) -> Result<Vec<CustomerPlace>, StoreError> {
    let brand = tx.brand();
    let from = from.unwrap_or(CustomerId::from_bytes([0; 16]));
    let before = before.unwrap_or(CustomerId::from_bytes([0xff; 16]));
    let order = if newest_first { "DESC" } else { "ASC" };
    let mut params: Vec<Param> = vec![brand.into(), from.into(), before.into(), limit.into()];
    let narrowed = match source {
        Source::All | Source::Survey(_) => String::new(),
        Source::Unit(unit) => equals("home_unit", unit.into(), &mut params),
        Source::Terms(terms) => {
            let (sql, params) = with_terms("customer_terms", "customer_id", order, terms, params);
            let ids: Vec<CustomerId> = tx.query(&sql, &params, |row| row.id(0))?;
            let list: Vec<Param> = ids.iter().map(|&id| id.into()).collect();
            let mut found =
                tx.query_in(PLACES, &[brand.into()], &list, |row| Ok((row.id(0)?, row.opt_id(1)?)))?;
            found.sort_unstable_by_key(|(id, _)| *id);
            if newest_first {
                found.reverse();
            }
            return Ok(found);
        }
    };
    let sql = format!(
        "SELECT customer_id, home_unit FROM customers WHERE brand_id = $1 AND customer_id > $2 AND customer_id < $3 \
         AND merged_into IS NULL{narrowed} ORDER BY customer_id {order} LIMIT $4"
    );
    tx.query(&sql, &params, |row| Ok((row.id(0)?, row.opt_id(1)?)))
}

fn equals<'p>(column: &str, value: Param<'p>, params: &mut Vec<Param<'p>>) -> String {
    params.push(value);
    format!(" AND {column} = ${}", params.len())
}

/// The ids that have all terms: one term's are walked in order, the others asked for each.
fn with_terms<'p>(
    table: &str,
    id: &str,
    order: &str,
    terms: &[i64],
    mut params: Vec<Param<'p>>,
) -> (String, Vec<Param<'p>>) {
    let mut terms = terms.iter().copied();
    params.push(terms.next().unwrap_or_default().into());
    let mut sql = format!(
        "SELECT t.{id} FROM {table} t WHERE t.brand_id = $1 AND t.{id} > $2 AND t.{id} < $3 AND t.term = $5"
    );
    for (nth, term) in terms.enumerate() {
        params.push(term.into());
        let number = params.len();
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM {table} t{nth} WHERE t{nth}.brand_id = $1 AND t{nth}.term = ${number} \
             AND t{nth}.{id} = t.{id})"
        ));
    }
    sql.push_str(&format!(" ORDER BY t.{id} {order} LIMIT $4"));
    (sql, params)
}

/// Writes the terms by which a complete response is found.
pub fn save_response_terms(tx: &mut Tx, response: ResponseId, terms: &[i64]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let rows: Vec<Param> =
        terms.iter().flat_map(|&term| [Param::from(brand), term.into(), response.into()]).collect();
    let head = "INSERT INTO response_terms (brand_id, term, response_id)";
    tx.insert_many(head, 3, &rows, "ON CONFLICT (brand_id, term, response_id) DO NOTHING").map(drop)
}

/// Removes terms of a response.
pub fn forget_response_terms(tx: &mut Tx, response: ResponseId, terms: &[i64]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = terms.iter().map(|&term| term.into()).collect();
    let sql = "DELETE FROM response_terms WHERE brand_id = $1 AND response_id = $2 AND term IN ({in})";
    tx.execute_in(sql, &[brand.into(), response.into()], &list).map(drop)
}

#[cfg(test)]
mod tests {
    use touchstone_domain::id::BrandId;

    use super::*;
    use crate::rows::plan::plan_in;

    #[test]
    fn the_places_of_some_customers_are_sought_by_their_ids() {
        let ids = "(brand_id=? AND customer_id=?)";
        let brand = || vec![BrandId::from_bytes([1; 16]).into()];
        let sought = plan_in(PLACES, brand());
        assert!(sought.starts_with("SEARCH") && sought.ends_with(ids), "{sought}");
        // The test can tell: this is what it is about.
        let scanned = plan_in(&PLACES.replace(", created_at", ""), brand());
        assert!(!scanned.ends_with(ids), "{scanned}: `created_at` is needed no more");
    }
}
