//! The writer's part for hot rows: their log in each commit, and the sweep that takes them to the tables.
//!
//! A round of the sweep begins when the log or the memory has grown to its limit, and goes on with every
//! commit by as much as the commit adds, so that it is over before they have grown by the limit once more.
//! Then the log forgets what it had at the round's beginning: all of that is in the tables.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use super::session::SqliteSession;
use crate::hot::memtable::Stretch;
use crate::hot::{CustomerKey, EventKey, Hot, HotCustomer, Place, log};
use crate::rows::hot;
use crate::{StoreError, Tx};

/// Rows of the log that one commit forgets at most: freeing their pages takes time.
const FORGET_MAX: usize = 4;

/// How large log and memory get before they are swept.
#[derive(Debug, Clone, Copy)]
pub(super) struct HotLimits {
    pub(super) log_bytes: usize,
    pub(super) memory_bytes: usize,
}

pub(super) struct Settler {
    limits: HotLimits,
    next_seq: i64,
    /// The log's rows and their sizes.
    log: VecDeque<(i64, usize)>,
    log_bytes: usize,
    /// Rows below it may be forgotten.
    settled_below: i64,
    round: Option<Round>,
    /// What the open transaction does, until it is committed.
    open: Open,
}

/// A round of the sweep.
struct Round {
    /// The log's next row when it began.
    begun_at: i64,
    /// Dirty rows when it began.
    customers: usize,
    event_keys: usize,
    customers_done: bool,
    event_keys_done: bool,
}

#[derive(Default)]
struct Open {
    logged: Option<usize>,
    forgotten: usize,
    customers: Option<Option<CustomerKey>>,
    event_keys: Option<Option<EventKey>>,
}

impl Settler {
    /// Reads the log into memory.
    pub(super) fn restore(
        session: &mut SqliteSession,
        shared: &RwLock<Hot>,
        limits: HotLimits,
    ) -> Result<Self, StoreError> {
        let rows = hot::log(&mut Tx::new(session, None))?;
        let mut memory = shared.write().unwrap_or_else(PoisonError::into_inner);
        let mut log_bytes = 0;
        for (_, body) in &rows {
            let staged = log::decode(body)?;
            staged.customers.into_iter().for_each(|(key, row)| memory.customers.put(key, row));
            staged.event_keys.into_iter().for_each(|(key, place)| memory.event_keys.put(key, place));
            log_bytes += body.len();
        }
        let log: VecDeque<_> = rows.iter().map(|(seq, body)| (*seq, body.len())).collect();
        let next_seq = log.back().map_or(1, |(seq, _)| seq + 1);
        let settled_below = log.front().map_or(next_seq, |(seq, _)| *seq);
        Ok(Self { limits, next_seq, log, log_bytes, settled_below, round: None, open: Open::default() })
    }

    /// Adds to the open transaction what hot rows need.
    pub(super) fn before_commit(&mut self, session: &mut SqliteSession) -> Result<(), StoreError> {
        self.open = Open::default();
        let added = self.append(session)?;
        if added == 0 {
            return Ok(());
        }
        self.forget(session)?;
        let Some((customers, event_keys)) = self.stretches(session, added) else { return Ok(()) };
        let mut tx = Tx::new(session, None);
        if let Some(stretch) = customers {
            settle_customers(&mut tx, &stretch)?;
            self.open.customers = Some(stretch.end);
        }
        if let Some(stretch) = event_keys {
            hot::settle_event_keys(&mut tx, &stretch.rows)?;
            self.open.event_keys = Some(stretch.end);
        }
        Ok(())
    }

    /// The transaction is on disk.
    pub(super) fn committed(&mut self, session: &mut SqliteSession) {
        let open = std::mem::take(&mut self.open);
        if let Some(bytes) = open.logged {
            self.log.push_back((self.next_seq, bytes));
            self.log_bytes += bytes;
            self.next_seq += 1;
        }
        for (_, bytes) in self.log.drain(..open.forgotten) {
            self.log_bytes -= bytes;
        }
        if let Some(round) = &mut self.round {
            let mut memory = session.hot().write();
            if let Some(end) = open.customers {
                memory.customers.advance(end);
                round.customers_done = end.is_none();
            }
            if let Some(end) = open.event_keys {
                memory.event_keys.advance(end);
                round.event_keys_done = end.is_none();
            }
            if round.customers_done && round.event_keys_done {
                self.settled_below = round.begun_at;
                self.round = None;
            }
        }
        session.hot().publish();
    }

    /// The transaction never was.
    pub(super) fn rolled_back(&mut self, session: &mut SqliteSession) {
        self.open = Open::default();
        session.hot().drop_group();
    }

    /// Logs what the group changed; answers how many bytes that are.
    fn append(&mut self, session: &mut SqliteSession) -> Result<usize, StoreError> {
        if session.hot().group().is_empty() {
            return Ok(0);
        }
        let body = log::encode(session.hot().group());
        hot::append(&mut Tx::new(session, None), self.next_seq, &body)?;
        self.open.logged = Some(body.len());
        Ok(body.len())
    }

    fn forget(&mut self, session: &mut SqliteSession) -> Result<(), StoreError> {
        let settled = self.log.iter().take_while(|(seq, _)| *seq < self.settled_below);
        let settled: Vec<i64> = settled.take(FORGET_MAX).map(|(seq, _)| *seq).collect();
        let mut tx = Tx::new(session, None);
        settled.iter().try_for_each(|&seq| hot::forget(&mut tx, seq))?;
        self.open.forgotten = settled.len();
        Ok(())
    }

    /// What the sweep takes to the tables in this transaction.
    fn stretches(&mut self, session: &mut SqliteSession, added: usize) -> Option<Stretches> {
        let group = session.hot().group();
        // Rows are about this large in memory; exactness does not matter for the pace.
        let added_memory = group.customers.len() * 1_024 + group.event_keys.len() * 24;
        let memory = session.hot().read();
        let (customers, event_keys) = (&memory.customers, &memory.event_keys);
        let unsettled = self.log_bytes_since(self.settled_below);
        let dirty_bytes = customers.dirty_bytes() + event_keys.dirty_bytes();
        let begins = unsettled >= self.limits.log_bytes || dirty_bytes >= self.limits.memory_bytes;
        if self.round.is_none() && begins {
            self.round = Some(Round {
                begun_at: self.next_seq,
                customers: customers.dirty(),
                event_keys: event_keys.dirty(),
                customers_done: false,
                event_keys_done: false,
            });
        }
        let round = self.round.as_ref()?;
        let share = (added as f64 / self.limits.log_bytes as f64)
            .max(added_memory as f64 / self.limits.memory_bytes as f64);
        let part = |all: usize| 1 + (all as f64 * share) as usize;
        Some((
            (!round.customers_done).then(|| customers.ahead(part(round.customers))),
            (!round.event_keys_done).then(|| event_keys.ahead(part(round.event_keys))),
        ))
    }

    fn log_bytes_since(&self, seq: i64) -> usize {
        if self.log.front().is_none_or(|(first, _)| *first >= seq) {
            return self.log_bytes;
        }
        self.log.iter().rev().take_while(|(at, _)| *at >= seq).map(|(_, bytes)| bytes).sum()
    }
}

type Stretches = (Option<Stretch<CustomerKey, Arc<HotCustomer>>>, Option<Stretch<EventKey, Place>>);

fn settle_customers(tx: &mut Tx, stretch: &Stretch<CustomerKey, Arc<HotCustomer>>) -> Result<(), StoreError> {
    stretch.rows.iter().try_for_each(|(key, row)| hot::settle_customer(tx, *key, row))
}
