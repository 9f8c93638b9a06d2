//! Keeps what lists of customers are sorted by near the profiles.
//!
//! A profile changes with every event; keeping it sorted in the same transaction would cost each event four places of
//! indexes. So whoever was touched is noted after the commit, and the worker of ranks brings them up to date in batches, a
//! moment later, and seldom while so many events come in that they need the writer for themselves. What was noted is in memory only: a start looks at everyone once.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use touchstone_domain::id::{BrandId, CustomerId};
use touchstone_domain::time::{after, micros};
use touchstone_store::rows::customers::{self, CustomerRow};
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::ranks::{self, Rank};
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::worker::ranks::DELAY;

/// Most customers of a brand that are noted; beyond that everyone is looked at again.
const NOTED_MAX: usize = 200_000;

/// Most ranks of one transaction: a decision that comes meanwhile waits for a few milliseconds, not for all of them.
const SAVED_MAX: usize = 40;

/// Customers whose rank may have changed, by brand.
#[derive(Debug, Default)]
pub struct Touched {
    brands: Mutex<HashMap<BrandId, Noted>>,
    /// How many were noted since the start, however often.
    notes: AtomicU64,
}

#[derive(Debug, Default)]
struct Noted {
    customers: HashSet<CustomerId>,
    too_many: bool,
}

/// Whom the worker looks at next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// These customers of a brand.
    Some(BrandId, Vec<CustomerId>),
    /// All of a brand: more were touched than could be noted.
    Everyone(BrandId),
}

impl Touched {
    /// Notes customers; answers whether they are the first of their brand, so that somebody may have to be woken.
    pub(crate) fn note(&self, brand: BrandId, customers: Vec<CustomerId>) -> bool {
        self.notes.fetch_add(customers.len() as u64, Ordering::Relaxed);
        let mut brands = self.lock();
        let is_first = !brands.contains_key(&brand);
        let noted = brands.entry(brand).or_default();
        if !noted.too_many {
            noted.customers.extend(customers);
            if noted.customers.len() > NOTED_MAX {
                *noted = Noted { too_many: true, ..Noted::default() };
            }
        }
        is_first
    }

    /// How many were noted since the start, however often.
    pub(crate) fn notes(&self) -> u64 {
        self.notes.load(Ordering::Relaxed)
    }

    /// Takes some of those who were noted.
    pub(crate) fn take(&self, limit: usize) -> Option<Next> {
        let mut brands = self.lock();
        let (&brand, noted) = brands.iter_mut().next()?;
        if noted.too_many {
            brands.remove(&brand);
            return Some(Next::Everyone(brand));
        }
        let some: Vec<CustomerId> = noted.customers.iter().take(limit).copied().collect();
        for customer in &some {
            noted.customers.remove(customer);
        }
        if noted.customers.is_empty() {
            brands.remove(&brand);
        }
        Some(Next::Some(brand, some))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<BrandId, Noted>> {
        self.brands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Notes customers who changed. Only the first of many wake the worker: it would never rest otherwise.
    pub(crate) fn touch(&self, brand: BrandId, customers: Vec<CustomerId>) {
        if self.touched().note(brand, customers) {
            self.alarms().ranks.ring(after(self.now(), DELAY));
        }
    }

    /// Brings the ranks of these customers up to date; answers how many were not.
    pub(crate) async fn rank(&self, brand: BrandId, ids: Vec<CustomerId>) -> Result<usize, StoreError> {
        let stale = self.store().read("ranks_stale", brand, move |tx| stale(tx, &ids)).await?;
        let count = stale.len();
        for some in stale.chunks(SAVED_MAX) {
            let some = some.to_vec();
            // Looked at once more: who was erased meanwhile must not come back.
            self.store().write("ranks_save", brand, move |tx| save(tx, &some)).await?;
        }
        Ok(count)
    }

    /// The customers after one, in the order of their ids.
    pub(crate) async fn customers_after(
        &self,
        brand: BrandId,
        after: Option<CustomerId>,
        limit: u32,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let read = self.store().read("ranks_walk", brand, move |tx| {
            listing::customers(tx, Source::All, (after, None), false, limit)
        });
        Ok(read.await?.into_iter().map(|(customer, _)| customer).collect())
    }
}

/// Those of the customers whose rank is not what their profile says.
fn stale(tx: &mut Tx<'_>, ids: &[CustomerId]) -> Result<Vec<CustomerId>, StoreError> {
    let ranks: HashMap<CustomerId, Rank> =
        ranks::of(tx, ids)?.into_iter().map(|rank| (rank.customer, rank)).collect();
    let rows = customers::load(tx, ids)?;
    let changed = rows.iter().filter(|row| rank(row).as_ref() != ranks.get(&row.customer));
    Ok(changed.map(|row| row.customer).collect())
}

fn save(tx: &mut Tx<'_>, ids: &[CustomerId]) -> Result<(), StoreError> {
    let rows = customers::load(tx, ids)?;
    let (kept, gone): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.merged_into.is_none());
    ranks::forget(tx, &gone.iter().map(|row| row.customer).collect::<Vec<_>>())?;
    ranks::save(tx, &kept.into_iter().filter_map(rank).collect::<Vec<_>>())
}

/// What a customer is sorted by; nothing for one who was merged away or erased.
pub(crate) fn rank(row: &CustomerRow) -> Option<Rank> {
    let profile = &row.profile;
    row.merged_into.is_none().then(|| Rank {
        customer: row.customer,
        home_unit: profile.home_unit,
        seen_at: profile.last_seen_at.map_or(0, micros),
        spend: profile.spend_total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAND: BrandId = BrandId::from_bytes([1; 16]);

    fn customer(n: usize) -> CustomerId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        CustomerId::from_bytes(bytes)
    }

    #[test]
    fn whoever_was_noted_is_taken_once() {
        let touched = Touched::default();
        assert!(touched.note(BRAND, vec![customer(1), customer(2), customer(1)]));
        assert!(!touched.note(BRAND, vec![customer(2)]));
        let Some(Next::Some(BRAND, some)) = touched.take(1) else { panic!("one") };
        let Some(Next::Some(BRAND, others)) = touched.take(10) else { panic!("the other") };
        let mut all = [some, others].concat();
        all.sort_unstable();
        assert_eq!(all, [customer(1), customer(2)]);
        assert_eq!(touched.take(10), None);
    }

    #[test]
    fn too_many_are_everyone() {
        let touched = Touched::default();
        touched.note(BRAND, (0..=NOTED_MAX).map(customer).collect());
        touched.note(BRAND, vec![customer(7)]);
        assert_eq!(touched.take(10), Some(Next::Everyone(BRAND)));
        assert_eq!(touched.take(10), None);
    }
}
