//! Rows that change with nearly every event, kept in memory and in a log until they are written in order.
//!
//! An event rewrites one profile and adds one key, both at random places of large trees: two pages of log
//! and two pages of table for some hundred bytes of news. So on the embedded database, which has one
//! writer, these rows go to memory and, in the same commit, to the end of a log ([`log`]): what is
//! accepted is on disk, as always. From time to time a sweep writes what is in memory to the tables in the
//! order of its keys ([`memtable`]), where many rows share a page, and the log forgets what the tables
//! have. After a crash, memory is what the log says. Profiles are [`packed`](crate::packed), so that more of them fit.
//!
//! Where identities lead is kept here, too, but only to be found fast: their table always has them
//! ([`recent`]).
//!
//! Whoever reads these rows looks here first and then at the table: [`rows::customers`](crate::rows::customers)
//! and [`rows::journal`](crate::rows::journal) do, and nobody else reads those tables. A body's rows are
//! its own until it is kept, and its group's until the commit. A shared database has no such memory:
//! another node could not see it.

pub(crate) mod changes;
pub(crate) mod log;
pub(crate) mod memtable;
mod recent;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use foldhash::{HashMap, HashSet};
use jiff::Timestamp;
use touchstone_domain::id::{BrandId, CustomerId};

use changes::{Changes, RowId};
use memtable::{Memtable, Weight};
use recent::Recent;

use crate::packed::Packed;

/// Which customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct CustomerKey {
    pub(crate) brand: BrandId,
    pub(crate) customer: CustomerId,
}

/// A customer's row as the table would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HotCustomer {
    pub(crate) created_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    pub(crate) merged_into: Option<CustomerId>,
    /// JSON.
    pub(crate) profile: Packed,
}

impl Weight for Arc<HotCustomer> {
    fn bytes(&self) -> usize {
        size_of::<HotCustomer>() + self.profile.bytes().len()
    }
}

/// The key of an identity.
pub(crate) type IdentityKey = [u8; 16];
/// The key of an event.
pub(crate) type EventKey = [u8; 16];
/// Its packed place in the journal.
pub(crate) type Place = i64;

impl Weight for Place {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

/// Identities of one generation of the cache.
const IDENTITIES_MAX: usize = 150_000;

/// What is committed.
pub(crate) struct Hot {
    pub(crate) customers: Memtable<CustomerKey, Arc<HotCustomer>>,
    pub(crate) event_keys: Memtable<EventKey, Place>,
    /// Where identities lead, as far as the writer has asked lately; the table always has them, too.
    identities: Recent<IdentityKey, CustomerId>,
    changes: Changes,
}

impl Default for Hot {
    fn default() -> Self {
        let (customers, event_keys) = Default::default();
        Self { customers, event_keys, identities: Recent::new(IDENTITIES_MAX), changes: Changes::default() }
    }
}

/// What is not committed yet.
#[derive(Default)]
pub(crate) struct Staged {
    pub(crate) customers: HashMap<CustomerKey, Arc<HotCustomer>>,
    pub(crate) event_keys: HashMap<EventKey, Place>,
    /// Where identities lead; `None` for what is to be forgotten.
    identities: HashMap<IdentityKey, Option<CustomerId>>,
    /// These rows, and others that may have been seen ahead of a write.
    changed: HashSet<RowId>,
}

impl Staged {
    pub(crate) fn is_empty(&self) -> bool {
        self.customers.is_empty() && self.event_keys.is_empty()
    }

    /// How much memory the rows take.
    pub(crate) fn bytes(&self) -> usize {
        let customers =
            self.customers.values().map(|row| size_of::<CustomerKey>() + row.bytes()).sum::<usize>();
        customers + self.event_keys.len() * (size_of::<EventKey>() + size_of::<Place>())
    }

    fn absorb(&mut self, newer: &mut Self) {
        self.customers.extend(newer.customers.drain());
        self.event_keys.extend(newer.event_keys.drain());
        self.identities.extend(newer.identities.drain());
        self.changed.extend(newer.changed.drain());
    }

    fn clear(&mut self) {
        self.customers.clear();
        self.event_keys.clear();
        self.identities.clear();
        self.changed.clear();
    }
}

/// The hot rows as one connection sees them.
pub(crate) struct HotSession {
    /// Whether this is the one connection that writes.
    writes: bool,
    shared: Arc<RwLock<Hot>>,
    /// Of the body that runs.
    body: Staged,
    /// Of the bodies that were kept in the open transaction.
    group: Staged,
    /// The last commit before this connection's view of the tables began.
    as_of: u64,
}

impl HotSession {
    pub(crate) fn new(shared: Arc<RwLock<Hot>>, writes: bool) -> Self {
        Self { writes, shared, body: Staged::default(), group: Staged::default(), as_of: 0 }
    }

