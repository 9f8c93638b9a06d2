//! Timers: what has to happen at a time.
//!
//! A timer is taken by deleting it in the transaction that does what it stands for: either both happen or
//! none, so a timer is neither lost nor doubled whenever the process dies.

use jiff::Timestamp;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{BrandId, CaseId, RunId};

use crate::{Param, Row, StoreError, Tx};

/// One timer. The same timer is stored once however often it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerRow {
    /// When it fires.
    pub due_at: Timestamp,
    /// Whose it is.
    pub brand: BrandId,
    /// What it wakes.
    pub subject: Subject,
    /// Which of the subject's timers it is; a stale one is recognised by it.
    pub token: i64,
}

/// What a timer wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A run of a playbook that waits.
    Run(RunId),
    /// The clock of a case.
    Case(CaseId),
}

const RUN: i64 = 1;
const CASE: i64 = 2;

impl Subject {
    fn kind(self) -> i64 {
        match self {
            Self::Run(_) => RUN,
            Self::Case(_) => CASE,
        }
    }

    fn id(self) -> [u8; 16] {
        match self {
            Self::Run(run) => run.into(),
            Self::Case(case) => case.into(),
        }
    }
}

/// Bytes of a key: the due time and a digest.
const KEY_BYTES: usize = 24;

impl TimerRow {
    fn key(&self) -> [u8; KEY_BYTES] {
        let kind = self.subject.kind().to_be_bytes();
        let digest = digest16(&[self.brand.as_bytes(), &kind, &self.subject.id(), &self.token.to_be_bytes()]);
        let mut key = [0; KEY_BYTES];
        key[..8].copy_from_slice(&sortable(self.due_at.as_microsecond()));
        key[8..].copy_from_slice(&digest);
        key
    }
}

/// Eight bytes that sort as the number does, negative ones first.
fn sortable(micros: i64) -> [u8; 8] {
    (micros.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

fn due_at(key: &[u8]) -> Result<Timestamp, StoreError> {
    let corrupt = || StoreError::Corrupt("a timer without a time".to_owned());
    let first = key.first_chunk::<8>().ok_or_else(corrupt)?;
    let micros = (u64::from_be_bytes(*first) ^ (1 << 63)).cast_signed();
    Timestamp::from_microsecond(micros).map_err(|_| corrupt())
}

/// Sets timers. The brand is each row's own, so the hot path may write several brands' at once.
pub fn insert_many(tx: &mut Tx, timers: &[TimerRow]) -> Result<(), StoreError> {
    let keys: Vec<[u8; KEY_BYTES]> = timers.iter().map(TimerRow::key).collect();
    let mut values: Vec<Param<'_>> = Vec::with_capacity(timers.len() * 5);
    for (timer, key) in timers.iter().zip(&keys) {
        values.extend([
            Param::from(key),
            timer.brand.into(),
            timer.subject.kind().into(),
            Param::Id(timer.subject.id()),
            timer.token.into(),
        ]);
    }
    tx.insert_many(
        "INSERT INTO timers (timer_key, brand_id, kind, subject_id, token)",
        5,
        &values,
        "ON CONFLICT (timer_key) DO NOTHING",
    )?;
    Ok(())
}

/// Takes up to `limit` timers due by `now`, earliest first, out of the table; other nodes get others.
/// Their work has to be done in this same transaction.
pub fn take_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<TimerRow>, StoreError> {
    let end = sortable(now.as_microsecond().saturating_add(1));
    let mut taken = tx.query(
        "DELETE FROM timers WHERE timer_key IN (\
         SELECT timer_key FROM timers WHERE timer_key < $1 ORDER BY timer_key LIMIT $2 {skip_locked}) \
         RETURNING timer_key, brand_id, kind, subject_id, token",
        &[Param::from(&end), limit.into()],
        read,
    )?;
    // RETURNING promises no order.
    taken.sort_unstable();
    Ok(taken)
}

/// The timers that [`take_due`] will take next: up to `limit` due by `now`, from the one after `after` on.
pub fn look_due(
    tx: &mut Tx,
    now: Timestamp,
    after: Option<&TimerRow>,
    limit: i64,
) -> Result<Vec<TimerRow>, StoreError> {
    let begin = after.map_or(Vec::new(), |timer| timer.key().to_vec());
    let end = sortable(now.as_microsecond().saturating_add(1));
    tx.query(
        "SELECT timer_key, brand_id, kind, subject_id, token FROM timers \
         WHERE timer_key > $1 AND timer_key < $2 ORDER BY timer_key LIMIT $3",
        &[(&begin).into(), Param::from(&end), limit.into()],
        read,
    )
}

/// When the next timer is due, over all brands.
pub fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one("SELECT timer_key FROM timers ORDER BY timer_key LIMIT 1", &[], |row| due_at(row.blob(0)?))
}

/// Removes timers that are no longer needed. One that is left behind is harmless: its token is stale.
pub fn delete_many(tx: &mut Tx, timers: &[TimerRow]) -> Result<(), StoreError> {
    let keys: Vec<[u8; KEY_BYTES]> = timers.iter().map(TimerRow::key).collect();
    let list: Vec<Param<'_>> = keys.iter().map(Param::from).collect();
    tx.execute_in("DELETE FROM timers WHERE timer_key IN ({in})", &[], &list)?;
    Ok(())
}

/// How many timers are set, over all brands.
pub fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(tx.query_one("SELECT COUNT(*) FROM timers", &[], |row| row.int(0))?.unwrap_or(0))
}

fn read(row: &Row<'_>) -> Result<TimerRow, StoreError> {
    let subject = match row.int(2)? {
        RUN => Subject::Run(row.id(3)?),
        CASE => Subject::Case(row.id(3)?),
        kind => return Err(StoreError::Corrupt(format!("a timer of the unknown kind {kind}"))),
    };
    Ok(TimerRow { due_at: due_at(row.blob(0)?)?, brand: row.id(1)?, subject, token: row.int(4)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_bytes() {
        let times = [i64::MIN / 1_000_000, -1, 0, 1, 1_800_000_000_000_000, i64::MAX];
        assert!(times.is_sorted_by_key(|&micros| sortable(micros)));
        let key = sortable(-62_000_000_000_000_001);
        assert_eq!(due_at(&key).expect("inside jiff's range").as_microsecond(), -62_000_000_000_000_001);
        assert!(due_at(&key[..7]).is_err());
    }
}
