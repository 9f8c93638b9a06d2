//! Whom a survey was sent to, and what became of it.

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, DistributionId, EffectId, LinkId};

use super::outbox::OutboxState;
use crate::{Param, Row, StoreError, Tx};

/// How far it is with one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipientState {
    /// Meant, and not yet asked.
    Chosen,
    /// Asked.
    Invited,
    /// Not asked, for a reason.
    Refused,
}

impl RecipientState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chosen, Self::Invited, Self::Refused];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Invited => "invited",
            Self::Refused => "refused",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One person of a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientRow {
    /// Who.
    pub customer: CustomerId,
    /// How far it is.
    pub state: RecipientState,
    /// Their place in the draw.
    pub draw: i64,
    /// Their link, once invited.
    pub link: Option<LinkId>,
    /// The effect that carries the invitation, or the latest reminder.
    pub effect: Option<EffectId>,
    /// When they were invited.
    pub invited_at: Option<Timestamp>,
    /// How many reminders were due.
    pub reminded: u32,
    /// When the next reminder is due.
    pub next_at: Option<Timestamp>,
    /// When the link was opened first.
    pub opened_at: Option<Timestamp>,
    /// Why they were not asked.
    pub reason: Option<String>,
}

impl RecipientRow {
    /// Someone who is meant.
    #[must_use]
    pub const fn chosen(customer: CustomerId, draw: i64) -> Self {
        Self {
            customer,
            state: RecipientState::Chosen,
            draw,
            link: None,
            effect: None,
            invited_at: None,
            reminded: 0,
            next_at: None,
            opened_at: None,
            reason: None,
        }
    }
}

const COLUMNS: &str =
    "customer_id, state, draw, link_id, effect_id, invited_at, reminded, next_at, opened_at, reason";

fn params<'p>(tx: &Tx<'_>, distribution: DistributionId, rows: &'p [RecipientRow]) -> Vec<Param<'p>> {
    let brand = tx.brand();
    let row = |row: &'p RecipientRow| -> [Param<'p>; 12] {
        [
            brand.into(),
            distribution.into(),
            row.customer.into(),
            row.state.as_str().into(),
            row.draw.into(),
            row.link.into(),
            row.effect.into(),
            row.invited_at.into(),
            row.reminded.into(),
            row.next_at.into(),
            row.opened_at.into(),
            row.reason.as_deref().into(),
        ]
    };
    rows.iter().flat_map(row).collect()
}

const HEAD: &str = "INSERT INTO recipients (brand_id, distribution_id, customer_id, state, draw, link_id, effect_id, \
     invited_at, reminded, next_at, opened_at, reason)";

/// Adds people; whoever is there already stays as they are. Answers how many were new.
pub fn add(tx: &mut Tx, distribution: DistributionId, rows: &[RecipientRow]) -> Result<u64, StoreError> {
    let params = params(tx, distribution, rows);
    tx.insert_many(HEAD, 12, &params, "ON CONFLICT (brand_id, distribution_id, customer_id) DO NOTHING")
}

/// How far it is with somebody; none who is not of it.
pub fn find(
    tx: &mut Tx,
    distribution: DistributionId,
    customer: CustomerId,
) -> Result<Option<RecipientRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS} FROM recipients WHERE brand_id = $1 AND distribution_id = $2 AND customer_id = $3"
    );
    tx.query_one(&sql, &[brand.into(), distribution.into(), customer.into()], read)
}

/// Writes how far it is with people; when they opened their link stays as it is.
pub fn save(tx: &mut Tx, distribution: DistributionId, rows: &[RecipientRow]) -> Result<(), StoreError> {
    let params = params(tx, distribution, rows);
    let tail = "ON CONFLICT (brand_id, distribution_id, customer_id) DO UPDATE SET state = excluded.state, \
         link_id = excluded.link_id, effect_id = excluded.effect_id, invited_at = excluded.invited_at, \
         reminded = excluded.reminded, next_at = excluded.next_at, reason = excluded.reason";
    tx.insert_many(HEAD, 12, &params, tail).map(drop)
}

/// The next people to invite, in the order of the draw.
pub fn next_chosen(
    tx: &mut Tx,
    distribution: DistributionId,
    limit: i64,
) -> Result<Vec<RecipientRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS} FROM recipients WHERE brand_id = $1 AND distribution_id = $2 AND state = 'chosen' \
         ORDER BY draw, customer_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), distribution.into(), limit.into()], read)
}

/// The next people whose reminder is due.
pub fn next_due(
    tx: &mut Tx,
    distribution: DistributionId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<RecipientRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS} FROM recipients WHERE brand_id = $1 AND distribution_id = $2 \
         AND next_at IS NOT NULL AND next_at <= $3 ORDER BY next_at LIMIT $4"
    );
    tx.query(&sql, &[brand.into(), distribution.into(), now.into(), limit.into()], read)
}

/// When the next reminder is due.
pub fn next_at(tx: &mut Tx, distribution: DistributionId) -> Result<Option<Timestamp>, StoreError> {
    let brand = tx.brand();
    tx.query_one(
        "SELECT next_at FROM recipients WHERE brand_id = $1 AND distribution_id = $2 AND next_at IS NOT NULL \
         ORDER BY next_at LIMIT 1",
        &[brand.into(), distribution.into()],
        |row| row.timestamp(0),
    )
}