    /// The rows of customers that are hot, in the order of the keys.
    pub(crate) fn customers<'k>(
        &self,
        keys: impl Iterator<Item = &'k CustomerKey>,
    ) -> Vec<Option<Arc<HotCustomer>>> {
        let shared = self.read();
        let staged =
            |key: &CustomerKey| self.body.customers.get(key).or_else(|| self.group.customers.get(key));
        keys.map(|key| staged(key).or_else(|| shared.customers.get(key)).cloned()).collect()
    }

    /// Where identities lead, of those that are in memory. A reader's tables may be older than that: it
    /// asks only to guess.
    pub(crate) fn identities(&self, keys: &[IdentityKey]) -> HashMap<IdentityKey, CustomerId> {
        let shared = self.read();
        let staged = |key: &IdentityKey| {
            self.body.identities.get(key).or_else(|| self.group.identities.get(key)).copied()
        };
        let found = |key| staged(key).unwrap_or_else(|| shared.identities.get(key).copied());
        keys.iter().filter_map(|key| Some((*key, found(key)?))).collect()
    }

    /// Whether what is in memory is what the tables of this connection say.
    pub(crate) fn writes(&self) -> bool {
        self.writes
    }

    /// Rows that this body changes: what was seen of them before holds no longer.
    pub(crate) fn change(&mut self, ids: impl Iterator<Item = RowId>) {
        self.body.changed.extend(ids);
    }

    /// Rows that the commit takes to their tables: they will leave memory.
    pub(crate) fn settled(&mut self, ids: impl Iterator<Item = RowId>) {
        self.group.changed.extend(ids);
    }

    /// From here on this connection's tables are as they are after the last commit, or a later one.
    pub(crate) fn begin_view(&mut self) {
        let last = self.read().changes.last();
        self.as_of = last;
    }

    /// The last commit before [`begin_view`](Self::begin_view).
    pub(crate) fn as_of(&self) -> u64 {
        self.as_of
    }

    /// Whether rows were neither changed by a commit after that one, nor in the open transaction.
    pub(crate) fn unchanged_since(&self, commit: u64, ids: impl Iterator<Item = RowId>) -> Vec<bool> {
        let shared = self.read();
        let staged = |id: &RowId| self.body.changed.contains(id) || self.group.changed.contains(id);
        ids.map(|id| !staged(&id) && shared.changes.none_since(commit, &id)).collect()
    }

    /// Keeps where identities lead.
    pub(crate) fn put_identities(&mut self, pairs: impl Iterator<Item = (IdentityKey, CustomerId)>) {
        self.body.identities.extend(pairs.map(|(key, customer)| (key, Some(customer))));
    }

    /// Where these identities lead is for the table to say.
    pub(crate) fn forget_identities(&mut self, keys: impl Iterator<Item = IdentityKey>) {
        for key in keys {
            self.body.changed.insert(key);
            self.body.identities.insert(key, None);
        }
    }

    /// The places of event keys that are hot, in the order of the keys.
    pub(crate) fn places<'k>(&self, keys: impl Iterator<Item = &'k EventKey>) -> Vec<Option<Place>> {
        let shared = self.read();
        let staged =
            |key: &EventKey| self.body.event_keys.get(key).or_else(|| self.group.event_keys.get(key));
        keys.map(|key| staged(key).or_else(|| shared.event_keys.get(key)).copied()).collect()
    }

    /// Changes customers.
    pub(crate) fn put_customers(&mut self, rows: impl Iterator<Item = (CustomerKey, HotCustomer)>) {
        self.body.customers.extend(rows.map(|(key, row)| (key, Arc::new(row))));
    }

    /// Adds event keys.
    pub(crate) fn put_event_keys(&mut self, keys: impl Iterator<Item = (EventKey, Place)>) {
        for (key, place) in keys {
            self.body.changed.insert(key);
            self.body.event_keys.insert(key, place);
        }
    }

    /// What the body changed will be committed with its group.
    pub(crate) fn keep_body(&mut self) {
        self.group.absorb(&mut self.body);
    }

    /// What the body changed never was.
    pub(crate) fn drop_body(&mut self) {
        self.body.clear();
    }

    /// What the group changed never was.
    pub(crate) fn drop_group(&mut self) {
        self.body.clear();
        self.group.clear();
    }

    /// What the commit will contain.
    pub(crate) fn group(&self) -> &Staged {
        &self.group
    }

    /// The group is committed: everybody sees it.
    pub(crate) fn publish(&mut self) {
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        for (key, row) in self.group.customers.drain() {
            shared.customers.put(key, row);
        }
        for (key, place) in self.group.event_keys.drain() {
            shared.event_keys.put(key, place);
        }
        for (key, customer) in self.group.identities.drain() {
            match customer {
                Some(customer) => shared.identities.put(key, customer),
                None => shared.identities.remove(&key),
            }
        }
        if !self.group.changed.is_empty() {
            shared.changes.add(std::mem::take(&mut self.group.changed));
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Hot> {
        self.shared.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Hot> {
        self.shared.write().unwrap_or_else(PoisonError::into_inner)
    }
}
