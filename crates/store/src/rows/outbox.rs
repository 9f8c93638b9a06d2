//! The outbox: effects that leave the machine, written with the state that wanted them.
//!
//! A worker leases a row, carries it out and records how it went. A worker that dies leaves a lease that
//! ends, and the row is taken again with the same effect id: at least once, and the receiver can tell.

use jiff::Timestamp;
use touchstone_domain::effect::Effect;
use touchstone_domain::id::{BrandId, CustomerId, EffectId};

use crate::{Param, Row, StoreError, Tx};

/// How far an effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// Waits for its time, or for the next attempt.
    Pending,
    /// A worker has it.
    Sending,
    /// Carried out.
    Sent,
    /// Given up.
    Failed,
    /// The contact budget said no; kept to say why.
    Refused,
    /// Withdrawn before it was sent.
    Cancelled,
}

impl OutboxState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Sending, Self::Sent, Self::Failed, Self::Refused, Self::Cancelled];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// An effect to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewEffect<'a> {
    /// The effect.
    pub effect: &'a Effect,
    /// How it leaves: `email`, `webhook` …
    pub channel: &'a str,
    /// Whom a failure also concerns: the host it goes to.
    pub destination: &'a str,
    /// Why it must not leave, if so.
    pub refused: Option<&'a str>,
}

/// An effect as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// Whose it is.
    pub brand: BrandId,
    /// How far it is.
    pub state: OutboxState,
    /// How it leaves.
    pub channel: String,
    /// Whom a failure also concerns.
    pub destination: String,
    /// How often it was begun.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When a worker may take it (again); none when it is over.
    pub next_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// What the last attempt met, or why it was refused.
    pub last_error: Option<String>,
    /// The effect.
    pub effect: Effect,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Carried out.
    Sent,
    /// To be tried again.
    Retry {
        /// When.
        at: Timestamp,
        /// What was met.
        error: String,
    },
    /// To be put back without counting the attempt: it was not even begun.
    Release {
        /// When to try.
        at: Timestamp,
    },
    /// Given up.
    Failed {
        /// What was met.
        error: String,
    },
    /// Not even begun, since the contact budget says no by now.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Most destinations that one lease leaves out.
pub const EXCEPT_MAX: usize = 16;

const COLUMNS: &str =
    "brand_id, state, channel, destination, attempts, created_at, next_at, finished_at, last_error, effect";

/// What was sent stays as it is. That is said in the new values: as a condition it leads SQLite to read all effects of
/// the brand by their state instead of seeking these.
const SENT: &str = "UPDATE outbox SET state = 'sent', next_at = NULL, \
     finished_at = CASE WHEN state = 'sent' THEN finished_at ELSE $2 END \
     WHERE brand_id = $1 AND effect_id IN ({in})";

/// Writes effects; one that is there already stays as it is.
pub fn insert_many(tx: &mut Tx, effects: &[NewEffect<'_>], now: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let texts = effects
        .iter()
        .map(|new| serde_json::to_string(new.effect))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| StoreError::Defect(format!("an effect does not serialise: {error}")))?;
    let mut values = Vec::with_capacity(effects.len() * 12);
    for (new, text) in effects.iter().zip(&texts) {
        let state = if new.refused.is_some() { OutboxState::Refused } else { OutboxState::Pending };
        let next_at = new.refused.is_none().then(|| new.effect.not_before.unwrap_or(now));
        let row: [Param<'_>; 12] = [
            brand.into(),
            new.effect.id.into(),
            new.effect.customer.into(),
            state.as_str().into(),
            new.channel.into(),
            new.destination.into(),
            0.into(),
            now.into(),
            next_at.into(),
            new.refused.map(|_| now).into(),
            new.refused.into(),
            text.into(),
        ];
        values.extend(row);
    }
    tx.insert_many(
        "INSERT INTO outbox (brand_id, effect_id, customer_id, state, channel, destination, attempts, created_at, \
         next_at, finished_at, last_error, effect)",
        12,
        &values,
        "ON CONFLICT (brand_id, effect_id) DO NOTHING",
    )?;
    Ok(())
}

