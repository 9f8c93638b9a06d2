//! The statements, one file per concept: plain functions over [`Tx`](crate::Tx) that take and give
//! domain types. A function for rows of a brand uses [`Tx::brand`](crate::Tx::brand), never a brand of its own.

pub mod account_links;
pub mod audit;
pub mod backfills;
pub mod brands;
pub mod cases;
pub mod catalogue;
pub mod channels;
pub mod counts;
pub mod customers;
pub mod distributions;
pub mod erasure;
pub mod files;
pub(crate) mod hot;
pub mod idempotency;
pub mod installation;
pub mod invitations;
pub mod journal;
pub mod journeys;
pub mod letters;
pub mod listing;
pub mod members;
pub mod notices;
pub mod outbox;
pub mod playbooks;
pub mod quotas;
pub mod ranks;
pub mod recipients;
pub mod rejections;
pub mod results;
pub mod scope;
pub mod second_factors;
pub mod sessions;
pub mod sources;
pub mod surveys;
pub mod timers;
pub mod tokens;
pub mod units;
pub mod vouchers;
pub mod widgets;

/// How SQLite goes about a statement: for tests of those where it would choose badly.
#[cfg(test)]
mod plan {
    use touchstone_domain::id::{BrandId, CustomerId};

    use crate::{Location, Param, Store, StoreConfig, StoreError, Tx};

    /// The plan of a statement over a list of ids, on an empty database.
    pub fn plan_in(sql: &str, fixed: Vec<Param<'static>>) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let config = StoreConfig::new(Location::Sqlite { path: folder.path().join("touchstone.db") });
        let store = Store::open(&config).expect("an empty database can be opened");
        let explained = format!("EXPLAIN QUERY PLAN {sql}");
        let read = move |tx: &mut Tx| {
            let list: Vec<Param> = (0..64).map(|n| CustomerId::from_bytes([n; 16]).into()).collect();
            tx.query_in(&explained, &fixed, &list, |row| Ok(row.text(3)?.to_owned()))
        };
        let lines: Result<Vec<String>, StoreError> =
            store.read_blocking("plan", BrandId::from_bytes([1; 16]), read);
        lines.expect("a plan").join("; ")
    }
}
