//! How SQLite goes about a statement: for tests of those where it would choose badly.

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