/// Takes up to `limit` rows that are due, of all brands, until `until`; none that goes to one of the first
/// [`EXCEPT_MAX`] of `except`.
pub fn lease(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
    except: &[String],
) -> Result<Vec<OutboxRow>, StoreError> {
    let mut params: Vec<Param<'_>> = vec![now.into(), until.into(), limit.into()];
    let mut filter = String::new();
    if let Some(last) = except.last() {
        // Always the same number of places, so that the statement is prepared once.
        let places: Vec<String> = (4..4 + EXCEPT_MAX).map(|place| format!("${place}")).collect();
        filter = format!("AND destination NOT IN ({}) ", places.join(", "));
        let padded = except.iter().chain(std::iter::repeat(last)).take(EXCEPT_MAX);
        params.extend(padded.map(Param::from));
    }
    let sql = format!(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = $2 \
         WHERE (brand_id, effect_id) IN (SELECT brand_id, effect_id FROM outbox \
         WHERE next_at IS NOT NULL AND next_at <= $1 {filter}ORDER BY next_at LIMIT $3 {{skip_locked}}) \
         RETURNING {COLUMNS}"
    );
    tx.query(&sql, &params, read)
}

/// Ends all leases, of all brands: what was under way when the process died may be taken at once. Only for
/// a database that no other process works on. Answers how many there were.
pub fn reclaim(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE outbox SET state = 'pending', next_at = $1 WHERE next_at IS NOT NULL AND state = 'sending'",
        &[now.into()],
    )
}

/// Records how attempts of one brand ended. A row whose lease was taken over meanwhile (`attempts` went
/// on) keeps what the later worker says, unless this attempt was successful.
pub fn finish_many(
    tx: &mut Tx,
    endings: &[(EffectId, u32, Ending)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_sent = |ending: &Ending| *ending == Ending::Sent;
    let sent: Vec<Param<'_>> =
        endings.iter().filter(|(.., ending)| is_sent(ending)).map(|&(effect, ..)| effect.into()).collect();
    let brand = tx.brand();
    tx.execute_in(SENT, &[brand.into(), now.into()], &sent)?;
    for (effect, attempt, ending) in endings.iter().filter(|(.., ending)| !is_sent(ending)) {
        finish(tx, *effect, *attempt, ending, now)?;
    }
    Ok(())
}

fn finish(
    tx: &mut Tx,
    effect: EffectId,
    attempt: u32,
    ending: &Ending,
    now: Timestamp,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    let own: [Param<'_>; 2] = [brand.into(), effect.into()];
    let same = "brand_id = $1 AND effect_id = $2 AND state = 'sending' AND attempts = $3";
    match ending {
        Ending::Sent => 0,
        Ending::Retry { at, error } => tx.execute(
            &format!("UPDATE outbox SET state = 'pending', next_at = $4, last_error = $5 WHERE {same}"),
            &[own[0], own[1], attempt.into(), (*at).into(), error.into()],
        )?,
        Ending::Release { at } => tx.execute(
            &format!(
                "UPDATE outbox SET state = 'pending', next_at = $4, attempts = attempts - 1 WHERE {same}"
            ),
            &[own[0], own[1], attempt.into(), (*at).into()],
        )?,
        Ending::Failed { error } => tx.execute(
            &format!(
                "UPDATE outbox SET state = 'failed', next_at = NULL, finished_at = $4, last_error = $5 \
                 WHERE {same}"
            ),
            &[own[0], own[1], attempt.into(), now.into(), error.into()],
        )?,
        Ending::Refused { reason } => tx.execute(
            &format!(
                "UPDATE outbox SET state = 'refused', next_at = NULL, finished_at = $4, last_error = $5, \
                 attempts = attempts - 1 WHERE {same}"
            ),
            &[own[0], own[1], attempt.into(), now.into(), reason.into()],
        )?,
    };
    Ok(())
}

/// Moves up to `limit` rows that are due and go to `destination` to `until`, so that the rows of a peer
/// that is down do not stand in the way of the others. Answers how many were moved.
pub fn postpone(
    tx: &mut Tx,
    destination: &str,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE outbox SET next_at = $3 WHERE (brand_id, effect_id) IN (SELECT brand_id, effect_id FROM outbox \
         WHERE next_at IS NOT NULL AND next_at <= $2 AND state = 'pending' AND destination = $1 \
         ORDER BY next_at LIMIT $4 {skip_locked})",
        &[destination.into(), now.into(), until.into(), limit.into()],
    )
}

/// When the next row is due, over all brands.
pub fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(
        "SELECT next_at FROM outbox WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1",
        &[],
        |row| row.timestamp(0),
    )
}

