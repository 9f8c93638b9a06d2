//! Short forms for the suite.

use touchstone_domain::id::BrandId;
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Store, StoreError, Tx};

pub const BRAND: BrandId = BrandId::from_bytes([1; 16]);

/// Opens the database with a table of counters: `counters(brand_id, name, value)`.
pub fn with_counters(database: &TestDatabase) -> Store {
    let store = database.open();
    define(
        &store,
        "CREATE TABLE counters (brand_id BLOB NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL,
           CONSTRAINT counters_small CHECK (value < 1000000), PRIMARY KEY (brand_id, name)) WITHOUT ROWID;",
    );
    store
}

pub fn define(store: &Store, sql: &'static str) {
    store.write_global_blocking("define", move |tx| tx.define(sql)).unwrap();
}

pub fn insert(tx: &mut Tx<'_>, name: &str, value: i64) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let sql = "INSERT INTO counters (brand_id, name, value) VALUES ($1, $2, $3)";
    tx.execute(sql, &[brand.into(), name.into(), value.into()])
}

pub fn add(tx: &mut Tx<'_>, name: &str, by: i64) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let sql = "INSERT INTO counters (brand_id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (brand_id, name) DO UPDATE SET value = counters.value + excluded.value";
    tx.execute(sql, &[brand.into(), name.into(), by.into()])
}

pub fn value(tx: &mut Tx<'_>, name: &str) -> Result<Option<i64>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT value FROM counters WHERE brand_id = $1 AND name = $2";
    tx.query_one(sql, &[brand.into(), name.into()], |row| row.int(0))
}

pub fn value_of(store: &Store, name: &'static str) -> Option<i64> {
    store.read_blocking("value", BRAND, move |tx| value(tx, name)).unwrap()
}