/// People of a distribution by id, after `after`; with a state, only those in it.
pub fn list(
    tx: &mut Tx,
    distribution: DistributionId,
    state: Option<RecipientState>,
    after: Option<CustomerId>,
    limit: i64,
) -> Result<Vec<RecipientRow>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(CustomerId::from_bytes([0; 16]));
    let mut params: Vec<Param<'_>> = vec![brand.into(), distribution.into(), after.into(), limit.into()];
    let narrowed = match state {
        Some(state) => {
            params.push(state.as_str().into());
            " AND state = $5"
        }
        None => "",
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM recipients WHERE brand_id = $1 AND distribution_id = $2 AND customer_id > $3{narrowed} \
         ORDER BY customer_id LIMIT $4"
    );
    tx.query(&sql, &params, read)
}

/// Notes that a link of a distribution was opened; the first time counts.
pub fn opened(tx: &mut Tx, link: LinkId, now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE recipients SET opened_at = $3 WHERE brand_id = $1 AND link_id = $2 AND link_id IS NOT NULL \
         AND opened_at IS NULL",
        &[brand.into(), link.into(), now.into()],
    )
    .map(drop)
}

/// What became of the invitations of a distribution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not yet asked.
    pub chosen: u64,
    /// Asked.
    pub invited: u64,
    /// Opened the link.
    pub opened: u64,
    /// Gave a first answer.
    pub started: u64,
    /// Completed.
    pub completed: u64,
}

/// Counts what became of the invitations of a distribution.
pub fn counts(tx: &mut Tx, distribution: DistributionId) -> Result<Counts, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT COUNT(CASE WHEN r.state = 'chosen' THEN 1 END), COUNT(CASE WHEN r.state = 'invited' THEN 1 END), \
         COUNT(r.opened_at), COUNT(p.response_id), COUNT(p.submitted_at) FROM recipients r \
         LEFT JOIN responses p ON p.brand_id = r.brand_id AND p.link_id = r.link_id AND p.resume_key = '' \
         WHERE r.brand_id = $1 AND r.distribution_id = $2";
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let found = tx.query_one(sql, &[brand.into(), distribution.into()], |row| {
        Ok(Counts {
            chosen: number(row.int(0)?),
            invited: number(row.int(1)?),
            opened: number(row.int(2)?),
            started: number(row.int(3)?),
            completed: number(row.int(4)?),
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// How far the latest message to each invited person is.
pub fn deliveries(
    tx: &mut Tx,
    distribution: DistributionId,
) -> Result<Vec<(OutboxState, Option<String>, u64)>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT o.state, CASE WHEN o.state = 'refused' THEN o.last_error END, COUNT(*) FROM recipients r \
         JOIN outbox o ON o.brand_id = r.brand_id AND o.effect_id = r.effect_id \
         WHERE r.brand_id = $1 AND r.distribution_id = $2 AND r.state = 'invited' GROUP BY 1, 2 ORDER BY 1, 2";
    tx.query(sql, &[brand.into(), distribution.into()], |row| {
        let state = OutboxState::parse(row.text(0)?)
            .ok_or_else(|| StoreError::Corrupt("an effect in an unknown state".to_owned()))?;
        Ok((state, row.opt_text(1)?.map(str::to_owned), u64::try_from(row.int(2)?).unwrap_or(0)))
    })
}

/// Messages of a distribution that have not left.
pub fn waiting_effects(
    tx: &mut Tx,
    distribution: DistributionId,
    limit: i64,
) -> Result<Vec<EffectId>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT o.effect_id FROM recipients r JOIN outbox o ON o.brand_id = r.brand_id AND o.effect_id = r.effect_id \
         WHERE r.brand_id = $1 AND r.distribution_id = $2 AND r.state = 'invited' AND o.state = 'pending' LIMIT $3",
        &[brand.into(), distribution.into(), limit.into()],
        |row| row.id(0),
    )
}

/// Ends the reminders of a distribution.
pub fn remind_no_more(tx: &mut Tx, distribution: DistributionId) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE recipients SET next_at = NULL WHERE brand_id = $1 AND distribution_id = $2 AND next_at IS NOT NULL",
        &[brand.into(), distribution.into()],
    )
    .map(drop)
}

/// Those of these links through which a response was completed.
pub fn answered(tx: &mut Tx, links: &[LinkId]) -> Result<Vec<LinkId>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param<'_>> = links.iter().map(|&link| link.into()).collect();
    let sql = "SELECT DISTINCT link_id FROM responses WHERE brand_id = $1 AND submitted_at IS NOT NULL \
         AND link_id IN ({in})";
    tx.query_in(sql, &[brand.into()], &list, |row| row.id(0))
}

/// The distributions that meant a customer, and what became of each; at most `limit`.
pub fn of_customer(
    tx: &mut Tx,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<(DistributionId, RecipientRow)>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS}, distribution_id FROM recipients WHERE brand_id = $1 AND customer_id = $2 \
         ORDER BY distribution_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), customer.into(), limit.into()], |row| Ok((row.id(10)?, read(row)?)))
}

/// Removes a customer from all distributions: part of erasing them.
pub fn erase_customer(tx: &mut Tx, customer: CustomerId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM recipients WHERE brand_id = $1 AND customer_id = $2",
        &[brand.into(), customer.into()],
    )
}

fn read(row: &Row<'_>) -> Result<RecipientRow, StoreError> {
    let word = row.text(1)?;
    let state = RecipientState::parse(word)
        .ok_or_else(|| StoreError::Corrupt(format!("a recipient in the unknown state {word}")))?;
    Ok(RecipientRow {
        customer: row.id(0)?,
        state,
        draw: row.int(2)?,
        link: row.opt_id(3)?,
        effect: row.opt_id(4)?,
        invited_at: row.opt_timestamp(5)?,
        reminded: u32::try_from(row.int(6)?).unwrap_or(0),
        next_at: row.opt_timestamp(7)?,
        opened_at: row.opt_timestamp(8)?,
        reason: row.opt_text(9)?.map(str::to_owned),
    })
}