/// Withdraws an effect that waits. `false` when it is on its way, over, or unknown.
pub fn cancel(tx: &mut Tx, effect: EffectId, why: &str, now: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.execute(
        "UPDATE outbox SET state = 'cancelled', next_at = NULL, finished_at = $3, last_error = $4 \
         WHERE brand_id = $1 AND effect_id = $2 AND state = 'pending'",
        &[brand.into(), effect.into(), now.into(), why.into()],
    )?;
    Ok(changed > 0)
}

/// Sets a failed effect to be tried again from the start. `false` when it is not failed.
pub fn retry(tx: &mut Tx, effect: EffectId, now: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.execute(
        "UPDATE outbox SET state = 'pending', attempts = 0, next_at = $3, finished_at = NULL \
         WHERE brand_id = $1 AND effect_id = $2 AND state = 'failed'",
        &[brand.into(), effect.into(), now.into()],
    )?;
    Ok(changed > 0)
}

/// Effects by id, in no order; unknown ones are left out.
pub fn by_ids(tx: &mut Tx, effects: &[EffectId]) -> Result<Vec<OutboxRow>, StoreError> {
    let brand = tx.brand();
    let ids: Vec<Param<'_>> = effects.iter().copied().map(Param::from).collect();
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE brand_id = $1 AND effect_id IN ({{in}})");
    tx.query_in(&sql, &[brand.into()], &ids, read)
}

/// Effects in one state, newest first, before `before`.
pub fn list(
    tx: &mut Tx,
    state: OutboxState,
    before: Option<(Timestamp, EffectId)>,
    limit: i64,
) -> Result<Vec<OutboxRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox WHERE brand_id = $1 AND state = $2 AND (created_at, effect_id) < ($3, $4) \
         ORDER BY created_at DESC, effect_id DESC LIMIT $5"
    );
    let (at, effect) = before.unwrap_or((Timestamp::MAX, EffectId::from_bytes([0xFF; 16])));
    tx.query(&sql, &[brand.into(), state.as_str().into(), at.into(), effect.into(), limit.into()], read)
}

/// Effects for one customer, newest first, before `before`.
pub fn of_customer(
    tx: &mut Tx,
    customer: CustomerId,
    before: Option<(Timestamp, EffectId)>,
    limit: i64,
) -> Result<Vec<OutboxRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox WHERE brand_id = $1 AND customer_id = $2 \
         AND (created_at, effect_id) < ($3, $4) ORDER BY created_at DESC, effect_id DESC LIMIT $5"
    );
    let (at, effect) = before.unwrap_or((Timestamp::MAX, EffectId::from_bytes([0xFF; 16])));
    tx.query(&sql, &[brand.into(), customer.into(), at.into(), effect.into(), limit.into()], read)
}

/// Removes all effects for one customer: part of erasing them.
pub fn erase_customer(tx: &mut Tx, customer: CustomerId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM outbox WHERE brand_id = $1 AND customer_id = $2",
        &[brand.into(), customer.into()],
    )
}

fn read(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    let word = row.text(1)?;
    let state = OutboxState::parse(word)
        .ok_or_else(|| StoreError::Corrupt(format!("an effect in the unknown state {word}")))?;
    let attempts = u32::try_from(row.int(4)?)
        .map_err(|_| StoreError::Corrupt("a negative number of attempts".to_owned()))?;
    Ok(OutboxRow {
        brand: row.id(0)?,
        state,
        channel: row.text(2)?.to_owned(),
        destination: row.text(3)?.to_owned(),
        attempts,
        created_at: row.timestamp(5)?,
        next_at: row.opt_timestamp(6)?,
        finished_at: row.opt_timestamp(7)?,
        last_error: row.opt_text(8)?.map(str::to_owned),
        effect: row.json(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::plan::plan_in;

    #[test]
    fn what_was_sent_is_sought_by_its_ids() {
        let fixed = || vec![BrandId::from_bytes([1; 16]).into(), Timestamp::UNIX_EPOCH.into()];
        let ids = "(brand_id=? AND effect_id=?)";
        let sought = plan_in(SENT, fixed());
        assert!(sought.starts_with("SEARCH") && sought.ends_with(ids), "{sought}");
        // The test can tell: this is what it is about.
        let read = plan_in(&SENT.replace("IN ({in})", "IN ({in}) AND state <> 'sent'"), fixed());
        assert!(!read.ends_with(ids), "{read}: the state may be a condition again");
    }
}
