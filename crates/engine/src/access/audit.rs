//! Reading the audit log.

use touchstone_store::rows::audit::{self, Entry, Filter};

use super::actor::Actor;
use crate::{App, Refusal};

impl App {
    /// Entries of the audit log, newest first.
    pub async fn list_audit(&self, actor: &Actor, filter: Filter, limit: u32) -> Result<Vec<Entry>, Refusal> {
        let list = self.store().read("audit", actor.brand, move |tx| audit::list(tx, &filter, limit));
        Ok(list.await?)
    }
}
