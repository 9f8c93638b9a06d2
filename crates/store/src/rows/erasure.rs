//! All that is kept about one customer: finding it, and taking it away.
//!
//! What one table knows by itself (cases, outbox, notices) is erased in that table's own module; here is
//! what has to be searched, and what stays without the person.

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, LinkId, MemberId, ResponseId, RunId, SourceId, SurveyId};
use touchstone_domain::profile::Profile;

use super::customers::{self, CustomerRow};
use super::hot;
use super::notices::{self, NoticeRow};
use super::ranks;
use super::surveys::{self, LinkRow, ResponseRow};
use crate::hot::log;
use crate::{Param, StoreError, Tx};

/// Into whom an erased customer was merged, as far as memory beside the tables still knows them.
const NOBODY: CustomerId = CustomerId::from_bytes([0xff; 16]);

/// More customers than this merged into one are a defect of the data.
const FAMILY_MAX: usize = 10_000;
/// Rows that are read at once where a table is searched.
const SEARCH_ROWS: i64 = 1_000;

/// A customer and everyone merged into them, the customer first; empty when there is no such customer.
pub fn family(tx: &mut Tx, customer: CustomerId) -> Result<Vec<CustomerRow>, StoreError> {
    let brand = tx.brand();
    let mut ids = vec![customer];
    let mut at = 0;
    while let Some(&winner) = ids.get(at) {
        let losers = tx.query(
            "SELECT loser FROM merges WHERE brand_id = $1 AND winner = $2 AND undone_at IS NULL",
            &[brand.into(), winner.into()],
            |row| row.id::<CustomerId>(0),
        )?;
        ids.extend(losers);
        at += 1;
        if ids.len() > FAMILY_MAX {
            return Err(StoreError::Corrupt(format!("customer {customer} is merged without end")));
        }
    }
    let mut rows = customers::load(tx, &ids)?;
    rows.retain(|row| row.merged_into != Some(NOBODY));
    rows.sort_by_key(|row| row.customer != customer);
    Ok(rows)
}

/// Numbers of the journal's chunks after `after`, ascending.
pub fn chunk_numbers(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<i64>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT chunk FROM journal WHERE brand_id = $1 AND chunk > $2 ORDER BY chunk LIMIT $3",
        &[brand.into(), after.into(), limit.into()],
        |row| row.int(0),
    )
}

/// Replaces the lines of a chunk; as many as before, each at its place.
pub fn rewrite_chunk(tx: &mut Tx, chunk: i64, lines: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    let body = lz4_flex::compress_prepend_size(lines.as_bytes());
    tx.execute(
        "UPDATE journal SET body = $3 WHERE brand_id = $1 AND chunk = $2",
        &[brand.into(), chunk.into(), (&body).into()],
    )?;
    Ok(())
}

/// Links made for these customers.
pub fn links_of(tx: &mut Tx, customers: &[CustomerId]) -> Result<Vec<LinkRow>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = customers.iter().map(|&id| id.into()).collect();
    let ids: Vec<LinkId> = tx.query_in(
        "SELECT link_id FROM links WHERE brand_id = $1 AND customer_id IN ({in})",
        &[brand.into()],
        &list,
        |row| row.id(0),
    )?;
    ids.iter().filter_map(|&id| surveys::link(tx, id).transpose()).collect()
}

/// Removes links; whoever opens one finds nothing.
pub fn delete_links(tx: &mut Tx, links: &[LinkId]) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = links.iter().map(|&id| id.into()).collect();
    tx.execute_in("DELETE FROM links WHERE brand_id = $1 AND link_id IN ({in})", &[brand.into()], &list)
}

/// Makes a link nobody's; what is left of it says when somebody was asked.
pub fn disown_link(tx: &mut Tx, link: LinkId, token: &str, body: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE links SET customer_id = NULL, token = $3, body = $4 WHERE brand_id = $1 AND link_id = $2",
        &[brand.into(), link.into(), token.into(), body.into()],
    )?;
    Ok(())
}

/// Responses through these links, complete or not.
pub fn responses_through(tx: &mut Tx, links: &[LinkId]) -> Result<Vec<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = links.iter().map(|&id| id.into()).collect();
    let ids: Vec<ResponseId> = tx.query_in(
        "SELECT response_id FROM responses WHERE brand_id = $1 AND link_id IN ({in})",
        &[brand.into()],
        &list,
        |row| row.id(0),
    )?;
    responses(tx, &ids)
}

/// Responses by id, in their order; unknown ones are left out.
pub fn responses(tx: &mut Tx, ids: &[ResponseId]) -> Result<Vec<ResponseRow>, StoreError> {
    ids.iter().filter_map(|&id| surveys::response(tx, id).transpose()).collect()
}

/// Makes a response of a survey nobody's: its scores stay, `answers` replaces its answers, nobody resumes it. What the
/// survey's responses add up to changes with that.
pub fn disown_response(
    tx: &mut Tx,
    survey: SurveyId,
    response: ResponseId,
    answers: &str,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    let nobody = format!("erased-{response}");
    tx.execute(
        "UPDATE responses SET customer_id = NULL, answers = $3, \
         resume_key = CASE WHEN resume_key = '' THEN '' ELSE $4 END \
         WHERE brand_id = $1 AND response_id = $2",
        &[brand.into(), response.into(), answers.into(), (&nobody).into()],
    )?;
    tx.execute(
        "UPDATE surveys SET erasures = erasures + 1 WHERE brand_id = $1 AND survey_id = $2",
        &[brand.into(), survey.into()],
    )?;
    Ok(())
}

