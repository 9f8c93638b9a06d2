//! The writer's part for hot rows: their log in each commit, and the sweep that takes them to the tables.
//!
//! A round of the sweep begins when the log or the memory has grown to its limit, and goes on with every
//! commit: by what the commit puts in its way, and by twice the share of the limit that the commit adds, so
//! that it is over before log and memory have grown by half the limit. Then the log forgets what it had at
//! the round's beginning: all of that is in the tables.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use super::session::SqliteSession;
use crate::hot::memtable::Stretch;
use crate::hot::{CustomerKey, EventKey, Hot, HotCustomer, Place, log};
use crate::rows::hot;
use crate::{StoreError, Tx};

/// How much of the log a commit forgets, beside twice what it adds: freeing pages takes time.
const FORGET_BYTES: usize = 256 * 1024;
/// A round sweeps its rows so many times faster than what is added reaches the limit.
const PACE: f64 = 2.0;

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
    /// Rows below it may be forgotten.
    settled_below: i64,
    /// Bytes of the log's other rows.
    unsettled_bytes: usize,
    round: Option<Round>,
    /// What the open transaction does, until it is committed.
    open: Open,
}

/// A round of the sweep.
struct Round {
    /// The log's next row when it began.
    begun_at: i64,
    /// Bytes of the log since.
    bytes_since: usize,
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
        let mut memory = shared.write().unwrap_or_else(PoisonError::into_inner);
        let mut log = VecDeque::new();
        hot::log(&mut Tx::new(session, None), |seq, body| {
            let staged = log::decode(body)?;
            staged.customers.into_iter().for_each(|(key, row)| memory.customers.put(key, row));
            staged.event_keys.into_iter().for_each(|(key, place)| memory.event_keys.put(key, place));
            log.push_back((seq, body.len()));
            Ok(())
        })?;
        let next_seq = log.back().map_or(1, |(seq, _)| seq + 1);
        let settled_below = log.front().map_or(next_seq, |(seq, _)| *seq);
        let unsettled_bytes = log.iter().map(|(_, bytes)| bytes).sum();
        let open = Open::default();
        Ok(Self { limits, next_seq, log, settled_below, unsettled_bytes, round: None, open })
    }

    /// Adds to the open transaction what hot rows need.
    pub(super) fn before_commit(&mut self, session: &mut SqliteSession) -> Result<(), StoreError> {
        self.open = Open::default();
        let body = (!session.hot().group().is_empty()).then(|| log::encode(session.hot().group()));
        let added = body.as_ref().map_or(0, Vec::len);
        // Before anything is added: a full file takes what is freed.
        self.forget(session, added)?;
        let Some(body) = body else { return Ok(()) };
        hot::append(&mut Tx::new(session, None), self.next_seq, &body)?;
        self.open.logged = Some(added);
        let Some((customers, event_keys)) = self.stretches(session, added) else { return Ok(()) };
        // Who looked ahead before this commit and asks memory after the row has left it has read what the table had.
        let swept = customers.iter().flat_map(|stretch| &stretch.rows);
        session.hot().settled(swept.map(|(key, _)| key.customer.into()));
        let swept = event_keys.iter().flat_map(|stretch| &stretch.rows);
        session.hot().settled(swept.map(|(key, _)| *key));
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
            self.unsettled_bytes += bytes;
            self.next_seq += 1;
        }
        self.log.drain(..open.forgotten);
        if let Some(round) = &mut self.round {
            round.bytes_since += open.logged.unwrap_or(0);
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
                self.unsettled_bytes = round.bytes_since;
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

    fn forget(&mut self, session: &mut SqliteSession, added: usize) -> Result<(), StoreError> {
        let mut budget = FORGET_BYTES + 2 * added;
        let settled = self.log.iter().take_while(|(seq, bytes)| {
            let fits = *seq < self.settled_below && budget > 0;
            budget = budget.saturating_sub(*bytes);
            fits
        });
        let forgotten = settled.count();
        if let Some(&(last, _)) = forgotten.checked_sub(1).and_then(|at| self.log.get(at)) {
            hot::forget(&mut Tx::new(session, None), last)?;
            self.open.forgotten = forgotten;
        }
        Ok(())
    }

    /// What the sweep takes to the tables in this transaction.
    fn stretches(&mut self, session: &mut SqliteSession, added: usize) -> Option<Stretches> {
        let hot = session.hot();
        let (memory, group) = (hot.read(), hot.group());
        let added_memory = group.bytes();
        let (customers, event_keys) = (&memory.customers, &memory.event_keys);
        let dirty_bytes = customers.dirty_bytes() + event_keys.dirty_bytes();
        let begins = self.unsettled_bytes >= self.limits.log_bytes || dirty_bytes >= self.limits.memory_bytes;
        if self.round.is_none() && begins {
            self.round = Some(Round {
                begun_at: self.next_seq,
                bytes_since: 0,
                customers: customers.dirty(),
                event_keys: event_keys.dirty(),
                customers_done: false,
                event_keys_done: false,
            });
        }
        let round = self.round.as_ref()?;
        let share = (added as f64 / self.limits.log_bytes as f64)
            .max(added_memory as f64 / self.limits.memory_bytes as f64);
        let part = |all: usize, added: usize| 1 + (all as f64 * share * PACE) as usize + added;
        let added = || customers.added_ahead(group.customers.keys());
        let customers = (!round.customers_done).then(|| customers.ahead(part(round.customers, added())));
        let added = || event_keys.added_ahead(group.event_keys.keys());
        let event_keys = (!round.event_keys_done).then(|| event_keys.ahead(part(round.event_keys, added())));
        Some((customers, event_keys))
    }
}

type Stretches = (Option<Stretch<CustomerKey, Arc<HotCustomer>>>, Option<Stretch<EventKey, Place>>);

fn settle_customers(tx: &mut Tx, stretch: &Stretch<CustomerKey, Arc<HotCustomer>>) -> Result<(), StoreError> {
    stretch.rows.iter().try_for_each(|(key, row)| hot::settle_customer(tx, *key, row))
}
