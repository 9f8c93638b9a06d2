//! Rows that change with nearly every event: on SQLite in memory and swept to their tables, on PostgreSQL
//! in their tables at once. Whoever uses the store sees no difference.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use touchstone_domain::id::{CustomerId, UnitId};
use touchstone_domain::profile::Profile;
use touchstone_store::rows::customers::{self, CustomerRow};
use touchstone_store::rows::journal::{self, Place};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Store, StoreError, Tx};

use crate::support::BRAND;

const CUSTOMERS: u64 = 120;

fn customer(number: u64) -> CustomerId {
    let mut bytes = [0; 16];
    // Neighbours in number are not neighbours in key.
    bytes[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    bytes[15] = 1;
    CustomerId::from_bytes(bytes)
}

fn key(number: u64) -> [u8; 16] {
    customer(number ^ (1 << 40)).into()
}

fn place(number: u64) -> Place {
    Place { chunk: i64::try_from(number).unwrap(), position: 7 }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

/// Counts one more order for a customer, who is made if need be; sometimes it happens elsewhere.
pub fn order(tx: &mut Tx<'_>, id: CustomerId, orders: u32, unit: Option<u8>) -> Result<(), StoreError> {
    let mut row = customers::load(tx, &[id])?.pop().unwrap_or_else(|| CustomerRow::new(id, now()));
    row.profile.orders_total = orders;
    row.profile.home_unit = unit.map(|unit| UnitId::from_bytes([unit; 16])).or(row.profile.home_unit);
    customers::save(tx, &[&row], now())
}

pub fn orders(store: &Store, id: CustomerId) -> Option<u32> {
    let found = store.read_blocking("load", BRAND, move |tx| customers::load(tx, &[id])).unwrap();
    found.first().map(|row| row.profile.orders_total)
}

/// What should be found.
#[derive(Default)]
struct Model {
    orders: BTreeMap<CustomerId, (u32, Option<UnitId>)>,
    keys: HashMap<[u8; 16], Place>,
}

impl Model {
    fn check(&self, store: &Store) {
        let all = store.read_blocking("list", BRAND, |tx| customers::list(tx, None, None, 1_000)).unwrap();
        let listed: BTreeMap<_, _> =
            all.iter().map(|row| (row.customer, (row.profile.orders_total, row.profile.home_unit))).collect();
        assert_eq!(listed, self.orders);
        let ids: Vec<CustomerId> = self.orders.keys().copied().collect();
        let loaded = store.read_blocking("load", BRAND, move |tx| customers::load(tx, &ids)).unwrap();
        let loaded: BTreeMap<_, _> = loaded
            .iter()
            .map(|row| (row.customer, (row.profile.orders_total, row.profile.home_unit)))
            .collect();
        assert_eq!(loaded, self.orders);
        for (key, place) in self.keys.clone() {
            let found = store.read_blocking("find", BRAND, move |tx| journal::find(tx, &key)).unwrap();
            assert_eq!(found, Some(place));
        }
    }
}

pub fn rows_are_found_wherever_they_are(database: &mut TestDatabase) {
    // Small enough that every few writes begin a sweep, and that it takes several to end it.
    (database.config.hot_log_bytes, database.config.hot_memory_bytes) = (6_000, 20_000);
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut model = Model::default();
    let mut next_key = 0_u64;
    for opening in 0..3 {
        let store = database.open();
        for round in 0..60 {
            let mut changes: Vec<(CustomerId, u32, Option<u8>)> = (0..10)
                .map(|_| {
                    let unit = random.random_bool(0.1).then(|| random.random_range(1..4));
                    (customer(random.random_range(0..CUSTOMERS)), random.random_range(0..1_000), unit)
                })
                .collect();
            changes.sort_unstable();
            changes.dedup_by_key(|change| change.0);
            let fresh: Vec<_> = (next_key..next_key + 8).map(|number| (key(number), place(number))).collect();
            let again: Vec<_> = (0..4)
                .map(|_| random.random_range(0..=next_key))
                .filter(|&number| number < next_key)
                .map(|number| (key(number), place(1_000_000)))
                .collect();
            next_key += 8;
            let (changed, claimed) = (changes.clone(), [fresh.clone(), again].concat());
            let new = store.write_blocking("round", BRAND, move |tx| {
                for &(id, orders, unit) in &changed {
                    order(tx, id, orders, unit)?;
                }
                journal::claim_keys(tx, &claimed)
            });
            assert_eq!(new.unwrap(), fresh.iter().map(|(key, _)| *key).collect(), "{opening}.{round}");
            model.keys.extend(fresh);
            for (id, orders, unit) in changes {
                let known = model.orders.entry(id).or_default();
                known.0 = orders;
                known.1 = unit.map(|unit| UnitId::from_bytes([unit; 16])).or(known.1);
            }
            if round % 7 == 0 {
                model.check(&store);
            }
        }
        store.close();
        model.check(&database.open());
    }
}

pub fn a_failed_body_leaves_no_hot_rows(database: &mut TestDatabase) {
    let store = database.open();
    let (a, b) = (customer(1), customer(2));
    store
        .write_blocking("make", BRAND, move |tx| {
            order(tx, a, 1, None)?;
            order(tx, b, 1, None)
        })
        .unwrap();
    let failed = store.write_blocking("fail", BRAND, move |tx| {
        order(tx, a, 2, None)?;
        assert_eq!(customers::load(tx, &[a])?[0].profile.orders_total, 2, "a body sees what it did");
        journal::claim_keys(tx, &[(key(1), place(1))])?;
        Err::<(), _>(StoreError::Defect("on purpose".to_owned()))
    });
    assert_eq!(failed, Err(StoreError::Defect("on purpose".to_owned())));
    assert_eq!((orders(&store, a), orders(&store, b)), (Some(1), Some(1)));
    let claimed = store.write_blocking("claim", BRAND, |tx| journal::claim_keys(tx, &[(key(1), place(2))]));
    assert_eq!(claimed.unwrap().len(), 1);
    store.write_blocking("go on", BRAND, move |tx| order(tx, a, 3, None)).unwrap();
    assert_eq!(orders(&store, a), Some(3));
}

pub fn a_key_given_twice_is_new_once_at_its_first_place(database: &mut TestDatabase) {
    let store = database.open();
    let twice = [(key(1), place(1)), (key(2), place(2)), (key(1), place(3))];
    let claimed = store.write_blocking("claim", BRAND, move |tx| journal::claim_keys(tx, &twice)).unwrap();
    assert_eq!(claimed.len(), 2);
    let found = store.read_blocking("find", BRAND, |tx| journal::find(tx, &key(1))).unwrap();
    assert_eq!(found, Some(place(1)));
    let again = store.write_blocking("claim", BRAND, |tx| journal::claim_keys(tx, &[(key(2), place(9))]));
    assert!(again.unwrap().is_empty());
}

pub fn a_profile_as_large_as_it_gets_is_kept(database: &mut TestDatabase) {
    (database.config.hot_log_bytes, database.config.hot_memory_bytes) = (1, 1);
    let store = database.open();
    let traits = (0..64).map(|number| (format!("trait-{number}"), "长".repeat(170).into())).collect();
    let profile = Profile { traits, ..Profile::new() };
    let kept = profile.clone();
    for _ in 0..3 {
        let profile = profile.clone();
        let write = move |tx: &mut Tx<'_>| {
            let mut row = customers::load(tx, &[customer(1)])?
                .pop()
                .unwrap_or_else(|| CustomerRow::new(customer(1), now()));
            row.profile = profile.clone();
            customers::save(tx, &[&row], now())
        };
        store.write_blocking("save", BRAND, write).unwrap();
    }
    store.close();
    let store = database.open();
    let found = store.read_blocking("load", BRAND, |tx| customers::load(tx, &[customer(1)])).unwrap();
    assert_eq!(found[0].profile, kept);
}

/// New customers have the highest keys: what is changed is always ahead of the sweep.
pub fn the_log_stays_short_when_keys_ascend(database: &mut TestDatabase) {
    const LIMIT: usize = 20_000;
    (database.config.hot_log_bytes, database.config.hot_memory_bytes) = (LIMIT, 1_000_000);
    let store = database.open();
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut longest = 0;
    for number in 0..600_u128 {
        let id = CustomerId::from_bytes((number << 64).to_be_bytes());
        let noise: String = (0..200).map(|_| random.random_range('a'..='z')).collect();
        let make = move |tx: &mut Tx<'_>| order(tx, id, 1, None);
        store.write_blocking("make", BRAND, make).unwrap();
        let change = move |tx: &mut Tx<'_>| {
            let mut row = customers::load(tx, &[id])?.pop().unwrap();
            row.profile.traits.insert("noise".to_owned(), noise.clone().into());
            customers::save(tx, &[&row], now())
        };
        store.write_blocking("change", BRAND, change).unwrap();
        let sql = "SELECT CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM hot_log";
        let bytes = store.read_global_blocking("log", move |tx| tx.query_one(sql, &[], |row| row.int(0)));
        longest = longest.max(usize::try_from(bytes.unwrap().unwrap()).unwrap());
    }
    // PostgreSQL has no such log.
    let is_sqlite = matches!(database.config.location, Location::Sqlite { .. });
    assert_eq!(longest > LIMIT, is_sqlite);
    assert!(longest < 3 * LIMIT, "{longest} bytes");
}
