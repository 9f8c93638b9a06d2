//! Numbers for the journal's chunks, leased in blocks: taking the next one needs no statement, so that
//! batches of one brand do not meet at a counter in the database.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use touchstone_domain::id::BrandId;
use touchstone_store::StoreError;
use touchstone_store::rows::journal;

use crate::App;

/// How many numbers are leased at once.
const LEASE: i64 = 4_096;

/// The leases in hand, per brand: the next number and the end.
#[derive(Debug, Default)]
pub struct Chunks {
    leases: Mutex<HashMap<BrandId, (i64, i64)>>,
}

impl Chunks {
    fn take(&self, brand: BrandId, count: i64) -> Option<i64> {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, end) = leases.get_mut(&brand)?;
        let first = *next;
        (first + count <= *end).then(|| {
            *next += count;
            first
        })
    }

    fn put(&self, brand: BrandId, first: i64, count: i64) {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        leases.insert(brand, (first, first + count));
    }
}

impl App {
    /// Reserves chunk numbers; answers the first.
    pub async fn reserve_chunks(&self, brand: BrandId, count: i64) -> Result<i64, StoreError> {
        if let Some(first) = self.chunks().take(brand, count) {
            return Ok(first);
        }
        let size = LEASE + count;
        let first =
            self.store().write("journal_lease", brand, move |tx| journal::take_chunks(tx, size)).await?;
        // The caller's own numbers come off first: whoever leases at the same time cannot take them.
        self.chunks().put(brand, first + count, LEASE);
        Ok(first)
    }
}
