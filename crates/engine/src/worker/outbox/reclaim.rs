//! What a killed process had under way.

use touchstone_store::StoreError;
use touchstone_store::rows::outbox;

use crate::App;

impl App {
    /// Makes what a killed process had under way due again at once, under the same keys. Only where no other
    /// process shares the database; elsewhere leases end by themselves.
    pub async fn reclaim_outbox(&self) -> Result<u64, StoreError> {
        let now = self.now();
        self.store().write_global("reclaim_outbox", move |tx| outbox::reclaim(tx, now)).await
    }
}