/// Removes runs of playbooks; their timers find nothing.
pub fn delete_runs(tx: &mut Tx, runs: &[RunId]) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = runs.iter().map(|&id| id.into()).collect();
    if let Some(hot) = tx.hot() {
        hot.change(runs.iter().map(|&run| run.into()));
    }
    tx.execute_in("DELETE FROM runs WHERE brand_id = $1 AND run_id IN ({in})", &[brand.into()], &list)
}

/// Notes about these customers, in no order.
pub fn notices_of(tx: &mut Tx, customers: &[CustomerId]) -> Result<Vec<NoticeRow>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = customers.iter().map(|&id| id.into()).collect();
    let sql =
        format!("SELECT {} FROM notices WHERE brand_id = $1 AND customer_id IN ({{in}})", notices::COLUMNS);
    tx.query_in(&sql, &[brand.into()], &list, notices::read)
}

/// Removes customers, the identities that lead to them, and every merge they had a part in.
pub fn delete_customers(
    tx: &mut Tx,
    mut rows: Vec<CustomerRow>,
    identity_keys: &[[u8; 16]],
    now: Timestamp,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
    let list: Vec<Param> = ids.iter().map(|&id| id.into()).collect();
    ranks::forget(tx, &ids)?;
    for part in ["winner", "loser"] {
        let sql = format!("DELETE FROM merges WHERE brand_id = $1 AND {part} IN ({{in}})");
        tx.execute_in(&sql, &[brand.into()], &list)?;
    }
    // An identity that leads to someone else by now is theirs.
    for key in identity_keys {
        let sql = "DELETE FROM identities WHERE identity_key = $1 AND customer_id IN ({in})";
        tx.execute_in(sql, &[key.into()], &list)?;
    }
    if let Some(hot) = tx.hot() {
        hot.forget_identities(identity_keys.iter().copied());
    }
    // Memory beside the tables forgets a row only later: until then it knows nothing but that there is nobody.
    for row in &mut rows {
        (row.profile, row.merged_into) = (Profile::new(), Some(NOBODY));
    }
    customers::save(tx, &rows.iter().collect::<Vec<_>>(), now)?;
    let sql = "DELETE FROM customers WHERE brand_id = $1 AND customer_id IN ({in})";
    tx.execute_in(sql, &[brand.into()], &list)?;
    forget_log(tx, &ids)
}

/// Takes customers out of the log of the rows that are kept in memory.
fn forget_log(tx: &mut Tx, customers: &[CustomerId]) -> Result<(), StoreError> {
    if tx.hot().is_none() {
        return Ok(());
    }
    let brand = tx.brand();
    let mut changed = Vec::new();
    hot::log(tx, |seq, body| {
        let mut logged = log::decode(body)?;
        let before = logged.customers.len();
        logged.customers.retain(|key, _| key.brand != brand || !customers.contains(&key.customer));
        if logged.customers.len() < before {
            changed.push((seq, log::encode(&logged)));
        }
        Ok(())
    })?;
    let sql = "UPDATE hot_log SET body = $2 WHERE seq = $1";
    changed.iter().try_for_each(|(seq, body)| tx.execute(sql, &[(*seq).into(), body.into()]).map(drop))
}

/// Removes rejected events whose text, as it was kept, is one of the person's; answers how many.
pub fn delete_rejected(tx: &mut Tx, is_theirs: &dyn Fn(&str) -> bool) -> Result<u64, StoreError> {
    let brand = tx.brand();
    // Bounded per source, and few sources: read as a whole, key by key.
    type Key = (SourceId, Timestamp, i64);
    let found: Vec<Option<Key>> = tx.query(
        "SELECT source_id, at, position, message_id, errors FROM rejected_events WHERE brand_id = $1",
        &[brand.into()],
        |row| {
            let theirs = row.opt_text(3)?.is_some_and(is_theirs) || is_theirs(row.text(4)?);
            Ok(if theirs { Some((row.id(0)?, row.timestamp(1)?, row.int(2)?)) } else { None })
        },
    )?;
    let mut removed = 0;
    for (source, at, position) in found.into_iter().flatten() {
        removed += tx.execute(
            "DELETE FROM rejected_events WHERE brand_id = $1 AND source_id = $2 AND at = $3 AND position = $4",
            &[brand.into(), source.into(), at.into(), position.into()],
        )?;
    }
    Ok(removed)
}

/// Forgets recorded answers that tell of the person; their keys work anew. Answers how many.
pub fn delete_recorded(tx: &mut Tx, is_theirs: &dyn Fn(&str) -> bool) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let mut after = (MemberId::from_bytes([0; 16]), String::new(), Vec::new());
    let mut removed = 0;
    loop {
        let page = tx.query(
            "SELECT member_id, operation, key_hash, answer FROM idempotency WHERE brand_id = $1 \
             AND (member_id, operation, key_hash) > ($2, $3, $4) ORDER BY member_id, operation, key_hash LIMIT $5",
            &[brand.into(), after.0.into(), (&after.1).into(), (&after.2).into(), SEARCH_ROWS.into()],
            |row| {
                let key = (row.id::<MemberId>(0)?, row.text(1)?.to_owned(), row.blob(2)?.to_vec());
                Ok((key, is_theirs(row.text(3)?)))
            },
        )?;
        let Some((last, _)) = page.last() else { return Ok(removed) };
        after = last.clone();
        for ((member, operation, key), _) in page.iter().filter(|(_, theirs)| *theirs) {
            removed += tx.execute(
                "DELETE FROM idempotency WHERE brand_id = $1 AND member_id = $2 AND operation = $3 AND key_hash = $4",
                &[brand.into(), (*member).into(), operation.into(), key.into()],
            )?;
        }
    }
}
